"""Hotline transcripts that have been taken in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from storage.engine import Tx
from storage.models import Call, Conversation
from storage.prepared import Prepared, each

_OF_CONVERSATION = Prepared(select(Call.__table__).where(Call.conversation_id == bindparam("conversation")))


def by_key(tx: Tx, call_key: str) -> Row[Any] | None:
    return tx.sql.execute(select(Call.__table__).where(Call.call_key == call_key)).first()


def add(tx: Tx, **values: Any) -> None:
    """Raises an integrity error when the call has been taken in meanwhile; the unit of work is then repeated."""
    tx.sql.execute(insert(Call).values(**values))


def ahead(tx: Tx, conversation_ids: Iterable[int]) -> None:
    """Read together the calls of these conversations."""
    _OF_CONVERSATION.ahead(tx, each("conversation", conversation_ids))


def of_conversation(tx: Tx, conversation_id: int) -> Row[Any] | None:
    return _OF_CONVERSATION.first(tx, conversation=conversation_id)


def without_ticket(tx: Tx, plan: str, start: datetime | None, end: datetime | None) -> Sequence[Row[Any]]:
    """Calls of a plan that were only enquiries, oldest first."""
    wanted = (
        select(Call.__table__)
        .join(Conversation, Conversation.id == Call.conversation_id)
        .where(Conversation.plan == plan, Call.ticket_id.is_(None))
    )
    if start is not None:
        wanted = wanted.where(Call.created_at >= start)
    if end is not None:
        wanted = wanted.where(Call.created_at < end)
    return tx.sql.execute(wanted.order_by(Call.id)).all()
