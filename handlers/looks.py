"""Who looks at a conversation now, and who is writing in it: told by open pages every few seconds, forgotten soon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.people import Actor
from storage import conversations, desk, feed
from storage.engine import Tx

LASTS = timedelta(seconds=45)  # pages tell it every 20 seconds, and at once when somebody begins to write
OLD = timedelta(hours=1)


def look(house: House, user: Actor, conversation_id: int, typing: bool) -> None:
    """The user's page shows this conversation: mentions in it are seen, and others are told who looks."""
    user.need("presence")
    now = house.now()

    def work(tx: Tx) -> None:
        if conversations.get(tx, conversation_id) is None:
            return
        desk.seen(tx, user.id, conversation_id, now)
        _keep(tx, user.owner, conversation_id, typing, now)

    house.store.write(work)


def customer(house: House, channel: str, address: str) -> None:
    """The customer is writing; a page that shows the conversation says so."""
    now = house.now()

    def work(tx: Tx) -> None:
        row = conversations.find(tx, channel, address)
        if row is not None:
            _keep(tx, f"customer:{row.id}", row.id, True, now)

    house.store.write(work)


def _keep(tx: Tx, who: str, conversation_id: int, typing: bool, now: datetime) -> None:
    """Others are told only of what is new to them."""
    before = desk.look(tx, who)
    desk.keep_look(tx, who, conversation_id, typing, now)
    if before is None or before.at <= now - LASTS:
        desk.forget_looks(tx, now - OLD)
    elif (before.conversation_id, before.typing) == (conversation_id, typing):
        return
    elif before.conversation_id != conversation_id:
        feed.tell(tx, "look", before.conversation_id, now, before.conversation_id)
    feed.tell(tx, "look", conversation_id, now, conversation_id)


def at(tx: Tx, conversation_id: int, user: Actor, now: datetime) -> tuple[Row[Any], ...]:
    """Who else looks at it."""
    return tuple(x for x in desk.lookers(tx, conversation_id, now - LASTS) if x.who != user.owner)
