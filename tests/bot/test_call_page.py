"""Somebody of ours takes a call: what is typed while the caller speaks becomes a ticket, and is never lost or doubled."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from handlers.texts.catalog import say
from storage.models import AuditEntry, Call, QueueItem, Ticket
from tests.bot.office import ON_SQLITE, Office, Person, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_registers import text_only


def told_by(answer: Any) -> str:
    return " ".join(text_only(answer).split())


SAID = "水箱漏水，热水出不来\n我姓王，王建国\n"


def take(person: Person, said: str, key: str = "k1", **more: Any) -> Any:
    data = {"csrf": person.csrf, "said": said, "key": key, **more}
    return person.place.http.post("/console/call", data=data, headers=person.headers())


def rows(office: Office, model: Any) -> list[Any]:
    found = office.place.house.store.read(lambda tx: tx.sql.execute(select(model.__table__)).all())
    return list(found)


def test_what_a_clerk_notes_while_the_caller_speaks_becomes_a_ticket(office: Office) -> None:
    kim = office.person("kim")
    answer = take(kim, SAID, serial_number="DEMO-P3-0001", phone="138 1234-5678")
    assert answer.status_code == 200, answer.text
    (ticket,) = rows(office, Ticket)
    told = told_by(answer)
    assert ticket.number in told and "covered" in told.lower()
    assert "While the caller is there, ask for: address" in told
    assert (ticket.phone, ticket.serial_given, ticket.plan) == ("13812345678", "DEMO-P3-0001", "p3")
    assert [i.reason for i in rows(office, QueueItem)] == ["call_back"]
    page = kim.page(rows(office, Call)[0].conversation_id)
    assert "水箱漏水，热水出不来" in page and "13812345678" in page
    noted = [e for e in rows(office, AuditEntry) if e.action == "call.taken"]
    assert len(noted) == 1 and noted[0].actor == f"user:{office.user('kim')}"


@ON_SQLITE
def test_the_same_form_makes_one_ticket_and_equal_notes_of_two_callers_make_two(office: Office) -> None:
    kim = office.person("kim")
    first, again = take(kim, "水箱漏水", "a"), take(kim, "水箱漏水", "a")
    assert "taken in before" not in text_only(first) and "taken in before" in text_only(again)
    assert len(rows(office, Ticket)) == 1
    take(kim, "水箱漏水", "b")
    assert len(rows(office, Ticket)) == 2


@ON_SQLITE
def test_a_pasted_dialogue_is_one_call_however_often_it_is_pasted(office: Office) -> None:
    said = "客服：您好\n客户：水箱漏水，DEMO-P3-0001\n客服：今天下午三点前师傅到"
    kim = office.person("kim")
    take(kim, said, "a")
    assert "taken in before" in text_only(take(kim, said, "b"))
    assert len(rows(office, Ticket)) == 1


@ON_SQLITE
@pytest.mark.parametrize(
    "said", ["唉那个东西又那样了", "hello, it is me again about the thing", "故障：投影不亮"]
)
def test_no_call_is_lost_because_nobody_understands_it(office: Office, said: str) -> None:
    take(office.person("kim"), said)
    (ticket,) = rows(office, Ticket)
    assert ticket.kind == "report_fault" and said in ticket.problem
    assert rows(office, QueueItem), "somebody has it before them"


@ON_SQLITE
def test_danger_is_danger_whatever_the_clerk_has_chosen(office: Office) -> None:
    take(office.person("kim"), "热水器着火了", kind="complaint")
    (ticket,) = rows(office, Ticket)
    assert {i.reason for i in rows(office, QueueItem)} == {"danger"}
    assert ticket.kind == "complaint"


@ON_SQLITE
def test_what_is_written_into_the_fields_counts_and_the_difference_is_told(office: Office) -> None:
    kim = office.person("kim")
    answer = take(kim, "水箱漏水，电话13900000001", phone="13812345678", address="杭州市西湖区文三路12号")
    (ticket,) = rows(office, Ticket)
    assert (ticket.phone, ticket.address) == ("13812345678", "杭州市西湖区文三路12号")
    assert "Said differently: phone: 13900000001; 13812345678" in told_by(answer)


@ON_SQLITE
@pytest.mark.parametrize(
    ("fields", "why"),
    [({"said": " "}, "call-empty"), ({"said": SAID, "phone": "12"}, "call-phone"), ({"said": '{"turns": ['}, "call-unread")],
)  # fmt: skip
def test_what_is_refused_keeps_what_was_written(office: Office, fields: dict[str, str], why: str) -> None:
    kim = office.person("kim")
    answer = take(kim, **{"contact_name": "王建国", **fields})
    assert answer.status_code == 409
    assert say(f"refused-{why}", "en", what="").rstrip() in text_only(answer)
    assert 'value="王建国"' in answer.text and fields["said"].strip() in text_only(answer)
    assert re.search(r'name="key" value="k1"', answer.text)
    assert not rows(office, Ticket)


@ON_SQLITE
def test_a_file_of_a_recorder_is_taken_in(office: Office) -> None:
    kim = office.person("kim")
    vtt = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v 客户>水箱漏水，DEMO-P3-0001\n"
    answer = office.place.http.post(
        "/console/call", data={"csrf": kim.csrf, "key": "x"}, files={"file": ("call.vtt", vtt)}, headers=kim.headers()
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert rows(office, Ticket)[0].serial_given == "DEMO-P3-0001"


@ON_SQLITE
@pytest.mark.parametrize("role", ["finance", "auditor", "dealer", "technician"])
def test_who_answers_no_customers_takes_no_calls(office: Office, role: str) -> None:
    kim = office.person("kim")
    office.user("kim", role=role)
    assert take(kim, SAID).status_code == 403
    assert kim.get("/console/call").status_code == 403
    assert not rows(office, Ticket)


@ON_SQLITE
def test_a_clerk_finds_devices_and_customers_that_never_had_a_ticket(office: Office) -> None:
    """A caller reads a serial number out; the search knew tickets only, and the register was shut to clerks."""
    kim = office.person("kim")
    found = kim.get("/console/search?q=DEMO-P3-0001")
    assert re.search(r'href="/console/devices/\d+"', found.text)
    device = kim.get(re.search(r'href="(/console/devices/\d+)"', found.text)[1])  # type: ignore[index]
    assert device.status_code == 200 and "device-correct" not in device.text
    assert "/console/call?serial=DEMO-P3-0001" in device.text
    assert 'value="DEMO-P3-0001"' in kim.get("/console/call?serial=DEMO-P3-0001").text
