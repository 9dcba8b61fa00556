"""The unit of work: everything that belongs together is committed together.

``Store.write(work)`` runs ``work(tx)`` in one transaction and returns its result; ``work`` must be
repeatable (it may run again after a conflict) and must do nothing but SQL.  On SQLite there is one
writer, and turns that wait for it share its commit; if one of them fails, all are rolled back and run
again one by one, so that it takes nothing with it (cheaper than a savepoint for each).  ``Store.read(work)`` sees a consistent snapshot.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from math import inf
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError

from storage import sealing
from storage.models import Model
from storage.rounds import Round
from storage.sealing import Ring
from storage.signals import Signals

A = TypeVar("A")
T = TypeVar("T")
log = structlog.get_logger(__name__)
RETRIES = 8
SHARE_AT_MOST = 64
WRITER_CACHE, READER_CACHE = 4_000, 2_000
READERS = 3  # connections of SQLite that stay; what more read at the same time is closed afterwards
EACH_SHARE, A_MOMENT = (
    64,
    0.03,
)  # so many of a long list share a commit at most, and seconds that they take together
AT_A_TIME = 4  # of a long list, where many can write
ROUND, ROUNDS_AT_A_TIME = (
    50,
    2,
)  # of a round there, and rounds: one reckons while the database works for the other
ASK_AFTER = (
    1.0  # seconds without use after which a connection of PostgreSQL is asked whether it is still open
)
GONE = 3  # connections that may turn out to be closed, one after the other
RETRY_STATES = {"40001", "40P01"}  # serialization failure, deadlock


class Tx:
    r"""One open transaction.  ``wake`` names what to signal once it is committed; ``told`` is what the feed
    has been told in it, ``kept`` what was read and need not be read again, ``at_end`` what is done once before the
    commit, however often it was asked for; ``seen`` are tickets as they are, as far as nothing is written past their
    module.  Where ``answered`` is a dictionary, the same small question is asked once:
    for pages that only read, and for ``round``\ s of many small works (:mod:`storage.rounds`)."""

    __slots__ = (
        "answered",
        "at_end",
        "connection",
        "cursor",
        "dialect",
        "failed",
        "kept",
        "ring",
        "round",
        "seen",
        "told",
        "woken",
    )

    def __init__(self, sql: Connection) -> None:
        self.connection = sql
        self.round: Round | None = None
        self.woken: set[str] = set()
        self.told: set[tuple[str, int]] = set()
        self.kept: dict[tuple[str, int], Any] = {}
        self.seen: dict[int, Any] = {}
        self.at_end: dict[tuple[str, int], Callable[[Tx], None]] = {}
        self.answered: dict[tuple[Any, ...], list[Any]] | None = None
        self.dialect = sql.dialect.name
        driver: Any = sql.connection.dbapi_connection
        self.cursor: Callable[[], Any] = driver.cursor  # and what it raises:
        self.failed: type[Exception] = sql.dialect.loaded_dbapi.Error
        self.ring = sealing.ring_of(sql.dialect)

    @property
    def sql(self) -> Connection:
        """For statements that are not prepared: whoever takes it may write anything, or go back to before."""
        self.seen.clear()
        if self.round is not None:
            ended, self.round, self.answered = self.round, None, None
            ended.write(self)
        return self.connection

    def wake(self, *topics: str) -> None:
        self.woken.update(topics)

    def finish(self) -> None:
        """Do what was left for the end, in the same order in every transaction, so that no two wait for each other."""
        while self.at_end:
            self.at_end.pop(min(self.at_end))(self)
        if self.round is not None:
            self.round.write(self)


Work = Callable[[Tx, int], T]
Ahead = Callable[[Tx, Sequence[int]], Sequence[int]]


class _Job:
    __slots__ = ("done", "error", "result", "woken", "work")

    def __init__(self, work: Callable[[Tx], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.done = False
        self.woken: set[str] = set()

    def run(self, sql: Connection) -> None:
        tx = Tx(sql)
        self.result = self.work(tx)
        tx.finish()
        self.woken = tx.woken


class Store:
    """A database.  ``url`` as SQLAlchemy writes it; SQLite and PostgreSQL are supported.  ``ring``: the keys that
    personal data are sealed with; without, those that lie beside a SQLite file."""

    def __init__(
        self, url: str | URL, *, pool: int = 8, signals: Signals | None = None, ring: Ring | None = None
    ) -> None:
        self.url = make_url(url)
        self.signals = signals or Signals()
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._queue: deque[_Job] = deque()
        self._lock = threading.Lock()
        if self.sqlite:
            self._writer = _sqlite(self.url, 1, WRITER_CACHE)
            self._reader = _sqlite(self.url, pool, READER_CACHE)
            self._only: Connection | None = None  # the one writer's connection, kept open
        else:
            self._writer = self._reader = _postgresql(self.url, pool)
        file = Path(self.url.database) if self.sqlite and self.url.database else None
        self.ring = ring or (sealing.beside(file) if file is not None else sealing.CLEAR)
        for engine in (self._writer, self._reader):
            sealing.use(engine.dialect, self.ring)

    @property
    def engine(self) -> Engine:
        return self._writer

    def create(self) -> None:
        """Create all tables at once (tests; installations use migrations)."""
        Model.metadata.create_all(self._writer)

    def read(self, work: Callable[[Tx], T]) -> T:
        if not self.sqlite:
            return self._read_again(work)
        with self._reader.begin() as sql:
            sql.exec_driver_sql("BEGIN")
            return work(Tx(sql))

    def _read_again(self, work: Callable[[Tx], T]) -> T:
        """Once more where the server has closed the connection since it was last used."""
        for _ in range(GONE):
            used: list[Any] = []
            try:
                with self._reader.begin() as sql:
                    used.append(sql.connection.dbapi_connection)
                    return work(Tx(sql))
            except DBAPIError:
                if not (used and used[0].closed):
                    raise
        with self._reader.begin() as sql:
            return work(Tx(sql))

    def write(self, work: Callable[[Tx], T]) -> T:
        if self.sqlite:
            job = _Job(work)
            self._queue.append(job)
            with self._lock:
                if not job.done:
                    self._commit_together()
            self.signals.wake(job.woken)
            if job.error is not None:
                raise job.error
            result: T = job.result
            return result
        return self._write_alone(work)

    def write_each(self, works: Sequence[Callable[[Tx], T]]) -> list[T | Exception]:
        """Each in a transaction of its own; what it returned, or why it failed.  On SQLite they share commits as those of
        many threads do: to wait for the disk once for each of thousands takes far longer than the work."""
        if self.sqlite:
            return list(_a_moment_each(works, self._each_here))
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            return list(pool.map(self._tried, works))

    def write_rounds(self, rows: Sequence[int], work: Work[T], ahead: Ahead) -> list[T | Exception]:
        """``work`` on each; what it returned, or why it failed.  As many as take a moment share a transaction
        (:mod:`storage.rounds`), in which ``ahead`` locks and reads together what they need, and says which of them it
        has got.  The others, and all where one fails and nothing is done, have a transaction of their own."""

        def some(these: Sequence[int]) -> list[T | Exception]:
            found: dict[int, T | Exception] = {}
            try:
                if len(these) > 1:
                    found |= self.write(lambda tx: _round(tx, these, work, ahead))
            except Exception as error:  # noqa: BLE001 - whose it was is found out
                log.info(
                    "a round failed; each of it is done alone", of=len(these), error=type(error).__name__
                )
            rest = [row for row in these if row not in found]
            found |= zip(rest, self.write_each([partial(_row, work, row) for row in rest]), strict=True)
            return [found[row] for row in these]

        if self.sqlite:
            return list(_a_moment_each(rows, some))
        groups = [rows[n : n + ROUND] for n in range(0, len(rows), ROUND)]
        with ThreadPoolExecutor(ROUNDS_AT_A_TIME) as pool:
            return [result for found in pool.map(some, groups) for result in found]

    def write_together(self, works: Sequence[Callable[[Tx], T]]) -> list[T | Exception]:
        """As :meth:`write_each`, for a few that wait for an answer: with one commit, where one writer serves all."""
        return self._each_here(works) if self.sqlite and works else self.write_each(works)

    def _tried(self, work: Callable[[Tx], T]) -> T | Exception:
        try:
            return self.write(work)
        except Exception as error:  # noqa: BLE001 - handed to the caller
            return error

    def _each_here(self, works: Sequence[Callable[[Tx], T]]) -> list[T | Exception]:
        jobs = [_Job(work) for work in works]
        self._queue.extend(jobs)
        for job in jobs:  # all are done by the first, unless many others were waiting
            with self._lock:
                while not job.done:
                    self._commit_together()
        for job in jobs:
            self.signals.wake(job.woken)
            if job.error is not None and not isinstance(job.error, Exception):
                raise job.error
        return [job.result if job.error is None else job.error for job in jobs]  # type: ignore[misc]

    def _write_alone(self, work: Callable[[Tx], T]) -> T:
        for attempt in range(RETRIES):
            used, committing = list[Any](), False
            try:
                with self._writer.begin() as sql:
                    used.append(sql.connection.dbapi_connection)
                    tx = Tx(sql)
                    result = work(tx)
                    tx.finish()
                    committing = True
            except DBAPIError as error:
                if used and used[0].closed and not committing and attempt < GONE:
                    continue  # the server has closed it since it was last used; nothing was done
                if getattr(error.orig, "sqlstate", None) not in RETRY_STATES or attempt == RETRIES - 1:
                    raise
                time.sleep(0.005 * 2**attempt)
                continue
            self.signals.wake(tx.woken)
            return result
        raise AssertionError("unreachable")

    def _commit_together(self) -> None:
        jobs: list[_Job] = []
        while self._queue and len(jobs) < SHARE_AT_MOST:
            jobs.append(self._queue.popleft())
        try:
            sql = self._only = self._only or self._writer.connect()
            with sql.begin():
                _begin(sql)
                for job in jobs:
                    job.run(sql)
        except BaseException as error:
            self._forget()
            if not isinstance(error, Exception) or len(jobs) == 1:
                for job in jobs:
                    job.error = error
            else:
                self._one_by_one(jobs)
            if not isinstance(error, Exception):
                raise
        finally:
            for job in jobs:
                job.done = True

    def _one_by_one(self, jobs: list[_Job]) -> None:
        """One of those that shared a transaction has failed and nothing was committed: each alone, then."""
        for job in jobs:
            try:
                sql = self._only = self._only or self._writer.connect()
                with sql.begin():
                    _begin(sql)
                    job.run(sql)
            except Exception as error:  # noqa: BLE001 - handed to the thread that waits for it
                job.error = error
                self._forget()

    def _forget(self) -> None:
        """Close the writer's connection after an error; the next transaction opens a new one."""
        if self._only is not None:
            with suppress(Exception):
                self._only.close()
            self._only = None

    def close(self) -> None:
        if self.sqlite:
            with self._lock:
                self._forget()
        self._writer.dispose()
        self._reader.dispose()
        self.signals.close()


def _round(tx: Tx, rows: Sequence[int], work: Work[T], ahead: Ahead) -> dict[int, T]:
    tx.round = Round()
    tx.answered = tx.round.answers
    return {row: work(tx, row) for row in ahead(tx, rows)}


def _row(work: Work[T], row: int, tx: Tx) -> T:
    return work(tx, row)


def _a_moment_each(things: Sequence[A], work: Callable[[Sequence[A]], Sequence[T]]) -> Iterator[T]:
    """As many as take a moment together, by what the last ones took: turns wait for so long."""
    size = EACH_SHARE // 4
    while things:
        began = time.thread_time()
        yield from work(things[:size])
        took = max(time.thread_time() - began, 1e-6) / len(things[:size])
        things, size = things[size:], max(1, min(EACH_SHARE, int(A_MOMENT / took)))


def _postgresql(url: URL, pool: int) -> Engine:
    """A connection that was used a moment ago is taken to be open: to ask each time is one of a few round trips."""
    engine = create_engine(url, pool_size=pool, max_overflow=2, hide_parameters=True)

    @event.listens_for(engine, "checkin")
    def _checkin(connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _checkout(connection: Any, record: Any, proxy: Any) -> None:
        if time.monotonic() - record.info.get("used", inf) <= ASK_AFTER:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool opens another one

    return engine


def _begin(sql: Connection) -> None:
    """Writers queue for SQLite's lock instead of failing later."""
    sql.connection.cursor().execute("BEGIN IMMEDIATE")


def _sqlite(url: URL, pool: int, cache: int) -> Engine:
    """``cache``: kilobytes of pages that each connection keeps; the system keeps them as well, so little is enough."""
    kept = min(pool, READERS)
    engine = create_engine(
        url,
        pool_size=kept,
        max_overflow=pool + 4 - kept,
        pool_use_lifo=True,  # few connections do most of the work, and only they keep its statements
        hide_parameters=True,  # customers' words are for no log
        connect_args={"timeout": 30, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we begin ourselves; an event listener would slow every statement
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            f"cache_size=-{cache}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine
