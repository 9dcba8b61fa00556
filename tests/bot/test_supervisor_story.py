"""A supervisor's morning in a real browser: the wall lives while things happen, work is moved in bulk by keyboard, and a
figure of the reports leads to its tickets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.turn import receive
from nlu.parse import parse
from storage import people
from storage.engine import Store, Tx
from tests.bot.test_console_look import NAMELESS, TWICE, UNLABELLED, enter
from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
#: Claim it; or accept it, where it was offered to them meanwhile.
TAKE = "button[data-key=c]"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("supervisor")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Serving]:
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(home)).returncode == 0
    report(home, "a", "b", "c", "d")
    nobody_is_offered_anything(home)
    with serving(home) as running:
        yield running


def nobody_is_offered_anything(home: Path) -> None:
    """What is moved here is moved by hand."""
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")

    def work(tx: Tx) -> None:
        for user in people.everyone(tx):
            people.save_user(tx, user.id, presence="busy")

    store.write(work)
    store.close()


def report(home: Path, *who: str) -> None:
    """Customers who wait for a person."""
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)
    for name in who:
        for n, text in enumerate(("太阳能热水器漏水了", "转人工")):
            receive(house, Inbound("web", name, f"{name}-{n}", text, kind="text", plan="p3"))
    store.close()


@pytest.mark.timeout(240)
def test_work_is_moved_in_bulk_while_the_wall_lives(home: Path, server: Serving, new_page: NewPage) -> None:
    page = new_page(width=1400, height=900, lang="zh-CN")
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    enter(page, server.url, "demo-supervisor")
    page.goto(f"{server.url}/console/wall")
    boxes = page.locator("input[name=item]")
    assert boxes.count() == 4
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))

    page.keyboard.press("j")  # to the first, then choose it and the two after it
    for _ in range(3):
        page.keyboard.press("x")
        page.keyboard.press("j")
    assert page.locator("input[name=item]:checked").count() == 3
    assert "3" in page.locator("#chosen").inner_text()
    page.fill("#bulk [name=why]", "太阳能组")
    colleague = new_page(width=1200, height=900, lang="zh-CN")
    enter(colleague, server.url, "demo-engineer")
    held = page.locator("input[name=item]:checked").first.get_attribute("id")
    colleague.goto(f"{server.url}/console?view=queue")
    colleague.locator("a.card").first.click()
    report(home, "e")
    colleague.locator(TAKE).first.click()
    page.locator(f"li:has(#{held})", has_text="张伟").wait_for()  # the wall has heard of it
    boxes.nth(4).wait_for()
    assert page.locator("input[name=item]:checked").count() == 3, "what was chosen stays chosen"
    assert page.input_value("#bulk [name=why]") == "太阳能组", "what was being written stays"
    assert page.evaluate("document.activeElement.name") == "why", "and the focus"

    page.select_option("#bulk [name=to]", "queue:service-desk")
    page.keyboard.press("Tab")
    page.locator("#bulk button[value=move]").press("Enter")
    page.locator(
        "#outcomes", has_text="完成 3 项"
    ).wait_for()  # the wall has shown who holds it: moved knowingly
    page.locator("#chosen", has_text="请先").wait_for()
    assert page.locator("input[name=item]:checked").count() == 0
    page.locator("#part-queues", has_text="服务台（所有人）").wait_for()
    assert not seen, "the page itself was never loaded anew"
    for fault in (UNLABELLED, NAMELESS, TWICE):
        assert page.evaluate(fault) == []

    page.goto(f"{server.url}/console/reports?period=7")
    beyond = page.evaluate("document.scrollingElement.scrollHeight - innerHeight")
    assert beyond <= 1, f"the page scrolls {beyond} px into nothing below what scrolls in it"
    page.locator("#handoff figure:not(.over-time) summary").click()
    page.locator("#handoff figure:not(.over-time) td a").first.click()
    page.locator("table.tickets").wait_for()
    assert page.locator("table.tickets tbody tr").count() == 5 and "转过人工" in page.inner_text("main")
    with page.expect_download() as download:
        page.locator("button[value=xlsx]").click()
    assert re.fullmatch(r"handoff-tickets-\d{4}-\d\d-\d\d_.*\.xlsx", download.value.suggested_filename)
    page.locator("table.tickets tbody th a").first.click()
    page.locator("#case .talk").wait_for()
    assert told == []


@pytest.mark.timeout(120)
def test_what_a_colleague_took_meanwhile_is_refused_by_name(
    home: Path, server: Serving, new_page: NewPage
) -> None:
    """On a phone whose connection is too bad for the live wall."""
    report(home, "f", "g")
    page = new_page(width=390, height=800, lang="zh-CN")
    enter(page, server.url, "demo-supervisor")
    page.route("**/console/events*", lambda route: route.abort())
    page.route("**/console/fragments/*", lambda route: route.abort())
    page.goto(f"{server.url}/console/wall?show=waiting")
    count = page.locator("input[name=item]").count()
    assert count >= 2
    colleague = new_page(width=1200, height=900, lang="zh-CN")
    enter(colleague, server.url, "demo-engineer")
    colleague.goto(f"{server.url}/console?view=queue")
    colleague.locator("a.card").first.click()
    colleague.locator(TAKE).first.click()
    colleague.locator("textarea[data-key=r]").wait_for()
    page.locator("input[data-every=item]").check()
    page.fill("#bulk [name=why]", "x")
    page.select_option("#bulk [name=to]", "queue:school-team")
    page.locator("#bulk button[value=move]").click()
    page.locator("#outcomes", has_text=f"完成 {count - 1} 项，1 项未成").wait_for()
    assert "张伟 正在处理" in page.inner_text("#outcomes")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.timeout(120)
def test_on_a_telephone_a_figure_leads_to_its_tickets_and_no_list_lies_beyond_the_edge(
    server: Serving, new_page: NewPage
) -> None:
    """The links stood in folded tables only, and of a list of tickets a telephone showed two columns of seven."""
    page = new_page(width=360, height=740, lang="zh-CN")
    enter(page, server.url, "demo-supervisor")
    page.goto(f"{server.url}/console/reports")
    page.locator("#handoff .headline a").click()
    tables = page.locator("table.stacked")
    assert tables.locator("a").count() >= 4
    for path in ("", "/console/wall", "/console/forms"):
        if path:
            page.goto(server.url + path)
        for box in tables.locator("xpath=..").all():
            assert box.evaluate("e => e.scrollWidth <= e.clientWidth"), path


@pytest.mark.timeout(120)
def test_the_cases_of_somebody_who_is_ill_are_found_by_the_name_and_moved(
    home: Path, server: Serving, new_page: NewPage
) -> None:
    report(home, "h")
    ill = new_page(width=1200, height=900, lang="zh-CN")
    enter(ill, server.url, "demo-engineer2")
    ill.goto(f"{server.url}/console?view=queue")
    ill.locator("a.card").first.click()
    ill.locator(TAKE).first.click()
    ill.locator("textarea[data-key=r]").wait_for()
    page = new_page(width=1400, height=900, lang="zh-CN")
    enter(page, server.url, "demo-supervisor")
    page.goto(f"{server.url}/console/wall")
    assert not page.locator("#bulk optgroup:first-child option", has_text="王芳").count(), (
        "what one takes oneself is a button of its own"
    )
    page.locator(".staff li", has_text="Demo Engineer Ann").locator("a").click()
    page.locator("input[data-every=item]").check()
    holders = page.locator("#part-items ol.items li").all_inner_texts()
    assert holders and all("Demo Engineer Ann" in text for text in holders)
    page.evaluate("document.querySelector('main').scrollTop = 1e6")
    page.locator("#bulk button[value=move]").click()
    wrong = page.locator("#outcomes .some")
    wrong.wait_for()
    assert wrong.evaluate("e => e.getBoundingClientRect().top >= 0"), "why it was not done is out of sight"
    page.select_option("#bulk [name=to]", "queue:solar-service")
    page.fill("#bulk [name=why]", "Ann 生病")
    page.locator("#bulk button[value=move]").click()
    page.locator("#outcomes", has_text=f"完成 {len(holders)} 项").wait_for()
    page.locator("#part-items ol.items").wait_for(state="detached")
