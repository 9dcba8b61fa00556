"""Conversations that people lead in another system: the bot is silent, clocks know of it, and it comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import elsewhere, queue
from storage import conversations, messages
from storage import queue as stored_queue
from storage import tickets as stored_tickets
from tests.world import World, together

CHANNEL, WHO = "chatwoot", "3/41"


def say(world: World, text: str) -> None:
    world.say(text, who=WHO, plan="p3", channel=CHANNEL)


def owner(world: World) -> str | None:
    return elsewhere.led(world.house, CHANNEL, WHO)


def events(world: World) -> list[str]:
    row = world.store.read(lambda tx: conversations.find(tx, CHANNEL, WHO))
    assert row is not None
    tickets = world.store.read(lambda tx: stored_tickets.of_conversation(tx, row.id))
    return [e.event for e in world.store.read(lambda tx: stored_tickets.log(tx, tickets[0].id))]


def waits(world: World) -> bool:
    row = world.store.read(lambda tx: conversations.find(tx, CHANNEL, WHO))
    return row is not None and world.store.read(lambda tx: stored_queue.open_handoff(tx, row.id)) is not None


def test_a_report_that_is_half_told_counts_when_somebody_takes_it(world: World) -> None:
    say(world, "热水器水箱漏水")
    assert elsewhere.taken(world.house, CHANNEL, WHO) and not elsewhere.taken(world.house, CHANNEL, WHO)
    assert owner(world) == elsewhere.ELSEWHERE and not waits(world)
    assert {"queue.entered", "queue.claimed"} <= set(events(world))
    row = world.store.read(lambda tx: conversations.find(tx, CHANNEL, WHO))
    assert row is not None and row.look_at is None, "it does not fall silent: people have it"
    ticket = world.store.read(lambda tx: stored_tickets.of_conversation(tx, row.id))[0]
    assert ticket.status == "open" and ticket.number


def test_what_the_bot_had_not_sent_is_refused(world: World) -> None:
    say(world, "你好")
    elsewhere.taken(world.house, CHANNEL, WHO)
    later = world.house.now() + timedelta(minutes=1)
    assert not world.store.write(lambda tx: messages.take(tx, later, [CHANNEL]))


def test_an_answer_there_stops_the_clock_and_empties_our_queue(world: World) -> None:
    say(world, "热水器水箱漏水")
    say(world, "人工")
    assert waits(world) and owner(world) == "queue"
    assert elsewhere.answered(world.house, CHANNEL, WHO, "3/41/7", "李娜", "马上看")
    assert not elsewhere.answered(world.house, CHANNEL, WHO, "3/41/7", "李娜", "马上看")
    assert not waits(world) and owner(world) == elsewhere.ELSEWHERE
    assert events(world).count("agent.replied") == 1
    world.wait(hours=3)
    assert owner(world) == elsewhere.ELSEWHERE


def test_one_of_ours_keeps_it(world: World) -> None:
    say(world, "热水器水箱漏水")
    row = world.store.read(lambda tx: conversations.find(tx, CHANNEL, WHO))
    assert row is not None
    queue.take(world.house, world.user("ann"), row.id)
    mine = owner(world)
    assert not elsewhere.taken(world.house, CHANNEL, WHO)
    assert elsewhere.answered(world.house, CHANNEL, WHO, "3/41/8", "李娜", "我也在")
    assert not elsewhere.returned(world.house, CHANNEL, WHO)
    assert owner(world) == mine


def test_ours_can_take_over_what_is_led_elsewhere(world: World) -> None:
    say(world, "热水器水箱漏水")
    elsewhere.taken(world.house, CHANNEL, WHO)
    row = world.store.read(lambda tx: conversations.find(tx, CHANNEL, WHO))
    assert row is not None
    queue.take(world.house, world.user("sue"), row.id)
    assert owner(world) == world.user("sue").owner and waits(world)


def test_returned_once_and_the_bot_speaks(world: World) -> None:
    say(world, "热水器水箱漏水")
    say(world, "人工")
    assert elsewhere.returned(world.house, CHANNEL, WHO)
    assert not elsewhere.returned(world.house, CHANNEL, WHO)
    assert owner(world) == "bot" and not waits(world)
    assert world.say("你好", who=WHO, plan="p3", channel=CHANNEL).replies


@pytest.mark.parametrize("unknown", ["3/99"])
def test_nobody_of_whom_we_know_nothing_is_led(world: World, unknown: str) -> None:
    assert elsewhere.led(world.house, CHANNEL, unknown) is None
    assert not elsewhere.returned(world.house, CHANNEL, unknown)
    assert not elsewhere.answered(world.house, CHANNEL, unknown, "k", "李娜", "您好")


def test_of_many_at_the_same_time_one_takes_it_and_one_writes(world: World) -> None:
    say(world, "热水器水箱漏水")
    took = together(8, lambda _: elsewhere.taken(world.house, CHANNEL, WHO))
    wrote = together(8, lambda _: elsewhere.answered(world.house, CHANNEL, WHO, "3/41/9", "李娜", "您好"))
    assert took.count(True) == 1 and wrote.count(True) == 1, (took, wrote)
    assert {*took, *wrote} == {True, False}
