"""The duty roster, and which team a customer has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String

from storage.declare import Mapped, mapped_column
from storage.models import Model


class StoredRoster(Model):
    """The newest row counts; earlier ones stay, to know who was on duty then."""

    __tablename__ = "rosters"
    id: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class CustomerTeam(Model):
    """The team (its queue) that a customer has under a plan; the first one given stays."""

    __tablename__ = "customer_teams"
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    plan: Mapped[str] = mapped_column(String(32), primary_key=True)
    queue: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
