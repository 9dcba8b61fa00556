"""The results of tickets for the reports: written in the transaction that decides them, and all of them anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from handlers.house import House
from handlers.rules import report
from storage import ticket_results as stored
from storage import tickets
from storage.engine import Tx
from storage.ticket_results import Kept, Key

AT_ONCE = 200  # tickets in one transaction of a rebuild
#: of a ticket, what stands in its results; they follow from that and from its log
STANDS_IN = frozenset({"kind", "severity_level", "service_level", "plan", "region", "queue"})


def later(tx: Tx, house: House, ticket_id: int, now: datetime) -> None:
    """Write them before the transaction ends, once, however much happens to the ticket in it."""
    tx.at_end["results", ticket_id] = partial(_write, house=house, ticket_id=ticket_id, now=now)


def _write(tx: Tx, house: House, ticket_id: int, now: datetime) -> None:
    write(tx, house, ticket_id, now)


def write(tx: Tx, house: House, ticket_id: int, now: datetime) -> bool:
    """Bring a ticket's results to what its log says.  Whether anything changed."""
    from handlers.tickets import clock_states

    ticket = tickets.as_saved(tx, ticket_id)
    if ticket is None:
        return False
    told = report.Told(
        ticket.kind, ticket.severity_level or 3, ticket.service_level, tickets.log(tx, ticket_id)
    )
    states = clock_states(tx, house, ticket, now)  # mostly reckoned already
    found: dict[Key, Kept] = {
        (r.figure, r.name, r.nth): Kept(
            r.at, r.outcome, r.value, ticket.plan, ticket.severity_level, ticket.region, ticket.queue
        )
        for r in report.results(house.plan(ticket.plan), told, tickets.by_then(tx, ticket_id, now), states)
    }
    known = stored.of_ticket(tx, ticket_id)
    gone = [key for key in known if key not in found]
    new = {key: kept for key, kept in found.items() if known.get(key) != kept}
    if gone or new:
        stored.replace(tx, ticket_id, gone, new)
    return bool(gone or new)


def rebuild(
    house: House, progress: Callable[[int, int], None] = lambda done, changed: None
) -> tuple[int, int]:
    """All results anew from the logs: after an upgrade, or when a plan's clocks have changed for what is past.
    Returns how many tickets were looked at, and of how many the results were others."""
    done = changed = last = 0
    while True:
        ids = house.store.read(lambda tx, last=last: stored.tickets_after(tx, last, AT_ONCE))  # type: ignore[misc]
        if not ids:
            return done, changed
        changed += house.store.write(
            lambda tx, ids=ids: sum(write(tx, house, i, house.now()) for i in ids)  # type: ignore[misc]
        )
        done, last = done + len(ids), ids[-1]
        progress(done, changed)
