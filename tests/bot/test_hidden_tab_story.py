"""A console that is behind another tab and loses its connection: it has missed nothing, and doubles nothing, when it is looked at again."""

from __future__ import annotations

import json
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.test_assign_story import EARS
from tests.bot.test_console_look import enter
from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
# Chromium without a screen shows every tab, so what a tab is told when it goes behind another one is told by hand.
BEHIND = """(() => { let behind = false; Object.defineProperty(document, "hidden", { get: () => behind });
  Object.defineProperty(document, "visibilityState", { get: () => (behind ? "hidden" : "visible") });
  window.putBehind = (now) => { behind = now; document.dispatchEvent(new Event("visibilitychange")); };
  const Source = window.EventSource; window.lost = 0; window.told = [];
  window.EventSource = class extends Source { constructor(...given) { super(...given);
    this.addEventListener("error", () => { window.lost++; }); this.addEventListener("message", (e) => window.told.push(e.lastEventId)); } }; })()"""
TEN = tuple(range(10))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Serving]:
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(tmp_path)).returncode == 0
    with serving(tmp_path) as running:
        yield running


class Line:
    """The way from a browser to the server.  While it is cut every connection on it is gone and none comes about: what the
    browser's own switch for being offline does not do to a stream that is open."""

    def __init__(self, port: int) -> None:
        self._to, self.cut, self._open = port, False, set[socket.socket]()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if self.cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            self._open.discard(end)

    def set_cut(self, cut: bool) -> None:
        self.cut = cut
        for end in list(self._open) if cut else ():
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.set_cut(True)
        self._door.close()


@pytest.fixture
def line(server: Serving) -> Iterator[Line]:
    made = Line(int(server.url.rpartition(":")[2]))
    yield made
    made.close()


def report(url: str, n: int) -> None:
    """Somebody wants a person: new work in the queue."""
    said = {"sender": f"customer-{n}", "message": "人工", "metadata": {"plan": "p3"}}
    asked = urllib.request.Request(
        f"{url}/webhooks/rest/webhook", json.dumps(said).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        assert answer.status == 200


def cards(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("#list a.card", "all => all.map((a) => a.dataset.c)")
    return found


def until(page: Page, true: Callable[[], bool], seconds: float = 20) -> None:
    """The page's policy forbids what Playwright waits for functions with."""
    for _ in range(int(seconds * 10)):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come true")


def rang(page: Page) -> int:
    return int(page.evaluate("window.rang"))


@pytest.mark.timeout(180)
def test_a_tab_behind_another_that_loses_its_connection_has_missed_nothing_when_it_is_looked_at_again(
    server: Serving, line: Line, new_page: NewPage
) -> None:
    page = new_page(width=1280, height=860, lang="zh-CN")
    page.add_init_script(EARS)
    page.add_init_script(BEHIND)
    enter(page, line.url, "demo-engineer2")
    page.locator(".me summary").click()
    page.locator(".me button[value=busy]").click()  # nothing is offered: what comes is new work for all
    page.locator(".me .dot.busy").first.wait_for()
    page.mouse.click(5, 5)
    report(server.url, 99)
    until(page, lambda: rang(page) == 1)  # the connection stands, sound works
    title, before = page.title(), cards(page)

    page.evaluate("window.putBehind(true)")
    line.set_cut(True)
    until(page, lambda: page.evaluate("window.lost") > 0)
    page.wait_for_timeout(10_000)  # what has just rung does not ring again for so long
    for n in TEN:
        report(server.url, n)
    page.wait_for_timeout(1000)
    assert cards(page) == before and page.title() == title, "it cannot know yet"

    line.set_cut(False)  # still behind
    until(page, lambda: page.title().startswith(f"({len(TEN)}) "))
    page.wait_for_timeout(5000)
    assert page.title().startswith(f"({len(TEN)}) ") and page.title().endswith(title), page.title()
    assert rang(page) == 2, "ten at once ring once"

    page.evaluate("window.putBehind(false)")
    until(page, lambda: page.title() == title)
    now = cards(page)
    assert len(now) == len(set(now)) == len(before) + len(TEN), "each case once"
    told = [int(i) for i in page.evaluate("window.told")]
    assert told == sorted(set(told)), "each event once, in order"
    page.wait_for_timeout(4000)
    assert (page.title(), rang(page)) == (title, 2), "what was missed is no news twice"
