"""Questions that are asked some time after a report was resolved, and the reopening of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage import tickets
from storage.engine import Tx
from storage.models import Ticket
from storage.prepared import NOW, Due, Prepared, each, unless_there
from storage.promise_tables import FollowUp

_TABLE = FollowUp.__table__
_NEW = Prepared(unless_there(FollowUp))
_OF_TICKET = Prepared(select(_TABLE).where(FollowUp.ticket_id == bindparam("ticket")).order_by(FollowUp.id))


def plan(tx: Tx, ticket_id: int, name: str, resolved_at: datetime, look_at: datetime) -> None:
    """Once for each time that the report was resolved."""
    _NEW.first(tx, ticket_id=ticket_id, name=name, resolved_at=resolved_at, look_at=look_at, status="waiting")


def get(tx: Tx, follow_up_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(_TABLE).where(FollowUp.id == follow_up_id)).first()


def ahead(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read together what :func:`of_ticket` will be asked of these tickets (:meth:`storage.prepared.Prepared.ahead`)."""
    _OF_TICKET.ahead(tx, each("ticket", ticket_ids))


def of_ticket(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    return _OF_TICKET.all(tx, ticket=ticket_id)


due = Due(select(FollowUp.id).where(FollowUp.look_at <= NOW).order_by(FollowUp.look_at, FollowUp.id))


def later(tx: Tx, follow_up_id: int, at: datetime) -> None:
    tx.sql.execute(
        update(FollowUp).where(FollowUp.id == follow_up_id, FollowUp.status == "waiting").values(look_at=at)
    )


def move(tx: Tx, follow_up_id: int, before: str, after: str, **values: Any) -> bool:
    """From one status to the next.  False when it is not in that status any more."""
    done = tx.sql.execute(
        update(FollowUp)
        .where(FollowUp.id == follow_up_id, FollowUp.status == before)
        .values(status=after, look_at=None, **values)
    )
    return bool(done.rowcount == 1)


def drop(tx: Tx, ticket_id: int) -> None:
    """Nobody is asked any more about how it was resolved: it is not."""
    tx.sql.execute(
        update(FollowUp)
        .where(FollowUp.ticket_id == ticket_id, FollowUp.status == "waiting")
        .values(status="dropped", look_at=None)
    )


def reopen(tx: Tx, ticket_id: int) -> bool:
    """A resolved report is open again.  False when it is not resolved (any more): somebody was faster."""
    done = tx.sql.execute(
        update(Ticket).where(Ticket.id == ticket_id, Ticket.status == "resolved").values(status="open")
    )
    tickets.written(tx, ticket_id)
    return bool(done.rowcount == 1)
