"""Which schema a database has, told without loading what changes it (:mod:`storage.schema`)."""

from __future__ import annotations

from sqlalchemy import inspect, text

from storage.engine import Store

NEWEST = "0029"  # the last file in storage/migrations/versions


def current(store: Store) -> str | None:
    """The revision that a database is at; None when it has no schema yet."""
    with store.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
