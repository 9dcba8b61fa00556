"""The registers that administrators keep: found, corrected with a reason, erased on request."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from storage import devices, registers, tickets
from tests.bot.office import ON_SQLITE, ROLES, Office, Person, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_console_attacks import everything
from tests.bot.test_dealers_page import SAID


def text_of(person: Person, path: str) -> str:
    answer = person.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


@pytest.fixture
def ticket(office: Office) -> Any:
    customer = office.customer(*SAID)
    return office.place.house.store.read(lambda tx: tickets.of_conversation(tx, customer.conversation))[0]


def fields(person: Person, device: int) -> dict[str, str]:
    """The form of a device's page as it stands."""
    page = person.get(f"/console/devices/{device}").text
    form = page[page.index("device-correct") : page.index("</form>", page.index("device-correct"))]
    found = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', form, re.S):
        chosen = re.search(r'value="(\w+)" selected', options) or re.search(r'value="(\w+)"', options)
        assert chosen
        found[name] = chosen[1]
    return {k: html.unescape(v) for k, v in found.items() if k not in ("csrf", "back")}


def test_a_device_is_found_by_what_people_have_in_hand(office: Office, ticket: Any) -> None:
    tom = office.person("tom")
    device = office.place.house.store.read(lambda tx: devices.get(tx, ticket.device_id))
    folded = device.serial_number.lower().replace("-", " ").replace("0", "O")
    for asked in (device.serial_number, folded, device.serial_number[:6], device.model[:4], device.model.lower()):
        assert f"/console/devices/{device.id}" in tom.get(f"/console/devices?q={asked}").text, asked
    owner = office.place.house.store.read(lambda tx: registers.customers(tx, [device.customer_id or ticket.customer_id]))
    for row in owner.values():
        for asked in filter(None, (row.name, row.phone)):
            assert f"/console/customers/{row.id}" in tom.get(f"/console/devices?q={asked}").text, asked
    for nothing in ("", "x", "%", "_", "'", "\\", "nobody has this"):
        assert "/console/devices/" not in tom.get(f"/console/devices?q={nothing}").text, nothing


@ON_SQLITE
def test_a_correction_needs_a_reason_and_changes_nothing_that_a_ticket_decided(office: Office, ticket: Any) -> None:
    tom, store = office.person("tom"), office.place.house.store
    path, device = f"/console/devices/{ticket.device_id}", ticket.device_id
    assert "Warranty on 2026-11-23" in text_of(tom, path) and ticket.number in text_of(tom, path)
    given = fields(tom, device)
    refused = tom.do("device-correct", **given, why=" ")
    assert (refused.status_code, "reason" in refused.text) == (409, True)
    same = tom.do("device-correct", **given, why="typo")
    assert (same.status_code, "Nothing is different" in same.text) == (409, True)
    days = {name: "2015-01-01" for name in ("acceptance", "warranty_card", "completion", "delivery") if given[name]}
    assert days, "the device has no starting day"
    wrong = tom.do("device-correct", **{**given, "acceptance": "yesterday"}, why="typo")
    assert (wrong.status_code, "acceptance" in wrong.text) == (409, True)
    changed = {**given, **days, "address": "Renmin Road 9"}
    assert tom.do("device-correct", **changed, why="the card says 2015").status_code == 303
    now = store.read(lambda tx: tickets.get(tx, ticket.id))
    assert (now.warranty, now.fee) == (ticket.warranty, ticket.fee), "a ticket was decided anew"
    page = text_of(tom, path)
    assert "By what the register says now:" in page and "the card says 2015" in page
    late = tom.do("device-correct", **{**given, "model": "X"}, why="from an old page")
    assert (late.status_code, "meanwhile" in late.text) == (409, True)
    log = text_of(tom, "/console/audit?action=device")
    assert "device corrected" in log and "2015-01-01" in log and "Renmin Road" not in log


@ON_SQLITE
def test_two_devices_cannot_have_one_serial_number(office: Office, ticket: Any) -> None:
    tom, store = office.person("tom"), office.place.house.store
    other = store.write(lambda tx: devices.add(tx, office.clock.now, serial_number="ZZ-77-1", serial_key="ZZ771",
                                               model="Z", plan="p8", dates={}, extension_months=0, recognised=True))  # fmt: skip
    given = {**fields(tom, other), "serial_number": store.read(lambda tx: devices.get(tx, ticket.device_id)).serial_number}
    refused = tom.do("device-correct", **given, why="typo")
    assert (refused.status_code, "another device" in refused.text) == (409, True)


@ON_SQLITE
def test_a_customer_is_erased_only_when_confirmed_and_nothing_is_open(office: Office, ticket: Any) -> None:
    tom, store = office.person("tom"), office.place.house.store
    who = ticket.customer_id
    page = text_of(tom, f"/console/customers/{who}")
    assert ticket.number in page and "王大田" in page
    assert "Still open" in text_of(tom, f"/console/customers/{who}?erase=1")
    office.person("sue")
    store.write(lambda tx: tickets.save(tx, ticket.id, office.clock.now, status="resolved", closed_at=office.clock.now))
    assert ticket.number in text_of(tom, f"/console/customers/{who}?erase=1")
    before = everything(office.place)
    for wrong in ({"confirm": "", "why": "asked"}, {"confirm": str(who), "why": " "}, {"confirm": "x", "why": "asked"}):
        assert tom.do("customer-erase", customer=who, **wrong).status_code == 409, wrong
    assert everything(office.place) == before
    assert tom.do("customer-erase", customer=who, confirm=who, why="asked by letter").status_code == 303
    assert "王大田" not in text_of(tom, f"/console/customers/{who}")
    assert "customer erased" in text_of(tom, "/console/audit?action=customer")


PAGES = ("/console/devices", "/console/devices?q=DEMO", "/console/devices/1", "/console/customers/1")


@ON_SQLITE
def test_only_administrators_change_registers_and_only_they_and_auditors_see_them(office: Office, ticket: Any) -> None:
    office.user("bob", role="auditor")
    for login, role in {**ROLES, "bob": "auditor"}.items():
        person = office.person(login)
        for path in PAGES:
            answer = person.get(path)
            assert answer.status_code == (200 if role in ("administrator", "auditor") else 403), (login, path)
            if role == "auditor":
                assert "/console/do/device" not in answer.text and "customer-erase" not in answer.text
    bob = office.person("bob")
    assert bob.get("/console/customers/1?erase=1").status_code == 403
    assert bob.do("device-correct", device=1, why="x").status_code == 403
