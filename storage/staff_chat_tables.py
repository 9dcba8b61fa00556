"""People of ours on Telegram: their accounts there, what they were sent, and the topics of their group."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model


class StaffLink(Model):
    """A user's account on Telegram (``telegram_user``) and the private ``chat`` with it."""

    __tablename__ = "staff_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    telegram_user: Mapped[str] = mapped_column(String(24), unique=True)
    chat: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]


class StaffInvitation(Model):
    """A link that binds an account, once; only a hash of its secret is kept."""

    __tablename__ = "staff_invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]


class StaffPost(Model):
    """What a message to people of ours is about.  ``kind``: offer (a case that waits), mine (a case that ``user_id`` has),
    visit, alarm, words (a customer's), ask (a question of which ``verb`` needs the answer), line, edit (of the
    message ``edits``), close and reopen (of a topic).  ``token`` is the one that the queue item had; ``buttons`` are the
    verbs that can be pressed now, and while it is ``open`` they follow what happens."""

    __tablename__ = "staff_posts"
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("queue_items.id"))
    token: Mapped[int] = mapped_column(default=0)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"))
    alarm_id: Mapped[int | None] = mapped_column(ForeignKey("alarms.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    verb: Mapped[str | None] = mapped_column(String(8))
    edits: Mapped[int | None]
    buttons: Mapped[str] = mapped_column(String(80), default="")
    open: Mapped[bool] = mapped_column(default=False)


class StaffSent(Model):
    """The number that a message (or a part of it) has in a chat of Telegram."""

    __tablename__ = "staff_sent"
    __table_args__ = (UniqueConstraint("chat", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[str] = mapped_column(String(24))
    number: Mapped[int]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)


class StaffTopic(Model):
    """The forum topic of a ticket.  ``begun_at``: somebody is making it."""

    __tablename__ = "staff_topics"
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    chat: Mapped[str] = mapped_column(String(24))
    thread: Mapped[int | None]
    begun_at: Mapped[datetime | None]
