"""How the channels stand, and what becomes of messages that could not be delivered: each by a person, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import audit
from handlers.house import House
from handlers.people import Actor, Refused
from storage import channels, feed
from storage.engine import Tx

RECENT = 20_000  # messages, back from the newest, in which is looked when something was sent last
MOST = 100  # messages that are shown


@dataclass(slots=True)
class Channel:
    name: str
    sent: datetime | None = None
    heard: datetime | None = None
    pending: int = 0
    since: datetime | None = None  # the oldest one waits
    dead: int = 0
    error: str = ""
    error_at: datetime | None = None  # when the message that it is about was written


@dataclass(frozen=True, slots=True)
class Page:
    channels: Sequence[Channel]
    dead: Sequence[Row[Any]]


def page(house: House, user: Actor) -> Page:
    user.need("see_registry")

    def read(tx: Tx) -> Page:
        found: dict[str, Channel] = {}

        def of(name: str) -> Channel:
            return found.setdefault(name, Channel(name))

        for row in channels.lately(tx, RECENT):
            of(row.channel).sent, of(row.channel).heard = row.sent, row.heard
        for row in channels.unsent(tx, "pending"):
            of(row.channel).pending, of(row.channel).since = row.number, row.since
        for row in channels.unsent(tx, "dead"):
            of(row.channel).dead = row.number
        dead = channels.wrong(tx, "dead", MOST)
        for row in sorted((*dead, *channels.wrong(tx, "pending", MOST)), key=lambda r: r.id):
            of(row.channel).error, of(row.channel).error_at = row.error, row.created_at
        return Page(sorted(found.values(), key=lambda c: c.name), dead)

    return house.store.read(read)


def again(house: House, user: Actor, message_id: int, why: str) -> None:
    """Try a dead letter once more.  What the bot wrote before somebody took the conversation over is refused then."""
    _settle(house, user, message_id, why, "message.retried")


def drop(house: House, user: Actor, message_id: int, why: str) -> None:
    """Give a dead letter up for good: it is shown in the conversation as not sent."""
    _settle(house, user, message_id, why, "message.discarded")


def _settle(house: House, user: Actor, message_id: int, why: str, action: str) -> None:
    user.need("registry")
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        retried = action == "message.retried"
        row = channels.again(tx, message_id, now) if retried else channels.drop(tx, message_id)
        if row is None:
            raise Refused("not-dead")
        audit.note(
            tx,
            now,
            user.owner,
            action,
            f"message:{message_id}",
            conversation=row.conversation_id,
            why=why.strip()[:300],
        )
        feed.tell(tx, "conversation", row.conversation_id, now, row.conversation_id)
        if retried:
            tx.wake("outbox")

    house.store.write(work)
