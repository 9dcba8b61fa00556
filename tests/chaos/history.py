"""What happened, as it is known afterwards from both sides: what the crowd was told, and what the database has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage import assignments, conversations, messages, queue, tickets, visits
from storage.engine import Store, Tx
from storage.models import (
    AuditEntry,
    Conversation,
    LogEntry,
    Message,
    QueueItem,
    User,
    Visit,
    VisitSlot,
)

Who = tuple[str, str]  # channel and address of a customer
LATE = timedelta(seconds=15)  # what is due since then should have been done


@dataclass(frozen=True)
class Kept:
    """A message in the database.  ``unsure``: how often it is not known whether an attempt arrived."""

    id: int
    who: Who
    direction: str
    author: str
    text: str
    status: str = "sent"
    epoch: int = 0
    reply_to: int | None = None
    event_id: str | None = None
    attempts: int = 1
    unsure: int = 0
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Logged:
    """An entry of a ticket's log; of what became of a case without one the ticket is 0."""

    ticket: int
    event: str
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Booked:
    """A visit that stands, with the half hours that are taken for it."""

    id: int
    ticket: int
    technician: int
    status: str
    slots: frozenset[int]


@dataclass
class History:
    """``said``: what each customer said and was acknowledged, in order; ``heard``: what each was sent, as it came.
    ``claims`` (login's owner name, item) and ``replies`` (event id) are what engineers were told is done.
    ``left``: what should have been done by now; ``unacknowledged``: what was never acknowledged, however often it
    was said again; ``otherwise``: what was answered otherwise when it was said again."""

    said: dict[Who, list[str]] = field(default_factory=dict)
    heard: dict[Who, list[str]] = field(default_factory=dict)
    claims: list[tuple[str, int]] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    unacknowledged: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    messages: list[Kept] = field(default_factory=list)
    log: list[Logged] = field(default_factory=list)
    holders: dict[int, str] = field(default_factory=dict)  # item that is claimed now: by whom
    visits: list[Booked] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read(store: Store, now: datetime, into: History) -> History:
    """Fill in what the database has."""
    store.read(lambda tx: _read(tx, now, into))
    return into


def _read(tx: Tx, now: datetime, into: History) -> None:
    into.messages = [_kept(row) for row in _messages(tx)]
    entries = select(LogEntry.ticket_id, LogEntry.event, LogEntry.actor, LogEntry.data).order_by(LogEntry.id)
    with_tickets = [Logged(r.ticket_id, r.event, r.actor, r.data or {}) for r in tx.sql.execute(entries)]
    into.log = [*_without_a_ticket(tx), *with_tickets]
    items = tx.sql.execute(select(QueueItem.id, QueueItem.status, QueueItem.claimed_by)).all()
    into.holders = {row.id: f"user:{row.claimed_by}" for row in items if row.status == "claimed"}
    slots: dict[int, set[int]] = {}
    for row in tx.sql.execute(select(VisitSlot.visit_id, VisitSlot.slot)):
        slots.setdefault(row.visit_id, set()).add(row.slot)
    found = tx.sql.execute(select(Visit.id, Visit.ticket_id, Visit.technician_id, Visit.status).order_by(Visit.id)).all()  # fmt: skip
    into.visits = [
        Booked(r.id, r.ticket_id, r.technician_id, r.status, frozenset(slots.get(r.id, ())))
        for r in found
        if r.status in visits.ACTIVE or r.id in slots
    ]
    into.left = left(tx, now)


def _without_a_ticket(tx: Tx) -> list[Logged]:
    """What became of cases without a ticket stands in the log of what people did.  One that gets its ticket later goes on in
    that ticket's log: it is put before that."""
    found = tx.sql.execute(
        select(AuditEntry.__table__).where(AuditEntry.action.startswith("queue.")).order_by(AuditEntry.id)
    )
    return [
        Logged(0, r.action, r.actor, {**r.data, "item": int(r.about.removeprefix("item:"))})
        for r in found.all()
    ]


def _messages(tx: Tx) -> Sequence[Any]:
    return tx.sql.execute(
        select(Message.__table__, Conversation.address)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .order_by(Message.id)
    ).all()


def _kept(row: Any) -> Kept:
    return Kept(
        row.id, (row.channel, row.address), row.direction, row.author, row.text, row.status, row.epoch, row.reply_to,
        row.event_id, row.attempts - int((row.data or {}).get(messages.UNCOUNTED, 0)),
        int((row.data or {}).get(messages.UNSURE, 0)), row.sent_at,
    )  # fmt: skip


def left(tx: Tx, now: datetime) -> list[str]:
    """What should have been done by ``now``, less what has become due just now."""
    before = now - LATE
    found = [
        f"message {row.id} to {row.address} is {row.status}: {row.error}"
        for row in _messages(tx)
        if row.status in ("pending", "dead") and row.created_at < before
    ]
    chores: dict[str, Callable[[Tx, datetime, int], list[int]]] = {
        "ticket {} was to be looked at by clockwork": tickets.to_watch,
        "conversation {} was to be looked at by clockwork": conversations.due_to_look,
        "item {} is claimed by somebody who is gone": queue.lost_leases,
        "item {} was to be offered to somebody": assignments.due,
        "visit {} is held although its time is over": visits.expired,
    }
    for what, due in chores.items():
        found += [what.format(row) for row in due(tx, before, 20)]
    return found


def user_ids(store: Store) -> dict[str, int]:
    """Our people by login."""
    return store.read(lambda tx: {r.login: r.id for r in tx.sql.execute(select(User.login, User.id))})
