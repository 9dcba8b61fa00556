"""What the console shows: the queue, a conversation, and everything known about its case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import assignment_desk, duty, handoff, identity_desk, looks, presence, staff_notices, tickets
from handlers.brief import Brief, brief
from handlers.house import House
from handlers.panels import Arranged, arranged, panels
from handlers.people import Actor
from handlers.rules.parts import Text
from handlers.rules.policy import Plan
from storage import conversations, dealers, devices, feed, media, messages, people, queue, visits
from storage import desk as stored_desk
from storage import tickets as stored_tickets
from storage.engine import Tx

LINE = 120  # characters of a text in a card
MOST_CARDS = 200
OF_MONEY = frozenset({"dealers", "forms", "old_parts"})  # panels for those who only pay


@dataclass(frozen=True, slots=True)
class Card:
    """One line of the queue."""

    item: int
    conversation: int
    number: str | None
    kind: str
    reason: str
    severity: int
    due_at: datetime | None
    waiting_since: datetime
    queue: str
    status: str
    holder: str | None
    mine: bool
    offered_to_me: bool
    who: str
    about: str
    last: str
    plan: Text | None
    nobodys: bool  # it waits in the queue of no plan


@dataclass(frozen=True, slots=True)
class ClockLine:
    name: str
    label: dict[str, str]
    clause: str
    state: str
    due: datetime | None
    started: datetime | None
    met: datetime | None
    breached: bool
    ran: tuple[tuple[datetime, datetime], ...]
    paused: tuple[tuple[datetime, datetime, str], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation with its ticket and everything about it."""

    conversation: Row[Any]
    owner: str
    owner_name: str | None
    mine: bool
    item: Row[Any] | None
    works: tuple[Row[Any], ...]  # what else is open about the conversation
    offered_to_me: bool
    said: tuple[Row[Any], ...]
    pressed: dict[int, str]  # message -> title of the button that was pressed
    ticket: Row[Any] | None
    plan: Plan | None
    customer: Row[Any] | None
    device: Row[Any] | None
    visits: tuple[Row[Any], ...]
    held: tuple[Row[Any], ...]
    clocks: tuple[ClockLine, ...]
    consent: Row[Any] | None
    log: tuple[Any, ...]
    colleagues: tuple[presence.Member, ...]
    others: tuple[Row[Any], ...] = ()  # further tickets of the same conversation
    names: dict[str, str] = field(default_factory=dict)  # user:<id> -> name
    feed: int = 0
    work: dict[str, Any] = field(default_factory=dict)  # the panels of the ticket
    panels: Arranged = field(default_factory=Arranged)
    files: dict[int, list[Row[Any]]] = field(default_factory=dict)  # of messages
    brief: Brief | None = None
    answers: tuple[Row[Any], ...] = ()  # canned ones
    lookers: tuple[Row[Any], ...] = ()  # who else looks at it now
    asked: tuple[assignment_desk.Decision, ...] = ()
    identity: Any = None  # who it is proven to be, and what is claimed


def cards(house: House, user: Actor, view: str = "queue") -> list[Card]:
    """``queue``: what waits; ``mine``: what I hold or am offered; ``all``: both, and what colleagues hold.  None for those
    who have no cases."""
    if not user.may("cases"):
        return []

    def read(tx: Tx) -> list[Card]:
        names = {u.id: u.name for u in people.users(tx)}
        held = list(queue.claimed(tx, None if view == "all" else user.id))
        served = (*user.queues, handoff.DEFAULT_QUEUE) if user.queues else ()
        waiting = [] if view == "mine" else list(queue.waiting(tx, served))
        if view == "mine":
            held += [item for item in queue.offered(tx, user.id) if item.status == "waiting"]
        rows = held if view == "mine" else waiting if view == "queue" else held + waiting
        rows.sort(key=lambda r: (r.severity_level, r.due_at is None, r.due_at or r.created_at, r.id))
        shown = rows[:MOST_CARDS]
        about = stored_desk.about(tx, [row.conversation_id for row in shown])
        found = stored_desk.tickets(tx, [row.ticket_id for row in shown if row.ticket_id is not None])
        return [
            _card(
                house, row, found.get(row.ticket_id), *about.get(row.conversation_id, (None, "")), user, names
            )
            for row in shown
        ]

    return house.store.read(read)


def _card(
    house: House, item: Row[Any], ticket: Row[Any] | None, plan_id: str | None, last: str, user: Actor, names: dict[int, str]
) -> Card:  # fmt: skip
    who = (ticket.contact_name if ticket is not None else None) or ""
    about = ticket.problem.replace("\n", " / ")[:LINE] if ticket is not None else ""
    plan = house.plan(plan_id)
    return Card(
        item.id, item.conversation_id, ticket.number if ticket is not None else None, item.kind, item.reason,
        item.severity_level, item.due_at, item.created_at, item.queue, item.status,
        names.get(item.claimed_by) if item.claimed_by is not None else None, item.claimed_by == user.id,
        item.offered_to == user.id, who, about, last[:LINE],
        plan.name if plan is not None else None, item.queue == handoff.DEFAULT_QUEUE,
    )  # fmt: skip


def _pressed(said: Sequence[Row[Any]]) -> dict[int, str]:
    """What the customer saw on the buttons that were pressed; messages hold what the buttons stand for."""
    titles: dict[str, str] = {}
    found: dict[int, str] = {}
    for message in said:
        titles.update({payload: title for title, payload in message.buttons or ()})
        if message.direction == "in" and message.text in titles:
            found[message.id] = titles[message.text]
    return found


def case(house: House, user: Actor, conversation_id: int, item_id: int = 0) -> Case | None:
    """Everything about one conversation, with ``item_id`` for one of the works about it; None when there is none.  Who has no cases sees those where money is asked
    back, without what was said."""

    def read(tx: Tx) -> Case | None:
        tx.answered = {}  # its parts ask for the same device, visits and roster
        found = _case(tx, house, user, conversation_id, item_id)
        if found is None or user.may("cases"):
            return found
        if found.ticket is None or dealers.reimbursement(tx, found.ticket.id) is None:
            return None
        work = {name: part if name in OF_MONEY else None for name, part in found.work.items()}
        shown = arranged(work, user.may, found.ticket.status in stored_tickets.OPEN)
        return replace(
            found, said=(), identity=None, asked=(), pressed={}, files={}, others=(), work=work, panels=shown
        )

    return house.store.read(read)


def _case(tx: Tx, house: House, user: Actor, conversation_id: int, item_id: int) -> Case | None:
    row = conversations.get(tx, conversation_id)
    if row is None:
        return None
    works = queue.open_of_conversation(tx, conversation_id)
    item = _work(works, user, item_id)
    found = stored_tickets.of_conversation(tx, conversation_id)
    current = _current(item, found)
    plan = house.plan(current.plan if current is not None else row.plan)
    ticket_id = current.id if current is not None else None
    said = tuple(messages.history(tx, conversation_id))
    files = media.of_messages(tx, [m.id for m in said if (m.data or {}).get("kind") == "media"])
    log = tuple(stored_tickets.log(tx, ticket_id)) if ticket_id is not None else ()
    severity = (current.severity or {}).get("by", "") if current is not None else ""
    holders = [f"user:{w.claimed_by}" for w in works if w.claimed_by]
    names = _names(tx, {row.owner, severity, *holders, *(m.author for m in said), *(e.actor for e in log)})
    work = panels(tx, house, current)
    device = devices.get(tx, current.device_id) if current is not None else None
    taken = tuple(visits.of_ticket(tx, ticket_id, ("confirmed", "done"))) if ticket_id is not None else ()
    consent = stored_tickets.last_consent(tx, ticket_id) if ticket_id is not None else None
    looking = looks.at(tx, conversation_id, user, house.now())
    names |= _names(tx, {x.who for x in looking})
    return Case(
        conversation=row,
        owner=row.owner,
        owner_name=names.get(row.owner),
        mine=row.owner == user.owner,
        item=item,
        works=tuple(work for work in works if work is not item),
        offered_to_me=item is not None and item.offered_to == user.id,
        said=tuple(m for m in said if m.text or m.id in files or (m.data or {}).get("not_kept")),
        files=files,
        pressed=_pressed(said),
        ticket=current,
        plan=plan,
        customer=conversations.customer(tx, row.customer_id),
        device=device,
        visits=taken,
        held=tuple(visits.of_ticket(tx, ticket_id, ("held",))) if ticket_id is not None else (),
        clocks=_clocks(tx, house, current, plan),
        consent=consent,
        brief=brief(plan, current, item, said, device=device, consent=consent, booked=bool(taken))
        if current is not None
        else None,
        answers=tuple(stored_desk.answers(tx, plan.id if plan is not None else None))
        if row.owner == user.owner
        else (),
        lookers=looking,
        log=log,
        colleagues=presence.members(tx, house, house.now(), but=user.id),
        asked=assignment_desk.why(tx, conversation_id),
        others=tuple(t for t in found if t.id != ticket_id),
        names=names,
        work=work,
        identity=identity_desk.panel(tx, house, row, user),
        panels=arranged(work, user.may, current is not None and current.status in stored_tickets.OPEN),
    )


def _work(works: Sequence[Row[Any]], user: Actor, item_id: int) -> Row[Any] | None:
    """Of several works about one conversation the one that was asked for; else what is offered to who looks, what they hold,
    the conversation itself, the most urgent."""

    def behind(work: Row[Any]) -> tuple[bool, ...]:
        return (
            work.id != item_id,
            work.offered_to != user.id,
            work.claimed_by != user.id,
            work.kind != "handoff",
        )

    return min(works, key=behind, default=None)


def _names(tx: Tx, actors: set[str]) -> dict[str, str]:
    """Of the people of ours among ``actors``, also of those who have left."""
    ids = [int(a.removeprefix("user:")) for a in actors if a.startswith("user:")]
    return {f"user:{u.id}": u.name for u in (people.user(tx, i) for i in ids) if u is not None}


def _current(item: Row[Any] | None, found: Any) -> Row[Any] | None:
    """The ticket that the queue item is about, else the newest open one, else the newest."""
    if item is not None and item.ticket_id is not None:
        return next((t for t in found if t.id == item.ticket_id), None)
    return next((t for t in found if t.status in ("intake", "open")), found[0] if found else None)


def _clocks(tx: Tx, house: House, ticket: Row[Any] | None, plan: Plan | None) -> tuple[ClockLine, ...]:
    if ticket is None or plan is None:
        return ()
    labels = {c.name: c.label for c in plan.clocks}
    return tuple(
        ClockLine(c.name, {"zh": labels[c.name].zh, "en": labels[c.name].en}, c.clause, c.state, c.due, c.started, c.met,
                  c.breached, c.ran, c.paused)
        for c in tickets.clock_states(tx, house, ticket)
        if c.state != "waiting"
    )  # fmt: skip


def see_alarm(house: House, user: Actor, alarm_id: int) -> None:
    """Whoever answers for alarms, or is on duty for this one, has seen it."""
    if not any(told.alarm.id == alarm_id for told in duty.mine(house, user)):
        user.need("alarms")

    house.store.write(lambda tx: seen(tx, user, alarm_id, house.now()))


def seen(tx: Tx, user: Actor, alarm_id: int, now: datetime) -> bool:
    """False when it was seen already.  Whoever sees it elsewhere is told."""
    if not stored_tickets.see_alarm(tx, alarm_id, user.id, now, whoever=user.may("alarms")):
        return False
    staff_notices.alarm_seen(tx, alarm_id, now)
    feed.tell(tx, "alarm", alarm_id, now)
    return True


def find(house: House, text: str) -> int | None:
    """The conversation of a ticket number."""

    def read(tx: Tx) -> int | None:
        ticket = stored_tickets.by_number(tx, text.strip().upper())
        return ticket.conversation_id if ticket is not None else None

    return house.store.read(read)
