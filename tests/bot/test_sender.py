"""The loop that delivers: several at a time, and few claims."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.figures import Figures
from bot.sender import Arrived, sender
from handlers import sending
from handlers.events import Inbound, Outgoing
from handlers.house import House
from handlers.turn import receive
from storage import messages

TALKS = 40


class Patient:
    """Takes longer for one message than a claim lasts."""

    name = "telegram"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.began: list[str] = []
        self.done: list[str] = []

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> None:
        self.began.append(address)
        await asyncio.sleep(self.seconds)
        self.done.append(address)


async def test_a_slow_sender_that_lives_is_not_taken_for_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three processes; what one of them sends takes three times as long as a claim that nobody renews."""
    monkeypatch.setattr(messages, "LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr("bot.sender.RENEW", timedelta(seconds=0.15))
    for n in range(4):
        receive(house, Inbound("telegram", str(n), f"update:1:{n}", "hello", plan="p3"))
    channel = Patient(1.8)
    loops = [sender(house, {"telegram": channel}, Figures()) for _ in range(3)]
    for loop in loops:
        loop.start()
    async with asyncio.timeout(20):
        while len(channel.done) < 4:
            await asyncio.sleep(0.05)
    for loop in loops:
        await loop.stop()
    assert sorted(channel.began) == ["0", "1", "2", "3"]


def test_what_a_killed_sender_held_is_free_within_seconds(house: House) -> None:
    now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    receive(replace(house, now=lambda: now), Inbound("telegram", "5", "update:1:1", "hello", plan="p3"))
    (held,) = sending.take(replace(house, now=lambda: now), {"telegram"})
    sending.still_flying(replace(house, now=lambda: now + timedelta(seconds=8)), [held])
    late = replace(house, now=lambda: now + timedelta(seconds=22))
    assert not sending.take(late, {"telegram"}), "it was renewed"
    late = replace(house, now=lambda: now + timedelta(seconds=24))
    (again,) = sending.take(late, {"telegram"})
    assert (again.attempt, again.unsure) == (2, 1)
    sending.still_flying(late, [held])  # back from the dead: the claim is somebody else's now
    sending.not_delivered(late, held, "cut")
    row = house.store.read(lambda tx: messages.get(tx, again.message.id))
    assert row.attempts == 2 and row.error is None, "its word does not count any more"


class Slow:
    name = "telegram"

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.all = asyncio.Event()

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> None:
        await asyncio.sleep(0.002 * (int(address) % 7))
        self.arrived.append(address)
        if len(self.arrived) == TALKS:
            self.all.set()


async def test_claims_several_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim looks through everything that waits; one for each message made a backlog four times as long."""
    for n in range(TALKS):
        receive(house, Inbound("telegram", str(n), f"update:1:{n}", "hello", plan="p3"))
    claims, take = [], sending.take

    def counted(*given):
        claims.append(given[2])
        return take(*given)

    monkeypatch.setattr(sending, "take", counted)
    channel = Slow()
    loop = sender(house, {"telegram": channel}, Figures(house.tally))
    loop.start()
    async with asyncio.timeout(30):
        await channel.all.wait()
    await loop.stop()
    assert sorted(channel.arrived, key=int) == [str(n) for n in range(TALKS)]
    assert min(claims) >= 5
