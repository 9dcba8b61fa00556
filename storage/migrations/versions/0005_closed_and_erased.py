"""when a ticket was closed, and when its personal data were erased"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", Instant(), nullable=True))
        batch_op.create_index(
            "ix_tickets_closed",
            ["plan", "closed_at"],
            unique=False,
            postgresql_where=sa.text("erased_at IS NULL"),
            sqlite_where=sa.text("erased_at IS NULL"),
        )
    op.execute(
        "UPDATE tickets SET closed_at = (SELECT max(ticket_log.at) FROM ticket_log WHERE ticket_log.ticket_id = tickets.id"
        " AND ticket_log.event IN ('ticket.resolved', 'ticket.withdrawn', 'ticket.merged'))"
        " WHERE status IN ('resolved', 'withdrawn', 'merged')"
    )
