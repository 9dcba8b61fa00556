"""The duty roster in the console: who is on duty now, and a new one that is looked at before it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers import duty
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules.duty import OnDuty, Roster, next_on_duty, on_duty
from storage.engine import Tx

MOST_TOLD = 5  # mistakes of a file that are told at once


@dataclass(frozen=True, slots=True)
class Now:
    """Who has a role for everything; ``next``: from when on somebody has it, where nobody has."""

    role: str
    on: OnDuty | None
    next: Any


@dataclass(frozen=True, slots=True)
class Preview:
    text: str
    roster: Roster
    notes: duty.Notes


@dataclass(frozen=True, slots=True)
class Page:
    roster: Roster | None
    now: Sequence[Now]
    notes: duty.Notes | None
    preview: Preview | None


def page(house: House, user: Actor, preview: Preview | None = None) -> Page:
    user.need("see_registry")
    at = house.now()

    def read(tx: Tx) -> Page:
        roster = duty.current(tx)
        if roster is None:
            return Page(None, (), None, preview)
        found = []
        for role in dict.fromkeys(d.role for d in roster.duty):
            on = on_duty(roster, role, at)
            found.append(Now(role, on, None if on is not None else next_on_duty(roster, [role], at)))
        return Page(roster, found, duty.notes(tx, roster, at), preview)

    return house.store.read(read)


def preview(house: House, user: Actor, text: str, name: str) -> Preview:
    """A roster as it would be taken, with its gaps and the logins that nobody has."""
    user.need("registry")
    roster, now = _parsed(text, name, user), house.now()
    return Preview(text, roster, house.store.read(lambda tx: duty.notes(tx, roster, now)))


def take(house: House, user: Actor, text: str) -> None:
    """The roster holds from now on."""
    user.need("registry")
    duty.take_in(house, _parsed(text, "roster", user), user.owner)


def _parsed(text: str, name: str, user: Actor) -> Roster:
    try:
        return duty.parse(text, name)
    except duty.BadRoster as error:
        told = [problem.sentence(user.lang) for problem in error.problems[:MOST_TOLD]]
        raise Refused("roster", what=" · ".join(told)) from None
