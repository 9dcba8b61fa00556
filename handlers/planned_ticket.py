"""Planned work and its ticket: one follows the other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers.house import House
from handlers.rules.planned import Planned
from storage import planned
from storage.engine import Tx

RESULT_AFTER = timedelta(days=2)
MOST_NOTES = 20


def item_of(house: House, plan_id: str, item_id: str) -> Planned | None:
    """The promise in the plan, if the plan still makes it."""
    plan = house.plan(plan_id)
    return next((p for p in plan.planned if p.id == item_id), None) if plan is not None else None


def noted(row: Row[Any], now: datetime, what: str, by: str, text: str = "") -> dict[str, Any]:
    """The row's ``result`` with one more line of its history."""
    line = {"at": now.isoformat(), "what": what, "by": by, "text": text[:500]}
    return {**row.result, "history": [*row.result.get("history", []), line][-MOST_NOTES:]}


def follow(tx: Tx, house: House, ticket: Row[Any], event: str, now: datetime, data: dict[str, Any]) -> None:
    """What happens to the ticket of planned work happens to the planned work."""
    row_id = ticket.facts.get("planned")
    if not row_id:
        return
    row = planned.get(tx, row_id)
    if row is None or row.status in ("done", "skipped"):
        return
    if event in ("visit.booked", "visit.moved"):
        plan = house.plan(ticket.plan)
        start = datetime.fromisoformat(data["start"])
        day = start.astimezone(ZoneInfo(plan.zone if plan is not None else "UTC")).date()
        values: dict[str, Any] = {"status": "booked", "look_at": start + RESULT_AFTER + timedelta(days=1)}
        values |= {"due_on": max(row.due_on, day)}
        planned.change(
            tx, row.id, planned.OPEN, now, result=noted(row, now, "booked", "", str(start)), **values
        )
    elif event == "visit.cancelled":
        values = {"status": "offered", "look_at": now + timedelta(days=1)}
        planned.change(tx, row.id, ("booked",), now, result=noted(row, now, "cancelled", ""), **values)
    elif event == "ticket.withdrawn":
        values = {"status": "skipped", "look_at": None, "done_at": now}
        planned.change(tx, row.id, planned.OPEN, now, result=noted(row, now, "withdrawn", ""), **values)
