"""The registers that administrators keep: found, corrected with a reason, erased on request."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import update

from storage import devices, messages, registers, tickets
from storage.engine import Tx
from storage.models import QueueItem
from tests.bot.office import ON_SQLITE, ROLES, Office, Person, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_console_attacks import everything
from tests.bot.test_dealers_page import SAID


def text_of(person: Person, path: str) -> str:
    answer = person.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return text_only(answer)


def text_only(answer: Any) -> str:
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
        chosen = re.search(r'value="(\w*)" selected', options) or re.search(r'value="(\w+)"', options)
        assert chosen
        found[name] = chosen[1]
    return {k: html.unescape(v) for k, v in found.items() if k not in ("csrf", "back")}


def test_a_device_is_found_by_what_people_have_in_hand(office: Office, ticket: Any) -> None:
    tom = office.person("tom")
    device = office.place.house.store.read(lambda tx: devices.get(tx, ticket.device_id))
    folded = device.serial_number.lower().replace("-", " ").replace("0", "O")
    for asked in (
        device.serial_number,
        folded,
        device.serial_number[:6],
        device.model[:4],
        device.model.lower(),
    ):
        assert f"/console/devices/{device.id}" in tom.get(f"/console/devices?q={asked}").text, asked
    owner = office.place.house.store.read(
        lambda tx: registers.customers(tx, [device.customer_id or ticket.customer_id])
    )
    for row in owner.values():
        for asked in filter(None, (row.name, row.phone)):
            assert f"/console/customers/{row.id}" in tom.get(f"/console/devices?q={asked}").text, asked
    for nothing in ("", "x", "%", "_", "'", "\\", "nobody has this"):
        assert "/console/devices/" not in tom.get(f"/console/devices?q={nothing}").text, nothing


@ON_SQLITE
def test_a_correction_needs_a_reason_and_changes_nothing_that_a_ticket_decided(
    office: Office, ticket: Any
) -> None:
    tom, store = office.person("tom"), office.place.house.store
    path, device = f"/console/devices/{ticket.device_id}", ticket.device_id
    assert "Warranty on 2026-11-23" in text_of(tom, path) and ticket.number in text_of(tom, path)
    given = fields(tom, device)
    refused = tom.do("device-correct", **given, why=" ")
    assert (refused.status_code, "reason" in refused.text) == (409, True)
    same = tom.do("device-correct", **given, why="typo")
    assert (same.status_code, "Nothing is different" in same.text) == (409, True)
    days = {
        name: "2015-01-01"
        for name in ("acceptance", "warranty_card", "completion", "delivery")
        if given[name]
    }
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
    given = {
        **fields(tom, other),
        "serial_number": store.read(lambda tx: devices.get(tx, ticket.device_id)).serial_number,
    }
    refused = tom.do("device-correct", **given, why="typo")
    assert (refused.status_code, "another device" in refused.text) == (409, True)


@ON_SQLITE
def test_a_customer_is_erased_only_when_confirmed_and_nothing_is_open(office: Office, ticket: Any) -> None:
    tom, store = office.person("tom"), office.place.house.store
    who = ticket.customer_id
    page = text_of(tom, f"/console/customers/{who}")
    assert ticket.number in page and "王大田" in page
    assert "Still open" in text_of(tom, f"/console/customers/{who}?erase=1")

    def close(tx: Tx) -> None:
        tickets.save(tx, ticket.id, office.clock.now, status="resolved", closed_at=office.clock.now)
        tx.sql.execute(update(QueueItem).values(status="closed"))

    store.write(close)
    assert "tickets: 1)" in text_of(tom, f"/console/customers/{who}?erase=1")
    before = everything(office.place)
    for wrong in (
        {"confirm": "", "why": "asked"},
        {"confirm": str(who), "why": " "},
        {"confirm": "x", "why": "asked"},
    ):
        assert tom.do("customer-erase", customer=who, **wrong).status_code == 409, wrong
    assert everything(office.place) == before
    erased = tom.do("customer-erase", customer=who, confirm=who, why="asked by letter")
    assert erased.status_code == 303, text_only(erased)
    assert "王大田" not in text_of(tom, f"/console/customers/{who}")
    assert "customer erased" in text_of(tom, "/console/audit?action=customer")


def post(person: Person, path: str, **given: str) -> Any:
    data = {"csrf": person.csrf, **given}
    return person.place.http.post(path, data=data, headers=person.headers())


@ON_SQLITE
def test_a_dead_letter_is_tried_again_or_discarded_once_and_with_a_reason(
    office: Office, ticket: Any
) -> None:
    tom, store, talk = office.person("tom"), office.place.house.store, ticket.conversation_id
    about = {"conversation_id": talk, "direction": "out", "author": "notice", "channel": "telegram", "status": "dead",
             "error": "403 blocked", "attempts": 24, "created_at": office.clock.now, "epoch": 0}  # fmt: skip
    one, two = store.write(
        lambda tx: messages.add(tx, [{**about, "text": "first"}, {**about, "text": "second"}])
    )
    page = text_of(tom, "/console/channels")
    assert "403 blocked" in page and "first" in page and "second" in page
    assert tom.do("letter-again", message=one, note=" ").status_code == 409
    assert tom.do("letter-again", message=one, note="unblocked").status_code == 303
    assert tom.do("letter-drop", message=two, note="called instead").status_code == 303
    rows = store.read(lambda tx: [messages.get(tx, n) for n in (one, two)])
    assert [(r.status, r.attempts) for r in rows] == [("pending", 0), ("refused", 24)]
    for action, number in (
        ("letter-again", one),
        ("letter-drop", one),
        ("letter-again", two),
        ("letter-drop", 999),
    ):
        assert tom.do(action, message=number, note="x").status_code == 409, (action, number)
    log = text_of(tom, "/console/audit?action=message")
    assert "message tried again" in log and "called instead" in log
    assert "second" not in text_of(tom, "/console/channels")


@ON_SQLITE
def test_a_token_is_shown_once_opens_what_it_says_and_is_revoked(office: Office) -> None:
    tom = office.person("tom")
    assert post(tom, "/console/tokens", name="erp").status_code == 409, "it may do nothing"
    made = post(tom, "/console/tokens", name="erp <b>", **{"s_tickets:read": "1"})
    secret = re.search(r"<code>(bx_[\w-]+)</code>", made.text)
    assert made.status_code == 200 and secret and "<b>erp <b>" not in made.text

    def status(path: str) -> int:
        return int(office.place.http.get(path, headers={"authorization": f"Bearer {secret[1]}"}).status_code)

    assert (status("/api/v1/tickets"), status("/api/v1/visits")) == (200, 403)
    assert secret[1] not in tom.get("/console/tokens").text
    assert post(tom, "/console/tokens", name="erp <b>", **{"s_queue:read": "1"}).status_code == 409
    assert tom.do("token-revoke", name="erp <b>").status_code == 303
    assert status("/api/v1/tickets") == 401
    assert tom.do("token-revoke", name="erp <b>").status_code == 409
    log = text_of(tom, "/console/audit?action=token")
    assert "API token made" in log and "API token revoked" in log and secret[1] not in log


@ON_SQLITE
def test_a_subscription_is_added_with_its_secret_shown_once(office: Office) -> None:
    tom = office.person("tom")
    for wrong in (
        {"url": "ftp://x"},
        {"url": "https://erp.example/in", "types": "no.such"},
        {"url": "https://u:p@erp.example/"},
    ):
        assert post(tom, "/console/subscriptions", **wrong).status_code == 409, wrong
    made = post(
        tom,
        "/console/subscriptions",
        url="https://erp.example/in?key=hidden",
        types="ticket.closed",
        plan="p8",
    )
    assert made.status_code == 200 and "shown this once" in made.text
    page = text_of(tom, "/console/subscriptions")
    assert "https://erp.example/in?…" in page and "hidden" not in page and "shown this once" not in page
    assert "subscription added" in text_of(tom, "/console/audit?action=subscription")
    assert post(office.person("sue"), "/console/subscriptions", url="https://a.example/").status_code == 403


PAGES = (
    "/console/channels",
    "/console/tokens",
    "/console/devices",
    "/console/devices?q=DEMO",
    "/console/devices/1",
    "/console/customers/1",
)


@ON_SQLITE
def test_only_administrators_change_registers_and_settings_are_for_them_and_auditors(
    office: Office, ticket: Any
) -> None:
    office.user("bob", role="auditor")
    for login, role in {**ROLES, "bob": "auditor"}.items():
        person = office.person(login)
        for path in PAGES:
            answer = person.get(path)
            looked_up = path.startswith(("/console/devices", "/console/customers"))
            may = looked_up or role in ("administrator", "auditor")
            assert answer.status_code == (200 if may else 403), (login, path)
            if role != "administrator":
                assert "/console/do/device" not in answer.text and "customer-erase" not in answer.text
    for login in ("bob", "kim", "ann", "sue"):
        person = office.person(login)
        assert person.get("/console/customers/1?erase=1").status_code == 403
        assert person.do("device-correct", device=1, why="x").status_code == 403
    for role in ("dealer", "technician", "finance"):
        office.user("bob", role=role)
        assert office.person("bob").get("/console/devices/1").status_code == 403
