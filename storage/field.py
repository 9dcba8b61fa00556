"""What technicians' telephones have sent, and the calendars that were subscribed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.dispatch_tables import CalendarFeed, FieldEntry
from storage.engine import Tx

_ENTRY = FieldEntry.__table__


class Twice(Exception):
    """The same thing is being taken in by another request at this moment."""


def entry(tx: Tx, technician_id: int, key: str) -> Row[Any] | None:
    wanted = select(_ENTRY).where(FieldEntry.technician_id == technician_id, FieldEntry.key == key)
    return tx.sql.execute(wanted).first()


def add_entry(
    tx: Tx, technician_id: int, key: str, kind: str, ticket_id: int, now: datetime
) -> int:  # fmt: skip
    """Take a key, once.  Raises :class:`Twice`."""
    values = {
        "technician_id": technician_id,
        "key": key,
        "kind": kind,
        "ticket_id": ticket_id,
        "state": "refused",
        "answer": "",
        "at": now,
    }
    try:
        with tx.sql.begin_nested():
            return int(tx.sql.execute(insert(FieldEntry).values(**values).returning(FieldEntry.id)).one().id)
    except IntegrityError as error:
        raise Twice(f"technician {technician_id}: {key}") from error


def settle_entry(tx: Tx, entry_id: int, state: str, answer: str) -> None:
    tx.sql.execute(update(FieldEntry).where(FieldEntry.id == entry_id).values(state=state, answer=answer))


def set_calendar(tx: Tx, technician_id: int, secret_hash: str, by: str, now: datetime) -> None:
    """A new secret address; the one before it leads nowhere from now on."""
    end_calendar(tx, technician_id)
    tx.sql.execute(
        insert(CalendarFeed).values(
            technician_id=technician_id, secret_hash=secret_hash, made_by=by, created_at=now
        )
    )


def end_calendar(tx: Tx, technician_id: int) -> bool:
    done = tx.sql.execute(delete(CalendarFeed).where(CalendarFeed.technician_id == technician_id))
    return bool(done.rowcount)


def calendar(tx: Tx, secret_hash: str) -> int | None:
    """Whose calendar it is."""
    wanted = select(CalendarFeed.technician_id).where(CalendarFeed.secret_hash == secret_hash)
    found: int | None = tx.sql.execute(wanted).scalar()
    return found


def calendars(tx: Tx) -> Sequence[Row[Any]]:
    return tx.sql.execute(select(CalendarFeed.__table__).order_by(CalendarFeed.technician_id)).all()
