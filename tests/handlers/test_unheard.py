"""Whoever waits for a person before there is a ticket: somebody has to know when that takes too long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.console import pages
from handlers import duty, erasure, presence, queue, reassign, wall, watch
from handlers.rules.duty import Roster
from storage import staff_chat as stored_chats
from storage import tickets as stored_tickets
from storage.erasure import Scope
from storage.models import Alarm, FeedEvent
from tests.handlers.test_queue import item, on_sqlite
from tests.handlers.test_staff_chat import Chats
from tests.world import MONDAY, World, together

WAITS = ("alarm-unheard", None)  # its text, and that no ticket belongs to it


def alarms(world: World) -> list[tuple[str, int | None]]:
    wanted = select(Alarm.text_id, Alarm.ticket_id).where(Alarm.text_id == "alarm-unheard").order_by(Alarm.id)
    return [(row.text_id, row.ticket_id) for row in world.store.read(lambda tx: tx.sql.execute(wanted).all())]


def bare(world: World, who: str = "customer") -> Any:
    """Somebody who asks for a person before anything else."""
    world.say("转人工", who=who)
    found = item(world, who)
    assert found.ticket_id is None
    return found


def at(world: World, moment: Any) -> int:
    world.now = moment
    return watch.fire(world.house, moment)


def test_whoever_waits_without_a_ticket_longer_than_promised_is_an_alarm_once(world: World) -> None:
    due = bare(world).due_at
    assert due == world.now + timedelta(minutes=10)
    assert watch.next_due(world.house, world.house.now()) == due
    at(world, due - timedelta(seconds=1))
    assert alarms(world) == []
    for minutes in (0, 1, 60):
        at(world, due + timedelta(minutes=minutes))
        assert alarms(world) == [WAITS], minutes
    assert world.store.read(
        lambda tx: tx.sql.scalars(select(FeedEvent.id).where(FeedEvent.topic == "alarm")).all()
    )
    assert at(world, due + timedelta(minutes=61)) == 0, "nothing is left to do"


def test_many_clockworks_at_once_raise_it_once(world: World) -> None:
    for n in range(4):
        bare(world, f"c{n}")
    world.now = MONDAY + timedelta(hours=1)
    assert not [
        e for e in together(6, lambda _: watch.fire(world.house, world.now)) if isinstance(e, Exception)
    ]
    assert alarms(world) == [WAITS] * 4


@on_sqlite
def test_who_was_taken_is_no_alarm_and_who_is_given_back_late_is_a_new_one(world: World) -> None:
    first = bare(world)
    ann = world.user("ann")
    queue.claim(world.house, ann, first.id)
    world.now = MONDAY + timedelta(minutes=11)
    presence.beat(world.house, ann, by_hand=True)
    watch.fire(world.house, world.now)
    assert alarms(world) == []
    queue.transfer(world.house, ann, first.id, f"queue:{first.queue}", "not mine")
    at(world, MONDAY + timedelta(minutes=40))
    assert alarms(world) == [WAITS]


@on_sqlite
def test_the_wall_and_the_telephone_show_it_and_it_can_be_seen(world: World) -> None:
    chats = Chats(world)
    chats.link("sue")
    first = bare(world)
    at(world, first.due_at)
    sue = world.user("sue")
    (told,) = [a for a in wall.wall(world.house, sue).alarms if a.alarm.text_id == "alarm-unheard"]
    assert (told.alarm.number, told.alarm.conversation_id, told.alarm.role) == (
        None,
        first.conversation_id,
        "supervisor",
    )
    assert told.alarm.data["quote"] == "转人工"
    (text,) = [t for t in chats.of("sue") if "Nobody has answered" in t]
    assert (
        f"Chat {first.conversation_id}" in text and "转人工" in text and f"c={first.conversation_id}" in text
    )
    post = world.store.read(lambda tx: stored_chats.open_posts(tx, first.conversation_id))[-1]
    assert (post.kind, post.buttons) == ("alarm", "claim,seen")
    assert chats.press("sue", "seen").toast.startswith("Noted")
    assert [a for a in wall.wall(world.house, sue).alarms if a.alarm.text_id == "alarm-unheard"] == []
    (again,) = reassign.see(world.house, sue, [told.alarm.id])
    assert again.told and not again.what.startswith("BX"), "seen already, and named without a number"


@on_sqlite
def test_whoever_is_on_call_has_it_at_the_desk(world: World) -> None:
    person = {"id": "kim", "name": "Kim", "phone": "13900001111", "login": "kim"}
    duty.take_in(world.house, Roster.model_validate({
        "zone": "Asia/Shanghai", "person": [person], "duty": [{"role": "supervisor", "person": "kim"}],
    }))  # fmt: skip
    first = bare(world)
    at(world, first.due_at)
    texts = {told.alarm.text_id for told in duty.mine(world.house, world.user("kim"))}
    assert texts == {"alarm-nobody", "alarm-unheard"}, "nobody is there, and it has waited too long"
    assert duty.mine(world.house, world.user("ann")) == []


@pytest.mark.parametrize("said", [("转人工",), ("太阳能完全没热水了", "转人工")])
@on_sqlite
def test_whoever_comes_ends_the_calls_for_somebody_and_no_other_alarm(
    world: World, said: tuple[str, ...]
) -> None:
    """On a bad morning hundreds of them would have to be pressed away one by one."""
    for text in said:
        world.say(text, plan="p3" if len(said) > 1 else None)
    waits = item(world)
    at(world, world.now + timedelta(minutes=40))
    ticket, chat = waits.ticket_id, None if waits.ticket_id is not None else waits.conversation_id
    world.store.write(lambda tx: stored_tickets.raise_alarm(
        tx, world.now, ticket, f"nobody#{waits.id}", "engineer", "alarm-nobody", conversation_id=chat))  # fmt: skip
    before = {told.alarm.text_id for told in wall.wall(world.house, world.user("sue")).alarms}
    assert "alarm-nobody" in before
    queue.claim(world.house, world.user("ann"), waits.id)
    left = {told.alarm.text_id for told in wall.wall(world.house, world.user("sue")).alarms}
    assert left == before - {"alarm-nobody", "alarm-unheard"}
    assert ("alarm-breach" in left) == (len(said) > 1), "a promise that was broken stays one"


@on_sqlite
def test_what_is_erased_takes_the_words_of_the_alarm_with_it(world: World) -> None:
    first = bare(world)
    at(world, first.due_at)
    scope = Scope(conversations=(first.conversation_id,))
    world.store.write(lambda tx: erasure._erase(tx, scope, (), world.house.now()))
    wanted = select(Alarm.data).where(Alarm.conversation_id == first.conversation_id)
    assert all(d and not d["quote"] for d in world.store.read(lambda tx: tx.sql.scalars(wanted).all()))


@on_sqlite
def test_alarms_stand_by_what_they_are_about_and_a_long_list_is_short_on_the_page(world: World) -> None:
    person = {"id": "sue", "name": "Sue", "phone": "13900001111", "login": "sue"}
    duty.take_in(world.house, Roster.model_validate({
        "zone": "Asia/Shanghai", "person": [person], "duty": [{"role": "supervisor", "person": "sue"}],
    }))  # fmt: skip
    for n in range(25):
        bare(world, f"c{n}")
    at(world, world.now + timedelta(minutes=11))
    sue = world.user("sue")
    alarms = duty.mine(world.house, sue)
    found = duty.matters(alarms)
    assert len(found) == 25 and len(alarms) == sum(1 + len(m.others) for m in found) == 50
    answer = pages.render("calls.html", "en", sue, view="mine", duty_alarms=found, mentions=[], offers=[])
    page = bytes(answer.body).decode()
    assert (page.count("<form"), page.count("data-call=")) == (20, 25), (
        "all of them call, twenty can be pressed"
    )
    assert "5 more" in page and "/console/wall#part-alarms" in page and "A customer waits" in page
    wide = bytes(pages.render("wall_parts.html", "zh", sue, wall=wall.wall(world.house, sue)).body).decode()
    assert wide.count('name="alarm"') == 2 * 25 and "另有" in wide
