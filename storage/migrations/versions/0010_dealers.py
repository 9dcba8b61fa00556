"""dealers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Json

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dealers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("regions", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealers")),
        sa.UniqueConstraint("code", name=op.f("uq_dealers_code")),
    )
    op.create_table(
        "dealer_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("dealer_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("told_by", sa.String(length=32), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_notices_dealer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealer_notices")),
        sa.UniqueConstraint("kind", "dealer_id", "ref", name=op.f("uq_dealer_notices_kind_dealer_id_ref")),
    )
    with op.batch_alter_table("dealer_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dealer_notices_dealer_id"), ["dealer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dealer_notices_told_at"), ["told_at"], unique=False)

    op.create_table(
        "season_stock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dealer_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=32), nullable=False),
        sa.Column("season", sa.String(length=48), nullable=False),
        sa.Column("parts", Json, nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_season_stock_dealer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_stock")),
        sa.UniqueConstraint(
            "dealer_id", "plan", "season", name=op.f("uq_season_stock_dealer_id_plan_season")
        ),
    )
    op.create_table(
        "goods_returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dealer_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("quality_fault", sa.Boolean(), nullable=False),
        sa.Column("taken_apart", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decision", Json, nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_goods_returns_dealer_id")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_goods_returns_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_returns")),
        sa.UniqueConstraint("device_id", name=op.f("uq_goods_returns_device_id")),
    )
    with op.batch_alter_table("goods_returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goods_returns_dealer_id"), ["dealer_id"], unique=False)

    op.create_table(
        "hops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("dealer_id", sa.Integer(), nullable=True),
        sa.Column("collects_parts", sa.Boolean(), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("passed_by", sa.String(length=32), nullable=False),
        sa.Column("passed_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("arranged_at", Instant(), nullable=True),
        sa.Column("arranged", Json, nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_hops_dealer_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_hops_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hops")),
        sa.UniqueConstraint("ticket_id", "number", name=op.f("uq_hops_ticket_id_number")),
    )
    with op.batch_alter_table("hops", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hops_dealer_id"), ["dealer_id"], unique=False)
        batch_op.create_index(
            "uq_hops_running",
            ["ticket_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "reimbursements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("dealer_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("steps", Json, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_reimbursements_dealer_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_reimbursements_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reimbursements")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_reimbursements_ticket_id")),
    )
    with op.batch_alter_table("reimbursements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reimbursements_dealer_id"), ["dealer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reimbursements_step"), ["step"], unique=False)

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dealer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shipped_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_devices_dealer_id"), ["dealer_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_devices_dealer_id"), "dealers", ["dealer_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_devices_dealer_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_devices_dealer_id"))
        batch_op.drop_column("shipped_on")
        batch_op.drop_column("dealer_id")

    with op.batch_alter_table("reimbursements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reimbursements_step"))
        batch_op.drop_index(batch_op.f("ix_reimbursements_dealer_id"))

    op.drop_table("reimbursements")
    with op.batch_alter_table("hops", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_hops_running",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_hops_dealer_id"))

    op.drop_table("hops")
    with op.batch_alter_table("goods_returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goods_returns_dealer_id"))

    op.drop_table("goods_returns")
    op.drop_table("season_stock")
    with op.batch_alter_table("dealer_notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dealer_notices_told_at"))
        batch_op.drop_index(batch_op.f("ix_dealer_notices_dealer_id"))

    op.drop_table("dealer_notices")
    op.drop_table("dealers")
