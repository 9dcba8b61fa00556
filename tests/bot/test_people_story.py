"""Colleagues and the office in a real browser: two who claim at once, a transfer that is refused, a dealer who is let in and
takes what is in the own hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.turn import receive
from nlu.parse import parse
from storage.engine import Store
from storage.models import User
from tests.bot.test_console_look import SAID, enter
from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
CASE = ("p6", SAID["p6"])
HARVESTER = ("p8", SAID["p8"])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case that waits for a person, and one that is in a dealer's hands."""
    folder = tmp_path_factory.mktemp("home")
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(folder)).returncode == 0
    store = Store(f"sqlite:///{folder / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)
    for plan, said in (CASE, HARVESTER):
        for n, text in enumerate(said):
            receive(house, Inbound("web", plan, f"{plan}-{n}", text, kind="text", plan=plan))
    busy = update(User).values(
        presence="busy", declared_at=house.now()
    )  # nothing is offered to them by itself
    store.write(lambda tx: tx.sql.execute(busy))
    store.close()
    return folder


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Serving]:
    with serving(home) as running:
        yield running


def tool(page: Page, action: str) -> Page:
    """The form of a tool of the open case, unfolded."""
    form = page.locator(f"form[action$='/{action}']")
    page.locator(".tools details", has=form).locator("summary").click()
    return form  # type: ignore[return-value]


@pytest.mark.timeout(180)
def test_of_two_who_claim_at_once_one_has_it_and_a_refused_transfer_stays_with_its_reason(
    server: Serving, new_page: NewPage
) -> None:
    ann, bob = new_page(width=1280, height=860), new_page(width=1280, height=860)
    for page, login in ((ann, "demo-engineer2"), (bob, "demo-engineer")):
        enter(page, server.url, login)
        page.goto(f"{server.url}/console?view=all&c=1")
        page.locator("button[data-key=c]").wait_for()
    for page in (ann, bob):
        page.evaluate("setTimeout(() => document.querySelector('button[data-key=c]').click(), 300)")
    for page in (ann, bob):
        page.locator("textarea[data-key=r], .owner:not(.queue):not(.me)").first.wait_for()
    holds = [page.locator("textarea[data-key=r]").count() for page in (ann, bob)]
    assert sorted(holds) == [0, 1], "both have it, or nobody"
    one, other = (ann, bob) if holds[0] else (bob, ann)

    clock = one.locator(".clocks details").first
    clock.locator("summary").click()
    assert clock.locator("dd").count() >= 3, "why it is red is not said"
    form = tool(one, "transfer")
    form.locator("select[name=to]").select_option(index=0)
    form.locator("input[name=why]").fill("need your hands on the controller")
    form.locator("button").click()
    offer = other.locator("[data-call^=offer]")
    offer.wait_for()
    offer.locator("form[action$='/refuse'] button").click()
    assert other.evaluate("document.activeElement.name") == "why", "a refusal without a reason was sent"
    offer.locator("input[name=why]").fill("on the road until four")
    offer.locator("form[action$='/refuse'] button").click()
    offer.wait_for(state="detached")
    one.locator(".said li.note", has_text="on the road until four").wait_for()
    assert one.locator("textarea[data-key=r]").count(), "it does not stay with its holder"

    form = tool(one, "return")
    form.locator("textarea").fill("controller is sent tomorrow morning")
    form.locator("button").click()
    one.locator(".owner.bot").wait_for()
    one.locator(".said li", has_text="controller is sent tomorrow").first.wait_for()


@pytest.mark.timeout(120)
def test_an_administrator_lets_a_dealer_in_who_takes_what_is_in_the_own_hands(
    server: Serving, new_page: NewPage
) -> None:
    admin, dealer = new_page(width=1280, height=860), new_page(width=390, height=800)
    enter(admin, server.url, "demo-admin")
    admin.goto(f"{server.url}/console/users")
    admin.locator("main > details > summary").first.click()
    form = admin.locator("form[action$='/console/users']").first
    form.locator("input[name=login]").fill("ningnong")
    form.locator("input[name=name]").fill("宁农老周")
    form.locator("select[name=role]").select_option("dealer")
    form.locator("button").click()
    password = admin.locator(".missing code").inner_text()
    row = admin.locator("li", has_text="ningnong")
    row.locator("summary").click()
    row.locator("select[name=dealer]").select_option(label="演示经销商-宁农农机")
    row.locator("form[action$='/user-save'] button").click()
    admin.locator(f"text={password}").wait_for(state="detached")

    dealer.goto(f"{server.url}/console/login")
    dealer.fill("input[name=login]", "ningnong")
    dealer.fill("input[name=password]", password)
    dealer.press("input[name=password]", "Enter")
    ticket = dealer.locator(".rows li", has_text="收割机割台抖动")
    ticket.get_by_role("button").first.click()
    ticket.locator("form[action$='/dispatch-accept']").wait_for(state="detached")
    for path in ("/console?view=all&c=1", "/console/users", "/console/devices"):
        dealer.goto(server.url + path)
        assert "双控制器" not in dealer.content() and "demo-admin" not in dealer.content(), path
    admin.goto(f"{server.url}/console/audit?action=user")
    assert "ningnong" in admin.locator("main").inner_text()


@pytest.mark.timeout(120)
def test_a_form_that_is_refused_comes_back_as_it_was_filled_in_with_the_reason(
    server: Serving, new_page: NewPage
) -> None:
    """It ended on a page with one sentence and a way to the desk, and everything had to be written again."""
    admin = new_page(width=1280, height=860, lang="zh-CN")
    enter(admin, server.url, "demo-admin")
    admin.goto(f"{server.url}/console/users")
    admin.locator("main > details > summary").first.click()
    form = admin.locator("form[action$='/console/users']").first
    form.locator("input[name=login]").fill("li wei!")
    form.locator("input[name=name]").fill("李伟")
    form.locator("select[name=role]").select_option("clerk")
    form.locator("button").click()
    form.locator("[role=alert]", has_text="字母").wait_for()
    assert form.is_visible() and admin.url.endswith("/console/users")
    assert form.locator("input[name=login]").input_value() == "li wei!"
    assert form.locator("input[name=name]").input_value() == "李伟"
    assert form.locator("select[name=role]").input_value() == "clerk"
    form.locator("input[name=login]").fill("liwei")
    form.locator("button").click()
    admin.locator("li", has_text="liwei").wait_for()
    admin.reload()
    assert not admin.locator("main [role=alert]:not(:empty)").count()
