"""Small facts about the installation itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from storage.engine import Tx
from storage.models import Mark


def get(tx: Tx, name: str) -> str | None:
    return tx.sql.execute(select(Mark.value).where(Mark.name == name)).scalar()


def put(tx: Tx, name: str, value: str, now: datetime) -> None:
    tx.sql.execute(insert(Mark).values(name=name, value=value, at=now))
