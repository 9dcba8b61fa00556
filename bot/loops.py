"""Background loops that outlive their errors and stop when asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.figures import Figures
from storage.signals import wait as wait

log = structlog.get_logger(__name__)

REST = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds after the first, second ... error in a row
STOP_AGAIN = 5.0  # seconds; longer than a step needs to settle what is on its way
Step = Callable[[], Awaitable[float]]


class Loop:
    """Runs ``step`` again and again.  It returns how many seconds to sleep at most; a wake of ``topics``
    ends the sleep earlier, but ``pause`` seconds pass between two steps in any case.  An error is logged,
    counted and followed by a longer sleep."""

    def __init__(
        self, name: str, step: Step, listen: Callable[..., Any], topics: tuple[str, ...], figures: Figures, *,
        pause: float = 0.0,
    ) -> None:  # fmt: skip
        self.name, self._step, self._listen, self._topics = name, step, listen, topics
        self._figures = figures
        self._pause = pause
        self._task: asyncio.Task[None] | None = None
        self._ended = False

    def start(self) -> None:
        self._ended = False
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """Stop at once; a step in a worker thread is completed by its thread.  A cancellation may get lost in what is
        waited for just then (``asyncio.wait_for`` of Python 3.11), so it is said again."""
        self._ended = True
        while self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=STOP_AGAIN)
        self._task = None

    async def _run(self) -> None:
        errors = 0
        with self._listen(*self._topics) as woken:
            while not self._ended:
                try:
                    seconds = await self._step()
                    errors = 0
                except Exception:
                    log.exception("loop goes on after an error", loop=self.name)
                    self._figures.loop_errors.labels(self.name).inc()
                    await asyncio.sleep(REST[min(errors, len(REST) - 1)])
                    errors, seconds = errors + 1, 0.0
                if seconds > 0:
                    await wait(woken, seconds)
                await asyncio.sleep(self._pause)
