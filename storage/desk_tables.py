"""What people of ours have at their desks: canned answers, mentions in notes, and who looks at what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model


class CannedAnswer(Model):
    """An answer that is often given, in both languages, with ``{placeholders}``.  ``plan`` None: of all plans."""

    __tablename__ = "canned_answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    plan: Mapped[str | None] = mapped_column(String(32))
    zh: Mapped[str]
    en: Mapped[str]
    changed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]


class Mention(Model):
    """Somebody of ours is named in a note (``@login``)."""

    __tablename__ = "mentions"
    __table_args__ = (UniqueConstraint("user_id", "message_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class Look(Model):
    """Who looks at a conversation now.  ``who``: ``user:<id>`` or ``customer:<conversation>``, each at one at a time."""

    __tablename__ = "looks"
    who: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(index=True)
    typing: Mapped[bool]
    at: Mapped[datetime]
