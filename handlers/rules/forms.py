"""What may stand in a form: filled from what is known, judged field by field, never issued with a blank.

A value is kept as JSON: text, number and choice as text, a date as ISO day, money in minor units, ``lines`` as a list of rows
by column, a checklist as one of :data:`ANSWERS` for each point, photographs as a list of ``file``, ``sha256`` and ``note``.  Pure; nothing here knows the time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.rules.form_parts import Form, FormColumn, FormField

ANSWERS = ("yes", "no", "na")
MOST_TEXT = 4000  # characters of a text
MOST_CELL = 500  # characters in a cell of a table
MOST_LINES = 60  # rows of a table
MOST_PHOTOGRAPHS = 12  # of one form
MOST_MONEY = 10**11  # minor units
_NUMBER = re.compile(r"^[0-9]{1,9}(?:\.[0-9]{1,3})?$")
_MONEY = re.compile(r"^[¥￥$€]?\s*([0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})(?:\.([0-9]{1,2}))?\s*元?$")


@dataclass(frozen=True, slots=True)
class Wrong:
    """``why``: blank, number, money, date, choice, lines, points, photographs, long or over (more than was agreed)."""

    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The values of a form and what is wrong with them; ``ready`` to be issued when nothing is."""

    values: Mapping[str, Any]
    wrong: tuple[Wrong, ...]

    @property
    def ready(self) -> bool:
        return not self.wrong


def fill(form: Form, facts: Mapping[str, Any], given: Mapping[str, Any]) -> Filled:
    """What was written by hand goes before what is known from the ticket; fields that the form does not have are dropped."""
    values: dict[str, Any] = {}
    for field in form.fields:
        value = given.get(field.id)
        if blank(value) and field.filled_from is not None:
            value = facts.get(field.filled_from)
        if not blank(value):
            values[field.id] = value
    return Filled(values, judge(form, facts, values))


def judge(form: Form, facts: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[Wrong, ...]:
    """Everything that stands against issuing the form, in the order of its fields."""
    found = []
    for field in form.fields:
        why = _wrong(field, values.get(field.id), facts)
        if why is not None:
            found.append(Wrong(field.id, why))
    return tuple(found)


def blank(value: Any) -> bool:
    """Whether nothing is there: no text but spaces, no row with anything in it, no point answered."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(blank(v) for v in value.values())
    if isinstance(value, list | tuple):
        return all(blank(v) for v in value)
    return value is None


def _wrong(field: FormField, value: Any, facts: Mapping[str, Any]) -> str | None:
    if blank(value):
        return "blank" if field.required else None
    why = _shape(field, value)
    if why is None and field.at_most is not None:
        limit = facts.get(field.at_most)
        if not isinstance(limit, int) or total(field, value) > limit:
            return "over"
    return why


def _shape(field: FormField, value: Any) -> str | None:
    if field.kind == "lines":
        return _rows(field, value)
    if field.kind == "checklist":
        return _points(field, value)
    if field.kind == "photographs":
        return _photographs(value)
    if field.kind == "choice":
        return None if value in [c.id for c in field.choices] else "choice"
    if field.kind == "date":
        return None if is_day(value) else "date"
    return _cell(field.kind, value, MOST_TEXT)


def _cell(kind: str, value: Any, most: int) -> str | None:
    if kind == "money":
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_MONEY
        return None if good else "money"
    if not isinstance(value, str):
        return "number" if kind == "number" else "long"
    if kind == "number":
        return None if number(value) is not None else "number"
    return "long" if len(value) > most else None


def _rows(field: FormField, value: Any) -> str | None:
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        return "lines"
    if len(value) > MOST_LINES:
        return "long"
    known = {column.id: column for column in field.columns}
    for row in value:
        if set(row) - set(known):
            return "lines"
        for name, column in known.items():
            why = _in_row(column, row.get(name))
            if why is not None:
                return why
    return None


def _in_row(column: FormColumn, value: Any) -> str | None:
    if blank(value):
        return "blank" if column.required else None
    return _cell(column.kind, value, MOST_CELL)


def _points(field: FormField, value: Any) -> str | None:
    if not isinstance(value, list | tuple) or len(value) != len(field.points):
        return "points"
    if any(answer not in ("", *ANSWERS) for answer in value):
        return "points"
    return "blank" if field.required and "" in value else None


def _photographs(value: Any) -> str | None:
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        return "photographs"
    if any(not isinstance(row.get("file"), int) or not row.get("sha256") for row in value):
        return "photographs"
    notes = [row.get("note", "") for row in value]
    if not all(isinstance(note, str) for note in notes):
        return "photographs"
    return "long" if len(value) > MOST_PHOTOGRAPHS or max(map(len, notes)) > MOST_CELL else None


def is_day(value: Any) -> bool:
    """Whether it is a day as it is kept, such as 2026-11-26."""
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def number(text: str) -> Decimal | None:
    """A plain number such as ``2.5``; at most nine digits before the point, three after it."""
    return Decimal(text.strip()) if _NUMBER.match(text.strip()) else None


def money(text: str) -> int | None:
    """Minor units of what a person wrote: ``1,280.5`` -> 128050; None when it is no amount."""
    found = _MONEY.match(text.strip())
    if not found:
        return None
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))


def total(field: FormField, value: Any) -> int:
    """An amount, or the sum of all money columns of a table, in minor units."""
    if field.kind == "money":
        return value if isinstance(value, int) else 0
    columns = [c.id for c in field.columns if c.kind == "money"]
    rows = value if isinstance(value, list | tuple) else ()
    cells = [row.get(name) for row in rows if isinstance(row, Mapping) for name in columns]
    return sum(cell for cell in cells if isinstance(cell, int))


def done(form: Form, status: str, signed: bool, approved: bool) -> bool:
    """Whether everything that the plan wants of an issued form has happened."""
    if status in ("draft", "void"):
        return False
    return (form.signed_by == "none" or signed) and (form.approved_by is None or approved)
