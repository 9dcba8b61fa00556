"""The migrations and the models say the same, on both databases; half a migration is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Integer, MetaData, Table, inspect

from storage import openings, revision, schema
from storage.engine import Store
from storage.models import Model

VERSIONS = Path(schema.__file__).with_name("migrations") / "versions"


@pytest.fixture
def bare(bare_url: str) -> Iterator[Store]:
    store = Store(bare_url)
    yield store
    store.close()


def test_the_newest_revision_is_the_last_file() -> None:
    assert max(path.name for path in VERSIONS.glob("[0-9]*.py")).startswith(revision.NEWEST + "_")


def test_an_empty_database_is_brought_to_what_the_models_say_once(bare: Store) -> None:
    assert revision.current(bare) is None
    assert schema.upgrade(bare) == (None, revision.NEWEST)
    assert schema.differences(bare) == []
    assert revision.current(bare) == revision.NEWEST
    assert schema.upgrade(bare) == (revision.NEWEST, revision.NEWEST)


def test_tables_made_of_the_models_have_the_indexes_of_some_rows(bare: Store) -> None:
    bare.create()
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index'"
        if bare.sqlite
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    )
    with bare.engine.connect() as sql:
        made = {row[0]: row[1] for row in sql.exec_driver_sql(asked)}
    some = [i.name for t in Model.metadata.tables.values() for i in t.indexes if "where" in i.info]
    assert "uq_queue_items_open_handoff" in some
    assert [name for name in some if " WHERE " not in made[name]] == []


def test_a_migration_that_breaks_in_the_middle_leaves_nothing(
    bare: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import BatchOperations

    def broken(*a: object, **k: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(BatchOperations, "create_index", broken)
        with pytest.raises(OSError, match="no space"):
            schema.upgrade(bare)
    assert revision.current(bare) is None
    assert inspect(bare.engine).get_table_names() == []
    schema.upgrade(bare)
    assert schema.differences(bare) == []


def test_a_database_with_people_in_it_is_upgraded_and_loses_nobody(bare: Store) -> None:
    """SQLite makes a table anew to change it: sessions point to users all the while."""
    schema.upgrade(bare, "0014")
    now = datetime(2026, 11, 23, tzinfo=UTC)
    old = MetaData()
    old.reflect(bare.engine, only=("users", "sessions"))
    with bare.engine.begin() as connection:
        user = {"id": 7, "login": "ann", "name": "Ann", "role": "engineer", "password_hash": "-", "lang": "en", "queues": "[]",
                "active": True, "presence": "away", "max_cases": 4, "created_at": now, "presence_at": now}  # fmt: skip
        _fill(connection, old.tables["users"], user)
        _fill(connection, old.tables["sessions"], {"secret_hash": "x", "user_id": 7, "csrf": "c", "created_at": now, "expires_at": now})  # fmt: skip
    assert schema.upgrade(bare) == ("0014", revision.NEWEST)
    assert schema.differences(bare) == []
    with bare.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT user_id FROM sessions").scalar() == 7
        assert connection.exec_driver_sql("SELECT login FROM users").scalar() == "ann"
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1, "the guard is on again"


def test_alarms_without_a_ticket_come_and_go_with_their_revision(bare: Store) -> None:
    """Up and down with rows in them: those of tickets, and what people were sent, stay."""
    schema.upgrade(bare, "0024")
    now = datetime(2026, 11, 23, tzinfo=UTC)
    _put(
        bare,
        "conversations",
        id=1,
        channel="web",
        address="a",
        lang="zh",
        owner="bot",
        last_at=now,
        created_at=now,
    )
    _put(bare, "tickets", id=1, conversation_id=1, number="BX1", created_at=now, updated_at=now, facts={})
    _put(
        bare,
        "alarms",
        id=1,
        ticket_id=1,
        cause="x",
        role="supervisor",
        text_id="alarm-warn",
        data={},
        at=now,
    )
    schema.upgrade(bare, "0025")
    _put(
        bare,
        "alarms",
        id=2,
        conversation_id=1,
        cause="x",
        role="supervisor",
        text_id="alarm-unheard",
        data={},
        at=now,
    )
    for n in (1, 2):
        _put(bare, "messages", id=n, conversation_id=1, created_at=now)
        _put(bare, "staff_posts", message_id=n, conversation_id=1, alarm_id=n, open=False)
    assert schema.downgrade(bare, "0024") == ("0025", "0024")
    with bare.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, ticket_id FROM alarms").all() == [(1, 1)]
        posts = connection.exec_driver_sql("SELECT message_id, alarm_id FROM staff_posts ORDER BY 1").all()
        assert posts == [(1, 1), (2, None)]
    assert schema.upgrade(bare) == ("0024", revision.NEWEST)
    assert schema.differences(bare) == []


_LISTS = ("queues", "skills", "regions", "languages")


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_who_may_have_a_place_is_looked_at_once_and_on_the_way_back_all_that_waits(
    bare: Store,
) -> None:
    schema.upgrade(bare, "0028")
    now = datetime(2026, 11, 26, tzinfo=UTC)
    _put(
        bare,
        "users",
        id=1,
        login="lee",
        created_at=now,
        active=True,
        staying=False,
        **{name: [] for name in _LISTS},
    )
    _put(bare, "conversations", id=1, created_at=now, last_at=now)
    for n in (1, 2):
        _put(
            bare,
            "queue_items",
            id=n,
            conversation_id=1,
            status="waiting",
            kind="task",
            created_at=now,
            offer_after=now,
        )
    assert schema.upgrade(bare) == ("0028", revision.NEWEST)
    assert bare.read(lambda tx: openings.due(tx, now, 9)) == [1]
    row = bare.read(lambda tx: openings.get(tx, 1))
    assert row is not None and (row.why, row.after) == ("called", [])
    bare.write(lambda tx: openings.call(tx, 1))
    assert schema.downgrade(bare, "0028")[1] == "0028"
    with bare.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT offer_after FROM queue_items").all() == [(None,), (None,)]
    assert schema.upgrade(bare) == ("0028", revision.NEWEST)
    assert schema.differences(bare) == []


def _put(store: Store, table: str, **known: Any) -> None:
    found = MetaData()
    found.reflect(store.engine, only=(table,), resolve_fks=False)
    with store.engine.begin() as connection:
        _fill(connection, found.tables[table], known)


def _fill(connection: Connection, table: Table, known: dict[str, Any]) -> None:
    """A row: what is known of it, and something in every other column that needs it."""
    row = {}
    for column in table.columns:
        if column.name in known:
            value = known[column.name]
        elif column.nullable or column.server_default is not None:
            continue
        else:
            value = 0 if isinstance(column.type, Integer) else ""
        row[column.name] = value
    connection.execute(table.insert().values(**row))
