"""What somebody tells on the telephone is written into the ticket: name, number, address, serial number."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

from typing import Any

import pytest

from handlers import visits
from handlers.texts.catalog import say
from storage import tickets
from tests.bot.office import ON_SQLITE, Office, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_call_page import take
from tests.bot.test_registers import text_only

BOOKED = ("水箱漏水", "DEMO-P3-0001", "王建国，13812345678，杭州市西湖区文三路12号", "1", "确认")


def only(office: Office) -> Any:
    return office.place.house.store.read(lambda tx: tickets.listing(tx, limit=1))[0]


def correct(person: Any, ticket: Any, **given: str) -> Any:
    fields = {
        "contact_name": ticket.contact_name or "", "phone": ticket.phone or "", "address": ticket.address or "",
        "serial_number": ticket.serial_given or "", **given,
    }  # fmt: skip
    return person.do("contact", ticket=ticket.id, **fields)


def test_the_answers_of_a_call_back_are_written_into_the_ticket(office: Office) -> None:
    kim = office.person("kim")
    take(kim, "太阳能水箱漏水")
    before = only(office)
    assert before.warranty["verdict"] == "undecided" and before.address is None and before.region is None
    answer = correct(kim, before, contact_name="王建国", phone="138 1234 5678", address="杭州市西湖区文三路12号", serial_number="demo p3 0001")  # fmt: skip
    assert answer.status_code == 303, answer.text
    now = only(office)
    assert (now.contact_name, now.phone, now.address) == ("王建国", "13812345678", "杭州市西湖区文三路12号")
    assert now.region == "hangzhou" and now.device_id is not None and now.warranty["verdict"] == "covered"
    log = office.place.house.store.read(lambda tx: tickets.log(tx, now.id))
    assert "warranty.checked" in [e.event for e in log if e.actor == f"user:{office.user('kim')}"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("given", "status"), [({"phone": "12"}, 409), ({"address": "x" * 301}, 409), ({"serial_number": ""}, 303)]
)
def test_nonsense_is_refused_and_an_empty_field_takes_nothing_away(
    office: Office, given: dict[str, str], status: int
) -> None:
    kim = office.person("kim")
    take(kim, "太阳能水箱漏水", serial_number="DEMO-P3-0001", phone="13812345678")
    before = only(office)
    assert correct(kim, before, **given).status_code == status
    now = only(office)
    assert (now.phone, now.serial_given, now.device_id) == (
        before.phone,
        before.serial_given,
        before.device_id,
    )


@ON_SQLITE
def test_a_visit_that_cannot_go_to_the_new_place_is_arranged_anew(office: Office) -> None:
    customer = office.customer(*BOOKED)
    kim, ticket = office.person("kim"), only(office)
    store = office.place.house.store
    assert store.read(lambda tx: visits.booked(tx, ticket.id)) is not None, customer.news()
    assert correct(kim, ticket, address="杭州市西湖区文三路14号").status_code == 303
    assert kim.queue() == []
    assert correct(kim, only(office), address="北京市海淀区中关村大街1号").status_code == 303
    assert only(office).region == "beijing" and kim.queue() == [ticket.number]


@ON_SQLITE
def test_a_closed_ticket_stays_and_auditors_change_nothing(office: Office) -> None:
    kim = office.person("kim")
    take(kim, "太阳能水箱漏水")
    ticket = only(office)
    office.user("bob", role="auditor")
    assert correct(office.person("bob"), ticket, phone="13812345678").status_code == 403
    office.place.house.store.write(
        lambda tx: tickets.save(tx, ticket.id, office.clock.now, status="resolved")
    )
    assert correct(kim, ticket, phone="13812345678").status_code == 409
    assert only(office).phone is None


@ON_SQLITE
@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "belongs to “Agricultural machinery (three guarantees)”"), ("zh", "属于“农业机械（三包）”")],
)
def test_a_device_of_another_plan_is_refused_and_it_is_told_what_to_do(
    office: Office, lang: str, told: str
) -> None:
    office.customer("太阳能热水器漏水了", "转人工")
    ticket = only(office)
    office.user("ann", lang=lang)
    answer = correct(office.person("ann"), ticket, serial_number="DEMO-P8-0001")
    assert answer.status_code == 409 and told in text_only(answer)
    assert say("taking-title", lang) in text_only(answer), (
        "where another ticket is made has the name of the page"
    )
    assert only(office).serial_given == ticket.serial_given
