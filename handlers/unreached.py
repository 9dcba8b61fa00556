"""A customer whom we cannot write to any more: what they were to hear, people tell them by telephone."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import handoff
from handlers.house import House
from storage import conversations, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

REASON = "unreached"
CALL_WITHIN = timedelta(minutes=30)
OPEN = ("intake", "open")


def call_back(tx: Tx, house: House, channel: str, address: str, now: datetime) -> int | None:
    """A call-back task where something is open; None where nobody waits for anything."""
    conversation = conversations.find(tx, channel, address)
    if conversation is None:
        return None
    tickets = [t for t in stored_tickets.of_conversation(tx, conversation.id) if t.status in OPEN]
    ticket = tickets[0] if tickets else None
    if ticket is None and queue.open_handoff(tx, conversation.id) is None:
        return None
    plan = house.plan(ticket.plan if ticket is not None else conversation.plan)
    return handoff.add_task(tx, house, conversation.id, plan, ticket, REASON, now, due_at=now + CALL_WITHIN)


def left(house: House, channel: str, address: str) -> None:
    """The customer has blocked us or put us out of the group."""
    now = house.now()
    house.store.write(lambda tx: call_back(tx, house, channel, address, now))
