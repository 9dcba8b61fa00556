"""The feed that consoles follow: every change once, also after a gap in the connection."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from handlers.house import House
from storage import feed

LOOK_BACK = feed.LOOK_BACK
PERSONAL = ("offer", "mention", "presence")  # topics that are about a user


@dataclass(frozen=True, slots=True)
class Change:
    id: int
    topic: str
    conversation_id: int | None
    user_id: int | None = None  # whom it concerns, of what concerns one person


def last(house: House) -> int:
    return house.store.read(feed.last)


def before(house: House, after: int) -> list[int]:
    """What somebody who has everything up to ``after`` need not be told by :func:`news`."""
    rows = house.store.read(lambda tx: feed.after(tx, max(0, after - LOOK_BACK), limit=LOOK_BACK))
    return [r.id for r in rows if r.id <= after]


def news(house: House, after: int, known: Collection[int]) -> list[Change]:
    """What came after ``after``; looks back a little, since parallel writers may commit out of order, and leaves out
    what is ``known``."""
    rows = house.store.read(lambda tx: feed.after(tx, max(0, after - LOOK_BACK)))
    return [
        Change(r.id, r.topic, r.conversation_id, r.ref if r.topic in PERSONAL else None)
        for r in rows
        if r.id not in known
    ]
