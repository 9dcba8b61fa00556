"""One process fetches Telegram's updates at a time, and soon another one when it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram import polling, serving
from handlers import leases
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage.engine import Store
from tests.world import MONDAY

UPDATES = [{"update_id": 7}, {"update_id": 8}]


class Api:
    """Answers the first question at once, and keeps everybody waiting after that."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, Any]] = []
        self.ended = 0

    async def call(self, method: str, values: Mapping[str, Any], seconds: float) -> Any:
        self.asked.append(dict(values))
        if len(self.asked) == 1:
            return UPDATES
        try:
            await asyncio.Event().wait()
        finally:
            self.ended += 1


async def test_while_one_fetch_takes_long_it_is_said_again_that_we_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "RENEW", 0.05)
    api, said, taken, ours = Api(), [0], [], [True]

    async def mine() -> bool:
        said[0] += 1
        return ours[0]

    async def deliver(update: Mapping[str, Any]) -> None:
        taken.append(update["update_id"])

    running = asyncio.create_task(polling.poll(api.call, deliver, mine))
    async with asyncio.timeout(10):
        while said[0] < 6:
            await asyncio.sleep(0.02)
        assert (taken, api.asked[1]["offset"], api.ended) == ([7, 8], 9, 0)
        ours[0] = False  # somebody else has taken over: the fetch under way ends
        while not api.ended:
            await asyncio.sleep(0.02)
    assert len(api.asked) == 2
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_whoever_cannot_say_so_does_not_fetch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "RENEW", 0.05)
    api, said = Api(), [0]

    async def mine() -> bool:
        said[0] += 1
        if said[0] > 3:
            raise ConnectionError("the database does not answer")
        return True

    async def deliver(update: Mapping[str, Any]) -> None:
        pass

    running = asyncio.create_task(polling.poll(api.call, deliver, mine))
    async with asyncio.timeout(10):
        while not api.ended:
            await asyncio.sleep(0.02)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def test_another_one_takes_over_within_a_quarter_of_a_minute(store: Store) -> None:
    """After a kill -9; the same one, started again, goes on at once."""
    now = [MONDAY]
    house = House(store, load_plans(None), parse, now=lambda: now[0])

    def holds(who: str) -> bool:
        return leases.hold(house, serving.POLLER, who, serving.LEASE)

    assert holds("one") and not holds("two")
    now[0] += timedelta(seconds=serving.LEASE - 1)
    assert not holds("two") and holds("one")
    now[0] += timedelta(seconds=serving.LEASE + 0.1)
    assert holds("two") and not holds("one")
    assert serving.LEASE + polling.NOT_OURS <= 15
    assert polling.RENEW * 2 < serving.LEASE, "one renewal may fail"
