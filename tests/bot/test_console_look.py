"""How the console's pages look in a real browser: on a phone, in both languages, while things happen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from handlers import campaigns, demo, watch
from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.texts.catalog import names
from handlers.turn import receive
from nlu.parse import parse
from storage import messages
from storage.engine import Store
from tests.process import Serving, baoxiu, serving, surroundings
from tests.world import CAMPAIGN

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
SAID = {
    "p8": ("收割机割台抖动，不影响使用", "DEMO-P8-0001", "王大田，13812345678，成都市武侯区人民路8号", "1", "确认"),
    "p6": ("双控制器掉了一个，业务还在跑", "DEMO-P6-0001", "李雷 13900139000 上海浦东新区张江路88号", "1", "确认", "转人工"),
    "p2": ("卫生间墙面渗水，楼下邻居家天花板都湿了", "DEMO-P2-0001", "陈静，13812345671，上海市浦东新区张江路88号", "确认"),
}  # fmt: skip
PAGES = (*(f"/console?view=all&c={n}" for n in (1, 2, 3)), "/console", "/console/wall", "/console/planned", "/console/forms",
         "/console/form/1", "/console/dealers", "/console/incidents", "/console/campaigns", "/console/campaigns/AUTUMN26",
         "/console/notices", "/console/me", "/console/answers", "/console/search?q=DEMO", "/console/call", "/console/call?serial=DEMO-P8-0001",
         "/console/reports", "/console/reports/tickets?figure=clocks", "/console/dispatch", "/console/dispatch?visit=1", "/console/dispatch/week",
         "/console/dispatch/print", "/console/dispatch/plan", "/console/shift", "/console/telegram", "/c/AUTUMN26")  # fmt: skip
OFFICE = ("/console/devices?q=DEMO-P8", "/console/devices/1", "/console/customers/1?erase=1", "/console/channels", "/console/tokens",
          "/console/subscriptions", "/console/plans", "/console/plans/p5?month=2026-10", "/console/roster", "/console/holidays", "/console/retention",
          "/console/users", "/console/audit")  # fmt: skip
UNLABELLED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter((f) => ![...f.labels].some((l) => l.textContent.trim()) && !f.getAttribute("aria-label"))
    .map((f) => f.outerHTML.slice(0, 120))"""
NAMELESS = """() => [...document.querySelectorAll("button, summary, a")]
    .filter((e) => !e.textContent.trim() && !e.getAttribute("aria-label")).map((e) => e.outerHTML.slice(0, 120))"""
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
CARDS = ("/console/dispatch/week", "/console/dispatch/print", "/console/campaigns/AUTUMN26")
SIDEWAYS = """[...document.querySelectorAll(".scroll, .scroller")].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent.slice(0, 80))"""
# labels of pictures that are cut off without dots
CLIPPED = """[...document.querySelectorAll("svg.chart svg")].filter((e) => e.querySelector("text").getComputedTextLength() > e.width.baseVal.value + 1)
.map((e) => e.textContent)"""
TWICE = """() => { const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    return ids.filter((id, n) => ids.indexOf(id) !== n); }"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Serving]:
    """A server with the demo data, a ticket in each of three plans and a campaign."""
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(home)).returncode == 0
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)
    for plan, said in SAID.items():
        for n, text in enumerate(said):
            receive(house, Inbound("web", plan, f"{plan}-{n}", text, kind="text", plan=plan))
    campaigns.add(house, campaigns.read(CAMPAIGN.encode(), "campaign.toml"))
    watch.fire(house, house.now())
    store.close()
    with serving(home) as running:
        yield running


def enter(page: Page, url: str, login: str) -> None:
    page.goto(f"{url}/console/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", demo.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.locator("header nav").wait_for()


def speak_the_other_language(page: Page, url: str) -> None:
    page.goto(f"{url}/console")
    page.click(".me summary")
    page.click("button[name=lang]")


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("login", "paths", "width"), [("demo-supervisor", PAGES, 390), ("demo-admin", OFFICE, 360)]
)
def test_every_page_fits_a_phone_speaks_one_language_and_can_be_used_by_everybody(
    server: Serving, new_page: NewPage, login: str, paths: tuple[str, ...], width: int
) -> None:
    url = server.url
    page = new_page(width=width, height=800, lang="zh-CN")
    enter(page, url, login)
    axe, barred = Axe(), list[str]()
    for lang in ("zh", "en"):
        page.emulate_media(color_scheme="dark" if lang == "en" else "light")
        if lang == "en":
            speak_the_other_language(page, url)
        for path in paths:
            answer = page.goto(url + path + ("?lang=en" if lang == "en" and path.startswith("/c/") else ""))
            assert answer is not None and answer.status == 200, path
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            told = f"{path} in {lang}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{told} scrolls sideways"
            )
            beyond = page.evaluate("document.scrollingElement.scrollHeight - innerHeight")
            assert beyond <= 1 or path.startswith("/c/"), f"{told} scrolls {beyond} px into nothing"
            for selector in (".panel", "main", "#case"):
                wide = page.evaluate(
                    "(s) => [...document.querySelectorAll(s)].some((e) => e.scrollWidth > e.clientWidth + 1)",
                    selector,
                )
                assert not wide, f"{selector} of {told} is too wide"
            if path in CARDS:
                assert page.evaluate(SIDEWAYS) == [], f"a table of {told} scrolls sideways"
            for fault in (UNLABELLED, NAMELESS, TWICE, CLIPPED):
                assert page.evaluate(fault) == [], told
            found = axe.run(page, options={"resultTypes": ["violations"], "runOnly": WCAG})
            barred += [
                f"{told}: {v['id']}: {[n['target'] for n in v['nodes'][:3]]}"
                for v in found.response["violations"]
            ]
            words = page.evaluate("document.querySelector('main').innerText")
            ids = set(re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", words)) & names(lang)
            assert not ids, f"{told} shows names of texts: {ids}"
            here = page.locator("nav [aria-current=page]")
            if here.count():
                box = here.bounding_box()
                assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width, (
                    f"{told}: the bar"
                )
    speak_the_other_language(page, url)
    assert not barred, barred


def test_of_two_buttons_of_a_form_the_script_does_the_one_that_was_pressed(
    server: Serving, new_page: NewPage, home: Path
) -> None:
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    now = datetime.now(UTC)
    about = {"conversation_id": 1, "direction": "out", "author": "notice", "channel": "web", "text": "late", "status": "dead",
             "error": "gone", "created_at": now, "epoch": 0}  # fmt: skip
    dead = store.write(lambda tx: messages.add(tx, [about]))[0]
    page = new_page(width=360, height=800, lang="zh-CN")
    enter(page, server.url, "demo-admin")
    page.goto(f"{server.url}/console/channels")
    page.fill(f"#m{dead} input[name=note]", "已电话告知")
    page.click(f"#m{dead} button[formaction]")
    page.locator(f"#m{dead}").wait_for(state="detached")
    row = store.read(lambda tx: messages.get(tx, dead))
    assert row is not None and row.status == "refused", "it was sent again"
    store.close()


def test_the_wall_is_drawn_anew_when_something_happens_and_only_then(
    server: Serving, new_page: NewPage
) -> None:
    customer = new_page(width=390, height=800, lang="zh-CN")
    customer.goto(f"{server.url}/chat?plan=p3")
    page = new_page(width=1400, height=900, lang="zh-CN")
    enter(page, server.url, "demo-supervisor")
    page.goto(f"{server.url}/console/wall")
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    page.wait_for_timeout(2500)
    assert not seen, "the wall draws itself anew although nothing happens"
    customer.fill("#text", "热水器着火了")
    customer.press("#text", "Enter")
    page.locator(".alarm-danger", has_text="着火").wait_for()
    assert not seen, "only what has changed is drawn anew, not the page"


def test_what_is_empty_is_folded_below_what_is_to_be_done(server: Serving, new_page: NewPage) -> None:
    page = new_page(width=1400, height=900, lang="zh-CN")
    enter(page, server.url, "demo-supervisor")
    page.goto(f"{server.url}/console?view=all&c=2")
    heads = page.locator(".panel section").evaluate_all(
        "all => all.map((s) => [s.querySelector('h3').textContent, s.className])"
    )
    folded = [name for name, look in heads if "folded" in look.split()]
    assert folded == [name for name, _ in heads[-len(folded) :]], "something stands below what is folded"
    assert {"表单", "备件与备机"} < set(folded) and folded[-2:] == ["证据", "记录"]
    first = [name for name, _ in heads]
    assert first[:5] == ["简报", "故障等级", "时限", "保修", "上门"]
    assert first.index("支持方式") < first.index("承诺")
    page.locator(".folded summary", has_text="备件与备机").click()
    page.locator("form[action$='parts-order'] select[name=what]").wait_for(state="visible")


@pytest.mark.timeout(120)
def test_what_is_being_chosen_stays_when_the_page_is_drawn_anew(server: Serving, new_page: NewPage) -> None:
    page = new_page(width=1400, height=900, lang="zh-CN")
    enter(page, server.url, "demo-supervisor")
    page.goto(f"{server.url}/console?view=all&c=2")
    level = page.locator("form[action$='/severity'] select")
    page.locator("section", has=level).locator("summary", has_text="改判").click()
    level.select_option("3")
    page.fill("form[action$='/severity'] input[name=why]", "客户说")
    clock = page.locator(".clocks details").first
    clock.locator("summary").click()
    page.locator("form[action$='/offer'] button").click()
    page.locator(".held").wait_for()
    assert level.is_visible() and level.input_value() == "3"
    assert page.input_value("form[action$='/severity'] input[name=why]") == "客户说"
    assert clock.get_attribute("open") is not None, "the clock that was looked at was closed"
    assert not page.locator("form[action$='/warranty'] select").is_visible(), "something else was opened"
