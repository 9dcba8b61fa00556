"""Importing devices from CSV or XLSX: every row is checked, and nothing is taken in of a file with a mistake."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

from sqlalchemy.exc import IntegrityError

from handlers.house import House
from handlers.rules import serials
from handlers.tables import EXTRA, BadFile, lines_of, read_table
from handlers.words import unseen
from storage import conversations, dealers, devices
from storage.engine import Tx

T = TypeVar("T")
Fields = dict[str, Any]
COLUMNS = {
    "serial_number": "required; unique however it is written",
    "model": "required",
    "plan": "required unless given for the whole file",
    "customer": "name of the customer",
    "phone": "the customer's phone",
    "address": "where the device is",
    "region": "service area, such as hangzhou",
    "service_level": "of the contract, such as A",
    "acceptance": "day, YYYY-MM-DD",
    "warranty_card": "day",
    "completion": "day",
    "delivery": "day",
    "extension_months": "whole number",
    "sold_on": "day",
    "registered_on": "day",
    "dealer": "code of the dealer that it was shipped to",
    "shipped_on": "day, to the dealer",
}
KEPT = {
    "sold_on": "sold_on",
    "registered_on": "registered_on",
    "shipped_on": "shipped_on",
    "dealer": "dealer_id",
}
DATES = ("acceptance", "warranty_card", "completion", "delivery", "sold_on", "registered_on", "shipped_on")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?")
MOST_ROWS = 1_000_000
PIECE = 2_000  # rows in one transaction; a file that is not longer is taken in as a whole or not at all
AT_ONCE = 500  # rows in one statement
FIRST_YEAR, YEARS_AHEAD = 1970, 10  # days outside of this are slips of the pen
MAX_ERRORS = 200
TRIES = 3
MARKS = 1 << 24


@dataclass(frozen=True, slots=True)
class RowError:
    row: int  # as a spreadsheet counts, the heading being row 1
    column: str
    message: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.column}: {self.message}"


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
    house = replace(
        house, plans=dict(house.plans)
    )  # as they are now: to look for changed files at every row takes long
    with TemporaryFile() as kept:
        checked = _checked(house, path, plan, progress, kept)
        if not checked.rows:
            raise BadFile(f"{path.name}: has no rows")
        if checked.errors:
            return Imported(checked.rows, 0, 0, tuple(checked.errors[:MAX_ERRORS]), dry_run)
        new = done = 0
        last = house.store.read(conversations.newest_customer)
        for piece in _pieces(kept):
            values = [value for _, value in piece]
            new += _count_new(house, values) if dry_run else _write(house, values, last, checked.owners)
            done += len(values)
            progress("writing", done, checked.rows)
    return Imported(checked.rows, new, checked.rows - new, (), dry_run)


def _count_new(house: House, values: list[dict[str, Any]]) -> int:
    keys = [value["serial_key"] for value in values]
    return house.store.read(
        lambda tx: sum(len(some) - len(devices.by_keys(tx, some)) for some in _cut(keys, AT_ONCE))
    )


def _write(house: House, values: list[dict[str, Any]], last: int, several: _Marks) -> int:
    """Returns how many are new.  Somebody else may add the same device meanwhile: then it is one that is known."""

    def work(tx: Tx) -> int:
        return sum(_write_some(tx, house.now(), some, last, several) for some in _cut(values, AT_ONCE))

    for _ in range(TRIES - 1):
        try:
            return house.store.write(work)
        except IntegrityError:
            continue
    return house.store.write(work)


def _cut(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (values[n : n + size] for n in range(0, len(values), size))


def _check_heading(name: str, row: dict[str, Any]) -> None:
    missing = [c for c in ("serial_number", "model") if c not in row]
    unknown = [str(c) for c in row if c not in COLUMNS]
    if missing or unknown:
        parts = [f"missing columns: {', '.join(missing)}"] if missing else []
        parts += [f"unknown columns: {', '.join(unknown)}"] if unknown else []
        raise BadFile(f"{name}: row 1: {'; '.join(parts)} (known are {', '.join(COLUMNS)})")


class _Marks:
    """Which keys came more than once, in four megabytes: never wrong about those that did, and seldom (one in seventeen
    of a million) about one that did not."""

    def __init__(self) -> None:
        self._once, self._again = bytearray(MARKS // 8), bytearray(MARKS // 8)

    def add(self, key: object) -> None:
        place, bit = divmod(hash(key) % MARKS, 8)
        if self._once[place] >> bit & 1:
            self._again[place] |= 1 << bit
        self._once[place] |= 1 << bit

    def again(self, key: object) -> bool:
        place, bit = divmod(hash(key) % MARKS, 8)
        return bool(self._again[place] >> bit & 1)


@dataclass(slots=True)
class _Checked:
    rows: int = 0
    errors: list[RowError] = field(default_factory=list)
    owners: _Marks = field(default_factory=_Marks)


Row = tuple[int, dict[str, Any]]


def _checked(house: House, path: Path, plan: str | None, progress: Progress, kept: IO[bytes]) -> _Checked:
    """Check every row, and keep what they say in a nameless file: it is gone with this process, however that ends."""
    codes = house.store.read(lambda tx: {d.code: d.id for d in dealers.dealers(tx)})
    lines, found, piece = lines_of(path), _Checked(), list[Row]()
    seen, twice = set[int](), list[tuple[int, str]]()
    for number, row in read_table(path, MOST_ROWS):
        if not found.rows:
            _check_heading(path.name, row)
        value, wrong = _row(house, number, row, plan, codes)
        found.rows += 1
        if len(found.errors) < MAX_ERRORS:
            found.errors += wrong
        key = value["serial_key"]
        if key and hash(key) in seen:
            twice.append((number, key))
        seen.add(hash(key))
        found.owners.add((value["customer"], value["phone"]))
        piece.append((number, value))
        if len(piece) == PIECE:
            pickle.dump(piece, kept)
            piece = []
            progress("checking", found.rows, lines)
    pickle.dump(piece, kept)
    progress("checking", found.rows, found.rows)
    if twice:
        found.errors += _same(kept, twice[:MAX_ERRORS])
        found.errors.sort(key=lambda error: error.row)
    return found


def _row(
    house: House, number: int, row: dict[str, Any], plan: str | None, codes: Mapping[str, int]
) -> tuple[dict[str, Any], list[RowError]]:
    value, wrong = check_row(house, number, row, plan)
    code = str(row.get("dealer") or "").strip()
    if code and code not in codes:
        wrong.append(RowError(number, "dealer", f"there is no dealer {code!r}"))
    value["dealer_id"] = codes.get(code)
    for column, key in KEPT.items():
        if column not in row:  # what the file says nothing about stays as it is
            value.pop(key)
    return value, wrong


def _pieces(kept: IO[bytes]) -> Iterator[list[Row]]:
    kept.seek(0)
    while True:
        try:
            piece = pickle.load(kept)  # noqa: S301 - written a moment ago, by us, into a file without a name
        except EOFError:
            return
        if piece:
            yield piece


def _same(kept: IO[bytes], twice: list[tuple[int, str]]) -> Iterator[RowError]:
    """Those that are there twice, with the row in which they are first."""
    keys = {key for _, key in twice}
    first: dict[str, int] = {}
    for piece in _pieces(kept):
        for number, value in piece:
            if value["serial_key"] in keys:
                first.setdefault(value["serial_key"], number)
    for number, key in twice:
        if first[key] != number:
            yield RowError(number, "serial_number", f"the same as in row {first[key]}")


def check_row(
    house: House, number: int, row: dict[str, Any], plan: str | None
) -> tuple[dict[str, Any], list[RowError]]:
    """What the cells say of a device, and what is wrong with them."""
    errors: list[RowError] = []

    def wrong(column: str, message: str) -> None:
        errors.append(RowError(number, column, message))

    text = {c: str(v).strip() if v is not None else "" for c, v in row.items() if c in COLUMNS}
    whole = "".join(text.values())
    if len(whole) > 300 or "=" in whole or unseen(whole):
        for column, message in _ill(text):
            wrong(column, message)
    if EXTRA in row:
        wrong(EXTRA, f"has {row[EXTRA]} more cells than the heading")
    serial = text.get("serial_number", "")
    key = serials.fold(serial)
    if len(key) < 4 or len(serial) > 64:
        wrong("serial_number", "must have 4 to 64 letters and digits")
    if not text.get("model"):
        wrong("model", "is missing")
    plan_id = text.get("plan") or plan or ""
    if plan_id not in house.plans:
        wrong(
            "plan",
            f"unknown plan {plan_id!r}; known are {', '.join(house.plans)}" if plan_id else "is missing",
        )
    dates: dict[str, date | None] = {}
    for column in DATES:
        try:
            dates[column] = as_day(row.get(column))
        except ValueError:
            wrong(column, f"{row.get(column)!r} is no day; write YYYY-MM-DD")
            dates[column] = None
        if (
            day := dates[column]
        ) is not None and not FIRST_YEAR <= day.year <= house.now().year + YEARS_AHEAD:
            wrong(column, f"{day} is no likely day for a device")
    extension = _months(text.get("extension_months") or "0")
    if extension is None:
        wrong("extension_months", f"{text['extension_months']!r} is no number of months from 0 to 600")
    return {
        "serial_number": serial, "serial_key": key, "model": text.get("model", "")[:128], "plan": plan_id,
        "address": text.get("address") or None, "region": text.get("region") or None,
        "service_level": text.get("service_level") or None, "extension_months": extension,
        "dates": {c: d.isoformat() for c in DATES[:4] if (d := dates[c]) is not None},
        "sold_on": dates["sold_on"], "registered_on": dates["registered_on"], "shipped_on": dates["shipped_on"],
        "customer": text.get("customer") or None, "phone": text.get("phone") or None,
    }, errors  # fmt: skip


def _ill(text: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column, value in text.items():
        if value.startswith("=") or unseen(value):
            yield column, "a formula or control characters are not allowed"
        elif len(value) > 300:
            yield column, "is longer than 300 characters"


def _months(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,3})(?:\.0)?", text)
    return int(found[1]) if found is not None and int(found[1]) <= 600 else None


def as_day(value: Any) -> date | None:
    if value is None or str(value).strip() == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    parts = _DAY.fullmatch(str(value).strip())
    if parts is None:
        raise ValueError(value)
    return date(int(parts[1]), int(parts[2]), int(parts[3]))


def _write_some(tx: Tx, now: datetime, values: Sequence[dict[str, Any]], last: int, several: _Marks) -> int:
    """Returns how many are new.  Customers of the same name and telephone are one customer, also in other pieces of the
    file (those after ``last``); others that are there already are not touched."""
    known = devices.by_keys(tx, [value["serial_key"] for value in values])
    owners = _owners(
        tx,
        now,
        [v for v in values if v["customer"] and not _owned(known.get(v["serial_key"]))],
        last,
        several,
    )
    new, same, given, moved = list[Fields](), list[Fields](), list[Fields](), list[int]()
    for value in values:
        fields = {k: v for k, v in value.items() if k not in ("customer", "phone")}
        before, owner = known.get(value["serial_key"]), owners.get((value["customer"], value["phone"]))
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
    tx: Tx, now: datetime, owned: Sequence[dict[str, Any]], last: int, several: _Marks
) -> dict[tuple[str, str | None], int]:
    """The customers of these rows, new ones as the first row that names them says.  Only those whom the file names
    ``several`` times may have been made with another piece of it."""
    met = {(v["customer"], v["phone"]): v for v in reversed(owned)}
    known = conversations.customers_after(tx, last, [who for who in met if several.again(who)])
    unmet = {who: v for who, v in reversed(met.items()) if who not in known}
    ids = conversations.new_customers(tx, now, [
        {"name": name, "phone": phone, "address": v["address"], "region": v["region"]} for (name, phone), v in unmet.items()
    ])  # fmt: skip
    return known | dict(zip(unmet, ids, strict=True))
