"""An offer that nobody answers, the next engineer who accepts it by a key, and a shift that ends: in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from storage.engine import Store
from storage.models import QueueItem
from tests.bot.test_console_look import NAMELESS, TWICE, UNLABELLED, enter
from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
EARS = """(() => { window.rang = 0; class Node { constructor() { this.frequency = {}; this.gain = {
  setValueAtTime() {}, exponentialRampToValueAtTime() {} }; } connect(to) { return to; } start() { window.rang++; } stop() {} }
  window.AudioContext = class { constructor() { this.state = "running"; this.currentTime = 0; this.destination = {}; }
  createOscillator() { return new Node(); } createGain() { return new Node(); } resume() {} }; })()"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(tmp_path)).returncode == 0
    return tmp_path


@pytest.fixture
def server(home: Path) -> Iterator[Serving]:
    with serving(home) as running:
        yield running


def time_is_over(home: Path) -> None:
    """Whoever is being asked has had the time to answer."""
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    asked = update(QueueItem).where(QueueItem.offered_to.is_not(None)).values(offer_until=datetime.now(UTC))
    store.write(lambda tx: tx.sql.execute(asked))
    store.close()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    for fault in (UNLABELLED, NAMELESS, TWICE):
        assert page.evaluate(fault) == []


@pytest.mark.timeout(240)
def test_an_offer_goes_on_to_the_next_who_accepts_and_the_end_of_the_shift_hands_over(
    home: Path, server: Serving, new_page: NewPage
) -> None:
    zhang, ann = new_page(width=360, height=780, lang="zh-CN"), new_page(width=1280, height=860, lang="en-GB")
    for page, login in ((zhang, "demo-engineer"), (ann, "demo-engineer2")):
        page.add_init_script(EARS)
        enter(page, server.url, login)
        page.locator(".me summary").click()  # whatever the demo roster says at this hour
        page.locator(".me button[value=ready]").click()
        page.locator(".me .dot.ready").first.wait_for()
    title = zhang.title()
    zhang.focus(".search input")
    customer = new_page(width=390, height=800, lang="zh-CN")
    customer.goto(f"{server.url}/chat?plan=p3")
    customer.fill("#text", "热水器着火了")
    customer.press("#text", "Enter")

    offer = zhang.locator("[data-call^=offer]")
    offer.wait_for(timeout=30_000)
    assert zhang.evaluate("document.activeElement === document.querySelector('.search input')"), (
        "the focus was stolen"
    )
    assert zhang.evaluate("window.rang") == 2 and zhang.title() == f"(1) 新派单 – {title}"
    left = zhang.locator("[data-call^=offer] time").inner_text()
    assert left.startswith(("0:00:", "0:01:00")), left
    assert "着火" in zhang.locator("#say").inner_text()
    fits(zhang)
    assert ann.locator("[data-call^=offer]").count() == 0, "one is asked at a time"

    time_is_over(home)
    theirs = ann.locator("[data-call^=offer]")
    theirs.wait_for(timeout=45_000)  # another process wrote it: clockwork looks every 15 s
    offer.wait_for(state="detached")
    assert zhang.title() == title
    ann.locator("h2").first.click()
    ann.keyboard.press("a")
    reply = ann.locator("textarea[data-key=r]")
    reply.wait_for()
    assert customer.locator("body", has_text="Demo Engineer Ann").count() == 1
    reply.fill("明天下午3点前给您回电话")
    ann.locator("form.reply button").click()
    ann.locator(".bubble", has_text="回电话").wait_for()
    ann.locator(".asked summary").first.click()
    told = ann.locator(".asked").inner_text()
    assert "offered to Demo Engineer Ann – accepted" in told and "not accepted in time" in told, told
    assert "张伟 away" in told, "and why not him"
    fits(ann)

    zhang.locator(".offers", has_text="离开").wait_for()  # he did nothing while he was asked, so he is away
    zhang.locator(".me summary").click()
    assert zhang.locator(".me button[value=away]").get_attribute("aria-pressed") == "true"
    zhang.locator("button[data-sound]").click()
    zhang.locator(".me button[value=ready]").click()
    zhang.locator(".me .dot.ready").first.wait_for()
    zhang.goto(f"{server.url}/console/me")  # an offer is seen and answered on every page
    zhang.focus(".search input")
    ann.locator(".me summary").click()
    ann.locator(".menu a[href='/console/shift']").click()
    ann.locator("h1", has_text="End of shift").wait_for()
    assert "回电话" in ann.locator(".promised").inner_text(), "what is promised is listed"
    fits(ann)
    ann.fill("textarea[name=note]", "Ask for the model number first")
    ann.get_by_role("button", name="Hand over and go off duty").click()
    ann.locator("p.now", has_text="Off duty").wait_for()
    offer.wait_for(timeout=30_000)
    assert zhang.evaluate("window.rang") == 0, "he has switched the sound off"
    fits(zhang)
    assert "回电话" in offer.inner_text() and "model number" in offer.inner_text()
    assert zhang.evaluate("document.activeElement.name") == "q", "the focus was stolen"
    assert zhang.title().startswith("(1) 新派单 – ")
    offer.get_by_role("button", name="接单").click()
    zhang.locator("#calls .accepted a").click()
    zhang.locator("textarea[data-key=r]").wait_for()
    assert customer.locator("body", has_text="已下班").count() == 1
