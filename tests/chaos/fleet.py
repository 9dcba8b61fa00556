"""The processes of one house and what they depend on, to be killed, stalled, emptied and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import redis
from sqlalchemy.engine import make_url

from tests.chaos.proxy import Proxy, proxy
from tests.process import Serving, free_port, launch, stop
from tests.servers import Cluster, Server, postgres_cluster, redis_server

KEY = "a key that all of these servers have, long enough"
ROLES = {"web": 2, "sender": 2, "clockwork": 2}
READY_SECONDS = 180.0
APART = {"web-1": 90, "sender-1": -40}  # seconds by which the clocks of these are wrong all the time


class Database:
    """PostgreSQL behind a proxy."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._up = ExitStack()
        self._server: Server | None = None

    def start(self) -> None:
        safe = self.cluster.running(synchronous_commit="on", full_page_writes="on")
        self._server = self._up.enter_context(safe)

    def stop(self, how: int) -> None:
        """SIGINT: fast shutdown, every connection ends, what is under way is rolled back.  SIGQUIT: as in a crash."""
        assert self._server is not None
        self._server.send_signal(how)
        self._server.wait(30)
        self.close()

    def close(self) -> None:
        self._up.close()

    @property
    def socket(self) -> str:
        return str(self.cluster.data / ".s.PGSQL.5432")


class Cache:
    """Valkey behind a proxy; every start is an empty one."""

    def __init__(self) -> None:
        self._up = ExitStack()
        self._url = ""

    def start(self) -> str:
        """Gives its socket."""
        self._url = self._up.enter_context(redis_server("valkey"))
        return self._url.removeprefix("unix://")

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(self._url, socket_timeout=5)

    def _pid(self) -> int:
        with self._client() as client:
            return int(client.info("server")["process_id"])

    def kill(self) -> None:
        os.kill(self._pid(), signal.SIGKILL)
        self.close()

    def flush(self) -> None:
        with self._client() as client:
            client.flushall()

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """It is there and says nothing."""
        pid = self._pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def close(self) -> None:
        self._up.close()


@dataclass
class Member:
    """A process of the house that is started again whenever it ends."""

    name: str
    home: Path
    settings: dict[str, str]
    serving: Serving | None = None
    killed: bool = False

    def start(self) -> None:
        command = (sys.executable, "-m", "tests.chaos.skewed", str(self._clock))
        self.serving, self.killed = launch(self.home, command=command, **self.settings), False

    @property
    def _clock(self) -> Path:
        return self.home / f"clock-{self.name}"

    def set_clock(self, seconds: float) -> None:
        """So many seconds from the right time."""
        self._clock.write_text(str(seconds), "ascii")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings['port']}"

    def kill(self) -> None:
        if self.serving is not None and self.serving.process.poll() is None:
            self.killed = True
            self.serving.process.kill()

    def stop(self) -> None:
        if self.serving is not None:
            stop(self.serving.process)


@dataclass
class Fleet:
    """All of it.  ``counted``: kills, restarts, and processes that ended by themselves."""

    database: Database
    cache: Cache
    to_database: Proxy
    to_cache: Proxy
    members: dict[str, Member] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    keeping: bool = True

    def man(self, home: Path, database: str, **settings: str) -> None:
        """Start every process, on the database with this name."""
        url = f"postgresql://postgres@127.0.0.1:{self.to_database.port}/{database}"
        shared = {
            "database_url": url, "redis_url": f"redis://127.0.0.1:{self.to_cache.port}/0", "secret_key": KEY, **settings
        }  # fmt: skip
        for role, count in ROLES.items():
            for number in range(count):
                name = f"{role}-{number}"
                mine = {**shared, "role": role, "port": str(free_port())}
                self.members[name] = Member(name, home, mine)
                self.members[name].set_clock(APART.get(name, 0))
                self.members[name].start()

    def urls(self, role: str) -> list[str]:
        return [m.url for name, m in self.members.items() if name.startswith(role)]

    def kill(self, name: str) -> None:
        self.members[name].kill()
        self.counted["kills"] += 1

    async def keep(self) -> None:
        """Start again what has ended, as systemd or Kubernetes would."""
        while self.keeping:
            for member in self.members.values():
                process = member.serving.process if member.serving is not None else None
                if process is not None and process.poll() is not None:
                    self.counted["restarts"] += 1
                    self.counted["ended by themselves"] += not member.killed
                    await asyncio.sleep(0.3)
                    member.start()
            await asyncio.sleep(0.2)

    def stop(self, role: str = "") -> None:
        self.keeping = False
        for name, member in self.members.items():
            if name.startswith(role):
                member.stop()

    def said(self) -> str:
        """The last words of all."""
        told = {n: m.serving.said()[-1500:] for n, m in self.members.items() if m.serving is not None}
        return "\n".join(f"-- {name}\n{words}" for name, words in told.items())


@contextmanager
def fleet() -> Iterator[Fleet]:
    """PostgreSQL and Valkey behind proxies, without processes of ours; everything is gone when the block ends."""
    with postgres_cluster() as cluster, ExitStack() as up:
        database, cache = Database(cluster), Cache()
        up.callback(database.close)
        up.callback(cache.close)
        database.start()
        to_database = up.enter_context(proxy(database.socket))
        to_cache = up.enter_context(proxy(cache.start()))
        made = Fleet(database, cache, to_database, to_cache)
        up.callback(made.stop)
        yield made


def ready(url: str) -> bool:
    try:
        with urlopen(url + "/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def url_of(database: Database, name: str) -> str:
    """The address of a database, past the proxy."""
    return make_url(database.cluster.url).set(database=name).render_as_string(hide_password=False)


async def until(what: Callable[[], object], seconds: float, why: str) -> None:
    """Until ``what()`` is true; AssertionError after so many ``seconds``."""
    end = time.monotonic() + seconds
    while not await asyncio.to_thread(what):
        assert time.monotonic() < end, f"{why} within {seconds:.0f} s"
        await asyncio.sleep(0.2)
