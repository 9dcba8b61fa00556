"""Which open tickets have their clocks reckoned anew, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, literal, select, update

from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import Ticket
from storage.prepared import NOW, Due
from storage.reckoning_tables import Reckoning
from storage.tickets import OPEN


@dataclass(frozen=True, slots=True)
class Progress:
    """An order: when and by which change, how many tickets, how many of them are done, and for how many something is due
    at another time now."""

    at: datetime
    why: str
    tickets: int
    done: int
    moved: int


due = Due(select(Reckoning.ticket_id).where(Reckoning.after <= NOW).order_by(Reckoning.ticket_id))


def order(tx: Tx, plans: Collection[str], why: str, now: datetime, after: datetime) -> None:
    """All open tickets of these plans.  What was ordered earlier and is done is forgotten."""
    tx.sql.execute(delete(Reckoning).where(Reckoning.after.is_(None)))
    values = {"ordered_at": now, "why": why[:32], "after": after, "moved": False}
    typed = [literal(value, Reckoning.__table__.c[name].type) for name, value in values.items()]
    open_ = select(Ticket.id, *typed).where(Ticket.plan.in_(plans), Ticket.status.in_(OPEN))
    new = insert_into(Reckoning, tx.dialect)
    made = new.from_select(["ticket_id", *values], open_)
    tx.sql.execute(made.on_conflict_do_update(index_elements=["ticket_id"], set_=values))
    tx.wake("clocks")


def is_ordered(tx: Tx, ticket_id: int, now: datetime) -> bool:
    wanted = select(Reckoning.ticket_id).where(Reckoning.ticket_id == ticket_id, Reckoning.after <= now)
    return tx.sql.execute(wanted).first() is not None


def done(tx: Tx, ticket_id: int, moved: bool) -> None:
    tx.sql.execute(update(Reckoning).where(Reckoning.ticket_id == ticket_id).values(after=None, moved=moved))


def next_due(tx: Tx) -> datetime | None:
    return tx.sql.execute(select(func.min(Reckoning.after))).scalar()


def newest(tx: Tx) -> Progress | None:
    wanted = (
        select(
            Reckoning.ordered_at, Reckoning.why, func.count(), func.sum(case((Reckoning.after.is_(None), 1), else_=0)),
            func.sum(case((Reckoning.moved, 1), else_=0)),
        )
        .group_by(Reckoning.ordered_at, Reckoning.why)
        .order_by(Reckoning.ordered_at.desc())
        .limit(1)
    )  # fmt: skip
    row = tx.sql.execute(wanted).first()
    return None if row is None else Progress(row[0], row[1], row[2], int(row[3]), int(row[4]))
