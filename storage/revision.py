"""Which schema a database has, told without loading what changes it (:mod:`storage.schema`)."""

from __future__ import annotations

from sqlalchemy import inspect, text

from storage.engine import Store

NEWEST = "0034"  # the last file in storage/migrations/versions
SERVES = "schema serves"  # the mark: the oldest revision whose release works with the database


def current(store: Store) -> str | None:
    """The revision that a database is at; None when it has no schema yet."""
    with store.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def fits(store: Store) -> bool:
    """Whether this release works with the database: it is of this release, or of a newer one whose changes since ours are
    additions only.  So servers of the release before go on, and may be started again, until the new ones have taken over."""
    found = current(store)
    if found is None or found <= NEWEST:
        return found == NEWEST
    with store.engine.connect() as connection:
        oldest = connection.scalar(text("SELECT value FROM marks WHERE name = :name"), {"name": SERVES})
    return oldest is not None and str(oldest) <= NEWEST
