"""Working time: shifts, holidays, make-up working days (调休), time zones.

All arithmetic is on aware times; shifts are local, so that a day with a change of the clock has the
working time that it really has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.rules.parts import Span
from handlers.rules.timing import WEEKDAYS, Calendar, Shift

HORIZON_DAYS = 400  # no promise reaches further
Interval = tuple[datetime, datetime]


class NoWorkingTime(ValueError):
    """The calendar has too little working time within the horizon."""


PublicDays = Mapping[str, Mapping[int, tuple[frozenset[date], frozenset[date]]]]
_own: PublicDays = {}  # country -> year -> days off, days worked
_edition = 0  # what was reckoned with other days is not believed any more


def take_public_days(days: PublicDays) -> None:
    """What the operator says of holidays counts in this process from now on, before what is known by itself."""
    global _own, _edition
    _own, _edition = days, _edition + 1
    public_days.cache_clear()


@lru_cache(maxsize=64)
def public_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays of a year, and the weekend days that are worked to make up for them."""
    import holidays  # 30 ms; only plans with office hours need it

    found = holidays.country_holidays(country, years=year)
    known = frozenset(d for d in found if d.year == year)
    made_up = frozenset(d for d in getattr(found, "weekend_workdays", None) or () if d.year == year)
    off, worked = _own.get(country, {}).get(year, (frozenset(), frozenset()))
    return (known - worked) | off, (made_up - off) | worked


def missing_years(calendar: Calendar, year: int) -> tuple[int, ...]:
    """Years (this one and the next) for which no make-up working days are known yet, though the country has
    them: an operator adds them to ``open`` and ``closed``."""
    if calendar.holidays != "CN":
        return ()
    return tuple(
        y
        for y in (year, year + 1)
        if not public_days("CN", y)[1] and not any(d.year == y for d in calendar.open)
    )


class Working:
    """The working time of one calendar in one zone."""

    def __init__(self, calendar: Calendar, zone: str) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.zone or zone)
        self._known = lru_cache(maxsize=1024)(self._stretches)

    def add(self, start: datetime, span: Span) -> datetime:
        """``start`` plus working time.  ``workdays``: the end of the n-th working day after the day of ``start``."""
        if span.workdays:
            return self._add_days(start, span.workdays)
        return self.after(start, timedelta(seconds=span.seconds))

    def after(self, start: datetime, left: timedelta) -> datetime:
        """``start`` plus ``left`` of working time."""
        wanted = left
        if self.calendar.always or not left:
            return start + left
        for a, b in self._from(start):
            a = max(a, start)
            if a + left <= b:
                return a + left
            if a < b:  # else it lies within the shift before
                left -= b - a
                start = b
        raise NoWorkingTime(f"less than {wanted} of working time within {HORIZON_DAYS} days")

    def _add_days(self, start: datetime, count: int) -> datetime:
        day = start.astimezone(self.zone).date()
        for _ in range(HORIZON_DAYS):
            day += timedelta(days=1)
            shifts = self._day(day)
            if shifts:
                count -= 1
                if count == 0:
                    return max(b for _, b in shifts)
        raise NoWorkingTime(f"too few working days within {HORIZON_DAYS} days")

    def next(self, at: datetime) -> datetime:
        """The first working moment from ``at`` on."""
        for a, _ in self._from(at):
            return max(a, at)
        raise NoWorkingTime(f"no working time within {HORIZON_DAYS} days")

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Working time from ``a`` to ``b`` (zero when ``b`` is not later)."""
        if self.calendar.always:
            return max(b - a, timedelta())
        return sum((end - start for start, end in self.intervals(a, b)), timedelta())

    def intervals(self, a: datetime, b: datetime) -> list[Interval]:
        """The stretches of working time within ``a``..``b``, joined where they touch."""
        if b <= a:
            return []
        if self.calendar.always:
            return [(a, b)]
        found: list[Interval] = []
        day, last = a.astimezone(self.zone).date() - timedelta(days=1), b.astimezone(self.zone).date()
        while day <= last:
            for start, end in self._day(day):
                start, end = max(start, a), min(end, b)
                if start < end:
                    if found and found[-1][1] >= start:
                        found[-1] = (found[-1][0], max(found[-1][1], end))
                    else:
                        found.append((start, end))
            day += timedelta(days=1)
        return found

    def _from(self, at: datetime) -> Iterator[Interval]:
        if self.calendar.always:
            yield at, at + timedelta(days=HORIZON_DAYS)
            return
        day = at.astimezone(self.zone).date() - timedelta(days=1)
        for _ in range(HORIZON_DAYS):
            for start, end in self._day(day):
                if end > at:
                    yield start, end
            day += timedelta(days=1)

    def shifts(self, day: date) -> tuple[Shift, ...]:
        """What is worked on that local day."""
        calendar = self.calendar
        if day in calendar.open:
            return calendar.open[day] or _any_shift(calendar)
        if day in calendar.closed:
            return ()
        if calendar.holidays:
            off, made_up = public_days(calendar.holidays, day.year)
            if day in made_up:
                return calendar.shifts.get(WEEKDAYS[day.weekday()]) or _any_shift(calendar)
            if day in off:
                return ()
        return calendar.shifts.get(WEEKDAYS[day.weekday()], ())

    def _day(self, day: date) -> tuple[Interval, ...]:
        return self._known(day, _edition)

    def _stretches(self, day: date, _edition: int) -> tuple[Interval, ...]:
        """The shifts that begin on that local day, as real time, the earliest first."""
        found = []
        for shift in self.shifts(day):
            start = datetime.combine(day, shift.start, self.zone)
            over = shift.end <= shift.start  # midnight, or into the next day
            end = datetime.combine(day + timedelta(days=1) if over else day, shift.end, self.zone)
            if start.astimezone(UTC) < end.astimezone(
                UTC
            ):  # not in the hour that a change of the clock left out
                found.append((start.astimezone(UTC), end.astimezone(UTC)))
        return tuple(sorted(found))


def _any_shift(calendar: Calendar) -> tuple[Shift, ...]:
    """A make-up working day is worked like the first working day of the week."""
    return next(
        (s for day in WEEKDAYS if (s := calendar.shifts.get(day))), (Shift(start=time(9), end=time(17)),)
    )
