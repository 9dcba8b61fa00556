"""The servers of the tests are real, empty, and apart from each other."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import redis

from storage import marks, revision
from storage.engine import Store
from tests.servers import Databases

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_each_test_begins_with_the_newest_schema_and_no_rows(store: Store) -> None:
    assert revision.current(store) == revision.NEWEST
    assert store.read(lambda tx: marks.get(tx, "left")) is None
    store.write(lambda tx: marks.put(tx, "left", "behind", NOW))
    assert store.read(lambda tx: marks.get(tx, "left")) == "behind"


def test_what_a_test_wrote_the_next_one_does_not_see(store: Store) -> None:
    assert store.read(lambda tx: marks.get(tx, "left")) is None


def test_a_bare_database_has_no_schema(bare_url: str) -> None:
    store = Store(bare_url)
    assert revision.current(store) is None
    store.close()


def test_postgresql_is_one_and_knows_exclusion_constraints(databases: Databases) -> None:
    with databases.one(bare=True) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        assert connection.info.server_version >= 150000


def test_redis_is_one_and_begins_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        assert client.dbsize() == 0
        client.xadd("feed", {"event": "1"})
        assert client.xlen("feed") == 1
