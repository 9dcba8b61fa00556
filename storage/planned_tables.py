"""Tables of planned work and of operation records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model
from storage.types import Sealed, SealedJson


class PlannedWork(Model):
    """One occurrence of planned work.  ``subject`` is ``device:<id>`` or ``customer:<id>``; with plan, item and period
    it is there once, however often and by how many it is generated.  ``status``: planned, offered, booked, done,
    skipped, overdue.  ``look_at`` is when clockwork looks at it next; ``result`` holds what was found, answers and
    what was said about it."""

    __tablename__ = "planned_work"
    __table_args__ = (
        UniqueConstraint("plan", "item", "subject", "period"),
        Index("ix_planned_work_status_due_on", "status", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(32))
    item: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(32))
    turn: Mapped[int] = mapped_column(default=0)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    due_on: Mapped[date]
    offer_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(12), default="planned")
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(SealedJson(), default=dict)
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PlannedLook(Model):
    """When a device has to be looked at next for planned work."""

    __tablename__ = "planned_looks"
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), primary_key=True, autoincrement=False)
    look_at: Mapped[datetime] = mapped_column(index=True)


class OperationRecord(Model):
    """How a system is used, by whom, and how well they know it; every entry is kept, the last one counts.
    ``state``: in_use, standby, stopped, retired."""

    __tablename__ = "operation_records"
    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12))
    usage: Mapped[str] = mapped_column(Sealed())
    operators: Mapped[int]
    skilled: Mapped[int]
    joined: Mapped[int]
    left: Mapped[int]
    note: Mapped[str | None] = mapped_column(Sealed())
