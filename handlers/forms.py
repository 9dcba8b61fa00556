"""Forms: drafted, filled in, issued, signed, approved, made void; an issued form is never changed.

For other parts of the house, each within a transaction of theirs:

    row = draft(tx, house, plan, "reimbursement_notice", "reimbursement:7", None, actor, now, {"dealer": "..."})
    row = issue(tx, house, row.id, actor, now)          # raises Incomplete while a required field is blank
    row = sign(tx, house, row.id, actor, now, {"how": "console", "name": "..."})   # raises Refused the second time

``plan`` is the :class:`Plan`, the second argument the ``id`` of one of its forms, ``subject`` says what it is about
(``ticket:12`` for the forms of a ticket: use :func:`about`), ``ticket`` its row or None, ``given`` the values that are known
already, as :mod:`handlers.rules.forms` keeps them (money in minor units, dates as ISO days, lines as lists of rows).
A draft of the same kind for the same subject is gone on with: ``draft`` writes ``given`` over it.  What happens is in the log of
the ticket (``form.issued``, ``form.signed``, ``form.approved``, ``form.voided``, and the event that the plan says issuing is).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import form_facts, tickets
from handlers.house import House
from handlers.people import Refused
from handlers.rules.form_parts import Form
from handlers.rules.forms import Filled, Wrong, blank, done, fill
from handlers.rules.policy import Plan
from handlers.texts.catalog import say
from handlers.texts.shapes import join
from storage import conversations, feed
from storage import forms as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

OPEN = ("issued", "signed", "approved")  # it counts


class NoForm(LookupError):
    """There is no such form, or the plan has none of this kind."""


class Incomplete(Refused):
    """A form that cannot be issued; it is told field by field what is wrong."""

    def __init__(self, form: Form, wrong: tuple[Wrong, ...]) -> None:
        super().__init__("form-incomplete", fields=", ".join(w.field for w in wrong))
        self.form, self.wrong = form, wrong

    def told(self, lang: str) -> str:
        return say("refused-form-incomplete", lang, fields=join(problems(self.form, self.wrong, lang), lang))


def problems(form: Form, wrong: tuple[Wrong, ...], lang: str) -> list[str]:
    """Each wrong field by its label, with why."""
    labels = {field.id: field.label.of(lang) for field in form.fields}
    return [say(f"form-wrong-{w.why}", lang, field=labels.get(w.field, w.field)) for w in wrong]


def about(ticket: Row[Any]) -> str:
    """The subject of a ticket's forms."""
    return f"ticket:{ticket.id}"


def kind_of(plan: Plan, kind: str) -> Form:
    found = plan.form(kind)
    if found is None:
        raise NoForm(f"plan {plan.id!r} has no form {kind!r}")
    return found


def get(tx: Tx, form_id: int, *, locked: bool = False) -> Row[Any]:
    found = stored.get(tx, form_id, locked=locked)
    if found is None:
        raise NoForm(f"there is no form {form_id}")
    return found


def draft(
    tx: Tx, house: House, plan: Plan, kind: str, subject: str, ticket: Row[Any] | None, actor: str, now: datetime,
    given: Mapping[str, Any] | None = None, lang: str | None = None,
) -> Row[Any]:  # fmt: skip
    """The draft of this kind for this subject: a new one, or the one that is there with ``given`` written over it."""
    kind_of(plan, kind)
    row = stored.add_draft(
        tx, now, plan=plan.id, kind=kind, ticket_id=ticket.id if ticket is not None else None, subject=subject[:128],
        version=1, values={}, lang=lang or _language(tx, ticket), created_by=actor,
    )  # fmt: skip
    return write(tx, house, row.id, given, actor, now) if given else row


def _language(tx: Tx, ticket: Row[Any] | None) -> str:
    row = conversations.get(tx, ticket.conversation_id) if ticket is not None else None
    return "en" if row is not None and row.lang == "en" else "zh"


def write(
    tx: Tx, house: House, form_id: int, given: Mapping[str, Any], actor: str, now: datetime
) -> Row[Any]:
    """Write values into a draft.  A value that is blank, or what the ticket says anyway, is not kept: it goes on
    following the ticket until the form is issued."""
    row = get(tx, form_id, locked=True)
    plan, form = of_row(house, row)
    known = form_facts.facts(tx, house, plan, _ticket(tx, row), actor, now, row.lang)
    values = dict(row.values)
    for field in form.fields:
        if field.id not in given:
            continue
        value = given[field.id]
        if blank(value) or (field.filled_from is not None and known.get(field.filled_from) == value):
            values.pop(field.id, None)
        else:
            values[field.id] = value
    if not stored.save_draft(tx, form_id, values=values):
        raise Refused("form-issued-already")
    _tell(tx, row, now)
    return get(tx, form_id)


def filled(tx: Tx, house: House, row: Row[Any], actor: str, now: datetime) -> Filled:
    """A form as it stands: a draft follows the ticket, an issued one is what it was."""
    plan, form = of_row(house, row)
    if row.status != "draft" and row.number is not None:
        return Filled(row.values, ())
    return fill(form, form_facts.facts(tx, house, plan, _ticket(tx, row), actor, now, row.lang), row.values)


def issue(tx: Tx, house: House, form_id: int, actor: str, now: datetime) -> Row[Any]:
    """Give it its number and fix what it says.  Raises :class:`Incomplete` while something required is blank or wrong,
    and :class:`Refused` when it has been issued already."""
    row = get(tx, form_id, locked=True)
    plan, form = of_row(house, row)
    if row.status != "draft":
        raise Refused("form-issued-already")
    found = filled(tx, house, row, actor, now)
    if not found.ready:
        raise Incomplete(form, found.wrong)
    before = stored.get(tx, row.replaces, locked=True) if row.replaces is not None else None
    number = before.number if before is not None else _number(tx, plan, form, now)
    if not stored.step(tx, form_id, ("draft",), status="issued", number=number, values=dict(found.values),
                       issued_at=now, issued_by=actor):  # fmt: skip
        raise Refused("form-issued-already")
    if before is not None:
        stored.step(tx, before.id, OPEN, status="void", voided_at=now, voided_by=actor,
                    void_reason=say("form-replaced", row.lang, version=str(row.version)))  # fmt: skip
    row = get(tx, form_id)
    _log(tx, house, row, "form.issued", actor, now)
    if form.logs is not None and row.ticket_id is not None:
        _log(tx, house, row, form.logs, actor, now)
    _complete(tx, form, row, now)
    _tell(tx, row, now)
    return row


def _number(tx: Tx, plan: Plan, form: Form, now: datetime) -> str:
    """Plan, prefix, year in the plan's zone, running number."""
    year = now.astimezone(ZoneInfo(plan.zone)).year
    return f"{plan.id.upper()}-{form.prefix}-{year}-{stored.next_number(tx, plan.id, form.id, year):04d}"


def sign(
    tx: Tx, house: House, form_id: int, actor: str, now: datetime, signature: Mapping[str, Any]
) -> Row[Any]:
    """The signature of whom the plan names, once.  ``signature``: ``how`` (drawn, ticked, chat, console) and ``name``,
    ``strokes`` or ``message``.  Raises :class:`Refused` when it is not to be signed, not now, or signed already."""
    row = get(tx, form_id, locked=True)
    form = of_row(house, row)[1]
    if form.signed_by == "none" or row.status in ("draft", "void"):
        raise Refused("form-not-to-sign")
    status = row.status if row.status == "approved" else "signed"
    if not stored.step(tx, form_id, OPEN, unsigned=True, status=status, signed_at=now, signed_by=actor,
                       signature=dict(signature)):  # fmt: skip
        raise Refused("form-signed-already")
    row = get(tx, form_id)
    _log(tx, house, row, "form.signed", actor, now, how=signature.get("how"), name=signature.get("name"))
    _complete(tx, form, row, now)
    _tell(tx, row, now)
    return row


def approve(tx: Tx, house: House, form_id: int, actor: str, now: datetime) -> Row[Any]:
    """Approved by whom the plan names (who may is asked by the caller), once."""
    row = get(tx, form_id, locked=True)
    form = of_row(house, row)[1]
    if form.approved_by is None or row.approved_at is not None:
        raise Refused("form-not-to-approve")
    if not stored.step(
        tx, form_id, ("issued", "signed"), status="approved", approved_at=now, approved_by=actor
    ):
        raise Refused("form-not-to-approve")
    row = get(tx, form_id)
    _log(tx, house, row, "form.approved", actor, now, role=form.approved_by)
    _complete(tx, form, row, now)
    _tell(tx, row, now)
    return row


def void(tx: Tx, house: House, form_id: int, actor: str, now: datetime, why: str) -> Row[Any]:
    """It does not count any more; it stays readable, and its number is not given again."""
    if not why.strip():
        raise Refused("why")
    row = get(tx, form_id, locked=True)
    if not stored.step(
        tx, form_id, ("draft", *OPEN), status="void", voided_at=now, voided_by=actor,
        void_reason=why.strip()[:500],
    ):  # fmt: skip
        raise Refused("form-void")
    if row.number is not None:
        _log(tx, house, row, "form.voided", actor, now, why=why.strip()[:500])
    _tell(tx, row, now)
    return get(tx, form_id)


def renew(tx: Tx, house: House, form_id: int, actor: str, now: datetime) -> Row[Any]:
    """A draft of the next version, with what the form says; when it is issued it keeps the number and the old one is
    void."""
    row = get(tx, form_id, locked=True)
    if row.status not in OPEN:
        raise Refused("form-not-to-renew")
    if stored.draft_of(tx, row.plan, row.kind, row.subject) is not None:
        raise Refused("form-draft-there")
    return stored.add_draft(
        tx, now, plan=row.plan, kind=row.kind, ticket_id=row.ticket_id, subject=row.subject, version=row.version + 1,
        values=dict(row.values), lang=row.lang, created_by=actor, replaces=row.id,
    )  # fmt: skip


def follow(tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime) -> bool:
    """Something happened to a ticket: forms that are due from then on are drafted, and those that the plan wants at once
    are issued as soon as nothing required is blank (P2.1).  What is still being told is not fixed in a form yet.
    Returns whether one was issued."""
    plan = house.plan(ticket.plan)
    if plan is None or event.startswith("form."):
        return False
    due = [f for f in plan.forms if f.after == event and fits(f, ticket)]
    there = (
        {row.kind for row in stored.of_subject(tx, about(ticket)) if row.status != "void"} if due else set()
    )
    for form in due:
        if form.id not in there:
            draft(tx, house, plan, form.id, about(ticket), ticket, actor, now)
    issued = False
    if ticket.status == "open":
        for form in (f for f in plan.forms if f.at_once and fits(f, ticket)):
            row = stored.draft_of(tx, plan.id, form.id, about(ticket))
            if row is not None and filled(tx, house, row, actor, now).ready:
                issue(tx, house, row.id, actor, now)
                issued = True
    return issued


def is_done(form: Form, row: Row[Any]) -> bool:
    """Issued, and signed and approved where the plan wants that."""
    return done(form, row.status, row.signed_at is not None, row.approved_at is not None)


def fits(form: Form, ticket: Row[Any]) -> bool:
    charged = bool(ticket.fee) and not ticket.fee["free"]
    return (not form.kinds or ticket.kind in form.kinds) and (charged or not form.when_charged)


def of_row(house: House, row: Row[Any]) -> tuple[Plan, Form]:
    """The plan of a form and what the plan says of its kind."""
    plan = house.plan(row.plan)
    if plan is None:
        raise NoForm(f"the plan {row.plan!r} of form {row.id} is not there any more")
    return plan, kind_of(plan, row.kind)


def _ticket(tx: Tx, row: Row[Any]) -> Row[Any] | None:
    return stored_tickets.get(tx, row.ticket_id) if row.ticket_id is not None else None


def _log(tx: Tx, house: House, row: Row[Any], event: str, actor: str, now: datetime, **more: Any) -> None:
    if row.ticket_id is not None:
        data = {"form": row.id, "kind": row.kind, "number": row.number, "version": row.version, **more}
        tickets.record(tx, house, row.ticket_id, event, actor, now, data)


def _complete(tx: Tx, form: Form, row: Row[Any], now: datetime) -> None:
    """Once all that the plan wants of it has happened, whoever files it is told (P2.3)."""
    if is_done(form, row) and form.filed_with is not None and row.ticket_id is not None:
        cause = f"form/{row.number}/{row.version}"
        stored_tickets.raise_alarm(
            tx, now, row.ticket_id, cause, form.filed_with, "alarm-form-to-file",
            zh=f"{form.name.zh} {row.number}", en=f"{form.name.en} {row.number}",
        )  # fmt: skip


def _tell(tx: Tx, row: Row[Any], now: datetime) -> None:
    ticket = _ticket(tx, row)
    feed.tell(tx, "form", row.id, now, ticket.conversation_id if ticket is not None else None)
