"""What comes live to the console, over HTTP: at once, again after a gap, and never to somebody who has left."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from bot.console import live_pages
from handlers import live
from handlers.house import House
from storage import queue as stored_queue
from tests.bot.office import ON_SQLITE, Office, clock, cookie, house, listening, office  # noqa: F401 - fixtures


async def test_an_event_arrives_when_the_customer_says_something(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    last = int(ann.first(r'data-last="(\d+)"'))
    async with listening(office.place, cookie(ann), None, after=last) as stream:
        await stream.until(lambda s: "still here" in s.raw)
        assert stream.status == 200 and stream.raw.startswith("text/event-stream")
        assert stream.events == []
        await asyncio.to_thread(customer.say, "还在滴水")
        await stream.until(lambda s: s.events)
        await asyncio.sleep(0.2)
        assert {c for _, _, c in stream.events} == {customer.conversation}
        assert all(i > last for i, _, _ in stream.events), "what the page shows already is told again"
        assert "滴水" not in stream.raw, "the feed tells what was said to whoever listens"


async def test_after_a_gap_everything_missed_is_replayed_once(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    async with listening(office.place, cookie(ann), None) as stream:
        await stream.until(lambda s: s.events)
        await asyncio.to_thread(customer.say, "在吗")
        await asyncio.sleep(0.3)
        known = stream.events
    await asyncio.to_thread(customer.say, "还在滴水")
    other = await asyncio.to_thread(office.customer, "热水器着火了")
    async with listening(office.place, cookie(ann), known[-1][0]) as stream:
        await stream.until(lambda s: any(c == other.conversation for _, _, c in s.events))
        await asyncio.to_thread(customer.say, "喂")
        await stream.until(lambda s: s.events[-1][2] == customer.conversation)
        await asyncio.sleep(0.2)
        both = [i for i, _, _ in known + stream.events]
    async with listening(office.place, cookie(ann), None) as stream:
        await stream.until(lambda s: s.events)
        everything = [i for i, _, _ in stream.events]
    assert both == everything == sorted(set(everything))


@ON_SQLITE
async def test_many_open_consoles_ask_the_database_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = office.customer("水箱漏水", "转人工")
    people = [office.person(login) for login in ("ann", "bob", "sue") for _ in range(3)]
    last = int(people[0].first(r'data-last="(\d+)"'))
    async with AsyncExitStack() as opened:
        streams = [
            await opened.enter_async_context(listening(office.place, cookie(person), None, after=last))
            for person in people
        ]
        for stream in streams:
            await stream.until(lambda s: "still here" in s.raw)
        asked: list[int] = []
        news = live.news

        def counted(house: House, after: int, known: Collection[int]) -> list[live.Change]:
            asked.append(after)
            return news(house, after, known)

        monkeypatch.setattr(live, "news", counted)
        await asyncio.to_thread(customer.say, "还在滴水")
        for stream in streams:
            await stream.until(lambda s: s.events)
        assert len(asked) <= 4, f"{len(streams)} consoles asked {len(asked)} times"
        assert len({tuple(s.events) for s in streams}) == 1, "not everybody is told the same"


@ON_SQLITE
@pytest.mark.parametrize("end", ["logout", "let go"])
async def test_a_stream_ends_with_the_session_and_tells_nothing_more(office: Office, end: str) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    last = int(ann.first(r'data-last="(\d+)"'))
    async with listening(office.place, cookie(ann), None, after=last) as stream:
        await stream.until(lambda s: "still here" in s.raw)
        if end == "logout":
            await asyncio.to_thread(ann.do, "logout")
        else:
            await asyncio.to_thread(office.user, "ann", active=False)
        await asyncio.to_thread(customer.say, "我的电话是13800138000")
        await stream.until(lambda s: s.ended)
        assert stream.events == []


@ON_SQLITE
async def test_a_stream_keeps_what_its_reader_holds_however_much_happens(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_pages, "KEEP_ALIVE", 0.05)
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    before = office.place.house.store.read(lambda tx: stored_queue.get(tx, 1)).lease_until
    office.clock.now += timedelta(minutes=9)
    async with listening(office.place, cookie(ann), None) as stream:
        for n in range(4):
            await asyncio.to_thread(customer.say, f"还在滴水{n}")
            await asyncio.sleep(0.03)
        await stream.until(lambda s: s.events)
    after = office.place.house.store.read(lambda tx: stored_queue.get(tx, 1)).lease_until
    assert after - before == timedelta(minutes=9)
