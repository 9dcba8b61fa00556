"""What the console shows of a ticket's evidence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers.house import House
from storage import chain
from storage import tickets as stored_tickets
from storage.engine import Tx


def evidence(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any]:
    """How long the log's chain is and where it ends."""
    log = stored_tickets.log(tx, ticket.id)
    return {"entries": len(log), "head": log[-1].hash if log else chain.FIRST}
