"""Many small works in one transaction: what they ask is read together, what they write is written together, and each finds
what it would have found by itself.

A round keeps answers to questions (:mod:`storage.prepared`) until something is written that could change them, and writes
that nobody has read yet until somebody does, at the latest right before the commit.  Whoever takes the connection itself or
locks something ends both: everything is written then, and nothing is believed any more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, Column, Insert, Select, Table
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList
from sqlalchemy.sql.operators import and_, eq
from sqlalchemy.sql.visitors import iterate

if TYPE_CHECKING:
    from storage.engine import Tx

Values = Mapping[str, Any]
Write = Callable[["Tx", Mapping[Any, Values]], None]
Place = tuple[str, Any] | None  # a column and its value, where a question is about rows that have it


@dataclass(frozen=True, slots=True)
class About:
    """What a statement is about.  ``columns``: those that it names, by table; ``by``: parameters that a column of a table is
    equal to.  ``changes``: the table that it writes in, and ``sets`` what of it; None: it reads."""

    reads: bool
    columns: Mapping[str, frozenset[str]]
    by: Mapping[str, tuple[str, str]]
    changes: str | None = None
    inserts: bool = False

    def place(self, table: str, values: Values) -> Place:
        """By what the rows of a table are told apart that it is about."""
        for parameter, (of, column) in self.by.items():
            if of == table and parameter in values:
                return column, values[parameter]
        return None


def about(statement: Any) -> About:
    """Read off a statement."""
    columns: dict[str, set[str]] = {}
    for element in iterate(statement):
        if isinstance(element, Table):
            columns.setdefault(element.name, set())
        elif isinstance(element, Column) and element.table is not None:
            columns.setdefault(getattr(element.table, "element", element.table).name, set()).add(element.key)
    if isinstance(statement, Select):
        for column in statement.selected_columns:
            for base in column.base_columns:
                if isinstance(base, Column) and isinstance(base.table, Table):
                    columns.setdefault(base.table.name, set()).add(base.key)
    where = getattr(statement, "whereclause", None)
    by = {} if where is None else dict(_equal(where))
    known = {table: frozenset(names) for table, names in columns.items()}
    target = getattr(statement, "table", None)
    if isinstance(statement, Select):
        return About(statement._for_update_arg is None, known, by)
    return About(False, known, by, target.name if target is not None else None, isinstance(statement, Insert))


def _equal(where: Any) -> list[tuple[str, tuple[str, str]]]:
    parts = where.clauses if isinstance(where, BooleanClauseList) and where.operator is and_ else [where]
    return [
        (part.right.key, (part.left.table.name, part.left.key))
        for part in parts
        if isinstance(part, BinaryExpression) and part.operator is eq
        and isinstance(part.left, Column) and isinstance(part.left.table, Table) and isinstance(part.right, BindParameter)
    ]  # fmt: skip


class _Kept:
    """Answers about one table, by the column and value that tell apart what they are about."""

    __slots__ = ("columns", "of")

    def __init__(self) -> None:
        self.of: dict[Place, dict[tuple[Any, ...], frozenset[str]]] = {}
        self.columns: set[str] = set()

    def add(self, place: Place, key: tuple[Any, ...], named: frozenset[str]) -> None:
        self.of.setdefault(place, {})[key] = named
        if place is not None:
            self.columns.add(place[0])


class Round:
    """What a transaction knows and has still to write.  ``ids``: numbers for new rows by table, taken beforehand."""

    __slots__ = ("_kept", "_later", "answers", "ids")

    def __init__(self) -> None:
        self.answers: dict[tuple[Any, ...], list[Any]] = {}
        self.ids: dict[str, deque[int]] = {}
        self._kept: dict[str, _Kept] = {}
        self._later: dict[tuple[str, Write], dict[Any, Values]] = {}

    def keep(self, key: tuple[Any, ...], told: About, values: Values) -> None:
        """An answer has been given: note what would change it."""
        for table, named in told.columns.items():
            self._kept.setdefault(table, _Kept()).add(told.place(table, values), key, named)

    def before(self, tx: Tx, told: About, values: Values) -> None:
        """A statement is about to go to the database."""
        if told.reads:
            self.write(tx, told.columns)
        elif told.changes is None:  # it locks: what others have written meanwhile has to be seen
            self.end(tx)
        else:
            self.write(tx, (told.changes,))
            sets = frozenset(values) - frozenset(told.by) if not told.inserts else None
            where = told.place(told.changes, values) if not told.inserts else None
            self.changed(told.changes, values, sets, where)

    def changed(self, table: str, values: Values, sets: frozenset[str] | None, where: Place) -> None:
        """Forget the answers that a new row with these values (``sets`` is None), or a change of some columns in the rows
        at a place, may make wrong."""
        kept = self._kept.get(table)
        if kept is None:
            return
        for place in self._touched(kept, values, sets, where):
            for key, named in list(kept.of[place].items()):
                if sets is None or not sets or sets & named:
                    del kept.of[place][key]
                    self.answers.pop(key, None)
            if not kept.of[place]:
                del kept.of[place]

    @staticmethod
    def _touched(kept: _Kept, values: Values, sets: frozenset[str] | None, where: Place) -> list[Place]:
        found: list[Place] = [None] if None in kept.of else []
        for column in kept.columns:
            known = (
                (column, values[column]) if sets is None and column in values
                else where if where is not None and where[0] == column and sets is not None and column not in sets
                else None
            )  # fmt: skip
            if known is None:
                found += [place for place in kept.of if place is not None and place[0] == column]
            elif known in kept.of:
                found.append(known)
        return found

    def later(self, table: str, write: Write, values: Values, key: Any = None) -> None:
        """A new row that is written together with others; ``key``: instead of the one that was to be written with it."""
        rows = self._later.setdefault((table, write), {})
        rows[len(rows) if key is None else key] = values
        self.changed(table, values, None, None)

    def change_later(self, table: str, write: Write, row_id: int, values: Values) -> None:
        """Columns of the row with that id, that are changed together with those of others."""
        rows = self._later.setdefault((table, write), {})
        rows[row_id] = {**rows.get(row_id, {}), **values}
        self.changed(table, values, frozenset(values), ("id", row_id))

    def write(self, tx: Tx, tables: Collection[str] | None = None) -> None:
        """Write what has been left for later, in these tables or in all."""
        for table, put in [at for at in self._later if tables is None or at[0] in tables]:
            rows = self._later.pop((table, put))
            put(tx, rows)

    def end(self, tx: Tx) -> None:
        self.write(tx)
        self.answers.clear()
        self._kept.clear()
