"""People of ours book, move and cancel visits: the same windows, races and consent as for the bot."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, func, select, update

from handlers import desk, overrule, tickets, visit_desk, visits
from handlers.people import Refused
from handlers.queue import Gone
from handlers.rules import serials
from storage import conversations, devices, messages
from storage import tickets as stored_tickets
from storage import visits as stored_visits
from storage.engine import Store, Tx
from storage.models import Technician, VisitSlot
from tests.world import MONDAY, ZONE, World, together

on_sqlite = pytest.mark.parametrize(
    "store_url", ["sqlite"], indirect=True
)  # where no database decides anything
HOUR = timedelta(hours=1)


def report(
    world: World, who: str = "customer", serial: str = "DEMO-P3-0001", region: str | None = "hangzhou", **more: Any
) -> int:  # fmt: skip
    """A ticket with its device and region; what it costs has been looked up."""

    def work(tx: Tx) -> int:
        now = world.house.now()
        row = conversations.lock(tx, "terminal", who, now, plan="p3")
        device = devices.by_key(tx, serials.fold(serial))
        assert device is not None
        opened = tickets.open_ticket(
            tx, world.house, world.house.plans["p3"], row.id, "report_fault", "水箱滴水", "customer", now, status="open",
            region=region, device_id=device.id, component="tank", **more,
        )  # fmt: skip
        return int(opened.id)

    ticket_id = world.store.write(work)
    check(world, ticket_id)
    return ticket_id


def check(world: World, ticket_id: int) -> None:
    world.store.write(
        lambda tx: tickets.check_warranty(
            tx, world.house, ticket(world, ticket_id, tx), "bot", world.house.now()
        )
    )


def ticket(world: World, ticket_id: int, tx: Tx | None = None) -> Row[Any]:
    row = (
        stored_tickets.get(tx, ticket_id)
        if tx
        else world.store.read(lambda t: stored_tickets.get(t, ticket_id))
    )
    assert row is not None
    return row


def agree(world: World, ticket_id: int, given: bool = True, **other: Any) -> None:
    """The customer's yes or no to the price that the ticket shows, or to another one."""
    world.count += 1

    def work(tx: Tx) -> None:
        row = ticket(world, ticket_id, tx)
        now = world.house.now()
        said = messages.accept(tx, row.conversation_id, "terminal", f"yes-{world.count}", "同意", now, None)
        assert said is not None
        fee = {k: row.fee[k] for k in ("low", "high", "currency", "price_list")} | other
        stored_tickets.add_consent(tx, ticket_id=ticket_id, message_id=said, given=given, at=now, **fee)

    world.store.write(work)


def of(world: World, ticket_id: int, *statuses: str) -> Sequence[Row[Any]]:
    return world.store.read(lambda tx: stored_visits.of_ticket(tx, ticket_id, statuses))


def offered(world: World, ticket_id: int) -> Sequence[Row[Any]]:
    visit_desk.offer(world.house, world.user(), ticket_id)
    return of(world, ticket_id, "held")


def book(world: World, ticket_id: int) -> Row[Any]:
    visit_desk.confirm(world.house, world.user(), ticket_id, offered(world, ticket_id)[0].id)
    return of(world, ticket_id, "confirmed")[0]


def slots_taken(world: World) -> int:
    count = select(func.count()).select_from(VisitSlot)
    return int(world.store.read(lambda tx: tx.sql.execute(count).scalar_one()))


def events(world: World, ticket_id: int) -> list[str]:
    return [e.event for e in world.store.read(lambda tx: stored_tickets.log(tx, ticket_id))]


def alarms(world: World, ticket_id: int) -> list[str]:
    found = world.store.read(lambda tx: stored_tickets.alarms(tx, ticket_id=ticket_id))
    return [a.text_id for a in found]


def staff(world: World, **values: Any) -> None:
    world.store.write(lambda tx: tx.sql.execute(update(Technician).values(**values)))


def refused(why: str, act: Callable[..., object], *given: object) -> str:
    """What the person is told, in English, when ``act(*given)`` is refused for that reason."""
    with pytest.raises(Refused) as caught:
        act(*given)
    assert caught.value.why == why
    assert caught.value.told("zh") != caught.value.told("en")
    return str(caught.value)


def away(world: World, start: datetime, end: datetime) -> None:
    """All technicians are away in that time."""

    def work(tx: Tx) -> None:
        for row in stored_visits.technicians(tx):
            stored_visits.add_absence(tx, technician_id=row.id, start=start, end=end, reason="training")

    world.store.write(work)


# -- booking --------------------------------------------------------------------------------------


def test_a_free_visit_is_booked_by_a_person_and_the_other_windows_are_given_back(world: World) -> None:
    t = report(world)
    windows = offered(world, t)
    assert len(windows) == world.house.plans["p3"].visits.offer
    first = windows[0]
    assert first.keeps_promise
    visit_desk.confirm(world.house, world.user(), t, first.id)
    assert [v.id for v in of(world, t, "confirmed")] == [first.id]
    assert not of(world, t, "held")
    assert slots_taken(world) == len(visits.occupied(world.house.plans["p3"], first.start, first.end))
    log = world.store.read(lambda tx: stored_tickets.log(tx, t))
    assert (log[-1].event, log[-1].actor) == ("visit.booked", world.user().owner)


def test_a_move_takes_the_new_window_and_frees_the_old_one(world: World) -> None:
    t = report(world)
    first = book(world, t)
    second = book(world, t)
    assert second.id != first.id
    assert [v.id for v in of(world, t, "cancelled")] == [first.id]
    assert slots_taken(world) == len(visits.occupied(world.house.plans["p3"], second.start, second.end))
    assert events(world, t)[-1] == "visit.moved"


def test_cancelling_frees_the_time_for_the_next_one_and_says_so_when_there_is_nothing(world: World) -> None:
    t = report(world)
    visit = book(world, t)
    visit_desk.cancel(world.house, world.user(), t, "the part is late")
    assert slots_taken(world) == 0
    assert [v.status for v in of(world, t, "cancelled")] == ["cancelled"]
    assert "visit.cancelled" in events(world, t)
    refused("no-visit", visit_desk.cancel, world.house, world.user(), t, "again")
    other = report(world, "another")
    assert visit.start in [v.start for v in offered(world, other)]


@on_sqlite
def test_what_is_held_only_can_be_given_back_by_offering_again_but_not_for_ever(world: World) -> None:
    t = report(world)
    first = offered(world, t)
    second = offered(world, t)
    assert {v.id for v in of(world, t, "held")} == {v.id for v in second}
    assert not {v.id for v in first} & {v.id for v in second}
    refused("window-gone", visit_desk.confirm, world.house, world.user(), t, first[0].id)
    world.now += timedelta(minutes=16)  # the hold is over, even before clockwork has looked
    refused("window-gone", visit_desk.confirm, world.house, world.user(), t, second[0].id)


@on_sqlite
def test_a_window_of_another_case_an_ended_case_and_no_case_are_refused(world: World) -> None:
    one, two = report(world), report(world, "another")
    held = offered(world, one)[0].id
    refused("window-gone", visit_desk.confirm, world.house, world.user(), two, held)
    with pytest.raises(Gone):
        visit_desk.offer(world.house, world.user(), 4711)
    now = world.house.now()
    world.store.write(lambda tx: tickets.record(tx, world.house, two, "ticket.withdrawn", "customer", now))
    for act, given in ((visit_desk.offer, ()), (visit_desk.confirm, (held,)), (visit_desk.cancel, ("x",))):
        assert ticket(world, two).number in refused("closed", act, world.house, world.user(), two, *given)  # type: ignore[arg-type]


# -- who can be sent ------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["region", "skill", "inactive", "absence"])
@on_sqlite
def test_nobody_is_sent_who_cannot_come_and_the_person_is_told(world: World, why: str) -> None:
    t = report(world)
    unfit: dict[str, dict[str, Any]] = {
        "region": {"regions": ["lhasa"]}, "skill": {"skills": ["it"]}, "inactive": {"active": False},
    }  # fmt: skip
    if why in unfit:
        staff(world, **unfit[why])
    else:
        away(world, world.house.now() - HOUR, world.house.now() + 60 * 24 * HOUR)
    told = refused("no-technician", visit_desk.offer, world.house, world.user(), t)
    assert told.strip()
    assert slots_taken(world) == 0
    assert alarms(world, t) == ["alarm-no-window"], (
        "the supervisor has to know that the promise cannot be kept"
    )


@on_sqlite
def test_an_absence_in_the_middle_is_left_out_with_the_way(world: World) -> None:
    t = report(world)
    back = world.house.now() + 9 * HOUR
    away(world, world.house.now() + HOUR, back)
    windows = offered(world, t)
    assert all(v.start >= back + timedelta(minutes=30) for v in windows)


@on_sqlite
def test_a_public_holiday_is_free_for_those_who_do_not_work_then(store: Store) -> None:
    world = World(store, datetime(2026, 9, 30, 19, 0, tzinfo=ZONE)).settle()  # the eve of National Day
    days = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    staff(world, shifts=days, works_holidays=False)
    windows = offered(world, report(world))
    assert min(v.start.astimezone(ZONE).date() for v in windows) == date(2026, 10, 8)
    staff(world, works_holidays=True)
    windows = offered(world, report(world, "another"))
    assert min(v.start.astimezone(ZONE).date() for v in windows) == date(2026, 10, 1)


@on_sqlite
def test_a_window_later_than_promised_is_shown_as_such_and_the_supervisor_knows(world: World) -> None:
    t = report(world)
    staff(world, shifts={"tue": ["09:00-18:00"]})  # p3 promises four hours; it is Monday
    windows = offered(world, t)
    assert windows and not any(v.keeps_promise for v in windows)
    assert alarms(world, t) == ["alarm-no-window"]
    shown = desk.case(world.house, world.user(), ticket(world, t).conversation_id)
    assert shown is not None and [v.keeps_promise for v in shown.held] == [False] * len(windows)
    visit_desk.confirm(world.house, world.user(), t, windows[0].id)
    assert "customer.awaited" not in events(world, t), (
        "nobody waits for the customer: there was nothing earlier"
    )


@on_sqlite
def test_a_second_visit_is_not_late_for_the_promise_that_the_first_one_kept(world: World) -> None:
    """P3.1: somebody was there in time; two days later, when the part has come, the next visit owes nothing."""
    t = report(world)
    visit = book(world, t)
    world.now = visit.start

    def was_there(tx: Tx) -> None:
        for event in ("visit.arrived", "visit.done"):
            tickets.record(tx, world.house, t, event, "user:1", world.house.now(), {"visit": visit.id})
        stored_visits.free(tx, [visit.id], "done")

    world.store.write(was_there)
    world.now = visit.start + timedelta(days=2)
    again = offered(world, t)
    assert again and all(w.keeps_promise for w in again)
    assert "visit.no_window" not in events(world, t) and alarms(world, t) == []


@on_sqlite
def test_a_later_time_that_the_customer_chose_stops_the_promise_until_then_or_until_it_is_cancelled(
    world: World,
) -> None:
    t = report(world)
    windows = offered(world, t)
    late = next(v for v in windows if not v.keeps_promise)
    visit_desk.confirm(world.house, world.user(), t, late.id)
    assert on_site(world, t) == "paused"
    world.now += timedelta(minutes=20)
    visit_desk.cancel(world.house, world.user(), t, "the technician is ill")
    assert on_site(world, t) == "running", "nobody waits for the customer any more"


@on_sqlite
def test_a_customer_who_comes_back_to_a_time_that_was_promised_is_not_waited_for(world: World) -> None:
    t = report(world)
    late = next(v for v in offered(world, t) if not v.keeps_promise)
    visit_desk.confirm(world.house, world.user(), t, late.id)
    world.now += timedelta(minutes=20)
    visit_desk.offer(world.house, world.user(), t)
    early = next(v for v in of(world, t, "held") if v.keeps_promise)
    visit_desk.confirm(world.house, world.user(), t, early.id)
    assert on_site(world, t) == "running", "who is not there in time is late again"


def on_site(world: World, ticket_id: int) -> str:
    case = desk.case(world.house, world.user(), ticket(world, ticket_id).conversation_id)
    assert case is not None
    return next(c.state for c in case.clocks if c.name == "on_site")


# -- what it costs --------------------------------------------------------------------------------


def test_a_visit_that_costs_money_needs_the_customers_yes_to_exactly_this_price(world: World) -> None:
    t = report(world, serial="DEMO-P3-0002")
    assert not ticket(world, t).fee["free"]
    held = offered(world, t)[0].id

    def attempt() -> None:
        visit_desk.confirm(world.house, world.user("sue"), t, held)

    assert "agree" in refused("no-consent", attempt)
    agree(world, t, high=ticket(world, t).fee["high"] - 1)
    refused("no-consent", attempt)
    agree(world, t, price_list="p3-2025-01")
    refused("no-consent", attempt)
    agree(world, t)
    agree(world, t, given=False)  # the last word counts
    refused("no-consent", attempt)
    assert [v.id for v in of(world, t, "held")][0] == held, "a refusal changes nothing"
    agree(world, t)
    attempt()
    assert [v.id for v in of(world, t, "confirmed")] == [held]


@on_sqlite
def test_a_yes_is_worth_nothing_once_the_price_has_changed(world: World) -> None:
    t = report(world, serial="DEMO-P3-0002")
    agree(world, t)
    held = offered(world, t)[0].id
    world.store.write(lambda tx: stored_tickets.save(tx, t, world.house.now(), component="tube"))
    check(world, t)
    refused("no-consent", visit_desk.confirm, world.house, world.user(), t, held)


@on_sqlite
def test_a_new_price_list_asks_for_a_new_yes(world: World) -> None:
    """It holds from midnight on, while the report waits; nobody has looked at the price since."""
    t = report(world, serial="DEMO-P3-0002")
    agree(world, t)
    plan = world.house.plans["p3"]
    tomorrow = {"version": "p3-2026-11", "valid_from": world.now.date() + timedelta(days=1)}
    lists = (*plan.fees.lists, plan.fees.lists[-1].model_copy(update=tomorrow))
    fees = plan.fees.model_copy(update={"lists": lists})
    plans = {**world.house.plans, "p3": plan.model_copy(update={"fees": fees})}
    world.house = replace(world.house, plans=plans)
    world.now += timedelta(days=1)
    held = offered(world, t)[0].id
    refused("no-consent", visit_desk.confirm, world.house, world.user(), t, held)
    assert ticket(world, t).fee["price_list"] == "p3-2026-11", "the person sees what to ask the customer"
    agree(world, t)
    visit_desk.confirm(world.house, world.user(), t, held)


@on_sqlite
def test_a_case_whose_cost_nobody_has_looked_up_is_looked_up_before_it_is_booked(world: World) -> None:
    """Handed to people before the bot came to the warranty: the device is known, its term is over."""
    t = report(world, serial="DEMO-P3-0002")
    world.store.write(lambda tx: stored_tickets.save(tx, t, world.house.now(), warranty=None, fee=None))
    held = offered(world, t)[0].id
    refused("no-consent", visit_desk.confirm, world.house, world.user(), t, held)
    shown = ticket(world, t)
    assert shown.fee is not None and not shown.fee["free"], "the person sees what to ask the customer"


@on_sqlite
def test_a_person_may_declare_it_covered_and_book_or_not_covered_and_must_ask(world: World) -> None:
    t = report(world, serial="DEMO-P3-0002")
    held = offered(world, t)[0].id
    overrule.warranty(world.house, world.user("sue"), t, "covered", "a goodwill case")
    visit_desk.confirm(world.house, world.user(), t, held)
    overrule.warranty(world.house, world.user("sue"), t, "not_covered", "taken apart")
    held = offered(world, t)[0].id
    refused("no-consent", visit_desk.confirm, world.house, world.user(), t, held)
    agree(world, t)
    visit_desk.confirm(world.house, world.user(), t, held)


# -- at the same time -----------------------------------------------------------------------------


def test_bot_and_people_never_book_the_same_time_of_a_technician(world: World) -> None:
    """Two technicians, many cases, everybody at once; customers press buttons, people click."""
    lines = ("太阳能完全没热水了", "DEMO-P3-0001", "王建国 13800138000", "杭州市西湖区文三路12号")
    for i in range(4):
        for line in lines:
            world.say(line, who=f"bot{i}", plan="p3")
    people = [report(world, f"people{i}") for i in range(6)]

    def attempt(i: int) -> None:
        if i % 2:
            for line in ("1", "确认"):
                world.say(line, who=f"bot{i // 2 % 4}", plan="p3", event=f"{i}-{line}")
        else:
            book(world, people[i // 2 % 6])

    together(20, attempt)

    def taken(tx: Tx) -> list[Row[Any]]:
        return list(stored_visits.listing(tx, MONDAY, MONDAY + timedelta(days=30)))

    found = [v for v in world.store.read(taken) if v.status == "confirmed"]
    assert len(found) >= 4, (
        "hardly anybody was booked"
    )  # who reports a device that is reported already is asked first
    assert len({v.ticket_id for v in found}) == len(found), "a case with two visits"
    for a in found:
        for b in found:
            if a.id < b.id and a.technician_id == b.technician_id:
                assert a.end <= b.start or b.end <= a.start, "booked twice"


def test_two_people_and_the_customer_confirm_different_windows_and_one_visit_remains(world: World) -> None:
    t = report(world)
    for _ in range(3):
        windows = offered(world, t)
        gate = threading.Barrier(3, timeout=5)

        def by_customer(tx: Tx, visit_id: int = windows[0].id, gate: threading.Barrier = gate) -> None:
            """As the bot does: the turn has read the ticket before the others write."""
            row = ticket(world, t, tx)
            if not world.store.sqlite:
                with suppress(threading.BrokenBarrierError):
                    gate.wait()
            visits.confirm(tx, world.house, row, visit_id, "customer", world.house.now())

        def confirm(i: int, windows: Sequence[Row[Any]] = windows, gate: threading.Barrier = gate) -> None:
            if i == 0:
                if world.store.sqlite:
                    gate.wait()
                world.store.write(by_customer)
                gate.reset()
                return
            with suppress(threading.BrokenBarrierError):
                gate.wait()
            visit_desk.confirm(world.house, world.user(("ann", "bob")[i - 1]), t, windows[i].id)

        results = together(3, confirm)
        assert len([r for r in results if r is None]) == 1, results
        assert len(of(world, t, "confirmed")) == 1
        assert not of(world, t, "held")
        assert slots_taken(world) == len(visits.occupied(world.house.plans["p3"], *_span(world, t)))


def _span(world: World, ticket_id: int) -> tuple[datetime, datetime]:
    visit = of(world, ticket_id, "confirmed")[0]
    return visit.start.astimezone(UTC), visit.end.astimezone(UTC)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_a_window_that_was_just_confirmed_is_not_given_back_by_somebody_who_offers_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot has read what is held; before it gives that back, a person confirms one of them."""
    t = report(world)
    held = offered(world, t)[0].id
    real, done = stored_visits.free, threading.Event()
    results: list[object] = []

    def confirm(_: int) -> None:
        visit_desk.confirm(world.house, world.user(), t, held)

    person = threading.Thread(target=lambda: results.extend(together(1, confirm)))

    def slow(tx: Tx, visit_ids: Sequence[int], status: str) -> None:
        if not done.is_set() and held in visit_ids:
            done.set()
            person.start()
            person.join(1)
        real(tx, visit_ids, status)

    monkeypatch.setattr("storage.visits.free", slow)

    def anew(tx: Tx) -> None:
        row = ticket(world, t, tx)
        visits.offer(tx, world.house, world.house.plans["p3"], row, world.house.now())

    world.store.write(anew)
    person.join(10)
    assert [r.why for r in results if isinstance(r, Refused)] == ["window-gone"], results
    assert not of(world, t, "confirmed") and "visit.booked" not in events(world, t)
