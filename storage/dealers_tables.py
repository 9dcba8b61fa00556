"""Dealers, and what is done with them.  Races are decided here: one running hop a ticket, one reimbursement a ticket,
one proposal a season, one return a device, one notice of a kind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model
from storage.partial import partial
from storage.types import Sealed, SealedJson


class Dealer(Model):
    """Somebody who sells our machines and repairs them.  ``regions`` are service areas."""

    __tablename__ = "dealers"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(String(32))
    regions: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Hop(Model):
    """A ticket in the hands of a party.  It runs until ``ended_at``: passed on or handed back."""

    __tablename__ = "hops"
    __table_args__ = (
        UniqueConstraint("ticket_id", "number"),
        partial("uq_hops_running", "ticket_id", where="ended_at IS NULL", unique=True),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    number: Mapped[int]
    party: Mapped[str] = mapped_column(String(16))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    collects_parts: Mapped[bool] = mapped_column(default=False)
    reasons: Mapped[list[Any]]
    passed_by: Mapped[str] = mapped_column(String(32))
    passed_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    arranged_at: Mapped[datetime | None]
    arranged: Mapped[dict[str, Any] | None] = mapped_column(SealedJson())  # who comes, when
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))  # passed_on, handed_back
    why: Mapped[str | None] = mapped_column(Sealed())


class Reimbursement(Model):
    """What a dealer gets back for a ticket, once.  ``step`` is a step of the plan, or ``refused``;
    ``amount`` in minor units; ``steps`` who did what when."""

    __tablename__ = "reimbursements"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    step: Mapped[str] = mapped_column(String(16), index=True)
    steps: Mapped[list[Any]]
    created_at: Mapped[datetime]


class GoodsReturn(Model):
    """A machine that a dealer sends back, with who pays for it; ``decision`` holds rule, reason and clause."""

    __tablename__ = "goods_returns"
    id: Mapped[int] = mapped_column(primary_key=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), unique=True)
    quality_fault: Mapped[bool]
    taken_apart: Mapped[bool]
    why: Mapped[str]
    decision: Mapped[dict[str, Any]]
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class SeasonStock(Model):
    """The spare parts that a dealer proposes for a season; ``parts`` is a list of [name, quantity]."""

    __tablename__ = "season_stock"
    __table_args__ = (UniqueConstraint("dealer_id", "plan", "season"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    plan: Mapped[str] = mapped_column(String(32))
    season: Mapped[str] = mapped_column(String(48))
    parts: Mapped[list[Any]]
    proposed_on: Mapped[date]
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class DealerNotice(Model):
    """Something that a dealer has to be told, by the clerk: ``kind`` about ``ref`` (a device, a season), once."""

    __tablename__ = "dealer_notices"
    __table_args__ = (UniqueConstraint("kind", "dealer_id", "ref"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    ref: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    told_by: Mapped[str | None] = mapped_column(String(32))
    told_at: Mapped[datetime | None] = mapped_column(index=True)
