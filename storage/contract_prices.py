"""Unit prices that contracts fixed, by device and item of the plan's price list."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage import rows
from storage.engine import Tx
from storage.prepared import Prepared
from storage.stock_tables import ContractPrice

_OF_DEVICE = Prepared(select(ContractPrice.__table__).where(ContractPrice.device_id == bindparam("device")))


def of_device(tx: Tx, device_id: int | None) -> dict[str, int]:
    """Item -> unit price in minor units."""
    if device_id is None:
        return {}
    return {row.item: row.unit_price for row in _OF_DEVICE.all(tx, device=device_id)}


def put(tx: Tx, device_id: int, item: str, unit_price: int, contract: str | None) -> bool:
    """True when it is new."""
    known = next((r for r in _OF_DEVICE.all(tx, device=device_id) if r.item == item), None)
    if known is not None:
        rows.change(tx, ContractPrice, known.id, unit_price=unit_price, contract=contract)
        return False
    rows.put(tx, ContractPrice, device_id=device_id, item=item, unit_price=unit_price, contract=contract)
    return True
