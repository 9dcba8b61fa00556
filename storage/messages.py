"""What was said, and what still has to be sent.

Sending is a claim on a row: ``take`` moves a pending message to its next attempt under a conditional
update and refuses, in the same transaction, what the bot wrote under an older owner epoch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Row, and_, bindparam, func, not_, or_, select, update

from storage import rows
from storage.engine import Tx
from storage.models import Conversation, Message
from storage.prepared import Prepared, each

LEASE = timedelta(
    seconds=15
)  # a sender that has not renewed its claim for so long is gone; another one tries
PARTS = "parts"  # in a message's data: how many of its parts have arrived
UNSURE = "perhaps_twice"  # in a message's data: how often it is not known whether an attempt arrived
UNCOUNTED = (
    "not_counted"  # in a message's data: how many of its attempts failed for reasons that are not its own
)
GIVE_UP_AFTER = 24  # attempts, in about four hours; then the message is dead and shown in the console

LAST = 200  # messages of a conversation that are shown

_TABLE = Message.__table__
_HEARD = Message.__table__.alias()
_REPLIES = Prepared(
    select(_TABLE)
    .where(Message.reply_to == bindparam("message"), Message.direction == "out")
    .order_by(Message.id)
)
_SAID_IN = (
    select(_TABLE)
    .where(Message.conversation_id == bindparam("conversation"), Message.id > bindparam("after"))
    .order_by(Message.id.desc())
    .limit(bindparam("limit", type_=Integer))
)
_SAID, _SAID_ALOUD = Prepared(_SAID_IN), Prepared(_SAID_IN.where(Message.direction != "note"))
_BY_EVENT = Prepared(
    select(_TABLE).where(Message.channel == bindparam("channel"), Message.event_id == bindparam("event_id"))
)


def accept(
    tx: Tx, conversation_id: int, channel: str, event_id: str, text: str, now: datetime,
    data: dict[str, Any] | None, ticket_id: int | None = None,
) -> int | None:  # fmt: skip
    """Take in an event once.  None when it has been taken in before."""
    return rows.put_once(
        tx, Message, conversation_id=conversation_id, direction="in", author="customer", channel=channel, event_id=event_id,
        text=text, data=data, status="accepted", ticket_id=ticket_id, created_at=now,
    )  # fmt: skip


def by_event(tx: Tx, channel: str, event_id: str) -> Row[Any] | None:
    return _BY_EVENT.first(tx, channel=channel, event_id=event_id)


def add(tx: Tx, messages: Sequence[dict[str, Any]]) -> list[int]:
    """Write outgoing messages and notes; wakes the sender.  Returns their ids in order."""
    if not messages:
        return []
    ids = rows.put_each(tx, Message, messages)
    tx.wake("outbox", *(f"conversation:{m['conversation_id']}" for m in messages))
    return ids


def replies(tx: Tx, message_id: int) -> Sequence[Row[Any]]:
    """The outgoing messages that answer an inbound one."""
    return _REPLIES.all(tx, message=message_id)


def history(
    tx: Tx, conversation_id: int, *, after: int = 0, limit: int = LAST, notes: bool = True
) -> Sequence[Row[Any]]:
    """The newest ``limit`` messages after id ``after``, oldest first."""
    asked = _SAID if notes else _SAID_ALOUD
    return list(reversed(asked.all(tx, conversation=conversation_id, after=after, limit=limit)))


def ahead(tx: Tx, conversation_ids: Iterable[int], *, limit: int = LAST) -> None:
    """Read together the :func:`history` of these conversations, without notes."""
    _SAID_ALOUD.ahead(tx, each("conversation", conversation_ids), after=0, limit=limit)


def told_since(tx: Tx, message_id: int) -> Sequence[Row[Any]]:
    """What customers have been told after this message, in all conversations, oldest first."""
    told = (Message.id > message_id, Message.direction == "out", Message.status != "refused")
    return tx.sql.execute(select(Message.__table__).where(*told).order_by(Message.id)).all()


def get(tx: Tx, message_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(_TABLE).where(Message.id == message_id)).first()


def set_data(tx: Tx, message_id: int, data: dict[str, Any]) -> None:
    rows.change(tx, Message, message_id, data=data)


def set_ticket(tx: Tx, message_ids: Collection[int], ticket_id: int) -> None:
    for message_id in message_ids if len(message_ids) == 1 else ():
        rows.change(tx, Message, message_id, ticket_id=ticket_id)
    if len(message_ids) > 1:
        tx.sql.execute(update(Message).where(Message.id.in_(message_ids)).values(ticket_id=ticket_id))


def take(
    tx: Tx, now: datetime, channels: Collection[str], limit: int = 20, flying: Collection[int] = ()
) -> Sequence[Row[Any]]:
    """Claim pending messages for delivery, but for those ``flying``: at most one per conversation, the oldest (order
    within a conversation).  Their conversations are locked, so that no owner changes in between; stale ones of the bot
    become ``refused`` here and are not returned."""
    refuse_stale(tx, now)
    oldest = (
        select(func.min(Message.id))
        .where(Message.status == "pending", Message.channel.in_(channels))
        .group_by(Message.conversation_id)
    )
    due = (
        select(Message.id)
        .where(
            Message.id.in_(oldest),
            Message.id.not_in(flying),
            Message.status == "pending",
            Message.next_at <= now,
        )
        .order_by(Message.id)
        .limit(limit)
    )
    if tx.dialect != "sqlite":
        talks = list(tx.sql.execute(due.with_only_columns(Message.conversation_id)).scalars())
        held = select(Conversation.id).where(Conversation.id.in_(talks)).order_by(Conversation.id)
        tx.sql.execute(held.with_for_update(key_share=True))
        refuse_stale(tx, now)
        due = due.where(Message.conversation_id.in_(talks)).with_for_update(skip_locked=True)
    found = tx.sql.execute(due.add_columns(Message.attempts, Message.error)).all()
    if not found:
        return []
    ids = [row.id for row in found]
    tx.sql.execute(
        update(Message)
        .where(Message.id.in_(ids), Message.status == "pending")
        .values(attempts=Message.attempts + 1, next_at=now + LEASE, error=None)
    )
    for row in found:
        if row.attempts and row.error is None:  # whoever tried it has not said what became of it
            count(tx, row.id, UNSURE)
    return tx.sql.execute(
        select(
            _TABLE,
            Conversation.address,
            Conversation.owner,
            Conversation.keyboard,
            _HEARD.c.event_id.label("answers"),
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(_HEARD, _HEARD.c.id == Message.reply_to)
        .where(Message.id.in_(ids))
        .order_by(Message.id)
    ).all()


def renew(tx: Tx, claims: Collection[tuple[int, int]], now: datetime) -> None:
    """Their sender lives: ``claims`` are messages with the attempt that is under way."""
    mine = [and_(Message.id == number, Message.attempts == attempt) for number, attempt in claims]
    if mine:
        tx.sql.execute(
            update(Message).where(Message.status == "pending", or_(*mine)).values(next_at=now + LEASE)
        )


def refuse_stale(tx: Tx, now: datetime, conversation_id: int | None = None) -> int:
    """Refuse what the bot wrote under an epoch that is over: it has lost the right to speak.  What is on its way just now
    cannot be called back; it stays until its sender tells what became of it, so that nothing overtakes it."""
    flying = and_(Message.attempts > 0, Message.error.is_(None), Message.next_at > now)
    stale = select(Message.id).join(
        Conversation,
        and_(Conversation.id == Message.conversation_id, Conversation.owner_epoch != Message.epoch),
    ).where(Message.status == "pending", Message.author == "bot", not_(flying))  # fmt: skip
    if conversation_id is not None:
        stale = stale.where(Message.conversation_id == conversation_id)
    done = tx.sql.execute(
        update(Message)
        .where(Message.id.in_(stale), Message.status == "pending")
        .values(status="refused", error="written under an older owner epoch")
    )
    return done.rowcount


def sent(tx: Tx, message_ids: Collection[int], now: datetime) -> int:
    """Delivered, also where the conversation has changed hands while it was on its way: the customer has read it.  A
    message becomes sent once, so that one sender's word counts."""
    if not message_ids:
        return 0
    return tx.sql.execute(
        update(Message)
        .where(Message.id.in_(message_ids), Message.status.in_(("pending", "refused")))
        .values(status="sent", sent_at=now, error=None)
    ).rowcount


def failed(
    tx: Tx, message_id: int, attempt: int, error: str, next_at: datetime | None, *, counts: bool = True
) -> bool:
    """Not delivered: again at ``next_at``, or dead when that is None.  An attempt that does not ``counts`` is noted as
    such; its number is not given again, or a late word about it would be taken for one about the next.  False when the
    message is not pending any more, or somebody else has claimed it since."""
    done = tx.sql.execute(
        update(Message)
        .where(Message.id == message_id, Message.attempts == attempt, Message.status == "pending")
        .values(error=error[:500], next_at=next_at, status="pending" if next_at else "dead")
    )
    if done.rowcount and not counts:
        count(tx, message_id, UNCOUNTED)
    tx.wake("outbox")
    return bool(done.rowcount)


def count(tx: Tx, message_id: int, name: str) -> None:
    """One more of something that is kept with a message."""
    row = get(tx, message_id)
    if row is not None:
        mark(tx, message_id, name, (row.data or {}).get(name, 0) + 1)


def mark(tx: Tx, message_id: int, name: str, value: Any) -> None:
    """Keep something with a message."""
    row = get(tx, message_id)
    if row is not None:
        set_data(tx, message_id, {**(row.data or {}), name: value})


def next_due(tx: Tx, channels: Collection[str]) -> datetime | None:
    """When the next pending message may be tried."""
    found: datetime | None = tx.sql.execute(
        select(func.min(Message.next_at)).where(Message.status == "pending", Message.channel.in_(channels))
    ).scalar()
    return found
