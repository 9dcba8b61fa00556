"""What the house tells a customer outside of a turn: from clockwork, or after a click in the console."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers.house import House
from handlers.texts.catalog import Value, say
from handlers.texts.shapes import moment
from storage import conversations, feed, messages, tickets
from storage.engine import Tx

NOWHERE = ZoneInfo("Asia/Shanghai")  # the zone where no plan says one


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
    return ZoneInfo(plan.zone) if plan is not None else NOWHERE


def at(house: House, ticket: Row[Any], when: datetime, lang: str, now: datetime) -> str:
    """A time as the customer reads it."""
    return moment(when.astimezone(zone(house, ticket.plan)), lang, now)


def tell(
    tx: Tx, row: Row[Any], ticket_id: int, now: datetime, text_id: str, *buttons: tuple[str, str], **args: Value
) -> None:  # fmt: skip
    """A fixed text of the house, sent whoever has the conversation.  Buttons are (text id of the title, payload)."""
    quote(tx, row, ticket_id, now, say(text_id, row.lang, **args), buttons)


def quote(
    tx: Tx, row: Row[Any], ticket_id: int, now: datetime, text: str, buttons: Sequence[tuple[str, str]] = ()
) -> None:  # fmt: skip
    """A text that is made already."""
    messages.add(tx, [{
        "conversation_id": row.id, "ticket_id": ticket_id, "direction": "out", "author": "notice", "channel": row.channel,
        "text": text, "buttons": titled(buttons, row.lang) or None, "status": "pending", "epoch": row.owner_epoch,
        "next_at": now, "created_at": now,
    }])  # fmt: skip
    feed.tell(tx, "conversation", row.id, now, row.id)


def titled(buttons: Sequence[tuple[str, str]], lang: str) -> list[list[str]]:
    return [[say(title, lang), payload] for title, payload in buttons]
