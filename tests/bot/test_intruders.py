"""Nobody gets into the console who does not belong there, and nothing that a customer writes does anything there."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.console.actions import ACTIONS
from handlers import login
from storage import people as stored_people
from tests.bot.conftest import Place
from tests.bot.desk import PASSWORD, Desk, hire, human
from tests.bot.test_web import Visitor

NASTY = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'{{ 7*7 }} javascript:alert(3)"


@pytest.fixture
def stranger(place: Place) -> TestClient:
    return TestClient(place.app, follow_redirects=False)


def log_in(http: TestClient, login: str, password: str, **more: str) -> int:
    return http.post("/console/login", data={"login": login, "password": password, **more}).status_code


def test_without_a_login_there_is_nothing(place: Place, stranger: TestClient) -> None:
    human(place)
    for path in ("/console", "/console?view=all&c=1", "/console/wall"):
        answer = stranger.get(path)
        assert answer.status_code == 303 and answer.headers["location"].startswith(
            "/console/login?back=%2Fconsole"
        )
    for path in ("/console/fragments/list", "/console/fragments/case/1", "/console/events"):
        assert stranger.get(path).status_code == 401 and stranger.get(path).text == ""
    for cookie in ("x", "0" * 5000, "é"):
        assert (
            stranger.get("/console", headers={b"cookie": f"baoxiu_session={cookie}".encode()}).status_code
            == 303
        )
    answer = stranger.post("/console/do/claim", data={"item": "1"}, headers={"x-fragment": "1"})
    assert answer.status_code == 401 and "登录已过期" in answer.text


def test_a_wrong_login_tells_nothing_and_five_of_them_lock_for_a_while(
    place: Place, stranger: TestClient
) -> None:
    hire(place.house, "ann")
    wrong = stranger.post("/console/login", data={"login": "ann", "password": "wrong"})
    nobody = stranger.post("/console/login", data={"login": "nobody", "password": "wrong"})
    assert (wrong.status_code, nobody.status_code) == (403, 403)
    assert wrong.text == nobody.text and "set-cookie" not in wrong.headers
    for _ in range(login.LOCK_AFTER - 1):
        assert log_in(stranger, "ann", "wrong") == 403
    assert log_in(stranger, "ann", PASSWORD) == 403, "locked"
    past = place.house.now() - timedelta(seconds=1)
    place.house.store.write(lambda tx: stored_people.save_user(tx, _id(tx, "ann"), locked_until=past))
    assert log_in(stranger, "ann", PASSWORD) == 303


def _id(tx: object, login: str) -> int:
    return int(stored_people.by_login(tx, login).id)  # type: ignore[arg-type, union-attr]


def test_odd_logins_are_wrong_logins(stranger: TestClient) -> None:
    for odd in ("", "a" * 100_000, "\x00", "'; DROP TABLE users", "汉字", "\ud7ff"):
        assert log_in(stranger, odd, "p" * 100_000) == 403
    assert stranger.post("/console/login", content=b"\xff\xfe").status_code in (400, 403)


def test_the_cookie_is_for_the_console_and_not_for_scripts_and_ends_with_the_logout(place: Place) -> None:
    hire(place.house, "ann")
    http = TestClient(place.app, follow_redirects=False)
    answer = http.post("/console/login", data={"login": "ann", "password": PASSWORD, "back": "/console?c=1"})
    assert answer.headers["location"] == "/console?c=1"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/console" in cookie
    ann = Desk(place, "ann2")
    kept = ann.http.cookies["baoxiu_session"]
    answer = ann.http.post("/console/do/logout", data={"csrf": ann.csrf})
    assert answer.headers["location"] == "/console/login"
    again = TestClient(place.app, follow_redirects=False, cookies={"baoxiu_session": kept})
    assert again.get("/console").status_code == 303, "a stolen cookie lives on after the logout"


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/console\\@evil", "javascript:alert(1)", "/chat"]
)
def test_after_the_login_one_stays_in_the_console(place: Place, back: str) -> None:
    hire(place.house, "ann")
    http = TestClient(place.app, follow_redirects=False)
    answer = http.post("/console/login", data={"login": "ann", "password": PASSWORD, "back": back})
    assert answer.headers["location"] == "/console"


def test_who_was_dismissed_is_out_at_once(place: Place) -> None:
    ann = Desk(place, "ann")
    place.house.store.write(lambda tx: stored_people.save_user(tx, ann.id, active=False))
    assert ann.http.get("/console").status_code == 303
    assert log_in(ann.http, "ann", PASSWORD) == 403


def timeless(page: str) -> str:
    """A page without the moments at which it was made: forms carry them, and until when a clock ran says it, too."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00|(?<= – )\d\d:\d\d \w+", "", page)


def settled(desk: Desk, c: int) -> str:
    """The page of a case when clockwork has looked at who is there now."""
    page = desk.case(c)
    while True:
        time.sleep(1.2)
        before, page = page, desk.case(c)
        if timeless(before) == timeless(page):
            return page


def test_no_action_works_without_the_token_of_the_page(place: Place) -> None:
    human(place)
    ann = Desk(place, "ann", presence="busy")
    (c,) = ann.cards("queue")
    before = settled(ann, c)
    item = ann.item(c)
    for action in ACTIONS:
        for token in ({}, {"csrf": ""}, {"csrf": "x"}, {"csrf": "é"}, {"csrf": ann.csrf[:-1]}):
            fields = {
                "item": item,
                "conversation": c,
                "ticket": 1,
                "text": "x",
                "key": "k",
                "why": "x",
                "cause": "x",
            }
            answer = ann.http.post(f"/console/do/{action}", data={**fields, **token})
            assert answer.status_code == 403, (action, token)
    assert timeless(ann.case(c)) == timeless(before)
    assert ann.http.get("/console/do/claim").status_code == 405


def test_odd_fields_are_refused_in_a_sentence(place: Place) -> None:
    human(place)
    ann = Desk(place, "ann")
    item = ann.item(ann.cards("queue")[0])
    for value in ("", "0", "-1", "999999999", "9" * 40, "1.5", "x", "１", "\x00"):
        for action, name in (
            ("claim", "item"),
            ("take", "conversation"),
            ("severity", "ticket"),
            ("seen", "alarm"),
        ):
            status, told = ann.do(action, **{name: value, "level": 1, "why": "x"})
            if (action, value) != ("seen", value):
                assert status in (404, 409), (action, value, status)
            assert status < 500 and "Traceback" not in told
    assert ann.do("claim", item=item)[0] == 204
    (c,) = ann.cards("mine")
    assert ann.do("reply", conversation=c, text="x" * 20_001, key="k")[0] == 409
    assert ann.do("reply", conversation=c, text="\x00\u202e \x1b", key="k") == (409, "Write something first.")
    assert ann.do("nonsense", item=item) == (404, "There is no such action.")
    big = ann.http.post("/console/do/reply", data={"csrf": ann.csrf, "text": "x" * 1_000_000})
    assert big.status_code == 413
    for path in (
        "/console?c=-1",
        "/console?c=99999999999999999999",
        "/console?c=x",
        "/console/fragments/case/0",
    ):
        assert ann.http.get(path).status_code in (200, 404, 422), path


def test_what_a_customer_writes_is_shown_and_does_nothing(place: Place) -> None:
    page = human(place, f"The heater is leaking {NASTY}")
    page.send("m3", f"my name is {NASTY}, serial number {NASTY}")
    ann = Desk(place, "ann")
    (c,) = ann.cards("queue")
    ann.do("claim", item=ann.item(c))
    ann.do("note", conversation=c, text=NASTY, key="n")
    for path in (f"/console?c={c}&view=all", f"/console/fragments/case/{c}", "/console/fragments/list?view=all",
                 f"/console?q={NASTY}"):  # fmt: skip
        answer = ann.http.get(path)
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text, path
        assert "49" not in answer.text.split("javascript:alert")[0][-10:]
        policy = answer.headers["content-security-policy"]
        assert (
            "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        )
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "&lt;script&gt;alert(1)" in ann.http.get(f"/console/fragments/case/{c}").text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_speaks_both_languages(place: Place, lang: str) -> None:
    human(place)
    sue = Desk(place, "sue", role="supervisor", lang=lang)
    (c,) = sue.cards("queue")
    other = {"zh": "Resolve", "en": "处理"}[lang]
    for path in ("/console", f"/console?c={c}", "/console/wall", "/console?c=9999"):
        text = sue.http.get(path).text
        assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in text
        assert other not in text.replace("处理中", ""), path
    assert sue.do("nonsense")[1] == {"zh": "没有这个操作。", "en": "There is no such action."}[lang]


def test_the_wall_is_for_those_who_answer_for_the_promises(place: Place) -> None:
    assert Desk(place, "ann").http.get("/console/wall").status_code == 403
    assert Desk(place, "sue", role="supervisor").http.get("/console/wall").status_code == 200


def test_the_console_shows_what_the_customer_saw_on_a_button_and_no_empty_messages(place: Place) -> None:
    page = Visitor(place)
    page.send("start", kind="start")
    page.send("m1", "热水器声音很大")
    page.send("m2", "/stopped", kind="button")
    page.send("m3", "转人工")
    ann = Desk(place, "ann", lang="zh")
    case = ann.case(ann.cards("queue")[0])
    assert '<div class="bubble">完全不能用</div>' in case and "/stopped" not in case
    assert '<div class="bubble"></div>' not in case
