"""Open consoles are told by one reader: what is new is read once for all of them, and whose session has ended as well.

Two hundred open consoles would otherwise ask the database four hundred times for each event.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache

import structlog

from bot.turns import Turns
from handlers import live, login
from handlers.house import House
from handlers.live import Change
from storage.signals import wait

log = structlog.get_logger(__name__)

PACE = 0.08  # seconds between two looks: what comes meanwhile is told together
LOOK = 15.0  # seconds after which it looks without having been woken
REST = 1.0  # seconds after an error


@lru_cache(maxsize=16)
def told(events: tuple[Change, ...], after: int) -> tuple[bytes, int]:
    """The events as an event stream has them, and the highest id; ``after`` is the highest so far.  Most consoles are
    told the same."""
    lines = []
    for event in events:
        after = max(after, event.id)
        what = {"topic": event.topic, "conversation": event.conversation_id}
        data = json.dumps(what if event.user_id is None else {**what, "user": event.user_id})
        lines.append(f"id: {after}\ndata: {data}\n\n")
    return "".join(lines).encode(), after


@dataclass(eq=False, slots=True)
class Follower:
    """An open console.  ``session`` is what its session is kept under; ``missed``: what came since the last look, in order;
    ``ended``: its session is over."""

    session: str
    missed: list[Change] = field(default_factory=list)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False


class Following:
    """All open consoles of this process.  Reads while there are any."""

    def __init__(self, house: House, turns: Turns) -> None:
        self._house, self._turns = house, turns
        self._followers: set[Follower] = set()
        self._task: asyncio.Task[None] | None = None
        self._ready: asyncio.Event = asyncio.Event()

    @contextmanager
    def follow(self, secret: str) -> Iterator[Follower]:
        """Everything that is committed from :meth:`begun` on comes to the follower."""
        one = Follower(login.kept_as(secret))
        self._followers.add(one)
        if self._task is None or self._task.done():
            self._ready = asyncio.Event()
            self._task = asyncio.create_task(self._read(), name="following")
        try:
            yield one
        finally:
            self._followers.discard(one)
            if not self._followers and self._task is not None:
                self._task.cancel()
                self._task = None

    async def begun(self) -> None:
        """Until the reader knows where it stands."""
        await self._ready.wait()

    async def _read(self) -> None:
        with self._house.store.signals.listen("feed") as woken:
            after, known = await self._first()
            self._ready.set()
            while True:
                before = after
                try:
                    after, known = await self._tell(after, known)
                except Exception:
                    log.exception("open consoles are told later")
                    await asyncio.sleep(REST)
                    continue
                await asyncio.sleep(PACE)
                if after == before:  # else there may be more than one look brings
                    await wait(woken, LOOK)

    def _where(self) -> tuple[int, frozenset[int]]:
        after = live.last(self._house)
        return after, frozenset(live.before(self._house, after))

    async def _first(self) -> tuple[int, frozenset[int]]:
        """Where the events stand; it is asked until the database answers, for somebody waits for it."""
        while True:
            with suppress(Exception):
                return await self._turns.call(self._where)
            await asyncio.sleep(REST)

    async def _tell(self, after: int, known: frozenset[int]) -> tuple[int, frozenset[int]]:
        """What is new goes to everybody whose session still stands."""
        followers = list(self._followers)
        sessions = {one.session for one in followers}
        news, standing = await self._turns.call(
            lambda: (live.news(self._house, after, known), login.standing(self._house, sessions))
        )
        for one in followers:
            one.ended = one.session not in standing
            one.missed += news
            if news or one.ended:
                one.woken.set()
        after = max((event.id for event in news), default=after)
        known = frozenset(i for i in (*known, *(event.id for event in news)) if i > after - live.LOOK_BACK)
        return after, known
