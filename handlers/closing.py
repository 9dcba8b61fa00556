"""What stands in the way of closing a ticket, and what follows once people have closed it.

Both are lists of functions within the turn that closes it: one that raises leaves the ticket open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import aftercare, office, promises, reporters, supply, unsettled
from handlers.forms_due import needed
from handlers.house import House
from handlers.people import Refused
from handlers.planned_panel import hindrance as planned_result
from storage.engine import Tx

Hindrance = Callable[[Tx, House, Row[Any], datetime], Refused | None]
Consequence = Callable[[Tx, House, Row[Any], datetime], None]

HINDRANCES: tuple[Hindrance, ...] = (
    office.not_by_hand,
    needed,
    promises.hindrance,
    planned_result,
    unsettled.cause,
    unsettled.nature,
)
CONSEQUENCES: tuple[Consequence, ...] = (aftercare.after_closing, supply.closed, reporters.tell_solved)


def need_closable(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """Raises what stands in the way first."""
    for hindrance in HINDRANCES:
        refused = hindrance(tx, house, ticket, now)
        if refused is not None:
            raise refused


def closed(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """A ticket has been resolved by people: follow-ups and whatever else a plan wants then."""
    for consequence in CONSEQUENCES:
        consequence(tx, house, ticket, now)
