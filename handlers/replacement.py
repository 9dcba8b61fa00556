"""A device takes the place of another: its serial number, its warranty, and the reports that move on to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import planned, tickets
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket, notify
from handlers.registry import successor
from handlers.rules import serials
from handlers.rules.policy import Plan
from storage import conversations, devices, replacements
from storage import tickets as stored_tickets
from storage.engine import Tx

Json = dict[str, Any]


def dates(plan: Plan, old: Row[Any], today: date) -> Json:
    """What the warranty of the new device is reckoned from: the old one's days (the rest), or today (anew)."""
    rule = plan.parts.exchange
    if rule is None or rule.replacement == "rest":
        return {
            "dates": old.dates,
            "extension_months": old.extension_months,
            "sold_on": old.sold_on,
            "registered_on": old.registered_on,
        }
    return {
        "dates": {plan.warranty.start[0]: today.isoformat()},
        "extension_months": 0,
        "sold_on": today,
        "registered_on": today,
    }


def replace(house: House, user: Actor, ticket_id: int, serial: str, model: str = "") -> None:
    """An engineer has put another device in the place of the reported one.

    Refused when the old one has a successor already, or the new number is somebody else's device."""
    user.need("parts")
    now = house.now()
    key = serials.fold(serial)
    if len(key) < 4 or len(serial) > 64:
        raise Refused("serial")

    def work(tx: Tx) -> None:
        ticket = _locked(tx, ticket_id)
        if ticket.status not in tickets.OPEN:
            raise Refused("closed", number=ticket.number or "")
        old = devices.get(tx, ticket.device_id)
        if old is None:
            raise Refused("no-device")
        new_id = _new_device(tx, house, old, serial, key, model, now)
        if not replacements.add(tx, old.id, new_id, ticket.id, user.owner, now):
            raise Refused("replaced-already", serial=old.serial_number)
        tickets.record(tx, house, ticket.id, "device.replaced", user.owner, now,
                       {"old": old.serial_number, "new": serial})  # fmt: skip
        _move_on(tx, house, old, new_id, serial, user, now)
        planned.replaced(tx, old.id, new_id, now)
        notify(tx, ticket.conversation_id, now, "device-replaced-now", old=old.serial_number, new=serial)

    house.store.write(work)


def _locked(tx: Tx, ticket_id: int) -> Row[Any]:
    """The ticket, locked with all open reports of its device: conversations first, as turns do it, and in the order of
    their ids, so that those who replace the same device from different reports wait for one another."""
    seen = stored_tickets.get(tx, ticket_id)
    if seen is None:
        raise Gone(f"there is no ticket {ticket_id}")
    ids = stored_tickets.open_of_device(tx, seen.device_id) if seen.device_id is not None else []
    rows = [row for row in (stored_tickets.get(tx, i) for i in ids) if row is not None]
    for conversation_id in sorted({seen.conversation_id, *(row.conversation_id for row in rows)}):
        conversations.get(tx, conversation_id, locked=True)
    for other in sorted({ticket_id, *ids}):
        stored_tickets.get(tx, other, locked=True)
    ticket = stored_tickets.get(tx, ticket_id)
    assert ticket is not None, "a ticket is never deleted"
    return ticket


def _new_device(tx: Tx, house: House, old: Row[Any], serial: str, key: str, model: str, now: datetime) -> int:
    """The new device with the old one's customer and place; it may have been imported without a customer."""
    plan = house.plans[old.plan]
    values = {
        **dates(plan, old, now.astimezone(ZoneInfo(plan.zone)).date()),
        "plan": old.plan,
        "customer_id": old.customer_id,
        "region": old.region,
        "address": old.address,
        "service_level": old.service_level,
        "recognised": True,
    }
    known = devices.by_key(tx, key)
    if known is None:
        made = devices.add_new(
            tx, now, serial_number=serial, serial_key=key, model=model[:128] or old.model, **values
        )
        if made is None:
            raise Refused("serial-taken", serial=serial)
        return made
    if known.id == old.id or known.customer_id not in (None, old.customer_id) or known.plan != old.plan:
        raise Refused("serial-taken", serial=serial)
    if replacements.successor(tx, known.id) is not None:
        raise Refused("replaced-already", serial=serial)
    devices.save(tx, known.id, **values)
    return int(known.id)


def _move_on(
    tx: Tx, house: House, old: Row[Any], new_id: int, serial: str, user: Actor, now: datetime
) -> None:
    """Every open report of the old device is one of the new device from now on; what it costs is still reckoned for
    the device that broke."""
    for ticket_id in stored_tickets.open_of_device(tx, old.id):
        row = locked_ticket(tx, ticket_id)
        facts = {**row.facts, "reported_device": row.facts.get("reported_device", old.id)}
        tickets.change(tx, house, row, user.owner, now, device_id=new_id, serial_given=serial, facts=facts)


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json | None:
    """The device of the report, with what it replaced and what the plan gives the next one."""
    device = devices.get(tx, ticket.device_id)
    plan = house.plans.get(ticket.plan)
    if device is None or plan is None:
        return None
    before = replacements.predecessor(tx, device.id)
    old = devices.get(tx, before.old_id) if before is not None else None
    after = successor(tx, device)
    rule = plan.parts.exchange
    return {
        "replaces": old.serial_number if old is not None else None,
        "since": before.at.isoformat() if before is not None else None,
        "replaced_by": after.device.serial_number if after is not None else None,
        "warranty": rule.replacement if rule is not None else "rest",
        "clause": rule.clause if rule is not None else "",
    }
