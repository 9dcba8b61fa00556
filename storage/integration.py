"""Subscriptions to events, and what has to be delivered to them.

Nothing is written where a ticket changes: what is new is read from the log.  Numbers of log entries may be committed
out of order (PostgreSQL), so nobody reads past a gap that may still be filled (:class:`Horizon`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, text, update

from storage import rows
from storage.declare import aliased
from storage.engine import Store, Tx
from storage.integration_tables import EventDelivery, EventSubscription
from storage.models import Conversation, LogEntry, Ticket
from storage.prepared import unless_there

Sub, Due = EventSubscription, EventDelivery
_SUBS = Sub.__table__
PENDING = Due.status == "pending"
BATCH = 500  # log entries looked at in one transaction


class Horizon:
    """Up to where the log is complete.  Belongs to one process; safe to forget."""

    def __init__(self) -> None:
        self._start = 0  # from here to ``_end`` nothing can be added any more
        self._end: int | None = None
        self._waits: tuple[int, int] | None = None  # an end of the log, and the transaction to outlive

    def upto(self, store: Store, after: int) -> int:
        """The entry up to which the log is complete, beginning with the one after ``after``."""
        if self._end is None or after < self._start:
            self._start, self._end, self._waits = after, after, None
        known = max(self._end, after)
        self._end = known
        end, missing = store.read(lambda tx: _end(tx, known))
        if store.sqlite or not missing:  # SQLite has one writer
            self._end, self._waits = end, None
            return end
        if self._waits is None:
            # Whoever took a number up to this one has a transaction older than the one we take now.
            self._waits = (end, store.write(lambda tx: _scalar(tx, "pg_current_xact_id()")))
        if store.read(lambda tx: _scalar(tx, "pg_snapshot_xmin(pg_current_snapshot())")) > self._waits[1]:
            self._end, self._waits = max(known, self._waits[0]), None
        return self._end


def _end(tx: Tx, after: int) -> tuple[int, bool]:
    """The newest entry, and whether numbers are missing before it."""
    found = tx.sql.execute(select(func.max(LogEntry.id), func.count()).where(LogEntry.id > after)).one()
    end = int(found[0] or after)
    return end, found[1] != end - after


def _scalar(tx: Tx, call: str) -> int:
    return int(tx.sql.execute(text(f"SELECT {call}::text")).scalar_one())


def newest(tx: Tx) -> int:
    return int(tx.sql.execute(select(func.max(LogEntry.id))).scalar() or 0)


def entry_at(tx: Tx, moment: datetime) -> int:
    """The first entry from that moment on; one after the last where there is none."""
    found = tx.sql.execute(select(func.min(LogEntry.id)).where(LogEntry.at >= moment)).scalar()
    return newest(tx) + 1 if found is None else int(found)


# -- subscriptions --------------------------------------------------------------------------------


def add(tx: Tx, **values: Any) -> int | None:
    """None when there is one to this target already."""
    row = tx.sql.execute(unless_there(Sub)(tx.dialect).values(**values)).first()
    return None if row is None else int(row[0])


def subscriptions(tx: Tx, kind: str | None = None) -> Sequence[Row[Any]]:
    wanted = select(_SUBS).order_by(Sub.id)
    return tx.sql.execute(wanted if kind is None else wanted.where(Sub.kind == kind)).all()


def subscription(tx: Tx, subscription_id: int, *, locked: bool = False) -> Row[Any] | None:
    wanted = select(_SUBS).where(Sub.id == subscription_id)
    return tx.sql.execute(wanted.with_for_update() if locked and tx.dialect != "sqlite" else wanted).first()


def save(tx: Tx, subscription_id: int, **values: Any) -> None:
    rows.change(tx, Sub, subscription_id, **values)


def remove(tx: Tx, subscription_id: int) -> bool:
    tx.sql.execute(delete(Due).where(Due.subscription_id == subscription_id))
    return tx.sql.execute(delete(Sub).where(Sub.id == subscription_id)).rowcount == 1


def counts(tx: Tx) -> dict[tuple[int, str], int]:
    """How many deliveries of each subscription are pending, sent, dead."""
    found = tx.sql.execute(select(Due.subscription_id, Due.status, func.count()).group_by(Due.subscription_id, Due.status))  # fmt: skip
    return {(row[0], row[1]): int(row[2]) for row in found}


# -- the log --------------------------------------------------------------------------------------

_FIELDS = (
    LogEntry.id.label("log_id"), LogEntry.ticket_id, LogEntry.at, LogEntry.event, LogEntry.actor, LogEntry.data, LogEntry.hash,
    Ticket.number, Ticket.plan, Ticket.kind, Ticket.problem, Ticket.contact_name, Ticket.phone, Ticket.address, Ticket.region,
    Ticket.serial_given, Ticket.component, Ticket.severity_level, Ticket.service_level, Conversation.channel,
)  # fmt: skip


def _log() -> Any:
    return (
        select(*_FIELDS)
        .join(Ticket, Ticket.id == LogEntry.ticket_id)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
    )


def entries(
    tx: Tx, after: int, upto: int, events: Collection[str], plans: Collection[str], limit: int = BATCH
) -> Sequence[Row[Any]]:
    """Entries of the log with their tickets, oldest first."""
    wanted = _log().where(LogEntry.id > after, LogEntry.id <= upto, LogEntry.event.in_(events))
    if plans:
        wanted = wanted.where(Ticket.plan.in_(plans))
    return tx.sql.execute(wanted.order_by(LogEntry.id).limit(limit)).all()


def those(tx: Tx, ids: Collection[int]) -> Mapping[int, Row[Any]]:
    return {row.log_id: row for row in tx.sql.execute(_log().where(LogEntry.id.in_(ids)))}


# -- deliveries -----------------------------------------------------------------------------------


def fan_out(tx: Tx, subscription: Row[Any], upto: int, events: Collection[str], now: datetime) -> int:
    """Write what has to be delivered of the entries up to there; returns where it got to.  The subscription is locked."""
    found = entries(tx, subscription.cursor, upto, events, subscription.plans)
    end = found[-1].log_id if len(found) == BATCH else upto
    if found:
        made = unless_there(Due)(tx.dialect).values(
            [{"subscription_id": subscription.id, "log_id": r.log_id, "ticket_id": r.ticket_id, "status": "pending", "attempts": 0,
              "next_at": now} for r in found])  # fmt: skip
        tx.sql.execute(made)
        tx.wake("events")
    save(tx, subscription.id, cursor=end)
    return int(end)


def _earlier() -> Any:
    """An event of the same ticket comes before it."""
    before = aliased(Due)
    return exists().where(
        before.subscription_id == Due.subscription_id, before.status == "pending", before.ticket_id == Due.ticket_id,
        before.log_id < Due.log_id,
    )  # fmt: skip


def take(tx: Tx, subscription_id: int, now: datetime, lease: timedelta, limit: int) -> Sequence[Row[Any]]:
    """Claim what is due: of each ticket the oldest alone, so that the order of its events is kept."""
    wanted = (
        select(Due.id)
        .where(Due.subscription_id == subscription_id, PENDING, Due.next_at <= now, ~_earlier())
        .order_by(Due.log_id)
        .limit(limit)
    )
    if tx.dialect != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    ids = list(tx.sql.execute(wanted).scalars())
    if not ids:
        return []
    taken = update(Due).where(Due.id.in_(ids), PENDING).values(
        attempts=Due.attempts + 1, first_at=func.coalesce(Due.first_at, now), next_at=now + lease
    )  # fmt: skip
    found = tx.sql.execute(taken.returning(Due.__table__)).all()
    return sorted(found, key=lambda row: row.log_id)


def sent(tx: Tx, delivery_id: int, now: datetime) -> bool:
    """Delivered, whoever did it."""
    done = tx.sql.execute(
        update(Due).where(Due.id == delivery_id, PENDING).values(status="sent", sent_at=now, error=None)
    )
    return done.rowcount == 1


def failed(tx: Tx, delivery: Row[Any], error: str, **values: Any) -> bool:
    """What became of an attempt; False when somebody else has tried again meanwhile."""
    mine = and_(Due.id == delivery.id, PENDING, Due.attempts == delivery.attempts)
    return tx.sql.execute(update(Due).where(mine).values(error=error[:500], **values)).rowcount == 1


def first_due(tx: Tx, subscription_id: int) -> datetime | None:
    """When the next delivery may be tried; one that waits for another of its ticket does not count."""
    found: datetime | None = tx.sql.execute(
        select(func.min(Due.next_at)).where(Due.subscription_id == subscription_id, PENDING, ~_earlier())
    ).scalar()
    return found


def again(tx: Tx, subscription_id: int, now: datetime, *, first: int | None = None, status: str | None = None,
          delivery_id: int | None = None) -> int:  # fmt: skip
    """Deliveries begin anew: from a log entry on, of a status, or one."""
    wanted = update(Due).where(Due.subscription_id == subscription_id)
    if first is not None:
        wanted = wanted.where(Due.log_id >= first)
    if status is not None:
        wanted = wanted.where(Due.status == status)
    if delivery_id is not None:
        wanted = wanted.where(Due.id == delivery_id)
    tx.wake("events")
    return tx.sql.execute(wanted.values(
        status="pending", attempts=0, first_at=None, next_at=now, sent_at=None, error=None)).rowcount  # fmt: skip


def add_those(tx: Tx, subscription_id: int, found: Sequence[Row[Any]], now: datetime) -> int:
    """Deliveries of these entries that the subscription does not have."""
    there = set(tx.sql.execute(select(Due.log_id).where(
        Due.subscription_id == subscription_id, Due.log_id.in_([r.log_id for r in found]))).scalars())  # fmt: skip
    new = [r for r in found if r.log_id not in there]
    if new:
        tx.sql.execute(insert(Due), [
            {"subscription_id": subscription_id, "log_id": r.log_id, "ticket_id": r.ticket_id, "status": "pending", "attempts": 0,
             "next_at": now} for r in new])  # fmt: skip
    return len(new)


def dead(tx: Tx, subscription_id: int | None = None, limit: int = 100) -> Sequence[Row[Any]]:
    """Newest first, with their entry and ticket."""
    wanted = (
        select(Due.__table__, LogEntry.event, LogEntry.at, LogEntry.hash, Ticket.number, Sub.name)
        .join(LogEntry, LogEntry.id == Due.log_id)
        .join(Ticket, Ticket.id == Due.ticket_id)
        .join(Sub, Sub.id == Due.subscription_id)
        .where(Due.status == "dead")
    )
    if subscription_id is not None:
        wanted = wanted.where(Due.subscription_id == subscription_id)
    return tx.sql.execute(wanted.order_by(Due.log_id.desc()).limit(limit)).all()


def forget(tx: Tx, before: datetime, limit: int = 5000) -> int:
    """Drop what was delivered long ago."""
    old = select(Due.id).where(Due.status == "sent", Due.sent_at < before).limit(limit)
    return tx.sql.execute(delete(Due).where(Due.id.in_(old))).rowcount


# -- streams --------------------------------------------------------------------------------------


def lease(tx: Tx, subscription_id: int, holder: str, now: datetime, until: datetime) -> Row[Any] | None:
    """The stream's row, if nobody else writes to it now."""
    free = or_(Sub.lease_until.is_(None), Sub.lease_until <= now, Sub.lease == holder)
    mine = update(Sub).where(Sub.id == subscription_id, Sub.paused.is_(None), free)
    return tx.sql.execute(mine.values(lease=holder, lease_until=until).returning(_SUBS)).first()


def move_on(tx: Tx, subscription_id: int, holder: str, cursor: int, came_from: int, **values: Any) -> bool:
    """The cursor, unless somebody else has the stream now or has put it elsewhere."""
    mine = update(Sub).where(Sub.id == subscription_id, Sub.lease == holder, Sub.cursor == came_from)
    return tx.sql.execute(mine.values(cursor=cursor, **values)).rowcount == 1
