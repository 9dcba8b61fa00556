"""General notices and who has been told in which way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from storage import rows
from storage.campaign_tables import Notice, NoticeErrand
from storage.engine import Tx
from storage.models import Conversation, Customer, Device, Ticket
from storage.prepared import Prepared, unless_there

_ADD = Prepared(unless_there(Notice))
_ERRAND = Prepared(unless_there(NoticeErrand))


def add(tx: Tx, **values: Any) -> int | None:
    """A new notice; None when it has been given before."""
    row = _ADD.first(tx, **values)
    return None if row is None else int(row.id)


def find(tx: Tx, plan: str, subject: str, value: str) -> Row[Any] | None:
    wanted = select(Notice.__table__).where(
        Notice.plan == plan, Notice.subject == subject, Notice.value == value
    )
    return tx.sql.execute(wanted).first()


def get(tx: Tx, notice_id: int, *, locked: bool = False) -> Row[Any] | None:
    wanted = select(Notice.__table__).where(Notice.id == notice_id)
    return tx.sql.execute(wanted.with_for_update() if locked else wanted).first()


def of_ticket(tx: Tx, ticket_id: int) -> Row[Any] | None:
    return tx.sql.execute(select(Notice.__table__).where(Notice.ticket_id == ticket_id)).first()


def change(tx: Tx, notice_id: int, **values: Any) -> None:
    rows.change(tx, Notice, notice_id, **values)


def customers(tx: Tx, plan: str) -> Sequence[Row[Any]]:
    """Everybody who has a device of the plan or has reported under it, with the conversation last used that we can
    write to."""
    talk = (
        select(Conversation.id)
        .where(Conversation.customer_id == Customer.id, Conversation.channel.not_in(("hotline", "office")))
        .order_by(Conversation.last_at.desc(), Conversation.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    theirs = or_(
        Customer.id.in_(
            select(Device.customer_id).where(Device.plan == plan, Device.customer_id.is_not(None))
        ),
        Customer.id.in_(
            select(Ticket.customer_id).where(Ticket.plan == plan, Ticket.customer_id.is_not(None))
        ),
    )
    return tx.sql.execute(
        select(Customer.__table__, talk.label("talk")).where(theirs).order_by(Customer.id)
    ).all()


def add_errand(tx: Tx, **values: Any) -> bool:
    """False when that customer has that errand already."""
    return _ERRAND.first(tx, **values) is not None


def errands(
    tx: Tx, notice_id: int, *, status: str | None = None, way: str | None = None
) -> Sequence[Row[Any]]:
    wanted = (
        select(
            NoticeErrand.__table__,
            Customer.name.label("customer"),
            Customer.phone,
            Customer.address.label("place"),
        )
        .join(Customer, Customer.id == NoticeErrand.customer_id)
        .where(NoticeErrand.notice_id == notice_id)
    )
    if status is not None:
        wanted = wanted.where(NoticeErrand.status == status)
    if way is not None:
        wanted = wanted.where(NoticeErrand.way == way)
    return tx.sql.execute(wanted.order_by(NoticeErrand.way, NoticeErrand.id)).all()


def tick(
    tx: Tx, notice_id: int, status: str, note: str | None, by: str, now: datetime, *,
    errand: int | None = None, way: str | None = None,
) -> int:  # fmt: skip
    """Tick off one errand, or all open ones of a way.  Returns how many were open."""
    wanted = update(NoticeErrand).where(NoticeErrand.notice_id == notice_id, NoticeErrand.status == "open")
    if errand is not None:
        wanted = wanted.where(NoticeErrand.id == errand)
    if way is not None:
        wanted = wanted.where(NoticeErrand.way == way)
    return tx.sql.execute(wanted.values(status=status, note=note, done_by=by, done_at=now)).rowcount


def left(tx: Tx, notice_id: int) -> int:
    wanted = select(func.count()).select_from(NoticeErrand).where(
        NoticeErrand.notice_id == notice_id, NoticeErrand.status == "open"
    )  # fmt: skip
    return int(tx.sql.execute(wanted).scalar_one())


def listing(tx: Tx, limit: int = 50) -> Sequence[Row[Any]]:
    """Newest first."""
    return tx.sql.execute(select(Notice.__table__).order_by(Notice.id.desc()).limit(limit)).all()
