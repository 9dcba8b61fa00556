"""Guarantee cards that dealers return: from the console one by one, or from a file, all of it or nothing.

A card counts when it is here within the plan's time of the sale; a late one is kept and does not make the sale good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from handlers import tickets as judging
from handlers.device_rows import RowError, as_day
from handlers.devices_import import MAX_ERRORS
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket, notify
from handlers.rules import dealing, serials
from handlers.rules.warranty import CARD_AWAITED
from handlers.tables import EXTRA, BadFile, read_table
from handlers.words import unseen
from storage import conversations, dealers, devices, tickets
from storage.engine import Tx

COLUMNS = ("serial_number", "customer", "phone", "address", "sold_on", "received_on", "dealer")
NEEDED = ("serial_number", "customer", "phone", "sold_on")
MOST = 300  # characters of a field
KINDS = ("card_due", "card_missed")


class BadCard(ValueError):
    """A card that cannot be entered: ``column`` and ``why`` (the text ``card-<why>``)."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(column, why)
        self.column, self.why = column, why


@dataclass(frozen=True, slots=True)
class Card:
    serial_number: str
    customer: str
    phone: str
    address: str
    sold_on: date
    received_on: date
    dealer: str  # a code; empty: the dealer that the device was shipped to


@dataclass(frozen=True, slots=True)
class Entered:
    """``errors`` non-empty: nothing was entered.  ``late``: serial numbers whose card came too late to count."""

    rows: int
    late: tuple[str, ...]
    errors: tuple[RowError, ...]


def enter(tx: Tx, house: House, card: Card, by: str) -> bool:
    """Enter one card; whether it counts.  Raises :class:`BadCard`."""
    device = devices.by_key(tx, serials.fold(card.serial_number))
    if device is None:
        raise BadCard("serial_number", "unknown-device")
    plan = house.plans.get(device.plan)
    within = plan.warranty.register_within if plan is not None else None
    if plan is None or within is None:
        raise BadCard("serial_number", "no-cards")
    today = house.now().astimezone(ZoneInfo(plan.zone)).date()
    if card.received_on > today or card.sold_on > card.received_on:
        raise BadCard("received_on", "wrong-day")
    if device.sold_on is not None and device.sold_on != card.sold_on:
        raise BadCard("sold_on", "other-sale")
    seller = dealers.by_code(tx, card.dealer) if card.dealer else dealers.dealer(tx, device.dealer_id)
    if card.dealer and seller is None:
        raise BadCard("dealer", "unknown-dealer")
    if device.dealer_id is not None and seller is not None and seller.id != device.dealer_id:
        raise BadCard("dealer", "other-dealer")
    values: dict[str, Any] = {"sold_on": card.sold_on, "registered_on": card.received_on,
                              "dates": {**device.dates, "warranty_card": card.sold_on.isoformat()}}  # fmt: skip
    if seller is not None:
        values["dealer_id"] = seller.id
    if not dealers.register(tx, device.id, **values):
        raise BadCard("serial_number", "registered-before")
    if device.customer_id is None:
        customer = conversations.new_customer(
            tx, house.now(), name=card.customer, phone=card.phone, address=card.address or None, region=device.region
        )  # fmt: skip
        devices.save(tx, device.id, customer_id=customer, address=device.address or card.address or None)
    counts = dealing.card(card.sold_on, card.received_on, today, within.seconds, 0) == "registered"
    _judge_again(tx, house, device.id, by)
    if seller is not None:
        dealers.drop_notices(tx, KINDS, seller.id, device.serial_number, by, house.now())
        if not counts:
            day = dealing.last_day(card.sold_on, within.seconds).isoformat()
            about = {
                "plan": plan.id,
                "day": day,
                "clause": plan.warranty.register_clause or plan.warranty.clause,
            }
            dealers.note(
                tx,
                kind="card_late",
                dealer_id=seller.id,
                ref=device.serial_number,
                data=about,
                at=house.now(),
            )
    return counts


def _judge_again(tx: Tx, house: House, device_id: int, by: str) -> None:
    """Open reports that waited for this card are judged anew; who is covered now hears it."""
    now = house.now()
    for ticket_id in tickets.open_of_device(tx, device_id):
        before = locked_ticket(tx, ticket_id)
        if before.warranty is None:
            continue
        after = judging.check_warranty(tx, house, before, by, now)
        awaited = any(r["code"] == CARD_AWAITED for r in before.warranty["reasons"])
        if awaited and after.warranty["verdict"] == "covered":
            notify(tx, after.conversation_id, now, "warranty-card-came", number=after.number or "")


def by_hand(house: House, user: Actor, values: dict[str, str]) -> bool:
    """A card that a clerk enters; whether it counts."""
    user.need("dealers")
    for name in NEEDED:
        if not values.get(name, "").strip():
            raise Refused("field", name=name)
    today = house.now().astimezone(here()).date()
    try:
        card = _card(values, today)
    except BadCard as bad:
        raise Refused(f"card-{bad.why}", name=bad.column) from None

    def work(tx: Tx) -> bool:
        try:
            return enter(tx, house, card, user.owner)
        except BadCard as bad:
            raise Refused(f"card-{bad.why}", name=bad.column) from None

    return house.store.write(work)


def _card(values: dict[str, Any], today: date) -> Card:
    text = {name: str(values.get(name) or "").strip() for name in COLUMNS}
    days: dict[str, date | None] = {}
    for name in ("sold_on", "received_on"):
        try:
            days[name] = as_day(values.get(name))
        except ValueError:
            raise BadCard(name, "no-day") from None
    if days["sold_on"] is None:
        raise BadCard("sold_on", "no-day")
    return Card(
        text["serial_number"], text["customer"], text["phone"][:32], text["address"], days["sold_on"],
        days["received_on"] or today, text["dealer"],
    )  # fmt: skip


class _Wrong(Exception):
    """Rows of the file are wrong; nothing is entered."""


def import_cards(house: House, path: Path) -> Entered:
    """Enter the cards of a CSV or XLSX file in one transaction.  Raises :class:`BadFile`."""
    rows = list(read_table(path))
    if not rows:
        raise BadFile(f"{path.name}: has no rows")
    heading = rows[0][1]
    missing = [c for c in NEEDED if c not in heading]
    unknown = [str(c) for c in heading if c not in COLUMNS and c != EXTRA]
    if missing or unknown:
        parts = [f"missing columns: {', '.join(missing)}"] if missing else []
        parts += [f"unknown columns: {', '.join(unknown)}"] if unknown else []
        raise BadFile(f"{path.name}: row 1: {'; '.join(parts)} (known are {', '.join(COLUMNS)})")
    errors: list[RowError] = []
    try:
        late = house.store.write(lambda tx: _enter_all(tx, house, rows, errors))
    except _Wrong:
        return Entered(len(rows), (), tuple(errors[:MAX_ERRORS]))
    return Entered(len(rows), tuple(late), ())


#: what is wrong with a row of a file, in the language of the command line
TOLD = {
    "unknown-device": "is not in the registry", "no-cards": "its plan has no cards", "no-day": "is no day; write YYYY-MM-DD",
    "wrong-day": "is before the sale or in the future", "other-sale": "another day of sale is known",
    "unknown-dealer": "there is no such dealer", "other-dealer": "the device was shipped to another dealer",
    "registered-before": "has been registered before",
}  # fmt: skip


def _enter_all(
    tx: Tx, house: House, rows: Sequence[tuple[int, dict[str, Any]]], errors: list[RowError]
) -> list[str]:
    errors.clear()  # the unit of work may be repeated
    late: list[str] = []
    today = house.now().astimezone(here()).date()
    for number, row in rows:
        wrong = _shape(number, row)
        if wrong:
            errors += wrong
            continue
        try:
            card = _card(row, today)
            if not enter(tx, house, card, "clerk"):
                late.append(card.serial_number)
        except BadCard as bad:
            errors.append(RowError(number, bad.column, TOLD[bad.why]))
    if errors:
        raise _Wrong
    return late


def _shape(number: int, row: dict[str, Any]) -> list[RowError]:
    found = []
    for name in COLUMNS:
        value = str(row.get(name) or "").strip()
        if value.startswith("=") or unseen(value):
            found.append(RowError(number, name, "a formula or control characters are not allowed"))
        elif len(value) > MOST:
            found.append(RowError(number, name, f"is longer than {MOST} characters"))
        elif name in NEEDED and not value:
            found.append(RowError(number, name, "is missing"))
    if EXTRA in row:
        found.append(RowError(number, EXTRA, f"has {row[EXTRA]} more cells than the heading"))
    return found
