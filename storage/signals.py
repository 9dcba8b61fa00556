"""Waking loops up: "something was committed that you may care about".

Signals may be lost: every loop that waits for one also looks by itself from time to time.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

Waiter = tuple[asyncio.AbstractEventLoop, asyncio.Event, frozenset[str]]


class Signals:
    """Signals within one process; safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiters: set[Waiter] = set()

    def wake(self, topics: Iterable[str]) -> None:
        wanted = frozenset(topics)
        if not wanted:
            return
        with self._lock:
            waiters = [w for w in self._waiters if w[2] & wanted]
        _set(waiters)

    def wake_all(self) -> None:
        """All loops look: what was missed is unknown."""
        with self._lock:
            waiters = list(self._waiters)
        _set(waiters)

    def close(self) -> None:
        """Nothing to end within one process."""

    @contextmanager
    def listen(self, *topics: str) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set whenever one of ``topics`` is woken."""
        waiter = (asyncio.get_running_loop(), asyncio.Event(), frozenset(topics))
        with self._lock:
            self._waiters.add(waiter)
        try:
            yield waiter[1]
        finally:
            with self._lock:
                self._waiters.discard(waiter)


def _set(waiters: Iterable[Waiter]) -> None:
    for loop, event, _ in waiters:
        with suppress(RuntimeError):  # the loop was closed a moment ago
            loop.call_soon_threadsafe(event.set)


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set or ``seconds`` have passed; clears the event."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):  # wait_for of Python 3.11 may swallow a cancelling
            await event.wait()
    event.clear()
