"""People of ours on Telegram, over real HTTP: cases reach them as messages with buttons, and replies talk to customers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.app import create_app
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.serving import Served
from bot.commands import staff as staff_command
from handlers import accounts, sending, staff_link
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage import conversations, tickets
from storage import staff_chat as stored
from storage.engine import Store
from storage.shelf import Shelf
from tests.bot.conftest import Place
from tests.bot.desk import Desk
from tests.bot.test_telegram import settings
from tests.bot_api import BotApi, Group, Person, Sent, bot_api
from tests.world import World

REPORT = ("我家热水器水箱一直滴水", "DEMO-P3-0001", "王建国 13800138000", "杭州市西湖区文三路12号")


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of the pace are elsewhere."""
    monkeypatch.setattr("bot.channels.telegram.serving.Rates", lambda rate: Rates(1000, 1000, 60_000))


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as running:
        yield running


@dataclass
class Staff:
    """A server that runs, its people, and the Bot API it works with."""

    api: BotApi
    house: House
    world: World

    def linked(self, login: str, name: str = "") -> Person:
        """Somebody of ours who follows the link of the console."""
        person = self.api.person(name or login.title(), "en")
        given = staff_link.invite(self.house, self.world.user(login))
        person.starts(given.command.removeprefix("/start "))
        self.api.wait(lambda: self.text(person, "this chat is yours"))
        return person

    def text(self, who: Person | Group, words: str) -> Sent | None:
        """The newest message with these words, as it was sent."""
        found = [s for s in self.api.sent(who, "sendMessage") if words in s.text]
        return found[-1] if found else None

    def gets(self, who: Person | Group, words: str) -> Sent:
        found: Sent = self.api.wait(lambda: self.text(who, words))
        return found

    def now(self, sent: Sent) -> Sent:
        """The message as it is now."""
        made = self.api.state.messages[sent.chat, sent.message["message_id"]]
        return Sent(sent.order, sent.at, sent.method, sent.chat, made, {})

    def titles(self, sent: Sent, *titles: str) -> None:
        """The message has these buttons soon."""
        self.api.wait(lambda: tuple(self.now(sent).buttons) == titles)

    def toast(self, query: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.api.wait(lambda: self.api.state.callbacks[query])
        return answer

    def case(self, name: str = "王建国") -> Person:
        """A customer on Telegram who wants a person."""
        customer = self.api.person(name, "zh")
        customer.says("我要找人工")
        return customer

    def ticket(self) -> Any:
        return self.house.store.read(lambda tx: tickets.get(tx, 1))

    def quiet(self) -> bool:
        """Everything that was written is sent."""
        return sending.next_due(self.house, {"telegram", stored.CHANNEL}) is None

    def number(self) -> str:
        return str(self.ticket().number)

    def log(self) -> Any:
        return self.house.store.read(lambda tx: tickets.log(tx, 1))

    def past(self, **span: float) -> House:
        """The house as it was a while ago."""
        return replace(self.house, now=lambda: datetime.now(UTC) - timedelta(**span))


def staffed(api: BotApi, url: str, tmp_path: Any, framework: str = "aiogram") -> Iterator[Staff]:
    store = Store(url)
    world = World(store, now=datetime.now(UTC)).settle()
    house = House(store, load_plans(), parse, default_plan="p3", shelf=Shelf(tmp_path / "media"))
    given = settings(api, tmp_path, telegram_framework=framework)
    with TestClient(create_app(house, given, {"telegram": Served(given)})):
        yield Staff(api, house, world)
    store.close()


@pytest.fixture
def staff(api: BotApi, sqlite_url: str, tmp_path: Any) -> Iterator[Staff]:
    yield from staffed(api, sqlite_url, tmp_path)


def test_claim_and_talk(staff: Staff) -> None:
    ann, bob = staff.linked("ann"), staff.linked("bob")
    customer = staff.case()
    offer, others = staff.gets(ann, "somebody is needed"), staff.gets(bob, "somebody is needed")
    assert "我要找人工" in offer.text
    assert list(offer.buttons) == ["I take it"]
    too_early = ann.says("Hello?", reply_to=offer)
    assert too_early and "Take it first" in staff.gets(ann, "were not sent").text
    assert staff.toast(ann.presses(offer, "I take it"))["text"] == "It is yours."
    mine = staff.gets(ann, "You have")
    assert list(mine.buttons) == ["Done", "Hand back"]
    staff.titles(others)
    assert staff.now(others).text.endswith("Ann has it.")
    late = staff.toast(bob.presses(others, "I take it"))
    assert late["show_alert"] and "Ann has it" in late["text"]
    ann.says("Good morning, what is wrong?", reply_to=mine)
    staff.gets(customer, "Good morning, what is wrong?")
    customer.says("热水器漏水")
    heard = staff.gets(ann, "热水器漏水")
    assert "the customer writes" in heard.text
    ann.says("I am on it.", reply_to=heard)
    staff.gets(customer, "I am on it.")
    assert not staff.text(bob, "the customer writes")
    bob.says("me too", reply_to=others)
    assert staff.gets(bob, "Ann has this case")
    assert not staff.text(customer, "me too")


@pytest.fixture(params=["aiogram", pytest.param("ptb", marks=pytest.mark.long)])
def mounted(request: pytest.FixtureRequest, api: BotApi, sqlite_url: str, tmp_path: Any) -> Iterator[Staff]:
    yield from staffed(api, sqlite_url, tmp_path, request.param)


def finished(staff: Staff, customer: Person) -> None:
    """The customer reports a fault and books the visit."""
    for words in (*REPORT, "1", "确认"):
        before = len(staff.api.texts(customer))
        customer.says(words)
        staff.api.wait(partial(_more, staff, customer, before))


def _more(staff: Staff, customer: Person, before: int) -> bool:
    return len(staff.api.texts(customer)) > before


def test_from_the_handoff_to_the_end(mounted: Staff) -> None:
    """Both frameworks: claim, reply, answer, on the way, arrived, need a part, done, closed."""
    staff = mounted
    ann, customer = staff.linked("ann"), staff.api.person("王建国", "zh")
    finished(staff, customer)
    customer.says("我要找人工")
    offer = staff.gets(ann, "somebody is needed")
    what, device, place, due, words = offer.text.splitlines()
    assert (what, device, place) == (
        f"{staff.number()} · Major: somebody is needed",
        "Device: P3-100 DEMO-P3-0001",
        "Where: Hangzhou",
    )
    assert due.startswith("Answer by ") and words == "“我要找人工”"
    ann.presses(offer, "I take it")
    mine = staff.gets(ann, "You have")
    assert list(mine.buttons) == ["On my way", "Arrived", "Done", "Need a part", "Hand back"]
    assert staff.toast(ann.presses(mine, "On my way"))["text"].startswith("Noted")
    staff.titles(mine, "Arrived", "Done", "Need a part", "Hand back")
    ann.presses(mine, "Arrived")
    staff.titles(mine, "Done", "Need a part", "Hand back")
    ann.presses(mine, "Need a part")
    ask = staff.gets(ann, "which part is needed")
    assert "force_reply" in str(ask.given["reply_markup"])
    ann.says("a new BELT", reply_to=ask)
    staff.gets(ann, "the part is asked for")
    ann.says("another one", reply_to=ask)
    staff.gets(ann, "has been answered already")
    ann.presses(mine, "Done")
    ann.says("seal replaced", reply_to=staff.gets(ann, "what was done"))
    staff.gets(ann, "is closed, and the customer knows")
    assert staff.ticket().status == "resolved"
    staff.titles(mine)
    staff.api.wait(lambda: staff.now(mine).text.endswith("This is closed."))
    assert [e.event for e in staff.log() if e.event.startswith(("visit.", "parts.aw", "ticket.res"))] == [
        "visit.booked", "visit.on_the_way", "visit.arrived", "parts.awaited", "visit.done", "ticket.resolved",
    ]  # fmt: skip
    assert [e.actor for e in staff.log() if e.event == "ticket.resolved"] == [staff.world.user("ann").owner]


def test_two_claim_at_the_same_time(staff: Staff) -> None:
    people = [staff.linked("ann"), staff.linked("bob")]
    staff.case()
    offers = [staff.gets(one, "somebody is needed") for one in people]
    pressed = [one.presses(offer, "I take it") for one, offer in zip(people, offers, strict=True)]
    told = sorted(staff.toast(query)["text"] for query in pressed)
    assert told[1].startswith("This button is out of date.") and told[1].endswith("has it.")
    assert told[0] == "It is yours."
    staff.api.wait(lambda: any(staff.text(one, "You have") for one in people))
    staff.api.wait(staff.quiet)
    assert sum(staff.text(one, "You have") is not None for one in people) == 1


def test_handed_back_and_stale(staff: Staff) -> None:
    ann, bob = staff.linked("ann"), staff.linked("bob")
    staff.case()
    offer = staff.gets(ann, "somebody is needed")
    ann.presses(offer, "I take it")
    mine = staff.gets(ann, "You have")
    ann.presses(mine, "Hand back")
    ask = staff.gets(ann, "why do you hand")
    bob.says("because", reply_to=ask)  # a number of a message in another chat
    ann.says("I have no car today", reply_to=ask)
    staff.gets(ann, "is back in the queue")
    again = staff.api.wait(
        lambda: [s for s in staff.api.sent(bob, "sendMessage") if "somebody is needed" in s.text][1:]
    )
    assert "Note: I have no car today" in again[0].text
    staff.titles(mine)
    assert staff.now(mine).text.endswith("You do not have this one any more.")
    stale = staff.toast(ann.presses(mine, "Done"))
    assert stale["show_alert"] and "do not have this one" in stale["text"]
    bob.presses(again[0], "I take it")
    staff.gets(bob, "You have")
    assert "Bob has it" in staff.toast(ann.presses(offer, "I take it"))["text"], (
        "a claim made in between counts"
    )


@pytest.mark.parametrize("what", ["expired", "used", "altered", "unknown", "replaced", "switched off"])
def test_links_that_do_not_work(staff: Staff, what: str) -> None:
    thief, ann = staff.api.person("Thief"), staff.world.user("ann")
    given = staff_link.invite(staff.house, ann)
    payload = given.command.removeprefix("/start ")
    if what == "expired":
        payload = staff_link.invite(staff.past(minutes=16), ann).command.removeprefix("/start ")
    elif what == "used":
        staff.api.person("Ann").starts(payload)
        staff.api.wait(lambda: staff_link.linked(staff.house, ann))
    elif what == "altered":
        payload = payload[:-1] + ("A" if payload[-1] != "A" else "B")
    elif what == "unknown":
        payload = "staff-99-" + "x" * 43
    elif what == "replaced":
        staff_link.invite(staff.house, ann)
    else:
        accounts.switch(staff.house, "ann", False)
    thief.starts(payload)
    assert "does not work" in staff.gets(thief, "This link").text
    before = staff.house.store.read(lambda tx: stored.linked(tx, str(thief.id)))
    assert before is None
    staff.case()
    assert not staff.text(thief, "somebody is needed")


def test_who_is_switched_off_can_do_nothing_at_once(staff: Staff) -> None:
    ann, bob = staff.linked("ann"), staff.linked("bob")
    customer = staff.case()
    offer = staff.gets(ann, "somebody is needed")
    ann.presses(offer, "I take it")
    mine = staff.gets(ann, "You have")
    accounts.switch(staff.house, "ann", False)
    assert "switched off" in staff.toast(ann.presses(mine, "Done"))["text"]
    ann.says("one more thing", reply_to=mine)
    staff.gets(ann, "switched off")
    customer.says("还在吗")
    staff.api.wait(lambda: staff.api.pending() == 0)
    bob.says("/unlink")
    staff.gets(bob, "Unlinked")
    assert (
        "not linked" in staff.toast(bob.presses(staff.gets(bob, "somebody is needed"), "I take it"))["text"]
    )
    assert not staff.text(ann, "还在吗") and not staff.text(customer, "one more thing")


def test_a_chat_of_ours_is_no_customer_unless_it_wants_to_be(staff: Staff) -> None:
    ann = staff.linked("ann")
    ann.says("the inverter is broken")
    staff.gets(ann, "reaches nobody")
    assert staff.house.store.read(lambda tx: conversations.find(tx, "telegram", str(ann.id))) is None
    ann.says("/report")
    staff.api.wait(lambda: staff.house.store.read(lambda tx: conversations.find(tx, "telegram", str(ann.id))))
    ann.says("my own inverter is broken")
    staff.api.wait(lambda: staff.house.store.read(lambda tx: tickets.get(tx, 1)))


# -- a group with topics ---------------------------------------------------------------------------


def grouped(staff: Staff, *people: Person) -> Group:
    sue = staff.linked("sue")
    group = staff.api.group("Field service", sue, *people, forum=True)
    sue.says("/staffgroup", group)
    staff.gets(group, "Cases are talked about here")
    return group


def test_a_topic_for_each_ticket(staff: Staff) -> None:
    ann, stranger, customer = (
        staff.linked("ann"),
        staff.api.person("Stranger"),
        staff.api.person("王建国", "zh"),
    )
    group = grouped(staff, ann, stranger)
    finished(staff, customer)
    customer.says("我要找人工")
    offer = staff.gets(group, "somebody is needed")
    assert "Everything else stays among us" in offer.text
    topic = offer.message["message_thread_id"]
    assert staff.number() in group.chat.topics[topic]["name"]
    assert "not linked" in staff.toast(stranger.presses(offer, "I take it"))["text"]
    assert staff.toast(ann.presses(offer, "I take it"))["text"] == "It is yours."
    mine = staff.gets(group, "Ann has BX")
    assert not staff.text(ann, "You have"), "the case is talked about in one place"
    ann.says("what do we know about this one?", group, topic=topic)  # among colleagues
    stranger.says("buy my watches", group, reply_to=mine)
    staff.gets(group, "Your account is not linked")
    ann.says("您好，马上来", group, reply_to=mine)
    staff.gets(customer, "您好，马上来")
    assert not staff.text(customer, "what do we know") and not staff.text(customer, "watches")
    customer.says("好的，谢谢")
    heard = staff.gets(group, "好的，谢谢")
    assert heard.message["message_thread_id"] == topic
    ann.presses(mine, "Done")
    ask = staff.gets(group, "what was done")
    assert '"text_mention"' in str(ask.given["entities"]).replace("'", '"')
    ann.says("seal replaced", group, reply_to=ask)
    staff.api.wait(lambda: group.chat.topics[topic]["closed"])
    assert len(group.chat.topics) == 1


def test_a_group_without_topics_is_refused_and_only_leaders_may_choose_it(staff: Staff) -> None:
    ann, sue = staff.linked("ann"), staff.linked("sue")
    flat = staff.api.group("No topics", ann, sue)
    sue.says("/staffgroup", flat)
    staff.gets(flat, "has no topics")
    forum = staff.api.group("Topics", ann, sue, forum=True)
    ann.says("/staffgroup", forum)
    staff.gets(forum, "Your role (engineer)")
    staff.case()
    staff.gets(ann, "somebody is needed")


def test_without_the_right_to_make_topics_the_group_itself_is_told(staff: Staff) -> None:
    customer = staff.api.person("王建国", "zh")
    group = grouped(staff)
    group.chat.rights.clear()
    finished(staff, customer)
    customer.says("我要找人工")
    offer = staff.gets(group, "somebody is needed")
    assert "message_thread_id" not in offer.message


def test_a_topic_that_somebody_deletes_is_made_again(staff: Staff) -> None:
    ann, customer = staff.linked("ann"), staff.api.person("王建国", "zh")
    group = grouped(staff, ann)
    finished(staff, customer)
    customer.says("我要找人工")
    offer = staff.gets(group, "somebody is needed")
    ann.presses(offer, "I take it")
    staff.gets(group, "Ann has BX")
    group.chat.topics.clear()
    customer.says("在吗")
    heard = staff.gets(group, "在吗")
    assert heard.message["message_thread_id"] in group.chat.topics


# -- linking in the console ------------------------------------------------------------------------


def test_the_link_is_made_in_the_console(place: Place) -> None:
    desk = Desk(place, "eve")
    assert "/console/telegram" in desk.page()
    assert "not linked yet" in desk.page("/console/telegram")
    staff_link.remember_bot(place.house, "acme_service_bot")
    made = desk.http.post("/console/telegram", data={"csrf": desk.csrf})
    (payload,) = re.findall(r"https://t\.me/acme_service_bot\?start=(staff-\d+-[\w-]{43})<", made.text)
    assert payload not in desk.page("/console/telegram"), "it is shown once"
    bound = place.house.store.write(lambda tx: staff_link.bind(tx, payload, "77", "77", datetime.now(UTC)))
    assert bound is not None and bound.id == desk.id
    assert "Your account is linked" in desk.page("/console/telegram")
    assert desk.http.post("/console/telegram", data={"csrf": "x"}).status_code == 403
    assert desk.do("telegram-unlink")[0] == 204
    assert "not linked yet" in desk.page("/console/telegram")
    assert Desk(place, "fin", "finance").http.get("/console/telegram").status_code == 403


def test_by_command(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(sqlite_url)
    World(store).settle()
    monkeypatch.setenv("BAOXIU_HOME", str(tmp_path))
    monkeypatch.setenv("BAOXIU_DATABASE_URL", sqlite_url)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(staff_command.app, arguments)
        return done.output if done.exception is None else str(done.exception)

    payload = run("link", "ann").strip().removeprefix("send this to the bot: /start ")
    assert store.write(lambda tx: staff_link.bind(tx, payload, "77", "77", datetime.now(UTC)))
    assert run("list").split() == ["ann", "Ann"]
    assert run("technician", "ann", "1").startswith("ann is ")
    assert "there is no technician" in run("technician", "ann", "nobody")
    assert "may not" in run("link", "fay"), "finance has no cases"
    assert run("unlink", "ann") == "ann is unlinked\n"
    assert run("unlink", "ann") == "ann was not linked\n"
    store.close()
