"""Imports of devices that were sent to the console: their pieces, who works on them, how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update

from storage import rows
from storage.engine import Tx
from storage.import_tables import DeviceImport, ImportPiece

_TABLE = DeviceImport.__table__
RUNNING = ("checking", "writing")
OPEN = ("receiving", "waiting", *RUNNING)


def begin(tx: Tx, now: datetime, **values: Any) -> int:
    return rows.put(tx, DeviceImport, state="receiving", created_at=now, seen_at=now, **values)


def keep(tx: Tx, import_id: int, number: int, content: str, now: datetime) -> None:
    """One more piece of the file."""
    rows.note(tx, ImportPiece, import_id=import_id, number=number, content=content)
    rows.change(tx, DeviceImport, import_id, seen_at=now)


def pieces(tx: Tx, import_id: int) -> Sequence[int]:
    """The ids of a file's pieces in their order."""
    wanted = select(ImportPiece.id).where(ImportPiece.import_id == import_id).order_by(ImportPiece.number)
    return list(tx.sql.execute(wanted).scalars())


def piece(tx: Tx, piece_id: int) -> str:
    return str(tx.sql.execute(select(ImportPiece.content).where(ImportPiece.id == piece_id)).scalar_one())


def get(tx: Tx, import_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(_TABLE).where(DeviceImport.id == import_id)).first()


def newest(tx: Tx, limit: int) -> Sequence[Row[Any]]:
    """The newest first, without what was rejected."""
    shown = [column for column in _TABLE.columns if column.name != "rejected"]
    return tx.sql.execute(select(*shown).order_by(DeviceImport.id.desc()).limit(limit)).all()


def open_ones(tx: Tx) -> int:
    wanted = select(func.count()).select_from(DeviceImport).where(DeviceImport.state.in_(OPEN))
    return int(tx.sql.execute(wanted).scalar_one())


def _left(before: datetime) -> ColumnElement[bool]:
    """Nobody has worked on it since then, or whoever did has let go of it."""
    return or_(DeviceImport.holder.is_(None), DeviceImport.seen_at < before)


def to_do(tx: Tx, before: datetime) -> int | None:
    """The next that waits, or that nobody has worked on since ``before``."""
    left = and_(DeviceImport.state.in_(RUNNING), _left(before))
    wanted = select(DeviceImport.id).where(or_(DeviceImport.state == "waiting", left))
    return tx.sql.execute(wanted.order_by(DeviceImport.id).limit(1)).scalar()


def take(tx: Tx, import_id: int, holder: str, now: datetime, before: datetime) -> bool:
    """Work on it; False when somebody else does."""
    free = or_(DeviceImport.state == "waiting", and_(DeviceImport.state.in_(RUNNING), _left(before)))
    change = update(DeviceImport).where(DeviceImport.id == import_id, free)
    values = {"state": "checking", "holder": holder, "seen_at": now, "tries": DeviceImport.tries + 1}
    return bool(tx.sql.execute(change.values(values)).rowcount)


def note(tx: Tx, import_id: int, holder: str, now: datetime, **values: Any) -> bool:
    """How far it is; False when it was cancelled, or is somebody else's by now."""
    mine = update(DeviceImport).where(
        DeviceImport.id == import_id, DeviceImport.holder == holder, DeviceImport.state.in_(RUNNING)
    )
    return bool(tx.sql.execute(mine.values(seen_at=now, **values)).rowcount)


def let_go(tx: Tx, import_id: int, holder: str) -> None:
    """Whoever comes next need not wait."""
    mine = update(DeviceImport).where(DeviceImport.id == import_id, DeviceImport.holder == holder)
    tx.sql.execute(mine.values(holder=None))


def end(
    tx: Tx, import_id: int, state: str, now: datetime, *, holder: str | None = None, **values: Any
) -> bool:
    """It has ended, and its file is forgotten; False when it had ended before, or is not the ``holder``'s."""
    mine = [DeviceImport.id == import_id, DeviceImport.state.in_(OPEN)]
    mine += [DeviceImport.holder == holder] if holder is not None else []
    change = update(DeviceImport).where(*mine)
    if not tx.sql.execute(change.values(state=state, holder=None, ended_at=now, **values)).rowcount:
        return False
    tx.sql.execute(delete(ImportPiece).where(ImportPiece.import_id == import_id))
    return True


def broken_off(tx: Tx, before: datetime) -> Iterator[int]:
    """Files of which nothing has come since then, and which are not whole."""
    half = DeviceImport.state == "receiving"
    return iter(
        tx.sql.execute(select(DeviceImport.id).where(half, DeviceImport.seen_at < before)).scalars().all()
    )


def forget(tx: Tx, before: datetime) -> None:
    """What has ended before then."""
    tx.sql.execute(delete(DeviceImport).where(DeviceImport.ended_at < before))


def ready(tx: Tx, import_id: int, now: datetime) -> None:
    """The whole file is here."""
    half = update(DeviceImport).where(DeviceImport.id == import_id, DeviceImport.state == "receiving")
    tx.sql.execute(half.values(state="waiting", seen_at=now))
