"""A webhook gets several updates at the same time; those that overtook others wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BEGIN = 2.5  # seconds in which a process that has just started collects what comes: what failed before comes again by and by
VAIN = 3  # gaps in a row that nothing has filled: other processes get the rest
RUN = 10  # numbers without a gap: there are no other processes any more


class InOrder:
    """``async with order.turn(n)`` begins in the order of the numbers.  What is missing is waited for ``patience`` seconds,
    not counting those in which we are busy: the API brings the next update of a chat when the one before is answered.
    Nobody waits more than ``longest`` seconds, and where gaps are never filled nobody waits any more."""

    def __init__(self, patience: float = 1.5, longest: float = 8.0, begin: float | None = None) -> None:
        self._patience, self._longest = patience, longest
        self._begin = BEGIN if begin is None else begin
        self._early: dict[int, list[asyncio.Future[None]]] | None = {}  # None once it has begun
        self._last = 0
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._busy, self._calm = 0, 0.0  # turns under way, and when there was one last
        self._in_vain = self._run = 0
        self._gave_up = float("-inf")  # when somebody waited in vain last

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
        if self._early is not None:
            await self._first(self._early, number)
            return
        if number > self._last + 1 and self._in_vain < VAIN:
            self._count(came=await self._came(number))
        elif number > self._last + 1:
            self._run = 0
        elif number == self._last + 1:
            self._run += 1
            if self._run >= RUN:
                self._in_vain = 0
        self._last = max(self._last, number)
        following = self._waiting.get(self._last + 1)
        if following is not None and not following.done():
            following.set_result(None)

    async def _first(self, early: dict[int, list[asyncio.Future[None]]], number: int) -> None:
        """The first ones begin together, the lowest first; what lies between them has been taken in before we started."""
        loop = asyncio.get_running_loop()
        if not early:
            loop.call_later(self._begin, self._open)
        here: asyncio.Future[None] = loop.create_future()
        early.setdefault(number, []).append(here)
        await here

    def _open(self) -> None:
        early, self._early = self._early or {}, None
        self._last = max(early, default=0)
        for number in sorted(early):
            for here in early[number]:
                if not here.done():
                    here.set_result(None)

    def _count(self, *, came: bool) -> None:
        """Several who wait at the same time for what does not come are one gap."""
        now = asyncio.get_running_loop().time()
        if came:
            self._in_vain = 0
        elif now - self._gave_up >= self._patience:
            self._in_vain += 1
            self._gave_up = now

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
