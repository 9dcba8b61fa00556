"""The customer's page in a real browser: it survives a bad network and a reload, and works inside another page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("home")
    assert baoxiu("db", "upgrade", env=surroundings(home)).returncode == 0
    with serving(home) as running:
        yield running


def test_a_message_written_without_network_arrives_once_when_it_is_back(
    server: Serving, new_page: NewPage
) -> None:
    page = new_page(width=360, height=740)
    page.goto(f"{server.url}/chat?plan=p3&lang=zh")
    page.wait_for_selector("li.bot")
    page.context.set_offline(True)
    page.fill("#text", "水箱漏水")
    page.press("#text", "Enter")
    page.wait_for_selector("li.waiting")
    page.context.set_offline(False)
    page.wait_for_selector("li.mine:not(.waiting)", timeout=20_000)
    page.wait_for_selector("text=BX")
    page.reload()
    page.wait_for_selector("text=BX")
    assert page.locator("li.mine").count() == 1, "the message was taken twice or lost by the reload"
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"the page is {wide} px wide on a screen of 360 px"


def test_a_button_answers_and_is_gone(server: Serving, new_page: NewPage) -> None:
    page = new_page(lang="en-GB")
    page.goto(f"{server.url}/chat?plan=p3")
    assert page.get_attribute("html", "lang") == "en"
    page.wait_for_selector("li.bot")
    page.fill("#text", "the water tank drips, faster than yesterday")
    page.click("#send")
    page.wait_for_selector("text=serial number")
    title = page.locator(".choices button").last.inner_text()
    page.locator(".choices button").last.click()
    page.wait_for_selector(f"li.mine >> text={title}")
    assert page.locator("li.mine", has_text=title).count() == 1


def test_the_widget_works_inside_a_page_of_another_origin(
    server: Serving, new_page: NewPage, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        f'<!doctype html><html lang="en"><title>shop</title><body><h1>Shop</h1>'
        f'<script src="{server.url}/widget.js" data-plan="p3"></script></body></html>'
    )
    handler = partial(_Quiet, directory=str(tmp_path))
    shop = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=shop.serve_forever, daemon=True).start()
    try:
        page, said = new_page(), []
        page.on("console", lambda line: said.append(line.text))
        page.goto(f"http://127.0.0.1:{shop.server_address[1]}/")
        page.click("button[aria-label='Report a fault']")
        chat = page.frame_locator("iframe")
        chat.locator("li.bot").first.wait_for()
        chat.locator("#text").fill("the water tank drips, faster than yesterday")
        chat.locator("#send").click()
        chat.locator("text=BX").first.wait_for()
        chat.locator("#close").click()
        page.wait_for_selector("button[aria-expanded='false']")
        assert page.locator("iframe").is_hidden()
        assert not [line for line in said if "postMessage" in line], "an error on somebody's page"
        page.reload()
        page.click("button[aria-label='Report a fault']")
        chat.locator("li.mine", has_text="faster than yesterday").wait_for()
    finally:
        shop.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass
