"""Answers that are often given: in both languages, with placeholders that are filled from the case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers import audit
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.telling import zone
from handlers.texts.shapes import day, moment, window
from storage import conversations, desk, devices, tickets, visits
from storage.engine import Tx

#: What may stand in braces; each has a text ``canned-<name>``.
PLACEHOLDERS = ("name", "number", "device", "visit", "technician", "engineer", "warranty_until", "today")
MOST = 2000  # characters of an answer
MANY = 200  # answers
_HOLE = re.compile(r"\{([^{}\n]{0,40})\}")


@dataclass(frozen=True, slots=True)
class Page:
    answers: Sequence[Row[Any]]
    plans: dict[str, str]


def page(house: House, user: Actor) -> Page:
    user.need("cases")
    plans = {p.id: p.name.of(user.lang) for p in house.plans.values()}
    return Page(house.store.read(lambda tx: desk.answers(tx, every=True)), plans)


def unfilled(text: str) -> str:
    """The first placeholder that still stands in a text, as it stands there."""
    found = next((m for m in _HOLE.finditer(text) if m[1] in PLACEHOLDERS), None)
    return found[0] if found is not None else ""


def _checked(text: str) -> tuple[str, set[str]]:
    """Raises :class:`Refused`."""
    text = text.strip()
    if not text:
        raise Refused("empty")
    if len(text) > MOST:
        raise Refused("too-long", most=str(MOST), has=str(len(text)))
    holes = {m[1] for m in _HOLE.finditer(text)}
    if odd := sorted(holes - set(PLACEHOLDERS)):
        raise Refused(
            "placeholder", what="{" + odd[0] + "}", known=", ".join("{" + p + "}" for p in PLACEHOLDERS)
        )
    return text, holes


def save(house: House, user: Actor, name: str, zh: str, en: str, plan: str) -> None:
    """A new answer, or another wording of the one of this name.  Both languages say the same: they have the same
    placeholders.  Raises :class:`Refused`."""
    user.need("answers")
    name = name.strip()
    if not 0 < len(name) <= 80:
        raise Refused("field", name="name")
    if plan and plan not in house.plans:
        raise Refused("field", name="plan")
    (chinese, one), (english, other) = _checked(zh), _checked(en)
    if one != other:
        what = ", ".join(sorted("{" + p + "}" for p in one ^ other))
        raise Refused("placeholders-differ", what=what)
    values = {
        "plan": plan or None,
        "zh": chinese,
        "en": english,
        "changed_by": user.id,
        "changed_at": house.now(),
    }

    def work(tx: Tx) -> None:
        known = desk.answer_named(tx, name)
        if known is not None:
            desk.change_answer(tx, known.id, **values)
        elif len(desk.answers(tx, every=True)) >= MANY:
            raise Refused("too-many-answers", most=str(MANY))
        else:
            desk.add_answer(tx, name=name, **values)
        audit.note(tx, house.now(), user.owner, "answer.saved", f"answer:{name}")

    house.store.write(work)


def drop(house: House, user: Actor, answer_id: int) -> None:
    user.need("answers")

    def work(tx: Tx) -> None:
        row = desk.answer(tx, answer_id)
        if row is not None:
            desk.drop_answer(tx, answer_id)
            audit.note(tx, house.now(), user.owner, "answer.dropped", f"answer:{row.name}")

    house.store.write(work)


def filled(house: House, user: Actor, answer_id: int, conversation_id: int) -> str:
    """The answer in the customer's language, filled as far as the case tells; what it does not tell stays in braces,
    and is not sent like that.  Raises :class:`Refused`."""
    user.need("reply")

    def read(tx: Tx) -> str:
        row, answer = conversations.get(tx, conversation_id), desk.answer(tx, answer_id)
        if row is None or answer is None:
            raise Refused("gone")
        known = _values(tx, house, user, row)
        text = str(answer.zh if row.lang == "zh" else answer.en)
        return _HOLE.sub(lambda m: known.get(m[1]) or m[0], text)

    return house.store.read(read)


def _values(tx: Tx, house: House, user: Actor, row: Row[Any]) -> dict[str, str]:
    found = tickets.of_conversation(tx, row.id)
    ticket = next((t for t in found if t.status in tickets.OPEN), found[0] if found else None)
    now, here = house.now(), zone(house, ticket.plan if ticket is not None else row.plan)
    values = {"engineer": user.name, "today": moment(now.astimezone(here), row.lang, now).split()[0]}
    if ticket is None:
        return values
    device = devices.get(tx, ticket.device_id) if ticket.device_id is not None else None
    visit = next(iter(visits.of_ticket(tx, ticket.id, ("confirmed",))), None)
    until = (ticket.warranty or {}).get("until")
    values |= {"name": ticket.contact_name or "", "number": ticket.number or ""}
    values["device"] = f"{device.model} {device.serial_number}" if device is not None else ""
    values["warranty_until"] = day(until, row.lang) if until else ""
    if visit is not None:
        values["visit"] = window(visit.start.astimezone(here), visit.end.astimezone(here), row.lang, now)
        values["technician"] = visit.technician
    return values
