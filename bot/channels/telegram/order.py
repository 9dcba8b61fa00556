"""A webhook gets several updates at the same time; those that overtook others wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BEGIN = 0.4  # seconds until a process that has just started knows which of the first updates is the lowest
VAIN = 3  # gaps in a row that nothing has filled: other processes get the rest
RUN = 10  # numbers without a gap: there are no other processes any more


class InOrder:
    """``async with order.turn(n)`` begins in the order of the numbers.  What is missing is waited for ``patience`` seconds,
    not counting those in which we are busy: the API brings the next update of a chat when the one before is answered.
    Nobody waits more than ``longest`` seconds, and where gaps are never filled nobody waits any more."""

    def __init__(self, patience: float = 1.5, longest: float = 8.0, begin: float | None = None) -> None:
        self._patience, self._longest = patience, longest
        self._begin = BEGIN if begin is None else begin
        self._early: set[int] = set()
        self._last: int | None = None
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._busy, self._calm = 0, 0.0  # turns under way, and when there was one last
        self._in_vain = self._run = 0

    @asynccontextmanager
    async def turn(self, number: int) -> AsyncIterator[None]:
        await self._place(number)
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            self._calm = asyncio.get_running_loop().time()

    async def _place(self, number: int) -> None:
        last = self._last if self._last is not None else await self._first(number)
        if number > last + 1 and self._in_vain < VAIN:
            self._in_vain = 0 if await self._came(number) else self._in_vain + 1
        elif number > last + 1:
            self._run = 0
        elif number == last + 1:
            self._run += 1
            if self._run >= RUN:
                self._in_vain = 0
        self._last = max(self._last or 0, number)
        following = self._waiting.get(self._last + 1)
        if following is not None and not following.done():
            following.set_result(None)

    async def _first(self, number: int) -> int:
        self._early.add(number)
        await asyncio.sleep(self._begin)
        if self._last is None:
            self._last = min(self._early) - 1
        return self._last

    async def _came(self, number: int) -> bool:
        """Whether the ones before have come while this one waited."""
        loop = asyncio.get_running_loop()
        here, began = self._waiting.setdefault(number, loop.create_future()), loop.time()
        while True:
            calm = loop.time() if self._busy else self._calm
            left = min(max(began, calm) + self._patience, began + self._longest) - loop.time()
            done = left > 0 and (await asyncio.wait((here,), timeout=left))[0]
            if done or left <= 0:
                self._waiting.pop(number, None)
                return bool(done)
