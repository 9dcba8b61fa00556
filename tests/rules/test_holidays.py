"""Files of public holidays: what they say, and what is wrong with them, by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.rules import calendar
from handlers.rules.calendar import Working
from handlers.rules.holidays import read
from handlers.rules.timing import Calendar

ICS = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270206
DTEND;VALUE=DATE:20270209
SUMMARY:春节 休
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270131
SUMMARY:春节\\, 调休
 上班（班）
END:VEVENT
END:VCALENDAR
"""
OFFICE = {
    "shifts": {"mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"]},
    "holidays": "CN",
}


@pytest.fixture
def known() -> Iterator[None]:
    yield
    calendar.take_public_days({})


def test_a_calendar_and_a_table_say_the_same() -> None:
    table = "日期,类型,名称\r\n2027-02-06,休,春节\r\n20270207,off\r\n2027-02-08,off,春节\r\n2027-01-31,班,调休\r\n"
    for text in (ICS, ICS.replace("\n", "\r\n"), table):
        found = read(text)
        assert not found.problems
        assert {d.day.isoformat(): d.off for d in found.days.values()} == {
            "2027-02-06": True, "2027-02-07": True, "2027-02-08": True, "2027-01-31": False,
        }  # fmt: skip
    assert read(ICS).days[date(2027, 1, 31)].name == "春节, 调休上班（班）"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2027-02-30,off,x", (1, "date", "2027-02-30")),
        ("2027-02-01,off\n\n2027-02-02,perhaps", (3, "kind", "perhaps")),
        ("2027-02-01", (1, "kind", "")),
        ("1066-10-14,off,Hastings", (1, "year", "1066")),
        ("2027-02-01,off\n2027-02-01,work", (2, "twice", "2027-02-01")),
        ("", (1, "empty", "")),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", (1, "empty", "")),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:tomorrow\nEND:VEVENT", (3, "date", "tomorrow")),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", (2, "date", "")),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nDTEND:20280101\nEND:VEVENT", (4, "long", "365")),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nRRULE:FREQ=YEARLY\nEND:VEVENT", (4, "rule", "FREQ=YEARLY")),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101", (2, "unfinished", "")),
        ("\x00\x01,,\"", (1, "date", "\x00\x01")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(text: str, told: tuple[int, str, str]) -> None:
    first = read(text).problems[0]
    assert (first.line, first.what, first.given) == told


def test_days_that_were_taken_move_due_times(known: None) -> None:
    """Monday the 8th of March 2027 is free, and the Sunday before it worked, in calendars that exist already."""
    working = Working(Calendar.model_validate(OFFICE), "UTC")
    start = datetime(2027, 3, 3, 16, tzinfo=UTC)
    assert working.after(start, timedelta(hours=2)) == datetime(2027, 3, 8, 10, tzinfo=UTC)
    calendar.take_public_days({"CN": {2027: (frozenset({date(2027, 3, 8)}), frozenset())}})
    assert working.after(start, timedelta(hours=2)) == datetime(2027, 3, 9, 10, tzinfo=UTC)
    calendar.take_public_days({"CN": {2027: (frozenset(), frozenset({date(2027, 3, 7)}))}})
    assert working.after(start, timedelta(hours=2)) == datetime(2027, 3, 7, 10, tzinfo=UTC)
