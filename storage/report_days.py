"""Sums of the days that are over, for the reports.

A day is counted once, when it is over, and kept by every grain that is asked for.  What changes a result of a kept day
afterwards is noted by triggers in the same transaction, one row more or less; sums and changes together always say what
the results say.  Clockwork works the changes into the sums when they have become many.
"""

from __future__ import annotations

import sys
from array import array
from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from json import dumps, loads
from typing import Any

from sqlalchemy import Row, delete, func, insert, literal, literal_column, select, text, tuple_, union_all

from storage.engine import Tx
from storage.report_tables import ReportChange as Change
from storage.report_tables import ReportDay as Day
from storage.report_tables import ReportSum as Sum
from storage.report_tables import TicketResult as Result

DIMENSIONS = ("plan", "severity", "region", "queue")
GRAINS = tuple(g for size in (0, 1, 2, 4) for g in combinations(DIMENSIONS, size))
FIGURES = ("clock", "opened", "response", "resolution", "resolved", "visit", "satisfaction", "warranty", "fee", "correction")  # fmt: skip
TIMES = frozenset({"response", "resolution"})  # figures whose every value is kept: they are ranked
MANY = 500  # changes, from which on they are worked into the sums
BETWEEN = "\x7f"  # the parts of a group's key
Key = tuple[str, ...]  # values of the grain's dimensions, name, outcome; "-" is none
Counts = dict[str, int]


def grain_of(wanted: Collection[str]) -> tuple[str, ...]:
    """The coarsest that tells these apart."""
    return next(g for g in GRAINS if set(wanted) <= set(g))


def short(grain: Sequence[str]) -> str:
    return "".join(name[0] for name in grain)


def kept(tx: Tx, start: int, end: int) -> list[tuple[int, int]]:
    wanted = select(Day.start, Day.until).where(Day.start >= start, Day.until <= end).order_by(Day.start)
    return [(int(r.start), int(r.until)) for r in tx.sql.execute(wanted)]


def whole(tx: Tx) -> None:
    """What is read from here on is of one moment (SQLite does so anyway)."""
    if tx.dialect != "sqlite":
        tx.sql.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


@dataclass(frozen=True, slots=True)
class Wish:
    """Sums of some figures by a grain, of the days from ``start`` to before ``end``."""

    grain: tuple[str, ...]
    figures: frozenset[str]
    start: int
    end: int


def read(tx: Tx, wishes: Sequence[Wish]) -> Iterable[tuple[Wish, str, int, Counts, bytes]]:
    """Figure, day, counts and values, with the wish that they fulfil; all wishes in one question."""
    each: list[Any] = [
        select(literal_column(str(place)).label("place"), Sum.figure, Sum.start, Sum.counts, Sum.times).where(
            Sum.grain == short(wish.grain), Sum.figure.in_(sorted(wish.figures)), Sum.start >= wish.start,
            Sum.start < wish.end,
        )
        for place, wish in enumerate(wishes)
    ]  # fmt: skip
    for row in tx.sql.execute(union_all(*each)).all() if each else ():
        yield wishes[int(row[0])], row[1], row[2], loads(row[3]), row[4]


def changes(tx: Tx, start: int, end: int) -> Sequence[Row[Any]]:
    wanted = select(Change.__table__).where(Change.start >= start, Change.start < end)
    return tx.sql.execute(wanted).all()


def runs(counts: Counts, times: bytes) -> Iterable[tuple[str, array[int]]]:
    """The ascending values of each group."""
    values = _unpacked(times)
    at = 0
    for key, n in counts.items():
        yield key, values[at : at + n]
        at += n


def said(value: object) -> str:
    return "-" if value is None else str(value)


def key_of(row: Any, grain: Sequence[str]) -> str:
    return BETWEEN.join([*(said(getattr(row, name)) for name in grain), row.name, row.outcome])


# -- counting, and putting right --------------------------------------------------------------------


def missing(tx: Tx, days: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of these days, which go back from the newest, those that have to be counted: from the first result on."""
    if not days:
        return []
    first = first_result(tx)
    there = set(kept(tx, days[-1][0], days[0][1]))
    return [d for d in days if first is not None and d[1] > first and d not in there]


def first_result(tx: Tx) -> int | None:
    each = [select(func.min(Result.quarter).label("q")).where(Result.figure == f) for f in FIGURES]
    found: int | None = tx.sql.execute(select(func.min(union_all(*each).subquery().c.q))).scalar()
    return found


def all_kept(tx: Tx, today: int) -> bool:
    """Whether every day before ``today`` is, from the first result on, one after the other."""
    found = tx.sql.execute(
        select(func.min(Day.start), func.max(Day.until), func.sum(Day.until - Day.start))
    ).one()
    if found[0] is None:
        first = first_result(tx)
        return first is None or first >= today
    if found[1] != today or found[2] != found[1] - found[0]:
        return False
    first = first_result(tx)
    return first is None or first >= found[0]


def count(tx: Tx, start: int, end: int) -> int:
    """Count a day and keep it; what another zone's days of the same time had is dropped.  Whether it was to be done."""
    if (
        tx.dialect != "sqlite"
    ):  # who writes results now is waited for, and whoever comes later notes the change
        tx.sql.execute(text("SET LOCAL lock_timeout = '2s'"))
        tx.sql.execute(text("LOCK TABLE ticket_results IN SHARE ROW EXCLUSIVE MODE"))
    if kept(tx, start, end) == [(start, end)]:
        return 0
    others = list(tx.sql.execute(select(Day.start).where(Day.start < end, Day.until > start)).scalars())
    for model in (Sum, Change, Day) if others else ():
        tx.sql.execute(delete(model).where(model.start.in_(others)))
    groups = [getattr(Result, name) for name in (*DIMENSIONS, "name", "outcome")]
    inside = (Result.quarter >= start, Result.quarter < end)
    cells: dict[str, dict[Key, int]] = {}
    values: dict[str, dict[Key, list[int]]] = {}
    counted = select(Result.figure, *groups, func.count().label("n")).where(
        Result.figure.in_(FIGURES), *inside
    )
    for figure, *key, n in tx.sql.execute(counted.group_by(Result.figure, *groups)):
        cells.setdefault(figure, {})[tuple(map(said, key))] = n
    listed = select(Result.figure, *groups, Result.value).where(Result.figure.in_(sorted(TIMES)), *inside)
    for figure, *key, value in tx.sql.execute(listed):
        values.setdefault(figure, {}).setdefault(tuple(map(said, key)), []).append(value)
    tx.sql.execute(insert(Day).values(start=start, until=end))
    for figure, of in cells.items():
        _put(tx, start, figure, of, values.get(figure, {}))
    return 1


def changed(tx: Tx, limit: int) -> list[int]:
    """The days whose changes are to be worked in, as soon as there are many."""
    if tx.sql.execute(select(Change.id).limit(1).offset(MANY - 1)).first() is None:
        return []
    return list(tx.sql.execute(select(Change.start).distinct().order_by(Change.start).limit(limit)).scalars())


def work_in(tx: Tx, start: int) -> int:
    """Put a day's sums right by what has changed.  Returns by how many changes."""
    day = select(Day.start).where(Day.start == start)
    tx.sql.execute(day if tx.dialect == "sqlite" else day.with_for_update()).all()
    gone = tx.sql.execute(delete(Change).where(Change.start == start).returning(Change.__table__)).all()
    figures = {row.figure for row in gone}
    cells: dict[str, dict[Key, int]] = {f: {} for f in figures}
    values: dict[str, dict[Key, list[int]]] = {f: {} for f in figures}
    wish = Wish(DIMENSIONS, frozenset(figures), start, start + 1)
    for _, figure, _, counts, times in list(read(tx, [wish])):
        cells[figure] = {tuple(k.split(BETWEEN)): n for k, n in counts.items()}
        if figure in TIMES:
            values[figure] = {tuple(k.split(BETWEEN)): list(run) for k, run in runs(counts, times)}
    for row in sorted(
        gone, key=lambda r: -r.n
    ):  # first what has come, so that nothing is taken from an empty group
        key = tuple(key_of(row, DIMENSIONS).split(BETWEEN))
        of = cells[row.figure]
        of[key] = of.get(key, 0) + row.n
        if row.figure in TIMES:
            run = values[row.figure].setdefault(key, [])
            insort(run, row.value) if row.n > 0 else run.remove(row.value)
    tx.sql.execute(delete(Sum).where(tuple_(Sum.grain, Sum.figure, Sum.start).in_(
        [(short(g), f, start) for g in GRAINS for f in figures])))  # fmt: skip
    for figure in figures:
        _put(tx, start, figure, {k: n for k, n in cells[figure].items() if n}, values[figure])
    return len(gone)


def _put(
    tx: Tx, start: int, figure: str, cells: Mapping[Key, int], values: Mapping[Key, Sequence[int]]
) -> None:
    """By every grain."""
    rows = []
    for grain in GRAINS:
        places = [*(DIMENSIONS.index(name) for name in grain), len(DIMENSIONS), len(DIMENSIONS) + 1]
        counts: Counts = {}
        apart: dict[str, list[int]] = {}
        for key, n in cells.items():
            group = BETWEEN.join([key[i] for i in places])
            counts[group] = counts.get(group, 0) + n
            if figure in TIMES:
                apart.setdefault(group, []).extend(values[key])
        times = _packed([v for group in counts for v in sorted(apart[group])]) if figure in TIMES else b""
        rows.append({"grain": short(grain), "figure": figure, "start": start, "times": times,
                     "counts": dumps(counts, ensure_ascii=False, separators=(",", ":"))})  # fmt: skip
    if cells:
        tx.sql.execute(insert(Sum), rows)


def forget(tx: Tx) -> None:
    """Drop all kept days: they are counted anew, and live until then."""
    if tx.dialect != "sqlite":
        tx.sql.execute(text("LOCK TABLE ticket_results IN SHARE ROW EXCLUSIVE MODE"))
    for model in (Day, Sum, Change):
        tx.sql.execute(delete(model).where(literal(True)))


def _packed(values: Sequence[int]) -> bytes:
    found = array("i", values)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def _unpacked(times: bytes) -> array[int]:
    found = array("i")
    found.frombytes(times)
    if sys.byteorder == "big":
        found.byteswap()
    return found
