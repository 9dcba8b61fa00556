"""Spare parts, standby units, replaced devices and old parts on the page of a case (P6.4, P8.7)."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import re

from handlers.rules import serials
from storage import devices
from tests.bot.office import ON_SQLITE, Customer, Office, Person, clock, house, office  # noqa: F401 - fixtures


def ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="(\d+)"', page)
    assert found
    return found[1]


def open_case(office: Office, serial: str, what: str, where: str) -> Customer:
    return office.customer(what, serial, where, "转人工")


@ON_SQLITE
def test_an_engineer_sends_a_standby_unit_and_replaces_the_device(office: Office) -> None:
    customer = open_case(
        office, "DEMO-P6-0001", "存储宕机了，全公司停工", "张伟，13800138001，上海市浦东新区张江路88号"
    )
    ann, c = office.person("ann"), customer.conversation
    page = ann.page(c)
    assert "Spare parts and standby units" in page and "whatever fits, from the nearest depot" in page
    number = ticket(page)
    assert ann.do("parts-order", ticket=number, what="standby:", quantity=1, why="cannot be repaired soon").status_code == 303  # fmt: skip
    again = ann.do("parts-order", ticket=number, what="standby:", quantity=1, why="again")
    assert again.status_code == 409 and "STO-SB is on its way for this ticket already." in again.text
    page = ann.page(c)
    assert "STO-SB item" in page and "reserved · shanghai depot" in page
    assert "shanghai depot is in the customer's region" in page
    reservation = press(page, "parts-delivered", "reservation")
    assert ann.do("parts-delivered", reservation=reservation).status_code == 303
    assert ann.do("parts-delivered", reservation=reservation).status_code == 409
    page = ann.page(c)
    assert "with the customer" in page and "back by 2026-12-07" in page
    assert ann.do("device-replaced", ticket=number, serial="NEW-P6-1234").status_code == 303
    page = ann.page(c)
    assert "NEW-P6-1234" in page and "In the place of DEMO-P6-0001" in page
    assert ann.do("parts-returned", reservation=press(page, "parts-returned", "reservation")).status_code == 303  # fmt: skip
    told = [text for by, text in customer.news() if by == "notice"]
    assert [t[:7] for t in told] == ["已在shang", "备机（STO-", "您的设备 DE"], told
    new = office.place.house.store.read(lambda tx: devices.by_key(tx, serials.fold("NEW-P6-1234")))
    assert new.dates == {"acceptance": "2026-05-07"}


def press(page: str, action: str, field: str) -> str:
    """What the button of an action sends."""
    found = re.search(rf'/console/do/{action}">.*?name="{field}" value="(\d+)"', page, re.DOTALL)
    assert found, f"no button {action}"
    return found[1]


@ON_SQLITE
def test_an_old_part_comes_back_to_the_clerk_and_is_identified_by_the_technicians(office: Office) -> None:
    customer = open_case(
        office, "DEMO-P8-0001", "收割机皮带断了，机器动不了", "王建国，13800138000，南京市江宁区东山街道5号"
    )
    ann, kim, c = office.person("ann"), office.person("kim", "zh"), customer.conversation
    assert "Not all back: no reimbursement yet" in ann.page(c)
    assert ann.do("old-part", ticket=ticket(ann.page(c)), part="", serial="").status_code == 409
    assert ann.do("old-part", ticket=ticket(ann.page(c)), part="皮带", serial="B-77").status_code == 303
    part = press(kim.page(c), "old-part-back", "part")
    assert kim.do("old-part-back", part=part).status_code == 303
    page = kim.page(c)
    assert "已返回，待鉴定" in page and "old-part-identified" not in page
    assert kim.do("old-part-identified", part=part, **{"as": "scrap"}).status_code == 403
    assert press(ann.page(c), "old-part-identified", "part") == part
    assert ann.do("old-part-identified", part=part, **{"as": "scrap"}).status_code == 303
    assert "All back" in ann.page(c) and "报废" in kim.page(c)


@ON_SQLITE
def test_the_wish_of_a_customer_who_waits_for_a_person_is_shown(office: Office) -> None:
    customer = open_case(
        office, "DEMO-P6-0001", "存储宕机了，全公司停工", "张伟，13800138001，上海市浦东新区张江路88号"
    )
    customer.say("能不能先送一台备机过来")
    ann: Person = office.person("ann")
    assert "The customer asks for one" in ann.page(customer.conversation)
