"""Indexes of some of a table's rows.

SQLAlchemy loads its part for a database as soon as an option of that database is named.  What PostgreSQL is to be told is
kept beside the index until a schema is made there: a server on SQLite does without two megabytes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, MetaData, TextClause, event, text

_WHERE = "where"


def partial(name: str, *columns: str | TextClause, where: str, unique: bool = False) -> Index:
    """An index of the rows for which ``where`` holds, on either database."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, info={_WHERE: condition})


def tell_postgresql(metadata: MetaData) -> None:
    """Which rows the indexes of these tables are of."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if _WHERE in index.info:
                index.dialect_options["postgresql"]["where"] = index.info[_WHERE]


def told_in_time(metadata: MetaData) -> None:
    """Whoever makes the tables of ``metadata`` on PostgreSQL knows it then."""

    @event.listens_for(metadata, "before_create")
    def _before(target: MetaData, connection: Any, **_: Any) -> None:
        if connection.dialect.name == "postgresql":
            tell_postgresql(target)
