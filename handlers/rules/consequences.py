"""The cause that was found, and what follows from it: who pays, who is told, what is written, who approves.

Law: what is charged needs the customer's consent, whatever the plan says of other fees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from handlers.rules import fees
from handlers.rules.causes import Cause
from handlers.rules.facts import FeeQuote, Reason, WarrantyVerdict
from handlers.rules.policy import Fees

Verdict = Literal["covered", "not_covered", "undecided"]


@dataclass(frozen=True, slots=True)
class Consequence:
    """``quote.needs_consent``: nothing goes on before the customer has said yes."""

    verdict: Verdict
    quote: FeeQuote
    reasons: tuple[Reason, ...]
    tell_supplier: bool
    form: str | None
    approve: str | None


def in_term(until: date | None, on: date) -> bool | None:
    """Whether the warranty's term holds on a day; None when it is not known."""
    return None if until is None else on <= until


def follows(cause: Cause, term: bool | None, component: str | None, on: date, policy: Fees) -> Consequence:
    """What follows from a cause.  ``term``: whether the term holds (None: not known); ``component`` at fault."""
    verdict: Verdict = "not_covered"
    if cause.fee == "free" or (cause.fee == "warranty" and term):
        verdict = "covered"
    elif cause.fee == "warranty" and term is None:
        verdict = "undecided"
    reason = Reason("cause", cause.name, cause.clause)
    found = WarrantyVerdict(verdict, component, None, None, None, (reason,))
    quote = fees.quote(found, component, on, policy)
    if cause.charge == "material" and term is not False:
        quote = _material(quote, on, policy)
    if not quote.free:
        quote = replace(quote, needs_consent=verdict == "not_covered" or quote.needs_consent)
    quote = replace(quote, reasons=(reason, *quote.reasons))
    return Consequence(verdict, quote, (reason,), cause.tell_supplier, cause.form, cause.approve)


def _material(quote: FeeQuote, on: date, policy: Fees) -> FeeQuote:
    """Without what comes with every visit.  Where nothing is left, the whole list stands: never a bill without a price."""
    parts = {item.id for item in fees.price_list(on, policy).items if item.components}
    lines = tuple(replace(line, basis="cost") for line in quote.lines if line.id in parts)
    if not lines:
        return quote
    return replace(quote, lines=lines, low=sum(x.low for x in lines), high=sum(x.high for x in lines))
