"""Upgrading while the release before goes on: what only adds something does not stop it, everything else does."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from json import dumps
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from sqlalchemy import text

from storage import revision, schema
from storage.engine import Store
from tests.process import serving
from tests.servers import migrate

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{name}"
down_revision = "{before}"
branch_labels = None
depends_on = None
expands = {expands}


def upgrade() -> None:
    {steps}


def downgrade() -> None:
    pass
"""
ADD = """op.create_table("novelties", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("said", sa.Text()))
    op.add_column("tickets", sa.Column("novelty", sa.Text(), nullable=True))
    op.add_column("messages", sa.Column("novelty", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_messages_novelty", "messages", ["novelty"])"""
Later = Callable[..., str]


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Later:
    """A release after ours, with one migration more each time."""
    folder = tmp_path / "later"
    folder.mkdir()
    real = schema._config
    before = [revision.NEWEST]

    def config(connection: object = None) -> Config:
        made = real(connection)  # type: ignore[arg-type]
        versions = Path(schema.__file__).with_name("migrations") / "versions"
        made.set_main_option("version_locations", f"{versions};{folder}")
        made.set_main_option("version_path_separator", ";")
        made.set_main_option("path_separator", ";")
        return made

    monkeypatch.setattr(schema, "_config", config)

    def release(expands: bool, steps: str = "pass") -> str:
        name = f"{9000 + len(list(folder.glob('*.py')))}"
        text = NEXT.format(name=name, before=before[0], expands=expands, steps=steps)
        (folder / f"{name}_next.py").write_text(text, "utf-8")
        before[0] = name
        return name

    return release


def test_what_only_adds_leaves_the_release_before_at_work(bare_url: str, later: Later) -> None:
    store = Store(bare_url)
    schema.upgrade(store)
    assert revision.fits(store)
    for _ in range(2):
        later(expands=True)
        schema.upgrade(store)
        assert revision.current(store) != revision.NEWEST and revision.fits(store)
    later(expands=False)
    schema.upgrade(store)
    assert not revision.fits(store)
    later(expands=True)
    schema.upgrade(store)
    assert not revision.fits(store), "what came before it counts"
    store.close()


def test_a_database_that_is_older_is_never_worked_with(bare_url: str) -> None:
    store = Store(bare_url)
    assert not revision.fits(store)
    schema.upgrade(store, "0028")
    assert not revision.fits(store)
    schema.upgrade(store)
    assert revision.fits(store)
    store.close()


def test_an_upgrade_waits_for_those_at_work_and_holds_nobody_up_for_long(pg_url: str, later: Later) -> None:
    """Somebody reads tickets, somebody messages, and then each what the upgrade holds: it gives way and comes back."""
    migrate(pg_url)
    store, other = Store(pg_url), Store(pg_url)
    later(expands=True, steps=ADD)
    began = threading.Event()
    slowest = [0.0]

    finished = []

    def at_work() -> None:
        with other.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("SELECT count(*) FROM messages")
            began.set()
            time.sleep(1.5)  # the upgrade has the tickets meanwhile
            connection.exec_driver_sql("SELECT count(*) FROM tickets")
            finished.append(True)

    def another() -> None:
        while working.is_alive():
            at = time.monotonic()
            other.read(lambda tx: tx.sql.execute(text("SELECT count(*) FROM messages")).all())
            slowest[0] = max(slowest[0], time.monotonic() - at)

    working = threading.Thread(target=at_work)
    working.start()
    assert began.wait(10)
    waiting = threading.Thread(target=another)
    waiting.start()
    _, after = schema.upgrade(store)
    working.join(30)
    waiting.join(30)
    assert after is not None and after.startswith("9") and slowest[0] < 10
    assert finished, "whoever was at work is not the one that gives way"
    store.close()
    other.close()


def say(url: str, number: int) -> int:
    body = {
        "sender": f"guest-{number % 5}",
        "message": "太阳能不出热水了",
        "metadata": {"message_id": f"m{number}"},
    }
    request = urllib.request.Request(
        url + "/webhooks/rest/webhook", dumps(body).encode(), {"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_turns_go_on_while_the_database_is_upgraded(bare_url: str, tmp_path: Path, later: Later) -> None:
    told: list[int] = []
    migrate(bare_url)
    longest = [0.0]
    settings = {
        "database_url": bare_url,
        "default_plan": "p3",
        "secret_key": "a key that is long enough for this, by far",
    }
    over = threading.Event()
    with serving(tmp_path, **settings) as old:

        def customers() -> None:
            number = 0
            while not over.is_set():
                began = time.monotonic()
                told.append(say(old.url, number))
                longest[0] = max(longest[0], time.monotonic() - began)
                number += 1

        talking = threading.Thread(target=customers)
        talking.start()
        while len(told) < 10:
            time.sleep(0.05)
        store = Store(bare_url)
        later(expands=True, steps=ADD)
        schema.upgrade(store)
        before = len(told)
        while len(told) < before + 20:
            time.sleep(0.05)
        over.set()
        talking.join(30)
    assert set(told) == {200}, told
    print(f"{len(told)} turns, the longest took {longest[0]:.2f} s")
    with serving(tmp_path, **settings) as again:  # killed in between, the release before is started again
        assert say(again.url, 1_000_000) == 200
    later(expands=False)
    schema.upgrade(store)
    store.close()
    with pytest.raises(RuntimeError, match="not up to date"), serving(tmp_path, **settings):
        pass


def before_the_index(url: str) -> Store:
    """A PostgreSQL whose tickets do not have it yet."""
    store = Store(url)
    if store.sqlite:
        pytest.skip("SQLite has one writer and makes all of it or nothing")
    schema.upgrade(store)
    schema.downgrade(store, "0033")
    return store


def test_an_index_of_tickets_is_made_while_others_write(bare_url: str) -> None:
    """Where a transaction of somebody is open, making it waits for that one, and nobody waits for it."""
    store = before_the_index(bare_url)
    url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as long, psycopg.connect(url, autocommit=True) as other:
        change = "UPDATE tickets SET plan = plan"
        other.execute("SET lock_timeout = '5s'")
        long.execute(change)
        upgrading = threading.Thread(target=schema.upgrade, args=(store,))
        upgrading.start()
        making = (
            "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'"
        )
        until = time.monotonic() + 20
        while other.execute(making).fetchone() is None:
            assert time.monotonic() < until
            time.sleep(0.02)
        other.execute(change)
        long.commit()
        upgrading.join(20)
    assert schema.differences(store) == []
    store.close()


def test_an_index_that_was_broken_off_is_made_anew(bare_url: str) -> None:
    store = before_the_index(bare_url)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as sql:
        sql.exec_driver_sql("CREATE INDEX CONCURRENTLY ix_tickets_phone ON tickets (plan)")
        sql.exec_driver_sql(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_tickets_phone'::regclass"
        )
    schema.upgrade(store)
    with store.engine.connect() as sql:
        made = "SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index WHERE indexrelid = 'ix_tickets_phone'::regclass"
        text, whole = sql.exec_driver_sql(made).one()
    assert whole and text.endswith("(phone_key, status)")
    store.close()
