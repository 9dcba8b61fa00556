"""Forms within the house: drafted by what happens, issued once, signed once, numbered without a second use."""

from __future__ import annotations

from typing import Any

import pytest

from handlers import forms
from handlers.people import Refused
from storage import conversations
from storage import forms as stored
from storage import tickets as stored_tickets
from storage.engine import Store, Tx
from tests.world import World, together

SHEET = {
    "cause": "workmanship", "budget": "within it", "photos": "two",
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
    form_id = drafted(world, ticket_id, "repair_service", {**SHEET, "photos": " "})
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
