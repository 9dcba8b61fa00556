"""What follows from a plan's words about dealers.  Pure: the same question gets the same answer."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from handlers.rules.dealers import (
    Dealers,
    FreightRule,
    GoodsReturns,
    HandBack,
    PartyKind,
    Reimbursement,
    Season,
    SeasonStock,
)
from handlers.rules.facts import Reason
from handlers.rules.parts import Text


@dataclass(frozen=True, slots=True)
class DealerFacts:
    code: str
    regions: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class Party:
    """Who carries a ticket out.  ``dealer`` is a code, None for the other parties."""

    kind: PartyKind
    dealer: str | None
    collects_parts: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something is allowed; ``to`` who gets it then."""

    allowed: bool
    reasons: tuple[Reason, ...]
    to: PartyKind | None = None


OF_DEVICE = Text(zh="这台机器由该经销商售出", en="the dealer who sold this machine")
OF_REGION = Text(zh="该经销商负责用户所在地区", en="the dealer of the customer's region")
NO_DEALER = Text(zh="这个地区没有经销商", en="no dealer serves this region")


def choose(
    plan: Dealers, dealers: Sequence[DealerFacts], *,
    kind: str, severity: int | None, component: str | None, region: str | None, sold_by: str | None,
) -> Party:  # fmt: skip
    """The party by the first route that fits; of the dealers the one who sold the device, else one of the region
    (the first by code), else the fallback."""
    for route in plan.routes:
        if (
            (not route.kinds or kind in route.kinds)
            and (not route.severity or severity in route.severity)
            and (not route.components or component in route.components)
        ):
            break
    else:
        return Party(plan.fallback, None, False, (Reason("no_route", NO_DEALER, plan.clause),))
    why = Reason("route", route.because, route.clause)
    if route.party != "dealer":
        return Party(route.party, None, route.collects_parts, (why,))
    there = sorted((d for d in dealers if d.active), key=lambda d: d.code)
    seller = next((d for d in there if d.code == sold_by), None)
    if seller is not None:
        return Party(
            "dealer", seller.code, route.collects_parts, (why, Reason("sold_by", OF_DEVICE, route.clause))
        )
    near = next((d for d in there if region is not None and region in d.regions), None)
    if near is not None:
        return Party(
            "dealer", near.code, route.collects_parts, (why, Reason("region", OF_REGION, route.clause))
        )
    return Party(plan.fallback, None, False, (why, Reason("no_dealer", NO_DEALER, plan.clause)))


def hand_back(plan: Dealers, name: str, *, verdict: str | None, component: str | None) -> Verdict:
    """Whether a dealer may give a ticket back for this reason.  What is not known to be outside the guarantee
    counts as covered."""
    rule: HandBack | None = next((h for h in plan.hand_backs if h.name == name), None)
    if rule is None:
        why = Text(zh="计划没有列出这个退回理由", en="the plan knows no such reason")
        return Verdict(False, (Reason("unknown", why, plan.hand_back_clause),))
    if rule.components and component is not None and component not in rule.components:
        why = Text(zh="坏的部位不属于这个理由", en="the faulty part is not one that this reason is for")
        return Verdict(False, (Reason("other_part", why, plan.hand_back_clause),))
    if verdict != "not_covered" and not rule.covered:
        why = Text(
            zh="三包内的普通修理由经销商负责，不得推给公司",
            en="an ordinary repair under guarantee is the dealer's; it is not pushed on to the company",
        )
        return Verdict(False, (Reason("covered", why, plan.hand_back_clause),))
    return Verdict(True, (Reason(rule.name, rule.label, rule.clause),), rule.to)


def within_scope(plan: Dealers, *, verdict: str | None, low: int, high: int, promised: int | None) -> Verdict:
    """Whether a dealer may tell the customer this price (minor units; None: what the ticket says): nothing is
    promised beyond the scope, nothing charged beside the published rates."""
    if promised is None:
        return Verdict(True, ())
    if verdict == "not_covered" and promised < low:
        why = Text(
            zh="超出三包范围，不能承诺免费或低于公布标准",
            en="outside the scope: nothing free or below the published rates is promised",
        )
    elif verdict == "covered" and promised > 0:
        why = Text(zh="三包内不得收费", en="nothing is charged under guarantee")
    elif verdict == "not_covered" and promised > high:
        why = Text(zh="高于公布的收费标准", en="above the published rates")
    elif verdict not in ("covered", "not_covered"):
        why = Text(zh="保修还没有定，不能承诺价格", en="the guarantee is undecided: no price is promised yet")
    else:
        return Verdict(True, ())
    return Verdict(False, (Reason("beyond_scope", why, plan.hand_back_clause),))


# -- cards ---------------------------------------------------------------------------------------


def last_day(sold_on: date, within_seconds: int) -> date:
    """The last day on which a card counts, as :mod:`handlers.rules.warranty` reckons it."""
    return sold_on + timedelta(seconds=within_seconds)


CardState = Literal["registered", "late", "open", "remind", "missed"]


def card(
    sold_on: date, registered_on: date | None, on: date, within_seconds: int, remind_seconds: int
) -> CardState:
    """How the card of a sale stands on day ``on``."""
    last = last_day(sold_on, within_seconds)
    if registered_on is not None:
        return "registered" if registered_on <= last else "late"
    if on > last:
        return "missed"
    return "remind" if on >= last - timedelta(seconds=remind_seconds) else "open"


# -- reimbursement -------------------------------------------------------------------------------


def may_submit(
    plan: Reimbursement, *, resolved: bool, covered: bool, proofs: frozenset[str]
) -> tuple[str, ...]:
    """What is missing for a reimbursement: ``resolved``, ``covered``, and the proofs that the plan needs."""
    missing = [name for name, there in (("resolved", resolved), ("covered", covered)) if not there]
    return (*missing, *(name for name in plan.needs if name not in proofs))


def next_step(plan: Reimbursement, at: str) -> str | None:
    """The step after ``at``; None at the end, and for what the plan does not know."""
    names = [step.name for step in plan.steps]
    here = next((i for i, name in enumerate(names) if name == at), len(names))
    return names[here + 1] if here + 1 < len(names) else None


def done_by(plan: Reimbursement, name: str) -> str:
    """The role that does a step."""
    return next(step.by for step in plan.steps if step.name == name)


# -- returned goods and seasons --------------------------------------------------------------------


def freight(plan: GoodsReturns, *, quality_fault: bool, taken_apart: bool) -> FreightRule:
    """Who pays: the first rule that fits.  (The plan's checker sees to it that the last one always does.)"""
    holds = {"taken_apart": taken_apart, "quality_fault": quality_fault, "any": True}
    return next(rule for rule in plan.rules if holds[rule.when])


def season_days(season: Season, year: int) -> tuple[date, date]:
    """First and last day of the season that begins in ``year``."""
    start = _day(year, season.starts)
    return start, _day(year if season.ends >= season.starts else year + 1, season.ends)


def _day(year: int, month_day: str) -> date:
    month, day = map(int, month_day.split("-"))
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def seasons_over(stock: SeasonStock, shipped_on: date, on: date) -> int:
    """How many whole seasons have passed since something was shipped: begun not before, ended before ``on``."""
    count = 0
    for season in stock.seasons:
        for year in range(shipped_on.year, on.year + 1):
            start, end = season_days(season, year)
            count += start >= shipped_on and end < on
    return count


def counts_as_sold(
    returns: GoodsReturns, stock: SeasonStock, *, shipped_on: date | None, sold_on: date | None, on: date
) -> bool:
    """Unsold and not returned after that many seasons: it counts as sold."""
    if shipped_on is None or sold_on is not None:
        return False
    return seasons_over(stock, shipped_on, on) >= returns.sold_after_seasons


@dataclass(frozen=True, slots=True)
class Proposal:
    """A season for which stock is to be proposed: by ``due`` (the last day), reminded from ``remind`` on."""

    season: str  # such as 2027-summer
    label: Text
    starts: date
    due: date
    remind: date


def proposals(stock: SeasonStock, on: date) -> list[Proposal]:
    """The coming seasons (and the one that runs), the next one first."""
    found = []
    for season in stock.seasons:
        for year in (on.year - 1, on.year, on.year + 1):
            start, end = season_days(season, year)
            if end < on:
                continue
            due = start - timedelta(seconds=stock.propose_before.seconds)
            found.append(
                Proposal(f"{year}-{season.name}", season.label, start, due, due - timedelta(seconds=stock.remind.seconds))
            )  # fmt: skip
    return sorted(found, key=lambda p: (p.starts, p.season))


StockState = Literal["proposed", "late", "open", "remind", "missed"]


def stock_state(proposal: Proposal, proposed_on: date | None, on: date) -> StockState:
    """How a dealer's proposal for a season stands on day ``on``."""
    if proposed_on is not None:
        return "proposed" if proposed_on <= proposal.due else "late"
    if on > proposal.due:
        return "missed"
    return "remind" if on >= proposal.remind else "open"


def lack(stock: SeasonStock, part: str, proposed: Sequence[str]) -> Reason:
    """Whose fault a missing part is: always the dealer's, and whether the dealer had thought of it."""
    if any(part.casefold() == p.casefold() for p in proposed):
        why = Text(
            zh="缺件由经销商负责：季前已申报这种备件",
            en="the dealer answers for the missing part: it was in the season's proposal",
        )
        return Reason("lack_proposed", why, stock.clause)
    why = Text(
        zh="缺件由经销商负责：季前没有申报这种备件",
        en="the dealer answers for the missing part: it was not proposed before the season",
    )
    return Reason("lack_not_proposed", why, stock.clause)
