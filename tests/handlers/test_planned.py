"""Planned work over a year, by many processes, for customers with and without a channel, and at the desk."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from handlers import (
    panels,
    planned,
    planned_archive,
    planned_desk,
    planned_offers,
    planned_operation,
    queue,
    replacement,
    watch,
)
from handlers.people import Refused
from handlers.planned_ticket import item_of
from handlers.rules import serials
from storage import conversations, devices, forms, messages, tickets
from storage import planned as stored
from storage import queue as stored_queue
from storage.engine import Store, Tx
from storage.models import QueueItem
from storage.planned_tables import PlannedWork
from tests.world import ZONE, World, together

ALL = ("done", "skipped", *stored.OPEN)
ONE_DATABASE = pytest.mark.parametrize(
    "store_url", ["sqlite"], indirect=True
)  # a year takes long; shorter spans run on both
GOOD = {"environment": "正常", "hardware": "正常", "logs": "good", "capacity": "61"}


def begun(store: Store, day: str) -> World:
    return World(store, datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZONE)).settle()


def rows(world: World, **wanted: Any) -> list[Row[Any]]:
    found = world.store.read(lambda tx: stored.listing(tx, statuses=ALL, limit=1000))
    return [r for r in found if all(getattr(r, k) == v for k, v in wanted.items())]


def device(world: World, plan: str, serial: str, customer: int | None, **values: Any) -> int:
    def work(tx: Tx) -> int:
        return devices.add(
            tx, world.now.astimezone(UTC), serial_number=serial, serial_key=serials.fold(serial), model="M-1", plan=plan,
            customer_id=customer, region="hangzhou", address="杭州市文三路12号", **values,
        )  # fmt: skip

    return world.store.write(work)


def customer(world: World, name: str = "第一中学") -> int:
    return world.store.write(
        lambda tx: conversations.new_customer(
            tx, world.now.astimezone(UTC), name=name, phone="0571-88880000", region="hangzhou"
        )
    )


def due(world: World, days: int) -> None:
    world.wait(days=days, every=timedelta(days=1))


@pytest.mark.long
@ONE_DATABASE
def test_a_year_of_a_school(store: Store) -> None:
    """P1.4: twelve inspections of each sort a year; P1.5: questionnaires and themed visits; P1.9: three courses."""
    world = begun(store, "2026-03-31")
    school = customer(world)
    for number in (1, 2):
        device(world, "p1", f"SCHOOL-{number}", school, dates={"acceptance": "2026-03-31"})
    due(world, 366)
    counted = Counter((r.item, r.subject) for r in rows(world))
    by_item = Counter(r.item for r in rows(world))
    assert by_item["telephone_inspection"] == by_item["system_inspection"] == 2 * 12
    assert by_item["questionnaire"] == 4, "once for the customer, not for each device"
    assert by_item["customer_visit"] == 2
    assert [by_item[f"course_{c}"] for c in ("installation", "use", "maintenance")] == [2, 2, 2]
    assert set(counted.values()) <= {12, 4, 2, 1}
    visits = rows(world, item="customer_visit")
    item = item_of(world.house, "p1", "customer_visit")
    assert len({planned.topics(item, r.turn, "zh") for r in visits}) == 2, "another theme each time"
    assert {r.status for r in rows(world)} <= {"overdue", "skipped", "offered", "planned"}, (
        "nobody did anything"
    )


@pytest.mark.long
@ONE_DATABASE
def test_a_year_of_a_water_heater_and_a_gripper(store: Store) -> None:
    """P3.6: two visits a year; P4.8: monthly maintenance."""
    world = begun(store, "2027-01-31")
    owner = customer(world)
    device(world, "p3", "HEATER-1", owner, dates={"warranty_card": "2027-01-31"})
    device(world, "p4", "GRIP-1", owner, dates={"acceptance": "2027-01-31", "completion": "2027-01-31"})
    due(world, 366)
    counted = Counter(r.item for r in rows(world))
    assert counted["half_yearly_maintenance"] == 2
    assert counted["monthly_maintenance"] == 12
    assert counted["regular_contact"] == 0, "it has not run for long yet"


@pytest.mark.long
@ONE_DATABASE
def test_long_running_systems_are_contacted_and_visited(store: Store) -> None:
    """P4.8."""
    world = begun(store, "2027-01-31")
    device(
        world, "p7", "GRIP-2", customer(world), dates={"acceptance": "2024-06-30", "completion": "2024-06-30"}
    )
    due(world, 366)
    counted = Counter(r.item for r in rows(world))
    assert (counted["regular_contact"], counted["regular_visit"]) == (4, 2)


def test_training_within_two_days_of_acceptance(store: Store) -> None:
    """P3.8: offered as soon as the device is known, in five topics."""
    world = begun(store, "2026-11-23")
    world.owner("DEMO-P3-0004", "fresh")
    world.wait(minutes=30)
    assert rows(world) == []
    world.store.write(lambda tx: _accept(tx, world, "DEMO-P3-0004", "2026-11-23"))
    world.wait(minutes=30)
    (row,) = rows(world)
    assert (row.item, row.status, row.due_on.isoformat()) == ("acceptance_training", "offered", "2026-11-25")
    said = world.say("好的", who="fresh").replies
    assert "冬季防冻" in said[0].text and "日常保养与报修" in said[0].text and "1." in said[-1].text


def _accept(tx: Tx, world: World, serial: str, day: str) -> None:
    row = devices.by_key(tx, serials.fold(serial))
    assert row is not None
    devices.save(tx, row.id, dates={"acceptance": day})


def test_many_who_generate_at_once_write_it_once(store: Store) -> None:
    world = begun(store, "2027-03-01")
    owner = customer(world)
    ids = [device(world, "p6", f"STORE-{i}", owner, dates={"acceptance": "2026-12-10"}) for i in range(6)]
    now = world.now.astimezone(UTC)
    done = together(24, lambda i: store.write(lambda tx: planned.generate(tx, world.house, ids[i % 6], now)))
    assert not [d for d in done if isinstance(d, Exception)]
    assert sum(d for d in done if isinstance(d, int)) == 6
    assert len(rows(world)) == 6 and planned.generate_all(world.house) == 0


def test_many_clockworks_offer_it_once(store: Store) -> None:
    world = begun(store, "2026-10-25")
    world.owner("DEMO-P3-0001")
    world.now += timedelta(hours=1)
    planned.generate_all(world.house)
    now = world.house.now()
    done = together(16, lambda i: watch.fire(world.house, now))
    assert not [d for d in done if isinstance(d, Exception)]
    assert len(_said(world)) == 1


def _said(world: World, who: str = "customer") -> list[str]:
    def read(tx: Tx) -> list[str]:
        row = conversations.find(tx, "terminal", who)
        assert row is not None
        return [m.text for m in messages.history(tx, row.id) if m.direction == "out"]

    return world.store.read(read)


def test_nobody_is_spoken_to_by_night_or_while_a_person_has_the_conversation(store: Store) -> None:
    world = World(store, datetime(2026, 10, 24, 21, 0, tzinfo=ZONE)).settle()
    world.owner("DEMO-P3-0001")
    world.wait(hours=12)
    assert _said(world) == []
    world.say("转人工")
    world.wait(hours=3, every=timedelta(minutes=30))
    assert rows(world)[0].status == "planned"


def test_a_customer_without_a_channel_is_telephoned(store: Store) -> None:
    """P3.6, P1.4: the clerk has a task with the checklist, records the result, and the ticket is closed."""
    world = begun(store, "2026-10-25")
    world.owner("DEMO-P3-0001", channel="")
    world.wait(hours=1)
    item = _task(world, "planned_call")
    ticket = world.store.read(lambda tx: tickets.get(tx, item.ticket_id))
    assert ticket is not None and (ticket.contact_name, ticket.phone) == ("王建国", "13800138000")
    shown = world.store.read(lambda tx: panels.panels(tx, world.house, ticket))["planned"]["work"]
    assert [f["id"] for f in shown["fields"]] == ["tank", "tubes", "bracket", "pipes", "electric"]
    queue.claim(world.house, world.user("kim"), item.id)
    with pytest.raises(Refused, match="Record the result"):
        queue.resolve(world.house, world.user("kim"), item.id, "done")  # P4.8: every visit is recorded
    values = {f["id"]: "good" for f in shown["fields"]}
    with pytest.raises(Refused, match="pipes and valves"):
        planned_desk.record_result(world.house, world.user("kim"), ticket.id, values | {"pipes": ""}, "")
    planned_desk.record_result(world.house, world.user("kim"), ticket.id, values, "")
    with pytest.raises(Refused):
        planned_desk.record_result(world.house, world.user("kim"), ticket.id, values, "")
    assert rows(world)[0].status == "done"
    after = world.store.read(lambda tx: tickets.get(tx, ticket.id))
    assert after is not None and after.status == "resolved"
    assert not world.store.read(lambda tx: stored_queue.open_of_ticket(tx, ticket.id))


def _task(world: World, reason: str) -> Row[Any]:
    def read(tx: Tx) -> Row[Any] | None:
        wanted = select(QueueItem.__table__).where(QueueItem.reason == reason, QueueItem.status != "closed")
        return tx.sql.execute(wanted).first()

    found = world.store.read(read)
    assert found is not None, f"there is no task {reason}"
    return found


def test_the_report_within_three_working_days_is_a_clock(store: Store) -> None:
    """P6.6: Friday's inspection is to be reported by Wednesday; the result goes to both sides (P1.4)."""
    world = begun(store, "2026-11-02")
    world.owner("DEMO-P6-0001", lang="en")
    world.wait(hours=1)
    row = rows(world)[0]
    planned_desk.telephone(world.house, world.user("sue"), row.id)
    ticket_id = rows(world)[0].ticket_id
    world.now = datetime(2026, 11, 6, 15, 0, tzinfo=ZONE)
    given = GOOD | {"advice": "renew the disks next year"}
    planned_desk.record_result(world.house, world.user(), ticket_id, given, "fan loud\n\nno spare disk")
    view = _panel(world, ticket_id)
    assert [p["text"] for p in view["work"]["problems"]] == ["fan loud", "no spare disk"]
    clock = _clock(world, ticket_id, "inspection_report")
    assert clock.state == "running" and clock.due == datetime(2026, 11, 11, 17, 30, tzinfo=ZONE)
    assert _clock(world, ticket_id, "analysis_report") is None, "no fault was reported"
    analysis = world.house.plans["p6"].clock("analysis_report")
    assert analysis is not None and "inspection.reported" not in analysis.stop, (
        "a fault waits for its own report"
    )
    alarms = world.store.read(lambda tx: [a.text_id for a in tickets.alarms(tx)])
    assert "alarm-planned-result" in alarms
    planned_desk.send_report(world.house, world.user(), ticket_id)
    assert _clock(world, ticket_id, "inspection_report").state == "met"
    assert "Report: Inspection report, no. P6-XJ-2026-0001." in _said(world)[-1]
    report = next(f for f in world.store.read(lambda tx: forms.of_ticket(tx, ticket_id)) if f.number)
    assert report.values["advice"] == "renew the disks next year"
    assert report.values["findings"][0]["finding"] == "fan loud; no spare disk"
    assert "renew the disks" in _said(world)[-1] and "fan loud; no spare disk" in _said(world)[-1]
    archive = planned_archive.lines(world.house, "DEMO-P6-0001")
    assert archive is not None and "renew the disks" in archive[0]


def _panel(world: World, ticket_id: int) -> Any:
    def read(tx: Tx) -> Any:
        return panels.panels(tx, world.house, tickets.get(tx, ticket_id))["planned"]

    return world.store.read(read)


def _clock(world: World, ticket_id: int, name: str) -> Any:
    from handlers import tickets as handled

    def read(tx: Tx) -> Any:
        ticket = tickets.get(tx, ticket_id)
        assert ticket is not None
        states = handled.clock_states(tx, world.house, ticket, world.house.now())
        return next((s for s in states if s.name == name and s.state != "waiting"), None)

    return world.store.read(read)


def test_the_operation_record_calls_for_training(store: Store) -> None:
    """P4.7: state, use, skill and turnover are kept with the device; recurring training follows from them."""
    world = begun(store, "2026-12-01")
    grip = device(
        world, "p4", "GRIP-3", customer(world), dates={"acceptance": "2026-11-05", "completion": "2026-11-05"}
    )
    world.wait(hours=2, every=timedelta(minutes=30))
    ticket_id = rows(world, item="monthly_maintenance")[0].ticket_id
    given = {
        "state": "in_use",
        "usage": "16 h a day",
        "operators": "6",
        "skilled": "6",
        "joined": "1",
        "left": "1",
    }
    assert planned_operation.keep(world.house, world.user(), ticket_id, given) is None
    assert planned_operation.keep(world.house, world.user(), ticket_id, given | {"joined": "3"}) == "turnover"
    assert planned_operation.keep(world.house, world.user(), ticket_id, given | {"skilled": "3"}) == "skill"
    (training,) = rows(world, item="operator_training")
    assert training.due_on.isoformat() == "2026-12-31"
    assert _panel(world, ticket_id)["operation"]["skilled"] == 3
    with pytest.raises(Refused):
        planned_operation.keep(world.house, world.user(), ticket_id, given | {"operators": "many"})
    planned_operation.keep(world.house, world.user(), ticket_id, given | {"state": "retired"})
    due(world, 70)
    assert len(rows(world, item="monthly_maintenance", device_id=grip)) == 1, "a retired device needs none"


def test_a_questionnaire_is_asked_question_by_question(store: Store) -> None:
    """P1.5: answers by button, by number and in the customer's words; kept."""
    world = begun(store, "2026-11-23")
    device(world, "p1", "SCHOOL-9", None, dates={"acceptance": "2026-09-01"})
    world.owner("SCHOOL-9", "school")
    world.now = datetime(2026, 11, 23, 10, 30, tzinfo=ZONE)
    watch.fire(world.house, world.house.now())
    (row,) = rows(world, item="questionnaire")
    assert row.status == "planned", "one offer at a time: the inspection waits for an answer"
    world.say("以后再说", who="school")
    world.wait(hours=1)
    (row,) = rows(world, item="questionnaire")
    assert row.status == "offered"
    said = world.say(f"/planned:start:{row.id}", who="school").replies
    assert "1/3" in said[-1].text
    assert "2/3" in world.say("1", who="school").replies[-1].text
    assert "3/3" in world.say("够快", who="school").replies[-1].text
    assert "谢谢" in world.say("培训再多一点", who="school").replies[-1].text
    (row,) = rows(world, item="questionnaire")
    assert row.status == "done"
    assert row.result["answers"] == {"satisfied": "满意", "speed": "够快", "wish": "培训再多一点"}


def test_people_leave_out_and_move(store: Store) -> None:
    world = begun(store, "2026-10-25")
    world.owner("DEMO-P3-0001")
    world.wait(hours=1)
    row, sue = rows(world)[0], world.user("sue")
    with pytest.raises(Refused):
        planned_desk.leave_out(world.house, world.user("ann"), row.id, "the customer is away")
    planned_desk.move(world.house, sue, row.id, "2026-12-01")
    moved = rows(world)[0]
    assert (moved.status, moved.due_on.isoformat(), moved.offer_on.isoformat()) == (
        "planned",
        "2026-12-01",
        "2026-11-17",
    )
    with pytest.raises(Refused):
        planned_desk.move(world.house, sue, row.id, "2036-12-01")
    planned_desk.leave_out(world.house, sue, row.id, "sold")
    assert rows(world)[0].status == "skipped"
    with pytest.raises(Refused):
        planned_desk.leave_out(world.house, sue, row.id, "again")
    assert planned.page(world.house, sue, "p3")["done"][0].status == "skipped"


def test_two_who_record_a_result_at_once_record_it_once(store: Store) -> None:
    world = begun(store, "2026-10-25")
    world.owner("DEMO-P6-0001")
    world.wait(hours=1)
    planned_desk.telephone(world.house, world.user("sue"), rows(world)[0].id)
    ticket_id, ann = rows(world)[0].ticket_id, world.user()
    done = together(8, lambda i: planned_desk.record_result(world.house, ann, ticket_id, GOOD, "fan"))
    assert [type(d) for d in done if d is not None] == [Refused] * 7
    made = together(8, lambda i: planned_desk.make_ticket(world.house, ann, ticket_id, 0))
    assert len(set(made)) == 1
    assert (
        planned_offers.DESK != "terminal"
        and len(store.read(lambda tx: tx.sql.execute(select(PlannedWork.id)).all())) == 1
    )


def test_the_plan_of_courses_before_any_of_it_is_offered(store: Store) -> None:
    """P1.9: three courses for two audiences, with a plan."""
    world = begun(store, "2026-11-23")
    device(world, "p1", "SCHOOL-3", customer(world), dates={"acceptance": "2026-11-23"})
    found = planned.ahead(world.house, 60, plan="p1", kind="training")
    assert [(line.name["en"], line.due_on.isoformat()) for line in found] == [
        ("installation course", "2026-12-07"),
        ("course on use", "2026-12-23"),
        ("maintenance course", "2027-01-07"),
    ]
    audiences = {a.en for p in world.house.plans["p1"].planned for a in p.audience}
    assert audiences == {"front-line users", "maintenance staff"}
    assert rows(world) == [], "nothing is written down by looking"


def test_the_customer_says_no_on_the_telephone(store: Store) -> None:
    """P3.6."""
    world = begun(store, "2026-10-25")
    world.owner("DEMO-P3-0001", channel="")
    world.wait(hours=1)
    ticket_id = rows(world)[0].ticket_id
    with pytest.raises(Refused):
        planned_desk.decline(world.house, world.user("kim"), ticket_id, " ")
    planned_desk.decline(world.house, world.user("kim"), ticket_id, "moves house in spring")
    ticket = world.store.read(lambda tx: tickets.get(tx, ticket_id))
    assert ticket is not None and ticket.status == "withdrawn" and rows(world)[0].status == "skipped"
    assert rows(world)[0].result["history"][-1]["text"] == "moves house in spring"


def test_a_button_pressed_in_the_middle_of_a_report_does_not_end_the_report(store: Store) -> None:
    world = begun(store, "2026-10-25")
    world.owner("DEMO-P3-0001")
    world.wait(hours=1)
    row = rows(world)[0]
    world.say("水箱底下一直滴水，越滴越快")
    assert "先把这次报修办完" in world.say(f"/planned:yes:{row.id}").replies[0].text
    told = world.say(f"/planned:later:{row.id}").replies
    assert "我再来问您" in told[0].text and "1." in told[-1].text
    assert "请确认" in world.say("1").replies[-1].text
    assert world.say(f"/planned:no:{row.id}").replies[0].text.startswith("这项安排已经结束了")
    assert world.say("/planned:no:999999").replies and world.say("/planned::").replies


def test_planned_work_goes_on_for_the_device_in_its_place_and_ends_for_the_old_one(store: Store) -> None:
    """P6.6: nobody is asked when the inspection of a device suits that was carried away."""
    world = begun(store, "2026-11-02")
    world.owner("DEMO-P6-0001", lang="en")
    world.wait(hours=1)
    (before,) = rows(world, item="inspection", status="offered")
    world.say("The disk shows an alarm, DEMO-P6-0001", plan="p6")

    def ticket(tx: Tx) -> int:
        found = conversations.find(tx, "terminal", "customer")
        assert found is not None
        return int(tickets.of_conversation(tx, found.id)[0].id)

    replacement.replace(world.house, world.user(), world.store.read(ticket), "P6-NEW-0001")
    (after,) = rows(world, item="inspection", id=before.id)
    new = world.store.read(lambda tx: devices.get(tx, after.device_id))
    assert new is not None and new.serial_number == "P6-NEW-0001"
    assert after.due_on == before.due_on and after.period == before.period
    world.now += timedelta(days=120)
    world.wait(hours=2)
    later = rows(world, item="inspection")
    assert {r.device_id for r in later} == {new.id} and len(later) == len({r.period for r in later}) >= 2
