"""Reports: sums over the results of tickets, compared with the time before, and the tickets behind each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

from sqlalchemy import Row

from handlers import report_words as words
from handlers.areas import areas
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import known_queues
from handlers.rules.periods import Period, Step, period, quarter, steps
from handlers.rules.report import OUTCOMES, ranks
from handlers.words import clean
from storage import ticket_results as stored
from storage.engine import Tx
from storage.ticket_results import Wanted

PAGE = 100
A_DAY = 96  # quarters of an hour, where no clock is put forward or back
MOST_GROUPS = 30  # lines of a table; the rest is told as one
DIMENSIONS = ("plan", "severity", "region")
FILTERS = ("plan", "region", "severity", "queue")
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """``result`` is what it is summed from; ``good`` the outcome whose share is told.  ``also`` is what its results are
    told apart by besides plan, severity and region."""

    id: str
    result: str
    kind: Literal["share", "time", "points", "count"]
    good: str = ""
    also: str = ""
    course: bool = False


FIGURES = (
    Figure("clocks", "clock", "share", "met", "name", course=True),
    Figure("handoff", "opened", "share", "person", course=True),
    Figure("response", "response", "time"),
    Figure("resolution", "resolution", "time"),
    Figure("alone", "resolution", "share", "bot"),
    Figure("reopened", "resolved", "share", "reopened"),
    Figure("visits", "visit", "share", "kept"),
    Figure("satisfaction", "satisfaction", "points"),
    Figure("warranty", "warranty", "share", "covered"),
    Figure("fees", "fee", "share", "given", "name"),
    Figure("corrections", "correction", "count", "", "name"),
)
BY_ID = {figure.id: figure for figure in FIGURES}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see: the days, and what it is narrowed to."""

    period: Period
    by: str = "plan"
    only: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        return dict(self.only).get(name, "")

    def wanted(self, figure: Figure, *, before: bool = False, **more: str) -> Wanted:
        first = self.period.before if before else self.period.first
        only = {**dict(self.only), **{k: v for k, v in more.items() if v}}
        return Wanted(figure.result, quarter(first, here()), end_of(self.period), tuple(sorted(only.items())))

    def query(self, **more: str) -> str:
        """As the address of a page says it."""
        said = self.period
        days = {
            "period": said.kind,
            "month": f"{said.first:%Y-%m}" if said.kind == "month" else "",
            "from": said.first.isoformat() if said.kind == "days" else "",
            "to": said.last.isoformat() if said.kind == "days" else "",
        }
        found = {**days, "by": self.by, **dict(self.only), **more}
        return urlencode({k: v for k, v in found.items() if v})


def end_of(found: Period) -> int:
    return max(step.end for step in steps(found, here(), most=1))


def asked(house: House, given: Mapping[str, str]) -> Asked:
    """From the fields of an address; what is not known there narrows nothing."""
    today = house.now().astimezone(here()).date()
    days = period(given.get("period", "30"), today, month=given.get("month", ""), first=given.get("from", ""),
                  last=given.get("to", ""))  # fmt: skip
    only = {name: clean(given.get(name, ""))[:64] for name in FILTERS}
    if only["severity"] not in ("1", "2", "3", "-"):
        only["severity"] = ""
    by = given.get("by", "plan")
    return Asked(
        days, by if by in DIMENSIONS else "plan", tuple(sorted((k, v) for k, v in only.items() if v))
    )


@dataclass(frozen=True, slots=True)
class Group:
    """A line of a table: what it is of (``-`` for none), how many by outcome, and what is made of them."""

    key: str
    label: str
    counts: Counts = field(default_factory=dict)
    total: int = 0  # sum of the values
    ranks: Mapping[int, int] = field(default_factory=dict)  # percent -> value

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    def share(self, outcome: str) -> float | None:
        return self.counts.get(outcome, 0) / self.n if self.n else None

    @property
    def average(self) -> float | None:
        return self.total / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Section:
    figure: Figure
    now: Group
    before: Group
    groups: Mapping[str, tuple[Group, ...]]
    course: tuple[tuple[Step, Counts], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    asked: Asked
    sections: tuple[Section, ...]
    choices: Mapping[str, Sequence[tuple[str, str]]]


def page(house: House, user: Actor, given: Mapping[str, str]) -> Page:
    user.need("reports")
    wanted = asked(house, given)

    def read(tx: Tx) -> Page:
        kept: dict[str, Sequence[Row[Any]]] = {}
        found = tuple(section(tx, house, wanted, figure, user.lang, kept) for figure in FIGURES)
        return Page(wanted, found, _choices(tx, house, user.lang))

    return house.store.read(read)


def _choices(tx: Tx, house: House, lang: str) -> dict[str, list[tuple[str, str]]]:
    return {
        "plan": [(p.id, p.name.of(lang)) for p in house.plans.values()],
        "severity": [(n, words.label(house, lang, "severity", n)) for n in ("1", "2", "3")],
        "region": [(area.id, area.name.of(lang)) for area in areas()],
        "queue": [(name, name) for name in sorted(known_queues(tx, house))],
    }


def section(
    tx: Tx, house: House, ask: Asked, figure: Figure, lang: str, kept: dict[str, Sequence[Row[Any]]]
) -> Section:
    """``kept`` are the sums that were read for another figure of the same results."""
    by = [*DIMENSIONS, *([figure.also] if figure.also else [])]
    if figure.result not in kept:
        kept[figure.result] = stored.sums(
            tx, ask.wanted(figure, before=True), by, quarter(ask.period.first, here())
        )
    rows = kept[figure.result]
    now, before = (Group("", "", *_counted(r for r in rows if r.now == half)) for half in (1, 0))
    dimensions = list(DIMENSIONS) if figure.id == "clocks" else [ask.by]
    groups = {name: _groups(house, lang, name, [r for r in rows if r.now]) for name in dimensions}
    if figure.also:
        groups["name"] = _named(house, lang, figure, [r for r in rows if r.now])
    if figure.kind == "time":
        now, before, groups = _ranked(tx, ask, figure, now, before, groups)
    course = _course(tx, ask, figure) if figure.course else ()
    return Section(figure, now, before, groups, course)


def _counted(rows: Iterable[Row[Any]]) -> tuple[Counts, int]:
    counts: Counts = {}
    total = 0
    for row in rows:
        counts[row.outcome] = counts.get(row.outcome, 0) + int(row.n)
        total += int(row.total or 0)
    return counts, total


def _groups(house: House, lang: str, name: str, rows: Sequence[Row[Any]]) -> tuple[Group, ...]:
    """The biggest first, severities in their order."""
    apart: dict[str, list[Row[Any]]] = {}
    for row in rows:
        value = getattr(row, name)
        apart.setdefault("-" if value is None else str(value), []).append(row)
    found = [Group(key, words.label(house, lang, name, key), *_counted(of)) for key, of in apart.items()]
    found.sort(key=lambda g: g.key if name == "severity" else (-g.n, g.key))
    return tuple(found)


def _named(house: House, lang: str, figure: Figure, rows: Sequence[Row[Any]]) -> tuple[Group, ...]:
    """By clock of each plan, by what was corrected into what, by currency."""
    apart: dict[tuple[str, str], list[Row[Any]]] = {}
    for row in rows:
        apart.setdefault((row.plan if figure.id == "clocks" else "", row.name), []).append(row)
    found = [
        Group(f"{plan}/{name}" if plan else name, words.named(house, lang, figure.id, plan, name, of[0].outcome), *_counted(of))
        for (plan, name), of in apart.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda g: (-g.n, g.key))[:MOST_GROUPS])


def _ranked(
    tx: Tx, ask: Asked, figure: Figure, now: Group, before: Group, groups: Mapping[str, tuple[Group, ...]]
) -> tuple[Group, Group, dict[str, tuple[Group, ...]]]:
    """With the median and what nine of ten are not above."""
    apart: dict[str, list[int]] = {}
    earlier: list[int] = []
    for group, current, value in stored.values(
        tx, ask.wanted(figure, before=True), ask.by, quarter(ask.period.first, here())
    ):
        if current:
            apart.setdefault("-" if group is None else str(group), []).append(value)
        else:
            earlier.append(value)
    told = {key: ranks(found) for key, found in apart.items()}
    return (
        replace(now, ranks=ranks([v for found in apart.values() for v in found])),
        replace(before, ranks=ranks(earlier)),
        {name: tuple(replace(g, ranks=told[g.key]) for g in of) for name, of in groups.items()},
    )


def _course(tx: Tx, ask: Asked, figure: Figure) -> tuple[tuple[Step, Counts], ...]:
    found = steps(ask.period, here())
    wanted = ask.wanted(figure)
    size = A_DAY if all(s.end - s.start == A_DAY * ((s.last - s.first).days + 1) for s in found) else 1
    counts: list[Counts] = [{} for _ in found]
    at = 0
    for row in sorted(stored.course(tx, wanted, size), key=lambda r: r.place):
        start = wanted.start + int(row.place) * size
        while start >= found[at].end:
            at += 1
        counts[at][row.outcome] = counts[at].get(row.outcome, 0) + int(row.n)
    return tuple(zip(found, counts, strict=True))


# -- the tickets behind a figure ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    row: Row[Any]
    why: str


@dataclass(frozen=True, slots=True)
class Behind:
    """``outcome`` and ``name`` (of a clock, of a correction) narrow a figure; ``further`` asks for the next page."""

    asked: Asked
    figure: Figure
    outcome: str
    name: str
    lines: tuple[Line, ...]
    further: str

    def query(self, **more: str) -> str:
        return self.asked.query(figure=self.figure.id, outcome=self.outcome, name=self.name, **more)


def behind(house: House, user: Actor, given: Mapping[str, str]) -> Behind:
    """A page of the tickets that were counted, newest first, each with the reason."""
    user.need("reports")
    figure, outcome, name, ask = which(house, given)
    wanted = ask.wanted(figure, outcome=outcome, name=name)
    rows = house.store.read(lambda tx: stored.behind(tx, wanted, after=_after(given), limit=PAGE))
    lines = tuple(Line(row, words.why(house, user.lang, figure.result, row)) for row in rows)
    further = f"{rows[-1].quarter}-{rows[-1].ticket_id}" if len(rows) >= PAGE else ""
    return Behind(ask, figure, outcome, name, lines, further)


def which(house: House, given: Mapping[str, str]) -> tuple[Figure, str, str, Asked]:
    """Raises :class:`Refused` when there is no such figure."""
    figure = BY_ID.get(given.get("figure", ""))
    if figure is None:
        raise Refused("no-figure")
    outcome = given.get("outcome", "")
    return (
        figure,
        outcome if outcome in OUTCOMES[figure.result] else "",
        clean(given.get("name", ""))[:96],
        asked(house, given),
    )


def _after(given: Mapping[str, str]) -> tuple[int, int] | None:
    parts = given.get("after", "").split("-")
    if len(parts) == 2 and all(p.isascii() and p.isdecimal() and len(p) < 10 for p in parts):
        return int(parts[0]), int(parts[1])
    return None
