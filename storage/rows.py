"""Writing one row, cheaply.

A statement whose values are parameters is made and compiled once for its columns; ``insert(...).values(...)``
would be built, hashed and compared again each time, which costs more than the database's own work.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Insert, Row, Table, Update, bindparam, insert, update

from storage.engine import Tx
from storage.models import Model


@cache
def _insert(model: type[Model], returning: bool) -> Insert:
    table = model.__table__
    assert isinstance(table, Table)
    return insert(table).returning(table.c.id) if returning else insert(table)


@cache
def _update(model: type[Model]) -> Update:
    table = model.__table__
    assert isinstance(table, Table)
    return update(table).where(table.c.id == bindparam("row_id"))


def put(tx: Tx, model: type[Model], **values: Any) -> int:
    """A new row; returns its id."""
    return int(tx.sql.execute(_insert(model, True), values).scalar_one())


def note(tx: Tx, model: type[Model], **values: Any) -> None:
    """A new row whose id nobody needs."""
    tx.sql.execute(_insert(model, False), values)


@cache
def _update_returning(model: type[Model]) -> Any:
    return _update(model).returning(model.__table__)


def changed(tx: Tx, model: type[Model], row_id: int, **values: Any) -> Row[Any] | None:
    """Change columns of the row with that id; the row as it is then, None if there is none."""
    return tx.sql.execute(_update_returning(model), {"row_id": row_id, **values}).first()


def change(tx: Tx, model: type[Model], row_id: int, **values: Any) -> None:
    """Change columns of the row with that id."""
    if values:
        tx.sql.execute(_update(model), {"row_id": row_id, **values})
