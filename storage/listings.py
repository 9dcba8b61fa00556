"""Lists for programs: paged by id, with what a list has to show beside each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from storage.engine import Tx
from storage.models import Conversation, QueueItem, Technician, Ticket, User, Visit
from storage.queue import OPEN, ORDER


def visits(
    tx: Tx, *, start: datetime | None, end: datetime | None, ticket: str | None, technician_id: int | None,
    statuses: Sequence[str], after: int, limit: int,
) -> Sequence[Row[Any]]:  # fmt: skip
    """Visits by id."""
    wanted = (
        select(
            Visit.__table__, Technician.name.label("technician"), Ticket.number, Ticket.plan, Ticket.region
        )
        .join(Technician, Technician.id == Visit.technician_id)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .where(Visit.id > after, Visit.status.in_(statuses))
    )
    if start is not None:
        wanted = wanted.where(Visit.end > start)
    if end is not None:
        wanted = wanted.where(Visit.start < end)
    if ticket is not None:
        wanted = wanted.where(Ticket.number == ticket)
    if technician_id is not None:
        wanted = wanted.where(Visit.technician_id == technician_id)
    return tx.sql.execute(wanted.order_by(Visit.id).limit(limit)).all()


def queue(
    tx: Tx, *, name: str | None, status: str | None, kind: str | None, limit: int
) -> Sequence[Row[Any]]:
    """Open items in the order in which they are to be taken."""
    wanted = (
        select(QueueItem.__table__, Ticket.number, Ticket.plan, Conversation.channel, Conversation.address,
               User.login.label("claimed_login"))
        .join(Conversation, Conversation.id == QueueItem.conversation_id)
        .outerjoin(Ticket, Ticket.id == QueueItem.ticket_id)
        .outerjoin(User, User.id == QueueItem.claimed_by)
        .where(OPEN)
    )  # fmt: skip
    if name is not None:
        wanted = wanted.where(QueueItem.queue == name)
    if status is not None:
        wanted = wanted.where(QueueItem.status == status)
    if kind is not None:
        wanted = wanted.where(QueueItem.kind == kind)
    return tx.sql.execute(wanted.order_by(*ORDER).limit(limit)).all()
