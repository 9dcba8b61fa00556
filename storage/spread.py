"""Many rows with one statement on PostgreSQL: a list for each column, spread out by the database.

To send a statement for each row takes ten times as long, also where nobody waits for the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import String, Table, bindparam, func, select, update

from storage.arrays import List
from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import Model
from storage.prepared import Given, Prepared

Values = Mapping[str, Any]


def _lists(table: Table, names: Sequence[str]) -> Any:
    """What is given, as a table."""
    lists = [bindparam(f"all_{name}", type_=List(_kind(table.c[name].type))) for name in names]
    return func.unnest(*lists).table_valued(*names).render_derived("given")


def _kind(kind: Any) -> Any:
    """Without its length: what is too long is refused by the column, and not cut off on the way there."""
    return String() if type(kind) is String else kind


def whole(model: type[Model], values: Values) -> dict[str, Any]:
    """With the defaults of the columns that are not named."""
    missing = _missing(model, tuple(values))
    if not missing:
        return dict(values)
    given = Given(values)
    return {
        **values,
        **{name: default.arg(given) if default.is_callable else default.arg for name, default in missing},
    }


@cache
def _missing(model: type[Model], names: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (c.key, c.default) for c in model.__table__.columns if c.default is not None and c.key not in names
    )


@cache
def _insert(model: type[Model], names: tuple[str, ...], unique: tuple[str, ...], anew: bool) -> Prepared:
    """``unique``: columns by which a row may be there already, which then stays, or is written ``anew``."""
    table: Any = model.__table__
    given = _lists(table, names)
    made = insert_into(model, "postgresql").from_select(names, select(*given.c), include_defaults=False)
    if anew:
        made = made.on_conflict_do_update(
            index_elements=unique, set_={name: made.excluded[name] for name in names if name not in unique}
        )
    elif unique:
        made = made.on_conflict_do_nothing(index_elements=unique)
    return Prepared(made)


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> Prepared:
    table: Any = model.__table__
    given = _lists(table, ("id", *names))
    return Prepared(
        update(table).where(table.c.id == given.c.id).values({name: given.c[name] for name in names})
    )


def _columns(names: Sequence[str], many: Sequence[Values]) -> dict[str, list[Any]]:
    return {f"all_{name}": [values[name] for values in many] for name in names}


def put(
    tx: Tx, model: type[Model], many: Sequence[Values], *, unique: tuple[str, ...] = (), anew: bool = False
) -> None:
    """New rows, all with values for the same columns, and for all that have no default in the database."""
    if many:
        names = tuple(many[0])
        _insert(model, names, unique, anew).run(tx, **_columns(names, many))


def change(tx: Tx, model: type[Model], many: Mapping[int, Values]) -> None:
    """Columns of rows by their ids; not all need have the same changed."""
    alike: dict[tuple[str, ...], list[Values]] = {}
    for row_id, values in many.items():
        alike.setdefault(tuple(sorted(values)), []).append({"id": row_id, **values})
    for names, rows in alike.items():
        _update(model, names).run(tx, **_columns(("id", *names), rows))
