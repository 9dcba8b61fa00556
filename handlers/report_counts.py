"""What the reports count: kept sums of the days that are over with what has changed in them since, and the results
themselves for all other time.  Both say the same; sums are only quicker."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row

from handlers.here import here
from handlers.house import House
from handlers.rules.periods import Period, Step, days_between, quarter
from handlers.rules.report import ranks_of
from storage import report_days as days
from storage import ticket_results as stored
from storage.engine import Tx
from storage.ticket_results import Wanted

A_DAY = 96  # quarters of an hour, where no clock is put forward or back
AT_ONCE = 4_000  # days
Cells = dict[tuple[str, str, str], int]  # group, name, outcome
Values = dict[
    str, tuple[list[Sequence[int]], list[int]]
]  # group: ascending runs, and what is taken from them
Ask = Callable[[Tx, Collection[str], Wanted], Sequence[Row[Any]]]
_SUMS: Ask = partial(stored.sums, by=("plan", "severity", "region", "name"))


class Counts:
    """The results from ``start`` to before ``end`` that ``only`` leaves; ``split`` is where the time asked for begins,
    before it is what that is compared with."""

    def __init__(self, tx: Tx, period: Period, end: int, only: tuple[tuple[str, str], ...]) -> None:
        self._tx, self._only, self._end = tx, dict(only), end
        self._start, self._split = quarter(period.before, here()), quarter(period.first, here())
        days.whole(tx)
        ours = set(days_between(period.before, period.last, here()))
        self._days = {a: b for a, b in days.kept(tx, self._start, end) if (a, b) in ours}
        self._changes: dict[str, list[Row[Any]]] = {}
        for row in days.changes(tx, self._start, end) if self._days else ():
            if row.start in self._days and all(
                days.said(getattr(row, k)) == v for k, v in self._only.items()
            ):
                self._changes.setdefault(row.figure, []).append(row)
        self._read: dict[tuple[str, tuple[str, ...], bool], list[tuple[int, days.Counts, bytes]]] = {}
        self._figures: set[str] = set()
        self._live: dict[tuple[str, int, int], dict[str, list[Row[Any]]]] = {}

    def ahead(self, wanted: Iterable[tuple[str, str, bool]]) -> None:
        """Read at once what will be asked for: figures, what they are told apart by, and whether now or before."""
        apart: dict[tuple[tuple[str, ...], bool], set[str]] = {}
        for figure, by, now in wanted:
            self._figures.add(figure)
            if (figure, grain := self._grain(by), now) not in self._read:
                self._read[figure, grain, now] = []
                apart.setdefault((grain, now), set()).add(figure)
        wishes = {
            days.Wish(grain, frozenset(of), *self._span(now)): now for (grain, now), of in apart.items()
        }
        for wish, figure, day, counts, times in days.read(self._tx, list(wishes)) if self._days else ():
            if day in self._days:
                self._read[figure, wish.grain, wishes[wish]].append((day, counts, times))

    def _kept(self, figure: str, by: str, now: bool) -> list[tuple[int, days.Counts, bytes]]:
        """Day, counts and values of the days that are kept."""
        self.ahead([(figure, by, now)])
        return self._read[figure, self._grain(by), now]

    def _of_now(
        self, what: str, figure: str, a: int, b: int, ask: Ask, among: Collection[str] = ()
    ) -> list[Row[Any]]:
        """What the results of a gap say, asked once for all figures of these that are known to be wanted."""
        of = self._live.setdefault((what, a, b), {})
        if figure not in of:
            figures = {figure, *self._figures.intersection(among)} - of.keys()
            of.update((name, []) for name in figures)
            for row in ask(self._tx, figures, Wanted(figure, a, b, tuple(self._only.items()))):
                of[row.figure].append(row)
        return of[figure]

    def _gaps(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The time that no day is kept of."""
        at = start
        for a in sorted(self._days):
            if start <= a < end:
                if a > at:
                    yield at, a
                at = self._days[a]
        if at < end:
            yield at, end

    def _span(self, now: bool) -> tuple[int, int]:
        return (self._split, self._end) if now else (self._start, self._split)

    def _grain(self, by: str) -> tuple[str, ...]:
        return days.grain_of({*self._only, *([by] if by else [])})

    def _group(self, key: Sequence[str], grain: tuple[str, ...], by: str) -> str | None:
        """What a key of a kept day belongs to; None when it was not asked for."""
        if any(key[grain.index(name)] != value for name, value in self._only.items()):
            return None
        return key[grain.index(by)] if by else ""

    def cells(self, figure: str, by: str, *, now: bool) -> Cells:
        """How many by group (of the dimension ``by``; none: all together), name and outcome."""
        start, end = self._span(now)
        grain = self._grain(by)
        raw: dict[str, int] = {}
        for _, counts, _ in self._kept(figure, by, now):
            for joined, n in counts.items():
                raw[joined] = raw.get(joined, 0) + n
        found: Cells = Counter()
        for joined, n in raw.items():
            key = joined.split(days.BETWEEN)
            group = self._group(key, grain, by)
            if group is not None:
                found[group, key[-2], key[-1]] += n
        others = [r for r in self._changes.get(figure, ()) if start <= r.start < end]
        for row in (*others, *self._counted(figure, start, end)):
            found[days.said(getattr(row, by)) if by else "", row.name, row.outcome] += row.n
        return {key: n for key, n in found.items() if n}

    def _counted(self, figure: str, start: int, end: int) -> Iterable[Row[Any]]:
        for a, b in self._gaps(start, end):
            yield from self._of_now("sums", figure, a, b, _SUMS, self._figures)

    def totals(self, figure: str) -> dict[str, int]:
        """The values added up, by name.  No sum of a day has them: they are read off one index."""
        wanted = Wanted(figure, *self._span(now=True), tuple(self._only.items()))
        return stored.totals(self._tx, wanted)

    def ranks(self, figure: str, by: str, *, now: bool) -> Mapping[str, Mapping[int, int]]:
        """The median, and what nine of ten are not above, by group."""
        return {
            group: ranks_of(runs, sorted(less))
            for group, (runs, less) in self._values(figure, by, now).items()
        }

    def _values(self, figure: str, by: str, now: bool) -> Values:
        start, end = self._span(now)
        grain, found = self._grain(by), Values()
        for _, counts, times in self._kept(figure, by, now):
            for said, run in days.runs(counts, times):
                group = self._group(said.split(days.BETWEEN), grain, by)
                if group is not None:
                    found.setdefault(group, ([], []))[0].append(run)
        more: dict[str, list[int]] = {}
        for row in self._changes.get(figure, ()):
            if start <= row.start < end and row.value is not None:
                group = days.said(getattr(row, by)) if by else ""
                (more.setdefault(group, []) if row.n > 0 else found.setdefault(group, ([], []))[1]).append(
                    row.value
                )
        for a, b in self._gaps(start, end):
            for row in self._of_now("values", figure, a, b, stored.values, days.TIMES):
                more.setdefault(days.said(getattr(row, by)) if by else "", []).append(row.value)
        for group, values in more.items():
            found.setdefault(group, ([], []))[0].append(sorted(values))
        return found

    def course(self, figure: str, steps: list[Step]) -> list[dict[str, int]]:
        """How many by outcome in each of the steps, which begin and end with days."""
        found: list[Counter[str]] = [Counter() for _ in steps]
        starts = [step.start for step in steps]
        grain = self._grain("")

        def add(at: int, outcome: str, n: int) -> None:
            found[bisect_right(starts, at) - 1][outcome] += n

        for day, counts, _ in self._kept(figure, "", now=True):
            for said, n in counts.items():
                key = said.split(days.BETWEEN)
                if self._group(key, grain, "") is not None:
                    add(day, key[-1], n)
        for row in self._changes.get(figure, ()):
            if row.start >= self._split:
                add(row.start, row.outcome, row.n)
        regular = all(s.end - s.start == A_DAY * ((s.last - s.first).days + 1) for s in steps)
        size = A_DAY if regular else 1
        for a, b in self._gaps(self._split, self._end):
            ask = partial(stored.course, step=size)
            for row in self._of_now(f"course {size}", figure, a, b, ask):
                add(a + int(row.place) * size, row.outcome, row.n)
        return [{outcome: n for outcome, n in counts.items() if n} for counts in found]


# -- what clockwork does about it -------------------------------------------------------------------


def days_due(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Days that are over and not kept, the newest first, by where they begin."""
    today = now.astimezone(here()).date()
    if days.all_kept(tx, quarter(today, here())):
        return []
    first = days.first_result(tx)
    if first is None:
        return []
    oldest = max(datetime.fromtimestamp(first * 900, here()).date(), today - timedelta(days=AT_ONCE))
    past = days_between(oldest, today - timedelta(days=1), here())[::-1]
    return [a for a, _ in days.missing(tx, past)][:limit]


def keep(tx: Tx, start: int) -> int:
    day = datetime.fromtimestamp(start * 900, here()).date()
    return days.count(tx, *days_between(day, day, here())[0])


def keep_due(tx: Tx, house: House, start: int, now: datetime) -> int:
    """No clock has fired by it."""
    keep(tx, start)
    return 0


def changes_due(tx: Tx, now: datetime, limit: int) -> list[int]:
    return days.changed(tx, limit)


def work_in(tx: Tx, house: House, start: int, now: datetime) -> int:
    days.work_in(tx, start)
    return 0


def rebuild(house: House, progress: Callable[[int], None] = lambda done: None) -> int:
    """Count all days that are over anew.  Returns how many; meanwhile pages count what they are asked for."""
    house.store.write(days.forget)
    done = 0
    while due := house.store.read(lambda tx: days_due(tx, house.now(), AT_ONCE)):
        for day in due:
            done += house.store.write(lambda tx, day=day: keep(tx, day))  # type: ignore[misc]
            progress(done)
    return done
