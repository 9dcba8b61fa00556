"""Who is on duty: the roster says which person has a role at which time, where and for what, and who stands in.

The roster is the operator's (``baoxiu duty import``), not a plan's; clocks and alarms of plans name roles.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from handlers.rules.calendar import Working
from handlers.rules.parts import Part, Text
from handlers.rules.timing import Calendar
from handlers.rules.wrong import Mistake

MOMENT = timedelta(minutes=1)
SAMPLE = timedelta(minutes=30)


class Away(Part):
    """Not there from ``start`` until ``end``; local to the roster where no zone is given."""

    start: datetime
    end: datetime


class Person(Part):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")
    name: str = Field(min_length=1, max_length=80)
    phone: str = Field(default="", max_length=32)
    login: str | None = None  # in the console, where alarms are shown
    away: tuple[Away, ...] = ()


class Duty(Part):
    """Conditions empty: any.  ``calendar`` left out: at any hour."""

    role: str = Field(min_length=1, max_length=32)
    person: str
    deputies: tuple[str, ...] = ()  # the first who is there
    calendar: Calendar | None = None
    start: date | None = None
    end: date | None = None  # the last day
    plans: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


class Roster(Part):
    """The first duty that fits counts."""

    zone: str = "Asia/Shanghai"
    person: tuple[Person, ...] = Field(min_length=1, max_length=2000)
    duty: tuple[Duty, ...] = Field(min_length=1, max_length=5000)

    @model_validator(mode="after")
    def _known(self) -> Roster:
        known = [p.id for p in self.person]
        for number, name in enumerate(known):
            if name in known[:number]:
                english = f"person {name!r} is there twice"
                raise Mistake("twice", english, at=f"person.{number}.id", word=repr(name))
        for number, duty in enumerate(self.duty, 1):
            for name in (duty.person, *duty.deputies):
                if name not in known:
                    at = f"duty.{number - 1}.{'person' if name == duty.person else 'deputies'}"
                    raise Mistake(
                        "no-person", f"duty {number}: there is no person {name!r}", at=at, word=repr(name)
                    )
        try:
            ZoneInfo(self.zone)
        except (ValueError, LookupError):
            raise Mistake(
                "zone", f"unknown time zone {self.zone!r}", at="zone", word=repr(self.zone)
            ) from None
        return self


@dataclass(frozen=True, slots=True)
class OnDuty:
    """``instead_of``: whose deputy it is, who is away."""

    person: Person
    instead_of: Person | None
    reason: Text


FITS = Text(zh="按值班表", en="by the duty roster")
STANDS_IN = Text(zh="值班人不在，由代班人接替", en="whoever is on duty is away, so the deputy stands in")


def on_duty(
    roster: Roster, role: str, at: datetime, *, plan: str | None = None, region: str | None = None,
    skills: Collection[str] = (),
) -> OnDuty | None:  # fmt: skip
    """Who has a role at ``at``; where the person and all deputies are away, the next duty that fits.  None: nobody."""
    people = {p.id: p for p in roster.person}
    zone = ZoneInfo(roster.zone)
    for duty in roster.duty:
        if duty.role != role or not _fits(duty, plan, region, skills) or not _covers(duty, roster.zone, at):
            continue
        if _there(people[duty.person], at, zone):
            return OnDuty(people[duty.person], None, FITS)
        for name in duty.deputies:
            if _there(people[name], at, zone):
                return OnDuty(people[name], people[duty.person], STANDS_IN)
    return None


def _fits(duty: Duty, plan: str | None, region: str | None, skills: Collection[str]) -> bool:
    return (
        (not duty.plans or plan in duty.plans)
        and (not duty.regions or region in duty.regions)
        and (not duty.skills or bool(set(duty.skills) & set(skills)))
    )


def _covers(duty: Duty, zone: str, at: datetime) -> bool:
    day = at.astimezone(ZoneInfo(zone)).date()
    if (duty.start is not None and day < duty.start) or (duty.end is not None and day > duty.end):
        return False
    return duty.calendar is None or bool(Working(duty.calendar, zone).intervals(at, at + MOMENT))


def _there(person: Person, at: datetime, zone: ZoneInfo) -> bool:
    return not any(_local(a.start, zone) <= at < _local(a.end, zone) for a in person.away)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


Stretch = tuple[datetime, datetime]
KNOWN = timedelta(days=3)  # how far back a shift's end is looked for
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Shift:
    """Whether a person is on duty, ``since`` when, ``until`` when (None: not known), and when to ``look`` again."""

    on: bool
    since: datetime
    until: datetime | None
    look: datetime


def shift(roster: Roster, login: str, at: datetime) -> Shift | None:
    """How a login stands with the roster: by duties of any role, as the person or as a deputy; None: it has no duty."""
    person = next((p for p in roster.person if p.login == login), None)
    if person is None or not any(person.id in (d.person, *d.deputies) for d in roster.duty):
        return None
    start, end = at - KNOWN, at + AHEAD
    found = sorted(s for d in roster.duty if person.id in (d.person, *d.deputies)
                   for who, stretches in _held(roster, d, start, end) if who == person.id for s in stretches)  # fmt: skip
    joined: list[Stretch] = []
    for a, b in found:
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    now = next(((a, b) for a, b in joined if a <= at < b), None)
    if now is not None:
        since, until = now[0], now[1] if now[1] < end else None
    else:
        since = max((b for _, b in joined if b <= at), default=start)
        until = min((a for a, _ in joined if a > at), default=None)
    return Shift(now is not None, since, until, until or at + AHEAD / 2)


def _held(roster: Roster, duty: Duty, start: datetime, end: datetime) -> list[tuple[str, list[Stretch]]]:
    """Who has a duty when: its person, while that one is away the first deputy who is there."""
    zone, people = ZoneInfo(roster.zone), {p.id: p for p in roster.person}
    if duty.start is not None:
        start = max(start, datetime.combine(duty.start, datetime.min.time(), zone))
    if duty.end is not None:
        end = min(end, datetime.combine(duty.end + timedelta(days=1), datetime.min.time(), zone))
    if start >= end:
        return []
    left = (
        [(start, end)] if duty.calendar is None else Working(duty.calendar, roster.zone).intervals(start, end)
    )
    found = []
    for name in (duty.person, *duty.deputies):
        gone = [(_local(a.start, zone), _local(a.end, zone)) for a in people[name].away]
        there = _without(left, gone)
        found.append((name, there))
        left = _without(left, there)
    return found


def _without(stretches: list[Stretch], gone: list[Stretch]) -> list[Stretch]:
    for a, b in gone:
        stretches = [
            (start, end)
            for s, e in stretches
            for start, end in ((s, min(e, a)), (max(s, b), e))
            if start < end
        ]
    return stretches


def next_on_duty(
    roster: Roster, roles: Collection[str], at: datetime, *, plan: str | None = None, region: str | None = None,
    skills: Collection[str] = (),
) -> datetime | None:  # fmt: skip
    """From when on somebody has one of the roles; ``at`` if somebody has it then, None: not within 14 days."""
    fitting = [d for d in roster.duty if d.role in roles and _fits(d, plan, region, skills)]
    starts = [
        max(a, at) for d in fitting for _, stretches in _held(roster, d, at, at + AHEAD) for a, _ in stretches
    ]
    return min(starts, default=None)


def deputies(roster: Roster, login: str) -> tuple[str, ...]:
    """Logins of those who stand in for somebody, in the roster's order."""
    people = {p.id: p for p in roster.person}
    me = next((p.id for p in roster.person if p.login == login), None)
    named = dict.fromkeys(name for d in roster.duty if d.person == me for name in d.deputies)
    return tuple(found for name in named if (found := people[name].login) is not None)


def gaps(
    roster: Roster, role: str, since: datetime, until: datetime, **where: Any
) -> list[tuple[datetime, datetime]]:
    """When nobody has a role, to the half hour."""
    found: list[tuple[datetime, datetime]] = []
    at = since
    while at < until:
        if on_duty(roster, role, at, **where) is None:
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], at + SAMPLE)
            else:
                found.append((at, at + SAMPLE))
        at += SAMPLE
    return found
