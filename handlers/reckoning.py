"""Open clocks that are reckoned anew when what they count with has changed: the public holidays of a country, or the
calendars of a plan.

Whoever changes them writes down which tickets are concerned, in the same transaction; clockwork takes them one by one.
Whoever is killed half-way leaves the rest written down.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from handlers import handoff, tickets
from handlers.house import House
from handlers.rules.policy import Plan
from storage import marks
from storage import reckonings as stored
from storage import tickets as stored_tickets
from storage.engine import Tx
from storage.reckonings import Progress

LATER = timedelta(seconds=20)  # by then every process counts with what is new
SHOWN = timedelta(days=1)  # that the result is told


def order(tx: Tx, plans: Collection[str], why: str, now: datetime) -> None:
    """The clocks of all open tickets of these plans.  ``why`` is told with the result: ``holidays:<country>`` or
    ``plan:<id>``."""
    stored.order(tx, plans, why, now, now + LATER)


def holidays_changed(tx: Tx, house: House, country: str, now: datetime) -> None:
    concerned = [
        p.id for p in house.plans.values() if any(c.holidays == country for c in p.calendars.values())
    ]
    order(tx, concerned, f"holidays:{country}", now)


def plans_changed(house: House) -> None:
    """What the clocks of a plan count with is not what it was when a server was started last."""
    now = house.now()

    def work(tx: Tx) -> None:
        for plan in house.plans.values():
            name, print_ = f"clocks of {plan.id}"[:64], fingerprint(plan)
            known = marks.get(tx, name)
            if known != print_ and marks.changed(tx, name, print_, now) and known is not None:
                order(tx, [plan.id], f"plan:{plan.id}", now)

    if marks_differ(house):
        house.store.write(work)


def marks_differ(house: House) -> list[str]:
    """Plans whose clocks are not those that are written down."""

    def look(tx: Tx) -> list[str]:
        return [
            p.id for p in house.plans.values() if marks.get(tx, f"clocks of {p.id}"[:64]) != fingerprint(p)
        ]

    return house.store.read(look)


def fingerprint(plan: Plan) -> str:
    return sha256(plan.model_dump_json(include={"zone", "calendars", "clocks"}).encode()).hexdigest()[:32]


def look(tx: Tx, house: House, ticket_id: int, now: datetime) -> int:
    """One ticket; people and pages hear of it only when something moves."""
    ticket = stored_tickets.get(tx, ticket_id, locked=True)
    if ticket is None or not stored.is_ordered(tx, ticket_id, now):
        return 0  # another process was here
    moved = False
    if ticket.status in stored_tickets.OPEN:
        if tickets.next_times(tx, house, ticket, now) != (ticket.watch_at, ticket.due_at):
            moved = tickets.settle(tx, house, ticket_id, now, ticket).due_at != ticket.due_at
        moved |= handoff.due_again(tx, house, stored_tickets.get(tx, ticket_id) or ticket, now)
    stored.done(tx, ticket_id, moved)
    return 1


def progress(tx: Tx, now: datetime) -> Progress | None:
    """What became of the newest order, for a day."""
    found = stored.newest(tx)
    return found if found is not None and found.at > now - SHOWN else None
