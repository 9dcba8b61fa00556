"""The console over HTTP: getting in and out, the queue, and the work on a conversation."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from bot.app import create_app
from bot.console import routes
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage import people as stored_people
from storage import queue as stored_queue
from storage.engine import Store
from tests.bot.conftest import EdgeSettings, Place
from tests.bot.test_web import Visitor
from tests.world import MONDAY, World

PASSWORD = "correct horse 电池"
#: as the program hashes, but with a thousandth of the work
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
ROLES = {"ann": "engineer", "bob": "engineer", "kim": "clerk", "sue": "supervisor", "tom": "administrator"}


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
        secret = answer.cookies[routes.COOKIE]
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
            "cookie": f"{routes.COOKIE}={self.secret}",
            **{k.replace("_", "-"): v for k, v in more.items()},
        }

    def get(self, path: str = "/console", **headers: str) -> Any:
        return self.place.http.get(path, headers=self.headers(**headers))

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get().text)
        assert found, "the page has no form"
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
        from bot.channels import web
        from handlers import sending

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
            stored_people.save_user(tx, stored_people.by_login(tx, login).id, password_hash=HASH)
        stored_people.add_user(
            tx,
            clock.now,
            login="tom",
            name="Tom",
            role="administrator",
            password_hash=HASH,
            lang="en",
            queues=[],
        )

    world.store.write(hire)
    return made


def log_in(place: Place, login: str, password: str) -> Any:
    answer = place.http.post("/console/login", data={"login": login, "password": password, "lang": "en"})
    place.http.cookies.clear()
    return answer


# -- getting in and out ---------------------------------------------------------------------------


def test_who_gives_the_right_password_gets_a_cookie_that_scripts_and_other_sites_do_not_see(
    office: Office,
) -> None:
    answer = office.place.http.post(
        "/console/login", data={"login": " ANN ", "password": PASSWORD, "back": "/console?view=mine"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/console?view=mine")
    name, *flags = [part.strip().lower() for part in answer.headers["set-cookie"].split(";")]
    assert re.fullmatch(r"baoxiu_session=[\w-]{43}", name)
    assert set(flags) == {"httponly", "samesite=strict", "path=/console", "max-age=43200"}


def test_behind_https_the_cookie_never_travels_in_the_clear(office: Office) -> None:
    from starlette.testclient import TestClient

    app = create_app(office.place.house, replace(EdgeSettings(), secure_cookies=True))
    http = TestClient(app, follow_redirects=False)
    answer = http.post("/console/login", data={"login": "ann", "password": PASSWORD})
    app.edge.turns.close()
    assert "Secure" in answer.headers["set-cookie"].split("; ")


def test_a_wrong_password_and_an_unknown_login_are_answered_in_the_same_words(office: Office) -> None:
    wrong, unknown = (log_in(office.place, login, "wrong-password") for login in ("ann", "nobody"))
    assert wrong.status_code == unknown.status_code == 403
    assert wrong.text == unknown.text and "Wrong login or password, or locked for a while." in wrong.text
    assert "set-cookie" not in wrong.headers and "wrong-password" not in wrong.text


def test_five_wrong_passwords_lock_a_login_for_ten_minutes(office: Office) -> None:
    first = log_in(office.place, "ann", "wrong-password")
    for _ in range(4):
        log_in(office.place, "ann", "wrong-password")
    locked = log_in(office.place, "ann", PASSWORD)
    assert (locked.status_code, locked.text) == (403, first.text)
    assert log_in(office.place, "bob", PASSWORD).status_code == 303, "somebody else is locked out"
    office.clock.now += timedelta(minutes=9, seconds=59)
    assert log_in(office.place, "ann", PASSWORD).status_code == 403
    office.clock.now += timedelta(seconds=1)
    assert log_in(office.place, "ann", PASSWORD).status_code == 303


def test_a_right_password_forgives_the_wrong_ones_before_it(office: Office) -> None:
    for _ in range(2):
        for _ in range(4):
            assert log_in(office.place, "ann", "wrong-password").status_code == 403
        assert log_in(office.place, "ann", PASSWORD).status_code == 303


def test_who_logs_out_is_out_on_the_server_too(office: Office) -> None:
    ann, again = office.person("ann"), office.person("ann")
    answer = ann.do("logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")
    assert 'baoxiu_session=""' in answer.headers["set-cookie"] and "Max-Age=0" in answer.headers["set-cookie"]
    assert ann.get().headers["location"].startswith("/console/login")
    assert again.get().status_code == 200, "another browser was logged out too"


def test_a_logout_by_script_ends_the_session_as_well(office: Office) -> None:
    ann = office.person("ann")
    data = {"csrf": ann.csrf}
    assert office.place.http.post(
        "/console/do/logout", data=data, headers=ann.headers(x_fragment="1")
    ).is_success
    assert ann.get().status_code == 303


def test_a_session_ends_after_twelve_hours_and_when_its_user_is_let_go(office: Office) -> None:
    ann, bob = office.person("ann"), office.person("bob")
    office.user("bob", active=False)
    assert bob.get().status_code == 303 and ann.get().status_code == 200
    assert log_in(office.place, "bob", PASSWORD).text == log_in(office.place, "bob", "wrong-password").text
    office.clock.now += timedelta(hours=11, minutes=59)
    assert ann.get().status_code == 200
    office.clock.now += timedelta(minutes=1)
    assert ann.get().status_code == 303


def test_after_the_login_only_addresses_of_the_console_are_gone_to(office: Office) -> None:
    for back in ("https://evil.example/console", "//evil.example/console", "/console\\@evil.example", "/chat",
                 "javascript:alert(1)", ""):  # fmt: skip
        data = {"login": "ann", "password": PASSWORD, "back": back}
        assert office.place.http.post("/console/login", data=data).headers["location"] == "/console", back
        office.place.http.cookies.clear()


def test_what_a_role_may_not_do_is_refused_with_a_sentence(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    clerk, engineer = office.person("kim"), office.person("ann")
    told = "Your role (clerk) may not do this."
    for action, fields in (("severity", {"ticket": 1, "level": 3, "why": "no"}),
                           ("warranty", {"ticket": 1, "verdict": "covered", "why": "no"}),
                           ("seen", {"alarm": 1})):  # fmt: skip
        answer = clerk.do(action, **fields)
        assert (answer.status_code, told in answer.text) == (403, True), action
    assert 'action="/console/do/severity"' not in clerk.page(customer.conversation)
    assert 'action="/console/do/severity"' in engineer.page(customer.conversation)
    for login in ROLES:
        person = office.person(login)
        may = ROLES[login] in ("supervisor", "administrator")
        assert person.get("/console/wall").status_code == (200 if may else 403), login
        assert ('href="/console/wall"' in person.get().text) == may, login


def test_only_a_supervisor_takes_a_conversation_from_a_colleague(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    ann, bob, sue = (office.person(login) for login in ("ann", "bob", "sue"))
    ann.do("claim", item=customer.item)
    assert bob.do("take", conversation=customer.conversation).status_code == 403
    assert bob.do("reply", conversation=customer.conversation, text="hi", key="1").status_code == 409
    assert sue.do("take", conversation=customer.conversation).status_code == 303
    refused = ann.do("reply", conversation=customer.conversation, text="still me", key="1")
    assert (refused.status_code, "A colleague has this conversation." in refused.text) == (409, True)
    assert ("person", "still me") not in customer.news()


# -- the queue ------------------------------------------------------------------------------------


def test_the_queue_goes_by_severity_and_then_by_what_is_due_first(office: Office) -> None:
    minor = office.customer("热水器噪音有点大", "转人工")
    office.clock.now += timedelta(minutes=1)
    major = office.customer("热水器漏水了", "转人工")
    office.clock.now += timedelta(minutes=1)
    major_later = office.customer("热水器漏水了", "转人工")
    office.clock.now += timedelta(minutes=1)
    danger = office.customer("热水器着火了")
    ann = office.person("ann")
    shown = re.findall(r'class="card s(\d)" href="[^"]*c=(\d+)"', ann.get("/console").text)
    order = [danger.conversation, major.conversation, major_later.conversation, minor.conversation]
    assert shown == [(str(level), str(c)) for level, c in zip((1, 2, 2, 3), order, strict=True)]


def test_of_two_who_claim_one_gets_it_and_the_other_is_told(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    item = customer.item
    ann, bob = office.person("ann"), office.person("bob")
    won = ann.do("claim", item=item, back=f"/console?view=mine&c={customer.conversation}")
    assert won.headers["location"] == f"/console?view=mine&c={customer.conversation}"
    lost = bob.do("claim", item=item)
    assert lost.status_code == 409 and "Somebody else has taken this one." in lost.text
    by_script = office.place.http.post(
        "/console/do/claim", data={"csrf": bob.csrf, "item": item}, headers=bob.headers(x_fragment="1")
    )
    assert (by_script.status_code, by_script.text) == (409, "Somebody else has taken this one.")
    assert ann.queue("mine") and not bob.queue("mine") and not bob.queue("queue")
    assert customer.news() == [("notice", "Ann已接入，接下来由工程师为您服务。")]


def test_a_reply_reaches_the_customer_once_and_the_bot_keeps_silent(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    customer.news()
    for _ in range(2):
        ann.do("reply", conversation=customer.conversation, text="您好，我在看。", key="k1")
    assert customer.news() == [("person", "您好，我在看。")]
    assert customer.say("还在滴水") == [], "the bot spoke over a person"
    assert "还在滴水" in ann.page(customer.conversation)


def test_replies_without_a_key_are_all_sent(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    customer.news()
    for text in ("one", "two"):
        assert ann.do("reply", conversation=customer.conversation, text=text).status_code == 303
    assert customer.news() == [("person", "one"), ("person", "two")]


def test_a_note_is_seen_by_colleagues_and_never_by_the_customer(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    ann, bob = office.person("ann"), office.person("bob")
    ann.do("claim", item=customer.item)
    customer.news()
    assert ann.do("note", conversation=customer.conversation, text="客户很生气", key="n1").status_code == 303
    assert "客户很生气" in bob.page(customer.conversation)
    assert customer.news() == []
    customer.last = 0
    assert "客户很生气" not in str(customer.news()), "a reloaded page shows the note"


def test_a_transfer_to_a_colleague_stays_with_the_holder_until_it_is_accepted(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    item, ann, bob = customer.item, office.person("ann"), office.person("bob")
    ann.do("claim", item=item)
    customer.news()
    to = f"user:{office.user('bob')}"
    assert ann.do("transfer", item=item, to=to, why="").status_code == 409
    assert ann.do("transfer", item=item, to=to, why="tanks are yours").status_code == 303
    assert bob.do("accept", item=999).status_code == 404
    offered = bob.page(customer.conversation)
    assert "Offered to you" in offered and "“tanks are yours”" in offered
    assert bob.do("refuse", item=item, why="on holiday").status_code == 303
    assert ann.do("reply", conversation=customer.conversation, text="still mine", key="1").status_code == 303
    ann.do("transfer", item=item, to=to, why="please")
    assert bob.do("accept", item=item).status_code == 303
    assert customer.news() == [("person", "still mine"), ("notice", "Bob已接入，接下来由工程师为您服务。")]
    assert ann.do("reply", conversation=customer.conversation, text="x", key="2").status_code == 409
    assert ann.do("accept", item=item).status_code == 409, "what was offered once is accepted twice"


def test_a_transfer_to_a_queue_lets_anybody_claim_it(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    item, ann, bob = customer.item, office.person("ann"), office.person("bob")
    ann.do("claim", item=item)
    queue = re.search(r'<option value="(queue:[^"]+)">', ann.page(customer.conversation))
    assert queue and ann.do("transfer", item=item, to=queue[1], why="lunch").status_code == 303
    assert len(bob.queue("queue")) == 1 and not ann.queue("mine")
    assert customer.say("有人吗") == []
    assert bob.do("claim", item=item).status_code == 303


@pytest.mark.parametrize(
    "to", ["", "user:", "user:0", "user:999", "user:-1", "user:²", "user:99999999999999999999", "bob", "queue:",
           "queue:nowhere", "queue:service-desk\u202e"],
)  # fmt: skip
def test_a_transfer_to_nobody_is_refused_and_the_holder_keeps_it(office: Office, to: str) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    answer = ann.do("transfer", item=customer.item, to=to, why="away with it")
    assert answer.status_code == 409 and "Choose a colleague to transfer to." in answer.text
    assert len(ann.queue("mine")) == 1


def test_given_back_the_bot_speaks_again(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    ann, item = office.person("ann"), customer.item
    ann.do("claim", item=item)
    customer.news()
    assert customer.say("你好") == []
    assert ann.do("return", item=item, agreed="换水箱").status_code == 303
    assert customer.news() == [("notice", "工程师已处理完，接下来由我继续为您服务。")]
    assert customer.say("热水器漏水了") != []
    assert ann.do("reply", conversation=customer.conversation, text=" ", key="1").status_code == 409
    assert ann.do("return", item=item, agreed="").status_code == 409, "what is closed is given back again"


def test_a_resolved_case_is_closed_with_its_cause_and_the_customer_is_told(office: Office) -> None:
    customer = office.customer("热水器漏水了", "转人工")
    ann, item = office.person("ann"), customer.item
    ann.do("claim", item=item)
    customer.news()
    number = ann.queue("mine")[0]
    blank = ann.do("resolve", item=item, cause="  ")
    assert blank.status_code == 409 and "Please say what the cause was." in blank.text
    assert ann.do("resolve", item=item, cause="seal replaced").status_code == 303
    assert customer.news() == [("notice", f"{number} 已解决。如果还有问题，直接回复就行。")]
    page = ann.page(customer.conversation)
    assert "fault · resolved" in page and "ticket.resolved <small>Ann</small>" in page
    assert not ann.queue("all") and ann.do("resolve", item=item, cause="again").status_code == 409
    found = ann.get(f"/console?q={number.lower()}").text
    assert f"<h2>{number}" in found, "a closed ticket is not found by its number"
    events = office.place.house.store.read(
        lambda tx: [(r.event, r.data) for r in tx.sql.exec_driver_sql("select event, data from ticket_log")]
    )
    assert any(e == "ticket.resolved" and "seal replaced" in str(data) for e, data in events)
