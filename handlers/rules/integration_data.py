"""What each event tells other systems, by type.  A field that is not known, or was erased, is null.

Within a version fields are only added: who reads events ignores what it does not know.  A change of meaning, a
field that goes or gets another type, raises the type's version.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

PERSONAL = "personal"  # in the schema of a field: only for subscriptions with personal data

#: Words and names of people: only where the subscription says so.
Personal = Annotated[str | None, Field(default=None, json_schema_extra={PERSONAL: True})]
Minor = Annotated[int | None, Field(default=None, description="in minor units of the currency, such as fen")]


class Data(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Nothing(Data):
    """That it happened is all there is to say."""


class Contact(Data):
    """The report as it is told now: what is wrong, who reported it, which device."""

    channel: str | None = None
    severity: int | None = None
    component: str | None = None
    service_level: str | None = None
    region: str | None = None
    problem: Personal
    contact_name: Personal
    phone: Personal
    address: Personal
    serial_number: Personal


class Updated(Contact):
    """Something in the report was corrected."""

    changed: tuple[str, ...] = Field(default=(), description="names of what was changed")


class Severity(Data):
    level: int | None = Field(default=None, description="1 is the most severe")
    before: int | None = None


class Closed(Data):
    outcome: str = Field(description="resolved, withdrawn or merged")
    into: str | None = Field(default=None, description="number of the ticket it became part of")
    cause: Personal
    why: Personal


class Why(Data):
    why: Personal


class Warranty(Data):
    verdict: str | None = Field(default=None, description="covered, not_covered or undecided")
    component: str | None = None
    overruled: bool = Field(default=False, description="a person decided")
    why: Personal


class Price(Data):
    low: Minor
    high: Minor
    currency: str | None = None
    price_list: str | None = None


class Visit(Data):
    visit: int | None = None
    technician: int | None = None
    start: datetime | None = None
    end: datetime | None = None


class Moved(Visit):
    before: tuple[datetime, ...] = Field(default=(), description="when it was to begin")


class Booked(Visit):
    address: Personal
    contact_name: Personal
    phone: Personal


class MovedVisit(Booked, Moved):
    pass


class Cancelled(Data):
    why: Personal


class NoWindow(Data):
    due: datetime | None = None
    earliest: datetime | None = None


class Queued(Data):
    reason: str | None = None
    queue: str | None = None


class Handed(Data):
    item: int | None = None
    to: str | None = Field(default=None, description="queue:NAME or user:ID")
    why: Personal
    agreed: Personal


class Until(Data):
    until: datetime | None = None
    why: Personal


class Callback(Data):
    missing: tuple[str, ...] = ()
    item: int | None = None
    note: Personal


class Parts(Data):
    kind: str | None = Field(default=None, description="part or standby")
    code: str | None = None
    component: str | None = None
    quantity: int | None = None
    depot: str | None = None
    reservation: int | None = None
    back: datetime | None = Field(default=None, description="when a standby unit has to be back")
    why: Personal


class Replaced(Data):
    old: Personal
    new: Personal


class OldPart(Data):
    old_part: int | None = None
    part: str | None = None
    found: str | None = Field(default=None, validation_alias="as", description="returned, scrap, usable ...")
    serial: Personal


class Form(Data):
    form: int | None = None
    kind: str | None = None
    number: str | None = None
    version: int | None = None
    role: str | None = None
    name: Personal


class Planned(Data):
    planned: int | None = None
    problems: int | None = None


class Promise(Data):
    promise: int | None = None
    due: datetime | None = None
    replaces: int | None = None
    late: bool | None = None
    text: Personal

    @field_validator("text", mode="before")
    @classmethod
    def _empty(cls, text: str | None) -> str | None:
        return text or None


class Asked(Data):
    after: str | None = None
    clause: str | None = None


class Answer(Data):
    follow_up: int | None = None
    name: str | None = None
    score: int | None = None
    words: Personal


class Support(Data):
    mode: str | None = Field(default=None, description="telephone, on_site ...")
    clause: str | None = None
    guide: str | None = None
    step: int | None = None


class Service(Data):
    service: str | None = None
    clause: str | None = None


class Nature(Data):
    nature: str | None = None
    where: str | None = None
    clause: str | None = None


class Numbered(Data):
    number: str | None = None
    where: str | None = None
    result: str | None = None


class Procedure(Data):
    procedure: str | None = None
    step: str | None = None
    clause: str | None = None


class Cause(Data):
    cause: str | None = None
    component: str | None = None
    verdict: str | None = None
    clause: str | None = None
    why: Personal


class Dispatch(Data):
    hop: int | None = None
    party: str | None = None
    dealer: str | None = Field(default=None, description="its code")
    reason: str | None = None
    clause: str | None = None
    at: datetime | None = None
    arranged: bool | None = None
    who: Personal


class Reimbursement(Data):
    step: str | None = None
    amount: Minor
    currency: str | None = None


class Clock(Data):
    clock: str | None = None
    step: str | None = None
    due: datetime | None = None
    role: str | None = None


class Incident(Data):
    incident: int | None = None


class Erased(Data):
    """Erase what you have of this ticket's customer."""

    reason: str | None = Field(default=None, description="retention, or null: it was asked for")
