"""The ledger of promises and what follows the work, as people of ours see and use them."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

from datetime import timedelta

from handlers import watch
from tests.bot.office import ON_SQLITE, Office, clock, cookie, house, listening, office  # noqa: F401 - fixtures

pytestmark = ON_SQLITE


def test_promises_are_made_kept_put_off_and_taken_back_by_buttons(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, c = office.person("ann"), customer.conversation
    ann.do("claim", item=customer.item)
    assert ann.do("reply", conversation=c, text="下午三点前给您回电话", key="1").status_code == 303
    page = ann.page(c)
    assert "下午三点前给您回电话 (by 15:00 today)" in page and "promise-kept" in page
    assert ann.do("promise", ticket=1, text="发备件", until="gestern", key="2").status_code == 409
    assert ann.do("promise", ticket=1, text="发备件", until="明天上午", key="2").status_code == 303
    assert "发备件 (by 12:00 tomorrow)" in ann.page(c)
    blocked = ann.do("resolve", item=customer.item, cause="x")
    assert blocked.status_code == 409 and "A promise to the customer is not settled" in blocked.text
    assert ann.do("promise-moved", promise=2, until="明天下午", why="快递停运").status_code == 303
    customer.news()
    assert ann.do("promise-kept", promise=1).status_code == 303
    assert ann.do("promise-kept", promise=1).status_code == 409
    assert ann.do("promise-dropped", promise=3, why="客户不要了").status_code == 303
    page = ann.page(c)
    assert "kept" in page and "taken back" in page and "promise-kept" not in page
    assert ann.do("resolve", item=customer.item, cause="x").status_code == 303


def test_what_was_failed_is_on_the_wall_and_still_owed(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann, sue = office.person("ann"), office.person("sue")
    ann.do("claim", item=customer.item)
    ann.do("promise", ticket=1, text="回电话", until="今天11:00", key="1")
    office.clock.now += timedelta(hours=3)
    watch.fire(office.place.house, office.clock.now)
    wall = sue.get("/console/wall").text
    assert "A promise to a customer was not kept" in wall and "回电话" in wall
    assert "not kept, still owed" in ann.page(customer.conversation)


def test_a_resolved_report_is_opened_again_and_the_answer_of_the_customer_is_shown(office: Office) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    ann.do("resolve", item=customer.item, cause="seal replaced")
    office.clock.now += timedelta(days=3, minutes=1)
    watch.fire(office.place.house, office.clock.now)
    customer.say("2分")
    ann = office.person("ann")  # the session of three days ago is over
    page = ann.page(customer.conversation)
    assert "2/5 Not satisfied" in page and "P3.7" in page and "Open again" in page
    assert ann.do("reopen", ticket=1, why="").status_code == 409
    assert ann.do("reopen", ticket=1, why="called: still leaks").status_code == 303
    assert ann.do("reopen", ticket=1, why="called: still leaks").status_code == 409
    page = ann.page(customer.conversation)
    assert "/console/do/reopen" not in page and "fault · in progress" in page
