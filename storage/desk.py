"""Canned answers, mentions, and who looks at what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select, update

from storage.desk_tables import CannedAnswer, Look, Mention
from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import Conversation, Message, Ticket

_ANSWER = CannedAnswer.__table__


# -- the list ------------------------------------------------------------------------------------


def about(tx: Tx, conversation_ids: Sequence[int]) -> dict[int, tuple[str | None, str]]:
    """Of each conversation the plan and the customer's last words, "" where there are none; one question for all."""
    newest = (
        select(func.max(Message.id))
        .where(Message.conversation_id.in_(conversation_ids), Message.direction == "in", Message.text != "")
        .group_by(Message.conversation_id)
    )
    rows = tx.sql.execute(
        select(Conversation.id, Conversation.plan, Message.text)
        .outerjoin(Message, and_(Message.conversation_id == Conversation.id, Message.id.in_(newest)))
        .where(Conversation.id.in_(conversation_ids))
    )
    return {row.id: (row.plan, _words(tx, row.id, row.text or "")) for row in rows}


def _words(tx: Tx, conversation_id: int, newest: str) -> str:
    """The newest words that are not a button or command."""
    if not newest.startswith("/"):
        return newest
    said = (Message.conversation_id == conversation_id, Message.direction == "in", Message.text != "")
    rows = tx.sql.execute(select(Message.text).where(*said).order_by(Message.id.desc()).limit(50))
    return next((text for text in rows.scalars() if not text.startswith("/")), "")


def tickets(tx: Tx, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Tickets by id."""
    rows: dict[int, Row[Any]] = {}
    for row in tx.sql.execute(select(Ticket.__table__).where(Ticket.id.in_(ids))):
        rows[row.id] = row
    return rows


# -- canned answers ------------------------------------------------------------------------------


def answers(tx: Tx, plan: str | None = None, *, every: bool = False) -> Sequence[Row[Any]]:
    """Those of a plan and those of all plans, by name."""
    wanted = select(_ANSWER).order_by(CannedAnswer.name)
    if not every:
        wanted = wanted.where(or_(CannedAnswer.plan.is_(None), CannedAnswer.plan == plan))
    return tx.sql.execute(wanted).all()


def answer(tx: Tx, answer_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(_ANSWER).where(CannedAnswer.id == answer_id)).first()


def answer_named(tx: Tx, name: str) -> Row[Any] | None:
    return tx.sql.execute(select(_ANSWER).where(CannedAnswer.name == name)).first()


def add_answer(tx: Tx, **values: Any) -> int:
    return int(tx.sql.execute(insert(CannedAnswer).values(**values).returning(CannedAnswer.id)).one().id)


def change_answer(tx: Tx, answer_id: int, **values: Any) -> None:
    tx.sql.execute(update(CannedAnswer).where(CannedAnswer.id == answer_id).values(**values))


def drop_answer(tx: Tx, answer_id: int) -> None:
    tx.sql.execute(delete(CannedAnswer).where(CannedAnswer.id == answer_id))


# -- mentions ------------------------------------------------------------------------------------


def mention(tx: Tx, user_id: int, message_id: int, conversation_id: int, now: datetime) -> None:
    tx.sql.execute(
        insert(Mention).values(
            user_id=user_id, message_id=message_id, conversation_id=conversation_id, at=now
        )
    )


def mentions(tx: Tx, user_id: int, limit: int = 20) -> Sequence[Row[Any]]:
    """Those not seen yet, the newest first, with the note's text and author."""
    return tx.sql.execute(
        select(Mention.__table__, Message.text, Message.author, Ticket.number)
        .join(Message, Message.id == Mention.message_id)
        .outerjoin(Ticket, Ticket.id == Message.ticket_id)
        .where(Mention.user_id == user_id, Mention.seen_at.is_(None))
        .order_by(Mention.id.desc())
        .limit(limit)
    ).all()


def seen(tx: Tx, user_id: int, conversation_id: int, now: datetime) -> int:
    """Whoever looks at the conversation has seen what stands there."""
    return tx.sql.execute(
        update(Mention)
        .where(
            Mention.user_id == user_id, Mention.conversation_id == conversation_id, Mention.seen_at.is_(None)
        )
        .values(seen_at=now)
    ).rowcount


# -- who looks at what ---------------------------------------------------------------------------


def look(tx: Tx, who: str) -> Row[Any] | None:
    return tx.sql.execute(select(Look.__table__).where(Look.who == who)).first()


def keep_look(tx: Tx, who: str, conversation_id: int, typing: bool, now: datetime) -> None:
    values = {"conversation_id": conversation_id, "typing": typing, "at": now}
    new = insert_into(Look, tx.dialect).values(who=who, **values)
    tx.sql.execute(new.on_conflict_do_update(index_elements=["who"], set_=values))


def lookers(tx: Tx, conversation_id: int, since: datetime) -> Sequence[Row[Any]]:
    return tx.sql.execute(
        select(Look.__table__)
        .where(Look.conversation_id == conversation_id, Look.at > since)
        .order_by(Look.who)
    ).all()


def forget_looks(tx: Tx, before: datetime) -> None:
    tx.sql.execute(delete(Look).where(Look.at < before))
