"""Importing devices from CSV or XLSX: every row is checked, and either all of them are taken in or none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from handlers.house import House
from handlers.rules import serials
from handlers.words import unseen
from storage import conversations, dealers, devices
from storage.engine import Tx

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
EXTRA = "-"  # stands for the cells that no column of the heading belongs to
DATES = ("acceptance", "warranty_card", "completion", "delivery", "sold_on", "registered_on", "shipped_on")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?")
MAX_ROWS = 100_000
AT_ONCE = 500  # rows in one statement
FIRST_YEAR, YEARS_AHEAD = 1970, 10  # days outside of this are slips of the pen
MAX_CELLS = 5_000_000  # of a workbook, also empty ones before others
MAX_UNPACKED = 400_000_000  # bytes that a workbook may become
MAX_BYTES = 64_000_000
MAX_ERRORS = 200


class BadFile(ValueError):
    """A file that cannot be read as a table at all."""


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


def import_devices(
    house: House, path: Path, *, plan: str | None = None, dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Imported:  # fmt: skip
    """Take the file's devices in, new and changed ones, in one transaction."""
    rows = list(read_table(path))
    if not rows:
        raise BadFile(f"{path.name}: has no rows")
    _check_heading(path.name, rows[0][1])
    values, errors = _checked(house, rows, plan, progress)
    if errors:
        return Imported(len(rows), 0, 0, tuple(errors[:MAX_ERRORS]), dry_run)
    if dry_run:
        keys = [value["serial_key"] for value in values]
        known = house.store.read(
            lambda tx: sum(
                len(devices.by_keys(tx, keys[n : n + AT_ONCE])) for n in range(0, len(keys), AT_ONCE)
            )
        )
        return Imported(len(rows), len(values) - known, known, (), True)
    new = house.store.write(lambda tx: _write(tx, house, values))
    return Imported(len(rows), new, len(values) - new, ())


def _check_heading(name: str, row: dict[str, Any]) -> None:
    missing = [c for c in ("serial_number", "model") if c not in row]
    unknown = [str(c) for c in row if c not in COLUMNS]
    if missing or unknown:
        parts = [f"missing columns: {', '.join(missing)}"] if missing else []
        parts += [f"unknown columns: {', '.join(unknown)}"] if unknown else []
        raise BadFile(f"{name}: row 1: {'; '.join(parts)} (known are {', '.join(COLUMNS)})")


def _checked(
    house: House,
    rows: list[tuple[int, dict[str, Any]]],
    plan: str | None,
    progress: Callable[[int, int], None],
) -> tuple[list[dict[str, Any]], list[RowError]]:
    values: list[dict[str, Any]] = []
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    codes = house.store.read(lambda tx: {d.code: d.id for d in dealers.dealers(tx)})
    for done, (number, row) in enumerate(rows, 1):
        found, wrong = check_row(house, number, row, plan)
        code = str(row.get("dealer") or "").strip()
        if code and code not in codes:
            wrong.append(RowError(number, "dealer", f"there is no dealer {code!r}"))
        found["dealer_id"] = codes.get(code)
        for column, key in KEPT.items():
            if column not in row:  # what the file says nothing about stays as it is
                found.pop(key)
        errors += wrong
        key = found["serial_key"]
        if key in seen:
            errors.append(RowError(number, "serial_number", f"the same as in row {seen[key]}"))
        elif key:
            seen[key] = number
        values.append(found)
        progress(done, len(rows))
    return values, errors


def check_row(
    house: House, number: int, row: dict[str, Any], plan: str | None
) -> tuple[dict[str, Any], list[RowError]]:
    """What the cells say of a device, and what is wrong with them."""
    errors: list[RowError] = []

    def wrong(column: str, message: str) -> None:
        errors.append(RowError(number, column, message))

    text = {c: str(v).strip() if v is not None else "" for c, v in row.items() if c in COLUMNS}
    for column, value in text.items():
        if value.startswith("=") or unseen(value):
            wrong(column, "a formula or control characters are not allowed")
        elif len(value) > 300:
            wrong(column, "is longer than 300 characters")
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


def _write(tx: Tx, house: House, values: list[dict[str, Any]]) -> int:
    """Returns how many are new."""
    customers: dict[tuple[str, str | None], int] = {}
    return sum(
        _write_some(tx, house.now(), values[start : start + AT_ONCE], customers)
        for start in range(0, len(values), AT_ONCE)
    )


def _write_some(
    tx: Tx, now: datetime, values: list[dict[str, Any]], customers: dict[tuple[str, str | None], int]
) -> int:
    """``customers`` are those that the file has made so far."""
    known = devices.by_keys(tx, [value["serial_key"] for value in values])
    owned = [v for v in values if v["customer"] and known.get(v["serial_key"], (0, None))[1] is None]
    met = {(v["customer"], v["phone"]): v for v in reversed(owned)}  # by the first row that names them
    unmet = {who: v for who, v in reversed(met.items()) if who not in customers}
    if unmet:
        ids = conversations.new_customers(tx, now, [
            {"name": name, "phone": phone, "address": v["address"], "region": v["region"]}
            for (name, phone), v in unmet.items()
        ])  # fmt: skip
        customers |= dict(zip(unmet, ids, strict=True))
    owners = {v["serial_key"]: customers[v["customer"], v["phone"]] for v in owned}
    new = []
    for value in values:
        fields = {k: v for k, v in value.items() if k not in ("customer", "phone")}
        key = value["serial_key"]
        if key not in known:
            new.append({**fields, "customer_id": owners.get(key)})
        else:
            owner = {"customer_id": owners[key]} if key in owners else {}
            devices.save(tx, known[key][0], **fields, **owner)
    if new:
        devices.add_many(tx, now, new)
    return len(new)


def read_table(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number, column -> value); the first row is the heading."""
    if not path.is_file():
        raise BadFile(f"{path}: there is no such file")
    if path.stat().st_size > MAX_BYTES:
        raise BadFile(f"{path.name}: is larger than {MAX_BYTES // 1_000_000} MB")
    lines = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    heading: list[str] | None = None
    for number, cells in enumerate(lines, 1):
        if number > MAX_ROWS + 1:
            raise BadFile(f"{path.name}: more than {MAX_ROWS} rows")
        if not any(c not in (None, "") for c in cells):
            continue
        if heading is None:
            heading = [str(c or "").strip().lower().replace(" ", "_") for c in cells]
            twice = [h for i, h in enumerate(heading) if h and h in heading[:i]]
            if twice:
                raise BadFile(f"{path.name}: row {number}: the column {twice[0]!r} is there twice")
            continue
        extra = [c for c in cells[len(heading) :] if c not in (None, "")]
        row = {h: c for h, c in zip_longest(heading, cells[: len(heading)]) if h}
        yield number, {**row, EXTRA: len(extra)} if extra else row


def _csv(path: Path) -> Iterator[list[Any]]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError as error:
            problem = error
    else:
        raise BadFile(f"{path.name}: neither UTF-8 nor GB18030 (byte {problem.start})")
    if "\0" in text:
        raise BadFile(f"{path.name}: is not a text file")
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise BadFile(f"{path.name}: {error}") from None


def _xlsx(path: Path) -> Iterator[list[Any]]:
    from openpyxl import load_workbook

    cells = 0
    try:
        with ZipFile(path) as archive:
            unpacked = sum(
                info.file_size for info in archive.infolist()
            )  # reading stops there, whatever follows
        if unpacked > MAX_UNPACKED:
            raise BadFile(f"{path.name}: would unpack to {unpacked // 1_000_000} MB")
        book = load_workbook(path, read_only=True, data_only=False)
        for row in book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS + 2):
            cells += len(row)
            if cells > MAX_CELLS:
                raise BadFile(f"{path.name}: has more than {MAX_CELLS} cells")
            yield list(row)
    except BadFile:
        raise
    except Exception as error:  # noqa: BLE001  openpyxl lets everything through that is wrong in a file
        raise BadFile(f"{path.name}: is no XLSX file: {error or type(error).__name__}") from None
