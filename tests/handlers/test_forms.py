"""Forms within the house: drafted by what happens, issued once, signed once, numbered without a second use."""

from __future__ import annotations

from typing import Any

import pytest

from handlers import forms, queue, tickets
from handlers.people import Refused
from storage import conversations, messages
from storage import forms as stored
from storage import queue as stored_queue
from storage import tickets as stored_tickets
from storage.engine import Store, Tx
from tests.world import World, together

SHEET = {
    "cause": "workmanship", "budget": "within it", "photos": [{"file": 1, "sha256": "ab", "note": "the wall"}],
    "items": [{"item": "wall", "quantity": "2", "method": "plaster", "labour": 12000, "material": 3000}],
}  # fmt: skip


@pytest.fixture
def world(store: Store) -> World:
    return World(store).settle()


def ticket_of(world: World, *said: str, plan: str = "p2") -> int:
    for text in said or ("The wall is cracked",):
        world.say(text, plan=plan)

    def find(tx: Tx) -> int:
        row = conversations.find(tx, "terminal", "customer")
        return int(stored_tickets.of_conversation(tx, row.id)[0].id)

    return world.store.read(find)


def drafted(world: World, ticket_id: int, kind: str, given: dict[str, Any]) -> int:
    def work(tx: Tx) -> int:
        ticket = stored_tickets.get(tx, ticket_id)
        assert ticket is not None
        plan = world.house.plans[ticket.plan]
        now = world.house.now()
        return int(
            forms.draft(tx, world.house, plan, kind, forms.about(ticket), ticket, "user:1", now, given).id
        )

    return world.store.write(work)


def complete(world: World) -> int:
    ticket_id = ticket_of(world)

    def fill_in(tx: Tx) -> None:
        stored_tickets.save(
            tx, ticket_id, world.house.now(), contact_name="Wang", phone="13800138000", address="12 Wensan Rd"
        )

    world.store.write(fill_in)
    return ticket_id


def events(world: World, ticket_id: int) -> list[str]:
    return world.store.read(lambda tx: [e.event for e in stored_tickets.log(tx, ticket_id)])


def test_a_sheet_with_a_blank_is_not_issued_and_says_which_p2_3(world: World) -> None:
    ticket_id = complete(world)
    form_id = drafted(world, ticket_id, "repair_service", {**SHEET, "photos": []})
    with pytest.raises(forms.Incomplete) as refused:
        world.store.write(lambda tx: forms.issue(tx, world.house, form_id, "user:1", world.house.now()))
    assert "“photographs” is blank" in refused.value.told("en")
    assert "“现场照片”没有填" in refused.value.told("zh")
    row = world.store.read(lambda tx: forms.get(tx, form_id))
    assert (row.status, row.number) == ("draft", None)


def test_two_who_issue_at_once_get_one_number(world: World) -> None:
    form_id = drafted(world, complete(world), "repair_service", SHEET)
    house = world.house
    found = together(
        2, lambda i: world.store.write(lambda tx: forms.issue(tx, house, form_id, f"user:{i}", house.now()))
    )
    assert sum(isinstance(x, Refused) for x in found) == 1
    assert [x.number for x in found if not isinstance(x, Exception)] == ["P2-FW-2026-0001"]


def test_forms_issued_at_once_have_numbers_without_gap_or_repetition(world: World) -> None:
    house, plan = world.house, world.house.plans["p9"]
    said = {
        "campaign": "春季",
        "point": "东门",
        "kind": "opinion",
        "said": "很好",
        "visit": "not_wanted",
        "clerk": "Kim",
    }

    def one(i: int) -> str:
        def work(tx: Tx) -> str:
            row = forms.draft(
                tx, house, plan, "campaign_register", f"campaign:1/{i}", None, "user:1", house.now(), said
            )
            return str(forms.issue(tx, house, row.id, "user:1", house.now()).number)

        return world.store.write(work)

    numbers = together(12, one)
    assert sorted(map(str, numbers)) == [f"P9-HD-2026-{n:04d}" for n in range(1, 13)]
    first = world.store.read(lambda tx: stored.by_number(tx, "P9-HD-2026-0012"))
    world.store.write(lambda tx: forms.void(tx, house, first.id, "user:1", house.now(), "wrong"))
    assert one(99) == "P9-HD-2026-0013", "the number of a void form is not given again"


def test_two_signatures_are_one(world: World) -> None:
    house = world.house
    ticket_id = complete(world)
    form_id = drafted(world, ticket_id, "repair_service", SHEET)
    world.store.write(lambda tx: forms.issue(tx, house, form_id, "user:1", house.now()))
    with pytest.raises(Refused, match="not there to be signed"):
        world.store.write(lambda tx: forms.sign(tx, house, form_id, "user:1", house.now(), {"how": "chat"}))
    plan = house.plans["p8"]

    def issue(tx: Tx) -> int:
        given = dict.fromkeys(
            ("name", "phone", "address", "model", "serial", "ticket", "problem", "cause", "repairer", "work"),
            "x",
        )
        row = forms.draft(tx, house, plan, "repair_record", "record:1", stored_tickets.get(tx, ticket_id), "user:1",
                          house.now(), {**given, "day": "2026-11-23"})  # fmt: skip
        return int(forms.issue(tx, house, row.id, "user:1", house.now()).id)

    record = world.store.write(issue)
    found = together(
        2, lambda i: world.store.write(lambda tx: forms.sign(tx, house, record, "customer", house.now(), {"how": "chat", "name": str(i)}))
    )  # fmt: skip
    assert sum(isinstance(x, Refused) for x in found) == 1
    assert events(world, ticket_id).count("form.signed") == 1


def test_a_sheet_is_approved_once_and_the_general_office_is_told_to_file_it_p2_3(world: World) -> None:
    house = world.house
    ticket_id = complete(world)
    form_id = drafted(world, ticket_id, "repair_service", SHEET)
    world.store.write(lambda tx: forms.issue(tx, house, form_id, "user:1", house.now()))
    found = together(
        2, lambda i: world.store.write(lambda tx: forms.approve(tx, house, form_id, f"user:{i}", house.now()))
    )
    assert sum(isinstance(x, Refused) for x in found) == 1
    alarms = world.store.read(lambda tx: stored_tickets.alarms(tx, roles=("general_office",)))
    assert [a.text_id for a in alarms] == ["alarm-form-to-file"]


def test_an_issued_form_is_not_changed_a_new_version_replaces_it(world: World) -> None:
    house = world.house
    form_id = drafted(world, complete(world), "repair_service", SHEET)
    write = world.store.write
    first = write(lambda tx: forms.issue(tx, house, form_id, "user:1", house.now()))
    with pytest.raises(Refused, match="issued already"):
        write(lambda tx: forms.write(tx, house, form_id, {"budget": "more"}, "user:1", house.now()))
    found = together(2, lambda i: write(lambda tx: forms.renew(tx, house, form_id, f"user:{i}", house.now())))
    new = next(x for x in found if not isinstance(x, Exception))
    assert sum(isinstance(x, Refused) for x in found) == 1
    write(lambda tx: forms.write(tx, house, new.id, {"budget": "more"}, "user:1", house.now()))
    second = write(lambda tx: forms.issue(tx, house, new.id, "user:1", house.now()))
    assert (second.number, second.version, second.values["budget"]) == (first.number, 2, "more")
    old = world.store.read(lambda tx: forms.get(tx, form_id))
    assert (old.status, old.values["budget"], old.void_reason) == (
        "void",
        "within it",
        "replaced by version 2",
    )
    newest = world.store.read(lambda tx: stored.by_number(tx, first.number))
    assert newest.version == 2


def test_a_draft_follows_the_ticket_until_it_is_issued(world: World) -> None:
    ticket_id = complete(world)
    form_id = drafted(world, ticket_id, "repair_service", SHEET)
    house = world.house
    world.store.write(lambda tx: stored_tickets.save(tx, ticket_id, house.now(), phone="13911112222"))
    row = world.store.write(lambda tx: forms.issue(tx, house, form_id, "user:1", house.now()))
    assert row.values["phone"] == "13911112222"
    world.store.write(lambda tx: stored_tickets.save(tx, ticket_id, house.now(), phone="13700000000"))
    kept = world.store.read(lambda tx: forms.filled(tx, house, row, "user:1", house.now()))
    assert kept.values["phone"] == "13911112222"


def engineer_closes(world: World, cause: str = "done") -> None:
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    item = world.store.read(lambda tx: stored_queue.any_open(tx, row.id))
    queue.resolve(world.house, world.user(), item.id, cause)


def held_by_ann(world: World, *said: str, plan: str) -> int:
    ticket_id = ticket_of(world, *said, "I want to talk to a human", plan=plan)
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    item = world.store.read(lambda tx: stored_queue.open_handoff(tx, row.id))
    queue.claim(world.house, world.user(), item.id)
    return ticket_id


def record(world: World, ticket_id: int, event: str) -> None:
    world.store.write(
        lambda tx: tickets.record(tx, world.house, ticket_id, event, "user:1", world.house.now())
    )


def only(world: World, ticket_id: int, kind: str) -> Any:
    found = world.store.read(lambda tx: stored.of_subject(tx, f"ticket:{ticket_id}"))
    return next(row for row in found if row.kind == kind)


def test_after_a_visit_the_checklist_of_conduct_is_needed_before_closing_p2_6(world: World) -> None:
    ticket_id = held_by_ann(world, "The wall is cracked", plan="p2")
    record(world, ticket_id, "visit.arrived")
    with pytest.raises(Refused, match="Visit conduct checklist"):
        engineer_closes(world)
    assert world.store.read(lambda tx: stored_tickets.get(tx, ticket_id)).status != "resolved"
    draft = only(world, ticket_id, "visit_conduct")
    points = ["yes"] * 9
    given = {"worker": "Li", "day": "2026-11-23", "name": "Wang"}
    house, write = world.house, world.store.write
    write(
        lambda tx: forms.write(tx, house, draft.id, {**given, "points": [*points, ""]}, "user:1", house.now())
    )
    with pytest.raises(forms.Incomplete, match="conduct"):
        write(lambda tx: forms.issue(tx, house, draft.id, "user:1", house.now()))
    write(lambda tx: forms.write(tx, house, draft.id, {"points": [*points, "no"]}, "user:1", house.now()))
    write(lambda tx: forms.issue(tx, house, draft.id, "user:1", house.now()))
    engineer_closes(world)
    assert world.store.read(lambda tx: stored_tickets.get(tx, ticket_id)).status == "resolved"


def test_a_paid_repair_is_not_closed_without_an_invoice_of_at_most_what_was_agreed_p3_5(world: World) -> None:
    ticket_id = held_by_ann(world, "The water heater is leaking", plan="p3")
    fee = {"free": False, "low": 8000, "high": 20000, "currency": "CNY", "price_list": "p3-2026-01", "needs_consent": True,
           "lines": [{"name": {"zh": "上门", "en": "visit"}, "low": 8000, "high": 8000}]}  # fmt: skip
    house, write = world.house, world.store.write

    def agreed(tx: Tx) -> None:
        ticket = stored_tickets.save(
            tx, ticket_id, house.now(), fee=fee, contact_name="Wang", phone="13800138000", address="x"
        )
        assert ticket is not None
        message = messages.history(tx, ticket.conversation_id)[0]
        tickets.write_consent(tx, house, ticket, message.id, True, "customer", house.now())

    write(agreed)
    record(world, ticket_id, "visit.done")
    with pytest.raises(Refused, match="Invoice"):
        engineer_closes(world)
    draft = only(world, ticket_id, "invoice")
    paid = {"document": "invoice", "paid_by": "cash", "day": "2026-11-23"}
    over = {**paid, "items": [{"item": "tube", "quantity": "1", "amount": 20001}]}
    write(lambda tx: forms.write(tx, house, draft.id, over, "user:1", house.now()))
    with pytest.raises(forms.Incomplete) as refused:
        write(lambda tx: forms.issue(tx, house, draft.id, "user:1", house.now()))
    assert "more than the customer has agreed to" in refused.value.told("en")
    write(
        lambda tx: forms.write(tx, house, draft.id, {"items": []}, "user:1", house.now())
    )  # as in the price list
    row = write(lambda tx: forms.issue(tx, house, draft.id, "user:1", house.now()))
    assert row.values["items"] == [{"item": "visit", "quantity": "1", "amount": 8000}]
    assert row.values["price_list"] == "p3-2026-01"
    engineer_closes(world)


def test_a_free_repair_needs_no_invoice_and_a_draft_that_is_not_needed_says_why(world: World) -> None:
    ticket_id = held_by_ann(world, "The wall is cracked", plan="p2")
    record(world, ticket_id, "visit.arrived")
    draft = only(world, ticket_id, "visit_conduct")
    house = world.house
    world.store.write(lambda tx: forms.void(tx, house, draft.id, "user:1", house.now(), "nobody at home"))
    engineer_closes(world)


def test_the_fault_analysis_report_stops_its_clock_p6_3(world: World) -> None:
    ticket_id = ticket_of(world, "The storage array is down", plan="p6")
    record(world, ticket_id, "visit.done")
    states = {c.name: c.state for c in clocks_of(world, ticket_id)}
    assert states["analysis_report"] == "running"
    draft = only(world, ticket_id, "fault_analysis")
    given = {
        "name": "Wang",
        "phone": "1",
        "address": "x",
        "model": "OS",
        "serial": "S1",
        "done": "disk changed",
        "cause": "firmware",
    }
    house, write = world.house, world.store.write
    write(lambda tx: forms.write(tx, house, draft.id, given, "user:1", house.now()))
    with pytest.raises(forms.Incomplete, match="avoid"):
        write(lambda tx: forms.issue(tx, house, draft.id, "user:1", house.now()))
    write(lambda tx: forms.write(tx, house, draft.id, {"avoid": "update it"}, "user:1", house.now()))
    write(lambda tx: forms.issue(tx, house, draft.id, "user:1", house.now()))
    assert {c.name: c.state for c in clocks_of(world, ticket_id)}["analysis_report"] == "met"
    assert events(world, ticket_id)[-2:] == ["form.issued", "report.sent"]


def clocks_of(world: World, ticket_id: int) -> Any:
    def read(tx: Tx) -> Any:
        ticket = stored_tickets.get(tx, ticket_id)
        assert ticket is not None
        return tickets.clock_states(tx, world.house, ticket)

    return world.store.read(read)


@pytest.mark.parametrize(
    ("plan", "kind", "given"),
    [
        pytest.param("p1", "inspection_report", {
            "site": "教学楼", "how": "on_site", "inspector": "Ann", "summary": "正常", "ours": "Ann", "theirs": "王主任",
            "findings": [{"device": "投影机", "state": "正常"}]}, id="P1.4"),
        pytest.param("p6", "inspection_report", {
            "site": "机房", "summary": "正常", "advice": "升级", "engineer": "Ann",
            "findings": [{"device": "阵列", "state": "告警", "finding": "盘位2", "advice": "更换"}]}, id="P6.6"),
        pytest.param("p6", "inspection_record", {"site": "机房", "inspector": "Ann", "findings": [{"device": "阵列", "state": "正常"}]},
                     id="P6.6: the record"),
        pytest.param("p8", "reimbursement_notice", {
            "dealer": "南京", "checked": "无误", "approved": "财务", "records": [{"record": "P8-SB-1", "work": "换", "amount": 100}]}, id="P8.8"),
        pytest.param("p9", "campaign_register", {
            "campaign": "春季", "point": "东门", "kind": "opinion", "said": "很好", "visit": "wanted", "clerk": "Kim"}, id="P9.1"),
    ],
)  # fmt: skip
def test_forms_that_belong_to_no_ticket(world: World, plan: str, kind: str, given: dict[str, Any]) -> None:
    house = world.house

    def work(tx: Tx) -> Any:
        row = forms.draft(tx, house, house.plans[plan], kind, "planned:7", None, "user:1", house.now(), given)
        return forms.issue(tx, house, row.id, "user:1", house.now())

    row = world.store.write(work)
    assert row.number.startswith(f"{plan.upper()}-") and row.values["day"] == "2026-11-23"
