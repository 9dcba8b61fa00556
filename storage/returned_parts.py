"""Old parts that were replaced and are to come back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage.engine import Tx
from storage.prepared import NOW, Due, Prepared, each, unless_there
from storage.rows import put
from storage.stock_tables import ReturnedPart

_TABLE = ReturnedPart.__table__
_OF_TICKET = Prepared(
    select(_TABLE).where(ReturnedPart.ticket_id == bindparam("ticket")).order_by(ReturnedPart.id)
)
_ONE = Prepared(select(_TABLE).where(ReturnedPart.id == bindparam("id")))
_NONE = Prepared(unless_there(ReturnedPart))


def add(tx: Tx, now: datetime, **values: Any) -> int:
    return put(tx, ReturnedPart, at=now, changed_at=now, **values)


def add_none(tx: Tx, ticket_id: int, by: str, now: datetime) -> bool:
    """That no part was replaced.  False when that is written already."""
    found = _NONE.first(tx, ticket_id=ticket_id, part="", status="none", by=by, at=now, changed_at=now)
    return found is not None


def get(tx: Tx, part_id: int) -> Row[Any] | None:
    return _ONE.first(tx, id=part_id)


def ahead(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read together what :func:`of_ticket` will be asked of these tickets (:meth:`storage.prepared.Prepared.ahead`)."""
    _OF_TICKET.ahead(tx, each("ticket", ticket_ids))


def of_ticket(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    """Oldest first."""
    return _OF_TICKET.all(tx, ticket=ticket_id)


def move(tx: Tx, part_id: int, before: str, after: str, now: datetime, **values: Any) -> bool:
    """From one status to the next.  False: it was not in the first any more."""
    wanted = update(ReturnedPart).where(ReturnedPart.id == part_id, ReturnedPart.status == before)
    return tx.sql.execute(wanted.values(status=after, changed_at=now, **values)).rowcount == 1


#: parts that should be back by now, and nobody has been reminded of
overdue = Due(
    select(ReturnedPart.id)
    .where(ReturnedPart.due_at <= NOW, ReturnedPart.status == "awaited", ReturnedPart.reminded_at.is_(None))
    .order_by(ReturnedPart.due_at, ReturnedPart.id)
)


def remind(tx: Tx, part_id: int, now: datetime) -> bool:
    """Once."""
    wanted = update(ReturnedPart).where(
        ReturnedPart.id == part_id, ReturnedPart.status == "awaited", ReturnedPart.reminded_at.is_(None)
    )
    return tx.sql.execute(wanted.values(reminded_at=now)).rowcount == 1
