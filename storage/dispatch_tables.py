"""Calendars that technicians have subscribed to, and what their telephones have sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model


class CalendarFeed(Model):
    """The secret address under which a technician's visits are read as a calendar; only its hash is kept.  At most one
    for each technician: a new one replaces it."""

    __tablename__ = "calendar_feeds"
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]


class FieldEntry(Model):
    """Something that a technician's telephone has sent, under the key that the telephone gave it: the second time it is
    answered as the first time.  What was sent is kept with the ticket.  ``state``: done, kept (as a note) or refused,
    with the ``answer`` that the telephone showed."""

    __tablename__ = "field_entries"
    __table_args__ = (UniqueConstraint("technician_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"))
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    state: Mapped[str] = mapped_column(String(8))
    answer: Mapped[str]
    at: Mapped[datetime]
