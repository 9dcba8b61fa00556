"""What a caller tells a person of ours: name, telephone, address and serial number are written into the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import areas, erasure, handoff, tickets, visits
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket
from handlers.registry import find_device
from storage import feed
from storage.engine import Tx

MOST_OF = {"serial_number": 64, "contact_name": 80, "phone": 40, "address": 300}
PHONE = (5, 15)  # digits


def checked(given: Mapping[str, str]) -> dict[str, str]:
    """The fields that somebody has filled in, as they are kept.  Raises :class:`Refused`."""
    fields = {name: " ".join(given.get(name, "").split()) for name in MOST_OF}
    for name, value in fields.items():
        if len(value) > MOST_OF[name]:
            raise Refused("too-long", most=str(MOST_OF[name]), has=str(len(value)))
    if fields["phone"]:
        fields["phone"] = erasure.number_of(fields["phone"])
        if not PHONE[0] <= len(fields["phone"].lstrip("+")) <= PHONE[1]:
            raise Refused("call-phone")
    return {name: value for name, value in fields.items() if value}


def correct(house: House, user: Actor, ticket_id: int, given: Mapping[str, str]) -> None:
    """An empty field takes nothing away.  Warranty and fee follow the device; where a visit is booked and its technician
    does not come to the new address, another one is to be arranged."""
    user.need("reply")
    fields = checked(given)

    def work(tx: Tx) -> None:
        ticket, now = locked_ticket(tx, ticket_id), house.now()
        if ticket.status not in tickets.OPEN:
            raise Refused("closed", number=ticket.number or "")
        changes: dict[str, Any] = {n: fields[n] for n in ("contact_name", "phone") if n in fields}
        moved = fields.get("address", ticket.address) != ticket.address
        if moved:
            changes |= {
                "address": fields["address"],
                "region": areas.region_of(fields["address"]) or ticket.region,
            }
        serial = fields.get("serial_number")
        other = serial is not None and serial != ticket.serial_given
        if serial is not None and other:
            changes |= _device(tx, house, ticket, serial, user.lang)
        gone = {f"no_{name}" for name in fields} | ({"no_serial"} if other else set())
        gone |= {"no_window", "no_region"} if moved else set()
        changes["facts"] = {k: v for k, v in ticket.facts.items() if k not in gone}
        ticket = tickets.change(tx, house, ticket, user.owner, now, **changes)
        if other and ticket.warranty is not None:
            ticket = tickets.check_warranty(tx, house, ticket, user.owner, now)
        if moved:
            _visit(tx, house, ticket, now)
        feed.tell(tx, "conversation", ticket.conversation_id, now, ticket.conversation_id)

    house.store.write(work)


def _device(tx: Tx, house: House, ticket: Row[Any], serial: str, lang: str) -> dict[str, Any]:
    """The device of that number, in use by now; a number that the register does not know is kept as it was told."""
    device = find_device(tx, serial)
    if device is None:
        return {"serial_given": serial, "device_id": None}
    if device.plan != ticket.plan:
        other = house.plan(device.plan)
        named = other.name.of(lang) if other is not None else device.plan
        raise Refused("contact-other-plan", serial=device.serial_number, plan=named)
    return {
        "serial_given": serial, "device_id": device.id, "region": ticket.region or device.region,
        "service_level": device.service_level or ticket.service_level,
    }  # fmt: skip


def _visit(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    booked = visits.booked(tx, ticket.id)
    plan = house.plan(ticket.plan)
    if booked is None or plan is None:
        return
    if visits.serves(tx, booked, ticket.region):
        feed.tell(tx, "visit", booked.id, now, ticket.conversation_id)
    else:
        handoff.add_task(tx, house, ticket.conversation_id, plan, ticket, "arrange_visit", now)
