"""What a supervisor does with work that others hold or wait for: one item, or many, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers import desk, presence, staff_notices
from handlers import queue as desk_queue
from handlers.house import House
from handlers.people import LEASE, Actor, Refused, may_claim
from handlers.queue import (
    Gone,
    known_queues,
    locked_item,
    notify,
    own,
    record,
    time_to_answer,
    wait_again,
)
from storage import assignments, feed, people, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

MOST = 200  # things at once
MOST_WHY = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """An item as somebody saw it; another ``token`` means that somebody has taken or moved it since."""

    id: int
    token: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing: ``told`` says why not."""

    what: str
    told: str = ""

    @property
    def done(self) -> bool:
        return not self.told


def each(user: Actor, count: int, work: Callable[[int], object], name: Callable[[int], str]) -> list[Outcome]:
    """Every one for itself: what is refused stands in nobody's way.  Raises :class:`Refused` when there are none, or too many."""
    if not count:
        raise Refused("nothing-chosen")
    if count > MOST:
        raise Refused("too-many", most=str(MOST))
    found = []
    for i in range(count):
        try:
            work(i)
            found.append(Outcome(name(i)))
        except Refused as refused:
            found.append(Outcome(name(i), refused.told(user.lang)))
        except Gone:
            found.append(Outcome(name(i), Refused("gone").told(user.lang)))
    return found


def names(house: House, chosen: Sequence[Chosen]) -> list[str]:
    """The tickets' numbers; of items without one, their own."""

    def read(tx: Tx) -> list[str]:
        found = []
        for one in chosen[:MOST]:
            item = queue.get(tx, one.id)
            ticket = stored_tickets.get(tx, item.ticket_id) if item is not None and item.ticket_id else None
            found.append(ticket.number if ticket is not None and ticket.number else f"#{one.id}")
        return found

    return house.store.read(read)


def move(house: House, user: Actor, chosen: Sequence[Chosen], to: str, why: str) -> list[Outcome]:
    """To ``user:<id>``, who is offered it, or to ``queue:<name>``, where it waits."""
    user.need("take_over")
    if not why.strip():
        raise Refused("why")
    said = names(house, chosen)
    return each(user, len(chosen), lambda i: move_one(house, user, chosen[i], to, why), said.__getitem__)


def move_one(house: House, user: Actor, chosen: Chosen, to: str, why: str) -> None:
    """Offered to a person, it stays where it is until that one accepts; in a queue it waits anew, whoever held it."""
    user.need("take_over")
    why = why.strip()[:MOST_WHY]
    if not why:
        raise Refused("why")

    def work(tx: Tx) -> None:
        item, now = locked_item(tx, chosen.id), house.now()
        _as_seen(tx, item, chosen)
        if to.startswith("user:"):
            number = to.removeprefix("user:")
            receiver = people.user(tx, int(number)) if number.isdecimal() and len(number) < 10 else None
            if receiver is None or not receiver.active or not may_claim(receiver.role):
                raise Refused("to-whom")
            if item.claimed_by == receiver.id:
                raise Refused("held-by", name=receiver.name)
            if presence.standing(receiver, now).state == "off":
                raise Refused("off-duty", name=receiver.name)
            until = now + time_to_answer(house, tx, item)
            queue.change(
                tx,
                item.id,
                held=item.token,
                offered_to=receiver.id,
                offer_until=until,
                offer_after=None,
                note=why,
            )
            assignments.settle(tx, item.id, "gone", now)
            feed.tell(tx, "offer", receiver.id, now, item.conversation_id)
            staff_notices.offered_to(tx, house, item, receiver.id, user.name, why, now)
        else:
            name = to.removeprefix("queue:")
            if name == to or name not in known_queues(tx, house):
                raise Refused("to-whom")
            if item.status == "waiting" and item.queue == name:
                raise Refused("waits-there")
            queue.change(tx, item.id, held=item.token, status="waiting", queue=name, claimed_by=None, offered_to=None,
                         offer_until=None, offer_after=None, lease_until=None, token=item.token + 1, note=why)  # fmt: skip
            assignments.settle(tx, item.id, "gone", now)
            if item.claimed_by is not None:
                assignments.give_back(tx, now, item, item.claimed_by, why)
        record(
            tx, house, item.ticket_id, "queue.transferred", user, now, {"item": item.id, "to": to, "why": why}
        )
        if not to.startswith("user:") and item.status == "claimed":
            wait_again(tx, house, item, now, user.owner)
        feed.tell(tx, "queue", item.id, now, item.conversation_id)
        staff_notices.item_changed(tx, house, item.id, now)

    house.store.write(work)


def take(house: House, user: Actor, chosen: Sequence[Chosen]) -> list[Outcome]:
    """Take over, also from colleagues."""
    user.need("take_over")
    said = names(house, chosen)
    return each(user, len(chosen), lambda i: take_one(house, user, chosen[i]), said.__getitem__)


def take_one(house: House, user: Actor, chosen: Chosen) -> None:
    user.need("take_over")

    def work(tx: Tx) -> None:
        item, now = locked_item(tx, chosen.id), house.now()
        _as_seen(tx, item, chosen)
        if item.claimed_by == user.id:
            raise Refused("held-by", name=user.name)
        people.lock_users(tx, [user.id])
        queue.change(tx, item.id, held=item.token, status="claimed", claimed_by=user.id, claimed_at=now, offered_to=None,
                     offer_until=None, lease_until=now + LEASE, token=item.token + 1)  # fmt: skip
        assignments.settle(tx, item.id, "accepted" if item.offered_to == user.id else "taken", now)
        record(tx, house, item.ticket_id, "queue.claimed", user, now, {"item": item.id})
        if item.kind == "handoff":
            own(tx, item.conversation_id, user, now)
            notify(tx, item.conversation_id, now, "taken-over", name=user.name)
        feed.tell(tx, "queue", item.id, now, item.conversation_id)
        staff_notices.item_changed(tx, house, item.id, now)

    house.store.write(work)


def _as_seen(tx: Tx, item: Row[Any], chosen: Chosen) -> None:
    """Raises when it is over, or somebody has taken it since it was seen."""
    if item.status == "closed":
        raise Refused("closed-item")
    if item.token != chosen.token and item.claimed_by is not None:
        holder = people.user(tx, item.claimed_by)
        raise Refused("held-by", name=holder.name if holder is not None else "")


def note(house: House, user: Actor, chosen: Sequence[Chosen], text: str, key: str) -> list[Outcome]:
    """An internal note at each; ``key`` makes sending it again harmless."""
    user.need("take_over")
    if not text.strip():
        raise Refused("empty")
    said = names(house, chosen)

    def one(i: int) -> None:
        item = house.store.read(lambda tx: queue.get(tx, chosen[i].id))
        if item is None:
            raise Gone(f"there is no queue item {chosen[i].id}")
        desk_queue.note(house, user, item.conversation_id, text, f"{key}-{item.conversation_id}")

    return each(user, len(chosen), one, said.__getitem__)


def see(house: House, user: Actor, alarms: Sequence[int]) -> list[Outcome]:
    """Alarms that have been seen."""
    user.need("alarms")
    named = house.store.read(lambda tx: {a.id: a.number for a in stored_tickets.alarms(tx, limit=1000)})

    def one(i: int) -> None:
        if not house.store.write(lambda tx: desk.seen(tx, user, alarms[i], house.now())):
            raise Refused("seen-already")

    return each(user, len(alarms), one, lambda i: named.get(alarms[i]) or f"#{alarms[i]}")
