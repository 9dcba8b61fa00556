"""Dealers, hops, reimbursements, returned goods, season stock and what dealers have to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage import rows
from storage.dealers_tables import Dealer, DealerNotice, GoodsReturn, Hop, Reimbursement, SeasonStock
from storage.engine import Tx
from storage.models import Conversation, Device, Ticket
from storage.prepared import Prepared, each, unless_there

_RUNNING = Prepared(select(Hop.__table__).where(Hop.ticket_id == bindparam("ticket"), Hop.ended_at.is_(None)))
_OF_TICKET = Prepared(
    select(Hop.__table__, Dealer.name.label("dealer"), Dealer.phone.label("dealer_phone"))
    .outerjoin(Dealer, Dealer.id == Hop.dealer_id)
    .where(Hop.ticket_id == bindparam("ticket"))
    .order_by(Hop.number)
)
_ALL = Prepared(select(Dealer.__table__).order_by(Dealer.code))
_REIMBURSEMENT = Prepared(
    select(Reimbursement.__table__, Dealer.name.label("dealer"))
    .join(Dealer, Dealer.id == Reimbursement.dealer_id)
    .where(Reimbursement.ticket_id == bindparam("ticket"))
)
_BEGIN = Prepared(unless_there(Hop))
_SUBMIT = Prepared(unless_there(Reimbursement))
_RETURN = Prepared(unless_there(GoodsReturn))
_PROPOSE = Prepared(unless_there(SeasonStock))
_NOTE = Prepared(unless_there(DealerNotice))


def add_dealer(tx: Tx, now: datetime, **values: Any) -> int:
    return rows.put(tx, Dealer, created_at=now, **values)


def save_dealer(tx: Tx, dealer_id: int, **values: Any) -> None:
    rows.change(tx, Dealer, dealer_id, **values)


def dealer(tx: Tx, dealer_id: int | None) -> Row[Any] | None:
    if dealer_id is None:
        return None
    return tx.sql.execute(select(Dealer.__table__).where(Dealer.id == dealer_id)).first()


def by_code(tx: Tx, code: str) -> Row[Any] | None:
    return tx.sql.execute(select(Dealer.__table__).where(Dealer.code == code)).first()


def dealers(tx: Tx, *, active: bool = False) -> Sequence[Row[Any]]:
    return [row for row in _ALL.all(tx) if row.active or not active]


# -- hops ----------------------------------------------------------------------------------------


def running(tx: Tx, ticket_id: int) -> Row[Any] | None:
    """The hop that a ticket is in."""
    return _RUNNING.first(tx, ticket=ticket_id)


def ahead(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read together the hops and the reimbursements of these tickets."""
    asked = each("ticket", ticket_ids)
    _OF_TICKET.ahead(tx, asked)
    _REIMBURSEMENT.ahead(tx, asked)


def hops(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    """All hops of a ticket in their order, with the dealer's name and phone."""
    return _OF_TICKET.all(tx, ticket=ticket_id)


def begin_hop(tx: Tx, **values: Any) -> int | None:
    """A new hop; None when the ticket is in one already."""
    row = _BEGIN.first(tx, **values)
    return None if row is None else int(row.id)


def change_hop(
    tx: Tx, hop_id: int, *, unset: str | None = None, still_runs: bool = True, **values: Any
) -> bool:
    """Change a hop, as a rule only while it runs; with ``unset`` only while that column is empty.  False: too late."""
    wanted = update(Hop).where(Hop.id == hop_id)
    if still_runs:
        wanted = wanted.where(Hop.ended_at.is_(None))
    if unset is not None:
        wanted = wanted.where(getattr(Hop, unset).is_(None))
    return tx.sql.execute(wanted.values(**values)).rowcount == 1


def all_running(tx: Tx, limit: int = 200) -> Sequence[Row[Any]]:
    """Hops of open tickets that are not arranged, the most urgent first."""
    return tx.sql.execute(
        select(Hop.__table__, Dealer.name.label("dealer"), Ticket.number.label("ticket"), Ticket.plan,
               Ticket.conversation_id, Ticket.region)
        .join(Ticket, Ticket.id == Hop.ticket_id)
        .outerjoin(Dealer, Dealer.id == Hop.dealer_id)
        .where(Hop.ended_at.is_(None), Hop.arranged_at.is_(None), Ticket.status.in_(("intake", "open")))
        .order_by(Hop.due_at, Hop.id)
        .limit(limit)
    ).all()  # fmt: skip


def in_hands(tx: Tx, dealer_id: int, limit: int = 200) -> Sequence[Row[Any]]:
    """Running hops of a dealer, of open tickets."""
    return tx.sql.execute(
        select(Hop.__table__)
        .join(Ticket, Ticket.id == Hop.ticket_id)
        .where(Hop.dealer_id == dealer_id, Hop.ended_at.is_(None), Ticket.status.in_(("intake", "open")))
        .order_by(Hop.id)
        .limit(limit)
    ).all()


# -- cards ---------------------------------------------------------------------------------------


def register(tx: Tx, device_id: int, **values: Any) -> bool:
    """Enter a sale's card.  False when one has been entered before."""
    done = tx.sql.execute(
        update(Device).where(Device.id == device_id, Device.registered_on.is_(None)).values(**values)
    )
    return done.rowcount == 1


def unregistered(tx: Tx, plans: Collection[str], limit: int = 2000) -> Sequence[Row[Any]]:
    """Devices of dealers that were sold and have no card yet, the oldest sale first."""
    return tx.sql.execute(
        select(Device.__table__, Dealer.name.label("dealer"))
        .join(Dealer, Dealer.id == Device.dealer_id)
        .where(Device.plan.in_(plans), Device.sold_on.is_not(None), Device.registered_on.is_(None))
        .order_by(Device.sold_on.desc(), Device.id)
        .limit(limit)
    ).all()


def unsold(tx: Tx, plans: Collection[str], limit: int = 2000) -> Sequence[Row[Any]]:
    """Devices at dealers that are neither sold nor sent back, the oldest first."""
    back = select(GoodsReturn.device_id)
    return tx.sql.execute(
        select(Device.__table__, Dealer.name.label("dealer"))
        .join(Dealer, Dealer.id == Device.dealer_id)
        .where(Device.plan.in_(plans), Device.shipped_on.is_not(None), Device.sold_on.is_(None), Device.id.not_in(back))
        .order_by(Device.shipped_on, Device.id)
        .limit(limit)
    ).all()  # fmt: skip


# -- reimbursements ------------------------------------------------------------------------------


def submit(tx: Tx, **values: Any) -> int | None:
    """A new reimbursement; None when there is one for that ticket, however it went."""
    row = _SUBMIT.first(tx, **values)
    return None if row is None else int(row.id)


def reimbursement(tx: Tx, ticket_id: int) -> Row[Any] | None:
    return _REIMBURSEMENT.first(tx, ticket=ticket_id)


def reimbursements(tx: Tx, *, but: Collection[str] = (), limit: int = 200) -> Sequence[Row[Any]]:
    """By step and age; without those at the steps ``but``."""
    return tx.sql.execute(
        select(Reimbursement.__table__, Dealer.name.label("dealer"), Ticket.number.label("ticket"), Ticket.plan,
               Ticket.conversation_id)
        .join(Dealer, Dealer.id == Reimbursement.dealer_id)
        .join(Ticket, Ticket.id == Reimbursement.ticket_id)
        .where(Reimbursement.step.not_in(but))
        .order_by(Reimbursement.id)
        .limit(limit)
    ).all()  # fmt: skip


def advance(tx: Tx, ticket_id: int, at: str, to: str, steps: list[Any]) -> bool:
    """One step on; False when it is no longer at ``at``: somebody else was faster."""
    done = tx.sql.execute(
        update(Reimbursement)
        .where(Reimbursement.ticket_id == ticket_id, Reimbursement.step == at)
        .values(step=to, steps=steps)
    )
    return done.rowcount == 1


# -- returned goods, stock, notices ------------------------------------------------------------------


def return_goods(tx: Tx, **values: Any) -> int | None:
    """None when that device has come back before."""
    row = _RETURN.first(tx, **values)
    return None if row is None else int(row.id)


def returns(tx: Tx, limit: int = 100) -> Sequence[Row[Any]]:
    """Newest first."""
    return tx.sql.execute(
        select(GoodsReturn.__table__, Dealer.name.label("dealer"), Device.serial_number, Device.model)
        .join(Dealer, Dealer.id == GoodsReturn.dealer_id)
        .join(Device, Device.id == GoodsReturn.device_id)
        .order_by(GoodsReturn.id.desc())
        .limit(limit)
    ).all()


def propose(tx: Tx, **values: Any) -> int | None:
    """None when that dealer has proposed for that season."""
    row = _PROPOSE.first(tx, **values)
    return None if row is None else int(row.id)


def proposed(tx: Tx, plan: str, season: str | None = None) -> Sequence[Row[Any]]:
    wanted = select(SeasonStock.__table__).where(SeasonStock.plan == plan)
    if season is not None:
        wanted = wanted.where(SeasonStock.season == season)
    return tx.sql.execute(wanted.order_by(SeasonStock.id.desc()).limit(1000)).all()


def note(tx: Tx, **values: Any) -> bool:
    """Something a dealer has to be told, once.  False when it has been noted before."""
    return _NOTE.first(tx, **values) is not None


def notices(tx: Tx, *, told: bool = False, limit: int = 200) -> Sequence[Row[Any]]:
    """What dealers have yet to be told, oldest first."""
    there = DealerNotice.told_at.is_not(None) if told else DealerNotice.told_at.is_(None)
    return tx.sql.execute(
        select(DealerNotice.__table__, Dealer.name.label("dealer"), Dealer.phone.label("dealer_phone"))
        .join(Dealer, Dealer.id == DealerNotice.dealer_id)
        .where(there)
        .order_by(DealerNotice.id)
        .limit(limit)
    ).all()


def told(tx: Tx, notice_id: int, by: str, now: datetime) -> bool:
    done = tx.sql.execute(
        update(DealerNotice)
        .where(DealerNotice.id == notice_id, DealerNotice.told_at.is_(None))
        .values(told_by=by, told_at=now)
    )
    return done.rowcount == 1


def drop_notices(tx: Tx, kinds: Collection[str], dealer_id: int, ref: str, by: str, now: datetime) -> None:
    """Nobody has to be told any more: it has been done."""
    tx.sql.execute(
        update(DealerNotice)
        .where(DealerNotice.kind.in_(kinds), DealerNotice.dealer_id == dealer_id, DealerNotice.ref == ref,
               DealerNotice.told_at.is_(None))
        .values(told_by=by, told_at=now)
    )  # fmt: skip


# -- the service register --------------------------------------------------------------------------


def tickets_between(tx: Tx, plan: str, start: datetime | None, end: datetime | None) -> Sequence[Row[Any]]:
    """Tickets of a plan with the channel they came by, oldest first."""
    wanted = (
        select(Ticket.__table__, Conversation.channel)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(Ticket.plan == plan)
    )
    if start is not None:
        wanted = wanted.where(Ticket.created_at >= start)
    if end is not None:
        wanted = wanted.where(Ticket.created_at < end)
    return tx.sql.execute(wanted.order_by(Ticket.id)).all()
