"""Codes and links of identity.  A code is used, counted and ended by conditional updates: of many who try, one does it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from storage import rows
from storage.engine import Tx
from storage.identity_tables import IdentityCode, IdentityLink
from storage.models import Conversation, Customer, Device, Message
from storage.prepared import NOW, Due
from storage.sealing import same_phone

_CODE, _LINK = IdentityCode.__table__, IdentityLink.__table__
UNREAD = ("hotline", "desk", "office")  # channels in which no customer reads what we write


def add_code(tx: Tx, **values: Any) -> int:
    return rows.put(tx, IdentityCode, **values)


def set_message(tx: Tx, code_id: int, message_id: int) -> None:
    """The message that carries the code."""
    tx.sql.execute(update(IdentityCode).where(IdentityCode.id == code_id).values(message_id=message_id))


def open_codes(tx: Tx, conversation_id: int, now: datetime) -> Sequence[Row[Any]]:
    """Codes that may be typed in a conversation."""
    wanted = select(_CODE).where(
        IdentityCode.conversation_id == conversation_id,
        IdentityCode.status == "open",
        IdentityCode.expires_at > now,
    )
    return tx.sql.execute(wanted.order_by(IdentityCode.id)).all()


def use(tx: Tx, code_id: int, most: int, now: datetime) -> bool:
    """Once; False when it is used, over, too old, or tried too often."""
    good = (IdentityCode.status == "open", IdentityCode.tries < most, IdentityCode.expires_at > now)
    done = tx.sql.execute(
        update(IdentityCode).where(IdentityCode.id == code_id, *good).values(status="used", shown=None)
    )
    return bool(done.rowcount == 1)


def count_try(tx: Tx, ids: Collection[int]) -> None:
    """Somebody has typed something else."""
    tx.sql.execute(
        update(IdentityCode)
        .where(IdentityCode.id.in_(ids), IdentityCode.status == "open")
        .values(tries=IdentityCode.tries + 1)
    )


def end(tx: Tx, conversation_id: int) -> list[int]:
    """All open codes of a conversation are over; the messages that carried codes."""
    ended = tx.sql.execute(
        update(IdentityCode)
        .where(IdentityCode.conversation_id == conversation_id, IdentityCode.status == "open")
        .values(status="over", shown=None)
        .returning(IdentityCode.message_id)
    )
    return [m for m in ended.scalars() if m is not None]


def get_code(tx: Tx, code_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(_CODE).where(IdentityCode.id == code_id)).first()


expired = Due(
    select(IdentityCode.id)
    .where(IdentityCode.status == "open", IdentityCode.expires_at <= NOW)
    .order_by(IdentityCode.id)
)


def expire(tx: Tx, code_id: int) -> bool:
    done = tx.sql.execute(
        update(IdentityCode)
        .where(IdentityCode.id == code_id, IdentityCode.status == "open")
        .values(status="over", shown=None)
    )
    return bool(done.rowcount == 1)


def hide(tx: Tx, message_id: int, text: str) -> None:
    """Take a code out of the message that carried it, sent or not."""
    tx.sql.execute(update(Message).where(Message.id == message_id).values(text=text))


def asked_in(tx: Tx, conversation_id: int, since: datetime) -> int:
    """How often codes were asked for in a conversation."""
    many = func.count(func.distinct(IdentityCode.created_at))
    wanted = select(many).where(
        IdentityCode.conversation_id == conversation_id,
        IdentityCode.created_at > since,
        IdentityCode.by == "customer",
    )
    return int(tx.sql.execute(wanted).scalar() or 0)


def asked_about(tx: Tx, customer_id: int, since: datetime) -> int:
    """How often anybody has asked to be this customer."""
    wanted = select(func.count()).where(
        IdentityCode.customer_id == customer_id,
        IdentityCode.created_at > since,
        IdentityCode.by == "customer",
    )
    return int(tx.sql.execute(wanted).scalar() or 0)


def claimed(tx: Tx, conversation_id: int, limit: int = 20) -> Sequence[Row[Any]]:
    """What was claimed and shown in a conversation, newest first."""
    wanted = select(_CODE).where(
        IdentityCode.conversation_id == conversation_id, IdentityCode.customer_id.is_not(None)
    )
    return tx.sql.execute(wanted.order_by(IdentityCode.id.desc()).limit(limit)).all()


def lock_customer(tx: Tx, customer_id: int) -> None:
    """Who asks about the same customer at the same time waits, so that the limits hold."""
    tx.sql.execute(update(Customer).where(Customer.id == customer_id).values(created_at=Customer.created_at))


def with_phone(tx: Tx, phone: str, limit: int = 50) -> list[int]:
    """Customers with that number however it was written; those with a device of theirs first, then the oldest."""
    devices = select(func.count()).where(Device.customer_id == Customer.id).scalar_subquery()
    wanted = (
        select(Customer.id)
        .where(same_phone(Customer.phone_key, tx.ring, (phone,)))
        .order_by(devices.desc(), Customer.id)
        .limit(limit)
    )
    return list(tx.sql.execute(wanted).scalars())


def channel_of(tx: Tx, customer_id: int, besides: int) -> Row[Any] | None:
    """Of the conversations that the customer reads, the one that has been the customer's for longest: whoever has bound
    an address a minute ago by fraud must not get the codes for the next."""
    bound = (
        select(func.max(IdentityLink.made_at))
        .where(
            IdentityLink.conversation_id == Conversation.id,
            IdentityLink.customer_id == customer_id,
            IdentityLink.undone_at.is_(None),
        )
        .scalar_subquery()
    )
    wanted = select(Conversation.__table__).where(
        Conversation.customer_id == customer_id,
        Conversation.id != besides,
        Conversation.channel.not_in(UNREAD),
    )
    return tx.sql.execute(
        wanted.order_by(func.coalesce(bound, Conversation.created_at), Conversation.id).limit(1)
    ).first()


def add_link(tx: Tx, **values: Any) -> int:
    return rows.put(tx, IdentityLink, **values)


def link(tx: Tx, link_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(_LINK).where(IdentityLink.id == link_id)).first()


def links(tx: Tx, conversation_id: int, limit: int = 20) -> Sequence[Row[Any]]:
    """Newest first, undone ones too."""
    wanted = select(_LINK).where(IdentityLink.conversation_id == conversation_id)
    return tx.sql.execute(wanted.order_by(IdentityLink.id.desc()).limit(limit)).all()


def undo(tx: Tx, link_id: int, by: str, now: datetime) -> bool:
    done = tx.sql.execute(
        update(IdentityLink)
        .where(IdentityLink.id == link_id, IdentityLink.undone_at.is_(None))
        .values(undone_at=now, undone_by=by)
    )
    return bool(done.rowcount == 1)
