"""What people of ours do with forms in the console: see what is due, fill in, issue, approve, ask for a signature."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers import causes, form_view, forms, own, photographs, signing
from handlers.form_view import Sheet
from handlers.house import House
from handlers.people import OUTSIDE, Actor, Refused
from handlers.queue import Gone, locked_ticket
from handlers.rules.form_parts import Form, FormField
from handlers.rules.forms import MOST_LINES, blank, money
from handlers.rules.parts import Text
from storage import dealers
from storage import forms as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

MOST_ABOUT = 100
BLANK_ROWS = 3  # offered below what a table has
PAGE = 50

Json = dict[str, Any]


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json:
    """The forms of a ticket, oldest first, with what is still missing, and the kinds that may be begun."""
    plan = house.plan(ticket.plan)
    if plan is None or not plan.forms:
        return {"forms": [], "kinds": []}
    rows = [row for row in stored.of_subject(tx, forms.about(ticket)) if plan.form(row.kind) is not None]
    drafts = {row.kind for row in rows if row.status == "draft"}
    return {
        "forms": [_brief(tx, house, row) for row in rows],
        "kinds": [
            {"id": form.id, "name": form.name.model_dump()}
            for form in plan.forms
            if form.id not in drafts and (not form.kinds or ticket.kind in form.kinds)
        ],
    }


def _brief(tx: Tx, house: House, row: Row[Any]) -> Json:
    _, form = forms.of_row(house, row)
    wrong = forms.filled(tx, house, row, row.created_by, house.now()).wrong if row.status == "draft" else ()
    labels = {field.id: field.label.model_dump() for field in form.fields}
    by_hand = {f.id for f in form.fields if f.filled_from == "actor.name"}  # whoever issues it is known then
    return {
        "id": row.id,
        "kind": row.kind,
        "name": form.name.model_dump(),
        "clause": form.clause,
        "number": row.number,
        "version": row.version,
        "status": row.status,
        "complete": forms.is_done(form, row),
        "required_to_close": form.required_to_close,
        "wrong": [
            {"field": w.field, "label": labels[w.field], "why": w.why}
            for w in wrong
            if w.field not in by_hand
        ],
        "issued_at": row.issued_at.isoformat() if row.issued_at is not None else None,
        "signed_at": row.signed_at.isoformat() if row.signed_at is not None else None,
        "approved_at": row.approved_at.isoformat() if row.approved_at is not None else None,
    }


@dataclass(frozen=True, slots=True)
class Opened:
    """A form on a page of its own; ``values`` and ``wrong`` of a draft as they are now, field by field."""

    row: Row[Any]
    form: Form
    sheet: Sheet
    values: Mapping[str, Any]
    wrong: tuple[str, ...]
    ticket: Row[Any] | None
    complete: bool
    versions: tuple[Row[Any], ...]
    pictures: tuple[Row[Any], ...]  # of the ticket

    def rows_of(self, field: FormField) -> list[Mapping[str, Any]]:
        """The rows of a table, and some to write into."""
        value = self.values.get(field.id)
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
        return [*rows, *({} for _ in range(BLANK_ROWS))][:MOST_LINES]

    def photograph(self, field: FormField, file: int) -> Mapping[str, Any] | None:
        """What the form says of a picture; None when it is not on it."""
        value = self.values.get(field.id)
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
        return next((row for row in rows if row.get("file") == file), None)

    @property
    def takes_pictures(self) -> bool:
        return any(field.kind == photographs.KIND for field in self.form.fields)

    def answer(self, field: FormField, n: int) -> str:
        value = self.values.get(field.id)
        return str(value[n]) if isinstance(value, list | tuple) and n < len(value) else ""


def opened(house: House, user: Actor, form_id: int) -> Opened | None:
    """None when there is no such form, or its plan knows it no more."""

    def read(tx: Tx) -> Opened | None:
        row = _seen(tx, house, user, form_id)
        if row is None:
            return None
        try:
            _, form = forms.of_row(house, row)
        except forms.NoForm:
            return None
        found = forms.filled(tx, house, row, user.owner, house.now())
        ticket = stored_tickets.get(tx, row.ticket_id) if row.ticket_id is not None else None
        versions = [r for r in stored.of_subject(tx, row.subject) if r.kind == row.kind and r.id != row.id]
        return Opened(
            row, form, form_view.sheet(tx, house, row, user.lang, house.now()), found.values,
            tuple(forms.problems(form, found.wrong, user.lang)) if row.status == "draft" else (),
            ticket, forms.is_done(form, row), tuple(versions), tuple(photographs.of_ticket(tx, ticket)),
        )  # fmt: skip

    return house.store.read(read)


@dataclass(frozen=True, slots=True)
class Listed:
    """``rows`` with their kind and what they are about; ``more``: the id to go on before."""

    rows: tuple[tuple[Row[Any], Form, str], ...]
    kinds: tuple[tuple[str, Form], ...]  # plan, form
    more: int | None
    plans: dict[str, Text]  # their names


def listed(
    house: House, user: Actor, plan: str | None, kind: str | None, status: str | None, before: int | None
) -> Listed:
    """Forms of all tickets and of none, newest first: the register that a clerk keeps (P8.2) is one kind of them."""
    user.need("read")

    def read(tx: Tx) -> tuple[list[Row[Any]], list[str]]:
        found = list(stored.listing(tx, plan=plan, kind=kind, status=status, before=before, limit=PAGE + 1,
                                    of_money=not user.may("cases")))  # fmt: skip
        return found, [_about(tx, row) for row in found[:PAGE]]

    rows, about = house.store.read(read)
    known = [
        (row, form, what)
        for row, what in zip(rows, about, strict=False)
        if (form := _form(house, row)) is not None
    ]
    kinds = tuple((p.id, form) for p in house.plans.values() for form in p.forms)
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Listed(tuple(known), kinds, more, {p.id: p.name for p in house.plans.values()})


def _seen(tx: Tx, house: House, user: Actor, form_id: int) -> Row[Any] | None:
    """The form, unless it is of a case that the user has no business with."""
    row = stored.get(tx, form_id)
    own.need(tx, house, user, "read", row.ticket_id if row is not None else None)
    if user.role in OUTSIDE:
        return row
    if row is None or user.may("cases"):
        return row
    paid = row.ticket_id is not None and dealers.reimbursement(tx, row.ticket_id) is not None
    return row if paid else None


def _about(tx: Tx, row: Row[Any]) -> str:
    ticket = stored_tickets.get(tx, row.ticket_id) if row.ticket_id is not None else None
    return str(ticket.number) if ticket is not None else row.subject.partition(":")[2]


def _form(house: House, row: Row[Any]) -> Form | None:
    plan = house.plan(row.plan)
    return plan.form(row.kind) if plan is not None else None


def sheet(house: House, user: Actor, form_id: int, lang: str) -> Sheet | None:
    """To be printed."""

    def read(tx: Tx) -> Sheet | None:
        row = _seen(tx, house, user, form_id)
        if row is None or _form(house, row) is None:
            return None
        return form_view.sheet(tx, house, row, lang, house.now())

    return house.store.read(read)


# -- what the buttons do -----------------------------------------------------------------------


def begin(house: House, user: Actor, ticket_id: int, kind: str) -> None:
    """A draft for a ticket."""

    def work(tx: Tx) -> None:
        own.need(tx, house, user, "forms", ticket_id)
        ticket = locked_ticket(tx, ticket_id)
        plan = house.plan(ticket.plan)
        if plan is None or plan.form(kind) is None:
            raise Refused("form-kind")
        forms.draft(tx, house, plan, kind, forms.about(ticket), ticket, user.owner, house.now())

    house.store.write(work)


def begin_about(house: House, user: Actor, which: str, about: str) -> None:
    """A draft of ``plan/kind`` about a ticket (by its number) or anything else that has a name."""
    user.need("forms")
    plan_id, _, kind = which.partition("/")
    plan = house.plan(plan_id)
    if plan is None or plan.form(kind) is None:
        raise Refused("form-kind")
    if not about.strip():
        raise Refused("form-subject")

    def work(tx: Tx) -> None:
        ticket = stored_tickets.by_number(tx, about.strip().upper())
        ticket = locked_ticket(tx, ticket.id) if ticket is not None and ticket.plan == plan.id else None
        subject = forms.about(ticket) if ticket is not None else f"about:{about.strip()[:MOST_ABOUT]}"
        forms.draft(tx, house, plan, kind, subject, ticket, user.owner, house.now(), lang=user.lang)

    house.store.write(work)


def save(house: House, user: Actor, form_id: int, typed: Mapping[str, str], then: str = "") -> None:
    """Keep what was typed, and with ``then`` = issue, issue it; what was typed is kept also when that is refused."""

    house.store.write(lambda tx: _keep(tx, house, user, _locked(tx, house, form_id, user), typed))
    if then == "issue":
        issue(house, user, form_id)


def save_in(
    tx: Tx, house: House, user: Actor, ticket_id: int, form_id: int, typed: Mapping[str, str]
) -> None:
    """Keep what was typed into a form of a ticket, in a transaction that is open."""
    _keep(tx, house, user, _of_ticket(tx, house, user, ticket_id, form_id), typed)


def _keep(tx: Tx, house: House, user: Actor, row: Row[Any], typed: Mapping[str, str]) -> None:
    form = forms.of_row(house, row)[1]
    given = parse(form, typed)
    ticket = stored_tickets.get(tx, row.ticket_id) if row.ticket_id is not None else None
    for field in (f for f in form.fields if f.kind == photographs.KIND):
        given[field.id] = photographs.known(tx, ticket, given[field.id])
    forms.write(tx, house, row.id, given, user.owner, house.now())


def issue_in(tx: Tx, house: House, user: Actor, ticket_id: int, form_id: int) -> None:
    """Issue a form of a ticket, in a transaction that is open."""
    _of_ticket(tx, house, user, ticket_id, form_id)
    forms.issue(tx, house, form_id, user.owner, house.now())


def _of_ticket(tx: Tx, house: House, user: Actor, ticket_id: int, form_id: int) -> Row[Any]:
    row = _locked(tx, house, form_id, user)
    if row.ticket_id != ticket_id:
        raise Gone(f"ticket {ticket_id} has no form {form_id}")
    return row


def issue(house: House, user: Actor, form_id: int) -> None:
    def work(tx: Tx) -> None:
        _locked(tx, house, form_id, user)
        forms.issue(tx, house, form_id, user.owner, house.now())

    house.store.write(work)


def approve(house: House, user: Actor, form_id: int) -> None:
    user.need("approve")

    def work(tx: Tx) -> None:
        _locked(tx, house, form_id)
        row = forms.approve(tx, house, form_id, user.owner, house.now())
        causes.form_approved(tx, house, row, user, house.now())

    house.store.write(work)


def sign(house: House, user: Actor, form_id: int, name: str) -> None:
    """The manager signs here; that a customer has signed on paper is noted here, with the name."""
    user.need("forms")

    def work(tx: Tx) -> None:
        row = _locked(tx, house, form_id)
        _, form = forms.of_row(house, row)
        if form.signed_by == "manager":
            user.need("approve")
            made = {"how": "console", "name": user.name}
        elif not name.strip():
            raise Refused("field", name="name")
        else:
            made = {"how": "paper", "name": name.strip()[:80]}
        forms.sign(tx, house, form_id, user.owner, house.now(), made)

    house.store.write(work)


def ask(house: House, user: Actor, form_id: int) -> None:
    """Ask the customer to sign: by a link, or with a button in the chat."""
    secret = secrets.token_urlsafe(24)

    def work(tx: Tx) -> None:
        _locked(tx, house, form_id, user)
        signing.ask_in(tx, house, form_id, user.owner, house.now(), secret)

    house.store.write(work)


def void(house: House, user: Actor, form_id: int, why: str) -> None:
    user.need("forms")

    def work(tx: Tx) -> None:
        _locked(tx, house, form_id)
        forms.void(tx, house, form_id, user.owner, house.now(), why)

    house.store.write(work)


def renew(house: House, user: Actor, form_id: int) -> None:
    user.need("forms")

    def work(tx: Tx) -> None:
        _locked(tx, house, form_id)
        forms.renew(tx, house, form_id, user.owner, house.now())

    house.store.write(work)


def sign_here(house: House, user: Actor, form_id: int) -> str:
    """The customer signs on the technician's telephone, now: what the address of the page for that ends in."""
    secret = secrets.token_urlsafe(24)

    def work(tx: Tx) -> None:
        _locked(tx, house, form_id, user)
        signing.link_in(tx, house, form_id, user.owner, house.now(), secret)

    house.store.write(work)
    return secret


def _locked(tx: Tx, house: House, form_id: int, user: Actor | None = None) -> Row[Any]:
    """The form, after its conversation and ticket, in the order in which a turn locks them; with ``user`` only for those
    who may write forms, or are sent to its ticket."""
    row = stored.get(tx, form_id)
    if user is not None:
        own.need(tx, house, user, "forms", row.ticket_id if row is not None else None)
    if row is None or _form(house, row) is None:
        raise Gone(f"there is no form {form_id}, or its plan knows it no more")
    if row.ticket_id is not None:
        locked_ticket(tx, row.ticket_id)
    return forms.get(tx, form_id, locked=True)


def parse(form: Form, typed: Mapping[str, str]) -> Json:
    """From the fields of the page (``field``, ``field.row.column``, ``field.point``, ``field.file`` where a picture is ticked) to values; what is no amount stays as it
    was typed, so that it can be corrected."""
    values: Json = {}
    for field in form.fields:
        if field.kind == "lines":
            values[field.id] = _rows(field, typed)
        elif field.kind == "checklist":
            answers = [typed.get(f"{field.id}.{n}", "") for n in range(len(field.points))]
            values[field.id] = [] if blank(answers) else answers
        elif field.kind == photographs.KIND:
            ticked = [name.removeprefix(f"{field.id}.") for name in typed if name.startswith(f"{field.id}.")]
            files = sorted(
                int(name) for name in ticked if name.isascii() and name.isdecimal() and len(name) < 10
            )
            values[field.id] = [{"file": n, "note": typed.get(f"{field.id}.{n}.note", "")} for n in files]
        else:
            values[field.id] = _value(field.kind, typed.get(field.id, ""))
    return values


def _rows(field: FormField, typed: Mapping[str, str]) -> list[Json]:
    rows = []
    for n in range(MOST_LINES):
        row = {c.id: _value(c.kind, typed.get(f"{field.id}.{n}.{c.id}", "")) for c in field.columns}
        if not blank(row):
            rows.append({name: value for name, value in row.items() if not blank(value)})
    return rows


def _value(kind: str, text: str) -> str | int:
    if kind == "money" and text.strip():
        found = money(text)
        return text if found is None else found
    return text.strip()
