"""Turns per second through the REST channel of a real server process, with durable commits on SQLite.

    python -m tests.bench.turns [--clients 16] [--seconds 20]

Each client holds conversations one after the other: it reports a fault in Chinese or English, names itself,
gives number and address, asks about the warranty, and says goodbye.  Every answer is checked.
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
from pathlib import Path
from statistics import quantiles

TALKS = (
    ("p3", ("你好", "太阳能热水器漏水了", "序列号找不到", "我姓王，叫王芳", "13800138000", "杭州市西湖区文三路1号", "保修多久", "谢谢，再见")),
    ("p6", ("hello", "our storage array lost two disks", "I don't know the serial number", "my name is Anna Lee",
            "13900139000", "Pudong, Shanghai, 100 Century Avenue", "is it under warranty?", "thanks, goodbye")),
    ("p5", ("热水器不加热，控制器显示E3", "没有序列号", "李强 13700137000", "南京市玄武区中山路8号", "上门要收费吗？", "明天下午可以吗", "好的")),
)  # fmt: skip


class Client:
    """A bare HTTP client on one kept connection, so that the measuring costs little."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name = port, name
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


def start(home: Path, port: int) -> tuple[subprocess.Popen[bytes], float]:
    """A server on an empty database and the seconds until it was ready."""
    env = {**os.environ, "BAOXIU_HOME": str(home), "BAOXIU_DATABASE_URL": f"sqlite:///{home}/bench.sqlite"}
    command = [sys.executable, "-m", "bot"]
    subprocess.run([*command, "db", "upgrade"], env=env, check=True, stdout=subprocess.DEVNULL)
    began = time.perf_counter()
    server = subprocess.Popen(
        [*command, "serve", "--host", "127.0.0.1", "--port", str(port)], env=env, stdout=subprocess.DEVNULL
    )
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


async def drive(port: int, name: str, clients: int, seconds: float) -> tuple[list[float], float]:
    began = time.perf_counter()
    running = [Client(port, f"{name}-{n}") for n in range(clients)]
    await asyncio.gather(*(client.run(began + seconds) for client in running))
    return [took for client in running for took in client.taken], time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--warm-up", type=float, default=2.0)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="baoxiu-bench-") as home:
        port = free_port()
        server, ready = start(Path(home), port)
        try:
            asyncio.run(drive(port, "warm", asked.clients, asked.warm_up))
            used = cpu_seconds(server.pid)
            taken, seconds = asyncio.run(drive(port, "bench", asked.clients, asked.seconds))
            used = cpu_seconds(server.pid) - used
            now, peak = megabytes(server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(15)
    cuts = quantiles(taken, n=100)
    print(
        f"{len(taken) / seconds:8.0f} turns/s   {asked.clients} clients, {seconds:.1f} s, {len(taken)} turns"
    )
    print(
        f"{cuts[49] * 1000:8.1f} ms p50      {cuts[98] * 1000:.1f} ms p99, {max(taken) * 1000:.1f} ms at most"
    )
    print(f"{used / len(taken) * 1000:8.2f} ms of processor time a turn")
    print(f"{ready:8.2f} s to start   {now:.0f} MB resident, {peak:.0f} MB at its highest")


if __name__ == "__main__":
    main()
