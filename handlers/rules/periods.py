"""The days that a report is about, in the operator's zone, and those before them that they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

KINDS = ("7", "30", "90", "month", "days")
MOST_DAYS = 3660
QUARTER = 900


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one, both included.  ``before`` is the first day of what it is compared with."""

    kind: str
    first: date
    last: date
    before: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def period(kind: str, today: date, *, month: str = "", first: str = "", last: str = "") -> Period:
    """``7``, ``30`` and ``90`` are so many days up to today; ``month`` is a calendar month (``2026-10``, this one unless
    said), compared with the one before; ``days`` goes from the first to the last.  What makes no sense is 30 days."""
    if kind == "month":
        start = _day(f"{month}-01") or today.replace(day=1)
        end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return Period("month", start, end, (start - timedelta(days=1)).replace(day=1))
    if kind == "days":
        begin, end_ = _day(first), _day(last)
        if begin is not None and end_ is not None and begin <= end_ and (end_ - begin).days < MOST_DAYS:
            return _back("days", begin, end_)
    days = int(kind) if kind in ("7", "30", "90") else 30
    return _back(str(days), today - timedelta(days=days - 1), today)


def _back(kind: str, first: date, last: date) -> Period:
    return Period(kind, first, last, first - (last - first) - timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


def quarter(day: date, zone: ZoneInfo) -> int:
    """Where a day begins, in quarters of an hour since 1970."""
    return int(datetime.combine(day, time(), zone).astimezone(UTC).timestamp()) // QUARTER


def days_between(first: date, last: date, zone: ZoneInfo) -> list[tuple[int, int]]:
    """Where each day begins and ends, both included, in quarters."""
    edges = [quarter(first + timedelta(days=n), zone) for n in range((last - first).days + 2)]
    return list(pairwise(edges))


@dataclass(frozen=True, slots=True)
class Step:
    """A day, week or month of a course, as far as it is in the period; ``start`` and ``end`` in quarters."""

    first: date
    last: date
    start: int
    end: int


def steps(found: Period, zone: ZoneInfo, most: int = 45) -> list[Step]:
    """The period in days, in weeks from Monday where those would be too many, else in months."""
    edges = [found.first]
    while edges[-1] <= found.last:
        edges.append(_following(edges[-1], found.days, most))
    return [
        Step(a, min(b - timedelta(days=1), found.last), quarter(a, zone), quarter(min(b, found.last + timedelta(days=1)), zone))
        for a, b in pairwise(edges)
    ]  # fmt: skip


def _following(day: date, days: int, most: int) -> date:
    if days <= most:
        return day + timedelta(days=1)
    if days <= most * 7:
        return day + timedelta(days=7 - day.weekday())
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
