"""The page about events is true: its catalogue, its snippet, its example; and so are command and console."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.failing import Failure
from handlers import event_signatures, integration
from handlers.integration import BadSubscription
from handlers.rules import integration as catalogue
from handlers.rules import integration_reference as reference
from handlers.rules.timing import LOG_EVENTS
from storage import integration as stored
from storage.engine import Store
from tests.bot.conftest import Place
from tests.bot.desk import Desk
from tests.bot.test_events import KEY, hooks, pump, report
from tests.process import ROOT
from tests.receivers import receiving
from tests.world import World

PAGE = reference.PAGE.read_text(encoding="utf-8")


def test_every_entry_of_the_log_is_an_event_or_said_to_be_none() -> None:
    assert set(LOG_EVENTS) == {*catalogue.CATALOGUE, *catalogue.INTERNAL}
    kinds: dict[str, set[Any]] = {}
    for kind in catalogue.CATALOGUE.values():
        kinds.setdefault(kind.type, set()).add((kind.data, kind.told, kind.version))
    assert all(len(found) == 1 for found in kinds.values()), "one type, one shape"


def test_the_catalogue_of_the_page_is_the_one_that_holds() -> None:
    assert reference.catalogue() in PAGE, "python -m handlers.rules.integration_reference"


def test_within_a_version_nothing_is_taken_back() -> None:
    now = reference.catalogue()
    reference.kept(PAGE, now)
    less = now.replace("`verdict` string (covered, not_covered or undecided); ", "")
    with pytest.raises(reference.Broken, match="verdict"):
        reference.kept(now, less)
    reference.kept(less, now)  # more is no breach
    row = next(line for line in now.splitlines() if line.startswith("| `severity.changed`"))
    with pytest.raises(reference.Broken, match=r"severity\.changed"):
        reference.kept(now, now.replace(row, row.replace("`level` integer", "`level` string")))
    reference.kept(
        now, now.replace(row, row.replace("` 1 |", "` 2 |").replace("`level` integer", "`level` string"))
    )


def _snippet() -> dict[str, Any]:
    code = re.search(r"<!-- snippet.*?-->\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert code is not None
    made: dict[str, Any] = {}
    exec(code[1], made)
    return made


def _example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("event_receiver", ROOT / "docs/examples/event_receiver.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize("verify", [
    lambda header, body, secret: _snippet()["verify"](header, body, secret),
    lambda header, body, secret: _example().verify(header, body, ["another", secret]),
])  # fmt: skip
def test_what_receivers_check(verify: Any) -> None:
    body, now = b'{"id":"1-a"}', int(time.time())
    sign = event_signatures.signature
    assert verify(sign(["s1"], now, body), body, "s1")
    assert verify(sign(["s2", "s1"], now, body), body, "s1"), "the old secret while both are valid"
    assert not verify(sign(["s1"], now, body), body + b" ", "s1"), "tampered with"
    assert not verify(sign(["s1"], now - 301, body), body, "s1"), "an old one again"
    assert not verify(sign(["s1"], now - 301, body).replace(str(now - 301), str(now)), body, "s1")
    assert not verify(sign(["s2"], now, body), body, "s1")
    for broken in ("", "t=,v1=", "v1=abc", f"t={now}", f"t={now},v1=ä", "t=١,v1=x"):
        assert not verify(broken, body, "s1")


@contextmanager
def _running(server: Any) -> Iterator[int]:
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def test_the_example_receiver_takes_each_event_once(sqlite_url: str, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    example = _example()
    store = Store(sqlite_url)
    world = World(store, datetime.now(UTC)).settle()
    secrets: list[str] = []
    ledger = example.Ledger(str(tmp_path / "events.sqlite"))
    with _running(example.server(0, secrets, ledger)) as port:
        _, secret = integration.subscribe(world.house, KEY, f"http://127.0.0.1:{port}/")
        secrets.append(secret)
        report(world)
        pump(world, hooks(world))
        integration.replay(world.house, 1, first=1)
        pump(world, hooks(world))
        (standing,) = integration.listing(world.house)
        assert standing["sent"] > 2 and standing["pending"] == 0, standing["last_error"]
    import sqlite3

    with sqlite3.connect(ledger.path) as sql:
        assert sql.execute("SELECT count(*) FROM taken").fetchone()[0] == standing["sent"]
    store.close()


def test_the_command(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOXIU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BAOXIU_HOME", str(tmp_path))

    def run(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["events", *arguments])
        if code == 0:
            assert done.exception is None, done.exception
            return done.output
        assert isinstance(done.exception, Failure | BadSubscription | catalogue.BadTypes)
        return str(done.exception)

    schema = json.loads(run("schema"))
    assert {e["title"] for e in schema["oneOf"]} == set(catalogue.types())
    said = run(
        "subscribe", "https://erp.example/hook?key=abc", "--types", "ticket.*, visit.booked", "--plan", "p3"
    )
    assert re.search(r"^bxs_[\w-]{43}$", said, re.MULTILINE)
    listed = run("list")
    assert "hears ticket.*, visit.booked of p3" in listed and "abc" not in listed and "bxs_" not in listed
    run("pause", "1")
    assert "paused (people)" in run("list")
    run("resume", "1")
    assert "bxs_" in run("rotate", "1")
    assert "0 events" in run("replay", "1", "--since", "2026-11-26T08:00")
    assert "no event" in run("subscribe", "https://erp.example/", "--types", "nonsense", code=1)
    assert "https://" in run("subscribe", "file:///etc/passwd", code=1)
    assert "one of" in run("replay", "1", code=2)
    assert run("dead") == ""
    run("remove", "1")
    assert run("list") == ""


def test_the_page_of_the_console(place: Place) -> None:
    world = World(place.house.store).settle()
    with receiving(lambda event, before: 422) as there:
        number, _ = integration.subscribe(world.house, KEY, there.url + "?key=abc", name="<b>ERP</b>")
        report(world)
        pump(world, hooks(world), steps=1)
        found = world.store.read(lambda tx: stored.those(tx, [1]))
        assert found
        kill = "UPDATE event_deliveries SET status = 'dead' WHERE log_id = 1"
        world.store.write(lambda tx: tx.sql.exec_driver_sql(kill))
    boss = Desk(place, "sup", "supervisor")
    page = boss.page("/console/subscriptions")
    assert (
        "<b>ERP</b>" not in boss.http.get("/console/subscriptions").text
        and "abc" not in page
        and "422" in page
    )
    assert boss.do("events-replay", subscription=number, delivery=0)[0] == 204
    assert integration.dead(world.house) == []
    assert boss.do("events-pause", subscription=number)[0] == 204
    assert integration.listing(world.house)[0]["paused"] == "people" and "paused" in boss.page(
        "/console/subscriptions"
    )
    assert boss.do("events-resume", subscription=number)[0] == 204
    assert boss.do("events-resume", subscription=99)[0] == 404
    engineer = Desk(place, "eng")
    engineer.page("/console/subscriptions", 403)
    assert engineer.do("events-pause", subscription=number)[0] == 403


def test_a_broken_entry_is_a_dead_letter_and_the_next_go_on(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    world = World(store).settle()
    from storage import tickets

    with receiving() as there:
        integration.subscribe(world.house, KEY, there.url, types=["visit.*"])
        report(world)
        wrong, right = {"visit": "not a number"}, {"visit": 2}
        store.write(lambda tx: tickets.write_log(tx, 1, world.house.now(), "visit.done", "user:1", wrong))
        store.write(lambda tx: tickets.write_log(tx, 1, world.house.now(), "visit.done", "user:1", right))
        pump(world, hooks(world))
    assert [e["data"]["visit"] for e in there.events] == [2]
    (letter,) = integration.dead(world.house)
    assert "schema" in letter["why"] and "not a number" not in letter["why"]
    store.close()
