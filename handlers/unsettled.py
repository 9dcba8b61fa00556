"""What is not settled about a ticket and so keeps it open: a price without an answer, an approval, work that goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import tickets
from handlers.house import House
from handlers.people import Refused
from storage.engine import Tx


def consent_open(tx: Tx, ticket: Row[Any]) -> bool:
    """Whether a price that follows from the cause has been neither agreed to nor declined."""
    if "cause" not in ticket.facts or tickets.consent_holds(tx, ticket):
        return False
    return bool(ticket.facts.get("declined") != tickets.price(ticket.fee))


def may_go_on(tx: Tx, ticket: Row[Any]) -> bool:
    """Whether somebody may set out and repair as far as money goes, also when it has become paid since it was booked."""
    return tickets.consent_holds(tx, ticket)


def cause(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> Refused | None:
    """A price without an answer, or an approval that is missing, keeps a ticket open."""
    if consent_open(tx, ticket):
        return Refused("consent-open")
    found = ticket.facts.get("cause") or {}
    if found.get("approve") and not found.get("approved"):
        return Refused("not-approved")
    return None


def nature(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> Refused | None:
    """A device that is away or an adjustment that is not done keeps a ticket open."""
    work = ticket.facts.get("nature_work") or {}
    return Refused("work-open") if work and not work.get("done") else None
