"""Whether a visit can be put exactly there: one technician, one beginning, by the rules by which times are offered.

What the bot may offer and what a dispatcher may drag is decided by the same code (:mod:`handlers.rules.slots`); here it is
also said why something is not possible.  Who is faster is decided by ``visit_slots`` when it is written.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import free_time, naming, visits
from handlers.house import House
from handlers.people import Refused
from handlers.rules import slots
from handlers.rules.calendar import Working
from handlers.rules.facts import Window
from handlers.rules.policy import Plan
from storage import visits as stored
from storage.engine import Tx

GRID = timedelta(minutes=30)


def check(
    tx: Tx, house: House, ticket: Row[Any], technician_id: int, start: datetime, now: datetime, *, old: Row[Any] | None
) -> Window:  # fmt: skip
    """The window, when it can be had; ``old`` is the visit that it takes the place of.  Raises :class:`Refused` with the
    reason."""
    plan = house.plan(ticket.plan)
    if plan is None:
        raise Refused("board-plan")
    plan = visits.shaped(plan, ticket)
    person = next((t for t in stored.technicians(tx) if t.id == technician_id), None)
    if person is None:
        raise Refused("board-nobody")
    _suits(house, plan, ticket, person)
    until = now + timedelta(days=plan.visits.days_ahead)
    working = Working(plan.calendars[plan.visits.calendar], plan.calendar_zone(plan.visits.calendar))
    end = start + timedelta(minutes=plan.visits.minutes)
    _in_time(plan, working, now, until, start, end)
    _is_there(tx, plan, person, start, end, old)
    free = free_time.free_technicians(tx, plan, ticket.region or "", now, until, but=old.id if old else None)
    found = next((t for t in free if t.id == technician_id), None)
    if found is None or not slots.fits(found, plan.visits, working, now, until, start):
        raise Refused("board-way")
    due = visits.promise(tx, house, plan, ticket, now)
    if (
        due is None
    ):  # no clock, or it stands still because the customer wished a later time: that stays as it is
        kept = old is None or bool(old.keeps_promise)
    else:
        kept = start <= due
    return Window(person.id, person.name, start, end, kept)


def _suits(house: House, plan: Plan, ticket: Row[Any], person: Row[Any]) -> None:
    if (ticket.region or "") not in person.regions:
        raise Refused("board-region", name=person.name)
    missing = set(plan.visits.skills) - set(person.skills)
    if missing:
        raise Refused(
            "board-skill", name=person.name, skill=naming.listed(house.plans.values(), sorted(missing))
        )


def _in_time(
    plan: Plan, working: Working, now: datetime, until: datetime, start: datetime, end: datetime
) -> None:  # fmt: skip
    if start.timestamp() % GRID.total_seconds():
        raise Refused("board-grid")
    lead = timedelta(seconds=plan.visits.lead.seconds)
    if start < now + lead:
        raise Refused("board-soon", minutes=str(int(lead.total_seconds() // 60)))
    if end > until:
        raise Refused("board-far", days=str(plan.visits.days_ahead))
    if not _inside(working, start, end):
        raise Refused("board-closed")


def _is_there(
    tx: Tx, plan: Plan, person: Row[Any], start: datetime, end: datetime, old: Row[Any] | None
) -> None:
    if not _inside(free_time.shifts(person), start, end):
        raise Refused("board-shift", name=person.name)
    travel = timedelta(minutes=plan.visits.travel_minutes)
    zone = ZoneInfo(person.zone)
    for absence in stored.absences(tx, start - travel, end + travel):
        if absence.technician_id == person.id:
            raise Refused("board-absent", name=person.name, start=_clock(absence.start, zone),
                          end=_clock(absence.end, zone), reason=absence.reason or "–")  # fmt: skip
    for other in stored.listing(tx, start - travel, end + travel, technician_id=person.id):
        if old is None or other.id != old.id:
            raise Refused("board-taken", name=person.name, number=other.number or "–",
                          start=_clock(other.start, zone), end=_clock(other.end, zone))  # fmt: skip


def _inside(working: Working, start: datetime, end: datetime) -> bool:
    return any(a <= start and end <= b for a, b in working.intervals(start, end))


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}"
