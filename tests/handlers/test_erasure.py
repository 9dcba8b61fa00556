"""Personal data are erased everywhere, what was done stays, and the chain of the log still holds."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from handlers import erasure, overrule, proof, queue
from handlers.house import House
from handlers.people import Refused
from handlers.plans.load import load_plans
from handlers.rules.retention import Retention, erased_before
from storage import conversations, tickets
from storage import erasure as stored
from storage import queue as stored_queue
from storage.engine import Store
from storage.models import Alarm, Call, Message, Model, Ticket
from tests.process import baoxiu, surroundings
from tests.world import MONDAY, World, together

PHONE, OTHER = "13800138000", "13911112222"
PERSONAL = (PHONE, "王小明", "漕溪路", "老人在家", "漏水")
WHY = "asked for by mail"


def everywhere(store: Store) -> str:
    """All columns of all tables as text, what is sealed opened; people of ours aside."""
    found = []
    with store.engine.connect() as sql:
        for table in Model.metadata.sorted_tables:
            if table.name not in ("technicians", "users"):
                for row in sql.execute(table.select()):
                    found.append(json.dumps(list(row), ensure_ascii=False, default=str))
    return "\n".join(found)


def told(world: World, who: str = "customer", phone: str = PHONE, name: str = "王小明") -> None:
    for said in ("水箱漏水了，老人在家", "DEMO-P3-0002", f"{name} {phone}", "上海市徐汇区漕溪路18号"):
        world.say(said, plan="p3", who=who)


def close(world: World, who: str = "customer") -> int:
    """People of ours take over and close it; returns the ticket."""
    world.say("转人工", plan="p3", who=who)
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", who))
    item = world.store.read(lambda tx: stored_queue.any_open(tx, row.id))
    ann = world.user()
    queue.claim(world.house, ann, item.id)
    queue.reply(world.house, ann, row.id, f"I call {PHONE}", "r")
    queue.note(world.house, ann, row.id, "王小明 is nervous", "n")
    overrule.severity(world.house, ann, item.ticket_id, 1, "老人在家")
    queue.resolve(world.house, ann, item.id, "王小明 closed the valve himself")
    return int(item.ticket_id)


def clocks(world: World, ticket_id: int) -> Any:
    from handlers.tickets import clock_states

    row = world.store.read(lambda tx: tickets.get(tx, ticket_id))
    assert row is not None
    return world.store.read(lambda tx: clock_states(tx, world.house, row))


def test_nothing_of_a_person_is_left_and_everything_else_is(store: Store) -> None:
    world = World(store).settle()
    told(world)
    which = close(world)
    told(world, "neighbour", OTHER, "李强")
    row = store.read(lambda tx: conversations.find(tx, "terminal", "neighbour"))
    queue.note(world.house, world.user(), row.id, f"a neighbour of {PHONE}, same tank", "n2")
    store.write(lambda tx: tx.sql.execute(insert(Call).values(
        call_key=f"call-{PHONE}", source=f"{PHONE}.json", conversation_id=1, ticket_id=which, turns=[{"text": "漏水"}],
        report={"phone": PHONE}, created_at=world.now)))  # fmt: skip
    store.write(lambda tx: tx.sql.execute(insert(Alarm).values(
        ticket_id=which, cause="x", role="supervisor", text_id="alarm-danger", data={"quote": "老人在家", "due": "2026-11-23"},
        at=world.now)))  # fmt: skip
    before, counted = clocks(world, which), everywhere(store)
    assert all(word in counted for word in PERSONAL)
    done = erasure.on_request(world.house, "138-0013-8000", WHY)
    assert (done.customers, done.conversations, len(done.tickets)) == (0, 1, 1)
    after = everywhere(store)
    assert PHONE not in after and "王小明" not in after
    assert "a neighbour of ***, same tank" in after
    assert OTHER in after and "李强" in after, "others are left alone"
    ticket = store.read(lambda tx: tickets.get(tx, which))
    assert (ticket.status, ticket.severity_level, ticket.erased_at) == ("resolved", 1, world.house.now())
    assert ticket.severity["reasons"][0]["quote"] == "" and ticket.warranty["verdict"] == "not_covered"
    assert clocks(world, which) == before, "clocks are as they were"
    log = store.read(lambda tx: tickets.log(tx, which))
    assert (log[-1].event, log[-1].data) == ("personal.erased", {"why": WHY})
    (found,) = proof.of_log(world.house, str(ticket.number))
    assert found.good and "personal words are erased" in found.said
    assert not any(word in json.dumps([e.data for e in log], ensure_ascii=False) for word in PERSONAL)
    texts = store.read(
        lambda tx: tx.sql.execute(text("SELECT text FROM messages WHERE conversation_id = 1")).scalars().all()
    )
    assert set(texts) == {""}


def test_what_is_open_refuses_and_nothing_is_changed(store: Store) -> None:
    world = World(store).settle()
    told(world)
    before = everywhere(store)
    with pytest.raises(Refused, match="Still open: BX20261123001"):
        erasure.on_request(world.house, PHONE, WHY)
    close(world)
    told(world)  # a second report in the same conversation
    with pytest.raises(Refused, match="Still open"):
        erasure.on_request(world.house, f"+86{PHONE}", WHY)
    assert PHONE in before and PHONE in everywhere(store)


@pytest.mark.parametrize(
    ("who", "why", "refused"),
    [
        (PHONE, " ", "reason"),
        ("13000000000", WHY, "Nobody"),
        ("99", WHY, "Nobody"),
        ("nobody", WHY, "Nobody"),
        (PHONE, f"he of {PHONE} asked", "Leave the phone number out"),
    ],
)
def test_what_cannot_be_done_is_said(store: Store, who: str, why: str, refused: str) -> None:
    world = World(store).settle()
    told(world)
    with pytest.raises(Refused, match=refused):
        erasure.on_request(world.house, who, why)


def test_by_the_id_of_a_customer_once_by_many_at_a_time(store: Store) -> None:
    world = World(store).settle()
    told(world)
    for said in ("同意", "第一个", "确认"):  # confirmed: there is a customer now
        world.say(said, plan="p3")
    close(world)
    customer = store.read(lambda tx: conversations.find(tx, "terminal", "customer")).customer_id
    assert customer is not None
    results = together(4, lambda i: erasure.on_request(world.house, str(customer), WHY))
    assert any(not isinstance(r, Exception) for r in results), results
    after = everywhere(store)
    assert PHONE not in after and "漕溪路" not in after
    world.say("你好", plan="p3")  # the same customer is a stranger now
    fresh = store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    assert fresh.customer_id is None


def test_a_table_that_came_later_is_searched_too(store: Store) -> None:
    """Whatever belongs to a ticket by its columns, and the number wherever it is."""
    assert "queue_items" in {*stored.others(()), "queue_items"}
    assert {"tickets", "calls", "alarms"} <= {*stored.others(())} | {"tickets"}
    world = World(store).settle()
    told(world)
    close(world)
    store.write(lambda tx: tx.sql.execute(text("INSERT INTO marks (name, value, at) VALUES ('x', :v, '2026-11-23 00:00:00')"), {"v": f"call {PHONE}"}))  # fmt: skip
    erasure.on_request(world.house, PHONE, WHY)
    assert PHONE not in everywhere(store) and "call ***" in everywhere(store)


def retaining(world: World, months: int) -> House:
    plans = load_plans()
    return House(
        world.store,
        {**plans, "p3": plans["p3"].model_copy(update={"retention": Retention(months=months)})},
        world.parse,
        now=world.house.now,
    )


def test_a_plan_says_how_long_data_are_kept(store: Store) -> None:
    world = World(store).settle()
    told(world)
    which = close(world)
    world.house = retaining(world, 2)
    world.wait(minutes=5)
    assert PHONE in everywhere(store)
    world.now += timedelta(days=70)
    told(world, "another", OTHER, "李强")
    assert world.wait(minutes=5) > 0
    after = everywhere(store)
    assert PHONE not in after and "王小明" not in after and OTHER in after
    log = store.read(lambda tx: tickets.log(tx, which))
    assert (log[-1].event, log[-1].actor, log[-1].data) == (
        "personal.erased",
        "clockwork",
        {"reason": "retention", "months": 2},
    )
    number = store.read(lambda tx: tickets.get(tx, which)).number
    assert all(f.good for f in proof.of_log(world.house, number))
    world.wait(minutes=5)
    assert len(store.read(lambda tx: tickets.log(tx, which))) == len(log), "once"


def test_a_new_report_in_the_same_conversation_is_left_alone(store: Store) -> None:
    world = World(store).settle()
    told(world)
    first = close(world)
    world.house = retaining(world, 2)
    world.now += timedelta(days=70)
    world.say("集热管又裂了", plan="p3")
    world.wait(minutes=5)
    rows = store.read(lambda tx: tx.sql.execute(Ticket.__table__.select().order_by(Ticket.id)).all())
    assert [(t.id == first, t.erased_at is not None) for t in rows] == [(True, True), (False, False)]
    said = store.read(lambda tx: tx.sql.execute(Message.__table__.select()).all())
    assert any(m.text == "集热管又裂了" for m in said)


@pytest.mark.parametrize(
    ("months", "before"), [(1, "2026-10-23"), (9, "2026-02-23"), (11, "2025-12-23"), (12, "2025-11-23")]
)
def test_months_are_counted_by_the_calendar(months: int, before: str) -> None:
    assert erased_before(MONDAY, months).date().isoformat() == before


def test_the_end_of_a_month_is_the_end_of_a_shorter_one() -> None:
    assert erased_before(MONDAY.replace(month=3, day=31), 1).date().isoformat() == "2026-02-28"


def test_the_command(tmp_path: Any) -> None:
    env = surroundings(tmp_path)
    baoxiu("db", "upgrade", env=env)
    baoxiu("chat", "--plan", "p3", env=env, stdin=f"水箱漏水了\n没有序列号\n王小明 {PHONE}\n")
    done = baoxiu("customer", "erase", PHONE, "--reason", WHY, "--yes", env=env)
    assert done.returncode == 1 and "Still open" in done.stderr
    done = baoxiu("customer", "erase", "13000000000", "--reason", WHY, env=env)
    assert done.returncode == 1 and "Nobody is known" in done.stderr


def test_tables_of_other_parts_are_emptied_by_their_columns(store: Store) -> None:
    """A table that nobody has made a rule for: linked by a ticket, or only by the number in it."""
    from sqlalchemy import Column, Integer, String, Table

    table = Table(
        "visitors_book",
        Model.metadata,
        Column("id", Integer, primary_key=True),
        Column("ticket_id", Integer),
        Column("name", String(80), nullable=False),
        Column("phone", String(32)),
        Column("kind", String(32)),
    )
    try:
        table.create(store.engine)
        world = World(store).settle()
        told(world)
        which = close(world)
        lines: list[dict[str, Any]] = [
            {"ticket_id": which, "name": "王老太", "phone": "021-1", "kind": "met 王小明"},
            {"ticket_id": None, "name": "王太太", "phone": PHONE, "kind": "point"},
            {"ticket_id": None, "name": "李四", "phone": OTHER, "kind": "point"},
        ]
        store.write(lambda tx: tx.sql.execute(insert(table), lines))
        erasure.on_request(world.house, PHONE, WHY)
        rows = store.read(lambda tx: tx.sql.execute(table.select().order_by(table.c.id)).all())
        assert [tuple(r)[2:] for r in rows] == [
            ("", None, "met ***"),
            ("", None, "point"),
            ("李四", OTHER, "point"),
        ]
    finally:
        table.drop(store.engine)
        Model.metadata.remove(table)
