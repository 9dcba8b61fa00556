"""What a supervisor watches: how much waits where, who holds what, and what is about to fail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, select

from storage.declare import aliased
from storage.engine import Tx
from storage.models import Absence, LogEntry, QueueItem, Technician, Ticket, User, Visit
from storage.promise_tables import Promise
from storage.queue import OPEN, ORDER


def depth(tx: Tx, now: datetime, soon: datetime, sooner: datetime) -> Sequence[Row[Any]]:
    """Of each queue and severity: how many wait and are held, since when the oldest waits, how many are due before
    ``soon`` and ``sooner`` and how many are over."""
    waiting = QueueItem.status == "waiting"

    def many(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    return tx.sql.execute(
        select(
            QueueItem.queue,
            QueueItem.severity_level,
            many(waiting).label("waiting"),
            many(QueueItem.status == "claimed").label("held"),
            func.min(case((waiting, QueueItem.created_at))).label("oldest"),
            many((QueueItem.due_at >= now) & (QueueItem.due_at < sooner)).label("sooner"),
            many((QueueItem.due_at >= now) & (QueueItem.due_at < soon)).label("soon"),
            many(QueueItem.due_at < now).label("over"),
        )
        .where(OPEN)
        .group_by(QueueItem.queue, QueueItem.severity_level)
        .order_by(QueueItem.queue, QueueItem.severity_level)
    ).all()


def items(
    tx: Tx, now: datetime, *, queue: str, show: str, soon: datetime, limit: int, holder_id: int = 0
) -> Sequence[Row[Any]]:
    """Open items in the order in which they are to be taken, with their tickets and who holds them or is offered them."""
    holder, offered = aliased(User), aliased(User)
    wanted = (
        select(
            QueueItem.__table__,
            Ticket.number,
            Ticket.problem,
            holder.name.label("holder"),
            offered.name.label("offered"),
        )
        .outerjoin(Ticket, Ticket.id == QueueItem.ticket_id)
        .outerjoin(holder, holder.id == QueueItem.claimed_by)
        .outerjoin(offered, offered.id == QueueItem.offered_to)
        .where(OPEN)
    )
    if queue:
        wanted = wanted.where(QueueItem.queue == queue)
    if holder_id:
        wanted = wanted.where(QueueItem.claimed_by == holder_id)
    narrowed: dict[str, Any] = {
        "waiting": QueueItem.status == "waiting",
        "held": QueueItem.status == "claimed",
        "soon": (QueueItem.due_at >= now) & (QueueItem.due_at < soon),
        "over": QueueItem.due_at < now,
    }
    if show in narrowed:
        wanted = wanted.where(narrowed[show])
    return tx.sql.execute(wanted.order_by(*ORDER).limit(limit)).all()


def offers(tx: Tx) -> dict[int, int]:
    """How many open items are offered to each person."""
    rows = tx.sql.execute(
        select(QueueItem.offered_to, func.count())
        .where(OPEN, QueueItem.offered_to.is_not(None))
        .group_by(QueueItem.offered_to)
    )
    return {int(who): int(n) for who, n in rows if who is not None}


def promises(tx: Tx, until: datetime, limit: int) -> Sequence[Row[Any]]:
    """What is still owed and due before that, visits aside, the longest overdue first."""
    return tx.sql.execute(
        select(Promise.__table__, Ticket.number, Ticket.conversation_id)
        .join(Ticket, Ticket.id == Promise.ticket_id)
        .where(Promise.closed_at.is_(None), Promise.due_at < until, Promise.kind != "visit")
        .order_by(Promise.due_at, Promise.id)
        .limit(limit)
    ).all()


def visits(tx: Tx, start: datetime, end: datetime, limit: int) -> Sequence[Row[Any]]:
    """Booked visits that begin between those, with their tickets and who is to come."""
    return tx.sql.execute(_visits().where(Visit.start >= start, Visit.start < end).limit(limit)).all()


def _visits() -> Select[Any]:
    return (
        select(
            Visit.__table__, Ticket.number, Ticket.conversation_id, Ticket.region, Technician.name.label("technician")
        )
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .join(Technician, Technician.id == Visit.technician_id)
        .where(Visit.status == "confirmed")
        .order_by(Visit.start, Visit.id)
    )  # fmt: skip


def steps(tx: Tx, tickets: Collection[int]) -> dict[int, set[str]]:
    """By visit: the steps that the logs of these tickets tell of."""
    rows = tx.sql.execute(
        select(LogEntry.event, LogEntry.data).where(
            LogEntry.ticket_id.in_(tickets),
            LogEntry.event.in_(("visit.on_the_way", "visit.arrived", "visit.done")),
        )
    )
    found: dict[int, set[str]] = {}
    for event, data in rows:
        found.setdefault(int((data or {}).get("visit", 0)), set()).add(event.removeprefix("visit."))
    return found


def away(tx: Tx, start: datetime, end: datetime) -> Sequence[Row[Any]]:
    """Absences of technicians that touch that time."""
    wanted: Any = select(Absence.technician_id, Absence.start, Absence.end)
    return tx.sql.execute(wanted.where(Absence.start < end, Absence.end > start)).all()
