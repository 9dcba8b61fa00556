"""The ledger of promises, the question whether it is fixed, reopening and follow-ups: once, whoever tries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from handlers import (
    aftercare,
    promise_desk,
    promise_words,
    promises,
    queue,
    tasks,
    ticket_view,
    tickets,
    visit_desk,
    watch,
)
from handlers.flows.aftercare import score_of
from handlers.people import Refused
from storage import conversations, messages
from storage import promises as stored
from storage import tickets as stored_tickets
from storage import visits as stored_visits
from storage.engine import Tx
from storage.models import Alarm, LogEntry, Message, QueueItem
from storage.promise_tables import FollowUp, Promise
from tests.handlers.test_watch import at, more_houses, on_sqlite
from tests.world import MONDAY, ZONE, World, together

P3 = ("太阳能不热，DEMO-P3-0001，我叫李雷，电话13900139000，杭州市文三路12号", "1", "确认")


def ask(world: World, wanted: Any) -> list[Row[Any]]:
    return list(world.store.read(lambda tx: tx.sql.execute(wanted).all()))


def said(world: World, word: str) -> int:
    """How many messages to the customer have this in them."""
    return sum(word in m.text for m in ask(world, select(Message.text).where(Message.direction == "out")))


def events(world: World) -> list[str]:
    return [row.event for row in ask(world, select(LogEntry.event).order_by(LogEntry.id))]


def ledger(world: World) -> list[tuple[str, str]]:
    """Kind and status of every promise."""
    return [(p.kind, p.status) for p in ask(world, select(Promise.kind, Promise.status).order_by(Promise.id))]


def held(world: World, *talk: str, plan: str = "p3") -> int:
    """A conversation that Ann has taken; its ticket."""
    for text in (*talk, "转人工"):
        world.say(text, plan=plan)
    item = ask(world, select(QueueItem.id).where(QueueItem.kind == "handoff"))[0].id
    queue.claim(world.house, world.user(), item)
    return int(ask(world, select(QueueItem.ticket_id).where(QueueItem.id == item))[0].ticket_id)


def ticket_row(tx: Tx, ticket_id: int = 1) -> Row[Any]:
    row = stored_tickets.get(tx, ticket_id)
    assert row is not None
    return row


def handoff_item(world: World) -> int:
    wanted = select(QueueItem.id).where(QueueItem.kind == "handoff", QueueItem.status != "closed")
    return int(ask(world, wanted)[0].id)


def refused(why: str, work: Any, *args: Any) -> None:
    with pytest.raises(Refused) as error:
        work(*args)
    assert error.value.why == why


# -- words ----------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "until", "kind", "sure"),
    [
        ("好的，下午三点前给您回电话", "2026-11-23T15:00", "call", True),
        ("我们会在14:00前给您回复", "2026-11-23T14:00", "word", True),
        ("半小时内给您答复。请稍等。", "2026-11-23T09:30", "word", True),
        ("师傅明天上午会到", "2026-11-24T12:00", "visit", False),
        ("We will call you back before 14:00", "2026-11-23T14:00", "call", True),
        ("We'll get back to you within 2 hours", "2026-11-23T11:00", "word", True),
        ("I will be there by 5pm", "2026-11-23T17:00", "visit", True),
        ("我们尽量下午三点前给您回电", "2026-11-23T15:00", "call", False),
        ("We will try to call you before 14:00", "2026-11-23T14:00", "call", False),
        ("您下午三点在家吗？", None, "", False),
        ("昨天下午三点坏的吗", None, "", False),
        ("How about 3 pm?", None, "", False),
        ("漏得厉害吗", None, "", False),
        ("请把阀门关上", None, "", False),
        ("您下午三点拍张照片发来", None, "", False),
    ],
)
def test_what_a_reply_promises(text: str, until: str | None, kind: str, sure: bool) -> None:
    found = promise_words.promised(text, NOW)
    if until is None:
        assert found is None or not found.sure
        return
    assert found is not None
    assert (found.due, found.kind, found.sure) == (
        datetime.fromisoformat(until).replace(tzinfo=ZONE),
        kind,
        sure,
    )


@pytest.mark.parametrize(
    ("text", "until"),
    [("今天15:00", "2026-11-23T15:00"), ("2026-11-24T15:00", "2026-11-24T15:00"), ("周五", "2026-11-27T23:59"),
     ("tomorrow 10:00", "2026-11-24T10:00"), ("昨天", None), ("2020-01-01", None), ("2099-01-01", None), ("soon", None), ("", None)],
)  # fmt: skip
def test_times_as_people_write_them_in_the_console(text: str, until: str | None) -> None:
    wanted = datetime.fromisoformat(until).replace(tzinfo=ZONE) if until else None
    assert promise_words.due(text, NOW) == wanted


@pytest.mark.parametrize(
    ("text", "score"),
    [("5", 5), ("4分", 4), ("三星", 3), ("给你们5分", 5), ("five stars", 5), ("很满意", 5), ("挺好的", 4), ("还行", 3), ("一般吧", 3),
     ("不太满意", 2), ("not happy", 2), ("太差了", 1), ("terrible", 1), ("6", None), ("明天来", None)],
)  # fmt: skip
def test_how_content_somebody_is(text: str, score: int | None) -> None:
    assert score_of(text) == score


# -- the ledger -----------------------------------------------------------------------------------


def test_a_reply_with_a_time_is_a_promise_once_and_hinders_closing(world: World) -> None:
    held(world, "水箱漏水，DEMO-P3-0001")
    ann, c = world.user(), ask(world, select(Message.conversation_id))[0].conversation_id
    for _ in range(3):
        queue.reply(world.house, ann, c, "下午三点前给您回电话", "e1")
    assert ledger(world) == [("call", "open")]
    refused("promise-open", queue.resolve, world.house, ann, handoff_item(world), "换了胶圈")
    promise_desk.keep(world.house, ann, 1)
    refused("promise-settled", promise_desk.keep, world.house, ann, 1)
    queue.resolve(world.house, ann, handoff_item(world), "换了胶圈")
    assert ledger(world) == [("call", "kept")]
    assert events(world).count("promise.made") == events(world).count("promise.kept") == 1


def test_what_may_be_a_promise_is_offered_and_written_down_by_a_click(world: World) -> None:
    t = held(world, "水箱漏水，DEMO-P3-0001")
    ann, c = world.user(), ask(world, select(Message.conversation_id))[0].conversation_id
    queue.reply(world.house, ann, c, "我们尽量下午三点前给您回电", "e1")
    assert ledger(world) == []

    def offered() -> Any:
        return world.store.read(lambda tx: promise_desk.panel(tx, world.house, ticket_row(tx, t)))["offered"]

    found = offered()
    assert found["text"] == "我们尽量下午三点前给您回电"
    for _ in range(2):
        promise_desk.add(world.house, ann, t, found["text"], found["until"], found["key"])
    assert ledger(world) == [("word", "open")] and offered() is None


def test_before_it_fails_the_engineer_then_the_customer_then_the_supervisor_are_told_each_once(
    world: World,
) -> None:
    t = held(world, "水箱漏水，DEMO-P3-0001")
    due = MONDAY + timedelta(hours=6)  # 15:00
    promise_desk.add(world.house, world.user(), t, "回电话", "今天15:00", "k")
    for minutes, warned, told, failed in ((-31, 0, 0, 0), (-30, 1, 0, 0), (-16, 1, 0, 0), (-15, 1, 1, 0), (-1, 1, 1, 0),
                                          (0, 1, 1, 1), (600, 1, 1, 1)):  # fmt: skip
        for _ in range(3):
            at(world, due + timedelta(minutes=minutes))
        causes = [a.cause for a in ask(world, select(Alarm.cause)) if a.cause.startswith("promise/")]
        assert causes.count("promise/1/warn") == warned, minutes
        assert causes.count("promise/1/failed") == failed, minutes
        assert said(world, "可能来不及") == told and said(world, "没有按时做到") == 0, minutes
    assert ledger(world) == [("word", "failed")]
    bob = world.user("sue")
    queue.take(world.house, bob, 1)
    refused(
        "promise-open", queue.resolve, world.house, bob, handoff_item(world), "x"
    )  # failed, and still owed
    promise_desk.keep(world.house, bob, 1)
    assert ledger(world) == [("word", "failed")]
    queue.resolve(world.house, bob, handoff_item(world), "x")


def test_nothing_is_told_twice_by_many_servers_or_after_a_restart(world: World) -> None:
    t = held(world, "水箱漏水，DEMO-P3-0001")
    promise_desk.add(world.house, world.user(), t, "回电话", "今天15:00", "k")
    for hours in (5.5, 5.75, 6):
        world.now = MONDAY + timedelta(hours=hours)
        with more_houses(world, 4) as houses:  # each with nothing in memory, as after a restart
            done = together(8, lambda i, h=houses: watch.fire(h[i % 4], h[i % 4].now()))  # type: ignore[misc]
        assert not [d for d in done if isinstance(d, Exception)]
    assert said(world, "可能来不及") == 1
    assert sorted(a.cause for a in ask(world, select(Alarm.cause)) if a.cause.startswith("promise/")) == [
        "promise/1/failed", "promise/1/warn",
    ]  # fmt: skip
    assert events(world).count("promise.failed") == 1


def test_a_server_that_was_down_says_late_what_it_could_not_say_before(world: World) -> None:
    t = held(world, "水箱漏水，DEMO-P3-0001")
    promise_desk.add(world.house, world.user(), t, "回电话", "今天15:00", "k")
    for _ in range(2):
        at(world, MONDAY + timedelta(hours=9))
    assert said(world, "可能来不及") == 0 and said(world, "没有按时做到") == 1


def test_putting_off_needs_a_reason_tells_the_customer_and_one_of_many_does_it(world: World) -> None:
    t = held(world, "水箱漏水，DEMO-P3-0001")
    ann = world.user()
    promise_desk.add(world.house, ann, t, "回电话", "今天15:00", "k")
    refused("why", promise_desk.move, world.house, ann, 1, "今天17:00", " ")
    refused("promise-time", promise_desk.move, world.house, ann, 1, "昨天", "x")
    done = together(8, lambda i: promise_desk.move(world.house, ann, 1, "今天17:00", "在等厂家"))
    assert sum(d is None for d in done) == 1
    assert {d.why for d in done if isinstance(d, Refused)} == {"promise-settled"}
    assert said(world, "要改到 今天 17:00前：在等厂家") == 1
    assert ledger(world) == [("word", "withdrawn"), ("word", "open")]
    at(world, MONDAY + timedelta(hours=6))
    assert said(world, "可能来不及") == 0
    at(world, MONDAY + timedelta(hours=7.8))
    assert said(world, "可能来不及") == 1


def test_the_task_to_keep_it_keeps_it(world: World) -> None:
    t = held(world, "水箱漏水，DEMO-P3-0001")
    ann = world.user()
    promise_desk.add(world.house, ann, t, "回电话", "今天15:00", "k")
    queue.return_to_bot(world.house, ann, handoff_item(world), "回电")
    at(world, MONDAY + timedelta(hours=5.6))
    (task,) = ask(world, select(QueueItem.id, QueueItem.due_at).where(QueueItem.reason == promises.DUE))
    assert task.due_at == MONDAY + timedelta(hours=6)
    queue.claim(world.house, ann, task.id)
    tasks.close_task(world.house, ann, task.id, "打过了")
    assert ledger(world) == [("word", "kept")]
    at(world, MONDAY + timedelta(hours=7))
    assert said(world, "可能来不及") == said(world, "没有按时") == 0


def test_a_report_that_is_taken_back_withdraws_promises(world: World) -> None:
    t = held(world, *P3)
    ann = world.user()
    promise_desk.add(world.house, ann, t, "回电话", "今天15:00", "k")
    queue.return_to_bot(world.house, ann, handoff_item(world), "")
    world.say("取消报修")
    world.say("是")
    world.say("是")
    assert ledger(world) == [("visit", "withdrawn"), ("word", "withdrawn")]
    at(world, MONDAY + timedelta(days=1))
    assert said(world, "来不及") == said(world, "没收到") == 0


def test_a_call_back_that_the_bot_promises_is_recorded_where_no_clock_stands_for_it(world: World) -> None:
    for text in (
        "水箱漏水，DEMO-P3-0001，我叫李雷，电话13900139000，杭州市文三路12号",
        "/callme",
        "确认",
    ):
        world.say(text, plan="p3")
    assert ledger(world) == [("call", "open")] and said(world, "工程师会在") + said(world, "给您打电话") >= 1
    (task,) = ask(world, select(QueueItem.id))
    queue.claim(world.house, world.user(), task.id)
    tasks.close_task(world.house, world.user(), task.id, "说好了")
    assert ledger(world) == [("call", "kept")]


def test_where_the_plan_has_a_clock_for_it_the_call_back_stands_in_no_other_book(world: World) -> None:
    """P6.2: the clock call_back is the promise."""
    for text in ("服务器有点慢，DEMO-P6-0001，王工，13500001234，上海张江路88号", "先给我打个电话", "确认"):
        world.say(text, plan="p6")
    assert ledger(world) == [] and "callback.due" in events(world)


# -- visits ---------------------------------------------------------------------------------------


def booked(world: World) -> tuple[int, datetime]:
    for text in P3:
        world.say(text, plan="p3")
    visit = world.store.read(lambda tx: stored_visits.of_ticket(tx, 1, ("confirmed",)))[0]
    return 1, visit.end


def test_the_window_of_a_visit_is_a_promise_and_who_has_arrived_keeps_it(world: World) -> None:
    ticket, end = booked(world)
    assert ledger(world) == [("visit", "open")]
    visit_desk.step(world.house, world.user(), ticket, "arrived")
    at(world, end + timedelta(hours=1))
    assert ledger(world) == [("visit", "kept")] and said(world, "没收到") == said(world, "没有收到") == 0


def test_who_does_not_arrive_is_announced_before_the_window_is_over(world: World) -> None:
    _, end = booked(world)
    at(world, end - timedelta(minutes=16))
    assert said(world, "没收到") == 0
    for _ in range(2):
        at(world, end - timedelta(minutes=15))
    assert said(world, "我们还没收到师傅solar1到达的消息") == 1
    at(world, end)
    assert ledger(world) == [("visit", "failed")] and said(world, "没收到") == 1


def test_a_visit_that_is_moved_leaves_one_promise(world: World) -> None:
    ticket, _ = booked(world)
    visit_desk.offer(world.house, world.user(), ticket)
    other = world.store.read(lambda tx: stored_visits.of_ticket(tx, ticket, ("held",)))[0]
    visit_desk.confirm(world.house, world.user(), ticket, other.id)
    assert ledger(world) == [("visit", "withdrawn"), ("visit", "open")]


# -- P8.4: arranged, and the user told --------------------------------------------------------------


def test_arranged_stops_the_clock_and_tells_the_user_once(world: World) -> None:
    """P8.4"""
    world.say("收割机割台不转了，DEMO-P8-0001，老张，13700001111，南京中山路5号", plan="p8")
    for _ in range(2):
        promise_desk.arrange(world.house, world.user(), 1, "经销点小刘上门", "今天16:00", "same")
    found = world.store.read(lambda tx: ticket_view.view(tx, world.house, ticket_row(tx, 1)))
    clocks = {c["name"]: c["state"] for c in found["clocks"]}
    assert clocks["arranged"] == "met" and said(world, "已经安排好了：经销点小刘上门，今天 16:00前") == 1
    assert ledger(world) == [("word", "open")]


# -- fixed or not -----------------------------------------------------------------------------------


def done(world: World) -> None:
    for text in P3:
        world.say(text, plan="p3")
    visit_desk.step(world.house, world.user(), 1, "done")


def status(world: World) -> str:
    return str(world.store.read(ticket_row).status)


def clock(world: World, name: str) -> str:
    states = world.store.read(
        lambda tx: tickets.clock_states(tx, world.house, ticket_row(tx, 1), world.house.now())
    )
    return next(s.state for s in states if s.name == name)


def test_still_broken_runs_the_clocks_anew_and_is_urgent(world: World) -> None:
    """P6.5 (confirm), P3.1 (the fault removed)"""
    done(world)
    assert clock(world, "fault_removed") == "met"
    world.say("还没好")
    assert (status(world), clock(world, "fault_removed"), clock(world, "on_site")) == (
        "open",
        "running",
        "running",
    )
    (task,) = ask(
        world, select(QueueItem.reason, QueueItem.severity_level).where(QueueItem.status != "closed")
    )
    assert task.reason == aftercare.TASK and task.severity_level <= aftercare.URGENT


def test_it_is_asked_once_for_each_time_that_the_work_was_done(world: World) -> None:
    done(world)
    world.say("转人工")
    ann = world.user()
    queue.claim(world.house, ann, handoff_item(world))
    queue.resolve(world.house, ann, handoff_item(world), "换了控制器")
    assert said(world, "都正常了吗") == 1
    world.say("没有，还是不热")
    assert status(world) == "open" and events(world).count("ticket.reopened") == 1
    queue.take(world.house, ann, 1)
    queue.resolve(world.house, ann, handoff_item(world), "换了水泵")
    assert said(world, "都正常了吗") == 2


def test_the_system_is_restored_when_the_customer_says_so(world: World) -> None:
    """P1.1"""
    world.say("教室投影仪完全不亮了", plan="p1")
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    assert row is not None

    def arrive(tx: Tx) -> None:
        now = world.house.now()
        tickets.record(tx, world.house, 1, "visit.arrived", "user:1", now, {"visit": 0}, status="open")
        tickets.record(tx, world.house, 1, "visit.done", "user:1", now, {"visit": 0})

    world.store.write(arrive)
    assert clock(world, "restored") == "running" and said(world, "都正常了吗") == 1
    world.say("/fixed:BX20261123001")
    assert clock(world, "restored") == "met"


def test_many_say_at_once_that_it_is_broken_and_it_is_reopened_once(world: World) -> None:
    held(world, *P3)
    queue.resolve(world.house, world.user(), handoff_item(world), "换了控制器")
    answers = together(8, lambda i: world.say("/broken:BX20261123001", event=f"b{i}"))
    assert not [a for a in answers if isinstance(a, Exception)]
    assert events(world).count("ticket.reopened") == 1
    assert len(ask(world, select(QueueItem.id).where(QueueItem.reason == aftercare.TASK))) == 1
    assert said(world, "已重新打开") == 1


@on_sqlite
@pytest.mark.parametrize(
    ("text", "fixed"),
    [("是", True), ("好了", True), ("修好了，谢谢", True), ("没问题了", True), ("不漏了", True), ("没再滴水", True), ("正常了", True),
     ("yes it works", True), ("no more problems", True), ("it is not leaking any more", True), ("all good now", True),
     ("没有", False), ("还没好", False), ("没修好，还是漏", False), ("还在滴水", False), ("又坏了", False), ("still broken", False),
     ("not fixed", False), ("it still leaks", False),
     ("不用了", None), ("没事", None), ("no thanks", None), ("多少钱", None), ("你好", None),
     ("水管接头滴水", None), ("DEMO-P3-0003 漏水了", None)],
)  # fmt: skip
def test_what_customers_say_to_the_question_whether_it_is_fixed(
    world: World, text: str, fixed: bool | None
) -> None:
    held(world, "水箱漏水，DEMO-P3-0001")
    queue.resolve(world.house, world.user(), handoff_item(world), "换了胶圈")
    world.say(text)
    found = [e for e in events(world) if e in ("customer.confirmed", "ticket.reopened")]
    assert found == ({True: ["customer.confirmed"], False: ["ticket.reopened"], None: []}[fixed])


@pytest.mark.parametrize("thanks", ["谢谢", "好的谢谢", "thanks", "thank you so much", "辛苦了", "/thanks"])
def test_thanks_never_reopens_and_confirms_nothing(world: World, thanks: str) -> None:
    held(world, *P3)
    queue.resolve(world.house, world.user(), handoff_item(world), "换了控制器")
    world.say(thanks)
    assert status(world) == "resolved"
    assert not {"ticket.reopened", "customer.confirmed"} & set(events(world))


def test_people_reopen_with_a_reason_and_only_what_is_resolved(world: World) -> None:
    held(world, *P3)
    ann = world.user()
    refused("not-resolved", aftercare.reopen_by_hand, world.house, ann, 1, "客户来电")
    queue.resolve(world.house, ann, handoff_item(world), "换了控制器")
    refused("why", aftercare.reopen_by_hand, world.house, ann, 1, " ")
    world.now += timedelta(days=40)
    aftercare.reopen_by_hand(world.house, ann, 1, "客户来电说还漏")
    assert status(world) == "open" and said(world, "已重新打开") == 1


# -- follow-ups ---------------------------------------------------------------------------------------


def resolved(world: World, hour: float = 0) -> None:
    held(world, *P3)
    world.now += timedelta(hours=hour)
    queue.take(world.house, world.user("sue"), 1)
    queue.resolve(world.house, world.user("sue"), handoff_item(world), "换了控制器")


def follow_ups(world: World) -> list[tuple[str, str]]:
    return [
        (f.name, f.status) for f in ask(world, select(FollowUp.name, FollowUp.status).order_by(FollowUp.id))
    ]


def test_nobody_is_asked_at_night(world: World) -> None:
    """P3.7: resolved at 23:00, asked three days later from eight in the morning on."""
    resolved(world, hour=14)
    night = world.now + timedelta(days=3)
    at(world, night + timedelta(minutes=1))
    assert said(world, "回访一下") == 0
    at(world, night.replace(hour=8, minute=0) + timedelta(days=1))
    assert said(world, "回访一下") == 1


def test_a_follow_up_is_asked_once_by_many_servers(world: World) -> None:
    """P3.7"""
    resolved(world)
    world.now += timedelta(days=3, minutes=10)
    with more_houses(world, 4) as houses:
        together(8, lambda i: watch.fire(houses[i % 4], houses[i % 4].now()))
    assert said(world, "回访一下") == 1
    assert follow_ups(world) == [("after_repair", "asked"), ("half_year", "waiting")]
    done = together(6, lambda i: world.say("/rate:1:2", event=f"r{i}"))
    assert not [d for d in done if isinstance(d, Exception)]
    assert events(world).count("follow_up.answered") == 1
    assert [a.text_id for a in ask(world, select(Alarm.text_id)) if "feedback" in a.text_id] == [
        "alarm-bad-feedback"
    ]


def test_who_is_in_the_middle_of_something_is_asked_later(world: World) -> None:
    resolved(world)
    world.now += timedelta(days=3, minutes=10)
    world.say("水管接头滴水，DEMO-P3-0003")  # another report
    assert said(world, "回访一下") == 0
    watch.fire(world.house, world.house.now())
    assert said(world, "回访一下") == 0
    assert follow_ups(world)[0] == ("after_repair", "waiting")


def test_a_report_that_is_open_again_is_not_asked_about(world: World) -> None:
    resolved(world)
    world.say("/broken:BX20261123001")
    assert follow_ups(world) == [("after_repair", "dropped"), ("half_year", "dropped")]
    at(world, world.now + timedelta(days=3, minutes=10))
    assert said(world, "回访一下") == 0


def test_the_panels_are_json_and_tell_everything(world: World) -> None:
    import json

    resolved(world)
    at(world, world.now + timedelta(days=3, minutes=10))
    world.say("4")
    found = world.store.read(lambda tx: ticket_view.view(tx, world.house, ticket_row(tx, 1)))["work"]
    assert json.loads(json.dumps(found)) == found
    assert found["follow_ups"]["asked"][0]["score"] == 4
    assert [line["status"] for line in found["promises"]["ledger"]] == []  # the visit was taken back
    assert world.store.read(lambda tx: messages.history(tx, 1))
    assert not world.store.read(lambda tx: stored.owed(tx, 1))
