"""Contents and the messages that need them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, or_, select, update

from storage import rows
from storage.engine import Tx
from storage.media_tables import Media, MessageMedia
from storage.models import Conversation, Message
from storage.prepared import NOW, Due, Prepared, unless_there

_MEDIA = Media.__table__
_PUT = Prepared(unless_there(Media))
_HERE = select(
    MessageMedia.__table__, Media.sha256, Media.kind, Media.type, Media.size, Media.width, Media.height
)
_LINKS = _HERE.join(Media, Media.id == MessageMedia.media_id)
_NEEDED = select(MessageMedia.id).where(MessageMedia.media_id == Media.id).exists()

_WITHOUT_TICKET = Prepared(
    select(Message.id)
    .join(MessageMedia, MessageMedia.message_id == Message.id)
    .where(
        Message.conversation_id == bindparam("conversation"),
        Message.ticket_id.is_(None),
        Message.created_at >= bindparam("since"),
    )
    .distinct()
)


def put(tx: Tx, digest: str, now: datetime, look_at: datetime, **values: Any) -> Row[Any]:
    """The row of a content, made if need be, and held by this transaction: nobody removes it meanwhile."""
    _PUT.first(tx, sha256=digest, created_at=now, look_at=look_at, **values)
    held = update(Media).where(Media.sha256 == digest).values(look_at=look_at).returning(_MEDIA)
    return tx.sql.execute(held).one()


def by_digest(tx: Tx, digest: str) -> Row[Any] | None:
    return tx.sql.execute(select(_MEDIA).where(Media.sha256 == digest)).first()


def set_codes(tx: Tx, media_id: int, codes: list[list[str]], size: tuple[int, int] | None) -> None:
    width, height = size or (None, None)
    rows.change(tx, Media, media_id, codes=codes, width=width, height=height)


def tie(tx: Tx, message_id: int, files: Sequence[tuple[int, str | None]]) -> None:
    """These contents (id, name) came with the message; one that is not there any more is left out."""
    there = set(tx.sql.execute(select(Media.id).where(Media.id.in_([i for i, _ in files]))).scalars())
    for position, (media_id, name) in enumerate(files):
        if media_id in there:
            rows.note(
                tx, MessageMedia, message_id=message_id, media_id=media_id, position=position, name=name
            )


def waiting_for_a_ticket(tx: Tx, conversation_id: int, since: datetime) -> list[int]:
    """Messages with files that were sent since then and belong to no ticket."""
    return [int(row.id) for row in _WITHOUT_TICKET.all(tx, conversation=conversation_id, since=since)]


def of_messages(tx: Tx, message_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """The files of messages, in their order."""
    found: dict[int, list[Row[Any]]] = {}
    if message_ids:
        wanted = _LINKS.where(MessageMedia.message_id.in_(message_ids)).order_by(MessageMedia.id)
        for row in tx.sql.execute(wanted).all():
            found.setdefault(row.message_id, []).append(row)
    return found


def pictures(tx: Tx, conversation_id: int, ticket_id: int) -> list[Row[Any]]:
    """Files of a conversation that are pictures, of messages about this ticket or about none, oldest first."""
    wanted = _LINKS.join(Message, Message.id == MessageMedia.message_id).where(
        Message.conversation_id == conversation_id,
        or_(Message.ticket_id == ticket_id, Message.ticket_id.is_(None)),
        Media.kind == "image",
    )
    return list(tx.sql.execute(wanted.order_by(MessageMedia.id)).all())


def link(tx: Tx, link_id: int) -> Row[Any] | None:
    """A file of a message, with the conversation, its channel and its address."""
    wanted = (
        _LINKS.add_columns(
            Message.conversation_id,
            Message.ticket_id,
            Message.direction,
            Conversation.channel,
            Conversation.address,
        )
        .join(Message, Message.id == MessageMedia.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
    )
    return tx.sql.execute(wanted.where(MessageMedia.id == link_id)).first()


def bytes_of(tx: Tx, channel: str, address: str, since: datetime) -> int:
    """Of all files that came from an address since then."""
    wanted = (
        select(func.coalesce(func.sum(Media.size), 0))
        .join(MessageMedia, MessageMedia.media_id == Media.id)
        .join(Message, Message.id == MessageMedia.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.channel == channel, Conversation.address == address, Message.created_at >= since)
    )
    return int(tx.sql.execute(wanted).scalar() or 0)


def forget(tx: Tx, message_ids: Collection[int], now: datetime) -> None:
    """These messages have no files any more; what nobody else needs is removed soon."""
    of = select(MessageMedia.media_id).where(MessageMedia.message_id.in_(message_ids))
    tx.sql.execute(update(Media).where(Media.id.in_(of)).values(look_at=now))
    tx.sql.execute(delete(MessageMedia).where(MessageMedia.message_id.in_(message_ids)))


#: contents that have to be looked at
due = Due(select(Media.id).where(Media.look_at <= NOW).order_by(Media.look_at, Media.id))


def settle(tx: Tx, media_id: int, now: datetime) -> str | None:
    """Look at a content again: one that a message needs is left alone; of one that none needs the row is deleted, and
    its digest returned."""
    here = (Media.id == media_id, Media.look_at <= now)
    gone = delete(Media).where(*here, ~_NEEDED).returning(Media.sha256)
    digest: str | None = tx.sql.execute(gone).scalar()
    if digest is None:
        tx.sql.execute(update(Media).where(*here).values(look_at=None))
    return digest
