"""A dealer's own page: the tickets in this dealer's hands, and of each what the dealer needs for the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules.parts import Text
from storage import dealers, devices, tickets
from storage.engine import Tx


@dataclass(frozen=True, slots=True)
class Hand:
    """A ticket in the dealer's hands.  ``reasons`` are those for which the plan lets a dealer hand it back."""

    ticket: int
    number: str
    problem: str
    level: int | None
    level_name: Text | None
    device: str
    covered: str  # verdict of the warranty
    fee: dict[str, Any] | None
    contact: str
    phone: str
    address: str
    passed_at: datetime
    due_at: datetime | None
    accepted_at: datetime | None
    arranged: dict[str, Any] | None
    collects_parts: bool
    reasons: tuple[tuple[str, Text], ...]


def mine(house: House, user: Actor) -> list[Hand]:
    """Those in the hands of the dealer whose login this is, the next due first."""
    user.need("own_tickets")
    if user.dealer is None:
        raise Refused("login-without-dealer")
    dealer = user.dealer
    found = house.store.read(lambda tx: [_hand(tx, house, hop) for hop in dealers.in_hands(tx, dealer)])
    return sorted(found, key=lambda h: (h.accepted_at is not None, h.due_at is None, h.due_at or h.passed_at))


def _hand(tx: Tx, house: House, hop: Any) -> Hand:
    ticket = tickets.get(tx, hop.ticket_id)
    assert ticket is not None, "a ticket is never deleted"
    plan = house.plan(ticket.plan)
    device = devices.get(tx, ticket.device_id) if ticket.device_id is not None else None
    levels = plan.severity.levels if plan is not None else ()
    rules = plan.dealers if plan is not None else None
    return Hand(
        ticket.id, ticket.number or "", ticket.problem, ticket.severity_level,
        next((level.name for level in levels if level.level == ticket.severity_level), None),
        f"{device.model} · {device.serial_number}" if device is not None else ticket.serial_given or "",
        (ticket.warranty or {}).get("verdict", "undecided"), ticket.fee, ticket.contact_name or "", ticket.phone or "",
        ticket.address or "", hop.passed_at, hop.due_at, hop.accepted_at, hop.arranged, hop.collects_parts,
        tuple((r.name, r.label) for r in rules.hand_backs) if rules is not None else (),
    )  # fmt: skip
