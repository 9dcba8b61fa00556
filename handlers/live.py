"""The feed that consoles follow: every change once, also after a gap in the connection."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from handlers.house import House
from storage import feed

LOOK_BACK = feed.LOOK_BACK


@dataclass(frozen=True, slots=True)
class Change:
    id: int
    topic: str
    conversation_id: int | None


def last(house: House) -> int:
    return house.store.read(feed.last)


def news(house: House, after: int, known: Collection[int]) -> list[Change]:
    """What came after ``after``; looks back a little, since parallel writers may commit out of order, and leaves out
    what is ``known``.  Somebody who comes for the first time (nothing known) is told only what is newer."""
    start = max(0, after - LOOK_BACK) if known else after
    rows = house.store.read(lambda tx: feed.after(tx, start))
    return [
        Change(r.id, r.topic, r.conversation_id)
        for r in rows
        if r.id not in known and (known or r.id > after)
    ]
