"""How much one peer may ask for, so that nobody takes the room of all others.

Everything is counted in this process and bounded; several servers that share a Redis count together there
(:mod:`bot.shared_limits`), and each for itself while it is gone.  Who tells of danger is
always heard (``Edge.at_pace``).
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope

    from bot.problems import Problem
    from bot.shared_limits import SharedPaces


MINUTE = 60.0
KEYS = 20_000  # that are remembered; twice as many at most
STREAMS_OF_VISITOR = 8
STREAMS_OF_PLACE = 200  # many people can be behind one address
STREAMS_AT_MOST = 2_000


@dataclass(frozen=True)
class Allowed:
    """A minute; 0 is any number.  ``trusted`` are networks of peers that speak for many and count themselves."""

    visitor: int = 30
    sender: int = 30
    visits: int = 120
    token: int = 600
    trusted: str = "127.0.0.1 ::1"
    signing: int = 60
    serials: int = 60  # numbers that are looked up, of one place


class Pace:
    """So many a minute for every key: all at once, or evenly.  Costs a microsecond."""

    def __init__(
        self, a_minute: int, *, keys: int = KEYS, clock: Callable[[], float] = time.monotonic, name: str = "",
        shared: SharedPaces | None = None,
    ) -> None:  # fmt: skip
        self._step = MINUTE / a_minute if a_minute else 0.0
        self._slack = MINUTE - self._step
        self._keys, self._clock = keys, clock
        self._name, self._shared = name, shared
        self._full: dict[str, float] = {}  # when the last one of a key would come if they came evenly
        self._older: dict[str, float] = {}

    def wait(self, key: str) -> float:
        """0.0 if ``key`` may go on, which is counted; else in how many seconds it may."""
        if not self._step:
            return 0.0
        now = self._clock()
        full = self._full.get(key) or self._older.get(key, 0.0)
        ahead = full - now
        if ahead > self._slack + 1e-6:
            return ahead - self._slack
        if len(self._full) >= self._keys and key not in self._full:
            self._older, self._full = self._full, {}
        self._full[key] = (full if ahead > 0 else now) + self._step
        return 0.0

    async def ask(self, key: str) -> float:
        """As :meth:`wait`, counted with all servers that share a Redis."""
        wait = self.wait(key)
        if wait or self._shared is None or not self._step:
            return wait
        return await self._shared.wait(f"{self._name}:{key}", self._step, self._slack)

    def __len__(self) -> int:
        return len(self._full) + len(self._older)


class Open:
    """Event streams that are open now, by visitor and by where they come from."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self.number = 0

    def check(self, visitor: str, place: str) -> None:
        """Raises :class:`Problem` when one more would be too many."""
        from bot.problems import Problem

        if self.number >= STREAMS_AT_MOST:
            raise Problem(503, "too many pages are open", headers={"retry-after": "10"})
        if self._open["v " + visitor] >= STREAMS_OF_VISITOR or self._open["p " + place] >= STREAMS_OF_PLACE:
            raise Problem(429, "too many pages are open; please close some", headers={"retry-after": "10"})

    @contextmanager
    def one(self, visitor: str, place: str) -> Iterator[None]:
        keys = ("v " + visitor, "p " + place)
        self._open.update(keys)
        self.number += 1
        try:
            yield
        finally:
            self.number -= 1
            self._open.subtract(keys)
            for key in keys:
                if self._open[key] <= 0:
                    del self._open[key]

    def __len__(self) -> int:
        return len(self._open)


class Limits:
    """The limits of one process, or of all that share a Redis."""

    def __init__(self, allowed: Allowed | None = None, shared: SharedPaces | None = None) -> None:
        allowed = allowed or Allowed()
        self.shared = shared
        self.visitor = Pace(allowed.visitor, name="visitor", shared=shared)
        self.sender = Pace(allowed.sender, name="sender", shared=shared)
        self.visits = Pace(allowed.visits, name="visits", shared=shared)
        self.token = Pace(allowed.token, name="token", shared=shared)
        # every place: secrets may not be guessed as fast as the network is
        self.signing = Pace(allowed.signing, name="signing", shared=shared)
        self.serials = Pace(allowed.serials, name="serials", shared=shared)
        self.typing = Pace(allowed.visitor)
        self.streams = Open()
        self._trusted = networks(allowed.trusted)

    def trusts(self, scope: Scope) -> bool:
        client = scope.get("client")
        return client is not None and _within(client[0], self._trusted)


def too_many(wait: float) -> Problem:
    from bot.problems import (
        Problem,  # the settings read this file for every command, which needs no web framework
    )

    seconds = max(1, math.ceil(wait))
    return Problem(
        429, f"that was a lot at once; please try again in {seconds} s", headers={"retry-after": str(seconds)}
    )


def place(scope: Scope) -> str:
    """Where a request comes from: the address, of IPv6 the network, in which everybody has many addresses."""
    client = scope.get("client")
    return _place(client[0]) if client is not None else ""


Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """``"127.0.0.1 10.0.0.0/8"``; ``*`` is everybody.  Raises ValueError."""
    return tuple(
        n
        for word in text.split()
        for n in (map(ip_network, ("0.0.0.0/0", "::/0")) if word == "*" else (ip_network(word),))
    )


@lru_cache(maxsize=4096)
def _within(host: str, trusted: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any((mapped or address) in network for network in trusted)


@lru_cache(maxsize=4096)
def _place(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or IPv6Network((int(address) >> 64 << 64, 64)))
    return host
