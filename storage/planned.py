"""Planned work, when devices are looked at for it, and operation records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, func, literal_column, or_, select, update

from storage import rows
from storage.engine import Tx
from storage.models import Conversation, Customer, Device, Ticket
from storage.planned_tables import OperationRecord, PlannedLook, PlannedWork
from storage.prepared import NOW, Due, Prepared, each, locking, no_index, unless_there

_TABLE = PlannedWork.__table__
_NUMBERED = select(_TABLE).where(PlannedWork.id == bindparam("id"))
_BY_ID, _LOCK_ID = Prepared(_NUMBERED), Prepared(locking(_NUMBERED))
_OF_TICKET = Prepared(select(_TABLE).where(PlannedWork.ticket_id == bindparam("ticket")))
_ADD = Prepared(unless_there(PlannedWork))
OPEN = ("planned", "offered", "booked", "overdue")
MOST_COMING = 20  # open pieces of work of a device that are shown
_COMING = Prepared(
    select(_TABLE)
    .where(
        PlannedWork.device_id == bindparam("device"),
        PlannedWork.status.in_([literal_column(f"'{status}'") for status in OPEN]),
    )
    .order_by(PlannedWork.due_on, PlannedWork.id)
    .limit(literal_column(str(MOST_COMING)))
)
_ARCHIVE = Prepared(
    select(Ticket.__table__)
    .where(Ticket.device_id == bindparam("device"), Ticket.status != "intake")
    .order_by(no_index(Ticket.id).desc())
    .limit(bindparam("limit", type_=Integer))
)
_OPERATION = Prepared(
    select(OperationRecord.__table__)
    .where(OperationRecord.device_id == bindparam("device"))
    .order_by(OperationRecord.id.desc())
    .limit(literal_column("1"))
)
UNREACHED = ("hotline", "desk")  # channels on which nothing that we write is read


def look_at(tx: Tx, device_id: int, at: datetime) -> None:
    """Look at the device then (again)."""
    changed = tx.sql.execute(
        update(PlannedLook).where(PlannedLook.device_id == device_id).values(look_at=at)
    ).rowcount
    if not changed:
        rows.note(tx, PlannedLook, device_id=device_id, look_at=at)


#: devices whose planned work has to be reckoned, the longest overdue first
to_look_at = Due(
    select(PlannedLook.device_id)
    .where(PlannedLook.look_at <= NOW)
    .order_by(PlannedLook.look_at, PlannedLook.device_id)
)


def add(tx: Tx, now: datetime, **values: Any) -> int | None:
    """A new occurrence; None when it is there already."""
    row = _ADD.first(tx, created_at=now, updated_at=now, result={}, **values)
    return int(row.id) if row is not None else None


def get(tx: Tx, row_id: int, *, locked: bool = False) -> Row[Any] | None:
    return (_LOCK_ID if locked else _BY_ID).first(tx, id=row_id)


def there(tx: Tx, plan: str, item: str, subject: str, period: str) -> bool:
    """Whether it is written down for this device or customer and this part of the year."""
    wanted = select(PlannedWork.id).where(
        PlannedWork.plan == plan, PlannedWork.item == item, PlannedWork.subject == subject, PlannedWork.period == period
    )  # fmt: skip
    return tx.sql.execute(wanted).first() is not None


def of_ticket(tx: Tx, ticket_id: int) -> Row[Any] | None:
    return _OF_TICKET.first(tx, ticket=ticket_id)


def save(tx: Tx, row_id: int, now: datetime, **values: Any) -> Row[Any]:
    row = rows.changed(tx, PlannedWork, row_id, updated_at=now, **values)
    assert row is not None, "planned work is never deleted"
    return row


def change(tx: Tx, row_id: int, statuses: Sequence[str], now: datetime, **values: Any) -> bool:
    """Change it if it still stands so; False when somebody was faster."""
    done = tx.sql.execute(
        update(PlannedWork)
        .where(PlannedWork.id == row_id, PlannedWork.status.in_(statuses))
        .values(updated_at=now, **values)
    )
    return done.rowcount == 1


#: what clockwork has to look at, the longest overdue first
due = Due(
    select(PlannedWork.id).where(PlannedWork.look_at <= NOW).order_by(PlannedWork.look_at, PlannedWork.id)
)


def listing(
    tx: Tx, *, statuses: Sequence[str] = OPEN, plan: str | None = None, kind: str | None = None,
    until: date | None = None, device_id: int | None = None, limit: int = 200,
) -> Sequence[Row[Any]]:  # fmt: skip
    """By the day it is due, with whom and what it is for."""
    wanted = (
        select(
            _TABLE, Device.serial_number, Device.model, Customer.name.label("customer"), Customer.phone, Ticket.number
        )
        .outerjoin(Device, Device.id == PlannedWork.device_id)
        .outerjoin(Customer, Customer.id == PlannedWork.customer_id)
        .outerjoin(Ticket, Ticket.id == PlannedWork.ticket_id)
        .where(PlannedWork.status.in_(statuses))
    )  # fmt: skip
    if plan is not None:
        wanted = wanted.where(PlannedWork.plan == plan)
    if kind is not None:
        wanted = wanted.where(PlannedWork.kind == kind)
    if until is not None:
        wanted = wanted.where(PlannedWork.due_on <= until)
    if device_id is not None:
        wanted = wanted.where(PlannedWork.device_id == device_id)
    return tx.sql.execute(wanted.order_by(PlannedWork.due_on, PlannedWork.id).limit(limit)).all()


def counts(tx: Tx) -> list[Row[Any]]:
    """How many there are, by plan, item and status."""
    columns = (PlannedWork.plan, PlannedWork.item, PlannedWork.status)
    wanted = select(*columns, func.count().label("many")).group_by(*columns).order_by(*columns)
    found: Any = tx.sql.execute(wanted).all()
    return list(found)


def devices_of(tx: Tx, plans: Sequence[str], limit: int) -> Sequence[Row[Any]]:
    """Devices under these plans that belong to somebody."""
    wanted = select(Device.__table__).where(Device.plan.in_(plans), Device.customer_id.is_not(None))
    return tx.sql.execute(wanted.order_by(Device.id).limit(limit)).all()


def reachable(tx: Tx, customer_id: int | None, device_id: int | None) -> int | None:
    """The conversation that the customer has used last and reads; where the device is nobody's, one in which it was
    reported.  Whoever has only reported somebody else's device is not written to about it."""
    about = [Conversation.customer_id == customer_id] if customer_id is not None else []
    if device_id is not None:
        reported = (
            select(Ticket.conversation_id)
            .join(Device, Device.id == Ticket.device_id)
            .where(Ticket.device_id == device_id, Device.customer_id.is_(None))
        )
        about.append(Conversation.id.in_(reported))
    if not about:
        return None
    wanted = select(Conversation.id).where(or_(*about), Conversation.channel.not_in(UNREACHED))
    return tx.sql.execute(
        wanted.order_by(Conversation.last_at.desc(), Conversation.id.desc()).limit(1)
    ).scalar()


def tickets_of_device(tx: Tx, device_id: int, limit: int = 50) -> Sequence[Row[Any]]:
    """The repair archive of a device, newest first."""
    return _ARCHIVE.all(tx, device=device_id, limit=limit)


def add_operation(tx: Tx, **values: Any) -> int:
    return rows.put(tx, OperationRecord, **values)


def operation(tx: Tx, device_id: int) -> Row[Any] | None:
    """The last operation record."""
    return _OPERATION.first(tx, device=device_id)


def operations(tx: Tx, device_id: int, since: datetime) -> Sequence[Row[Any]]:
    """Operation records since then, newest first."""
    wanted = select(OperationRecord.__table__).where(
        OperationRecord.device_id == device_id, OperationRecord.at >= since
    )
    return tx.sql.execute(wanted.order_by(OperationRecord.id.desc()).limit(50)).all()


def coming(tx: Tx, device_id: int) -> Sequence[Row[Any]]:
    """What is planned and not done of a device, what is due first before the rest."""
    return _COMING.all(tx, device=device_id)


def ahead(tx: Tx, device_ids: Iterable[int], limit: int) -> None:
    """Read together what is planned of these devices, their archives and their last operation records."""
    asked = each("device", device_ids)
    _COMING.ahead(tx, asked)
    _ARCHIVE.ahead(tx, asked, limit=limit)
    _OPERATION.ahead(tx, asked)


def last_done(tx: Tx, device_id: int, item: str) -> datetime | None:
    """When that planned work was last done for the device."""
    wanted = select(func.max(PlannedWork.done_at)).where(
        PlannedWork.device_id == device_id, PlannedWork.item == item, PlannedWork.status == "done"
    )
    return tx.sql.execute(wanted).scalar()
