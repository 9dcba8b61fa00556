"""Devices from a file that an administrator has sent: kept first, then imported in the background.

Whoever works on an import holds it, and says so every second or two; where nobody has for a while (a server was killed),
another one goes on at the row after the last that was written.  Rows and how far it is are written in one transaction.
"""

from __future__ import annotations

import csv
import io
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from time import monotonic, sleep, thread_time
from typing import Any

import structlog
from sqlalchemy import Row

from handlers import audit, devices_import
from handlers.device_rows import RowError
from handlers.house import House
from handlers.media import file_name
from handlers.people import Actor, Refused
from handlers.tables import BadFile
from storage import conversations, people
from storage import device_imports as stored
from storage.engine import Tx

log = structlog.get_logger(__name__)
MOST_BYTES = 64_000_000
PIECE_BYTES = 256 * 1024
MOST_OPEN = 3  # files that wait at the same time
MOST_REJECTED = 10_000  # rows with mistakes; a file with more of them is another file
ROWS = 500  # written with one commit: turns wait for so long
LEFT = timedelta(seconds=20)  # nobody works on it any more
SEEN_EVERY = 2.0  # seconds
TRIES = 5
KEPT = timedelta(days=90)
SHOWN = 20


class Stopped(Exception):
    """The server ends, the import was cancelled, or another server has it."""


@dataclass(frozen=True, slots=True)
class Page:
    imports: Sequence[Row[Any]]
    names: dict[int, str]
    plans: Sequence[str]
    goes_on: bool


def page(house: House, user: Actor) -> Page:
    user.need("registry")

    def read(tx: Tx) -> Page:
        found = stored.newest(tx, SHOWN)
        users = ((row.user_id, people.user(tx, row.user_id)) for row in found)
        names = {number: who.name for number, who in users if who is not None}
        return Page(found, names, sorted(house.plans), any(row.state in stored.OPEN for row in found))

    return house.store.read(read)


def receive(
    house: House, user: Actor, pieces: Iterable[bytes], *, name: str, plan: str | None, leave_out: bool
) -> int:
    """Keep a file, to be imported soon.  Raises :class:`Refused`."""
    user.need("registry")
    name = file_name(name)
    if not name.lower().endswith((".csv", ".xlsx")):
        raise Refused("import-kind")
    if plan is not None and plan not in house.plans:
        raise Refused("field", name="plan")

    def begin(tx: Tx) -> int:
        for half in stored.broken_off(tx, house.now() - 10 * LEFT):
            stored.end(tx, half, "failed", house.now(), why="broke-off")
        stored.forget(tx, house.now() - KEPT)
        if stored.open_ones(tx) >= MOST_OPEN:
            raise Refused("import-many")
        return stored.begin(tx, house.now(), name=name, plan=plan, leave_out=leave_out, user_id=user.id)

    number = house.store.write(begin)
    try:
        size = _keep(house, number, pieces)
    except BaseException:
        house.store.write(lambda tx: stored.end(tx, number, "failed", house.now(), why="broke-off"))
        raise

    def whole(tx: Tx) -> None:
        audit.note(tx, house.now(), user.owner, "device.imported", f"import:{number}", name=name, bytes=size)
        stored.ready(tx, number, house.now())
        tx.wake("imports")

    house.store.write(whole)
    return number


def _keep(house: House, number: int, pieces: Iterable[bytes]) -> int:
    size = 0
    for n, piece in enumerate(pieces):
        size += len(piece)
        if size > MOST_BYTES:
            raise Refused("import-large", most=str(MOST_BYTES // 1_000_000))
        content = b64encode(zlib.compress(piece)).decode("ascii")
        house.store.write(lambda tx, n=n, content=content: stored.keep(tx, number, n, content, house.now()))  # type: ignore[misc]
    if not size:
        raise Refused("import-empty")
    return size


def cancel(house: House, user: Actor, number: int) -> None:
    """What has been written stays."""
    user.need("registry")

    def work(tx: Tx) -> None:
        if not stored.end(tx, number, "cancelled", house.now()):
            raise Refused("import-over")
        audit.note(tx, house.now(), user.owner, "device.import-cancelled", f"import:{number}")

    house.store.write(work)


def rejected(house: House, user: Actor, number: int) -> tuple[str, str]:
    """The name of the file, and what was wrong with it as CSV."""
    user.need("registry")
    row = house.store.read(lambda tx: stored.get(tx, number))
    if row is None or not row.rejected:
        raise Refused("gone")
    return row.name, row.rejected


# -- the work ----------------------------------------------------------------------------------------


def work_off(house: House, holder: str, stopping: Callable[[], bool]) -> bool:
    """Import what waits longest, if anything does; returns whether it did.  ``holder`` names this process."""
    number = house.store.read(lambda tx: stored.to_do(tx, house.now() - LEFT))
    if number is None:
        return False
    before = house.now() - LEFT
    if not house.store.write(lambda tx: stored.take(tx, number, holder, house.now(), before)):
        return True
    job = _Job(house, number, holder, stopping)
    try:
        job.run()
    except Stopped:
        with suppress(Exception):  # where it is still ours, the next server need not wait
            house.store.write(lambda tx: stored.let_go(tx, number, holder))
    except BadFile as error:
        job.end("failed", why=f"file: {error}")
    except Exception:
        log.exception("an import broke off; it will be gone on with", number=number)
        job.end("failed", why="error") if job.tries >= TRIES else job.later()
    return True


class _Job:
    """One import, in the hands of one process."""

    def __init__(self, house: House, number: int, holder: str, stopping: Callable[[], bool]) -> None:
        self.house, self.number, self.holder, self.stopping = house, number, holder, stopping
        row = house.store.read(lambda tx: stored.get(tx, number))
        assert row is not None, "it has just been taken"
        self.row, self.tries = row, int(row.tries)
        self._seen, self._worked = monotonic(), thread_time()

    def run(self) -> None:
        if self.tries > TRIES:
            self.end("failed", why="error")
            return
        with TemporaryDirectory(prefix="baoxiu-import-") as folder, TemporaryFile() as kept:
            path = Path(folder, self.row.name)
            self._fetch(path)
            checked = devices_import.check(
                self.house, path, self.row.plan, kept, most=MOST_REJECTED, breathe=self.breathe, progress=self._checking
            )  # fmt: skip
            path.unlink()
            told = {"wrong": checked.wrong, "rejected": _table(checked.errors) if checked.errors else None}
            if checked.wrong > MOST_REJECTED or (checked.wrong and not self.row.leave_out):
                self.end("refused", rows=checked.rows, **told)
                return
            self._write(checked, told)

    def _fetch(self, path: Path) -> None:
        read = self.house.store.read
        with path.open("wb") as file:
            for piece in read(lambda tx: stored.pieces(tx, self.number)):
                file.write(zlib.decompress(b64decode(read(lambda tx, piece=piece: stored.piece(tx, piece)))))  # type: ignore[misc]
                self.breathe()

    def _checking(self, what: str, done: int, of: int | None) -> None:
        if monotonic() - self._seen > SEEN_EVERY:
            self._say(rows=done)

    def _write(self, checked: devices_import.Checked, told: dict[str, Any]) -> None:
        last = self.row.last_customer
        if last is None:
            last = self.house.store.read(conversations.newest_customer)
        good = checked.rows - checked.wrong
        self._say(state="writing", rows=good, last_customer=last, **told)
        made, place = int(self.row.made), 0
        done = (
            int(self.row.done) if told["rejected"] == self.row.rejected else 0
        )  # else other rows are good by now
        for piece in checked.pieces():
            for start in range(0, len(piece), ROWS):
                values = piece[start : start + ROWS]
                place += len(values)
                if place <= done:  # written before somebody else broke off
                    continue

                def also(tx: Tx, new: int, upto: int = place, made: int = made) -> None:
                    if not stored.note(
                        tx, self.number, self.holder, self.house.now(), done=upto, made=made + new
                    ):
                        raise Stopped

                made += devices_import.take_in(self.house, values, last, checked.owners, also)
                self.breathe()
        self.end("done", rows=good, done=place, made=made)

    def breathe(self) -> None:
        """Half of the time is for others: turns wait for one processor and, on SQLite, for one writer."""
        if self.stopping():
            raise Stopped
        sleep(max(thread_time() - self._worked, 0.0005))
        self._worked = thread_time()
        if monotonic() - self._seen > SEEN_EVERY:
            self._say()

    def _say(self, **values: Any) -> None:
        self._seen = monotonic()
        now = self.house.now()
        if not self.house.store.write(lambda tx: stored.note(tx, self.number, self.holder, now, **values)):
            raise Stopped

    def end(self, state: str, **values: Any) -> None:
        now = self.house.now()
        self.house.store.write(
            lambda tx: stored.end(tx, self.number, state, now, holder=self.holder, **values)
        )

    def later(self) -> None:
        """As it stands; after a while it is taken again."""
        with suppress(Exception):
            self.house.store.write(lambda tx: stored.note(tx, self.number, self.holder, self.house.now()))


def _table(errors: Sequence[RowError]) -> str:
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["row", "column", "mistake"])
    for error in errors:
        cells = (str(error.row), error.column, error.message)
        lines.writerow([f"'{cell}" if cell[:1] in "=+-@\t\r" else cell for cell in cells])
    return out.getvalue()
