"""Signals wake whoever listens, from any thread, and never keep anybody from stopping."""

from __future__ import annotations

import asyncio
import threading
import time

from storage.signals import Signals, wait


async def test_a_wake_from_another_thread_ends_the_wait() -> None:
    signals = Signals()
    with signals.listen("outbox") as woken:
        began = time.monotonic()
        threading.Timer(0.05, signals.wake, [["outbox"]]).start()
        await wait(woken, 10)
        assert time.monotonic() - began < 5


async def test_a_wake_before_the_wait_is_not_lost_and_counts_once() -> None:
    signals = Signals()
    with signals.listen("outbox") as woken:
        signals.wake(["outbox"])
        await asyncio.sleep(0)
        await wait(woken, 10)
        began = time.monotonic()
        await wait(woken, 0.05)
        assert time.monotonic() - began >= 0.04, "one wake ended two waits"


async def test_other_topics_do_not_wake() -> None:
    signals = Signals()
    with signals.listen("outbox") as woken:
        signals.wake(["clocks"])
        began = time.monotonic()
        await wait(woken, 0.05)
        assert time.monotonic() - began >= 0.04


async def test_a_wake_at_the_moment_of_cancelling_does_not_swallow_it() -> None:
    """``asyncio.wait_for`` of Python 3.11 does: then a server that was busy never stopped."""
    signals = Signals()

    async def work() -> None:
        with signals.listen("outbox") as woken:
            while True:
                await wait(woken, 60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.01)
    for steps in range(4):  # the event is set, its waiter is told, and the cancelling comes in between
        signals.wake(["outbox"])
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait((task,), timeout=1)
        assert done, f"still running, {steps} steps after the wake"
        assert task.cancelled()
        task = asyncio.create_task(work())
        await asyncio.sleep(0.01)
    task.cancel()


async def test_who_has_gone_is_not_woken() -> None:
    signals = Signals()
    with signals.listen("outbox"):
        pass
    signals.wake(["outbox"])
    assert not signals._waiters
