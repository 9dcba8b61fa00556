"""Calls that are owed to a customer: an engineer looks it up first and calls back, or a clock that only a word of ours can
meet is running out and nobody has the case in hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import handoff, promises, tickets
from handlers.house import House
from handlers.people import LEASE, Actor, Refused
from handlers.queue import locked_ticket
from handlers.rules.policy import Plan
from handlers.rules.timing import TERMINAL_EVENTS, Clock
from handlers.telling import at, locked, tell
from handlers.texts.catalog import say
from storage import promises as stored
from storage import queue
from storage import tickets as stored_tickets
from storage.engine import Tx

TASK = "call_back"
CONTACT = "contact_due"  # the task to call, when a clock warns
THINKING = "thinking"  # the task to ask again whoever wanted to think about it
THINKS = timedelta(days=3)  # that somebody may think before the plan's clocks go on
GOES_ON = ("visit.booked", "visit.moved", "callback.due", "callback.made")  # somebody has thought
CALLS = (TASK, CONTACT, "silent_report")  # whoever has one of these calls anyway


def clock_of(plan: Plan | None, kind: str) -> Clock | None:
    """The clock by which a call back is due."""
    if plan is None:
        return None
    return next((c for c in plan.clocks if "callback.due" in c.start and c.times(kind)), None)


def promise(house: House, user: Actor, ticket_id: int) -> None:
    """ "I look it up and call you back": the plan's time for it runs, the word stands in the ledger, the task is the
    engineer's own, and the customer hears until when.  A second click gains no time."""
    user.need("reply")

    def work(tx: Tx) -> None:
        ticket, now = locked_ticket(tx, ticket_id), house.now()
        if ticket.status not in tickets.OPEN:
            raise Refused("closed", number=ticket.number or "")
        clock = clock_of(house.plan(ticket.plan), ticket.kind)
        if clock is None:
            raise Refused("call-back-none")
        known = _due(tx, house, ticket, clock, now)
        if known is not None:
            raise Refused("call-back-runs", until=at(house, ticket, known, user.lang, now))
        ticket = tickets.record(
            tx, house, ticket.id, "callback.due", user.owner, now, {"why": "looks it up first"}
        )
        due = _due(tx, house, ticket, clock, now)
        assert due is not None, "the clock runs from this event on"
        _, row = locked(tx, ticket.id)
        text = say("promise-call-back", row.lang)
        promises.make(tx, house, ticket, text, due, user.owner, now, f"{promises.BUTTON}{ticket.id}:{due.isoformat()}",
                      kind="call")  # fmt: skip
        item = handoff.add_task(tx, house, row.id, house.plan(ticket.plan), ticket, TASK, now, due_at=due)
        lease = max(now + LEASE, due + timedelta(minutes=1))  # on the telephone nobody is seen in the console
        queue.claim(tx, item, user.id, now, lease)
        tell(tx, row, ticket.id, now, "call-back-told", name=user.name, number=ticket.number,
             until=at(house, ticket, due, row.lang, now))  # fmt: skip

    house.store.write(work)


def _due(tx: Tx, house: House, ticket: Row[Any], clock: Clock, now: datetime) -> datetime | None:
    """Until when the customer has to be called; None: nobody owes a call."""
    owed = next((p.due_at for p in stored.owed(tx, ticket.id) if p.kind == "call"), None)
    states = tickets.clock_states(tx, house, ticket, now)
    return owed or next((s.due for s in tickets.running(states) if s.name == clock.name), None)


def decline(tx: Tx, house: House, ticket: Row[Any], actor: str, words: str, now: datetime) -> bool:
    """The customer wants to think first and not to be called: task, clock and word end, and the plan's other clocks wait
    for the customer, for a while.  False when nobody was to call."""
    owed = any(row.kind == "call" for row in stored.owed(tx, ticket.id))
    if not owed and not any(item.reason in (TASK, CONTACT) for item in queue.open_of_ticket(tx, ticket.id)):
        return False
    why, until = words[:500], now + THINKS
    tickets.record(tx, house, ticket.id, promises.CALLED_OFF, actor, now, {"why": why})
    handoff.drop_tasks(tx, ticket.id, now, only=(TASK, CONTACT))
    waits = {"until": until.isoformat(), "why": why, "thinks": True}
    tickets.record(tx, house, ticket.id, "customer.awaited", actor, now, waits)
    plan = house.plan(ticket.plan)
    handoff.add_task(tx, house, ticket.conversation_id, plan, ticket, THINKING, now, due_at=until, note=why)
    return True


def _goes_on(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """Nobody waits for a customer any more who has thought about it."""
    handoff.drop_tasks(tx, ticket.id, now, only=(THINKING,))
    until = stored_tickets.by_then(tx, ticket.id, now)
    log = (h for h in tickets.happenings(tx, ticket.id) if h.at <= until)
    waits = [h for h in log if h.event in ("customer.awaited", "customer.back")]
    if waits and waits[-1].event == "customer.awaited" and waits[-1].data.get("thinks"):
        tickets.record(
            tx, house, ticket.id, "customer.back", "customer", now, {"why": "the customer has decided"}
        )


# -- clocks that a call can meet -------------------------------------------------------------------


def clock_warns(tx: Tx, house: House, ticket: Row[Any], clock: Clock, due: datetime, now: datetime) -> None:
    """Nobody has spoken with the customer: somebody gets the task to call, unless the case is in somebody's hands or
    there is such a task already."""
    if "callback.made" not in clock.stop:
        return
    held = queue.open_handoff(tx, ticket.conversation_id)
    if held is not None and held.status != "waiting":
        return
    if not any(item.reason in CALLS for item in queue.open_of_ticket(tx, ticket.id)):
        plan = house.plan(ticket.plan)
        handoff.add_task(tx, house, ticket.conversation_id, plan, ticket, CONTACT, now, due_at=due)


def follow(tx: Tx, house: House, ticket: Row[Any], event: str, now: datetime) -> None:
    """The clock is met by something else (a reply, somebody is there): nobody needs to call for it any more."""
    if event in GOES_ON:
        _goes_on(tx, house, ticket, now)
    plan = house.plan(ticket.plan)
    calling = [c for c in plan.clocks if "callback.made" in c.stop] if plan is not None else []
    if event not in TERMINAL_EVENTS and not any(event in c.stop for c in calling):
        return
    if queue.open_task(tx, ticket.conversation_id, CONTACT, ticket.id) is None:
        return
    names = {c.name for c in calling}
    if not any(s.name in names for s in tickets.running(tickets.clock_states(tx, house, ticket, now))):
        handoff.drop_tasks(tx, ticket.id, now, only=(CONTACT,))
