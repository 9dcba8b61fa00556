"""Replaced parts: kept, returned with the repair record, identified, and stored as usable or scrap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import tickets
from handlers.house import House
from storage import feed, returned_parts
from storage import tickets as stored_tickets
from storage.engine import Tx


def part_back(tx: Tx, ticket_id: int) -> bool:
    """Whether the old parts of a repair are back: every replaced part has been returned, or it is on record that the
    repair replaced none.  A repair of which nothing is on record has not returned anything."""
    found = returned_parts.of_ticket(tx, ticket_id)
    return bool(found) and all(row.status != "awaited" for row in found)


def returns_parts(house: House, ticket: Row[Any]) -> bool:
    """Whether the plan wants replaced parts back."""
    plan = house.plans.get(ticket.plan)
    return plan is not None and plan.parts.old is not None and plan.parts.old.return_old


def expect(
    tx: Tx, house: House, ticket: Row[Any], part: str, serial: str | None, actor: str, now: datetime
) -> int | None:
    """A part was replaced: the old one is awaited.  None where the plan does not want it back."""
    old = house.plans[ticket.plan].parts.old
    if old is None or not returns_parts(house, ticket):
        return None
    until = now + timedelta(seconds=old.within.seconds)
    part_id = returned_parts.add(
        tx, now, ticket_id=ticket.id, part=part, serial=serial, status="awaited", by=actor, due_at=until
    )
    data = {"old_part": part_id, "part": part, "serial": serial}
    tickets.record(tx, house, ticket.id, "part.replaced", actor, now, data)
    return part_id


def remind(tx: Tx, house: House, part_id: int, now: datetime) -> int:
    """An old part that should be back by now: the clerk is told once."""
    row = returned_parts.get(tx, part_id)
    if row is None or not returned_parts.remind(tx, part_id, now):
        return 0
    stored_tickets.raise_alarm(
        tx, now, row.ticket_id, f"old_part/{part_id}", "clerk", "alarm-old-part", part=row.part
    )
    ticket = stored_tickets.get(tx, row.ticket_id)
    assert ticket is not None, "a ticket is never deleted"
    feed.tell(tx, "alarm", row.ticket_id, now, ticket.conversation_id)
    return 1
