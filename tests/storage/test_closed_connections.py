"""PostgreSQL may have closed a connection since it was last used: nobody notices, and nothing is done twice."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import func, select, text

from storage.engine import Store, Tx
from storage.marks import changed
from storage.models import Mark

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def cut(store: Store) -> None:
    """All connections but the one that asks for it."""
    url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def noted(tx: Tx) -> int:
    return int(tx.sql.execute(select(func.count()).where(Mark.name == "cut")).scalar_one())


@pytest.fixture
def server(store: Store) -> Store:
    if store.sqlite:
        pytest.skip("SQLite has no connections to lose")
    return store


def test_who_reads_or_writes_then_gets_another_connection(server: Store) -> None:
    server.write(lambda tx: changed(tx, "cut", "1", NOW))
    cut(server)
    server.write(lambda tx: changed(tx, "cut", "2", NOW))
    cut(server)
    assert server.read(noted) == 1


def test_a_transaction_that_is_cut_in_the_middle_is_done_again_as_a_whole(server: Store) -> None:
    tries = list[int]()

    def work(tx: Tx) -> None:
        tries.append(1)
        tx.sql.execute(text("UPDATE marks SET value = value || '+' WHERE name = 'cut'"))
        if len(tries) == 1:
            cut(server)
        changed(tx, "other", "1", NOW)

    server.write(lambda tx: changed(tx, "cut", "", NOW))
    server.write(work)
    value = server.read(lambda tx: tx.sql.execute(select(Mark.value).where(Mark.name == "cut")).scalar_one())
    assert (value, len(tries)) == ("+", 2)


def test_what_is_cut_again_and_again_fails(server: Store) -> None:
    from sqlalchemy.exc import DBAPIError

    def work(tx: Tx) -> None:
        cut(server)
        noted(tx)

    for do in (server.write, server.read):
        with pytest.raises(DBAPIError):
            do(work)
    assert server.read(noted) == 0
