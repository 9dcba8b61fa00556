"""How each channel stands with what is to be sent.  Every query walks the index of what waits or was given up, or is
bounded to the newest messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from storage.engine import Tx
from storage.models import Conversation, Message

_TABLE = Message.__table__


def lately(tx: Tx, recent: int) -> Sequence[Row[Any]]:
    """Of the newest messages: channel, when one was sent last, when one came in last."""
    last = tx.sql.execute(select(func.max(Message.id))).scalar() or 0
    sent = func.max(Message.sent_at).filter(Message.direction == "out", Message.status == "sent")
    heard = func.max(Message.created_at).filter(Message.direction == "in")
    wanted = select(Message.channel, sent.label("sent"), heard.label("heard")).where(
        Message.id > last - recent
    )
    return list(tx.sql.execute(wanted.group_by(Message.channel)))


def unsent(tx: Tx, status: str) -> Sequence[Row[Any]]:
    """By channel: how many are pending (or dead), and since when the oldest."""
    wanted = select(
        Message.channel, func.count().label("number"), func.min(Message.created_at).label("since")
    )
    return list(tx.sql.execute(wanted.where(Message.status == status).group_by(Message.channel)))


def wrong(tx: Tx, status: str, limit: int) -> Sequence[Row[Any]]:
    """The newest messages with an error that are pending (or dead), with whom they are for."""
    wanted = (
        select(_TABLE, Conversation.address)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.status == status, Message.error.is_not(None))
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return tx.sql.execute(wanted).all()


def again(tx: Tx, message_id: int, now: datetime) -> Row[Any] | None:
    """A message that was given up is tried from the beginning; None when it is not dead (any more)."""
    return tx.sql.execute(
        update(Message)
        .where(Message.id == message_id, Message.status == "dead")
        .values(status="pending", attempts=0, next_at=now, error=None)
        .returning(Message.conversation_id)
    ).first()


def drop(tx: Tx, message_id: int) -> Row[Any] | None:
    """A message that was given up is not sent any more; None when it is not dead (any more)."""
    return tx.sql.execute(
        update(Message)
        .where(Message.id == message_id, Message.status == "dead")
        .values(status="refused", error="discarded by an administrator")
        .returning(Message.conversation_id)
    ).first()
