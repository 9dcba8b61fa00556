"""engineers on telegram"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_invitations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitations")),
    )
    op.create_index(op.f("ix_staff_invitations_user_id"), "staff_invitations", ["user_id"], unique=False)

    op.create_table(
        "staff_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("telegram_user", sa.String(length=24), nullable=False),
        sa.Column("chat", sa.String(length=24), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_links")),
        sa.UniqueConstraint("telegram_user", name=op.f("uq_staff_links_telegram_user")),
        sa.UniqueConstraint("user_id", name=op.f("uq_staff_links_user_id")),
    )
    op.create_table(
        "staff_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_staff_sent_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sent")),
        sa.UniqueConstraint("chat", "number", name=op.f("uq_staff_sent_chat_number")),
    )
    op.create_index(op.f("ix_staff_sent_message_id"), "staff_sent", ["message_id"], unique=False)

    op.create_table(
        "staff_topics",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat", sa.String(length=24), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("begun_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_staff_topics_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_staff_topics")),
    )
    op.create_table(
        "staff_posts",
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("alarm_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(length=8), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=True),
        sa.Column("buttons", sa.String(length=80), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name=op.f("fk_staff_posts_alarm_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_staff_posts_conversation_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["queue_items.id"], name=op.f("fk_staff_posts_item_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_staff_posts_message_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_staff_posts_ticket_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_posts_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_staff_posts_visit_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_staff_posts")),
    )
    op.create_index(op.f("ix_staff_posts_conversation_id"), "staff_posts", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_staff_posts_ticket_id"), "staff_posts", ["ticket_id"], unique=False)
