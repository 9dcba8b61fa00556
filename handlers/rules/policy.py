"""The shape of a service plan: what a promise to customers looks like as data.

A plan file (TOML) is one :class:`Plan`.  Every rule in this folder takes the part that it needs.
Unknown keys are refused; durations are written ``"10m"``, ``"4h"``, ``"2d"`` (24 h each) or
``"3wd"`` (working days of the clock's calendar); money is in minor units of ``currency``.
``clause`` always names the row of the service plan that a promise comes from, such as ``P6.2``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    model_validator,
)

from handlers.rules.contradictions import contradictions

StartRule = Literal["acceptance", "warranty_card", "completion", "delivery"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: What may happen to a ticket.  Clocks start, stop and pause on these; the log holds nothing else.
LOG_EVENTS = (
    "ticket.opened",
    "ticket.confirmed",
    "ticket.severity",
    "ticket.reopened",
    "ticket.resolved",
    "ticket.withdrawn",
    "ticket.merged",
    "ticket.note",
    "ticket.corrected",
    "warranty.checked",
    "warranty.overruled",
    "fee.quoted",
    "consent.asked",
    "consent.given",
    "consent.refused",
    "visit.booked",
    "visit.moved",
    "visit.cancelled",
    "visit.on_the_way",
    "visit.arrived",
    "visit.done",
    "visit.no_window",
    "queue.entered",
    "queue.claimed",
    "queue.transferred",
    "queue.accepted",
    "queue.returned",
    "queue.lease_lost",
    "agent.replied",
    "customer.wrote",
    "customer.awaited",
    "customer.back",
    "callback.due",
    "callback.made",
    "parts.awaited",
    "parts.arrived",
    "standby.delivered",
    "report.sent",
    "dispatch.arranged",
    "clock.warned",
    "clock.breached",
    "escalation.sent",
)
TERMINAL_EVENTS = ("ticket.resolved", "ticket.withdrawn", "ticket.merged")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """A short text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class Span(Part):
    """A duration: either plain ``seconds`` or ``workdays`` of a calendar."""

    seconds: int = Field(default=0, ge=0)
    workdays: int = Field(default=0, ge=0)


_SPAN = re.compile(r"^(\d{1,5})\s*(m|h|d|wd)$")
_UNIT = {"m": 60, "h": 3600, "d": 86400}


def _span(value: Any) -> Any:
    if isinstance(value, Span | dict):
        return value
    found = _SPAN.match(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"{value!r} is no duration; write for example '10m', '4h', '2d' or '3wd'")
    number, unit = int(found[1]), found[2]
    return Span(workdays=number) if unit == "wd" else Span(seconds=number * _UNIT[unit])


def _no_workdays(span: Span) -> Span:
    if span.workdays:
        raise ValueError("working days (wd) are for 'within' only; write m, h or d here")
    return span


Duration = Annotated[Span, BeforeValidator(_span)]
Elapsed = Annotated[Duration, AfterValidator(_no_workdays)]


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


class Shift(Part):
    start: time
    end: time  # 00:00 as an end means midnight


def _shift(value: Any) -> Any:
    if isinstance(value, Shift | dict):
        return value
    try:
        start, end = str(value).split("-")
        return {"start": time.fromisoformat(start.strip()), "end": time.fromisoformat(end.strip())}
    except ValueError:
        raise ValueError(f"{value!r} is no shift; write for example '08:30-12:00'") from None


ShiftText = Annotated[Shift, BeforeValidator(_shift)]


class Calendar(Part):
    """Working time.  ``always`` is 24x7; otherwise shifts per weekday, public ``holidays`` of a country
    (ISO code, with its make-up working days), and single days that are closed or open besides."""

    always: bool = False
    zone: str | None = None  # the plan's zone unless said otherwise
    shifts: dict[Weekday, tuple[ShiftText, ...]] = Field(default_factory=dict)
    holidays: str | None = None
    closed: tuple[date, ...] = ()
    open: dict[date, tuple[ShiftText, ...]] = Field(default_factory=dict)  # e.g. make-up working days

    @model_validator(mode="after")
    def _some_time(self) -> Calendar:
        if not self.always and not any(self.shifts.values()):
            raise ValueError("a calendar needs either 'always = true' or at least one shift")
        return self


class Target(Part):
    """``within`` applies to these severities and service levels (empty: all)."""

    within: Duration
    severity: tuple[Literal[1, 2, 3], ...] = ()
    service_level: tuple[str, ...] = ()


class Escalation(Part):
    """Tell ``to`` (a role) ``after`` the due time; ``before`` it when ``before`` is given instead."""

    to: str
    after: Elapsed | None = None
    before: Elapsed | None = None

    @model_validator(mode="after")
    def _one(self) -> Escalation:
        if (self.after is None) == (self.before is None):
            raise ValueError("an escalation has either 'after' or 'before'")
        return self


class Pause(Part):
    start: str
    end: str
    because: Text


class Clock(Part):
    """A named promise in time.  It starts at the first ``start`` event, is met by the first ``stop``
    event after it, and stands still in every ``pause``.  The first target that fits counts."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: Text
    clause: str
    start: tuple[str, ...]
    stop: tuple[str, ...]
    calendar: str = "always"
    targets: tuple[Target, ...] = Field(min_length=1)
    pauses: tuple[Pause, ...] = ()
    warn: Elapsed | None = None  # this long before it is due
    escalate: tuple[Escalation, ...] = ()
    kinds: tuple[str, ...] = ()  # ticket kinds (empty: all)
    restart: bool = False  # a later start event runs it anew (a hop's own clock)

    @model_validator(mode="after")
    def _known_events(self) -> Clock:
        names = [*self.start, *self.stop, *(n for p in self.pauses for n in (p.start, p.end))]
        for name in names:
            if name == "ticket.corrected":
                raise ValueError(
                    "no clock may listen to ticket.corrected: a correction is no step of the work"
                )
            if name not in LOG_EVENTS:
                raise ValueError(f"unknown event {name!r}; known are {', '.join(LOG_EVENTS)}")
        return self


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


class Warranty(Part):
    """``start`` in order of precedence: the first of these dates that is known counts."""

    start: tuple[StartRule, ...] = Field(min_length=1)
    clause: str
    terms: tuple[Term, ...] = Field(min_length=1)
    exclusions: tuple[Exclusion, ...] = ()
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
            raise ValueError("'high' is below 'low'")
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
    telephone_first: bool = False
    clause: str = ""


class Handoff(Part):
    """``promise``: how soon a person answers; texts of the queue use it when nobody can be estimated."""

    clock: str | None = None
    lease: Elapsed = Span(seconds=600)
    roles: tuple[str, ...] = ("engineer",)


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

    def advice(self, danger: str) -> Text:
        name = danger.removeprefix("danger.")
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
    clocks: tuple[Clock, ...] = Field(min_length=1)
    components: tuple[Component, ...] = ()
    warranty: Warranty
    fees: Fees
    routing: Routing
    visits: Visits
    handoff: Handoff = Handoff()
    safety: Safety

    @model_validator(mode="wrap")
    @classmethod
    def _consistent(cls, data: Any, handler: ModelWrapValidatorHandler[Plan]) -> Plan:
        plan = handler(data)
        for key, message in contradictions(data) if isinstance(data, Mapping) else ():
            raise ValueError(f"{key}: {message}")  # the first will do; the checker names all of them
        return plan

    def calendar_zone(self, calendar: str) -> str:
        return self.calendars[calendar].zone or self.zone

    def clock(self, name: str) -> Clock | None:
        return next((c for c in self.clocks if c.name == name), None)

    def component(self, component: str) -> Component | None:
        return next((c for c in self.components if c.id == component), None)
