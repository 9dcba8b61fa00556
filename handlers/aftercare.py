"""After the work: is it fixed?  And if it is not, or is broken again, the report is open again.

The question goes out in the transaction in which the work was done; buttons carry the report's number, so that they
work whoever has the conversation, and also much later.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import handoff, tickets
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules import aftercare as rules
from handlers.rules.clocks import working
from handlers.telling import locked, tell, titled
from handlers.tracker import Tracker
from storage import conversations, feed, follow_ups
from storage import tickets as stored
from storage.engine import Tx

FLOW = "confirm"
TASK = "still_broken"
TO_CLOSE = "to_close"
REMARK = "after_remark"
CLOSED_WITHIN = timedelta(
    days=1
)  # of the work: until then the customer has had time to say whether it is fixed
OF_THE_VISIT = ("visit", "cancel_visit", "close", "same")  # tasks that end when somebody has been there
URGENT = 2  # whoever had a repair in vain does not wait behind ordinary reports


def work_done(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """The report stays open after the work: the customer is asked, and somebody is to close it."""
    to_be_closed(tx, house, ticket, now)
    ask_if_fixed(tx, house, ticket.id, "visit.done", now)


def to_be_closed(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """The work is done: somebody writes down the cause, completes the forms and closes the report, or it would stay open
    and nobody would ask afterwards how it went.  Planned work is closed by its result."""
    if ticket.status == "open" and not ticket.facts.get("planned"):
        plan = house.plan(ticket.plan)
        handoff.add_task(
            tx, house, ticket.conversation_id, plan, ticket, TO_CLOSE, now, due_at=now + CLOSED_WITHIN
        )


def ask_if_fixed(tx: Tx, house: House, ticket_id: int, event: str, now: datetime) -> None:
    """Ask the customer, where the plan wants it and it was not asked already."""
    ticket, row = locked(tx, ticket_id)
    plan = house.plan(ticket.plan)
    log = [entry.event for entry in stored.log(tx, ticket.id)]
    found = rules.question(plan.confirmation if plan is not None else None, event, ticket.kind, log)
    if found == "no" or plan is None:
        return
    buttons = (
        ("button-fixed", f"/fixed:{ticket.number}"),
        ("button-still-broken", f"/broken:{ticket.number}"),
    )
    if found == "ask":
        data = {"after": event, "clause": plan.confirmation.clause if plan.confirmation is not None else ""}
        tickets.record(tx, house, ticket.id, "confirmation.asked", "bot", now, data)
        tell(tx, row, ticket.id, now, "ask-if-fixed", *buttons, number=ticket.number)
    listen(tx, row, FLOW, {"confirm": ticket.id}, titled(buttons, row.lang), ticket.id)


def listen(
    tx: Tx, row: Row[Any], flow: str, slots: dict[str, Any], buttons: list[list[str]], ticket_id: int
) -> None:  # fmt: skip
    """The next message of the customer may be the answer, unless something else is under way."""
    tracker = Tracker.load(row.tracker)
    about_it = tracker.flow in OF_THE_VISIT and tracker.ticket == ticket_id  # which is over now
    if row.owner != "bot" or not (about_it or tracker.flow in (None, FLOW, "follow_up")):
        return
    tracker.end()
    tracker.begin(flow)
    tracker.asked, tracker.ticket, tracker.buttons = flow, ticket_id, buttons
    tracker.slots.update(slots)
    conversations.save(tx, row.id, tracker=tracker.dump())


def after_closing(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """People have resolved it: the customer is asked now, and again at the plan's intervals.  Whose visit was ended in
    the same breath has just heard that it is resolved, and that a reply is enough if it is not."""
    plan_follow_ups(tx, house, ticket, now)
    if not _closed_with_visit(tx, ticket.id):
        ask_if_fixed(tx, house, ticket.id, "ticket.resolved", now)


def _closed_with_visit(tx: Tx, ticket_id: int) -> bool:
    log = stored.log(tx, ticket_id)
    done = max((i for i, entry in enumerate(log) if entry.event == "visit.done"), default=None)
    if done is None or not (log[done].data or {}).get("closing"):
        return False
    return not {"confirmation.asked", "ticket.reopened"} & {entry.event for entry in log[done:]}


def plan_follow_ups(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    plan = house.plan(ticket.plan)
    for wanted in plan.follow_ups if plan is not None else ():
        if not wanted.kinds or ticket.kind in wanted.kinds:
            at = rules.ask_at(wanted, now, working(plan, wanted.calendar))  # type: ignore[arg-type]
            follow_ups.plan(tx, ticket.id, wanted.name, now, at)


def confirmed(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime, words: str) -> bool:
    """The customer says that it is fixed.  False when that was said already."""
    log = [entry.event for entry in stored.log(tx, ticket.id)]
    begin = max((i for i, name in enumerate(log) if name in rules.ANEW), default=0)
    if "customer.confirmed" in log[begin:]:
        return False
    tickets.record(tx, house, ticket.id, "customer.confirmed", actor, now, {"words": words[:500]})
    return True


def remarked(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime, words: str) -> None:
    """It is fixed, but something else is wrong (a broken tile, a rude word): somebody is to call."""
    confirmed(tx, house, ticket, actor, now, words)
    tickets.record(tx, house, ticket.id, "ticket.note", actor, now, {"remark": words[:500]})
    handoff.add_task(
        tx, house, ticket.conversation_id, house.plan(ticket.plan), ticket, REMARK, now, note=words[:500]
    )


def reopen(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime, why: str) -> bool:
    """Not fixed, or broken again: open, its clocks run, and somebody is to see to it first.  False when it was taken
    back or merged, or somebody was faster."""
    if ticket.status == "resolved":
        if not follow_ups.reopen(tx, ticket.id):
            return False
    elif ticket.status != "open" or not done_already(tx, ticket.id):
        return False
    follow_ups.drop(tx, ticket.id)
    handoff.drop_tasks(tx, ticket.id, now, only=(TO_CLOSE,))
    row = tickets.record(
        tx, house, ticket.id, "ticket.reopened", actor, now, {"why": why[:500]}, status="open"
    )
    handoff.add_task(tx, house, row.conversation_id, house.plan(row.plan), row, TASK, now, note=why[:500] or None,
                     at_least=URGENT)  # fmt: skip
    feed.tell(tx, "queue", row.id, now, row.conversation_id)
    return True


def done_already(tx: Tx, ticket_id: int) -> bool:
    """Whether somebody has been there, or asked whether it is fixed, since the report was last opened."""
    log = [entry.event for entry in stored.log(tx, ticket_id)]
    begin = max((i for i, name in enumerate(log) if name == "ticket.reopened"), default=-1)
    return bool({"visit.done", "confirmation.asked"} & set(log[begin + 1 :]))


def reopen_by_hand(house: House, user: Actor, ticket_id: int, why: str) -> None:
    """Somebody has called: it is not fixed.  A person may reopen a resolved report at any time, with the reason."""
    from handlers.queue import locked_ticket

    user.need("resolve")

    def work(tx: Tx) -> None:
        ticket, now = locked_ticket(tx, ticket_id), house.now()
        if not why.strip():
            raise Refused("why")
        if ticket.status != "resolved" or not reopen(tx, house, ticket, user.owner, now, why.strip()):
            raise Refused("not-resolved")
        _, row = locked(tx, ticket.id)
        tell(tx, row, ticket.id, now, "reopened-by-hand", number=ticket.number)

    house.store.write(work)


def resolved_at(tx: Tx, ticket_id: int) -> datetime | None:
    """When a report was resolved last."""
    return next((e.at for e in reversed(stored.log(tx, ticket_id)) if e.event == "ticket.resolved"), None)
