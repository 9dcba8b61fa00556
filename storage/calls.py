"""Hotline transcripts that have been taken in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select

from storage.engine import Tx
from storage.models import Call


def by_key(tx: Tx, call_key: str) -> Row[Any] | None:
    return tx.sql.execute(select(Call.__table__).where(Call.call_key == call_key)).first()


def add(tx: Tx, **values: Any) -> None:
    """Raises an integrity error when the call has been taken in meanwhile; the unit of work is then repeated."""
    tx.sql.execute(insert(Call).values(**values))
