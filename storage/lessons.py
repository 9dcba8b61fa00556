"""What people of ours have corrected, for learning from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from storage.engine import Tx
from storage.models import LogEntry, Message

OVERRULED = "overruled"  # in a message's data: the intent that a person gave it, who, when and why


def levels(tx: Tx, since: datetime | None) -> Sequence[Row[Any]]:
    """Log entries in which a person rated a ticket, oldest first."""
    wanted = select(LogEntry.__table__).where(
        LogEntry.event == "ticket.severity", LogEntry.actor.like("user:%")
    )
    if since is not None:
        wanted = wanted.where(LogEntry.at >= since)
    return tx.sql.execute(wanted.order_by(LogEntry.id)).all()


def intents(tx: Tx) -> Sequence[Row[Any]]:
    """Messages whose intent a person has corrected, oldest first."""
    corrected = Message.data[OVERRULED]["intent"].as_string().is_not(None)
    return tx.sql.execute(select(Message.__table__).where(corrected).order_by(Message.id)).all()


def said(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    """What the customer said about a ticket, oldest first."""
    mine = (Message.ticket_id == ticket_id, Message.direction == "in", Message.text != "")  # "": erased
    wanted = select(Message.__table__).where(*mine)
    return tx.sql.execute(wanted.order_by(Message.id)).all()
