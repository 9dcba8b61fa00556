"""The loop that delivers: several at a time, and few claims."""

from __future__ import annotations

import asyncio

import pytest

from bot.figures import Figures
from bot.sender import sender
from handlers import sending
from handlers.events import Inbound, Outgoing
from handlers.house import House
from handlers.turn import receive

TALKS = 40


class Slow:
    name = "telegram"

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.all = asyncio.Event()

    async def send(self, address: str, message: Outgoing) -> None:
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
