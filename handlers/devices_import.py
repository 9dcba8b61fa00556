"""Importing devices from CSV or XLSX: every row is checked before the first is written, and unless somebody wants to
leave out rows with mistakes, nothing is taken in of a file that has one."""

from __future__ import annotations

import pickle
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

from sqlalchemy.exc import IntegrityError

from handlers.device_rows import RowError, check_heading, read_row
from handlers.house import House
from handlers.tables import BadFile, lines_of, read_table
from storage import conversations, dealers, devices
from storage.engine import Tx
from storage.wayside import Wayside

T = TypeVar("T")
Fields = dict[str, Any]
Who = tuple[str, str | None]  # name and telephone
Device = tuple[Who | None, Fields]
Row = tuple[
    int, Who | None, Fields | None, str
]  # number, customer, values unless something is wrong, folded serial number
MOST_ROWS = 1_000_000
PIECE = 2_000  # rows in one transaction; a file that is not longer is taken in as a whole or not at all
AT_ONCE = 500  # rows in one statement
BREATH = 128  # rows after which whoever else needs the processor may have it
MAX_ERRORS = 200
TRIES = 3


@dataclass(frozen=True, slots=True)
class Imported:
    """``errors`` non-empty: nothing was taken in."""

    rows: int
    new: int
    changed: int
    errors: tuple[RowError, ...]
    dry_run: bool = False


Progress = Callable[[str, int, int | None], None]  # "checking" or "writing", how many rows of how many


def import_devices(
    house: House, path: Path, *, plan: str | None = None, dry_run: bool = False,
    progress: Progress = lambda what, done, of: None,
) -> Imported:  # fmt: skip
    """Take the file's devices in, new and changed ones.  All rows are checked before the first is written.  They are
    written in pieces, each a transaction, so that nobody waits for a long file; one that breaks off in the middle has
    taken in a part of its rows, each as a whole, and the same file can be imported again."""
    with TemporaryFile() as kept:
        checked = check(house, path, plan, kept, progress=progress)
        if checked.errors:
            return Imported(checked.rows, 0, 0, tuple(checked.errors), dry_run)
        new = done = 0
        last, way = house.store.read(conversations.newest_customer), Wayside()
        for piece in checked.pieces():
            size = AT_ONCE if way.met else PIECE
            for values in _cut(piece, size):
                if dry_run:
                    new += _count_new(house, values)
                    continue
                new += take_in(house, values, last, checked.owners, lambda tx, new: way.look(tx))
                way.wait()
            done += len(piece)
            progress("writing", done, checked.rows)
    return Imported(checked.rows, new, checked.rows - new, (), dry_run)


def _count_new(house: House, values: Sequence[Device]) -> int:
    keys = [fields["serial_key"] for _, fields in values]
    return house.store.read(
        lambda tx: sum(len(some) - len(devices.by_keys(tx, some)) for some in _cut(keys, AT_ONCE))
    )


def _cut(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (values[n : n + size] for n in range(0, len(values), size))


# -- checking ----------------------------------------------------------------------------------------


class Repeated:
    """Which of many keys came more than once.  Kept are their hashes, eight bytes each; in 64 parts, so that none is large
    when it is sorted."""

    def __init__(self) -> None:
        self._parts = [array("q") for _ in range(64)]
        self._again: list[array[int]] = []

    def add(self, key: object) -> None:
        code = hash(key)
        self._parts[code & 63].append(code)

    def close(self) -> bool:
        """No more keys come.  Whether any came again."""
        for n, part in enumerate(self._parts):
            once, again = set[int](), set[int]()
            for code in part:
                (again if code in once else once).add(code)
            self._again.append(array("q", sorted(again)))
            self._parts[n] = array("q")
        return any(self._again)

    def __contains__(self, key: object) -> bool:
        """Never wrong about one that came again."""
        code = hash(key)
        part = self._again[code & 63]
        at = bisect_left(part, code)
        return at < len(part) and part[at] == code


@dataclass(slots=True)
class Checked:
    """A file whose rows have been looked at.  ``kept`` has what they say; ``errors`` are not more than were wanted, of
    ``wrong`` rows in all.  Rows with mistakes are not among the ``pieces``."""

    kept: IO[bytes]
    most: int
    rows: int = 0
    wrong: int = 0
    errors: list[RowError] = field(default_factory=list)
    twice: set[int] = field(default_factory=set)  # numbers of rows whose device is in a row before
    owners: Repeated = field(default_factory=Repeated)

    def add(self, found: Sequence[RowError]) -> None:
        self.wrong += 1
        self.errors += found[: max(self.most - len(self.errors), 0)]

    def pieces(self) -> Iterator[list[Device]]:
        for piece in _pieces(self.kept):
            if values := [(who, f) for n, who, f, _ in piece if f is not None and n not in self.twice]:
                yield values


def check(
    house: House, path: Path, plan: str | None, kept: IO[bytes], *, most: int = MAX_ERRORS,
    progress: Progress = lambda what, done, of: None, breathe: Callable[[], None] = lambda: None,
) -> Checked:  # fmt: skip
    """Check every row, and keep what they say in a nameless file: it is gone with this process, however that ends.
    Raises :class:`BadFile`."""
    house = replace(
        house, plans=dict(house.plans)
    )  # as they are now: to look for changed files at every row takes long
    codes = house.store.read(lambda tx: {d.code: d.id for d in dealers.dealers(tx)})
    lines, found, piece, keys = lines_of(path), Checked(kept, most), list[Row](), Repeated()
    for number, row in read_table(path, MOST_ROWS):
        if not found.rows:
            check_heading(path.name, row)
        value, wrong = read_row(house, number, row, plan, codes)
        found.rows += 1
        name, phone, key = value.pop("customer"), value.pop("phone"), value["serial_key"]
        who = (name, phone) if name else None
        if key:
            keys.add(key)
        if wrong:
            found.add(wrong)
        elif who is not None:
            found.owners.add(who)
        piece.append((number, who, None if wrong else value, key))
        if not found.rows % BREATH:
            breathe()
        if len(piece) == PIECE:
            pickle.dump(piece, kept)
            piece = []
            progress("checking", found.rows, lines)
    if not found.rows:
        raise BadFile(f"{path.name}: has no rows")
    pickle.dump(piece, kept)
    found.owners.close()
    if keys.close():
        _find_twice(found, keys)
    progress("checking", found.rows, found.rows)
    return found


def _pieces(kept: IO[bytes]) -> Iterator[list[Row]]:
    kept.seek(0)
    while True:
        try:
            yield pickle.load(kept)  # noqa: S301 - written a moment ago, by us, into a file without a name
        except EOFError:
            return


def _find_twice(found: Checked, keys: Repeated) -> None:
    """Those whose device is in a row before; not many more than anybody wants to be told of."""
    first: dict[str, int] = {}
    for piece in _pieces(found.kept):
        for number, _, fields, key in piece:
            if not key or key not in keys or (before := first.setdefault(key, number)) == number:
                continue
            found.errors.append(RowError(number, "serial_number", f"the same as in row {before}"))
            if fields is not None:
                found.twice.add(number)
        if len(found.twice) > found.most:
            break
    found.wrong += len(found.twice)
    found.errors.sort(key=lambda error: error.row)
    del found.errors[found.most :]


# -- writing -----------------------------------------------------------------------------------------


def take_in(
    house: House,
    values: Sequence[Device],
    last: int,
    several: Repeated,
    also: Callable[[Tx, int], None] | None = None,
) -> int:
    """Write some rows with one commit; returns how many are new.  Somebody else may add the same device meanwhile: then it
    is one that is known.  ``last`` is the newest customer before the file, ``several`` are those whom it names several times;
    ``also`` is done in the same transaction with the number of new ones."""

    def work(tx: Tx) -> int:
        new = sum(_write_some(tx, house.now(), some, last, several) for some in _cut(values, AT_ONCE))
        if also is not None:
            also(tx, new)
        return new

    for _ in range(TRIES - 1):
        try:
            return house.store.write(work)
        except IntegrityError:
            continue
    return house.store.write(work)


def _write_some(tx: Tx, now: datetime, values: Sequence[Device], last: int, several: Repeated) -> int:
    """Returns how many are new.  Customers of the same name and telephone are one customer, also in other pieces of the
    file (those after ``last``); others that are there already are not touched."""
    known = devices.by_keys(tx, [fields["serial_key"] for _, fields in values])
    owned = [(who, f) for who, f in values if who is not None and not _owned(known.get(f["serial_key"]))]
    owners = _owners(tx, now, owned, last, several)
    new, same, given, moved = list[Fields](), list[Fields](), list[Fields](), list[int]()
    for who, fields in values:
        before, owner = known.get(fields["serial_key"]), owners.get(who) if who is not None else None
        if before is None:
            new.append({**fields, "customer_id": owner})
            continue
        if owner is not None and not _owned(before):
            given.append({"row_id": before.id, **fields, "customer_id": owner})
        else:
            same.append({"row_id": before.id, **fields})
        if (before.customer_id is None and owner is not None) or (before.plan, before.dates) != (
            fields["plan"],
            fields["dates"],
        ):
            moved.append(before.id)
    devices.save_many(tx, same, moved)
    devices.save_many(tx, given, ())
    devices.add_many(tx, now, new)
    return len(new)


def _owned(device: Any) -> bool:
    return device is not None and device.customer_id is not None


def _owners(
    tx: Tx, now: datetime, owned: Sequence[tuple[Who, Fields]], last: int, several: Repeated
) -> dict[Who, int]:
    """The customers of these rows, new ones as the first row that names them says.  Only those whom the file names
    ``several`` times may have been made with another piece of it."""
    met = dict(reversed(owned))
    known = conversations.customers_after(tx, last, [who for who in met if who in several])
    unmet = {who: fields for who, fields in reversed(met.items()) if who not in known}
    ids = conversations.new_customers(tx, now, [
        {"name": who[0], "phone": who[1], "address": fields["address"], "region": fields["region"]}
        for who, fields in unmet.items()
    ])  # fmt: skip
    return known | dict(zip(unmet, ids, strict=True))
