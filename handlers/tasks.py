"""Tasks that somebody has done: a call back, a word to a supplier, a promise kept."""

from __future__ import annotations

from handlers import aftercare, promises
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import held_item, notify, record
from storage import feed, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

TELL_SUPPLIER = "tell_supplier"  # to pass on what was found


def close_task(house: House, user: Actor, item_id: int, done: str) -> None:
    """A task (a call back, a review) is done."""
    user.need("reply")
    now = house.now()

    def work(tx: Tx) -> None:
        item = held_item(tx, user, item_id)
        if item.reason == aftercare.TO_CLOSE:
            raise Refused("close-it")
        queue.change(tx, item_id, held=item.token, status="closed", closed_at=now)
        told = item.reason == TELL_SUPPLIER
        event, ticket = (
            "supplier.told" if told else "callback.made",
            stored_tickets.get(tx, item.ticket_id or 0),
        )
        record(tx, house, item.ticket_id, event, user, now, {"item": item_id, "note": done[:1000]})
        if told and ticket is not None:
            notify(tx, item.conversation_id, now, "supplier-told", number=ticket.number or "")
        if item.reason == promises.DUE:
            promises.kept_by_task(tx, house, item, user.owner, now)
        feed.tell(tx, "queue", item_id, now, item.conversation_id)

    house.store.write(work)
