"""People of ours on Telegram, over real HTTP: cases reach them as messages with buttons, and replies talk to customers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.app import create_app
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.serving import Served
from handlers import staff_link
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage import tickets
from storage.engine import Store
from storage.shelf import Shelf
from tests.bot.test_telegram import FRAMEWORKS, settings
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
        return self.api.wait(lambda: self.text(who, words))

    def now(self, sent: Sent) -> Sent:
        """The message as it is now."""
        made = self.api.state.messages[sent.chat, sent.message["message_id"]]
        return Sent(sent.order, sent.at, sent.method, sent.chat, made, {})

    def titles(self, sent: Sent, *titles: str) -> None:
        """The message has these buttons soon."""
        self.api.wait(lambda: tuple(self.now(sent).buttons) == titles)

    def toast(self, query: str) -> dict[str, Any]:
        return self.api.wait(lambda: self.api.state.callbacks[query])

    def case(self, name: str = "王建国") -> Person:
        """A customer on Telegram who wants a person."""
        customer = self.api.person(name, "zh")
        customer.says("我要找人工")
        return customer

    def ticket(self) -> Any:
        return self.house.store.read(lambda tx: tickets.get(tx, 1))


def staffed(api: BotApi, url: str, tmp_path: Any, framework: str = "aiogram") -> Iterator[Staff]:
    store = Store(url)
    world = World(store, now=datetime.now(UTC)).settle()
    house = House(store, load_plans(), parse, default_plan="p3", shelf=Shelf(tmp_path / "media"))
    given = settings(api, tmp_path, telegram_framework=framework)
    with TestClient(create_app(house, given, services=[partial(Served, given)])):
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



@pytest.fixture(params=FRAMEWORKS)
def mounted(request: pytest.FixtureRequest, api: BotApi, sqlite_url: str, tmp_path: Any) -> Iterator[Staff]:
    yield from staffed(api, sqlite_url, tmp_path, request.param)


def finished(staff: Staff, customer: Person) -> None:
    """The customer reports a fault and books the visit."""
    for number, words in enumerate((*REPORT, "1", "确认")):
        customer.says(words)
        staff.api.wait(lambda n=number: len(staff.api.texts(customer)) > n)


def test_from_the_handoff_to_the_end(mounted: Staff) -> None:
    """Both frameworks: claim, reply, answer, on the way, arrived, need a part, done, closed."""
    staff = mounted
    ann, customer = staff.linked("ann"), staff.api.person("王建国", "zh")
    finished(staff, customer)
    print(staff.api.texts(customer))
    customer.says("我要找人工")
    offer = staff.gets(ann, "somebody is needed")
    print(offer.text)
    ann.presses(offer, "I take it")
    mine = staff.gets(ann, "You have")
    assert list(mine.buttons) == ["On my way", "Arrived", "Done", "Need a part", "Hand back"]
    ann.presses(mine, "On my way")
    staff.titles(mine, "Arrived", "Done", "Need a part", "Hand back")
    ann.presses(mine, "Arrived")
    staff.titles(mine, "Done", "Need a part", "Hand back")
    ann.presses(mine, "Need a part")
    ask = staff.gets(ann, "which part is needed")
    assert ask.given["reply_markup"]
    ann.says("a new BELT", reply_to=ask)
    print(staff.gets(ann, "the part is asked for").text)
    ann.presses(mine, "Done")
    ask = staff.gets(ann, "what was done")
    ann.says("seal replaced", reply_to=ask)
    staff.api.wait(lambda: staff.ticket().status == "resolved", 5)
    for s in staff.api.sent(ann):
        print("----", s.method, s.text, list(s.buttons))
