"""Which device took the place of which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from storage.engine import Tx
from storage.prepared import Prepared, each, unless_there
from storage.stock_tables import Replacement

_TABLE = Replacement.__table__
_OF_DEVICE = Prepared(
    select(_TABLE).where(
        or_(Replacement.old_id == bindparam("device"), Replacement.new_id == bindparam("device"))
    )
)
_ADD = Prepared(unless_there(Replacement))


def add(tx: Tx, old_id: int, new_id: int, ticket_id: int, by: str, now: datetime) -> bool:
    """False when the old one has a successor already, or the new one has replaced another."""
    return _ADD.first(tx, old_id=old_id, new_id=new_id, ticket_id=ticket_id, by=by, at=now) is not None


def ahead(tx: Tx, device_ids: Iterable[int]) -> None:
    """Read together what took the place of these devices, and whose place they took."""
    _OF_DEVICE.ahead(tx, each("device", device_ids))


def successor(tx: Tx, device_id: int) -> Row[Any] | None:
    return next((row for row in _OF_DEVICE.all(tx, device=device_id) if row.old_id == device_id), None)


def predecessor(tx: Tx, device_id: int) -> Row[Any] | None:
    return next((row for row in _OF_DEVICE.all(tx, device=device_id) if row.new_id == device_id), None)
