"""The registers of devices and customers: looking somebody up; for administrators also correcting what was written down
wrongly (with a reason, in the audit log) and erasing somebody who asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError

from handlers import audit, device_rows, erasure, verdicts
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules import serials, warranty
from handlers.rules.facts import WarrantyVerdict
from handlers.rules.policy import Plan, Term
from handlers.tickets import judged
from storage import audit as stored_audit
from storage import conversations, dealers, devices, registers, replacements
from storage.engine import Tx

MOST = 50  # devices and customers that are shown
SHORTEST = {"serial": 3, "phone": 4, "words": 2}
DATES = device_rows.DATES
#: What can be corrected; ``address`` is somebody's, so that the log only says that it was changed.
FIELDS = ("serial_number", "model", "plan", "region", "address", "service_level", "extension_months", *DATES)
UNSAID = frozenset({"address"})


@dataclass(frozen=True, slots=True)
class Found:
    text: str
    devices: Sequence[Row[Any]]
    customers: Mapping[int, Row[Any]]  # those that were found, and the owners of the devices
    named: Sequence[Row[Any]]  # customers that the words name
    more: bool


def find(house: House, user: Actor, text: str) -> Found:
    """What begins so: a serial number however it is written, a model, a customer's name or telephone."""
    user.need("see_devices")
    text = " ".join(text.split())[:80]
    digits = erasure.number_of(text)
    key = serials.fold(text)

    def read(tx: Tx) -> Found:
        phone = (
            digits
            if len(digits) >= SHORTEST["phone"] and len(digits) >= len(text.replace(" ", "")) - 3
            else ""
        )
        words = text if len(text) >= SHORTEST["words"] else ""
        named = {r.id: r for r in registers.customers_beginning(tx, name=words, phone=phone)}
        serial = key if len(key) >= SHORTEST["serial"] else ""
        found = {r.id: r for r in registers.devices_beginning(tx, serial_key=serial, model=words)}
        found |= {r.id: r for r in registers.devices_of(tx, list(named)[:MOST], MOST + 1)}
        shown = list(found.values())[:MOST]
        owners = registers.customers(tx, {r.customer_id for r in shown if r.customer_id is not None})
        more = len(found) > MOST or len(named) > MOST
        return Found(text, shown, {**owners, **named}, list(named.values())[:MOST], more)

    return house.store.read(read)


@dataclass(frozen=True, slots=True)
class Decided:
    """A ticket of the device; ``now`` is what the register says today, where that is not what was decided."""

    ticket: Row[Any]
    now: WarrantyVerdict | None


@dataclass(frozen=True, slots=True)
class DevicePage:
    device: Row[Any]
    seen: str  # of the register's entry: whoever corrects an older one is told
    customer: Row[Any] | None
    dealer: Row[Any] | None
    plan: Plan | None
    today: date
    general: WarrantyVerdict | None
    terms: Sequence[tuple[Term, WarrantyVerdict]]
    tickets: Sequence[Decided]
    visits: Sequence[Row[Any]]
    before: Row[Any] | None  # the device in whose place it came
    after: Row[Any] | None
    corrections: Sequence[Row[Any]]


def device(house: House, user: Actor, device_id: int) -> DevicePage:
    user.need("see_devices")

    def read(tx: Tx) -> DevicePage:
        row = devices.get(tx, device_id)
        if row is None:
            raise Refused("gone")
        plan = house.plan(row.plan)
        today = house.now().astimezone(ZoneInfo(plan.zone) if plan is not None else here()).date()
        facts = verdicts.device_facts(row)
        checks = [] if plan is None else [
            (term, warranty.check(facts, term.components[0] if term.components else None, (), today, plan.warranty))
            for term in plan.warranty.terms
        ]  # fmt: skip
        found = registers.tickets_of(tx, device_id=row.id)
        old, new = replacements.predecessor(tx, row.id), replacements.successor(tx, row.id)
        return DevicePage(
            row, _seen(row), conversations.customer(tx, row.customer_id),
            dealers.dealer(tx, row.dealer_id) if row.dealer_id is not None else None, plan, today,
            next((found for term, found in checks if not term.components), None), checks,
            [_decided(tx, house, ticket) for ticket in found], registers.visits_of(tx, [t.id for t in found]),
            devices.get(tx, old.old_id) if old is not None else None,
            devices.get(tx, new.new_id) if new is not None else None,
            stored_audit.entries(tx, about=f"device:{row.id}", limit=20),
        )  # fmt: skip

    return house.store.read(read)


def _decided(tx: Tx, house: House, ticket: Row[Any]) -> Decided:
    """Compared as of the day of the decision; a person's word stands whatever the register says."""
    plan, stored = house.plan(ticket.plan), ticket.warranty
    if plan is None or not stored or "on" not in stored or str(stored.get("by", "")).startswith("user:"):
        return Decided(ticket, None)
    if ticket.facts.get("free") or ticket.erased_at is not None:
        return Decided(ticket, None)
    found, _ = judged(tx, plan, ticket, date.fromisoformat(stored["on"]))
    until = found.until.isoformat() if found.until else None
    same = (found.verdict, until) == (stored["verdict"], stored.get("until"))
    return Decided(ticket, None if same else found)


def _seen(row: Row[Any]) -> str:
    return hashlib.sha256(repr(tuple(row)).encode()).hexdigest()[:16]


def correct(house: House, user: Actor, device_id: int, given: Mapping[str, str], seen: str, why: str) -> None:
    """What the register says of a device, with a reason.  What tickets have decided by it stays; the device's page
    shows where that would be decided otherwise now."""
    user.need("registry")
    if not why.strip():
        raise Refused("why")
    values, errors = device_rows.check_row(house, 1, {name: given.get(name, "") for name in FIELDS}, None)
    if errors:
        raise Refused("device-field", name=errors[0].column)
    values = {k: v for k, v in values.items() if k not in ("customer", "phone")}
    values["recognised"] = given.get("recognised") == "yes"

    def work(tx: Tx) -> None:
        row = registers.lock_device(tx, device_id)
        if row is None:
            raise Refused("gone")
        if seen != _seen(row):
            raise Refused("device-changed")
        new = {k: v for k, v in values.items() if getattr(row, k) != v}
        if not new:
            raise Refused("device-same")
        devices.save(tx, row.id, **new)
        told = {k: _change(k, getattr(row, k), v) for k, v in new.items() if k != "serial_key"}
        audit.note(
            tx, house.now(), user.owner, "device.corrected", f"device:{row.id}", **told, why=why.strip()[:300]
        )

    try:
        house.store.write(work)
    except IntegrityError:
        raise Refused("device-taken") from None


def _change(name: str, before: Any, after: Any) -> str:
    if name in UNSAID:
        return "…"
    return f"{_said(before)} → {_said(after)}"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in sorted(value.items())) or "–"
    return "–" if value in (None, "") else str(value)


@dataclass(frozen=True, slots=True)
class Erasing:
    """What would be erased, or why it is refused."""

    found: erasure.Erased | None
    refused: Refused | None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    customer: Row[Any]
    devices: Sequence[Row[Any]]
    tickets: Sequence[Row[Any]]
    conversations: Sequence[Row[Any]]
    erasing: Erasing | None


def customer(house: House, user: Actor, customer_id: int, *, erase: bool = False) -> CustomerPage:
    """``erase``: with what would be erased, which only those who may erase are shown."""
    user.need("see_devices")

    def read(tx: Tx) -> CustomerPage:
        row = conversations.customer(tx, customer_id)
        if row is None:
            raise Refused("gone")
        return CustomerPage(row, registers.devices_of(tx, [row.id], MOST), registers.tickets_of(tx, customer_id=row.id),
                            registers.conversations_of(tx, row.id), erasing)  # fmt: skip

    erasing = _erasing(house, user, customer_id) if erase else None
    return house.store.read(read)


def _erasing(house: House, user: Actor, customer_id: int) -> Erasing:
    user.need("registry")
    try:
        return Erasing(erasure.on_request(house, f"id:{customer_id}", "-", dry_run=True), None)
    except Refused as refused:
        return Erasing(None, refused)


def erase(house: House, user: Actor, customer_id: int, why: str, confirmed: str) -> None:
    """Everything of a customer, for good; ``confirmed`` is the customer's number, typed once more."""
    user.need("registry")
    if confirmed.strip() != str(customer_id):
        raise Refused("erase-confirm", number=str(customer_id))
    erasure.on_request(house, f"id:{customer_id}", why, actor=user.owner)
