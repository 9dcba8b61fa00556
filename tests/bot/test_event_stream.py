"""The stream of Redis: every event, at least once, in the order of the log; how far it is stands in the database."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import redis

from bot.figures import Figures
from bot.integration import Reach, Stream
from handlers import integration
from storage.engine import Store
from tests.servers import redis_server
from tests.world import World

NAME = "baoxiu:events"


def stream(world: World, url: str, length: int = 1000) -> Stream:
    return Stream(world.house, Figures(), Reach(stream=NAME, redis_url=url, length=length))


def write(*writers: Stream, steps: int = 4) -> None:
    async def one(writer: Stream) -> None:
        for _ in range(steps):
            await writer.step()

    async def all_of_them() -> None:
        await asyncio.gather(*(one(w) for w in writers))

    asyncio.run(all_of_them())


def read(url: str) -> list[dict[str, Any]]:
    with redis.Redis.from_url(url) as client:
        return [json.loads(fields[b"event"]) for _, fields in client.xrange(NAME)]


def report(world: World, who: str) -> None:
    world.say("我家太阳能不出热水了，DEMO-P3-0001", plan="p3", who=who)


def test_every_event_once_by_two_writers_and_going_on_after_a_flush(store: Store, redis_url: str) -> None:
    world = World(store).settle()
    integration.have_stream(world.house, NAME)
    report(world, "one")
    report(world, "two")
    one, two = stream(world, redis_url), stream(world, redis_url)
    write(one, two)
    found = read(redis_url)
    ids = [int(e["id"].partition("-")[0]) for e in found]
    assert ids == sorted(set(ids)) and {e["type"] for e in found} >= {"ticket.opened", "severity.changed"}
    assert all("phone" not in e["data"] for e in found)
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    report(world, "three")
    write(one, two)
    after = read(redis_url)
    assert after[0]["type"] == "ticket.opened" and int(after[0]["id"].partition("-")[0]) > ids[-1], (
        "it goes on"
    )
    (known,) = integration.listing(world.house)
    assert integration.replay(world.house, known["id"], first=1) == len(found) + len(after)
    write(one, two)
    assert [e["id"] for e in read(redis_url)[len(after) :]] == [e["id"] for e in (*found, *after)], (
        "the same ids"
    )


def test_when_redis_was_killed_it_goes_on_where_it_was(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    world = World(store).settle()
    integration.have_stream(world.house, NAME)
    with redis_server("valkey") as url:
        writer = stream(world, url)
        report(world, "one")
        write(writer)
        first = read(url)
        assert first
    report(world, "two")
    with pytest.raises(redis.RedisError):
        write(writer)
    (known,) = integration.listing(world.house)
    assert "Error" in known["last_error"] and known["behind"] > 0
    with redis_server("valkey") as url:
        write(stream(world, url))
        assert read(url)[0]["data"]["channel"] == "terminal" and read(url)[0]["id"] not in [
            e["id"] for e in first
        ]
    store.close()


def test_the_stream_keeps_about_as_many_as_it_is_told(sqlite_url: str, redis_url: str) -> None:
    store = Store(sqlite_url)
    world = World(store).settle()
    integration.have_stream(world.house, NAME)
    from storage import tickets

    report(world, "one")

    def more(tx: Any) -> None:
        for n in range(900):
            tickets.write_log(tx, 1, world.house.now(), "visit.done", "user:1", {"visit": n})

    store.write(more)
    write(stream(world, redis_url, length=100), steps=6)
    assert 100 <= len(read(redis_url)) < 500
    store.close()
