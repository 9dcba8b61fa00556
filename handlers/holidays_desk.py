"""Public holidays in the console: which count now, and a file that is looked at before it is taken.

What was imported counts beside what is known of a country by itself, and before it: for all calendars of plans that have
``holidays = "<country>"``, in every process within seconds.  A year that is imported again is replaced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers import audit, reckoning
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules import calendar
from handlers.rules.holidays import Problem, PublicDay, Read, read
from storage import holidays as stored
from storage.engine import Tx
from storage.reckonings import Progress

SHOWN = 40  # problems of a file that are shown


@dataclass(frozen=True, slots=True)
class Year:
    """What was imported for a year, and whether the make-up working days of the country are known."""

    year: int
    days: Sequence[PublicDay]
    complete: bool


@dataclass(frozen=True, slots=True)
class Country:
    """``plans``: those whose calendars have its holidays."""

    code: str
    plans: Sequence[str]
    years: Sequence[Year]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be taken.  ``change`` of a day: new, other (it was the opposite), same; ``gone``: days of these
    years that would not count any more."""

    text: str
    country: str
    days: Sequence[tuple[PublicDay, str]]
    gone: Sequence[PublicDay]
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Page:
    countries: Sequence[Country]
    preview: Preview | None
    reckoned: Progress | None = None  # what became of the clocks that the last import concerns


_known = ("", 0)  # the database and the edition that this process counts with


def refresh(house: House) -> None:
    """Count with what was imported last, by whichever process."""
    global _known
    edition = (str(house.store.url), house.store.read(stored.edition))
    if edition == _known:
        return
    found: dict[str, dict[int, tuple[frozenset[date], frozenset[date]]]] = defaultdict(dict)
    for (country, year), days in house.store.read(_imported).items():
        off = frozenset(d.day for d in days if d.off)
        found[country][year] = (off, frozenset(d.day for d in days) - off)
    calendar.take_public_days(found)
    _known = edition


def _imported(tx: Tx) -> dict[tuple[str, int], list[PublicDay]]:
    return {
        (row.country, row.year): [
            PublicDay(date.fromisoformat(day), off, name) for day, (off, name) in sorted(row.days.items())
        ]
        for row in stored.years(tx)
    }


def page(house: House, user: Actor, preview: Preview | None = None) -> Page:
    user.need("see_registry")
    plans: dict[str, list[str]] = defaultdict(list)
    for plan in house.plans.values():
        for country in {c.holidays for c in plan.calendars.values() if c.holidays}:
            plans[country].append(plan.id)
    imported, now = house.store.read(_imported), house.now().astimezone(here()).year
    found = []
    for code in sorted(plans):
        years = sorted(
            {year for country, year in imported if country == code and year >= now - 1} | {now, now + 1}
        )
        found.append(
            Country(
                code, plans[code],
                [Year(y, imported.get((code, y), ()), code != "CN" or bool(calendar.public_days(code, y)[1])) for y in years],
            )
        )  # fmt: skip
    reckoned = house.store.read(lambda tx: reckoning.progress(tx, house.now()))
    return Page(found, preview, reckoned)


def preview(house: House, user: Actor, text: str, country: str) -> Preview:
    user.need("registry")
    found = _read(house, text, country)
    before = _before(house, country, found.days.values())
    days = [
        (d, "same" if before.get(d.day) == d.off else "other" if d.day in before else "new")
        for d in sorted(found.days.values(), key=lambda d: d.day)
    ]
    imported = house.store.read(_imported)
    gone = [
        d for year in sorted({d.year for d in found.days})
        for d in imported.get((country, year), ()) if d.day not in found.days
    ]  # fmt: skip
    return Preview(text, country, days, gone, found.problems[:SHOWN])


def _before(house: House, country: str, days: Iterable[PublicDay]) -> Mapping[date, bool]:
    """Whether each day that is free or worked by now is free."""
    found: dict[date, bool] = {}
    for year in {d.day.year for d in days}:
        off, worked = calendar.public_days(country, year)
        found |= dict.fromkeys(off, True) | dict.fromkeys(worked, False)
    return found


def _read(house: House, text: str, country: str) -> Read:
    if country not in {c.holidays for plan in house.plans.values() for c in plan.calendars.values()}:
        raise Refused("field", name="country")
    return read(text)


def take(house: House, user: Actor, text: str, country: str) -> None:
    """The days count from now on.  A file with a problem is not taken."""
    user.need("registry")
    found, now = _read(house, text, country), house.now()
    if found.problems:
        raise Refused("holidays", count=str(len(found.problems)))
    years: dict[int, dict[str, Any]] = defaultdict(dict)
    for day in found.days.values():
        years[day.day.year][day.day.isoformat()] = [day.off, day.name]

    def work(tx: Tx) -> None:
        for year, days in sorted(years.items()):
            stored.add(tx, country, year, days, now)
        reckoning.holidays_changed(tx, house, country, now)
        audit.note(tx, now, user.owner, "holidays.taken", f"holidays:{country}",
                   years=", ".join(map(str, sorted(years))), days=len(found.days))  # fmt: skip

    house.store.write(work)
    refresh(house)
