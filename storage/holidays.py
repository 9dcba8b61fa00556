"""Public holidays that the operator has imported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from storage.engine import Tx
from storage.holiday_tables import PublicYear


def edition(tx: Tx) -> int:
    """Grows with every import; 0: nothing was imported."""
    return int(tx.sql.execute(select(func.max(PublicYear.id))).scalar() or 0)


def years(tx: Tx) -> Sequence[Row[Any]]:
    """What counts, by country and year."""
    newest = select(func.max(PublicYear.id)).group_by(PublicYear.country, PublicYear.year)
    wanted = select(PublicYear.__table__).where(PublicYear.id.in_(newest))
    return tx.sql.execute(wanted.order_by(PublicYear.country, PublicYear.year)).all()


def add(tx: Tx, country: str, year: int, days: dict[str, Any], now: datetime) -> None:
    tx.sql.execute(insert(PublicYear).values(country=country, year=year, days=days, at=now))
