"""Spare parts and standby units, what replaced what, old parts that come back, and prices agreed in contracts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model
from storage.partial import partial


class Depot(Model):
    """A place that parts and standby units are kept at."""

    __tablename__ = "depots"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    region: Mapped[str] = mapped_column(String(64))


class Stock(Model):
    """What a depot has of one thing.  ``kind``: part or standby; ``reserved`` of the ``on_hand`` are promised to
    tickets and still lie there.  Both change by conditional updates only."""

    __tablename__ = "stock"
    __table_args__ = (
        UniqueConstraint("depot_id", "code"),
        CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="ck_stock_reserved"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    depot_id: Mapped[int] = mapped_column(ForeignKey("depots.id"))
    code: Mapped[str] = mapped_column(String(64))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str] = mapped_column(String(12))
    plan: Mapped[str] = mapped_column(String(32), index=True)
    component: Mapped[str | None] = mapped_column(String(64))
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)


class Reservation(Model):
    """Something of the stock for a ticket.  ``status``: reserved, delivered, returned (a standby unit that came
    back), cancelled.  ``due_at``: when a delivered standby unit is to come back; ``by`` as Message.author."""

    __tablename__ = "reservations"
    __table_args__ = (
        partial("uq_reservations_open", "ticket_id", "stock_id", where="status = 'reserved'", unique=True),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    stock_id: Mapped[int] = mapped_column(ForeignKey("stock.id"), index=True)
    quantity: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]


class Replacement(Model):
    """One device took the place of another: each has one successor at most, and replaces one at most."""

    __tablename__ = "replacements"
    id: Mapped[int] = mapped_column(primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), unique=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class ReturnedPart(Model):
    """An old part that was replaced.  ``status``: awaited, returned, usable or scrap (identified), none (the
    repair replaced no part, which is recorded as well)."""

    __tablename__ = "returned_parts"
    __table_args__ = (
        partial("uq_returned_parts_none", "ticket_id", where="status = 'none'", unique=True),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    part: Mapped[str]
    serial: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]


class ContractPrice(Model):
    """The unit price that the contract of a device fixed for an item of its plan's price list, in minor units."""

    __tablename__ = "contract_prices"
    __table_args__ = (UniqueConstraint("device_id", "item"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id"))
    item: Mapped[str] = mapped_column(String(64))
    unit_price: Mapped[int]
    contract: Mapped[str | None] = mapped_column(String(64))
