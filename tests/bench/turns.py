"""Turns per second through the REST channel of real server processes, with durable commits on SQLite.

    python -m tests.bench.turns [--clients 16] [--seconds 20] [--floor | --processes 2 [--share 0.4] | --beside-rasa [--each 40] [--epochs 5 | --starter]]

Each client holds conversations one after the other: it reports a fault in Chinese or English, names itself,
gives number and address, asks about the warranty, and says goodbye.  Every answer is checked.  ``--beside-rasa`` asks
a Rasa 3.6 with its SQLite store the same in the same run and prints how many times as much it takes; without a Python
3.10 for it (tests/rasa_server.py) our own figures are printed alone.  ``--floor`` asks a bare route that understands and
commits (tests/bench/floor.py) the same in turns; ``--processes 2`` compares so many web processes on a PostgreSQL of the
tests' own, which waits for the disk, with one; ``--share`` gives each of them less than a processor, as on a smaller machine
of its own (tests/bench/shares.py).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import psycopg
from sqlalchemy.engine import make_url

from nlu.rasa_project import at_most, project
from tests import rasa_server
from tests.bench.shares import limited

ROUNDS = 3
TRAINING_SECONDS = 900

TALKS = (
    ("p3", ("你好", "太阳能热水器漏水了", "序列号找不到", "我姓王，叫王芳", "13800138000", "杭州市西湖区文三路1号", "保修多久", "谢谢，再见")),
    ("p6", ("hello", "our storage array lost two disks", "I don't know the serial number", "my name is Anna Lee",
            "13900139000", "Pudong, Shanghai, 100 Century Avenue", "is it under warranty?", "thanks, goodbye")),
    ("p5", ("热水器不加热，控制器显示E3", "没有序列号", "李强 13700137000", "南京市玄武区中山路8号", "上门要收费吗？", "明天下午可以吗", "好的")),
)  # fmt: skip


class Client:
    """A bare HTTP client on one kept connection, so that the measuring costs little."""

    def __init__(self, port: int, name: str, pause: float = 0.0) -> None:
        self.port, self.name, self.pause = port, name, pause
        self.taken: list[float] = []

    async def run(self, until: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        chance = random.Random(self.name)
        number = 0
        while time.perf_counter() < until:
            plan, talk = chance.choice(TALKS)
            number += 1
            for step, text in enumerate(talk):
                body = {"sender": f"{self.name}-{number}", "message": text}
                meta = {"plan": plan, "message_id": str(step)}
                began = time.perf_counter()
                replies = await self._post(reader, writer, {**body, "metadata": meta})
                self.taken.append(time.perf_counter() - began)
                assert isinstance(replies, list), replies
                if time.perf_counter() >= until:
                    break
                if self.pause:
                    await asyncio.sleep(self.pause)
        writer.close()

    async def _post(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: dict[str, object]
    ) -> object:
        data = json.dumps(body).encode()
        writer.write(
            b"POST /webhooks/rest/webhook HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n%b" % (len(data), data)
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            int(h.split(":")[1]) for h in head.split("\r\n") if h.lower().startswith("content-length:")
        )
        answer = await reader.readexactly(length)
        assert " 200 " in head.split("\r\n")[0], (head, answer)
        return json.loads(answer)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(home: Path, port: int, url: str = "", role: str = "all") -> tuple[subprocess.Popen[bytes], float]:
    """A server, by itself on an empty SQLite, and the seconds until it was ready."""
    env = {
        **os.environ,
        "BAOXIU_HOME": str(home),
        "BAOXIU_DATABASE_URL": url or f"sqlite:///{home}/bench.sqlite",
    }
    command = [sys.executable, "-m", "bot"]
    subprocess.run([*command, "db", "upgrade"], env=env, check=True, stdout=subprocess.DEVNULL)
    serve = [*command, "serve", "--host", "127.0.0.1", "--port", str(port), "--role", role]
    return started(serve, port, env)


def started(command: list[str], port: int, env: dict[str, str]) -> tuple[subprocess.Popen[bytes], float]:
    began = time.perf_counter()
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    while time.perf_counter() - began < 60:
        if server.poll() is not None:
            raise SystemExit(f"the server ended with {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server, time.perf_counter() - began
        time.sleep(0.01)
    server.kill()
    raise SystemExit("the server was not ready within 60 s")


def megabytes(pid: int) -> tuple[float, float]:
    """Resident memory now and at its highest, from /proc (Linux); zeros elsewhere."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0, 0.0
    found = dict(line.split(":", 1) for line in text.splitlines() if line.startswith(("VmRSS", "VmHWM")))
    return int(found["VmRSS"].split()[0]) / 1024, int(found["VmHWM"].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used, from /proc (Linux); zero elsewhere."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family_seconds(pid: int) -> float:
    """Processor time of a process, of its children, and of those that have ended (Linux)."""
    ticks = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if place.parent.name == str(pid):
            ticks += sum(map(int, fields[11:15]))
        elif fields[1] == str(pid):
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


async def drive(ports: Sequence[int], name: str, clients: int, seconds: float) -> tuple[list[float], float]:
    began = time.perf_counter()
    running = [Client(ports[n % len(ports)], f"{name}-{n}") for n in range(clients)]
    await asyncio.gather(*(client.run(began + seconds) for client in running))
    return [took for client in running for took in client.taken], time.perf_counter() - began


@dataclass(frozen=True)
class Measured:
    """One server; seconds and megabytes."""

    taken: Sequence[float]
    seconds: float
    processor: float
    start: float
    memory: float
    peak: float
    clients: float = 0.0
    database: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.taken) / self.seconds

    @property
    def each(self) -> float:
        return self.processor / len(self.taken)

    def lines(self) -> Iterator[str]:
        cuts = quantiles(self.taken, n=100)
        yield f"{self.rate:8.0f} turns/s   {self.seconds:.1f} s, {len(self.taken)} turns"
        yield f"{cuts[49] * 1000:8.1f} ms p50      {cuts[98] * 1000:.1f} ms p99 ({cuts[98] / cuts[49]:.1f} x p50), {max(self.taken) * 1000:.1f} ms at most"
        yield (
            f"{self.each * 1000:8.2f} ms of processor time a turn; beside it {self.clients / len(self.taken) * 1000:.2f} ms of the clients"
            + (
                f" and {self.database / len(self.taken) * 1000:.2f} ms of the database"
                if self.database
                else ""
            )
        )
        yield f"{self.start:8.2f} s to start   {self.memory:.0f} MB resident, {self.peak:.0f} MB at its highest"


def measure(
    ports: Sequence[int], pids: Sequence[int], start: float, asked: argparse.Namespace, database: int = 0
) -> Measured:
    asyncio.run(drive(ports, f"warm-{pids[0]}", asked.clients, asked.warm_up))

    def used() -> tuple[float, float, float]:
        return sum(map(cpu_seconds, pids)), time.process_time(), family_seconds(database) if database else 0.0

    before = used()
    taken, seconds = asyncio.run(drive(ports, f"bench-{pids[0]}", asked.clients, asked.seconds))
    ours, clients, stored = (b - a for a, b in zip(before, used(), strict=True))
    memory, peak = map(sum, zip(*map(megabytes, pids), strict=True))
    return Measured(taken, seconds, ours, start, memory, peak, clients, stored)


def ours(asked: argparse.Namespace, processes: int = 1, url: str = "", database: int = 0) -> Measured:
    """On SQLite, or several web processes on one PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="baoxiu-bench-") as home, ExitStack() as stack:
        ports = [free_port() for _ in range(processes)]
        servers = []
        for port in ports:
            server, ready = start(Path(home), port, url, "web" if url else "all")
            stack.callback(ended, server)
            servers.append(server)
        pids = [server.pid for server in servers]
        stack.enter_context(limited(pids, asked.share))
        return measure(ports, pids, ready, asked, database)


def ended(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    server.wait(15)


def floor(asked: argparse.Namespace) -> Measured:
    with tempfile.TemporaryDirectory(prefix="baoxiu-floor-") as home:
        port = free_port()
        server, ready = started(
            [sys.executable, "-m", "tests.bench.floor", home, str(port)], port, dict(os.environ)
        )
        try:
            return measure([port], [server.pid], ready, asked)
        finally:
            ended(server)


def beside_floor(asked: argparse.Namespace) -> None:
    ratios = []
    for _ in range(ROUNDS):
        own, bare = ours(asked), floor(asked)
        print("baoxiu", *own.lines(), "the floor", *bare.lines(), sep="\n", flush=True)
        ratios.append((own.each / bare.each, bare.rate / own.rate))
    told(("processor time of a turn by the floor's", "the floor's turns a second by ours"), ratios)


def beside_one(asked: argparse.Namespace) -> None:
    """So many web processes on PostgreSQL beside one, in turns, each on an empty database."""
    from tests.servers import postgres_cluster

    ratios = []
    waits = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with postgres_cluster() as cluster, cluster.running(**waits) as database:
        for n in range(ROUNDS * 2):
            processes = asked.processes if n % 2 else 1
            with psycopg.connect(cluster.url, autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE turns_{n}")
            url = make_url(cluster.url).set(database=f"turns_{n}").render_as_string(hide_password=False)
            found = ours(asked, processes, url, database.pid)
            print(f"{processes} on PostgreSQL", *found.lines(), sep="\n", flush=True)
            if processes == 1:
                one = found
            else:
                ratios.append((found.rate / one.rate, found.each / one.each))
    told((f"turns a second with {asked.processes} by one", "processor time of a turn"), ratios)


def told(names: Sequence[str], ratios: Sequence[Sequence[float]]) -> None:
    for name, column in zip(names, zip(*ratios, strict=True), strict=True):
        print(f"{median(column):8.2f} x {name} ({', '.join(f'{r:.2f}' for r in column)})")


@contextmanager
def rasa(asked: argparse.Namespace) -> Iterator[Callable[[], Measured]]:
    """Measures a Rasa that has learned our project from a few messages, or the bot that Rasa begins with, and keeps its
    conversations in SQLite.  Raises :class:`rasa_server.NoRasa`."""
    folder = rasa_server.environment()
    with tempfile.TemporaryDirectory(prefix="baoxiu-rasa-") as home:
        place = Path(home)
        print("rasa init …" if asked.starter else "rasa train …", flush=True)
        if asked.starter:
            rasa_server.starter(folder, place, seconds=TRAINING_SECONDS)
        else:
            for name, text in project(0, epochs=asked.epochs, examples=at_most(asked.each)).items():
                (place / name).parent.mkdir(exist_ok=True)
                (place / name).write_text(text, encoding="utf-8")
            rasa_server.train(folder, place, seconds=TRAINING_SECONDS)
        (place / "endpoints.yml").write_text(
            f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {place}/rasa.sqlite\n"
        )

        def run() -> Measured:
            began = time.perf_counter()
            with rasa_server.running(folder, place, polite=False) as server:  # both at the same priority
                ready = time.perf_counter() - began
                return measure([int(server.url.rpartition(":")[2])], [server.process.pid], ready, asked)

        yield run


def beside_rasa(asked: argparse.Namespace) -> None:
    """Both in turns, three times: the machine is not as fast at every moment."""
    with rasa(asked) as theirs:
        ratios = []
        for _ in range(ROUNDS):
            own, other = ours(asked), theirs()
            print("baoxiu", *own.lines(), "Rasa 3.6.21", *other.lines(), sep="\n", flush=True)
            ratios.append((own.rate / other.rate, other.memory / own.memory, other.start / own.start))
    told(("turns a second", "memory", "start"), ratios)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--warm-up", type=float, default=2.0)
    options.add_argument("--beside-rasa", action="store_true")
    options.add_argument("--starter", action="store_true", help="beside the bot of `rasa init`, as it comes")
    options.add_argument("--each", type=int, default=40, help="messages of each intent that Rasa learns")
    options.add_argument("--epochs", type=int, default=5, help="how often it goes over them")
    options.add_argument("--floor", action="store_true")
    options.add_argument("--processes", type=int, default=1)
    options.add_argument(
        "--share", type=float, default=1.0, help="of a processor for each server (Linux, root)"
    )
    asked = options.parse_args()
    if asked.floor:
        beside_floor(asked)
        return
    if asked.processes > 1:
        beside_one(asked)
        return
    if asked.beside_rasa:
        try:
            beside_rasa(asked)
            return
        except rasa_server.NoRasa as why:
            print(f"without Rasa: {why}")
    print(*ours(asked).lines(), sep="\n")


if __name__ == "__main__":
    main()
