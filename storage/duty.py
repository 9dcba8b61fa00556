"""The duty roster, customers' teams, and whether somebody of a team is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from storage import rows
from storage.duty_tables import CustomerTeam, StoredRoster
from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import User
from storage.prepared import Prepared

_NEWEST = Prepared(select(StoredRoster.id, StoredRoster.data).order_by(StoredRoster.id.desc()).limit(1))
_TEAM = Prepared(
    select(CustomerTeam.queue).where(
        CustomerTeam.customer_id == bindparam("customer"), CustomerTeam.plan == bindparam("of_plan")
    )
)


def roster(tx: Tx) -> Row[Any] | None:
    return _NEWEST.first(tx)


def add_roster(tx: Tx, data: dict[str, Any], at: datetime) -> int:
    return rows.put(tx, StoredRoster, data=data, at=at)


def team(tx: Tx, customer_id: int | None, plan: str) -> str | None:
    """The queue of the team that a customer has under a plan."""
    found = _TEAM.first(tx, customer=customer_id, of_plan=plan) if customer_id is not None else None
    return None if found is None else str(found[0])


def give_team(tx: Tx, customer_id: int, plan: str, queue: str, at: datetime, *, anew: bool = False) -> str:
    """Give a customer a team, unless there is one (``anew``: in its place); returns the one that holds."""
    new = insert_into(CustomerTeam, tx.dialect).values(customer_id=customer_id, plan=plan, queue=queue, at=at)
    same = ["customer_id", "plan"]
    if anew:
        tx.sql.execute(new.on_conflict_do_update(index_elements=same, set_={"queue": queue, "at": at}))
    else:
        tx.sql.execute(new.on_conflict_do_nothing(index_elements=same))
    return team(tx, customer_id, plan) or queue


def queues_with_people(tx: Tx, seen_after: datetime) -> set[str]:
    """Queues that somebody serves by name who is there."""
    wanted = select(User.queues).where(
        User.active, User.presence.not_in(("away", "off")), User.seen_at >= seen_after
    )
    return {str(queue) for queues in tx.sql.execute(wanted).scalars() for queue in queues}
