"""Public holidays that the operator has imported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String

from storage.declare import Mapped, mapped_column
from storage.models import Model


class PublicYear(Model):
    """The days of a country and a year, ISO date -> [off, name].  The newest row of both counts; earlier ones stay."""

    __tablename__ = "public_years"
    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    year: Mapped[int]
    days: Mapped[dict[str, Any]]
    at: Mapped[datetime]
