"""One visit or one waiting ticket of the dispatch board: what is known, where it could go, and whether it may go there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from handlers import board_desk, free_time, routes, visits
from handlers.board import DAY, day_span, state_of, steps
from handlers.board_desk import Judged
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone
from handlers.rules import slots
from handlers.rules.calendar import Working
from handlers.rules.parts import Text
from handlers.rules.policy import Plan
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.engine import Tx

MOST_SUGGESTED = 4
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place that is free: ``detour`` are the minutes that it adds to the technician's way of that day."""

    technician_id: int
    name: str
    start: datetime
    end: datetime
    keeps_promise: bool
    detour: int


@dataclass(frozen=True, slots=True)
class Panel:
    """``found`` or ``refused`` is what became of looking at ``technician_id`` and ``start``."""

    ticket: Row[Any]
    visit: Row[Any] | None
    technician: Row[Any] | None
    state: str
    plan: Text
    minutes: int
    due: datetime | None
    agreed: tuple[datetime, datetime] | None
    people: tuple[Row[Any], ...]
    suggestions: tuple[Suggestion, ...]
    technician_id: int | None = None
    start: datetime | None = None
    found: Judged | None = None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """An absence with the visits that are booked in it."""

    absence: Row[Any]
    technician: Row[Any]
    visits: tuple[Row[Any], ...]


def local(text: str) -> datetime:
    """A local time of the house as a form sends it: 2026-11-26T14:00."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("field", name="at") from None
    if found.tzinfo is not None or not 2000 <= found.year <= 2100:
        raise Refused("field", name="at")
    return found.replace(tzinfo=here())


def panel(
    house: House, user: Actor, day: date, *, visit_id: int = 0, ticket_id: int = 0, technician_id: int | None = None,
    start: datetime | None = None,
) -> Panel:  # fmt: skip
    """Raises :class:`Gone` when there is no such thing."""
    user.need("see_board")

    def read(tx: Tx) -> Panel:
        now = house.now()
        visit = stored.get(tx, visit_id) if visit_id else None
        if visit_id and visit is None:
            raise Gone(f"there is no visit {visit_id}")
        ticket = stored_tickets.get(tx, visit.ticket_id if visit is not None else ticket_id)
        plan = house.plan(ticket.plan) if ticket is not None else None
        if ticket is None or plan is None:
            raise Gone(f"there is no ticket {ticket_id}")
        if visit is None:
            visit = visits.booked(tx, ticket.id)
        plan = visits.shaped(plan, ticket)
        found, refused = None, None
        if technician_id is not None and start is not None:
            try:
                old = board_desk.old_visit(tx, visit.id) if visit is not None else None
                found = board_desk.judge(tx, house, ticket, old, technician_id, start, now)
            except Refused as why:
                refused = why
        happened = steps(tx, {ticket.id})[visit.id] if visit is not None else set()
        state = state_of(visit, happened, now) if visit is not None else ""
        movable = visit is None or state in ("booked", "missed")
        return Panel(
            ticket, visit, stored.technician(tx, visit.technician_id) if visit is not None else None, state, plan.name,
            plan.visits.minutes,
            visits.promise(tx, house, plan, ticket, now, visit=visit.id if visit is not None else None),
            visits.agreed(tx, visit) if visit is not None else None, _suitable(tx, plan, ticket),
            _suggest(tx, house, plan, ticket, visit, day, now) if movable else (),
            technician_id, start, found, refused,
        )  # fmt: skip

    return house.store.read(read)


def _suitable(tx: Tx, plan: Plan, ticket: Row[Any]) -> tuple[Row[Any], ...]:
    """Who could be sent there, as far as region and skills go."""
    return tuple(
        t
        for t in stored.technicians(tx)
        if (ticket.region or "") in t.regions and set(plan.visits.skills) <= set(t.skills)
    )


def _suggest(
    tx: Tx, house: House, plan: Plan, ticket: Row[Any], old: Row[Any] | None, day: date, now: datetime
) -> tuple[Suggestion, ...]:
    """Free places on that day: inside the promise first, in the daytime, then with the least way; one for each
    technician."""
    start, end = day_span(day)
    if end <= now:
        return ()
    region, until = ticket.region or "", end + DAY
    working = Working(plan.calendars[plan.visits.calendar], plan.calendar_zone(plan.visits.calendar))
    due = visits.promise(tx, house, plan, ticket, now)
    where = routes.place(ticket.region, ticket.address)
    driven: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in stored.listing(tx, start, end):
        if row.status == "confirmed" and (old is None or row.id != old.id):
            driven[row.technician_id].append(row)
    found = []
    but = old.id if old is not None else None
    for person in free_time.free_technicians(tx, plan, region, now, until, but=but):
        offer = slots.offer([person], region, plan.visits.skills, plan.visits, working, now, due, (start, end), (), until)  # fmt: skip
        ways = [
            Suggestion(person.id, person.name, w.start, w.end, w.keeps_promise,
                       routes.detour(house, driven[person.id], where, w.start, plan.visits.minutes))
            for w in offer.windows
            if start <= w.start < end and not (old is not None and (old.technician_id, old.start) == (person.id, w.start))
        ]  # fmt: skip
        found += sorted(ways, key=_better)[:1]
    return tuple(sorted(found, key=_better)[:MOST_SUGGESTED])


def _better(one: Suggestion) -> tuple[bool, bool, int, datetime, int]:
    by_night = not slots.BY_DAY[0] <= one.start.astimezone(here()).hour < slots.BY_DAY[1]
    return not one.keeps_promise, by_night, one.detour, one.start, one.technician_id


def away(house: House, user: Actor, absence_id: int) -> Away:
    """Raises :class:`Gone` when there is no such absence."""
    user.need("see_board")

    def read(tx: Tx) -> Away:
        absence = stored.absence(tx, absence_id)
        technician = stored.technician(tx, absence.technician_id) if absence is not None else None
        if absence is None or technician is None:
            raise Gone(f"there is no absence {absence_id}")
        return Away(absence, technician, _booked_in(tx, absence))

    return house.store.read(read)


def _booked_in(tx: Tx, absence: Row[Any]) -> tuple[Row[Any], ...]:
    found: Sequence[Row[Any]] = stored.listing(
        tx, absence.start, absence.end, technician_id=absence.technician_id
    )
    return tuple(v for v in found if v.status == "confirmed")[:MOST_LISTED]
