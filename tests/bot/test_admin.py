"""The pages of administrators, and of dealers, who see and do what is in their own hands only."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from bot.console.actions import ACTIONS
from storage import dealers, people, tickets
from tests.bot.office import HASH, ON_SQLITE, ROLES, Office, Person, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_console_attacks import BODY, everything
from tests.bot.test_dealers_page import SAID
from tests.bot.test_login import SELF


def password_on(page: str) -> str:
    found = re.search(r"<code>([a-z0-9-]{17})</code>", page)
    assert found, "no password is shown"
    return found[1]


def send(person: Person, **fields: str) -> Any:
    data = {"csrf": person.csrf, **fields}
    return person.place.http.post("/console/users", data=data, headers=person.headers())


def can_log_in(office: Office, login: str, password: str) -> bool:
    answer = office.place.http.post("/console/login", data={"login": login, "password": password})
    office.place.http.cookies.clear()
    return bool(answer.status_code == 303)


@ON_SQLITE
def test_an_administrator_makes_a_user_whose_password_is_shown_once(office: Office) -> None:
    tom = office.person("tom")
    made = send(tom, login="Lee", name="Lee <b>", role="engineer", lang="en")
    assert made.status_code == 200 and "Lee &lt;b&gt;" in made.text
    password = password_on(made.text)
    assert can_log_in(office, "lee", password)
    assert password not in tom.get("/console/users").text
    again = send(tom, login="lee", name="Lee", role="engineer", lang="en")
    assert (again.status_code, "already" in again.text) == (409, True)
    assert send(tom, login="a b", name="x", role="engineer", lang="en").status_code == 409
    lee = office.user("lee")
    renewed = password_on(send(tom, user=str(lee)).text)
    assert not can_log_in(office, "lee", password) and can_log_in(office, "lee", renewed)
    log = html.unescape(tom.get("/console/audit?action=user").text)
    assert "user added" in log and "new password given" in log and password not in log and renewed not in log


@ON_SQLITE
def test_who_is_switched_off_is_out_and_a_changed_role_begins_anew(office: Office) -> None:
    tom, ann = office.person("tom"), office.person("ann")
    me, her = office.user("tom"), office.user("ann")
    about = {
        "name": "Ann",
        "lang": "en",
        "queues": "p8, 服务台",
        "skills": "",
        "technician": "",
        "dealer": "",
    }
    assert tom.do("user-save", user=her, role="clerk", **about).status_code == 303
    assert ann.get().status_code == 303, "what she could do before, she cannot do with an old page"
    ann = office.person("ann")
    assert tom.do("user-off", user=her).status_code == 303
    assert ann.get().status_code == 303 and not can_log_in(office, "ann", "correct horse 电池")
    assert tom.do("user-on", user=her).status_code == 303
    office.user("ann", locked_until=office.clock.now.replace(year=2030), totp_secret="A" * 32)
    assert tom.do("user-let-in", user=her).status_code == 303
    ann = office.person("ann")
    assert tom.do("user-out", user=her).status_code == 303 and ann.get().status_code == 303
    for action, fields in (("user-save", {**about, "role": "clerk"}), ("user-off", {})):
        refused = tom.do(action, user=me, **fields)
        assert (refused.status_code, "own role" in refused.text) == (409, True), action


@ON_SQLITE
def test_what_somebody_is_offered_is_set_on_the_page(office: Office) -> None:
    tom, her = office.person("tom"), office.user("ann")
    about = {"name": "Ann", "lang": "en", "role": "engineer", "queues": "p8", "skills": "agri", "technician": "", "dealer": ""}  # fmt: skip
    offered = {"capacity": "3", "region-chengdu": "yes", "language-en": "yes"}
    assert tom.do("user-save", user=her, **about, **offered).status_code == 303
    row = office.place.house.store.read(lambda tx: people.user(tx, her))
    assert (row.capacity, row.regions, row.languages, row.skills) == (3, ["chengdu"], ["en"], ["agri"])
    shown = html.unescape(tom.get("/console/users").text)
    assert "at most 3 cases" in shown and 'name="region-chengdu" value="yes" checked' in shown
    for wrong in (
        {"capacity": "-1"},
        {"capacity": "1001"},
        {"region-atlantis": "yes"},
        {"language-fr": "yes"},
    ):
        assert tom.do("user-save", user=her, **about, **wrong).status_code == 409, wrong
    assert tom.do("user-save", user=her, **about).status_code == 303
    row = office.place.house.store.read(lambda tx: people.user(tx, her))
    assert (row.capacity, row.regions, row.languages) == (None, [], []), (
        "empty: everything, as the house has it"
    )


@ON_SQLITE
def test_the_last_administrator_stays(office: Office) -> None:
    tom = office.person("tom")
    send(tom, login="eve", name="Eve", role="administrator", lang="en")
    office.user("eve", password_hash=HASH)
    eve, me = office.person("eve"), office.user("tom")
    assert eve.do("user-off", user=me).status_code == 303
    office.user("tom", active=True)
    office.user("eve", active=False)
    tom = office.person("tom")
    about = {
        "name": "Tom",
        "role": "clerk",
        "lang": "en",
        "queues": "",
        "skills": "",
        "technician": "",
        "dealer": "",
    }
    assert tom.do("user-save", user=me, **about).status_code == 409
    assert tom.do("user-on", user=office.user("eve")).status_code == 303


@ON_SQLITE
def test_only_administrators_see_and_change_users(office: Office) -> None:
    before = everything(office.place)
    for login, role in ROLES.items():
        if role == "administrator":
            continue
        person = office.person(login)
        assert person.get("/console/users").status_code == 403, login
        assert send(person, login="x", name="x", role="administrator", lang="en").status_code == 403, login
        for action in ("user-save", "user-off", "user-on", "user-let-in", "user-out"):
            assert person.do(action, user=1, name="x", role="clerk", lang="en").status_code == 403, action
    after = everything(office.place)
    assert (before.pop("sessions"), before.pop("audit_log")) and (
        after.pop("sessions"),
        after.pop("audit_log"),
    )
    after["feed"] = [row for row in after["feed"] if row[1] != "presence"]  # who logs in is there
    assert before == after


# -- dealers ---------------------------------------------------------------------------------------------


@pytest.fixture
def theirs(office: Office) -> Any:
    """A ticket that the dealer in Chengdu has."""
    customer = office.customer(*SAID)
    return office.place.house.store.read(lambda tx: tickets.of_conversation(tx, customer.conversation))[0]


def dealer(office: Office, login: str, which: int | None) -> Person:
    office.user(login, role="dealer", dealer_id=which)
    return office.person(login)


def hop_of(office: Office, ticket: Any) -> Any:
    return office.place.house.store.read(lambda tx: dealers.running(tx, ticket.id))


@ON_SQLITE
def test_a_dealer_takes_and_arranges_what_is_in_the_own_hands(office: Office, theirs: Any) -> None:
    """P8.4, P8.5: the dealer accepts, arranges, or gives back for a reason that the plan knows."""
    bob = dealer(office, "bob", hop_of(office, theirs).dealer_id)
    assert bob.get().headers["location"] == "/console/dealer"
    page = html.unescape(bob.get("/console/dealer").text)
    assert theirs.number in page and "王大田" in page and "收割机割台抖动" in page
    assert bob.do("dispatch-accept", ticket=theirs.id).status_code == 303
    refused = bob.do("hand-back", ticket=theirs.id, reason="no_time", why="忙")
    assert (refused.status_code, "(P8.5)" in refused.text) == (409, True)
    assert (
        bob.do("dispatch-arrange", ticket=theirs.id, who="Li", when="2026-11-23T14:00", price="").status_code
        == 303
    )
    assert hop_of(office, theirs).arranged["who"] == "Li"
    assert "Li, 14:00" in html.unescape(bob.get("/console/dealer").text)


@ON_SQLITE
def test_a_dealer_sees_and_touches_nothing_that_somebody_else_has(office: Office, theirs: Any) -> None:
    others = [
        d.id
        for d in office.place.house.store.read(dealers.dealers)
        if d.id != hop_of(office, theirs).dealer_id
    ]
    assert others
    bob, ann = dealer(office, "bob", others[0]), dealer(office, "ann", None)
    before = everything(office.place)
    for person in (bob, ann):
        for action in sorted(ACTIONS.keys() - SELF):
            answer = person.do(
                action, **{**BODY, "ticket": str(theirs.id), "who": "Li", "when": "2026-11-23T14:00"}
            )
            assert answer.status_code in (403, 404, 409), (person.login, action, answer.status_code)
        for path in ("/console/dealer", "/console/search?q=王大田", f"/console?c={theirs.conversation_id}", "/console/forms",
                     f"/console/fragments/case/{theirs.conversation_id}", "/console/dealers", "/console/users"):  # fmt: skip
            assert "王大田" not in person.get(path).text and theirs.number not in person.get(path).text, path
    assert everything(office.place) == before
    assert ann.get("/console/dealer").status_code == 403
