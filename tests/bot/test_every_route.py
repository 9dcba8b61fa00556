"""Every route of the application, with nobody and with each role: who may not see a case reads nothing of it, and no
form is taken without its token.  A new route is tried here by itself."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from handlers import people
from storage import tickets
from tests.bot.office import HASH, ON_SQLITE, Office, Person, clock, house, listening, office  # noqa: F401 - fixtures

SAID = ("收割机割台抖动", "DEMO-P8-0001", "王大田，13812345678，成都市武侯区人民路8号", "确认", "转人工")
HIDDEN = ("收割机割台抖动", "王大田", "13812345678", "人民路8号")
OPEN = re.compile(
    r"/console/(login|oidc)|/calendar/|\.js$"
)  # how one comes in; an address that is a secret; a script
ENDLESS = ("/console/events", "/chat/events")


def routes(office: Office, method: str) -> Iterator[tuple[str, str]]:
    """(path as it is declared, path with the numbers and codes of what there is)."""

    def walk(found: Any) -> Iterator[APIRoute]:
        for route in found:
            if isinstance(route, APIRoute):
                yield route
            elif hasattr(route, "routes"):
                yield from walk(route.routes or ())
            elif hasattr(route, "original_router"):
                yield from walk(route.original_router.routes)

    for route in walk(office.place.app.inner.routes):
        if method in (route.methods or ()) and route.path not in ENDLESS:
            yield route.path, re.sub(r"{(\w+)(?::\w+)?}", lambda m: VALUES.get(m[1], "1"), route.path)


VALUES = {
    "number": "BX1",
    "action": "reply",
    "code": "AUTUMN26",
    "name": "x",
    "secret": "x" * 22,
    "sender": "anna",
}


@pytest.fixture
def case(office: Office) -> Any:
    customer = office.customer(*SAID)
    row = office.place.house.store.read(lambda tx: tickets.of_conversation(tx, customer.conversation))[0]
    VALUES["number"] = str(row.number)
    return row


@ON_SQLITE
def test_nobody_reads_a_case_and_nothing_breaks(office: Office, case: Any) -> None:
    tried = 0
    for path, filled in routes(office, "GET"):
        answer = office.place.http.get(filled)
        tried += 1
        assert answer.status_code < 500, (path, answer.status_code)
        assert not any(word in answer.text for word in HIDDEN), path
        if path.startswith("/console") and not OPEN.search(path):
            assert answer.status_code in (303, 401, 403, 404, 422), (path, answer.status_code)
    assert tried > 60


@ON_SQLITE
@pytest.mark.parametrize("role", people.ROLES)
def test_a_role_reads_cases_or_nothing_of_them(office: Office, case: Any, role: str) -> None:
    office.user("bob", role=role, password_hash=HASH)
    bob, shown = office.person("bob"), 0
    for path, filled in routes(office, "GET"):
        if path.startswith("/chat") or OPEN.search(path) or "logout" in path:
            continue
        more = f"?view=all&c={case.conversation_id}&q=13812345678&ticket={case.id}" if "{" not in path else ""
        answer = bob.get(filled + more)
        assert answer.status_code < 500, (filled, answer.status_code)
        seen = [word for word in HIDDEN if word in answer.text.replace(more, "")]
        shown += bool(seen)
        assert not seen or role in people.ALLOWED["cases"], (role, filled, seen)
    assert bool(shown) == (role in people.ALLOWED["cases"]), "or it shows nothing"


@ON_SQLITE
def test_no_form_of_the_console_is_taken_without_its_token_or_login(office: Office, case: Any) -> None:
    sue = office.person("sue")
    nobody = Person(office.place, "sue", "no such session")
    tried = 0
    for path, filled in routes(office, "POST"):
        if not path.startswith("/console") or OPEN.search(path):
            continue
        tried += 1
        without = office.place.http.post(filled, data={"ticket": str(case.id)}, headers=sue.headers())
        assert without.status_code in (403, 404), (path, without.status_code)
        stranger = office.place.http.post(filled, data={"csrf": sue.csrf}, headers=nobody.headers())
        assert stranger.status_code in (303, 401, 403, 404), (path, stranger.status_code)
    assert tried > 10
