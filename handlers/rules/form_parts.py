"""What a form is made of, as a plan says it: which fields, where each is filled from, who signs and who approves.

Money is in minor units of the plan's currency.  What may be written into a field is judged by :mod:`handlers.rules.forms`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from handlers.rules.parts import Part, Text
from handlers.rules.wrong import Mistake

Kind = Literal["text", "number", "money", "date", "choice", "lines", "checklist", "photographs"]
#: What a field may be filled from.  :mod:`handlers.form_facts` looks it up in the ticket.
SOURCES = (
    "ticket.number",
    "ticket.opened",
    "ticket.contact_name",
    "ticket.phone",
    "ticket.address",
    "ticket.problem",
    "ticket.wishes",
    "ticket.severity",
    "ticket.component",
    "ticket.cause",
    "ticket.contacts",
    "planned.findings",
    "planned.summary",
    "planned.advice",
    "planned.how",
    "cause.id",
    "reimbursement.dealer",
    "reimbursement.records",
    "reimbursement.checked",
    "reimbursement.approved",
    "device.serial_number",
    "device.model",
    "warranty.verdict",
    "warranty.until",
    "visit.start",
    "visit.technician",
    "visit.arrived",
    "visit.done",
    "fee.lines",
    "fee.high",
    "consent.high",
    "consent.price_list",
    "plan.name",
    "plan.hotline",
    "form.day",
    "actor.name",
)
#: Upper bounds for an amount.
LIMITS = ("consent.high", "fee.high")
_NAME = r"^[a-z][a-z0-9_]{0,39}$"


class FormChoice(Part):
    id: str = Field(pattern=_NAME)
    name: Text


class FormColumn(Part):
    """A column of a ``lines`` field; money columns are added up."""

    id: str = Field(pattern=_NAME)
    label: Text
    kind: Literal["text", "number", "money"] = "text"
    required: bool = True


class FormField(Part):
    id: str = Field(pattern=_NAME)
    label: Text
    kind: Kind = "text"
    required: bool = True
    filled_from: str | None = None
    choices: tuple[FormChoice, ...] = ()
    columns: tuple[FormColumn, ...] = Field(default=(), max_length=8)
    points: tuple[Text, ...] = Field(default=(), max_length=40)
    at_most: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> FormField:
        for kind, name in (("choice", "choices"), ("lines", "columns"), ("checklist", "points")):
            if (self.kind == kind) != bool(getattr(self, name)):
                raise Mistake(
                    "belongs-to-kind",
                    f"{name!r} belongs to kind {kind!r}, which needs it",
                    name=repr(name),
                    kind=repr(kind),
                )
        if self.at_most and self.kind not in ("money", "lines"):
            raise Mistake("at-most-for-money", "'at_most' is for money and for lines with a money column")
        return self


class Form(Part):
    """A form that a promise calls for.  ``after``: due from this event of the ticket on; ``at_once``: it is then
    issued by itself as soon as nothing required is blank.  ``logs``: the event that issuing it is, for clocks."""

    id: str = Field(pattern=_NAME)
    name: Text
    clause: str
    prefix: str = Field(pattern=r"^[A-Z][A-Z0-9]{0,7}$")
    fields: tuple[FormField, ...] = Field(min_length=1, max_length=40)
    kinds: tuple[str, ...] = ()  # kinds of tickets; empty: all
    when_charged: bool = False
    after: str | None = None
    at_once: bool = False
    logs: str | None = None
    signed_by: Literal["customer", "manager", "dealer", "none"] = "none"
    approved_by: str | None = None
    filed_with: str | None = None
    required_to_close: bool = False

    def field(self, name: str) -> FormField | None:
        return next((f for f in self.fields if f.id == name), None)
