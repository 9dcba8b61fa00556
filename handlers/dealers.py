"""Dealers: who there is, and what the console shows of them, on a ticket and on their own page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import areas, tickets
from handlers.house import House
from handlers.parties import choose, facts_of
from handlers.people import Actor
from handlers.queue import Gone
from handlers.reimbursement import REFUSED, papers_there
from handlers.rules import dealing
from handlers.rules.dealers import PARTIES
from handlers.rules.policy import Plan
from storage import dealers
from storage import tickets as stored_tickets
from storage.engine import Tx

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{1,31}")
Json = dict[str, Any]


class BadDealer(ValueError):
    """A dealer that cannot be kept; the message says why."""


def save(
    house: House, code: str, *, name: str | None, phone: str | None, regions: tuple[str, ...] | None, active: bool | None
) -> bool:  # fmt: skip
    """Add a dealer, or change what is given of one.  Whether it is new.  Raises :class:`BadDealer`."""
    if not CODE.fullmatch(code):
        raise BadDealer("a code has 2 to 32 small letters, digits, dashes or underscores")
    known = [area.id for area in areas.areas()]
    for region in regions or ():
        if region not in known:
            raise BadDealer(f"unknown region {region!r}; known are {', '.join(known)}")
    given = {
        "name": name,
        "phone": phone,
        "regions": list(regions) if regions is not None else None,
        "active": active,
    }
    values = {key: value for key, value in given.items() if value is not None}
    if len(name or "") > 80 or len(phone or "") > 32:
        raise BadDealer("a name has at most 80 characters, a phone number 32")

    def work(tx: Tx) -> bool:
        there = dealers.by_code(tx, code)
        if there is not None:
            if values:
                dealers.save_dealer(tx, there.id, **values)
            return False
        dealers.add_dealer(
            tx, house.now(), **{"name": code, "regions": [], "active": True, **values, "code": code}
        )
        return True

    return house.store.write(work)


# -- on a ticket ---------------------------------------------------------------------------------------


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json | None:
    """Hops, what they may do next, and the reimbursement; None where the plan has no dealers."""
    rules, plan = facts_of(house, ticket), house.plans.get(ticket.plan)
    if rules is None or plan is None:
        return None
    hops = [_hop(hop) for hop in dealers.hops(tx, ticket.id)]
    now = hops[-1] if hops else None
    fee = ticket.fee or {}
    return {
        "hops": hops,
        "now": now,
        "open": ticket.status in tickets.OPEN,
        "wanted": _party(choose(tx, rules, ticket)),
        "parties": list(PARTIES),
        "dealers": [{"code": d.code, "name": d.name} for d in dealers.dealers(tx, active=True)],
        "hand_backs": [{"name": h.name, "label": _both(h.label)} for h in rules.hand_backs],
        "paid": bool(fee) and not fee.get("free", True),
        "consent": tickets.consent_holds(tx, ticket),
        "missing": _missing(tx, ticket.id),
        "stock": rules.stock is not None,
        "reimbursement": _reimbursement(tx, plan, ticket),
    }


def _both(text: Any) -> Json:
    return {"zh": text.zh, "en": text.en}


def _party(party: dealing.Party) -> Json:
    return {"party": party.kind, "dealer": party.dealer,
            "reasons": [{"text": _both(r.text), "clause": r.clause} for r in party.reasons]}  # fmt: skip


def _hop(hop: Row[Any]) -> Json:
    return {
        "number": hop.number, "party": hop.party, "dealer": hop.dealer, "phone": hop.dealer_phone,
        "collects_parts": hop.collects_parts, "reasons": hop.reasons, "passed_at": hop.passed_at.isoformat(),
        "due": hop.due_at.isoformat() if hop.due_at else None,
        "accepted_at": hop.accepted_at.isoformat() if hop.accepted_at else None,
        "arranged_at": hop.arranged_at.isoformat() if hop.arranged_at else None, "arranged": hop.arranged,
        "late": bool(hop.due_at and hop.arranged_at and hop.arranged_at > hop.due_at),
        "outcome": hop.outcome, "why": hop.why,
    }  # fmt: skip


def _missing(tx: Tx, ticket_id: int) -> list[Json]:
    """Parts that were not there, with who answers for it."""
    return [
        dict(entry.data)
        for entry in stored_tickets.log(tx, ticket_id)
        if entry.event == "parts.awaited" and (entry.data or {}).get("responsible") == "dealer" and entry.data
    ]


def _reimbursement(tx: Tx, plan: Plan, ticket: Row[Any]) -> Json | None:
    rules = plan.dealers.reimbursement if plan.dealers is not None else None
    if rules is None:
        return None
    row = dealers.reimbursement(tx, ticket.id)
    labels: dict[str, Json] = {step.name: _both(step.label) for step in rules.steps}
    if row is None:
        there = papers_there(tx, rules, ticket.id)
        proofs = {name: name in there for name in rules.needs}
        first = rules.steps[0]
        return {"step": None, "next": {"name": first.name, "by": first.by, "label": labels[first.name]}, "proofs": proofs,
                "resolved": ticket.status == "resolved", "clause": rules.clause}  # fmt: skip
    return {"dealer": row.dealer, "clause": rules.clause, **_steps(plan, row)}


def _steps(plan: Plan, row: Row[Any]) -> Json:
    rules = plan.dealers.reimbursement if plan.dealers is not None else None
    assert rules is not None, "a reimbursement belongs to a plan that has them"
    labels: dict[str, Json] = {step.name: _both(step.label) for step in rules.steps}
    following = None if row.step == REFUSED else dealing.next_step(rules, row.step)
    return {
        "step": row.step,
        "label": labels.get(row.step),
        "money": {"low": row.amount, "high": row.amount, "currency": row.currency},
        "steps": [{**entry, "label": labels.get(entry["step"])} for entry in row.steps],
        "next": {"name": following, "by": dealing.done_by(rules, following), "label": labels[following]}
        if following
        else None,
    }


# -- their own page --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of dealers shows."""

    dealers: tuple[Row[Any], ...]
    hops: tuple[Row[Any], ...]
    notices: tuple[Row[Any], ...]
    reimbursements: tuple[Json, ...]
    cards: tuple[Json, ...]
    returns: tuple[Row[Any], ...]
    seasons: tuple[Json, ...]
    plans: tuple[Plan, ...]


def page(house: House, user: Actor) -> Page:
    user.need("see_dealers")
    return house.store.read(lambda tx: _page(tx, house))


def _page(tx: Tx, house: House) -> Page:
    plans = tuple(plan for plan in house.plans.values() if plan.dealers is not None)
    there = tuple(dealers.dealers(tx))
    return Page(
        dealers=there,
        hops=tuple(dealers.all_running(tx)),
        notices=tuple(dealers.notices(tx)),
        reimbursements=tuple(
            _owed(house, row) for row in dealers.reimbursements(tx, but=("settled", REFUSED))
        ),
        cards=tuple(card for plan in plans for card in _cards(tx, house, plan)),
        returns=tuple(dealers.returns(tx)),
        seasons=tuple(season for plan in plans for season in _seasons(tx, house, plan, there)),
        plans=plans,
    )


def _owed(house: House, row: Row[Any]) -> Json:
    plan = house.plans.get(row.plan)
    more = (
        _steps(plan, row)
        if plan is not None and plan.dealers is not None and plan.dealers.reimbursement
        else {"next": None}
    )
    return {
        "ticket": row.ticket,
        "ticket_id": row.ticket_id,
        "conversation": row.conversation_id,
        "dealer": row.dealer,
        **more,
    }


def _cards(tx: Tx, house: House, plan: Plan) -> list[Json]:
    within = plan.warranty.register_within
    rules = plan.dealers
    if within is None or rules is None:
        return []
    on = house.now().astimezone(ZoneInfo(plan.zone)).date()
    remind = rules.cards.remind.seconds if rules.cards is not None else 0
    return [
        {"serial": d.serial_number, "model": d.model, "dealer": d.dealer, "sold_on": d.sold_on,
         "last": dealing.last_day(d.sold_on, within.seconds), "state": dealing.card(d.sold_on, None, on, within.seconds, remind)}
        for d in dealers.unregistered(tx, (plan.id,), limit=100)
    ]  # fmt: skip


def _seasons(tx: Tx, house: House, plan: Plan, there: tuple[Row[Any], ...]) -> list[Json]:
    stock = plan.dealers.stock if plan.dealers is not None else None
    if stock is None:
        return []
    on = house.now().astimezone(ZoneInfo(plan.zone)).date()
    found = []
    for proposal in dealing.proposals(stock, on)[:2]:
        proposed = {row.dealer_id: row for row in dealers.proposed(tx, plan.id, proposal.season)}
        found.append({
            "plan": plan.id, "season": proposal.season, "label": _both(proposal.label), "due": proposal.due, "starts": proposal.starts,
            "dealers": [
                {"name": d.name, "parts": list(proposed[d.id].parts) if d.id in proposed else [],
                 "state": dealing.stock_state(proposal, proposed[d.id].proposed_on if d.id in proposed else None, on)}
                for d in there if d.active
            ],
        })  # fmt: skip
    return found


def tell(house: House, user: Actor, notice_id: int) -> None:
    """The clerk has told the dealer."""
    user.need("dealers")
    if not house.store.write(lambda tx: dealers.told(tx, notice_id, user.owner, house.now())):
        raise Gone(f"there is no notice {notice_id} to tell")


def named(house: House) -> list[Row[Any]]:
    return list(house.store.read(dealers.dealers))
