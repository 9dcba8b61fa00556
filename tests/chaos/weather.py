"""What goes wrong, and when: a schedule that a seed decides."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from tests.bot_api import BotApi, Faults
from tests.chaos.fleet import APART, ROLES, Fleet

KILL_EVERY = 8.0  # seconds between kills, about
FAULT_EVERY = 6.0  # seconds between other faults, about
FAULTS = (
    "redis killed", "redis stalled", "redis flushed", "redis cut", "redis delayed", "database cut", "database delayed",
    "telegram failing", "telegram gone", "clock forward", "clock back",
)  # fmt: skip
JUMPS = {"clock forward": 7200.0, "clock back": -3600.0}  # seconds
WRONG_FOR = 15.0  # seconds until a clock is right again
RESTARTS = {0.35: "restarted", 0.75: "crashed"}  # when, as a share of the run


@dataclass(frozen=True)
class Stroke:
    """``at`` so many seconds something happens; ``kill web-0`` one of FAULTS, or ``database restarted``."""

    at: float
    what: str


def schedule(seconds: float, dice: Random) -> list[Stroke]:
    """Kills and faults over so many ``seconds``; every fault once before any comes again, and
    PostgreSQL is restarted twice."""
    members = [f"{role}-{n}" for role, count in ROLES.items() for n in range(count)]
    strokes = [Stroke(at, f"kill {dice.choice(members)}") for at in _times(seconds, KILL_EVERY, dice)]
    deck: list[str] = []
    for at in _times(seconds, FAULT_EVERY, dice):
        if not deck:
            deck = dice.sample(FAULTS, len(FAULTS))
        strokes.append(Stroke(at, deck.pop()))
    strokes += [
        Stroke(seconds * (at + dice.uniform(-0.05, 0.05)), f"database {how}") for at, how in RESTARTS.items()
    ]
    return sorted(strokes, key=lambda stroke: stroke.at)


def _times(seconds: float, every: float, dice: Random) -> list[float]:
    count = max(1, round(seconds / every))
    return [(n + dice.random()) * seconds / count for n in range(count)]


class Weather:
    def __init__(self, fleet: Fleet, api: BotApi, seed: int) -> None:
        self.fleet, self.api, self.seed = fleet, api, seed
        self._clocks_dice = Random(f"{seed}/clocks")
        self.happened = Counter[str]()
        self._cache_free = asyncio.Lock()  # one thing at a time happens to each of them
        self._database_free = asyncio.Lock()
        self._api_free = asyncio.Lock()
        self._clocks_free = asyncio.Lock()

    async def pass_over(self, strokes: Sequence[Stroke]) -> None:
        """Everything at its time; returns when all is well again."""
        await asyncio.gather(*(self._strike(stroke) for stroke in strokes))

    async def _strike(self, stroke: Stroke) -> None:
        await asyncio.sleep(stroke.at)
        self.happened[stroke.what.split(" ")[0] if stroke.what.startswith("kill ") else stroke.what] += 1
        if stroke.what.startswith("kill "):
            self.fleet.kill(stroke.what.removeprefix("kill "))
            return
        does: dict[str, tuple[asyncio.Lock, Callable[[], Awaitable[None]]]] = {
            "redis killed": (self._cache_free, self._cache_killed),
            "redis stalled": (self._cache_free, self._cache_stalled),
            "redis flushed": (self._cache_free, self._cache_flushed),
            "redis cut": (self._cache_free, self._cache_cut),
            "redis delayed": (self._cache_free, self._cache_delayed),
            "database cut": (self._database_free, self._database_cut),
            "database delayed": (self._database_free, self._database_delayed),
            "database restarted": (self._database_free, partial(self._database_restarted, signal.SIGINT)),
            "database crashed": (self._database_free, partial(self._database_restarted, signal.SIGQUIT)),
            "telegram failing": (self._api_free, self._api_failing),
            "telegram gone": (self._api_free, self._api_gone),
            "clock forward": (self._clocks_free, partial(self._clock_jumps, "clock forward")),
            "clock back": (self._clocks_free, partial(self._clock_jumps, "clock back")),
        }
        free, do = does[stroke.what]
        async with free:
            await do()

    async def _cache_killed(self) -> None:
        await asyncio.to_thread(self.fleet.cache.kill)
        await asyncio.sleep(4)
        self.fleet.to_cache.upstream = await asyncio.to_thread(self.fleet.cache.start)

    async def _cache_stalled(self) -> None:
        with self.fleet.cache.stalled():
            await asyncio.sleep(10)

    async def _cache_flushed(self) -> None:
        await asyncio.to_thread(self.fleet.cache.flush)

    async def _cache_cut(self) -> None:
        self.fleet.to_cache.cut()

    async def _cache_delayed(self) -> None:
        self.fleet.to_cache.delay = 0.5
        await asyncio.sleep(6)
        self.fleet.to_cache.delay = 0.0

    async def _database_cut(self) -> None:
        for _ in range(3):
            self.fleet.to_database.cut()
            await asyncio.sleep(0.7)

    async def _database_delayed(self) -> None:
        self.fleet.to_database.delay = 0.03
        await asyncio.sleep(5)
        self.fleet.to_database.delay = 0.0

    async def _database_restarted(self, how: int) -> None:
        await asyncio.to_thread(self.fleet.database.stop, how)
        await asyncio.sleep(1)
        await asyncio.to_thread(self.fleet.database.start)

    async def _api_failing(self) -> None:
        self.api.misbehave(Faults.all(0.15, self.seed))
        await asyncio.sleep(8)
        self.api.misbehave(Faults())

    async def _api_gone(self) -> None:
        self.api.misbehave(Faults(cut_before=1))
        await asyncio.sleep(4)
        self.api.misbehave(Faults())

    async def _clock_jumps(self, how: str) -> None:
        """Of one process of each role, and back again."""
        chosen = [f"{role}-{self._clocks_dice.randrange(count)}" for role, count in ROLES.items()]
        for name in chosen:
            self.fleet.members[name].set_clock(JUMPS[how])
        await asyncio.sleep(WRONG_FOR)
        for name in chosen:
            self.fleet.members[name].set_clock(APART.get(name, 0))
