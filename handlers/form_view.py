"""A form as people read it: on the console, on the customer's page, on paper; labels in the language asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import forms, photographs
from handlers.house import House
from handlers.photographs import Photograph
from handlers.rules.form_parts import Form, FormField
from handlers.rules.forms import ANSWERS, is_day, total
from handlers.texts.catalog import names, say
from handlers.texts.shapes import day, sign
from storage import forms as stored
from storage import people
from storage import tickets as stored_tickets
from storage.engine import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """One field: ``text``, or a table (``head``, ``cells``, ``numeric`` columns, ``total``), or ``points`` with answers,
    or ``photographs`` (``text`` then says what they show)."""

    label: str
    text: str = ""
    head: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[bool, ...] = ()
    total: str = ""
    points: tuple[tuple[str, str, str], ...] = ()  # text, answer (yes, no, na or nothing), its word
    photographs: tuple[Photograph, ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """Whose signature stands where; ``strokes`` as drawn, 0..1000 wide and 0..400 high."""

    label: str
    name: str = ""
    line: str = ""
    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """``state`` is the form's status, ``told`` what has happened to it, line by line."""

    id: int
    title: str
    company: str
    hotline: str
    clause: str
    number: str
    version: int
    state: str
    lang: str
    zone: str
    issued: str
    lines: tuple[Line, ...]
    signatures: tuple[Signed, ...]
    told: tuple[str, ...]


def sheet(tx: Tx, house: House, row: Row[Any], lang: str, now: datetime) -> Sheet:
    """Raises :class:`handlers.forms.NoForm` when plan or kind are not there any more."""
    plan, form = forms.of_row(house, row)
    zone = ZoneInfo(plan.zone)
    values = forms.filled(tx, house, row, row.created_by, now).values
    at = row.issued_at or now

    def moment(value: datetime | None) -> str:
        return f"{day(value.astimezone(zone).date(), lang)} {value.astimezone(zone):%H:%M}" if value else ""

    return Sheet(
        id=row.id,
        title=form.name.of(lang),
        company=plan.name.of(lang),
        hotline=plan.hotline,
        clause=form.clause,
        number=row.number or "",
        version=row.version,
        state=row.status,
        lang=lang,
        zone=plan.zone,
        issued=day(at.astimezone(zone).date(), lang),
        lines=tuple(_line(house, f, values.get(f.id), plan.fees.currency, lang) for f in form.fields),
        signatures=tuple(_signatures(tx, form, row, lang, moment)),
        told=tuple(_told(tx, row, lang, moment)),
    )


def by_number(house: House, number: str, version: int | None, lang: str | None) -> Sheet | None:
    """The newest version, or the one asked for; None when there is none."""

    def read(tx: Tx) -> Sheet | None:
        row = stored.by_number(tx, number, version)
        return sheet(tx, house, row, lang or row.lang, house.now()) if row is not None else None

    return house.store.read(read)


def _line(house: House, field: FormField, value: Any, currency: str, lang: str) -> Line:
    label = _capital(field.label.of(lang))
    if field.kind == "lines":
        head = tuple(_capital(c.label.of(lang)) for c in field.columns)
        found = value if isinstance(value, list | tuple) else ()
        rows = [row for row in found if isinstance(row, Mapping)]
        cells = tuple(tuple(_text(c.kind, row.get(c.id), currency) for c in field.columns) for row in rows)
        sums = any(c.kind == "money" for c in field.columns) and rows
        return Line(label, head=head, cells=cells, numeric=tuple(c.kind != "text" for c in field.columns),
                    total=_money(total(field, rows), currency) if sums else "")  # fmt: skip
    if field.kind == "checklist":
        given = value if isinstance(value, list | tuple) else [""] * len(field.points)
        pairs = zip(field.points, given, strict=False)
        return Line(label, points=tuple(
            (p.of(lang), a, say(f"form-answer-{a}", lang) if a in ANSWERS else "") for p, a in pairs
        ))  # fmt: skip
    if field.kind == photographs.KIND:
        pictures = photographs.shown(house, value)
        told = [f"{n}. {p.note or say('form-photograph', lang, n=str(n))}" for n, p in enumerate(pictures, 1)]
        return Line(label, "\n".join(told), photographs=pictures)
    if field.kind == "choice":
        return Line(label, next((c.name.of(lang) for c in field.choices if c.id == value), ""))
    if field.kind == "date" and is_day(value):
        return Line(label, day(value, lang))
    return Line(label, _text(field.kind, value, currency))


def _text(kind: str, value: Any, currency: str) -> str:
    """What a draft has in the place of an amount or a day is shown as it was typed."""
    return _money(value, currency) if kind == "money" and isinstance(value, int) else str(value or "")


def _money(value: int, currency: str) -> str:
    """With two digits after the point always, so that they stand below each other."""
    whole, rest = divmod(value, 100)
    return f"{sign(currency)}{whole:,}.{rest:02d}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _signatures(tx: Tx, form: Form, row: Row[Any], lang: str, moment: Any) -> Any:
    given = row.signature or {}
    if form.signed_by != "none":
        label = say(f"form-signature-{form.signed_by}", lang)
        line = f"{moment(row.signed_at)} {say('form-how-' + given['how'], lang)}" if row.signed_at else ""
        strokes = tuple(tuple((x, y) for x, y in stroke) for stroke in given.get("strokes") or ())
        yield Signed(label, str(given.get("name") or ""), line, strokes)
    if form.approved_by is not None:
        name = who(tx, row.approved_by, lang) if row.approved_by else ""
        role = f"role-{form.approved_by}"
        known = say(role, lang) if role in names(lang) else form.approved_by
        yield Signed(f"{say('form-approval', lang)} ({known})", name, moment(row.approved_at))


def _told(tx: Tx, row: Row[Any], lang: str, moment: Any) -> Any:
    if row.issued_at is None and row.status != "void":
        yield say("form-draft-line", lang)
    for step in ("issued", "signed", "approved"):
        at, by = getattr(row, f"{step}_at"), getattr(row, f"{step}_by")
        if at is not None:
            name = (row.signature or {}).get("name") if step == "signed" else None
            yield say(f"form-{step}-line", lang, at=moment(at), who=name or who(tx, by, lang))
    if row.status == "void":
        yield say("form-void-line", lang, at=moment(row.voided_at), why=row.void_reason or "")


def who(tx: Tx, actor: str, lang: str) -> str:
    """The name of a person of ours, or what the actor is."""
    if actor.startswith("user:"):
        row = people.user(tx, int(actor.removeprefix("user:")))
        return row.name if row is not None else actor
    return say(f"author-{actor}", lang) if f"author-{actor}" in names(lang) else actor


def conversation_of(tx: Tx, row: Row[Any]) -> int | None:
    """Where the customer of this form is talked with."""
    ticket = stored_tickets.get(tx, row.ticket_id) if row.ticket_id is not None else None
    return ticket.conversation_id if ticket is not None else None
