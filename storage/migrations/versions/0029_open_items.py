"""indexes of what is open: counted for the wall, listed in the order in which it is to be taken"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
TURN = ["severity_level", sa.text("(due_at IS NULL)"), "due_at", "id"]
NOT_CLOSED = sa.text("status <> 'closed'")


def upgrade() -> None:
    op.create_index("ix_queue_items_open", "queue_items", TURN, postgresql_where=NOT_CLOSED, sqlite_where=NOT_CLOSED)
    op.create_index("ix_queue_items_depth", "queue_items", ["queue", *TURN, "status", "created_at"],
                    postgresql_where=NOT_CLOSED, sqlite_where=NOT_CLOSED)  # fmt: skip


def downgrade() -> None:
    for name in ("open", "depth"):
        op.drop_index(f"ix_queue_items_{name}", "queue_items")
