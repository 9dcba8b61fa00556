"""A small question asked for many at once: one statement in the place of fifty, with the same answers.

What is asked for is joined with the question itself, so that each is looked up by the index that serves it alone.  PostgreSQL
does so for any question.  SQLite has no such join where there is a limit, and a statement costs it a fiftieth of a round trip:
there such a question is left to be asked by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnClause,
    Integer,
    Select,
    String,
    bindparam,
    column,
    func,
    select,
    true,
)
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from storage.arrays import List

LIST = "asked_list"


def of_many(statement: Select[Any], names: Sequence[str], dialect: str) -> Select[Any] | None:
    """The question for a list of values of ``names``, in the place of one of each; the last column says which of them is
    answered.  None: it has to be asked one by one."""
    if dialect == "sqlite":
        return _of_json(statement, names) if statement._limit_clause is None else None
    kinds = {e.key: e.type for e in iterate(statement) if isinstance(e, BindParameter) and e.key in names}
    lists = [bindparam(name, type_=List(kinds[name])) for name in names]
    given: list[ColumnClause[Any]] = [column(name) for name in names]
    asked = func.unnest(*lists).table_valued(*given, with_ordinality="nth").render_derived("wanted")
    found = _with(statement, {name: asked.c[name] for name in names}).correlate(asked).lateral("found")
    return select(*found.c, asked.c.nth).select_from(asked.join(found, true()))


def _of_json(statement: Select[Any], names: Sequence[str]) -> Select[Any]:
    given: tuple[ColumnClause[Any], ...] = (column("key", Integer), column("value"))
    asked = func.json_each(bindparam(LIST, type_=String)).table_valued(*given, name="wanted")
    values = {name: func.json_extract(asked.c.value, f"$[{n}]") for n, name in enumerate(names)}
    found: Select[Any] = _with(statement, values).add_columns((asked.c.key + 1).label("nth"))
    return found


def lists(many: Sequence[Mapping[str, Any]], names: Sequence[str], dialect: str) -> dict[str, Any]:
    """The values as that statement takes them."""
    if dialect == "sqlite":
        return {LIST: json.dumps([[values[name] for name in names] for values in many])}
    return {name: [values[name] for values in many] for name in names}


def _with(statement: Select[Any], values: Mapping[str, Any]) -> Select[Any]:
    def replace(element: Any, **_: Any) -> Any:
        return values.get(element.key) if isinstance(element, BindParameter) else None

    found: Select[Any] = replacement_traverse(statement, {}, replace)  # type: ignore[assignment]
    return found
