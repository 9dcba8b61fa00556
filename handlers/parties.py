"""Who carries a ticket out: decided by the plan's routes once the ticket counts, and written as its first hop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import tickets
from handlers.house import House
from handlers.rules import dealing
from handlers.rules.dealers import Dealers
from handlers.rules.dealing import DealerFacts, Party
from storage import dealers, devices
from storage.engine import Tx


def facts_of(house: House, ticket: Row[Any]) -> Dealers | None:
    """The plan's words about dealers, None where it has none."""
    plan = house.plans.get(ticket.plan)
    return plan.dealers if plan is not None else None


def choose(tx: Tx, rules: Dealers, ticket: Row[Any], severity: int | None = None) -> Party:
    """Who carries this ticket out, as things stand (or were it of another ``severity``); asked again, it says the same."""
    there = dealers.dealers(tx)
    device = devices.get(tx, ticket.device_id)
    seller = next((d.code for d in there if device is not None and d.id == device.dealer_id), None)
    return dealing.choose(
        rules, [DealerFacts(d.code, tuple(d.regions), d.active) for d in there],
        kind=ticket.kind, severity=severity or ticket.severity_level, component=ticket.component,
        region=ticket.region or (device.region if device is not None else None), sold_by=seller,
    )  # fmt: skip


def route(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime) -> Row[Any] | None:
    """The first hop of a ticket that counts from now on; None where the plan has no dealers, or it has one already."""
    rules = facts_of(house, ticket)
    if rules is None or ticket.kind not in rules.kinds or dealers.hops(tx, ticket.id):
        return None
    return begin_hop(tx, house, ticket, choose(tx, rules, ticket), actor, now)


def begin_hop(
    tx: Tx, house: House, ticket: Row[Any], to: Party, actor: str, now: datetime
) -> Row[Any] | None:
    """From now on this party has it.  None when somebody else was faster."""
    receiver = dealers.by_code(tx, to.dealer) if to.dealer is not None else None
    number = len(dealers.hops(tx, ticket.id)) + 1
    reasons = [
        {"code": r.code, "text": {"zh": r.text.zh, "en": r.text.en}, "clause": r.clause} for r in to.reasons
    ]
    hop_id = dealers.begin_hop(
        tx, ticket_id=ticket.id, number=number, party=to.kind, dealer_id=receiver.id if receiver is not None else None,
        collects_parts=to.collects_parts, reasons=reasons, passed_by=actor, passed_at=now,
    )  # fmt: skip
    if hop_id is None:
        return None
    row = tickets.record(tx, house, ticket.id, "dispatch.passed", actor, now, {
        "hop": number, "party": to.kind, "dealer": to.dealer, "why": [r.code for r in to.reasons],
    })  # fmt: skip
    rules = facts_of(house, ticket)
    states = tickets.clock_states(tx, house, row, now)
    due = next((s.due for s in states if rules is not None and s.name == rules.hop), None)
    dealers.change_hop(tx, hop_id, due_at=due)
    return next(hop for hop in dealers.hops(tx, ticket.id) if hop.id == hop_id)


def promised(tx: Tx, house: House, ticket: Row[Any] | None, now: datetime) -> datetime | None:
    """By when the customer has been promised an arrangement; None when there is one, or nothing is promised."""
    rules = facts_of(house, ticket) if ticket is not None else None
    if ticket is None or rules is None:
        return None
    running = ("running", "breached")
    return next((s.due for s in tickets.clock_states(tx, house, ticket, now)
                 if s.name == rules.check and s.state in running and s.due is not None and s.due > now), None)  # fmt: skip
