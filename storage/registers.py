"""Devices and customers as an administrator looks for them.  Every query walks an index and is bounded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select, update

from storage.engine import Tx
from storage.identity_tables import IdentityLink
from storage.models import Conversation, Customer, Device, QueueItem, Technician, Ticket, Visit
from storage.prepared import no_index
from storage.queue import OPEN
from storage.sealing import fold, same_phone

WALKED = (
    200  # entries of an index that are looked at: in some collations others stand between those that begin so
)
RECENT = 2000  # customers whose telephones are looked through
_DEVICE = Device.__table__
_CUSTOMER = Customer.__table__


def _beginning(tx: Tx, wanted: Select[Any], column: Any, begins: str) -> list[Row[Any]]:
    """Rows whose column begins so, as it was typed or in capitals."""
    found: dict[int, Row[Any]] = {}
    for spelling in dict.fromkeys((begins, begins.upper(), begins.lower(), begins.title())):
        walked = tx.sql.execute(wanted.where(column >= spelling).order_by(column).limit(WALKED)).all()
        found |= {
            r.id: r for r in walked if str(getattr(r, column.key)).casefold().startswith(begins.casefold())
        }
    return list(found.values())


def devices_beginning(tx: Tx, *, serial_key: str = "", model: str = "") -> list[Row[Any]]:
    """Devices whose folded serial number or model begins so."""
    found = _beginning(tx, select(_DEVICE), Device.serial_key, serial_key) if serial_key else []
    return found + (_beginning(tx, select(_DEVICE), Device.model, model) if model else [])


def customers_beginning(tx: Tx, *, name: str = "", phone: str = "") -> list[Row[Any]]:
    """Customers whose name begins so, or with that telephone; of the newest also those whose telephone begins so."""
    found = _beginning(tx, select(_CUSTOMER), Customer.name, name) if name else []
    if not phone:
        return found
    same = tx.sql.execute(select(_CUSTOMER).where(same_phone(Customer.phone_key, tx.ring, (phone,)))).all()
    return found + list(same or _phone_beginning(tx, phone))


def _phone_beginning(tx: Tx, begins: str) -> list[Row[Any]]:
    """Of the newest customers those whose telephone begins so: it is sealed, and cannot be found by its beginning."""
    wanted = select(Customer.id, Customer.phone).where(Customer.phone_key.is_not(None))
    newest = tx.sql.execute(wanted.order_by(Customer.id.desc()).limit(RECENT))
    ids = [row.id for row in newest if fold(row.phone).startswith(fold(begins))]
    return list(tx.sql.execute(select(_CUSTOMER).where(Customer.id.in_(ids[:WALKED]))))


def customers(tx: Tx, ids: Collection[int]) -> dict[int, Row[Any]]:
    wanted = select(_CUSTOMER).where(Customer.id.in_(ids))
    return {row.id: row for row in tx.sql.execute(wanted)} if ids else {}


def devices_of(tx: Tx, customer_ids: Collection[int], limit: int) -> Sequence[Row[Any]]:
    """Also those that others have taken the place of."""
    wanted = (
        select(_DEVICE).where(Device.customer_id.in_(customer_ids)).order_by(no_index(Device.id)).limit(limit)
    )
    return tx.sql.execute(wanted).all() if customer_ids else []


def lock_device(tx: Tx, device_id: int) -> Row[Any] | None:
    tx.sql.execute(update(Device).where(Device.id == device_id).values(created_at=Device.created_at))
    return tx.sql.execute(select(_DEVICE).where(Device.id == device_id)).first()


def tickets_of(
    tx: Tx, *, device_id: int | None = None, customer_id: int | None = None, limit: int = 50
) -> Sequence[Row[Any]]:
    """The newest first."""
    which = Ticket.device_id == device_id if device_id is not None else Ticket.customer_id == customer_id
    wanted = select(Ticket.__table__).where(which).order_by(no_index(Ticket.id).desc()).limit(limit)
    return tx.sql.execute(wanted).all()


def visits_of(tx: Tx, ticket_ids: Collection[int], limit: int = 50) -> Sequence[Row[Any]]:
    """The newest first, with technician and the ticket's number; those that were only offered are left out."""
    wanted = (
        select(Visit.id, Visit.start, Visit.end, Visit.status, Technician.name.label("technician"), Ticket.number)
        .join(Technician, Technician.id == Visit.technician_id)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .where(Visit.ticket_id.in_(ticket_ids), Visit.status.not_in(("held", "expired", "released")))
        .order_by(Visit.start.desc())
        .limit(limit)
    )  # fmt: skip
    return list(tx.sql.execute(wanted)) if ticket_ids else []


def conversations_of(tx: Tx, customer_id: int, limit: int = 50) -> Sequence[Row[Any]]:
    """The newest first, with since when and by which way it is proven whose they are (``proven`` is None: it is not)."""
    proven = (
        select(IdentityLink.conversation_id, IdentityLink.way, IdentityLink.made_at)
        .where(IdentityLink.customer_id == customer_id, IdentityLink.undone_at.is_(None))
        .subquery()
    )
    wanted = (
        select(Conversation.__table__, proven.c.made_at.label("proven"), proven.c.way)
        .outerjoin(proven, proven.c.conversation_id == Conversation.id)
        .where(Conversation.customer_id == customer_id)
        .order_by(Conversation.last_at.desc(), proven.c.made_at)
        .limit(limit)
    )
    found: dict[int, Row[Any]] = {row.id: row for row in tx.sql.execute(wanted)}
    return list(found.values())


def next_erased(tx: Tx, plan: str, limit: int) -> Sequence[Row[Any]]:
    """Closed tickets of a plan whose personal data are kept still, those that were closed first."""
    wanted = select(Ticket.id, Ticket.number, Ticket.closed_at).where(
        Ticket.plan == plan, Ticket.erased_at.is_(None), Ticket.closed_at.is_not(None)
    )
    return list(tx.sql.execute(wanted.order_by(Ticket.closed_at, Ticket.id).limit(limit)))


def waiting(tx: Tx) -> dict[str, int]:
    """How many items each queue has that are not closed."""
    wanted = select(QueueItem.queue, func.count()).where(OPEN).group_by(QueueItem.queue)
    return {str(queue): int(number) for queue, number in tx.sql.execute(wanted)}
