"""imports of devices from files that were sent to the console; an index of serial numbers as customers gave them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Sealed

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None
expands = True  # tables and an index that servers of the release before do not ask for


def upgrade() -> None:
    op.create_table(
        "device_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("plan", sa.String(length=32), nullable=True),
        sa.Column("leave_out", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("rows", "done", "made", "wrong", "tries")),
        sa.Column("last_customer", sa.Integer(), nullable=True),
        sa.Column("holder", sa.String(length=32), nullable=True),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("rejected", Sealed(), nullable=True),
        sa.Column("why", Sealed(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_device_imports_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_imports")),
    )
    op.create_index(op.f("ix_device_imports_state"), "device_imports", ["state"])
    op.create_table(
        "import_pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["device_imports.id"], name=op.f("fk_import_pieces_import_id_device_imports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_pieces")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_import_pieces_import_id_number")),
    )
    op.create_index(op.f("ix_tickets_serial_given"), "tickets", ["serial_given"])


def downgrade() -> None:
    """Devices that were taken in stay; files that wait are forgotten."""
    op.drop_index(op.f("ix_tickets_serial_given"), "tickets")
    op.drop_table("import_pieces")
    op.drop_table("device_imports")
