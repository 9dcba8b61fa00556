"""indexes of what is open, counted for the wall and listed in its order; people for whom what waits is gone through"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Json

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
TURN = ["severity_level", sa.text("(due_at IS NULL)"), "due_at", "id"]
NOT_CLOSED = sa.text("status <> 'closed'")


OFFERED_ANEW = "UPDATE queue_items SET offer_after = NULL WHERE status = 'waiting' AND offered_to IS NULL"


def upgrade() -> None:
    op.create_index("ix_queue_items_open", "queue_items", TURN, postgresql_where=NOT_CLOSED, sqlite_where=NOT_CLOSED)
    op.create_index("ix_queue_items_depth", "queue_items", ["queue", *TURN, "status", "kind", "created_at"],
                    postgresql_where=NOT_CLOSED, sqlite_where=NOT_CLOSED)  # fmt: skip
    op.drop_index("ix_queue_items_status_queue", "queue_items")
    op.create_table(
        "openings",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("look_at", Instant(), nullable=False),
        sa.Column("why", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_openings_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_openings")),
    )
    op.create_index(op.f("ix_openings_look_at"), "openings", ["look_at"])
    at_once = "'2000-01-01 00:00:00.000000'" if op.get_bind().dialect.name == "sqlite" else "'2000-01-01 00:00:00+00'"
    op.execute(f"INSERT INTO openings (user_id, look_at, why, version, after) SELECT id, {at_once}, 'called', 0, '[]' FROM users")


def downgrade() -> None:
    """Who has a place free is not known by person then: all that waits is looked at again."""
    op.drop_table("openings")
    op.execute(OFFERED_ANEW)
    for name in ("open", "depth"):
        op.drop_index(f"ix_queue_items_{name}", "queue_items")
    op.create_index("ix_queue_items_status_queue", "queue_items", ["status", "queue"])
