"""What people of ours did: written once, read by auditors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from storage.engine import Tx
from storage.models import AuditEntry

_ENTRY = AuditEntry.__table__


def add(tx: Tx, now: datetime, actor: str, action: str, about: str, data: dict[str, Any]) -> None:
    tx.sql.execute(
        insert(AuditEntry).values(at=now, actor=actor, action=action, about=about[:128], data=data)
    )


def entries(
    tx: Tx, *, before: int | None = None, about: str = "", action: str = "", limit: int = 100
) -> Sequence[Row[Any]]:
    """The newest first, those before ``before``; narrowed to a thing, an action (or what begins so)."""
    query = select(_ENTRY).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    if about:
        query = query.where(AuditEntry.about == about)
    if action:
        query = query.where(AuditEntry.action.startswith(action, autoescape=True))
    return tx.sql.execute(query).all()
