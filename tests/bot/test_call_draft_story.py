"""What is noted of a call outlives a login that ends: it stays in the browser until it has been taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from handlers import demo
from tests.bot.test_console_look import enter
from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
SAID = "水箱漏水，热水出不来\n我姓王，王建国"
WRITTEN = ("textarea[name=said]", "input[name=phone]")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("home")
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(home)).returncode == 0
    with serving(home) as running:
        yield running


def note(page: Page, url: str) -> None:
    page.goto(f"{url}/console/call")
    page.fill("textarea[name=said]", SAID)
    page.fill("input[name=phone]", "13812345678")


def written(page: Page) -> list[str]:
    return [page.input_value(field) for field in WRITTEN]


def test_notes_of_a_call_come_back_after_the_login_has_ended_and_make_one_ticket(
    server: Serving, new_page: NewPage
) -> None:
    page = new_page(width=1280, height=900, lang="zh-CN")
    enter(page, server.url, "demo-supervisor")
    note(page, server.url)
    page.select_option("select[name=kind]", "report_fault")
    page.context.clear_cookies()
    page.get_by_role("button", name="建单").click()
    page.wait_for_url("**/console/login?**")
    page.fill("input[name=login]", "demo-supervisor")
    page.fill("input[name=password]", demo.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/console/call")
    assert written(page) == [SAID, "13812345678"]
    assert page.input_value("select[name=kind]") == "report_fault"
    assert page.locator("#kept").is_visible()
    key = page.input_value("input[name=key]")
    page.get_by_role("button", name="建单").click()
    page.get_by_text("单号 BX").wait_for()
    assert written(page) == ["", ""] and page.locator("#kept").is_hidden()
    page.goto(f"{server.url}/console/call")
    assert written(page) == ["", ""] and page.locator("#kept").is_hidden()
    # the answer got lost after all was written: the same key is sent again, and nothing is made twice
    page.evaluate(
        "([who, key, said]) => localStorage.setItem(`call:${who}`, JSON.stringify({ at: Date.now(), key, written: { said } }))",
        [page.locator("form[data-draft]").get_attribute("data-draft"), key, SAID],
    )
    page.reload()
    page.get_by_role("button", name="建单").click()
    page.get_by_text("之前已经登记过").wait_for()


def test_notes_are_nobody_elses_can_be_cleared_and_go_with_a_logout(
    server: Serving, new_page: NewPage
) -> None:
    page = new_page(width=400, height=800, lang="zh-CN")
    enter(page, server.url, "demo-supervisor")
    note(page, server.url)
    page.goto(f"{server.url}/console/call?serial=DEMO-P3-0001")
    assert written(page) == [SAID, "13812345678"]
    assert page.input_value("input[name=serial_number]") == "DEMO-P3-0001", "what the page brings counts more"
    page.context.clear_cookies()
    enter(page, server.url, "demo-admin")
    page.goto(f"{server.url}/console/call")
    assert written(page) == ["", ""]
    page.context.clear_cookies()
    enter(page, server.url, "demo-supervisor")
    page.goto(f"{server.url}/console/call")
    assert written(page) == [SAID, "13812345678"]
    page.click("#drop")
    page.wait_for_function("() => document.querySelector('textarea[name=said]').value === ''")
    page.reload()
    assert written(page) == ["", ""]
    note(page, server.url)
    page.click(".me summary")
    page.click("form[action$='/do/logout'] button")
    page.locator("input[name=password]").wait_for()
    assert page.evaluate("() => Object.keys(localStorage).filter((k) => k.startsWith('call:'))") == []


def test_a_call_that_is_refused_keeps_what_the_page_says(server: Serving, new_page: NewPage) -> None:
    page = new_page(width=1280, height=900, lang="en-GB")
    enter(page, server.url, "demo-supervisor")
    page.goto(f"{server.url}/console/call")
    page.fill("textarea[name=said]", "water everywhere")
    page.fill("input[name=phone]", "12")
    page.locator("form[data-draft] button.primary").click()
    page.locator("#error").wait_for()
    assert written(page) == ["water everywhere", "12"] and page.locator("#kept").is_hidden()
