"""What consoles and customer pages watch: numbered events that can be replayed after a gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select

from storage import rows
from storage.engine import Tx
from storage.models import FeedEvent

LOOK_BACK = (
    100  # ids may be committed out of order by parallel writers; readers look back and skip what they know
)

_LATER = ("feed", 0)  # written together right before the commit


def tell(tx: Tx, topic: str, ref: int, now: datetime, conversation_id: int | None = None) -> None:
    """``topic`` is conversation, queue, ticket, alarm, visit, or presence, mention, offer (of a user); ``ref`` its id."""
    if (topic, ref) in tx.told:
        return  # readers look at what is there after the commit: once is enough
    tx.told.add((topic, ref))
    event = {"topic": topic, "ref": ref, "conversation_id": conversation_id, "at": now}
    tx.kept[_LATER] = (*tx.kept.get(_LATER, ()), event)
    tx.at_end[_LATER] = _write
    tx.wake("feed")


def _write(tx: Tx) -> None:
    rows.put_many(tx, FeedEvent, tx.kept.pop(_LATER, ()))


def after(
    tx: Tx, event_id: int, *, conversation_id: int | None = None, limit: int = 500
) -> Sequence[Row[Any]]:
    """Events with a higher id, oldest first."""
    wanted = select(FeedEvent.__table__).where(FeedEvent.id > event_id)
    if conversation_id is not None:
        wanted = wanted.where(FeedEvent.conversation_id == conversation_id)
    return tx.sql.execute(wanted.order_by(FeedEvent.id).limit(limit)).all()


def last(tx: Tx) -> int:
    return int(tx.sql.execute(select(func.max(FeedEvent.id))).scalar() or 0)


def forget(tx: Tx, before: datetime) -> int:
    """Drop what nobody will replay any more."""
    return tx.sql.execute(delete(FeedEvent).where(FeedEvent.at < before)).rowcount
