"""Conversations that people lead in another system, such as Chatwoot: the bot is silent there too.

``owner`` is :data:`ELSEWHERE` then.  What those people write is kept with the conversation, and stops the clocks that an
answer stops; what is theirs does not wait in our queue.  Each function is one transaction and may be repeated.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import handoff, staff_notices, tickets
from handlers.house import House
from handlers.tracker import Tracker
from storage import assignments, conversations, feed, messages, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

ELSEWHERE = "elsewhere"
MOST_NAME = 80  # characters


def taken(house: House, channel: str, address: str, plan: str | None = None) -> bool:
    """People there have it, perhaps before we ever heard of it: nothing of the bot leaves any more.  What waits in our
    queue goes on waiting: that it is theirs comes from us."""
    now = house.now()

    def work(tx: Tx) -> bool:
        row = conversations.lock(tx, channel, address, now, plan=plan)
        if row.owner != "bot":
            return False
        _give(tx, house, row, channel, now)
        return True

    return house.store.write(work)


def answered(house: House, channel: str, address: str, event_id: str, name: str, text: str) -> bool:
    """A person there has written to the customer.  False when that is known."""
    now = house.now()

    def work(tx: Tx) -> bool:
        row = _locked(tx, channel, address)
        if row is None or messages.by_event(tx, channel, event_id) is not None:
            return False
        if row.owner in ("bot", "queue"):
            _give(tx, house, row, channel, now)
        ticket = _ticket(tx, row)
        messages.add(tx, [{
            "conversation_id": row.id, "ticket_id": ticket.id if ticket is not None else None, "direction": "out",
            "author": "clerk", "channel": channel, "event_id": event_id, "text": text, "status": "sent", "epoch": 0,
            "data": {"name": name[:MOST_NAME], "in": channel}, "sent_at": now, "created_at": now,
        }])  # fmt: skip
        if ticket is not None:
            tickets.record(tx, house, ticket.id, "agent.replied", "clerk", now, {"in": channel})
        feed.tell(tx, "conversation", row.id, now, row.id)
        return True

    return house.store.write(work)


def returned(house: House, channel: str, address: str, since: datetime | None = None) -> bool:
    """They are done, or leave it to the bot.  Nothing changes where one of ours has it, or where it was handed over
    after ``since``: then the word of theirs is older."""
    now = house.now()

    def work(tx: Tx) -> bool:
        row = _locked(tx, channel, address)
        if row is None or row.owner not in (ELSEWHERE, "queue"):
            return False
        item = queue.open_handoff(tx, row.id)
        if item is not None:
            if since is not None and item.created_at > since:
                return False
            _close(tx, house, item, "queue.returned", channel, now)
        tracker = Tracker.load(row.tracker)
        tracker.end()
        conversations.set_owner(tx, row.id, "bot", now)
        conversations.save(tx, row.id, tracker=tracker.dump())
        feed.tell(tx, "conversation", row.id, now, row.id)
        return True

    return house.store.write(work)


def led(house: House, channel: str, address: str) -> str | None:
    """Who leads the conversation; None where there is none yet."""
    row = house.store.read(lambda tx: conversations.find(tx, channel, address))
    return None if row is None else str(row.owner)


def _locked(tx: Tx, channel: str, address: str) -> Row[Any] | None:
    found = conversations.find(tx, channel, address)
    return None if found is None else conversations.get(tx, found.id, locked=True)


def _ticket(tx: Tx, row: Row[Any]) -> Row[Any] | None:
    found = stored_tickets.of_conversation(tx, row.id, statuses=("intake", "open"))
    return found[0] if found else None


def _give(tx: Tx, house: House, row: Row[Any], channel: str, now: datetime) -> None:
    """A report that is half told counts from here on, as with every handover."""
    item = queue.open_handoff(tx, row.id)
    ticket = _ticket(tx, row)
    if item is None and ticket is not None:
        plan = house.plans.get(ticket.plan)
        handoff.hand_over(tx, house, row, plan, ticket, "taken", now, actor="clerk")
        item = queue.open_handoff(tx, row.id)
    if item is not None:
        _close(tx, house, item, "queue.claimed", channel, now)
    tracker = Tracker.load(row.tracker)
    tracker.end()
    conversations.set_owner(tx, row.id, ELSEWHERE, now)
    conversations.save(tx, row.id, tracker=tracker.dump(), look_at=None)
    feed.tell(tx, "conversation", row.id, now, row.id)


def _close(tx: Tx, house: House, item: Row[Any], event: str, channel: str, now: datetime) -> None:
    queue.change(tx, item.id, status="closed", closed_at=now, offered_to=None, offer_until=None)
    assignments.settle(tx, item.id, "gone", now)
    if item.ticket_id is not None:
        tickets.record(tx, house, item.ticket_id, event, "clerk", now, {"item": item.id, "in": channel})
    feed.tell(tx, "queue", item.id, now, item.conversation_id)
    staff_notices.item_changed(tx, house, item.id, now)
