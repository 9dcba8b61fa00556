"""A row of a table of devices: what its cells say, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from handlers.house import House
from handlers.rules import serials
from handlers.tables import EXTRA, BadFile
from handlers.words import unseen

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
FIRST_YEAR, YEARS_AHEAD = 1970, 10  # days outside of this are slips of the pen


@dataclass(frozen=True, slots=True)
class RowError:
    row: int  # as a spreadsheet counts, the heading being row 1
    column: str
    message: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.column}: {self.message}"


def check_heading(name: str, row: dict[str, Any]) -> None:
    missing = [c for c in ("serial_number", "model") if c not in row]
    unknown = [str(c) for c in row if c not in COLUMNS]
    if missing or unknown:
        parts = [f"missing columns: {', '.join(missing)}"] if missing else []
        parts += [f"unknown columns: {', '.join(unknown)}"] if unknown else []
        raise BadFile(f"{name}: row 1: {'; '.join(parts)} (known are {', '.join(COLUMNS)})")


def read_row(
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


def check_row(
    house: House, number: int, row: dict[str, Any], plan: str | None
) -> tuple[dict[str, Any], list[RowError]]:
    """What the cells say of a device, and what is wrong with them.  ``dates`` may be those of other rows, too: nobody may
    change them."""
    text = {
        c: v.strip() if type(v) is str else str(v).strip() if v is not None else ""
        for c, v in row.items()
        if c in COLUMNS
    }
    errors = _wrong(number, row, text)
    serial, model = text.get("serial_number", ""), text.get("model", "")
    key = serials.fold(serial)
    if len(key) < 4 or len(serial) > 64:
        errors.append(RowError(number, "serial_number", "must have 4 to 64 letters and digits"))
    if not model:
        errors.append(RowError(number, "model", "is missing"))
    plan_id = text.get("plan") or plan or ""
    if plan_id not in house.plans:
        known = f"unknown plan {plan_id!r}; known are {', '.join(house.plans)}"
        errors.append(RowError(number, "plan", known if plan_id else "is missing"))
    days = {column: _likely(house, number, column, row, errors) for column in DATES if row.get(column)}
    extension = _months(text.get("extension_months") or "0")
    if extension is None:
        months = f"{text['extension_months']!r} is no number of months from 0 to 600"
        errors.append(RowError(number, "extension_months", months))
    return {
        "serial_number": serial, "serial_key": key, "model": model[:128], "plan": plan_id,
        "address": text.get("address") or None, "region": text.get("region") or None,
        "service_level": text.get("service_level") or None, "extension_months": extension,
        "dates": _starts(tuple(map(days.get, DATES[:4]))),
        "sold_on": days.get("sold_on"), "registered_on": days.get("registered_on"), "shipped_on": days.get("shipped_on"),
        "customer": text.get("customer") or None, "phone": text.get("phone") or None,
    }, errors  # fmt: skip


def _wrong(number: int, row: Mapping[str, Any], text: Mapping[str, str]) -> list[RowError]:
    """What is wrong with cells, whatever they are to say."""
    found = list[RowError]()
    whole = "".join(text.values())
    if len(whole) > 300 or "=" in whole or unseen(whole):
        found += [RowError(number, column, message) for column, message in _ill(text)]
    if EXTRA in row:
        found.append(RowError(number, EXTRA, f"has {row[EXTRA]} more cells than the heading"))
    return found


def _likely(
    house: House, number: int, column: str, row: Mapping[str, Any], errors: list[RowError]
) -> date | None:
    """The day in a cell; None where it is none, or cannot be meant."""
    try:
        day = as_day(row[column])
    except ValueError:
        errors.append(RowError(number, column, f"{row[column]!r} is no day; write YYYY-MM-DD"))
        return None
    if day is not None and not FIRST_YEAR <= day.year <= house.now().year + YEARS_AHEAD:
        errors.append(RowError(number, column, f"{day} is no likely day for a device"))
    return day


@lru_cache(maxsize=4096)
def _starts(days: tuple[date | None, ...]) -> dict[str, str]:
    return {column: day.isoformat() for column, day in zip(DATES, days, strict=False) if day is not None}


def _ill(text: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column, value in text.items():
        if value.startswith("=") or unseen(value):
            yield column, "a formula or control characters are not allowed"
        elif len(value) > 300:
            yield column, "is longer than 300 characters"


@lru_cache(maxsize=1024)
def _months(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,3})(?:\.0)?", text)
    return int(found[1]) if found is not None and int(found[1]) <= 600 else None


def as_day(value: Any) -> date | None:
    if value is None or isinstance(value, str):
        return _day(value) if value else None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _day(str(value))


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    if not (text := text.strip()):
        return None
    parts = _DAY.fullmatch(text)
    if parts is None:
        raise ValueError(text)
    return date(int(parts[1]), int(parts[2]), int(parts[3]))
