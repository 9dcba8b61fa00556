"""A call about a report that there is: another time, no visit, how far is it.  Whoever has that report learns of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import handoff, tickets
from handlers.house import House
from handlers.rules.policy import Plan
from nlu.calls import CallUnderstanding
from nlu.entities import ticket_numbers
from nlu.phones import without_extension
from nlu.transcripts import Call
from storage import incidents
from storage import tickets as stored
from storage.engine import Tx

CHANGES = ("reschedule_visit", "cancel_visit")
ASKS = ("request_human", "ticket_status", "warranty_query", "fee_query")
TASK = "visit_by_phone"
SOON = 2  # severity of such a task: somebody may be about to set out
MOST = 500  # characters of what the caller said


def find(tx: Tx, call: Call, found: CallUnderstanding) -> Row[Any] | None:
    """The open report whose number was said, or the only one with the caller's telephone number."""
    for turn in call.turns:
        for number in ticket_numbers(turn.text):
            row = stored.by_number(tx, number)
            if row is not None and row.status == "open":
                return row
    phone, _ = without_extension(next((f.value for f in found.facts if f.field == "phone"), ""))
    same = [row for row in incidents.of_phone(tx, phone) if row.status == "open"] if phone else []
    return same[0] if len(same) == 1 else None


def follow(
    tx: Tx, house: House, plan: Plan, conversation_id: int, call: Call, found: CallUnderstanding, now: datetime
) -> Row[Any] | None:  # fmt: skip
    """A task for people about a call that opens no report, kept with the report that it is about.  That report."""
    intent = found.understanding.intent.name
    if intent not in (*CHANGES, *ASKS):
        return None
    about = find(tx, call, found)
    words = " / ".join(t.text for t in call.turns if t.speaker != "agent")[:MOST]
    if about is not None:
        about = tickets.record(tx, house, about.id, "ticket.note", "clerk", now, {"call": words})
        plan, conversation_id = house.plan(about.plan) or plan, about.conversation_id
    changes = intent in CHANGES
    handoff.add_task(tx, house, conversation_id, plan, about, TASK if changes else "call_back", now, note=words,
                     at_least=SOON if changes else 3)  # fmt: skip
    return about
