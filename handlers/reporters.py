"""Second reporters: somebody else has reported what a ticket is about.  They learn number and state, and nothing of
the first reporter; and they hear when it is solved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import handoff, tickets, visits
from handlers.house import House
from handlers.telling import notice
from storage import feed
from storage import incidents as stored
from storage import tickets as stored_tickets
from storage.engine import Tx


def attach(tx: Tx, house: House, kept: Row[Any], again: Row[Any], actor: str, now: datetime) -> Row[Any]:
    """Make the ticket ``again`` part of ``kept``: its reporter is noted, its clocks and holds end, what was told is in
    the log of ``kept``, which is never less severe than ``again``.  Returns ``kept`` as it is then."""
    if again.conversation_id != kept.conversation_id:
        stored.attach(
            tx, ticket_id=kept.id, conversation_id=again.conversation_id, name=again.contact_name, phone=again.phone,
            said=again.problem[:2000], at=now,
        )  # fmt: skip
    visits.release(tx, again.id)
    visits.cancel(tx, house, again, actor, now, "merged")
    tickets.record(tx, house, again.id, "ticket.merged", actor, now, {"into": kept.number})
    handoff.drop_tasks(tx, again.id, now)
    stored_tickets.end_alarms(tx, again.id, now)
    data = {"merged": again.number, "told": again.problem[:1000]}
    kept = tickets.record(tx, house, kept.id, "ticket.note", actor, now, data)
    if (again.severity_level or 3) < (kept.severity_level or 3) and again.severity is not None:
        kept = tickets.set_severity(tx, house, kept, again.severity, "bot", now)
        handoff.follow(tx, house, kept, now)
    feed.tell(tx, "ticket", kept.id, now, kept.conversation_id)
    return kept


def tell_solved(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> None:
    """What people have closed is told to everybody else who reported it, once."""
    for reporter in stored.reporters(tx, ticket.id):
        notice(
            tx,
            reporter.conversation_id,
            "attached-solved",
            now,
            key=f"solved:{ticket.id}",
            number=ticket.number,
        )


def panel(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any] | None:
    """Who else reported it, and which open tickets may be about the same."""
    others = stored.reporters(tx, ticket.id)
    alike = stored.alike(tx, ticket) if ticket.status in stored.COUNTED else ()
    if not others and not alike:
        return None
    return {
        "reporters": [
            {"name": r.name, "phone": r.phone, "said": r.said[:200], "conversation": r.conversation_id} for r in others
        ],
        "alike": [_alike(ticket, other) for other in alike],
    }  # fmt: skip


def _alike(ticket: Row[Any], other: Row[Any]) -> dict[str, Any]:
    device = ticket.device_id is not None and ticket.device_id == other.device_id
    device = device or bool(ticket.serial_given and ticket.serial_given == other.serial_given)
    return {
        "id": other.id, "number": other.number, "kind": other.kind, "conversation": other.conversation_id,
        "problem": other.problem.replace("\n", " / ")[:120], "same": "device" if device else "phone",
    }  # fmt: skip
