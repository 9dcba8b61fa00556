"""Clockwork: what time brings about happens once, by whoever is there, and reaches people."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import Row, event, func, select

from bot.clockwork import clockwork
from bot.figures import Figures
from handlers import desk, queue, tickets, visits, wall, watch
from handlers.house import House
from handlers.people import Refused
from handlers.plans.load import load_plans
from handlers.retries import Retries
from nlu.parse import parse
from storage import conversations, messages
from storage import queue as stored_queue
from storage import tickets as stored_tickets
from storage import visits as stored_visits
from storage.engine import Store, Tx
from storage.models import Alarm, Conversation, FeedEvent, LogEntry, QueueItem, Visit, VisitSlot
from tests.world import MONDAY, World, together

on_sqlite = pytest.mark.parametrize(
    "store_url", ["sqlite"], indirect=True
)  # where no database decides anything
ROOT = Path(__file__).resolve().parents[2]
ON_SITE = ("on_site/warn", "on_site/breach", "on_site/escalate:0", "on_site/escalate:1")
FAULT = ("fault_removed/warn", "fault_removed/breach", "fault_removed/escalate:0", "fault_removed/escalate:1")


def opened(world: World, count: int = 1, plan: str = "p3", **more: Any) -> list[int]:
    """Tickets whose clocks run: p3 promises four hours on site and twelve until the fault is removed."""

    def work(tx: Tx) -> list[int]:
        now, made = world.house.now(), []
        for i in range(count):
            row = conversations.lock(tx, "terminal", f"c{i}", now, plan=plan)
            made.append(tickets.open_ticket(tx, world.house, world.house.plans[plan], row.id, "report_fault", "x",
                                            "customer", now, status="open", **more).id)  # fmt: skip
        return made

    return world.store.write(work)


def happen(world: World, ticket_id: int, event: str, **data: Any) -> None:
    now = world.house.now()
    world.store.write(lambda tx: tickets.record(tx, world.house, ticket_id, event, "user:1", now, data))


def ask(world: World, wanted: Any) -> list[Row[Any]]:
    return list(world.store.read(lambda tx: tx.sql.execute(wanted).all()))


def fired(world: World, ticket_id: int) -> list[str]:
    """Steps for which an alarm was raised, in their order, e.g. ``on_site/warn``."""
    wanted = select(Alarm.cause).where(Alarm.ticket_id == ticket_id).order_by(Alarm.at, Alarm.id)
    return [row.cause.split("#")[0] for row in ask(world, wanted)]


def logged(world: World, ticket_id: int) -> list[str]:
    wanted = (
        select(LogEntry.data)
        .where(LogEntry.ticket_id == ticket_id, LogEntry.actor == "clockwork")
        .order_by(LogEntry.id)
    )
    return [f"{row.data['clock']}/{row.data['step']}" for row in ask(world, wanted) if "step" in row.data]


def at(world: World, moment: datetime) -> int:
    world.now = moment
    return watch.fire(world.house, world.house.now())


@contextmanager
def more_houses(world: World, count: int) -> Iterator[list[House]]:
    """As many servers as said, on one database, each with connections of its own."""
    stores = [Store(world.store.url, pool=2) for _ in range(count)]
    try:
        yield [House(s, world.house.plans, world.parse, now=world.house.now) for s in stores]
    finally:
        for store in stores:
            store.close()


# -- clocks ---------------------------------------------------------------------------------------


def test_a_clock_warns_breaches_and_escalates_step_by_step_and_tells_the_plans_roles(world: World) -> None:
    (t,) = opened(world)
    for hours, steps in ((2.99, 0), (3, 1), (3.99, 1), (4, 3), (5.99, 3), (6, 4), (9.99, 4)):
        for _ in range(3):
            at(world, MONDAY + timedelta(hours=hours))
        assert fired(world, t) == list(ON_SITE[:steps]), hours
    at(world, MONDAY + timedelta(days=9))
    assert fired(world, t) == logged(world, t) == [*ON_SITE, *FAULT]
    found = ask(world, select(Alarm.role, Alarm.text_id, Alarm.data).order_by(Alarm.id))
    assert [(a.role, a.text_id) for a in found[:4]] == [
        ("supervisor", "alarm-warn"), ("supervisor", "alarm-breach"), ("supervisor", "alarm-escalation"), ("manager", "alarm-escalation"),
    ]  # fmt: skip
    assert {a.data["clock"] for a in found} == {"on_site", "fault_removed"}
    assert datetime.fromisoformat(found[0].data["due"]) == MONDAY + timedelta(hours=4)
    assert at(world, MONDAY + timedelta(days=20)) == 0
    assert watch.next_due(world.house, world.house.now()) is None


async def test_alarms_reach_people_on_the_wall_in_the_feed_and_as_a_signal(world: World) -> None:
    world.say("太阳能完全没热水了", plan="p3")
    world.say("人工")
    t = ask(world, select(QueueItem.ticket_id))[0].ticket_id
    with world.store.signals.listen("alarms") as woken:
        world.wait(minutes=6)  # severity 1: five minutes
        await asyncio.wait_for(woken.wait(), 5)
    assert fired(world, t) == ["first_response/warn", "first_response/breach", "first_response/escalate:0"]
    seen = wall.wall(world.house, world.user("sue"))
    assert [told.alarm.text_id for told in seen.alarms] == ["alarm-escalation", "alarm-breach", "alarm-warn"]
    assert {told.alarm.ticket_id for told in seen.alarms} == {t}
    assert (seen.whole.waiting, seen.whole.over) == (1, 1)
    told = ask(world, select(FeedEvent.conversation_id).where(FeedEvent.topic == "alarm", FeedEvent.ref == t))
    assert told and all(row.conversation_id for row in told)
    with pytest.raises(Refused):
        wall.wall(world.house, world.user("ann"))
    (matter,) = seen.matters
    assert (matter.newest.alarm.text_id, len(matter.others)) == ("alarm-escalation", 2), (
        "one ticket, one line"
    )
    desk.see_alarm(world.house, world.user("sue"), seen.alarms[1].alarm.id)
    left = wall.wall(world.house, world.user("sue")).alarms
    assert [told.alarm.text_id for told in left] == ["alarm-escalation"], (
        "seen with what led to it; what came later is news"
    )


@on_sqlite
def test_a_clock_that_is_met_or_stopped_never_fires(world: World) -> None:
    arrived, *others = ids = opened(world, 3)
    at(world, MONDAY + timedelta(hours=3, minutes=30))
    for t, end in zip(ids, ("visit.arrived", "ticket.withdrawn", "ticket.resolved"), strict=True):
        happen(world, t, end)
    at(world, MONDAY + timedelta(days=3))
    assert fired(world, arrived) == [ON_SITE[0], *FAULT], "somebody is there, but the fault is not removed"
    assert [fired(world, t) for t in others] == [[ON_SITE[0]]] * 2


def test_a_paused_clock_does_not_fire_and_fires_at_the_time_moved_by_the_pause(world: World) -> None:
    (t,) = opened(world)
    world.now = MONDAY + timedelta(hours=1)
    happen(world, t, "customer.awaited")
    assert (
        at(world, MONDAY + timedelta(days=2)) == 0 and watch.next_due(world.house, world.house.now()) is None
    )
    world.now = MONDAY + timedelta(hours=50)  # 49 hours waited: due at 53
    happen(world, t, "customer.back")
    assert at(world, MONDAY + timedelta(hours=51, minutes=59)) == 0
    at(world, MONDAY + timedelta(hours=52))
    assert fired(world, t) == ["on_site/warn"]
    at(world, MONDAY + timedelta(hours=52, minutes=59))
    assert fired(world, t) == ["on_site/warn"]
    at(world, MONDAY + timedelta(hours=53))
    assert fired(world, t) == list(ON_SITE[:3])


@on_sqlite
def test_waiting_for_a_time_that_the_customer_chose_ends_by_itself(world: World) -> None:
    (t,) = opened(world)
    world.now = MONDAY + timedelta(hours=1)
    happen(world, t, "customer.awaited", until=(MONDAY + timedelta(hours=49)).astimezone(UTC).isoformat())
    assert watch.next_due(world.house, world.house.now()) == MONDAY + timedelta(hours=49)
    at(world, MONDAY + timedelta(hours=49))
    assert fired(world, t) == []
    assert watch.next_due(world.house, world.house.now()) == MONDAY + timedelta(hours=51)
    at(world, MONDAY + timedelta(hours=52))
    assert fired(world, t) == list(ON_SITE[:3])


@contextmanager
def bad_rows(ids: set[int], why: str = "a bad row") -> Iterator[Counter[int]]:
    """The clocks of these tickets cannot be reckoned; counts how often that was tried."""
    real, tried = tickets.clock_states, Counter[int]()

    def states(tx: Tx, house: House, ticket: Row[Any], now: datetime | None = None) -> Any:
        if ticket.id in ids:
            tried[ticket.id] += 1
            raise RuntimeError(why)
        return real(tx, house, ticket, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handlers.tickets.clock_states", states)
        yield tried


@on_sqlite
def test_tickets_that_fail_do_not_hold_up_the_others_however_many_there_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.watch.log", Mock())
    bad = opened(world, 60)
    world.now += timedelta(minutes=1)
    good = opened(world, 2)
    with bad_rows(set(bad)):
        at(world, MONDAY + timedelta(hours=5))
        at(world, MONDAY + timedelta(hours=5))
        at(world, MONDAY + timedelta(hours=5))
        assert [fired(world, t) for t in good] == [list(ON_SITE[:3])] * 2 and fired(world, bad[0]) == []
    at(world, MONDAY + timedelta(hours=5, minutes=5))
    at(world, MONDAY + timedelta(hours=5, minutes=5))
    assert [fired(world, t) for t in bad] == [list(ON_SITE[:3])] * 60, "they work again"


def test_what_fails_is_tried_after_ever_longer_waits_and_is_news_when_that_changes() -> None:
    retries, now, waits = Retries(), MONDAY, []
    for number in range(12):
        assert retries.failed("clock", 7, RuntimeError("a bad row"), now) == (number == 0)
        begin = now
        while retries.waiting("clock", now):
            now += timedelta(seconds=1)
        waits.append(int((now - begin).total_seconds()))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert retries.failed("clock", 7, RuntimeError("another reason"), now)
    assert retries.failed("clock", 8, RuntimeError("a bad row"), now) and not retries.waiting("lease", now)
    assert retries.counts() == {"clock": 2}
    assert retries.worked("clock", 7) and not retries.worked("clock", 7)


@on_sqlite
async def test_what_clockwork_cannot_do_is_logged_once_a_figure_and_no_reason_to_hurry(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bad,) = opened(world)
    monkeypatch.setattr("handlers.watch.log", log := Mock())
    figures = Figures()
    with bad_rows({bad}) as tried:
        for seconds in (0, 0.5, 1, 1.5, 2, 2.5, 3):
            at(world, MONDAY + timedelta(hours=5, seconds=seconds))
        assert tried[bad] == 3, "at once, after a second, after two more"
        assert watch.next_due(world.house, world.house.now()) is None
        world.now += timedelta(minutes=1)
        loop = clockwork(world.house, figures)
        loop.start()
        async with asyncio.timeout(10):
            while not figures.registry.get_sample_value("baoxiu_clockwork_failing", {"what": "clock"}):
                await asyncio.sleep(0.05)
        await loop.stop()
    assert log.exception.call_count == 1
    at(world, MONDAY + timedelta(hours=6))
    assert fired(world, bad) == list(ON_SITE) and log.info.call_count == 1


# -- many at once, and after a stop ---------------------------------------------------------------


def once_each(world: World, ids: list[int], steps: tuple[str, ...]) -> None:
    for t in ids:
        assert fired(world, t) == list(steps)
        assert sorted(logged(world, t)) == sorted(steps)


def test_six_clockworks_in_threads_fire_everything_once(world: World) -> None:
    ids = opened(world, 12)
    with more_houses(world, 6) as houses:
        for hours, steps in ((3, 1), (4, 3), (6, 4)):
            world.now = MONDAY + timedelta(hours=hours)
            counts = together(6, lambda i: watch.fire(houses[i], world.house.now()))
            done = {3: 1, 4: 2, 6: 1}[hours]
            assert sum(c for c in counts if isinstance(c, int)) == done * len(ids), counts
            once_each(world, ids, ON_SITE[:steps])


def test_three_processes_fire_everything_once_after_one_that_was_killed_in_the_middle(world: World) -> None:
    ids = opened(world, 20)
    i = claimed(world)
    world.now = MONDAY + timedelta(hours=4)
    place = world.store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.handlers.test_watch", place, world.house.now().isoformat()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    killed, *counts = map(int, done.stdout.split())
    assert killed == -signal.SIGKILL
    once_each(world, ids, ON_SITE[:3])
    left, rest = divmod(
        sum(counts) - 2, 3
    )  # besides a claim whose holder is gone, and whom nobody has heard in time
    assert rest == 0 and len(ids) - 4 <= left <= len(ids), counts
    if world.store.sqlite:
        assert left == len(ids), (
            "the first ticket was to share its commit with the second, and was lost with it"
        )
    released(world, i)


def claimed(world: World) -> int:
    """Ann has claimed a conversation and is not seen any more."""
    world.say("人工", who="waits", plan="p3")
    i = int(ask(world, select(QueueItem.id).where(QueueItem.kind == "handoff"))[0].id)
    queue.claim(world.house, world.user("ann"), i)
    return i


def released(world: World, i: int) -> None:
    row = world.store.read(lambda tx: stored_queue.get(tx, i))
    assert row is not None and (row.status, row.token) == ("waiting", 2), (
        "given back once: the token rose once"
    )
    queue.claim(world.house, world.user("bob"), i)
    with pytest.raises(Refused):
        queue.resolve(world.house, world.user("ann"), i, "too late")
    queue.resolve(world.house, world.user("bob"), i, "done")


def test_a_lost_claim_is_given_back_once_by_many(world: World) -> None:
    i = claimed(world)
    epoch = ask(world, select(func.max(Conversation.owner_epoch)))[0][0]
    world.now += timedelta(minutes=11)
    with more_houses(world, 5) as houses:
        counts = together(5, lambda k: watch.fire(houses[k], world.house.now()))
    assert sum(c for c in counts if isinstance(c, int)) == 2, (
        counts
    )  # and an alarm: it waits for too long then
    assert ask(world, select(func.max(Conversation.owner_epoch)))[0][0] == epoch + 1
    released(world, i)


async def test_what_was_due_while_everything_was_down_fires_once_at_the_start(world: World) -> None:
    """More than one round of it, with three servers that start at the same time."""
    ids = opened(world, 60)
    world.now = MONDAY + timedelta(hours=7)
    figures = Figures()
    with more_houses(world, 3) as houses:
        loops = [clockwork(house, figures) for house in houses]
        for loop in loops:
            loop.start()
        try:
            async with asyncio.timeout(20):
                while due(world):
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.6)  # and another round, for which nothing is left
        finally:
            for loop in loops:
                await loop.stop()
    once_each(world, ids, ON_SITE)
    assert figures.registry.get_sample_value("baoxiu_clock_steps_total") == 4 * len(ids)


def due(world: World) -> bool:
    return bool(world.store.read(lambda tx: stored_tickets.to_watch(tx, world.house.now(), 50)))


# -- holds ----------------------------------------------------------------------------------------


def test_expired_holds_give_the_time_back_and_booked_visits_stay(world: World) -> None:
    one, two, three = opened(world, 3, region="hangzhou")
    plan = world.house.plans["p3"]

    def offer(t: int) -> list[Row[Any]]:
        def work(tx: Tx) -> None:
            row = stored_tickets.get(tx, t)
            assert row is not None
            visits.offer(tx, world.house, plan, row, world.house.now())

        world.store.write(work)
        return list(world.store.read(lambda tx: stored_visits.of_ticket(tx, t, ("held",))))

    def confirm(tx: Tx) -> None:
        row = stored_tickets.get(tx, one)
        assert row is not None
        visits.confirm(tx, world.house, row, first[0].id, "customer", world.house.now())

    first, second = offer(one), offer(two)
    world.store.write(confirm)
    world.now += timedelta(minutes=14)
    last = offer(three)
    assert watch.fire(world.house, world.house.now()) == 0
    world.now += timedelta(minutes=1)
    with more_houses(world, 4) as houses:
        counts = together(4, lambda i: watch.fire(houses[i], world.house.now()))
    assert sum(c for c in counts if isinstance(c, int)) == len(second)
    status = {row.id: row.status for row in ask(world, select(Visit.id, Visit.status))}
    assert [status[v.id] for v in second] == ["released"] * len(second)
    assert [status[v.id] for v in last] == ["held"] * len(last) and status[first[0].id] == "confirmed"
    owners = {row.visit_id for row in ask(world, select(VisitSlot.visit_id))}
    assert owners == {first[0].id, *(v.id for v in last)}


# -- silence --------------------------------------------------------------------------------------


def tasks(world: World) -> list[Row[Any]]:
    return ask(
        world,
        select(QueueItem.id, QueueItem.reason, QueueItem.due_at, QueueItem.status).where(
            QueueItem.kind == "task"
        ),
    )


def told(world: World) -> int:
    """How often the customer was told that somebody will call."""
    c = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    assert c is not None
    found = world.store.read(lambda tx: messages.history(tx, c.id))
    return sum("信息还没补完" in m.text for m in found)


def test_a_report_that_falls_silent_becomes_a_task_exactly_once(world: World) -> None:
    world.say("太阳能完全没热水了", plan="p3")
    world.now += timedelta(minutes=14, seconds=59)
    assert watch.fire(world.house, world.house.now()) == 0 and not tasks(world)
    before = told(world)
    world.now += timedelta(seconds=1)
    with more_houses(world, 5) as houses:
        counts = together(5, lambda i: watch.fire(houses[i], world.house.now()))
    assert [c for c in counts if isinstance(c, Exception)] == []
    assert [t.reason for t in tasks(world)] == ["silent_report"] and told(world) == before + 1
    for _ in range(3):
        world.wait(minutes=20)
    assert len(tasks(world)) == 1 and told(world) == before + 1


def test_somebody_who_comes_back_and_falls_silent_again_is_one_task_and_its_clock_goes_on(
    world: World,
) -> None:
    world.say("我们的存储系统有一块硬盘报警", plan="p6")
    world.wait(minutes=16)
    before = told(world)
    (task,) = tasks(world)
    world.say("DEMO-P6-0002")
    world.wait(minutes=20)
    assert [t.id for t in tasks(world)] == [task.id] and told(world) == before
    asked = select(LogEntry.id).where(LogEntry.event == "callback.due")
    assert len(ask(world, asked)) == 1, "the clock of the call back began anew"


@on_sqlite
def test_the_call_back_is_due_when_the_plan_says_so(world: World) -> None:
    world.say("我们的存储系统有一块硬盘报警", plan="p6")
    world.wait(minutes=16)
    clock = ask(world, select(LogEntry.at).where(LogEntry.event == "callback.due"))[0].at
    assert tasks(world)[0].due_at == clock + timedelta(minutes=30)  # service level C


@pytest.mark.parametrize("then", ["人工", "取消报修"])
@on_sqlite
def test_nobody_is_called_whose_report_is_in_other_hands_or_withdrawn(world: World, then: str) -> None:
    world.say("太阳能完全没热水了", plan="p3")
    world.say(then)
    if then != "人工":
        world.say("是")
    world.wait(minutes=40)
    assert not [t for t in tasks(world) if t.reason == "silent_report"]


# -- a process of its own -------------------------------------------------------------------------


def run(database: str, now: str) -> None:
    """Four processes, forked off so that everything is imported once: one that stands still in the middle of its
    second ticket and is killed, then three that begin together.  Prints its exit and what the three have done."""
    plans = load_plans()

    def child(work: Callable[[House, Any], None]) -> tuple[int, Any]:
        ours, theirs = multiprocessing.Pipe()
        number = os.fork()
        if number == 0:
            store = Store(database, pool=2)
            work(House(store, plans, parse, now=lambda: datetime.fromisoformat(now)), theirs)
            os._exit(0)
        return number, ours

    def dies(house: House, pipe: Any) -> None:
        real, count = stored_tickets.raise_alarm, Counter[str]()

        def stands(*given: Any, **more: Any) -> bool:
            new = real(*given, **more)
            count["alarms"] += 1
            if count["alarms"] == 5:
                pipe.send("in the middle")
                time.sleep(60)
            return new

        stored_tickets.raise_alarm = stands
        watch.fire(house, house.now())

    def fires(house: House, pipe: Any) -> None:
        pipe.recv()
        pipe.send(watch.fire(house, house.now()))

    number, pipe = child(dies)
    assert pipe.recv() == "in the middle"
    os.kill(number, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))
    three = [child(fires) for _ in range(3)]
    for _, pipe in three:
        pipe.send("go")
    for number, pipe in three:
        print(pipe.recv())
        os.waitpid(number, 0)


if __name__ == "__main__":
    run(*sys.argv[1:])


@on_sqlite
def test_a_round_with_nothing_due_is_one_look_at_everything(store: Store) -> None:
    world = World(store).settle()
    watch.fire(world.house, world.house.now())  # what is done once a day
    said: list[str] = []
    event.listen(store._reader, "before_cursor_execute", lambda c, cursor, sql, *more: said.append(sql))
    event.listen(store._writer, "before_cursor_execute", lambda c, cursor, sql, *more: said.append(sql))
    assert watch.fire(world.house, world.house.now()) == 0
    assert said.count("BEGIN") <= 1 and not [s for s in said if not s.startswith(("SELECT", "BEGIN"))]
    assert len(said) <= len(watch.chores()) + 4, said
