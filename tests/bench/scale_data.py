"""Big tables for :mod:`tests.bench.scale`: a few thousand rows as the program writes them, multiplied by the database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import Integer, Table, insert

from handlers import results
from handlers.house import House
from handlers.people import Actor
from handlers.rules import clocks
from handlers.rules.facts import Happening
from storage import conversations, rows, visits
from storage.engine import Store, Tx
from storage.models import (
    Conversation,
    Device,
    LogEntry,
    Message,
    Model,
    QueueItem,
    Ticket,
    User,
    Visit,
    VisitSlot,
)
from storage.planned_tables import PlannedLook
from storage.report_tables import TicketResult
from tests.bench.reports import NOW, REGIONS, made

Kind = tuple[dict[str, Any], list[dict[str, Any]]]
BASE = 2_000  # tickets that are written one by one
SOLD = 10_000  # devices
SAYINGS = (
    "热水器一直漏水，能不能今天派人来看看？", "my heater makes a loud noise and the water stays cold", "好的，谢谢",
    "序列号是 DEMO-P3-0001，地址文三路1号，电话13800138000", "Somebody will be with you between 14:00 and 16:00.",
    "已为您登记，编号稍后发给您。", "when will the engineer come? I have been waiting since yesterday", "E07 报错，指示灯一直闪",
)  # fmt: skip
STREETS = ("文三路", "延安路", "体育场路", "中山北路", "解放街")
HOURS = {day: ["08:30-18:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}


def multiplied(
    store: Store, model: type[Model], size: int, times: int, first: int = 1, **changed: str
) -> None:
    """Copies of the ``size`` rows from id ``first`` on, until there are ``times`` as many; ``changed`` says in SQL what is
    other in the copy ``k``."""
    table = model.__table__
    assert isinstance(table, Table)
    key = "id" if "id" in table.c else changed.pop("by")
    shifted = {
        name: f"s.{name} + k.k * {size}" for name in (key, "ticket_id", "conversation_id") if name in table.c
    }
    values = {**{c.name: f's."{c.name}"' for c in table.columns}, **shifted, **changed}
    names = ", ".join(f'"{name}"' for name in values)
    with store.engine.begin() as sql:
        sql.exec_driver_sql(
            f"WITH RECURSIVE k(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < {times - 1}) "
            f"INSERT INTO {table.name} ({names}) SELECT {', '.join(values.values())} FROM k CROSS JOIN "
            f"(SELECT * FROM {table.name} WHERE {key} >= {first} AND {key} < {first + size}) s WHERE k.k < {times}"
        )


def fill_devices(store: Store, count: int) -> None:
    """Devices with owners' places, as an import leaves them."""
    chance = random.Random(3)
    size = min(count, SOLD)
    made_rows = [
        {"id": n, "serial_number": serial(n), "serial_key": serial(n), "model": "阳光-200", "plan": "p3",
         "region": chance.choice(REGIONS), "address": f"{chance.choice(STREETS)}{n}号", "service_level": None,
         "dates": {"warranty_card": f"{chance.randrange(2018, 2027)}-05-07"}, "created_at": NOW}
        for n in range(1, size + 1)
    ]  # fmt: skip
    looks = [{"device_id": n, "look_at": NOW + timedelta(days=90)} for n in range(1, size + 1)]

    def work(tx: Tx) -> None:
        tx.sql.execute(insert(Device), made_rows)
        tx.sql.execute(insert(PlannedLook), looks)

    store.write(work)
    number = f"((s.id + k.k * {size}) * 7919) % 1000000007"
    new = (
        f"printf('SN%010d', {number})" if store.sqlite
        else f"'SN' || lpad(((s.id + k.k * {size})::bigint * 7919 % 1000000007)::text, 10, '0')"
    )  # fmt: skip
    multiplied(store, Device, size, count // size, serial_number=new, serial_key=new)
    multiplied(store, PlannedLook, size, count // size, by="device_id")


def serial(number: int) -> str:
    """Of the device with that number; neighbours in time are no neighbours in the index."""
    return f"SN{number * 7919 % 1_000_000_007:010d}"


def fill_tickets(store: Store, house: House, count: int, said: int) -> None:
    """A year of tickets, each with its log, its results and a conversation of ``said`` messages."""
    chance, plans = random.Random(7), sorted(house.plans)
    size = min(count, BASE)

    def work(tx: Tx) -> None:
        for n in range(1, size + 1):
            conversations.lock(tx, "web", f"bench-{n}", NOW)
        for n in range(1, size + 1):
            row, log = made(n, chance, plans)
            row |= {
                "conversation_id": n, "problem": chance.choice(SAYINGS), "contact_name": "王建国", "phone": f"138{n:08d}",
                "address": f"{chance.choice(STREETS)}{n}号", "queue": f"{row['plan']}-desk",
                "status": "resolved" if chance.random() < 0.9 else "open",
            }  # fmt: skip
            rows.note(tx, Ticket, **row)
            tx.sql.execute(insert(LogEntry), log)
        tx.sql.execute(insert(Message), list(_said(size, said, chance)))

    store.write(work)
    results.rebuild(house)
    times = count // size
    logged = _most(store, LogEntry)
    multiplied(store, Conversation, size, times, address="s.address || '-' || k.k")
    multiplied(
        store,
        Ticket,
        size,
        times,
        number=f"'BX' || (s.id + k.k * {size})",
        # else all copies of an open one would be open and of one telephone: five tickets have the same
        status="CASE WHEN (s.id + k.k * 7) / 10 * 10 = s.id + k.k * 7 THEN 'open' ELSE 'resolved' END",
        phone_key="CASE WHEN k.k < 5 THEN s.phone_key ELSE substr(s.phone_key, 1, 24) || '-' || (k.k / 5) END",
    )
    multiplied(store, LogEntry, logged, times, ticket_id=f"s.ticket_id + k.k * {size}")
    multiplied(
        store,
        Message,
        size * said,
        times,
        ticket_id="NULL",
        conversation_id=f"s.conversation_id + k.k * {size}",
    )
    multiplied(store, TicketResult, size, times, by="ticket_id")


def _said(size: int, each: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(size * each):
        inbound = n % 2 == 0
        yield {
            "conversation_id": n // each + 1, "direction": "in" if inbound else "out", "author": "customer" if inbound else "bot",
            "channel": "web", "text": chance.choice(SAYINGS), "status": "accepted" if inbound else "sent",
            "epoch": 0, "created_at": NOW - timedelta(minutes=each - n % each),
        }  # fmt: skip


def _most(store: Store, model: type[Model]) -> int:
    with store.engine.connect() as sql:
        return int(sql.exec_driver_sql(f"SELECT max(id) FROM {model.__tablename__}").scalar_one())


def fill_queue(store: Store, count: int, tickets_there: int) -> None:
    """Handoffs that wait, in several queues; nobody could be asked for them so far."""
    chance = random.Random(5)
    size = min(count, BASE)
    waits: list[dict[str, Any]] = [
        {"id": n, "queue": f"p{chance.randrange(1, 10)}-desk", "kind": "handoff", "reason": "asked", "conversation_id": n,
         "ticket_id": n, "severity_level": chance.choices((1, 2, 3), (1, 3, 6))[0], "status": "waiting", "token": 0,
         "skills": [], "due_at": NOW + timedelta(minutes=chance.randrange(5, 600)) if n % 9 else None,
         "offer_after": NOW + timedelta(minutes=chance.randrange(1, 300)), "created_at": NOW - timedelta(minutes=n % 600)}
        for n in range(1, size + 1)
    ]  # fmt: skip
    assert count <= tickets_there
    store.write(lambda tx: tx.sql.execute(insert(QueueItem), waits))
    multiplied(store, QueueItem, size, count // size)


def fill_technicians(store: Store, count: int, days: int) -> None:
    """Technicians in one area with three visits a day each."""
    chance = random.Random(11)
    midnight = datetime(2026, 11, 26, tzinfo=UTC)

    def work(tx: Tx) -> None:
        talk = conversations.lock(tx, "web", "visits", NOW).id
        ticket = rows.put(tx, Ticket, number="BXVISITS", plan="p3", kind="report_fault", status="open", conversation_id=talk,
                          problem="x", facts={}, created_at=NOW, updated_at=NOW)  # fmt: skip
        for n in range(count):
            who = visits.add_technician(
                tx,
                name=f"T{n}",
                regions=["hangzhou", "shanghai"],
                skills=["solar"],
                shifts=HOURS,
                zone="Asia/Shanghai",
            )
            visit = rows.put(tx, Visit, ticket_id=ticket, technician_id=who, start=midnight, end=midnight,
                             status="confirmed", keeps_promise=True, created_at=NOW)  # fmt: skip
            taken = set()
            for day in range(days):
                for _ in range(3):
                    at = midnight + timedelta(days=day, minutes=30 * chance.randrange(1, 18))
                    taken |= set(visits.slots(at, at + timedelta(hours=2)))
            tx.sql.execute(
                insert(VisitSlot),
                [{"technician_id": who, "slot": s, "visit_id": visit} for s in sorted(taken)],
            )

    store.write(work)


def fill_clocks(store: Store, house: House, count: int, due: int) -> int:
    """``count`` open tickets, of ``due`` of which a clock has to be looked at now.  Returns of how many really."""
    soon, later = _kinds(house)

    def base(tx: Tx, kinds: list[Kind], first: int) -> None:
        for n, (row, log) in enumerate(kinds, first):
            talk = {
                "id": n,
                "channel": "web",
                "address": f"clocks-{n}",
                "tracker": {},
                "created_at": NOW,
                "last_at": NOW,
            }
            rows.note(tx, Conversation, **talk)
            rows.note(tx, Ticket, **row, id=n, number=f"BX{n}", conversation_id=n)
            entries = [{**entry, "id": n * 3 + i, "ticket_id": n} for i, entry in enumerate(log)]
            tx.sql.execute(insert(LogEntry), entries)

    done = 0
    for kinds, wanted in ((soon, due), (later, count - due)):
        first, size, times = done + 1, len(kinds), wanted // len(kinds)
        store.write(lambda tx, kinds=kinds, first=first: base(tx, kinds, first))  # type: ignore[misc]
        multiplied(store, Conversation, size, times, first, address="s.address || '-' || k.k")
        multiplied(store, Ticket, size, times, first, number=f"'BX' || (s.id + k.k * {size})")
        multiplied(store, LogEntry, size * 3, times, first * 3, ticket_id=f"s.ticket_id + k.k * {size}")
        done += size * times
    return len(soon) * (due // len(soon))


def _kinds(house: House) -> tuple[list[Kind], list[Kind]]:
    """Tickets of every plan and severity: those whose first clock is due within the last minutes, and those with all of
    them still to come."""
    soon, later = list[Kind](), list[Kind]()
    for plan in sorted(house.plans):
        for severity, minutes in product((1, 2, 3), range(1, 600, 7)):
            opened = NOW - timedelta(minutes=minutes)
            events: tuple[tuple[str, dict[str, Any]], ...] = (
                ("ticket.opened", {}),
                ("ticket.severity", {"level": severity, "before": None}),
                ("ticket.confirmed", {}),
            )
            told = [Happening(opened, event, data) for event, data in events]
            states = clocks.states(house.plans[plan], told, severity=severity, service_level=None, kind="report_fault", now=opened)  # fmt: skip
            first = min((s.next_at for s in states if s.next_at is not None), default=None)
            if first is None or first <= NOW - timedelta(minutes=8):
                continue
            row = {"plan": plan, "kind": "report_fault", "status": "open", "problem": "it leaks", "severity_level": severity,
                   "facts": {}, "region": "hangzhou", "created_at": opened, "updated_at": opened, "watch_at": first}  # fmt: skip
            log = [{"at": opened, "event": event, "actor": "bot", "data": data, "prev": str(i), "hash": str(i + 1), "salt": ""}
                   for i, (event, data) in enumerate(events)]  # fmt: skip
            (soon if first <= NOW else later).append((row, log))
    return soon, later


def engineer(store: Store) -> Actor:
    """Somebody of ours who takes cases."""
    who = store.write(
        lambda tx: rows.put(
            tx, User, login="lee", name="Lee", role="engineer", password_hash="", created_at=NOW
        )
    )
    return Actor(who, "lee", "Lee", "engineer", "en", "ready", ())


def analyzed(store: Store) -> None:
    """The database knows what is in it, as it does after a night; new rows get ids behind those that were given."""
    if store.sqlite:
        with store.engine.begin() as sql:
            sql.exec_driver_sql("ANALYZE")
        return
    with store.engine.begin() as sql:
        for table in Model.metadata.sorted_tables:
            if (
                isinstance(table.primary_key.columns[0].type, Integer)
                and table.autoincrement_column is not None
            ):
                key = table.autoincrement_column.name
                found = f"pg_get_serial_sequence('{table.name}', '{key}')"
                sql.exec_driver_sql(
                    f"SELECT setval({found}, (SELECT coalesce(max({key}), 0) + 1 FROM {table.name})) WHERE {found} IS NOT NULL"
                )
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as sql:
        sql.exec_driver_sql("VACUUM ANALYZE")
