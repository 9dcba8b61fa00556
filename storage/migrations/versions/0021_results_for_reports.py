"""results of tickets for the reports; what is owed, found by its time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_results",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(length=64), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_results_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", "figure", "name", "nth", name=op.f("pk_ticket_results")),
    )
    with op.batch_alter_table("ticket_results") as table:
        table.create_index("ix_ticket_results_figure", ["figure", "quarter", "plan", "severity", "region", "queue", "name", "outcome", "value"], unique=False)
    with op.batch_alter_table("promises") as table:
        table.create_index(
            "ix_promises_owed", ["due_at"], unique=False,
            postgresql_where=sa.text("closed_at IS NULL"), sqlite_where=sa.text("closed_at IS NULL"),
        )
