"""One house by several servers, each with a part of the work: ``baoxiu serve --role``."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers import integration
from storage import conversations
from storage.engine import Store
from tests.process import baoxiu, free_port, serving, surroundings
from tests.receivers import receiving
from tests.world import World

KEY = "a key that all of these servers have, long enough"


def by(seconds: float, what: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    return what()


def status(url: str, body: object = None) -> int:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("redis_url", ["valkey"], indirect=True)
def test_each_does_its_part_and_nothing_else(tmp_path: Path, pg_url: str, redis_url: str) -> None:
    world = World(Store(pg_url), datetime.now(UTC)).settle()
    shared = {"database_url": pg_url, "redis_url": redis_url, "secret_key": KEY, "events_networks": "*"}
    hook = "/webhooks/rest/webhook"
    said = {"sender": "lee", "message": "我家太阳能不出热水了，DEMO-P3-0001", "metadata": {"plan": "p3"}}
    with ExitStack() as up, receiving() as there:
        integration.subscribe(world.house, KEY, there.url, types=["ticket.opened"])
        web = up.enter_context(serving(tmp_path, role="web", **shared))
        assert status(web.url + hook, said) == 200

        def silent_since(minutes: int) -> bool:
            row = world.store.read(lambda tx: conversations.find(tx, "rest", "lee"))
            assert row is not None
            if minutes:
                past = world.store.read(lambda tx: row.created_at) - timedelta(minutes=minutes)
                world.store.write(lambda tx: conversations.save(tx, row.id, look_at=past))
            return row.look_at is not None and row.look_at < row.created_at

        silent_since(5)
        time.sleep(1.5)
        assert there.seen == [] and silent_since(0), "the web server sends nothing and fires no clock"
        sender = up.enter_context(serving(tmp_path, role="sender", **shared))
        assert by(15, lambda: len(there.events) == 1)
        assert silent_since(0)
        clockwork = up.enter_context(serving(tmp_path, role="clockwork", **shared))
        assert by(15, lambda: not silent_since(0))
        for other in (sender, clockwork):
            assert status(other.url + "/readyz") == 200
            assert [status(other.url + path) for path in ("/chat", "/console", "/docs")] == [404] * 3
            assert status(other.url + hook, said) == 404
    world.store.close()


def test_a_role_without_a_shared_database_is_refused(tmp_path: Path) -> None:
    made = baoxiu("serve", "--role", "web", env=surroundings(tmp_path, port=str(free_port())))
    assert made.returncode == 1 and "BAOXIU_ROLE=web" in made.stderr and "PostgreSQL" in made.stderr
    wrong = baoxiu("serve", "--role", "chief", env=surroundings(tmp_path, port=str(free_port())))
    assert wrong.returncode == 1 and "BAOXIU_ROLE" in wrong.stderr and "'clockwork'" in wrong.stderr
