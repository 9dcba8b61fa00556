"""Campaigns, their places, and what people said at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from storage import rows
from storage.campaign_tables import Campaign, CampaignPoint, Registration
from storage.engine import Tx
from storage.models import Ticket
from storage.prepared import NOW, Due, Prepared, unless_there

_ADD = Prepared(unless_there(Campaign))
_REGISTER = Prepared(unless_there(Registration))
MOST_SHOWN = 5000  # lines of a register in one report


def add(tx: Tx, **values: Any) -> int | None:
    """A new campaign; None when its code is taken."""
    row = _ADD.first(tx, **values)
    return None if row is None else int(row.id)


def add_point(tx: Tx, **values: Any) -> int:
    return rows.put(tx, CampaignPoint, **values)


def by_code(tx: Tx, code: str, *, locked: bool = False) -> Row[Any] | None:
    wanted = select(Campaign.__table__).where(Campaign.code == code)
    if locked:
        wanted = wanted.with_for_update()
    return tx.sql.execute(wanted).first()


def get(tx: Tx, campaign_id: int, *, locked: bool = False) -> Row[Any] | None:
    wanted = select(Campaign.__table__).where(Campaign.id == campaign_id)
    return tx.sql.execute(wanted.with_for_update() if locked else wanted).first()


def of_ticket(tx: Tx, ticket_id: int) -> Row[Any] | None:
    """The campaign whose report this ticket is about."""
    return tx.sql.execute(select(Campaign.__table__).where(Campaign.ticket_id == ticket_id)).first()


def listing(tx: Tx, limit: int = 200) -> Sequence[Row[Any]]:
    """Newest first."""
    return tx.sql.execute(
        select(Campaign.__table__).order_by(Campaign.first_day.desc(), Campaign.id.desc()).limit(limit)
    ).all()


def running(tx: Tx, plan: str, today: date) -> Row[Any] | None:
    """The campaign of a plan that runs on that day; the newest of several."""
    wanted = select(Campaign.__table__).where(
        Campaign.plan == plan,
        Campaign.first_day <= today,
        Campaign.last_day >= today,
        Campaign.closed_at.is_(None),
    )
    return tx.sql.execute(wanted.order_by(Campaign.id.desc()).limit(1)).first()


def points(tx: Tx, campaign_id: int) -> Sequence[Row[Any]]:
    """In the order of days and hours."""
    wanted = select(CampaignPoint.__table__).where(CampaignPoint.campaign_id == campaign_id)
    return tx.sql.execute(
        wanted.order_by(CampaignPoint.first_day, CampaignPoint.opens, CampaignPoint.id)
    ).all()


def change(tx: Tx, campaign_id: int, **values: Any) -> None:
    rows.change(tx, Campaign, campaign_id, **values)


def report_made(tx: Tx, campaign_id: int, now: datetime) -> bool:
    """Once: False when it was reported before."""
    done = tx.sql.execute(
        update(Campaign)
        .where(Campaign.id == campaign_id, Campaign.reported_at.is_(None))
        .values(reported_at=now, look_at=None)
    )
    return done.rowcount == 1


#: campaigns that have ended and whose report nobody has been asked for yet
due_to_report = Due(
    select(Campaign.id).where(Campaign.look_at <= NOW).order_by(Campaign.look_at, Campaign.id)
)


def register(tx: Tx, **values: Any) -> int | None:
    """A line of the register; None when that key has been registered before."""
    row = _REGISTER.first(tx, **values)
    return None if row is None else int(row.id)


def registered(tx: Tx, campaign_id: int, client_key: str) -> Row[Any] | None:
    wanted = select(Registration.__table__).where(
        Registration.campaign_id == campaign_id, Registration.client_key == client_key
    )
    return tx.sql.execute(wanted).first()


def register_of(tx: Tx, campaign_id: int, limit: int = MOST_SHOWN) -> Sequence[Row[Any]]:
    """Oldest first, each with what became of its ticket."""
    wanted = (
        select(
            Registration.__table__,
            Ticket.number.label("ticket_number"),
            Ticket.status.label("ticket_status"),
            CampaignPoint.name.label("point_name"),
        )
        .outerjoin(Ticket, Ticket.id == Registration.ticket_id)
        .outerjoin(CampaignPoint, CampaignPoint.id == Registration.point_id)
        .where(Registration.campaign_id == campaign_id)
    )
    return tx.sql.execute(wanted.order_by(Registration.id).limit(limit)).all()


def count(tx: Tx, campaign_id: int) -> int:
    wanted = select(func.count()).select_from(Registration).where(Registration.campaign_id == campaign_id)
    return int(tx.sql.execute(wanted).scalar_one())


def has_ticket(tx: Tx, campaign_id: int, ticket_id: int) -> bool:
    wanted = select(Registration.id).where(
        Registration.campaign_id == campaign_id, Registration.ticket_id == ticket_id
    )
    return tx.sql.execute(wanted.limit(1)).first() is not None
