"""Calls that are owed: an engineer's word to call back (P6.2), and a clock that only a call can meet (P2.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from handlers import call_back, calls_wanted, promise_desk, queue, tasks, tickets
from handlers.people import Refused
from storage.models import Alarm, Message, QueueItem
from storage.promise_tables import Promise
from tests.handlers.test_promises import ask, events, held, ledger, said, ticket_row
from tests.handlers.test_watch import at
from tests.world import MONDAY, World, together

P6 = ("服务器有点慢，DEMO-P6-0002，王工，13500001234，上海张江路88号",)


def open_tasks(world: World) -> list[Row[Any]]:
    wanted = select(QueueItem).where(QueueItem.kind == "task", QueueItem.status != "closed")
    return ask(world, wanted.with_only_columns(*QueueItem.__table__.columns))


def due(world: World) -> datetime:
    return ask(world, select(Promise.due_at))[0].due_at  # type: ignore[no-any-return]


def refused(work: Any) -> str:
    with pytest.raises(Refused) as error:
        work()
    return error.value.why


def clock(world: World, ticket: int) -> str:
    states = world.store.read(lambda tx: tickets.clock_states(tx, world.house, ticket_row(tx, ticket)))
    return next(s.state for s in states if s.name == "call_back")


@pytest.mark.parametrize(("serial", "minutes"), [("DEMO-P6-0001", 10), ("DEMO-P6-0002", 30)])
def test_who_looks_it_up_first_calls_back_within_the_plans_time(
    world: World, serial: str, minutes: int
) -> None:
    """P6.2: ten minutes for service levels A and B, half an hour for C; in the ledger, and a task in the engineer's hands."""
    ticket = held(world, f"服务器有点慢，{serial}，王工，13500001234，上海张江路88号", plan="p6")
    call_back.promise(world.house, world.user(), ticket)
    assert ledger(world) == [("call", "open")] and due(world) == world.now + timedelta(minutes=minutes)
    assert said(world, "给您回电") == 1 and clock(world, ticket) == "running"
    (task,) = open_tasks(world)
    assert (task.reason, task.status, task.claimed_by, task.due_at) == (
        "call_back", "claimed", world.user().id, due(world),
    )  # fmt: skip
    tasks.close_task(world.house, world.user(), task.id, "说好了")
    assert ledger(world) == [("call", "kept")] and clock(world, ticket) == "met"


def test_a_call_that_is_said_to_be_made_stops_the_clock_and_takes_the_task_away(world: World) -> None:
    ticket = held(world, *P6, plan="p6")
    call_back.promise(world.house, world.user(), ticket)
    (row,) = ask(world, select(Promise.id))
    promise_desk.keep(world.house, world.user(), row.id)
    assert ledger(world) == [("call", "kept")] and clock(world, ticket) == "met" and not open_tasks(world)
    assert events(world).count("callback.made") == 1


def test_a_second_click_gains_no_time(world: World) -> None:
    """Neither of the same engineer nor of many at once; nor where the customer has been promised a call already."""
    ticket = held(world, *P6, plan="p6")
    done = together(6, lambda i: call_back.promise(world.house, world.user(), ticket))
    assert sorted(isinstance(x, Refused) for x in done) == [False] + [True] * 5
    assert ledger(world) == [("call", "open")] and events(world).count("callback.due") == 1
    assert refused(lambda: call_back.promise(world.house, world.user("bob"), ticket)) == "call-back-runs"


def test_the_customer_hears_before_the_call_is_late_and_the_report_is_not_closed(world: World) -> None:
    ticket = held(world, *P6, plan="p6")
    call_back.promise(world.house, world.user(), ticket)
    (item,) = ask(world, select(QueueItem.id).where(QueueItem.kind == "handoff"))
    assert refused(lambda: queue.resolve(world.house, world.user(), item.id, "重启")) == "promise-open"
    at(world, due(world) - timedelta(minutes=1))
    assert said(world, "来不及") == 1 and [t.reason for t in open_tasks(world)] == ["call_back"]
    at(world, due(world))
    assert ledger(world) == [("call", "failed")]


def test_a_plan_that_promises_no_call_back_has_no_such_button(world: World) -> None:
    ticket = held(world, "水箱漏水，DEMO-P3-0001")
    panel = world.store.read(lambda tx: promise_desk.panel(tx, world.house, ticket_row(tx, ticket)))
    assert panel["calls_back"] is False
    assert refused(lambda: call_back.promise(world.house, world.user(), ticket)) == "call-back-none"


# -- P2.4 -----------------------------------------------------------------------------------------

P2 = ("墙面有裂纹，我叫李雷，电话13900139000，杭州市文三路12号", "没什么要求", "第一个", "好")


def test_who_has_heard_nothing_is_given_to_somebody_to_call_when_the_clock_warns(world: World) -> None:
    """P2.4: the team contacts the customer within 24 h; four hours before, somebody has the task."""
    for text in P2:
        world.say(text, plan="p2")
    at(world, MONDAY + timedelta(hours=19))
    assert not open_tasks(world)
    at(world, MONDAY + timedelta(hours=20, minutes=1))
    (task,) = open_tasks(world)
    assert (task.reason, task.due_at) == (call_back.CONTACT, MONDAY + timedelta(hours=24, seconds=10))
    at(world, MONDAY + timedelta(hours=30))
    assert len(open_tasks(world)) == 1  # the breach makes no second one
    queue.claim(world.house, world.user(), task.id)
    tasks.close_task(world.house, world.user(), task.id, "约好了")
    assert "callback.made" in events(world) and not open_tasks(world)


def test_whoever_is_answered_need_not_be_called_any_more(world: World) -> None:
    for text in P2:
        world.say(text, plan="p2")
    at(world, MONDAY + timedelta(hours=20, minutes=1))
    conversation = ask(world, select(Message.conversation_id))[0].conversation_id
    assert [t.reason for t in open_tasks(world)] == [call_back.CONTACT]
    queue.take(world.house, world.user(), conversation)
    queue.reply(world.house, world.user(), conversation, "您好，我是维修班组的", "r1")
    assert not open_tasks(world)


def test_whose_case_somebody_has_in_hand_is_not_given_to_a_second_one(world: World) -> None:
    held(world, "卫生间瓷砖空鼓，我叫李雷，电话13900139000，杭州市文三路12号", plan="p2")
    for hours in range(1, 25):  # somebody is there, and does not say anything
        world.now = MONDAY + timedelta(hours=hours)
        world.store.write(lambda tx: tx.sql.execute(
            QueueItem.__table__.update().where(QueueItem.kind == "handoff").values(lease_until=world.now + timedelta(hours=2))))  # type: ignore[attr-defined]  # fmt: skip
        at(world, world.now)
    assert call_back.CONTACT not in [t.reason for t in open_tasks(world)]


@pytest.mark.parametrize("plan", ["p6", "p1"])
def test_a_call_that_is_not_wanted_any_more_is_owed_nobody(world: World, plan: str) -> None:
    """P6.2, P1.1: task, clock and word end together, whether the plan has a clock for it or the ledger stands for it."""
    serial, place = (
        ("DEMO-P6-0001", "上海张江路88号") if plan == "p6" else ("DEMO-P1-0001", "杭州市文三路12号")
    )
    world.say(
        f"{'服务器有点慢' if plan == 'p6' else '投影仪有点暗'}，{serial}，王工，13500001234，{place}",
        plan=plan,
    )
    for words in ("先打电话给我", "确认"):
        world.say(words, plan=plan)
    assert [t.reason for t in open_tasks(world)] == ["call_back"]
    world.say("我再想想，先不用打")
    (task,) = open_tasks(world)
    assert (task.reason, task.note) == ("thinking", "我再想想，先不用打")
    assert task.due_at == world.now.astimezone(task.due_at.tzinfo) + call_back.THINKS
    assert all(state in ("withdrawn", "kept") for _, state in ledger(world))
    if plan == "p6":
        assert clock(world, 1) == "paused"
    states = world.store.read(lambda tx: tickets.clock_states(tx, world.house, ticket_row(tx, 1)))
    assert not [s.name for s in states if s.state == "running"]
    world.wait(hours=6)
    assert not ask(world, select(Alarm.text_id))
    world.say("现在可以打给我了，请给我打电话")
    assert "call_back" in [t.reason for t in open_tasks(world)] and "thinking" not in [
        t.reason for t in open_tasks(world)
    ]
    if plan == "p6":
        assert clock(world, 1) == "running"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("先不用打", True), ("我再想想，先不用打", True), ("不用给我打电话了", True), ("别打电话了", True), ("先别打", True), ("不用回电了", True), ("电话不用打了", True),
        ("不要打给我", True), ("暂时不用联系我", True), ("don't call me", True), ("no need to call", True), ("please do not call yet", True), ("hold off on the call", True),
        ("you don't have to call me back", True), ("不用打印了", False), ("打电话给我", False), ("call me", False), ("水不打了", False), ("打不通电话", False), ("他不打电话", False),
        ("你们怎么不打电话", False), ("don't you call me?", False), ("nobody called", False), ("不用打电话了，已经好了", False), ("不用打电话了，我不修了", False), ("no need to call, it works again", False), ("cancel the call", True),
    ],
)  # fmt: skip
def test_words_that_call_a_call_off(said: str, wanted: bool) -> None:
    assert calls_wanted.no_call(said) is wanted
