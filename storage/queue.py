"""The handoff queue.  A claim is a conditional update with a fencing token: exactly one winner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from storage import conversations, openings, rows
from storage.engine import Tx
from storage.models import Alarm, QueueItem
from storage.prepared import NOW, Due, Prepared, each, given, locking, some

_TABLE = QueueItem.__table__
ORDER = (
    QueueItem.severity_level,
    QueueItem.due_at.is_(None),
    QueueItem.due_at,
    QueueItem.id,
)


AT_ONCE = 200  # items that are looked at again when somebody comes or goes
#: of every item that is not done with; written out, since indexes are of just those, and SQLite compiles a statement
#: anew for each value that could decide about such an index
OPEN = QueueItem.status != literal_column("'closed'")
_IS_HANDOFF = QueueItem.kind == literal_column("'handoff'")
_IS_TASK = QueueItem.kind == literal_column("'task'")

_OPEN_HANDOFF = Prepared(
    select(_TABLE).where(
        QueueItem.conversation_id == bindparam("conversation"),
        _IS_HANDOFF,
        OPEN,
    )
)
_OPEN_TASK = Prepared(
    select(_TABLE).where(
        QueueItem.conversation_id == bindparam("conversation"),
        _IS_TASK,
        QueueItem.reason == bindparam("why"),
        OPEN,
    )
)
_ANY_OPEN = Prepared(
    select(_TABLE).where(QueueItem.conversation_id == bindparam("conversation"), OPEN).order_by(*ORDER)
)

_OPEN_OF_TICKET = Prepared(
    select(_TABLE).where(QueueItem.ticket_id == bindparam("ticket"), OPEN).order_by(QueueItem.id)
)
_GET = select(_TABLE).where(QueueItem.id == bindparam("id"))
_BY_ID, _LOCK_ID = Prepared(_GET), Prepared(locking(_GET))
_SOME = Prepared(some(select(QueueItem.id, QueueItem.conversation_id), QueueItem.id, locks=False))
_LOCK_SOME = Prepared(some(select(_TABLE), QueueItem.id))
_OPEN_ONE = update(QueueItem).where(QueueItem.id == bindparam("row_id"), OPEN)
_CHANGE = Prepared(_OPEN_ONE)
_CHANGE_HELD = Prepared(_OPEN_ONE.where(QueueItem.token == bindparam("held")))


_SOME_WAIT: Select[Any] = select(literal_column("1")).where(QueueItem.status == literal_column("'waiting'"))
_WAIT = Prepared(
    select(func.count()).select_from(_SOME_WAIT.limit(bindparam("most", type_=Integer)).subquery())
)


def open_handoff(tx: Tx, conversation_id: int) -> Row[Any] | None:
    return _OPEN_HANDOFF.first(tx, conversation=conversation_id)


def open_task(tx: Tx, conversation_id: int, reason: str, ticket_id: int | None = None) -> Row[Any] | None:
    """With ``ticket_id`` the one about that ticket, or about none."""
    found = _OPEN_TASK.all(tx, conversation=conversation_id, why=reason)
    return next((t for t in found if ticket_id is None or t.ticket_id in (None, ticket_id)), None)


def ahead(tx: Tx, conversation_ids: Iterable[int], ticket_ids: Iterable[int], reasons: Iterable[str]) -> None:
    """Read together what is open in these conversations and of these tickets, and tasks for these reasons."""
    asked = each("conversation", conversation_ids)
    _OPEN_HANDOFF.ahead(tx, asked)
    _OPEN_OF_TICKET.ahead(tx, each("ticket", ticket_ids))
    for reason in reasons:
        _OPEN_TASK.ahead(tx, asked, why=reason)


def any_open(tx: Tx, conversation_id: int) -> Row[Any] | None:
    """The most urgent open item of a conversation, of any kind."""
    return _ANY_OPEN.first(tx, conversation=conversation_id)


def open_of_conversation(tx: Tx, conversation_id: int) -> Sequence[Row[Any]]:
    """The most urgent first."""
    return _ANY_OPEN.all(tx, conversation=conversation_id)


def open_of_ticket(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    """Everything that people still have to do about a ticket."""
    return _OPEN_OF_TICKET.all(tx, ticket=ticket_id)


def add(tx: Tx, now: datetime, **values: Any) -> int:
    """A new item.  At most one open handoff a conversation (unique index): callers hold its lock and look
    with :func:`open_handoff` first."""
    item = rows.put_later(tx, QueueItem, created_at=now, **values)
    tx.wake("queue", "clocks")
    return item


def get(tx: Tx, item_id: int, *, locked: bool = False) -> Row[Any] | None:
    locked = locked and ("locked item", item_id) not in tx.kept
    return (_LOCK_ID if locked else _BY_ID).first(tx, id=item_id)


def lock_all(tx: Tx, item_ids: Sequence[int]) -> list[Row[Any]]:
    """Lock these for a round (:mod:`storage.rounds`) with their conversations, and those first, as a turn does it; but for
    those in whose conversations something is going on just now."""
    seen = _SOME.all(tx, given=given(tx, item_ids))
    talks = conversations.lock_all(tx, {row.conversation_id for row in seen})
    free = {row.id for row in talks}
    found = _LOCK_SOME.all(tx, given=given(tx, [row.id for row in seen if row.conversation_id in free]))
    conversations.know(tx, talks)
    for row in found:
        tx.kept["locked item", row.id] = True
        _BY_ID.know(tx, row, id=row.id)
    return found


def claim(
    tx: Tx, item_id: int, user_id: int, now: datetime, lease_until: datetime, expected: int | None = None
) -> int | None:
    """The fencing token, or None when somebody else has it, or it has another token than the ``expected`` one."""
    wanted = and_(QueueItem.id == item_id, QueueItem.status == "waiting")
    if expected is not None:
        wanted = and_(wanted, QueueItem.token == expected)
    before = get(tx, item_id)
    row = tx.sql.execute(
        update(QueueItem)
        .where(wanted)
        .values(
            status="claimed",
            claimed_by=user_id,
            claimed_at=now,
            lease_until=lease_until,
            offered_to=None,
            offer_until=None,
            token=QueueItem.token + 1,
        )
        .returning(QueueItem.token)
    ).first()
    if row is None or before is None:
        return None
    tx.wake("queue")
    _places(tx, before, {"status": "claimed", "claimed_by": user_id, "offered_to": None})
    return int(row.token)


def change(tx: Tx, item_id: int, *, held: int | None = None, **values: Any) -> bool:
    """Change an item that is still open; with ``held`` only while the claim with that token holds."""
    before = get(tx, item_id) if _PLACES.intersection(values) else None
    if held is None and _later(tx, item_id, values):
        changed = 1
    elif held is None:
        changed = _CHANGE.run(tx, row_id=item_id, **values)
    else:
        changed = _CHANGE_HELD.run(tx, row_id=item_id, held=held, **values)
    if changed == 1:
        tx.wake("queue")
        if before is not None:
            _places(tx, before, values)
    return changed == 1


def _later(tx: Tx, item_id: int, values: Mapping[str, Any]) -> bool:
    """Whether that is written together with others: when an item that a round has locked, and that is open, is looked at
    again."""
    if tx.round is None or tx.dialect == "sqlite" or set(values) != {"offer_after"}:
        return False
    item = get(tx, item_id) if ("locked item", item_id) in tx.kept else None
    if item is None or item.status == "closed":
        return False
    rows.change_later(tx, QueueItem, item, **values)
    return True


_PLACES = frozenset(
    {"status", "claimed_by", "offered_to"}
)  # what takes a place of somebody's, or gives it back


def _places(tx: Tx, before: Row[Any], values: Mapping[str, Any]) -> None:
    """Whoever had this, or was asked, and has not any more, may have a place free; who has it now may be full."""
    now = {name: values.get(name, getattr(before, name)) for name in _PLACES}
    had = _takes(before.status, before.claimed_by, before.offered_to)
    has = _takes(now["status"], now["claimed_by"], now["offered_to"])
    answered = {before.offered_to} - {
        None,
        now["offered_to"],
    }  # who was asked about one thing only, until now
    openings.call(tx, *(had - has | answered))
    for user in has:
        openings.taken(tx, user)
    tx.wake("clocks")


def _takes(status: str, claimed_by: int | None, offered_to: int | None) -> set[int]:
    if status == "closed":
        return set()
    return {user for user in (claimed_by if status == "claimed" else None, offered_to) if user is not None}


def look_again(tx: Tx, most: int = AT_ONCE) -> None:
    """Somebody has come or gone: the most urgent of what waits is looked at at once.  What is further back is gone
    through for whoever has a place free (:mod:`storage.openings`).  What somebody else is just changing is left out
    (and looked at when its own time comes): nobody is waited for."""
    those = (
        select(QueueItem.id)
        .where(
            QueueItem.status == "waiting", QueueItem.offered_to.is_(None), QueueItem.offer_after.is_not(None)
        )
        .order_by(*ORDER)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    tx.sql.execute(update(QueueItem).where(QueueItem.id.in_(those)).values(offer_after=None))
    tx.wake("clocks")


def how_many_wait(tx: Tx, most: int) -> int:
    """Counted up to that many."""
    return int(_WAIT.one(tx, most=most)[0])


def release(tx: Tx, item_id: int, token: int, now: datetime) -> bool:
    """Give a claim whose lease is over back to the queue; the old token is worth nothing any more."""
    before = get(tx, item_id)
    done = tx.sql.execute(
        update(QueueItem)
        .where(
            QueueItem.id == item_id,
            QueueItem.token == token,
            QueueItem.status == "claimed",
            QueueItem.lease_until <= now,
        )
        .values(
            status="waiting",
            claimed_by=None,
            offered_to=None,
            offer_until=None,
            offer_after=None,
            lease_until=None,
            token=token + 1,
        )
    )
    if done.rowcount == 1 and before is not None:
        tx.wake("queue")
        _places(tx, before, {"status": "waiting", "claimed_by": None, "offered_to": None})
    return done.rowcount == 1


def reprioritise(tx: Tx, ticket_id: int, severity_level: int) -> None:
    tx.sql.execute(
        update(QueueItem)
        .where(QueueItem.ticket_id == ticket_id, QueueItem.status != "closed")
        .values(severity_level=severity_level)
    )
    tx.wake("queue")


def extend_leases(tx: Tx, user_id: int, until: datetime) -> None:
    """Whoever has been seen keeps what they hold, at least until then."""
    tx.sql.execute(
        update(QueueItem)
        .where(QueueItem.status == "claimed", QueueItem.claimed_by == user_id, QueueItem.lease_until < until)
        .values(lease_until=until)
    )


#: claims whose holder has not been seen within the lease
lost_leases = Due(
    select(QueueItem.id)
    .where(QueueItem.status == "claimed", QueueItem.lease_until <= NOW)
    .order_by(QueueItem.lease_until, QueueItem.id)
)


_KNOWN = (
    select(Alarm.id)
    .where(Alarm.conversation_id == QueueItem.conversation_id)
    .where(
        Alarm.cause == literal("unheard#") + cast(QueueItem.id, String) + "/" + cast(QueueItem.token, String)
    )
    .correlate(QueueItem)
)
_UNHEARD = (QueueItem.status == "waiting", QueueItem.ticket_id.is_(None), ~_KNOWN.exists())
#: items that wait without a ticket longer than promised, and nobody was told so far
unheard = Due(
    select(QueueItem.id).where(*_UNHEARD, QueueItem.due_at <= NOW).order_by(QueueItem.due_at, QueueItem.id)
)


def unheard_cause(item: Row[Any]) -> str:
    """Once each time that it waits: whoever had it meanwhile has raised the token."""
    return f"unheard#{item.id}/{item.token}"


def next_unheard(tx: Tx) -> datetime | None:
    return tx.sql.execute(select(func.min(QueueItem.due_at)).where(*_UNHEARD)).scalar()


def waiting(tx: Tx, queues: Sequence[str] = (), *, limit: int = 200) -> Sequence[Row[Any]]:
    """Waiting items in the order in which they are to be taken: severity, then due time."""
    wanted = select(_TABLE).where(QueueItem.status == "waiting")
    if queues:
        wanted = wanted.where(QueueItem.queue.in_(queues))
    return tx.sql.execute(wanted.order_by(*ORDER).limit(limit)).all()


def claimed(tx: Tx, user_id: int | None = None) -> Sequence[Row[Any]]:
    wanted = select(_TABLE).where(QueueItem.status == "claimed")
    if user_id is not None:
        wanted = wanted.where(or_(QueueItem.claimed_by == user_id, QueueItem.offered_to == user_id))
    return tx.sql.execute(wanted.order_by(*ORDER)).all()


def offered(tx: Tx, user_id: int) -> Sequence[Row[Any]]:
    """What somebody is asked to take: out of the queue, or by a colleague."""
    wanted = select(_TABLE).where(QueueItem.status != "closed", QueueItem.offered_to == user_id)
    return tx.sql.execute(wanted.order_by(*ORDER)).all()


def place(tx: Tx, item_id: int) -> int | None:
    """1 for the next to be taken in its queue; None when it does not wait."""
    item = get(tx, item_id)
    if item is None or item.status != "waiting":
        return None
    late = func.coalesce(QueueItem.due_at, datetime.max.replace(tzinfo=item.created_at.tzinfo))
    mine = item.due_at or datetime.max.replace(tzinfo=item.created_at.tzinfo)
    ahead = tx.sql.execute(
        select(func.count())
        .select_from(QueueItem)
        .where(
            OPEN,
            QueueItem.status == "waiting",
            QueueItem.kind == item.kind,
            QueueItem.queue == item.queue,
            or_(
                QueueItem.severity_level < item.severity_level,
                and_(
                    QueueItem.severity_level == item.severity_level,
                    or_(late < mine, and_(late == mine, QueueItem.id < item.id)),
                ),
            ),
        )
    ).scalar_one()
    return int(ahead) + 1
