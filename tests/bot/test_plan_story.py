"""The plan of a day in a real browser: proposed, taken, and told where somebody was faster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from handlers import board_desk, people, tickets, visits
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.rules import serials
from handlers.rules.facts import Window
from nlu.parse import parse
from storage import conversations, devices, messages
from storage import people as stored_people
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.engine import Store, Tx
from tests.bot.dispatch_home import ADDRESSES, at, furnish
from tests.bot.test_console_look import NAMELESS, TWICE, UNLABELLED, enter
from tests.process import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]
FAULTS = ("存储控制器报警", "硬盘掉线", "网口不通", "电源指示灯不亮")


class Place:
    """A server, and its database beside it."""

    def __init__(self, url: str, house: House, found: dict[str, int]) -> None:
        self.url, self.house, self.found = url, house, found

    def heard(self, name: str) -> list[str]:
        def read(tx: Tx) -> list[str]:
            row = stored_tickets.get(tx, self.found[name])
            said = messages.history(tx, row.conversation_id, notes=False)
            return [m.text for m in said if m.direction == "out"]

        return self.house.store.read(read)

    def number(self, name: str) -> str:
        return str(self.house.store.read(lambda tx: stored_tickets.get(tx, self.found[name])).number)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home: Path = tmp_path_factory.mktemp("home")
    furnish(home)
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)
    found = store.write(lambda tx: waiting(tx, house))
    with serving(home) as running:
        yield Place(running.url, house, found)
    store.close()


def waiting(tx: Tx, house: House) -> dict[str, int]:
    """Three faults that wait for a visit, one of them by telephone; and one that is agreed for tomorrow at ten."""
    now, plan, found = house.now(), house.plans["p6"], {}
    device = devices.by_key(tx, serials.fold("DEMO-P6-0001"))
    for n, (name, channel) in enumerate(
        (("one", "web"), ("two", "web"), ("phone", "hotline"), ("agreed", "web"))
    ):
        chat = conversations.lock(tx, channel, f"it-{n}", now, plan="p6")
        row = tickets.open_ticket(
            tx, house, plan, chat.id, "report_fault", FAULTS[n], "customer", now, status="open", device_id=device.id,
            region="hangzhou", contact_name="李工", phone="13812345678", address=ADDRESSES[n % 3], severity_level=2,
        )  # fmt: skip
        row = tickets.check_warranty(tx, house, row, "bot", now)
        found[name] = row.id
    who = next(t.id for t in stored.technicians(tx) if t.regions == ["hangzhou"] and t.skills == ["it"])
    window = Window(who, "", at(10, 1), at(12, 1), True)
    held = visits.hold(tx, plan, found["agreed"], window, now, until=at(9, 1))
    found["visit"] = visits.confirm(tx, house, row, held, "customer", now).id
    return found


def proposed(page: Page, number: str) -> tuple[str, int, str]:
    """When it is proposed (``14:00``), to whom, and as what it is chosen."""
    line = page.locator(".line", has_text=number)
    value = str(line.locator("input").get_attribute("value"))
    _, technician, time = value.split(":", 2)
    return time[-5:], int(technician), value


@pytest.mark.timeout(180)
def test_a_plan_is_proposed_taken_and_who_was_slower_is_told(place: Place, new_page: NewPage) -> None:
    page = new_page(width=1400, height=900)
    enter(page, place.url, "demo-supervisor")
    page.goto(f"{place.url}/console/dispatch?day={at(0, 1):%Y-%m-%d}&region=hangzhou&plan=p6")
    page.locator(".plan-day a").click()
    page.locator(".proposal").wait_for()
    one, two = place.number("one"), place.number("two")
    assert page.locator(".line.agreed", has_text=place.number("agreed")).locator("b").inner_text() == "10:00–12:00" or (
        not page.locator(".line.agreed").count()  # its technician has nothing new that day
    )  # fmt: skip
    phone = page.locator(".line", has_text=place.number("phone"))
    assert "打电话" in phone.inner_text() and not phone.locator("input").count()
    assert not place.heard("one") and not place.heard("two"), "a proposal is nothing before somebody presses"

    first, technician, _ = proposed(page, one)
    second, _, _ = proposed(page, two)
    hour, minute = (int(part) for part in first.split(":"))
    begin = at(hour + minute / 60, 1)
    book_elsewhere(place, technician, begin)  # a colleague telephones meanwhile, and the place is gone
    page.locator(".press button").click()
    page.locator(".outcomes.some", has_text=one).wait_for()
    told = page.inner_text(".outcomes")
    assert "已问 1 位客户" in told and "1 条已不能安排" in told and place.number("phone") in told
    assert second in place.heard("two")[-1] and not place.heard("one")
    again, other, _ = proposed(page, one)
    assert (again, other) != (first, technician), "it has another place in the new proposal"
    assert not page.locator(".line", has_text=two).count()
    page.locator(".press button").click()
    page.locator(".outcomes:not(.some)", has_text="已问 1 位客户").wait_for()
    assert again in place.heard("one")[-1]
    page.goto(f"{place.url}/console/dispatch?day={at(0, 1):%Y-%m-%d}&region=hangzhou&plan=p6")
    assert page.locator("a.visit.asked").count() == 2
    kept = place.house.store.read(lambda tx: visits.booked(tx, place.found["agreed"]))
    assert (kept.id, kept.start) == (place.found["visit"], at(10, 1))


def book_elsewhere(place: Place, technician: int, begin: Any) -> None:
    row = place.house.store.read(lambda tx: stored_people.by_login(tx, "demo-engineer"))
    assert row is not None
    user = people.actor(row)
    board_desk.book(place.house, user, place.found["phone"], technician, begin, "李工")


@pytest.mark.timeout(120)
def test_the_plan_fits_a_phone_in_both_languages(place: Place, new_page: NewPage) -> None:
    page = new_page(width=360, height=780)
    enter(page, place.url, "demo-supervisor")
    for day in (at(0, 1), at(0, 2), at(0, -1)):
        page.goto(f"{place.url}/console/dispatch/plan?day={day:%Y-%m-%d}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(
            "[...document.querySelectorAll('main')].every((e) => e.scrollWidth <= e.clientWidth + 1)"
        )
        for fault in (UNLABELLED, NAMELESS, TWICE):
            assert page.evaluate(fault) == [], fault
