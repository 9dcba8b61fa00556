"""Campaigns with their places and register, incidents, second reporters, and general notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model
from storage.partial import partial
from storage.types import PhoneKey, Sealed, SealedJson, key_of_phone


class Campaign(Model):
    """A dated drive.  ``ticket_id`` is the work on its report, opened when it has ended."""

    __tablename__ = "campaigns"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    plan: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[dict[str, Any]]
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None] = mapped_column(index=True)  # clockwork asks for the report then
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    reported_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class CampaignPoint(Model):
    """A service point, or one place of a tour (``tour`` names it).  ``opens`` and ``closes`` are local ``HH:MM``."""

    __tablename__ = "campaign_points"
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[dict[str, Any]]
    tour: Mapped[dict[str, Any] | None]
    address: Mapped[str]
    region: Mapped[str | None] = mapped_column(String(64))
    first_day: Mapped[date]
    last_day: Mapped[date]
    opens: Mapped[str] = mapped_column(String(5))
    closes: Mapped[str] = mapped_column(String(5))


class Registration(Model):
    """A line of a campaign's register.  ``client_key`` is made by the phone's page or the chat: sent twice, it
    registers once.  ``source``: phone, chat or console."""

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("campaign_id", "client_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_points.id"))
    client_key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Sealed())
    name: Mapped[str | None] = mapped_column(Sealed())
    phone: Mapped[str | None] = mapped_column(Sealed())
    phone_key: Mapped[str | None] = mapped_column(PhoneKey(), default=key_of_phone, index=True)
    address: Mapped[str | None] = mapped_column(Sealed())
    lang: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(12))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    created_at: Mapped[datetime]


class Reporter(Model):
    """Somebody else who reported what a ticket is about: told of its number and state, and when it is solved."""

    __tablename__ = "reporters"
    __table_args__ = (UniqueConstraint("ticket_id", "conversation_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    name: Mapped[str | None] = mapped_column(Sealed())
    phone: Mapped[str | None] = mapped_column(Sealed())
    phone_key: Mapped[str | None] = mapped_column(PhoneKey(), default=key_of_phone, index=True)
    said: Mapped[str] = mapped_column(Sealed())
    at: Mapped[datetime]


class Incident(Model):
    """Many reports of one place.  At most one is open for a plan and place: that is what makes parallel reports one
    incident.  ``told`` is the one message to everybody who is affected, ``told_in`` the same by language."""

    __tablename__ = "incidents"
    __table_args__ = (
        partial("uq_incidents_open_scope", "plan", "scope", where="closed_at IS NULL", unique=True),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(32))
    scope: Mapped[str] = mapped_column(Sealed(same=True))
    since: Mapped[datetime]
    opened_at: Mapped[datetime]
    look_at: Mapped[datetime | None] = mapped_column(index=True)  # over by itself then
    told: Mapped[str | None] = mapped_column(Sealed())
    told_in: Mapped[dict[str, str] | None] = mapped_column(SealedJson())
    told_at: Mapped[datetime | None]
    cause: Mapped[str | None] = mapped_column(Sealed())
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str | None] = mapped_column(String(32))


class Notice(Model):
    """Something that all customers of a plan are told, such as a new service number.  ``ticket_id`` is the work on
    it, with the plan's clock."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("plan", "subject", "value"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(16))  # hotline
    value: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(String(40))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class NoticeErrand(Model):
    """One customer, one way (chat, mail, fax, telephone), once.  ``status``: open, done, or impossible (``note``
    says why)."""

    __tablename__ = "notice_errands"
    __table_args__ = (UniqueConstraint("notice_id", "customer_id", "way"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    way: Mapped[str] = mapped_column(String(12))
    address: Mapped[str | None] = mapped_column(Sealed())
    status: Mapped[str] = mapped_column(String(12), default="open")
    note: Mapped[str | None] = mapped_column(Sealed())
    done_by: Mapped[str | None] = mapped_column(String(32))
    done_at: Mapped[datetime | None]
