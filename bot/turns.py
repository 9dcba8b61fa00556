"""From the event loop into worker threads: one hop per turn, turns of one conversation in arrival order.

The number of threads and of waiting turns is bounded; what comes on top of that is refused with a
clear answer instead of piling up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog

from bot.figures import Figures
from bot.problems import Problem
from bot.tracing import part_of
from handlers import sending
from handlers.events import Inbound, Turn
from handlers.house import House
from handlers.turn import receive

log = structlog.get_logger(__name__)

T = TypeVar("T")
ANSWER_SECONDS = 30.0  # then the peer is told to ask again; the turn itself goes on
WAITING_AT_MOST = 2_000


class _Line:
    """Who waits for a conversation."""

    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


class Turns:
    """Runs blocking work of ``house`` for the event loop."""

    def __init__(self, house: House, figures: Figures, *, threads: int = 8) -> None:
        self.house = house
        self.figures = figures
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="turn")
        self._lines: dict[tuple[str, str], _Line] = {}
        self._waiting = 0

    async def call(self, work: Callable[[], T]) -> T:
        """``work()`` in a worker thread.  Raises :class:`Problem` (503) when too much is waiting or it takes
        too long; it is not interrupted then."""
        if self._waiting >= WAITING_AT_MOST:
            raise _busy("too many requests are waiting")
        self._waiting += 1
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        running.add_done_callback(self._done)
        done, _ = await asyncio.wait((running,), timeout=ANSWER_SECONDS)
        if not done:
            raise _busy("this takes longer than it should")
        return running.result()

    def _done(self, running: asyncio.Future[T]) -> None:
        self._waiting -= 1
        if not running.cancelled():
            running.exception()  # nobody may be left to look at it

    async def turn(self, event: Inbound, then: Callable[[Turn], T]) -> T:
        """Process ``event`` after all earlier ones of its conversation and return ``then(turn)``, which runs in
        the same thread.  Raises what :func:`handlers.turn.receive` and :meth:`call` raise."""
        key = (event.channel, event.address)
        line = self._lines.setdefault(key, _Line())
        line.users += 1
        began = time.perf_counter()
        try:
            async with line.lock:
                return await self.call(lambda: self._one(event, then))
        finally:
            line.users -= 1
            if line.users == 0:
                del self._lines[key]
            self.figures.turn_seconds.labels(event.channel).observe(time.perf_counter() - began)

    def _one(self, event: Inbound, then: Callable[[Turn], T]) -> T:
        began = time.perf_counter()
        with part_of(event.turn, "turn", channel=event.channel, kind=event.kind):
            if event.kind == "button":
                event = sending.named(self.house, event)
            turn = receive(self.house, event)
            kind = "repeated" if turn.repeated else "new"
            self.figures.turns.labels(event.channel, kind).inc()
            log.info(
                "turn", channel=event.channel, kind=event.kind, was=kind, conversation=turn.conversation_id,
                message=turn.message_id, replies=len(turn.replies), ms=round((time.perf_counter() - began) * 1000, 1),
            )  # fmt: skip
            return then(turn)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


def _busy(why: str) -> Problem:
    return Problem(503, f"{why}; please try again", headers={"retry-after": "2"})
