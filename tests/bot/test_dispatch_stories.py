"""The dispatch board and a technician's telephone in a real browser: dragged, moved by keys, sent over a bad connection."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import select

from storage import messages
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.dispatch_tables import FieldEntry
from storage.engine import Store, Tx
from storage.media_tables import MessageMedia
from tests.bot.dispatch_home import at, furnish
from tests.bot.test_console_look import NAMELESS, TWICE, UNLABELLED, enter
from tests.browser import connect_and_reload, until
from tests.process import Serving, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

NewPage = Callable[..., "Page"]


@dataclass(frozen=True)
class Place:
    url: str
    ids: dict[str, int]
    store: Store
    home: Path

    def visit(self, ticket: int) -> Any:
        return self.store.read(lambda tx: stored.of_ticket(tx, ticket, ("confirmed", "done"))[0])

    def log(self, ticket: int) -> list[Any]:
        return list(self.store.read(lambda tx: stored_tickets.log(tx, ticket)))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home: Path = tmp_path_factory.mktemp("home")
    ids = furnish(home)
    running: Serving
    with serving(home) as running:
        store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
        yield Place(running.url, ids, store, home)
        store.close()


def board(place: Place, page: Page, login: str = "demo-supervisor") -> None:
    """The board of tomorrow, with who repairs such heaters."""
    enter(page, place.url, login)
    page.goto(f"{place.url}/console/dispatch?day={at(0, 1):%Y-%m-%d}&region=hangzhou&skill=solar")


def drag(page: Page, bar: str, lane: int, hours: float) -> None:
    """Take a bar and let it go so many hours later in a technician's lane."""
    taken, track = page.locator(bar).bounding_box(), page.locator(f"li.lane[data-technician='{lane}'] .track").bounding_box()  # fmt: skip
    assert taken is not None and track is not None
    hour = track["width"] / page.locator(".head .hour").count()
    page.mouse.move(taken["x"] + 12, taken["y"] + 12)
    page.mouse.down()
    page.mouse.move(taken["x"] + 30, taken["y"] + 12)
    page.mouse.move(taken["x"] + 12 + hours * hour, track["y"] + track["height"] / 2, steps=4)
    page.mouse.up()


@pytest.mark.timeout(180)
def test_a_bar_is_dragged_and_by_keys_and_what_cannot_be_is_said(place: Place, new_page: NewPage) -> None:
    ids = place.ids
    page, watcher = new_page(width=1400, height=900), new_page(width=1400, height=900)
    board(place, page)
    board(place, watcher, "demo-engineer")
    first = place.visit(ids["ticket3"])
    drag(page, f".visit[data-visit='{first.id}']", ids["other"], 0)
    page.locator(".verdict.no", has_text="不当班").wait_for()
    assert place.visit(ids["ticket3"]).id == first.id
    drag(page, f".visit[data-visit='{first.id}']", ids["technician"], 0.5)
    page.locator(".verdict", has_text="10:30").wait_for()
    assert place.visit(ids["ticket3"]).start == at(10, 1), "to let go is not to do it"
    page.click(".verdict .go")
    page.locator(".visit", has_text="10:30").wait_for()
    second = place.visit(ids["ticket3"])
    assert (second.start, second.technician_id) == (at(10.5, 1), ids["technician"])
    watcher.locator(".visit", has_text="10:30").wait_for()  # the other's board follows by itself

    bar = page.locator(f".visit[data-visit='{second.id}']")
    bar.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "ArrowRight"):
        bar.press(key)
    assert "11:30" in page.inner_text("#place")
    bar.press("Escape")
    assert not page.locator(".ghost").count()
    bar.press("ArrowRight")
    bar.press("Enter")
    page.locator(".verdict", has_text="11:00").wait_for()
    assert page.evaluate("document.activeElement.className").endswith("go")
    page.keyboard.press("Enter")
    page.locator(".visit", has_text="11:00").wait_for()
    assert place.visit(ids["ticket3"]).start == at(11, 1)
    assert [e.event for e in place.log(ids["ticket3"])].count("visit.moved") == 2


@pytest.mark.timeout(120)
def test_a_finger_that_rests_on_a_bar_drags_it_and_one_that_moves_at_once_scrolls(
    place: Place, new_page: NewPage
) -> None:
    page = new_page(width=900, height=800)
    board(place, page)
    touch = page.context.new_cdp_session(page)
    visit = place.visit(place.ids["ticket3"])
    box = page.locator(f".visit[data-visit='{visit.id}']").bounding_box()
    track = page.locator(f"li.lane[data-technician='{visit.technician_id}'] .track").bounding_box()
    assert box is not None and track is not None
    hour, (x, y) = track["width"] / page.locator(".head .hour").count(), (box["x"] + 12, box["y"] + 12)

    def finger(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", x, y)
    finger("touchMove", x + hour, y)
    finger("touchEnd")
    assert not page.locator(".ghost, .verdict").count(), "a finger that moves at once drags nothing"

    def drags() -> bool:
        finger("touchStart", x, y)
        page.locator("body.dragging").wait_for()
        for step in (0.2, 0.5, 1):
            finger("touchMove", x + step * hour, y)
        page.wait_for_timeout(500)
        if not page.locator(".ghost").count():
            finger("touchEnd")
            page.wait_for_timeout(500)
        return page.locator(".ghost").count() > 0

    # a busy browser may take a finger for its own and cancel it, as a telephone does: one tries again
    assert any(drags() for _ in range(3))
    finger("touchEnd")
    page.locator(".verdict").wait_for()
    assert place.visit(place.ids["ticket3"]).id == visit.id, "to let go is not to do it"


@pytest.mark.timeout(120)
def test_a_waiting_ticket_is_dragged_to_a_technician_and_the_customer_is_asked(
    place: Place, new_page: NewPage
) -> None:
    ids = place.ids
    page = new_page(width=1400, height=900)
    board(place, page)
    page.locator(f".waiting [data-ticket='{ids['ticket4']}']").scroll_into_view_if_needed()
    card, track = page.locator(f".waiting [data-ticket='{ids['ticket4']}']").bounding_box(), page.locator(f"li.lane[data-technician='{ids['technician']}'] .track").bounding_box()  # fmt: skip
    assert card is not None and track is not None
    hour = track["width"] / page.locator(".head .hour").count()
    page.mouse.move(card["x"] + 20, card["y"] + 20)
    page.mouse.down()
    page.mouse.move(card["x"] - 20, card["y"] + 20)
    page.mouse.move(track["x"] + 8 * hour + 8, track["y"] + 20, steps=4)  # 16:00
    page.mouse.up()
    page.locator(".verdict", has_text="16:00").wait_for()
    page.click(".verdict .go")
    page.locator(".visit.asked", has_text="16:00").wait_for()
    said = place.store.read(
        lambda tx: messages.history(tx, stored_tickets.get(tx, ids["ticket4"]).conversation_id)
    )
    assert "16:00" in said[-1].text and [b[0] for b in said[-1].buttons][:2] == ["可以", "不行"]


@pytest.mark.timeout(120)
def test_the_pages_fit_a_phone_and_everything_on_them_has_a_name(place: Place, new_page: NewPage) -> None:
    page = new_page(width=360, height=780)
    enter(page, place.url, "demo-supervisor")
    paths = ("/console/dispatch", f"/console/dispatch?visit={place.ids['visit0']}", "/console/dispatch/week",
             "/console/dispatch/print?region=hangzhou")  # fmt: skip
    technician = new_page(width=360, height=780)
    enter(technician, place.url, "demo-technician")
    assert technician.url.endswith("/console/day")
    for where, path in (*((page, p) for p in paths), (technician, "/console/day")):
        where.goto(place.url + path)
        where.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert where.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert where.evaluate("[...document.querySelectorAll('main')].every((e) => e.scrollWidth <= e.clientWidth + 1)"), path  # fmt: skip
        for fault in (UNLABELLED, NAMELESS, TWICE):
            assert where.evaluate(fault) == [], (path, fault)


def picture() -> bytes:
    whole = io.BytesIO()
    Image.new("RGB", (90, 60), (200, 20, 20)).save(whole, "JPEG")
    return whole.getvalue()


def came(place: Place, ticket: int) -> tuple[int, int, int]:
    """How often it was said that somebody is on the way, photographs, and entries that were taken."""

    def read(tx: Tx) -> tuple[int, int]:
        entries = tx.sql.execute(select(FieldEntry.id).where(FieldEntry.ticket_id == ticket)).all()
        said = {m.id for m in messages.history(tx, stored_tickets.get(tx, ticket).conversation_id)}
        files = tx.sql.execute(select(MessageMedia.id).where(MessageMedia.message_id.in_(said))).all()
        return len(files), len(entries)

    steps = [e.event for e in place.log(ticket)].count("visit.on_the_way")
    return (steps, *place.store.read(read))


@pytest.mark.timeout(180)
def test_without_a_connection_a_photograph_and_a_step_are_kept_and_then_sent_exactly_once(
    place: Place, new_page: NewPage
) -> None:
    ids = place.ids
    page = new_page(width=390, height=800)
    enter(page, place.url, "demo-technician")
    stop = page.locator(f"#visit-{ids['visit1']}")
    stop.locator(".work > summary").click()
    page.context.set_offline(True)
    stop.locator("input[type=file]").set_input_files(
        {"name": "tank.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    stop.get_by_role("button", name="添加照片").click()
    page.locator("#outbox .pending", has_text="（1）").wait_for()
    stop.get_by_role("button", name="我出发了").click()
    page.locator("#outbox .pending", has_text="（2）").wait_for()
    stop.locator(".unsent", has_text="添加照片 · 我出发了").wait_for()  # at the visit itself, too
    assert stop.get_by_role("button", name="我出发了").is_disabled()
    assert stop.get_by_role("button", name="我到了").is_visible(), (
        "the next step is out of reach without a connection"
    )
    stop.locator("textarea[name=text]").fill("阀门磨损")
    assert came(place, ids["ticket1"]) == (0, 0, 0)

    lost: list[str] = []

    def once(route: Route) -> None:
        """The server takes it, and its answer never arrives."""
        lost.append(route.request.method)
        if len(lost) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/console/day/send", once)
    page.context.set_offline(False)
    page.reload()  # an empty battery: the page begins anew, what it kept is still there
    page.locator("#outbox .pending").wait_for(state="hidden")
    page.wait_for_function("indexedDB.databases !== undefined")
    assert came(place, ids["ticket1"]) == (1, 1, 2)
    assert len(lost) == 3, "the one without an answer was sent again"
    page.locator(f"#visit-{ids['visit1']} .state", has_text="已出发").wait_for()
    page.locator(f"#visit-{ids['visit1']} .work > summary").click()
    assert page.input_value(f"#visit-{ids['visit1']} textarea[name=text]") == "阀门磨损", "a draft was lost"


@pytest.mark.timeout(180)
def test_a_whole_visit_on_a_bad_line_part_form_and_done_reach_the_ticket_once(
    place: Place, new_page: NewPage
) -> None:
    """Out of reach he asks for a part; back, he opens the receipt; out of reach again he issues it and says that he is done."""
    ticket, visit = place.ids["ticket0"], place.ids["visit0"]
    page = new_page(width=400, height=820)
    enter(page, place.url, "demo-technician")
    stop = page.locator(f"#visit-{visit}")
    stop.locator(".work").evaluate("(e) => { e.open = true; }")
    page.context.set_offline(True)
    stop.locator("summary", has_text="需要备件").click()
    stop.locator("form:has(select[name=what]) input[name=why]").fill("支架断了")
    stop.get_by_role("button", name="安排送一件").click()
    stop.get_by_role("button", name="我出发了").click()
    page.locator("#outbox .pending", has_text="（2）").wait_for()
    assert came(place, ticket) == (0, 0, 0)
    connect_and_reload(page)
    page.locator("#outbox .pending").wait_for(state="hidden")
    connect_and_reload(page)  # it may be loading itself anew
    stop.locator(".work").evaluate("(e) => { e.open = true; }")
    assert "支架 · 已预留" in stop.inner_text()

    stop.locator("summary", has_text="新表单").click()
    stop.locator("form[action$='/form-begin'] button").click()
    stop.locator("a[href*='/day/form/']").wait_for(state="attached")
    page.goto(place.url + str(stop.locator("a[href*='/day/form/']").get_attribute("href")))
    page.context.set_offline(True)
    page.fill("input[name='f_items.0.item']", "支架")
    page.fill("input[name='f_items.0.quantity']", "1")
    page.fill("input[name='f_items.0.amount']", "0")  # it is covered
    page.select_option("select[name=f_document]", label="收据")
    page.select_option("select[name=f_paid_by]", label="手机支付")
    page.get_by_role("button", name="开具").click()
    page.locator("#outbox .pending", has_text="（1）").wait_for()
    connect_and_reload(page)
    page.locator("#outbox .pending").wait_for(state="hidden")
    page.reload()
    page.locator("h1", has_text="已开具").wait_for()
    assert "支架" in page.inner_text("main")

    page.goto(f"{place.url}/console/day")
    page.context.set_offline(True)
    stop.get_by_role("button", name="我到了").click()
    page.locator("#outbox .pending", has_text="（1）").wait_for()
    stop.locator("summary", has_text="其他").click()
    stop.get_by_role("button", name="完成").click()
    page.locator("#outbox .pending", has_text="（2）").wait_for()
    connect_and_reload(page)
    page.locator("#outbox .pending").wait_for(state="hidden")
    events = [entry.event for entry in place.log(ticket)]
    assert [events.count(e) for e in ("visit.on_the_way", "visit.arrived", "visit.done")] == [1, 1, 1]
    assert came(place, ticket)[2] == 6, "each of part, way, form, its issue, arrival and end was taken once"


@pytest.mark.timeout(120)
def test_when_the_visit_was_moved_away_meanwhile_that_is_said_and_the_words_are_kept(
    place: Place, new_page: NewPage
) -> None:
    ids = place.ids
    page = new_page(width=390, height=800)
    enter(page, place.url, "demo-technician")
    stop = page.locator(f"#visit-{ids['visit2']}")
    stop.locator(".work > summary").click()
    page.context.set_offline(True)
    stop.locator("textarea[name=text]").fill("客户换了新阀门")
    stop.get_by_role("button", name="添加备注").click()
    page.locator("#outbox .pending", has_text="（1）").wait_for()
    place.store.write(lambda tx: stored.free(tx, [ids["visit2"]], "cancelled"))
    page.context.set_offline(False)
    page.locator("#outbox li.kept", has_text="改派").wait_for()
    said = place.store.read(
        lambda tx: messages.history(tx, stored_tickets.get(tx, ids["ticket2"]).conversation_id)
    )
    assert [m.direction for m in said if "客户换了新阀门" in m.text] == ["note"]
    page.locator("#outbox").get_by_role("button", name="知道了").click()
    page.locator("#outbox li").wait_for(state="detached")


def log_out(page: Page) -> None:
    """As often as the page is drawn anew meanwhile, which closes the menu: it does so when it has sent what it kept."""
    from playwright.sync_api import TimeoutError as TooLate

    out = page.locator("form[action$=logout] button")
    for patience in (2_000, 2_000, 10_000):
        page.locator(".me summary").click()
        try:
            out.click(timeout=patience)
            return
        except TooLate:
            continue
    raise AssertionError("nobody could log out")


@pytest.mark.timeout(120)
def test_the_day_opens_without_a_connection_and_nothing_of_it_is_left_after_the_logout(
    place: Place, new_page: NewPage
) -> None:
    page = new_page(width=390, height=800)
    with serving(place.home) as server:
        port = server.url.rpartition(":")[2]
        enter(page, server.url, "demo-technician")
        until(
            page,
            """async () => { const kept = (await (await caches.open("baoxiu-day")).keys()).map((r) => r.url);
            const all = ["/day", "/day.js", "/console.css"].every((end) => kept.some((url) => url.endsWith(end)));
            return all && navigator.serviceWorker.controller?.state === "activated"; }""",
        )
        address = page.locator(".where").first.inner_text()
    page.goto(f"{server.url}/console/day")  # nobody listens there now
    assert page.locator(".where").first.inner_text() == address
    assert page.evaluate("getComputedStyle(document.querySelector('.stop-card')).borderRadius") != "0px"
    stop = page.locator(f"#visit-{place.ids['visit1']}")
    if stop.locator(".work:not([open])").count():
        stop.locator(".work > summary").click()
    stop.locator("textarea[name=text]").fill("没有信号时写的")
    stop.get_by_role("button", name="添加备注").click()
    page.locator("#outbox .pending", has_text="（1）").wait_for()
    with serving(place.home, port=port):
        page.reload()
        page.locator("#outbox .pending").wait_for(state="hidden")
        log_out(page)
        page.locator("form.login").wait_for()
        until(page, "async () => !(await caches.has('baoxiu-day'))")
    said = place.store.read(
        lambda tx: messages.history(tx, stored_tickets.get(tx, place.ids["ticket1"]).conversation_id)
    )
    assert [m.direction for m in said if "没有信号" in m.text] == ["note"]
