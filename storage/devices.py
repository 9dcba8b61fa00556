"""The device registry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, select, update

from storage import rows
from storage.engine import Tx
from storage.models import Device
from storage.planned_tables import PlannedLook
from storage.prepared import Prepared, each, no_index, unless_there
from storage.stock_tables import Replacement

COUNTS = frozenset({"dates", "customer_id", "plan"})  # for planned work
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
_TABLE = Device.__table__
_BY_KEY = Prepared(select(_TABLE).where(Device.serial_key == bindparam("key")))
_BY_ID = Prepared(select(_TABLE).where(Device.id == bindparam("id")))
_ADD_NEW = Prepared(unless_there(Device))


def by_key(tx: Tx, serial_key: str) -> Row[Any] | None:
    """By the folded serial number (``handlers.rules.serials.fold``)."""
    return _BY_KEY.first(tx, key=serial_key)


def ahead(tx: Tx, device_ids: Iterable[int]) -> None:
    """Read these together."""
    _BY_ID.ahead(tx, each("id", device_ids))


def get(tx: Tx, device_id: int | None) -> Row[Any] | None:
    if device_id is None:
        return None
    return _BY_ID.first(tx, id=device_id)


def of_customer(tx: Tx, customer_id: int, plan: str | None = None, limit: int = 10) -> Sequence[Row[Any]]:
    """Those that are in use: no other one has taken their place."""
    replaced = exists().where(Replacement.old_id == Device.id)
    wanted = select(_TABLE).where(Device.customer_id == customer_id, ~replaced)
    if plan is not None:
        wanted = wanted.where(Device.plan == plan)
    return tx.sql.execute(wanted.order_by(no_index(Device.id)).limit(limit)).all()


def add(tx: Tx, now: datetime, **values: Any) -> int:
    device_id = rows.put(tx, Device, created_at=now, **values)
    rows.note(tx, PlannedLook, device_id=device_id, look_at=now)
    return device_id


def add_many(tx: Tx, now: datetime, many: Sequence[dict[str, Any]]) -> None:
    """New devices, all with the same columns; they are given ids."""
    ids = rows.put_new(tx, Device, now, many)
    rows.put_many(tx, PlannedLook, [{"device_id": i, "look_at": now} for i in ids])


def by_keys(tx: Tx, keys: Sequence[str]) -> dict[str, Row[Any]]:
    """Those of these folded serial numbers that are there: id, customer, and what planned work depends on."""
    columns = (Device.serial_key, Device.id, Device.customer_id, Device.plan, Device.dates)
    wanted: Any = select(*columns).where(Device.serial_key.in_(keys))
    return {row.serial_key: row for row in tx.sql.execute(wanted)}


def save_many(tx: Tx, many: Sequence[dict[str, Any]], moved: Sequence[int]) -> None:
    """Change the same columns of devices, each named by its ``row_id``; of those that ``moved`` what planned work depends
    on has changed."""
    rows.change_many(tx, Device, many)
    if moved:
        tx.sql.execute(update(PlannedLook).where(PlannedLook.device_id.in_(moved)).values(look_at=AT_ONCE))


def add_new(tx: Tx, now: datetime, **values: Any) -> int | None:
    """None when there is a device of that serial number already."""
    row = _ADD_NEW.first(tx, created_at=now, **values)
    return None if row is None else int(row[0])


def save(tx: Tx, device_id: int, **values: Any) -> None:
    """Change columns; what planned work depends on is looked at again by clockwork."""
    rows.change(tx, Device, device_id, **values)
    if COUNTS.intersection(values):
        tx.sql.execute(update(PlannedLook).where(PlannedLook.device_id == device_id).values(look_at=AT_ONCE))
