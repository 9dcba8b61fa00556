"""Work of the house itself that no customer asked for: a ticket with the plan's clocks, and a task for its people.

It hangs on a conversation of the channel ``office``, which nobody talks in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import handoff, tickets
from handlers.house import House
from handlers.people import Refused
from handlers.rules.policy import Plan
from handlers.rules.timing import HOUSE_KINDS
from storage import conversations
from storage.engine import Tx

CHANNEL = "office"


def open_work(
    tx: Tx, house: House, plan: Plan, kind: str, about: str, problem: str, since: datetime, now: datetime
) -> Row[Any]:
    """A ticket of ``kind`` whose clocks run from ``since``; ``about`` tells it from others of its kind."""
    row = conversations.lock(tx, CHANNEL, f"{kind}:{about}"[:256], now, plan=plan.id)
    ticket = tickets.open_ticket(tx, house, plan, row.id, kind, problem, "clockwork", since, status="open")
    handoff.add_task(tx, house, row.id, plan, ticket, kind, now)
    return ticket


def finish_work(tx: Tx, house: House, ticket_id: int, event: str, actor: str, now: datetime) -> None:
    """It is done: ``event`` meets its clock, the ticket is closed and its task is gone."""
    tickets.record(tx, house, ticket_id, event, actor, now)
    tickets.record(tx, house, ticket_id, "ticket.resolved", actor, now)
    handoff.drop_tasks(tx, ticket_id, now)


def not_by_hand(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> Refused | None:
    """Such a ticket is closed by what it is about, the report sent or everybody told, and by nothing else."""
    return Refused(f"unfinished-{ticket.kind}") if ticket.kind in HOUSE_KINDS else None
