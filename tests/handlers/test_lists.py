"""A page of tickets for programs: everything open about all of them is read together, and is what each says by itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import bindparam, insert, update

from handlers import listings, ticket_view
from storage import tickets
from storage.campaign_tables import Reporter
from storage.engine import Store, Tx
from storage.models import Consent, LogEntry, Ticket, Visit
from storage.planned_tables import PlannedWork
from storage.prepared import Prepared, _Compiled
from storage.promise_tables import Promise
from storage.stock_tables import Replacement
from tests.bench import scale_data
from tests.bench.reports import NOW
from tests.world import World

COUNT = 60


@pytest.fixture
def many(world: World) -> World:
    """Tickets of all plans with devices, visits, promises, consents, second reporters, planned work and a word of ours."""
    scale_data.fill_tickets(world.store, world.house, COUNT, 4)

    def work(tx: Tx) -> None:
        for n in range(1, COUNT + 1):
            device = n % 12 + 1
            tx.sql.execute(update(Ticket).where(Ticket.id == n).values(device_id=device, phone=f"1380000{n % 7:04d}",
                                                                      phone_key=f"1380000{n % 7:04d}"))  # fmt: skip
            of_it: dict[str, Any] = {"ticket_id": n}
            tx.sql.execute(insert(Visit), [{**of_it, "technician_id": 1, "start": NOW, "end": NOW, "status": "confirmed",
                                            "keeps_promise": True, "created_at": NOW}])  # fmt: skip
            tx.sql.execute(insert(Promise), [{**of_it, "key": f"k{n}", "kind": "word", "text": f"word {n}", "due_at": NOW,
                                              "made_by": "user:1", "made_at": NOW, "status": "open"}])  # fmt: skip
            tx.sql.execute(insert(Consent), [{**of_it, "message_id": n, "given": True, "low": n, "high": n,
                                              "currency": "CNY", "price_list": "2026", "at": NOW}])  # fmt: skip
            tx.sql.execute(
                insert(Reporter), [{**of_it, "conversation_id": n % COUNT + 1, "said": "it too", "at": NOW}]
            )
            tx.sql.execute(insert(LogEntry), [{**of_it, "at": NOW, "event": "agent.replied", "actor": "user:1", "data": None,
                                               "prev": "0", "hash": f"last {n}", "salt": ""}])  # fmt: skip
            tx.sql.execute(insert(PlannedWork), [{
                "plan": "p4", "item": "inspection", "kind": "inspection", "device_id": device, "subject": f"device:{n}",
                "period": "2026", "due_on": NOW.date(), "offer_on": NOW.date(), "status": "planned", "result": {}, "created_at": NOW, "updated_at": NOW,
            }])  # fmt: skip
        tx.sql.execute(
            insert(Replacement), [{"old_id": 1, "new_id": 2, "ticket_id": 1, "by": "user:1", "at": NOW}]
        )

    world.store.write(work)
    return world


def page(world: World, limit: int) -> list[Any]:
    found, _ = listings.ticket_list(
        world.house, conversation=None, status=None, plan=None, before=None, limit=limit
    )
    return found


def asked(monkeypatch: pytest.MonkeyPatch, world: World, limit: int) -> list[str]:
    """The statements of a page."""
    told, straight = list[str](), _Compiled.execute

    def execute(self: _Compiled, tx: Tx, values: Any) -> Any:
        told.append(self._sql)
        return straight(self, tx, values)

    with monkeypatch.context() as watching:
        watching.setattr(_Compiled, "execute", execute)
        assert len(page(world, limit)) == limit
    return told


def test_each_of_a_page_is_what_it_is_alone(many: World) -> None:
    found = page(many, 50)
    assert [t["number"] for t in found] == [f"BX{n}" for n in range(COUNT, COUNT - 50, -1)]
    for told in found:
        assert told == listings.ticket(many.house, told["number"])
    one = found[0]
    assert (len(one["messages"]), one["visit"]["status"], one["device"]["verified"]) == (4, "confirmed", True)
    assert one["work"]["promises"]["ledger"] and one["work"]["duplicates"] and one["consent"]["given"]
    assert any(t["work"]["planned"] and t["work"]["planned"]["archive"] for t in found)


def test_fifty_ask_no_more_than_five_of_the_same_plans(many: World, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = {"plan": "p3", "status": "open", "severity_level": 2}
    many.store.write(lambda tx: tx.sql.execute(update(Ticket).values(**everywhere)))
    few, lot = asked(monkeypatch, many, 5), asked(monkeypatch, many, 50)
    one_by_one = [sql for sql in lot if "wanted" not in sql and "LIMIT" in sql]
    if many.store.sqlite:  # where what has a limit is asked for each: the database is in this process
        few, lot = ([sql for sql in told if "LIMIT" not in sql] for told in (few, lot))
    else:
        assert len(one_by_one) < 5, one_by_one
    assert len(lot) <= len(few) < 30


def test_what_is_asked_for_many_is_found_by_the_indexes_that_serve_one(
    many: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, straight = list[str](), _Compiled.execute
    explain = "EXPLAIN QUERY PLAN " if many.store.sqlite else "EXPLAIN "

    def execute(self: _Compiled, tx: Tx, values: Any) -> Any:
        if "wanted" in self._sql:
            cursor = tx.cursor()
            cursor.execute(explain + self._sql, self.bound(values))
            seen.append("\n".join(" ".join(map(str, row)) for row in cursor.fetchall()))
        return straight(self, tx, values)

    def work(tx: Tx) -> None:
        if not many.store.sqlite:  # which reads tables so small as a whole, if it may
            tx.sql.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = tickets.listing(tx, limit=50)
        ticket_view.views(tx, many.house, rows)

    monkeypatch.setattr(_Compiled, "execute", execute)
    many.store.read(work)
    assert len(seen) >= 15
    whose = [line for plan in seen for line in plan.split("\n") if "phone_key" in line]
    assert many.store.sqlite or any("status" in line for line in whose), (
        f"also those that are over would be read: {whose}"
    )
    for plan in seen:
        assert "Seq Scan" not in plan, plan
        assert "SCAN" not in plan.replace("SCAN wanted", ""), plan


def test_questions_are_answered_alike_one_by_one_and_together(store: Store) -> None:
    from storage import marks
    from storage.models import Mark

    by_name = Prepared(Mark.__table__.select().where(Mark.name == bindparam("name")))

    def work(tx: Tx) -> None:
        for n in range(4):
            marks.put(tx, f"n{n}", str(n), NOW)
        alone = {name: by_name.all(tx, name=name) for name in ("n3", "n1", "nobody")}
        tx.answered = {}
        by_name.ahead(tx, [{"name": name} for name in alone])
        assert len(tx.answered) == 3
        assert {name: by_name.all(tx, name=name) for name in alone} == alone
        assert (by_name.first(tx, name="nobody"), by_name.one(tx, name="n3").value) == (None, "3")

    store.write(work)
