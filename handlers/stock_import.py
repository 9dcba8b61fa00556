"""Importing what depots have, and prices that contracts fixed, from CSV or XLSX: all rows or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from handlers.areas import areas
from handlers.device_rows import RowError
from handlers.devices_import import MAX_ERRORS, Imported
from handlers.house import House
from handlers.registry import named_device
from handlers.rules.supply import KINDS
from handlers.tables import EXTRA, BadFile, read_table
from handlers.words import unseen
from storage import contract_prices, stock
from storage.engine import Tx

STOCK = ("depot", "region", "code", "name_zh", "name_en", "kind", "plan", "component", "on_hand")
PRICES = ("serial_number", "item", "unit_price", "contract")
MOST = 1_000_000  # of one thing in one depot
_NUMBER = re.compile(r"(\d{1,7})(?:\.0+)?")
_MONEY = re.compile(r"(\d{1,8})(?:\.(\d{1,2})0*)?")

Row = dict[str, Any]
Wrong = Callable[[str, str], None]
Check = Callable[[House, Tx, dict[str, str], Wrong], Row]


def import_stock(house: House, path: Path, *, dry_run: bool = False) -> Imported:
    """What was counted in the depots.  ``on_hand`` replaces the number that was there."""
    needed = tuple(c for c in STOCK if c not in ("name_en", "component"))
    return _import(house, path, STOCK, needed, ("depot", "code"), _stock_row, _write_stock, dry_run)


def import_prices(house: House, path: Path, *, dry_run: bool = False) -> Imported:
    """Unit prices of contracts by device and item of the price list; amounts are written as ``1200`` or ``1200.50``."""
    return _import(house, path, PRICES, PRICES[:3], PRICES[:2], _price_row, _write_prices, dry_run)


def _import(
    house: House, path: Path, columns: tuple[str, ...], needed: tuple[str, ...], key: tuple[str, ...],
    check: Check, write: Callable[[Tx, list[Row], list[RowError]], int], dry_run: bool,
) -> Imported:  # fmt: skip
    rows = list(read_table(path))
    if not rows:
        raise BadFile(f"{path.name}: has no rows")
    _heading(path.name, rows[0][1], columns, needed)

    def work(tx: Tx) -> Imported:
        errors: list[RowError] = []
        seen: dict[tuple[str, ...], int] = {}
        values = []
        for number, row in rows:
            text = _texts(number, row, columns, needed, errors)
            values.append({**check(house, tx, text, _wrong(errors, number)), "row": number})
            name = tuple(text.get(c, "") for c in key)
            if name in seen:
                errors.append(RowError(number, key[-1], f"the same as in row {seen[name]}"))
            seen.setdefault(name, number)
        new = 0
        if not errors:
            new = write(tx, values, errors)
        found = Imported(len(rows), new, len(values) - new, tuple(errors[:MAX_ERRORS]), dry_run)
        if errors or dry_run:
            raise _Back(found)
        return found

    try:
        return house.store.write(work)
    except _Back as back:
        return back.found


class _Back(Exception):
    """Nothing is to be written."""

    def __init__(self, found: Imported) -> None:
        super().__init__("nothing is written")
        self.found = found


def _wrong(errors: list[RowError], number: int) -> Wrong:
    return lambda column, message: errors.append(RowError(number, column, message))


def _heading(name: str, row: Mapping[str, Any], columns: Iterable[str], needed: Iterable[str]) -> None:
    missing = [c for c in needed if c not in row]
    unknown = [c for c in row if c not in columns and c != EXTRA]
    if missing or unknown:
        parts = [f"missing columns: {', '.join(missing)}"] if missing else []
        parts += [f"unknown columns: {', '.join(unknown)}"] if unknown else []
        raise BadFile(f"{name}: row 1: {'; '.join(parts)} (known are {', '.join(columns)})")


def _texts(
    number: int, row: Row, columns: tuple[str, ...], needed: tuple[str, ...], errors: list[RowError]
) -> dict[str, str]:
    text = {c: str(row[c]).strip() if row.get(c) is not None else "" for c in columns}
    for column, value in text.items():
        if value.startswith("=") or unseen(value):
            errors.append(RowError(number, column, "a formula or control characters are not allowed"))
        elif len(value) > 64:
            errors.append(RowError(number, column, "is longer than 64 characters"))
        elif not value and column in needed:
            errors.append(RowError(number, column, "is missing"))
    if EXTRA in row:
        errors.append(RowError(number, EXTRA, f"has {row[EXTRA]} more cells than the heading"))
    return text


def _stock_row(house: House, tx: Tx, text: dict[str, str], wrong: Wrong) -> Row:
    plan = house.plans.get(text["plan"])
    regions = [area.id for area in areas()]
    if text["plan"] and plan is None:
        wrong("plan", f"unknown plan {text['plan']!r}; known are {', '.join(house.plans)}")
    if text["region"] and text["region"] not in regions:
        wrong("region", f"unknown region {text['region']!r}; known are {', '.join(regions)}")
    if text["kind"] and text["kind"] not in KINDS:
        wrong("kind", f"{text['kind']!r} is neither part nor standby")
    known = [c.id for c in plan.components] if plan is not None else []
    if text["component"] and plan is not None and text["component"] not in known:
        wrong("component", f"unknown component {text['component']!r}; known are {', '.join(known)}")
    count = _NUMBER.fullmatch(text["on_hand"])
    if text["on_hand"] and (count is None or int(count[1]) > MOST):
        wrong("on_hand", f"{text['on_hand']!r} is no number from 0 to {MOST}")
    return {
        **{c: text[c] for c in ("depot", "region", "code", "name_zh", "kind", "plan")},
        "name_en": text["name_en"] or text["name_zh"],
        "component": text["component"] or None,
        "on_hand": int(count[1]) if count is not None else 0,
    }


def _write_stock(tx: Tx, values: list[Row], errors: list[RowError]) -> int:
    new = 0
    for value in values:
        fields = {k: v for k, v in value.items() if k not in ("row", "depot", "region", "code", "on_hand")}
        depot = stock.depot(tx, value["depot"], value["region"])
        known = stock.find(tx, value["depot"], value["code"])
        if known is None:
            stock.add(tx, depot_id=depot, code=value["code"], on_hand=value["on_hand"], **fields)
            new += 1
        elif not stock.save(tx, known.id, value["on_hand"], **fields):
            why = f"{known.reserved} are reserved for reports; there cannot be fewer"
            errors.append(RowError(value["row"], "on_hand", why))
    return new


def _price_row(house: House, tx: Tx, text: dict[str, str], wrong: Wrong) -> Row:
    device = named_device(tx, text["serial_number"])
    if text["serial_number"] and device is None:
        wrong("serial_number", f"there is no device {text['serial_number']}")
    plan = house.plans.get(device.plan) if device is not None else None
    items = (
        {i.id for prices in plan.fees.lists for i in prices.items if i.basis == "contract"} if plan else set()
    )
    if text["item"] and plan is not None and text["item"] not in items:
        known = ", ".join(sorted(items)) or "none"
        wrong("item", f"{text['item']!r} has no contract price in plan {plan.id}; those that have: {known}")
    amount = _MONEY.fullmatch(text["unit_price"])
    if text["unit_price"] and amount is None:
        wrong("unit_price", f"{text['unit_price']!r} is no amount; write 1200 or 1200.50")
    cents = int(amount[1]) * 100 + int((amount[2] or "").ljust(2, "0")) if amount is not None else 0
    return {
        "device": device.id if device is not None else 0,
        "item": text["item"],
        "unit_price": cents,
        "contract": text["contract"] or None,
    }


def _write_prices(tx: Tx, values: list[Row], errors: list[RowError]) -> int:
    return sum(
        contract_prices.put(tx, v["device"], v["item"], v["unit_price"], v["contract"]) for v in values
    )
