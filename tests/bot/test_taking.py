"""On SQLite whatever has come is taken in together: nobody waits for the disk alone, and nobody answers for another."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest
from sqlalchemy import event, select

from bot import turns as module
from bot.figures import Figures
from bot.problems import Problem
from bot.turns import TOGETHER, Turns
from handlers.events import Inbound, Turn
from handlers.house import House
from handlers.turn import BadEvent
from nlu.understanding import Understanding
from storage.models import Message

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


class Held:
    """The first event is not understood until :meth:`go`, so that others come meanwhile."""

    def __init__(self, house: House) -> None:
        self._parse = house.parse
        self._go, self._began = threading.Event(), threading.Event()
        self.turns = Turns(replace(house, parse=self._wait), Figures())
        first = self.turns.turn(Inbound("rest", "first", "first", "你好"), lambda t: t.message_id)
        self.first = asyncio.ensure_future(first)

    async def begun(self) -> None:
        assert await asyncio.to_thread(self._began.wait, 10)

    def _wait(self, text: str, lang: str | None) -> Understanding:
        if text == "你好":
            self._began.set()
            assert self._go.wait(10)
        return self._parse(text, lang)

    def go(self) -> None:
        self._go.set()


def coming(turns: Turns, count: int) -> list[asyncio.Future[int]]:
    return [
        asyncio.ensure_future(
            turns.turn(Inbound("rest", f"c{n}", f"c{n}", f"你好 {n}"), lambda t: t.message_id)
        )
        for n in range(count)
    ]


def texts(house: House) -> set[str]:
    return set(
        house.store.read(
            lambda tx: tx.sql.execute(select(Message.text).where(Message.direction == "in")).scalars().all()
        )
    )


@on_sqlite
async def test_who_comes_while_others_are_taken_in_shares_the_next_commit(house: House) -> None:
    held = Held(house)
    turns = held.turns
    await held.begun()
    others = coming(turns, TOGETHER + 2)
    await asyncio.sleep(0.05)
    commits: list[int] = []
    event.listen(house.store.engine, "commit", lambda sql: commits.append(1))
    held.go()
    got = await asyncio.gather(held.first, *others)
    turns.close()
    assert len(set(got)) == TOGETHER + 3, "each has an answer of its own"
    assert len(commits) < TOGETHER / 2, "half of those who are there share one, again and again"
    assert texts(house) == {"你好", *(f"你好 {n}" for n in range(TOGETHER + 2))}


@on_sqlite
async def test_while_the_disk_is_waited_for_the_next_is_understood(house: House) -> None:
    understood, go = threading.Event(), threading.Event()

    def parse(text: str, lang: str | None) -> Understanding:
        if text == "你好 1":
            understood.set()
        return house.parse(text, lang)

    turns = Turns(replace(house, parse=parse), Figures())
    event.listen(house.store.engine, "commit", lambda sql: go.wait(10))
    first, second = coming(turns, 2)
    assert await asyncio.to_thread(understood.wait, 5)
    assert not first.done() and not second.done(), "nobody is answered before it is on the disk"
    go.set()
    assert len(set(await asyncio.gather(first, second))) == 2
    turns.close()


@on_sqlite
async def test_what_is_wrong_with_one_is_said_to_that_one(house: House) -> None:
    held = Held(house)
    turns = held.turns
    await held.begun()

    def breaks(turn: Turn) -> int:
        raise ZeroDivisionError

    wrong = asyncio.ensure_future(turns.turn(Inbound("rest", "w", "w", "x" * 30_000), lambda t: 0))
    broken = asyncio.ensure_future(turns.turn(Inbound("rest", "b", "b", "hello"), breaks))
    others = coming(turns, 3)
    await asyncio.sleep(0.05)
    held.go()
    found = await asyncio.gather(held.first, wrong, broken, *others, return_exceptions=True)
    turns.close()
    assert [type(f) for f in found] == [int, BadEvent, ZeroDivisionError, int, int, int]
    assert "hello" in texts(house), "its answer broke, not its turn"


@on_sqlite
async def test_too_many_are_refused_and_room_is_given_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAITING_AT_MOST", 4)
    held = Held(house)
    turns = held.turns
    await held.begun()
    others = coming(turns, 5)
    await asyncio.sleep(0.05)
    held.go()
    found = await asyncio.gather(held.first, *others, return_exceptions=True)
    assert [type(f) for f in found] == [int, int, int, int, Problem, Problem]
    await asyncio.gather(*coming(turns, 4))
    turns.close()


@on_sqlite
async def test_who_waits_too_long_is_told_and_is_taken_in_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.1)
    held = Held(house)
    turns = held.turns
    await held.begun()
    (late,) = coming(turns, 1)
    with pytest.raises(Problem, match="longer"):
        await late
    held.go()
    with pytest.raises(Problem, match="longer"):
        await held.first
    while "你好 0" not in texts(house):
        await asyncio.sleep(0.02)
    turns.close()


@on_sqlite
async def test_when_it_closes_nobody_waits_for_ever(house: House) -> None:
    held = Held(house)
    turns = held.turns
    await held.begun()
    others = coming(turns, 3)
    await asyncio.sleep(0.05)
    closing = asyncio.ensure_future(asyncio.to_thread(turns.close))
    await asyncio.sleep(0.05)
    held.go()
    async with asyncio.timeout(5):
        await closing
        assert isinstance(await held.first, int), "what was begun is ended"
        found = await asyncio.gather(*others, return_exceptions=True)
    assert [type(f) for f in found] == [asyncio.CancelledError] * 3
    assert texts(house) == {"你好"}
