"""From the event loop into threads: one hop per turn, turns of one conversation in arrival order.

On PostgreSQL, and where another server is asked what a message means, turns run side by side; on SQLite two threads take
in whatever has come, of which one thinks at a time: while one waits for the disk, the other understands what comes next.

The number of threads and of waiting turns is bounded; what comes on top of that is refused with a
clear answer instead of piling up.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.figures import Figures
from bot.problems import Problem
from bot.tracing import followed, part_of
from handlers import sending
from handlers.events import Inbound, Turn
from handlers.house import House
from handlers.turn import Done, receive, receive_together, tried

log = structlog.get_logger(__name__)

T = TypeVar("T")
ANSWER_SECONDS = 30.0  # then the peer is told to ask again; the turn itself goes on
WAITING_AT_MOST = 2_000
TOGETHER = 16  # events that are taken in together at most: the first of them waits for the last
TAKERS = 2


class _Line:
    """Who waits for a conversation."""

    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


@dataclass(slots=True)
class _Come:
    """An event that waits to be taken in, and who waits for its answer."""

    event: Inbound
    then: Callable[[Turn], Any]
    answer: asyncio.Future[Any]


class Turns:
    """Runs blocking work of ``house`` for the event loop."""

    def __init__(self, house: House, figures: Figures, *, threads: int = 8) -> None:
        self.house = house
        self.figures = figures
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self._takers = ThreadPoolExecutor(TAKERS, thread_name_prefix="turns")
        self._in_turns = house.quick and house.store.sqlite
        self._lines: dict[tuple[str, str], _Line] = {}
        self._waiting = 0
        self._come: deque[_Come] = deque()
        self._thinking = threading.Lock()
        self._taking = 0  # how many takers are at work
        self._closed = False

    async def call(self, work: Callable[[], T]) -> T:
        """``work()`` in a worker thread.  Raises :class:`Problem` (503) when too much is waiting or it takes
        too long; it is not interrupted then."""
        self._admit()
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        return await self._answer(running)

    def _admit(self) -> None:
        if self._waiting >= WAITING_AT_MOST:
            raise _busy("too many requests are waiting")
        self._waiting += 1

    async def _answer(self, running: asyncio.Future[T]) -> T:
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
                if self._in_turns:
                    return await self._in_line(event, then)
                return await self.call(lambda: self._one(event, then))
        finally:
            line.users -= 1
            if line.users == 0:
                del self._lines[key]
            self.figures.turn_seconds.labels(event.channel).observe(time.perf_counter() - began)

    # -- where one writer serves all: whoever has come meanwhile is taken together ------------------

    async def _in_line(self, event: Inbound, then: Callable[[Turn], T]) -> T:
        self._admit()
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._come.append(_Come(event, then, answer))
        self._take()
        return await self._answer(answer)

    def _take(self) -> None:
        """Threads that understand and decide side by side hold one another up more than they gain, and wait for one
        writer in the end; one that takes what has come waits for the disk once for all of that, and the next one
        begins meanwhile."""
        if self._closed:
            while self._come:
                self._come.popleft().answer.cancel()
        if self._taking == TAKERS or not self._come:
            return
        self._taking += 1
        some: list[_Come] = []
        running = asyncio.get_running_loop().run_in_executor(self._takers, self._next, some)
        running.add_done_callback(partial(self._taken, some))

    def _next(self, some: list[_Come]) -> list[Any]:
        """Takes half of what is under way, so that there is something to think about while the disk is waited for."""
        with _until(self._thinking) as decided:
            most = 1 if followed() else max(1, min(TOGETHER, self._waiting // 2))
            while self._come and len(some) < most and not self._closed:
                some.append(self._come.popleft())
            return self._some(some, decided) if some else []

    def _taken(self, some: list[_Come], running: asyncio.Future[list[Any]]) -> None:
        self._taking -= 1
        broken = None if running.cancelled() else running.exception()
        results = [broken] * len(some) if running.cancelled() or broken else running.result()
        for come, result in zip(some, results, strict=True):
            if come.answer.done():
                continue
            if running.cancelled():
                come.answer.cancel()
            elif isinstance(result, BaseException):
                come.answer.set_exception(result)
            else:
                come.answer.set_result(result)
        self._take()

    def _some(self, some: list[_Come], decided: Done) -> list[Any]:
        """What ``then`` gave for each, or what was raised."""
        if len(some) == 1:
            return [tried(lambda: self._one(some[0].event, some[0].then, decided))]
        began = time.perf_counter()
        events = [self._named(come.event) for come in some]
        turns = receive_together(self.house, events, _part, decided)
        return [
            turn if isinstance(turn, Exception)
            else tried(partial(self._told, event, turn, began, come.then))
            for come, event, turn in zip(some, events, turns, strict=True)
        ]  # fmt: skip

    # -- one turn ------------------------------------------------------------------------------------

    def _one(self, event: Inbound, then: Callable[[Turn], T], decided: Done = lambda: None) -> T:
        began = time.perf_counter()
        with _part(event):
            event = self._named(event)
            return self._told(event, receive(self.house, event, decided), began, then)

    def _named(self, event: Inbound) -> Inbound:
        return sending.named(self.house, event) if event.kind == "button" else event

    def _told(self, event: Inbound, turn: Turn, began: float, then: Callable[[Turn], T]) -> T:
        kind = "repeated" if turn.repeated else "new"
        self.figures.turns.labels(event.channel, kind).inc()
        log.info(
            "turn", channel=event.channel, kind=event.kind, was=kind, conversation=turn.conversation_id,
            message=turn.message_id, replies=len(turn.replies), ms=round((time.perf_counter() - began) * 1000, 1),
            turn=event.turn,
        )  # fmt: skip
        return then(turn)

    def close(self) -> None:
        self._closed = True
        for threads in (self._takers, self._threads):
            threads.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _until(lock: threading.Lock) -> Iterator[Callable[[], None]]:
    """Hold a lock until the end, or until what is given is called."""
    lock.acquire()
    held = [lock]

    def let_go() -> None:
        if held:
            held.pop().release()

    try:
        yield let_go
    finally:
        let_go()


def _part(event: Inbound) -> AbstractContextManager[None]:
    return part_of(event.turn, "turn", channel=event.channel, kind=event.kind)


def _busy(why: str) -> Problem:
    return Problem(503, f"{why}; please try again", headers={"retry-after": "2"})
