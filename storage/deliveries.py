"""Outgoing messages that the customer's side comes for, instead of us pushing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    String,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from storage.declare import aliased
from storage.engine import Tx
from storage.messages import refuse_stale
from storage.models import Conversation, Message, User
from storage.prepared import Prepared, locking

LAST_ID = 2**31 - 1
_TABLE = Message.__table__
_WAITING = aliased(Message)
_LOCK = Prepared(locking(select(Conversation.id).where(Conversation.id == bindparam("conversation"))))
#: written out: an index is of just those, and SQLite compiles a statement anew for each value that could decide about it
_PENDING: ColumnElement[str] = literal_column("'pending'")
_WAITS = Prepared(
    select(Message.id)
    .where(Message.conversation_id == bindparam("conversation"), Message.status == _PENDING)
    .limit(1)
)
_FIRST_WAITING = (
    select(func.min(_WAITING.id))
    .where(_WAITING.conversation_id == bindparam("conversation"), _WAITING.status == _PENDING)
    .scalar_subquery()
)
_NEWS = Prepared(
    select(_TABLE, User.name.label("person"))
    .outerjoin(User, Message.author == literal("user:") + cast(User.id, String))
    .where(
        Message.conversation_id == bindparam("conversation"),
        Message.id > bindparam("after"),
        Message.direction != "note",
        or_(Message.status == "accepted", Message.status == "sent"),
        Message.id < func.coalesce(_FIRST_WAITING, LAST_ID),
    )
    .order_by(Message.id.desc())
    .limit(bindparam("limit"))
)
_OFFERED = Prepared(
    select(Message.buttons)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .where(
        Conversation.channel == bindparam("channel"),
        Conversation.address == bindparam("address"),
        Message.direction == "out",
    )
    .order_by(Message.id.desc())
    .limit(20)
)
_WHO = Prepared(
    select(Conversation.id).where(
        Conversation.channel == bindparam("channel"), Conversation.address == bindparam("address")
    )
)


def conversation_of(tx: Tx, channel: str, address: str) -> int | None:
    found = _WHO.first(tx, channel=channel, address=address)
    return None if found is None else int(found.id)


def anything_waits(tx: Tx, conversation_id: int) -> bool:
    """Whether an outgoing message of the conversation has not been fetched yet."""
    return _WAITS.first(tx, conversation=conversation_id) is not None


def hand_out(tx: Tx, conversation_id: int, now: datetime, reply_to: int | None = None) -> Sequence[Row[Any]]:
    """Waiting messages become sent, oldest first; what the bot wrote under an older epoch is refused here.
    With ``reply_to`` they are kept as answers to that message, so that its repetition gets them again.
    The conversation is locked first: its owner does not change in between."""
    _LOCK.first(tx, conversation=conversation_id)
    refuse_stale(tx, now, conversation_id)
    values: dict[str, Any] = {"status": "sent", "sent_at": now, "error": None}
    if reply_to is not None:
        values["reply_to"] = reply_to
    rows = tx.sql.execute(
        update(Message)
        .where(Message.conversation_id == conversation_id, Message.status == "pending")
        .values(**values)
        .returning(_TABLE)
    ).all()
    return sorted(rows, key=lambda row: row.id)


def news(tx: Tx, conversation_id: int, after: int, limit: int = 200) -> Sequence[Row[Any]]:
    """What was said after message ``after`` in both directions, oldest first, at most the newest ``limit``;
    ``person`` is the name of a person of ours who wrote it.  It ends before the first message that still waits:
    whoever goes on after the last one must not pass that by."""
    rows = _NEWS.all(tx, conversation=conversation_id, after=after, limit=limit)
    return list(reversed(rows))


def offered(tx: Tx, channel: str, address: str) -> Sequence[Row[Any]]:
    """The ``buttons`` of the latest outgoing messages to an address, oldest first."""
    rows = _OFFERED.all(tx, channel=channel, address=address)
    return list(reversed(rows))


def offered_in(tx: Tx, channel: str, address: str, message_id: int) -> Row[Any] | None:
    """The ``buttons`` of one outgoing message, if it was for this address."""
    return tx.sql.execute(
        select(Message.buttons)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Conversation.channel == channel,
            Conversation.address == address,
            Message.id == message_id,
            Message.direction == "out",
        )
    ).first()


def move(tx: Tx, channel: str, old: str, new: str) -> None:
    """A conversation gets another address.  Where somebody has been heard under the new one already, both stay and
    what waits to be sent goes there."""
    here = {"channel": channel, "address": new}
    taken = _WHO.first(tx, **here)
    before = _WHO.first(tx, channel=channel, address=old)
    if before is None:
        return
    if taken is None:
        tx.sql.execute(update(Conversation).where(Conversation.id == before.id).values(address=new))
    else:
        epoch = select(Conversation.owner_epoch).where(Conversation.id == taken.id).scalar_subquery()
        tx.sql.execute(
            update(Message)
            .where(Message.conversation_id == before.id, Message.status == "pending")
            .values(conversation_id=taken.id, epoch=epoch)
        )
    tx.wake("outbox")
