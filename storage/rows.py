"""Writing one row, cheaply.

A statement whose values are parameters is made and compiled once for its columns; ``insert(...).values(...)``
would be built, hashed and compared again each time, which costs more than the database's own work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import FromClause, Integer, Row, String, Table, bindparam, func, insert, select, update

from storage import spread
from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import Model
from storage.prepared import Prepared

AT_ONCE = 20  # ids that a round takes beforehand
_NEXT = Prepared(
    select(func.nextval(func.pg_get_serial_sequence(bindparam("table", type_=String), "id"))).select_from(
        func.generate_series(1, bindparam("count", type_=Integer))
    )
)


@cache
def _insert(model: type[Model], returning: bool) -> Prepared:
    table = model.__table__
    assert isinstance(table, Table)
    return Prepared(insert(table).returning(table.c.id) if returning else insert(table))


@cache
def _once(model: type[Model], returning: bool) -> Prepared:
    table = model.__table__
    return Prepared(
        lambda dialect: (
            _or_nothing(model, dialect).returning(table.c.id) if returning else _or_nothing(model, dialect)
        )
    )


def _or_nothing(model: type[Model], dialect: str) -> Any:
    return insert_into(model, dialect).on_conflict_do_nothing()


@cache
def _update(model: type[Model], returning: bool) -> Prepared:
    table = model.__table__
    assert isinstance(table, Table)
    made = update(table).where(table.c.id == bindparam("row_id"))
    return Prepared(made.returning(table) if returning else made)


@cache
def _last(model: type[Model]) -> Prepared:
    return Prepared(select(func.coalesce(func.max(model.__table__.c.id), 0)))


def found_by(table: FromClause, values: dict[str, Any]) -> dict[str, Any]:
    """The values to be changed, and with a telephone number what it is found by (a new row has that by default)."""
    if "phone" in values and "phone_key" in table.c:
        values["phone_key"] = values["phone"]
    return values


def put(tx: Tx, model: type[Model], /, **values: Any) -> int:
    """A new row; returns its id."""
    if tx.dialect == "sqlite":
        made = _insert(model, False).insert(tx, **values)
        assert made is not None, "a row that was there is refused"
        return made
    return int(_insert(model, True).one(tx, **values)[0])


def put_once(tx: Tx, model: type[Model], /, **values: Any) -> int | None:
    """A new row; its id, None if a unique constraint says that it is there already."""
    if tx.dialect == "sqlite":
        return _once(model, False).insert(tx, **values)
    row = _once(model, True).first(tx, **values)
    return None if row is None else int(row[0])


def put_later(tx: Tx, model: type[Model], /, **values: Any) -> int:
    """As :func:`put`; in a round together with others.  For rows of which nobody minds when another got its id."""
    ids = _ids(tx, model)
    if ids is None:
        return put(tx, model, **values)
    values["id"] = ids.popleft()
    _later(tx, model, values)
    return int(values["id"])


def note_later(tx: Tx, model: type[Model], /, **values: Any) -> None:
    """As :func:`note`; in a round together with others."""
    if tx.round is None or tx.dialect == "sqlite":
        note(tx, model, **values)
    else:
        _later(tx, model, values)


def _later(tx: Tx, model: type[Model], values: dict[str, Any]) -> None:
    assert tx.round is not None
    tx.round.later(model.__tablename__, _writes(model), spread.whole(model, values))


@cache
def _writes(model: type[Model]) -> Callable[[Tx, Mapping[Any, Mapping[str, Any]]], None]:
    return lambda tx, many: spread.put(tx, model, list(many.values()))


def _ids(tx: Tx, model: type[Model]) -> deque[int] | None:
    """Ids for the new rows of a round; None: rows are written one by one."""
    if tx.round is None or tx.dialect == "sqlite":
        return None
    ids = tx.round.ids.setdefault(model.__tablename__, deque())
    if not ids:
        ids.extend(new_ids(tx, model, AT_ONCE))
    return ids


def note(tx: Tx, model: type[Model], /, **values: Any) -> None:
    """A new row whose id nobody needs."""
    _insert(model, False).run(tx, **values)


def change_later(tx: Tx, model: type[Model], row: Row[Any], /, **values: Any) -> Row[Any]:
    """As :func:`changed`, for a row that this transaction has locked and knows as it is; in a round together with others.
    The values as the database gives them back."""
    assert tx.round is not None
    tx.round.change_later(model.__tablename__, _changes(model), row.id, values)
    known: Any = row  # a tuple with names (storage.prepared)
    found: Row[Any] = known._replace(**values)
    return found


@cache
def _changes(model: type[Model]) -> Callable[[Tx, Mapping[int, Mapping[str, Any]]], None]:
    return lambda tx, many: spread.change(tx, model, many)


def changed(tx: Tx, model: type[Model], row_id: int, /, **values: Any) -> Row[Any] | None:
    """Change columns of the row with that id; the row as it is then, None if there is none."""
    return _update(model, True).first(tx, row_id=row_id, **found_by(model.__table__, values))


def changed_of(
    tx: Tx, model: type[Model], row: Row[Any], whole: Prepared, /, **values: Any
) -> Row[Any] | None:
    """As :func:`changed`, on SQLite, for a row that is known as it is and was read with ``whole``."""
    values = found_by(model.__table__, values)
    return _update(model, False).changed(tx, row, whole, row_id=row.id, **values)


def change(tx: Tx, model: type[Model], row_id: int, /, **values: Any) -> None:
    """Change columns of the row with that id."""
    if values:
        _update(model, False).run(tx, row_id=row_id, **found_by(model.__table__, values))


def put_many(tx: Tx, model: type[Model], many: Sequence[Mapping[str, Any]]) -> None:
    """New rows, all with values for the same columns."""
    if tx.round is not None and tx.dialect != "sqlite":
        spread.put(tx, model, many)
    else:
        _insert(model, False).many(tx, many)


def put_each(tx: Tx, model: type[Model], many: Sequence[Mapping[str, Any]]) -> list[int]:
    """New rows, all with values for the same columns; their ids, in that order.  SQLite is asked once for all."""
    if len(many) == 1 or tx.dialect != "sqlite":
        return [put(tx, model, **values) for values in many]
    ids = new_ids(tx, model, len(many))
    put_many(tx, model, [{"id": row_id, **values} for row_id, values in zip(ids, many, strict=True)])
    return ids


def put_new(tx: Tx, model: type[Model], now: datetime, many: Sequence[dict[str, Any]]) -> list[int]:
    """New rows, all with values for the same columns; each is given an id and when it was made."""
    ids = new_ids(tx, model, len(many))
    for row_id, values in zip(ids, many, strict=True):
        values["id"], values["created_at"] = row_id, now
    put_many(tx, model, many)
    return ids


def change_many(tx: Tx, model: type[Model], many: Sequence[Mapping[str, Any]]) -> None:
    """Change the same columns of many rows, each named by its ``row_id``."""
    _update(model, False).many(tx, many)


def new_ids(tx: Tx, model: type[Model], count: int) -> list[int]:
    """Ids for new rows, which nobody else gets."""
    if tx.dialect == "sqlite":  # one writer
        last = int(_last(model).one(tx)[0])
        return list(range(last + 1, last + 1 + count))
    return [int(row[0]) for row in _NEXT.anew(tx, table=model.__tablename__, count=count)]
