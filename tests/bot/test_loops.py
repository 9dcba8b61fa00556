"""The sender and clockwork: what is committed is delivered, once, in order, and errors do not stop them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import loops
from bot.figures import Figures
from bot.loops import Loop
from bot.sender import Arrived, Dead, Retry, _land, sender
from handlers.events import Inbound, Outgoing
from handlers.house import House
from handlers.turn import receive
from storage import conversations
from storage.models import Message
from storage.signals import Signals


class Pushed:
    """A channel that notes what it delivered and fails as it is told."""

    name = "push"

    def __init__(self, *fates: Exception | None) -> None:
        self.fates = list(fates)
        self.sent: list[tuple[str, str]] = []
        self.tries = 0

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> None:
        self.tries += 1
        fate = self.fates.pop(0) if self.fates else None
        if fate is not None:
            raise fate
        self.sent.append((address, message.text))


def statuses(house: House) -> list[str]:
    rows = house.store.read(
        lambda tx: tx.sql.exec_driver_sql(
            "select status from messages where direction = 'out' order by id"
        ).all()
    )
    return [row[0] for row in rows]


async def until(done: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not done():
            await asyncio.sleep(0.02)


async def run(house: House, channel: Pushed, done: Callable[[], bool]) -> Figures:
    figures = Figures()
    loop = sender(house, {"push": channel}, figures)
    loop.start()
    try:
        await until(done)
    finally:
        await loop.stop()
    return figures


def say(house: House, text: str, address: str = "anna") -> None:
    receive(house, Inbound("push", address, f"{address} {text}", text, plan="p3"))


async def test_replies_are_delivered_in_their_order(house: House) -> None:
    channel = Pushed()
    say(house, "水箱漏水")
    written = len(statuses(house))
    assert written > 1 and set(statuses(house)) == {"pending"}
    await run(house, channel, lambda: "pending" not in statuses(house))
    texts = select(Message.text).where(Message.direction == "out").order_by(Message.id)
    written_down = house.store.read(lambda tx: tx.sql.execute(texts).scalars().all())
    assert channel.sent == [("anna", text) for text in written_down]


async def test_a_commit_wakes_the_sender(house: House) -> None:
    channel = Pushed()
    loop = sender(house, {"push": channel}, Figures())
    loop.start()
    try:
        await asyncio.sleep(0.3)  # it sleeps now, for ten seconds
        await asyncio.to_thread(say, house, "你好")
        await until(lambda: bool(channel.sent), seconds=3)
    finally:
        await loop.stop()


async def test_a_loop_ends_although_a_cancellation_got_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "STOP_AGAIN", 0.05)
    began: list[int] = []

    async def step() -> float:
        began.append(1)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            if len(began) > 1:
                raise
        return 0.0

    loop = Loop("deaf", step, house.store.signals.listen, ("nothing",), Figures())
    loop.start()
    while not began:
        await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        await loop.stop()


async def test_nothing_is_waited_for_when_the_last_message_landed_in_the_moment_of_stopping() -> None:
    """``asyncio.wait`` of nothing raises, which hid the cancellation: the sender never ended."""
    await _land(set())


async def test_a_failing_channel_is_tried_again_and_the_order_is_kept(house: House) -> None:
    channel = Pushed(Retry("too fast", after=0.05), ConnectionError("reset"))
    say(house, "水箱漏水")
    loop_house = house
    figures = await run(loop_house, channel, lambda: "pending" not in statuses(house))
    assert set(statuses(house)) == {"sent"}
    assert channel.tries == len(channel.sent) + 2
    assert (
        figures.registry.get_sample_value("baoxiu_deliveries_total", {"channel": "push", "outcome": "retry"})
        == 2
    )


async def test_what_can_never_be_delivered_is_kept_as_dead_and_the_rest_goes_on(house: House) -> None:
    channel = Pushed(Dead("the customer has blocked us"))
    say(house, "水箱漏水")
    await run(house, channel, lambda: "pending" not in statuses(house))
    assert statuses(house)[0] == "dead" and set(statuses(house)[1:]) == {"sent"}


async def test_what_the_bot_wrote_before_a_person_took_over_is_never_sent(house: House) -> None:
    channel = Pushed()
    say(house, "水箱漏水")

    def take_over(tx: Any) -> None:
        row = conversations.find(tx, "push", "anna")
        assert row is not None
        conversations.set_owner(tx, row.id, "user:1", house.now())

    house.store.write(take_over)
    await run(house, channel, lambda: "pending" not in statuses(house))
    assert channel.sent == [], "a stale message of the bot was sent"
    assert set(statuses(house)) == {"refused"}


async def test_a_loop_survives_its_errors_and_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.loops.REST", (0.01,))
    steps: list[int] = []

    async def step() -> float:
        steps.append(1)
        if len(steps) < 3:
            raise RuntimeError("a bad day")
        return 60.0

    signals, figures = Signals(), Figures()
    loop = Loop("test", step, signals.listen, ("work",), figures)
    loop.start()
    await until(lambda: len(steps) == 3)
    signals.wake({"other"})
    await asyncio.sleep(0.05)
    assert len(steps) == 3
    signals.wake({"work"})
    await until(lambda: len(steps) == 4)
    async with asyncio.timeout(1):
        await loop.stop()
    assert figures.registry.get_sample_value("baoxiu_loop_errors_total", {"loop": "test"}) == 2


async def test_clockwork_fires_what_is_due(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.clockwork import clockwork

    fired = asyncio.Event()
    running = asyncio.get_running_loop()

    def fire(house: House, now: object) -> int:
        running.call_soon_threadsafe(fired.set)
        return 1

    monkeypatch.setattr("bot.clockwork.watch.fire", fire)
    monkeypatch.setattr("bot.clockwork.watch.next_due", lambda house, now: now + timedelta(seconds=1))
    loop = clockwork(house, Figures())
    loop.start()
    try:
        async with asyncio.timeout(5):
            await fired.wait()
            fired.clear()
            await fired.wait()  # again when the next one is due, long before the 15 s are over
    finally:
        await loop.stop()
