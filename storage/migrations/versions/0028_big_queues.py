"""indexes for long queues: who is next, what is offered, and what is looked at again"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None
expands = True
TURN = ["severity_level", sa.text("(due_at IS NULL)"), "due_at", "id"]
OFFERED = sa.text("offered_to IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_queue_items_turn", "queue_items", ["status", *TURN])
    op.create_index("ix_queue_items_offer_after", "queue_items", ["status", "offer_after", *TURN])
    op.create_index("ix_queue_items_offered_to", "queue_items", ["offered_to", "offer_until"],
                    postgresql_where=OFFERED, sqlite_where=OFFERED)  # fmt: skip


def downgrade() -> None:
    for name in ("turn", "offer_after", "offered_to"):
        op.drop_index(f"ix_queue_items_{name}", "queue_items")
