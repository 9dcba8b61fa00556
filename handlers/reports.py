"""Reports: sums over the results of tickets, compared with the time before, and the tickets behind each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from handlers.report_counts import Cells, Counts
from handlers.rules.periods import Period, Step, period, quarter, steps
from handlers.rules.report import OUTCOMES
from handlers.words import clean
from storage import ticket_results as stored
from storage.engine import Tx
from storage.ticket_results import Wanted

PAGE = 100
MOST_GROUPS = 30  # lines of a table; the rest is told as one
DIMENSIONS = ("plan", "severity", "region")
FILTERS = ("plan", "region", "severity", "queue")


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

    def wanted(self, figure: Figure, **more: str) -> Wanted:
        only = {**dict(self.only), **{k: v for k, v in more.items() if v}}
        return Wanted(
            figure.result,
            quarter(self.period.first, here()),
            end_of(self.period),
            tuple(sorted(only.items())),
        )

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
    """A line of a table: what it is of (``-`` for none), how many by outcome, and what is made of them; ``total``: the
    values added up, of fees only."""

    key: str
    label: str
    counts: Mapping[str, int] = field(default_factory=dict)
    ranks: Mapping[int, int] = field(default_factory=dict)  # percent -> value
    total: int | None = None

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    def share(self, outcome: str) -> float | None:
        return self.counts.get(outcome, 0) / self.n if self.n else None

    @property
    def average(self) -> float | None:
        """Of outcomes that are points."""
        if not self.n or not all(outcome.isdecimal() for outcome in self.counts):
            return None
        return sum(int(outcome) * n for outcome, n in self.counts.items()) / self.n


@dataclass(frozen=True, slots=True)
class Section:
    figure: Figure
    now: Group
    before: Group
    groups: Mapping[str, tuple[Group, ...]]
    course: tuple[tuple[Step, Mapping[str, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    asked: Asked
    sections: tuple[Section, ...]
    choices: Mapping[str, Sequence[tuple[str, str]]]


def page(house: House, user: Actor, given: Mapping[str, str]) -> Page:
    user.need("reports")
    wanted = asked(house, given)

    def read(tx: Tx) -> Page:
        counts = counted(tx, wanted)
        counts.ahead(need for figure in FIGURES for need in needs(wanted, figure))
        found = tuple(section(wanted, figure, house, user.lang, counts) for figure in FIGURES)
        return Page(wanted, found, _choices(tx, house, user.lang))

    return house.store.read(read)


def counted(tx: Tx, ask: Asked) -> Counts:
    return Counts(tx, ask.period, end_of(ask.period), ask.only)


def _choices(tx: Tx, house: House, lang: str) -> dict[str, list[tuple[str, str]]]:
    return {
        "plan": [(p.id, p.name.of(lang)) for p in house.plans.values()],
        "severity": [(n, words.label(house, lang, "severity", n)) for n in ("1", "2", "3")],
        "region": [(area.id, area.name.of(lang)) for area in areas()],
        "queue": [
            (name, words.label(house, lang, "queue", name)) for name in sorted(known_queues(tx, house))
        ],
    }


def needs(ask: Asked, figure: Figure) -> Iterator[tuple[str, str, bool]]:
    """What :func:`section` will ask for."""
    for by in (*_dimensions(ask, figure), *(("",) if figure.course or figure.kind == "time" else ())):
        yield figure.result, by, True
    yield figure.result, "", False


def _dimensions(ask: Asked, figure: Figure) -> Sequence[str]:
    return DIMENSIONS if figure.id == "clocks" else (ask.by,)


def section(ask: Asked, figure: Figure, house: House, lang: str, counts: Counts) -> Section:
    dimensions = _dimensions(ask, figure)
    cells = {name: counts.cells(figure.result, name, now=True) for name in dimensions}
    now = Group("", "", _outcomes(cells[ask.by]))
    before = Group("", "", _outcomes(counts.cells(figure.result, "", now=False)))
    groups = {name: _groups(house, lang, name, cells[name]) for name in dimensions}
    if figure.also:
        of_plans = counts.cells(figure.result, "plan", now=True) if figure.id == "clocks" else cells[ask.by]
        groups["name"] = _named(house, lang, figure, of_plans)
    if figure.id == "fees" and groups["name"]:
        sums = counts.totals(figure.result)
        groups["name"] = tuple(replace(g, total=sums.get(g.key, 0)) for g in groups["name"])
    if figure.kind == "time":
        whole, told = (counts.ranks(figure.result, by, now=True).get for by in ("", ask.by))
        now = replace(now, ranks=whole("", {}))
        before = replace(before, ranks=counts.ranks(figure.result, "", now=False).get("", {}))
        groups = {name: tuple(replace(g, ranks=told(g.key, {})) for g in of) for name, of in groups.items()}
    found = steps(ask.period, here()) if figure.course else []
    course = tuple(zip(found, counts.course(figure.result, found), strict=True)) if found else ()
    return Section(figure, now, before, groups, course)


def _outcomes(cells: Cells) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, _, outcome), n in cells.items():
        found[outcome] = found.get(outcome, 0) + n
    return found


def _groups(house: House, lang: str, name: str, cells: Cells) -> tuple[Group, ...]:
    """The biggest first, severities in their order."""
    apart: dict[str, Cells] = {}
    for key, n in cells.items():
        apart.setdefault(key[0], {})[key] = n
    found = [Group(key, words.label(house, lang, name, key), _outcomes(of)) for key, of in apart.items()]
    found.sort(key=lambda g: g.key if name == "severity" else (-g.n, g.key))
    return tuple(found)


def _named(house: House, lang: str, figure: Figure, cells: Cells) -> tuple[Group, ...]:
    """By clock of each plan, by what was corrected into what, by currency."""
    apart: dict[tuple[str, str], Cells] = {}
    for key, n in cells.items():
        apart.setdefault((key[0] if figure.id == "clocks" else "", key[1]), {})[key] = n
    found = [
        Group(f"{plan}/{name}" if plan else name, words.named(house, lang, figure.id, plan, name, min(of)[2]), _outcomes(of))
        for (plan, name), of in apart.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda g: (-g.n, g.key))[:MOST_GROUPS])


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
