"""presence by roster and activity, limits of people, offers with a time, receipts of assignment"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Json

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as table:
        for name in ("regions", "languages"):
            table.add_column(sa.Column(name, Json, nullable=False, server_default="[]"))
        table.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        for name in ("declared_at", "acted_at", "given_at", "shift_since", "shift_until", "roster_at"):
            table.add_column(sa.Column(name, Instant(), nullable=True))
        table.add_column(sa.Column("on_shift", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("staying", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("users") as table:
        for name in ("regions", "languages"):
            table.alter_column(name, existing_type=Json, server_default=None)
        table.alter_column("staying", existing_type=sa.Boolean(), server_default=None)
    op.execute("UPDATE users SET roster_at = created_at")  # the roster is looked at for everybody
    with op.batch_alter_table("queue_items") as table:
        table.add_column(sa.Column("offer_until", Instant(), nullable=True))
        table.add_column(sa.Column("offer_after", Instant(), nullable=True))
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("need", Json, nullable=False),
        sa.Column("candidates", Json, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("outcome_at", Instant(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["queue_items.id"], name=op.f("fk_assignments_item_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_assignments_conversation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_assignments_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_item", "assignments", ["item_id", "id"], unique=False)
    op.create_index("ix_assignments_user", "assignments", ["user_id", "at"], unique=False)
    op.create_index(op.f("ix_assignments_conversation_id"), "assignments", ["conversation_id"], unique=False)
