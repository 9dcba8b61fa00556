"""What dealers have to be told, found once a day: cards that are due, stock to be proposed, machines that count as sold.

The clerk tells them and says so on the page of dealers; each thing is there once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.house import House
from handlers.rules import dealing
from handlers.rules.policy import Plan
from storage import dealers, marks
from storage.engine import Tx

MARK = "dealers were looked at"
Found = tuple[str, int, str, dict[str, Any]]  # kind, dealer, what about, more


def due(tx: Tx, now: datetime, limit: int) -> list[int]:
    """One thing to do where nobody has looked today."""
    return [] if marks.get(tx, MARK) == now.date().isoformat() else [0]


def look(tx: Tx, house: House, _: int, now: datetime) -> int:
    """Note everything that is due by now.  Returns how much of it is new."""
    if not marks.first_on(tx, MARK, now.date(), now):
        return 0
    new = 0
    for plan in house.plans.values():
        if plan.dealers is None:
            continue
        on = now.astimezone(ZoneInfo(plan.zone)).date()
        for kind, dealer_id, ref, data in (
            *_cards(tx, plan, on),
            *_stock(tx, plan, on),
            *_unsold(tx, plan, on),
        ):
            new += dealers.note(
                tx, kind=kind, dealer_id=dealer_id, ref=ref, data={"plan": plan.id, **data}, at=now
            )
    return new


def _cards(tx: Tx, plan: Plan, on: date) -> Iterator[Found]:
    """P8.3: before the last day a reminder, after it the news that the sale is not recognised."""
    rules, within = plan.dealers, plan.warranty.register_within
    if rules is None or rules.cards is None or within is None:
        return
    for device in dealers.unregistered(tx, (plan.id,)):
        state = dealing.card(device.sold_on, None, on, within.seconds, rules.cards.remind.seconds)
        last = dealing.last_day(device.sold_on, within.seconds)
        kind = {"remind": "card_due", "missed": "card_missed"}.get(state)
        if kind is not None:
            yield (
                kind,
                device.dealer_id,
                device.serial_number,
                {"day": last.isoformat(), "clause": rules.cards.clause},
            )


def _stock(tx: Tx, plan: Plan, on: date) -> Iterator[Found]:
    """P8.10: a reminder before the last day for a proposal, an alarm after it."""
    rules = plan.dealers.stock if plan.dealers is not None else None
    if rules is None:
        return
    for proposal in dealing.proposals(rules, on):
        there = {row.dealer_id: row.proposed_on for row in dealers.proposed(tx, plan.id, proposal.season)}
        for dealer in dealers.dealers(tx, active=True):
            state = dealing.stock_state(proposal, there.get(dealer.id), on)
            kind = {"remind": "stock_due", "missed": "stock_missed"}.get(state)
            if kind is not None:
                about = {
                    "zh": proposal.label.zh,
                    "en": proposal.label.en,
                    "day": proposal.due.isoformat(),
                    "clause": rules.clause,
                }
                yield kind, dealer.id, f"{plan.id}/{proposal.season}", about


def _unsold(tx: Tx, plan: Plan, on: date) -> Iterator[Found]:
    """P8.9: unsold and not returned after the plan's seasons counts as sold."""
    rules = plan.dealers
    if rules is None or rules.returns is None or rules.stock is None:
        return
    for device in dealers.unsold(tx, (plan.id,)):
        if dealing.counts_as_sold(
            rules.returns, rules.stock, shipped_on=device.shipped_on, sold_on=None, on=on
        ):
            yield "counts_as_sold", device.dealer_id, device.serial_number, {
                "day": device.shipped_on.isoformat(), "clause": rules.returns.clause
            }  # fmt: skip
