"""Who may speak, when messages leave and a conversation changes hands at the same moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from handlers import overrule, queue, sending
from handlers.events import Outgoing
from storage import conversations, deliveries, messages
from storage import tickets as stored_tickets
from storage.engine import Tx
from tests.handlers.test_queue import conversation, waiting
from tests.world import World


def bot_says(world: World, channel: str, text: str = "还在吗？") -> int:
    """Something of the bot that has not left yet."""
    row = world.store.read(lambda tx: conversations.find(tx, channel, "customer"))
    assert row is not None
    now = world.house.now()
    said = {"conversation_id": row.id, "direction": "out", "author": "bot", "channel": channel, "text": text,
            "status": "pending", "epoch": row.owner_epoch, "next_at": now, "created_at": now}  # fmt: skip
    return world.store.write(lambda tx: messages.add(tx, [said]))[0]


def handed_over_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch, row: int, left: list[str]
) -> list[threading.Thread]:
    """As soon as stale messages have been looked for, somebody takes the conversation over, if the database lets him."""
    real = messages.refuse_stale
    threads: list[threading.Thread] = []

    def look(tx: Tx, *given: Any) -> int:
        found = real(tx, *given)
        if not left:
            left.append("begun")

            def over(tx: Tx) -> None:
                conversations.set_owner(tx, row, "user:1", world.house.now())

            def work() -> None:
                world.store.write(over)
                left.append("owner changed")

            threads.append(threading.Thread(target=work))
            threads[0].start()
            threads[0].join(1)
        return found

    for module in (messages, deliveries):
        monkeypatch.setattr(module, "refuse_stale", look)
    return threads


@pytest.mark.parametrize("channel", ["web", "push"])
def test_no_word_of_the_bot_leaves_after_a_handover_that_came_in_between(
    world: World, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    row = world.say("你好", plan="p3", channel=channel).conversation_id
    world.store.write(lambda tx: deliveries.hand_out(tx, row, world.house.now()))
    late = bot_says(world, channel)
    left: list[str] = []
    threads = handed_over_meanwhile(world, monkeypatch, row, left)
    later = world.house.now()

    def send(tx: Tx) -> list[int]:
        found = (
            deliveries.hand_out(tx, row, later) if channel == "web" else messages.take(tx, later, [channel])
        )
        left.append("still there" if "owner changed" not in left else "late")
        return [m.id for m in found]

    sent = world.store.write(send)
    for thread in threads:
        thread.join(5)
    assert late not in sent or "late" not in left, f"the bot spoke after the handover: {left}"


def test_a_word_that_was_on_its_way_when_somebody_took_over_is_shown_as_what_it_is(world: World) -> None:
    """The engineer sees that the customer has read it."""
    row = world.say("你好", plan="p3", channel="push").conversation_id
    (parcel, *_) = sending.take(world.house, ["push"])

    def over(tx: Tx) -> None:
        conversations.set_owner(tx, row, "user:1", world.house.now())
        messages.refuse_stale(tx, world.house.now())

    world.store.write(over)
    sending.delivered(world.house, parcel)
    found = world.store.read(lambda tx: messages.get(tx, parcel.message.id))
    assert found is not None and found.status == "sent" and found.error is None


@pytest.mark.parametrize("arrives", [True, False])
def test_nothing_overtakes_a_word_that_is_on_its_way_when_the_conversation_changes_hands(
    world: World, arrives: bool
) -> None:
    """It cannot be called back: what is said after the handover follows it."""
    world.say("你好", plan="p3", channel="push")
    said: list[Outgoing] = []
    while parcels := sending.take(world.house, ["push"]):
        if len(said) == 0:
            world.say("人工", plan="p3", channel="push")
            assert not sending.take(world.house, ["push"], flying=parcels)
        for parcel in parcels:
            said.append(parcel.message)
            if arrives or len(said) > 1:
                sending.delivered(world.house, parcel)
            else:
                sending.not_delivered(world.house, parcel, "cut", 0.0)
    assert said[0].author == "bot" and len(said) > 1
    assert [m.id for m in said] == sorted(m.id for m in said)
    first = world.store.read(lambda tx: messages.get(tx, said[0].id))
    assert first is not None and first.status == ("sent" if arrives else "refused")


def test_a_page_never_skips_a_message_that_waited_while_a_later_one_came_in(world: World) -> None:
    world.say("你好", plan="p3", channel="web")
    row = world.say("人工", plan="p3", channel="web").conversation_id
    seen = sending.news(world.house, row, 0)[-1].id
    reply = queue.reply(world.house, world.user(), row, "我是工程师", "k1")
    mine = world.say("好的", channel="web").message_id
    assert reply < mine
    early = world.store.read(lambda tx: deliveries.news(tx, row, seen))
    assert mine not in {m.id for m in early}, "the page would go on after it and never ask for the reply"
    shown = [m.id for m in sending.news(world.house, row, seen)]
    assert {reply, mine} <= set(shown) and shown == sorted(shown)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_whoever_corrects_a_ticket_waits_for_the_turn_that_is_under_way(world: World) -> None:
    """Else each of them would compute the clocks from a ticket that the other is about to change."""
    i = waiting(world, "customer", "太阳能热水器外壳有划痕")
    row, sue = conversation(world), world.user("sue")
    ticket = world.store.read(lambda tx: stored_tickets.of_conversation(tx, row.id))[0]
    under_way, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def turn(tx: Tx) -> None:
        conversations.get(tx, row.id, locked=True)
        under_way.set()
        go_on.wait(5)

    def correct() -> None:
        under_way.wait(5)
        overrule.severity(world.house, sue, ticket.id, 1, "a hospital")
        done.set()

    threads = [threading.Thread(target=lambda: world.store.write(turn)), threading.Thread(target=correct)]
    for thread in threads:
        thread.start()
    assert not done.wait(1.5), "it did not wait"
    go_on.set()
    for thread in threads:
        thread.join(5)
    assert done.is_set() and i
