"""How much there is of what an operator watches: counts, cheap enough to be asked for every few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.engine import Tx
from storage.models import Alarm, Message, QueueItem, Ticket
from storage.queue import OPEN as OPEN_ITEM
from storage.tickets import OPEN


@dataclass(frozen=True, slots=True)
class Counts:
    """``queue``: items by (queue, status); ``messages``: outgoing ones by status (pending, dead);
    ``overdue``: unfinished tickets with a promise that is past; ``alarms``: nobody has seen yet."""

    queue: dict[tuple[str, str], int]
    messages: dict[str, int]
    tickets: dict[str, int]
    overdue: int
    alarms: int


def counts(tx: Tx, now: datetime) -> Counts:
    queue = tx.sql.execute(
        select(QueueItem.queue, QueueItem.status, func.count())
        .where(OPEN_ITEM)
        .group_by(QueueItem.queue, QueueItem.status)
    ).all()
    unsent = tx.sql.execute(
        select(Message.status, func.count())
        .where(Message.status.in_(("pending", "dead")))
        .group_by(Message.status)
    ).all()
    unfinished = tx.sql.execute(
        select(Ticket.status, func.count()).where(Ticket.status.in_(OPEN)).group_by(Ticket.status)
    ).all()
    overdue = select(func.count()).where(Ticket.status.in_(OPEN), Ticket.due_at <= now)
    return Counts(
        queue={(name, status): int(n) for name, status, n in queue},
        messages={status: int(n) for status, n in unsent},
        tickets={status: int(n) for status, n in unfinished},
        overdue=int(tx.sql.execute(overdue).scalar_one()),
        alarms=int(tx.sql.execute(select(func.count()).where(Alarm.seen_at.is_(None))).scalar_one()),
    )


@dataclass(frozen=True, slots=True)
class Lateness:
    """Seconds that the work beside the requests is behind: 0.0 where it is not."""

    unsent: float
    unfired: float


def lateness(tx: Tx, now: datetime) -> Lateness:
    """Since when a message could be sent, and a clock should have fired."""
    unsent = select(func.min(func.coalesce(Message.next_at, Message.created_at))).where(
        Message.status == "pending"
    )
    unfired = select(func.min(Ticket.watch_at))
    return Lateness(*(_behind(tx.sql.execute(wanted).scalar(), now) for wanted in (unsent, unfired)))


def _behind(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0
