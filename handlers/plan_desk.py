"""The service plans as an administrator reads them: promises, clocks, price lists, working days; and a plan file that is
looked through without being taken."""

from __future__ import annotations

import calendar as days
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from handlers.house import House
from handlers.people import Actor, Refused
from handlers.plans import coverage
from handlers.plans.check import check_text
from handlers.plans.load import Problem
from handlers.rules.calendar import Working, missing_years, public_days
from handlers.rules.policy import Plan, PriceItem, PriceList
from handlers.rules.timing import Calendar, Shift


@dataclass(frozen=True, slots=True)
class Prices:
    """A price list with the last day on which it holds, and what differs from the one before."""

    list: PriceList
    until: date | None
    now: bool
    new: Sequence[PriceItem]
    gone: Sequence[PriceItem]
    changed: Sequence[tuple[PriceItem, PriceItem]]  # before, now


@dataclass(frozen=True, slots=True)
class Day:
    """``kind``: work, off (no shift on that weekday), holiday, makeup (worked to make up for one), closed or open (by
    the plan itself)."""

    day: date
    kind: str
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Month:
    calendar: str
    first: date
    weeks: Sequence[Sequence[Day | None]]
    before: date
    after: date
    unknown: bool  # the make-up days of that year are not known yet


@dataclass(frozen=True, slots=True)
class Page:
    plan: Plan
    rows: Sequence[coverage.Row]
    prices: Sequence[Prices]
    month: Month


def plans(house: House, user: Actor) -> Mapping[str, Plan]:
    user.need("see_registry")
    return house.plans


def page(house: House, user: Actor, plan_id: str, calendar: str = "", month: str = "") -> Page:
    """``month`` as 2026-11, the present one where it is none."""
    user.need("see_registry")
    plan = house.plan(plan_id)
    if plan is None:
        raise Refused("gone")
    today = house.now().astimezone(ZoneInfo(plan.zone)).date()
    rows = [row for row in coverage.rows({plan.id: plan}) if row.carried]
    return Page(plan, rows, prices(plan, today), _month(plan, calendar, month, today))


def prices(plan: Plan, today: date) -> list[Prices]:
    """The newest first."""
    found: list[Prices] = []
    lists = sorted(plan.fees.lists, key=lambda p: p.valid_from)
    for n, these in enumerate(lists):
        until = lists[n + 1].valid_from - timedelta(days=1) if n + 1 < len(lists) else None
        old = {i.id: i for i in lists[n - 1].items} if n else {}
        new = {i.id: i for i in these.items}
        found.append(
            Prices(
                these, until, these.valid_from <= today and (until is None or today <= until),
                [i for i in these.items if n and i.id not in old], [i for i in old.values() if i.id not in new],
                [(old[i.id], i) for i in these.items if i.id in old and old[i.id] != i],
            )
        )  # fmt: skip
    return found[::-1]


def _month(plan: Plan, name: str, month: str, today: date) -> Month:
    if name not in plan.calendars:  # one with holidays tells more than one without
        name = min(
            plan.calendars, key=lambda n: (plan.calendars[n].always, plan.calendars[n].holidays is None)
        )
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        first = today.replace(day=1)
    first = min(max(first, date(2000, 1, 1)), date(2099, 12, 1))
    working, kinds = Working(plan.calendars[name], plan.zone), plan.calendars[name]
    weeks = [
        [_day(working, kinds, first.replace(day=n)) if n else None for n in week]
        for week in days.Calendar().monthdayscalendar(first.year, first.month)
    ]
    after = (first + timedelta(days=31)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    return Month(name, first, weeks, before, after, first.year in missing_years(kinds, first.year))


def _day(working: Working, calendar: Calendar, day: date) -> Day:
    if calendar.always:
        return Day(day, "work", ())
    shifts = working.shifts(day)
    if day in calendar.open or day in calendar.closed:
        return Day(day, "open" if shifts else "closed", shifts)
    off, made_up = (
        public_days(calendar.holidays, day.year) if calendar.holidays else (frozenset(), frozenset())
    )
    if day in made_up:
        return Day(day, "makeup", shifts)
    return Day(day, "holiday" if day in off else "work" if shifts else "off", shifts)


def looked_through(user: Actor, text: str, name: str) -> tuple[Problem, ...]:
    """What is wrong with a plan file that somebody would like to use; nothing is taken."""
    user.need("registry")
    return check_text(text, name)
