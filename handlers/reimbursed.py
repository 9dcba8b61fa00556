"""What is known of a reimbursement, for the forms about it (P8.8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers.rules.policy import Plan
from storage import dealers, forms
from storage import tickets as stored_tickets
from storage.engine import Tx


def reimbursed(tx: Tx, plan: Plan, ticket: Row[Any], zone: ZoneInfo) -> dict[str, Any]:
    """Values by their sources; nothing where none was asked for."""
    row = dealers.reimbursement(tx, ticket.id)
    rules = plan.dealers.reimbursement if plan.dealers is not None else None
    if row is None or rules is None:
        return {}
    dealer = dealers.dealer(tx, row.dealer_id)
    said = {entry["step"]: _said(entry, zone) for entry in row.steps}
    record, work = _record(tx, rules.record_form, ticket)
    return {
        "reimbursement.dealer": dealer.name if dealer is not None else None,
        "reimbursement.records": [{"record": record, "work": work, "amount": row.amount}],
        "reimbursement.checked": said.get("checked"),
        "reimbursement.approved": said.get("approved"),
    }


def _said(entry: dict[str, Any], zone: ZoneInfo) -> str:
    """By whom, when, and what was noted."""
    at = datetime.fromisoformat(entry["at"]).astimezone(zone)
    return f"{entry['by']} {at:%Y-%m-%d}" + (f": {entry['note']}" if entry.get("note") else "")


def _record(tx: Tx, kind: str, ticket: Row[Any]) -> tuple[str, str]:
    """The number of the signed record, and the work that it tells of; the ticket and its fault where it is on paper."""
    signed = [e.data for e in stored_tickets.log(tx, ticket.id) if e.event == "form.signed" and (e.data or {}).get("kind") == kind]  # fmt: skip
    number = str((signed[-1] or {}).get("number")) if signed else str(ticket.number)
    form = forms.by_number(tx, number)
    work = form.values.get("work") if form is not None else None
    return number, str(work or ticket.problem).replace("\n", " / ")[:200]
