"""Somebody of ours may have a place free: what waits is gone through for them, the most urgent first.

Clockwork calls :func:`look` for each of them, in a transaction of its own: one thing is given away in it, or a stretch of
the queue gone through, so that it stays short however much waits.  Whoever else finds the same changes nothing twice:
the item is locked and looked at again (:mod:`handlers.assignment`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import assignment, handoff
from handlers.house import House
from handlers.rules import assignment as rule
from handlers.rules.assignment import Candidate
from storage import assignments, openings
from storage.engine import Tx

STRETCH = 500  # items in one transaction
CLOSELY = 20  # of them looked at with all that belongs to them
RECHECK = timedelta(minutes=1)  # a silent customer gives a place without an event


def look(tx: Tx, house: House, user_id: int, now: datetime) -> int:
    """How many things came of it: an offer, or a stretch gone through."""
    seen = openings.get(tx, user_id)
    if seen is None or seen.look_at > now:
        return 0
    if not assignments.anything_waits(tx):
        _wait(tx, seen, now)
        return 0
    person = next((c for c in assignment.candidates(tx, house, now) if c.id == user_id), None)
    if person is None or person.state != "ready" or person.state_why == "staying":
        openings.end(tx, seen)  # when they come they are called
        return 0
    if rule.full(person):
        openings.goes_on(tx, seen, why="full", look_at=now + RECHECK, after=[])
        return 0
    if seen.why == "taken":  # there was a place before, too
        openings.end(tx, seen)
        return 0
    return _go_through(tx, house, seen, person, now)


def _wait(tx: Tx, seen: Row[Any], now: datetime) -> None:
    """What comes from now on is looked at by itself; who is full is looked at again, for what will wait then."""
    if seen.why == "called":
        openings.end(tx, seen)
    else:
        openings.goes_on(tx, seen, look_at=now + RECHECK)


def _go_through(tx: Tx, house: House, seen: Row[Any], person: Candidate, now: datetime) -> int:
    queues = (*person.queues, handoff.DEFAULT_QUEUE) if person.queues else ()
    found = assignments.unasked(tx, queues, seen.after, STRETCH)
    closely = 0
    for item in found:
        if person.looking and item.severity_level > 1:  # their answer calls them again
            openings.end(tx, seen)
            return 0
        if not _might(house, item, person):
            continue
        closely += 1
        if assignment.suits(tx, house, item.id, person, now):
            assignment.give(tx, house, item.id, now)
            openings.goes_on(tx, seen, why="called", after=assignments.place_of(item))
            return 1
        if closely == CLOSELY:
            openings.goes_on(tx, seen, why="called", after=assignments.place_of(item))
            return 1
    if len(found) < STRETCH:
        openings.end(tx, seen)
        return 0
    openings.goes_on(tx, seen, why="called", after=assignments.place_of(found[-1]))
    return 1


def _might(house: House, item: Row[Any], person: Candidate) -> bool:
    """As far as the item itself says."""
    roles = assignment.handoff_of(house.plan(item.plan)).roles
    return rule.serves(item.queue, item.skills, roles, person, item.queue == handoff.DEFAULT_QUEUE)
