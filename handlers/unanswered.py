"""Questions of ours that a customer leaves unanswered: asked once more in the daytime, then people telephone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import handoff, tickets
from handlers.house import House
from handlers.rules import waiting
from handlers.telling import write
from handlers.texts.catalog import say
from handlers.tracker import Tracker
from storage import tickets as stored
from storage.engine import Tx

TASK = "unanswered"


def next_look(tx: Tx, house: House, tracker: Tracker) -> datetime | None:
    """When something is to be done about the questions of a conversation; None when all are answered or with people."""
    return min((at for _, at in _waiting(tx, house, tracker)), default=None)


def _waiting(tx: Tx, house: House, tracker: Tracker) -> Iterator[tuple[Row[Any], datetime]]:
    for ticket_id in tracker.questions:
        ticket = stored.get(tx, ticket_id)
        asked = ticket.facts.get("question") or {} if ticket is not None else {}
        if ticket is None or ticket.status not in tickets.OPEN or not asked.get("open") or "at" not in asked:
            continue
        plan = house.plan(ticket.plan)
        at = waiting.next_step(
            datetime.fromisoformat(asked["at"]), asked["times"], plan.zone if plan else "UTC"
        )
        if at is not None:
            yield ticket, at


def look(tx: Tx, house: House, row: Row[Any], now: datetime) -> int:
    """Ask again what was asked once, and give to people what was asked twice.  Returns how many questions that were."""
    tracker = Tracker.load(row.tracker)
    due = [ticket for ticket, at in _waiting(tx, house, tracker) if at <= now]
    for ticket in due:
        asked = ticket.facts["question"]
        times = asked["times"] + 1
        if times <= waiting.MOST_TIMES:
            text = f"{say('question-again', row.lang)}\n{asked['text']}"
            buttons = [*asked["buttons"], [say("button-human", row.lang), "/human"]]
            write(tx, row, text, now, ticket_id=ticket.id, buttons=buttons)
        else:
            plan = house.plan(ticket.plan)
            handoff.add_task(tx, house, row.id, plan, ticket, TASK, now, note=asked["text"][:500])
        facts = {**ticket.facts, "question": {**asked, "times": times, "at": now.isoformat()}}
        tickets.change(tx, house, ticket, "clockwork", now, facts=facts)
    return len(due)
