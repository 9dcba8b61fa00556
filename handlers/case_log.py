"""Who had a case when: in the log of its ticket, and of a case without one in the log of what people did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers import audit, tickets
from handlers.house import House
from storage.engine import Tx


def write_down(
    tx: Tx, house: House, ticket_id: int | None, event: str, actor: str, now: datetime, data: dict[str, Any]
) -> None:
    """Into the ticket's log.  Without a ticket there is none: who had a case when stands in the log of what people did,
    less what they wrote about it."""
    if ticket_id is not None:
        tickets.record(tx, house, ticket_id, event, actor, now, data)
    elif event.startswith("queue."):
        audit.note(
            tx, now, actor, event, f"item:{data['item']}", **({"to": data["to"]} if data.get("to") else {})
        )
