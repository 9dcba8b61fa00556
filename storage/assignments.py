"""Offers of queue items to people, and the receipts of how they came about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select, update

from storage import openings, people, rows
from storage.assignment_tables import Assignment
from storage.declare import aliased
from storage.engine import Tx
from storage.models import Conversation, Message, QueueItem, Ticket, User
from storage.prepared import NOW, Due, Prepared, each
from storage.queue import ORDER

_TABLE = Assignment.__table__
_ITEM = QueueItem.__table__


_UNASKED = (QueueItem.status == "waiting", QueueItem.offered_to.is_(None))
_AGAIN = Due(
    select(QueueItem.id)
    .where(*_UNASKED, QueueItem.offer_after <= NOW)
    .order_by(QueueItem.offer_after, QueueItem.id)
)
_NEW = Due(select(QueueItem.id).where(*_UNASKED, QueueItem.offer_after.is_(None)).order_by(*ORDER))
_OVER = Due(
    select(QueueItem.id)
    .where(QueueItem.offered_to.is_not(None), QueueItem.status != "closed", QueueItem.offer_until <= NOW)
    .order_by(QueueItem.offer_until, QueueItem.id)
)


def due(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Items that somebody has to be found for and offers whose time is over, the most urgent first; of very many those
    that have been due for the longest."""
    found = {item for kind in (_OVER, _AGAIN, _NEW) for item in kind(tx, now, limit)}
    if len(found) < 2:
        return list(found)
    wanted = select(QueueItem.id).where(QueueItem.id.in_(found)).order_by(*ORDER).limit(limit)
    return list(tx.sql.execute(wanted).scalars())


def next_due(tx: Tx) -> datetime | None:
    """When an offer ends, an item is looked at again, or a shift ends or begins."""
    found = [
        tx.sql.execute(
            select(func.min(QueueItem.offer_until)).where(
                QueueItem.offered_to.is_not(None), QueueItem.status != "closed"
            )
        ).scalar(),
        tx.sql.execute(select(func.min(QueueItem.offer_after)).where(QueueItem.status == "waiting")).scalar(),
        tx.sql.execute(select(func.min(User.roster_at)).where(User.active)).scalar(),
    ]
    return min((t for t in found if t is not None), default=None)


def offer(tx: Tx, item_id: int, token: int, user_id: int, now: datetime, until: datetime) -> bool:
    """Ask somebody, if the item still waits as it did and nobody is being asked."""
    done = tx.sql.execute(
        update(QueueItem)
        .where(
            QueueItem.id == item_id, QueueItem.token == token, QueueItem.status == "waiting", QueueItem.offered_to.is_(None)
        )
        .values(offered_to=user_id, offer_until=until, offer_after=None)
    )  # fmt: skip
    if done.rowcount == 1:
        people.give(tx, user_id, now)
        openings.taken(tx, user_id)
        tx.wake("queue", "clocks")
    return done.rowcount == 1


def as_urgent(tx: Tx, item: Row[Any], limit: int = 50) -> Sequence[Row[Any]]:
    """Items that wait with nobody asked and are as severe as this one or more, it among them, in the queue's order."""
    open_ = [
        QueueItem.status == "waiting",
        QueueItem.offered_to.is_(None),
        QueueItem.severity_level <= item.severity_level,
    ]
    return tx.sql.execute(select(_ITEM).where(*open_).order_by(*ORDER).limit(limit)).all()


def _held() -> Prepared:
    """Cases held, by holder, less those whose customer was answered before ``quiet`` and has said nothing since."""
    ours_or_theirs = or_(
        Message.direction == "in", and_(Message.direction == "out", Message.author.like("user:%"))
    )
    last = (
        select(func.max(Message.id))
        .where(Message.conversation_id == QueueItem.conversation_id, ours_or_theirs)
        .correlate(QueueItem)
        .scalar_subquery()
    )
    said = aliased(Message)
    silent = and_(QueueItem.kind == "handoff", said.direction == "out", said.created_at <= bindparam("quiet"))
    return Prepared(
        select(QueueItem.claimed_by, func.count())
        .select_from(QueueItem)
        .outerjoin(said, said.id == last)
        .where(
            QueueItem.status == "claimed", QueueItem.claimed_by.is_not(None), or_(said.id.is_(None), ~silent)
        )
        .group_by(QueueItem.claimed_by)
    )


_HELD = _held()
_OFFERED = Prepared(
    select(QueueItem.offered_to, func.count())
    .where(QueueItem.status != "closed", QueueItem.offered_to.is_not(None))
    .group_by(QueueItem.offered_to)
)


def loads(tx: Tx, now: datetime, silent_after: timedelta) -> dict[int, int]:
    """How many cases each has: held, less those whose customer we answered so long ago without a word since, and offers
    that stand."""
    found = offered(tx)
    held: list[Any] = [*_HELD.all(tx, quiet=now - silent_after)]
    for row in held:
        found[row[0]] = found.get(row[0], 0) + int(row[1])
    return found


def offered(tx: Tx) -> dict[int, int]:
    """How many offers each has that stand."""
    standing: list[Any] = [*_OFFERED.all(tx)]
    return {row[0]: int(row[1]) for row in standing}


def _last(theirs: ColumnElement[bool]) -> Prepared:
    return Prepared(
        select(QueueItem.claimed_by)
        .where(theirs, QueueItem.claimed_by.is_not(None), QueueItem.id != bindparam("item"))
        .order_by(QueueItem.claimed_at.desc(), QueueItem.id.desc())
        .limit(1)
    )


_HERE = QueueItem.conversation_id == bindparam("conversation")
_SAME = select(Conversation.id).where(Conversation.customer_id == bindparam("customer"))
_LAST_HERE = _last(_HERE)
_LAST = _last(or_(_HERE, QueueItem.conversation_id.in_(_SAME)))


def last_of(tx: Tx, item: Row[Any], customer_id: int | None) -> int | None:
    """Who last had a case of this customer, or of this conversation."""
    about = {"conversation": item.conversation_id, "item": item.id}
    found = (
        _LAST_HERE.first(tx, **about)
        if customer_id is None
        else _LAST.first(tx, customer=customer_id, **about)
    )
    return None if found is None else int(found[0])


# -- for whoever has a place free --------------------------------------------------------------------


def anything_waits(tx: Tx) -> bool:
    """Whether anything waits with nobody asked."""
    wanted = select(QueueItem.id).where(*_UNASKED).limit(1)
    return tx.sql.execute(wanted).first() is not None


def unasked(tx: Tx, queues: Sequence[str], after: Sequence[Any], limit: int) -> Sequence[Row[Any]]:
    """What waits with nobody asked, in the order in which it is to be taken, of these queues (none: of all), behind what
    :func:`place_of` gave."""
    wanted = (
        select(
            QueueItem.id, QueueItem.queue, QueueItem.severity_level, QueueItem.due_at, QueueItem.skills,
            func.coalesce(Ticket.plan, Conversation.plan).label("plan"),
        )
        .join(Conversation, Conversation.id == QueueItem.conversation_id)
        .outerjoin(Ticket, Ticket.id == QueueItem.ticket_id)
        .where(*_UNASKED)
    )  # fmt: skip
    if queues:
        wanted = wanted.where(QueueItem.queue.in_(queues))
    if after:
        wanted = wanted.where(*_behind(*after))
    return tx.sql.execute(wanted.order_by(*ORDER).limit(limit)).all()


def place_of(item: Row[Any]) -> list[Any]:
    return [item.severity_level, item.due_at.isoformat() if item.due_at is not None else None, item.id]


def _behind(level: int, due_at: str | None, item_id: int) -> tuple[Any, ...]:
    if due_at is None:
        same = and_(QueueItem.due_at.is_(None), QueueItem.id > item_id)
    else:
        at = datetime.fromisoformat(due_at)
        later = and_(QueueItem.due_at == at, QueueItem.id > item_id)
        same = or_(QueueItem.due_at.is_(None), QueueItem.due_at > at, later)
    return QueueItem.severity_level >= level, or_(QueueItem.severity_level > level, same)


# -- receipts --------------------------------------------------------------------------------------


def add(tx: Tx, now: datetime, item: Row[Any], **values: Any) -> None:
    rows.note_later(tx, Assignment, item_id=item.id, conversation_id=item.conversation_id, at=now, **values)


_MINE = Assignment.item_id == bindparam("item")
_BRIEF = [c for c in _TABLE.columns if c.name not in ("need", "candidates")]
_OF_ITEM = Prepared(select(*_BRIEF).where(_MINE).order_by(Assignment.id))
_NEWEST = Prepared(select(_TABLE).where(_MINE).order_by(Assignment.id.desc()).limit(1))


def of_item(tx: Tx, item_id: int) -> Sequence[Row[Any]]:
    """All of an item, the oldest first, without what they were decided from."""
    return _OF_ITEM.all(tx, item=item_id)


def ahead(tx: Tx, items: Sequence[Row[Any]]) -> None:
    """Read together what happened to these so far, and who last had a case of their conversations, or of the customers
    that they belong to."""
    asked = each("item", (item.id for item in items))
    _OF_ITEM.ahead(tx, asked)
    _NEWEST.ahead(tx, asked)
    _LAST_HERE.ahead(tx, [{"conversation": item.conversation_id, "item": item.id} for item in items])


def newest(tx: Tx, item_id: int) -> Row[Any] | None:
    return _NEWEST.first(tx, item=item_id)


def of_conversation(tx: Tx, conversation_id: int, limit: int = 20) -> Sequence[Row[Any]]:
    """The newest first."""
    wanted = select(_TABLE).where(Assignment.conversation_id == conversation_id)
    return tx.sql.execute(wanted.order_by(Assignment.id.desc()).limit(limit)).all()


def settle(tx: Tx, item_id: int, outcome: str, now: datetime, why: str | None = None) -> None:
    """How the offer that stands ended; nothing where none does."""
    tx.sql.execute(
        update(Assignment)
        .where(Assignment.item_id == item_id, Assignment.kind == "offer", Assignment.outcome.is_(None))
        .values(outcome=outcome, outcome_at=now, why=why)
    )


def give_back(tx: Tx, now: datetime, item: Row[Any], user_id: int, why: str, kind: str = "returned") -> None:
    """Somebody gave an item back to the queue: it is not offered to them before everybody else."""
    past = of_item(tx, item.id)
    add(tx, now, item, kind=kind, rule="by hand", round=max((r.round for r in past), default=1), need={}, candidates=[],
        user_id=user_id, until=None, outcome=None, outcome_at=None, why=why)  # fmt: skip


# -- shifts ----------------------------------------------------------------------------------------


#: users for whom the roster is to be looked at
shifts_due = Due(select(User.id).where(User.active, User.roster_at <= NOW).order_by(User.roster_at, User.id))


def look_at_roster(tx: Tx, now: datetime) -> None:
    """There is a new roster: everybody is looked at."""
    tx.sql.execute(update(User).where(User.active).values(roster_at=now))
    tx.wake("clocks")
