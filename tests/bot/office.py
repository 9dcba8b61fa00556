"""An office for tests of the console: people of ours in browsers, customers on the web page, a clock that is told."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from typing import Any

import pytest
from argon2 import PasswordHasher

from bot.channels import web
from bot.console import entrance
from handlers import sending
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage import people as stored_people
from storage import queue as stored_queue
from storage.engine import Store
from tests.bot.conftest import Place
from tests.bot.test_web import Visitor
from tests.world import MONDAY, World

PASSWORD = "correct horse 电池"
#: as the program hashes, but with a thousandth of the work
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
ROLES = {"ann": "engineer", "bob": "engineer", "kim": "clerk", "sue": "supervisor", "tom": "administrator"}


ON_SQLITE = pytest.mark.parametrize(
    "store_url", ["sqlite"], indirect=True
)  # a database more shows nothing more


class Clock:
    """The time of the house: it moves when told."""

    def __init__(self) -> None:
        self.now = MONDAY.astimezone(UTC)


@dataclass
class Office:
    """The place with devices, technicians, and people of ours who may log in."""

    place: Place
    clock: Clock

    def person(self, login: str, lang: str = "en") -> Person:
        """Somebody who has logged in."""
        answer = self.place.http.post("/console/login", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        secret = answer.cookies[entrance.COOKIE]
        self.place.http.cookies.clear()
        person = Person(self.place, login, secret)
        if lang != "en":
            assert person.do("lang", lang=lang).status_code == 303
        return person

    def user(self, login: str, **values: Any) -> int:
        """The id of a user, after changing what is kept about him."""
        row = self.place.house.store.read(lambda tx: stored_people.by_login(tx, login))
        if values:
            self.place.house.store.write(lambda tx: stored_people.save_user(tx, row.id, **values))
        return int(row.id)

    def customer(self, *texts: str) -> Customer:
        """A customer on the web page who has said all that."""
        customer = Customer(self.place)
        for text in texts:
            customer.say(text)
        return customer


@dataclass
class Person:
    """A browser of somebody of ours."""

    place: Place
    login: str
    secret: str

    def headers(self, **more: str) -> dict[str, str]:
        return {
            "cookie": f"{entrance.COOKIE}={self.secret}",
            **{k.replace("_", "-"): v for k, v in more.items()},
        }

    def get(self, path: str = "/console", **headers: str) -> Any:
        return self.place.http.get(path, headers=self.headers(**headers))

    @cached_property
    def csrf(self) -> str:
        """The token that the session's pages carry."""
        return self.first(r'name="csrf" value="([^"]+)"', "/console/me")

    def first(self, pattern: str, path: str = "/console") -> str:
        """The first thing on a page that is written so."""
        found = re.search(pattern, self.get(path).text)
        assert found, f"{path} has no {pattern}"
        return found[1]

    def do(self, action: str, **fields: Any) -> Any:
        """Press a button of a page without script."""
        data = {"csrf": self.csrf, **fields}
        return self.place.http.post(f"/console/do/{action}", data=data, headers=self.headers())

    def page(self, conversation: int) -> str:
        """The page of a conversation, with entities resolved and marks taken out."""
        answer = self.get(f"/console?view=all&c={conversation}")
        assert answer.status_code == 200, answer.text
        return html.unescape(re.sub(r"</?mark>", "", answer.text))

    def queue(self, view: str = "queue") -> list[str]:
        """The ticket numbers of a view from above."""
        return re.findall(r'class="number">([^<]*)<', self.get(f"/console?view={view}").text)


class Customer(Visitor):
    """A customer's page that knows what it has said."""

    said = 0

    def say(self, text: str) -> list[str]:
        """What the customer is told in answer."""
        self.said += 1
        self.text = text
        return [m["text"] for m in self.send(f"m{self.said}", text, lang="zh") if m["by"] != "customer"]

    def news(self) -> list[tuple[str, str]]:
        """Who said what meanwhile (the last message is sent again, which changes nothing)."""
        return [(m["by"], m["text"]) for m in self.send(f"m{self.said}", self.text, lang="zh")]

    @property
    def conversation(self) -> int:
        visitor = web.visitor(self.place.app.edge, self.token)
        found = sending.find(self.place.house, "web", visitor or "")
        assert found is not None
        return found

    @property
    def item(self) -> int:
        """The queue item of the conversation."""
        row = self.place.house.store.read(lambda tx: stored_queue.open_handoff(tx, self.conversation))
        assert row is not None, "the conversation is not in the queue"
        return int(row.id)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(store: Store, clock: Clock) -> House:
    return House(store, load_plans(), parse, now=lambda: clock.now)


@pytest.fixture
def office(place: Place, clock: Clock) -> Office:
    world = World(place.house.store).settle()
    made = Office(place, clock)

    def hire(tx: Any) -> None:
        for login in ("ann", "bob", "kim", "sue"):
            # busy: clockwork, which runs beside the test, offers them nothing
            stored_people.save_user(
                tx, stored_people.by_login(tx, login).id, password_hash=HASH, presence="busy"
            )
        stored_people.add_user(
            tx,
            clock.now,
            login="tom",
            name="Tom",
            role="administrator",
            password_hash=HASH,
            lang="en",
            queues=[],
            presence="busy",
        )

    world.store.write(hire)
    return made


@dataclass
class Stream:
    """An open event stream: its status, and the events as (id, topic, conversation)."""

    status: int = 0
    raw: str = ""
    ended: bool = False

    @property
    def events(self) -> list[tuple[int, str, int]]:
        found = re.findall(r"id: (\d+)\ndata: (.+)\n\n", self.raw)
        return [(int(i), json.loads(d)["topic"], json.loads(d)["conversation"]) for i, d in found]

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(10):
            while not true(self):
                await asyncio.sleep(0.01)


@asynccontextmanager
async def listening(place: Place, cookie: str, last: int | None, after: int = 0) -> AsyncIterator[Stream]:
    """The stream as a browser opens it; ``last`` is its Last-Event-ID."""
    stream, asked = Stream(), asyncio.Event()
    headers = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
    headers += [(b"last-event-id", str(last).encode())] if last is not None else []
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
             "path": "/console/events", "raw_path": b"/console/events", "query_string": f"after={after}".encode(),
             "root_path": "", "headers": headers, "client": ("c", 1), "server": ("testserver", 80)}  # fmt: skip

    async def receive() -> dict[str, Any]:
        if not asked.is_set():
            asked.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            stream.status = message["status"]
            stream.raw += f"{dict(message['headers']).get(b'content-type', b'').decode()}\n"
        else:
            stream.raw += message.get("body", b"").decode()
            stream.ended = not message.get("more_body", False)

    task = asyncio.create_task(place.app(scope, receive, send))
    try:
        yield stream
    finally:
        task.cancel()
        await asyncio.wait([task])


def cookie(person: Person) -> str:
    return f"{entrance.COOKIE}={person.secret}"
