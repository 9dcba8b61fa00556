"""The service register (P8.2): every call, letter, message and visit of a plan, and what came of it, oldest first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row

from handlers.house import House
from handlers.intake import CHANNEL, intake
from handlers.people import Actor, Refused
from nlu.transcripts import TranscriptError
from storage import calls, dealers, devices, visits
from storage import tickets as stored_tickets
from storage.engine import Tx

What = Literal["call", "letter", "message", "passed", "visit", "result"]
LETTER = "letter"
MOST = 6000  # characters of a letter
RESULTS = {"ticket.resolved": "resolved", "ticket.withdrawn": "withdrawn", "ticket.merged": "merged"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register.  ``at`` is UTC; ``result`` is empty but in lines of visits and results."""

    at: datetime
    what: What
    ticket: str
    name: str
    phone: str
    device: str
    about: str
    by: str
    result: str


def lines(house: House, plan: str, start: datetime | None = None, end: datetime | None = None) -> list[Line]:
    """The register of what came in from ``start`` to ``end``."""

    def read(tx: Tx) -> list[Line]:
        found = [line for ticket in dealers.tickets_between(tx, plan, start, end) for line in _of(tx, ticket)]
        found += [_enquiry(call) for call in calls.without_ticket(tx, plan, start, end)]
        return sorted(found, key=lambda line: (line.at, line.ticket))

    return house.store.read(read)


def _of(tx: Tx, ticket: Row[Any]) -> Iterator[Line]:
    device = devices.get(tx, ticket.device_id)
    serial = device.serial_number if device is not None else ticket.serial_given or ""

    def line(at: datetime, what: What, about: str, by: str = "", result: str = "") -> Line:
        return Line(at, what, ticket.number or "", ticket.contact_name or "", ticket.phone or "", serial, about, by, result)  # fmt: skip

    yield line(ticket.created_at, _way(tx, ticket), ticket.problem.replace("\n", " / ")[:500])
    for hop in dealers.hops(tx, ticket.id):
        yield line(hop.passed_at, "passed", hop.why or "", hop.dealer or hop.party, hop.outcome or "")
    for visit in visits.of_ticket(tx, ticket.id, ("confirmed", "done", "cancelled")):
        yield line(visit.start, "visit", "", visit.technician, visit.status)
    for entry in stored_tickets.log(tx, ticket.id):
        if entry.event in RESULTS:
            why = str((entry.data or {}).get("cause") or (entry.data or {}).get("why") or "")
            yield line(entry.at, "result", why[:500], "", RESULTS[entry.event])


def _way(tx: Tx, ticket: Row[Any]) -> What:
    if ticket.channel != CHANNEL:
        return "message"
    call = calls.of_conversation(tx, ticket.conversation_id)
    return "letter" if call is not None and call.source == LETTER else "call"


def _enquiry(call: Row[Any]) -> Line:
    """A call that no ticket came of: it was answered."""
    said = " / ".join(str(turn["text"]) for turn in call.turns if turn.get("speaker") != "agent")
    what: What = "letter" if call.source == LETTER else "call"
    return Line(call.created_at, what, "", "", "", "", said[:500], "", "answered")


def letter(house: House, user: Actor, plan: str, text: str) -> str | None:
    """A letter that the clerk registers: understood like a call; returns the ticket's number.  The same letter again
    changes nothing."""
    user.need("dealers")
    if house.plan(plan) is None:
        raise Refused("field", name="plan")
    if not text.strip():
        raise Refused("empty")
    if len(text) > MOST:
        raise Refused("too-long", most=str(MOST), has=str(len(text)))
    said = [part.strip() for part in text.splitlines() if part.strip()]
    key = hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]
    turns = [{"speaker": "caller", "text": part} for part in said]
    try:
        report = intake(house, json.dumps({"call_id": f"letter-{key}", "turns": turns}), LETTER, plan)
    except TranscriptError:
        raise Refused("field", name="text") from None
    found = report.data.get("ticket")
    return str(found) if found else None
