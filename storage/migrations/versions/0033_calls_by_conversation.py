"""an index of calls by their conversation: every page of a ticket asks whether a call belongs to it"""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None
expands = True  # an index


def upgrade() -> None:
    op.create_index(op.f("ix_calls_conversation_id"), "calls", ["conversation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_calls_conversation_id"), "calls")
