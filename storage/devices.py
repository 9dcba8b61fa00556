"""The device registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from storage.engine import Tx
from storage.models import Device

_TABLE = Device.__table__


def by_key(tx: Tx, serial_key: str) -> Row[Any] | None:
    """By the folded serial number (``handlers.rules.serials.fold``)."""
    return tx.sql.execute(select(_TABLE).where(Device.serial_key == serial_key)).first()


def get(tx: Tx, device_id: int | None) -> Row[Any] | None:
    if device_id is None:
        return None
    return tx.sql.execute(select(_TABLE).where(Device.id == device_id)).first()


def of_customer(tx: Tx, customer_id: int, plan: str | None = None, limit: int = 10) -> Sequence[Row[Any]]:
    wanted = select(_TABLE).where(Device.customer_id == customer_id)
    if plan is not None:
        wanted = wanted.where(Device.plan == plan)
    return tx.sql.execute(wanted.order_by(Device.id).limit(limit)).all()


def like(tx: Tx, prefix: str, limit: int = 200) -> list[str]:
    """Keys that begin like ``prefix``: candidates for "did you mean"."""
    return list(
        tx.sql.execute(
            select(Device.serial_key)
            .where(Device.serial_key.startswith(prefix, autoescape=True))
            .limit(limit)
        ).scalars()
    )
