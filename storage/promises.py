"""The ledger of promises.  Every change is conditional: of many who try, one does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, select, update

from storage.engine import Tx
from storage.prepared import NOW, Due, Prepared, each, unless_there
from storage.promise_tables import Promise

_TABLE = Promise.__table__
_NEW = Prepared(unless_there(Promise))
_OF_TICKET = Prepared(select(_TABLE).where(Promise.ticket_id == bindparam("ticket")).order_by(Promise.id))
_OWED = Prepared(
    select(_TABLE)
    .where(Promise.ticket_id == bindparam("ticket"), Promise.closed_at.is_(None))
    .order_by(Promise.due_at, Promise.id)
)


def add(tx: Tx, **values: Any) -> int | None:
    """A new promise; None when there is one of that key."""
    row = _NEW.first(tx, status="open", **values)
    if row is not None:
        tx.wake("clocks")
    return None if row is None else int(row.id)


def get(tx: Tx, promise_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(_TABLE).where(Promise.id == promise_id)).first()


def ahead(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read together what :func:`of_ticket` will be asked of these tickets (:meth:`storage.prepared.Prepared.ahead`)."""
    _OF_TICKET.ahead(tx, each("ticket", ticket_ids))


def of_ticket(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    """In the order in which they were made."""
    return _OF_TICKET.all(tx, ticket=ticket_id)


def owed(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    """What is not settled yet, also what has failed; the one that is due first comes first."""
    return _OWED.all(tx, ticket=ticket_id)


due = Due(select(Promise.id).where(Promise.look_at <= NOW).order_by(Promise.look_at, Promise.id))


def look(tx: Tx, promise_id: int, at: datetime | None) -> None:
    tx.sql.execute(update(Promise).where(Promise.id == promise_id).values(look_at=at))


def take(tx: Tx, promise_id: int, step: str, now: datetime) -> bool:
    """Take a step (warn, announce, fail) of an open promise.  False when it was taken, or the promise is settled."""
    untaken = {"warn": Promise.warned_at.is_(None), "announce": Promise.announced_at.is_(None)}
    values: dict[str, dict[str, Any]] = {
        "warn": {"warned_at": now},
        "announce": {"announced_at": now},
        "fail": {"status": "failed"},
    }
    wanted = update(Promise).where(
        Promise.id == promise_id, Promise.status == "open", *([untaken[step]] if step in untaken else [])
    )
    return bool(tx.sql.execute(wanted.values(**values[step])).rowcount == 1)


def settle(
    tx: Tx, promise_id: int, status: str, by: str, now: datetime, reason: str | None = None
) -> bool:  # fmt: skip
    """Kept or withdrawn; what has failed stays failed.  False when it was settled before."""
    failed = case((Promise.status == "failed", "failed"), else_=status)
    done = tx.sql.execute(
        update(Promise)
        .where(Promise.id == promise_id, Promise.closed_at.is_(None))
        .values(status=failed, closed_at=now, closed_by=by, reason=reason, look_at=None)
    )
    return bool(done.rowcount == 1)
