"""A prepared statement gives what SQLAlchemy gives: the same rows, types, defaults and errors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from time import sleep
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.engine import Store, Tx
from storage.models import Conversation, Mark
from storage.prepared import Prepared, locking, unless_there

NOW = datetime(2026, 11, 24, 8, 30, 1, 250, tzinfo=UTC)
EAST = timezone(timedelta(hours=8))
TABLE = Mark.__table__
ONE = select(TABLE).where(Mark.name == bindparam("name"))


def put(tx: Tx, name: str, value: str = "x", at: datetime = NOW) -> int:
    return Prepared(insert(Mark)).run(tx, name=name, value=value, at=at)


def meet(tx: Tx, address: str, **more: Any) -> int:
    values = {"channel": "web", "address": address, "created_at": NOW, "last_at": NOW, **more}
    return int(Prepared(insert(Conversation).returning(Conversation.id)).one(tx, **values).id)


def test_rows_are_those_of_sqlalchemy(store: Store) -> None:
    trackers: list[Any] = [{}, {"深": [1, None, {"b": "汉字 🔥"}], "yes": True, "rate": 1.5}]
    statement = select(Conversation.__table__).order_by(Conversation.id)

    def both(tx: Tx) -> tuple[list[Any], list[Any]]:
        for i, tracker in enumerate(trackers):
            meet(tx, f"a{i}", tracker=tracker, look_at=NOW if i else None)
        return list(Prepared(statement).all(tx)), list(tx.sql.execute(statement).all())

    ours, theirs = store.write(both)
    assert [tuple(row) for row in ours] == [tuple(row) for row in theirs]
    assert [row._mapping for row in ours] == [row._mapping for row in theirs]
    assert [row.tracker for row in ours] == trackers
    assert [row.look_at for row in ours] == [None, NOW]
    assert ours[1].created_at.tzinfo is UTC


def test_a_time_of_another_zone_is_kept_as_the_same_instant_and_a_naive_one_is_refused(store: Store) -> None:
    store.write(lambda tx: put(tx, "east", at=NOW.astimezone(EAST)))
    assert store.read(lambda tx: Prepared(ONE).one(tx, name="east")).at == NOW
    with pytest.raises(Exception, match="naive"):
        store.write(lambda tx: put(tx, "naive", at=NOW.replace(tzinfo=None)))


def test_first_all_and_run_say_when_there_is_nothing(store: Store) -> None:
    rename = Prepared(update(Mark).where(Mark.name == bindparam("old")))

    def story(tx: Tx) -> None:
        assert Prepared(ONE).first(tx, name="nobody") is None
        assert Prepared(ONE).all(tx, name="nobody") == []
        assert rename.run(tx, old="nobody", value="y") == 0
        put(tx, "somebody")
        assert rename.run(tx, old="somebody", value="y") == 1
        assert Prepared(ONE).one(tx, name="somebody").value == "y"

    store.write(story)


def test_one_statement_serves_different_sets_of_columns(store: Store) -> None:
    one = Prepared(update(Mark).where(Mark.name == bindparam("which")).returning(TABLE))

    def story(tx: Tx) -> None:
        put(tx, "a")
        later = NOW + timedelta(hours=1)
        assert one.one(tx, which="a", value="b").at == NOW
        changed = one.one(tx, which="a", at=later)
        assert (changed.value, changed.at) == ("b", later)
        swapped = one.one(tx, at=NOW, which="a", value="c")
        assert (swapped.value, swapped.at) == ("c", NOW)

    store.write(story)


def test_a_broken_rule_of_the_database_is_sqlalchemys_error_and_undoes_the_transaction(store: Store) -> None:
    def twice(tx: Tx) -> None:
        put(tx, "once")
        put(tx, "once")

    with pytest.raises(IntegrityError) as told:
        store.write(twice)
    assert isinstance(told.value, DBAPIError) and told.value.orig is not None
    assert store.read(lambda tx: Prepared(ONE).first(tx, name="once")) is None


def test_defaults_of_columns_are_filled_in_and_are_not_shared(store: Store) -> None:
    with pytest.raises(IntegrityError):  # what has no default is still asked for
        store.write(lambda tx: Prepared(insert(Conversation)).run(tx, channel="web", created_at=NOW))

    def story(tx: Tx) -> list[Any]:
        meet(tx, "ours")
        meet(tx, "ours too")
        row = {"channel": "web", "address": "theirs", "created_at": NOW, "last_at": NOW}
        tx.sql.execute(insert(Conversation).values(**row))
        return list(tx.sql.execute(select(Conversation.__table__).order_by(Conversation.id)).all())

    rows = [
        {k: v for k, v in row._mapping.items() if k not in ("id", "address")} for row in store.write(story)
    ]
    assert rows[0] == rows[1] == rows[2]
    assert (rows[0]["owner"], rows[0]["owner_epoch"], rows[0]["tracker"]) == ("bot", 0, {})


def test_lists_are_refused_when_a_statement_is_made(store: Store) -> None:
    some = Prepared(select(TABLE).where(Mark.name.in_(("a", "b"))))
    with pytest.raises(TypeError, match="no lists"):
        store.read(some.all)


def test_an_insert_unless_it_is_there_says_nothing_the_second_time(store: Store) -> None:
    take = Prepared(unless_there(Conversation))
    values = {"channel": "web", "address": "once", "created_at": NOW, "last_at": NOW}
    assert store.write(lambda tx: take.first(tx, **values)) is not None
    assert store.write(lambda tx: take.first(tx, **values)) is None
    assert store.read(lambda tx: len(Prepared(select(Conversation.id)).all(tx))) == 1


def test_rows_are_locked_where_the_database_has_locks(store: Store) -> None:
    lock = Prepared(locking(ONE))
    store.write(lambda tx: put(tx, "mine"))
    dialect = store.engine.dialect.name
    made = str(locking(ONE)(dialect).compile(dialect=store.engine.dialect))
    assert ("FOR UPDATE" in made) == (dialect == "postgresql")
    assert store.write(lambda tx: lock.one(tx, name="mine")).name == "mine"


def test_threads_that_ask_for_the_first_time_compile_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLAlchemy's compiler keeps things at the statement: two at once found one FROM too many."""
    statement, real, made = Prepared(ONE), Prepared._make, list[int]()

    def slowly(self: Prepared, tx: Tx, values: Any) -> Any:
        made.append(1)
        sleep(0.05)
        return real(self, tx, values)

    monkeypatch.setattr(Prepared, "_make", slowly)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: store.read(lambda tx: statement.first(tx, name="nobody")), range(4)))
    assert (found, len(made)) == ([None] * 4, 1)
