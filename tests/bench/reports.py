"""The reports over a year of generated tickets, on SQLite and on a PostgreSQL of the tests' own.

    python -m tests.bench.reports [--tickets 100000] [--postgres]

Tickets are written as rows with the log that such a ticket has; their results are then read off the logs by the
program's own rebuild, and pages and lists are asked for as the console asks.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from handlers import reports, results, wall
from handlers.house import House
from handlers.people import Actor
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage import conversations, schema
from storage.engine import Store, Tx
from storage.models import LogEntry, QueueItem, Ticket

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
SUE = Actor(1, "sue", "Sue", "supervisor", "en", "ready", ())
REGIONS = ("hangzhou", "shanghai", "nanjing", "beijing", "chengdu", None)
ROUNDS = 5


def made(number: int, chance: random.Random, plans: list[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A ticket and its log, over the year before :data:`NOW`."""
    opened = NOW - timedelta(seconds=chance.randrange(365 * 86400))
    plan, severity = chance.choice(plans), chance.choices((1, 2, 3), (1, 3, 6))[0]
    log: list[tuple[float, str, str, dict[str, Any]]] = [
        (0, "ticket.opened", "bot", {}), (1, "ticket.severity", "bot", {"level": severity, "before": None}),
        (2, "warranty.checked", "bot", {"verdict": chance.choice(("covered", "not_covered", "undecided")), "component": None}),
        (3, "ticket.confirmed", "customer", {}),
    ]  # fmt: skip
    at = 3.0
    if chance.random() < 0.3:
        log.append(
            (4, "fee.quoted", "bot", {"low": 8000, "high": 20000, "currency": "CNY", "price_list": "2026"})
        )
        log.append((5, chance.choice(("consent.given", "consent.refused")), "customer", {"message": 1}))
    if chance.random() < 0.45:
        log.append((6, "queue.entered", "bot", {"reason": "asked"}))
        log.append((6 + chance.expovariate(1 / 9), "agent.replied", "user:1", {"message": 1}))
        at = log[-1][0]
    if chance.random() < 0.5:
        start = opened + timedelta(minutes=at + chance.randrange(120, 2880))
        window = {"start": start.isoformat(), "end": (start + timedelta(hours=2)).isoformat(), "visit": number, "technician": 1}  # fmt: skip
        came = (start - opened).total_seconds() / 60 + chance.gauss(60, 50)
        log += [(at + 1, "visit.booked", "bot", window), (came, "visit.arrived", "user:1", {"visit": number}),
                (came + 50, "visit.done", "user:1", {"visit": number})]  # fmt: skip
        at = max(came + 50, at)
    if chance.random() < 0.9:
        at += chance.expovariate(1 / 600)
        log.append((at, "ticket.resolved", chance.choice(("bot", "user:1")), {"cause": "x"}))
        if chance.random() < 0.05:
            log.append((at + 900, "ticket.reopened", "customer", {"why": "x"}))
        elif chance.random() < 0.4:
            log.append((at + 4000, "follow_up.answered", "customer", {"follow_up": number, "score": chance.choices((5, 4, 3, 2, 1), (9, 5, 2, 1, 1))[0]}))  # fmt: skip
    row = {
        "id": number, "number": f"BX{number}", "plan": plan, "kind": "report_fault", "status": "open", "conversation_id": 1,
        "problem": "it leaks", "severity_level": severity, "region": chance.choice(REGIONS), "queue": f"{plan}-desk", "facts": {},
        "created_at": opened, "updated_at": opened,
    }  # fmt: skip
    entries = [
        {"ticket_id": number, "at": opened + timedelta(minutes=minutes), "event": event, "actor": actor, "data": data,
         "prev": f"{number}-{i}", "hash": f"{number}-{i + 1}", "salt": ""}
        for i, (minutes, event, actor, data) in enumerate(sorted(log, key=lambda e: e[0]))
    ]  # fmt: skip
    return row, entries


def fill(store: Store, house: House, count: int) -> None:
    chance, plans = random.Random(7), sorted(house.plans)
    store.write(lambda tx: conversations.lock(tx, "web", "bench", NOW))
    for first in range(1, count + 1, 5000):
        both = [made(n, chance, plans) for n in range(first, min(first + 5000, count + 1))]

        def work(tx: Tx, both: Any = both) -> None:
            tx.sql.execute(insert(Ticket), [row for row, _ in both])
            tx.sql.execute(insert(LogEntry), [entry for _, log in both for entry in log])
            waits = [
                {"queue": row["queue"], "kind": "handoff", "reason": "asked", "conversation_id": 1, "ticket_id": row["id"],
                 "severity_level": row["severity_level"], "status": "closed", "created_at": row["created_at"], "token": 0, "skills": []}
                for row, _ in both[::3]
            ]  # fmt: skip
            tx.sql.execute(insert(QueueItem), waits)

        store.write(work)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds, and those of this process's processor time: the middle ones of some rounds."""
    taken, worked = [], []
    for _ in range(ROUNDS):
        began, before = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - before) * 1000)
    return statistics.median(taken), statistics.median(worked)


@contextmanager
def database(postgres: bool) -> Iterator[str]:
    if postgres:
        from tests.servers import postgres_server

        with postgres_server() as url:
            yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite'}"


def run(url: str, count: int) -> None:
    store = Store(url)
    schema.upgrade(store)
    house = House(store, load_plans(), parse, now=lambda: NOW)
    began = time.process_time()
    fill(store, house, count)
    print(f"{count:,} tickets written with {time.process_time() - began:.0f} s of the processor", flush=True)
    began = time.process_time()
    results.rebuild(house)
    print(
        f"results read off their logs with {time.process_time() - began:.0f} s of the processor", flush=True
    )
    if store.url.get_backend_name() == "postgresql":
        with store.engine.connect() as sql:
            sql.exec_driver_sql("ANALYZE")
    year = {"period": "days", "from": "2025-11-27", "to": "2026-11-26"}
    asked: dict[str, Callable[[], object]] = {
        "page, 7 days": lambda: reports.page(house, SUE, {"period": "7"}),
        "page, 30 days": lambda: reports.page(house, SUE, {"period": "30"}),
        "page, 90 days": lambda: reports.page(house, SUE, {"period": "90"}),
        "page, a year": lambda: reports.page(house, SUE, year),
        "page, 30 days, one plan": lambda: reports.page(house, SUE, {"period": "30", "plan": "p3"}),
        "tickets behind a figure, a year": lambda: reports.behind(house, SUE, {**year, "figure": "clocks", "outcome": "missed"}),
        "wall": lambda: wall.wall(house, SUE),
    }  # fmt: skip
    for name, work in asked.items():
        taken, worked = timed(work)
        print(f"{name:34} {taken:8.0f} ms, processor {worked:6.0f} ms", flush=True)
    store.close()


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--tickets", type=int, default=100_000)
    given.add_argument("--postgres", action="store_true")
    args = given.parse_args()
    with database(args.postgres) as url:
        run(url, args.tickets)


if __name__ == "__main__":
    main()
