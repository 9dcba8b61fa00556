"""Colleagues who are named in a note: called at once, and reminded until they have looked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.people import LOGIN, Actor, actor
from storage import desk, feed, people
from storage.engine import Tx

# Chinese is written without spaces: a login in Latin letters ends where they end
_NAMED = re.compile(
    rf"(?<![\w.@])@([a-z0-9][a-z0-9._-]*|{LOGIN.pattern})|(?<=[\u4e00-\u9fff])@([a-z0-9][a-z0-9._-]*)", re.I
)
MOST = 10  # people that one note calls


def named(text: str) -> list[str]:
    """The logins that a note names, each once."""
    found = [(one or other).rstrip(".-").lower() for one, other in _NAMED.findall(text)]
    return list(dict.fromkeys(found))[:MOST]


def call(tx: Tx, conversation_id: int, message_id: int, text: str, by: Actor, now: datetime) -> None:
    """Whoever may see the case and is named in it is called; nobody calls himself."""
    for login in named(text):
        row = people.by_login(tx, login)
        if row is not None and row.active and row.id != by.id and actor(row).may("cases"):
            desk.mention(tx, row.id, message_id, conversation_id, now)
            feed.tell(tx, "mention", row.id, now, conversation_id)


def mine(house: House, user: Actor) -> Sequence[Row[Any]]:
    """Notes that name me and that I have not looked at."""
    return house.store.read(lambda tx: desk.mentions(tx, user.id))
