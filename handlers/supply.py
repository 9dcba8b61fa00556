"""Spare parts and standby units for a ticket: needed, reserved at a depot, delivered, brought back.

Whoever starts it, an engineer or the customer in the chat, comes through :func:`need`: the plan's clock starts, the
last unit goes to exactly one ticket, and where nothing is free the supervisor knows at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import handoff, returned, tickets
from handlers.house import House
from handlers.rules.facts import Reason
from handlers.rules.parts import Text
from handlers.rules.policy import Plan
from handlers.rules.supply import Candidate, Choice, Want, choose
from handlers.visits import NeedsConsent
from storage import feed, queue, stock
from storage import tickets as stored_tickets
from storage.engine import Tx

ARRIVED = ("standby.delivered", "parts.arrived", "parts.cancelled")
TRIES = 5  # other stock that is tried when somebody is faster


class Known(Exception):
    """This ticket has that reserved already."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """``reservation`` None: nothing is free.  ``due``: when the plan promises it on site, if it does."""

    reservation: int | None
    best: Candidate | None
    reason: Reason
    due: datetime | None


def candidates(tx: Tx, plan: str) -> list[Candidate]:
    """What the depots have for a plan."""
    return [
        Candidate(row.id, row.depot, row.region, row.code, Text(zh=row.name_zh, en=row.name_en), row.kind,
                  row.component, row.on_hand - row.reserved)
        for row in stock.of_plan(tx, plan)
    ]  # fmt: skip


def need(tx: Tx, house: House, ticket: Row[Any], want: Want, why: str, actor: str, now: datetime) -> Supplied:
    """It is needed on site: the clock starts (unless something is awaited already) and the best depot reserves it.

    Raises :class:`NeedsConsent` where the customer has yet to agree to the price, and :class:`Known`."""
    plan = house.plans[ticket.plan]
    if not tickets.consent_holds(tx, ticket):
        raise NeedsConsent(f"ticket {ticket.number}: no consent to the current price")
    want = replace(want, component=want.component or ticket.component)
    _not_twice(tx, ticket, want)
    supply = plan.parts.supply
    reservation, choice = _reserve(tx, plan, ticket, want, actor, now)
    asked = {
        "kind": want.kind,
        "code": want.code,
        "component": want.component,
        "quantity": want.quantity,
        "why": why,
    }
    if not awaited(tx, ticket.id):
        tickets.record(tx, house, ticket.id, "parts.awaited", actor, now, asked)
    best = choice.best
    if best is None or reservation is None:
        tickets.record(
            tx, house, ticket.id, "parts.none", actor, now, {**asked, "reason": choice.reason.code}
        )
        _alarm(tx, ticket, "alarm-no-parts", f"no_parts/{want.kind}/{want.code or want.component}", now)
    else:
        data = {"reservation": reservation, "depot": best.depot, "code": best.code, "quantity": want.quantity,
                "reason": {"zh": choice.reason.text.zh, "en": choice.reason.text.en}}  # fmt: skip
        tickets.record(tx, house, ticket.id, "parts.reserved", actor, now, data)
        if supply is not None and not choice.near:
            _alarm(tx, ticket, "alarm-parts-far", f"parts_far/{reservation}", now)
    return Supplied(reservation, best, choice.reason, due(tx, house, plan, ticket, now))


def _not_twice(tx: Tx, ticket: Row[Any], want: Want) -> None:
    for row in stock.reservations(tx, ticket.id, "reserved"):
        meant = row.code == want.code if want.code is not None else row.component in (None, want.component)
        if row.kind == want.kind and meant:
            raise Known(row.code)


def _reserve(
    tx: Tx, plan: Plan, ticket: Row[Any], want: Want, actor: str, now: datetime
) -> tuple[int | None, Choice]:
    """The best that is free, decided by the database: who comes second tries the next best."""
    clause = plan.parts.supply.clause if plan.parts.supply is not None else ""
    lost: set[int] = set()
    choice = choose(candidates(tx, plan.id), ticket.region, want, clause)
    for _ in range(TRIES):
        if choice.best is None:
            break
        if stock.reserve(tx, choice.best.stock, want.quantity):
            made = stock.add_reservation(
                tx, now, ticket_id=ticket.id, stock_id=choice.best.stock, quantity=want.quantity, by=actor
            )
            if made is None:
                stock.unreserve(tx, choice.best.stock, want.quantity)
                raise Known(choice.best.code)
            return made, choice
        lost.add(choice.best.stock)
        choice = choose(candidates(tx, plan.id), ticket.region, want, clause, lost)
    return None, replace(choice, best=None)


def awaited(tx: Tx, ticket_id: int) -> bool:
    """Whether something is needed that has neither arrived nor been called off."""
    events = [e.event for e in stored_tickets.log(tx, ticket_id) if e.event in ("parts.awaited", *ARRIVED)]
    return events[-1:] == ["parts.awaited"]


def due(tx: Tx, house: House, plan: Plan, ticket: Row[Any], now: datetime) -> datetime | None:
    """When the plan promises it on site."""
    promise = plan.parts.supply.promise if plan.parts.supply is not None else None
    states = tickets.clock_states(tx, house, ticket, now)
    return next((s.due for s in states if s.name == promise and s.state in ("running", "breached")), None)


def _alarm(tx: Tx, ticket: Row[Any], text_id: str, cause: str, now: datetime) -> None:
    asked = [e.id for e in stored_tickets.log(tx, ticket.id) if e.event == "parts.awaited"]
    if stored_tickets.raise_alarm(tx, now, ticket.id, f"{cause}#{asked[-1]}"[:96], "supervisor", text_id):
        feed.tell(tx, "alarm", ticket.id, now, ticket.conversation_id)


def delivered(tx: Tx, house: House, ticket: Row[Any], row: Row[Any], actor: str, now: datetime) -> bool:
    """It is on site.  The clock stops when nothing else is on its way; a standby unit has its day to come back.
    False: it was not on its way any more."""
    plan = house.plans[ticket.plan]
    supply = plan.parts.supply
    lent = row.kind == "standby" and supply is not None
    back = now + timedelta(seconds=supply.lend.seconds) if lent and supply is not None else None
    if not stock.move(tx, row.id, "reserved", "delivered", now, due_at=back):
        return False
    stock.take_out(tx, row.stock_id, row.quantity)
    rest = bool(stock.reservations(tx, ticket.id, "reserved"))
    last = "standby.delivered" if row.kind == "standby" else "parts.arrived"
    data = {"reservation": row.id, "code": row.code, "back": back.isoformat() if back else None}
    tickets.record(tx, house, ticket.id, "parts.delivered" if rest else last, actor, now, data)
    if row.kind == "part":
        returned.expect(tx, house, ticket, row.name_zh, None, actor, now)
    return True


def cancel(
    tx: Tx, house: House, ticket: Row[Any], row: Row[Any], actor: str, now: datetime, why: str
) -> bool:
    """It is not needed any more; the depot has it free again.  False: it had left already."""
    if not stock.move(tx, row.id, "reserved", "cancelled", now):
        return False
    stock.unreserve(tx, row.stock_id, row.quantity)
    rest = bool(stock.reservations(tx, ticket.id, "reserved"))
    event = "ticket.note" if rest else "parts.cancelled"
    data = {"reservation": row.id, "code": row.code, "why": why[:500]}
    tickets.record(tx, house, ticket.id, event, actor, now, data)
    return True


def call_off(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime) -> None:
    """A ticket has ended: nothing is sent for it any more.  What was delivered stays until it is brought back."""
    for row in stock.reservations(tx, ticket.id, "reserved"):
        cancel(tx, house, ticket, row, actor, now, "the report has ended")


def closed(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """What follows for the stock when people have closed a ticket."""
    call_off(tx, house, ticket, "clockwork", now)


def brought_back(tx: Tx, house: House, ticket: Row[Any], row: Row[Any], actor: str, now: datetime) -> bool:
    """A standby unit lies in its depot again.  False: it was not out."""
    if row.kind != "standby" or not stock.move(tx, row.id, "delivered", "returned", now):
        return False
    stock.bring_back(tx, row.stock_id, row.quantity)
    data = {"reservation": row.id, "code": row.code}
    tickets.record(tx, house, ticket.id, "standby.returned", actor, now, data)
    task = queue.open_task(tx, ticket.conversation_id, "standby_back", ticket.id)
    handoff.drop_task(tx, task, now)
    return True
