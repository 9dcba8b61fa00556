"""The dispatch board: moving and booking by the rules of booking, what the customer has agreed to, absences, races."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers import absences, board, board_desk, board_panel, calendars, tickets, visit_desk, visits
from handlers.people import Refused
from handlers.queue import Gone
from handlers.rules import serials
from storage import audit, conversations, devices, messages
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.engine import Store, Tx
from tests.world import MONDAY, ZONE, World, together


def hour(text: str, day: int = 0) -> datetime:
    """A local time of the world's Monday, or so many days later."""
    at = datetime.strptime(text, "%H:%M").time()
    return datetime.combine(MONDAY.date() + timedelta(days=day), at, ZONE)


def ticket(world: World, who: str = "customer") -> Any:
    def read(tx: Tx) -> Any:
        chat = conversations.find(tx, "terminal", who)
        return stored_tickets.of_conversation(tx, chat.id)[0]

    return world.store.read(read)


def visit_of(world: World, ticket_id: int) -> Any:
    return world.store.read(lambda tx: visits.booked(tx, ticket_id))


def heard(world: World, row: Any) -> list[str]:
    """What the customer was told and asked, the newest last."""
    said = world.store.read(lambda tx: messages.history(tx, row.conversation_id, notes=False))
    return [m.text for m in said if m.direction == "out"]


def reported(world: World, who: str = "customer", plan: str = "p3") -> Any:
    """A fault in Hangzhou that somebody has reported in the chat."""
    now = world.house.now()

    def work(tx: Tx) -> Any:
        chat = conversations.lock(tx, "terminal", who, now, plan=plan)
        device = devices.by_key(tx, serials.fold(f"DEMO-{plan}-0001"))
        row = tickets.open_ticket(
            tx, world.house, world.house.plans[plan], chat.id, "report_fault", "水箱漏水", "customer", now,
            status="open", device_id=device.id, region="hangzhou", contact_name="王建国", phone="13812345678",
            address="杭州市西湖区文三路12号", severity_level=2,
        )  # fmt: skip
        return tickets.check_warranty(tx, world.house, row, "bot", now)

    return world.store.write(work)


def booked(
    world: World, who: str = "customer", start: datetime | None = None, plan: str = "p3"
) -> tuple[Any, Any]:
    """A ticket with the first visit that was offered, or one at ``start``, which was agreed by telephone."""
    row = reported(world, who, plan)

    def work(tx: Tx) -> None:
        held = visits.offer(tx, world.house, world.house.plans[plan], row, world.house.now()).held
        visits.confirm(tx, world.house, row, held[0].visit_id, "customer", world.house.now())

    world.store.write(work)
    found = visit_of(world, row.id)
    if start is not None and found.start != start:
        board_desk.move(world.house, world.user(), found.id, found.technician_id, start, "王先生")
        found = visit_of(world, row.id)
    return row, found


def solar(world: World) -> list[int]:
    rows = world.store.read(stored.technicians)
    return [t.id for t in rows if "hangzhou" in t.regions and "solar" in t.skills]


def log(world: World, ticket_id: int) -> list[Any]:
    return list(world.store.read(lambda tx: stored_tickets.log(tx, ticket_id)))


# -- what the customer has agreed to -------------------------------------------------------------------


def test_inside_the_agreed_time_a_visit_is_moved_at_once_and_the_customer_is_told(world: World) -> None:
    row, old = booked(world, start=hour("11:00"))
    other = next(t for t in solar(world) if t != old.technician_id)
    assert board_desk.move(world.house, world.user(), old.id, other, hour("11:30")) == "moved"
    new = visit_of(world, row.id)
    assert (new.technician_id, new.start) == (other, hour("11:30"))
    assert new.technician in heard(world, row)[-1] and "11:30" in heard(world, row)[-1]
    assert board_desk.move(world.house, world.user(), new.id, other, hour("12:30")) == "moved"
    third = visit_of(world, row.id)
    # it was agreed for 11:00 to 13:00: not even in small steps is the customer pushed out of that unasked
    assert board_desk.move(world.house, world.user(), third.id, other, hour("13:00")) == "asked"
    assert visit_of(world, row.id).start == hour("12:30")


@pytest.mark.parametrize("answer", ["可以", "不行"])
def test_outside_of_it_the_customer_is_asked_and_nothing_changes_before_the_answer(
    world: World, answer: str
) -> None:
    row, old = booked(world, start=hour("11:00"))
    assert board_desk.move(world.house, world.user(), old.id, old.technician_id, hour("12:00", 0)) == "moved"
    old = visit_of(world, row.id)
    # the new time overlaps with the old one: half hours of one's own are no hindrance
    assert board_desk.move(world.house, world.user(), old.id, old.technician_id, hour("13:30")) == "asked"
    assert visit_of(world, row.id).id == old.id
    assert "13:30" in heard(world, row)[-1] and "12:00" in heard(world, row)[-1]
    world.say(answer, plan="p3")
    now = visit_of(world, row.id)
    assert now.start == (hour("13:30") if answer == "可以" else hour("12:00"))
    taken = world.store.read(lambda tx: stored.taken_by(tx, now.id))
    travel = world.house.plans["p3"].visits.travel_minutes
    assert taken == set(stored.slots(now.start - timedelta(minutes=travel), now.end))
    assert world.store.read(lambda tx: stored.of_ticket(tx, row.id, ("held",))) == []


def test_later_than_promised_is_asked_and_said_and_does_not_stop_the_clock(world: World) -> None:
    row, old = booked(world)
    due = world.store.read(
        lambda tx: visits.promise(tx, world.house, world.house.plans["p3"], row, world.house.now())
    )
    late = hour("14:00", 1)
    assert due is not None and due < late
    assert board_desk.move(world.house, world.user(), old.id, old.technician_id, late) == "asked"
    assert "晚" in heard(world, row)[-1]
    world.say("可以", plan="p3")
    moved = visit_of(world, row.id)
    assert moved.start == late and not moved.keeps_promise
    assert not [e for e in log(world, row.id) if e.event == "customer.awaited"], "the wish was ours"
    states = world.store.read(
        lambda tx: tickets.clock_states(tx, world.house, ticket(world), world.house.now())
    )
    assert next(c for c in states if c.name == "on_site").due == due


def test_a_customer_who_wished_a_later_time_is_waited_for_as_before_when_we_move_it_a_little(
    world: World,
) -> None:
    row = reported(world)
    wish = hour("10:00", 1)

    def work(tx: Tx) -> None:
        plan = world.house.plans["p3"]
        held = visits.offer(tx, world.house, plan, row, world.house.now(), wanted=(wish, None)).held
        visits.confirm(tx, world.house, row, held[0].visit_id, "customer", world.house.now())

    world.store.write(work)
    old = visit_of(world, row.id)
    assert old.start == wish and not old.keeps_promise
    events = [e.event for e in log(world, row.id)]
    assert events.count("customer.awaited") == 1
    assert board_desk.move(world.house, world.user(), old.id, old.technician_id, hour("10:30", 1)) == "moved"
    assert not visit_of(world, row.id).keeps_promise
    events = [e.event for e in log(world, row.id)]
    assert (events.count("customer.awaited"), events.count("customer.back")) == (1, 0)


def test_who_agreed_by_telephone_is_kept_and_then_it_is_done_at_once(world: World) -> None:
    row, old = booked(world, start=hour("11:00"))
    assert (
        board_desk.move(world.house, world.user(), old.id, old.technician_id, hour("15:00"), "王太太")
        == "moved"
    )
    entry = log(world, row.id)[-1]
    moved = next(e for e in reversed(log(world, row.id)) if e.event == "visit.moved")
    assert moved.data["by_telephone"] == "王太太" and moved.actor == world.user().owner, entry
    assert visit_of(world, row.id).start == hour("15:00")


def test_a_ticket_without_a_visit_is_booked_when_the_customer_says_yes(world: World) -> None:
    row, old = booked(world)
    world.store.write(lambda tx: visits.cancel(tx, world.house, row, "user:1", world.house.now(), "x"))
    shown = board.page(world.house, world.user("sue"), MONDAY.date(), board.Filter())
    assert [w.ticket.id for w in shown.waiting] == [row.id]
    assert board_desk.book(world.house, world.user(), row.id, old.technician_id, hour("15:00")) == "asked"
    shown = board.page(world.house, world.user("sue"), MONDAY.date(), board.Filter())
    assert [w.asked for w in shown.waiting] == [True]
    assert [b.state for lane in shown.lanes for b in lane.bars] == ["asked"]
    world.say("可以", plan="p3")
    assert visit_of(world, row.id).start == hour("15:00")
    shown = board.page(world.house, world.user("sue"), MONDAY.date(), board.Filter())
    assert not shown.waiting and [b.state for lane in shown.lanes for b in lane.bars] == ["booked"]
    with pytest.raises(Refused, match="has a visit"):
        board_desk.book(world.house, world.user(), row.id, old.technician_id, hour("17:00"))


def test_a_missed_visit_waits_again_and_is_moved(world: World) -> None:
    row, old = booked(world)
    world.now = old.end + timedelta(minutes=10)
    shown = board.page(world.house, world.user("sue"), board.today(world.house), board.Filter())
    assert [(w.ticket.id, w.missed.id) for w in shown.waiting] == [(row.id, old.id)]
    assert [b.state for lane in shown.lanes for b in lane.bars] == ["missed"]
    later = old.end + timedelta(hours=3) - timedelta(minutes=old.end.minute % 30)
    assert board_desk.move(world.house, world.user(), old.id, old.technician_id, later) == "asked"
    world.say("可以", plan="p3")
    assert visit_of(world, row.id).start == later


def test_an_answer_that_comes_too_late_moves_nothing_and_people_telephone(world: World) -> None:
    row, old = booked(world, start=hour("18:00"))
    assert board_desk.move(world.house, world.user(), old.id, old.technician_id, hour("21:00")) == "asked"
    world.wait(hours=5, every=timedelta(hours=1))
    world.say("可以", plan="p3")
    assert visit_of(world, row.id).start == hour("18:00")
    assert "电话" in heard(world, row)[-1]


# -- what is not possible ------------------------------------------------------------------------------


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "another region": ("does not work in this region", {"region": "nanjing"}),
    "another skill": ("lacks the skill", {"skill": "it"}),
    "too soon": ("too soon", {"start": hour("09:30")}),
    "not at the half hour": ("full or half hour", {"start": hour("15:15")}),
    "too far": ("at most", {"start": hour("15:00", 40)}),
    "where it is": ("there already", {"start": hour("11:00")}),
    "off duty": ("off duty", {"shifts": {"mon": ["20:00-22:00"]}}),
    "away": ("is away from", {"away": (hour("14:30"), hour("16:00"))}),
    "nobody": ("no such technician", {"technician": 9999}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_said_with_its_reason_and_nothing_changes(world: World, case: str) -> None:
    why, given_ = REFUSED[case]
    row, old = booked(world, start=hour("11:00"))
    people = world.store.read(stored.technicians)
    wanted = given_.get("technician", old.technician_id)
    if "region" in given_ or "skill" in given_:
        region, skill = given_.get("region", "hangzhou"), given_.get("skill", "solar")
        wanted = next(t.id for t in people if region in t.regions and skill in t.skills)
    if "shifts" in given_:
        wanted = world.store.write(lambda tx: stored.add_technician(
            tx, name="夜师傅", regions=["hangzhou"], skills=["solar"], shifts=given_["shifts"], zone="Asia/Shanghai",
            works_holidays=True, active=True))  # fmt: skip
    if "away" in given_:
        absences.add(world.house, world.user("sue"), wanted, given_["away"][0], given_["away"][1], "看牙医")
    before = (log(world, row.id)[-1].id, old.id, len(heard(world, row)))
    with pytest.raises(Refused, match=why):
        board_desk.move(world.house, world.user(), old.id, wanted, given_.get("start", hour("15:00")))
    assert (log(world, row.id)[-1].id, visit_of(world, row.id).id, len(heard(world, row))) == before


def test_a_visit_that_has_begun_or_was_moved_meanwhile_is_not_moved(world: World) -> None:
    row, old = booked(world, start=hour("11:00"))
    board_desk.move(world.house, world.user(), old.id, old.technician_id, hour("12:00"))
    with pytest.raises(Refused, match="meanwhile"):
        board_desk.move(world.house, world.user(), old.id, old.technician_id, hour("12:30"))
    visit_desk.step(world.house, world.user(), row.id, "on_the_way")
    with pytest.raises(Refused, match="on the way"):
        board_desk.move(
            world.house, world.user(), visit_of(world, row.id).id, old.technician_id, hour("12:30")
        )
    with pytest.raises(Gone):
        board_desk.move(world.house, world.user(), 9999, old.technician_id, hour("12:30"))


def test_what_costs_money_waits_for_the_customers_yes(world: World) -> None:
    row, old = booked(world, start=hour("11:00"))
    fee = {"free": False, "needs_consent": True, "low": 100, "high": 200, "currency": "CNY", "price_list": "x",
           "lines": [], "reasons": []}  # fmt: skip
    warranty = {"verdict": "not_covered", "by": "user:1", "reasons": []}
    world.store.write(
        lambda tx: stored_tickets.save(tx, row.id, world.house.now(), fee=fee, warranty=warranty)
    )
    with pytest.raises(Refused) as refused:
        board_desk.move(world.house, world.user(), old.id, old.technician_id, hour("12:00"))
    assert refused.value.why == "no-consent" and visit_of(world, row.id).id == old.id


def test_whoever_only_reads_moves_nothing(world: World) -> None:
    _, old = booked(world, start=hour("11:00"))
    for work in (
        lambda u: board_desk.move(world.house, u, old.id, old.technician_id, hour("12:00")),
        lambda u: board_desk.book(world.house, u, old.ticket_id, old.technician_id, hour("12:00")),
        lambda u: absences.add(world.house, u, old.technician_id, hour("12:00"), hour("13:00"), "x"),
        lambda u: board.page(world.house, u, MONDAY.date(), board.Filter()),
        lambda u: calendars.make(world.house, u, old.technician_id),
    ):
        with pytest.raises(Refused, match="may not do this"):
            work(world.user("fay"))


# -- absences ------------------------------------------------------------------------------------------


def test_visits_in_an_absence_are_listed_and_it_can_be_taken_back(world: World) -> None:
    row, old = booked(world, start=hour("15:00"))
    sue = world.user("sue")
    made = absences.add(world.house, sue, old.technician_id, hour("14:00"), hour("18:00"), "看牙医")
    assert [v.ticket_id for v in board_panel.away(world.house, sue, made).visits] == [row.id]
    assert visit_of(world, row.id).id == old.id, "the customer is told first"
    found = board_panel.panel(world.house, sue, MONDAY.date(), visit_id=old.id)
    offered = {s.technician_id for s in found.suggestions}
    assert offered == set(solar(world)), "the one who is away is free in the morning"
    assert all(s.end <= hour("13:30") for s in found.suggestions if s.technician_id == old.technician_id)
    absences.remove(world.house, sue, made, "doch da")
    with pytest.raises(Gone):
        absences.remove(world.house, sue, made, "x")
    noted = [e.action for e in world.store.read(lambda tx: audit.entries(tx, action="absence"))]
    assert sorted(noted) == ["absence.added", "absence.removed"]
    for start, end in ((hour("14:00"), hour("14:00")), (hour("14:00"), hour("14:00", 400))):
        with pytest.raises(Refused):
            absences.add(world.house, sue, old.technician_id, start, end, "x")


# -- races ---------------------------------------------------------------------------------------------


def test_of_many_who_move_visits_to_the_same_time_one_succeeds(world: World) -> None:
    people = [booked(world, who=f"c{n}") for n in range(4)]
    target = solar(world)[0]
    moves = [(row, old) for row, old in people]

    def move(n: int) -> str:
        _, old = moves[n]
        return board_desk.move(world.house, world.user(), old.id, target, hour("20:00", 2), "电话")

    became = together(len(moves), move)
    assert [b for b in became if b == "moved"] == ["moved"], became
    assert all(isinstance(b, Refused) and b.why in ("board-taken", "board-way", "board-faster")
               for b in became if b != "moved")  # fmt: skip
    there = [visit_of(world, row.id) for row, _ in moves]
    assert sum((v.technician_id, v.start) == (target, hour("20:00", 2)) for v in there) == 1
    assert sum(v.id == old.id for v, (_, old) in zip(there, moves, strict=True)) == len(moves) - 1


def test_one_visit_moved_by_many_at_once_is_moved_once(world: World) -> None:
    row, old = booked(world)
    times = [hour("14:00", 2) + timedelta(minutes=30 * n) for n in range(8)]
    became = together(
        8, lambda n: board_desk.move(world.house, world.user(), old.id, old.technician_id, times[n], "电话")
    )
    assert became.count("moved") == 1 and sum(getattr(b, "why", "") == "board-gone" for b in became) == 7
    moved = [e for e in log(world, row.id) if e.event == "visit.moved"]
    assert len(moved) == 1 and visit_of(world, row.id).start in times


@pytest.fixture
def world(store: Store) -> World:
    return World(store).settle()
