"""People of ours on Telegram: links, what they were sent, topics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, insert, or_, select, update

from storage import marks, rows
from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import Alarm, Conversation, Mark, Message, Technician, Ticket, User
from storage.prepared import Prepared
from storage.staff_chat_tables import (
    StaffInvitation,
    StaffLink,
    StaffPost,
    StaffSent,
    StaffTopic,
)

CHANNEL = "telegram-staff"
GROUP = "telegram staff group"  # a mark: chat, language and whether it has topics
BOT = "telegram bot"  # a mark: the bot's name
MAKING = timedelta(seconds=60)  # that one may take to make a topic before another one tries

_LINKED = select(StaffLink.chat, StaffLink.telegram_user, User.__table__).join(
    User, User.id == StaffLink.user_id
)
_ANYBODY = Prepared(select(StaffLink.id).limit(1))
_IS_LINKED = Prepared(select(StaffLink.id).where(StaffLink.telegram_user == bindparam("account")))
_GROUP = Prepared(select(Mark.value).where(Mark.name == GROUP))


def _unless_there(tx: Tx, model: Any) -> Any:
    return insert_into(model, tx.dialect)


# -- who is who ------------------------------------------------------------------------------------


def anybody(tx: Tx) -> bool:
    """Whether anybody of ours is on Telegram."""
    return _ANYBODY.first(tx) is not None


def is_linked(tx: Tx, telegram_user: str) -> bool:
    """Cheap: asked of every message that comes in."""
    return _IS_LINKED.first(tx, account=telegram_user) is not None


def linked(tx: Tx, telegram_user: str) -> Row[Any] | None:
    """The user of an account there, also one who is switched off, with ``chat``."""
    return tx.sql.execute(_LINKED.where(StaffLink.telegram_user == telegram_user)).first()


def link_of(tx: Tx, user_id: int) -> Row[Any] | None:
    return tx.sql.execute(_LINKED.where(StaffLink.user_id == user_id)).first()


def everyone(tx: Tx) -> Sequence[Row[Any]]:
    """All who have linked and are not switched off."""
    return tx.sql.execute(_LINKED.where(User.active).order_by(User.id)).all()


def link(tx: Tx, user_id: int, telegram_user: str, chat: str, now: datetime) -> bool:
    """False when that account is somebody else's already, who has not unlinked it.  An earlier one is given up."""
    tx.sql.execute(
        delete(StaffLink).where(StaffLink.user_id == user_id, StaffLink.telegram_user != telegram_user)
    )
    made = _unless_there(tx, StaffLink).values(
        user_id=user_id, telegram_user=telegram_user, chat=chat, at=now
    )
    tx.sql.execute(made.on_conflict_do_nothing())
    row = linked(tx, telegram_user)
    return row is not None and row.id == user_id


def unlink(tx: Tx, user_id: int) -> bool:
    tx.sql.execute(delete(StaffInvitation).where(StaffInvitation.user_id == user_id))
    return tx.sql.execute(delete(StaffLink).where(StaffLink.user_id == user_id)).rowcount > 0


def invite(tx: Tx, user_id: int, secret_hash: str, now: datetime, expires_at: datetime) -> int:
    """The only invitation of the user from now on."""
    over = or_(StaffInvitation.user_id == user_id, StaffInvitation.expires_at <= now)
    tx.sql.execute(delete(StaffInvitation).where(over))
    return rows.put(tx, StaffInvitation, user_id=user_id, secret_hash=secret_hash, expires_at=expires_at)


def invitation(tx: Tx, number: int) -> Row[Any] | None:
    return tx.sql.execute(select(StaffInvitation.__table__).where(StaffInvitation.id == number)).first()


def use_invitation(tx: Tx, number: int, now: datetime) -> bool:
    """True for the one who uses it in its time."""
    used = delete(StaffInvitation).where(StaffInvitation.id == number, StaffInvitation.expires_at > now)
    return tx.sql.execute(used).rowcount == 1


def technicians(tx: Tx, name: str) -> Sequence[Row[Any]]:
    """Those of that name, or the one with that number."""
    which = Technician.id == int(name) if name.isascii() and name.isdecimal() else Technician.name == name
    return tx.sql.execute(select(Technician.__table__).where(which).order_by(Technician.id)).all()


def technician_user(tx: Tx, technician_id: int) -> int | None:
    return tx.sql.execute(select(User.id).where(User.technician_id == technician_id)).scalar()


# -- marks -----------------------------------------------------------------------------------------


def mark(tx: Tx, name: str) -> str | None:
    return marks.get(tx, name)


def group(tx: Tx) -> str | None:
    """The mark of the group.  Cheap: asked of every message in any group."""
    row = _GROUP.first(tx)
    return None if row is None else str(row.value)


def set_mark(tx: Tx, name: str, value: str | None, now: datetime) -> None:
    """None: the mark is taken away."""
    if value is None:
        tx.sql.execute(delete(Mark).where(Mark.name == name))
        return
    made = _unless_there(tx, Mark).values(name=name, value=value, at=now)
    tx.sql.execute(made.on_conflict_do_update(index_elements=["name"], set_={"value": value, "at": now}))


# -- what was sent ---------------------------------------------------------------------------------


def add_post(tx: Tx, **values: Any) -> None:
    tx.sql.execute(insert(StaffPost).values(**values))


def post(tx: Tx, message_id: int) -> Row[Any] | None:
    """With the ``text`` of the message, and the ``address`` that it went to."""
    return tx.sql.execute(_posts().where(StaffPost.message_id == message_id)).first()


def _posts() -> Any:
    return (
        select(StaffPost.__table__, Message.text, Conversation.address)
        .join(Message, Message.id == StaffPost.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
    )


def open_posts(tx: Tx, conversation_id: int) -> Sequence[Row[Any]]:
    """Those about a customer's conversation whose buttons follow what happens, oldest first."""
    wanted = _posts().where(
        StaffPost.conversation_id == conversation_id, StaffPost.open, StaffPost.kind != "ask"
    )
    return tx.sql.execute(wanted.order_by(StaffPost.message_id)).all()


def conversation_of_alarm(tx: Tx, alarm_id: int) -> int | None:
    its = func.coalesce(Alarm.conversation_id, Ticket.conversation_id)
    wanted = select(its).outerjoin(Ticket, Alarm.ticket_id == Ticket.id).where(Alarm.id == alarm_id)
    return tx.sql.execute(wanted).scalar()


def change_post(tx: Tx, message_id: int, *, expect_open: bool = True, **values: Any) -> bool:
    """False when it is not open any more."""
    wanted = update(StaffPost).where(StaffPost.message_id == message_id, StaffPost.open == expect_open)
    return tx.sql.execute(wanted.values(**values)).rowcount == 1


def note_sent(tx: Tx, message_id: int, chat: str, number: int) -> None:
    made = _unless_there(tx, StaffSent).values(message_id=message_id, chat=chat, number=number)
    tx.sql.execute(made.on_conflict_do_nothing())


def message_at(tx: Tx, chat: str, number: int) -> int | None:
    """Our message that has that number in a chat."""
    wanted = select(StaffSent.message_id).where(StaffSent.chat == chat, StaffSent.number == number)
    return tx.sql.execute(wanted).scalar()


def newest_saying(tx: Tx, address: str, text: str) -> int | None:
    """Our newest message with these words in a room, of the last two hundred."""
    wanted = (
        select(Message.id, Message.text)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(StaffPost, StaffPost.message_id == Message.id)
        .where(Conversation.channel == CHANNEL, Conversation.address == address)
        .where(StaffPost.kind != "edit")
        .order_by(Message.id.desc())
        .limit(200)
    )
    return next((row.id for row in tx.sql.execute(wanted) if row.text == text), None)


def told_visit(tx: Tx, user_id: int, visit: Row[Any], chat: str) -> bool:
    """Whether somebody has a message about that visit in the chat, or one is on its way there."""
    there = exists().where(StaffSent.message_id == StaffPost.message_id, StaffSent.chat == chat)
    wanted = (
        select(StaffPost.message_id)
        .join(Message, Message.id == StaffPost.message_id)
        .where(StaffPost.ticket_id == visit.ticket_id, StaffPost.kind == "visit")
        .where(StaffPost.visit_id == visit.id, StaffPost.user_id == user_id)
        .where(StaffPost.open, or_(Message.status == "pending", there))
    )
    return tx.sql.execute(wanted.limit(1)).first() is not None


def last_number(tx: Tx, message_id: int, chat: str) -> int | None:
    """The number of its last part, which has the buttons."""
    wanted = select(func.max(StaffSent.number)).where(
        StaffSent.message_id == message_id, StaffSent.chat == chat
    )
    return tx.sql.execute(wanted).scalar()


# -- topics ----------------------------------------------------------------------------------------


def topic(tx: Tx, ticket_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(StaffTopic.__table__).where(StaffTopic.ticket_id == ticket_id)).first()


def ticket_of(tx: Tx, chat: str, thread: int) -> int | None:
    wanted = select(StaffTopic.ticket_id).where(StaffTopic.chat == chat, StaffTopic.thread == thread)
    return tx.sql.execute(wanted).scalar()


def begin_topic(tx: Tx, ticket_id: int, chat: str, now: datetime) -> bool:
    """True for the one who is to make it: there is none in this chat, and nobody has been making it lately."""
    made = _unless_there(tx, StaffTopic).values(ticket_id=ticket_id, chat=chat, thread=None, begun_at=now)
    elsewhere = StaffTopic.chat != chat
    nobody = StaffTopic.thread.is_(None) & or_(
        StaffTopic.begun_at.is_(None), StaffTopic.begun_at < now - MAKING
    )
    begun = made.on_conflict_do_update(
        index_elements=["ticket_id"],
        set_={"chat": chat, "thread": None, "begun_at": now},
        where=or_(elsewhere, nobody),
    ).returning(StaffTopic.ticket_id)
    return tx.sql.execute(begun).first() is not None


def keep_topic(tx: Tx, ticket_id: int, chat: str, thread: int) -> int | None:
    """It is made.  Returns the one that counts: another where somebody was faster, None where the ticket has none here."""
    here = (StaffTopic.ticket_id == ticket_id, StaffTopic.chat == chat)
    tx.sql.execute(
        update(StaffTopic).where(*here, StaffTopic.thread.is_(None)).values(thread=thread, begun_at=None)
    )
    return tx.sql.execute(select(StaffTopic.thread).where(*here)).scalar()


def drop_topic(tx: Tx, ticket_id: int, chat: str, thread: int | None) -> None:
    """It is gone, or (None) was not made; another one that somebody has made meanwhile stays."""
    here = (StaffTopic.ticket_id == ticket_id, StaffTopic.chat == chat)
    gone = StaffTopic.thread.is_(None) if thread is None else StaffTopic.thread == thread
    tx.sql.execute(update(StaffTopic).where(*here, gone).values(thread=None, begun_at=None))
