"""A plan of the day for tickets that have no visit: a proposal to the dispatcher, and nothing before somebody presses.

What may be proposed is decided by the rules of booking, and again when it is taken: then each is what a waiting ticket that
is dragged to a technician is (:func:`handlers.board_desk.book`), so the customer is asked and the time is held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Row

from handlers import board, board_desk, free_time, reassign, routes, solver, tickets, visits
from handlers.board import DAY, Filter, Waiting
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.reassign import Outcome
from handlers.rules import planning, route, slots
from handlers.rules.calendar import Working
from handlers.rules.planning import Fixed, Job, Placed
from handlers.rules.policy import Plan
from handlers.rules.slots import BY_DAY
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.engine import Tx

MOST = 100  # the most urgent tickets that are planned at once
STEP = timedelta(minutes=planning.STEP)
Line = tuple[
    datetime, datetime, str, str, str | None, "Offer | None"
]  # a visit with its number, address and region


@dataclass(frozen=True, slots=True)
class Offer:
    """A visit that could be made then.  ``reachable``: the customer reads messages; else somebody has to telephone."""

    ticket: Row[Any]
    technician: int
    start: datetime
    due: datetime | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of somebody's day, agreed or proposed; ``travel`` minutes after the line before."""

    start: datetime
    end: datetime
    number: str
    address: str
    travel: int
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class Route:
    """A technician's day with what is proposed; ``before`` are the minutes on the road without that."""

    technician: Row[Any]
    stops: tuple[Stop, ...]
    before: int

    @property
    def travel(self) -> int:
        return sum(stop.travel for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Left:
    """What cannot be planned that day, and why."""

    ticket: Row[Any]
    due: datetime | None
    why: Refused


@dataclass(frozen=True, slots=True)
class Proposal:
    day: date
    routes: tuple[Route, ...]
    left: tuple[Left, ...]
    regions: tuple[str, ...]
    skills: tuple[str, ...]
    plans: dict[str, Any]
    more: int  # tickets that wait beyond the most urgent ones

    @property
    def offers(self) -> list[Offer]:
        return [s.offer for one in self.routes for s in one.stops if s.offer is not None]


@dataclass(slots=True)
class _Draft:
    """What is known before anything is placed."""

    start: datetime
    end: datetime
    agreed: dict[int, list[Row[Any]]] = field(default_factory=dict)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    more: int = 0
    day: planning.Day = field(default_factory=lambda: planning.Day({}, (), lambda a, b: 0))

    def at(self, begin: int) -> datetime:
        return self.start + begin * STEP


def page(house: House, user: Actor, day: date, wanted: Filter) -> Proposal:
    """The solver runs between two readings: what was read first may be old when it is judged."""
    user.need("visit")
    draft = house.store.read(lambda tx: _draft(tx, house, day, wanted))
    placed = solver.plan(draft.day)
    return house.store.read(lambda tx: _judged(tx, house, day, draft, placed))


def accept(house: House, user: Actor, chosen: Sequence[tuple[int, int, datetime]]) -> list[Outcome]:
    """Each (ticket, technician, beginning) for itself, by the rules as they are now."""
    user.need("visit")

    def numbers(tx: Tx) -> list[str]:
        rows = [stored_tickets.get(tx, ticket) for ticket, _, _ in chosen[: reassign.MOST]]
        return [str(row.number) if row is not None and row.number else "–" for row in rows]

    said = house.store.read(numbers)
    return reassign.each(
        user, len(chosen), lambda i: board_desk.book(house, user, *chosen[i], planned=True), lambda i: said[i]
    )


# -- what there is to plan ------------------------------------------------------------------------


def _draft(tx: Tx, house: House, day: date, wanted: Filter) -> _Draft:
    now, (start, end) = house.now(), board.day_span(day)
    draft = _Draft(start, end)
    for row in stored.listing(tx, start, end):
        if row.status == "confirmed":
            draft.agreed.setdefault(row.technician_id, []).append(row)
    jobs, known = [], _Free(tx, house, now, (start, end))
    open_ones = [w for w in board.waiting(tx, house, wanted, now) if not w.asked] if now < end else []
    draft.more = len(open_ones[MOST:])
    for waits in open_ones[:MOST]:
        draft.waiting[waits.ticket.id] = waits
        try:
            jobs.append(_job(tx, house, waits, known))
        except Refused as why:
            draft.left.append(Left(waits.ticket, waits.due, why))
    fixed = {
        technician: tuple(_fixed(draft, row) for row in sorted(rows, key=lambda r: r.start))
        for technician, rows in draft.agreed.items()
    }
    rows = [row for mine in draft.agreed.values() for row in mine]
    way = routes.way(house, [*rows, *(w.ticket for w in draft.waiting.values())])
    draft.day = planning.Day(fixed, tuple(jobs), _remembered(way))
    return draft


def _remembered(way: route.Travel) -> route.Travel:
    """The same ways are asked for again and again."""
    known: dict[tuple[Any, Any], int] = {}

    def found(a: Any, b: Any) -> int:
        if (a, b) not in known:
            known[a, b] = way(a, b)
        return known[a, b]

    return found


def _fixed(draft: _Draft, row: Row[Any]) -> Fixed:
    begin = (row.start - draft.start) // STEP
    return Fixed(begin, -((draft.start - row.end) // STEP), routes.place(row.region, row.address))


def _job(tx: Tx, house: House, waits: Waiting, known: _Free) -> Job:
    """Raises :class:`Refused` when nothing can be proposed for it that day."""
    ticket = waits.ticket
    plan = visits.shaped(house.plans[ticket.plan], ticket)
    if not ticket.region:
        raise Refused("plan-no-region")
    if not tickets.consent_holds(tx, ticket):
        raise Refused("no-consent")
    starts = known.starts(plan, ticket.region)
    if not starts:
        raise Refused("plan-nobody")
    if not any(starts.values()):
        raise Refused("plan-none-free")
    if waits.promise is not None:
        in_time = (1 << max(0, (waits.promise - known.span[0]) // STEP + 1)) - 1
        starts = {who: begin & in_time for who, begin in starts.items()}
        if not any(starts.values()):
            raise Refused("plan-too-late")
    by_day = {who: begin & known.by_day for who, begin in starts.items()}
    wanted = by_day if any(by_day.values()) else starts  # nobody is woken where there is another way
    return Job(
        ticket.id, routes.place(ticket.region, ticket.address), planning.steps(plan.visits.minutes),
        planning.steps(plan.visits.travel_minutes), {who: begin for who, begin in wanted.items() if begin},
    )  # fmt: skip


class _Free:
    """When visits may begin that day, read once for visits that need the same."""

    def __init__(self, tx: Tx, house: House, now: datetime, span: tuple[datetime, datetime]) -> None:
        self._tx, self._now, self.span = tx, now, span
        self._found: dict[tuple[str, str, int, tuple[str, ...]], Mapping[int, int]] = {}
        hours = [
            (n, (span[0] + n * STEP).astimezone(here()).hour) for n in range((span[1] - span[0]) // STEP)
        ]
        self.by_day = sum(1 << n for n, hour in hours if BY_DAY[0] <= hour < BY_DAY[1])

    def starts(self, plan: Plan, region: str) -> Mapping[int, int]:
        """For everybody who has the region and the skills; 0 for who has no time."""
        key = (plan.id, region, plan.visits.minutes, tuple(plan.visits.skills))
        if key not in self._found:
            since, until = max(self._now, self.span[0] - DAY), self.span[1] + DAY
            people = free_time.free_technicians(self._tx, plan, region, since, until)
            working = Working(plan.calendars[plan.visits.calendar], plan.calendar_zone(plan.visits.calendar))
            self._found[key] = {
                p.id: slots.starts(p, plan.visits, working, self._now, self.span) for p in people
            }
        return self._found[key]


# -- what came of it -----------------------------------------------------------------------------


def _judged(tx: Tx, house: House, day: date, draft: _Draft, placed: Sequence[Placed]) -> Proposal:
    now, offers = house.now(), []
    left = list(draft.left)
    for one in placed:
        waits = draft.waiting[one.job]
        try:
            offers.append(_offer(tx, house, waits, one.technician, draft.at(one.begin), now))
        except Refused as why:
            left.append(Left(waits.ticket, waits.due, why))
    missing = {job.id for job in draft.day.jobs} - {one.job for one in placed}
    left += [
        Left(w.ticket, w.due, Refused("plan-full")) for w in draft.waiting.values() if w.ticket.id in missing
    ]
    order = {ticket: n for n, ticket in enumerate(draft.waiting)}
    people = stored.technicians(tx)
    return Proposal(
        day, tuple(_routes(house, draft, people, offers)), tuple(sorted(left, key=lambda f: order[f.ticket.id])),
        board.every(people, "regions"), board.every(people, "skills"), {p.id: p.name for p in house.plans.values()},
        draft.more,
    )  # fmt: skip


def _offer(
    tx: Tx, house: House, waits: Waiting, technician: int, start: datetime, now: datetime
) -> Offer:  # fmt: skip
    """Raises :class:`Refused` when it cannot be booked (any more)."""
    ticket = stored_tickets.get(tx, waits.ticket.id)
    if ticket is None or ticket.status not in tickets.OPEN:
        raise Refused("closed", number=waits.ticket.number or "")
    found = board_desk.judge(tx, house, ticket, visits.booked(tx, ticket.id), technician, start, now)
    board_desk.still_planned(tx, house, ticket, start)
    return Offer(ticket, technician, start, waits.due, found.reachable)


def _routes(house: House, draft: _Draft, people: Sequence[Row[Any]], offers: Sequence[Offer]) -> list[Route]:
    """Of everybody to whom something is proposed, in the order in which the board has them."""
    found = []
    for person in sorted(people, key=lambda p: (p.regions[:1], p.id)):
        mine = [o for o in offers if o.technician == person.id]
        if mine:
            agreed = [(r.start, r.end, r.number or "–", r.address or "", r.region, None)
                      for r in draft.agreed.get(person.id, ())]  # fmt: skip
            new = [(o.start, o.start + _long(house, o), o.ticket.number or "–", o.ticket.address or "", o.ticket.region, o)
                   for o in mine]  # fmt: skip
            before = sum(stop.travel for stop in _driven(draft, agreed))
            found.append(Route(person, tuple(_driven(draft, [*agreed, *new])), before))
    return found


def _long(house: House, offer: Offer) -> timedelta:
    return timedelta(minutes=visits.shaped(house.plans[offer.ticket.plan], offer.ticket).visits.minutes)


def _driven(draft: _Draft, lines: Sequence[Line]) -> list[Stop]:
    """In the order of the clock, with the way from each to the next."""
    lines = sorted(lines, key=lambda line: line[:2])
    places = [routes.place(region, address) for _, _, _, address, region, _ in lines]
    ways = [0, *(draft.day.way(a, b) for a, b in pairwise(places))]
    return [
        Stop(start, end, number, address, travel, offer)
        for (start, end, number, address, _, offer), travel in zip(lines, ways, strict=False)
    ]
