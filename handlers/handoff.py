"""Handing over to people.

``hand_over`` puts the conversation into the queue and takes the right to speak from the bot, both in the
caller's transaction: whatever the bot wrote before under the old epoch can no longer be sent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import parties, results, staff_notices, teams, tickets
from handlers.house import House
from handlers.rules import routing
from handlers.rules.policy import Plan
from storage import assignments, conversations, feed, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

DEFAULT_QUEUE = routing.DEFAULT_QUEUE
ANSWER_WITHIN = timedelta(minutes=10)  # where no plan promises anything
MINUTES_A_CASE = 6  # what one waiting case is reckoned to take until there are figures


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a waiting customer is told: the ``place`` (1 is next) and by when somebody answers; ``late`` when an
    earlier time was not kept."""

    place: int
    until: datetime | None
    late: bool = False

    @property
    def text_id(self) -> str:
        return "queue-late" if self.late else "queue-place"


@dataclass(frozen=True, slots=True)
class HandedOver:
    item_id: int
    epoch: int
    new: bool
    expectation: Expectation


def _choose(
    tx: Tx, plan: Plan | None, ticket: Row[Any] | None, now: datetime, kind: str | None = None
) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    """The customer's own team while somebody of it is there, else what the plan's routes say.  ``kind`` where it is
    another than the ticket's: a complaint about a fault has the line of complaints, whoever's customer it is."""
    if plan is None:
        return DEFAULT_QUEUE, ()
    if ticket is None and kind is None:
        return plan.routing.default, ()
    choice = routing.route(
        plan,
        ticket.region if ticket is not None else None,
        ticket.severity_level if ticket is not None else None,
        kind or (ticket.kind if ticket is not None else ""),
        ticket.component if ticket is not None else None,
    )
    team = teams.there(tx, plan, ticket, now) if ticket is not None and kind is None else None
    return (team.queue if team is not None else choice.queue), choice.skills


def due(
    tx: Tx, house: House, ticket: Row[Any] | None, queue_name: str, since: datetime, now: datetime
) -> datetime | None:
    """When somebody has to have answered who waits ``since`` then: the plan's handoff clock, else the ticket's next
    promise.  Where the plan is not known or only guessed, nobody waits longer than :data:`ANSWER_WITHIN` for it."""
    plan = house.plans.get(ticket.plan) if ticket is not None else None
    if ticket is None or plan is None:
        return since + ANSWER_WITHIN
    promise: datetime | None = ticket.due_at
    if plan.handoff.clock:
        states = tickets.clock_states(tx, house, ticket, now)
        promise = next((s.due for s in states if s.name == plan.handoff.clock and s.due is not None), promise)
    if queue_name == DEFAULT_QUEUE:
        return min(promise or since + ANSWER_WITHIN, since + ANSWER_WITHIN)
    return promise


def hand_over(
    tx: Tx, house: House, conversation: Row[Any], plan: Plan | None, ticket: Row[Any] | None, reason: str,
    now: datetime, *, actor: str = "bot", note: str | None = None, at_least: int = 3,
) -> HandedOver:  # fmt: skip
    """From now on a person speaks.  A conversation that waits already keeps its place, or gets a better one;
    ``at_least`` is a severity that holds even without a ticket.  A half-told report counts from here on."""
    if ticket is not None:
        counts = {"status": "open"} if ticket.status == "intake" else {}
        ticket = tickets.record(
            tx, house, ticket.id, "queue.entered", actor, now, {"reason": reason}, **counts
        )
        if parties.route(tx, house, ticket, actor, now) is not None:
            ticket = stored_tickets.get(tx, ticket.id) or ticket
    complaint = reason == "complaint"
    name, skills = _choose(tx, plan, ticket, now, "complaint" if complaint else None)
    severity = min((ticket.severity_level if ticket is not None else None) or 3, at_least)
    found = queue.open_handoff(tx, conversation.id)
    if found is None:
        due_at = due(tx, house, ticket, name, now, now)
        item_id = queue.add(
            tx, now, queue=name, kind="handoff", reason=reason, conversation_id=conversation.id,
            ticket_id=ticket.id if ticket is not None else None, severity_level=severity, due_at=due_at,
            skills=list(skills), note=note,
        )  # fmt: skip
        owner = "queue"
    else:
        item_id, owner = found.id, conversation.owner
        times = [
            t for t in (found.due_at, due(tx, house, ticket, name, found.created_at, now)) if t is not None
        ]
        at_last = found.status == "waiting" and found.queue == DEFAULT_QUEUE  # now we may know whose it is
        moved: dict[str, Any] = {"queue": name, "skills": list(skills)} if at_last else {}
        queue.change(tx, item_id, severity_level=min(severity, found.severity_level), due_at=min(times, default=None),
                     ticket_id=ticket.id if ticket is not None else found.ticket_id, **moved)  # fmt: skip
    epoch = conversation.owner_epoch
    if conversation.owner != owner:
        epoch = conversations.set_owner(tx, conversation.id, owner, now)
    if ticket is not None and ticket.queue != name and (ticket.queue is None or not complaint):
        stored_tickets.save(tx, ticket.id, now, queue=name)
    feed.tell(tx, "queue", item_id, now, conversation.id)
    if reason != "taken":  # who takes it has it in a moment
        staff_notices.item_changed(tx, house, item_id, now)
    return HandedOver(item_id, epoch, found is None, expected(tx, item_id, now))


def add_task(
    tx: Tx, house: House, conversation_id: int, plan: Plan | None, ticket: Row[Any] | None, reason: str,
    now: datetime, *, due_at: datetime | None = None, note: str | None = None, at_least: int = 3,
) -> int:  # fmt: skip
    """Work for people while the bot goes on (a call back, a review).  Once per ticket and reason; ``at_least`` is a
    severity that holds whatever the ticket's is."""
    found = queue.open_task(tx, conversation_id, reason, ticket.id if ticket is not None else None)
    if found is not None:
        return int(found.id)
    name, skills = _choose(tx, plan, ticket, now)
    item_id = queue.add(
        tx, now, queue=name, kind="task", reason=reason, conversation_id=conversation_id,
        ticket_id=ticket.id if ticket is not None else None,
        severity_level=min((ticket.severity_level if ticket is not None else None) or 3, at_least),
        due_at=due_at or (ticket.due_at if ticket is not None else None), skills=list(skills), note=note,
    )  # fmt: skip
    if ticket is not None and ticket.queue is None:
        stored_tickets.save(tx, ticket.id, now, queue=name)
        results.later(tx, house, ticket.id, now)
    feed.tell(tx, "queue", item_id, now, conversation_id)
    return item_id


def drop_task(tx: Tx, task: Row[Any] | None, now: datetime) -> None:
    """Nobody has to do it any more, whoever may hold it."""
    if task is not None:
        queue.change(tx, task.id, status="closed", closed_at=now, offered_to=None, offer_until=None)
        assignments.settle(tx, task.id, "gone", now)
        feed.tell(tx, "queue", task.id, now, task.conversation_id)


def drop_tasks(tx: Tx, ticket_id: int, now: datetime, *, only: Collection[str] = ()) -> None:
    """Nobody has to call or arrange anything any more about a ticket (``only`` for these reasons).  A conversation
    that waits for a person, or that a person holds, stays: somebody is there to be answered."""
    for item in queue.open_of_ticket(tx, ticket_id):
        if item.kind == "task" and (not only or item.reason in only):
            drop_task(tx, item, now)


def follow(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """What people still have to do about a ticket takes its severity, and whoever waits the time that goes with it."""
    if queue.any_open(tx, ticket.conversation_id) is None:
        return  # as a rule, and cheaper than to change nothing
    queue.reprioritise(tx, ticket.id, ticket.severity_level or 3)
    for item in queue.open_of_ticket(tx, ticket.id):
        if item.kind == "handoff":
            queue.change(tx, item.id, due_at=due(tx, house, ticket, item.queue, item.created_at, now))
    feed.tell(tx, "queue", ticket.id, now, ticket.conversation_id)


def due_again(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> bool:
    """Whoever waits has the time that the clocks of the ticket say now; whether it is another one."""
    moved = False
    for item in queue.open_of_ticket(tx, ticket.id):
        if item.kind == "handoff" and item.queue != DEFAULT_QUEUE:
            at = due(tx, house, ticket, item.queue, item.created_at, now)
            if at != item.due_at:
                moved |= queue.change(tx, item.id, due_at=at)
                feed.tell(tx, "queue", item.id, now, item.conversation_id)
    return moved


def expected(tx: Tx, item_id: int, now: datetime) -> Expectation:
    """Place in the queue and the time promised to the customer, by the plan's clock or the place itself."""
    item = queue.get(tx, item_id)
    if item is None:
        return Expectation(1, None)
    place = queue.place(tx, item_id) or 1
    reckoned: datetime = item.created_at + timedelta(minutes=MINUTES_A_CASE * place)
    until = max(reckoned, item.due_at) if item.due_at is not None else reckoned
    if until <= now:  # never a time that is over
        return Expectation(place, now + timedelta(minutes=MINUTES_A_CASE * place), late=True)
    return Expectation(place, until)


def waiting_item(tx: Tx, conversation_id: int) -> int | None:
    """The item under which a conversation waits for a person."""
    found = queue.open_handoff(tx, conversation_id)
    return found.id if found is not None and found.status == "waiting" else None
