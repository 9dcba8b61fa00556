"""The actions for Rasa bots in a real action server, called over HTTP as Rasa calls them."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bot.opening import open_house
from bot.settings import Settings
from handlers import listings
from handlers.house import House
from handlers.texts.catalog import say
from tests.process import ROOT, baoxiu, free_port, surroundings

WARRANTY, BOOK, HAND_OFF = (
    f"action_baoxiu_{name}" for name in ("check_warranty", "book_visit", "hand_off")
)  # fmt: skip


@dataclass
class ActionServer:
    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.log = (self.home / f"actions-{self.port}.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rasa_sdk", "--actions", "bot.rasa_actions", "--port", str(self.port)],
            env={**surroundings(self.home), "SANIC_HOST": "127.0.0.1"}, cwd=ROOT, stdout=self.log, stderr=self.log,
            start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(httpx2.HTTPError):
                if httpx2.get(f"http://127.0.0.1:{self.port}/health", timeout=2).status_code == 200:
                    return
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        raise AssertionError(self.said())

    def kill(self) -> None:
        """With all its workers, as when the power fails."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.log.close()
            self.process = None

    def said(self) -> str:
        return (self.home / f"actions-{self.port}.log").read_text("utf-8", "replace")[-4000:]

    def call(self, request: dict[str, Any], seconds: float = 30) -> dict[str, Any]:
        answer = httpx2.post(f"http://127.0.0.1:{self.port}/webhook", json=request, timeout=seconds)
        assert answer.status_code == 200, (answer.text, self.said())
        return dict(answer.json())


@dataclass
class RasaUser:
    """What Rasa knows of somebody who talks to it, and the requests that it makes of that."""

    server: ActionServer
    sender: str
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)

    def request(self, action: str, text: str, **entities: str) -> dict[str, Any]:
        """A message, and the request for the action that Rasa wants to run on it."""
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        parsed = {"intent": {"name": "anything", "confidence": 0.9}, "entities": found, "text": text}
        number = f"{self.sender}-{len(self.events):030d}"
        self.events.append({"event": "user", "timestamp": 1.7e9 + len(self.events), "text": text, "parse_data": parsed,
                            "input_channel": "rest", "message_id": number, "metadata": {}})  # fmt: skip
        return {
            "next_action": action, "sender_id": self.sender, "version": "3.6.21", "domain": {},
            "tracker": {
                "sender_id": self.sender, "slots": self.slots, "latest_message": parsed, "events": list(self.events),
                "latest_event_time": 1.7e9, "followup_action": None, "paused": False, "latest_input_channel": "rest",
                "active_loop": {"name": self.loop} if self.loop else {}, "latest_action": {"action_name": "action_listen"},
                "latest_action_name": "action_listen",
            },
        }  # fmt: skip

    def say(self, text: str, action: str = "", **entities: str) -> str:
        """What the customer is told.  Without ``action`` the loop must be open: Rasa goes on with that."""
        wanted = action or self.loop
        assert wanted, "Rasa would not call us"
        return self.hear(self.server.call(self.request(wanted, text, **entities)))

    def hear(self, answer: dict[str, Any]) -> str:
        loops = [e for e in answer["events"] if e["event"] == "active_loop"]
        if loops:
            self.loop = loops[-1]["name"]
        self.buttons = [b for r in answer["responses"] for b in r["buttons"]]
        return "\n".join(r["text"] for r in answer["responses"])

    def press(self, part: str) -> str:
        """Press the first button whose payload begins so."""
        return self.say(next(b["payload"] for b in self.buttons if b["payload"].startswith(part)))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ActionServer]:
    home = tmp_path_factory.mktemp("home")
    env = surroundings(home)
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=env).returncode == 0
    made = ActionServer(home)
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def house(server: ActionServer) -> Iterator[House]:
    opened = open_house(Settings(home=server.home, _env_file=None))
    yield opened
    opened.store.close()


def tickets(house: House, user: RasaUser) -> list[dict[str, Any]]:
    found, _ = listings.ticket_list(
        house, conversation=f"rasa:{user.sender}", status=None, plan=None, before=None, limit=50
    )
    return [t for number in found if (t := listings.ticket(house, number["number"]))]


def waiting(house: House) -> list[dict[str, Any]]:
    return listings.queue_list(house, queue=None, status=None, kind=None, limit=200)


def test_the_server_offers_the_three_actions_and_nothing_else(server: ActionServer) -> None:
    names = {a["name"] for a in httpx2.get(f"http://127.0.0.1:{server.port}/actions").json()}
    assert names == {WARRANTY, BOOK, HAND_OFF}


@pytest.mark.parametrize(
    ("text", "entities", "slots", "told"),
    [
        ("is my device still covered?", {"serial_number": "DEMO-P3-0001"}, {}, "Under warranty"),
        ("is DEMO-P3-0002 still under warranty?", {}, {}, "ended"),
        ("yes please", {}, {"serial_number": "demo p3 0001"}, "Under warranty"),
        ('/ask_warranty{"serial_number": "DEMO-P3-0001"}', {"serial_number": "DEMO-P3-0001"}, {}, "保修期内"),
    ],
)
def test_warranty_is_told_by_the_serial_number_wherever_rasa_has_it(
    server: ActionServer, text: str, entities: dict[str, str], slots: dict[str, str], told: str
) -> None:
    user = RasaUser(server, f"warranty-{text[:9]}-{slots}", slots)
    heard = user.say(text, WARRANTY, **entities)
    assert told in heard and heard and user.loop is None
    for secret in ("演示", "Demo Customer", "1980", "SUN-200", "Shanghai"):
        assert secret not in heard, "a stranger with a serial number learns only whether it is covered"


def test_an_unknown_serial_number_is_asked_for_again_in_the_loop(server: ActionServer, house: House) -> None:
    user = RasaUser(server, "unknown-serial")
    heard = user.say("保修还在吗", WARRANTY, serial_number="DEMO-P3-9999")
    assert "DEMO-P3-9999" in heard and user.loop == WARRANTY
    assert "在保修期内" in user.say("DEMO-P3-0001")
    assert user.loop is None and not tickets(house, user)


def book(user: RasaUser, serial: str = "DEMO-P3-0001", problem: str = "热水器漏水了，漏得厉害") -> str:
    user.slots |= {
        "serial_number": serial, "problem": problem, "phone": "13800138000", "contact_name": "王建国",
        "address": "杭州市西湖区文三路12号",
    }  # fmt: skip
    return user.say("好的，约师傅", BOOK)


def test_a_covered_device_is_booked_with_what_rasa_knows(server: ActionServer, house: House) -> None:
    user = RasaUser(server, "covered")
    heard = book(user)
    (ticket,) = tickets(house, user)
    assert ticket["number"] in heard and ticket["kind"] == "report_fault", (
        "the ticket is there before a window is offered"
    )
    assert ticket["visit"] is None and user.loop == BOOK
    assert ticket["contact"] == {
        "name": "王建国",
        "phone": "13800138000",
        "address": "杭州市西湖区文三路12号",
    }
    assert (
        ticket["device"]["serial_number"] == "DEMO-P3-0001" and ticket["problem"] == "热水器漏水了，漏得厉害"
    )
    assert say("button-agree", "zh") not in heard
    heard = user.press("/window:")
    assert tickets(house, user)[0]["visit"] is None, "the summary is confirmed before it counts"
    heard = user.press("/yes")
    (ticket,) = tickets(house, user)
    assert (
        ticket["status"] == "open" and ticket["visit"]["status"] == "confirmed" and ticket["number"] in heard
    )
    assert user.loop is None


def test_what_costs_money_needs_consent_before_a_window_is_offered(
    server: ActionServer, house: House
) -> None:
    user = RasaUser(server, "paid")
    book(user, "DEMO-P3-0002")
    assert [b["payload"] for b in user.buttons][:2] == ["/yes", "/no"]
    assert not [b for b in user.buttons if b["payload"].startswith("/window")]
    (ticket,) = tickets(house, user)
    assert ticket["warranty"]["verdict"] == "not_covered" and ticket["consent"] is None
    user.say("随便")  # neither yes nor no
    assert tickets(house, user)[0]["consent"] is None
    user.press("/no")
    (ticket,) = tickets(house, user)
    assert ticket["consent"]["given"] is False and ticket["visit"] is None
    other = RasaUser(server, "paid-and-agreed")
    book(other, "DEMO-P3-0002")
    other.press("/yes")
    other.press("/window:")
    other.press("/yes")
    (ticket,) = tickets(house, other)
    assert ticket["consent"]["given"] and ticket["visit"]["status"] == "confirmed"


def test_a_repeated_request_is_answered_as_before_and_does_nothing(
    server: ActionServer, house: House
) -> None:
    user = RasaUser(server, "repeats")
    user.slots |= {"serial_number": "DEMO-P3-0001", "problem": "热水器漏水了"}
    request = user.request(BOOK, "约师傅")
    answers = [server.call(request) for _ in range(3)]
    assert answers[0]["responses"] and answers[0] == answers[1] == answers[2]
    (ticket,) = tickets(house, user)
    assert len([m for m in ticket["messages"] if m["direction"] == "in"]) == 1


def test_a_person_takes_over_and_hears_what_is_said(server: ActionServer, house: House) -> None:
    user = RasaUser(server, "handoff")
    heard = user.say("let me talk to somebody please, it is about the boiler", HAND_OFF)
    assert heard and user.loop == HAND_OFF
    (item,) = [
        i for i in waiting(house) if i["conversation"] == f"rasa:{user.sender}" and i["kind"] == "handoff"
    ]
    user.say("hello? anybody?")
    assert user.loop == HAND_OFF, "a person has the conversation"
    assert len([i for i in waiting(house) if i["conversation"] == f"rasa:{user.sender}"]) == 1
    assert item["reason"] == "asked"


def test_danger_goes_to_a_person_first_whatever_rasa_wanted(server: ActionServer, house: House) -> None:
    user = RasaUser(server, "danger", {"problem": "水温不够"})
    heard = user.say("热水器冒烟起火了！", BOOK, serial_number="DEMO-P3-0001")
    (ticket,) = tickets(house, user)
    assert ticket["severity"]["danger"] and ticket["owner"] == "queue" and ticket["visit"] is None
    assert user.loop == BOOK and heard


def test_slots_that_are_none_of_these_things_are_left_alone(server: ActionServer, house: House) -> None:
    user = RasaUser(server, "odd")
    user.slots |= {"phone": "call my wife", "serial_number": ["x", "DEMO-P3-0001"], "address": 7, "problem": "热水器漏水了",
                   "contact_name": "x" * 5000, "baoxiu_plan": "no such plan"}  # fmt: skip
    user.say("约师傅", BOOK)
    (ticket,) = tickets(house, user)
    assert ticket["contact"] == {"name": None, "phone": None, "address": None}
    assert ticket["device"]["serial_number"] == "DEMO-P3-0001"


def test_a_text_that_is_too_long_is_refused_politely(server: ActionServer) -> None:
    user = RasaUser(server, "long")
    assert user.say("x" * 30_000, BOOK) == say("web-too-long", "en") and user.loop is None


def test_deciding_that_fails_ends_in_the_queue_with_an_honest_answer(
    monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    """In this process, because nothing that is wrong can be put into another one."""
    import asyncio

    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    from bot import rasa_actions
    from handlers import flow_tables

    def broken(scene: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setitem(flow_tables.STARTS, "book_visit", broken)
    monkeypatch.setattr(rasa_actions, "house", lambda: house)
    user = RasaUser(ActionServer(Path("-")), "broken")
    request = user.request(BOOK, "I want a visit tomorrow")
    told = CollectingDispatcher()
    events = asyncio.run(rasa_actions.BookVisit().run(told, Tracker.from_dict(request["tracker"]), {}))
    assert [e["name"] for e in events] == [BOOK]
    (item,) = [i for i in waiting(house) if i["conversation"] == "rasa:broken"]
    assert item["reason"] == "failure" and told.messages


@contextmanager
def database_locked(home: Path) -> Iterator[None]:
    """Somebody else writes into the database, so that a turn waits in the middle."""
    file = Settings(home=home, _env_file=None).url.removeprefix("sqlite:///")
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


@pytest.mark.slow
def test_killed_in_the_middle_nothing_is_half_done_and_the_repeated_call_does_it_once(
    server: ActionServer, house: House
) -> None:
    user = RasaUser(server, "killed")
    book(user, "DEMO-P3-0020")
    user.press("/window:")
    confirm = user.request(BOOK, "/yes")
    with database_locked(server.home):
        with pytest.raises(httpx2.HTTPError):
            server.call(confirm, seconds=1)
        server.kill()
    assert tickets(house, user)[0]["visit"] is None, "half a booking"
    server.start()
    answers = [user.hear(server.call(confirm)) for _ in range(2)]
    (ticket,) = tickets(house, user)
    assert (
        ticket["visit"]["status"] == "confirmed"
        and answers[0] == answers[1]
        and ticket["number"] in answers[0]
    )


@pytest.mark.slow
def test_an_answer_that_got_lost_is_given_again(server: ActionServer, house: House) -> None:
    """The turn is committed, then everything dies before Rasa has heard of it."""
    user = RasaUser(server, "lost")
    user.slots |= {"serial_number": "DEMO-P3-0001", "problem": "热水器漏水了"}
    request = user.request(BOOK, "约师傅")
    with suppress(httpx2.HTTPError):
        server.call(request, seconds=0.001)
    until = time.monotonic() + 20
    while not tickets(house, user) and time.monotonic() < until:
        time.sleep(0.02)
    server.kill()
    server.start()
    first = user.hear(server.call(request))
    (ticket,) = tickets(house, user)
    assert ticket["number"] in first and user.loop == BOOK


def test_a_database_that_cannot_be_reached_is_admitted(tmp_path: Path) -> None:
    """No schema: nothing can be noted down, so nothing is promised and the loop stays as it was."""
    empty = ActionServer(tmp_path)
    empty.start()
    try:
        user = RasaUser(empty, "nobody")
        assert user.say("热水器漏水", BOOK) == say("rasa-not-noted", "zh") and user.loop is None
        assert "baoxiu db upgrade" in empty.said()
    finally:
        empty.kill()


def test_nothing_of_rasa_is_loaded_by_the_default_start() -> None:
    code = "import sys, bot.app, bot.cli, bot.commands.run; sys.exit('rasa_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
