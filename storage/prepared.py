"""Statements that are compiled once and then go straight to the driver.

A turn runs some twenty small statements.  SQLAlchemy builds a context, a cursor and a result for each of
them, which takes longer than the database's own work; here only its compiler, its types and its rows are
used.  For statements whose parameters are plain values (no ``IN`` lists); errors are SQLAlchemy's own.
"""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from threading import Lock
from typing import Any

from sqlalchemy import (
    BindParameter,
    Dialect,
    Integer,
    Row,
    Select,
    String,
    any_,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.exc import DBAPIError

from storage.arrays import List
from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import Model
from storage.rounds import About, about
from storage.together import lists, of_many

_COMPILING = Lock()  # two threads that compile the same statement for the first time disturb each other


def locking(statement: Select[Any]) -> Callable[[str], Select[Any]]:
    """The same, with the rows locked; SQLite has one writer and needs no locks."""
    return lambda dialect: statement if dialect == "sqlite" else statement.with_for_update()


def some(
    statement: Any, column: Any, *, locks: bool = True, skip: bool = False
) -> Callable[[str], Select[Any]]:
    """Locks those that have one of the ``given`` numbers in a column (:func:`given`), as everybody does in their order;
    ``skip``: but for those that somebody else has locked."""

    def make(dialect: str) -> Any:
        if dialect == "sqlite":
            listed = func.json_each(bindparam("given", type_=String)).table_valued("value", name="listed")
            return statement.where(column.in_(select(listed.c.value))).order_by(column)
        listed_ = any_(bindparam("given", type_=List(Integer())))
        found = statement.where(column == listed_).order_by(column)
        return found.with_for_update(skip_locked=skip) if locks else found

    return make


def given(tx: Tx, numbers: Iterable[int]) -> Any:
    return json.dumps(list(numbers)) if tx.dialect == "sqlite" else tuple(numbers)


def unless_there(model: type[Model]) -> Callable[[str], Any]:
    """An insert that does nothing when a unique constraint says that the row is there already; returns its id."""

    def make(dialect: str) -> Any:
        return insert_into(model, dialect).on_conflict_do_nothing().returning(model.__table__.c.id)

    return make


def no_index(column: Any) -> Any:
    """A column by which what something else has found is sorted or narrowed, and nothing is looked for.  PostgreSQL would
    walk back through a million rows by their ids where it takes it that the first few that fit come soon (and read all of
    them where none does), or read a hundred thousand places of what is open to save itself five hundred rows."""
    if isinstance(column.type, Integer):
        return column + literal_column("0")
    return column.concat(literal_column("''"))


class Prepared:
    """A statement to be run often: a Core construct, or what makes one for a dialect's name."""

    __slots__ = ("_compiled", "_statement", "_together")

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[tuple[object, ...], _Compiled] = {}
        self._together: dict[tuple[object, ...], _Compiled | None] = {}

    def all(self, tx: Tx, /, **values: Any) -> list[Row[Any]]:
        if tx.answered is None:
            return self._all(tx, values)
        compiled = self._for(tx, values)
        if not compiled.reads:
            return self._all(tx, values)
        key = (id(self), *values.items())
        if key not in tx.answered:
            self._keep(tx, key, compiled, values, self._all(tx, values))
        return list(tx.answered[key])

    @staticmethod
    def _keep(
        tx: Tx, key: tuple[Any, ...], compiled: _Compiled, values: Mapping[str, Any], found: list[Row[Any]]
    ) -> None:
        assert tx.answered is not None
        tx.answered[key] = found
        if tx.round is not None:
            tx.round.keep(key, compiled.about, values)

    def ahead(self, tx: Tx, many: Sequence[Mapping[str, Any]], **same: Any) -> None:
        """Ask for many at once (:mod:`storage.together`) what will be asked with each of these values and the ``same``, in this
        order, where answers are kept."""
        if tx.answered is None or not many:
            return
        one, names = {**many[0], **same}, tuple(many[0])
        compiled = self._for(tx, one)
        together = self._of_many(tx, names, one)
        if together is None:
            return
        found: list[list[Row[Any]]] = [[] for _ in many]
        for raw in together.execute(tx, {**lists(many, names, tx.dialect), **same}).fetchall():
            found[raw[-1] - 1].append(compiled.row(raw[:-1]))
        for values, answer in zip(many, found, strict=True):
            whole = {**values, **same}
            self._keep(tx, (id(self), *whole.items()), compiled, whole, answer)

    def know(self, tx: Tx, found: Row[Any], **values: Any) -> None:
        """This is the answer: it was read in another way."""
        if tx.answered is not None:
            self._keep(tx, (id(self), *values.items()), self._for(tx, values), values, [found])

    def _of_many(self, tx: Tx, names: tuple[str, ...], one: Mapping[str, Any]) -> _Compiled | None:
        key = (tx.dialect, tx.ring, names, *one)
        if key not in self._together:
            with _COMPILING:
                statement = self._statement(tx.dialect) if callable(self._statement) else self._statement
                made, same = (
                    of_many(statement, names, tx.dialect),
                    [name for name in one if name not in names],
                )
                given = (*lists([one], names, tx.dialect), *same)
                self._together[key] = None if made is None else _Compiled(made, tx.connection.dialect, given)
        return self._together[key]

    def anew(self, tx: Tx, /, **values: Any) -> list[Row[Any]]:
        """Asked each time: it gives out something."""
        return self._all(tx, values)

    def _all(self, tx: Tx, values: Mapping[str, Any]) -> list[Row[Any]]:
        compiled = self._for(tx, values)
        return [compiled.row(raw) for raw in compiled.execute(tx, values).fetchall()]

    def first(self, tx: Tx, /, **values: Any) -> Row[Any] | None:
        if tx.answered is not None:
            return next(iter(self.all(tx, **values)), None)
        compiled = self._for(tx, values)
        raw = compiled.execute(tx, values).fetchone()
        return None if raw is None else compiled.row(raw)

    def one(self, tx: Tx, /, **values: Any) -> Row[Any]:
        found = self.first(tx, **values)
        assert found is not None, "this statement always has a row"
        return found

    def run(self, tx: Tx, /, **values: Any) -> int:
        """How many rows were changed."""
        return int(self._for(tx, values).execute(tx, values).rowcount)

    def insert(self, tx: Tx, /, **values: Any) -> int | None:
        """The id of the row that SQLite has written; None: it was there.  To have it returned takes twice as long."""
        cursor = self._for(tx, values).execute(tx, values)
        return int(cursor.lastrowid) if cursor.rowcount == 1 else None

    def changed(self, tx: Tx, row: Row[Any], whole: Prepared, /, **values: Any) -> Row[Any] | None:
        """As :meth:`run`, for a ``row`` that is known as it is and was read with ``whole``: the row as it is then, made of
        what is written.  To have it returned takes five times as long, and is read anew."""
        update = self._for(tx, values)
        bound = update.bound(values)
        if update.ask(tx, bound).rowcount != 1:
            return None
        return whole._for(tx, {"id": row.id}).replaced(row, zip(update.names, bound, strict=True))

    def many(self, tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
        """Once for each of these, all of which name the same values."""
        if rows:
            self._for(tx, rows[0]).execute_many(tx, rows)

    def _for(self, tx: Tx, values: Mapping[str, Any]) -> _Compiled:
        key = (tx.dialect, tx.ring, *values)
        found = self._compiled.get(key)
        if found is None:
            with _COMPILING:
                found = self._compiled.get(key) or self._make(tx, values)
                self._compiled[key] = found
        return found

    def _make(self, tx: Tx, values: Mapping[str, Any]) -> _Compiled:
        made = self._statement(tx.dialect) if callable(self._statement) else self._statement
        return _Compiled(made, tx.connection.dialect, tuple(values))


def each(name: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    """One value for each of many questions, as :meth:`Prepared.ahead` takes them."""
    return [{name: value} for value in dict.fromkeys(values)]


NOW: BindParameter[Any] = bindparam("now")
_LIMIT = bindparam("limit", type_=Integer)


class Due:
    """Numbers of what has become due by :data:`NOW`, in the statement's order.  Clockwork asks all of them every second."""

    __slots__ = ("_found",)

    def __init__(self, statement: Select[int]) -> None:
        self._found = Prepared(statement.limit(_LIMIT))

    def __call__(self, tx: Tx, now: datetime, limit: int) -> list[int]:
        return [int(row[0]) for row in self._found.all(tx, now=now, limit=limit)]


class Given:
    """The values of a row, as defaults of columns ask for them."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def get_current_parameters(self) -> Mapping[str, Any]:
        return self._values


def column_of(kind: Any, dialect: Dialect, convert: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    """How many values of a column are made ready at once.  The same object (a transaction's moment, a day that many rows
    have) is made ready once."""
    many = getattr(kind, "bind_many", None)
    if many is not None:
        made: Callable[[list[Any]], list[Any]] = many(dialect)
        return made

    def each(column: list[Any]) -> list[Any]:
        known: dict[int, Any] = {}
        bound = []
        for value in column:
            if (key := id(value)) not in known:
                known[key] = convert(value)
            bound.append(known[key])
        return bound

    return each


@cache
def row_of(names: tuple[str, ...]) -> Callable[[Sequence[Any]], Row[Any]]:
    """What makes a row of these columns.  It is read as SQLAlchemy's are, but its attributes are those of a tuple, which take a
    thirtieth of the time: a turn looks at some hundreds."""
    make: Any = namedtuple  # mypy wants to know the names
    plain = make("Row", names, rename=True)
    kind = type("Row", (plain,), {"__slots__": (), "_mapping": property(plain._asdict)})
    return partial(tuple.__new__, kind)


class _Compiled:
    """A statement for one dialect and one set of parameter names."""

    __slots__ = (
        "_about",
        "_always",
        "_columns",
        "_in",
        "_keys",
        "_made",
        "_out",
        "_places",
        "_positional",
        "_row",
        "_sql",
        "_statement",
        "_whole",
        "names",
        "reads",
    )

    def __init__(self, statement: Any, dialect: Dialect, names: tuple[str, ...]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        if compiled.post_compile_params:
            raise TypeError(f"a prepared statement has no lists or inlined values: {compiled}")
        self._sql = str(compiled)
        self._statement = statement
        self._about: About | None = None
        self.reads = isinstance(statement, Select) and statement._for_update_arg is None
        self._positional = bool(compiled.positional)
        binds = {bound: bind for bind, bound in compiled.bind_names.items()}
        self._in = [
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in (compiled.positiontup if self._positional else binds)
        ]
        self._columns = {
            name: column_of(binds[name].type, dialect, convert)
            for name, convert in self._in
            if convert is not None
        }
        self._always = {name: value for name, value in compiled.params.items() if name not in names}
        self._made: dict[str, Callable[[Given], Any]] = {}
        for column in compiled.insert_prefetch:
            default, name = column.default, column.key
            if default.is_callable:
                self._made[name] = default.arg
                self._always.pop(name, None)
            else:
                self._always[name] = default.arg
        self._whole = all(name in names for name, _ in self._in)
        columns = list(statement.exported_columns)
        self.names = tuple(name for name, _ in self._in)
        self._keys = tuple(str(column.key) for column in columns)
        self._places: dict[str, tuple[int, Callable[[Any], Any] | None]] = {}
        self._row = row_of(self._keys)
        converters = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._out = [(i, convert) for i, convert in enumerate(converters) if convert is not None]

    @property
    def about(self) -> About:
        """What only rounds have to know."""
        self._about = found = self._about or about(self._statement)
        return found

    def execute(self, tx: Tx, values: Mapping[str, Any]) -> Any:
        """The driver's cursor."""
        if tx.round is not None:
            tx.round.before(tx, self.about, values)
        return self.ask(tx, self.bound(values))

    def ask(self, tx: Tx, parameters: Any) -> Any:
        cursor = tx.cursor()
        try:
            cursor.execute(self._sql, parameters)
        except tx.failed as error:
            raise self._failed(tx, error) from error
        return cursor

    def execute_many(self, tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
        if tx.round is not None:
            for values in rows:
                tx.round.before(tx, self.about, values)
        try:
            tx.cursor().executemany(self._sql, self._all_bound(rows))
        except tx.failed as error:
            raise self._failed(tx, error) from error

    def _failed(self, tx: Tx, error: Exception) -> Any:
        """Without what was given: customers' words are for no log."""
        return DBAPIError.instance(self._sql, None, error, tx.failed, dialect=tx.connection.dialect)

    def bound(self, values: Mapping[str, Any]) -> Any:
        if not self._whole:
            values = row = {**self._always, **values}
            for name, make in self._made.items():
                if name not in row:
                    row[name] = make(Given(row))
        bound = [values[name] if convert is None else convert(values[name]) for name, convert in self._in]
        return bound if self._positional else dict(zip((name for name, _ in self._in), bound, strict=True))

    def _all_bound(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Column by column, which takes a third of the time."""
        columns = list[Any]()
        for name, _ in self._in:
            if name in rows[0]:
                column = [values[name] for values in rows]
            elif name in self._always:
                column = [self._always[name]] * len(rows)
            else:
                column = [self._made[name](Given(values)) for values in rows]
            make = self._columns.get(name)
            columns.append(column if make is None else make(column))
        bound = zip(*columns, strict=True)
        if self._positional:
            return list(bound)
        names = [name for name, _ in self._in]
        return [dict(zip(names, values, strict=True)) for values in bound]

    def replaced(self, row: Sequence[Any], values: Iterable[tuple[str, Any]]) -> Row[Any]:
        """A row with some columns as the database was given them."""
        if not self._places:
            converters = dict(self._out)
            self._places = {name: (i, converters.get(i)) for i, name in enumerate(self._keys)}
        data = list(row)
        for name, value in values:
            if name in self._places:
                i, convert = self._places[name]
                data[i] = value if value is None or convert is None else convert(value)
        return self._row(data)

    def row(self, raw: Sequence[Any]) -> Row[Any]:
        if self._out:
            data = list(raw)
            for i, convert in self._out:
                if data[i] is not None:  # no type of ours makes something of nothing
                    data[i] = convert(data[i])
            raw = data
        return self._row(raw)
