"""registers: devices are found by model, customers by name, and messages that were given up at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

DEAD = sa.text("status = 'dead'")


def upgrade() -> None:
    op.create_index("ix_devices_model", "devices", ["model"], unique=False)
    op.create_index("ix_customers_name", "customers", ["name"], unique=False)
    op.create_index(
        "ix_messages_dead", "messages", ["id"], unique=False, postgresql_where=DEAD, sqlite_where=DEAD
    )
