"""Service through dealers, as a plan says it: who gets a ticket, what may be handed back, cards, reimbursement,
returned goods, season stock.  What is decided by it is in :mod:`handlers.rules.dealing`.

Times that are promises on a ticket (2 h for each hop, the check at 4 h) are clocks of the plan; they listen to the events
``dispatch.passed``, ``dispatch.accepted`` and ``dispatch.arranged``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handlers.rules.parts import Elapsed, Part, Span, Text

PartyKind = Literal["dealer", "technical", "salesperson", "branch"]
PARTIES: tuple[PartyKind, ...] = ("dealer", "technical", "salesperson", "branch")
StepName = Literal["submitted", "checked", "approved", "noticed", "confirmed", "settled"]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2\d|3[01])$")]


class DealerRoute(Part):
    """Who carries out a ticket: the first route whose conditions all hold; conditions empty: any."""

    party: PartyKind
    clause: str
    because: Text
    kinds: tuple[str, ...] = ()
    severity: tuple[Literal[1, 2, 3], ...] = ()
    components: tuple[str, ...] = ()
    collects_parts: bool = False  # this party brings the old parts back


class HandBack(Part):
    """A reason for which a dealer may give a ticket back.  ``covered``: also a repair under guarantee."""

    name: str = Field(pattern=r"^[a-z][a-z_]{1,30}$")
    label: Text
    to: PartyKind
    clause: str
    covered: bool = False
    components: tuple[str, ...] = ()  # only for faults of these (none: all)


class Urgent(Part):
    severity: tuple[Literal[1, 2, 3], ...] = Field(min_length=1)
    to: str  # a role
    clause: str


class Cards(Part):
    """The guarantee card that a dealer returns; the time for it is ``warranty.register_within``."""

    remind: Elapsed  # this long before its last day
    clause: str


class ReimbursementStep(Part):
    """One step on the one way forward; ``by`` is the role that may do it.  ``issues``: a form that is issued with it;
    ``confirms``: one that the dealer has confirmed."""

    name: StepName
    label: Text
    by: str
    issues: str | None = None
    confirms: str | None = None


class Reimbursement(Part):
    clause: str
    needs: tuple[Literal["signed_record", "identified_part"], ...] = ()
    needs_clause: str = ""
    record_form: str = "repair_record"  # the form that is the signed record
    steps: tuple[ReimbursementStep, ...] = Field(min_length=2)


class FreightRule(Part):
    """Who pays for goods that come back: the first rule that fits counts."""

    when: Literal["taken_apart", "quality_fault", "any"]
    freight: Literal["company", "dealer"]
    restoring: bool = False  # the dealer pays for putting it together again, too
    because: Text
    clause: str


class GoodsReturns(Part):
    clause: str
    rules: tuple[FreightRule, ...] = Field(min_length=1)
    sold_after_seasons: int = Field(default=2, ge=1, le=10)


class Season(Part):
    name: str = Field(pattern=r"^[a-z][a-z_]{1,30}$")
    label: Text
    starts: MonthDay
    ends: MonthDay  # before ``starts``: in the next year


class SeasonStock(Part):
    clause: str
    propose_before: Elapsed  # the season
    remind: Elapsed = Span(seconds=14 * 86400)  # this long before the last day for it
    seasons: tuple[Season, ...] = Field(min_length=1)


class Dealers(Part):
    """``fallback``: who gets what no dealer is found for.  ``queue``: where the clerk's checks wait."""

    clause: str
    queue: str
    kinds: tuple[str, ...] = Field(min_length=1)  # tickets that are passed on
    routes: tuple[DealerRoute, ...] = Field(min_length=1)
    fallback: PartyKind = "branch"
    hop: str  # the clock of each hop
    check: str  # the clock whose escalation to a clerk is a check to be made
    report_to: str = "management"  # who is told of what is not arranged when the clerk checks
    urgent: Urgent | None = None
    hand_back_clause: str
    hand_backs: tuple[HandBack, ...] = ()
    cards: Cards | None = None
    reimbursement: Reimbursement | None = None
    returns: GoodsReturns | None = None
    stock: SeasonStock | None = None
