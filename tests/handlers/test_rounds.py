"""Many due clocks at once: read together and written together, and what comes of them is what would have come of each alone."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, bindparam, select

from handlers import watch
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage import assignments, chain, conversations, marks, queue, rows, tickets
from storage.assignment_tables import Assignment
from storage.engine import Store, Tx
from storage.models import Alarm, FeedEvent, LogEntry, Mark, QueueItem, Ticket
from storage.prepared import Prepared, _Compiled
from storage.report_tables import TicketResult
from tests.bench import scale_data
from tests.bench.reports import NOW

MANY = 320
OWN = {"id", "hash", "prev", "salt", "item_id"}  # what is another one each time
TABLES = (LogEntry, Alarm, QueueItem, TicketResult, Ticket, Assignment, FeedEvent)


def filled(store: Store) -> House:
    house = House(store, load_plans(), parse, now=lambda: NOW)
    scale_data.fill_clocks(store, house, MANY + 200, MANY)
    scale_data.analyzed(store)
    return house


def told(store: Store) -> dict[str, list[str]]:
    """What stands in the tables, but for numbers and hashes."""

    def plain(row: Row[Any]) -> str:
        about = {"ref": 0} if row._mapping.get("topic") == "queue" else {}
        values = {name: value for name, value in row._mapping.items() if name not in OWN} | about
        return json.dumps(values, sort_keys=True, default=str)

    def look(tx: Tx) -> dict[str, list[str]]:
        return {m.__tablename__: sorted(map(plain, tx.sql.execute(select(m.__table__)))) for m in TABLES}

    return store.read(look)


class OneByOne(Store):
    def write_rounds(self, rows: Any, work: Any, ahead: Any) -> list[Any]:
        return self.write_each([partial(work, row=row) for row in rows])


def fire(house: House) -> int:
    done = 0
    while more := watch.fire(house, NOW):
        done += more
    return done


def test_a_round_leaves_what_each_alone_would_have_left(store: Store, tmp_path: Path) -> None:
    alone = OneByOne(f"sqlite:///{tmp_path}/alone.sqlite")
    alone.create()
    assert fire(filled(store)) == fire(filled(alone)) > MANY / 2
    ours, theirs = told(store), told(alone)
    for table, found in ours.items():
        assert found == theirs[table], table
    assert min(len(found) for found in ours.values()) > MANY / 10, "each table has something of it"
    logs = store.read(lambda tx: [tickets.links(tx, n) for n in range(1, MANY + 1)])
    for links in logs:
        new = [link for _, link in links if link.actor == "clockwork"]
        assert [link.prev for link in new] == [link.hash for _, link in links[2 : 2 + len(new)]]
        assert not [why for number, why in chain.broken([link for _, link in links]) if number > 3], links
    alone.close()


def test_the_statements_do_not_grow_with_what_is_due(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    house, count, straight = filled(store), [0], _Compiled.execute

    def execute(self: _Compiled, tx: Tx, values: Any) -> Any:
        count[0] += 1
        return straight(self, tx, values)

    monkeypatch.setattr(_Compiled, "execute", execute)
    done = watch.fire(house, NOW)
    assert MANY / 2 < done < watch.MANY, "all at once"
    if not store.sqlite:  # where a statement is a round trip
        assert count[0] < 2 * done, f"{count[0]} statements for {done} clocks and who is asked for them"


def test_what_is_written_in_a_round_is_seen_in_it(store: Store) -> None:
    """Whatever way it was written, and whatever was asked before."""
    store.write(lambda tx: [conversations.lock(tx, "web", f"c{n}", NOW) for n in range(3)])
    by_name = Prepared(select(Mark.name, Mark.value).where(Mark.name == bindparam("name")))

    def item(tx: Tx, talk: int) -> int:
        return queue.add(tx, NOW, queue="desk", kind="task", reason="x", conversation_id=talk, severity_level=2, skills=[],
                         status="waiting", token=0)  # fmt: skip

    def round_(tx: Tx, some: Any) -> list[int]:
        queue.ahead(tx, [1, 2], [], ("x",))
        assert (queue.open_task(tx, 1, "x"), queue.open_task(tx, 2, "x")) == (None, None)
        assert by_name.all(tx, name="n") == []
        return list(some)

    def work(tx: Tx, row: int) -> int:
        if row == 1:
            first = item(tx, 1)
            known = queue.open_task(tx, 1, "x")
            assert known is not None and known.id == first, "a new row"
            assert queue.open_task(tx, 2, "x") is None
            assert assignments.offered(tx) == {}
            queue.change(tx, first, note="changed")
            found = queue.open_task(tx, 1, "x")
            assert found is not None and found.note == "changed", "a changed one"
            rows.change(tx, QueueItem, first, status="closed")
            assert queue.open_task(tx, 1, "x") is None
            return 1
        item(tx, 2)
        marks.put(tx, "n", "there", NOW)
        assert by_name.one(tx, name="n").value == "there", "written by the connection itself"
        assert queue.open_task(tx, 2, "x") is not None
        return 2

    assert store.write_rounds([1, 2], work, round_) == [1, 2]
    assert len(store.read(lambda tx: tx.sql.execute(select(QueueItem.id)).all())) == 2


def test_where_one_fails_the_others_are_done(store: Store) -> None:
    def work(tx: Tx, row: int) -> int:
        marks.put(tx, f"n{row}", "x", NOW)
        if row == 3:
            raise ValueError("not 3")
        return row

    found = store.write_rounds(list(range(8)), work, lambda tx, some: [row for row in some if row != 5])
    assert [f if isinstance(f, int) else str(f) for f in found] == [0, 1, 2, "not 3", 4, 5, 6, 7]
    there = [n for n in range(8) if store.read(lambda tx, n=n: marks.get(tx, f"n{n}"))]  # type: ignore[misc]
    assert there == [0, 1, 2, 4, 5, 6, 7]


def test_whom_somebody_is_talking_with_is_not_waited_for_by_all(store: Store) -> None:
    """A turn holds its conversation: its item is left out of the round, and none of the others waits."""
    if store.sqlite:
        return  # one writer

    def fill(tx: Tx) -> list[int]:
        talks = [conversations.lock(tx, "web", f"c{n}", NOW).id for n in range(3)]
        return [queue.add(tx, NOW, queue="desk", kind="task", reason="x", conversation_id=talk, severity_level=2, skills=[],
                          status="waiting", token=0) for talk in talks]  # fmt: skip

    items = store.write(fill)

    def turn(tx: Tx) -> list[int]:
        conversations.get(tx, 2, locked=True)
        return store.write(lambda other: [row.id for row in queue.lock_all(other, items)])

    assert store.write(turn) == [items[0], items[2]]
