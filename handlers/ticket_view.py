"""A ticket as JSON: the form that other programs are built on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import forms, tickets
from handlers.house import House
from handlers.panels import panels
from handlers.planned_panel import ARCHIVE
from handlers.promise_desk import OFFERED
from storage import (
    calls,
    conversations,
    dealers,
    devices,
    follow_ups,
    incidents,
    messages,
    planned,
    promises,
    replacements,
    returned_parts,
    stock,
    visits,
)
from storage import forms as stored_forms
from storage import tickets as stored_tickets
from storage.engine import Tx

Json = dict[str, Any]


def view(tx: Tx, house: House, ticket: Row[Any]) -> Json:
    """Everything about a ticket.  Times are ISO 8601 in UTC, money in minor units."""
    conversation = conversations.get(tx, ticket.conversation_id)
    return {
        "number": ticket.number,
        "plan": ticket.plan,
        "kind": ticket.kind,
        "status": ticket.status,
        "conversation": conversation.address if conversation is not None else None,
        "channel": conversation.channel if conversation is not None else None,
        "problem": ticket.problem,
        "component": ticket.component,
        "severity": _severity(ticket.severity),
        "device": _device(tx, ticket),
        "warranty": ticket.warranty,
        "fee": ticket.fee,
        "consent": _consent(tx, ticket.id),
        "contact": {"name": ticket.contact_name, "phone": ticket.phone, "address": ticket.address},
        "region": ticket.region,
        "service_level": ticket.service_level,
        "visit": _visit(tx, ticket.id),
        "owner": conversation.owner if conversation is not None else None,
        "queue": ticket.queue,
        "clocks": _clocks(tx, house, ticket),
        "facts": {k: v for k, v in ticket.facts.items() if k not in ("signs", "learned")},
        "messages": [_message(m) for m in messages.history(tx, ticket.conversation_id, notes=False)],
        "work": panels(tx, house, ticket),
        "created_at": _at(ticket.created_at),
        "updated_at": _at(ticket.updated_at),
    }


def views(tx: Tx, house: House, found: Sequence[Row[Any]]) -> list[Json]:
    """The same of many: what each of them asks is read together, one statement for all of them."""
    if tx.answered is None:
        tx.answered = {}
    ids, conversation_ids = [t.id for t in found], [t.conversation_id for t in found]
    device_ids = [t.device_id for t in found if t.device_id is not None]
    for of_tickets in (stored_tickets, visits, promises, follow_ups, stock, returned_parts, dealers):
        of_tickets.ahead(tx, ids)
    for of_conversations in (conversations, messages, calls):
        of_conversations.ahead(tx, conversation_ids)
    for of_devices in (devices, replacements):
        of_devices.ahead(tx, device_ids)
    planned.ahead(tx, device_ids, ARCHIVE + 1)
    incidents.ahead(tx, found)
    talks = [t.conversation_id for t in found if t.status in tickets.OPEN]
    messages.ahead(tx, talks, limit=OFFERED)  # what has been promised in them
    stored_forms.ahead(tx, map(forms.about, found))
    return [view(tx, house, ticket) for ticket in found]


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _severity(stored: Json | None) -> Json | None:
    """``reasons`` each with the words of the customer (or why, where there are none) and the clause."""
    if stored is None:
        return None
    reasons = [
        {
            "text": r["quote"] or r["text"]["zh"],
            "clause": r["clause"],
            "code": r["code"],
            "because": r["text"],
        }
        for r in stored["reasons"]
    ]
    return {
        "level": stored["level"],
        "confidence": stored["confidence"],
        "reasons": reasons,
        "danger": stored.get("danger"),
        "by": stored.get("by", "bot"),
    }


def _device(tx: Tx, ticket: Row[Any]) -> Json | None:
    device = devices.get(tx, ticket.device_id)
    if device is not None:
        return {"serial_number": device.serial_number, "model": device.model, "verified": True}
    if ticket.serial_given:
        return {"serial_number": ticket.serial_given, "model": None, "verified": False}
    return None


def _consent(tx: Tx, ticket_id: int) -> Json | None:
    consent = stored_tickets.last_consent(tx, ticket_id)
    if consent is None:
        return None
    return {
        "given": consent.given,
        "message": consent.message_id,
        "at": _at(consent.at),
        "low": consent.low,
        "high": consent.high,
        "currency": consent.currency,
        "price_list": consent.price_list,
    }


def _visit(tx: Tx, ticket_id: int) -> Json | None:
    found = visits.of_ticket(tx, ticket_id, ("confirmed", "done"))
    if not found:
        return None
    visit = found[-1]
    return {
        "start": _at(visit.start),
        "end": _at(visit.end),
        "technician": visit.technician,
        "status": visit.status,
        "keeps_promise": visit.keeps_promise,
    }


def _clocks(tx: Tx, house: House, ticket: Row[Any]) -> list[Json]:
    return [
        {
            "name": c.name,
            "state": c.state,
            "started": _at(c.started),
            "due": _at(c.due),
            "met": _at(c.met),
            "breached": c.breached,
            "clause": c.clause,
        }
        for c in tickets.clock_states(tx, house, ticket)
        if c.state != "waiting"
    ]


def _message(m: Row[Any]) -> Json:
    return {
        "id": m.id,
        "direction": m.direction,
        "author": m.author,
        "text": m.text,
        "status": m.status,
        "at": _at(m.created_at),
    }
