"""Finding tickets.  Every query walks an index, or is bounded to the newest tickets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, Select, select

from storage.engine import Tx
from storage.models import Device, Ticket
from storage.sealing import same_phone

_TABLE = Ticket.__table__
CHUNK = 500  # tickets that are opened at a time
MOST_WORDS = 500  # characters of a problem in which words are looked for
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
    known = same_phone(Ticket.phone_key, tx.ring, (digits, f"+{digits}"))
    same = tx.sql.execute(_newest(select(_TABLE).where(known), limit)).all()
    return same or _rows(tx, recently(tx).find(tx, lambda said: said.phone.endswith(digits), limit, recent))


def by_serial(tx: Tx, key: str, limit: int) -> Sequence[Row[Any]]:
    """Those of devices whose folded serial number begins so."""
    known = select(Device.id).where(Device.serial_key.between(key, key + LAST)).limit(limit)
    ids = [row.id for row in tx.sql.execute(known)]
    if not ids:
        return []
    return tx.sql.execute(_newest(select(_TABLE).where(Ticket.device_id.in_(ids)), limit)).all()


def by_words(tx: Tx, words: str, limit: int, recent: int) -> Sequence[Row[Any]]:
    """Of the newest, those in whose name, address or problem the words stand."""
    folded = words.lower()
    return _rows(tx, recently(tx).find(tx, lambda said: folded in said.words, limit, recent))


def _rows(tx: Tx, ids: Sequence[int]) -> Sequence[Row[Any]]:
    return tx.sql.execute(_newest(select(_TABLE).where(Ticket.id.in_(ids)), len(ids))).all() if ids else []


class _Said(NamedTuple):
    changed: datetime
    phone: str
    words: str


class Recently:
    """What stands in the newest tickets.  The database keeps it sealed and cannot look for it, and to open twenty thousand
    tickets takes a while: what has not changed since is not opened again."""

    def __init__(self) -> None:
        self._said: dict[int, _Said] = {}
        self._lock = Lock()

    def find(self, tx: Tx, fits: Callable[[_Said], bool], limit: int, recent: int) -> list[int]:
        """Ids of the newest tickets that fit, the newest first."""
        stamps = select(Ticket.id, Ticket.updated_at).order_by(Ticket.id.desc()).limit(recent)
        states = [(int(row[0]), row[1]) for row in tx.sql.execute(stamps)]
        found: list[int] = []
        with self._lock:
            for start in range(0, len(states), CHUNK):
                chunk = states[start : start + CHUNK]
                self._open(tx, [i for i, at in chunk if i not in self._said or self._said[i].changed != at])
                found += [i for i, _ in chunk if fits(self._said[i])]
                if len(found) >= limit:
                    return found[:limit]
            for old in self._said.keys() - {i for i, _ in states}:
                del self._said[old]
        return found

    def _open(self, tx: Tx, ids: Sequence[int]) -> None:
        if not ids:
            return
        columns = (
            Ticket.id,
            Ticket.updated_at,
            Ticket.phone,
            Ticket.contact_name,
            Ticket.address,
            Ticket.problem,
        )
        for row in tx.sql.execute(select(*columns).where(Ticket.id.in_(ids))):
            words = (row.contact_name or "", row.address or "", row.problem[:MOST_WORDS])
            self._said[row.id] = _Said(row.updated_at, row.phone or "", "\n".join(words).lower())


_OPENED: WeakKeyDictionary[Engine, Recently] = WeakKeyDictionary()


def recently(tx: Tx) -> Recently:
    """What this process has opened of the database."""
    return _OPENED.setdefault(tx.sql.engine, Recently())
