"""The shape of a service plan: what a promise to customers looks like as data.

A plan file (TOML) is one :class:`Plan`.  Every rule in this folder takes the part that it needs.
Unknown keys are refused; money is in minor units of ``currency``.  What is about time is in
:mod:`handlers.rules.timing`, what every part is made of in :mod:`handlers.rules.parts`.
``clause`` always names the row of the service plan that a promise comes from, such as ``P6.2``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field, ModelWrapValidatorHandler, model_validator

from handlers.rules import advising
from handlers.rules.aftercare import Confirmation, FollowUp, Reopening
from handlers.rules.causes import Cause
from handlers.rules.contradictions import contradictions
from handlers.rules.dealers import Dealers
from handlers.rules.form_parts import Form
from handlers.rules.gatherings import Campaigns
from handlers.rules.incidents import Incidents
from handlers.rules.notices import Notices
from handlers.rules.parts import Elapsed, Part, Span, Text
from handlers.rules.planned import Operation, Planned
from handlers.rules.procedures import Procedure
from handlers.rules.promises import Promises
from handlers.rules.retention import Retention
from handlers.rules.supply import SparePolicy
from handlers.rules.support import Diagnosis, Guide, RequestedService, Support
from handlers.rules.teams import DutyLine, OwnTeam
from handlers.rules.timing import Calendar, Clock
from handlers.rules.wrong import Mistake

StartRule = Literal["acceptance", "warranty_card", "completion", "delivery"]


class Severity(Part):
    level: Literal[1, 2, 3]
    name: Text
    clause: str = ""  # empty: the policy's


class SeverityRule(Part):
    """Evidence ``signal`` (``danger.*`` means any danger) puts a report at ``level``."""

    signal: str
    level: Literal[1, 2, 3]
    clause: str = ""  # empty: the policy's
    because: Text
    at_least: Elapsed | None = None  # for long_interruption


class SeverityPolicy(Part):
    clause: str = ""
    levels: tuple[Severity, ...] = Field(min_length=3, max_length=3)
    rules: tuple[SeverityRule, ...] = Field(min_length=1)
    ask_below: float = Field(default=0.6, ge=0, le=1)  # confidence under which one question is asked


class Component(Part):
    """A part of the device, the words customers use for it (matched case-folded, longest first)."""

    id: str
    name: Text
    words: tuple[str, ...] = ()


class Term(Part):
    months: int = Field(ge=0, le=600)
    components: tuple[str, ...] = ()  # empty: the device as a whole and every other component
    clause: str


class Exclusion(Part):
    name: Literal[
        "self_disassembly", "misuse", "force_majeure", "unauthorised_modification", "not_our_product"
    ]
    clause: str = ""
    because: Text


class ReplacedFree(Part):
    """While it is covered, the ``component`` is replaced free of charge: for any fault, or for those that the
    customer names with one of the ``words`` (folded)."""

    component: str
    words: tuple[str, ...] = ()
    clause: str


class Warranty(Part):
    """``start`` in order of precedence: the first of these dates that is known counts."""

    start: tuple[StartRule, ...] = Field(min_length=1)
    clause: str
    terms: tuple[Term, ...] = Field(min_length=1)
    exclusions: tuple[Exclusion, ...] = ()
    replaced_free: tuple[ReplacedFree, ...] = ()
    register_within: Elapsed | None = None  # the sale must be registered within this (P8.3)
    register_clause: str | None = None
    after: Text | None = None  # what holds once the term is over, told to the customer


class PriceItem(Part):
    """``low``..``high`` in minor units; ``components`` empty: charged with every visit."""

    id: str
    name: Text
    low: int = Field(ge=0)
    high: int = Field(ge=0)
    components: tuple[str, ...] = ()
    basis: Literal["fixed", "market", "maker", "contract", "cost"] = "fixed"

    @model_validator(mode="after")
    def _ordered(self) -> PriceItem:
        if self.high < self.low:
            raise Mistake("high-below-low", "'high' is below 'low'")
        return self


class PriceList(Part):
    version: str
    valid_from: date
    clause: str
    items: tuple[PriceItem, ...] = Field(min_length=1)


class Fees(Part):
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    consent_required: bool = True
    clause: str
    lists: tuple[PriceList, ...] = Field(min_length=1)
    advice_free: bool = True


class Route(Part):
    """Where a ticket goes.  The first route whose conditions all hold; conditions empty: any."""

    queue: str
    clause: str = ""
    regions: tuple[str, ...] = ()
    severity: tuple[Literal[1, 2, 3], ...] = ()
    kinds: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


class Routing(Part):
    default: str  # a queue; nothing is ever without one
    clause: str = ""
    routes: tuple[Route, ...] = ()


class Visits(Part):
    """How a visit is booked.  ``promise`` names the clock that a window has to keep."""

    promise: str | None = None
    calendar: str = "visits"
    minutes: int = Field(default=120, ge=30, le=480)
    lead: Elapsed = Span(seconds=3600)  # nobody is sent sooner than this
    travel_minutes: int = Field(default=30, ge=0, le=240)
    days_ahead: int = Field(default=14, ge=1, le=60)
    offer: int = Field(default=3, ge=1, le=6)
    hold: Elapsed = Span(seconds=900)
    skills: tuple[str, ...] = ()
    clause: str = ""


class Handoff(Part):
    """``promise``: how soon a person answers; texts of the queue use it when nobody can be estimated."""

    clock: str | None = None
    lease: Elapsed = Span(seconds=600)
    roles: tuple[str, ...] = ("engineer",)
    accept: Elapsed = Span(seconds=120)
    accept_urgent: Elapsed = Span(seconds=60)


def answer_within(handoff: Handoff, severity: int) -> timedelta:
    """How long somebody who is asked to take a case has to say yes."""
    return timedelta(seconds=(handoff.accept_urgent if severity == 1 else handoff.accept).seconds)


class Safety(Part):
    """What a customer in danger is told first, per danger (``danger.fire`` -> fire) and otherwise."""

    default: Text
    fire: Text | None = None
    smoke: Text | None = None
    shock: Text | None = None
    gas: Text | None = None
    flood: Text | None = None
    injury: Text | None = None
    falling: Text | None = None
    burn: Text | None = None
    battery: Text | None = None
    pressure: Text | None = None
    unsafe: Text | None = None
    reach: Text | None = None
    glass: Text | None = None
    bite: Text | None = None
    life: Text | None = None
    swallowed: Text | None = None
    acid: Text | None = None
    injected: Text | None = None
    faint: Text | None = None
    shut_in: Text | None = None
    fall: Text | None = None
    hose: Text | None = None

    def advice(self, danger: str, said: str | None = None) -> Text:
        """The advice for a danger, and for the words in which it was told where they are known."""
        name = danger.removeprefix("danger.") if said is None else advising.kind(danger, said)
        found = getattr(self, name, None) if name in type(self).model_fields else None
        return found if isinstance(found, Text) else self.default


class Plan(Part):
    """One service plan.  ``needs`` are the slots that a fault report must have before it counts."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]{1,30}$")
    name: Text
    about: Text
    products: tuple[str, ...] = ()  # words that tell this plan from the others
    zone: str = "Asia/Shanghai"
    hotline: str
    source: str  # the clauses this file carries out, for people
    service_levels: tuple[str, ...] = ()
    default_service_level: str | None = None
    needs: tuple[Literal["problem", "device", "name", "phone", "address"], ...] = (
        "problem",
        "device",
        "name",
        "phone",
        "address",
    )
    severity: SeverityPolicy
    calendars: dict[str, Calendar]
    names: dict[str, Text] = Field(default_factory=dict)
    clocks: tuple[Clock, ...] = Field(min_length=1)
    components: tuple[Component, ...] = ()
    warranty: Warranty
    fees: Fees
    parts: SparePolicy = SparePolicy()
    routing: Routing
    visits: Visits
    handoff: Handoff = Handoff()
    safety: Safety
    forms: tuple[Form, ...] = ()
    promises: Promises = Promises()
    confirmation: Confirmation | None = None
    reopening: Reopening | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    retention: Retention | None = None
    own_team: OwnTeam | None = None
    duty_line: DutyLine | None = None
    planned: tuple[Planned, ...] = ()
    operation: Operation | None = None
    support: Support = Support()
    guidance: tuple[Guide, ...] = ()
    services: tuple[RequestedService, ...] = ()
    diagnosis: Diagnosis | None = None
    procedures: tuple[Procedure, ...] = ()
    causes: tuple[Cause, ...] = ()
    campaigns: Campaigns | None = None
    incidents: Incidents | None = None
    notices: Notices | None = None
    dealers: Dealers | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _consistent(cls, data: Any, handler: ModelWrapValidatorHandler[Plan]) -> Plan:
        plan = handler(data)
        for key, found in contradictions(data) if isinstance(data, Mapping) else ():
            raise ValueError(
                f"{key}: {found.what} {dict(found.given)}"
            )  # the first will do; the checker names all of them
        return plan

    def calendar_zone(self, calendar: str) -> str:
        return self.calendars[calendar].zone or self.zone

    def clock(self, name: str) -> Clock | None:
        return next((c for c in self.clocks if c.name == name), None)

    def component(self, component: str) -> Component | None:
        return next((c for c in self.components if c.id == component), None)

    def form(self, form: str) -> Form | None:
        return next((f for f in self.forms if f.id == form), None)
