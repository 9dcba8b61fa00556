"""Two tickets about the same thing become one, by a person of ours; both customers are told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket
from handlers.reporters import attach
from handlers.telling import notice
from handlers.tracker import Tracker
from storage import conversations
from storage import incidents as stored
from storage import tickets as stored_tickets
from storage.engine import Tx


def merge(house: House, user: Actor, ticket_id: int, number: str) -> None:
    """Make a ticket part of the one with ``number``.  A report of danger is nobody's duplicate: the other one is made
    part of it instead.  Raises :class:`Refused`."""
    user.need("merge")
    now = house.now()

    def work(tx: Tx) -> None:
        again, kept = _both(tx, ticket_id, number)
        if again.severity is not None and again.severity.get("danger"):
            raise Refused("merge-danger", number=str(again.number))
        attach(tx, house, kept, again, user.owner, now)
        _leave(tx, again)
        if again.conversation_id == kept.conversation_id:
            notice(
                tx, kept.conversation_id, "merged-own", now, number=str(kept.number), other=str(again.number)
            )
            return
        notice(
            tx, again.conversation_id, "merged-again", now, number=str(kept.number), other=str(again.number)
        )
        notice(tx, kept.conversation_id, "merged-kept", now, number=str(kept.number))

    house.store.write(work)


def _both(tx: Tx, ticket_id: int, number: str) -> tuple[Row[Any], Row[Any]]:
    """Both tickets, locked with their conversations in the order of their numbers, so that two who merge them crosswise
    wait for each other; open, of one plan, and not the same."""
    other = stored_tickets.by_number(tx, number.strip().upper())
    first = stored_tickets.get(tx, ticket_id)
    if first is None:
        raise Gone(f"there is no ticket {ticket_id}")
    if other is None or other.id == ticket_id:
        raise Refused("merge-which")
    for conversation in sorted({other.conversation_id, first.conversation_id}):
        conversations.get(tx, conversation, locked=True)
    found = {i: locked_ticket(tx, i) for i in sorted((ticket_id, other.id))}
    again, kept = found[ticket_id], found[other.id]
    for ticket in (again, kept):
        if ticket.status not in stored.COUNTED:
            raise Refused("closed", number=str(ticket.number))
    if again.plan != kept.plan:
        raise Refused("merge-which")
    return again, kept


def _leave(tx: Tx, again: Row[Any]) -> None:
    """The conversation of the merged ticket is about it no more."""
    row = conversations.get(tx, again.conversation_id)
    if row is None:
        return
    tracker = Tracker.load(row.tracker)
    if tracker.ticket == again.id:
        tracker.end()
        tracker.ticket = None
        conversations.save(tx, row.id, tracker=tracker.dump(), look_at=None)
