"""Hotline transcripts become tickets: the same tickets as from the chat, with every fact linked to its line.

One call is taken in once, by its call id or its content; taking it in again changes nothing and reports the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Row

from handlers import (
    areas,
    call_about,
    call_words,
    handoff,
    incidents,
    parties,
    staff_notices,
    tickets,
    verdicts,
)
from handlers.house import House
from handlers.plans.load import which_plan
from handlers.registry import find_device
from handlers.rules.policy import Plan
from handlers.words import clean, unseen
from nlu.calls import CallUnderstanding, understand_call
from nlu.phones import without_extension
from nlu.transcripts import Call, TranscriptError, read
from nlu.understanding import Understanding
from storage import calls, conversations, feed, messages, requests
from storage import incidents as stored_incidents
from storage import tickets as stored_tickets
from storage.engine import Tx

CHANNEL = "hotline"
KINDS = frozenset({"report_fault", "complaint", "install_request", "maintenance_request", "parts_request", "return_exchange",
                   "book_visit"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What became of a call.  ``data`` is what a clerk reads: ticket, intent, severity with evidence, fields each
    with its line, contradictions, and what is missing for the call back."""

    repeated: bool
    data: dict[str, Any]

    def json(self) -> dict[str, Any]:
        return {"repeated": self.repeated, **self.data}


class UnknownPlan(ValueError):
    """A plan that there is not."""


class KeyReused(ValueError):
    """An ``Idempotency-Key`` that came with another body before."""


@dataclass(frozen=True, slots=True)
class Once:
    """Who sends it under which key."""

    sender: str
    key: str


def intake(
    house: House, data: bytes | str, name: str, plan: str | None = None, once: Once | None = None
) -> IntakeReport:  # fmt: skip
    """Take one transcript in.  Raises :class:`nlu.transcripts.TranscriptError`, :class:`UnknownPlan` and, where its key
    belongs to another one, :class:`KeyReused`."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    digest = sha256(b"\0".join((raw, (plan or "").encode()))).hexdigest()
    call = readable(read(data, name), name)
    plan = plan if plan is not None else call.plan
    if plan is not None and plan not in house.plans:
        raise UnknownPlan(f"unknown plan {plan[:80]!r}; known are {', '.join(sorted(house.plans))}")
    found = understood(house, call)

    def work(tx: Tx) -> IntakeReport:
        if once is not None and not requests.claim(tx, once.sender, once.key, digest, house.now()):
            raise KeyReused("this Idempotency-Key was used for another transcript")
        return take_in(tx, house, call, found, name, plan)

    return house.store.write(work)


def understood(house: House, call: Call) -> CallUnderstanding:
    return understand_call(call.turns, _parse(house, call))


def _parse(house: House, call: Call) -> Callable[[str], Understanding]:
    """What is said in several turns is understood by whoever is asked; single turns, dozens of them, by ourselves."""
    caller = [t.text for t in call.turns if t.speaker != "agent"]

    @cache
    def parse(text: str) -> Understanding:
        whole = "\n" in text or caller == [text]
        return (house.parse if whole else house.parse_here)(text, None)

    return parse


def readable(call: Call, name: str) -> Call:
    """The call without what hides or reverses what people read of it.  Raises :class:`TranscriptError`."""
    if call.call_id is not None and unseen(call.call_id):
        raise TranscriptError(f"{name}: call_id must be one line of plain characters")
    turns = tuple(replace(t, text=clean(t.text)) for t in call.turns)
    if not any(t.text.strip() for t in turns):
        raise TranscriptError(f"{name}: nothing is said in it")
    return replace(call, turns=turns)


def take_in(
    tx: Tx, house: House, call: Call, found: CallUnderstanding, name: str, plan_id: str | None
) -> IntakeReport:
    """A call that has been understood, in the transaction of whoever takes it in."""
    now = house.now()
    known = calls.by_key(tx, call.key)
    if known is not None:
        return _again(known, call)
    row = conversations.lock(tx, CHANNEL, call.key[:200], now)
    known = calls.by_key(tx, call.key)  # another process may have been faster while we waited for the lock
    if known is not None:
        return _again(known, call)
    plan = _plan(tx, house, call, found, plan_id)
    conversations.save(tx, row.id, plan=plan.id, lang=call.lang)
    said = _write_turns(tx, row, call, now)
    ticket = about = None
    if found.understanding.intent.name in KINDS or found.understanding.danger:
        ticket = _open(tx, house, plan, row, call, found, now)
        messages.set_ticket(tx, said, ticket.id)
        ticket = _next_step(tx, house, plan, row, ticket, found, now)
        if incidents.consider(tx, house, ticket, now) is not None:
            ticket = stored_tickets.get(tx, ticket.id) or ticket
    else:
        about = call_about.follow(tx, house, plan, row.id, call, found, now)
    promised = call_words.keep_promises(tx, house, call, ticket or about, row.id, plan.id, now)
    report = {
        **_report(house, plan, call, found, ticket, name),
        "known": _known(tx, ticket) if about is None else [str(about.number)],
        "promises": promised,
    }
    calls.add(tx, call_key=call.key, source=name[:300], conversation_id=row.id, report=report, created_at=now,
              ticket_id=ticket.id if ticket is not None else None, turns=_turns(call))  # fmt: skip
    feed.tell(tx, "conversation", row.id, now, row.id)
    return IntakeReport(False, report)


def _turns(call: Call) -> list[dict[str, Any]]:
    return [{"speaker": t.speaker, "text": t.text, "line": t.line} for t in call.turns]


def _again(known: Row[Any], call: Call) -> IntakeReport:
    """A call that has been taken in.  Who knows its id and not its words learns no word of it."""
    if known.turns == _turns(call):
        return IntakeReport(True, known.report)
    untold: dict[str, Any] = {
        "severity": None,
        "fields": [],
        "exclusions": [],
        "contradictions": [],
        "missing": [],
        "known": [],
        "promises": [],
        "warranty": None,
    }
    return IntakeReport(True, {**known.report, **untold, "differs": True})


def _plan(tx: Tx, house: House, call: Call, found: CallUnderstanding, plan_id: str | None) -> Plan:
    """Given, else the device's, else by product words, else the operator's default, else any."""
    if plan_id is not None:
        return house.plans[plan_id]
    device = find_device(tx, _value(found, "serial_number"))
    words = " ".join(t.text for t in call.turns)
    for candidate in (
        device.plan if device is not None else None,
        which_plan(words, house.plans),
        house.default_plan,
    ):
        plan = house.plan(candidate)
        if plan is not None:
            return plan
    return next(iter(house.plans.values()))


def _value(found: CallUnderstanding, field: str) -> str | None:
    return next((f.value for f in found.facts if f.field == field), None)


def _write_turns(tx: Tx, row: Row[Any], call: Call, now: datetime) -> list[int]:
    """Both speakers' words, in order, as messages of the conversation."""
    return messages.add(tx, [
        {
            "conversation_id": row.id, "channel": CHANNEL, "text": turn.text, "created_at": now, "epoch": 0,
            "direction": "in" if turn.speaker != "agent" else "out", "data": {"line": turn.line, "speaker": turn.speaker},
            "author": "customer" if turn.speaker != "agent" else "clerk", "status": "accepted" if turn.speaker != "agent" else "sent",
        }
        for turn in call.turns
    ])  # fmt: skip


def _open(
    tx: Tx, house: House, plan: Plan, row: Row[Any], call: Call, found: CallUnderstanding, now: datetime
) -> Row[Any]:
    u = found.understanding
    kind = u.intent.name if u.intent.name in KINDS else "report_fault"
    device = find_device(tx, _value(found, "serial_number"))
    address = _value(found, "address")
    facts: dict[str, Any] = {
        "signs": [verdicts.sign(e) for e in (u.severity.evidence if u.severity else u.danger)],
        "lines": {f.field: f.line for f in found.facts},
    }
    if u.severity is not None:
        facts["learned"] = [u.severity.level, round(u.severity.confidence, 3)]
    if u.exclusions:
        facts["exclusions"] = [{"name": x.name, "quote": x.text} for x in u.exclusions]
    phone, extension = without_extension(_value(found, "phone") or "")
    if extension:
        facts["extension"] = extension
    for e in u.entities:
        if e.entity in ("error_code", "affected_count", "duration", "model", "visit_time"):
            facts[e.entity] = e.value
    problem = " / ".join(t.text for t in call.turns if t.speaker != "agent")[:2000]
    ticket = tickets.open_ticket(
        tx, house, plan, row.id, kind, problem, "clerk", now, status="open", facts=facts,
        device_id=device.id if device is not None else None, serial_given=_value(found, "serial_number"),
        component=_component(plan, problem), contact_name=_value(found, "contact_name"), phone=phone or None,
        address=address, region=areas.region_of(address) or (device.region if device is not None else None),
        **({"service_level": device.service_level} if device is not None and device.service_level else {}),
    )  # fmt: skip
    if kind == "report_fault":
        learned = facts.get("learned")
        verdict = tickets.rate(plan, facts["signs"], (learned[0], learned[1]) if learned else None)
        ticket = tickets.set_severity(tx, house, ticket, verdicts.severity(verdict), "bot", now)
        ticket = tickets.check_warranty(tx, house, ticket, "bot", now)
    return ticket


def _known(tx: Tx, ticket: Row[Any] | None) -> list[str]:
    """The open reports of the same device by others: for the clerk, who can tell the caller number and state."""
    if ticket is None or ticket.device_id is None:
        return []
    return [str(t.number) for t in stored_incidents.of_device(tx, ticket.device_id, ticket.id)]


def _component(plan: Plan, text: str) -> str | None:
    folded = text.casefold()
    found = [
        (len(w), c.id)
        for c in plan.components
        for w in (*c.words, c.name.zh, c.name.en)
        if w.casefold() in folded
    ]
    return max(found)[1] if found else None


def _next_step(
    tx: Tx, house: House, plan: Plan, row: Row[Any], ticket: Row[Any], found: CallUnderstanding, now: datetime
) -> Row[Any]:
    """Danger and complaints go to people at once; everything else gets its call back, with the plan's clock."""
    if found.understanding.danger:
        first = found.understanding.danger[0]
        staff_notices.raise_alarm(tx, house, now, ticket, f"danger/{first.reason}", "supervisor", "alarm-danger",
                                   danger=first.reason, quote=first.text[:200])  # fmt: skip
        handoff.hand_over(tx, house, row, plan, ticket, "danger", now, actor="clerk")
    elif ticket.kind == "complaint":
        handoff.hand_over(tx, house, row, plan, ticket, "complaint", now, actor="clerk")
    else:
        ticket = tickets.record(
            tx, house, ticket.id, "callback.due", "clerk", now, {"missing": list(found.missing)}
        )
        states = tickets.clock_states(tx, house, ticket, now)
        due = next((c.due for c in states if c.name == "call_back" and c.due is not None), ticket.due_at)
        note = ", ".join(found.missing)
        handoff.add_task(tx, house, row.id, plan, ticket, "call_back", now, due_at=due, note=note or None)
    parties.route(tx, house, ticket, "clerk", now)
    final = stored_tickets.get(tx, ticket.id)
    assert final is not None
    return final


def _report(
    house: House, plan: Plan, call: Call, found: CallUnderstanding, ticket: Row[Any] | None, name: str
) -> dict[str, Any]:
    as_json = found.json()
    fields = [
        {"field": f.field, "value": f.value, "text": f.text, "speaker": f.speaker, "line": f.line}
        for f in found.facts
    ]
    others = [
        {"field": e.entity, "value": e.value, "text": e.text, "speaker": "caller", "line": e.line}
        for e in found.understanding.entities
        if e.entity not in {f.field for f in found.facts}
    ]
    severity = as_json["severity"]
    if ticket is not None and ticket.severity is not None and severity is not None:
        severity = {**severity, "level": ticket.severity_level, "reasons": ticket.severity["reasons"]}
    return {
        "file": name, "call_id": call.call_id, "plan": plan.id, "ticket": ticket.number if ticket is not None else None,
        "intent": as_json["intent"], "severity": severity, "fields": fields + others, "exclusions": as_json["exclusions"],
        "warranty": ticket.warranty if ticket is not None else None, "queue": ticket.queue if ticket is not None else None,
        "contradictions": as_json["contradictions"], "missing": as_json["missing"],
    }  # fmt: skip
