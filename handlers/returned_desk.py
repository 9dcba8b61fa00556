"""Replaced parts as people of ours handle them in the console."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import tickets
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket
from handlers.returned import expect, part_back, returns_parts
from storage import returned_parts
from storage.engine import Tx

Json = dict[str, Any]
IDENTIFIED = ("usable", "scrap")


def replaced(house: House, user: Actor, ticket_id: int, part: str, serial: str) -> None:
    """An engineer records a replaced part; without a name: that this repair replaced none."""
    user.need("parts")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        if not returns_parts(house, ticket):
            raise Refused("no-old-parts")
        if part:
            expect(tx, house, ticket, part, serial or None, user.owner, now)
        elif returned_parts.add_none(tx, ticket.id, user.owner, now):
            tickets.record(tx, house, ticket.id, "part.replaced", user.owner, now, {"part": ""})

    house.store.write(work)


def came_back(house: House, user: Actor, part_id: int) -> None:
    """The old part is here."""
    user.need("parts")
    _move(house, user, part_id, "awaited", "returned", "part.returned")


def identified(house: House, user: Actor, part_id: int, as_what: str) -> None:
    """The technical department says what it is good for."""
    user.need("identify")
    if as_what not in IDENTIFIED:
        raise Refused("field", name="as")
    _move(house, user, part_id, "returned", as_what, "part.identified")


def _move(house: House, user: Actor, part_id: int, before: str, after: str, event: str) -> None:
    now = house.now()

    def work(tx: Tx) -> None:
        row = returned_parts.get(tx, part_id)
        if row is None:
            raise Gone(f"there is no old part {part_id}")
        ticket = locked_ticket(tx, row.ticket_id)
        if not returned_parts.move(tx, part_id, before, after, now, by=user.owner):
            raise Refused("part-moved")
        data = {"old_part": part_id, "part": row.part, "as": after}
        tickets.record(tx, house, ticket.id, event, user.owner, now, data)

    house.store.write(work)


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json | None:
    """The replaced parts; None where the plan does not want them back."""
    if not returns_parts(house, ticket):
        return None
    old = house.plans[ticket.plan].parts.old
    assert old is not None, "it wants them back"
    return {
        "clause": old.clause,
        "back": part_back(tx, ticket.id),
        "parts": [
            {"id": row.id, "part": row.part, "serial": row.serial, "status": row.status,
             "due": row.due_at.isoformat() if row.due_at else None}
            for row in returned_parts.of_ticket(tx, ticket.id)
        ],
    }  # fmt: skip
