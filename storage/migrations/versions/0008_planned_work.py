"""planned work"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "planned_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("offer_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("look_at", Instant(), nullable=True),
        sa.Column("asked_at", Instant(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("result", Json, nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_planned_work_device_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_planned_work_customer_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_planned_work_conversation_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_planned_work_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_work")),
        sa.UniqueConstraint(
            "plan", "item", "subject", "period", name=op.f("uq_planned_work_plan_item_subject_period")
        ),
    )
    for column in ("device_id", "customer_id", "ticket_id", "look_at"):
        op.create_index(op.f(f"ix_planned_work_{column}"), "planned_work", [column], unique=False)
    op.create_index("ix_planned_work_status_due_on", "planned_work", ["status", "due_on"], unique=False)
    op.create_table(
        "planned_looks",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("look_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_planned_looks_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_planned_looks")),
    )
    op.create_index(op.f("ix_planned_looks_look_at"), "planned_looks", ["look_at"], unique=False)
    op.execute("INSERT INTO planned_looks (device_id, look_at) SELECT id, created_at FROM devices")
    op.create_table(
        "operation_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("operators", sa.Integer(), nullable=False),
        sa.Column("skilled", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_operation_records_device_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_operation_records_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_records")),
    )
    op.create_index(
        op.f("ix_operation_records_device_id"), "operation_records", ["device_id"], unique=False
    )


def downgrade() -> None:
    for table in ("operation_records", "planned_looks", "planned_work"):
        op.drop_table(table)
