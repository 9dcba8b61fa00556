"""The receipts of automatic assignment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String

from storage.declare import Mapped, mapped_column
from storage.models import Model


class Assignment(Model):
    """One automatic decision about an item of the queue: what it was decided from (``need``, ``candidates`` with their
    reasons) and by which ``rule``, so that it can be decided again and compared.  ``kind``: offer (``user_id`` was asked
    until ``until``), nobody (nobody could be asked), round (all were asked, it begins anew), shift (handed over at the
    end of a shift) or returned (``user_id`` gave it back).  ``outcome`` of an offer: accepted, refused, lapsed, taken (by
    somebody else) or gone; None while it stands."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index("ix_assignments_item", "item_id", "id"),
        Index("ix_assignments_user", "user_id", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("queue_items.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(12))
    rule: Mapped[str] = mapped_column(String(32))
    round: Mapped[int] = mapped_column(default=1)
    need: Mapped[dict[str, Any]]
    candidates: Mapped[list[Any]]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    until: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    outcome_at: Mapped[datetime | None]
    why: Mapped[str | None]


class Opening(Model):
    """Somebody of ours who may have a place free (:mod:`storage.openings`).  ``version`` is raised by every call."""

    __tablename__ = "openings"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    look_at: Mapped[datetime] = mapped_column(index=True)
    why: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(default=0)
    after: Mapped[list[Any]] = mapped_column(default=list)
