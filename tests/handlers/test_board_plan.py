"""The plan of a day on the board: what is proposed, what is left, and what becomes of it when it is taken."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers import absences, board, board_desk, board_plan, tickets, visits
from handlers.board import Filter
from handlers.people import Refused
from handlers.rules import serials
from storage import conversations, devices
from storage import visits as stored
from storage.engine import Tx
from tests.handlers.test_dispatch import booked, heard, hour, log, solar, visit_of
from tests.world import MONDAY, World, together

TODAY = MONDAY.date()  # it is nine; such heaters are promised within four hours
ADDRESSES = (
    "杭州市西湖区文三路12号",
    "杭州市西湖区学院路8号",
    "杭州市萧山区市心路100号",
    "杭州市萧山区市心路9号",
)


def waits(world: World, who: str, plan: str = "p3", **more: Any) -> Any:
    """A ticket in Hangzhou to which nobody is to come."""
    now = world.house.now()

    def work(tx: Tx) -> Any:
        chat = conversations.lock(tx, more.pop("channel", "terminal"), who, now, plan=plan)
        device = devices.by_key(tx, serials.fold(f"DEMO-{plan}-0001"))
        values = {"region": "hangzhou", "address": ADDRESSES[0], "severity_level": 3, **more}
        row = tickets.open_ticket(
            tx, world.house, world.house.plans[plan], chat.id, "report_fault", "水箱漏水", "customer", now,
            status="open", device_id=device.id, contact_name="王建国", phone="13812345678", **values,
        )  # fmt: skip
        return tickets.check_warranty(tx, world.house, row, "bot", now)

    return world.store.write(work)


def proposal(world: World, day: Any = TODAY, wanted: Filter | None = None) -> board_plan.Proposal:
    return board_plan.page(world.house, world.user(), day, wanted or Filter())


def picks(found: board_plan.Proposal) -> list[tuple[int, int, datetime]]:
    return [(o.ticket.id, o.technician, o.start) for o in found.offers if o.reachable]


def why(found: board_plan.Proposal) -> dict[int, str]:
    return {left.ticket.id: left.why.why for left in found.left}


def test_what_is_proposed_is_asked_of_the_customers_and_agreed_visits_stay(world: World) -> None:
    row, agreed = booked(world, "agreed", start=hour("15:00"))
    rows = [waits(world, f"c{n}", address=ADDRESSES[n]) for n in range(3)]
    found = proposal(world)
    assert {o.ticket.id for o in found.offers} == {r.id for r in rows} and not found.left
    assert {o.technician for o in found.offers} <= set(solar(world))
    mine = next(r for r in found.routes if r.technician.id == agreed.technician_id)
    assert [s.start for s in mine.stops if s.offer is None] == [agreed.start]
    assert mine.before == 0 and mine.travel == sum(s.travel for s in mine.stops)
    for ticket in rows:
        assert not heard(world, ticket), "a proposal is nothing before somebody presses"
    outcomes = board_plan.accept(world.house, world.user(), picks(found))
    assert [(o.what, o.told) for o in outcomes] == [(o.ticket.number, "") for o in found.offers]
    assert visit_of(world, row.id).id == agreed.id
    for offer in found.offers:
        assert f"{offer.start.astimezone(MONDAY.tzinfo):%H:%M}" in heard(world, offer.ticket)[-1]
        assert "visit.proposed" in [e.event for e in log(world, offer.ticket.id)]
        assert visit_of(world, offer.ticket.id) is None, "nothing is booked before the customer's answer"
    assert not proposal(world).offers, "who is being asked is not planned again"


@pytest.mark.parametrize("plan", ["p3", "p1"])
def test_a_whole_proposal_can_be_had_whatever_is_there_already(world: World, plan: str) -> None:
    """More tickets than places, agreed visits at odd times, an absence: nothing of what is proposed is refused."""
    people = solar(world) if plan == "p3" else []
    booked(world, "a", start=hour("10:30"))
    if people:
        absences.add(world.house, world.user("sue"), people[0], hour("12:45"), hour("13:15"), "dentist")
    for n in range(12):
        waits(world, f"c{n}", plan, address=ADDRESSES[n % 4])
    found = proposal(world)
    assert found.offers
    if plan == "p3":
        assert set(why(found).values()) == {"plan-full"}
    for offer in found.offers:
        assert offer.due is None or offer.start <= offer.due
    outcomes = board_plan.accept(world.house, world.user(), picks(found)[::-1])
    assert [o for o in outcomes if not o.done] == []


WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHIFTS: tuple[list[str], ...] = ([], ["08:00-12:00", "13:30-20:00"], ["22:00-06:00"])
MANY = ("p1", "p2", "p3", "p6", "p8")  # visits of different lengths, ways and promises


@pytest.mark.parametrize("seed", range(4))
def test_in_worlds_at_random_nothing_that_is_proposed_is_refused(world: World, seed: int) -> None:
    """People with several regions and skills, odd shifts and absences, ten visits that are agreed somewhere, 14 that wait."""
    dice, start = random.Random(seed), hour("09:00")
    people = world.store.write(lambda tx: [_able(tx, n, dice.choice(SHIFTS)) for n in range(4)])
    for person in people[:2]:
        begin = start + timedelta(minutes=15 * dice.randrange(80) + 7)
        absences.add(world.house, world.user("sue"), person, begin, begin + timedelta(minutes=50), "dentist")
    regions = [dice.choice(("hangzhou", "shanghai")) for _ in range(24)]
    agreed = [
        waits(world, f"a{n}", dice.choice(MANY), address=f"路{n}号", region=regions[n]) for n in range(10)
    ]
    for row in agreed:
        with suppress(Refused):
            when = start + timedelta(minutes=30 * dice.randrange(2, 70))
            board_desk.book(world.house, world.user(), row.id, dice.choice(people), when, "Mr Wang")
    before = {row.id: visit_of(world, row.id) for row in agreed}
    for n in range(10, 24):
        waits(world, f"w{n}", dice.choice(MANY), address=f"路{n % 5}号", region=regions[n])
    found = proposal(world, TODAY + timedelta(days=seed % 2))
    chosen = picks(found)
    dice.shuffle(chosen)
    assert len(chosen) > 5
    assert [o for o in board_plan.accept(world.house, world.user(), chosen) if not o.done] == []
    assert {row.id: visit_of(world, row.id) for row in agreed} == before


def _able(tx: Tx, number: int, shift: list[str]) -> int:
    return stored.add_technician(
        tx, name=f"able{number}", regions=["hangzhou", "shanghai"], skills=["solar", "it", "av", "renovation", "agri"],
        shifts=dict.fromkeys(WEEK, shift) if shift else {}, zone="Asia/Shanghai", works_holidays=True, active=True,
    )  # fmt: skip


def test_of_two_who_press_one_gets_the_place_and_the_other_is_told_by_name(world: World) -> None:
    rows = [waits(world, f"c{n}") for n in range(2)]
    found = proposal(world)
    first = found.offers[0]
    other = next(r for r in rows if r.id != first.ticket.id)
    board_desk.book(world.house, world.user("bob"), other.id, first.technician, first.start)
    outcomes = {o.what: o.told for o in board_plan.accept(world.house, world.user(), picks(found))}
    assert other.number in outcomes[first.ticket.number] and "has" in outcomes[first.ticket.number]
    assert "asked" in outcomes[other.number], "the other one was asked meanwhile: not twice"
    assert len([e for e in log(world, other.id) if e.event == "visit.proposed"]) == 1
    again = proposal(world)
    assert [o.ticket.id for o in again.offers] == [first.ticket.id], "and has another place at once"


def test_two_supervisors_take_the_same_proposal_and_each_customer_is_asked_once(world: World) -> None:
    rows = [waits(world, f"c{n}", address=ADDRESSES[n]) for n in range(3)]
    chosen = picks(proposal(world))
    users = [world.user(), world.user("sue")]
    both = together(2, lambda n: board_plan.accept(world.house, users[n], chosen))
    assert not [failed for failed in both if isinstance(failed, Exception)]
    assert (
        sorted(o.done for outcomes in both if not isinstance(outcomes, Exception) for o in outcomes)
        == [False] * 3 + [True] * 3
    )
    for row in rows:
        assert [e.event for e in log(world, row.id)].count("visit.proposed") == 1


def test_what_cannot_be_planned_is_said_with_its_reason(world: World) -> None:
    fine = waits(world, "fine")
    nowhere = waits(world, "nowhere", region=None)
    far = waits(world, "far", region="chengdu")
    late = waits(world, "late")
    due = world.store.read(
        lambda tx: visits.promise(tx, world.house, world.house.plans["p3"], late, world.house.now())
    )
    assert due is not None
    days = (due.astimezone(MONDAY.tzinfo).date() - MONDAY.date()).days + 1
    found = proposal(world, MONDAY.date() + timedelta(days=days))
    assert not found.offers, "nothing is proposed after its promise"
    assert why(found) == {
        fine.id: "plan-too-late", late.id: "plan-too-late", nowhere.id: "plan-no-region", far.id: "plan-nobody",
    }  # fmt: skip
    assert "promise" in next(f.why.told("en") for f in found.left if f.ticket.id == late.id)
    found = proposal(world)
    assert {o.ticket.id for o in found.offers} == {fine.id, late.id}
    for technician in solar(world):
        absences.add(world.house, world.user("sue"), technician, hour("00:00"), hour("00:00", 1), "holiday")
    assert why(proposal(world))[fine.id] == "plan-none-free"
    yesterday = proposal(world, MONDAY.date() - timedelta(days=1))
    assert not yesterday.offers and not yesterday.left


def test_a_promise_that_has_come_to_be_earlier_is_not_broken_by_an_old_proposal(world: World) -> None:
    row = waits(world, "c")
    offer = proposal(world).offers[0]
    assert offer.due is not None
    past = offer.due + timedelta(minutes=30)
    with pytest.raises(Refused, match="promise"):
        world.store.read(lambda tx: board_desk.still_planned(tx, world.house, row, past))  # fmt: skip
    late = [(row.id, offer.technician, offer.due + timedelta(days=1))]
    assert not board_plan.accept(world.house, world.user(), late)[0].done


def test_who_reads_no_messages_is_proposed_but_has_to_be_telephoned(world: World) -> None:
    row = waits(world, "p", channel="hotline")
    found = proposal(world)
    assert [(o.ticket.id, o.reachable) for o in found.offers] == [(row.id, False)]
    offer = found.offers[0]
    said = board_plan.accept(world.house, world.user(), [(row.id, offer.technician, offer.start)])
    assert not said[0].done and "Telephone" in said[0].told
    assert (
        board_desk.book(world.house, world.user(), row.id, offer.technician, offer.start, "Mr Wang")
        == "moved"
    )


def test_nobody_plans_without_the_right_and_nothing_is_refused_in_words(world: World) -> None:
    with pytest.raises(Refused, match="role"):
        board_plan.page(world.house, world.user("fay"), TODAY, Filter())
    with pytest.raises(Refused, match="role"):
        board_plan.accept(world.house, world.user("fay"), [(1, 1, hour("10:00"))])
    with pytest.raises(Refused, match="Nothing"):
        board_plan.accept(world.house, world.user(), [])
    gone = board_plan.accept(world.house, world.user(), [(987654, 1, hour("10:00"))])
    assert not gone[0].done


def test_the_filter_narrows_what_is_planned_and_the_board_waits_with_the_rest(world: World) -> None:
    mine, other = waits(world, "c"), waits(world, "d", "p1")
    assert {o.ticket.id for o in proposal(world, wanted=Filter(plan="p3")).offers} == {mine.id}
    assert not proposal(world, wanted=Filter(region="shanghai")).offers
    left = world.store.read(lambda tx: board.waiting(tx, world.house, Filter(), world.house.now()))
    assert {w.ticket.id for w in left} == {mine.id, other.id}
