"""the log is a chain"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage import chain
from storage.types import Instant, Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LOG = sa.table(
    "ticket_log", sa.column("id", sa.Integer), sa.column("ticket_id", sa.Integer), sa.column("at", Instant()),
    sa.column("event", sa.String), sa.column("actor", sa.String), sa.column("data", Json), sa.column("prev", sa.String),
    sa.column("hash", sa.String), sa.column("salt", sa.Text),
)
AT_ONCE = 2000


def upgrade() -> None:
    with op.batch_alter_table("ticket_log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("prev", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("salt", sa.Text(), nullable=True))
    _chain(op.get_bind())
    with op.batch_alter_table("ticket_log", schema=None) as batch_op:
        batch_op.alter_column("prev", existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column("salt", existing_type=sa.Text(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_ticket_log_ticket_id_prev"), ["ticket_id", "prev"])


def _chain(sql: sa.Connection) -> None:
    """What is there already becomes a chain as well, a few thousand entries at a time."""
    last, ticket, prev = (0, 0), None, chain.FIRST
    change = sa.update(LOG).where(LOG.c.id == sa.bindparam("row"))
    change = change.values({name: sa.bindparam(f"new_{name}") for name in ("prev", "hash", "salt")})
    while True:
        place = sa.tuple_(LOG.c.ticket_id, LOG.c.id)
        wanted = sa.select(LOG).where(place > sa.tuple_(*map(sa.literal, last)))
        rows = sql.execute(wanted.order_by(LOG.c.ticket_id, LOG.c.id).limit(AT_ONCE)).all()
        if not rows:
            return
        changes = []
        for row in rows:
            if row.ticket_id != ticket:
                ticket, prev = row.ticket_id, chain.FIRST
            salt = chain.new_salt()
            made = chain.hashed(prev, row.ticket_id, row.at, row.event, row.actor, row.data, salt)
            changes.append({"row": row.id, "new_prev": prev, "new_hash": made, "new_salt": salt})
            prev = made
        sql.execute(change, changes)
        last = (rows[-1].ticket_id, rows[-1].id)
