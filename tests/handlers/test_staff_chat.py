"""People of ours on Telegram, without HTTP: who is told what, races, and what comes twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import calls, on_aiogram
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.staff import StaffChannel
from bot.channels.telegram.translate import Me
from bot.sender import Dead, Retry
from handlers import (
    acts,
    desk,
    duty,
    erasure,
    people,
    presence,
    promise_desk,
    queue,
    sending,
    staff_chat,
    staff_link,
    staff_sending,
    staff_visits,
    visit_desk,
)
from handlers.events import Inbound, Kept, Outgoing
from handlers.rules.duty import Roster
from handlers.staff_chat import Answer, Heard
from handlers.texts.catalog import say
from handlers.tickets import record
from handlers.turn import receive
from storage import conversations, media, messages, tickets, visits
from storage import people as stored_people
from storage import queue as items
from storage import staff_chat as stored
from storage.engine import Store, Tx
from storage.shelf import Shelf
from tests.bot_api import bot_api
from tests.messengers import push
from tests.world import World, together

REPORT = (
    "我家热水器水箱一直滴水",
    "DEMO-P3-0001",
    "王建国 13800138000",
    "杭州市西湖区文三路12号",
    "1",
    "确认",
)
ACCOUNTS = {
    "ann": "501",
    "bob": "502",
    "sue": "503",
    "kim": "504",
    "fay": "505",
    "tess": "506",
    "theo": "507",
}
FAST = Rates(1000, 1000, 60_000)


class Chats:
    """What people of ours do there; ``count`` numbers the updates."""

    def __init__(self, world: World) -> None:
        self.world, self.count = world, 0

    def link(self, *logins: str) -> None:
        for login in logins:
            made = staff_link.invite(self.world.house, self.world.user(login))
            self.does(login, made.command)

    def does(self, login: str, text: str, **more: Any) -> Answer | None:
        self.count += 1
        account = ACCOUNTS[login]
        given = {
            "event_id": f"update:1:{self.count}",
            "user": account,
            "chat": account,
            "private": True,
            **more,
        }
        return staff_chat.take(self.world.house, Heard(text=text, **given))

    def group(self, chat: str = "-100500") -> None:
        self.link("sue")
        self.does("sue", "/staffgroup", chat=chat, private=False, topics=True)

    def said(self, address: str) -> list[Any]:
        """What was written to a room, oldest first."""

        def read(tx):
            row = conversations.find(tx, stored.CHANNEL, address)
            found = messages.history(tx, row.id) if row is not None else []
            return [m for m in found if m.direction == "out"]

        return self.world.store.read(read)

    def of(self, login: str) -> list[str]:
        return [m.text for m in self.said(f"user:{self.world.user(login).id}")]

    def newest(self, login: str, verb: str) -> str:
        """The data of the newest button for that."""
        rooms = self.said(f"user:{self.world.user(login).id}")
        row = next(m for m in reversed(rooms) if verb in [v for _, v in m.buttons or ()])
        post = self.world.store.read(lambda tx: stored.post(tx, row.id))
        return f"~s:{post.edits or row.id}:{verb}"

    def answer(self, login: str, to: str, text: str) -> None:
        """Reply to the newest message with these words, which has just arrived."""
        user = self.world.user(login).id
        row = next(m for m in reversed(self.said(f"user:{user}")) if to in m.text)
        self.world.store.write(lambda tx: stored.note_sent(tx, row.id, ACCOUNTS[login], row.id))
        self.does(login, text, reply_to=row.id)

    def press(self, login: str, verb: str) -> Answer:
        answer = self.does(login, self.newest(login, verb), button=True)
        assert answer is not None
        return answer


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    """On SQLite alone; ``anywhere`` is for races and for what differs between databases."""
    store = Store(sqlite_url)
    yield World(store).settle()
    store.close()


@pytest.fixture
def chats(world: World) -> Chats:
    return Chats(world)


@pytest.fixture
def anywhere(store: Store) -> Chats:
    return Chats(World(store).settle())


def handed_over(world: World, who: str = "customer") -> Any:
    world.say("我要找人工", who=who, plan="p3")
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", who))
    return world.store.read(lambda tx: items.open_handoff(tx, row.id))


def booked(world: World) -> Any:
    for words in REPORT:
        world.say(words, plan="p3")
    ticket = world.store.read(lambda tx: tickets.get(tx, 1))
    visit = world.store.read(lambda tx: visits.of_ticket(tx, 1, ("confirmed",)))
    return ticket, visit[0] if visit else None


def technicians(world: World) -> None:
    """Ann and Bob are those of Hangzhou."""
    for login, name in (("ann", "师傅solar1"), ("bob", "师傅solar2")):
        with pytest.raises(people.BadUser, match="say which number"):
            staff_visits.is_technician(world.house, login, name)
        rows = world.store.read(lambda tx, name=name: stored.technicians(tx, name))  # type: ignore[misc]
        here = next(row for row in rows if "hangzhou" in row.regions)
        assert staff_visits.is_technician(world.house, login, str(here.id)) == name


def test_nobody_there_nothing_written(world: World, chats: Chats) -> None:
    handed_over(world)
    assert (
        world.store.read(lambda tx: tx.sql.exec_driver_sql("SELECT count(*) FROM staff_posts").scalar()) == 0
    )


def test_whoever_may_claim_hears_of_it_and_nobody_else(world: World, chats: Chats) -> None:
    chats.link("ann", "bob", "kim")
    with pytest.raises(people.Refused):
        chats.link("fay")  # finance has no cases
    presence.beat(world.house, world.user("bob"), "away")
    handed_over(world)
    told = [login for login in ("ann", "bob", "kim") if any("needed" in text for text in chats.of(login))]
    assert told == ["ann", "kim"]


@pytest.mark.parametrize(
    ("lang", "told"), [("zh", "工程师：太阳能南京组、"), ("en", "engineer: solar, Nanjing, ")]
)
def test_whoever_serves_other_queues_by_now_is_told_so_by_their_names(
    chats: Chats, lang: str, told: str
) -> None:
    world = chats.world
    chats.link("ann")
    handed_over(world)
    button = chats.newest("ann", "claim")
    ann = world.user("ann")
    served = ["solar-nanjing", "school-av"]
    world.store.write(lambda tx: stored_people.save_user(tx, ann.id, queues=served, lang=lang))
    answer = chats.does("ann", button, button=True)
    assert answer is not None and told in answer.toast and "-nanjing" not in answer.toast


def test_one_of_many_claims(anywhere: Chats) -> None:
    chats, world = anywhere, anywhere.world
    chats.link("ann", "bob", "kim", "sue")
    handed_over(world)
    crowd = ["ann", "bob", "kim", "sue"]
    data = {login: chats.newest(login, "claim") for login in crowd}
    answers = together(12, lambda i: chats.does(crowd[i % 4], data[crowd[i % 4]], button=True))
    holder = world.store.read(lambda tx: items.claimed(tx))[0].claimed_by
    for i, answer in enumerate(answers):
        assert isinstance(answer, Answer), answer
        if world.user(crowd[i % 4]).id == holder:
            assert answer.toast == "It is yours."
        else:
            assert answer.alert and answer.toast.endswith("has it."), answer
    assert sum(text.startswith("You have") for login in crowd for text in chats.of(login)) == 1


def test_an_update_that_comes_again_changes_nothing(anywhere: Chats) -> None:
    chats, world = anywhere, anywhere.world
    chats.link("ann")
    item = handed_over(world)
    chats.press("ann", "claim")
    for _ in range(3):
        chats.count = 100
        chats.answer("ann", "You have", "您好")
    said = world.store.read(lambda tx: messages.history(tx, item.conversation_id))
    assert [m.text for m in said].count("您好") == 1


def test_a_reply_that_comes_before_the_number_is_noted(anywhere: Chats) -> None:
    """The sender has sent a message and not yet written down its number in the chat, or has died before that."""
    chats, world = anywhere, anywhere.world
    chats.link("ann")
    item = handed_over(world)
    chats.press("ann", "claim")
    mine = next(text for text in chats.of("ann") if text.startswith("You have"))
    chats.does("ann", "您好", reply_to=4711, quoted=mine)
    chats.does("ann", "nobody reads this", reply_to=4712, quoted="something else")
    said = world.store.read(lambda tx: messages.history(tx, item.conversation_id))
    assert said[-1].text == "您好"
    assert "reaches nobody" in chats.of("ann")[-1]


def test_a_claim_lasts_on_the_road(world: World, chats: Chats) -> None:
    """Whoever has no console open is reached on the telephone, so the claim is not lost after ten minutes."""
    chats.link("ann")
    item = handed_over(world)
    chats.press("ann", "claim")
    chats.does("ann", "hm")
    presence.beat(world.house, world.user("ann"))  # the console's own beat takes nothing away
    world.wait(hours=3)
    assert world.store.read(lambda tx: items.get(tx, item.id)).claimed_by == world.user("ann").id
    world.wait(hours=2)
    assert world.store.read(lambda tx: items.get(tx, item.id)).claimed_by is None
    assert any(text.endswith("You do not have this one any more.") for text in chats.of("ann"))


def test_a_claim_in_the_console_counts_here_too(world: World, chats: Chats) -> None:
    chats.link("ann", "bob")
    item = handed_over(world)
    queue.claim(world.house, world.user("ann"), item.id)
    assert any(text.startswith("You have") for text in chats.of("ann"))
    assert chats.of("bob")[-1].endswith("Ann has it.")
    queue.transfer(world.house, world.user("ann"), item.id, f"user:{world.user('bob').id}", "your region")
    assert "Ann would like to pass this on to you: your region" in chats.of("bob")[-1]
    queue.accept(world.house, world.user("bob"), item.id)
    assert any(text.startswith("You have") for text in chats.of("bob"))
    assert chats.of("ann")[-1].endswith("Bob has it.")


def test_what_the_console_refuses_is_refused_in_the_same_words_and_kept(world: World, chats: Chats) -> None:
    """P2.3: a fault of our own workmanship is not closed before its sheet is issued and approved."""
    chats.link("ann")
    for words in ("客厅瓷砖空鼓开裂，DEMO-P2-0001", "赵敏 13800138000 杭州市文三路12号", "没有要求", "人工"):
        world.say(words, plan="p2")
    chats.press("ann", "claim")
    told = world.store.read(lambda tx: tickets.get(tx, 1))
    assert told is not None
    acts.act(world, told.conversation_id, "cause workmanship 空鼓，粘结层太薄")
    chats.press("ann", "done")
    chats.answer("ann", "what was done", "tiles laid again")
    ticket = world.store.read(lambda tx: tickets.get(tx, 1))
    with pytest.raises(people.Refused) as refused:
        queue.resolve(world.house, world.user("ann"), 1, "tiles laid again")
    assert ticket is not None and ticket.status == "open"
    assert chats.of("ann")[-1] == (
        f"{ticket.number}: what you did is noted, but it cannot be closed yet. {refused.value.told('en')}\n"
        f"http://127.0.0.1:8000/console?view=all&c={ticket.conversation_id}"
    )
    said = world.store.read(lambda tx: messages.history(tx, ticket.conversation_id))
    assert [m.direction for m in said if m.text == "tiles laid again"] == ["note"]


def test_part_that_nobody_has_named(world: World, chats: Chats) -> None:
    chats.link("ann")
    world.say("我要报修，设备坏了", plan="p3")
    handed_over(world)
    chats.press("ann", "claim")
    chats.press("ann", "part")
    chats.answer("ann", "which part", "the usual one")
    assert chats.of("ann")[-1].startswith(say("refused-which-part", "en"))


def test_a_visit_comes_to_its_technician(anywhere: Chats) -> None:
    chats, world = anywhere, anywhere.world
    chats.link("ann", "bob")
    technicians(world)
    ticket, visit = booked(world)
    assert visit is not None
    login, other = ("ann", "bob") if visit.technician.endswith("1") else ("bob", "ann")
    text = chats.of(login)[-1]
    assert text.startswith(f"{ticket.number}: visit ") and visit.technician in text
    assert "杭州市西湖区文三路12号" in text and "王建国 13800138000" in text
    assert not any("visit" in text for text in chats.of(other)[1:])
    assert chats.press(login, "way").toast.startswith("Noted.")
    written = [e.event for e in world.store.read(lambda tx: tickets.log(tx, ticket.id))]
    assert "visit.on_the_way" in written
    visit_desk.cancel(world.house, world.user("sue"), ticket.id, "the customer is away")
    assert "your visit is off" in chats.of(login)[-1]
    assert any(text.endswith("This visit is off.") for text in chats.of(login))


def test_a_technician_who_has_not_the_case_ends_the_visit_and_not_the_report(
    world: World, chats: Chats
) -> None:
    chats.link("ann", "bob")
    technicians(world)
    ticket, visit = booked(world)
    login = "ann" if visit.technician.endswith("1") else "bob"
    chats.press(login, "done")
    chats.answer(login, "what was done", "valve replaced")
    assert "The customer is asked whether all is well" in chats.of(login)[-1]
    said = world.store.read(lambda tx: messages.history(tx, ticket.conversation_id))
    assert [m.direction for m in said if m.text == "valve replaced"] == ["note"]
    events = [e.event for e in world.store.read(lambda tx: tickets.log(tx, ticket.id))]
    assert "visit.done" in events and "ticket.resolved" not in events
    assert any(text.endswith("This visit is done.") for text in chats.of(login))


def on_the_road(chats: Chats) -> tuple[str, str, Any, Any]:
    """Logins of those who only have visits of their own: whose visit it is, and a colleague's."""
    world = chats.world
    rows = world.store.read(
        lambda tx: [t for n in ("1", "2") for t in stored.technicians(tx, f"师傅solar{n}")]
    )
    for login, row in zip(("tess", "theo"), (r for r in rows if "hangzhou" in r.regions), strict=True):
        world.store.write(lambda tx, login=login, row=row: stored_people.add_user(  # type: ignore[misc]
            tx, world.house.now(), login=login, name=login.title(), role="technician", password_hash="-", lang="en", queues=[],
            technician_id=row.id))  # fmt: skip
    chats.link("tess", "theo")
    ticket, visit = booked(world)
    whose = ("tess", "theo") if visit.technician.endswith("1") else ("theo", "tess")
    return (*whose, ticket, visit)


def test_a_technicians_own_login_has_its_visits_with_buttons(world: World, chats: Chats) -> None:
    """Who has only visits of his own does the same there as on the page of his day, and nothing else."""
    mine, other, ticket, _ = on_the_road(chats)
    assert "Your visits come here" in chats.of(mine)[0]
    assert chats.of(mine)[-1].startswith(f"{ticket.number}: visit ") and len(chats.of(other)) == 1
    button = chats.newest(mine, "way")
    stranger = chats.does(other, button, button=True)
    assert stranger is not None and stranger.alert and "technician" in stranger.toast
    assert chats.press(mine, "way").toast.startswith("Noted.")
    assert chats.press(mine, "there").toast.startswith("Noted")
    chats.press(mine, "done")
    chats.answer(mine, "what was done", "valve replaced")
    assert "The customer is asked whether all is well" in chats.of(mine)[-1]
    said = world.store.read(lambda tx: messages.history(tx, ticket.conversation_id))
    assert [m.direction for m in said if m.text == "valve replaced"] == ["note"]
    events = [e.event for e in world.store.read(lambda tx: tickets.log(tx, ticket.id))]
    assert [e for e in events if e in ("visit.on_the_way", "visit.arrived", "visit.done")] == [
        "visit.on_the_way", "visit.arrived", "visit.done",
    ]  # fmt: skip


def test_who_links_an_account_gets_the_visits_that_were_booked_before(
    world: World, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for each chat, with the buttons that fit by then; a colleague gets none of them."""
    technicians(world)
    ticket, visit = booked(world)
    mine, other = ("ann", "bob") if visit.technician.endswith("1") else ("bob", "ann")
    visit_desk.step(world.house, world.user("sue"), ticket.id, "on_the_way")
    chats.link(mine, other)
    hello, told = chats.of(mine)
    assert hello.startswith("Hello") and told.startswith(f"{ticket.number}: visit ")
    assert "杭州市西湖区文三路12号" in told and "王建国 13800138000" in told
    assert len(chats.of(other)) == 1
    row = chats.said(f"user:{world.user(mine).id}")[-1]
    assert [verb for _, verb in row.buttons] == ["there", "done", "part"]
    chats.link(mine)  # while it is on its way
    world.store.write(lambda tx: stored.note_sent(tx, row.id, ACCOUNTS[mine], 900))
    world.store.write(lambda tx: messages.sent(tx, [row.id], world.now))
    chats.link(mine)  # the same telephone again
    assert [text.split()[0] for text in chats.of(mine)] == ["Hello", f"{ticket.number}:", "Hello", "Hello"]
    monkeypatch.setitem(ACCOUNTS, mine, "599")  # a new one
    chats.link(mine)
    assert chats.of(mine)[-1] == told


def test_of_many_visits_the_next_come_and_what_is_far_or_over_does_not(
    world: World, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    technicians(world)
    ticket, visit = booked(world)
    mine = "ann" if visit.technician.endswith("1") else "bob"

    def another(days: float, status: str = "confirmed") -> None:
        start = visit.start + timedelta(days=days)
        world.store.write(lambda tx: visits.occupy(
            tx, ticket.id, visit.technician_id, start, start + timedelta(hours=1), status, world.now,
            held_until=None, keeps_promise=True, span=visits.slots(start, start + timedelta(hours=1)),
        ))  # fmt: skip

    for days, status in (
        (1, "confirmed"),
        (2, "confirmed"),
        (3, "held"),
        (20, "confirmed"),
        (-5, "confirmed"),
    ):
        another(days, status)
    monkeypatch.setattr(staff_visits, "MOST", 2)
    chats.link(mine)
    _, *told, more = chats.of(mine)
    assert len(told) == 2 and all(text.startswith(f"{ticket.number}: visit ") for text in told)
    assert more.startswith("1 more visit") and "/console" in more


def test_who_is_said_to_be_a_technician_gets_the_visits_too(world: World, chats: Chats) -> None:
    chats.link("ann", "bob")
    ticket, _ = booked(world)
    assert len(chats.of("ann")) == len(chats.of("bob")) == 1
    technicians(world)
    told = {
        login: [t for t in chats.of(login) if t.startswith(f"{ticket.number}: visit ")]
        for login in ("ann", "bob")
    }
    assert sorted(map(len, told.values())) == [0, 1]


def test_what_a_technician_replies_is_for_colleagues_and_not_for_the_customer(
    world: World, chats: Chats
) -> None:
    mine, other, ticket, _ = on_the_road(chats)
    chats.answer(mine, "visit", "gate code is 4711")
    said = world.store.read(lambda tx: messages.history(tx, ticket.conversation_id))
    assert [m.direction for m in said if m.text == "gate code is 4711"] == ["note"]
    assert "noted" in chats.of(mine)[-1]
    handed_over(world, "somebody else")
    assert not any("needed" in text for login in (mine, other) for text in chats.of(login))
    chats.press(mine, "part")
    chats.answer(mine, "which part", "an anode")
    assert "the part is asked for" in chats.of(mine)[-1]
    chats.press(mine, "done")
    visit_desk.cancel(world.house, world.user("sue"), ticket.id, "the customer is away")
    chats.answer(mine, "what was done", "nobody was there")
    assert chats.of(mine)[-1].endswith("/console/day"), "he has a page of his own, and no page of cases"


@pytest.mark.parametrize("stays_open", [False, True])
def test_done_asks_the_customer_only_when_the_case_stays_open(
    world: World, chats: Chats, stays_open: bool
) -> None:
    """P3.7: whoever has the case closes it with the visit: the customer hears that it is resolved, and is not asked in the
    same breath whether it is fixed.  What cannot be closed yet stays open, and there the question goes."""
    chats.link("ann", "bob")
    technicians(world)
    ticket, visit = booked(world)
    login = "ann" if visit.technician.endswith("1") else "bob"
    queue.take(world.house, world.user(login), ticket.conversation_id)
    if stays_open:
        promise_desk.add(world.house, world.user(login), ticket.id, "新阀门送到", "明天15:00", "k")
    chats.press(login, "done")
    chats.answer(login, "what was done", "valve replaced")
    now = world.store.read(lambda tx: tickets.get(tx, ticket.id))
    said = [m.text for m in world.store.read(lambda tx: messages.history(tx, ticket.conversation_id))]
    assert now is not None and now.status == ("open" if stays_open else "resolved")
    told = [any(word in text for text in said) for word in ("都正常了吗", "已解决")]
    assert told == [stays_open, not stays_open]
    left = world.store.read(lambda tx: items.open_task(tx, ticket.conversation_id, "to_close"))
    assert (left is not None) is stays_open


def test_who_may_not_any_more_is_told_nothing_and_can_do_nothing(world: World, chats: Chats) -> None:
    chats.link("ann", "bob")
    handed_over(world)
    offer = chats.newest("ann", "claim")
    world.store.write(lambda tx: stored_people.save_user(tx, world.user("ann").id, role="finance"))
    answer = chats.does("ann", offer, button=True)
    assert answer is not None and answer.alert and "Your role (finance)" in answer.toast
    before = len(chats.of("ann"))
    handed_over(world, "another")
    assert len(chats.of("ann")) == before


def test_a_visit_that_moves_to_somebody_else(world: World, chats: Chats) -> None:
    chats.link("ann", "bob")
    technicians(world)
    ticket, visit = booked(world)
    visit_desk.offer(world.house, world.user("sue"), ticket.id)
    held = world.store.read(lambda tx: visits.of_ticket(tx, ticket.id, ("held",)))
    new = next(v for v in held if v.technician != visit.technician)
    visit_desk.confirm(world.house, world.user("sue"), ticket.id, new.id)
    before, after = ("ann", "bob") if visit.technician.endswith("1") else ("bob", "ann")
    assert "your visit is off" in chats.of(before)[-1]
    assert "the visit is moved to" in chats.of(after)[-1]


def test_an_escalation_goes_to_who_is_on_duty(world: World, chats: Chats) -> None:
    chats.link("ann", "sue", "kim")
    world.say("逆变器冒烟了", plan="p3")
    assert any("Danger" in text for text in chats.of("sue"))
    assert not any("Danger" in text for text in chats.of("kim"))
    roster = Roster.model_validate({
        "zone": "Asia/Shanghai",
        "person": [{"id": "kim", "name": "Kim", "phone": "13900001111", "login": "kim"}],
        "duty": [{"role": "supervisor", "person": "kim"}],
    })  # fmt: skip
    duty.take_in(world.house, roster)
    world.say("我的逆变器着火了", who="other", plan="p3")
    assert any("Danger" in text for text in chats.of("kim"))
    alarm = next(a for a in world.store.read(lambda tx: tickets.alarms(tx)) if a.ticket_id == 2)
    assert chats.press("kim", "seen").toast.startswith("Noted")
    assert all(a.id != alarm.id for a in world.store.read(lambda tx: tickets.alarms(tx)))
    with pytest.raises(people.Refused):
        desk.see_alarm(world.house, world.user("ann"), alarm.id)


def test_a_photograph_of_the_customer_is_named_with_a_link(world: World, chats: Chats) -> None:
    chats.link("ann")
    item = handed_over(world)
    chats.press("ann", "claim")
    kept = (Kept("photo.jpg", "image", "image/jpeg", 9, None, refused="size"),)
    receive(world.house, Inbound("terminal", "customer", "m1", "", kind="media", media=kept))
    assert "photograph" not in chats.of("ann")[-1], "nothing is there to be looked at"
    with_number = world.store.write(lambda tx: _picture(tx, world))
    kept = (Kept("photo.jpg", "image", "image/jpeg", 9, with_number),)
    receive(world.house, Inbound("terminal", "customer", "m2", "看这里", kind="media", media=kept))
    text = chats.of("ann")[-1]
    assert "看这里" in text and "a photograph" in text
    assert f"/console?view=all&c={item.conversation_id}" in text


def _picture(tx, world: World, digest: str = "0" * 64, **more: Any) -> int:
    now = world.house.now()
    return int(
        media.put(tx, digest, now, now, **{"kind": "image", "type": "image/jpeg", "size": 9, **more}).id
    )


def sends_pictures(world: World, *pictures: dict[str, Any], text: str = "看这里") -> None:
    """The customer sends them in one message; they lie on the shelf."""
    kept = []
    for number, more in enumerate(pictures):
        content = f"{text}-{number}".encode()
        digest = sha256(content).hexdigest()
        shelf = world.house.shelf
        assert shelf is not None
        shelf.place(shelf.draft(content), digest)
        made = world.store.write(lambda tx, d=digest, m=more: _picture(tx, world, d, **m))  # type: ignore[misc]
        kept.append(Kept(f"photo{number}.jpg", "image", more.get("type", "image/jpeg"), 9, made))
    world.count += 1
    receive(
        world.house,
        Inbound("terminal", "customer", f"pictures{world.count}", text, kind="media", media=tuple(kept)),
    )


# -- sending ---------------------------------------------------------------------------------------


class Api:
    """A Bot API that remembers what it was asked; ``wrong`` are errors for the next calls of a method."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.wrong: dict[str, list[Exception]] = {}
        self.held: asyncio.Event | None = None  # topics are made when it is set

    async def __call__(self, method: str, params: dict[str, Any], seconds: float) -> Any:
        self.asked.append((method, params))
        if method == "createForumTopic" and self.held is not None:
            await self.held.wait()
        if self.wrong.get(method):
            raise self.wrong[method].pop(0)
        number = len(self.asked) + 100
        sent = {"message_id": number}
        known = {"createForumTopic": {"message_thread_id": number}, "sendMessage": sent, "sendPhoto": sent}
        return known.get(method, True)

    def of(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.asked if name == method]


def channel(world: World, api: Api | calls.Call) -> StaffChannel:
    async def moved(old: str, new: str) -> None:
        staff_link.moved(world.house, old, new)

    return StaffChannel(TelegramChannel(api, moved, FAST), world.house)


async def send_all(world: World, over: StaffChannel) -> None:
    """As the sender does it."""
    while parcels := sending.take(world.house, {stored.CHANNEL}):
        for parcel in parcels:
            try:
                await push(over, parcel.address, parcel.message)
            except Dead as error:
                sending.give_up(world.house, parcel, str(error))
            except Retry as error:
                sending.not_delivered(
                    world.house, parcel, str(error), 0.0, counts=error.counts, unsure=error.unsure
                )
            else:
                sending.delivered(world.house, parcel)


async def test_a_process_that_dies_between_commit_and_sending(world: World, chats: Chats) -> None:
    chats.link("ann")
    handed_over(world)
    sending.take(world.house, {stored.CHANNEL})  # and it is gone
    api = Api()
    await send_all(world, channel(world, api))
    assert api.asked == []
    world.now += timedelta(seconds=61)
    for _ in range(2):
        await send_all(world, channel(world, api))
    assert [("yours" in p["text"], "needed" in p["text"]) for p in api.of("sendMessage")] == [
        (True, False),
        (False, True),
    ]


async def test_a_photograph_arrives_as_one_and_what_is_answered_to_it_reaches_the_customer(
    world: World, chats: Chats, tmp_path: Path
) -> None:
    """Also what was sent before somebody had the case.  What the API does not take as a photograph stays a link."""
    world.house = replace(world.house, shelf=Shelf(tmp_path))
    chats.link("ann")
    item = handed_over(world)
    sends_pictures(world, {}, text="漏水的地方")
    chats.press("ann", "claim")
    api = Api()
    await send_all(world, channel(world, api))
    (early,) = api.of("sendPhoto")
    assert (early["photo"].content, early["photo"].name) == ("漏水的地方-0".encode(), "photo0.jpg")
    sends_pictures(
        world, {}, {"size": 10_000_001}, {"width": 9_000, "height": 1_001}, {"width": 2_100, "height": 100},
        {"type": "image/heic"}, {"width": 4_000, "height": 3_000},
    )  # fmt: skip
    await send_all(world, channel(world, api))
    names = [params["photo"].name for params in api.of("sendPhoto")[1:]]
    assert names == ["photo0.jpg", "photo5.jpg"]
    text = chats.of("ann")[-1]
    assert "看这里" in text and f"/console?view=all&c={item.conversation_id}" in text
    number = next(n for n, (name, _) in reversed(list(enumerate(api.asked, 101))) if name == "sendPhoto")
    chats.does("ann", "请关掉总阀", reply_to=number)
    said = world.store.read(lambda tx: messages.history(tx, item.conversation_id))
    assert [m.direction for m in said if m.text == "请关掉总阀"] == ["out"]


def test_who_is_sent_gets_the_photographs_with_the_visit(world: World, chats: Chats, tmp_path: Path) -> None:
    world.house = replace(world.house, shelf=Shelf(tmp_path))
    chats.link("ann", "bob")
    technicians(world)
    world.say(REPORT[0], plan="p3")
    sends_pictures(world, *[{}] * 5)
    for words in REPORT[1:]:
        world.say(words, plan="p3")
    login = next(login for login in ("ann", "bob") if len(chats.of(login)) > 1)
    room = f"user:{world.user(login).id}"
    visit, photographs = chats.said(room)[-2:]
    assert ": visit " in visit.text and "a photograph" in photographs.text
    to = staff_sending.delivery(world.house, room, photographs.id)
    assert to is not None and len(to.pictures) == 4, "the newest"


async def test_a_photograph_that_is_refused_or_gone_stops_nothing(
    world: World, chats: Chats, tmp_path: Path
) -> None:
    world.house = replace(world.house, shelf=Shelf(tmp_path))
    chats.link("ann")
    handed_over(world)
    chats.press("ann", "claim")
    sends_pictures(world, {}, {})
    api = Api()
    api.wrong["sendPhoto"] = [calls.Refused("400 Bad Request: IMAGE_PROCESS_FAILED")]
    await send_all(world, channel(world, api))
    assert [p["photo"].name for p in api.of("sendPhoto")] == ["photo0.jpg", "photo1.jpg"]
    sends_pictures(world, {}, text="没了")
    for file in tmp_path.rglob("*"):
        if file.is_file():
            file.unlink()
    await send_all(world, channel(world, api))
    assert len(api.of("sendPhoto")) == 2
    assert {m.status for m in chats.said(f"user:{world.user('ann').id}")} == {"sent"}


async def test_one_topic_by_two_processes_at_the_same_time(anywhere: Chats) -> None:
    """P3.  Whichever comes first makes it; the other waits for it."""
    chats, world = anywhere, anywhere.world
    chats.group()
    booked(world)
    world.say("我要找人工")
    rooms = chats.said("ticket:1")
    assert len(rooms) >= 2
    api = Api()
    api.held = asyncio.Event()
    said = [Outgoing(m.id, m.text, "notice") for m in rooms[:2]]
    first = asyncio.create_task(push(channel(world, api), "ticket:1", said[0]))
    while not api.of("createForumTopic"):
        await asyncio.sleep(0.01)
    with pytest.raises(Retry):
        await push(channel(world, api), "ticket:1", said[1])
    api.held.set()
    await first
    await push(channel(world, api), "ticket:1", said[1])
    assert len(api.of("createForumTopic")) == 1
    assert [p["text"] for p in api.of("sendMessage")] == [m.text for m in rooms[:2]]
    assert len({p["message_thread_id"] for p in api.of("sendMessage")}) == 1


def test_who_makes_the_topic_is_decided_by_the_database(anywhere: Chats) -> None:
    chats, world = anywhere, anywhere.world
    chats.group()
    booked(world)
    assert (
        sum(bool(r) for r in together(20, lambda i: staff_sending.begin_topic(world.house, 1, "-100500")))
        == 1
    )
    world.now += timedelta(seconds=61)  # that one died
    assert staff_sending.begin_topic(world.house, 1, "-100500")
    assert staff_sending.keep_topic(world.house, 1, "-100500", 7) == 7
    assert staff_sending.keep_topic(world.house, 1, "-100500", 8) == 7, "the other one was not dead, but slow"
    staff_sending.drop_topic(world.house, 1, "-100500", 6)
    assert not staff_sending.begin_topic(world.house, 1, "-100500"), "it is not 7 that is gone"
    world.now += timedelta(hours=1)
    assert not staff_sending.begin_topic(world.house, 1, "-100500")
    assert staff_sending.begin_topic(world.house, 1, "-100600"), "another group has its own"


@pytest.mark.parametrize("what", ["crash", "slow"])
async def test_of_two_topics_for_a_ticket_one_is_used_and_the_other_stays_empty(
    world: World, chats: Chats, what: str
) -> None:
    """P3.  Over HTTP: who made the first one dies before it can be noted, or sleeps for longer than others wait."""
    with bot_api() as api:
        group = api.group("Staff", api.person("Sue"), forum=True)
        chats.group(str(group.id))
        booked(world)
        world.say("我要找人工")
        bot = on_aiogram.Hosted(api.token, api.url, lambda: Me(1), _nobody)
        await bot.start()
        made = await _first_topic(world, bot.call, str(group.id), what)
        await send_all(world, channel(world, bot.call))
        await bot.stop()
        rooms = [s.message.get("message_thread_id") for s in api.sent(group, "sendMessage")]
        used = {thread for thread in rooms if thread is not None}
        assert len(used) == 1 and not used & made
        assert set(group.chat.topics) == (used if what == "slow" else used | made), (
            "who is slow takes away what it made"
        )
        assert all(m.status == "sent" for m in chats.said("ticket:1"))


async def _nobody(incoming: Any) -> None:
    raise AssertionError("nothing is fetched here")


async def _first_topic(world: World, call: Any, chat: str, what: str) -> set[int]:
    """The topic of a process that is not heard of (in time)."""
    if what == "crash":
        assert staff_sending.begin_topic(world.house, 1, chat)
        made = await call("createForumTopic", {"chat_id": int(chat), "name": "BX1"}, 5.0)
        world.now += timedelta(seconds=61)
        return {made["message_thread_id"]}
    threads: set[int] = set()

    async def sleeps(method: str, params: dict[str, Any], seconds: float) -> Any:
        done = await call(method, params, seconds)
        if method == "createForumTopic" and not threads:
            threads.add(done["message_thread_id"])
            world.now += timedelta(seconds=61)
            await send_all(world, channel(world, call))
        return done

    taken = sending.take(world.house, {stored.CHANNEL})
    first = next(parcel for parcel in taken if parcel.address == "ticket:1")
    with pytest.raises(Retry):
        await push(channel(world, sleeps), first.address, first.message)
    return threads


async def test_a_topic_call_that_failed_is_done_again_and_a_change_done_before_is_none(
    world: World, chats: Chats
) -> None:
    chats.link("ann")
    chats.group()
    booked(world)
    world.say("我要找人工")
    api = Api()
    api.wrong["createForumTopic"] = [calls.TooMany(0.0), calls.Unreachable("no route", sent=False)]
    await send_all(world, channel(world, api))
    assert len(api.of("createForumTopic")) == 3
    item = world.store.read(lambda tx: items.waiting(tx))[0]
    queue.claim(world.house, world.user("ann"), item.id)
    api.wrong["editMessageText"] = [calls.Refused("400 Bad Request: message is not modified: ...")]
    await send_all(world, channel(world, api))
    assert len(api.of("editMessageText")) == 1
    assert all(m.status == "sent" for m in chats.said("ticket:1"))


async def test_a_topic_is_closed_and_opened_again_with_its_ticket(world: World, chats: Chats) -> None:
    chats.link("ann")
    chats.group()
    booked(world)
    world.say("我要找人工")
    item = world.store.read(lambda tx: items.waiting(tx))[0]
    queue.claim(world.house, world.user("ann"), item.id)
    queue.resolve(world.house, world.user("ann"), item.id, "seal replaced")
    api = Api()
    await send_all(world, channel(world, api))
    assert api.asked[-1][0] == "closeForumTopic"
    now = world.house.now()
    world.store.write(
        lambda tx: record(tx, world.house, 1, "ticket.reopened", "customer", now, status="open")
    )
    api.wrong["reopenForumTopic"] = [
        calls.Refused("400 Bad Request: TOPIC_NOT_MODIFIED")
    ]  # a person was faster
    await send_all(world, channel(world, api))
    assert [name for name, _ in api.asked[-2:]] == ["reopenForumTopic", "sendMessage"]
    assert api.asked[-1][1]["text"].endswith("is open again.")
    assert len(api.of("createForumTopic")) == 1


async def test_nothing_is_sent_to_who_has_been_switched_off_meanwhile(world: World, chats: Chats) -> None:
    from handlers import accounts

    chats.link("ann")
    handed_over(world)
    accounts.switch(world.house, "ann", False)
    api = Api()
    await send_all(world, channel(world, api))
    assert api.asked == []
    assert {m.status for m in chats.said(f"user:{world.user('ann').id}")} == {"dead"}


def test_a_question_stays_a_question_whatever_happens(world: World, chats: Chats) -> None:
    chats.link("ann")
    item = handed_over(world)
    chats.press("ann", "claim")
    chats.press("ann", "back")
    queue.resolve(world.house, world.user("ann"), item.id, "a misunderstanding")
    rows = chats.said(f"user:{world.user('ann').id}")
    asked = [m for m in rows if "why do you hand" in m.text]
    assert [(m.buttons, m.direction) for m in asked] == [(None, "out")]


def test_erasing_a_customer_erases_what_our_people_were_sent(anywhere: Chats) -> None:
    """Also of a chat that had no ticket yet."""
    chats, world = anywhere, anywhere.world
    chats.link("ann")
    world.say("我要找人工，暗号是芝麻", plan="p3")
    chats.press("ann", "claim")
    world.say("再说一遍：芝麻开门")
    assert any("芝麻" in text for text in chats.of("ann"))
    item = world.store.read(lambda tx: items.claimed(tx))[0]
    queue.return_to_bot(world.house, world.user("ann"), item.id, "")
    for words in ("我家热水器水箱一直滴水", "DEMO-P3-0001", "王建国 13800138000", "杭州市西湖区文三路12号"):
        world.say(words)
    world.store.write(lambda tx: _close_everything(tx, world))
    erasure.on_request(world.house, "13800138000", "the person asked for it")
    assert not any("芝麻" in text or "滴水" in text for text in chats.of("ann"))
    assert any("this chat is yours" in text for text in chats.of("ann")), "what is ours stays"


def _close_everything(tx: Tx, world: World) -> None:
    record(tx, world.house, 1, "ticket.withdrawn", "customer", world.house.now())


async def test_buttons_have_64_bytes_at_most_and_name_no_secret(world: World, chats: Chats) -> None:
    chats.link("ann")
    handed_over(world)
    api = Api()
    await send_all(world, channel(world, api))
    (row,) = api.of("sendMessage")[-1]["reply_markup"]["inline_keyboard"]
    assert re.fullmatch(r"~s:\d+:claim", row[0]["callback_data"]) and len(row[0]["callback_data"]) <= 64
