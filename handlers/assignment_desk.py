"""What the console shows of assignment: what is offered to me, and why somebody was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.house import House
from handlers.people import Actor
from handlers.rules.assignment import AGAIN, LANGUAGE, REGION
from storage import assignments, people, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

LINE = 120


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that I am asked to take.  ``by``: the rule that chose me; a colleague's transfer has none."""

    item: int
    conversation: int
    number: str | None
    severity: int
    kind: str
    reason: str
    about: str
    note: str | None
    until: datetime
    by: str | None
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was looked at.  ``out``: why not asked."""

    name: str
    score: int
    out: str | None
    points: tuple[tuple[str, int], ...]
    load: int
    capacity: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """One automatic decision; ``tie``: of equals, whoever had had nothing for longest."""

    id: int
    kind: str
    at: datetime
    name: str
    rule: str
    round: int
    queue: str
    severity: int
    until: datetime | None
    outcome: str | None
    outcome_at: datetime | None
    why: str
    people: tuple[Person, ...]
    tie: bool


def offers(house: House, user: Actor) -> tuple[Offer, ...]:
    """The most urgent first; without those whose time is over."""
    if not user.may("claim"):
        return ()
    now = house.now()

    def read(tx: Tx) -> tuple[Offer, ...]:
        found = [i for i in queue.offered(tx, user.id) if i.offer_until is None or i.offer_until > now]
        return tuple(_offer(tx, item) for item in found)

    return house.store.read(read)


def _offer(tx: Tx, item: Any) -> Offer:
    ticket = stored_tickets.get(tx, item.ticket_id) if item.ticket_id is not None else None
    row = assignments.newest(tx, item.id)
    stood = row if row is not None and row.kind == "offer" and row.outcome is None else None
    mine = (
        next((c for c in stood.candidates if c["id"] == item.offered_to), None) if stood is not None else None
    )
    full = (
        ("language", LANGUAGE),
        ("again", AGAIN),
        ("region", REGION),
    )  # what is merely not excluded is no reason to show
    points = tuple(name for name, value in full if mine is not None and [name, value] in mine["points"])
    about = ticket.problem.replace("\n", " / ")[:LINE] if ticket is not None else ""
    return Offer(item.id, item.conversation_id, ticket.number if ticket is not None else None, item.severity_level,
                 item.kind, item.reason, about, item.note, item.offer_until or item.created_at,
                 stood.rule if stood is not None else None, points)  # fmt: skip


def why(tx: Tx, conversation_id: int) -> tuple[Decision, ...]:
    """Every automatic decision about a conversation's items, the newest first."""
    return tuple(_decision(tx, row) for row in assignments.of_conversation(tx, conversation_id))


def _decision(tx: Tx, row: Any) -> Decision:
    asked = people.user(tx, row.user_id) if row.user_id is not None else None
    seen = tuple(_person(c, row.user_id) for c in row.candidates)
    best = [p for p in seen if p.out is None]
    tie = len(best) > 1 and best[0].score == best[1].score
    return Decision(row.id, row.kind, row.at, asked.name if asked is not None else "", row.rule, row.round,
                    str(row.need.get("queue", "")), int(row.need.get("severity", 0)), row.until, row.outcome, row.outcome_at,
                    row.why or "", seen, tie)  # fmt: skip


def _person(stored: dict[str, Any], chosen: int | None) -> Person:
    points = tuple((str(name), int(value)) for name, value in stored["points"])
    return Person(stored["name"], stored["score"], stored["out"], points, stored["load"], stored["capacity"], stored["id"] == chosen)  # fmt: skip
