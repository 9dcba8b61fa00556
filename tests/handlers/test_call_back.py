"""Calls that are owed: an engineer's word to call back (P6.2), and a clock that only a call can meet (P2.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from handlers import call_back, promise_desk, queue, tasks, tickets
from handlers.people import Refused
from storage.models import Message, QueueItem
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
