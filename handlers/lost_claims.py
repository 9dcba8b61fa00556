"""Claims whose holder has not been seen within the lease."""

from __future__ import annotations

from datetime import datetime

from handlers.case_log import write_down
from handlers.house import House
from handlers.queue import locked_item, wait_again
from storage import feed, queue
from storage.engine import Tx


def release_lost(tx: Tx, house: House, item_id: int, now: datetime) -> int:
    """A claim whose holder has not been seen goes back to the queue; the customer keeps the place by severity."""
    item = locked_item(tx, item_id)
    if not queue.release(tx, item_id, item.token, now):
        return 0
    write_down(tx, house, item.ticket_id, "queue.lease_lost", "clockwork", now, {"item": item_id})
    wait_again(tx, house, item, now, "clockwork")
    feed.tell(tx, "queue", item_id, now, item.conversation_id)
    return 1
