"""What was promised to customers, and what they were asked afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model
from storage.partial import partial
from storage.types import Sealed


class Promise(Model):
    """Something promised with a time.  ``kind``: word (of a person), call (back), visit (its window).  ``status``: open,
    kept, failed, withdrawn; one that has failed is still owed until ``closed_at``.  ``key`` names what it was made by, so
    that it is kept once; ``look_at`` is when clockwork looks at it next."""

    __tablename__ = "promises"
    __table_args__ = (
        partial("ix_promises_owed", "due_at", where="closed_at IS NULL"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    key: Mapped[str] = mapped_column(String(128), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Sealed())
    due_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"))
    replaces: Mapped[int | None] = mapped_column(ForeignKey("promises.id"))
    status: Mapped[str] = mapped_column(String(12), default="open")
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    warned_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(Sealed())


class FollowUp(Model):
    """A question after a report was resolved (at ``resolved_at``).  ``status``: waiting, asked, answered, dropped."""

    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("ticket_id", "name", "resolved_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    name: Mapped[str] = mapped_column(String(48))
    resolved_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    score: Mapped[int | None]
    words: Mapped[str | None] = mapped_column(Sealed())
