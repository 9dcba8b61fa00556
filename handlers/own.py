"""What somebody may do who has only work of his own: a technician, about the tickets that he is sent to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.people import Actor, Refused
from storage import visits
from storage.engine import Tx

OPEN_FOR = timedelta(days=7)  # after a visit its paper can still be finished


def need(tx: Tx, house: House, user: Actor, what: str, ticket_id: int | None) -> None:
    """Who may do that to any ticket, or is sent to this one.  Raises :class:`Refused`."""
    if not user.may(what) and (ticket_id is None or not sent_to(tx, house, user, ticket_id)):
        raise Refused("role", role=user.role)


def sent_to(tx: Tx, house: House, user: Actor, ticket_id: int) -> bool:
    """Whether a technician has a visit to the ticket, or had it in the last days."""
    return visit(tx, house, user, ticket_id) is not None


def visit(tx: Tx, house: House, user: Actor, ticket_id: int) -> Row[Any] | None:
    """The technician's visit to a ticket."""
    if not user.may("own_visits") or user.technician is None:
        return None
    since = house.now() - OPEN_FOR
    mine = (
        v
        for v in visits.of_ticket(tx, ticket_id, ("confirmed", "done"))
        if v.technician_id == user.technician
    )
    return next((v for v in reversed(list(mine)) if v.end > since), None)
