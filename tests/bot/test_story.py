"""The whole story in a real browser: the customer's page and the engineer's console side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handlers import demo
from tests.process import baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
STORIES = {
    "zh": {
        "lang": "zh-CN", "login": "demo-engineer", "fault": "我家热水器水箱底下一直滴水，今天滴得比昨天快", "rated": "主要故障", "covered": "免费",
        "who": "王建国 13800138000 杭州市西湖区文三路12号", "window": "承诺", "confirm": "确认", "booked": "约好了", "human": "转人工", "place": "第 1 位",
        "reply": "您好，我是工程师，正在看。", "back": "水箱还在滴", "resolved": "已解决",
    },
    "en": {
        "lang": "en-US", "login": "demo-engineer2", "fault": "The water tank on our roof drips, faster than yesterday", "rated": "major", "covered": "free of charge",
        "who": "Ann Lee, 13800138000, 12 Wensan Road, Hangzhou", "window": "We promise", "confirm": "Confirm", "booked": "Booked", "human": "talk to a human",
        "place": "number 1", "reply": "Hello, this is the engineer. I am looking at it.", "back": "it still drips", "resolved": "is resolved",
    },
}  # fmt: skip


@pytest.mark.timeout(240)
@pytest.mark.parametrize("lang", STORIES)
def test_a_customer_reports_and_an_engineer_takes_over(lang: str, tmp_path: Path, new_page: NewPage) -> None:
    story = STORIES[lang]
    env = surroundings(tmp_path)
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=env).returncode == 0
    with serving(tmp_path) as server:
        customer = new_page(width=420, height=820, lang=story["lang"])
        _report(customer, server.url, story)
        desk = new_page(width=1360, height=860, lang=story["lang"])
        _log_in(desk, server.url, story["login"])
        _take_over(customer, desk, story)
        _resolve(customer, desk, story)


def _said(page: Page, text: str) -> None:
    page.locator("#log li", has_text=text).last.wait_for()


def _type(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def _report(page: Page, url: str, story: dict[str, str]) -> None:
    page.goto(f"{url}/chat?plan=p3")
    _type(page, story["fault"])
    _said(page, story["rated"])
    _type(page, "DEMO-P3-0001")
    _said(page, story["covered"])
    _type(page, story["who"])
    _said(page, story["window"])
    _type(page, "1")
    page.get_by_role("button", name=story["confirm"], exact=True).last.click()
    _said(page, story["booked"])
    page.reload()
    _said(page, story["booked"])  # the page shows what was said before
    _type(page, story["human"])
    _said(page, story["place"])


def _log_in(page: Page, url: str, login: str) -> None:
    page.goto(f"{url}/console")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", demo.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.locator("a.card").first.wait_for()


def _take_over(customer: Page, desk: Page, story: dict[str, str]) -> None:
    card = desk.locator("a.card", has_text="BX2")
    card.first.click()
    panel = desk.locator(".panel")
    panel.get_by_text("DEMO-P3-0001", exact=True).wait_for()
    assert desk.locator(".panel mark").count() >= 1, "the words that made the severity are not marked"
    desk.keyboard.press("c")
    desk.fill("textarea[data-key=r]", story["reply"])
    desk.locator(".reply button").click()
    _said(customer, story["reply"])
    before = customer.locator("#log li").count()
    _type(customer, story["back"])
    desk.locator(".said li.in", has_text=story["back"]).wait_for()  # live, without a reload
    customer.wait_for_timeout(1000)
    assert customer.locator("#log li").count() == before + 1, (
        "the bot spoke although a person has the conversation"
    )


def _resolve(customer: Page, desk: Page, story: dict[str, str]) -> None:
    tools = desk.locator(".tools details", has=desk.locator("form[action$='/resolve']"))
    tools.locator("summary").click()
    tools.locator("textarea").fill("seal replaced")
    tools.locator("button.primary").click()
    _said(customer, story["resolved"])
    desk.locator("form[action$='/resolve']").wait_for(state="detached")


@pytest.mark.timeout(120)
def test_nobody_gets_into_the_console_without_a_login(tmp_path: Path, new_page: NewPage) -> None:
    env = surroundings(tmp_path)
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=env).returncode == 0
    with serving(tmp_path) as server:
        page = new_page(width=390, height=800)
        page.goto(f"{server.url}/console?view=all")
        assert "/console/login" in page.url
        page.fill("input[name=login]", "demo-engineer")
        page.fill("input[name=password]", "wrong-password")
        page.press("input[name=password]", "Enter")
        page.get_by_role("alert").wait_for()
        page.fill("input[name=login]", "demo-engineer")
        page.fill("input[name=password]", demo.PASSWORD)
        page.press("input[name=password]", "Enter")
        page.locator("#list").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            "a phone has to scroll sideways"
        )
        assert page.goto(f"{server.url}/console/wall").status == 403
