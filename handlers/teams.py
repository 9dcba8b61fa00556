"""The support team that each customer has, where the plan promises one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.people import LEASE, Refused
from handlers.rules.policy import Plan
from handlers.rules.teams import Team, first_team, prefer
from storage import conversations, devices, duty
from storage.engine import Tx


def _customer(tx: Tx, ticket: Row[Any]) -> int | None:
    """Whose case it is: of whoever reports it, else of whose device it is about (nobody has to prove that to be helped
    by the right team)."""
    if ticket.customer_id is not None:
        return int(ticket.customer_id)
    row = conversations.get(tx, ticket.conversation_id)
    if row is not None and row.customer_id is not None:
        return int(row.customer_id)
    device = devices.get(tx, ticket.device_id)
    return None if device is None else device.customer_id


def team_of(tx: Tx, plan: Plan | None, ticket: Row[Any]) -> Team | None:
    """The customer's team, whether anybody of it is there or not."""
    if plan is None or plan.own_team is None:
        return None
    return plan.own_team.team(duty.team(tx, _customer(tx, ticket), plan.id))


def there(tx: Tx, plan: Plan, ticket: Row[Any], now: datetime) -> Team | None:
    """The customer's team if somebody of it is there to take the case."""
    if plan.own_team is None:
        return None
    queue = duty.team(tx, _customer(tx, ticket), plan.id)
    if queue is None:
        return None
    return prefer(plan.own_team, queue, duty.queues_with_people(tx, now - LEASE))[0]


def assign(tx: Tx, plan: Plan | None, ticket: Row[Any], now: datetime) -> Team | None:
    """A customer who has no team gets that of the region, for good; None when there is nothing new."""
    customer = _customer(tx, ticket)
    if plan is None or plan.own_team is None or customer is None:
        return None
    queue = duty.team(tx, customer, plan.id)
    if plan.own_team.team(queue) is not None:
        return None
    wanted = first_team(plan.own_team, ticket.region).queue
    return plan.own_team.team(duty.give_team(tx, customer, plan.id, wanted, now, anew=queue is not None))


def give(house: House, customer_id: int, plan_id: str, queue: str) -> Team:
    """A customer gets another team, by a person's word.  Raises :class:`Refused`."""
    plan = house.plan(plan_id)
    team = plan.own_team.team(queue) if plan is not None and plan.own_team is not None else None
    if plan is None or team is None:
        raise Refused("no-team", name=queue)

    def work(tx: Tx) -> None:
        if conversations.customer(tx, customer_id) is None:
            raise Refused("erase-nobody", who=str(customer_id))
        duty.give_team(tx, customer_id, plan.id, queue, house.now(), anew=True)

    house.store.write(work)
    return team


def panel(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any] | None:
    """The customer's team, and whether somebody of it is there."""
    plan = house.plan(ticket.plan)
    team = team_of(tx, plan, ticket)
    if plan is None or team is None:
        return None
    here = there(tx, plan, ticket, house.now()) is not None
    return {"queue": team.queue, "name": {"zh": team.name.zh, "en": team.name.en}, "there": here}
