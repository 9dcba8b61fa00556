"""entries of the audit log are neither changed nor removed, whoever asks the database"""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
expands = True

REFUSED = "the audit log is written and never changed"
FACTS = "id, at, actor, action, about"  # the rest is what erasing takes somebody's number out of


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, event in (("changed", f"UPDATE OF {FACTS}"), ("removed", "DELETE")):
            op.execute(f"CREATE TRIGGER audit_log_{name} BEFORE {event} ON audit_log BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        return
    op.execute(f"CREATE FUNCTION audit_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$")
    for name, event in (("changed", f"UPDATE OF {FACTS}"), ("removed", "DELETE")):
        op.execute(f"CREATE TRIGGER audit_log_{name} BEFORE {event} ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_stays()")


def downgrade() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON audit_log"
    for name in ("changed", "removed"):
        op.execute(f"DROP TRIGGER audit_log_{name}{on}")
    if on:
        op.execute("DROP FUNCTION audit_log_stays()")
