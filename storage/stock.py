"""Depots, their stock and its reservations.

Numbers change by conditional updates: of many who want the last unit exactly one gets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage import rows
from storage.engine import Tx
from storage.models import Ticket
from storage.prepared import NOW, Due, Prepared, each, unless_there
from storage.stock_tables import Depot, Reservation, Stock

_STOCK = (
    select(Stock.__table__, Depot.name.label("depot"), Depot.region)
    .join(Depot, Depot.id == Stock.depot_id)
    .order_by(Depot.name, Stock.code)
)
_DEPOT = Prepared(select(Depot.__table__).where(Depot.name == bindparam("name")))
_RESERVATION = (
    select(
        Reservation.__table__,
        Stock.code,
        Stock.name_zh,
        Stock.name_en,
        Stock.kind,
        Stock.component,
        Depot.name.label("depot"),
    )
    .join(Stock, Stock.id == Reservation.stock_id)
    .join(Depot, Depot.id == Stock.depot_id)
)
_OF_TICKET = Prepared(
    _RESERVATION.where(Reservation.ticket_id == bindparam("ticket")).order_by(Reservation.id)
)
_ONE = Prepared(_RESERVATION.where(Reservation.id == bindparam("id")))
_ADD = Prepared(unless_there(Reservation))
MOST = 500  # lines of a plan's stock that are looked at
_OF_PLAN = Prepared(_STOCK.where(Stock.plan == bindparam("plan")).limit(MOST))


def depot(tx: Tx, name: str, region: str) -> int:
    """The depot of that name, made or moved to that region where needed."""
    known = _DEPOT.first(tx, name=name)
    if known is None:
        return rows.put(tx, Depot, name=name, region=region)
    if known.region != region:
        rows.change(tx, Depot, known.id, region=region)
    return int(known.id)


def of_plan(tx: Tx, plan: str) -> Sequence[Row[Any]]:
    """The stock that is kept for a plan, with ``depot`` and ``region``."""
    return _OF_PLAN.all(tx, plan=plan)


def everything(tx: Tx, limit: int = 10_000) -> Sequence[Row[Any]]:
    return tx.sql.execute(_STOCK.limit(limit)).all()


def find(tx: Tx, depot_name: str, code: str) -> Row[Any] | None:
    return tx.sql.execute(_STOCK.where(Depot.name == depot_name, Stock.code == code)).first()


def add(tx: Tx, **values: Any) -> int:
    return rows.put(tx, Stock, **values)


def save(tx: Tx, stock_id: int, on_hand: int, **values: Any) -> bool:
    """What was counted.  False: fewer than are reserved; then nothing has changed."""
    wanted = update(Stock).where(Stock.id == stock_id, Stock.reserved <= on_hand)
    return tx.sql.execute(wanted.values(on_hand=on_hand, **values)).rowcount == 1


def reserve(tx: Tx, stock_id: int, quantity: int) -> bool:
    """Promise so many of what is free.  False: somebody was faster."""
    wanted = update(Stock).where(Stock.id == stock_id, Stock.on_hand - Stock.reserved >= quantity)
    return tx.sql.execute(wanted.values(reserved=Stock.reserved + quantity)).rowcount == 1


def unreserve(tx: Tx, stock_id: int, quantity: int) -> None:
    """They are free again."""
    tx.sql.execute(update(Stock).where(Stock.id == stock_id).values(reserved=Stock.reserved - quantity))


def take_out(tx: Tx, stock_id: int, quantity: int) -> None:
    """What was reserved has left the depot."""
    tx.sql.execute(
        update(Stock)
        .where(Stock.id == stock_id)
        .values(reserved=Stock.reserved - quantity, on_hand=Stock.on_hand - quantity)
    )


def bring_back(tx: Tx, stock_id: int, quantity: int) -> None:
    """What had left the depot lies there again."""
    tx.sql.execute(update(Stock).where(Stock.id == stock_id).values(on_hand=Stock.on_hand + quantity))


def add_reservation(tx: Tx, now: datetime, **values: Any) -> int | None:
    """None when this ticket has the same thing reserved already."""
    row = _ADD.first(tx, status="reserved", at=now, changed_at=now, **values)
    return None if row is None else int(row[0])


def reservation(tx: Tx, reservation_id: int) -> Row[Any] | None:
    return _ONE.first(tx, id=reservation_id)


def ahead(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read together what :func:`reservations` will be asked of these tickets (:meth:`storage.prepared.Prepared.ahead`)."""
    _OF_TICKET.ahead(tx, each("ticket", ticket_ids))


def reservations(tx: Tx, ticket_id: int, *statuses: str) -> Sequence[Row[Any]]:
    """Oldest first, with ``code``, names, ``kind`` and ``depot``."""
    found = _OF_TICKET.all(tx, ticket=ticket_id)
    return [row for row in found if row.status in statuses] if statuses else found


def move(tx: Tx, reservation_id: int, before: str, after: str, now: datetime, **values: Any) -> bool:
    """From one status to the next.  False: it was not in the first any more."""
    wanted = update(Reservation).where(Reservation.id == reservation_id, Reservation.status == before)
    return tx.sql.execute(wanted.values(status=after, changed_at=now, **values)).rowcount == 1


#: standby units that are to come back by now, and nobody has been reminded of
due_back = Due(
    select(Reservation.id)
    .where(Reservation.due_at <= NOW, Reservation.status == "delivered", Reservation.reminded_at.is_(None))
    .order_by(Reservation.due_at, Reservation.id)
)


def remind(tx: Tx, reservation_id: int, now: datetime) -> bool:
    """Once."""
    wanted = update(Reservation).where(
        Reservation.id == reservation_id, Reservation.status == "delivered", Reservation.reminded_at.is_(None)
    )
    return tx.sql.execute(wanted.values(reminded_at=now)).rowcount == 1


def lent(tx: Tx, limit: int = 1000) -> Sequence[Row[Any]]:
    """Everything that is out or promised, the one that is due first before the others."""
    wanted = _RESERVATION.add_columns(Ticket.number).join(Ticket, Ticket.id == Reservation.ticket_id)
    wanted = wanted.where(Reservation.status.in_(("reserved", "delivered")))
    return tx.sql.execute(wanted.order_by(Reservation.due_at, Reservation.id).limit(limit)).all()
