"""Who is told of what happens to tickets, and what still has to be told.  A delivery names an entry of the log and keeps
nothing of it; one delivery of an entry to a subscription is a unique constraint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model
from storage.partial import partial


class EventSubscription(Model):
    """``kind``: webhook (``target`` is its URL) or stream (of Redis).  ``types`` and ``plans`` may be empty: all.
    ``signers`` make the secrets; none is kept.  ``cursor`` is the last entry of the log that was looked at.
    ``paused``: why nothing is sent; ``failing_since`` is cleared by a success, ``hold_until`` spares a receiver
    that fails.  ``lease`` belongs to the process that writes to a stream."""

    __tablename__ = "event_subscriptions"
    __table_args__ = (UniqueConstraint("kind", "target"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(64))
    target: Mapped[str]
    types: Mapped[list[Any]] = mapped_column(default=list)
    plans: Mapped[list[Any]] = mapped_column(default=list)
    personal: Mapped[bool] = mapped_column(default=False)
    signers: Mapped[list[Any]] = mapped_column(default=list)
    cursor: Mapped[int] = mapped_column(default=0)
    paused: Mapped[str | None] = mapped_column(String(24))
    paused_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    hold_until: Mapped[datetime | None]
    last_ok: Mapped[datetime | None]
    last_error: Mapped[str | None]
    last_error_at: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class EventDelivery(Model):
    """``status``: pending, sent, dead.  ``first_at`` is the first attempt (of this round of attempts)."""

    __tablename__ = "event_deliveries"
    __table_args__ = (
        UniqueConstraint("subscription_id", "log_id"),
        partial("ix_event_deliveries_pending", "subscription_id", "ticket_id", "log_id", where="status = 'pending'"),
        partial("ix_event_deliveries_due", "subscription_id", "next_at", where="status = 'pending'"),
        Index("ix_event_deliveries_status", "subscription_id", "status"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("event_subscriptions.id"))
    log_id: Mapped[int] = mapped_column(ForeignKey("ticket_log.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    status: Mapped[str] = mapped_column(String(12), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    error: Mapped[str | None]
