"""Whose turn it is, what is offered and what is looked at again is found by an index, however many wait; so are a
device and a person's time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from sqlalchemy import insert

from storage import (
    assignments,
    conversations,
    devices,
    incidents,
    listings,
    openings,
    people,
    queue,
    search,
    tickets,
    visits,
    wall,
)
from storage.engine import Store, Tx
from storage.models import QueueItem
from tests.storage.query_plans import plans

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def waiting(store: Store, count: int) -> int:
    """Items that wait and are looked at again later; the last one comes first.  Returns who is there to take them."""

    def work(tx: Tx) -> int:
        talk = conversations.lock(tx, "web", "one", NOW).id
        one = {
            "queue": "desk", "kind": "task", "reason": "asked", "conversation_id": talk, "status": "waiting", "token": 0, "skills": [],
            "severity_level": 2, "created_at": NOW,
        }  # fmt: skip
        times = [NOW + timedelta(minutes=count - n) if n % 3 else None for n in range(count)]
        items = [{**one, "due_at": at, "offer_after": LATER} for at in times]
        tx.sql.execute(
            insert(QueueItem), [*items, {**one, "severity_level": 1, "due_at": None, "offer_after": LATER}]
        )
        return people.add_user(tx, NOW, login="lee", name="Lee", role="engineer", password_hash="")

    return store.write(work)


def test_nobody_looks_through_the_queue(store: Store) -> None:
    who = waiting(store, 400)

    def work() -> None:
        first = store.read(lambda tx: queue.waiting(tx, limit=1))[0]
        assert first.severity_level == 1
        store.read(lambda tx: queue.offered(tx, who))
        store.read(assignments.next_due)
        assert store.read(lambda tx: assignments.due(tx, NOW, 50)) == []
        store.read(lambda tx: (assignments.anything_waits(tx), queue.how_many_wait(tx, 1000)))
        store.read(lambda tx: assignments.unasked(tx, (), [2, None, 300], 50))
        store.read(lambda tx: assignments.unasked(tx, ("desk", "other"), [2, LATER.isoformat(), 1], 50))
        store.write(queue.look_again)
        store.write(lambda tx: queue.claim(tx, first.id, who, NOW, LATER))
        store.read(lambda tx: openings.due(tx, NOW, 50))

    seen = plans(store, "queue_items", work) if store.sqlite else []
    work_seen = [plan for plan in seen if "queue_items" in plan]
    assert len(work_seen) >= 6 or not store.sqlite
    for plan in work_seen:
        assert not re.search(r"SCAN queue_items(?! USING)", plan), plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan or "ix_queue_items_offer" in plan, plan
    if not store.sqlite:
        work()


def test_the_wall_counts_and_lists_what_is_open_in_an_index(store: Store) -> None:
    """Closed items are not in it: a year of them costs the wall nothing."""
    waiting(store, 200)
    if not store.sqlite:
        return

    def work() -> None:
        (row,) = [
            r for r in store.read(lambda tx: wall.depth(tx, NOW, LATER, LATER)) if r.severity_level == 2
        ]
        assert (row.waiting, row.held) == (200, 0)
        for shown in (
            {"show": "all"},
            {"show": "all", "queue": "desk"},
            {"show": "over"},
            {"show": "soon", "queue": "desk"},
        ):
            narrowed = {"queue": "", **shown}
            store.read(lambda tx, n=narrowed: wall.items(tx, NOW, soon=LATER, limit=51, **n))  # type: ignore[misc]
        store.read(wall.offers)
        store.read(lambda tx: listings.queue(tx, name=None, status=None, kind=None, limit=50))
        store.read(lambda tx: listings.queue(tx, name="desk", status="waiting", kind="task", limit=50))

    seen = plans(store, "queue_items", work)
    assert len(seen) == 8
    for plan in seen:
        assert re.search(
            r"queue_items USING (COVERING )?INDEX ix_queue_items_(open|depth|turn|offered_to)\b", plan
        ), plan
        assert "TEMP B-TREE" not in plan, plan
    assert "COVERING INDEX ix_queue_items_depth" in seen[0]


def test_what_waits_is_gone_through_in_its_order_from_anywhere(store: Store) -> None:
    """Stretch by stretch, with and without due times, nothing twice and nothing left out."""
    waiting(store, 100)
    whole = [row.id for row in store.read(lambda tx: queue.waiting(tx, limit=1000))]
    for queues, size in (((), 7), (("desk", "none"), 13), ((), 1)):
        found, after = [], list[object]()
        while rows := store.read(lambda tx, q=queues, a=after, n=size: assignments.unasked(tx, q, a, n)):  # type: ignore[misc]
            found += [row.id for row in rows]
            after = assignments.place_of(rows[-1])
        assert found == whole
    assert store.read(lambda tx: assignments.unasked(tx, ("none",), [], 9)) == []


def test_whoever_comes_makes_the_most_urgent_be_looked_at_and_no_more(store: Store) -> None:
    waiting(store, 250)
    store.write(lambda tx: queue.look_again(tx, 60))
    order = [row.id for row in store.read(lambda tx: queue.waiting(tx, limit=1000))]
    assert store.read(lambda tx: assignments.due(tx, NOW, 50)) == order[:50]
    assert store.read(lambda tx: assignments.due(tx, NOW, 1000)) == order[:60]
    assert store.read(lambda tx: queue.how_many_wait(tx, 1000)) == 251
    assert store.read(lambda tx: queue.how_many_wait(tx, 100)) == 100


def test_devices_calendars_and_clocks_are_found_by_an_index(store: Store) -> None:
    if not store.sqlite:
        return

    def work() -> None:
        store.read(lambda tx: devices.by_key(tx, "SN1"))
        store.read(lambda tx: visits.technicians_and_loads(tx, NOW, LATER))
        store.read(lambda tx: visits.busy(tx, [1, 2], NOW, LATER))
        store.read(lambda tx: tickets.to_watch(tx, NOW, 50))
        store.read(lambda tx: tickets.next_watch(tx))

    for table, least in (("devices", 1), ("visit_slots", 2), ("tickets", 2)):
        seen = plans(store, table, work)
        assert len(seen) >= least
        for plan in seen:
            assert not re.search(rf"SCAN {table}(?! USING)", plan), plan


def test_tickets_are_found_and_listed_by_an_index(store: Store) -> None:
    """Also those with a number that begins as a hundred thousand others do: the last of them come first in the index."""
    if not store.sqlite:
        return

    same = SimpleNamespace(id=1, plan="p3", device_id=1, serial_given="SN1", phone="13800138000")

    def work() -> None:
        store.read(lambda tx: incidents.alike(tx, same))  # type: ignore[arg-type]
        store.read(lambda tx: search.by_number(tx, "BX2026", 51))
        store.read(lambda tx: search.by_phone(tx, "13800138000", 51, 100))
        store.read(lambda tx: search.by_serial(tx, "SN1", 51))
        store.read(lambda tx: tickets.listing(tx, before=400, limit=50))
        store.read(lambda tx: tickets.listing(tx, status="open", plan="p3", before=400, limit=50))
        store.read(lambda tx: tickets.listing(tx, plan="p3", limit=50))

    seen = [plan for plan in plans(store, "tickets", work) if "tickets" in plan]
    assert len(seen) >= 8
    for plan in seen:
        # backwards through the whole table by its id, until the page is full, is no search for anything
        assert "SCAN tickets" not in plan or plan.endswith("SCAN tickets"), plan
    numbers = next(plan for plan in seen if "number>" in plan)
    assert "TEMP B-TREE" not in numbers, numbers
    for plan in seen[-3:]:
        assert "TEMP B-TREE" not in plan, plan
