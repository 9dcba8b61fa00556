"""Public holidays and make-up working days out of a file: iCalendar as governments and calendar programs give them, or CSV.

Every problem names its line; a file with one is not used.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

MOST_DAYS = 2000
LONGEST = 31  # days of one event
NAME = 80  # characters kept of what a day is called
YEARS = range(2000, 2101)
#: What an event or a line is called that says: on this day people work.
_WORKED = re.compile(r"班|补班|调休上班|make-?up|working day|workday", re.I)
_KINDS = {"off": True, "work": False, "休": True, "班": False}
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T\d{6}Z?)?")


@dataclass(frozen=True, slots=True)
class PublicDay:
    day: date
    off: bool
    name: str


@dataclass(frozen=True, slots=True)
class Problem:
    """``what`` as in the texts ``holidays-wrong-<what>``; ``given`` is what stands there."""

    line: int
    what: str
    given: str = ""


@dataclass(slots=True)
class Read:
    """What a file says, by day, and what is wrong with it."""

    days: dict[date, PublicDay] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, what: str, given: str = "") -> None:
        self.problems.append(Problem(line, what, given[:NAME]))

    def add(self, line: int, day: date, off: bool, name: str) -> None:
        if day.year not in YEARS:
            self.wrong(line, "year", str(day.year))
        elif day in self.days and self.days[day].off != off:
            self.wrong(line, "twice", day.isoformat())
        elif len(self.days) >= MOST_DAYS:
            self.wrong(line, "many", str(MOST_DAYS))
        else:
            self.days.setdefault(day, PublicDay(day, off, name.strip()[:NAME]))


def read(text: str) -> Read:
    """The days of a file; never raises."""
    found = Read()
    if "BEGIN:VCALENDAR" in text[:2000].upper():
        _calendar(text, found)
    else:
        _table(text, found)
    if not found.days and not found.problems:
        found.wrong(1, "empty")
    return found


def _date(text: str) -> date | None:
    match = _DAY.fullmatch(text.strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


# -- iCalendar (RFC 5545) ------------------------------------------------------------------------


def _lines(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Number, name, parameters and value of each line, long ones put together again."""
    whole: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t") and whole:
            whole[-1] = (whole[-1][0], whole[-1][1] + line[1:])
        else:
            whole.append((number, line))
    for number, line in whole:
        head, colon, value = line.partition(":")
        if colon:
            name, _, given = head.partition(";")
            yield number, name.upper(), given.upper(), value


def _calendar(text: str, found: Read) -> None:
    event: dict[str, tuple[int, str]] | None = None
    began = 0
    for number, name, _, value in _lines(text):
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            event, began = {}, number
        elif (name, value.upper()) == ("END", "VEVENT"):
            if event is not None:
                _event(event, began, found)
            event = None
        elif event is not None and name in ("DTSTART", "DTEND", "SUMMARY", "RRULE"):
            event[name] = (number, value)
    if event is not None:
        found.wrong(began, "unfinished")


def _event(event: Mapping[str, tuple[int, str]], began: int, found: Read) -> None:
    if "RRULE" in event:
        found.wrong(event["RRULE"][0], "rule", event["RRULE"][1])
        return
    line, given = event.get("DTSTART", (began, ""))
    start = _date(given)
    if start is None:
        found.wrong(line, "date", given)
        return
    last_line, last_given = event.get("DTEND", (line, ""))
    end = _date(last_given) if last_given else start + timedelta(days=1)
    if end is None:
        found.wrong(last_line, "date", last_given)
        return
    end = max(end, start + timedelta(days=1))  # some write the same day twice
    if (end - start).days > LONGEST:
        found.wrong(last_line, "long", str((end - start).days))
        return
    name = event.get("SUMMARY", (0, ""))[1].replace("\\,", ",").replace("\\;", ";")
    for n in range((end - start).days):
        found.add(line, start + timedelta(days=n), not _WORKED.search(name), name)


# -- CSV -----------------------------------------------------------------------------------------


def _table(text: str, found: Read) -> None:
    """``date,kind,name``: kind is ``off`` or ``work`` (休 or 班); a first line that says so is left out."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in next(csv.reader([line]), [])]
        if not any(cells) or (number == 1 and cells[0].casefold() in ("date", "日期")):
            continue
        day = _date(cells[0])
        kind = _KINDS.get(cells[1].casefold()) if len(cells) > 1 else None
        if day is None:
            found.wrong(number, "date", cells[0])
        elif kind is None:
            found.wrong(number, "kind", cells[1] if len(cells) > 1 else "")
        else:
            found.add(number, day, kind, cells[2] if len(cells) > 2 else "")
