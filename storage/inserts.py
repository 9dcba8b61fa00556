"""Inserts that say what becomes of a row that is there already (``ON CONFLICT``).

Each database has its own in SQLAlchemy; only that of the database in use is loaded, for the other takes a server two
megabytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.dialects.sqlite import Insert

    from storage.models import Model


def insert_into(model: type[Model], dialect: str) -> Insert:
    """An insert with ``on_conflict_do_nothing`` and ``on_conflict_do_update``, which both databases write alike."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert

        return insert(model)
    from sqlalchemy.dialects.postgresql import insert as other

    return other(model)  # type: ignore[return-value]
