"""Races as real parallel attempts, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers import queue, tickets, visits
from handlers.events import Turn
from handlers.people import Refused
from handlers.rules.facts import Window
from storage import conversations, messages
from storage import visits as stored_visits
from storage.engine import Tx
from storage.models import Conversation, Message, QueueItem, Ticket, VisitSlot
from tests.world import World, together


def test_a_thousand_attempts_on_one_window_give_exactly_one_visit(world: World) -> None:
    plan = world.house.plans["p3"]
    now = world.house.now()
    start = world.now.astimezone(UTC).replace(minute=0) + timedelta(hours=3)

    def opened(tx: Tx) -> list[int]:
        row = conversations.lock(tx, "terminal", "somebody", now)
        return [
            tickets.open_ticket(tx, world.house, plan, row.id, "report_fault", "x", "customer", now).id
            for _ in range(10)
        ]

    ids = world.store.write(opened)
    person = world.store.read(lambda tx: stored_visits.technicians(tx)[0])
    window = Window(person.id, person.name, start, start + timedelta(hours=2), True)

    def attempt(i: int) -> int:
        # every third one overlaps instead of being the same
        shifted = timedelta(minutes=30 * (i % 3))
        mine = Window(window.technician_id, window.technician, start + shifted, window.end + shifted, True)
        return world.store.write(lambda tx: visits.hold(tx, plan, ids[i % 10], mine, now))

    results = together(1000, attempt)
    held = [r for r in results if isinstance(r, int)]
    assert len(held) == 1
    assert {type(r) for r in results} == {int, stored_visits.Taken}
    slots = world.store.read(lambda tx: tx.sql.execute(select(func.count()).select_from(VisitSlot)).scalar())
    assert slots == len(visits.occupied(plan, start, start + timedelta(hours=2)))


def test_one_of_many_engineers_gets_the_claim(world: World) -> None:
    world.say("人工", plan="p3")
    item = world.store.read(lambda tx: tx.sql.execute(select(QueueItem.id)).scalar_one())
    users = [world.user("ann"), world.user("bob"), world.user("sue")]
    results = together(60, lambda i: queue.claim(world.house, users[i % 3], item))
    assert Counter(type(r) for r in results) == {int: 1, Refused: 59}


def test_the_same_event_many_times_at_once_is_one_turn(world: World) -> None:
    results = together(40, lambda i: world.say("太阳能完全没热水了", plan="p3", event="the-same"))
    turns = [t for t in results if isinstance(t, Turn)]
    assert len(turns) == 40
    assert sum(not t.repeated for t in turns) == 1
    assert {tuple(r.text for r in t.replies) for t in turns} == {tuple(r.text for r in turns[0].replies)}
    assert world.store.read(lambda tx: tx.sql.execute(select(func.count()).select_from(Ticket)).scalar()) == 1


def test_a_burst_of_first_messages_makes_one_conversation_and_one_report(world: World) -> None:
    together(12, lambda i: world.say("太阳能完全没热水了", plan="p3", event=f"burst-{i}"))

    def count(tx: Tx) -> list[Any]:
        return [tx.sql.execute(select(func.count()).select_from(m)).scalar() for m in (Conversation, Ticket)]

    assert world.store.read(count) == [1, 1]


def test_parallel_conversations_do_not_disturb_each_other(world: World) -> None:
    def talk(i: int) -> str:
        for line in ("太阳能完全没热水了", "DEMO-P3-0001", f"客户 1380013{i:04d}", "杭州市西湖区文三路12号"):
            turn = world.say(line, who=f"c{i}", plan="p3")
        return turn.replies[-1].text

    results = together(12, talk)
    assert not [r for r in results if isinstance(r, Exception)]
    phones = world.store.read(lambda tx: tx.sql.execute(select(Ticket.phone)).scalars().all())
    assert sorted(map(str, phones)) == [f"1380013{i:04d}" for i in range(12)]


def test_what_the_bot_wrote_before_a_handover_can_no_longer_be_sent(world: World) -> None:
    turn = world.say("你好", plan="p3", channel="push")
    now = world.house.now()

    def late(tx: Tx) -> list[int]:
        row = conversations.get(tx, turn.conversation_id)
        assert row is not None
        said = {"conversation_id": row.id, "direction": "out", "author": "bot", "channel": "push", "text": "还在吗？",
                "status": "pending", "epoch": row.owner_epoch, "next_at": now, "created_at": now}  # fmt: skip
        return messages.add(tx, [said, {**said, "author": "notice", "text": "通知"}])

    ids = world.store.write(late)
    before = world.store.write(lambda tx: messages.take(tx, now - timedelta(minutes=1), ["push"]))
    assert not before
    world.say("人工", channel="push")
    later = world.house.now() + timedelta(seconds=1)
    authors = set()
    for _ in range(8):  # one at a time, in order
        for m in world.store.write(lambda tx: messages.take(tx, later, ["push"])):
            authors.add(m.author)
            world.store.write(partial(messages.sent, message_ids=[m.id], now=later))
    assert authors == {"notice"}
    status = world.store.read(
        lambda tx: tx.sql.execute(select(Message.status).where(Message.id == ids[0])).scalar()
    )
    assert status == "refused"


def test_a_lost_lease_comes_back_and_the_old_holder_can_do_nothing(world: World) -> None:
    world.say("人工", plan="p3")
    item = world.store.read(lambda tx: tx.sql.execute(select(QueueItem.id)).scalar_one())
    ann, bob = world.user("ann"), world.user("bob")
    queue.claim(world.house, ann, item)
    world.wait(minutes=15)
    queue.claim(world.house, bob, item)
    with pytest.raises(Refused):
        queue.resolve(world.house, ann, item, "too late")
    queue.resolve(world.house, bob, item, "done")
