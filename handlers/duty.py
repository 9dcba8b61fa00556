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

from handlers import audit
from handlers.house import House
from handlers.people import Actor
from handlers.plans.load import BadPlan, Problem
from handlers.rules.duty import OnDuty, Roster, gaps, on_duty
from handlers.rules.policy import Plan
from handlers.rules.wrong import wrong
from storage import assignments, duty, people
from storage import tickets as stored_tickets
from storage.engine import Tx

MOST_BYTES = 1_000_000
AHEAD = timedelta(days=7)
MOST_ALARMS = 1000  # unseen ones that are looked at


class BadRoster(BadPlan):
    """A roster that cannot be used; the problems say what and where."""


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
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRoster((_whole(str(path), "not-utf8", byte=f"0x{raw[error.start]:02x}"),)) from None
    return parse(text, str(path))


def parse(text: str, name: str) -> Roster:
    """A roster from TOML; ``name`` is what the message calls it.  Raises :class:`BadRoster`."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise BadRoster((_whole(name, "roster-too-big", most=MOST_BYTES // 1000),))
    try:
        return Roster.model_validate(tomllib.loads(text))
    except ValidationError as error:
        from handlers.plans.check import model_problems

        raise BadRoster(tuple(model_problems(error, Roster, text, name))) from None
    except (ValueError, RecursionError) as error:
        from handlers.plans.check import toml_problem

        raise BadRoster((toml_problem(str(error), name),)) from None


def _whole(name: str, what: str, **given: object) -> Problem:
    return Problem(name, "-", 0, wrong(what, **given))


@dataclass(frozen=True, slots=True)
class Notes:
    """What to know about a roster: (person, login) where nobody has that login, and (role, first gap, how many) where
    nobody has a role in the next seven days."""

    logins: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[str, tuple[datetime, datetime], int], ...]


def notes(tx: Tx, roster: Roster, now: datetime) -> Notes:
    logins = [
        (p.id, p.login) for p in roster.person if p.login is not None and people.by_login(tx, p.login) is None
    ]
    roles = dict.fromkeys(d.role for d in roster.duty if not (d.plans or d.regions or d.skills))
    empty = [(role, gaps(roster, role, now, now + AHEAD)) for role in roles]
    return Notes(tuple(logins), tuple((role, found[0], len(found)) for role, found in empty if found))


def take_in(house: House, roster: Roster, by: str | None = None) -> list[str]:
    """Store a roster: it holds from now on.  Returns what to know about it: logins that nobody has, and when in the
    next seven days nobody has a role.  ``by``: who took it in, for the audit log."""
    now = house.now()

    def work(tx: Tx) -> Notes:
        duty.add_roster(tx, roster.model_dump(mode="json"), now)
        assignments.look_at_roster(tx, now)
        if by is not None:
            audit.note(
                tx, now, by, "roster.taken", "roster", people=len(roster.person), duties=len(roster.duty)
            )
        return notes(tx, roster, now)

    told = house.store.write(work)
    return [
        *(f"person {person}: there is no user {login!r} in the console" for person, login in told.logins),
        *(
            f"role {role}: nobody from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC ({count} gaps in 7 days)"
            for role, (start, end), count in told.gaps
        ),
    ]


@lru_cache(maxsize=4)
def _roster(key: int, text: str) -> Roster:
    return Roster.model_validate_json(text)


def current(tx: Tx) -> Roster | None:
    import json

    row = duty.roster(tx)
    if row is None:
        return None
    known = tx.kept.get(("roster", row.id))
    if known is None or known[0] is not row:  # a round asks for it at every clock
        known = tx.kept["roster", row.id] = row, _roster(row.id, json.dumps(row.data, sort_keys=True))
    found: Roster = known[1]
    return found


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


@dataclass(frozen=True, slots=True)
class Matter:
    """What there are alarms about: the newest of them, and the others, newest first."""

    newest: Told
    others: tuple[Told, ...]


def matters(alarms: Iterable[Told]) -> list[Matter]:
    """Alarms (newest first) by ticket, or conversation where there is none: a clock raises one at each of its steps."""
    found: dict[tuple[int | None, int], list[Told]] = {}
    for told in alarms:
        found.setdefault((told.alarm.ticket_id, told.alarm.conversation_id), []).append(told)
    return [Matter(of[0], tuple(of[1:])) for of in found.values()]


def mine(house: House, user: Actor) -> list[Told]:
    """Unseen alarms that this user, being on duty, has to know of."""

    def look(tx: Tx) -> list[Told]:
        if duty.roster(tx) is None:
            return []
        return [
            told
            for told in named(tx, house, stored_tickets.alarms(tx, limit=MOST_ALARMS))
            if told.login == user.login
        ]

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
