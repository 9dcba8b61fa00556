"""The console under attack: logins guessed, forms sent by other sites, odd numbers and texts, scripts in what a
customer says (tests/bot/test_intruders.py has more of the same kind)."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import update
from starlette.testclient import TestClient

from bot.app import create_app
from bot.console import (
    actions_admin,
    actions_registry,
    admin_pages,
    day_pages,
    dispatch_pages,
    login_pages,
    pages,
    plan_pages,
    registry_pages,
    routes,
)
from bot.console.actions import ACTIONS
from handlers import live
from storage import feed, models
from storage import people as stored_people
from storage.engine import Tx
from tests.bot.conftest import EdgeSettings, Place
from tests.bot.office import ON_SQLITE, PASSWORD, ROLES, Office, clock, cookie, house, listening, office  # noqa: F401 - fixtures

NASTY = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' javascript:alert(3)"
NUMBERS = ("0", "-1", "999999", "2147483648", "9" * 30, "1.5", "²", "", "\x00")
BODY = {"delivery": "0", "step": "arrived", "item": "1", "conversation": "1", "ticket": "1", "visit": "1", "alarm": "1", "text": "x", "key": "k",
        "why": "x", "cause": "x", "to": "queue:service-desk", "level": "3", "verdict": "covered", "done": "x",
        "agreed": "x", "presence": "away", "lang": "zh", "message": "1", "intent": "report_fault",
        "what": "standby:", "quantity": "1", "serial": "NEW-0001", "as": "usable", "part": "1", "reservation": "1",
        "incident": "1", "notice": "1", "errand": "1", "way": "mail", "status": "done", "into": "BX1", "code": "NONE",
        "kind": "opinion", "party": "branch", "dealer": "shu", "who": "x", "when": "2026-11-24T09:00", "reason": "no_time",
        "amount": "1", "note": "x",
        "problem": "1", "day": "2026-12-01", "result": "solved", "nature": "hardware", "where": "site", "component": "",
        "o_state": "in_use", "technician": "1", "at": "2026-11-24T15:00", "from": "2026-11-24T15:00",
        "until": "2026-11-24T16:00", "absence": "1"}  # fmt: skip


#: What clockwork writes by itself meanwhile: marks, that nobody is there to be offered a case, that nobody has a place, and
#: how far the audit log is sealed.
BY_CLOCKWORK = {models.Mark.__tablename__, "assignments", "openings", "audit_seals"}


def everything(place: Place) -> dict[str, list[Any]]:
    """Every row of the database, without when somebody was last seen (and the lease that hangs on that), and when
    clockwork has looked at devices for planned work, at dealers, and for somebody to offer a case to."""
    seen = {"seen_at", "acted_at", "lease_until", "look_at", "roster_at", "offer_after"}
    return place.house.store.read(
        lambda tx: {
            table.name: [
                tuple(v for k, v in row._mapping.items() if k not in seen)
                for row in tx.sql.execute(table.select().order_by(*table.primary_key))
            ]
            for table in models.Model.metadata.sorted_tables
            if table.name not in BY_CLOCKWORK
        }
    )


def log_in(place: Place, login: str, password: str) -> Any:
    answer = place.http.post("/console/login", data={"login": login, "password": password, "lang": "en"})
    place.http.cookies.clear()
    return answer


# -- logins ---------------------------------------------------------------------------------------


@ON_SQLITE
def test_five_wrong_passwords_lock_a_login_for_ten_minutes_and_nobody_sees_that(office: Office) -> None:
    wrong = [log_in(office.place, "ann", "wrong-password") for _ in range(5)]
    locked, unknown = log_in(office.place, "ann", PASSWORD), log_in(office.place, "nobody", PASSWORD)
    for answer in (*wrong, locked, unknown):
        assert (answer.status_code, answer.text) == (403, wrong[0].text)
    assert "Wrong login or password, or locked for a while." in locked.text and PASSWORD not in locked.text
    assert log_in(office.place, "bob", PASSWORD).status_code == 303, "somebody else is locked out"
    office.clock.now += timedelta(minutes=9, seconds=59)
    assert log_in(office.place, "ann", PASSWORD).status_code == 403
    office.clock.now += timedelta(seconds=1)
    assert log_in(office.place, " ANN ", PASSWORD).status_code == 303


@ON_SQLITE
def test_a_right_password_forgives_the_wrong_ones_before_it(office: Office) -> None:
    for _ in range(2):
        for _ in range(4):
            assert log_in(office.place, "ann", "wrong-password").status_code == 403
        assert log_in(office.place, "ann", PASSWORD).status_code == 303


async def test_passwords_tried_at_the_same_time_are_counted_one_by_one(office: Office) -> None:
    tries = [asyncio.to_thread(log_in, office.place, "ann", "wrong-password") for _ in range(8)]
    assert {a.status_code for a in await asyncio.gather(*tries)} == {403}
    row = office.place.house.store.read(lambda tx: stored_people.by_login(tx, "ann"))
    assert row.locked_until is not None, f"eight tries were counted as {row.failed_logins}"


@ON_SQLITE
def test_the_cookie_is_hidden_from_scripts_and_other_sites_and_behind_https_from_the_wire(
    office: Office,
) -> None:
    plain = log_in(office.place, "ann", PASSWORD).headers["set-cookie"]
    app = create_app(office.place.house, replace(EdgeSettings(), secure_cookies=True))
    with TestClient(app, follow_redirects=False) as http:
        secure = log_in(replace(office.place, http=http), "ann", PASSWORD).headers["set-cookie"]
    for given, more in ((plain, set()), (secure, {"secure"})):
        name, *flags = [part.strip().lower() for part in given.split(";")]
        assert re.fullmatch(r"baoxiu_session=[\w-]{43}", name)
        assert set(flags) == {"httponly", "samesite=strict", "path=/console", "max-age=43200"} | more


@ON_SQLITE
def test_a_session_ends_with_the_logout_with_its_user_and_after_twelve_hours(office: Office) -> None:
    ann, again, bob, kim = (office.person(login) for login in ("ann", "ann", "bob", "kim"))
    answer = ann.do("logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")
    assert 'baoxiu_session=""' in answer.headers["set-cookie"] and "Max-Age=0" in answer.headers["set-cookie"]
    assert ann.get().headers["location"] == "/console/login?back=%2Fconsole"
    by_script = office.place.http.post(
        "/console/do/logout", data={"csrf": kim.csrf}, headers=kim.headers(x_fragment="1")
    )
    assert by_script.status_code == 204 and kim.get().status_code == 303
    office.user("bob", active=False)
    assert bob.get().status_code == 303 and again.get().status_code == 200
    office.clock.now += timedelta(hours=11, minutes=59)
    assert again.get().status_code == 200
    office.clock.now += timedelta(minutes=1)
    assert again.get().status_code == 303


# -- roles ----------------------------------------------------------------------------------------


@ON_SQLITE
def test_what_a_role_may_not_do_is_refused_with_a_sentence(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    clerk, engineer = office.person("kim"), office.person("ann")
    before = everything(office.place)
    for person, action in ((clerk, "severity"), (clerk, "warranty"), (clerk, "seen"), (engineer, "seen")):
        answer = person.do(action, **BODY)
        told = f"Your role ({ROLES[person.login]}) may not do this."
        assert (answer.status_code, told in answer.text) == (403, True), action
    assert everything(office.place) == before
    assert 'action="/console/do/severity"' not in clerk.page(customer.conversation)
    assert 'action="/console/do/severity"' in engineer.page(customer.conversation)
    for login, role in ROLES.items():
        person, may = office.person(login), role in ("supervisor", "administrator")
        assert person.get("/console/wall").status_code == (200 if may else 403), login
        assert ('href="/console/wall"' in person.get().text) == may, login


@ON_SQLITE
def test_only_a_supervisor_takes_a_conversation_from_a_colleague(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, bob, sue = (office.person(login) for login in ("ann", "bob", "sue"))
    ann.do("claim", item=customer.item)
    assert bob.do("take", conversation=customer.conversation).status_code == 403
    for action in ("resolve", "return", "called", "transfer", "accept", "refuse"):
        assert bob.do(action, **{**BODY, "item": customer.item}).status_code == 409, action
    assert bob.do("reply", conversation=customer.conversation, text="hi", key="1").status_code == 409
    assert sue.do("take", conversation=customer.conversation).status_code == 303
    refused = ann.do("reply", conversation=customer.conversation, text="still me", key="1")
    assert (refused.status_code, "A colleague has this conversation." in refused.text) == (409, True)
    assert not {"hi", "still me"} & {text for _, text in customer.news()}


# -- forms of other sites -------------------------------------------------------------------------


def posts() -> Iterator[str]:
    """Every address of the console that takes a form, with every action."""
    for route in (
        *routes.router.routes,
        *login_pages.router.routes,
        *admin_pages.router.routes,
        *dispatch_pages.router.routes,
        *day_pages.router.routes,
        *registry_pages.router.routes,
        *plan_pages.router.routes,
    ):
        assert isinstance(route, APIRoute)
        changing = set(route.methods or ()) - {"GET", "HEAD"}
        assert changing <= {"POST"}, f"{route.path} takes {changing}: cover it here"
        if changing:
            names = re.findall(r"{(\w+)}", route.path)
            assert names in ([], ["action"]), f"{route.path} has a parameter that this test does not know"
            yield from [route.path.format(action=a) for a in ACTIONS] if names else [route.path]


@ON_SQLITE
def test_no_form_is_taken_without_its_token_or_from_another_site(office: Office) -> None:
    office.customer("水箱漏水", "转人工")
    sue, none = office.person("sue"), dict[str, str]()
    good = {"csrf": sue.csrf}
    attacks: list[tuple[dict[str, str], dict[str, str]]] = [
        (good, {"origin": "https://evil.example"}),
        (good, {"origin": "null"}),
        (good, {"origin": "http://testserver.evil.example"}),
        (good, {"sec-fetch-site": "cross-site", "origin": "http://testserver"}),
        (good, {"sec-fetch-site": "same-site"}),
    ]
    no_token = [({"csrf": t}, none) for t in ("", "x", sue.csrf[:-1], office.person("ann").csrf)] + [
        (none, none)
    ]
    before = everything(office.place)
    addresses = list(posts())
    assert "/console/login" in addresses and "/console/do/reply" in addresses and len(addresses) > 18
    for path in addresses:
        login = path.startswith("/console/login")
        body = {"login": "ann", "password": PASSWORD, "code": "123456"} if login else BODY
        for token, headers in attacks if login else attacks + no_token:
            answer = office.place.http.post(
                path, data={**body, **token}, headers={**sue.headers(), **headers}
            )
            assert answer.status_code == 403, (path, token, headers)
            assert "set-cookie" not in answer.headers, path
    assert everything(office.place) == before


@ON_SQLITE
def test_forms_of_our_own_pages_are_taken_also_behind_a_proxy(office: Office) -> None:
    ann = office.person("ann")
    for headers in ({"origin": "http://testserver"}, {"sec-fetch-site": "same-origin", "origin": "https://desk.example"},
                    {"origin": "https://desk.example", "x-forwarded-host": "desk.example"}):  # fmt: skip
        data = {"csrf": ann.csrf, "presence": "busy"}
        answer = office.place.http.post(
            "/console/do/presence", data=data, headers={**ann.headers(), **headers}
        )
        assert answer.status_code == 303, headers


# -- odd numbers and texts ------------------------------------------------------------------------


def test_numbers_that_are_none_or_nobodys_never_break_anything(office: Office) -> None:
    office.customer("水箱漏水", "转人工")
    sue = office.person("sue")
    before = everything(office.place)
    named = {"claim": "item", "take": "conversation", "reply": "conversation", "note": "conversation", "accept": "item",
             "transfer": "item", "refuse": "item", "return": "item", "resolve": "item", "called": "item",
             "severity": "ticket", "warranty": "ticket", "offer": "ticket", "cancel-visit": "ticket", "visit-step": "ticket",
             "pass-to": "ticket", "dispatch-accept": "ticket", "dispatch-arrange": "ticket", "hand-back": "ticket",
             "dispatch-check": "ticket", "missing-part": "ticket", "reimburse": "ticket", "reimburse-step": "ticket",
             "reimburse-refuse": "ticket", "dealer-told": "notice",
             "planned-result": "ticket", "planned-report": "ticket", "planned-problem": "ticket", "planned-operation": "ticket",
             "planned-decline": "ticket", "planned-leave-out": "row", "planned-move": "row", "planned-telephone": "row",
             "guided": "ticket", "nature": "ticket", "nature-step": "ticket", "step-send": "ticket", "step-done": "ticket",
             "cause": "ticket", "approve-cause": "ticket",
             "seen": "alarm", "intent": "message", "merge": "ticket", "incident-message": "incident",
             "incident-close": "incident", "incident-tickets": "incident", "incident-ticket": "ticket",
             "notice-tick": "notice", "notice-tick-all": "notice",
             "promise": "ticket", "arranged": "ticket", "reopen": "ticket", "promise-kept": "promise",
             "promise-moved": "promise", "promise-dropped": "promise", "form-begin": "ticket",
             "call-back": "ticket", "contact": "ticket", "identity-code": "conversation", "identity-undo": "link",
             **{f"events-{name}": "subscription" for name in ("pause", "resume", "replay")},
             "board-move": "visit", "board-book": "ticket", "absence-add": "technician", "absence-remove": "absence",
             "calendar-end": "technician",
             "parts-order": "ticket", "parts-delivered": "reservation", "parts-cancel": "reservation",
             "parts-returned": "reservation", "device-replaced": "ticket", "old-part": "ticket", "old-part-none": "ticket",
             "old-part-back": "part", "old-part-identified": "part",
             **{f"form-{name}": "form" for name in ("save", "issue", "approve", "sign", "ask", "void", "renew")}}  # fmt: skip
    unnumbered = {"card", "goods-return", "stock-plan", "letter"}
    assert set(ACTIONS) == {
        *named,
        *unnumbered,
        "form-begin-about",
        "campaign-reported",
        "campaign-register",
        "confirm-visit",
        "presence",
        "lang",
        "logout",
        "password",
        "session-end",
        "factor-on",
        "factor-off",
        "telegram-unlink",
        "answer-save",
        "answer-drop",
        "look",
        "exclusion",
        "shift-end",
        "shift-stay",
        *actions_admin.ACTIONS,
        *actions_registry.ACTIONS,
    }
    for action, field in named.items():
        for number in NUMBERS:
            answer = sue.do(action, **{**BODY, field: number, "unknown": "x" * 999})
            known = number.isascii() and number.isdecimal() and len(number) < 10
            assert answer.status_code == {True: 303 if action == "seen" else 404, False: 409}[known], (
                action,
                number,
            )
            assert answer.status_code == 303 or "That was not done" in answer.text, (action, number)
    assert everything(office.place) == before
    for number in NUMBERS[:-2]:
        for path in ("/console?c={}", "/console/fragments/case/{}", "/console/fragments/list?c={}",
                     "/console/events?after=x{}"):  # fmt: skip
            answer = sue.get(path.format(number))
            assert answer.status_code in (200, 404, 422) and "Traceback" not in answer.text, (path, number)
    assert sue.get("/console?c=999999").status_code == 404
    assert "There is no such conversation" in sue.get("/console?c=999999").text
    for q in (NASTY, "%" * 500, "\u202e1", "'", "BX" + "9" * 5000):
        assert sue.get(f"/console?q={q}").status_code == 200


def test_texts_that_are_empty_endless_or_hide_something(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, c = office.person("ann"), customer.conversation
    ann.do("claim", item=customer.item)
    customer.news()
    for text in ("", "   \n", "\x00\x1b", "\u202e\u2066\ufeff"):
        answer = ann.do("reply", conversation=c, text=text)
        assert (answer.status_code, "Write something first." in answer.text) == (409, True), repr(text)
    long = ann.do("reply", conversation=c, text="长" * 4001)
    assert long.status_code == 409 and "At most 4000 characters, please; this has 4001." in long.text
    assert ann.do("reply", conversation=c, text="x" * 1_000_000).status_code == 413
    assert customer.news() == []
    for sent, told in (
        ("a\x00b\x1b[31mc\u202ed\u2066e\r\nf", "ab[31mcde\nf"),
        ("长" * 4000, "长" * 4000),
        (NASTY, NASTY),
    ):
        assert ann.do("reply", conversation=c, text=sent).status_code == 303
        assert customer.news() == [("person", told)]
    for action in ("note", "transfer", "resolve", "return", "severity", "warranty"):
        for text in ("\x00", "\u202e" * 50, "x" * 30_000, "\U0010ffff\ufffe"):
            fields = dict.fromkeys(("text", "why", "cause", "agreed", "to", "verdict"), text)
            assert ann.do(action, **{**BODY, **fields, "item": 99}).status_code in (303, 404, 409), action
    headers = ann.headers(content_type="multipart/form-data; boundary=b")
    for content in (b"", b"--b\r\n\r\nx", b"--b--", b"\xff" * 99):
        assert office.place.http.post("/console/do/reply", content=content, headers=headers).status_code in (
            400,
            403,
        )
    many = {f"f{n}": "x" for n in range(5000)}
    assert ann.do("presence", **many).status_code in (303, 400)


async def test_a_stream_from_nowhere_is_empty_and_without_a_login_there_is_none(office: Office) -> None:
    office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    for last in (10**9, 2**31, 10**20 - 1):
        async with listening(office.place, cookie(ann), last) as stream:
            await stream.until(lambda s: "still here" in s.raw)
            assert (stream.status, stream.events, stream.ended) == (200, [], False)
    for secret in ("", "baoxiu_session=", "baoxiu_session=x"):
        async with listening(office.place, secret, None) as stream:
            await stream.until(lambda s: s.ended)
            assert stream.status == 401 and "data" not in stream.raw


def test_an_event_that_is_committed_late_is_told_though_a_newer_one_was(office: Office) -> None:
    place, now = office.place, office.clock.now

    def happen(tx: Tx) -> None:
        for n in range(1, 151):
            feed.tell(tx, "queue", n, now, n)

    place.house.store.write(happen)
    known = set(live.before(place.house, 140))
    late = 145
    first = [e.id for e in live.news(place.house, 140, known | {late})]
    assert first == [*range(141, 145), *range(146, 151)], "what was known is told again"
    assert [e.id for e in live.news(place.house, 150, known | set(first))] == [late]


# -- scripts --------------------------------------------------------------------------------------


@ON_SQLITE
def test_scripts_in_what_a_customer_says_and_a_person_writes_are_only_text(office: Office) -> None:
    customer = office.customer(f"水箱漏水 {NASTY}", f"序列号 {NASTY}", "转人工", f"我叫{NASTY}")
    ann, c = office.person("ann"), customer.conversation
    told = dict.fromkeys(("contact_name", "phone", "address", "serial_given", "problem"), NASTY[:30])
    office.place.house.store.write(lambda tx: tx.sql.execute(update(models.Ticket).values(**told)))
    ann.do("claim", item=customer.item)
    ann.do("note", conversation=c, text=NASTY, key="n")
    ann.do("severity", ticket=1, level=1, why=NASTY)
    ann.do("transfer", item=customer.item, to=f"user:{office.user('sue')}", why=NASTY)
    office.user("ann", name=NASTY)
    sue = office.person("sue")
    for path in (f"/console?view=all&c={c}", f"/console/fragments/case/{c}?view={NASTY}", "/console/wall",
                 "/console/fragments/list?view=all", f"/console?q={NASTY}", f"/console/login?back=/console{NASTY}"):  # fmt: skip
        tags = Tags(sue.get(path).text)
        own = {f"/console/static/{name}" for name in routes.STATIC}
        assert set(tags.sources) <= (set() if "fragments" in path else own), path
        assert not tags.names & {"img", "iframe", "object", "embed", "style", "base", "svg"}, path
        assert not [a for a in tags.attributes if a.startswith("on") or a == "style"], path
        assert all(link.startswith(("/console", "#m", "#main", "#panel", "data:,")) for link in tags.links), (
            path
        )
    shown = sue.get(f"/console/fragments/case/{c}").text
    assert shown.count("&lt;script&gt;alert(1)") >= 8, "something that was said is not shown"


class Tags(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names, self.attributes = set[str](), set[str]()
        self.sources, self.links = list[str](), list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "action", "formaction")]
        if tag == "script":
            self.sources.append(dict(attrs).get("src") or "")


@pytest.mark.parametrize(
    ("text", "quotes", "shown"),
    [("R&D amp", ["amp"], "R&amp;D <mark>amp</mark>"),
     ("<b> mark", ["<b>", "mark"], "<mark>&lt;b&gt;</mark> <mark>mark</mark>"),
     ("一直滴水", ["滴水", "一直滴水"], "<mark>一直滴水</mark>"), ("a.c abc", ["a.c", ""], "<mark>a.c</mark> abc"),
     ("<i>", [], "&lt;i&gt;"), ("\"'", ["x"], "&#34;&#39;")],
)  # fmt: skip
def test_the_words_that_decided_are_marked_and_nothing_else_becomes_markup(
    text: str, quotes: list[str], shown: str
) -> None:
    assert str(pages._quoted(text, quotes)) == shown


@ON_SQLITE
def test_every_page_forbids_foreign_scripts_frames_and_caches(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    sue = office.person("sue")
    for path in ("/console", f"/console?c={customer.conversation}", "/console?c=99", "/console/wall", "/console/login",
                 "/console/fragments/list", f"/console/fragments/case/{customer.conversation}", "/console?c=x",
                 "/console/nowhere", "/console/do/claim", "/console/static/nothing.js"):  # fmt: skip
        answer = sue.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy, path
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["referrer-policy"] == "same-origin", path
        assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", answer.text), (
            f"{path}: the policy blocks it"
        )
    assert sue.get("/console/static/../routes.py").status_code == 404
    assert sue.get("/console/static/..%2froutes.py").status_code == 404
