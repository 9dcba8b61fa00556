"""spare parts, replacements, returned parts, contract prices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "depots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depots")),
        sa.UniqueConstraint("name", name=op.f("uq_depots_name")),
    )
    op.create_table(
        "stock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("plan", sa.String(length=32), nullable=False),
        sa.Column("component", sa.String(length=64), nullable=True),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name=op.f("ck_stock_reserved")),
        sa.ForeignKeyConstraint(["depot_id"], ["depots.id"], name=op.f("fk_stock_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
        sa.UniqueConstraint("depot_id", "code", name=op.f("uq_stock_depot_id_code")),
    )
    op.create_index(op.f("ix_stock_plan"), "stock", ["plan"])
    op.create_table(
        "reservations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("stock_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["stock_id"], ["stock.id"], name=op.f("fk_reservations_stock_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_reservations_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
    )
    op.create_index(op.f("ix_reservations_ticket_id"), "reservations", ["ticket_id"])
    op.create_index(op.f("ix_reservations_stock_id"), "reservations", ["stock_id"])
    op.create_index(op.f("ix_reservations_due_at"), "reservations", ["due_at"])
    op.create_index(
        "uq_reservations_open",
        "reservations",
        ["ticket_id", "stock_id"],
        unique=True,
        postgresql_where=sa.text("status = 'reserved'"),
        sqlite_where=sa.text("status = 'reserved'"),
    )
    op.create_table(
        "replacements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["new_id"], ["devices.id"], name=op.f("fk_replacements_new_id")),
        sa.ForeignKeyConstraint(["old_id"], ["devices.id"], name=op.f("fk_replacements_old_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_replacements_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replacements")),
        sa.UniqueConstraint("new_id", name=op.f("uq_replacements_new_id")),
        sa.UniqueConstraint("old_id", name=op.f("uq_replacements_old_id")),
    )
    op.create_index(op.f("ix_replacements_ticket_id"), "replacements", ["ticket_id"])
    op.create_table(
        "returned_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_returned_parts_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_parts")),
    )
    op.create_index(op.f("ix_returned_parts_ticket_id"), "returned_parts", ["ticket_id"])
    op.create_index(op.f("ix_returned_parts_due_at"), "returned_parts", ["due_at"])
    op.create_index(
        "uq_returned_parts_none",
        "returned_parts",
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("status = 'none'"),
        sqlite_where=sa.text("status = 'none'"),
    )
    op.create_table(
        "contract_prices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("contract", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_contract_prices_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_prices")),
        sa.UniqueConstraint("device_id", "item", name=op.f("uq_contract_prices_device_id_item")),
    )
