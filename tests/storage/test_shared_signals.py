"""Signals through Redis wake other processes at once, and Redis may go and come back."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from storage.shared_signals import CHANNEL, MOST, SharedSignals
from storage.signals import wait
from tests.process import ROOT
from tests.servers import REDIS, redis_server

LONG = 20.0  # seconds that nobody waits for when signals arrive


@contextmanager
def signals(url: str, connected: bool = True) -> Iterator[SharedSignals]:
    made = SharedSignals(url)
    try:
        if connected:
            assert made.connected.wait(10)
        yield made
    finally:
        made.close()


async def took(event: asyncio.Event, seconds: float = LONG) -> float:
    began = time.monotonic()
    await wait(event, seconds)
    return time.monotonic() - began


async def settle(event: asyncio.Event) -> None:
    """Connecting wakes everybody once; wait until that is over."""
    await wait(event, 0.3)


async def test_another_process_is_woken_for_its_topic_only(redis_url: str) -> None:
    program = (
        "import sys; from storage.shared_signals import SharedSignals as S; s = S(sys.argv[1]); "
        "s.connected.wait(10); s.wake(['outbox']); import time; time.sleep(1); s.close()"
    )
    with signals(redis_url) as here, here.listen("outbox") as mine, here.listen("queue") as other:
        await settle(mine)
        other.clear()
        child = subprocess.Popen([sys.executable, "-c", program, redis_url], cwd=ROOT)
        try:
            assert await took(mine) < LONG / 2
        finally:
            child.wait(20)
        assert not other.is_set()


async def test_a_process_wakes_itself_without_redis_and_does_not_hear_itself_again(redis_url: str) -> None:
    with signals(redis_url) as here, here.listen("outbox") as mine:
        await settle(mine)
        here.wake(["outbox"])
        assert await took(mine) < 1
        assert await took(mine, 0.5) > 0.4, "its own echo woke it"
    with signals("redis://127.0.0.1:1", connected=False) as alone, alone.listen("outbox") as mine:
        alone.wake(["outbox"])
        assert await took(mine) < 1


@pytest.mark.parametrize("kind", list(REDIS))
async def test_redis_may_be_gone_and_come_back(kind: str) -> None:
    with redis_server(kind) as url:
        first, second = SharedSignals(url), SharedSignals(url)
        try:
            assert first.connected.wait(10) and second.connected.wait(10)
            with redis.Redis.from_url(url) as admin, second.listen("outbox") as mine:
                await settle(mine)
                for _ in range(3):
                    admin.client_kill_filter(_type="pubsub", skipme=True)
                    admin.client_kill_filter(_type="normal", skipme=True)
                assert await took(mine) < LONG / 2, "what was missed is unknown, so all are woken"
                assert await asyncio.to_thread(first.connected.wait, 10)
                await settle(mine)
                first.wake(["outbox"])
                assert await took(mine) < LONG / 2
        finally:
            first.close()
            second.close()


async def test_a_flood_while_redis_is_away_stays_small_and_wakes_everybody(redis_url: str) -> None:
    with signals(redis_url) as far, far.listen("queue") as anybody, signals(redis_url) as near:
        await settle(anybody)
        for i in range(20):
            near.wake([f"conversation:{i}-{j}" for j in range(MOST)])
        assert await took(anybody) < LONG / 2


@pytest.mark.parametrize(
    "said",
    [b"", b"\xff\xfe", b"[1]", b"{}", b"null", b'["x", 5]', b"[" * 5000],
    ids=lambda said: repr(said[:9]),
)
async def test_what_strangers_publish_does_no_harm(redis_url: str, said: bytes) -> None:
    with (
        signals(redis_url) as here,
        here.listen("outbox") as mine,
        redis.Redis.from_url(redis_url) as stranger,
    ):
        await settle(mine)
        stranger.publish(CHANNEL, said)
        stranger.publish(CHANNEL, b'["somebody", ["outbox"]]')
        assert await took(mine) < LONG / 2


def test_a_server_that_cannot_be_reached_delays_nobody_and_closing_is_quick() -> None:
    began = time.monotonic()
    here = SharedSignals("redis://127.0.0.1:1")
    for i in range(1000):
        here.wake([f"conversation:{i}"])
    assert time.monotonic() - began < 1
    here.close()
    assert time.monotonic() - began < 15


def test_a_url_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="scheme"):
        SharedSignals("http://127.0.0.1:6379")
