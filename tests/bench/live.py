"""Open consoles and what is committed meanwhile: how long it takes from the commit to the screen.

    python -m tests.bench.live [--consoles 200] [--events 50] [--seconds 20]

A real server process on SQLite; engineers are logged in over HTTP and hold event streams open, and customers write through
the REST channel so fast that the feed grows by so many events a second.  An event's time is the one that its transaction
began with (a little before the commit); it is there when the bytes with its number have been read from the connection.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import signal
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from handlers import people
from storage import people as stored
from storage import schema
from storage.engine import Store, Tx
from tests.bench.turns import TALKS, cpu_seconds, free_port, megabytes, start

LOGINS = 20  # people; each has several consoles open
WRITERS = 8
_ID = re.compile(rb"id: (\d+)\n")


@dataclass
class Console:
    """An open event stream."""

    came: dict[int, float] = field(default_factory=dict)
    answer: bytes = b""

    async def run(self, port: int, secret: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = (
            f"GET /console/events?after=0 HTTP/1.1\r\nhost: bench\r\ncookie: baoxiu_session={secret}\r\n\r\n"
        )
        writer.write(asked.encode())
        try:
            self.answer = (await reader.readuntil(b"\r\n")).strip()
            while data := await reader.read(65536):
                now = time.time()
                for found in _ID.findall(data):
                    self.came.setdefault(int(found), now)
        finally:
            writer.close()


class Customer:
    """Writes messages of the talks on one kept connection, one after the other."""

    def __init__(self, name: str) -> None:
        self.name, self.number, self.step = name, 0, 0
        self.plan, self.said = "", tuple[str, ...]()
        self.chance = random.Random(name)
        self.free = asyncio.Lock()
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def say(self, port: int) -> None:
        async with self.free:
            if self.line is None:
                self.line = await asyncio.open_connection("127.0.0.1", port)
            reader, writer = self.line
            if self.step >= len(self.said):
                (self.plan, self.said), self.step = self.chance.choice(TALKS), 0
                self.number += 1
            meta = {"plan": self.plan, "message_id": str(self.step)}
            body = {"sender": f"{self.name}-{self.number}", "message": self.said[self.step], "metadata": meta}
            self.step += 1
            data = json.dumps(body).encode()
            writer.write(
                b"POST /webhooks/rest/webhook HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
                b"content-length: %d\r\n\r\n%b" % (len(data), data)
            )
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = re.search(r"content-length: (\d+)", head, re.I)
            assert " 200 " in head.split("\r\n")[0] and length is not None, head
            await reader.readexactly(int(length[1]))


async def write(port: int, names: str, rate: float, seconds: float) -> int:
    """So many turns a second, each begun when its time has come, whether the one before is answered or not."""
    customers = [Customer(f"{names}-{n}") for n in range(WRITERS)]
    began, count, running = time.perf_counter(), 0, set()
    while (now := time.perf_counter() - began) < seconds:
        if count / rate > now:
            await asyncio.sleep(count / rate - now)
            continue
        task = asyncio.create_task(customers[count % WRITERS].say(port))
        running.add(task)
        task.add_done_callback(running.discard)
        count += 1
    await asyncio.gather(*running)
    return count


def events(path: Path, after: int) -> dict[int, float]:
    """When each event of the feed was written, as seconds since 1970."""
    with sqlite3.connect(path) as sql:
        rows = sql.execute("SELECT id, at FROM feed WHERE id > ?", (after,)).fetchall()
    return {i: datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() for i, at in rows}


def people_of_ours(store: Store, count: int) -> list[str]:
    """The secrets of sessions."""
    now = datetime.now(UTC)

    def work(tx: Tx) -> list[str]:
        made = []
        who = [stored.add_user(tx, now, login=f"e{n}", name=f"Engineer {n}", role="engineer", password_hash="-", lang="zh",
                               queues=[], presence="busy") for n in range(LOGINS)]  # fmt: skip
        for n in range(count):
            secret = f"bench-{n}"
            stored.add_session(tx, secret_hash=people.secret_hash(secret), user_id=who[n % LOGINS], csrf="-", half=False,
                               agent="bench", created_at=now, expires_at=now + timedelta(hours=1))  # fmt: skip
            made.append(secret)
        return made

    return store.write(work)


async def measure(port: int, pid: int, path: Path, secrets: Sequence[str], asked: argparse.Namespace) -> None:
    consoles = [Console() for _ in secrets]
    open_ = [
        asyncio.create_task(one.run(port, secret)) for one, secret in zip(consoles, secrets, strict=True)
    ]
    while not all(one.answer for one in consoles):
        await asyncio.sleep(0.1)
    bad = {one.answer for one in consoles if b" 200 " not in one.answer}
    assert not bad, bad
    print(f"{len(consoles)} consoles open, {megabytes(pid)[0]:.0f} MB", flush=True)
    turns = await write(port, "warm", asked.events / 2, asked.warm_up)
    await asyncio.sleep(1)
    before = events(path, 0)
    each = len(before) / turns
    newest, used, began = max(before), cpu_seconds(pid), time.perf_counter()
    await write(port, "bench", asked.events / each, asked.seconds)
    took, used = time.perf_counter() - began, cpu_seconds(pid) - used
    await asyncio.sleep(2)
    written = events(path, newest)
    late = sorted(one.came[i] - at for one in consoles for i, at in written.items() if i in one.came)
    missing = sum(i not in one.came for one in consoles for i in written)
    for task in open_:
        task.cancel()
    cuts = quantiles(late, n=100)
    print(
        f"{len(written) / took:8.1f} events/s to {len(consoles)} consoles, {took:.1f} s, {missing} not told"
    )
    print(
        f"{cuts[49] * 1000:8.0f} ms p50 from the commit, {cuts[94] * 1000:.0f} ms p95, {cuts[98] * 1000:.0f} ms p99"
    )
    now, most = megabytes(pid)
    print(f"{used / took * 100:8.0f} % of a processor; {now:.0f} MB resident, {most:.0f} MB at its highest")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--consoles", type=int, default=200)
    options.add_argument("--events", type=float, default=50.0, help="a second")
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--warm-up", type=float, default=4.0)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="baoxiu-bench-") as home:
        path = Path(home) / "bench.sqlite"
        store = Store(f"sqlite:///{path}")
        schema.upgrade(store)
        secrets = people_of_ours(store, asked.consoles)
        store.close()
        port = free_port()
        server, _ = start(Path(home), port)
        try:
            asyncio.run(measure(port, server.pid, path, secrets, asked))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(15)


if __name__ == "__main__":
    main()
