"""What is written into a conversation outside of a turn: by clockwork, or after a click in the console."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers.here import here
from handlers.house import House
from handlers.texts.catalog import Value, say
from handlers.texts.shapes import moment
from storage import conversations, feed, messages, tickets
from storage.engine import Tx


def locked(tx: Tx, ticket_id: int) -> tuple[Row[Any], Row[Any]]:
    """Ticket and conversation, both locked, the conversation first, as a turn does it."""
    seen = tickets.get(tx, ticket_id)
    assert seen is not None, "a ticket is never deleted"
    row = conversations.get(tx, seen.conversation_id, locked=True)
    ticket = tickets.get(tx, ticket_id, locked=True)
    assert row is not None and ticket is not None
    return ticket, row


def zone(house: House, plan_id: str | None) -> ZoneInfo:
    plan = house.plan(plan_id)
    return ZoneInfo(plan.zone) if plan is not None else here()


def at(house: House, ticket: Row[Any], when: datetime, lang: str, now: datetime) -> str:
    """A time as the customer reads it."""
    return moment(when.astimezone(zone(house, ticket.plan)), lang, now)


def write(
    tx: Tx, row: Row[Any], text: str, now: datetime, *, ticket_id: int | None = None, author: str = "notice",
    buttons: list[list[str]] | None = None, note: bool = False, event_id: str | None = None, data: dict[str, Any] | None = None,
) -> int:  # fmt: skip
    """A message into a conversation, or a ``note`` that only people of ours see.  Buttons are [title, payload].  Returns
    its id."""
    message_id = messages.add(tx, [{
        "conversation_id": row.id, "ticket_id": ticket_id, "direction": "note" if note else "out", "author": author,
        "channel": row.channel, "text": text, "buttons": buttons or None, "status": "kept" if note else "pending",
        "epoch": row.owner_epoch, "next_at": None if note else now, "created_at": now, "event_id": event_id, "data": data,
    }])[0]  # fmt: skip
    feed.tell(tx, "conversation", row.id, now, row.id)
    return message_id


def tell(
    tx: Tx, row: Row[Any], ticket_id: int, now: datetime, text_id: str, *buttons: tuple[str, str], **args: Value
) -> None:  # fmt: skip
    """A fixed text of the house, sent whoever has the conversation.  Buttons are (text id of the title, payload)."""
    quote(tx, row, ticket_id, now, say(text_id, row.lang, **args), buttons)


def quote(
    tx: Tx, row: Row[Any], ticket_id: int, now: datetime, text: str, buttons: Sequence[tuple[str, str]] = ()
) -> None:  # fmt: skip
    """A text that is made already."""
    write(tx, row, text, now, ticket_id=ticket_id, buttons=titled(buttons, row.lang))


def titled(buttons: Sequence[tuple[str, str]], lang: str) -> list[list[str]]:
    return [[say(title, lang), payload] for title, payload in buttons]


def announce(
    tx: Tx, conversation_id: int, text: str, now: datetime, *, author: str = "notice", beside: bool = False,
    key: str | None = None,
) -> int | None:  # fmt: skip
    """Write ``text``; where a person of ours has the conversation and ``beside`` is set, as a note for that person
    instead.  ``key`` makes it once only: None when it was written before."""
    row = conversations.get(tx, conversation_id, locked=True)
    if row is None:
        return None
    event_id = f"{key}:{conversation_id}"[:256] if key else None
    if event_id is not None and messages.by_event(tx, row.channel, event_id) is not None:
        return None
    held = beside and row.owner.startswith("user:") and row.owner != author
    return write(tx, row, text, now, author=author, note=held, event_id=event_id)


def notice(
    tx: Tx, conversation_id: int, text_id: str, now: datetime, *, key: str | None = None, **args: Value
) -> int | None:
    """A fixed text of the house, whoever has the conversation."""
    row = conversations.get(tx, conversation_id, locked=True)
    return (
        None if row is None else announce(tx, conversation_id, say(text_id, row.lang, **args), now, key=key)
    )
