"""Redis is killed, stalled and emptied in the middle of conversations: everything arrives, found by looking instead of by
being woken."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.engine import Store
from tests.bot_api import BotApi, Person, bot_api
from tests.chaos.fleet import KEY, Cache
from tests.chaos.proxy import proxy
from tests.process import serving
from tests.world import World

SECONDS = 15.0  # in which everything arrives without Redis


def answered(api: BotApi, person: Person, line: str) -> float:
    """How many seconds until there is an answer."""
    before, began = len(api.texts(person)), time.monotonic()
    person.says(line)
    api.wait(lambda: len(api.texts(person)) > before, SECONDS)
    return time.monotonic() - began


@pytest.mark.long
def test_nothing_is_lost_while_redis_is_away(tmp_path: Path, pg_url: str) -> None:
    """Web and sender are two processes: what the one writes the other has to find."""
    store = Store(pg_url)
    World(store, datetime.now(UTC)).settle()
    store.close()
    cache = Cache()
    with ExitStack() as up:
        up.callback(cache.close)
        api = up.enter_context(bot_api())
        way = up.enter_context(proxy(cache.start()))
        shared = {
            "database_url": pg_url, "redis_url": f"redis://127.0.0.1:{way.port}/0", "secret_key": KEY, "default_plan": "p3",
            "telegram_token": api.token, "telegram_api": api.url, "telegram_rate": "1000",
        }  # fmt: skip
        for role in ("web", "sender"):
            up.enter_context(serving(tmp_path, role=role, **shared))
        person = api.person("Lee", "zh")
        answered(api, person, "我家热水器水箱一直滴水")
        happens: list[tuple[str, Callable[[], object]]] = [
            ("DEMO-P3-0001", cache.flush),
            ("王建国 13800138000", way.cut),
        ]
        for line, what in happens:
            what()
            answered(api, person, line)
        with cache.stalled():
            answered(api, person, "杭州市西湖区文三路12号")
        cache.kill()
        answered(api, person, "1")
        way.upstream = cache.start()
        answered(api, person, "确认")
        texts = api.texts(person)
        assert len(texts) == len(set(texts)) >= 6, "something came twice"
        assert not api.pending()
