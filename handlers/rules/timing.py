"""The parts of a plan that are about time: calendars, clocks, and the events that clocks listen to."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from handlers.rules.parts import Duration, Elapsed, Part, Text
from handlers.rules.wrong import Mistake

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
    "supplier.told",
    "visit.proposed",
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
    "callback.declined",
    "parts.awaited",
    "parts.arrived",
    "standby.delivered",
    "parts.reserved",
    "parts.none",
    "parts.delivered",
    "parts.cancelled",
    "standby.returned",
    "device.replaced",
    "customer.linked",
    "customer.unlinked",
    "part.replaced",
    "part.returned",
    "part.identified",
    "report.sent",
    "planned.opened",
    "planned.done",
    "inspection.done",
    "inspection.reported",
    "form.issued",
    "form.asked",
    "form.signed",
    "form.approved",
    "form.voided",
    "promise.made",
    "promise.kept",
    "promise.moved",
    "promise.failed",
    "promise.withdrawn",
    "confirmation.asked",
    "customer.confirmed",
    "follow_up.asked",
    "follow_up.answered",
    "support.chosen",
    "guidance.given",
    "guidance.solved",
    "guidance.unsolved",
    "service.asked",
    "nature.decided",
    "rma.opened",
    "rma.received",
    "rma.closed",
    "rma.cancelled",
    "adjustment.opened",
    "adjustment.done",
    "adjustment.cancelled",
    "procedure.asked",
    "procedure.confirmed",
    "procedure.refused",
    "procedure.done",
    "cause.found",
    "cause.approved",
    "dispatch.passed",
    "dispatch.accepted",
    "dispatch.arranged",
    "dispatch.returned",
    "dispatch.refused",
    "dispatch.checked",
    "reimbursement.submitted",
    "reimbursement.advanced",
    "reimbursement.refused",
    "clock.warned",
    "clock.breached",
    "escalation.sent",
    "evidence.exported",
    "personal.erased",
    "incident.joined",
    "incident.over",
    "notice.done",
)
#: Work of the house itself: only clocks that name these kinds run on it.
HOUSE_KINDS = ("campaign", "notice")
TERMINAL_EVENTS = ("ticket.resolved", "ticket.withdrawn", "ticket.merged")


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
        raise Mistake(
            "shift", f"{value!r} is no shift; write for example '08:30-12:00'", value=repr(value)
        ) from None


_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
ShiftText = Annotated[
    Shift,
    BeforeValidator(_shift),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^\s*{_CLOCK}\s*-\s*{_CLOCK}\s*$",
            "description": "such as 08:30-12:00",
        },
        mode="validation",
    ),
]


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
            raise Mistake("calendar-empty", "a calendar needs either 'always = true' or at least one shift")
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
            raise Mistake("escalation-times", "an escalation has either 'after' or 'before'")
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

    @cached_property
    def listens(self) -> frozenset[str]:
        """Events that start, meet or pause it."""
        return frozenset([*self.start, *self.stop, *(n for p in self.pauses for n in (p.start, p.end))])

    @cached_property
    def steps(self) -> tuple[tuple[timedelta, str], ...]:
        """What clockwork does about it, each so long after it is due, in the order in which it does them."""
        found = [(timedelta(), 1, "breach")]
        if self.warn is not None:
            found.append((-timedelta(seconds=self.warn.seconds), 0, "warn"))
        for i, step in enumerate(self.escalate):
            if step.before is not None:
                found.append((-timedelta(seconds=step.before.seconds), 2, f"escalate:{i}"))
            elif step.after is not None:
                found.append((timedelta(seconds=step.after.seconds), 2, f"escalate:{i}"))
        return tuple((after, name) for after, _, name in sorted(found))

    def times(self, kind: str) -> bool:
        """Whether tickets of this kind have the clock."""
        return kind in self.kinds if self.kinds or kind in HOUSE_KINDS else True

    @model_validator(mode="after")
    def _known_events(self) -> Clock:
        for name in (*self.start, *self.stop, *(n for p in self.pauses for n in (p.start, p.end))):
            if name == "ticket.corrected":
                raise Mistake(
                    "corrected",
                    "no clock may listen to ticket.corrected: a correction is no step of the work",
                )
            if name not in LOG_EVENTS:
                raise Mistake(
                    "event",
                    f"unknown event {name!r}; known are {', '.join(LOG_EVENTS)}",
                    name=repr(name),
                    known=", ".join(LOG_EVENTS),
                )
        return self
