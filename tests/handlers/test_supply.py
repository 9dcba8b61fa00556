"""Spare parts and standby units (P6.4), replaced devices and old parts (P8.7), contract prices (P4.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers import people, queue, replacement, returned, returned_desk, supply, supply_desk, tickets, watch
from handlers.people import Refused
from handlers.registry import find_device, successor
from handlers.rules import serials
from handlers.rules.supply import Want
from handlers.stock_import import import_prices, import_stock
from handlers.tables import BadFile
from storage import contract_prices, conversations, devices, messages, replacements, returned_parts, stock
from storage import queue as stored_queue
from storage import tickets as stored_tickets
from storage.engine import Tx
from tests.world import World, together

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def report(world: World, serial: str = "DEMO-P6-0001", who: str = "customer", **more: Any) -> int:
    """An open report of that device."""

    def work(tx: Tx) -> int:
        now = world.house.now()
        device = devices.by_key(tx, serials.fold(serial))
        plan = world.house.plans[device.plan]
        row = conversations.lock(tx, "terminal", who, now, plan=plan.id)
        values = {"region": device.region, "component": None, **more}
        opened = tickets.open_ticket(
            tx, world.house, plan, row.id, "report_fault", "宕机", "customer", now, status="open",
            device_id=device.id, **values,
        )  # fmt: skip
        return int(tickets.check_warranty(tx, world.house, opened, "bot", now).id)

    return world.store.write(work)


def ticket_of(tx: Tx, ticket_id: int) -> Any:
    return stored_tickets.get(tx, ticket_id)


def conversation_of(world: World, who: str) -> Any:
    return world.store.read(lambda tx: conversations.find(tx, "terminal", who))


def row(world: World, code: str) -> Any:
    return next(r for r in world.store.read(stock.everything) if r.code == code)


def events(world: World, ticket_id: int) -> list[str]:
    return [e.event for e in world.store.read(lambda tx: stored_tickets.log(tx, ticket_id))]


def taken(world: World, ticket_id: int) -> list[Any]:
    return list(world.store.read(lambda tx: stock.reservations(tx, ticket_id)))


def order(world: World, ticket_id: int, kind: str = "standby", code: str = "", quantity: int = 1) -> None:
    supply_desk.order(world.house, world.user(), ticket_id, kind, code, quantity, "cannot be repaired soon")


def notices(world: World, who: str = "customer") -> list[str]:
    def read(tx: Tx) -> list[str]:
        conversation = conversations.find(tx, "terminal", who)
        return [m.text for m in messages.history(tx, conversation.id) if m.author == "notice"]

    return world.store.read(read)


def clock(world: World, ticket_id: int, name: str = "standby") -> Any:
    def read(tx: Tx) -> Any:
        ticket = ticket_of(tx, ticket_id)
        return next(c for c in tickets.clock_states(tx, world.house, ticket) if c.name == name)

    return world.store.read(read)


def refused(why: str, work: Callable[[], object]) -> None:
    with pytest.raises(Refused) as found:
        work()
    assert found.value.why == why


def test_the_last_unit_goes_to_exactly_one_of_many(world: World) -> None:
    ids = [report(world, who=f"c{i}") for i in range(12)]

    def attempt(i: int) -> int | None:
        def work(tx: Tx) -> int | None:
            ticket = ticket_of(tx, ids[i])
            found = supply.need(tx, world.house, ticket, Want("standby"), "x", "customer", world.house.now())
            return found.reservation

        return world.store.write(work)

    results = together(len(ids), attempt)
    assert Counter(type(r) for r in results) == {int: 1, type(None): 11}
    assert (row(world, "STO-SB").on_hand, row(world, "STO-SB").reserved) == (1, 1)
    alarms = world.store.read(lambda tx: stored_tickets.alarms(tx))
    assert [a.text_id for a in alarms] == ["alarm-no-parts"] * 11
    assert all(clock(world, ticket_id).state == "running" for ticket_id in ids), "the promise holds for all"


def test_pressed_many_times_it_is_reserved_and_delivered_once(world: World) -> None:
    ticket_id = report(world, component="disk")
    results = together(20, lambda i: order(world, ticket_id, "part"))
    assert Counter(type(r) for r in results) == {type(None): 1, Refused: 19}
    (one,) = taken(world, ticket_id)
    results = together(20, lambda i: supply_desk.delivered(world.house, world.user(), one.id))
    assert Counter(type(r) for r in results) == {type(None): 1, Refused: 19}
    assert (row(world, "HD-4T").on_hand, row(world, "HD-4T").reserved) == (1, 0)
    assert clock(world, ticket_id).state == "met"


@on_sqlite
def test_four_hours_from_the_need_to_the_site(world: World) -> None:
    """P6.4"""
    ticket_id = report(world)
    order(world, ticket_id)
    assert clock(world, ticket_id).due - clock(world, ticket_id).started == timedelta(hours=4)
    world.wait(minutes=185)
    assert [a.text_id for a in world.store.read(lambda tx: stored_tickets.alarms(tx))] == ["alarm-warn"]
    supply_desk.delivered(world.house, world.user(), taken(world, ticket_id)[0].id)
    assert clock(world, ticket_id).state == "met"
    world.wait(minutes=90)
    assert "clock.breached" not in events(world, ticket_id)
    assert ["STO-SB" in text for text in notices(world)] == [True, True]


@on_sqlite
def test_the_clock_stops_when_the_last_of_several_is_there(world: World) -> None:
    ticket_id = report(world, component="disk")
    order(world, ticket_id)
    world.now += timedelta(minutes=30)
    order(world, ticket_id, "part")
    assert events(world, ticket_id).count("parts.awaited") == 1, "the second need moves no deadline"
    standby, disk = taken(world, ticket_id)
    supply_desk.delivered(world.house, world.user(), disk.id)
    assert clock(world, ticket_id).state == "running"
    supply_desk.delivered(world.house, world.user(), standby.id)
    assert clock(world, ticket_id).state == "met"
    assert events(world, ticket_id)[-2:] == ["parts.delivered", "standby.delivered"]


@on_sqlite
def test_what_is_not_needed_is_free_again_and_nobody_is_late(world: World) -> None:
    ticket_id = report(world)
    order(world, ticket_id)
    one = taken(world, ticket_id)[0].id
    refused("why", lambda: supply_desk.cancelled(world.house, world.user(), one, " "))
    supply_desk.cancelled(world.house, world.user(), one, "works again")
    refused("parts-moved", lambda: supply_desk.delivered(world.house, world.user(), one))
    assert row(world, "STO-SB").reserved == 0
    world.wait(hours=6)
    assert clock(world, ticket_id).state == "paused"
    order(world, ticket_id)
    assert clock(world, ticket_id).state == "running" and row(world, "STO-SB").reserved == 1


def resolve(world: World, who: str) -> None:
    conversation = conversation_of(world, who)
    queue.take(world.house, world.user(), conversation.id)
    item = world.store.read(lambda tx: stored_queue.any_open(tx, conversation.id))
    queue.resolve(world.house, world.user(), item.id, "repaired")


@on_sqlite
def test_a_closed_report_gives_its_reservation_back_and_a_lent_unit_stays_out(world: World) -> None:
    first, second = report(world, component="disk"), report(world, who="other")
    order(world, first, "part")
    order(world, second)
    supply_desk.delivered(world.house, world.user(), taken(world, second)[0].id)
    for who in ("customer", "other"):
        resolve(world, who)
    assert [r.status for r in taken(world, first)] == ["cancelled"]
    assert (row(world, "HD-4T").on_hand, row(world, "HD-4T").reserved) == (2, 0)
    assert [r.status for r in taken(world, second)] == ["delivered"]
    assert row(world, "STO-SB").on_hand == 0
    refused("closed", lambda: order(world, first, "part"))


@on_sqlite
def test_a_lent_unit_is_asked_back_once_and_then_lies_in_its_depot(world: World) -> None:
    ticket_id = report(world)
    order(world, ticket_id)
    one = taken(world, ticket_id)[0].id
    refused("parts-moved", lambda: supply_desk.brought_back(world.house, world.user(), one))
    supply_desk.delivered(world.house, world.user(), one)
    world.now += timedelta(days=13, hours=23)
    watch.fire(world.house, world.house.now())
    assert not [t for t in notices(world) if "该还了" in t]
    world.now += timedelta(hours=2)
    for _ in range(3):
        watch.fire(world.house, world.house.now())
    assert len([t for t in notices(world) if "该还了" in t]) == 1
    supply_desk.brought_back(world.house, world.user("kim"), one)
    assert (row(world, "STO-SB").on_hand, row(world, "STO-SB").reserved) == (1, 0)
    assert "standby.returned" in events(world, ticket_id)


@on_sqlite
def test_nothing_is_sent_before_the_customer_agreed_to_the_price(world: World) -> None:
    ticket_id = report(world, "DEMO-P6-0002", component="disk")
    refused("no-consent", lambda: order(world, ticket_id))
    assert "parts.awaited" not in events(world, ticket_id) and row(world, "STO-SB").reserved == 0


@on_sqlite
def test_forms_that_ask_for_nonsense(world: World) -> None:
    ticket_id = report(world)
    refused("field", lambda: order(world, ticket_id, "lorry"))
    refused("field", lambda: order(world, ticket_id, quantity=0))
    refused("field", lambda: order(world, ticket_id, quantity=21))
    refused("which-part", lambda: order(world, ticket_id, "part"))
    with pytest.raises(queue.Gone):
        supply_desk.delivered(world.house, world.user(), 4711)
    nobody = people.Actor(99, "x", "X", "guest", "en", "ready", ())
    refused("role", lambda: supply_desk.order(world.house, nobody, ticket_id, "standby", "", 1, "x"))


# -- replaced devices ------------------------------------------------------------------------------


def device(world: World, serial: str) -> Any:
    return world.store.read(lambda tx: devices.by_key(tx, serials.fold(serial)))


def replace(world: World, ticket_id: int, serial: str) -> None:
    replacement.replace(world.house, world.user(), ticket_id, serial)


@on_sqlite
@pytest.mark.parametrize(
    ("serial", "dates", "sold"),
    [
        ("DEMO-P6-0001", {"acceptance": "2026-05-07"}, None),  # the rest, P6.4
        ("DEMO-P8-0001", {"warranty_card": "2026-11-23"}, "2026-11-23"),  # anew, P8.7
    ],
)
def test_the_warranty_of_the_new_device_follows_the_plan(
    world: World, serial: str, dates: dict[str, str], sold: str | None
) -> None:
    ticket_id = report(world, serial)
    replace(world, ticket_id, "NEW-77-01")
    new = device(world, "new 77 o1")
    assert new.dates == dates
    assert (new.sold_on.isoformat() if new.sold_on else None) == sold
    old = device(world, serial)
    assert (new.plan, new.region, new.service_level) == (old.plan, old.region, old.service_level)


def moved_to(world: World, ticket_id: int) -> tuple[int, str, int]:
    found = world.store.read(lambda tx: ticket_of(tx, ticket_id))
    return found.device_id, found.serial_given, found.facts["reported_device"]


@on_sqlite
def test_open_reports_move_on_and_lookups_of_the_old_number_find_the_new_one(world: World) -> None:
    ticket_id, other = report(world), report(world, who="other")
    replace(world, ticket_id, "NEW-1111")
    replace(world, ticket_id, "NEW-2222")  # the first replacement broke too
    new = device(world, "NEW-2222")
    for one in (ticket_id, other):
        assert moved_to(world, one) == (new.id, "NEW-2222", device(world, "DEMO-P6-0001").id)
    assert world.store.read(lambda tx: find_device(tx, "demo p6 0001")).id == new.id
    assert world.store.read(lambda tx: successor(tx, new)) is None


def test_a_device_has_one_successor_only(world: World) -> None:
    """Even when those who replace it have all read that it has none."""
    ids, old = [report(world, who=f"c{i}") for i in range(6)], device(world, "DEMO-P6-0001").id

    def attempt(i: int) -> None:
        def work(tx: Tx) -> None:
            now, key = world.house.now(), f"N{i}000"
            new = devices.add(tx, now, serial_number=key, serial_key=key, model="x", plan="p6", dates={})
            if not replacements.add(tx, old, new, ids[i], "user:1", now):
                raise Refused("replaced-already", serial="")

        world.store.write(work)

    results = together(6, attempt)
    assert Counter(type(r) for r in results) == {type(None): 1, Refused: 5}
    assert sum(device(world, f"N{i}000") is not None for i in range(6)) == 1, "the others left nothing"


@on_sqlite
def test_numbers_that_cannot_be_the_new_one(world: World) -> None:
    ticket_id = report(world)
    refused("serial", lambda: replace(world, ticket_id, "x1"))
    refused("serial-taken", lambda: replace(world, ticket_id, "DEMO-P6-0001"))
    refused("serial-taken", lambda: replace(world, ticket_id, "DEMO-P3-0001"))
    assert "device.replaced" not in events(world, ticket_id)


@on_sqlite
def test_what_this_repair_costs_is_still_reckoned_for_the_device_that_broke(world: World) -> None:
    world.store.write(
        lambda tx: devices.save(tx, device(world, "DEMO-P8-0001").id, dates={"warranty_card": "2020-05-07"})
    )
    ticket_id = report(world, "DEMO-P8-0001")
    replace(world, ticket_id, "NEW-9999")

    def check(tx: Tx) -> Any:
        ticket = ticket_of(tx, ticket_id)
        return tickets.check_warranty(tx, world.house, ticket, "bot", world.house.now())

    assert world.store.write(check).warranty["verdict"] == "not_covered"
    later = report(world, "NEW-9999", who="later")
    assert world.store.read(lambda tx: stored_tickets.get(tx, later)).warranty["verdict"] == "covered"


# -- old parts -------------------------------------------------------------------------------------


def back(world: World, ticket_id: int) -> bool:
    return world.store.read(lambda tx: returned.part_back(tx, ticket_id))


@on_sqlite
def test_an_old_part_is_kept_returned_identified_and_stored(world: World) -> None:
    """P8.7: without the part no reimbursement."""
    ticket_id = report(world, "DEMO-P8-0001", component="drivetrain", region="nanjing")
    assert not back(world, ticket_id), "nothing is on record"
    order(world, ticket_id, "part")
    supply_desk.delivered(world.house, world.user(), taken(world, ticket_id)[0].id)
    (old,) = world.store.read(lambda tx: returned_parts.of_ticket(tx, ticket_id))
    assert (old.status, back(world, ticket_id)) == ("awaited", False)
    refused("part-moved", lambda: returned_desk.identified(world.house, world.user(), old.id, "usable"))
    returned_desk.came_back(world.house, world.user("kim"), old.id)
    assert back(world, ticket_id)
    refused("role", lambda: returned_desk.identified(world.house, world.user("kim"), old.id, "scrap"))
    refused("field", lambda: returned_desk.identified(world.house, world.user(), old.id, "gold"))
    results = together(10, lambda i: returned_desk.identified(world.house, world.user(), old.id, ("usable", "scrap")[i % 2]))  # fmt: skip
    assert Counter(type(r) for r in results) == {type(None): 1, Refused: 9}
    returned_desk.replaced(world.house, world.user(), ticket_id, "链条", "L-88")
    assert not back(world, ticket_id), "one more is awaited"


@on_sqlite
def test_a_repair_that_replaced_nothing_says_so(world: World) -> None:
    ticket_id = report(world, "DEMO-P8-0001")
    for _ in range(2):
        returned_desk.replaced(world.house, world.user(), ticket_id, "", "")
    assert back(world, ticket_id)
    assert len(world.store.read(lambda tx: returned_parts.of_ticket(tx, ticket_id))) == 1


@on_sqlite
def test_the_clerk_learns_of_an_old_part_that_does_not_come_back(world: World) -> None:
    ticket_id = report(world, "DEMO-P8-0001")
    returned_desk.replaced(world.house, world.user(), ticket_id, "皮带", "")
    world.now += timedelta(days=30, minutes=1)
    for _ in range(2):
        watch.fire(world.house, world.house.now())
    alarms = world.store.read(lambda tx: stored_tickets.alarms(tx, roles=("clerk",)))
    assert [a.text_id for a in alarms].count("alarm-old-part") == 1


@on_sqlite
def test_other_plans_want_no_old_parts(world: World) -> None:
    ticket_id = report(world, "DEMO-P3-0001")
    refused("no-old-parts", lambda: returned_desk.replaced(world.house, world.user(), ticket_id, "x", ""))


# -- tables ----------------------------------------------------------------------------------------

HEAD = "depot,region,code,name_zh,name_en,kind,plan,component,on_hand\n"


@on_sqlite
def test_stock_comes_from_a_table(world: World, tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text(HEAD + "shanghai depot,shanghai,HD-4T,硬盘,disk,part,p6,disk,5\n新库,beijing,FAN-1,风扇,,part,p6,fan,3\n", "utf-8")  # fmt: skip
    assert (import_stock(world.house, path, dry_run=True).new, row(world, "HD-4T").on_hand) == (1, 2)
    found = import_stock(world.house, path)
    assert (found.rows, found.new, found.changed, found.errors) == (2, 1, 1, ())
    assert (row(world, "HD-4T").on_hand, row(world, "FAN-1").region) == (5, "beijing")


@on_sqlite
def test_every_mistake_is_named_and_nothing_is_taken_in(world: World, tmp_path: Path) -> None:
    ticket_id = report(world, component="disk")
    order(world, ticket_id, "part", quantity=2)
    path = tmp_path / "stock.csv"
    path.write_text(HEAD + "a,mars,X1,x,,part,p6,disk,1\na,shanghai,X2,x,,lorry,p6,disk,-1\na,shanghai,X2,x,,part,p99,,1\na,shanghai,X4,,,part,p6,wing,1\n", "utf-8")  # fmt: skip
    told = [(e.row, e.column) for e in import_stock(world.house, path).errors]
    assert told == [
        (2, "region"),
        (3, "kind"),
        (3, "on_hand"),
        (4, "plan"),
        (4, "code"),
        (5, "name_zh"),
        (5, "component"),
    ]
    path.write_text(HEAD + "shanghai depot,shanghai,HD-4T,硬盘,disk,part,p6,disk,1\n", "utf-8")
    (wrong,) = import_stock(world.house, path).errors
    assert "2 are reserved" in str(wrong) and row(world, "HD-4T").on_hand == 2
    path.write_text("depot,code,lorry\n", "utf-8")
    with pytest.raises(BadFile, match="has no rows"):
        import_stock(world.house, path)
    path.write_text("depot,code,lorry\na,b,c\n", "utf-8")
    with pytest.raises(BadFile, match="unknown columns: lorry"):
        import_stock(world.house, path)


@on_sqlite
def test_the_price_of_a_contract_bounds_what_its_device_is_quoted(world: World, tmp_path: Path) -> None:
    """P4.3"""
    world.store.write(
        lambda tx: devices.save(
            tx, device(world, "DEMO-P4-0001").id, recognised=True, dates={"acceptance": "2020-01-01"}
        )
    )
    path = tmp_path / "prices.csv"
    head = "serial_number,item,unit_price,contract\n"
    path.write_text(head + "NO-SUCH-1,sensor,1,\nDEMO-P4-0001,wing,1,\nDEMO-P4-0001,sensor,cheap,\n", "utf-8")
    assert [(e.row, e.column) for e in import_prices(world.house, path).errors] == [
        (2, "serial_number"), (3, "item"), (4, "unit_price"),
    ]  # fmt: skip
    ticket_id = report(world, "DEMO-P4-0001", component="sensor")
    path.write_text(head + "DEMO-P4-0001,sensor,350.50,HT-2020-1\n", "utf-8")
    assert import_prices(world.house, path).new == 1
    assert import_prices(world.house, path).changed == 1

    def check(tx: Tx) -> Any:
        ticket = ticket_of(tx, ticket_id)
        return tickets.check_warranty(tx, world.house, ticket, "bot", world.house.now())

    fee = world.store.write(check).fee
    assert [(x["id"], x["high"]) for x in fee["lines"]] == [("labour", 60_000), ("sensor", 35_050)]


@on_sqlite
def test_the_customer_hears_the_price_of_the_contract_before_consenting(world: World) -> None:
    """P4.3, P3.5: said with the price list, in both languages, and agreed to as it was said.  Whoever has not proven to be
    the customer of the contract hears the list price, which is never below it."""

    def seed(tx: Tx) -> None:
        row = devices.by_key(tx, serials.fold("DEMO-P4-0001"))
        assert row is not None
        devices.save(tx, row.id, recognised=True, dates={"acceptance": "2020-01-01"})
        contract_prices.put(tx, row.id, "sensor", 35_050, "HT-2020-1")

    world.store.write(seed)
    zh, en = (
        "夹爪的传感器坏了，完全不能用，DEMO-P4-0001",
        "The force sensor is dead, nothing works, DEMO-P4-0001",
    )
    for who, said, told, total in (
        ("a", zh, "¥200–¥350.50（不超过您合同单价 ¥350.50）", "¥950.50"),
        ("b", en, "(at most ¥350.50, the price of your contract)", "¥950.50"),
        ("c", zh, "¥200–¥900（目录价，合同价更低时按合同价）", "¥1500"),
        ("d", en, "(list price; your contract price where that is lower)", "¥1500"),
    ):
        if who in "ab":
            world.owner("DEMO-P4-0001", who)
        answers = "\n".join(r.text for r in world.say(said, who=who, plan="p4").replies)
        assert told in answers and total in answers, answers
        assert ("350.50" in answers) is (who in "ab"), answers


@on_sqlite
def test_what_is_kept_and_what_is_out_is_listed(world: World) -> None:
    ticket_id = report(world)
    order(world, ticket_id)
    supply_desk.delivered(world.house, world.user(), taken(world, ticket_id)[0].id)
    assert [line.split() for line in supply_desk.kept(world.house, "p6")] == [
        ["shanghai", "depot", "HD-4T", "2", "of", "2", "free", "part", "p6", "HD-4T", "件"],
        ["shanghai", "depot", "STO-SB", "0", "of", "0", "free", "standby", "p6", "STO-SB", "件"],
    ]
    (line,) = supply_desk.out(world.house)
    assert "delivered" in line and "STO-SB" in line and "due back 2026-12-07" in line


def test_recorded_by_many_at_once_from_several_reports_it_is_replaced_once(world: World) -> None:
    ids = [report(world, who=f"c{i}") for i in range(5)]
    results = together(15, lambda i: replace(world, ids[i % 5], "NEW-5555"))
    assert Counter(type(r) for r in results) == {type(None): 1, Refused: 14}, results
    new = device(world, "NEW-5555").id
    assert [moved_to(world, ticket_id)[0] for ticket_id in ids] == [new] * 5
