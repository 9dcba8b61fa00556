"""The web chat: visitor tokens, messages on a bad network, and events that can be replayed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels import web
from handlers import sending
from tests.bot.conftest import Place

Page = dict[str, Any]


class Visitor:
    """A customer's page."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.token: str = place.http.post("/chat/visit", json={}).json()["token"]
        self.last = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def send(self, key: str, text: str = "", **more: Any) -> list[Page]:
        body = {"id": key, "text": text, "after": self.last, "plan": "p3", **more}
        answer = self.place.http.post("/chat/messages", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: list[Page] = answer.json()["messages"]
        self.last = max([self.last, *(m["id"] for m in found)])
        return found


def test_a_page_opens_is_greeted_and_reports_a_fault(place: Place) -> None:
    page = Visitor(place)
    greeted = page.send("start", kind="start", lang="zh")
    assert [m["by"] for m in greeted] == ["bot"], greeted
    said = page.send("m1", "水箱漏水")
    assert said[0]["by"] == "customer" and said[0]["key"] == "m1"
    assert [m["id"] for m in said] == sorted(m["id"] for m in said)
    assert any("BX" in m["text"] for m in said[1:])


def test_a_message_sent_again_is_taken_once(place: Place) -> None:
    page = Visitor(place)
    first = page.send("m1", "水箱漏水")
    page.last = 0  # the answer got lost on the way
    assert page.send("m1", "水箱漏水") == first


def test_a_reloaded_page_goes_on_where_it_was(place: Place) -> None:
    page = Visitor(place)
    page.send("start", kind="start")
    page.send("m1", "水箱漏水")
    known = place.http.post("/chat/visit", json={"token": page.token}).json()
    assert known == {"token": page.token, "known": True}
    page.last = 0
    assert [m["key"] for m in page.send("start", kind="start") if m["by"] == "customer"] == ["m1"]


def test_two_visitors_never_see_each_other(place: Place) -> None:
    one, other = Visitor(place), Visitor(place)
    one.send("m1", "我的电话是13800138000")
    assert all("13800138000" not in m["text"] for m in other.send("m1", "你好"))


@pytest.mark.parametrize("token", ["", "nonsense", "ImFuIg.wrong", "x" * 200])
def test_a_token_that_is_not_ours_is_refused(place: Place, token: str) -> None:
    for answer in (
        place.http.post(
            "/chat/messages", json={"id": "1", "text": "hi"}, headers={"authorization": f"Bearer {token}"}
        ),
        place.http.get("/chat/events", headers={"authorization": f"Bearer {token}"}),
    ):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_pressed_button_shows_the_words_that_were_on_it(place: Place) -> None:
    page = Visitor(place)
    offered = page.send("m1", "水箱漏水")[-1]["buttons"]
    assert offered, "no button was offered"
    pressed = page.send("m2", offered[0]["payload"], kind="button")[0]
    assert pressed["text"] == offered[0]["title"], "the customer would see a payload"


def test_what_a_person_writes_comes_with_the_name(
    place: Place, as_person: Callable[[str, str, str], None]
) -> None:
    page = Visitor(place)
    page.send("m1", "水箱漏水")
    visitor = web.visitor(place.app.edge, page.token)
    assert visitor
    as_person("web", visitor, "您好，我来看看。")
    news = page.send("m2", "好的")
    person = next(m for m in news if m["by"] == "person")
    assert (person["name"], person["text"]) == ("王工", "您好，我来看看。")
    assert not [m for m in news if m["by"] == "bot"], "the bot spoke over a person"


async def _events(place: Place, visitor: str, after: int, number: int) -> list[Page]:
    conversation = sending.find(place.house, "web", visitor)
    assert conversation is not None
    stream = web._stream(place.app.edge, conversation, after)
    found: list[Page] = []
    try:
        async with asyncio.timeout(10):
            async for chunk in stream:
                for line in chunk.decode().splitlines():
                    if line.startswith("data: "):
                        found.append(json.loads(line.removeprefix("data: ")))
                if len(found) >= number:
                    return found
    finally:
        await stream.aclose()  # type: ignore[attr-defined]
    return found


async def test_a_stream_replays_what_a_page_missed_and_nothing_else(place: Place) -> None:
    page = Visitor(place)
    everything = [*page.send("start", kind="start"), *page.send("m1", "水箱漏水")]
    visitor = web.visitor(place.app.edge, page.token)
    assert visitor
    assert await _events(place, visitor, 0, len(everything)) == everything
    missed = everything[2:]
    assert await _events(place, visitor, everything[1]["id"], len(missed)) == missed


async def test_a_stream_brings_what_a_person_writes_at_once(
    place: Place, as_person: Callable[[str, str, str], None]
) -> None:
    page = Visitor(place)
    page.send("m1", "水箱漏水")
    visitor = web.visitor(place.app.edge, page.token)
    assert visitor
    waiting = asyncio.create_task(_events(place, visitor, page.last, 1))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    await asyncio.to_thread(as_person, "web", visitor, "我到楼下了。")
    async with asyncio.timeout(5):
        assert (await waiting)[0]["text"] == "我到楼下了。"


def test_a_page_that_has_said_nothing_is_told_so(place: Place) -> None:
    answer = place.http.get("/chat/events", headers=Visitor(place).headers)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "header", "lang"),
    [("", "zh-CN,zh;q=0.9", "zh"), ("", "en-GB,en;q=0.8,zh;q=0.5", "en"), ("&lang=en", "zh-CN", "en"), ("", "fr", "zh")],
)  # fmt: skip
def test_the_page_speaks_the_language_asked_for_or_the_browsers(
    place: Place, query: str, header: str, lang: str
) -> None:
    answer = place.http.get(f"/chat?plan=p6{query}", headers={"accept-language": header})
    assert answer.headers["content-language"] == lang
    assert ("信息与存储设备" in answer.text) == (lang == "zh")


def test_without_a_plan_the_page_offers_all_of_them(place: Place) -> None:
    html = place.http.get("/chat").text
    for plan in place.house.plans.values():
        assert f"plan={plan.id}" in html and plan.name.zh in html


def test_pages_carry_a_strict_policy_and_only_the_widget_may_be_embedded(place: Place) -> None:
    own, embedded = place.http.get("/chat?plan=p3"), place.http.get("/chat?plan=p3&embed=1")
    for answer in (own, embedded, place.http.get("/docs")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "<script>" not in answer.text and "style=" not in answer.text, "would be blocked by the policy"
        assert "http://" not in answer.text and "https://" not in answer.text, (
            "something is fetched from elsewhere"
        )
    assert "frame-ancestors 'self'" in own.headers["content-security-policy"]
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]


def test_what_the_page_needs_is_served_by_the_house(place: Place) -> None:
    for path in ("/widget.js", "/static/web/chat.js", "/static/web/chat.css", "/static/web/icon.svg"):
        answer = place.http.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert place.http.get("/").headers["location"] == "/chat"
