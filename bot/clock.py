"""One time for all servers: the database's.

Promises, claims and leases are compared between processes, so a server whose clock is wrong, or is put right while it
runs, must not count with it.  Each asks the database what time it is now and then and reckons on with a clock that nobody
sets.  On SQLite all processes have the machine's clock, which is theirs already.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from sqlalchemy import text

from bot.figures import Figures
from bot.loops import Loop
from handlers.house import House, utc_now
from storage.engine import Store

log = structlog.get_logger(__name__)

EVERY = 15.0  # seconds
TELL = 2.0  # seconds apart that are worth a line in the log
_SQL = text("SELECT extract(epoch FROM clock_timestamp())")


def steady() -> float:
    """Seconds that go on while the machine sleeps, and that nobody sets."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class CommonTime:
    """Called, it gives the database's time.  Until it was asked for the first time, ours."""

    def __init__(
        self, store: Store, *, ticks: Callable[[], float] = steady, ours: Callable[[], datetime] = utc_now
    ) -> None:
        self._store, self._ticks, self._ours = store, ticks, ours
        self._apart: float | None = None  # the database's time less the ticks

    def __call__(self) -> datetime:
        if self._apart is None:
            return self._ours()
        return datetime.fromtimestamp(self._ticks() + self._apart, UTC)

    def ask(self) -> None:
        """The answer was true at some moment between question and end: nothing moves for what may be only that."""
        before = self._ticks()
        theirs = self._store.read(lambda tx: float(tx.sql.execute(_SQL).scalar_one()))
        after = self._ticks()
        apart, unsure = theirs - (before + after) / 2, (after - before) / 2
        if self._apart is None:
            self._tell("our clock is not the database's, which counts", self._ours().timestamp() - theirs)
        elif abs(apart - self._apart) <= unsure:
            return
        else:
            self._tell("the database's clock was put right", apart - self._apart)
        self._apart = apart

    def _tell(self, what: str, seconds: float) -> None:
        if abs(seconds) > TELL:
            log.warning(what, seconds=round(seconds, 1))


def common(house: House) -> House:
    """The house with the time that all servers have in common."""
    if house.store.sqlite:
        return house
    clock = CommonTime(house.store)
    clock.ask()
    return replace(house, now=clock)


def keep_right(house: House, figures: Figures) -> Loop | None:
    """A loop that asks again; None where there is nobody to ask."""
    clock = house.now
    if not isinstance(clock, CommonTime):
        return None

    async def look() -> float:
        await asyncio.to_thread(clock.ask)
        return EVERY

    return Loop("clock", look, house.store.signals.listen, (), figures)
