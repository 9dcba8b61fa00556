"""alarms of conversations that wait for a person before there is a ticket; tickets whose clocks are reckoned anew"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alarms") as table:
        table.alter_column("ticket_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("conversation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_alarms_conversation_id_conversations"), "conversations", ["conversation_id"], ["id"])  # fmt: skip
        table.create_unique_constraint(op.f("uq_alarms_conversation_id_cause"), ["conversation_id", "cause"])
    op.create_table(
        "reckonings",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordered_at", Instant(), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("after", Instant(), nullable=True),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_reckonings_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_reckonings")),
    )
    with op.batch_alter_table("reckonings") as table:
        table.create_index(op.f("ix_reckonings_after"), ["after"])


def downgrade() -> None:
    """What the older schema cannot say is lost: alarms without a ticket."""
    op.drop_table("reckonings")
    without = "SELECT id FROM alarms WHERE ticket_id IS NULL"
    op.execute(f"UPDATE staff_posts SET alarm_id = NULL WHERE alarm_id IN ({without})")
    op.execute("DELETE FROM alarms WHERE ticket_id IS NULL")
    with op.batch_alter_table("alarms") as table:
        table.drop_constraint(op.f("uq_alarms_conversation_id_cause"), type_="unique")
        table.drop_constraint(op.f("fk_alarms_conversation_id_conversations"), type_="foreignkey")
        table.drop_column("conversation_id")
        table.alter_column("ticket_id", existing_type=sa.Integer(), nullable=False)
