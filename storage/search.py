"""Finding tickets.  Every query walks an index, or is bounded to the newest tickets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import compress, islice, repeat
from operator import contains
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, Select, func, or_, select

from storage.engine import Tx
from storage.models import Device, Ticket
from storage.prepared import no_index
from storage.sealing import same_phone

_TABLE = Ticket.__table__
LATE = timedelta(minutes=10)  # what is committed so much later is looked at all the same
MOST_WORDS = 500  # characters of a problem in which words are looked for
LAST = "Z" * 20  # comes after whatever follows in a number, in any collation


def _newest(wanted: Select[Any], limit: int) -> Select[Any]:
    return wanted.order_by(no_index(Ticket.id).desc()).limit(limit)


def by_number(tx: Tx, number: str, limit: int) -> Sequence[Row[Any]]:
    """Those whose number begins so, the last numbers first: numbers begin with the day, and in this order an index has them."""
    known = select(_TABLE).where(Ticket.number.between(number, number + LAST))
    return tx.sql.execute(known.order_by(Ticket.number.desc()).limit(limit)).all()


def by_phone(tx: Tx, digits: str, limit: int, recent: int) -> Sequence[Row[Any]]:
    """Those with this telephone; of the newest also those whose telephone ends so."""
    known = same_phone(Ticket.phone_key, tx.ring, (digits, f"+{digits}"))
    same = tx.sql.execute(_newest(select(_TABLE).where(known), limit)).all()
    return same or _rows(tx, recently(tx).find(tx, 0, str.endswith, digits, limit, recent))


def by_serial(tx: Tx, key: str, limit: int) -> Sequence[Row[Any]]:
    """Those of devices whose folded serial number begins so."""
    known = select(Device.id).where(Device.serial_key.between(key, key + LAST)).limit(limit)
    ids = [row.id for row in tx.sql.execute(known)]
    if not ids:
        return []
    return tx.sql.execute(_newest(select(_TABLE).where(Ticket.device_id.in_(ids)), limit)).all()


def by_words(tx: Tx, words: str, limit: int, recent: int) -> Sequence[Row[Any]]:
    """Of the newest, those in whose name, address or problem the words stand."""
    return _rows(tx, recently(tx).find(tx, 1, contains, words.lower(), limit, recent))


def _rows(tx: Tx, ids: Sequence[int]) -> Sequence[Row[Any]]:
    return tx.sql.execute(_newest(select(_TABLE).where(Ticket.id.in_(ids)), len(ids))).all() if ids else []


_Said = tuple[str, str]  # telephone, words


class Recently:
    """What stands in the newest tickets.  The database keeps it sealed and cannot look for it, and to open twenty thousand
    tickets takes a while: only what has changed since the last time is opened again."""

    def __init__(self) -> None:
        self._said: dict[int, _Said] = {}
        self._ids: list[int] = []  # of these, the newest first, and beside them what was said
        self._columns: tuple[Sequence[str], ...] = ((), ())
        self._newest = 0
        self._since: datetime | None = None
        self._lock = Lock()

    def find(
        self, tx: Tx, column: int, fits: Callable[[str, str], bool], text: str, limit: int, recent: int
    ) -> list[int]:
        """Ids of the newest tickets that fit, the newest first: ``fits(said, text)``, without a step of ours for each."""
        seen = tx.kept.get(("recently", recent))  # a search looks by telephone and by words
        last = seen if seen is not None else int(tx.sql.execute(select(func.max(Ticket.id))).scalar() or 0)
        with self._lock:
            if seen is None:
                self._open(tx, last, max(0, last - recent))
                tx.kept["recently", recent] = last
            found = compress(self._ids, map(fits, self._columns[column], repeat(text)))
            return list(islice((i for i in found if last - recent < i <= last), limit))

    def _open(self, tx: Tx, last: int, oldest: int) -> None:
        changed = Ticket.id > self._newest
        if self._since is not None:
            changed = or_(changed, Ticket.updated_at > self._since)
        columns = (
            Ticket.id,
            Ticket.updated_at,
            Ticket.phone,
            Ticket.contact_name,
            Ticket.address,
            Ticket.problem,
        )
        wanted = select(*columns).where(Ticket.id > oldest, Ticket.id <= last, changed)
        newest, new = self._since, False
        for row in tx.sql.execute(wanted):
            words = (row.contact_name or "", row.address or "", row.problem[:MOST_WORDS])
            said = row.phone or "", "\n".join(words).lower()
            new = new or self._said.get(row.id) != said
            self._said[row.id] = said
            newest = max(newest or row.updated_at, row.updated_at - LATE)
        self._newest, self._since = last, newest
        if new:
            self._said = {i: self._said[i] for i in sorted(self._said, reverse=True) if i > oldest}
            self._ids = list(self._said)
            self._columns = tuple(zip(*self._said.values(), strict=True)) or ((), ())


_OPENED: WeakKeyDictionary[Engine, Recently] = WeakKeyDictionary()


def recently(tx: Tx) -> Recently:
    """What this process has opened of the database."""
    return _OPENED.setdefault(tx.sql.engine, Recently())
