"""The dispatch board: technicians and their time on one day, visits with their promise, and what is not planned yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import board_desk, free_time, routes, visits
from handlers.flows.booking import VISITED
from handlers.here import here
from handlers.house import House
from handlers.people import Actor
from handlers.rules.parts import Text
from storage import field as field_store
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.engine import Tx

EARLIEST, LATEST = 8, 20  # hours that are always shown
DAY = timedelta(days=1)
Span = tuple[datetime, datetime]
Steps = dict[int, set[str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the board is wanted; "" is everything."""

    region: str = ""
    skill: str = ""
    plan: str = ""

    def sees(self, technician: Row[Any]) -> bool:
        return (not self.region or self.region in technician.regions) and (
            not self.skill or self.skill in technician.skills
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """A visit.  ``state``: asked (held until the customer answers), booked, on_the_way, arrived, done, missed.  ``late``: it
    begins after its promise, which ended at ``due``.  ``order`` and ``travel``: its place in the day and the minutes to it;
    ``short``: so many minutes are missing for the way from the visit before."""

    visit: Row[Any]
    state: str
    due: datetime | None
    late: bool
    order: int = 0
    travel: int = 0
    short: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """A technician's day: ``off`` is what lies outside of the shifts."""

    technician: Row[Any]
    off: tuple[Span, ...]
    absences: tuple[Row[Any], ...]
    bars: tuple[Bar, ...]

    @property
    def travel(self) -> int:
        return sum(bar.travel for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket without a visit to come.  ``missed`` is the visit to which nobody came; ``asked``: the customer is asked
    about a time; ``promise``: by when somebody has to be there, where that is owed."""

    ticket: Row[Any]
    due: datetime | None
    missed: Row[Any] | None
    asked: bool
    minutes: int
    promise: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """``start`` is when the shown part of the ``day`` begins, which has so many ``hours``."""

    day: date
    start: datetime
    hours: int
    lanes: tuple[Lane, ...]
    waiting: tuple[Waiting, ...]
    plans: dict[str, Text]
    regions: tuple[str, ...]
    skills: tuple[str, ...]
    calendars: frozenset[int]  # technicians with a secret address
    now: datetime


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One technician's day in the overview of a week."""

    day: date
    visits: int
    late: int
    absent: bool
    works: bool


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[date, ...]
    lanes: tuple[tuple[Row[Any], tuple[WeekDay, ...]], ...]
    regions: tuple[str, ...]
    skills: tuple[str, ...]
    plans: dict[str, Text]


def day_span(day: date) -> Span:
    """A local day as real time."""
    start = datetime.combine(day, time(), here())
    return start.astimezone(UTC), datetime.combine(day + DAY, time(), here()).astimezone(UTC)


def today(house: House) -> date:
    return house.now().astimezone(here()).date()


def page(house: House, user: Actor, day: date, wanted: Filter) -> Board:
    user.need("see_board")
    return house.store.read(lambda tx: board(tx, house, day, wanted))


def board(tx: Tx, house: House, day: date, wanted: Filter) -> Board:
    now, (start, end) = house.now(), day_span(day)
    people = stored.technicians(tx)
    bars: dict[int, list[Bar]] = defaultdict(list)
    for bar in _bars(tx, house, start, end, wanted, now):
        bars[bar.visit.technician_id].append(bar)
    absences = stored.absences(tx, start, end)
    lanes = [
        _lane(house, person, (start, end), absences, bars[person.id])
        for person in people
        if wanted.sees(person)
    ]
    lanes.sort(key=lambda lane: (not lane.bars, lane.technician.regions[:1], lane.technician.id))
    first, hours = _shown(start, lanes)
    return Board(
        day, first, hours, tuple(lanes), tuple(waiting(tx, house, wanted, now)), {p.id: p.name for p in house.plans.values()},
        every(people, "regions"), every(people, "skills"),
        frozenset(c.technician_id for c in field_store.calendars(tx)), now,
    )  # fmt: skip


def every(people: Sequence[Row[Any]], column: str) -> tuple[str, ...]:
    """The regions, or skills, that any of them has."""
    return tuple(sorted({value for person in people for value in getattr(person, column)}))


def _shown(start: datetime, lanes: Sequence[Lane]) -> tuple[datetime, int]:
    """The hours of the day in which something is, and those of a usual day."""
    spans = [(bar.visit.start, bar.visit.end) for lane in lanes for bar in lane.bars]
    first = min([start + timedelta(hours=EARLIEST), *(max(a, start) for a, _ in spans)])
    last = max([start + timedelta(hours=LATEST), *(min(b, start + DAY) for _, b in spans)])
    begin = start + timedelta(hours=(first - start) // timedelta(hours=1))
    return begin, -(-(last - begin) // timedelta(hours=1))


def steps(tx: Tx, ticket_ids: Collection[int]) -> Steps:
    """What has happened to visits: visit -> events."""
    found: Steps = defaultdict(set)
    for ticket_id in ticket_ids:
        for entry in stored_tickets.log(tx, ticket_id):
            visit = (entry.data or {}).get("visit")
            if isinstance(visit, int):
                found[visit].add(entry.event)
    return found


def _bars(
    tx: Tx, house: House, start: datetime, end: datetime, wanted: Filter, now: datetime
) -> list[Bar]:  # fmt: skip
    rows = [v for v in stored.listing(tx, start, end) if not wanted.plan or v.plan == wanted.plan]
    rows = [v for v in rows if v.status != "held" or (v.held_until is not None and v.held_until > now)]
    happened = steps(tx, {v.ticket_id for v in rows})
    rows = [v for v in rows if v.status != "held" or "visit.proposed" in happened[v.id]]
    return [_bar(tx, house, v, happened[v.id], now) for v in rows]


def _bar(tx: Tx, house: House, visit: Row[Any], happened: set[str], now: datetime) -> Bar:
    due = None
    ticket, plan = stored_tickets.get(tx, visit.ticket_id), house.plan(visit.plan)
    if ticket is not None and plan is not None:
        due = visits.promise(tx, house, plan, ticket, now, visit=visit.id)
    return Bar(visit, state_of(visit, happened, now), due, due is not None and visit.start > due)


def state_of(visit: Row[Any], happened: set[str], now: datetime) -> str:
    """How far a visit is: see :class:`Bar`."""
    if visit.status == "held":
        return "asked"
    for state in ("done", "arrived", "on_the_way"):
        if visit.status == state or f"visit.{state}" in happened:
            return state
    return "missed" if visit.end <= now else "booked"


def _lane(
    house: House, person: Row[Any], span: Span, absences: Sequence[Row[Any]], bars: Sequence[Bar]
) -> Lane:
    certain = [bar for bar in bars if bar.state != "asked"]
    legs = routes.day(house, [bar.visit for bar in certain])
    places = {leg.stop.id: (n, leg) for n, leg in enumerate(legs, 1)}
    drawn = []
    for bar in bars:
        n, leg = places.get(bar.visit.id, (0, None))
        drawn.append(
            Bar(bar.visit, bar.state, bar.due, bar.late, n, leg.travel, leg.late) if leg is not None else bar
        )
    off = outside(free_time.shifts(person).intervals(*span), span)
    mine = tuple(a for a in absences if a.technician_id == person.id)
    return Lane(person, off, mine, tuple(sorted(drawn, key=lambda b: b.visit.start)))


def outside(inside: Sequence[Span], span: Span) -> tuple[Span, ...]:
    """What of ``span`` is in none of the stretches, which are in order and apart."""
    edges = [span[0], *(at for stretch in inside for at in stretch), span[1]]
    return tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)


def waiting(tx: Tx, house: House, wanted: Filter, now: datetime) -> list[Waiting]:
    """Tickets to which nobody is to come, what is due first before the others."""
    found = [_waits(tx, house, row, wanted, now) for row in stored.unplanned(tx, VISITED, now)]
    known = [w for w in found if w is not None]
    return sorted(
        known, key=lambda w: (w.due is None, w.due or now, w.ticket.severity_level or 3, w.ticket.id)
    )


def _waits(tx: Tx, house: House, ticket: Row[Any], wanted: Filter, now: datetime) -> Waiting | None:
    """None when it is filtered out, or the customer is to be telephoned first."""
    plan = house.plan(ticket.plan)
    if plan is None or ticket.facts.get("call_me") or (wanted.plan and plan.id != wanted.plan):
        return None
    plan = visits.shaped(plan, ticket)
    if (wanted.region and ticket.region != wanted.region) or (
        wanted.skill and wanted.skill not in plan.visits.skills
    ):
        return None
    missed = visits.booked(tx, ticket.id)
    if missed is not None and not visits.missed(tx, missed):
        return None  # somebody is there
    asked = board_desk.is_asked(tx, ticket.id, now)
    promise = visits.promise(tx, house, plan, ticket, now)
    return Waiting(ticket, promise or ticket.due_at, missed, asked, plan.visits.minutes, promise)


def week(house: House, user: Actor, first: date, wanted: Filter) -> Week:
    """Seven days: how many visits everybody has, how many after their promise, who is away."""
    user.need("see_board")
    days = tuple(first + n * DAY for n in range(7))

    def read(tx: Tx) -> Week:
        people = stored.technicians(tx)
        lanes = []
        boards = [_of_day(tx, house, day, wanted) for day in days]
        for person in people:
            if wanted.sees(person):
                lanes.append((person, tuple(_week_day(person, *found) for found in boards)))
        lanes.sort(key=lambda lane: (not any(d.visits for d in lane[1]), lane[0].regions[:1], lane[0].id))
        return Week(days, tuple(lanes), every(people, "regions"), every(people, "skills"),
                    {p.id: p.name for p in house.plans.values()})  # fmt: skip

    return house.store.read(read)


Found = tuple[date, Sequence[Row[Any]], Sequence[Row[Any]]]


def _of_day(tx: Tx, house: House, day: date, wanted: Filter) -> Found:
    start, end = day_span(day)
    rows = [v for v in stored.listing(tx, start, end) if not wanted.plan or v.plan == wanted.plan]
    return day, [v for v in rows if v.status != "held"], stored.absences(tx, start, end)


def _week_day(person: Row[Any], day: date, rows: Sequence[Row[Any]], absences: Sequence[Row[Any]]) -> WeekDay:
    mine = [v for v in rows if v.technician_id == person.id]
    absent = any(a.technician_id == person.id for a in absences)
    works = bool(free_time.shifts(person).intervals(*day_span(day)))
    return WeekDay(day, len(mine), sum(not v.keeps_promise for v in mine), absent, works)
