"""What counts in the reports, worked by hand: night, pause, reopened, merged, withdrawn, erased, and races with time.

Monday is 23 November 2026; times are those of Shanghai.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.plans.load import load_plans
from handlers.rules import periods, report
from handlers.rules.policy import Plan
from handlers.rules.timing import Calendar, Clock

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Calendar.model_validate(
    {"shifts": {d: ["08:30-12:00", "13:30-17:30"] for d in ("mon", "tue", "wed", "thu", "fri")}}
)
TEXT = {"zh": "等", "en": "wait"}
CLOCKS = [
    {"name": "repair", "label": TEXT, "clause": "S1", "start": ["ticket.opened"], "stop": ["visit.done"], "calendar": "office",
     "targets": [{"within": "8h"}], "pauses": [{"start": "customer.awaited", "end": "customer.back", "because": TEXT}]},
    {"name": "answer", "label": TEXT, "clause": "S2", "start": ["queue.entered"], "stop": ["agent.replied"], "restart": True,
     "targets": [{"within": "10m"}]},
]  # fmt: skip
PLAN: Plan = load_plans()["p3"].model_copy(
    update={"calendars": {"office": OFFICE, "always": Calendar(always=True)}, "clocks": tuple(Clock.model_validate(c) for c in CLOCKS)}
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    at: datetime
    event: str
    actor: str = "bot"
    data: dict[str, Any] | None = field(default_factory=dict)


def at(text: str) -> datetime:
    """``23 09:00`` is in November 2026."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-11-{day}T{clock}").replace(tzinfo=ZONE).astimezone(UTC)


def log(text: str) -> list[Entry]:
    """``23 09:00 ticket.opened; 23 09:05 agent.replied user:1 {...}``"""
    found = []
    for line in text.split(";"):
        day, clock, event, *more = line.split(maxsplit=4)
        actor = more[0] if more else "bot"
        data = dict(pair.split("=") for pair in more[1].split(",")) if len(more) > 1 else {}
        found.append(Entry(at(f"{day} {clock}"), event, actor, {k: _value(v) for k, v in data.items()}))
    return found


def _value(text: str) -> Any:
    if "_" in text and text[:2].isdigit():
        return at(text.replace("_", " ")).isoformat()
    return int(text) if text.isdigit() else text


def told(text: str, now: str, kind: str = "report_fault", severity: int = 3) -> list[str]:
    """``figure name#nth outcome value at`` of every result, as people would write it down."""
    ticket = report.Told(kind, severity, None, log(text))
    return sorted(
        f"{r.figure}{' ' + r.name if r.name else ''}{f'#{r.nth}' if r.nth else ''} {r.outcome}"
        f"{'' if r.value is None else f' {r.value}'} {r.at.astimezone(ZONE):%d %H:%M}"
        for r in report.results(PLAN, ticket, at(now))
    )


BOOKED = "23 10:00 visit.booked bot visit=7,start=24_13:00,end=24_15:00"
#: what it shows: (log, asked at, what counts)
EXAMPLES: dict[str, tuple[str, str, list[str]]] = {
    "night: 8 working hours from 17:00 end the next day at 17:30 (half an hour, then 7.5 h); the night is no time": (
        "23 17:00 ticket.opened; 24 16:30 visit.done user:1 visit=7", "24 18:00",
        ["clock repair met -3600 24 16:30", "opened bot 23 17:00"],
    ),
    "missed at the due time, and still missed when it is met late: it counts where it was due": (
        "23 08:30 ticket.opened; 24 10:00 visit.done user:1 visit=7", "24 18:00",
        ["clock repair missed 3600 24 09:00", "opened bot 23 08:30"],
    ),
    "due at ten on Tuesday (6.5 h, then 1.5 h): not decided a minute before": (
        "23 09:30 ticket.opened", "24 09:59", ["opened bot 23 09:30"],
    ),
    "and missed from then on, though nothing has happened": (
        "23 09:30 ticket.opened", "24 10:00", ["clock repair missed 24 10:00", "opened bot 23 09:30"],
    ),
    "pause: four hours of waiting for the customer move the due time from 09:00 to 14:30, but not the time to resolve": (
        "23 08:30 ticket.opened; 23 13:30 customer.awaited; 23 17:30 customer.back; 24 12:00 visit.done user:1 visit=7;"
        "24 12:00 ticket.resolved user:1", "25 09:00",
        ["clock repair met -9000 24 12:00", "opened bot 23 08:30", "resolution person 99000 24 12:00", "resolved stayed 24 12:00"],
    ),
    "first answer: from the moment somebody waits for a person to the first word of one": (
        "23 09:00 ticket.opened; 23 09:02 queue.entered; 23 09:09 agent.replied user:1; 23 09:30 agent.replied user:1", "23 10:00",
        ["clock answer met -180 23 09:09", "opened person 23 09:00", "response answered 420 23 09:09"],
    ),
    "a clock that begins anew counts each time; one that began anew before it was decided, once": (
        "23 09:00 queue.entered; 23 09:05 agent.replied user:1; 23 11:00 queue.entered; 23 11:20 agent.replied user:1", "23 12:00",
        ["clock answer met -300 23 09:05", "clock answer#1 missed 600 23 11:10"],
    ),
    "again before it was decided": (
        "23 09:00 queue.entered; 23 09:05 queue.entered; 23 09:12 agent.replied user:1", "23 12:00",
        ["clock answer#1 met -180 23 09:12"],
    ),
    "resolved by the bot alone": (
        "23 09:00 ticket.opened; 23 09:04 ticket.resolved bot", "23 10:00",
        ["opened bot 23 09:00", "resolution bot 240 23 09:04", "resolved stayed 23 09:04"],
    ),
    "reopened: the first resolution came back and has no duration; the last one counts from the report": (
        "23 09:00 ticket.opened; 23 10:00 ticket.resolved bot; 23 12:00 ticket.reopened customer; 23 15:00 ticket.resolved user:1",
        "23 16:00",
        ["opened bot 23 09:00", "resolution person 21600 23 15:00", "resolved reopened 23 10:00", "resolved#1 stayed 23 15:00"],
    ),
    "reopened and not resolved yet": (
        "23 09:00 ticket.opened; 23 10:00 ticket.resolved bot; 23 12:00 ticket.reopened customer", "23 13:00",
        ["opened bot 23 09:00", "resolved reopened 23 10:00"],
    ),
    "merged: it is no report of its own; the answer that was given stays": (
        "23 09:00 ticket.opened; 23 09:00 queue.entered; 23 09:04 agent.replied user:1; 23 09:30 ticket.merged user:1", "25 10:00",
        ["clock answer met -360 23 09:04", "response answered 240 23 09:04"],
    ),
    "withdrawn: it was a report, nobody resolved it, and a clock that was not due yet is not decided": (
        "23 09:00 ticket.opened; 23 11:00 ticket.withdrawn customer", "25 10:00", ["opened bot 23 09:00"],
    ),
    "withdrawn after the due time: missed all the same": (
        "23 08:30 ticket.opened; 25 11:00 ticket.withdrawn customer", "26 10:00",
        ["clock repair missed 24 09:00", "opened bot 23 08:30"],
    ),
    "erased: figures hold nothing personal and stay": (
        "23 09:00 ticket.opened; 23 09:04 ticket.resolved bot; 25 09:00 personal.erased user:1", "26 10:00",
        ["opened bot 23 09:00", "resolution bot 240 23 09:04", "resolved stayed 23 09:04"],
    ),
    "a visit in its window": (f"{BOOKED}; 24 13:05 visit.arrived user:1 visit=7", "25 09:00", ["visit#7 kept 300 24 13:05"]),
    "at the last minute": (f"{BOOKED}; 24 15:00 visit.arrived user:1 visit=7", "25 09:00", ["visit#7 kept 7200 24 15:00"]),
    "before it": (f"{BOOKED}; 24 12:50 visit.arrived user:1 visit=7", "25 09:00", ["visit#7 early -600 24 12:50"]),
    "after it: it counts where it was promised": (
        f"{BOOKED}; 24 15:30 visit.done user:1 visit=7", "25 09:00", ["visit#7 late 1800 24 15:00"],
    ),
    "nobody came": (BOOKED, "24 15:01", ["visit#7 missed 24 15:00"]),
    "its time is not over": (BOOKED, "24 15:00", []),
    "moved in time: only the new window counts": (
        f"{BOOKED}; 24 09:00 visit.moved bot visit=8,start=25_09:00,end=25_11:00; 25 09:30 visit.arrived user:1 visit=8", "26 09:00",
        ["visit#8 kept 1800 25 09:30"],
    ),
    "moved when it was over: the first one was missed": (
        f"{BOOKED}; 24 16:00 visit.moved bot visit=8,start=25_09:00,end=25_11:00; 25 09:30 visit.arrived user:1 visit=8", "26 09:00",
        ["visit#7 missed 24 15:00", "visit#8 kept 1800 25 09:30"],
    ),
    "taken back in time": (f"{BOOKED}; 24 12:00 visit.cancelled customer", "25 09:00", []),
    "points": (
        "25 09:00 follow_up.answered customer follow_up=3,score=4; 26 09:00 follow_up.answered customer follow_up=4,words=gut", "27 09:00",
        ["satisfaction#3 4 4 25 09:00"],
    ),
    "a price that was agreed to": (
        "23 09:00 warranty.checked bot verdict=not_covered; 23 09:00 fee.quoted bot high=15000,currency=CNY; 23 09:05 consent.given customer",
        "24 09:00", ["fee CNY given 15000 23 09:00", "warranty not_covered 23 09:00"],
    ),
    "another price is another question": (
        "23 09:00 warranty.checked bot verdict=not_covered; 23 09:00 fee.quoted bot high=15000,currency=CNY; 23 09:05 consent.given customer;"
        "23 10:00 fee.quoted bot high=20000,currency=CNY", "24 09:00", ["fee CNY open 20000 23 10:00", "warranty not_covered 23 09:00"],
    ),
    "covered after all: there is no price any more, and one verdict": (
        "23 09:00 warranty.checked bot verdict=not_covered; 23 09:00 fee.quoted bot high=15000,currency=CNY;"
        "23 11:00 warranty.overruled user:1 verdict=covered", "24 09:00", ["correction >covered#2 warranty 23 11:00", "warranty covered 23 11:00"],
    ),
    "corrections: what a person rated anew, not what the bot did, nor a first rating, nor the same again": (
        "23 09:00 ticket.severity bot level=2,before=3; 23 09:01 ticket.severity user:1 level=1,before=2;"
        "23 09:02 ticket.severity user:1 level=1,before=1; 23 09:03 ticket.note user:1 message=4,intent=complaint,before=greet;"
        "23 09:04 ticket.note user:1 text=hello", "24 09:00",
        ["correction 2>1#1 severity 23 09:01", "correction greet>complaint#3 intent 23 09:03"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_counts(name: str) -> None:
    text, now, wanted = EXAMPLES[name]
    assert told(text, now) == wanted


def test_work_of_the_house_itself_is_no_report() -> None:
    assert told("23 09:00 ticket.opened; 23 09:04 ticket.resolved user:1", "24 09:00", kind="campaign") == []


def test_the_same_log_in_another_order_counts_the_same() -> None:
    """An entry that was written late (a call that was typed in afterwards) counts when it happened."""
    text, now, wanted = EXAMPLES[
        "first answer: from the moment somebody waits for a person to the first word of one"
    ]
    assert told(";".join(reversed(text.split(";"))), now) == wanted


TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"kind": "7"}, "2026-03-25 2026-03-31 2026-03-18"),
        ({"kind": "30"}, "2026-03-02 2026-03-31 2026-01-31"),
        ({"kind": "month"}, "2026-03-01 2026-03-31 2026-02-01"),
        ({"kind": "month", "month": "2026-02"}, "2026-02-01 2026-02-28 2026-01-01"),
        ({"kind": "month", "month": "2026-13"}, "2026-03-01 2026-03-31 2026-02-01"),
        ({"kind": "days", "first": "2026-01-10", "last": "2026-01-10"}, "2026-01-10 2026-01-10 2026-01-09"),
        ({"kind": "days", "first": "2026-01-10", "last": "2026-01-19"}, "2026-01-10 2026-01-19 2025-12-31"),
        ({"kind": "days", "first": "2026-01-19", "last": "2026-01-10"}, "2026-03-02 2026-03-31 2026-01-31"),
        ({"kind": "days", "first": "0001-01-01", "last": "9999-12-31"}, "2026-03-02 2026-03-31 2026-01-31"),
        ({"kind": "x'--"}, "2026-03-02 2026-03-31 2026-01-31"),
    ],
)  # fmt: skip
def test_periods_and_what_they_are_compared_with(asked: dict[str, str], wanted: str) -> None:
    kind = asked.pop("kind")
    found = periods.period(kind, TODAY, **asked)
    assert f"{found.first} {found.last} {found.before}" == wanted


def test_days_begin_in_the_operators_zone_and_are_as_long_as_they_are() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = periods.steps(periods.period("days", TODAY, first="2026-03-28", last="2026-03-30"), berlin)
    assert [s.end - s.start for s in found] == [96, 92, 96], "a day of 23 hours"
    assert all(a.end == b.start for a, b in zip(found, found[1:], strict=False))
    kolkata = periods.quarter(date(2026, 3, 1), ZoneInfo("Asia/Kathmandu"))
    assert kolkata * 900 == datetime(2026, 2, 28, 18, 15, tzinfo=UTC).timestamp()


def test_a_long_time_is_told_in_weeks_and_a_longer_one_in_months() -> None:
    year = periods.period("days", TODAY, first="2025-01-01", last="2025-12-31")
    months = periods.steps(year, ZONE)
    assert [str(s.first)[5:] for s in months[:3]] == ["01-01", "02-01", "03-01"] and len(months) == 12
    weeks = periods.steps(periods.period("90", TODAY), ZONE)
    assert len(weeks) == 14 and weeks[-1].last == TODAY and all(s.first.weekday() == 0 for s in weeks[1:])


def test_ranks_of_many_runs_are_those_of_all_values_together() -> None:
    """With values that are taken out again, equal ones, and runs of nothing."""
    chance = random.Random(5)
    for _ in range(300):
        runs = [sorted(chance.randrange(-50, chance.choice((60, 10**6))) for _ in range(chance.randrange(6))) for _ in range(chance.randrange(1, 9))]  # fmt: skip
        every = sorted(v for run in runs for v in run)
        less = sorted(chance.sample(every, chance.randrange(len(every) + 1)))
        rest = list((Counter(every) - Counter(less)).elements())
        assert report.ranks_of(runs, less) == report.ranks(rest)
        if rest:
            assert report.ranks_of(runs, less)[50] == sorted(rest)[(len(rest) - 1) // 2]
