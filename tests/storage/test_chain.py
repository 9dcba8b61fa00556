"""A ticket's log is a chain: it shows what was changed, whoever writes at the same time, and survives erasing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage import chain, schema, tickets
from storage.engine import Store, Tx
from storage.models import LogEntry
from tests.world import World, together

AT = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
DATA = st.dictionaries(st.text(max_size=8), VALUES, max_size=4)


@given(DATA, st.data())
def test_erasing_any_texts_leaves_the_hash_as_it_was(data: dict[str, Any], draw: st.DataObject) -> None:
    salt = chain.new_salt()
    whole = chain.hashed(chain.FIRST, 1, AT, "ticket.note", "bot", data, salt)
    once, left = chain.erased(data, salt, lambda path, text: draw.draw(st.booleans()))
    assert chain.hashed(chain.FIRST, 1, AT, "ticket.note", "bot", once, left) == whole
    gone, none = chain.erased(once, left, lambda path, text: True)
    assert chain.hashed(chain.FIRST, 1, AT, "ticket.note", "bot", gone, none) == whole
    assert salt not in left and none == "{}"


def written(value: Any) -> Any:
    """As every database gives it back."""
    if isinstance(value, dict):
        return {key: written(item) for key, item in value.items()}
    if isinstance(value, list):
        return [written(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@given(DATA, DATA)
def test_only_the_same_data_have_the_same_hash(one: dict[str, Any], other: dict[str, Any]) -> None:
    salt = chain.new_salt()
    hashes = [chain.hashed(chain.FIRST, 1, AT, "ticket.note", "bot", data, salt) for data in (one, other)]
    texts = [json.dumps(written(data), sort_keys=True) for data in (one, other)]
    assert (hashes[0] == hashes[1]) == (texts[0] == texts[1])


def test_the_same_text_elsewhere_has_another_digest() -> None:
    """Nobody sees by the digests that two fields hold the same phone number."""
    salt = chain.new_salt()
    gone, _ = chain.erased({"a": "13800138000", "b": "13800138000"}, salt, lambda path, text: True)
    assert gone["a"] != gone["b"] and chain.holds_erased(gone)


def ticket(world: World) -> int:
    world.say("水箱漏水了", plan="p3")
    row = world.store.read(lambda tx: tickets.listing(tx))[0]
    return int(row.id)


def wrong(store: Store, ticket_id: int) -> list[tuple[int, str]]:
    return list(chain.broken([link for _, link in store.read(lambda tx: tickets.links(tx, ticket_id))]))


def test_what_is_changed_removed_or_put_in_is_found(store: Store) -> None:
    world = World(store).settle()
    which = ticket(world)
    world.say("DEMO-P3-0001", plan="p3")
    entries = store.read(lambda tx: tickets.links(tx, which))
    assert len(entries) >= 3 and wrong(store, which) == []

    def spoiled(statement: Any) -> list[int]:
        class Undone(Exception):
            pass

        found: list[int] = []

        def work(tx: Tx) -> None:
            tx.sql.execute(statement)
            found.extend(n for n, _ in chain.broken([link for _, link in tickets.links(tx, which)]))
            raise Undone

        with pytest.raises(Undone):
            store.write(work)
        return found

    second = entries[1][0]
    mine = update(LogEntry).where(LogEntry.id == second)
    assert spoiled(mine.values(at=AT)) == [2]
    assert spoiled(mine.values(actor="user:1")) == [2]
    assert spoiled(mine.values(data={"level": 3, "before": None, "x": "y"})) == [2]
    assert spoiled(mine.values(salt="{}", data={"why": "gone"})) == [2]
    assert spoiled(delete(LogEntry).where(LogEntry.id == second)) == [2]
    assert wrong(store, which) == []


def test_two_entries_cannot_follow_the_same_one(store: Store) -> None:
    world = World(store).settle()
    which = ticket(world)
    first = store.read(lambda tx: tickets.links(tx, which))[0][1]
    values = {"ticket_id": which, "at": AT, "event": "ticket.note", "actor": "bot", "data": None, "prev": first.prev,
              "hash": "0" * 64, "salt": ""}  # fmt: skip
    with pytest.raises(IntegrityError):
        store.write(lambda tx: tx.sql.execute(insert(LogEntry).values(**values)))


def test_many_write_at_once_and_the_chain_holds(store: Store) -> None:
    world = World(store).settle()
    which = ticket(world)
    before = len(store.read(lambda tx: tickets.links(tx, which)))

    def write(i: int) -> None:
        def work(tx: Tx) -> None:
            tickets.log(tx, which)  # read before it is our turn
            tickets.write_log(tx, which, AT, "ticket.note", "bot", {"n": i})
            tickets.write_log(tx, which, AT, "ticket.note", "bot", {"n": i, "again": True})
            assert [e.data for e in tickets.log(tx, which)[-2:]] == [{"n": i}, {"n": i, "again": True}]

        store.write(work)

    assert together(40, write) == [None] * 40
    assert len(store.read(lambda tx: tickets.links(tx, which))) == before + 80
    assert wrong(store, which) == []


def test_a_log_of_the_release_before_becomes_a_chain(bare_url: str) -> None:
    from alembic import command

    store = Store(bare_url)
    with store.engine.begin() as connection:
        command.upgrade(schema._config(connection), "0001")
    old = LogEntry.__table__
    with store.engine.begin() as sql:
        at = "2026-11-23 01:02:03.000000" if store.sqlite else AT
        person = {
            "sql": "insert into conversations (channel, address, lang, owner, owner_epoch, tracker, created_at, last_at) values ('t', 'a', 'zh', 'bot', 0, '{}', %s, %s)"
        }
        mark = "?" if store.sqlite else "%s"
        sql.exec_driver_sql(person["sql"].replace("%s", mark), (at, at))
        made = "insert into tickets (plan, kind, status, conversation_id, problem, facts, created_at, updated_at) values ('p3', 'report_fault', 'open', 1, 'x', '{}', %s, %s)"
        for _ in range(2):
            sql.exec_driver_sql(made.replace("%s", mark), (at, at))
        for n in range(5):
            sql.exec_driver_sql(
                f"insert into ticket_log (ticket_id, at, event, actor, data) values ({1 + n % 2}, {mark}, 'ticket.note', 'bot', {mark})",
                (at, json.dumps({"n": n, "why": "水箱", "share": 2.0})),
            )
    assert schema.upgrade(store)[0] == "0001"
    assert schema.differences(store) == []
    counts = store.read(lambda tx: [len(tickets.links(tx, t)) for t in (1, 2)])
    assert counts == [3, 2] and wrong(store, 1) == wrong(store, 2) == []
    assert store.read(lambda tx: len(set(tx.sql.execute(select(old.c.hash)).scalars()))) == 5
    store.close()
