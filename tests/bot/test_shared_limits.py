"""Several servers count together in Redis; without Redis each counts alone, and nobody waits for it."""

from __future__ import annotations

import asyncio
import time

import pytest
import redis

from bot import shared_limits
from bot.limits import Allowed, Limits, Pace
from bot.shared_limits import PREFIX, SharedPaces


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with tests may take a second for what takes a millisecond."""
    monkeypatch.setattr(shared_limits, "TIMEOUT", 10.0)


@pytest.mark.usefixtures("patient")
def test_two_servers_count_together_and_keep_no_name(redis_url: str) -> None:
    async def run() -> None:
        one, two = (Limits(Allowed(sender=4), SharedPaces(redis_url)) for _ in range(2))
        waits = [await (one if n % 2 else two).sender.ask("138-0013-8000") for n in range(6)]
        assert waits[:4] == [0.0] * 4 and all(10 < wait <= 15 for wait in waits[4:]), waits
        assert await one.sender.ask("somebody else") == 0.0
        assert await two.visitor.ask("138-0013-8000") == 0.0, "each limit counts for itself"
        for limits in (one, two):
            assert limits.shared is not None
            await limits.shared.close()

    asyncio.run(run())
    with redis.Redis.from_url(redis_url) as client:
        keys = list(client.scan_iter(PREFIX + "*"))
        assert keys and not any(b"138" in key and b"8000" in key for key in keys)
        assert all(0 < client.pttl(key) <= 60_100 for key in keys), "nothing stays"


@pytest.mark.usefixtures("patient")
def test_many_at_once_get_no_more_than_there_is(redis_url: str) -> None:
    async def run() -> list[float]:
        shared = [SharedPaces(redis_url) for _ in range(4)]
        paces = [Pace(10, name="burst", shared=one) for one in shared]
        waits = await asyncio.gather(*(paces[n % 4].ask("x") for n in range(40)))
        for one in shared:
            await one.close()
        return waits

    assert sum(wait == 0.0 for wait in asyncio.run(run())) == 10


def test_without_redis_each_counts_alone_and_at_once() -> None:
    async def run() -> list[float]:
        limits = Limits(Allowed(token=2), SharedPaces("redis://127.0.0.1:9"))
        return [await limits.token.ask("erp") for _ in range(4)]

    began = time.monotonic()
    waits = asyncio.run(run())
    assert waits[:2] == [0.0, 0.0] and all(waits[2:]) and time.monotonic() - began < 1.5
