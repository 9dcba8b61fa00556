"""How much longer things take in big tables, on SQLite and on PostgreSQL.

    python -m tests.bench.scale [--postgres] [--devices 1000000] [--import 200000] [--tickets 100000] [--messages 10] [--waiting 100000]
                                [--technicians 500] [--clocks 100000] [--due 2000] [--only devices,queue,...]

Rows are written as the program writes them and multiplied by the database (:mod:`tests.bench.scale_data`); texts are
sealed.  Told are the median and the 95th percentile, by the clock and in time of this process's processor (what a
PostgreSQL does is in the clock only; it is told not to wait for the disk).
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy.engine import make_url

from bot import memory
from handlers import (
    desk,
    free_time,
    handoff,
    listings,
    openings,
    presence,
    queue,
    registry,
    report_counts,
    reports,
    search,
    tickets,
    wall,
    watch,
)
from handlers.devices_import import import_devices
from handlers.house import House
from handlers.people import Actor
from handlers.plans.load import load_plans
from handlers.rules import serials, slots
from handlers.rules.calendar import Working
from nlu.parse import parse
from storage import assignments, devices, people, schema, sealing
from storage import queue as stored_queue
from storage.engine import Store, Tx
from storage.sealing import new_key
from tests.bench import scale_data as data
from tests.bench.reports import NOW, SUE
from tests.servers import postgres_server

ROUNDS = 40


SERVER = [""]  # the PostgreSQL that is measured; none: SQLite


@contextmanager
def house(name: str) -> Iterator[House]:
    """A house of its own on an empty database with a key, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix=f"baoxiu-{name}-") as folder:
        if SERVER[0]:
            with psycopg.connect(SERVER[0], autocommit=True) as admin:
                admin.execute(f"DROP DATABASE IF EXISTS bench_{name}")
                admin.execute(f"CREATE DATABASE bench_{name}")
            url = make_url(SERVER[0]).set(database=f"bench_{name}", drivername="postgresql+psycopg")
            store = Store(url, ring=sealing.ring(tuple(sealing.read_keys(new_key()))))
        else:
            Path(folder, "keys").write_text(new_key() + "\n")
            store = Store(f"sqlite:///{folder}/bench.sqlite")
        try:
            schema.upgrade(store)
            yield House(store, load_plans(), parse, now=lambda: NOW)
        finally:
            store.close()


def size_of(store: Store) -> float:
    """Megabytes."""
    if store.sqlite:
        return Path(str(store.url.database)).stat().st_size / 1e6
    with store.engine.connect() as sql:
        return int(sql.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()) / 1e6


def told(name: str, work: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Print how long ``work(round)`` takes; returns the median of its processor time in seconds."""
    taken, worked = [], []
    work(0)
    for n in range(1, rounds + 1):
        began, before = time.perf_counter(), time.process_time()
        work(n)
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - before)
    taken.sort()
    worked.sort()
    middle, late = rounds // 2, min(int(rounds * 0.95), rounds - 1)
    print(f"  {name:44} {taken[middle] * 1000:9.2f} {taken[late] * 1000:9.2f} {worked[middle] * 1000:9.2f} {worked[late] * 1000:9.2f}", flush=True)  # fmt: skip
    return worked[middle]


def heading(what: str) -> None:
    print(f"\n{what}\n  {'ms':44} {'p50':>9} {'p95':>9} {'cpu p50':>9} {'cpu p95':>9}", flush=True)


def of_devices(asked: argparse.Namespace) -> None:
    heading(f"warranty lookup, {asked.devices:,} devices beside {data.SOLD:,}")
    with house("few") as few, house("many") as many:
        data.fill_devices(few.store, data.SOLD)
        data.fill_devices(many.store, asked.devices)
        sizes = (few, data.SOLD), (many, asked.devices)
        cost = [told(f"{count:,} devices", lambda n, at=at, count=count: lookups(at, count, n)) for at, count in sizes * 2]  # type: ignore[misc]  # fmt: skip
        print(f"  ratio: {cost[1] / cost[0]:.2f}, again {cost[3] / cost[2]:.2f} (20 lookups each)")


def lookups(house: House, count: int, number: int) -> None:
    """Twenty devices, by number as a customer writes it, down to the verdict and the price."""
    chance = random.Random(number)
    plan = house.plans["p3"]
    today = NOW.astimezone(ZoneInfo(plan.zone)).date()

    def read(tx: Tx) -> None:
        device = devices.by_key(tx, serials.fold(data.serial(chance.randrange(1, count + 1)).lower()))
        assert device is not None
        registry.successor(tx, device)
        ticket = SimpleNamespace(
            device_id=device.id, component=None, facts={}, problem="it leaks", kind="report_fault"
        )
        tickets.judged(tx, plan, ticket, today)  # type: ignore[arg-type]

    for _ in range(20):
        house.store.read(read)


def of_import(asked: argparse.Namespace) -> None:
    print(f"\nimport of {asked.rows:,} devices from CSV")
    with house("import") as here, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "devices.csv")
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(
                ["serial_number", "model", "plan", "customer", "phone", "address", "region", "warranty_card"]
            )
            for n in range(1, asked.rows + 1):
                out.writerow([data.serial(n), "阳光-200", "p3", f"王建国{n}", f"138{n:08d}", f"文三路{n}号", "hangzhou", "2026-05-08"])  # fmt: skip
        for what in ("new ones", "the same again"):
            began, before = time.perf_counter(), time.process_time()
            found = import_devices(here, path)
            assert not found.errors and found.rows == asked.rows
            took, worked = time.perf_counter() - began, time.process_time() - before
            print(f"  {what}: {took:.1f} s, processor {worked:.1f} s; {worked / asked.rows * 1e6:.0f} s of it for a million", flush=True)  # fmt: skip


def of_tickets(asked: argparse.Namespace) -> None:
    heading(
        f"{asked.tickets:,} tickets, {asked.tickets * asked.messages:,} messages, {asked.waiting:,} cases that wait"
    )
    with house("tickets") as here:
        began = time.perf_counter()
        data.fill_tickets(here.store, here, asked.tickets, asked.messages)
        data.fill_queue(here.store, asked.waiting, asked.tickets)
        data.analyzed(here.store)
        print(f"  (made in {time.perf_counter() - began:.0f} s, {size_of(here.store):,.0f} MB)", flush=True)
        user = data.engineer(here.store)
        if "queue" in asked.only:
            queues(here, user, asked.waiting)
        if "lists" in asked.only:
            lists(here, asked.tickets)
        if "reports" in asked.only:
            sums(here)


def queues(here: House, user: Actor, count: int) -> None:
    store = here.store
    told("the next one claimed", lambda n: queue.claim(here, user, store.read(lambda tx: stored_queue.waiting(tx, limit=1))[0].id))  # fmt: skip
    told("the console's queue", lambda n: desk.cards(here, SUE, "queue"))
    told("the wall, counted anew", lambda n: counted_anew(here))
    told("the wall, as all but one in a second see it", lambda n: wall.wall(here, SUE))
    told("the wall, one queue", lambda n: wall.wall(here, SUE, queue="p3-desk", show="soon"))
    told("somebody comes and is offered what fits", lambda n: comes(here, user, n), 10)
    told("place of one who comes last", lambda n: store.read(lambda tx: handoff.expected(tx, count - n, NOW)))
    told(
        "list for programs, 50",
        lambda n: listings.queue_list(here, queue=None, status=None, kind=None, limit=50),
        5,
    )
    told("what has to be offered", lambda n: store.read(lambda tx: assignments.due(tx, NOW, 50)))
    told("when the next is", lambda n: store.read(assignments.next_due))
    told(
        "unheard",
        lambda n: store.read(lambda tx: (stored_queue.unheard(tx, NOW, 50), stored_queue.next_unheard(tx))),
    )


def counted_anew(here: House) -> object:
    wall._COUNTED.clear()
    return wall.wall(here, SUE)


def comes(here: House, user: Actor, number: int) -> None:
    """Somebody without a place goes, comes back with one more, and is asked for the most urgent that waits."""
    here.store.write(lambda tx: people.save_user(tx, user.id, presence="off", capacity=ROUNDS + 50 + number))
    presence.beat(here, user, "ready", by_hand=True)
    here.store.write(lambda tx: openings.look(tx, here, user.id, NOW))


def lists(here: House, count: int) -> None:
    chance = random.Random(1)

    def page(status: str | None, plan: str | None, deep: bool = False) -> Callable[[int], object]:
        return lambda n: listings.ticket_list(
            here, conversation=None, status=status, plan=plan, before=chance.randrange(count // 2, count) if deep else None, limit=50
        )  # fmt: skip

    told("tickets, newest 50", page(None, None), 10)
    told("tickets, open ones of a plan, further back", page("open", "p3", True), 10)
    told("case page", lambda n: desk.case(here, SUE, chance.randrange(1, count)))
    told("search by number", lambda n: search.find(here, SUE, f"BX{chance.randrange(1, count)}"))
    told("search by telephone", lambda n: search.find(here, SUE, f"138{chance.randrange(1, data.BASE):08d}"))
    told(
        "search by the end of a telephone",
        lambda n: search.find(here, SUE, f"{chance.randrange(1, data.BASE):05d}"),
    )
    told("search by words", lambda n: search.find(here, SUE, f"文三路{chance.randrange(1, data.BASE)}号"))
    told("search by words that nobody said", lambda n: search.find(here, SUE, "nobody said so"))


def sums(here: House) -> None:
    began, size = time.process_time(), size_of(here.store)
    kept = report_counts.rebuild(here)
    print(f"  ({kept} days counted with {time.process_time() - began:.1f} s of the processor, {size_of(here.store) - size:,.0f} MB)", flush=True)  # fmt: skip
    for days in ("7", "30", "90"):
        told(f"reports, {days} days", lambda n, days=days: reports.page(here, SUE, {"period": days}), 5)  # type: ignore[misc]
    told(
        "reports, 90 days, of one severity",
        lambda n: reports.page(here, SUE, {"period": "90", "severity": "3"}),
        5,
    )
    two = {"period": "90", "severity": "3", "region": "hangzhou"}
    told("reports, 90 days, narrowed twice", lambda n: reports.page(here, SUE, two), 5)
    year = {"period": "days", "from": "2025-11-27", "to": "2026-11-26"}
    told("tickets behind a figure, a year", lambda n: reports.behind(here, SUE, {**year, "figure": "clocks", "outcome": "missed"}))  # fmt: skip


def of_windows(asked: argparse.Namespace) -> None:
    heading(f"free windows, {asked.technicians} technicians, 14 days")
    with house("visits") as here:
        data.fill_technicians(here.store, asked.technicians, 14)
        plan = here.plans["p3"]
        working = Working(plan.calendars[plan.visits.calendar], plan.calendar_zone(plan.visits.calendar))
        until = NOW + timedelta(days=14)

        def people_(tx: Tx) -> object:
            return free_time.free_technicians(tx, plan, "hangzhou", NOW, until)

        def whole(tx: Tx) -> object:
            found = free_time.free_technicians(tx, plan, "hangzhou", NOW, until)
            assert len(found) == asked.technicians
            best = slots.offer(
                found,
                "hangzhou",
                plan.visits.skills,
                plan.visits,
                working,
                NOW,
                NOW + timedelta(days=2),
                until=until,
            )
            assert best.windows
            return best

        told("who is free when", lambda n: here.store.read(people_))
        told("windows to offer, all of it", lambda n: here.store.read(whole))


def of_clocks(asked: argparse.Namespace) -> None:
    heading(f"clockwork, {asked.clocks:,} open clocks, {asked.due:,} due")
    with house("clocks") as here:
        due = data.fill_clocks(here.store, here, asked.clocks, asked.due)
        data.analyzed(here.store)
        began, before, done, rounds = time.perf_counter(), time.process_time(), 0, 0
        while (more := watch.fire(here, NOW)) > 0:
            done, rounds = done + more, rounds + 1
        took, worked = time.perf_counter() - began, time.process_time() - before
        print(
            f"  {due:,} tickets looked at, {done:,} steps, {rounds} rounds: {took:.1f} s, processor {worked:.1f} s",
            flush=True,
        )
        print(
            f"  for 10,000: {took / due * 10_000:.1f} s, processor {worked / due * 10_000:.1f} s", flush=True
        )
        told("nothing is due", lambda n: (watch.fire(here, NOW), watch.next_due(here, NOW)))


PARTS = {
    "devices": of_devices, "import": of_import, "queue": of_tickets, "lists": of_tickets, "reports": of_tickets,
    "windows": of_windows, "clocks": of_clocks,
}  # fmt: skip


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--devices", type=int, default=1_000_000)
    given.add_argument("--import", type=int, default=200_000, dest="rows")
    given.add_argument("--tickets", type=int, default=100_000)
    given.add_argument("--messages", type=int, default=10, help="of a ticket")
    given.add_argument("--waiting", type=int, default=100_000)
    given.add_argument("--technicians", type=int, default=500)
    given.add_argument("--clocks", type=int, default=100_000)
    given.add_argument("--due", type=int, default=2_000)
    given.add_argument("--only", default=",".join(PARTS), help="some of " + ", ".join(PARTS))
    given.add_argument("--postgres", action="store_true", help="on a PostgreSQL of the tests' own")
    asked = given.parse_args()
    asked.only = asked.only.split(",")
    memory.settle()  # as the server and the commands do: else one page in ten is told that long in which garbage is looked for
    with postgres_server() if asked.postgres else nullcontext("") as SERVER[0]:
        for part in dict.fromkeys(PARTS[name] for name in asked.only):
            part(asked)


if __name__ == "__main__":
    main()
