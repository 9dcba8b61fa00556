"""Who of ours is on duty, by the roster that the operator has imported."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row

from handlers.house import House
from handlers.people import Actor
from handlers.rules.duty import OnDuty, Roster, gaps, on_duty
from handlers.rules.policy import Plan
from storage import assignments, duty, people
from storage import tickets as stored_tickets
from storage.engine import Tx

MOST_BYTES = 1_000_000
AHEAD = timedelta(days=7)


class BadRoster(ValueError):
    """A roster that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """An alarm and who has to know now; ``person`` is None where the roster has nobody."""

    alarm: Row[Any]
    person: str | None
    phone: str
    instead_of: str | None
    login: str | None


def read(path: Path) -> Roster:
    """A roster from its TOML file.  Raises :class:`BadRoster`."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise BadRoster(f"{path}: is too big for a roster")
        return Roster.model_validate(tomllib.loads(raw.decode("utf-8-sig")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "roster"
        raise BadRoster(f"{path}: {where}: {str(first['msg']).removeprefix('Value error, ')}") from None
    except (ValueError, RecursionError) as error:
        raise BadRoster(str(error) if isinstance(error, BadRoster) else f"{path}: is not valid TOML: {error}") from None  # fmt: skip


def take_in(house: House, roster: Roster) -> list[str]:
    """Store a roster: it holds from now on.  Returns what to know about it: logins that nobody has, and when in the
    next seven days nobody has a role."""
    now = house.now()

    def work(tx: Tx) -> list[str]:
        duty.add_roster(tx, roster.model_dump(mode="json"), now)
        assignments.look_at_roster(tx, now)
        return [
            f"person {p.id}: there is no user {p.login!r} in the console"
            for p in roster.person
            if p.login is not None and people.by_login(tx, p.login) is None
        ]

    told = house.store.write(work)
    for role in dict.fromkeys(d.role for d in roster.duty if not (d.plans or d.regions or d.skills)):
        empty = gaps(roster, role, now, now + AHEAD)
        if empty:
            start, end = empty[0]
            told.append(
                f"role {role}: nobody from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC ({len(empty)} gaps in 7 days)"
            )
    return told


@lru_cache(maxsize=4)
def _roster(key: int, text: str) -> Roster:
    return Roster.model_validate_json(text)


def current(tx: Tx) -> Roster | None:
    import json

    row = duty.roster(tx)
    return None if row is None else _roster(row.id, json.dumps(row.data, sort_keys=True))


def who(tx: Tx, role: str, at: datetime, plan: Plan | None, region: str | None) -> OnDuty | None:
    """Who has a role at ``at`` for what happens under a plan in a region."""
    roster = current(tx)
    if roster is None:
        return None
    skills = plan.visits.skills if plan is not None else ()
    return on_duty(roster, role, at, plan=plan.id if plan is not None else None, region=region, skills=skills)


def named(tx: Tx, house: House, alarms: Iterable[Row[Any]]) -> list[Told]:
    """Alarms with who has to know of them now."""
    now = house.now()
    found = []
    for alarm in alarms:
        on = who(tx, alarm.role, now, house.plan(alarm.plan), alarm.region)
        found.append(
            Told(alarm, None, "", None, None)
            if on is None
            else Told(
                alarm, on.person.name, on.person.phone, on.instead_of.name if on.instead_of else None, on.person.login
            )
        )  # fmt: skip
    return found


def mine(house: House, user: Actor) -> list[Told]:
    """Unseen alarms that this user, being on duty, has to know of."""

    def look(tx: Tx) -> list[Told]:
        if duty.roster(tx) is None:
            return []
        return [told for told in named(tx, house, stored_tickets.alarms(tx)) if told.login == user.login]

    return house.store.read(look)


def panel(tx: Tx, house: House, ticket: Row[Any]) -> list[dict[str, Any]]:
    """Who is on duty now for each role that the clocks of the ticket's plan tell."""
    plan = house.plan(ticket.plan)
    if plan is None or duty.roster(tx) is None:
        return []
    roles = dict.fromkeys(
        ["supervisor", *(step.to for clock in plan.clocks for step in clock.escalate)]
        + ([plan.duty_line.role] if plan.duty_line is not None else [])
    )
    found = [(role, who(tx, role, house.now(), plan, ticket.region)) for role in roles]
    return [
        {
            "role": role,
            "name": on.person.name,
            "phone": on.person.phone,
            "instead_of": on.instead_of.name if on.instead_of else None,
        }
        for role, on in found
        if on is not None
    ]
