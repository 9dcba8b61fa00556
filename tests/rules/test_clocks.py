"""Clocks and calendars as tables of worked examples, and the law that a pause moves a due time by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.plans.load import load_plans
from handlers.rules import clocks
from handlers.rules.calendar import NoWorkingTime, Working, missing_years
from handlers.rules.facts import Happening
from handlers.rules.parts import Span
from handlers.rules.timing import Calendar, Clock

ZONE = "Asia/Shanghai"
OFFICE = load_plans()["p6"].calendars["office"]
NIGHT = Calendar.model_validate({"shifts": {"mon": ["22:00-06:00"], "tue": ["22:00-06:00"]}})
LONDON = Calendar.model_validate({"shifts": {"sat": ["00:00-00:00"], "sun": ["00:00-00:00"]}})


def at(text: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "due"),
    [
        (OFFICE, "2026-11-23 09:00", 2, "2026-11-23 11:00"),
        (OFFICE, "2026-11-23 11:00", 2, "2026-11-23 14:30"),  # lunch in between
        (OFFICE, "2026-11-23 17:00", 1, "2026-11-24 09:00"),  # over night
        (OFFICE, "2026-11-27 17:00", 1, "2026-11-30 09:00"),  # over the weekend
        (OFFICE, "2026-11-28 12:00", 1, "2026-11-30 09:30"),  # begins on a Saturday
        (OFFICE, "2026-09-30 17:00", 1, "2026-10-08 09:00"),  # National Day week
        (OFFICE, "2026-10-09 17:00", 1, "2026-10-10 09:00"),  # Saturday the 10th is worked (make-up)
        (OFFICE, "2026-09-19 10:00", 1, "2026-09-20 09:30"),  # Sunday the 20th is worked
        (OFFICE, "2026-02-13 17:00", 1, "2026-02-14 09:00"),  # worked Saturday before the Spring Festival
        (OFFICE, "2026-11-23 03:00", 0, "2026-11-23 03:00"),  # nothing to do takes no time
        (NIGHT, "2026-11-23 23:00", 8, "2026-11-24 23:00"),  # a shift over midnight
    ],
)
def test_working_hours(calendar: Calendar, start: str, hours: int, due: str) -> None:
    assert Working(calendar, ZONE).add(at(start), Span(seconds=hours * 3600)) == at(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23 10:00", 1, "2026-11-24 17:30"),
        ("2026-11-23 20:00", 3, "2026-11-26 17:30"),
        ("2026-11-27 10:00", 3, "2026-12-02 17:30"),
        ("2026-09-29 10:00", 3, "2026-10-09 17:30"),  # 30 Sept, then 8 and 9 Oct
        ("2026-10-08 10:00", 2, "2026-10-10 17:30"),  # the make-up Saturday counts
    ],
)
def test_working_days_end_with_the_last_shift(start: str, days: int, due: str) -> None:
    assert Working(OFFICE, ZONE).add(at(start), Span(workdays=days)) == at(due)


def test_a_day_with_a_change_of_the_clock_has_its_real_length() -> None:
    """In London the clocks go forward on 29 March 2026."""
    working = Working(LONDON, "Europe/London")
    saturday, monday = at("2026-03-28 00:00", "Europe/London"), at("2026-03-30 00:00", "Europe/London")
    assert working.between(saturday, monday) == timedelta(hours=47)


def test_a_calendar_with_too_little_time_says_so() -> None:
    holiday = Calendar.model_validate({"shifts": {"mon": ["09:00-09:30"]}})
    with pytest.raises(NoWorkingTime, match="400 days"):
        Working(holiday, ZONE).add(at("2026-11-23 09:00"), Span(seconds=3600 * 1000))


def test_missing_make_up_days_of_the_coming_year_are_told() -> None:
    assert 2027 in missing_years(OFFICE, 2026) or not missing_years(OFFICE, 2026)
    assert missing_years(OFFICE.model_copy(update={"holidays": None}), 2026) == ()


CLOCK = Clock.model_validate({
    "name": "on_site", "label": {"zh": "上门", "en": "on site"}, "clause": "P6.3", "start": ["ticket.opened"], "stop": ["visit.arrived"],
    "targets": [{"within": "4h", "severity": [1]}, {"within": "8h"}], "warn": "1h",
    "pauses": [{"start": "customer.awaited", "end": "customer.back", "because": {"zh": "等", "en": "wait"}},
               {"start": "parts.awaited", "end": "parts.arrived", "because": {"zh": "件", "en": "parts"}}],
    "escalate": [{"to": "supervisor", "after": "30m"}],
})  # fmt: skip
ALWAYS = Working(Calendar(always=True), ZONE)
START = at("2026-11-23 09:00")


def log(*entries: tuple[float, str] | tuple[float, str, dict[str, Any]]) -> list[Happening]:
    """(hours after the start, event, data)."""
    return [Happening(START + timedelta(hours=e[0]), e[1], e[2] if len(e) > 2 else {}) for e in entries]


@pytest.mark.parametrize(
    ("entries", "severity", "hours", "state", "due"),
    [
        ([(0, "ticket.opened")], 2, 1, "running", 8),
        ([(0, "ticket.opened")], 1, 1, "running", 4),
        ([(0, "ticket.opened")], 1, 5, "breached", 4),
        ([(0, "ticket.opened"), (3, "visit.arrived")], 1, 5, "met", 4),
        ([(0, "ticket.opened"), (4.5, "visit.arrived")], 1, 5, "late", 4),
        ([(0, "ticket.opened"), (1, "customer.awaited"), (3, "customer.back")], 1, 4, "running", 6),
        ([(0, "ticket.opened"), (1, "customer.awaited")], 1, 9, "paused", None),
        # a pause within a pause counts once
        ([(0, "ticket.opened"), (1, "customer.awaited"), (1.5, "parts.awaited"), (2, "parts.arrived"), (3, "customer.back")], 1, 4, "running", 6),
        # overlapping pauses are one
        ([(0, "ticket.opened"), (1, "customer.awaited"), (2, "parts.awaited"), (3, "customer.back"), (4, "parts.arrived")], 1, 5, "running", 7),
        # asking twice is still one pause
        ([(0, "ticket.opened"), (1, "customer.awaited"), (2, "customer.awaited"), (3, "customer.back")], 1, 4, "running", 6),
        ([(0, "ticket.opened"), (2, "ticket.resolved")], 1, 9, "stopped", 4),
        ([(0, "ticket.opened"), (2, "ticket.resolved"), (3, "ticket.reopened")], 1, 3.5, "running", 4),
        ([], 1, 1, "waiting", None),
        # a pause that begins after the due time comes too late
        ([(0, "ticket.opened"), (5, "customer.awaited"), (6, "customer.back")], 1, 7, "breached", 4),
    ],
)  # fmt: skip
def test_a_clock_follows_from_the_log(
    entries: list[Any], severity: int, hours: float, state: str, due: float | None
) -> None:
    found = clocks.state(
        CLOCK, log(*entries), ALWAYS, severity, None, "report_fault", START + timedelta(hours=hours)
    )
    assert found.state == state
    assert found.due == (None if due is None else START + timedelta(hours=due))


def test_a_corrected_severity_recomputes_from_the_first_report() -> None:
    happened = log((0, "ticket.opened"), (2, "ticket.severity"))
    assert clocks.state(
        CLOCK, happened, ALWAYS, 1, None, "", START + timedelta(hours=3)
    ).due == START + timedelta(hours=4)
    assert clocks.state(
        CLOCK, happened, ALWAYS, 3, None, "", START + timedelta(hours=3)
    ).due == START + timedelta(hours=8)


def test_steps_come_one_after_the_other_and_once() -> None:
    happened = log((0, "ticket.opened"))
    steps = []
    for _ in range(4):
        found = clocks.state(CLOCK, happened, ALWAYS, 1, None, "", START + timedelta(hours=9))
        if found.next_step is None or found.next_at is None:
            break
        steps.append((found.next_step, (found.next_at - START) / timedelta(hours=1)))
        event = {"warn": "clock.warned", "breach": "clock.breached"}.get(found.next_step, "escalation.sent")
        happened += [Happening(found.next_at, event, {"clock": "on_site", "step": found.next_step})]
    assert steps == [("warn", 3), ("breach", 4), ("escalate:0", 4.5)]


@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(0, 14 * 24 * 60),
    pause_after=st.integers(1, 4 * 24 * 60),
    pause=st.integers(1, 5 * 24 * 60),
    calendar=st.sampled_from([OFFICE, Calendar(always=True)]),
)
def test_the_due_time_moves_by_exactly_the_working_time_paused(
    start: int, pause_after: int, pause: int, calendar: Calendar
) -> None:
    working = Working(calendar, ZONE)
    opened = at("2026-09-25 00:00") + timedelta(minutes=start)
    stopped = opened + timedelta(minutes=pause_after)
    back = stopped + timedelta(minutes=pause)
    happened = [
        Happening(opened, "ticket.opened"),
        Happening(stopped, "customer.awaited"),
        Happening(back, "customer.back"),
    ]
    plain = clocks.state(CLOCK, happened[:1], working, 2, None, "", opened + timedelta(days=60)).due
    moved = clocks.state(CLOCK, happened, working, 2, None, "", opened + timedelta(days=60)).due
    assert plain is not None
    assert moved is not None
    expected = working.between(stopped, back) if stopped < plain else timedelta()
    assert working.between(plain, moved) == expected


@settings(max_examples=60, deadline=None)
@given(minutes=st.integers(0, 30 * 24 * 60), hours=st.integers(0, 40))
def test_adding_working_time_and_measuring_it_agree(minutes: int, hours: int) -> None:
    working = Working(OFFICE, ZONE)
    start = at("2026-09-25 00:00") + timedelta(minutes=minutes)
    end = working.add(start, Span(seconds=hours * 3600))
    assert working.between(start, end) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("plan", "clock", "severity", "level", "hours"),
    [
        ("p1", "on_site", 1, None, 24), ("p1", "on_site", 3, None, 24), ("p2", "team_contact", 2, None, 24), ("p3", "on_site", 1, None, 4),
        ("p3", "fault_removed", 3, None, 12), ("p5", "on_site", 2, None, 4), ("p6", "call_back", 1, "A", 1 / 6), ("p6", "call_back", 3, "B", 1 / 6),
        ("p6", "call_back", 1, "C", 0.5), ("p6", "standby", 2, "A", 4), ("p8", "arranged", 2, None, 2),
    ],
)  # fmt: skip
def test_what_the_plans_promise(
    plan: str, clock: str, severity: int, level: str | None, hours: float
) -> None:
    found = load_plans()[plan].clock(clock)
    assert found is not None
    target = clocks.target(found, severity, level)
    assert target is not None
    assert target.within.seconds == round(hours * 3600)


def test_three_working_days_for_the_analysis_report() -> None:
    found = load_plans()["p6"].clock("analysis_report")
    assert found is not None
    assert found.targets[0].within == Span(workdays=3)
    assert date(2026, 10, 10).weekday() == 5  # the table above relies on it
