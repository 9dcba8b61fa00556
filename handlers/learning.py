"""What people of ours corrected, as training data: severity and intent, without personal data, for somebody to review."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row

from handlers.here import here
from handlers.house import House
from handlers.masking import Known, mask
from handlers.words import clean
from nlu import language
from nlu.corpus import mark
from nlu.personal import Span
from nlu.understanding import INTENTS, Entity, Understanding
from storage import conversations, devices, lessons, tickets
from storage.engine import Tx

MOST_CHARS = 1000  # of one example; what is longer is cut
HEAD = """\
# What people of ours corrected in the console.  Personal data was replaced by program: read every example for what
# it missed, put right text, entities, intent and severity, and write `reviewed: true`, or take the example out.
"""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One example.  ``was`` is what the bot had thought, ``check`` what nobody has decided yet."""

    key: int  # the first message that it is made of
    text: str
    entities: tuple[Span, ...]
    intent: str
    lang: str
    severity: int | None
    exclusions: tuple[str, ...] = ()
    was: tuple[tuple[str, str], ...] = ()
    check: tuple[str, ...] = ()


def corrected(house: House, since: date | None = None) -> list[Lesson]:
    """Everything that was overruled (on or after ``since``), by intent and age; the same in the same order each time."""
    start = datetime.combine(since, time(), here()) if since is not None else None
    found = house.store.read(lambda tx: [*_levels(tx, house, start), *_intents(tx, house, start)])
    found.sort(key=lambda le: (INTENTS.index(le.intent), le.key))
    return list({(le.intent, le.text): le for le in reversed(found)}.values())[::-1]


def _levels(tx: Tx, house: House, since: datetime | None) -> Iterable[Lesson]:
    """Of each ticket that a person rated: what told of the fault, with the level that was given last."""
    by_ticket: dict[int, list[Row[Any]]] = {}
    for entry in lessons.levels(tx, since):
        by_ticket.setdefault(entry.ticket_id, []).append(entry)
    for ticket_id, entries in by_ticket.items():
        told = _told(tx, house, ticket_id)
        if not told:
            continue
        text = " ".join(_plain(m.text) for m in told)[:MOST_CHARS]
        was = (("severity", str((entries[0].data or {}).get("before") or "none")),)
        yield _lesson(tx, house, told, text, "report_fault", (entries[-1].data or {})["level"], was)


def _told(tx: Tx, house: House, ticket_id: int) -> list[Row[Any]]:
    """The messages that tell of the fault: those that the report is made of, of a call those that say how bad it is."""
    ticket = tickets.get(tx, ticket_id)
    problem = ticket.problem if ticket is not None and ticket.kind == "report_fault" else ""
    told = [m for m in lessons.said(tx, ticket_id) if _is_text(m) and m.text.strip() in problem]
    told = [
        m
        for m in told
        if (m.data or {}).get(lessons.OVERRULED, {}).get("intent", "report_fault") == "report_fault"
    ]
    if told and told[0].channel == "hotline":
        told = [m for m in told if _parse(house, _plain(m.text)).severity is not None] or told
    return told


def _intents(tx: Tx, house: House, since: datetime | None) -> Iterable[Lesson]:
    rated = {entry.ticket_id for entry in lessons.levels(tx, None)}
    for message in lessons.intents(tx):
        about = message.data[lessons.OVERRULED]
        if since is not None and datetime.fromisoformat(about["at"]) < since:
            continue
        intent, before = _meant(message)
        level: int | None = None
        check: tuple[str, ...] = ()
        if intent == "report_fault":
            if message.ticket_id in rated:
                continue  # it is part of the example with that level
            heard = _parse(house, _plain(message.text))
            level, check = heard.severity.level if heard.severity is not None else 3, ("severity",)
        text = _plain(message.text)[:MOST_CHARS]
        yield _lesson(tx, house, [message], text, intent, level, (("intent", before),), check)


def _is_text(message: Row[Any]) -> bool:
    return bool(message.text.strip()) and not message.text.startswith("/") and message.author == "customer"


def _meant(message: Row[Any]) -> tuple[str, str]:
    """The intent of a message as it stands, and what the bot had thought."""
    data = message.data or {}
    before = (data.get("nlu") or {}).get("intent", "out_of_scope")
    return (data.get(lessons.OVERRULED) or {}).get("intent", before), before


def _plain(text: str) -> str:
    """One line, without what the format would take for its own marks."""
    text = clean(text).replace("[", "(").replace("]", ")")
    text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return re.sub(r" +", " ", text).strip()


def _parse(house: House, text: str) -> Understanding:
    from nlu.understanding import Intent

    try:
        return house.parse_here(text, None)
    except Exception:  # noqa: BLE001 - what is on file and what looks like a number is masked all the same
        return Understanding(text, language.detect(text), Intent("out_of_scope", 0.0))


def _lesson(
    tx: Tx, house: House, messages: Sequence[Row[Any]], text: str, intent: str, level: int | None,
    was: tuple[tuple[str, str], ...], check: tuple[str, ...] = (),
) -> Lesson:  # fmt: skip
    heard = _parse(house, text)
    first = messages[0]
    entities = [*heard.entities, *_stored(text, messages)]
    masked, marks = mask(text, entities, _on_file(tx, first, messages), str(first.id))
    exclusions = tuple(dict.fromkeys(x.name for x in heard.exclusions))
    return Lesson(first.id, masked, marks, intent, heard.lang, level, exclusions, was, check)


def _stored(text: str, messages: Sequence[Row[Any]]) -> Iterable[Entity]:
    """What was found when it was said, should today's understanding not find it."""
    for message in messages:
        for e in ((message.data or {}).get("nlu") or {}).get("entities", []):
            said = _plain(e["text"])
            at = text.find(said) if said else -1
            if at >= 0:
                yield Entity(e["entity"], e["value"], said, at, at + len(said))


def _on_file(tx: Tx, message: Row[Any], messages: Sequence[Row[Any]]) -> Known:
    """Contact fields of the conversation's tickets and customer, and its devices' serial numbers."""
    row = conversations.get(tx, message.conversation_id)
    customer = conversations.customer(tx, row.customer_id) if row is not None else None
    about = tickets.of_conversation(tx, message.conversation_id)
    serials = [t.serial_given for t in about]
    serials += [d.serial_number for t in about if (d := devices.get(tx, t.device_id)) is not None]
    of_customer = (customer.name, customer.phone, customer.address) if customer is not None else (None,) * 3

    def all_of(*values: str | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v for v in values if v))

    return Known(
        all_of(*serials),
        all_of(*(t.phone for t in about), of_customer[1]),
        all_of(*(t.contact_name for t in about), of_customer[0]),
        all_of(*(t.address for t in about), of_customer[2]),
    )


def as_yaml(found: Sequence[Lesson]) -> str:
    """In Rasa's format, as :mod:`nlu.corpus` reads it."""
    lines = [HEAD, 'version: "3.1"', "", "nlu:" if found else "nlu: []"]
    intent = None
    for lesson in found:
        if lesson.intent != intent:
            intent = lesson.intent
            lines += [f"- intent: {intent}", "  examples:"]
        lines += [
            "  - text: |",
            f"      {mark(lesson.text, lesson.entities)}",
            f"    metadata: {_about(lesson)}",
        ]
    return "\n".join(lines) + "\n"


def _about(lesson: Lesson) -> str:
    said = [f"lang: {lesson.lang}"]
    said += [f"severity: {lesson.severity}"] if lesson.severity is not None else []
    said += [f"exclusions: [{', '.join(lesson.exclusions)}]"] if lesson.exclusions else []
    said += ["source: console", f"was: {{{', '.join(f'{k}: {v}' for k, v in lesson.was)}}}"]
    said += [f"check: [{', '.join(lesson.check)}]"] if lesson.check else []
    return "{" + ", ".join([*said, "reviewed: false"]) + "}"
