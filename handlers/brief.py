"""What an engineer who takes a case has to know first, without a language model: why it came, what is known and
what is missing, each with the message that it comes from.  Pure: rows in, lines out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers.rules.policy import Plan
from nlu.normalise import normalise

#: Facts of a ticket, in the order that they are read: label, entity of the message that said it.
CONTACT = (("contact_name", "contact_name"), ("phone", "phone"), ("address", "address"))
SAID = (
    ("duration", "duration"),
    ("affected_count", "affected_count"),
    ("error_code", "error_code"),
    ("model", "model"),
)
MOST_SAID = 160  # characters of what was said


@dataclass(frozen=True, slots=True)
class Line:
    """``what`` has a text ``brief-<what>``; ``message`` is the id of the message that said it."""

    what: str
    value: str = ""
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    why: Line | None
    known: tuple[Line, ...]
    missing: tuple[str, ...]


def brief(
    plan: Plan | None, ticket: Row[Any], item: Row[Any] | None, said: Sequence[Row[Any]], *, device: Row[Any] | None,
    consent: Row[Any] | None, booked: bool,
) -> Brief:  # fmt: skip
    """``said`` are the messages of the conversation, oldest first; ``booked``: a visit is confirmed or done."""
    heard = [m for m in said if m.direction == "in"]
    return Brief(_why(item, heard), _known(ticket, heard, device), _missing(plan, ticket, consent, booked))


def _why(item: Row[Any] | None, heard: Sequence[Row[Any]]) -> Line | None:
    """What brought it to people, and the customer's last words before."""
    if item is None:
        return None
    last = next((m for m in reversed(heard) if m.created_at <= item.created_at and _words(m)), None)
    return Line(
        item.reason, last.text[:MOST_SAID] if last is not None else "", last.id if last is not None else None
    )


def _words(message: Row[Any]) -> bool:
    return bool(message.text) and not message.text.startswith("/")


def _known(ticket: Row[Any], heard: Sequence[Row[Any]], device: Row[Any] | None) -> tuple[Line, ...]:
    lines = []
    if ticket.problem:
        first = ticket.problem.split("\n")[0]
        lines.append(Line("problem", ticket.problem[:MOST_SAID], _source(heard, "", (first,))))
    serial = device.serial_number if device is not None else ticket.serial_given
    if serial:
        name = f"{device.model} · {serial}" if device is not None else serial
        lines.append(
            Line("device", name, _source(heard, "serial_number", (serial, ticket.serial_given or serial)))
        )
    for what, entity in CONTACT:
        if value := getattr(ticket, what):
            lines.append(Line(what, value, _source(heard, entity, (value,))))
    if more := ticket.facts.get("phone_more"):
        lines.append(Line("phone_more", str(more), _source(heard, "phone", tuple(str(more).split(" / ")))))
    for what, entity in SAID:
        if value := ticket.facts.get(what):
            quoted = _quote(heard, entity, str(value))
            lines.append(Line(what, quoted or str(value), _source(heard, entity, (str(value),))))
    if wished := ticket.facts.get("wished"):
        lines.append(Line("wished", str(wished)))
    if wishes := ticket.facts.get("wishes"):
        lines.append(Line("wishes", str(wishes)[:MOST_SAID], _source(heard, "", (str(wishes),))))
    return tuple(lines)


def _entities(message: Row[Any], entity: str) -> Iterable[dict[str, Any]]:
    found = ((message.data or {}).get("nlu") or {}).get("entities", ())
    return (e for e in found if e["entity"] == entity)


def _quote(heard: Sequence[Row[Any]], entity: str, value: str) -> str:
    """The customer's own words for a value, the last ones."""
    return next((e["text"] for m in reversed(heard) for e in _entities(m, entity) if e["value"] == value), "")


def _source(heard: Sequence[Row[Any]], entity: str, values: Sequence[str]) -> int | None:
    """The last message that said one of the values: as it was understood, or as it stands there."""
    folded = [normalise(v).text.casefold() for v in values if v]
    for message in reversed(heard):
        if entity and any(e["value"] in values for e in _entities(message, entity)):
            return int(message.id)
        text = normalise(message.text[:2000]).text.casefold()
        if any(v in text for v in folded):
            return int(message.id)
    return None


def _missing(plan: Plan | None, ticket: Row[Any], consent: Row[Any] | None, booked: bool) -> tuple[str, ...]:
    """What an engineer will have to ask for; nothing once the ticket is closed."""
    if ticket.closed_at is not None:
        return ()
    facts, fee = ticket.facts, ticket.fee
    agreed = consent is not None and consent.given
    wanted = {
        "problem": not ticket.problem and ticket.kind == "report_fault",
        "severity": ticket.severity is None and ticket.kind == "report_fault",
        "device": ticket.device_id is None,
        "contact_name": not ticket.contact_name,
        "phone": not ticket.phone,
        "address": not ticket.address,
        "region": not ticket.region and not facts.get("no_region"),
        "consent": bool(fee and not fee["free"] and fee["needs_consent"] and not agreed),
        "visit": plan is not None and not booked and facts.get("support", {}).get("mode", "") != "telephone",
    }
    return tuple(what for what, is_missing in wanted.items() if is_missing)
