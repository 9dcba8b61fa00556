"""Tickets, their append-only log, consents and alarms."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Row, Select, bindparam, func, or_, select, update

from storage import chain, feed, rows
from storage.engine import Tx
from storage.models import Alarm, Consent, Conversation, LogEntry, Ticket
from storage.prepared import NOW, Due, Prepared, each, given, locking, no_index, some, unless_there

_TABLE = Ticket.__table__
_NUMBERED = select(_TABLE).where(Ticket.id == bindparam("id"))
_BY_ID, _LOCK_ID = Prepared(_NUMBERED), Prepared(locking(_NUMBERED))
_LOCK_SOME = Prepared(some(select(_TABLE), Ticket.id))
_ALARMED = Prepared(select(Alarm.cause).where(Alarm.ticket_id == bindparam("ticket")))
_BY_NUMBER = Prepared(select(_TABLE).where(Ticket.number == bindparam("number")))
_OF_CONVERSATION = Prepared(
    select(_TABLE).where(Ticket.conversation_id == bindparam("conversation")).order_by(Ticket.id.desc())
)
_LOG = Prepared(
    select(
        LogEntry.id,
        LogEntry.ticket_id,
        LogEntry.at,
        LogEntry.event,
        LogEntry.actor,
        LogEntry.data,
        LogEntry.hash,
    )
    .where(LogEntry.ticket_id == bindparam("id"))
    .order_by(LogEntry.id)
)
_LAST_CONSENT = Prepared(
    select(Consent.__table__).where(Consent.ticket_id == bindparam("ticket")).order_by(Consent.id.desc())
)
_IN_TURN = Prepared(select(Ticket.id).where(Ticket.id == bindparam("id")).with_for_update(key_share=True))
_RAISE = Prepared(unless_there(Alarm))
OPEN = ("intake", "open")
LATER = frozenset({"watch_at", "due_at", "queue"})  # what the database gives back as it was given
TICK = timedelta(microseconds=1)


class Entry(NamedTuple):
    """An entry of a ticket's log."""

    id: int
    ticket_id: int
    at: datetime
    event: str
    actor: str
    data: dict[str, Any] | None
    hash: str = ""


def create(tx: Tx, day: date, now: datetime, **values: Any) -> Row[Any]:
    """A new ticket; its number is BX, the local day and the running number of the installation."""
    ticket_id = rows.put(tx, Ticket, created_at=now, updated_at=now, **values)
    row = rows.changed(tx, Ticket, ticket_id, number=f"BX{day:%Y%m%d}{ticket_id:03d}")
    assert row is not None, "it has just been written"
    tx.kept["head", ticket_id], tx.kept["log", ticket_id] = (chain.FIRST, None), ()  # nobody else knows of it
    _wrote(tx, row)
    return row


def get(tx: Tx, ticket_id: int, *, locked: bool = False) -> Row[Any] | None:
    if _one_writer(tx):
        if ticket_id not in tx.seen and (found := _BY_ID.first(tx, id=ticket_id)) is not None:
            tx.seen[ticket_id] = found
        return tx.seen.get(ticket_id)
    if not locked:
        return _BY_ID.first(tx, id=ticket_id)
    if ("ahead", ticket_id) in tx.kept and ("saved", ticket_id) in tx.kept:
        return cast("Row[Any]", tx.kept["saved", ticket_id])
    row = _LOCK_ID.first(tx, id=ticket_id)
    _ours(tx, ticket_id)
    return row


def _one_writer(tx: Tx) -> bool:
    """Whether what was read stays as it is until this transaction writes: then it is read once."""
    return tx.dialect == "sqlite" and tx.round is None


def _ours(tx: Tx, ticket_id: int) -> None:
    """From here on nobody else writes in this log: what was read of it before may have grown, what is read now stays."""
    if ("ours", ticket_id) not in tx.kept:
        tx.kept["ours", ticket_id] = True
        if tx.dialect != "sqlite":  # which has one writer
            tx.kept.pop(("log", ticket_id), None)


def lock_all(tx: Tx, ticket_ids: Sequence[int]) -> list[Row[Any]]:
    """Lock these, in the order of their ids as everybody does, and read their logs together, for a round
    (:mod:`storage.rounds`)."""
    found = _LOCK_SOME.all(tx, given=given(tx, ticket_ids))
    for row in found:
        _ours(tx, row.id)
        tx.kept["saved", row.id], tx.kept["ahead", row.id] = row, True
    _LOG.ahead(tx, each("id", (row.id for row in found)))
    _ALARMED.ahead(tx, each("ticket", (row.id for row in found)))
    if (
        tx.round is not None and tx.dialect != "sqlite"
    ):  # now, when nobody else can write in these logs any more
        tx.round.ids[LogEntry.__tablename__] = deque(rows.new_ids(tx, LogEntry, len(found)))
    return found


def read_all(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read these together."""
    _BY_ID.ahead(tx, each("id", ticket_ids))


def ahead(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read together the logs of these tickets and the answers to their prices."""
    _LOG.ahead(tx, each("id", ticket_ids))
    _LAST_CONSENT.ahead(tx, each("ticket", ticket_ids))


def by_number(tx: Tx, number: str) -> Row[Any] | None:
    return _BY_NUMBER.first(tx, number=number)


def save(tx: Tx, ticket_id: int, now: datetime, **values: Any) -> Row[Any] | None:
    """The ticket as it is then; None if there is none."""
    known = tx.kept.get(("saved", ticket_id))
    if _in_round(tx, ticket_id) and known is not None and LATER.issuperset(values):
        row: Row[Any] | None = rows.change_later(tx, Ticket, known, updated_at=now, **values)
    elif (seen := tx.seen.get(ticket_id)) is not None:
        row = rows.changed_of(tx, Ticket, seen, _BY_ID, updated_at=now, **values)
    else:
        row = rows.changed(tx, Ticket, ticket_id, updated_at=now, **values)
    if row is not None:
        _wrote(tx, row)
    return row


def _in_round(tx: Tx, ticket_id: int) -> bool:
    """Whether it was locked with others beforehand, and is written with them."""
    return tx.round is not None and tx.dialect != "sqlite" and ("ahead", ticket_id) in tx.kept


def _wrote(tx: Tx, row: Row[Any]) -> None:
    tx.kept["saved", row.id] = row
    if _one_writer(tx):
        tx.seen[row.id] = row
    tx.kept.pop(("of", row.conversation_id), None)


def written(tx: Tx, ticket_id: int) -> None:
    """Something else than this module has changed a ticket: what is known of it here is not believed any more."""
    tx.kept.pop(("saved", ticket_id), None)
    tx.seen.pop(ticket_id, None)
    for key in [key for key in tx.kept if key[0] == "of"]:
        del tx.kept[key]


def as_saved(tx: Tx, ticket_id: int, read: Row[Any] | None = None) -> Row[Any] | None:
    """The ticket as this transaction has saved it last; when it has not, as it was ``read`` in it, or is."""
    return tx.kept.get(("saved", ticket_id)) or read or get(tx, ticket_id)


def of_conversation(tx: Tx, conversation_id: int, *, statuses: Sequence[str] = ()) -> Sequence[Row[Any]]:
    """Newest first.  Read once in a transaction, as long as it changes none of them."""
    key = ("of", conversation_id)
    if key not in tx.kept:
        tx.kept[key] = tuple(_OF_CONVERSATION.all(tx, conversation=conversation_id))
        if _one_writer(tx):
            tx.seen |= {row.id: row for row in tx.kept[key]}
    found: Sequence[Row[Any]] = tx.kept[key]
    return [row for row in found if row.status in statuses] if statuses else found


def listing(
    tx: Tx, *, status: str | None = None, plan: str | None = None, conversation_id: int | None = None,
    before: int | None = None, limit: int = 50,
) -> Sequence[Row[Any]]:  # fmt: skip
    """Newest first; ``before`` is the id of the last one of the page before."""
    wanted = select(_TABLE)
    if status is not None:
        wanted = wanted.where(Ticket.status == status)
    if plan is not None:
        wanted = wanted.where(Ticket.plan == plan)
    if conversation_id is not None:
        wanted = wanted.where(Ticket.conversation_id == conversation_id)
    if before is not None:
        wanted = wanted.where(Ticket.id < before)
    return tx.sql.execute(wanted.order_by(Ticket.id.desc()).limit(limit)).all()


def count(tx: Tx, plan: str) -> int:
    """How many tickets a plan has."""
    return int(tx.sql.execute(select(func.count()).where(Ticket.plan == plan)).scalar_one())


def open_of_device(tx: Tx, device_id: int, limit: int = 100) -> list[int]:
    """The open tickets of a device, oldest first."""
    wanted = select(Ticket.id).where(Ticket.device_id == device_id, Ticket.status.in_(OPEN))
    return list(tx.sql.execute(wanted.order_by(no_index(Ticket.id)).limit(limit)).scalars())


def write_log(
    tx: Tx, ticket_id: int, at: datetime, event: str, actor: str, data: dict[str, Any] | None = None
) -> None:
    """A new entry, linked to the one before it.  What is written later has happened later, also where a clock was put
    back, or is behind the one of another server: clocks of the plan start, pause and end in the order of the log."""
    (prev, last), salt = _head(tx, ticket_id), chain.new_salt()
    if last is not None and at < last:
        at = last + TICK
    made = chain.hashed(prev, ticket_id, at, event, actor, data, salt)
    values = {"ticket_id": ticket_id, "at": at, "event": event, "actor": actor, "data": data, "prev": prev, "hash": made,
              "salt": salt}  # fmt: skip
    ids_left = tx.round is not None and bool(tx.round.ids.get(LogEntry.__tablename__))
    put = rows.put_later if ids_left and _in_round(tx, ticket_id) else rows.put
    entry_id = put(tx, LogEntry, **values)
    tx.kept["head", ticket_id] = made, at
    read = tx.kept.get(("log", ticket_id))
    if read is not None:
        tx.kept["log", ticket_id] = (*read, Entry(entry_id, ticket_id, at, event, actor, data, made))
    tx.wake("clocks", f"ticket:{ticket_id}")


def _head(tx: Tx, ticket_id: int) -> tuple[str, datetime | None]:
    """The newest hash of a ticket's log, and its time.  Whoever asks first in a transaction waits until nobody else writes in
    this log; what was read of it before that is read again if it has grown meanwhile."""
    known: tuple[str, datetime] | None = tx.kept.get(("head", ticket_id))
    if known is not None:
        return known
    if tx.dialect != "sqlite" and ("ours", ticket_id) not in tx.kept:  # SQLite has one writer
        _IN_TURN.first(tx, id=ticket_id)
        _ours(tx, ticket_id)
    entries = log(tx, ticket_id)
    return (entries[-1].hash, entries[-1].at) if entries else (chain.FIRST, None)


def links(tx: Tx, ticket_id: int) -> list[tuple[int, chain.Link]]:
    """The log as a chain, oldest first, each link with the id of its entry."""
    found = tx.sql.execute(
        select(LogEntry.__table__).where(LogEntry.ticket_id == ticket_id).order_by(LogEntry.id)
    )
    return [
        (r.id, chain.Link(r.ticket_id, r.at, r.event, r.actor, r.data, r.prev, r.hash, r.salt)) for r in found
    ]


def log(tx: Tx, ticket_id: int) -> Sequence[Entry]:
    """Oldest first.  Read once in a transaction: a turn that records several things looks at it each time."""
    key = ("log", ticket_id)
    if key not in tx.kept:
        tx.kept[key] = tuple([Entry._make(row) for row in _LOG.all(tx, id=ticket_id)])
    found: tuple[Entry, ...] = tx.kept[key]
    return found


def by_then(tx: Tx, ticket_id: int, now: datetime) -> datetime:
    """``now``, or the time of the newest entry, where a clock that is ahead wrote it: it has happened all the same."""
    entries = log(tx, ticket_id)
    return max(now, entries[-1].at) if entries else now


#: tickets with a clock to look at, the longest overdue first
to_watch = Due(select(Ticket.id).where(Ticket.watch_at <= NOW).order_by(Ticket.watch_at, Ticket.id))


def next_watch(tx: Tx, skip: Set[int] = frozenset()) -> datetime | None:
    """When the first ticket has to be looked at that is none of these."""
    wanted = select(Ticket.id, Ticket.watch_at).where(Ticket.watch_at.is_not(None))
    rows = tx.sql.execute(wanted.order_by(Ticket.watch_at, Ticket.id).limit(len(skip) + 1)).all()
    return next((row.watch_at for row in rows if row.id not in skip), None)


def add_consent(tx: Tx, **values: Any) -> int:
    return rows.put(tx, Consent, **values)


def last_consent(tx: Tx, ticket_id: int) -> Row[Any] | None:
    return _LAST_CONSENT.first(tx, ticket=ticket_id)


def raise_alarm(
    tx: Tx, now: datetime, ticket_id: int | None, cause: str, role: str, text_id: str, *, conversation_id: int | None = None,
    **data: Any,
) -> bool:  # fmt: skip
    """Tell ``role`` once about ``cause``.  False when it has been raised before.  ``conversation_id`` belongs to an alarm
    without a ticket."""
    if ticket_id is not None and _in_round(tx, ticket_id):  # nobody else raises what its clocks do
        if any(row.cause == cause for row in _ALARMED.all(tx, ticket=ticket_id)):
            return False
        rows.note_later(
            tx, Alarm, ticket_id=ticket_id, cause=cause, role=role, text_id=text_id, data=data, at=now
        )
        tx.wake("alarms")
        return True
    row = _RAISE.first(tx, ticket_id=ticket_id, conversation_id=conversation_id, cause=cause, role=role, text_id=text_id, data=data, at=now)  # fmt: skip
    if row is not None:
        tx.wake("alarms")
    return row is not None


def alarms(
    tx: Tx, *, roles: Sequence[str] = (), unseen: bool = True, ticket_id: int | None = None, limit: int = 100
) -> Sequence[Row[Any]]:
    """Newest first, with ``number``, ``plan``, ``region`` of what they are about and its conversation."""
    own = [c for c in Alarm.__table__.columns if c.name != "conversation_id"]
    plan = func.coalesce(Ticket.plan, Conversation.plan).label("plan")
    wanted: Select[Any] = (
        select(*own, Ticket.number, Ticket.region, plan, Conversation.id.label("conversation_id"))
        .outerjoin(Ticket, Ticket.id == Alarm.ticket_id)
        .join(Conversation, Conversation.id == func.coalesce(Alarm.conversation_id, Ticket.conversation_id))
    )
    if roles:
        wanted = wanted.where(Alarm.role.in_(roles))
    if unseen:
        wanted = wanted.where(Alarm.seen_at.is_(None))
    if ticket_id is not None:
        wanted = wanted.where(Alarm.ticket_id == ticket_id)
    return tx.sql.execute(wanted.order_by(Alarm.id.desc()).limit(limit)).all()


def is_unseen(tx: Tx, alarm_id: int) -> bool:
    wanted = select(Alarm.id).where(Alarm.id == alarm_id, Alarm.seen_at.is_(None))
    return tx.sql.execute(wanted).first() is not None


def see_alarm(tx: Tx, alarm_id: int, user_id: int, now: datetime, *, whoever: bool = True) -> bool:
    """With what was raised before it about the same (``whoever`` it was for): nobody looks at each step of a clock.
    False when that was seen already."""
    this = tx.sql.execute(
        select(Alarm.__table__).where(Alarm.id == alarm_id, Alarm.seen_at.is_(None))
    ).first()
    if this is None:
        return False
    same = (
        Alarm.ticket_id == this.ticket_id if this.ticket_id is not None
        else Alarm.conversation_id == this.conversation_id
    )  # fmt: skip
    wanted = update(Alarm).where(same, Alarm.id <= alarm_id, Alarm.seen_at.is_(None))
    if not whoever:
        wanted = wanted.where(Alarm.role == this.role)
    return tx.sql.execute(wanted.values(seen_by=user_id, seen_at=now)).rowcount > 0


#: they call somebody to an item that waits, and are over when somebody comes
CALLS = ("alarm-nobody", "alarm-unaccepted", "alarm-crowded", "alarm-unheard")


def end_calls(tx: Tx, item: Row[Any], now: datetime) -> None:
    """Somebody has come: nobody need look at what called them to this item."""
    about = Alarm.conversation_id == item.conversation_id
    if item.ticket_id is not None:
        about = or_(about, Alarm.ticket_id == item.ticket_id)
    wanted = update(Alarm).where(about, Alarm.text_id.in_(CALLS), Alarm.seen_at.is_(None))
    if tx.sql.execute(wanted.values(seen_at=now)).rowcount:
        tx.wake("alarms")
        feed.tell(tx, "alarm", item.id, now, item.conversation_id)


def end_alarms(tx: Tx, ticket_id: int, now: datetime) -> None:
    """Nobody has to look at the alarms of this ticket any more."""
    tx.sql.execute(
        update(Alarm).where(Alarm.ticket_id == ticket_id, Alarm.seen_at.is_(None)).values(seen_at=now)
    )
    tx.wake("alarms")


def take_back_alarms(tx: Tx, ticket_id: int, text_id: str, now_says: str, now: datetime) -> bool:
    """The alarms of a ticket that say one thing stay where they are, seen or not, and say another from now on.  What
    caused them may raise an alarm again."""
    taken = Alarm.cause + f"/taken back {now.isoformat(timespec='seconds')}"
    wanted = update(Alarm).where(Alarm.ticket_id == ticket_id, Alarm.text_id == text_id)
    changed = tx.sql.execute(wanted.values(text_id=now_says, cause=taken)).rowcount > 0
    if changed:
        tx.wake("alarms")
    return changed
