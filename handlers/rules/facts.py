"""Values that the rules take and give: plain, frozen, with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

from handlers.rules.parts import Text

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: ``code`` for programs, ``text`` for people, ``clause`` of the plan, ``quote`` of the customer."""

    code: str
    text: Text
    clause: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """Evidence for a severity as the NLU found it."""

    signal: str
    text: str
    start: int = 0
    end: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class SeverityVerdict:
    """``sure`` is False when one clarifying question should be asked before this counts."""

    level: int
    reasons: tuple[Reason, ...]
    confidence: float
    danger: str | None = None  # the worst danger signal, if any
    sure: bool = True


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What the registry knows of a device that matters for warranty.  Dates are local dates."""

    serial_number: str
    dates: dict[str, date] = field(default_factory=dict)  # start rule -> date
    extension_months: int = 0
    registered_on: date | None = None
    sold_on: date | None = None
    recognised: bool = True


@dataclass(frozen=True, slots=True)
class Admission:
    """An exclusion that the customer admitted to, in the customer's words."""

    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class WarrantyVerdict:
    """``until`` is the last day covered.  ``missing`` says what would decide an undecided verdict."""

    verdict: Literal["covered", "not_covered", "undecided"]
    component: str | None
    start: date | None
    until: date | None
    start_rule: str | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeeLine:
    """``contract``: the unit price of the device's contract, which the line does not exceed."""

    id: str
    name: Text
    low: int
    high: int
    basis: str
    contract: int | None = None


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """``low``..``high`` minor units of ``currency``; ``free`` when nothing is charged."""

    free: bool
    currency: str
    low: int
    high: int
    lines: tuple[FeeLine, ...]
    price_list: str
    needs_consent: bool
    reasons: tuple[Reason, ...]


class Happening(NamedTuple):
    """One entry of a ticket's log, as clocks see it."""

    at: datetime
    event: str
    data: Mapping[str, object] = NOTHING


class ClockState(NamedTuple):
    """A clock computed from the log.  ``due`` is None while it has not started or stands still.
    ``state``: waiting, running, paused, met, late (met after due), breached, stopped.
    ``ran`` are the intervals in which it ran; ``paused`` those in which it stood still and why.
    ``next_at`` is when clockwork has to look at it again, None if never; ``next_step`` what it
    does then: ``warn``, ``breach`` or ``escalate:<index>``."""

    name: str
    state: Literal["waiting", "running", "paused", "met", "late", "breached", "stopped"]
    started: datetime | None = None
    due: datetime | None = None
    met: datetime | None = None
    breached: bool = False
    ran: tuple[tuple[datetime, datetime], ...] = ()
    paused: tuple[tuple[datetime, datetime, str], ...] = ()
    next_at: datetime | None = None
    next_step: str | None = None
    clause: str = ""

    @property
    def owed(self) -> datetime | None:
        """The due time, as long as what is promised has not been done and is not over."""
        return None if self.met is not None or self.state == "stopped" else self.due


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who can be sent.  ``free`` are the stretches of working time (UTC) in which the
    technician is neither absent nor booked; ``load`` the number of visits in the horizon; ``on_duty`` what ``free`` is a
    part of, where that is known: who is not on duty then need not be looked at."""

    id: int
    name: str
    regions: tuple[str, ...]
    skills: tuple[str, ...]
    free: Sequence[tuple[datetime, datetime]]
    load: int = 0
    on_duty: tuple[tuple[datetime, datetime], ...] | None = None


@dataclass(frozen=True, slots=True)
class Window:
    technician_id: int
    technician: str
    start: datetime
    end: datetime
    keeps_promise: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """Windows best first.  ``promise`` is the time to keep; ``kept`` whether any window keeps it."""

    windows: tuple[Window, ...]
    promise: datetime | None
    kept: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteChoice:
    queue: str
    skills: tuple[str, ...]
    reason: Reason
