"""What the page of a case says of its clocks, of what was sent, and of its device."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from handlers import tickets
from storage.models import Message, User, Visit
from tests.bot.office import ON_SQLITE, Office, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_admin import send

REPORT = ("水箱漏水", "DEMO-P3-0001", "我叫王建国，电话13800138000", "杭州市西湖区文三路12号", "确认")


def clock_of(page: str, promise: str) -> dict[str, str]:
    """What a clock says when it is opened."""
    found = re.search(rf"<span>{promise}</span>.*?<dl>(.*?)</dl>", page, re.S)
    assert found, f"no clock {promise!r}"
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", found[1], re.S))


@ON_SQLITE
def test_why_a_clock_is_red_is_told_with_the_times_in_which_it_ran_and_stood_still(office: Office) -> None:
    customer, store, house = office.customer(*REPORT, "转人工"), office.place.house.store, office.place.house
    ann = office.person("ann")
    ticket = int(ann.first(r'name="ticket" value="(\d+)"', f"/console?view=all&c={customer.conversation}"))

    def happens(event: str, later: timedelta) -> None:
        office.clock.now += later
        store.write(lambda tx: tickets.record(tx, house, ticket, event, "user:1", office.clock.now, {}))

    happens("customer.awaited", timedelta(minutes=20))
    assert "Stood still" in clock_of(ann.page(customer.conversation), "the fault removed")
    happens("customer.back", timedelta(minutes=30))
    office.clock.now += timedelta(days=20)
    page = office.person("ann").page(customer.conversation)
    told = clock_of(page, "the fault removed")
    assert re.search(r'<li class="\w+ late"><details><summary><span>the fault removed</span>', page), (
        "it is red"
    )
    stood = re.findall(r"(\d\d:\d\d)", told["Stood still"])
    assert len(stood) == 2 and stood[0] != stood[1], told
    assert told["Ran"].count(" – ") >= 2, "before it stood still, and after"


@ON_SQLITE
@pytest.mark.parametrize(
    ("status", "said"),
    [("pending", "not delivered yet"), ("refused", "held back"), ("dead", "undeliverable"), ("sent", "")],
)
def test_of_each_message_it_is_said_what_became_of_it(office: Office, status: str, said: str) -> None:
    customer = office.customer("水箱漏水", "转人工")
    ann = office.person("ann")
    ann.do("claim", item=customer.item)
    ann.do("reply", conversation=customer.conversation, text="马上看", key="1")
    office.place.house.store.write(
        lambda tx: tx.sql.execute(
            update(Message)
            .where(Message.id == select(func.max(Message.id)).scalar_subquery())
            .values(status=status)
        )
    )
    page = ann.page(customer.conversation)
    reply = (
        page[: page.index("马上看")].rpartition("<li ")[2]
        + page[page.index("马上看") :].partition("</li>")[0]
    )
    assert re.findall(r'<span class="state \w+">([^<]+)</span>', reply) == ([said] if said else [])


@ON_SQLITE
def test_beside_a_case_stands_what_its_device_had_before_and_the_way_to_all_of_it(office: Office) -> None:
    first = office.customer(*REPORT, "转人工")
    ann = office.person("ann")
    number = re.findall(r"\bBX\d{11}\b", ann.page(first.conversation))[0]
    ann.do("claim", item=first.item)
    ann.do("resolve", item=first.item, ticket=1, cause="装配松动", solution="拧紧", key="r")
    again = office.customer("不加热了", *REPORT[1:], "转人工")
    page = ann.page(again.conversation)
    device = re.findall(r'<a href="(/console/devices/\d+)">DEMO-P3-0001</a>', page)
    assert number in page and len(device) == 1
    assert number in ann.get(device[0]).text


@ON_SQLITE
def test_passwords_are_kept_as_argon2id(office: Office) -> None:
    assert send(office.person("tom"), login="new", name="New", role="engineer", lang="en").status_code == 200
    kept = office.place.house.store.read(
        lambda tx: tx.sql.scalars(select(User.password_hash).where(User.login == "new")).all()
    )
    assert [made.split("$")[1] for made in kept] == ["argon2id"]


@ON_SQLITE
def test_the_wall_names_visits_and_promises_that_are_at_risk_and_who_is_there(office: Office) -> None:
    customer = office.customer(
        "热水器水箱一直滴水，比昨天快", "DEMO-P3-0001", "王建国 13800138000 杭州市西湖区文三路12号", "1", "确认", "转人工"
    )  # fmt: skip
    ann, sue = office.person("ann"), office.person("sue")
    ann.do("claim", item=customer.item)
    ann.do("reply", conversation=customer.conversation, text="我们今天16点前给您回电话", key="1")

    def wall() -> str:
        return re.sub(r"<[^>]+>", " ", sue.get("/console/fragments/wall").text)

    assert (
        "回电话" not in wall()
        and "Begins soon" not in wall()
        and re.search(r"Ann\s+engineer · [^\n]+\s+1 of 5", wall())
    )
    office.clock.now = office.clock.now.replace(hour=7, minute=30)  # half past three here
    sue = office.person("sue")
    assert "Promises at risk" in wall() and "回电话" in wall(), "what was promised for four"
    visit = office.place.house.store.read(
        lambda tx: tx.sql.execute(select(Visit.start, Visit.end).where(Visit.status == "confirmed")).one()
    )
    office.clock.now = visit.start - timedelta(minutes=20)
    sue = office.person("sue")
    assert "Begins soon, not on the way yet" in wall()
    office.clock.now = visit.start + timedelta(minutes=1)
    assert "The window has begun, nobody is there" in wall()
