"""sums of the days that are over for the reports, and what has changed in them since"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None
expands = True  # what servers of the release before write is noted by the database itself

WHAT = ("figure", "plan", "severity", "region", "queue", "name", "outcome", "value")
EVENTS = {"added": ("INSERT", ("NEW", 1)), "removed": ("DELETE", ("OLD", -1)), "changed": ("UPDATE", ("OLD", -1), ("NEW", 1))}


def upgrade() -> None:
    op.create_table(
        "report_days",
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("start", name=op.f("pk_report_days")),
    )
    op.create_table(
        "report_sums",
        sa.Column("grain", sa.String(length=8), nullable=False),
        sa.Column("figure", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("times", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("grain", "figure", "start", name=op.f("pk_report_sums")),
    )
    op.create_table(
        "report_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=16), nullable=False),
        sa.Column("plan", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(length=64), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_changes")),
    )
    op.create_index("ix_report_changes_start", "report_changes", ["start"])
    if op.get_bind().dialect.name == "sqlite":
        for name, (event, *sides) in EVENTS.items():
            op.execute(f"CREATE TRIGGER report_{name} AFTER {event} ON ticket_results BEGIN {' '.join(map(_noted, sides))} END")
        return
    bodies = " ".join(
        f"IF TG_OP = '{event}' THEN {' '.join(map(_noted, sides))} END IF;" for event, *sides in EVENTS.values()
    )
    op.execute(f"CREATE FUNCTION report_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {bodies} RETURN NULL; END $$")
    for name, (event, *_) in EVENTS.items():
        op.execute(f"CREATE TRIGGER report_{name} AFTER {event} ON ticket_results FOR EACH ROW EXECUTE FUNCTION report_noted()")


def _noted(side: tuple[str, int]) -> str:
    """One more or one less, where the day is kept."""
    row, n = side
    return (
        f"INSERT INTO report_changes (start, {', '.join(WHAT)}, n) SELECT d.start, {', '.join(f'{row}.{c}' for c in WHAT)}, {n} "
        f"FROM report_days d WHERE d.start = (SELECT max(start) FROM report_days WHERE start <= {row}.quarter) AND d.until > {row}.quarter;"
    )


def downgrade() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON ticket_results"
    for name in EVENTS:
        op.execute(f"DROP TRIGGER report_{name}{on}")
    if on:
        op.execute("DROP FUNCTION report_noted()")
    for table in ("report_changes", "report_sums", "report_days"):
        op.drop_table(table)
