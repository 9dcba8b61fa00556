"""The page on which a customer signs, in a real browser on a phone of 360 px, with a finger and without scripts (P8.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from handlers import forms, signing
from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.turn import receive
from nlu.parse import parse
from storage import tickets as stored_tickets
from storage.engine import Store, Tx
from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
FIELDS = ("name", "phone", "address", "model", "serial", "problem", "cause", "repairer", "work", "ticket")
PARTS = [
    {"part": f"A rather long name of a part, number {n}", "quantity": "12", "old": f"MARK-{n}-0123456789"}
    for n in range(6)
]
SECRETS = ("first-secret-0123456789", "second-secret-0123456789")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Serving]:
    assert baoxiu("db", "upgrade", env=surroundings(home)).returncode == 0
    with serving(home) as running:
        yield running


@pytest.fixture
def form(home: Path, server: Serving) -> Iterator[Callable[[str], Callable[[], Any]]]:
    """``form(secret)`` issues a repair record with a link to sign it; what it returns tells how it is now."""
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)

    def make(secret: str) -> Callable[[], Any]:
        receive(house, Inbound("terminal", secret, secret, "The harvester does not start", plan="p8"))

        def issue(tx: Tx) -> int:
            ticket = stored_tickets.listing(tx, limit=1)[0]
            given = {**dict.fromkeys(FIELDS, "as it was"), "day": "2026-11-23", "parts": PARTS}
            row = forms.draft(
                tx,
                house,
                house.plans["p8"],
                "repair_record",
                forms.about(ticket),
                ticket,
                "clerk",
                house.now(),
                given,
            )
            forms.issue(tx, house, row.id, "clerk", house.now())
            signing.ask_in(tx, house, row.id, "clerk", house.now(), secret)
            return int(row.id)

        form_id = store.write(issue)
        return lambda: store.read(lambda tx: forms.get(tx, form_id))

    yield make
    store.close()


def test_a_signature_drawn_on_a_phone(
    server: Serving, new_page: NewPage, form: Callable[[str], Callable[[], Any]]
) -> None:
    now = form(SECRETS[0])
    page = new_page(width=360, height=740, lang="en-GB")
    page.goto(f"{server.url}/sign/{SECRETS[0]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("text=Sign >> nth=-1")
    page.wait_for_selector(".wrong")
    page.locator("#canvas").scroll_into_view_if_needed()
    box = page.locator("#canvas").bounding_box()
    assert box is not None and box["width"] > 250
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 30):
        page.mouse.move(box["x"] + 30 + step * 7, box["y"] + 60 + (step % 5) * 9)
    page.mouse.up()
    page.fill("input[name=name]", "Wang Jianguo")
    page.click("button.primary")
    page.wait_for_selector(".good")
    row = now()
    assert (
        row.status == "signed" and row.signature["how"] == "drawn" and row.signature["name"] == "Wang Jianguo"
    )
    assert sum(map(len, row.signature["strokes"])) > 10
    page.reload()
    assert page.locator("form").count() == 0 and page.locator("polyline").count() == 1


def test_a_name_and_a_tick_do_without_a_script(
    server: Serving, new_page: NewPage, form: Callable[[str], Callable[[], Any]]
) -> None:
    now = form(SECRETS[1])
    page = new_page(width=360, height=740)
    page.route("**/sign.js", lambda route: route.abort())
    page.goto(f"{server.url}/sign/{SECRETS[1]}")
    assert page.locator("#pad").is_hidden()
    page.fill("input[name=name]", "王建国")
    page.check("input[name=agree]")
    page.click("button.primary")
    page.wait_for_selector(".good")
    assert now().signature == {"how": "ticked", "name": "王建国"}
