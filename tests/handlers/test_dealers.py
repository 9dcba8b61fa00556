"""Dealers at work: hops and who may do what, cards, reimbursement, goods, stock, the service register."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from handlers import (
    dealer_goods,
    dealers,
    dispatch,
    overrule,
    queue,
    registrations,
    reimbursement,
    service_register,
    ticket_view,
)
from handlers.people import Refused
from handlers.rules import serials
from storage import dealers as stored
from storage import devices, messages, tickets
from storage import forms as stored_forms
from storage import queue as stored_queue
from storage.engine import Store, Tx
from tests.world import ZONE, World, together

REPORT = (
    "The header of my harvester shakes a little, it still works", "DEMO-P8-0001", "Tom Field, 13812345678, 1 Main Road, Chengdu",
    "yes",
)  # fmt: skip


@pytest.fixture
def world(store: Store) -> World:
    return World(store).settle()


def reported(world: World, *said: str) -> Any:
    """A ticket that the dealer in Chengdu has."""
    for text in said or REPORT:
        world.say(text, plan="p8")
    return newest(world)


def newest(world: World) -> Any:
    return world.store.read(lambda tx: tickets.listing(tx, plan="p8"))[0]


def seen(world: World, ticket: Any) -> dict[str, Any]:
    row = world.store.read(lambda tx: tickets.get(tx, ticket.id))
    return world.store.read(lambda tx: ticket_view.view(tx, world.house, row))  # type: ignore[arg-type]


def when(world: World, hours: int = 3) -> str:
    return f"{world.now.astimezone(ZONE) + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def events(world: World, ticket: Any) -> list[str]:
    return [e.event for e in world.store.read(lambda tx: tickets.log(tx, ticket.id))]


def refused(why: str, work: Any, *args: Any) -> None:
    with pytest.raises(Refused) as found:
        work(*args)
    assert found.value.why == why
    assert found.value.told("zh") and found.value.told("en")


def tasks(world: World, ticket: Any) -> list[tuple[str, str]]:
    found = world.store.read(lambda tx: stored_queue.open_of_ticket(tx, ticket.id))
    return [
        (item.queue, item.reason) for item in found if item.kind == "task" and item.reason in dispatch.CHECKS
    ]


# -- P8.4, P8.5: hops -------------------------------------------------------------------------------------


def test_every_hop_has_two_hours_of_its_own_and_the_customer_is_told(world: World) -> None:
    ticket, kim = reported(world), world.user("kim")
    world.wait(minutes=100)
    dispatch.hand_back(world.house, kim, ticket.id, "unusual_fault", "the frame is cracked")
    clocks = {c["name"]: c for c in seen(world, ticket)["clocks"]}
    hop, customer = clocks["hop"], clocks["arranged"]
    assert hop["due"] > customer["due"], "the customer's clock has not begun anew"
    world.wait(minutes=60)
    clocks = {c["name"]: c for c in seen(world, ticket)["clocks"]}
    assert (clocks["hop"]["state"], clocks["arranged"]["state"]) == ("running", "breached")
    dispatch.arrange(world.house, kim, ticket.id, "Chen", when(world), "")
    clocks = {c["name"]: c for c in seen(world, ticket)["clocks"]}
    assert (clocks["hop"]["state"], clocks["arranged"]["state"]) == ("met", "late")
    said = world.store.read(lambda tx: messages.history(tx, ticket.conversation_id))[-1]
    assert "it is arranged. Chen comes" in said.text
    first, second = seen(world, ticket)["work"]["dealers"]["hops"]
    assert (first["party"], first["outcome"], first["why"]) == (
        "dealer",
        "handed_back",
        "the frame is cracked",
    )
    assert (second["party"], second["late"]) == ("technical", False)


def test_the_clerk_has_a_task_at_two_and_at_four_hours_and_a_check_goes_to_the_management(
    world: World,
) -> None:
    ticket, kim = reported(world), world.user("kim")
    world.wait(minutes=115)
    assert tasks(world, ticket) == []
    world.wait(minutes=10)
    assert tasks(world, ticket) == [("agri-clerk", "hop_late")]
    world.wait(minutes=120)
    assert tasks(world, ticket) == [("agri-clerk", "hop_late"), ("agri-clerk", "check_arrangement")]
    dispatch.check(world.house, kim, ticket.id)
    assert tasks(world, ticket) == []
    found = world.store.read(lambda tx: tickets.alarms(tx, roles=("management",)))
    assert [a.text_id for a in found] == ["alarm-not-arranged"]
    dispatch.arrange(world.house, kim, ticket.id, "Li", when(world), "")
    dispatch.check(world.house, kim, ticket.id)
    assert len(world.store.read(lambda tx: tickets.alarms(tx, roles=("management",)))) == 1


def test_what_is_refused_stays_written(world: World) -> None:
    ticket, kim = reported(world), world.user("kim")
    before = seen(world, ticket)["work"]["dealers"]["hops"]
    refused("hand-back", dispatch.hand_back, world.house, kim, ticket.id, "no_time", "harvest")
    refused("beyond-scope", dispatch.arrange, world.house, kim, ticket.id, "Li", when(world), "80")
    assert events(world, ticket).count("dispatch.refused") == 2
    assert seen(world, ticket)["work"]["dealers"]["hops"] == before


def test_a_dealers_ticket_is_not_simply_passed_to_the_company(world: World) -> None:
    ticket, kim = reported(world), world.user("kim")
    for party in ("technical", "salesperson", "branch"):
        refused("dealer-keeps", dispatch.pass_to, world.house, kim, ticket.id, party, "", "no time")
    refused("same-party", dispatch.pass_to, world.house, kim, ticket.id, "dealer", "shu", "again")
    refused("which-dealer", dispatch.pass_to, world.house, kim, ticket.id, "dealer", "nobody", "again")
    refused("why", dispatch.pass_to, world.house, kim, ticket.id, "dealer", "ning", " ")
    dispatch.pass_to(world.house, kim, ticket.id, "dealer", "ning", "nearer")
    hops = seen(world, ticket)["work"]["dealers"]["hops"]
    assert [(h["dealer"], h["outcome"]) for h in hops] == [("Shu Farm", "passed_on"), ("Ning Farm", None)]
    refused("field", dispatch.pass_to, world.house, kim, ticket.id, "neighbour", "", "x")


def test_who_may(world: World) -> None:
    ticket, fay = reported(world), world.user("fay")
    for work in (
        lambda: dispatch.accept(world.house, fay, ticket.id),
        lambda: dispatch.check(world.house, fay, ticket.id),
        lambda: dispatch.hand_back(world.house, fay, ticket.id, "no_time", "x"),
        lambda: dispatch.pass_to(world.house, fay, ticket.id, "dealer", "ning", "x"),
        lambda: dealers.tell(world.house, fay, 1),
        lambda: dealer_goods.propose(world.house, fay, "shu", "p8", "2027-summer", "belt 1"),
        lambda: dealer_goods.send_back(world.house, world.user("ann"), "DEMO-P8-0001", True, False, "x"),
        lambda: service_register.letter(world.house, world.user("ann"), "p8", "x"),
        lambda: dealers.page(world.house, world.user("ann")),
        lambda: queue.claim(world.house, fay, 1),
    ):
        refused("role", work)
    assert dealers.page(world.house, fay).dealers


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-11-22T09:00", "2027-11-22T09:00", "", "2026-13-01T09:00"]
)
def test_a_time_that_cannot_be(world: World, text: str) -> None:
    ticket = reported(world)
    with pytest.raises(Refused):
        dispatch.arrange(world.house, world.user("kim"), ticket.id, "Li", text, "")
    assert "dispatch.arranged" not in events(world, ticket)


def test_of_twenty_who_pass_it_on_each_ends_one_hop(world: World) -> None:
    ticket, kim = reported(world), world.user("kim")
    together(
        20, lambda i: dispatch.pass_to(world.house, kim, ticket.id, "dealer", ("ning", "shu")[i % 2], str(i))
    )
    hops = world.store.read(lambda tx: stored.hops(tx, ticket.id))
    assert [h.number for h in hops] == list(range(1, len(hops) + 1))
    assert [h.ended_at is None for h in hops] == [False] * (len(hops) - 1) + [True]
    assert all(a.dealer_id != b.dealer_id for a, b in zip(hops, hops[1:], strict=False))


def test_of_twenty_who_arrange_it_one_does(world: World) -> None:
    ticket, kim = reported(world), world.user("kim")
    done = together(20, lambda i: dispatch.arrange(world.house, kim, ticket.id, f"Li {i}", when(world), ""))
    assert sum(not isinstance(d, Exception) for d in done) == 1
    assert events(world, ticket).count("dispatch.arranged") == 1


# -- P8.3: cards ---------------------------------------------------------------------------------------


def sale(
    world: World, serial: str, sold: str | None, dealer: str | None = "shu", shipped: str | None = None
) -> int:
    def work(tx: Tx) -> int:
        who = stored.by_code(tx, dealer) if dealer else None
        return devices.add(
            tx, world.house.now(), serial_number=serial, serial_key=serials.fold(serial), model="HV-50", plan="p8", dates={},
            sold_on=date.fromisoformat(sold) if sold else None, dealer_id=who.id if who is not None else None,
            shipped_on=date.fromisoformat(shipped) if shipped else None,
        )  # fmt: skip

    return world.store.write(work)


def told(world: World) -> list[tuple[str, str]]:
    return [(n.kind, n.ref) for n in world.store.read(stored.notices)]


CARD = {"customer": "Tom Field", "phone": "13812345678", "address": "1 Main Road"}


def test_a_card_in_time_makes_the_sale_good_and_a_late_one_does_not(world: World) -> None:
    kim = world.user("kim")
    sale(world, "HV-1001", "2026-11-03")
    sale(world, "HV-1002", "2026-11-02")
    assert registrations.by_hand(
        world.house, kim, {**CARD, "serial_number": "hv 1001", "sold_on": "2026-11-03"}
    )
    assert not registrations.by_hand(
        world.house, kim, {**CARD, "serial_number": "HV-1002", "sold_on": "2026-11-02"}
    )
    assert told(world) == [("card_late", "HV-1002")]
    for serial, covered in (("HV-1001", "covered"), ("HV-1002", "not_covered")):
        world.say("The header shakes a little, it still works", who=serial, plan="p8")
        world.say(serial, who=serial, plan="p8")
        assert newest(world).warranty["verdict"] == covered
    assert newest(world).warranty["reasons"][0]["clause"] == "P8.3"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"serial_number": "NOBODY-1"}, "card-unknown-device"), ({"serial_number": "DEMO-P6-0001"}, "card-no-cards"),
        ({"sold_on": "2026-11-04"}, "card-other-sale"), ({"received_on": "2026-11-24"}, "card-wrong-day"),
        ({"received_on": "2026-11-01"}, "card-wrong-day"), ({"dealer": "ning"}, "card-other-dealer"),
        ({"dealer": "who"}, "card-unknown-dealer"), ({"sold_on": "soon"}, "card-no-day"), ({"phone": " "}, "field"),
    ],
)  # fmt: skip
def test_cards_that_cannot_be(world: World, more: dict[str, str], why: str) -> None:
    sale(world, "HV-1001", "2026-11-03")
    given = {**CARD, "serial_number": "HV-1001", "sold_on": "2026-11-03", **more}
    refused(why, registrations.by_hand, world.house, world.user("kim"), given)
    device = world.store.read(lambda tx: devices.by_key(tx, serials.fold("HV-1001")))
    assert device is not None and device.registered_on is None


def test_a_report_that_waited_for_the_card_is_judged_anew_and_the_customer_hears_it(world: World) -> None:
    """P8.3: undecided while the card may come, covered once it is there, and nobody has to ask."""
    for text in ("The header shakes a little, it still works", "DEMO-P8-0004"):
        heard = world.say(text, plan="p8")
    assert "dealer still has time" in "".join(r.text for r in heard.replies)
    ticket = newest(world)
    assert ticket.warranty["verdict"] == "undecided"
    card = {**CARD, "serial_number": "DEMO-P8-0004", "sold_on": "2026-11-15"}
    assert registrations.by_hand(world.house, world.user("kim"), card)
    assert newest(world).warranty["verdict"] == "covered" and newest(world).fee["free"]
    said = world.store.read(lambda tx: messages.history(tx, ticket.conversation_id))[-1]
    assert "your guarantee card is registered" in said.text


def test_a_card_is_entered_once(world: World) -> None:
    sale(world, "HV-1001", "2026-11-03")
    given = {**CARD, "serial_number": "HV-1001", "sold_on": "2026-11-03"}
    kim = world.user("kim")
    done = together(20, lambda i: registrations.by_hand(world.house, kim, {**given, "customer": f"Tom {i}"}))
    assert sum(d is True for d in done) == 1


def test_a_file_of_cards_is_taken_in_as_a_whole_or_not_at_all(world: World, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        sale(world, f"HV-100{number}", "2026-11-03" if number < 3 else "2026-10-01")
    file = tmp_path / "cards.csv"
    rows = ["serial_number,customer,phone,sold_on,received_on", "HV-1001,Tom,138,2026-11-03,2026-11-20",
            "HV-1002,,138,2026-11-03,", "HV-9999,Ann,139,2026-11-03,", "=HV-1003,Ann,139,2026-10-01,"]  # fmt: skip
    file.write_text("\n".join(rows), "utf-8")
    found = registrations.import_cards(world.house, file)
    assert [(e.row, e.column) for e in found.errors] == [
        (3, "customer"),
        (4, "serial_number"),
        (5, "serial_number"),
    ]
    assert world.store.read(lambda tx: devices.by_key(tx, serials.fold("HV-1001"))).registered_on is None  # type: ignore[union-attr]
    rows = [rows[0], rows[1], "HV-1003,Ann,139,2026-10-01,2026-11-01"]
    file.write_text("\n".join(rows), "utf-8")
    found = registrations.import_cards(world.house, file)
    assert (found.rows, found.late, found.errors) == (2, ("HV-1003",), ())
    again = registrations.import_cards(world.house, file)
    assert [e.message for e in again.errors] == ["has been registered before"] * 2


def test_dealers_are_reminded_before_the_twenty_days_are_over_and_told_after(world: World) -> None:
    sale(world, "HV-1001", "2026-11-07")  # last day 27 November, reminded from the 22nd on
    sale(world, "HV-1002", "2026-11-20")
    sale(world, "HV-1003", "2026-11-07", dealer=None)  # nobody to remind
    world.wait(minutes=5)
    assert told(world) == [("card_due", "HV-1001")]
    world.wait(minutes=5)
    assert told(world) == [("card_due", "HV-1001")]
    notice = world.store.read(stored.notices)[0]
    done = together(20, lambda i: dealers.tell(world.house, world.user("kim"), notice.id))
    assert sum(not isinstance(d, Exception) for d in done) == 1
    assert told(world) == []
    world.now += timedelta(days=5)
    world.wait(minutes=5)
    assert told(world) == [("card_missed", "HV-1001")]
    registrations.by_hand(
        world.house, world.user("kim"), {**CARD, "serial_number": "HV-1002", "sold_on": "2026-11-20"}
    )
    world.now += timedelta(days=10)
    world.wait(minutes=5)
    assert told(world) == [("card_missed", "HV-1001")]


# -- P8.7, P8.8: reimbursement ----------------------------------------------------------------------------


RECORD = ("form.signed", {"kind": "repair_record", "number": "P8-SB-2026-0001", "version": 1})
PART = (
    ("part.replaced", {"old_part": 1, "part": "belt"}), ("part.returned", {"old_part": 1}), ("part.identified", {"old_part": 1, "as": "scrap"}),
)  # fmt: skip


def _log(world: World, ticket_id: int, event: str, data: dict[str, Any], tx: Tx) -> None:
    tickets.write_log(tx, ticket_id, world.house.now(), event, "clerk", data)


def repaired(world: World, papers: Sequence[tuple[str, dict[str, Any]]] = (RECORD, *PART)) -> Any:
    """A repair by the dealer, resolved, with these papers."""
    ticket, ann = reported(world), world.user("ann")
    dispatch.arrange(world.house, world.user("kim"), ticket.id, "Li", when(world), "")
    queue.take(world.house, ann, ticket.conversation_id)
    item = world.store.read(lambda tx: stored_queue.open_handoff(tx, ticket.conversation_id))
    assert item is not None
    queue.resolve(world.house, ann, item.id, "belt replaced")
    for paper in papers:
        world.store.write(partial(_log, world, ticket.id, *paper))
    return newest(world)


WAY = (("checked", "sue"), ("approved", "fay"), ("noticed", "fay"), ("confirmed", "kim"), ("settled", "fay"))


def test_reimbursement_from_submission_to_settlement(world: World) -> None:
    ticket = repaired(world)
    refused("role", reimbursement.submit, world.house, world.user("fay"), ticket.id, "380")
    reimbursement.submit(world.house, world.user("kim"), ticket.id, "380.50")
    for step, who in WAY:
        for other in {"kim", "sue", "fay", "ann"} - {who}:
            refused("role", reimbursement.advance, world.house, world.user(other), ticket.id, step)
        for wrong in {s for s, _ in WAY} - {step}:
            refused("not-the-step", reimbursement.advance, world.house, world.user(who), ticket.id, wrong)
        reimbursement.advance(world.house, world.user(who), ticket.id, step, "fine")
    found = seen(world, ticket)["work"]["dealers"]["reimbursement"]
    assert (found["step"], found["next"]) == ("settled", None)
    assert found["money"] == {"low": 38_050, "high": 38_050, "currency": "CNY"}
    assert [s["step"] for s in found["steps"]] == ["submitted", *(step for step, _ in WAY)]
    assert events(world, ticket).count("reimbursement.advanced") == len(WAY)
    refused("reimbursed-before", reimbursement.submit, world.house, world.user("kim"), ticket.id, "1")
    notice = next(f for f in found_forms(world, ticket) if f.kind == "reimbursement_notice")
    assert (notice.status, notice.number, notice.signature["name"]) == (
        "signed",
        "P8-HX-2026-0001",
        "Shu Farm",
    )
    assert notice.values["dealer"] == "Shu Farm"
    assert notice.values["records"] == [
        {"record": "P8-SB-2026-0001", "work": ticket.problem, "amount": 38_050}
    ]
    assert notice.values["checked"] == "Sue 2026-11-23: fine"
    assert notice.values["approved"] == "Fay 2026-11-23: fine"


def found_forms(world: World, ticket: Any) -> Sequence[Any]:
    return world.store.read(lambda tx: stored_forms.of_ticket(tx, ticket.id))


def test_without_record_and_part_there_is_no_reimbursement(world: World) -> None:
    kim = world.user("kim")
    ticket = repaired(world, PART)
    refused("reimburse-signed-record", reimbursement.submit, world.house, kim, ticket.id, "380")
    assert seen(world, ticket)["work"]["dealers"]["reimbursement"]["proofs"] == {
        "signed_record": False,
        "identified_part": True,
    }
    world.store.write(
        lambda tx: tickets.write_log(tx, ticket.id, world.house.now(), RECORD[0], "customer", RECORD[1])
    )
    second = ("part.replaced", {"old_part": 2, "part": "chain"})
    world.store.write(
        lambda tx: tickets.write_log(tx, ticket.id, world.house.now(), second[0], "user:1", second[1])
    )
    refused("reimburse-identified-part", reimbursement.submit, world.house, kim, ticket.id, "380")
    assert world.store.read(lambda tx: stored.reimbursement(tx, ticket.id)) is None


def test_what_is_not_reimbursed_at_all(world: World) -> None:
    ticket, kim = reported(world), world.user("kim")
    refused("reimburse-no-dealer", reimbursement.submit, world.house, kim, ticket.id, "380")
    dispatch.accept(world.house, kim, ticket.id)
    refused("reimburse-resolved", reimbursement.submit, world.house, kim, ticket.id, "380")
    for odd in ("", "0", "-1", "1e9", "99999999", "12.345", "１２", "twelve"):
        refused("field", reimbursement.submit, world.house, kim, ticket.id, odd)


def test_a_repair_outside_the_guarantee_is_not_reimbursed(world: World) -> None:
    ticket, kim = repaired(world), world.user("kim")
    overrule.warranty(world.house, world.user("ann"), ticket.id, "not_covered", "taken apart")
    refused("reimburse-covered", reimbursement.submit, world.house, kim, ticket.id, "380")


def test_refused_is_the_end_of_it(world: World) -> None:
    ticket = repaired(world)
    reimbursement.submit(world.house, world.user("kim"), ticket.id, "380")
    refused("why", reimbursement.refuse, world.house, world.user("sue"), ticket.id, "checked", " ")
    reimbursement.refuse(world.house, world.user("sue"), ticket.id, "checked", "the user knows of no repair")
    refused("not-the-step", reimbursement.advance, world.house, world.user("sue"), ticket.id, "checked")
    refused("reimbursed-before", reimbursement.submit, world.house, world.user("kim"), ticket.id, "380")
    assert seen(world, ticket)["work"]["dealers"]["reimbursement"]["step"] == "refused"
    assert dealers.page(world.house, world.user("fay")).reimbursements == ()


def test_never_twice_for_a_ticket_and_no_step_twice(world: World) -> None:
    ticket, kim, sue = repaired(world), world.user("kim"), world.user("sue")
    done = together(20, lambda i: reimbursement.submit(world.house, kim, ticket.id, str(100 + i)))
    assert sum(not isinstance(d, Exception) for d in done) == 1
    moves: list[Any] = [reimbursement.advance, reimbursement.refuse] * 10
    random.Random(8).shuffle(moves)
    done = together(20, lambda i: moves[i](world.house, sue, ticket.id, "checked", "so"))
    assert sum(not isinstance(d, Exception) for d in done) == 1
    row = world.store.read(lambda tx: stored.reimbursement(tx, ticket.id))
    assert row is not None and len(row.steps) == 2


# -- P8.9, P8.10: goods and stock ------------------------------------------------------------------------


def test_who_pays_for_what_comes_back(world: World) -> None:
    kim = world.user("kim")
    for number, (quality, apart) in enumerate(((True, False), (False, True), (False, False))):
        sale(world, f"HV-200{number}", None, shipped="2026-09-01")
        found = dealer_goods.send_back(world.house, kim, f"HV-200{number}", quality, apart, "does not run")
        assert (found["freight"], found["restoring"]) == ("company" if quality else "dealer", apart)
    refused("returned-before", dealer_goods.send_back, world.house, kim, "HV-2000", True, False, "again")
    assert len(dealers.page(world.house, kim).returns) == 3


def test_what_does_not_come_back(world: World) -> None:
    kim = world.user("kim")
    sale(world, "HV-2001", None, shipped="2026-05-01")  # two seasons ago
    sale(world, "HV-2002", "2026-11-01")
    sale(world, "HV-2003", None, dealer=None)
    refused(
        "return-counts-as-sold", dealer_goods.send_back, world.house, kim, "HV-2001", True, False, "unsold"
    )
    refused("return-sold", dealer_goods.send_back, world.house, kim, "HV-2002", True, False, "unsold")
    refused("return-no-dealer", dealer_goods.send_back, world.house, kim, "HV-2003", True, False, "unsold")
    refused("card-unknown-device", dealer_goods.send_back, world.house, kim, "HV-9", True, False, "unsold")
    world.wait(minutes=5)
    assert ("counts_as_sold", "HV-2001") in told(world)


def test_season_stock_is_proposed_once_and_reminded_of(world: World) -> None:
    kim = world.user("kim")
    dealer_goods.propose(world.house, kim, "shu", "p8", "2027-summer", "cutter bar 12\n\n割刀 3")
    refused("proposed-before", dealer_goods.propose, world.house, kim, "shu", "p8", "2027-summer", "belt 1")
    refused("which-season", dealer_goods.propose, world.house, kim, "shu", "p8", "2031-summer", "belt 1")
    refused("which-dealer", dealer_goods.propose, world.house, kim, "who", "p8", "2027-autumn", "belt 1")
    for odd in ("belt", "belt 0", "belt two", "3"):
        refused("parts-line", dealer_goods.propose, world.house, kim, "ning", "p8", "2027-summer", odd)
    world.now = world.now.replace(year=2027, month=4, day=12)  # 13 days before the last day, 25 April
    world.wait(minutes=5)
    assert told(world) == [("stock_due", "p8/2027-summer")]
    world.now = world.now.replace(day=27)
    world.wait(minutes=5)
    assert told(world) == [("stock_due", "p8/2027-summer"), ("stock_missed", "p8/2027-summer")]
    dealer_goods.propose(world.house, kim, "ning", "p8", "2027-summer", "belt 1")
    assert told(world) == []
    states = {d["name"]: d["state"] for d in dealers.page(world.house, kim).seasons[0]["dealers"]}
    assert states == {"Shu Farm": "proposed", "Ning Farm": "late"}


def test_a_missing_part_is_the_dealers_responsibility_and_shown(world: World) -> None:
    ticket, kim = reported(world), world.user("kim")
    dealer_goods.propose(world.house, kim, "shu", "p8", "2027-summer", "cutter bar 12")
    dealer_goods.missing_part(world.house, kim, ticket.id, "cutter bar")
    dealer_goods.missing_part(world.house, kim, ticket.id, "gearbox")
    found = seen(world, ticket)["work"]["dealers"]["missing"]
    assert [(m["part"], m["code"], m["responsible"], m["clause"]) for m in found] == [
        ("cutter bar", "lack_proposed", "dealer", "P8.10"), ("gearbox", "lack_not_proposed", "dealer", "P8.10")
    ]  # fmt: skip


# -- P8.2: the service register ------------------------------------------------------------------------------


def test_the_register_has_every_message_letter_call_visit_and_result(world: World) -> None:
    ticket, kim = repaired(world), world.user("kim")
    letter = (
        "收割机割台抖动，不影响使用。\n序列号DEMO-P8-0001，电话13812345678，成都市武侯区人民路8号。\n王大田"
    )
    number = service_register.letter(world.house, kim, "p8", letter)
    assert number is not None and service_register.letter(world.house, kim, "p8", letter) == number
    lines = service_register.lines(world.house, "p8")
    assert [(line.what, line.ticket, line.result) for line in lines if line.ticket == ticket.number] == [
        ("message", ticket.number, ""), ("passed", ticket.number, ""), ("result", ticket.number, "resolved")
    ]  # fmt: skip
    came = next(line for line in lines if line.ticket == number)
    assert (came.what, came.phone, came.device) == ("letter", "13812345678", "DEMO-P8-0001")
    assert (
        service_register.lines(world.house, "p8", start=world.now.astimezone(UTC) + timedelta(days=1)) == []
    )
    assert service_register.lines(world.house, "p3") == []


def test_visits_are_in_the_register(world: World) -> None:
    ticket = reported(
        world, REPORT[0], REPORT[1], "Tom Field, 13812345678, 12 Jiangning Road, Nanjing", "1", "yes"
    )
    found = [line for line in service_register.lines(world.house, "p8") if line.what == "visit"]
    assert [(line.ticket, line.result) for line in found] == [(ticket.number, "confirmed")]
    assert found[0].by
