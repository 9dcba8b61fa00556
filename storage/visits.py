"""Technicians, their absences and visits.  ``visit_slots`` makes double booking impossible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, insert, or_, select, type_coerce, update
from sqlalchemy.exc import IntegrityError

from storage import rows
from storage.engine import Tx
from storage.models import Absence, Technician, Ticket, Visit, VisitSlot
from storage.prepared import NOW, Due, Prepared, each
from storage.types import Alike

SLOT = 1800  # seconds
ACTIVE = ("held", "confirmed", "done")


_OF_TICKET = Prepared(
    select(Visit.__table__, Technician.name.label("technician"), Technician.phone.label("technician_phone"))
    .join(Technician, Technician.id == Visit.technician_id)
    .where(Visit.ticket_id == bindparam("ticket"))
    .order_by(Visit.start)
)
_TECHNICIANS = Prepared(select(Technician.__table__).where(Technician.active).order_by(Technician.id))
_ABSENCES = Prepared(
    select(Absence.__table__).where(Absence.start < bindparam("end"), Absence.end > bindparam("start"))
)
_ALIKE = ("regions", "skills", "shifts")
_LOADS = Prepared(
    select(
        *(
            type_coerce(c, Alike).label(c.name) if c.name in _ALIKE else c
            for c in Technician.__table__.columns
        ),
        select(func.count())
        .where(
            VisitSlot.technician_id == Technician.id,
            VisitSlot.slot >= bindparam("first"),
            VisitSlot.slot < bindparam("stop"),
        )
        .correlate(Technician)
        .scalar_subquery()
        .label("taken"),
    )
    .where(Technician.active)
    .order_by(Technician.id)
)
_TAKE = Prepared(insert(VisitSlot))


class Taken(Exception):
    """Somebody else was faster: that time of the technician is taken."""


def slots(start: datetime, end: datetime) -> range:
    """The half hours that ``start``..``end`` touches."""
    return range(int(start.timestamp()) // SLOT, -(-int(end.timestamp()) // SLOT))


def technicians(tx: Tx) -> Sequence[Row[Any]]:
    return _TECHNICIANS.all(tx)


def add_technician(tx: Tx, **values: Any) -> int:
    return rows.put(tx, Technician, **values)


def technician(tx: Tx, technician_id: int) -> Row[Any] | None:
    """Also one who is not active any more."""
    return tx.sql.execute(select(Technician.__table__).where(Technician.id == technician_id)).first()


def add_absence(tx: Tx, **values: Any) -> int:
    return rows.put(tx, Absence, **values)


def absence(tx: Tx, absence_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(Absence.__table__).where(Absence.id == absence_id)).first()


def remove_absence(tx: Tx, absence_id: int) -> bool:
    return bool(tx.sql.execute(delete(Absence).where(Absence.id == absence_id)).rowcount)


def technicians_and_loads(tx: Tx, start: datetime, end: datetime) -> Sequence[Row[Any]]:
    """Those who are active; ``taken`` is how many half hours of that time are."""
    span = slots(start, end)
    return _LOADS.all(tx, first=span.start, stop=span.stop)


def absences(tx: Tx, start: datetime, end: datetime) -> Sequence[Row[Any]]:
    return _ABSENCES.all(tx, start=start, end=end)


def absences_of(tx: Tx, people: Sequence[int], start: datetime, end: datetime) -> Sequence[Row[Any]]:
    """Theirs that touch that time."""
    return tx.sql.execute(
        select(Absence.__table__).where(
            Absence.technician_id.in_(people), Absence.start < end, Absence.end > start
        )
    ).all()


def busy(tx: Tx, people: Sequence[int], start: datetime, end: datetime) -> Sequence[Row[Any]]:
    """(technician_id, slot, visit_id) of everything of theirs that is taken in that time."""
    span = slots(start, end)
    wanted: Any = select(VisitSlot.technician_id, VisitSlot.slot, VisitSlot.visit_id)
    return tx.sql.execute(
        wanted.where(
            VisitSlot.technician_id.in_(people), VisitSlot.slot >= span.start, VisitSlot.slot < span.stop
        )
    ).all()


def occupy(
    tx: Tx, ticket_id: int, technician_id: int, start: datetime, end: datetime, status: str, now: datetime, *,
    held_until: datetime | None, keeps_promise: bool, span: Iterable[int],
) -> int:  # fmt: skip
    """A visit and the half hours ``span`` (visit and travel) that it takes.  Raises :class:`Taken`."""
    try:
        with tx.sql.begin_nested():
            visit_id = rows.put(
                tx, Visit, ticket_id=ticket_id, technician_id=technician_id, start=start, end=end, status=status,
                held_until=held_until, keeps_promise=keeps_promise, created_at=now,
            )  # fmt: skip
            for slot in span:
                _TAKE.run(tx, technician_id=technician_id, slot=slot, visit_id=visit_id)
    except IntegrityError as error:
        raise Taken(f"technician {technician_id} is taken at {start.isoformat()}") from error
    tx.wake("visits")
    return visit_id


def fill(tx: Tx, visit: Row[Any], span: range) -> None:
    """Take what a visit does not have yet of the half hours ``span``.  Raises :class:`Taken`."""
    mine = set(tx.sql.execute(select(VisitSlot.slot).where(VisitSlot.visit_id == visit.id)).scalars())
    try:
        with tx.sql.begin_nested():
            for slot in span:
                if slot not in mine:
                    _TAKE.run(tx, technician_id=visit.technician_id, slot=slot, visit_id=visit.id)
    except IntegrityError as error:
        raise Taken(f"technician {visit.technician_id} is taken at {visit.start.isoformat()}") from error


def taken_by(tx: Tx, visit_id: int) -> set[int]:
    """The half hours of a visit and of the way to it."""
    return set(tx.sql.execute(select(VisitSlot.slot).where(VisitSlot.visit_id == visit_id)).scalars())


def free(tx: Tx, visit_ids: Sequence[int], status: str) -> None:
    """Give the time back; the visit itself stays on record as ``released`` or ``cancelled``."""
    if not visit_ids:
        return
    tx.sql.execute(delete(VisitSlot).where(VisitSlot.visit_id.in_(visit_ids)))
    tx.sql.execute(update(Visit).where(Visit.id.in_(visit_ids)).values(status=status, held_until=None))
    tx.wake("visits")


_EXPIRED = (
    select(Visit.id)
    .where(Visit.status == "held", Visit.held_until <= NOW)
    .order_by(Visit.held_until, Visit.id)
)
expired = Due(_EXPIRED)  # times that were held for an answer that has not come


def take_expired(tx: Tx, now: datetime, limit: int = 200) -> list[int]:
    """The same, locked; what another process is just giving back is left out."""
    wanted = _EXPIRED.limit(limit)
    if tx.dialect != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    return list(tx.sql.execute(wanted, {"now": now}).scalars())


def confirm(tx: Tx, visit_id: int, ticket_id: int, now: datetime) -> bool:
    """A held window becomes a visit.  False when the hold is over or is not this ticket's."""
    done = tx.sql.execute(
        update(Visit)
        .where(
            Visit.id == visit_id,
            Visit.ticket_id == ticket_id,
            Visit.status == "held",
            Visit.held_until > now,
        )
        .values(status="confirmed", held_until=None)
    )
    if done.rowcount == 1:
        tx.wake("visits")
    return done.rowcount == 1


def set_status(tx: Tx, visit_id: int, status: str, expect: str) -> bool:
    done = tx.sql.execute(
        update(Visit).where(Visit.id == visit_id, Visit.status == expect).values(status=status)
    )
    return done.rowcount == 1


def get(tx: Tx, visit_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(Visit.__table__).where(Visit.id == visit_id)).first()


def ahead(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read together what :func:`of_ticket` will be asked of these tickets (:meth:`storage.prepared.Prepared.ahead`)."""
    _OF_TICKET.ahead(tx, each("ticket", ticket_ids))


def of_ticket(tx: Tx, ticket_id: int, statuses: Sequence[str] = ACTIVE) -> Sequence[Row[Any]]:
    """With the technician's name, earliest first."""
    return [v for v in _OF_TICKET.all(tx, ticket=ticket_id) if v.status in statuses]


def listing(
    tx: Tx, start: datetime, end: datetime, *, technician_id: int | None = None, limit: int = 500
) -> Sequence[Row[Any]]:
    """Visits that touch that time, with ticket number and technician."""
    wanted = (
        select(
            Visit.__table__,
            Technician.name.label("technician"),
            Ticket.number,
            Ticket.address,
            Ticket.plan,
            Ticket.region,
            Ticket.severity_level,
            Ticket.conversation_id,
            Ticket.status.label("ticket_status"),
        )
        .join(Technician, Technician.id == Visit.technician_id)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .where(Visit.start < end, Visit.end > start, Visit.status.in_(ACTIVE))
    )
    if technician_id is not None:
        wanted = wanted.where(Visit.technician_id == technician_id)
    return tx.sql.execute(wanted.order_by(Visit.start, Visit.id).limit(limit)).all()


def unplanned(tx: Tx, kinds: Sequence[str], now: datetime, limit: int = 200) -> Sequence[Row[Any]]:
    """Open tickets of these kinds to which nobody is to come any more and nobody has come, the most urgent first."""
    settled = (
        select(Visit.id)
        .where(
            Visit.ticket_id == Ticket.id,
            or_(Visit.status == "done", and_(Visit.status == "confirmed", Visit.end > now)),
        )
        .exists()
    )
    wanted = select(Ticket.__table__).where(Ticket.status == "open", Ticket.kind.in_(kinds), ~settled)
    return tx.sql.execute(
        wanted.order_by(Ticket.due_at.is_(None), Ticket.due_at, Ticket.severity_level, Ticket.id).limit(limit)
    ).all()
