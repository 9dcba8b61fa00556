"""The operation record of a system: its state, the use of its devices, its operators' skill and turnover; training
that follows from it is planned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import planned
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.planned_desk import LINE, YEAR, leave_out_row
from handlers.planned_ticket import item_of
from handlers.queue import locked_ticket
from handlers.rules import planned as rules
from handlers.rules.planned import Occurrence
from storage import devices, feed
from storage import planned as stored
from storage.engine import Tx

STATES = ("in_use", "standby", "stopped", "retired")
MOST_PEOPLE = 100_000


def keep(house: House, user: Actor, ticket_id: int, given: Mapping[str, str]) -> str | None:
    """A new entry of the operation record of the ticket's device.  Returns why training follows from it, if it does."""
    user.need("visit")
    now = house.now()
    counts = {name: _count(name, given.get(name, "")) for name in ("operators", "skilled", "joined", "left")}
    state = given.get("state", "")
    if state not in STATES:
        raise Refused("field", name="state")

    def work(tx: Tx) -> str | None:
        ticket = locked_ticket(tx, ticket_id)
        device = devices.get(tx, ticket.device_id)
        plan = house.plan(device.plan) if device is not None else None
        if device is None or plan is None or plan.operation is None:
            raise Refused("planned-none")
        stored.add_operation(
            tx, device_id=device.id, ticket_id=ticket.id, at=now, by=user.owner, state=state, usage=given.get("usage", "")[:LINE],
            note=given.get("note", "")[:LINE] or None, **counts,
        )  # fmt: skip
        planned.look_again(tx, device.id, now)
        if state == "retired":
            for row in stored.listing(tx, device_id=device.id):
                leave_out_row(tx, house, row, user.owner, "retired", now)
        feed.tell(tx, "ticket", ticket.id, now, ticket.conversation_id)
        return _training(tx, house, device, now) if state != "retired" else None

    return house.store.write(work)


def _count(name: str, text: str) -> int:
    text = text.strip() or "0"
    if not (text.isascii() and text.isdecimal()) or len(text) > 6 or int(text) > MOST_PEOPLE:
        raise Refused("field", name=name)
    return int(text)


def _training(tx: Tx, house: House, device: Row[Any], now: datetime) -> str | None:
    """Training that the operation record calls for is planned, at most once a month."""
    plan = house.plans[device.plan]
    assert plan.operation is not None, "asked for a plan with an operation record"
    item = item_of(house, plan.id, plan.operation.training)
    trained = stored.last_done(tx, device.id, plan.operation.training)
    records = stored.operations(tx, device.id, max(now - YEAR, trained or now - YEAR))
    crew = planned.crew(records)
    need = rules.training_needed(crew, plan.operation) if crew is not None else None
    if need is None or item is None:
        return None
    day = planned.today(plan, now)
    due = day + timedelta(days=30)
    occurrence = Occurrence(item.id, f"operation {day:%Y-%m}", due, day, len(records))
    planned.add(tx, plan, item, occurrence, device, now)
    return need.code
