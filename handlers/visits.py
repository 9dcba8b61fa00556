"""Visits of a ticket: offered windows are held, one is confirmed, moved or cancelled.

Nobody, bot or person, confirms a visit except through :func:`confirm`, which asks the consent gate.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import free_time, handoff, staff_notices, tickets
from handlers.house import House
from handlers.rules import slots
from handlers.rules.calendar import Working
from handlers.rules.facts import Offer, Window
from handlers.rules.policy import Plan
from storage import feed, visits
from storage import tickets as stored_tickets
from storage.engine import Tx

Span = tuple[datetime, datetime]
NO_VISIT = ("fee_declined", "arrange_visit", "open_without_visit", "thinking")  # tasks because there is none


class NeedsConsent(Exception):
    """A visit that costs money cannot be confirmed before the customer has agreed to the price."""


class HoldOver(Exception):
    """The window is no longer held for this ticket."""


@dataclass(frozen=True, slots=True)
class Held:
    visit_id: int
    window: Window


@dataclass(frozen=True, slots=True)
class Offered:
    held: tuple[Held, ...]
    promise: datetime | None
    kept: bool


def promise(
    tx: Tx, house: House, plan: Plan, ticket: Row[Any], now: datetime, *, visit: int | None = None
) -> datetime | None:
    """By when somebody has to be there.  None where nobody owes it (any more): somebody was there, and not by the
    ``visit`` that is asked about."""
    clock = plan.visits.promise
    state = next((s for s in tickets.clock_states(tx, house, ticket, now) if s.name == clock), None)
    if state is None or state.met is None or visit is None:
        return state.owed if state is not None else None
    came = (h.data.get("visit") for h in tickets.happenings(tx, ticket.id) if h.at == state.met)
    return state.due if visit in came else None


def offer(
    tx: Tx, house: House, plan: Plan, ticket: Row[Any], now: datetime, *,
    wanted: tuple[datetime, datetime | None] | None = None, without: Sequence[tuple[datetime, datetime]] = (),
) -> Offered:  # fmt: skip
    """Windows for this ticket, held while the customer decides.  Earlier holds of the ticket are given back.
    If no window keeps the promise, the supervisor learns it now."""
    release(tx, ticket.id)
    plan = shaped(plan, ticket)
    due, before = promise(tx, house, plan, ticket, now), booked(tx, ticket.id)
    working = Working(plan.calendars[plan.visits.calendar], plan.calendar_zone(plan.visits.calendar))
    region, skills = ticket.region or "", plan.visits.skills
    same_time = before is not None and serves(
        tx, before, region
    )  # is no other time, whoever else is free then
    lost: set[tuple[int, datetime]] = set()
    held: list[Held] = []
    found = Offer((), due, True)
    for until in slots.horizons(plan.visits, now, due, wanted):
        people = free_time.free_technicians(tx, plan, region, now, until)
        if before is not None and same_time:
            lost |= {(person.id, before.start) for person in people}
        found = slots.offer(
            people, region, skills, plan.visits, working, now, due, wanted, lost, until, without
        )
        if len(found.windows) < plan.visits.offer and until < slots.far(plan.visits, now):
            continue  # look further ahead
        held, failed = _hold_all(tx, plan, ticket.id, found.windows, now)
        if not failed:
            break
        lost |= failed
        release(tx, ticket.id)
    kept = found.kept or bool(before is not None and before.keeps_promise)  # moved away by the customer
    if due is not None and not kept:
        _announce_broken_promise(tx, house, ticket, due, found, now)
    return Offered(tuple(held), due, kept)


def shaped(plan: Plan, ticket: Row[Any]) -> Plan:
    """The plan with the length and the skills that this ticket's visit needs (planned work has its own)."""
    wanted = ticket.facts.get("visit")
    if not wanted:
        return plan
    shape = {"minutes": wanted["minutes"], "skills": tuple(wanted["skills"]) or plan.visits.skills}
    return plan.model_copy(update={"visits": plan.visits.model_copy(update=shape)})


def _locked(tx: Tx, ticket_id: int) -> Row[Any]:
    """The ticket as it is, locked: what is held and booked for it is changed by one at a time."""
    ticket = stored_tickets.get(tx, ticket_id, locked=True)
    assert ticket is not None, "a ticket is never deleted"
    return ticket


def _hold_all(
    tx: Tx, plan: Plan, ticket_id: int, windows: Sequence[Window], now: datetime
) -> tuple[list[Held], set[tuple[int, datetime]]]:
    held: list[Held] = []
    failed: set[tuple[int, datetime]] = set()
    for window in windows:
        try:
            held.append(Held(hold(tx, plan, ticket_id, window, now), window))
        except visits.Taken:
            failed.add((window.technician_id, window.start))
    return held, failed


def hold(
    tx: Tx, plan: Plan, ticket_id: int, window: Window, now: datetime, *, until: datetime | None = None,
    own: Collection[int] = (),
) -> int:  # fmt: skip
    """Hold one window, for the plan's time or ``until`` then.  ``own`` are half hours that the visit has which it is to
    take the place of: they are its own when it is confirmed.  Raises :class:`storage.visits.Taken` when somebody was
    faster."""
    span = [slot for slot in occupied(plan, window.start, window.end) if slot not in own]
    return visits.occupy(
        tx, ticket_id, window.technician_id, window.start, window.end, "held", now,
        held_until=until or now + timedelta(seconds=plan.visits.hold.seconds),
        keeps_promise=window.keeps_promise, span=span,
    )  # fmt: skip


def occupied(plan: Plan, start: datetime, end: datetime) -> range:
    """The half hours of a visit and of the way to it."""
    return visits.slots(start - timedelta(minutes=plan.visits.travel_minutes), end)


def _announce_broken_promise(
    tx: Tx, house: House, ticket: Row[Any], due: datetime, found: Offer, now: datetime
) -> None:
    earliest = min((w.start for w in found.windows), default=None)
    new = staff_notices.raise_alarm(
        tx, house, now, ticket, f"no_window#{due.isoformat()}", "supervisor", "alarm-no-window",
        due=due.isoformat(), earliest=earliest.isoformat() if earliest else "",
    )  # fmt: skip
    if new:
        tickets.record(tx, house, ticket.id, "visit.no_window", "bot", now,
                       {"due": due.isoformat(), "earliest": earliest.isoformat() if earliest else None})  # fmt: skip


def release(tx: Tx, ticket_id: int, *, keep: Collection[int] = ()) -> None:
    """Give back what is held for a ticket."""
    _locked(tx, ticket_id)
    held = [v.id for v in visits.of_ticket(tx, ticket_id, ("held",)) if v.id not in keep]
    visits.free(tx, held, "released")


def confirm(
    tx: Tx, house: House, ticket: Row[Any], visit_id: int, actor: str, now: datetime, *, wished: bool = True,
    **noted: Any,
) -> Row[Any]:  # fmt: skip
    """A held window becomes the visit; the one before it, if any, is given up (a move).  ``wished``: the time was the
    customer's choice, so that nobody is late until then; ``noted`` goes into the log.

    Raises :class:`NeedsConsent` or :class:`HoldOver`; then nothing has changed."""
    ticket = _locked(tx, ticket.id)
    if not tickets.consent_holds(tx, ticket):
        raise NeedsConsent(f"ticket {ticket.number}: no consent to the current price")
    before = [v for v in visits.of_ticket(tx, ticket.id, ("confirmed",)) if v.id != visit_id]
    if not visits.confirm(tx, visit_id, ticket.id, now):
        raise HoldOver(f"ticket {ticket.number}: window {visit_id} is no longer held")
    release(tx, ticket.id)
    visits.free(tx, [v.id for v in before], "cancelled")
    visit = next(v for v in visits.of_ticket(tx, ticket.id, ("confirmed",)) if v.id == visit_id)
    if before:
        span = occupied(shaped(house.plans[ticket.plan], ticket), visit.start, visit.end)
        visits.fill(tx, visit, span)
    event = "visit.moved" if before else "visit.booked"
    feed.tell(tx, "visit", visit_id, now, ticket.conversation_id)
    tickets.record(tx, house, ticket.id, event, actor, now, {
        "visit": visit_id, "technician": visit.technician_id, "start": visit.start.isoformat(),
        "end": visit.end.isoformat(), "before": [v.start.isoformat() for v in before], **noted,
    })  # fmt: skip
    handoff.drop_tasks(tx, ticket.id, now, only=NO_VISIT)
    if not visit.keeps_promise:
        if wished:
            _own_wish(tx, house, ticket, visit, now)
    elif before:
        _wish_over(tx, house, ticket, actor, now, "the visit is in the time that was promised")
    return visit


def _own_wish(tx: Tx, house: House, ticket: Row[Any], visit: Row[Any], now: datetime) -> None:
    """A time later than promised, though an earlier one was free: we wait for the customer until then."""
    late = any(h.event == "visit.no_window" for h in tickets.happenings(tx, ticket.id))
    if not late:
        data = {"until": visit.start.isoformat(), "why": "the customer chose a later time"}
        tickets.record(tx, house, ticket.id, "customer.awaited", "customer", now, data)


def cancel(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime, why: str) -> bool:
    """Cancel the confirmed visit and give back what is held.  False when there was none."""
    release(tx, ticket.id)
    booked = visits.of_ticket(tx, ticket.id, ("confirmed",))
    if not booked:
        return False
    visits.free(tx, [v.id for v in booked], "cancelled")
    for visit in booked:
        feed.tell(tx, "visit", visit.id, now, ticket.conversation_id)
    tickets.record(tx, house, ticket.id, "visit.cancelled", actor, now, {"why": why[:500]})
    _wish_over(tx, house, ticket, actor, now, "the visit is cancelled")
    return True


def _wish_over(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime, why: str) -> None:
    """Without the visit that the customer put off, nobody waits for the customer any more."""
    until = stored_tickets.by_then(tx, ticket.id, now)
    waits = [
        h.event == "customer.awaited" and bool(h.data.get("until"))
        for h in tickets.happenings(tx, ticket.id)
        if h.at <= until and h.event in ("customer.awaited", "customer.back")
    ]
    if waits and waits[-1]:
        tickets.record(tx, house, ticket.id, "customer.back", actor, now, {"why": why})


def booked(tx: Tx, ticket_id: int) -> Row[Any] | None:
    return next(iter(visits.of_ticket(tx, ticket_id, ("confirmed",))), None)


def serves(tx: Tx, visit: Row[Any], region: str | None) -> bool:
    """Whether the technician of a visit works in that service area."""
    return any(t.id == visit.technician_id and region in t.regions for t in visits.technicians(tx))


def agreed(tx: Tx, visit: Row[Any]) -> Span:
    """The window that the customer has agreed to: a visit that was moved a little within it is still bound by it."""
    for entry in reversed(tickets.happenings(tx, visit.ticket_id)):
        window = entry.data.get("agreed") if entry.data.get("visit") == visit.id else None
        if isinstance(window, list | tuple):
            start, end = (datetime.fromisoformat(str(at)) for at in window)
            return start, end
    return visit.start, visit.end


def awaited(tx: Tx, ticket_id: int, now: datetime) -> Row[Any] | None:
    """The booked visit that the customer still waits for: nobody has come, and its time is not over."""
    visit = booked(tx, ticket_id)
    return visit if visit is not None and visit.end > now and missed(tx, visit) else None


def missed(tx: Tx, visit: Row[Any]) -> bool:
    """Whether nobody has come to a booked visit (yet)."""
    came = (
        h.event in ("visit.arrived", "visit.done") and h.data.get("visit") == visit.id
        for h in tickets.happenings(tx, visit.ticket_id)
    )
    return not any(came)
