"""Planned work beside a ticket: its checklist and result, the operation record and the archive of the device."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import planned
from handlers.house import House
from handlers.people import Refused
from handlers.planned_ticket import item_of
from handlers.rules.parts import Text
from storage import devices
from storage import planned as stored
from storage.engine import Tx

Json = dict[str, Any]
ARCHIVE = 20  # earlier tickets of a device that are shown


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json | None:
    """None when neither the ticket nor its device has anything to do with planned work."""
    device, plan = devices.get(tx, ticket.device_id), house.plan(ticket.plan)
    keeps = device is not None and plan is not None and plan.operation is not None
    work = _work(tx, house, ticket)
    coming = _coming(tx, house, device.id, ticket.id) if device is not None else []
    archive = _archive(tx, device.id, ticket.id) if device is not None else []
    if work is None and not keeps and not coming and not archive:
        return None
    return {
        "work": work,
        "operation": _operation(tx, device) if device is not None and keeps else None,
        "coming": coming,
        "archive": archive,
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _work(tx: Tx, house: House, ticket: Row[Any]) -> Json | None:
    row_id = ticket.facts.get("planned")
    row = stored.get(tx, row_id) if row_id else None
    item = item_of(house, row.plan, row.item) if row is not None else None
    if row is None or item is None:
        return None
    asked = [
        {"id": q.id, "name": _both(q.ask), "choices": [_both(c) for c in q.choices], "number": False, "required": False}
        for q in item.questions
    ]  # fmt: skip
    fields = [
        {"id": f.id, "name": _both(f.name), "choices": [_both(c) for c in f.choices], "number": f.number, "required": f.required}
        for f in item.fields
    ]  # fmt: skip
    return {
        "id": row.id, "name": _both(item.name), "clause": item.clause, "kind": item.what, "how": item.how,
        "status": row.status, "due_on": row.due_on.isoformat(), "period": row.period, "fields": [*asked, *fields],
        "topics": {lang: planned.topics(item, row.turn, lang) for lang in ("zh", "en")},
        "audience": [_both(a) for a in item.audience], "report": item.report,
        "values": row.result.get("values") or row.result.get("answers") or {},
        "problems": [
            {"text": p, "number": row.result.get("tickets", {}).get(str(i))}
            for i, p in enumerate(row.result.get("problems", []))
        ],
    }  # fmt: skip


def _operation(tx: Tx, device: Row[Any]) -> Json:
    """The last operation record; all blank before the first one."""
    row = stored.operation(tx, device.id)
    if row is None:
        return {
            "at": None,
            "state": "in_use",
            "usage": "",
            "operators": 0,
            "skilled": 0,
            "joined": 0,
            "left": 0,
            "note": "",
        }
    return {
        "at": _iso(row.at), "state": row.state, "usage": row.usage, "operators": row.operators, "skilled": row.skilled,
        "joined": row.joined, "left": row.left, "note": row.note or "",
    }  # fmt: skip


def _iso(at: datetime) -> str:
    return at.isoformat()


def _coming(tx: Tx, house: House, device_id: int, ticket_id: int) -> list[Json]:
    """Other planned work of the device that is open."""
    found = []
    for row in stored.coming(tx, device_id):
        item = item_of(house, row.plan, row.item)
        if item is not None and row.ticket_id != ticket_id:
            found.append({"name": _both(item.name), "due_on": row.due_on.isoformat(), "status": row.status})
    return found


def _archive(tx: Tx, device_id: int, ticket_id: int) -> list[Json]:
    """The repair archive of the device: earlier tickets, newest first."""
    rows = stored.tickets_of_device(tx, device_id, ARCHIVE + 1)
    return [
        {"number": t.number, "kind": t.kind, "status": t.status, "problem": t.problem[:120], "at": _iso(t.created_at)}
        for t in rows
        if t.id != ticket_id
    ][:ARCHIVE]  # fmt: skip


def hindrance(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> Refused | None:
    """Planned work is not closed before what was found is written down."""
    row_id = ticket.facts.get("planned")
    row = stored.get(tx, row_id) if row_id else None
    return Refused("planned-no-result") if row is not None and row.status in stored.OPEN else None
