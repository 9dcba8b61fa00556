"""What people do with the queue: claim, answer, transfer, give back, resolve.

Every function is one transaction.  Whoever holds a claim has its fencing token; an old token changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import (
    canned,
    closing,
    handoff,
    mentions,
    naming,
    presence,
    promises,
    staff_notices,
    tickets,
    visits,
)
from handlers.case_log import write_down
from handlers.here import here
from handlers.house import House
from handlers.people import LEASE, Actor, Refused, may_claim
from handlers.rules.policy import Handoff, answer_within
from handlers.telling import write
from handlers.texts.catalog import Value, say
from handlers.texts.shapes import moment, window
from handlers.tracker import Tracker
from storage import assignments, conversations, feed, messages, people, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

MAX_REPLY = 4000


class Gone(LookupError):
    """There is no such item, conversation or ticket."""


def claim(house: House, user: Actor, item_id: int, expected: int | None = None) -> int:
    """Take a waiting item.  Returns the fencing token.  Exactly one of many callers gets it; the others
    are :class:`Refused` and told so, also when the item's token is not the ``expected`` one any more."""
    user.need("claim")
    now = house.now()

    def work(tx: Tx) -> int:
        item = locked_item(tx, item_id)
        _serves(house, user, item)
        people.give(tx, user.id, now)  # what is offered meanwhile waits for it
        token = queue.claim(tx, item_id, user.id, now, now + LEASE, expected)
        if token is None:
            raise Refused("taken")
        assignments.settle(tx, item_id, "accepted" if item.offered_to == user.id else "taken", now)
        stored_tickets.end_calls(tx, item, now)
        record(tx, house, item.ticket_id, "queue.claimed", user, now, {"item": item_id})
        if item.kind == "handoff":
            own(tx, item.conversation_id, user, now)
            notify(tx, item.conversation_id, now, "taken-over", name=user.name)
        feed.tell(tx, "queue", item_id, now, item.conversation_id)
        staff_notices.item_changed(tx, house, item_id, now)
        return token

    return house.store.write(work)


def take(house: House, user: Actor, conversation_id: int) -> None:
    """Take a conversation that the bot leads (or, as a supervisor, one that a colleague has)."""
    user.need("claim")
    now = house.now()
    house.store.write(lambda tx: _take(tx, house, user, _conversation(tx, conversation_id), now))


def _take(tx: Tx, house: House, user: Actor, row: Row[Any], now: datetime) -> None:
    if row.owner == user.owner:
        return
    if row.owner.startswith("user:"):
        user.need("take_over")
    item = queue.open_handoff(tx, row.id)
    if item is None:
        ticket = _ticket_of(tx, row)
        plan = house.plans.get(row.plan or (ticket.plan if ticket is not None else ""))
        handoff.hand_over(tx, house, row, plan, ticket, "taken", now, actor=user.owner)
        item = queue.open_handoff(tx, row.id)
    assert item is not None, "a conversation handed over has an open item"
    _serves(house, user, item)
    people.give(tx, user.id, now)
    queue.change(tx, item.id, status="claimed", claimed_by=user.id, claimed_at=now, offered_to=None, offer_until=None,
                 lease_until=now + LEASE, token=item.token + 1)  # fmt: skip
    assignments.settle(tx, item.id, "accepted" if item.offered_to == user.id else "taken", now)
    stored_tickets.end_calls(tx, item, now)
    record(tx, house, item.ticket_id, "queue.claimed", user, now, {"item": item.id})
    own(tx, row.id, user, now)
    notify(tx, row.id, now, "taken-over", name=user.name)
    feed.tell(tx, "queue", item.id, now, row.id)
    staff_notices.item_changed(tx, house, item.id, now)


def reply(house: House, user: Actor, conversation_id: int, text: str, event_id: str) -> int:
    """Say something to the customer.  ``event_id`` makes it idempotent: sending it again changes nothing.
    A reply to a conversation that nobody of ours holds takes it."""
    user.need("reply")
    text = text.strip()
    if not text:
        raise Refused("empty")
    if len(text) > MAX_REPLY:
        raise Refused("too-long", most=str(MAX_REPLY), has=str(len(text)))
    if left := canned.unfilled(text):
        raise Refused("unfilled", what=left)
    now = house.now()
    key = f"console:{user.id}:{conversation_id}:{event_id}"[:256]

    def work(tx: Tx) -> int:
        row = _conversation(tx, conversation_id)
        known = messages.by_event(tx, row.channel, key)
        if known is not None:
            return int(known.id)
        if row.owner != user.owner:
            if row.owner.startswith("user:"):
                raise Refused("colleague")
            _take(tx, house, user, row, now)
            row = _conversation(tx, conversation_id)
        item = queue.open_handoff(tx, row.id)
        ticket_id = item.ticket_id if item is not None else None
        message_id = write(tx, row, text, now, ticket_id=ticket_id, author=user.owner, event_id=key)
        record(tx, house, ticket_id, "agent.replied", user, now, {"message": message_id})
        if ticket_id is not None:
            promises.from_reply(tx, house, ticket_id, text, message_id, user.owner, now)
        return message_id

    return house.store.write(work)


def note(house: House, user: Actor, conversation_id: int, text: str, event_id: str) -> None:
    """An internal note, never sent to the customer.  Whoever is named in it (``@login``) is called."""
    user.need("reply")
    now = house.now()
    key = f"console:{user.id}:{conversation_id}:{event_id}"[:256]

    def work(tx: Tx) -> None:
        row = _conversation(tx, conversation_id)
        if not text.strip() or messages.by_event(tx, row.channel, key) is not None:
            return
        item = queue.open_handoff(tx, row.id)
        made = write(tx, row, text.strip()[:MAX_REPLY], now, author=user.owner, note=True, event_id=key,
                     ticket_id=item.ticket_id if item is not None else None)  # fmt: skip
        mentions.call(tx, row.id, made, text, user, now)

    house.store.write(work)


def transfer(house: House, user: Actor, item_id: int, to: str, why: str) -> None:
    """Pass an item on: to ``user:<id>``, who has to accept, or to ``queue:<name>``.  Nothing is lost when nobody
    accepts: the item stays with its holder until then."""
    user.need("transfer")
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        item = held_item(tx, user, item_id)
        data = {"item": item_id, "to": to, "why": why.strip()[:500]}
        if to.startswith("user:"):
            receiver = people.user(tx, int(to.removeprefix("user:"))) if to[5:].isdigit() else None
            if (
                receiver is None
                or not receiver.active
                or receiver.id == user.id
                or not may_claim(receiver.role)
            ):
                raise Refused("to-whom")
            if presence.standing(receiver, now).state == "off":
                raise Refused("off-duty", name=receiver.name)
            until = now + time_to_answer(house, tx, item)
            queue.change(
                tx,
                item_id,
                held=item.token,
                offered_to=receiver.id,
                offer_until=until,
                note=why.strip()[:500],
            )
            feed.tell(tx, "offer", receiver.id, now, item.conversation_id)
            staff_notices.offered_to(tx, house, item, receiver.id, user.name, why.strip(), now)
        else:
            name = to.removeprefix("queue:")
            if name == to or name not in known_queues(tx, house) | {item.queue}:
                raise Refused("to-whom")
            queue.change(tx, item_id, held=item.token, status="waiting", queue=name,
                         claimed_by=None, offered_to=None, offer_until=None, offer_after=None, lease_until=None,
                         note=why.strip()[:500])  # fmt: skip
            assignments.give_back(tx, now, item, user.id, why.strip()[:500])
        record(tx, house, item.ticket_id, "queue.transferred", user, now, data)
        if not to.startswith("user:"):
            wait_again(tx, house, item, now, user.owner)
        feed.tell(tx, "queue", item_id, now, item.conversation_id)

    house.store.write(work)


def accept(house: House, user: Actor, item_id: int) -> None:
    """Accept a transfer, or what was offered to me: from now on it is mine."""
    user.need("claim")
    now = house.now()

    def work(tx: Tx) -> None:
        item = locked_item(tx, item_id)
        if item.offered_to != user.id or item.status == "closed":
            raise Refused("not-offered")
        queue.change(tx, item_id, status="claimed", claimed_by=user.id, claimed_at=now, offered_to=None, offer_until=None,
                     lease_until=now + LEASE, token=item.token + 1)  # fmt: skip
        assignments.settle(tx, item_id, "accepted", now)
        if item.kind == "handoff":
            own(tx, item.conversation_id, user, now)
            notify(tx, item.conversation_id, now, "taken-over", name=user.name)
        event = "queue.accepted" if item.status == "claimed" else "queue.claimed"
        record(tx, house, item.ticket_id, event, user, now, {"item": item_id})
        feed.tell(tx, "queue", item_id, now, item.conversation_id)
        staff_notices.item_changed(tx, house, item_id, now)

    house.store.write(work)


def refuse(house: House, user: Actor, item_id: int, why: str) -> None:
    """Refuse a transfer, with a reason: it stays with whoever has it, who is told.  What was offered out of the queue is
    offered to the next."""
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        item = locked_item(tx, item_id)
        if item.offered_to != user.id or item.status == "closed":
            raise Refused("not-offered")
        if item.status == "waiting":
            queue.change(tx, item_id, offered_to=None, offer_until=None, offer_after=None)
            assignments.settle(tx, item_id, "refused", now, why.strip()[:500])
        else:
            queue.change(tx, item_id, offered_to=None, offer_until=None, note=why.strip()[:500])
            data = {"item": item_id, "why": why.strip()[:500]}
            record(tx, house, item.ticket_id, "queue.returned", user, now, data)
            _left_word(tx, item, user, "transfer-refused", why.strip()[:500], now)
        feed.tell(tx, "queue", item_id, now, item.conversation_id)

    house.store.write(work)


def _left_word(tx: Tx, item: Row[Any], user: Actor, text_id: str, words: str, now: datetime) -> None:
    """What somebody leaves to the colleagues, as a note of theirs."""
    text, row = say(text_id, user.lang, words=words), _conversation(tx, item.conversation_id)
    write(tx, row, text, now, ticket_id=item.ticket_id, author=user.owner, note=True)


def return_to_bot(house: House, user: Actor, item_id: int, agreed: str) -> None:
    """The bot goes on, knowing what was agreed."""
    user.need("reply")
    now = house.now()

    def work(tx: Tx) -> None:
        item = held_item(tx, user, item_id)
        queue.change(tx, item_id, held=item.token, status="closed", closed_at=now)
        record(
            tx, house, item.ticket_id, "queue.returned", user, now, {"item": item_id, "agreed": agreed[:1000]}
        )
        _back_to_bot(tx, house, item, now, agreed.strip()[:1000] or None)
        if agreed.strip():
            _left_word(tx, item, user, "returned-agreed", agreed.strip()[:1000], now)
        if item.kind == "handoff":
            notify(tx, item.conversation_id, now, "returned-to-bot")

    house.store.write(work)


def resolve(house: House, user: Actor, item_id: int, cause: str) -> None:
    """The case is solved: ticket closed with its cause, every clock stops, the customer is told."""
    user.need("resolve")
    if not cause.strip():
        raise Refused("cause")
    now = house.now()

    def work(tx: Tx) -> None:
        item, done = held_item(tx, user, item_id), None
        queue.change(tx, item_id, held=item.token, status="closed", closed_at=now)
        if item.ticket_id is not None:
            ticket = stored_tickets.get(tx, item.ticket_id, locked=True)
            visit = visits.awaited(tx, item.ticket_id, now)
            if ticket is not None and ticket.status not in tickets.ENDED:
                closing.need_closable(tx, house, ticket, now)
                visits.cancel(tx, house, ticket, user.owner, now, "resolved")
                data = {"cause": cause.strip()[:1000]}
                record(tx, house, item.ticket_id, "ticket.resolved", user, now, data)
                done = ticket
            if ticket is not None and visit is not None:
                when = _window(tx, house, ticket, visit, now)
                notify(tx, item.conversation_id, now, "resolved-visit-off", number=ticket.number, when=when)
            else:
                number = ticket.number if ticket is not None else ""
                notify(tx, item.conversation_id, now, "resolved", number=number)
            handoff.drop_tasks(tx, item.ticket_id, now)
        elif item.kind == "handoff":
            notify(tx, item.conversation_id, now, "returned-to-bot")
        _back_to_bot(tx, house, item, now, None)
        if done is not None:  # last, so that what the customer is asked now stands
            closing.closed(tx, house, done, now)

    house.store.write(work)


def _window(tx: Tx, house: House, ticket: Row[Any], visit: Row[Any], now: datetime) -> str:
    """The visit's time as the customer reads it."""
    zone = ZoneInfo(house.plans[ticket.plan].zone)
    lang = _conversation(tx, ticket.conversation_id).lang
    return window(visit.start.astimezone(zone), visit.end.astimezone(zone), lang, now)


# -- the small parts ----------------------------------------------------------------------------


def locked_item(tx: Tx, item_id: int) -> Row[Any]:
    """The item, locked with its conversation, and that first, as a turn does it: one after the other."""
    seen = queue.get(tx, item_id)
    if seen is not None:
        _conversation(tx, seen.conversation_id)
    item = queue.get(tx, item_id, locked=True)
    if item is None:
        raise Gone(f"there is no queue item {item_id}")
    return item


def held_item(tx: Tx, user: Actor, item_id: int) -> Row[Any]:
    item = locked_item(tx, item_id)
    if item.status == "closed":
        raise Refused("closed-item")
    if item.claimed_by != user.id:
        raise Refused("unclaimed" if item.claimed_by is None else "colleague")
    return item


def _conversation(tx: Tx, conversation_id: int) -> Row[Any]:
    row = conversations.get(tx, conversation_id, locked=True)
    if row is None:
        raise Gone(f"there is no conversation {conversation_id}")
    return row


def locked_ticket(tx: Tx, ticket_id: int) -> Row[Any]:
    """The ticket, locked with its conversation: the turn under way is waited for, the next one sees what we write."""
    seen = stored_tickets.get(tx, ticket_id)
    if seen is not None:
        _conversation(tx, seen.conversation_id)
    ticket = stored_tickets.get(tx, ticket_id, locked=True)
    if ticket is None:
        raise Gone(f"there is no ticket {ticket_id}")
    return ticket


def _ticket_of(tx: Tx, row: Row[Any]) -> Row[Any] | None:
    found = stored_tickets.of_conversation(tx, row.id, statuses=("intake", "open"))
    return found[0] if found else None


def own(tx: Tx, conversation_id: int, user: Actor, now: datetime) -> None:
    conversations.set_owner(tx, conversation_id, user.owner, now)
    conversations.save(tx, conversation_id, look_at=None)


def _serves(house: House, user: Actor, item: Row[Any]) -> None:
    """Whoever serves certain queues takes from those and from the one of no plan; who may take over takes from all."""
    served = (*user.queues, handoff.DEFAULT_QUEUE)
    if user.queues and item.queue not in served and not user.may("take_over"):
        raise Refused("role", role=naming.role(house.plans.values(), user.role, user.queues))


def known_queues(tx: Tx, house: House) -> set[str]:
    """The queues that there are: of the plans and of our people."""
    named = {handoff.DEFAULT_QUEUE}
    for plan in house.plans.values():
        named |= {plan.routing.default, *(route.queue for route in plan.routing.routes)}
        named |= {team.queue for team in plan.own_team.teams} if plan.own_team is not None else set()
    return named.union(*(user.queues for user in people.users(tx)))


def time_to_answer(house: House, tx: Tx, item: Row[Any]) -> timedelta:
    """How long whoever is asked to take an item has to say yes."""
    plan = house.plan(_conversation(tx, item.conversation_id).plan)
    return answer_within(plan.handoff if plan is not None else Handoff(), item.severity_level)


def wait_again(tx: Tx, house: House, item: Row[Any], now: datetime, actor: str, *, told: bool = True) -> None:
    """It waits again, and the customer is told the place.  If the customer has been answered since it came, the clock for an answer runs anew;
    if not, it has been running all the time."""
    if item.kind != "handoff":
        return
    conversations.set_owner(tx, item.conversation_id, "queue", now)
    log = stored_tickets.log(tx, item.ticket_id) if item.ticket_id is not None else ()
    hops = [e.event for e in log if e.event in ("queue.entered", "agent.replied")]
    if hops[-1:] == ["agent.replied"]:
        ticket = tickets.record(tx, house, item.ticket_id, "queue.entered", actor, now, {"reason": "again"})
        due = handoff.due(tx, house, ticket, item.queue, now, now)
        queue.change(tx, item.id, due_at=due)
    if told:
        _tell_place(tx, house, item, now)
    staff_notices.item_changed(tx, house, item.id, now)


def _tell_place(tx: Tx, house: House, item: Row[Any], now: datetime) -> None:
    """Whoever waits again hears the place in the queue and the time."""
    row = _conversation(tx, item.conversation_id)
    plan = house.plan(row.plan)
    found = handoff.expected(tx, item.id, now)
    zone = ZoneInfo(plan.zone) if plan is not None else here()
    until = moment(found.until.astimezone(zone), row.lang, now) if found.until is not None else ""
    text_id = found.text_id if found.late else "queue-again"
    notify(tx, row.id, now, text_id, place=str(found.place), until=until)


def _back_to_bot(tx: Tx, house: House, item: Row[Any], now: datetime, agreed: str | None) -> None:
    feed.tell(tx, "queue", item.id, now, item.conversation_id)
    if item.kind != "handoff":
        return
    row = _conversation(tx, item.conversation_id)
    tracker = Tracker.load(row.tracker)
    tracker.end()
    tracker.agreed = agreed
    conversations.set_owner(tx, row.id, "bot", now)
    conversations.save(tx, row.id, tracker=tracker.dump())
    staff_notices.item_changed(tx, house, item.id, now)


def record(
    tx: Tx, house: House, ticket_id: int | None, event: str, user: Actor, now: datetime, data: dict[str, Any]
) -> None:
    write_down(tx, house, ticket_id, event, user.owner, now, data)


def notify(tx: Tx, conversation_id: int, now: datetime, text_id: str, **args: Value) -> None:
    """A fixed text of the house to the customer."""
    row = _conversation(tx, conversation_id)
    write(tx, row, say(text_id, row.lang, **args), now)
