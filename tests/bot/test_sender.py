"""The loop that delivers: several at a time, and few claims."""

from __future__ import annotations

import asyncio
import time
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


class Overlapping(Patient):
    """Notes what is sent while it is being sent already."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.under_way: set[str] = set()
        self.twice_at_once: list[str] = []

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> None:
        if address in self.under_way:
            self.twice_at_once.append(address)
        self.under_way.add(address)
        try:
            await super().send(address, message, arrived)
        finally:
            self.under_way.discard(address)


async def test_an_attempt_ends_before_its_claim_where_that_cannot_be_renewed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else another sender sends it and what comes after it, and then the first attempt arrives."""

    def gone(*_: object) -> None:
        raise OSError("the database is gone")

    monkeypatch.setattr(messages, "LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr(sending, "still_flying", gone)
    receive(house, Inbound("telegram", "5", "update:1:5", "hello", plan="p3"))
    channel = Overlapping(1.8)
    loops = [sender(house, {"telegram": channel}, Figures()) for _ in range(2)]
    for loop in loops:
        loop.start()
    async with asyncio.timeout(20):
        while not channel.began:
            await asyncio.sleep(0.05)
    await asyncio.sleep(1.2)
    for loop in loops:
        await loop.stop()
    assert not channel.twice_at_once and not channel.done
    (row,) = house.store.read(lambda tx: messages.history(tx, 1))[-1:]
    assert row.status == "pending" and row.data["perhaps_twice"]


async def test_what_the_database_gives_too_late_is_left_to_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LEASE", timedelta(seconds=0.3))
    receive(house, Inbound("telegram", "5", "update:1:5", "hello", plan="p3"))
    take, slow = sending.take, [True]

    def late(*given):
        found = take(*given)
        if found and slow:
            slow.pop()
            time.sleep(0.5)
        return found

    monkeypatch.setattr(sending, "take", late)
    channel = Patient(0)
    loop = sender(house, {"telegram": channel}, Figures())
    loop.start()
    async with asyncio.timeout(20):
        while not channel.done:
            await asyncio.sleep(0.02)
    await loop.stop()
    assert not slow and channel.began == ["5"]
    (row,) = house.store.read(lambda tx: messages.history(tx, 1))[-1:]
    assert (row.status, row.attempts) == ("sent", 2)


def test_a_late_word_about_an_attempt_is_not_taken_for_one_about_the_next(house: House) -> None:
    """Also where the attempt did not count: its answer may have been lost and be written down once more."""
    receive(house, Inbound("telegram", "5", "update:1:1", "hello", plan="p3"))
    (first,) = sending.take(house, {"telegram"})
    sending.not_delivered(house, first, "no route", 0.0, counts=False)
    later = replace(house, now=lambda: house.now() + timedelta(seconds=1))
    (second,) = sending.take(later, {"telegram"})
    sending.not_delivered(house, first, "no route", 0.0, counts=False)
    assert not sending.take(later, {"telegram"}), "the second attempt is under way"
    sending.not_delivered(later, second, "no route", 0.0, counts=False)
    (third,) = sending.take(replace(house, now=lambda: house.now() + timedelta(seconds=2)), {"telegram"})
    assert (third.attempt, third.uncounted, third.unsure) == (3, 2, 0)


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
