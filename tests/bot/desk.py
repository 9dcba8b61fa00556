"""People of ours in the console, over HTTP."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from handlers import people
from handlers.house import House
from storage import people as stored_people
from tests.bot.conftest import Place
from tests.bot.test_web import Visitor

PASSWORD = "correct horse battery"
ONLY_PAGE = re.compile(r'name="csrf" value="([^"]+)"')


def hire(house: House, login: str, role: str = "engineer", lang: str = "en") -> int:
    return house.store.write(
        lambda tx: people.add_user(tx, house, login, login.title(), role, PASSWORD, lang=lang)
    )


def human(place: Place, fault: str = "The water heater is leaking") -> Visitor:
    """A customer in the web chat who has asked for a person."""
    page = Visitor(place)
    page.send("m1", fault)
    page.send("m2", "I want to talk to a human")
    return page


class Desk:
    """Somebody of ours, logged in with a browser of their own."""

    def __init__(
        self, place: Place, login: str, role: str = "engineer", lang: str = "en", presence: str = ""
    ) -> None:
        self.id = hire(place.house, login, role, lang)
        if presence:  # one who is ready is offered what waits as soon as they are logged in
            place.house.store.write(lambda tx: stored_people.save_user(tx, self.id, presence=presence))
        self.http = TestClient(place.app, follow_redirects=False)
        answer = self.http.post("/console/login", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        self.csrf = ONLY_PAGE.findall(self.http.get("/console").text)[0]

    def page(self, address: str = "/console", status: int = 200) -> str:
        answer = self.http.get(address)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def do(self, action: str, **fields: Any) -> tuple[int, str]:
        """Press a button: status and what is said, as the page's script gets it."""
        data = {"csrf": self.csrf, **{k: str(v) for k, v in fields.items()}}
        answer = self.http.post(f"/console/do/{action}", data=data, headers={"x-fragment": "1"})
        return answer.status_code, answer.text

    def cards(self, view: str = "all") -> list[int]:
        """Conversations in the order of the list."""
        return [
            int(c)
            for c in re.findall(
                r'class="card [^>]*data-c="(\d+)"', self.page(f"/console/fragments/list?view={view}")
            )
        ]

    def case(self, conversation: int) -> str:
        return self.page(f"/console/fragments/case/{conversation}")

    def item(self, conversation: int) -> int:
        return int(re.findall(r'name="item" value="(\d+)"', self.case(conversation))[0])
