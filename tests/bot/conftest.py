"""The whole application in the test's own process, over a database with the newest schema."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from bot import logs
from bot.app import App, create_app
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage.engine import Store


@dataclass(frozen=True)
class EdgeSettings:
    """The settings that the application reads, without files and environment."""

    secret: str = "a secret of the tests, long enough to sign with"
    turn_threads: int = 4
    widget_origins: str = "*"
    secure_cookies: bool = False


@dataclass(frozen=True)
class Place:
    """An application that runs, and what is behind it."""

    app: App
    http: TestClient
    house: House

    def say(self, sender: str, message: str, **metadata: str) -> list[str]:
        """What the REST channel answers."""
        body = {"sender": sender, "message": message, **({"metadata": metadata} if metadata else {})}
        answer = self.http.post("/webhooks/rest/webhook", json=body)
        assert answer.status_code == 200, answer.text
        return [reply["text"] for reply in answer.json()]


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Short log lines; drawing tracebacks takes seconds."""
    logs.set_up("warning", io.StringIO())


@pytest.fixture
def house(store: Store) -> House:
    return House(store, load_plans(), parse)


@pytest.fixture
def place(house: House) -> Iterator[Place]:
    app = create_app(house, EdgeSettings())
    with TestClient(app, raise_server_exceptions=True, follow_redirects=False) as http:
        yield Place(app, http, house)


@pytest.fixture
def as_person(house: House) -> Callable[[str, str, str], None]:
    """``as_person(channel, address, text)``: a person of ours takes the conversation over and writes."""
    from storage import conversations, messages, people

    def write(channel: str, address: str, text: str) -> None:
        now = house.now()

        def work(tx):
            row = conversations.find(tx, channel, address)
            assert row is not None
            found = people.by_login(tx, "wang")
            user = found.id if found is not None else people.add_user(
                tx, now, login="wang", name="王工", role="engineer", password_hash="-"
            )  # fmt: skip
            epoch = conversations.set_owner(tx, row.id, f"user:{user}", now)
            messages.add(tx, [{
                "conversation_id": row.id, "direction": "out", "author": f"user:{user}", "channel": channel,
                "text": text, "status": "pending", "epoch": epoch, "next_at": now, "created_at": now,
            }])  # fmt: skip

        house.store.write(work)

    return write
