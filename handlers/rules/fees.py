"""What it would cost, from the price list that holds on the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handlers.rules.facts import FeeLine, FeeQuote, Reason, WarrantyVerdict
from handlers.rules.parts import Text
from handlers.rules.policy import Fees, PriceItem, PriceList

COVERED = Text(zh="在保修范围内，免费", en="covered by the warranty, free of charge")
IF_NOT = Text(zh="如果核实后不在保修范围，才按此收费", en="charged only if it turns out not to be covered")
PRICED = Text(zh="按价目表收费，先征得您同意", en="charged by the price list, after your consent")


def price_list(on: date, policy: Fees) -> PriceList:
    """The newest list that is valid on that day, else the oldest one."""
    valid = [p for p in policy.lists if p.valid_from <= on]
    return max(valid, key=lambda p: p.valid_from) if valid else min(policy.lists, key=lambda p: p.valid_from)


NO_CONTRACT: Mapping[str, int] = {}


def line(item: PriceItem, contract: Mapping[str, int] = NO_CONTRACT) -> FeeLine:
    """A line of a quote.  Whatever has the contract's price as its basis never costs more than that price, where
    the device's contract names one."""
    agreed = contract.get(item.id) if item.basis == "contract" else None
    if agreed is None:
        return FeeLine(item.id, item.name, item.low, item.high, item.basis)
    return FeeLine(item.id, item.name, min(item.low, agreed), min(item.high, agreed), item.basis, agreed)


def quote(
    verdict: WarrantyVerdict, component: str | None, on: date, policy: Fees,
    contract: Mapping[str, int] = NO_CONTRACT,
) -> FeeQuote:  # fmt: skip
    """Free when covered; otherwise the items that come with every visit and those of the component.  ``contract``:
    unit prices of the device's contract by item."""
    prices = price_list(on, policy)
    if verdict.verdict == "covered":
        reason = Reason("covered", COVERED, policy.clause)
        return FeeQuote(True, policy.currency, 0, 0, (), prices.version, False, (reason,))
    items = [
        i for i in prices.items if not i.components or (component is not None and component in i.components)
    ]
    lines = tuple(line(i, contract) for i in items)
    undecided = verdict.verdict == "undecided"
    reason = Reason(
        "if_not_covered" if undecided else "price_list", IF_NOT if undecided else PRICED, prices.clause
    )
    low, high = sum(x.low for x in lines), sum(x.high for x in lines)
    return FeeQuote(
        False,
        policy.currency,
        low,
        high,
        lines,
        prices.version,
        policy.consent_required and high > 0,
        (reason,),
    )
