"""Finding tickets.  Every query walks an index, or is bounded to the newest tickets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from storage.engine import Tx
from storage.models import Device, Ticket

_TABLE = Ticket.__table__
LAST = "Z" * 20  # comes after whatever follows in a number, in any collation


def _newest(wanted: Select[Any], limit: int) -> Select[Any]:
    return wanted.order_by(Ticket.id.desc()).limit(limit)


def by_number(tx: Tx, number: str, limit: int) -> Sequence[Row[Any]]:
    """Those whose number begins so."""
    return tx.sql.execute(
        _newest(select(_TABLE).where(Ticket.number.between(number, number + LAST)), limit)
    ).all()


def by_phone(tx: Tx, digits: str, limit: int, recent: int) -> Sequence[Row[Any]]:
    """Those with this telephone; of the newest also those whose telephone ends so."""
    same = tx.sql.execute(
        _newest(select(_TABLE).where(Ticket.phone.in_([digits, f"+{digits}"])), limit)
    ).all()
    if same:
        return same
    return tx.sql.execute(_newest(_recent(tx, recent).where(Ticket.phone.endswith(digits)), limit)).all()


def by_serial(tx: Tx, key: str, limit: int) -> Sequence[Row[Any]]:
    """Those of devices whose folded serial number begins so."""
    known = select(Device.id).where(Device.serial_key.between(key, key + LAST)).limit(limit)
    ids = [row.id for row in tx.sql.execute(known)]
    if not ids:
        return []
    return tx.sql.execute(_newest(select(_TABLE).where(Ticket.device_id.in_(ids)), limit)).all()


def by_words(tx: Tx, words: str, limit: int, recent: int) -> Sequence[Row[Any]]:
    """Of the newest, those in whose name, address or problem the words stand."""
    places = (Ticket.contact_name, Ticket.address, Ticket.problem)
    there = or_(*(func.lower(place).contains(words.lower(), autoescape=True) for place in places))
    return tx.sql.execute(_newest(_recent(tx, recent).where(there), limit)).all()


def _recent(tx: Tx, recent: int) -> Select[Any]:
    last = tx.sql.execute(select(func.max(Ticket.id))).scalar() or 0
    return select(_TABLE).where(Ticket.id > last - recent)
