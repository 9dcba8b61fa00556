"""An engineer by keyboard only, in a real browser: past several works about one conversation, a reply, a note to who called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from handlers import people
from handlers import queue as desk_queue
from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.turn import receive
from nlu.parse import parse
from storage import queue
from storage.engine import Store
from storage.models import User
from tests.bot.test_console_look import enter
from tests.browser import until
from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Three who wait; about the first one somebody has to call a dealer as well."""
    home: Path = tmp_path_factory.mktemp("keys")
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(home)).returncode == 0
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)
    for who in "abc":
        for n, text in enumerate(("太阳能热水器漏水了", "转人工")):
            receive(house, Inbound("web", who, f"{who}-{n}", text, kind="text", plan="p3"))
    now = house.now()

    def work(tx) -> None:  # type: ignore[no-untyped-def]
        first = queue.waiting(tx)[0]
        for reason in ("silent_report", "check_arrangement"):
            queue.add(tx, now, queue=first.queue, kind="task", reason=reason, conversation_id=first.conversation_id,
                      ticket_id=first.ticket_id, severity_level=1, due_at=first.due_at)  # fmt: skip
        tx.sql.execute(update(User).values(presence="busy", declared_at=now))  # nothing is offered by itself

    store.write(work)
    last = store.read(lambda tx: queue.waiting(tx)[-1].conversation_id)
    ann = people.actor(store.read(lambda tx: tx.sql.execute(select(User.__table__).where(User.login == "demo-engineer2")).one()))  # fmt: skip
    desk_queue.note(house, ann, last, "@demo-engineer 这种见过吗？", "n")
    store.close()
    with serving(home) as running:
        yield running


def chosen(page: Page, which: int, of: int) -> None:
    """Exactly this card is the chosen one."""
    marks = "".join("#" if n == which else "." for n in range(of))
    until(
        page,
        f"() => [...document.querySelectorAll('a.card')].map((e) => (e.hasAttribute('aria-current') ? '#' : '.')).join('') === '{marks}'",
    )


@pytest.mark.timeout(120)
def test_the_keys_reach_every_work_and_the_focus_stays_where_something_was_done(
    server: Serving, new_page: NewPage
) -> None:
    """Two works about one conversation stopped `j` between them for good, and whoever had sent an answer was at the top of
    the page again."""
    page = new_page(width=1280, height=860)
    enter(page, server.url, "demo-engineer2")
    page.wait_for_load_state()
    for n in range(5):
        page.keyboard.press("j")
        chosen(page, n, 5)
    page.keyboard.press("k")
    chosen(page, 3, 5)
    page.keyboard.press("c")  # of the case that is chosen, though the one before may still be shown
    page.locator("textarea[data-key=r]").wait_for()
    page.locator(".said li", has_text="已接入").wait_for()

    until(page, "() => document.activeElement.dataset.key === 'r'")
    page.keyboard.type("Hello, I am on it.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".said li.person", has_text="on it").wait_for()
    until(
        page,
        "() => !document.querySelector('.reply button').disabled && document.activeElement.textContent.trim() === 'Send'",
    )
    page.keyboard.press("n")
    until(page, "() => document.activeElement.dataset.key === 'n'")
    page.keyboard.type("@demo-engineer have you ")
    sue = new_page(width=1280, height=860)
    enter(sue, server.url, "demo-supervisor")
    sue.goto(page.url)
    page.locator(".lookers span").wait_for()
    page.keyboard.type("seen this one?")  # the page was drawn anew in between
    page.keyboard.press("Control+Enter")
    page.locator(".said li.note", has_text="@demo-engineer have you seen this one?").wait_for()
    until(page, "() => document.activeElement.closest('details') !== null")


@pytest.mark.timeout(120)
def test_whoever_is_called_by_a_note_can_answer_it_without_taking_the_case(
    server: Serving, new_page: NewPage
) -> None:
    """Only who held the case could write a note, so that a question to a colleague had no answer."""
    page = new_page(width=1280, height=860, lang="zh-CN")
    enter(page, server.url, "demo-engineer")
    page.locator("[data-call^=mention] a").first.click()
    page.locator(".said li.note").wait_for()
    page.wait_for_load_state()
    assert not page.locator("textarea[data-key=r]").count(), "it is somebody else's"
    page.keyboard.press("n")
    page.keyboard.type("见过，好")
    page.keyboard.press("ArrowLeft")
    hands = page.context.new_cdp_session(page)
    hands.send("Input.imeSetComposition", {"text": "huanfaxin", "selectionStart": 9, "selectionEnd": 9})
    sue = new_page(width=1280, height=860)
    enter(sue, server.url, "demo-supervisor")
    sue.goto(page.url)
    page.wait_for_timeout(1500)  # it hears of it, and waits until the word is written
    hands.send("Input.insertText", {"text": "换阀芯"})
    page.locator(".lookers span", has_text="王芳").wait_for()
    page.keyboard.type("就")  # where the cursor was
    assert page.input_value("textarea[data-key=n]") == "见过，换阀芯就好"
    page.keyboard.press("Control+Enter")
    page.locator(".said li.note", has_text="换阀芯").wait_for()
