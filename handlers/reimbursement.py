"""What a dealer gets back for a repair under guarantee: one way forward, each step by its role, once for a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import forms, tickets
from handlers.dispatch import amount
from handlers.forms_due import Needed
from handlers.house import House
from handlers.parties import facts_of
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket
from handlers.rules import dealing, papers
from handlers.rules.dealers import Reimbursement, ReimbursementStep
from storage import dealers
from storage import forms as stored_forms
from storage.engine import Tx

REFUSED = "refused"
MOST = 10_000_000  # minor units; a slip of the pen, not a repair


def papers_there(tx: Tx, rules: Reimbursement, ticket_id: int) -> frozenset[str]:
    """The papers of a repair that are there, by its log."""
    return papers.proofs(tickets.happenings(tx, ticket_id), rules.record_form)


def submit(house: House, user: Actor, ticket_id: int, asked: str) -> None:
    """The dealer asks for an amount.  Refused without the papers that the plan needs, and the second time."""
    now = house.now()
    wanted = amount(asked)
    if not 0 < wanted <= MOST:
        raise Refused("field", name="amount")

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        rules = _rules(house, ticket)
        _need(rules, rules.steps[0].name, user)
        dealer_id = _dealer(tx, ticket_id)
        missing = dealing.may_submit(
            rules, resolved=ticket.status == "resolved", covered=(ticket.warranty or {}).get("verdict") == "covered",
            proofs=papers_there(tx, rules, ticket_id),
        )  # fmt: skip
        if missing:
            raise Refused(f"reimburse-{missing[0].replace('_', '-')}")
        currency = house.plans[ticket.plan].fees.currency
        first = rules.steps[0].name
        done = dealers.submit(
            tx, ticket_id=ticket_id, dealer_id=dealer_id, amount=wanted, currency=currency, step=first,
            steps=[_entry(first, user, now, "")], created_at=now,
        )  # fmt: skip
        if done is None:
            raise Refused("reimbursed-before")
        data = {"step": first, "amount": wanted, "currency": currency}
        tickets.record(tx, house, ticket_id, "reimbursement.submitted", user.owner, now, data)

    house.store.write(work)


def advance(house: House, user: Actor, ticket_id: int, step: str, note: str = "") -> None:
    """Do the next ``step``: only by its role, only in its turn."""
    _move(house, user, ticket_id, step, note, refused=False)


def refuse(house: House, user: Actor, ticket_id: int, step: str, why: str) -> None:
    """Whoever would do the next ``step`` says no, with a reason.  That is the end of it."""
    if not why.strip():
        raise Refused("why")
    _move(house, user, ticket_id, step, why, refused=True)


def _move(house: House, user: Actor, ticket_id: int, step: str, note: str, *, refused: bool) -> None:
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        rules = _rules(house, ticket)
        row = dealers.reimbursement(tx, ticket_id)
        if row is None or dealing.next_step(rules, row.step) != step:
            raise Refused("not-the-step")
        _need(rules, step, user)
        to = REFUSED if refused else step
        steps = [*row.steps, {**_entry(to, user, now, note), "at_step": step}]
        if not dealers.advance(tx, ticket_id, row.step, to, steps):
            raise Refused("not-the-step")
        event = "reimbursement.refused" if refused else "reimbursement.advanced"
        data = {"step": step, "amount": row.amount, "currency": row.currency, "note": note.strip()[:500]}
        ticket = tickets.record(tx, house, ticket_id, event, user.owner, now, data)
        if not refused:
            _papers(tx, house, ticket, row, next(s for s in rules.steps if s.name == step), user, now)

    house.store.write(work)


def _papers(
    tx: Tx, house: House, ticket: Row[Any], row: Row[Any], step: ReimbursementStep, user: Actor, now: datetime
) -> None:
    """The forms that a step issues, or that the dealer has confirmed with it."""
    plan = house.plans[ticket.plan]
    if step.issues is not None and _issued(tx, ticket, step.issues) is None:
        draft = forms.draft(tx, house, plan, step.issues, forms.about(ticket), ticket, user.owner, now)
        forms.issue(tx, house, draft.id, user.owner, now)
    if step.confirms is not None:
        form, kind = _issued(tx, ticket, step.confirms), forms.kind_of(plan, step.confirms)
        if form is None:
            raise Needed(kind.name, "issue")
        if kind.signed_by == "dealer" and form.signed_at is None:
            dealer = dealers.dealer(tx, row.dealer_id)
            name = dealer.name if dealer is not None else ""
            forms.sign(tx, house, form.id, user.owner, now, {"how": "console", "name": name})


def _issued(tx: Tx, ticket: Row[Any], kind: str) -> Row[Any] | None:
    rows = [row for row in stored_forms.of_subject(tx, forms.about(ticket)) if row.kind == kind]
    return next((row for row in reversed(rows) if row.status in forms.OPEN), None)


def _need(rules: Reimbursement, step: str, user: Actor) -> None:
    if user.role != dealing.done_by(rules, step):
        raise Refused("role", role=user.role)


def _entry(step: str, user: Actor, now: datetime, note: str) -> dict[str, str]:
    return {"step": step, "by": user.name, "at": now.isoformat(), "note": note.strip()[:500]}


def _rules(house: House, ticket: Row[Any]) -> Reimbursement:
    rules = facts_of(house, ticket)
    if rules is None or rules.reimbursement is None:
        raise Refused("no-dealers")
    return rules.reimbursement


def _dealer(tx: Tx, ticket_id: int) -> int:
    """The dealer who did the work: the last hop, when that was a dealer's and arranged."""
    hops = dealers.hops(tx, ticket_id)
    last = next((h for h in reversed(hops) if h.arranged_at is not None or h.accepted_at is not None), None)
    if last is None or last.dealer_id is None:
        raise Refused("reimburse-no-dealer")
    return int(last.dealer_id)
