"""``baoxiu doctor``: what it finds, and that it says what to do."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot import doctor
from bot.doctor import Finding
from bot.settings import Settings
from storage import conversations, messages
from storage.engine import Store
from storage.models import Ticket
from tests.bot_api.serving import bot_api
from tests.process import baoxiu, surroundings
from tests.world import World


def found(**settings: Any) -> dict[str, Finding]:
    """By what was looked at; the worst of each."""
    worst: dict[str, Finding] = {}
    order = ("ok", "look", "wrong")
    for one in doctor.examine(Settings(_env_file=None, **settings)):
        if one.what not in worst or order.index(one.state) > order.index(worst[one.what].state):
            worst[one.what] = one
    return worst


def test_a_new_installation_is_told_what_is_missing(tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    done = baoxiu("doctor", env=env)
    assert done.returncode == 1 and "baoxiu db upgrade" in done.stdout and "Traceback" not in done.stderr
    assert baoxiu("db", "upgrade", env=env).returncode == 0
    done = baoxiu("doctor", "--json", env=env)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one for one in lines if one["state"] == "wrong"] == [
        {"what": "people", "state": "wrong", "found": "0 can log in", "todo": "baoxiu user add LOGIN --role administrator"}
    ]  # fmt: skip


def test_what_works_is_said_to_work(tmp_path: Path, store_url: str, redis_url: str) -> None:
    seen = found(home=tmp_path, database_url=store_url, redis_url=redis_url)
    for what in ("plans", "database", "schema", "redis", "clock of redis", "understanding", "channels"):
        assert seen[what].state == "ok", seen[what]
    assert ("clock of the database" in seen) is store_url.startswith("postgresql")


def test_messages_that_nobody_sends_and_clocks_that_nobody_fires(tmp_path: Path, sqlite_url: str) -> None:
    world = World(Store(sqlite_url), datetime.now(UTC) - timedelta(minutes=9)).settle()
    world.say("我家太阳能不出热水了，DEMO-P3-0001", plan="p3")

    def before(tx: Any) -> None:
        now = world.now
        row = conversations.lock(tx, "telegram", "1", now, plan="p3")
        messages.add(tx, [{"conversation_id": row.id, "channel": "telegram", "direction": "out", "author": "bot",
                           "text": "…", "created_at": now, "status": "pending"}])  # fmt: skip
        tx.sql.execute(update(Ticket).values(watch_at=now))

    world.store.write(before)
    world.store.close()
    seen = found(home=tmp_path, database_url=sqlite_url)
    assert (
        seen["messages"].state == "wrong"
        and "9 min" in seen["messages"].found
        and "sender" in seen["messages"].todo
    )
    assert seen["clockwork"].state == "wrong" and "9 min" in seen["clockwork"].found


@pytest.mark.parametrize(("apart", "state"), [(0.5, "ok"), (-1.5, "ok"), (3.0, "wrong"), (-90.0, "wrong")])
def test_clocks_that_differ(apart: float, state: str) -> None:
    assert doctor._clock("the database", time.time() + apart).state == state


def test_a_messenger_that_knows_us_and_one_that_does_not(tmp_path: Path, sqlite_url: str) -> None:
    with bot_api() as api:
        base = {"home": tmp_path, "database_url": sqlite_url, "telegram_api": api.url}
        good = found(**base, telegram_token=api.token)["telegram"]
        assert good.state == "ok" and "@baoxiu_bot, by polling" in good.found
        assert [method for _, method, _ in api.state.calls].count("getme") == 1
        bad = found(**base, telegram_token="123456:wrong-token-wrong-token-wrong-token")["telegram"]
        assert bad.state == "wrong" and "docs/channels" in bad.todo
        assert "wrong-token" not in bad.found, "what it prints may be sent to others"
    away = found(**base, telegram_token=api.token)["telegram"]
    assert away.state == "wrong"


def test_a_setting_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    seen = found(home=tmp_path / "nowhere", default_plan="p77")
    assert seen["opening"].state == "wrong" and "p77" in seen["opening"].found


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    seen = found(home=tmp_path, database_url="postgresql://nobody@127.0.0.1:9/none")
    assert seen["opening"].state == "wrong" and "127.0.0.1" in seen["opening"].found
