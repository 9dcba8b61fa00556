"""seals of the audit log: a chain in which nothing can be changed, removed or put in unnoticed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
expands = True  # servers of the release before go on with it

REFUSED = "the audit log is written and never changed"
FACTS = "number, entry_id, at, prev, hash"  # the salt is what erasing changes


def upgrade() -> None:
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_seals_entry_id")),
        sa.UniqueConstraint("prev", name=op.f("uq_audit_seals_prev")),
    )
    events = (("changed", f"UPDATE OF {FACTS}"), ("removed", "DELETE"))
    if op.get_bind().dialect.name == "sqlite":
        for name, event in events:
            op.execute(f"CREATE TRIGGER audit_seals_{name} BEFORE {event} ON audit_seals BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        return
    for name, event in events:  # the function is of 0027
        op.execute(f"CREATE TRIGGER audit_seals_{name} BEFORE {event} ON audit_seals FOR EACH ROW EXECUTE FUNCTION audit_log_stays()")


def downgrade() -> None:
    op.drop_table("audit_seals")
