"""Bringing a database to the newest schema (Alembic, without a configuration file)."""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from storage import (  # noqa: F401 - their tables belong to the schema
    assignment_tables,
    audit_tables,
    campaign_tables,
    dealers_tables,
    desk_tables,
    dispatch_tables,
    duty_tables,
    forms_tables,
    holiday_tables,
    identity_tables,
    import_tables,
    integration_tables,
    marks,
    media_tables,
    promise_tables,
    reckoning_tables,
    report_tables,
    staff_chat_tables,
    stock_tables,
)
from storage import planned_tables as planned_tables
from storage.engine import Store, Tx
from storage.models import Model
from storage.partial import tell_postgresql
from storage.revision import SERVES

Change = Callable[[Config, str], None]
#: On PostgreSQL an upgrade waits for those who are at work, and whoever comes waits behind it: not for long, and again.
LOCK = "2s"
TRIES = 20
PAUSE = (0.1, 0.5)  # seconds, between two of them: others get on meanwhile
IN_THE_WAY = {"40P01", "55P03"}  # deadlock, a lock that is not to be had in time


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage").joinpath("migrations")))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(store: Store, newest: str = "head") -> tuple[str | None, str | None]:
    """Apply what is missing, all or nothing.  Returns the revisions before and after."""
    if not store.sqlite:
        _beforehand(store, newest)
    return _change(store, command.upgrade, newest)


def _beforehand(store: Store, newest: str) -> None:
    """Indexes of large tables that a migration names as ``beforehand`` are made while others write: it finds them there.  What
    was broken off is made anew."""
    with store.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return  # no rows, nobody who writes
    script = ScriptDirectory.from_config(_config())
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as sql:
        for found in reversed(list(script.iterate_revisions(newest, current))):
            for name, (table, columns) in getattr(found.module, "beforehand", {}).items():
                known = inspect(sql)
                there = known.get_columns(table) if known.has_table(table) else []
                if not {column["name"] for column in there}.issuperset(columns):
                    continue  # a migration before it makes them, and nobody works with so old a schema
                broken = text(
                    "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid"
                )
                if sql.execute(broken, {"name": name}).first() is not None:
                    sql.exec_driver_sql(f"DROP INDEX CONCURRENTLY {name}")
                sql.exec_driver_sql(
                    f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({', '.join(columns)})"
                )


def downgrade(store: Store, older: str) -> tuple[str | None, str | None]:
    """Back to an older revision, all or nothing: what it cannot say is lost."""
    return _change(store, command.downgrade, older)


def _change(store: Store, change: Change, to: str) -> tuple[str | None, str | None]:
    with store.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            return _beside_others(connection, change, to)
        # SQLite changes a table by making it anew, which rows that point to it must not forbid
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
        try:
            with connection.begin():
                connection.exec_driver_sql(
                    "BEGIN IMMEDIATE"
                )  # the driver would keep every statement by itself
                done = _to(connection, change, to)
                if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise RuntimeError(f"rows would point to nothing: {lost[:5]}")
            return done
        finally:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.commit()


def _beside_others(connection: Connection, change: Change, to: str) -> tuple[str | None, str | None]:
    """All or nothing while others are at work: where they are in the way nothing is done, and it is tried again."""
    for left in reversed(range(TRIES)):
        try:
            with connection.begin():
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK}'")
                return _to(connection, change, to)
        except OperationalError as error:
            if not left or getattr(error.orig, "sqlstate", None) not in IN_THE_WAY:
                raise
        time.sleep(random.uniform(*PAUSE))
    raise AssertionError("unreachable")


def _to(connection: Connection, change: Change, to: str) -> tuple[str | None, str | None]:
    before = MigrationContext.configure(connection).get_current_revision()
    change(_config(connection), to)
    after = MigrationContext.configure(connection).get_current_revision()
    if after != before and after is not None:
        marks.changed(Tx(connection), SERVES, serves(after), datetime.now(UTC))
    return before, after


def serves(revision: str) -> str:
    """The oldest revision whose release works with a database of this one: those between only add something, and say so
    (``expands = True``): tables, indexes, columns that may be empty or have a default."""
    script = ScriptDirectory.from_config(_config())
    found = script.get_revision(revision)
    while (
        found is not None and getattr(found.module, "expands", False) and isinstance(found.down_revision, str)
    ):
        found = script.get_revision(found.down_revision)
    return found.revision if found is not None else revision


def differences(store: Store) -> list[Any]:
    """What the models have and the database lacks, or the other way round."""
    tell_postgresql(Model.metadata)
    with store.engine.connect() as connection, warnings.catch_warnings():
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        # SQLite does not tell of what an index is that has an expression: such indexes are not compared there
        warnings.filterwarnings("ignore", ".*expression-based index")
        return list(compare_metadata(context, Model.metadata))


def new_revision(store: Store, message: str, revision: str) -> None:
    """Write a migration from the difference (for developers)."""
    tell_postgresql(Model.metadata)
    with store.engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision)
