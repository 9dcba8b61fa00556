"""what waits and what can be pressed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WAITS = sa.text("status = 'pending'")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("keyboard", sa.String(length=64), nullable=True))
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["conversation_id", "id"],
        unique=False,
        postgresql_where=WAITS,
        sqlite_where=WAITS,
    )
