"""Forms that have to be there before a ticket is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import forms
from handlers.house import House
from handlers.people import Refused
from handlers.rules.parts import Text
from storage import forms as stored
from storage import tickets as stored_tickets
from storage.engine import Tx


def needed(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> Refused | None:
    """What stands in the way of closing a ticket: a form that the plan requires and that is due but not complete
    (P2.6, P3.5), or the one that the cause calls for (P2.3).  Making the draft of the former void, with a reason, says
    that it is not needed."""
    plan = house.plan(ticket.plan)
    called = form_of_cause(ticket)
    wanted = (
        [f for f in plan.forms if f.id == called or (f.required_to_close and forms.fits(f, ticket))]
        if plan
        else []
    )
    if not wanted:
        return None
    there = stored.of_subject(tx, forms.about(ticket))
    happened = {entry.event for entry in stored_tickets.log(tx, ticket.id)}
    for form in wanted:
        rows = [row for row in there if row.kind == form.id]
        left = [row for row in rows if row.status != "void" and not forms.is_done(form, row)]
        replacing = {row.replaces for row in rows if row.status == "draft"}
        missing = not rows and (form.after is None or form.after in happened)
        if form.id == called:
            missing = not any(forms.is_done(form, row) for row in rows)
        if [row for row in left if row.id not in replacing] or missing:
            return Needed(form.name, _more(left))
    return None


def form_of_cause(ticket: Row[Any]) -> str | None:
    """The kind of form that the cause that was found calls for."""
    cause = ticket.facts.get("cause")
    return cause.get("form") if isinstance(cause, dict) else None


def _more(left: list[Row[Any]]) -> str:
    return (
        "issue"
        if not left or left[0].status == "draft"
        else "sign"
        if left[0].signed_at is None
        else "approve"
    )


class Needed(Refused):
    """A form that has to be there first."""

    def __init__(self, form: Text, more: str) -> None:
        super().__init__("form-needed", form=form, more=more)
