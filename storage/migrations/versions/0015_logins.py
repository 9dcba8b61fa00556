"""logins: second factor, another system's, sessions that can be seen, what our people changed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("technician_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("dealer_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("totp_secret", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("subject", sa.String(length=512), nullable=True))
        table.create_foreign_key(op.f("fk_users_technician_id"), "technicians", ["technician_id"], ["id"])
        table.create_foreign_key(op.f("fk_users_dealer_id"), "dealers", ["dealer_id"], ["id"])
        table.create_unique_constraint(op.f("uq_users_subject"), ["subject"])
        table.create_unique_constraint(op.f("uq_users_technician_id"), ["technician_id"])
    with op.batch_alter_table("users") as table:
        table.alter_column("totp_step", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("half", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("agent", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("sessions") as table:
        table.alter_column("half", existing_type=sa.Boolean(), server_default=None)
        table.alter_column("agent", existing_type=sa.Text(), server_default=None)
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("about", sa.String(length=128), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_at"), "audit_log", ["at"], unique=False)
    op.create_index(op.f("ix_audit_log_about"), "audit_log", ["about"], unique=False)
