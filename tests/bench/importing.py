"""How long customers wait for an answer while a file of devices is imported.

    python -m tests.bench.importing [--postgres] [--rows 100000] [--clients 8] [--pause 0.2] [--seconds 10]

Clients of :mod:`tests.bench.turns` that think for a moment between two messages, as people do, talk with a server: while it
does nothing else, while it imports a file that was sent to the console, and while the command imports one beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

import psycopg
from sqlalchemy.engine import make_url

from bot.opening import open_house
from bot.settings import Settings
from handlers import import_jobs
from handlers.house import House
from tests.bench.scale_data import engineer, serial
from tests.bench.turns import Client, ended, free_port, start
from tests.servers import postgres_cluster

Over = Callable[[], bool]
HEADING = ("serial_number", "model", "plan", "customer", "phone", "address", "region", "warranty_card")


def written(path: Path, first: int, rows: int) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADING)
        for n in range(first, first + rows):
            out.writerow([serial(n), "阳光-200", "p3", f"王建国{n}", f"138{n:08d}", f"文三路{n}号", "hangzhou", "2026-05-08"])  # fmt: skip
    return path


async def talk(port: int, name: str, asked: argparse.Namespace, over: Over) -> list[float]:
    """Seconds of each turn, until it is over, or for so long."""
    stop = time.perf_counter() + asked.most
    running = [Client(port, f"{name}-{n}", asked.pause) for n in range(asked.clients)]
    talking = [asyncio.create_task(client.run(stop)) for client in running]
    while time.perf_counter() < stop and not await asyncio.to_thread(over):
        await asyncio.sleep(0.2)
    for task in talking:
        task.cancel()
    for done in await asyncio.gather(*talking, return_exceptions=True):
        if isinstance(done, Exception):
            raise done
    return [took for client in running for took in client.taken]


def told(what: str, taken: list[float], seconds: float) -> None:
    cuts = quantiles(taken, n=100)
    print(f"  {what:32} {cuts[49] * 1000:7.1f} {cuts[94] * 1000:7.1f} {cuts[98] * 1000:7.1f} {max(taken) * 1000:8.1f}   {len(taken) / seconds:6.1f}   {seconds:5.1f}", flush=True)  # fmt: skip


def after(seconds: float) -> Over:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= end


def sent(house: House, path: Path) -> Over:
    """A file that was sent to the console."""
    user = replace(engineer(house.store), role="administrator")
    number = import_jobs.receive(
        house, user, iter([path.read_bytes()]), name=path.name, plan=None, leave_out=False
    )

    def state() -> str:
        return next(str(i.state) for i in import_jobs.page(house, user).imports if i.id == number)

    def over() -> bool:
        assert state() in ("checking", "writing", "done")
        return state() == "done"

    while state() == "waiting":  # at most ten seconds, where nobody tells the server
        time.sleep(0.05)
    return over


def beside(path: Path) -> Over:
    """The command that imports it, in a process of its own."""
    command = subprocess.Popen(
        [sys.executable, "-m", "bot", "import", "devices", str(path)], stdout=subprocess.DEVNULL
    )

    def over() -> bool:
        code = command.poll()
        assert not code, f"the command ended with {code}"
        return code is not None

    return over


@contextmanager
def database(asked: argparse.Namespace, home: Path) -> Iterator[str]:
    if not asked.postgres:
        yield f"sqlite:///{home}/bench.sqlite"
        return
    waits = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with postgres_cluster() as cluster, cluster.running(**waits):
        with psycopg.connect(cluster.url, autocommit=True) as admin:
            admin.execute("CREATE DATABASE importing")
        yield make_url(cluster.url).set(database="importing").render_as_string(hide_password=False)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--postgres", action="store_true")
    given.add_argument("--rows", type=int, default=100_000)
    given.add_argument("--clients", type=int, default=8)
    given.add_argument(
        "--pause", type=float, default=0.2, help="seconds between an answer and the next message"
    )
    given.add_argument("--seconds", type=float, default=10.0, help="of it without an import")
    given.add_argument("--most", type=float, default=180.0, help="seconds that an import is watched")
    asked = given.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="baoxiu-importing-") as folder,
        database(asked, Path(folder)) as url,
    ):
        home = Path(folder)
        os.environ |= {"BAOXIU_HOME": str(home), "BAOXIU_DATABASE_URL": url}
        port = free_port()
        server, _ = start(home, port, url)
        house = open_house(Settings())
        try:
            asyncio.run(talk(port, "warm", asked, after(3)))
            print(f"  {'ms':32} {'p50':>7} {'p95':>7} {'p99':>7} {'longest':>8}  turns/s  seconds")
            files = [written(home / f"{n}.csv", 1 + n * asked.rows, asked.rows) for n in range(2)]
            for what, begin in (
                ("nothing else", lambda: after(asked.seconds)),
                (f"{asked.rows:,} rows, by the console", lambda: sent(house, files[0])),
                (f"{asked.rows:,} rows, by the command", lambda: beside(files[1])),
                ("nothing else, once more", lambda: after(asked.seconds)),
            ):
                over, began = begin(), time.perf_counter()
                taken = asyncio.run(talk(port, what, asked, over))
                told(what, taken, time.perf_counter() - began)
        finally:
            house.store.close()
            ended(server)


if __name__ == "__main__":
    main()
