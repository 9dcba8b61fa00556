"""Laws of clocks: what holds for every log, whenever it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from handlers.plans.load import load_plans
from handlers.rules import clocks
from handlers.rules.calendar import Working
from handlers.rules.facts import ClockState, Happening
from handlers.rules.parts import Span
from handlers.rules.timing import LOG_EVENTS, Calendar
from tests.rules.test_clock_table import SAMPLE

PLANS = load_plans()
OFFICE = PLANS["p6"].calendars["office"]
WORKINGS = {
    "always": Working(Calendar(always=True), "Asia/Shanghai"),
    "office": Working(OFFICE, "Asia/Shanghai"),
    "office in Berlin": Working(OFFICE, "Europe/Berlin"),
    "nights that overlap": Working(
        Calendar.model_validate({"shifts": {day: ["20:00-06:00", "05:00-09:30"] for day in ("mon", "tue", "fri", "sat")}}), "Europe/Berlin",
    ),
}  # fmt: skip
PAUSING = ("customer.awaited", "customer.back", "parts.awaited", "parts.arrived")
OTHER = ("visit.done", "ticket.resolved", "ticket.reopened", "customer.wrote")
FIRST = datetime(
    2026, 9, 17, tzinfo=UTC
)  # a worked Sunday, Mid-Autumn, National Day and a worked Saturday follow
seconds = st.integers(0, 25 * 86400)
moments = st.builds(
    lambda s, us: FIRST + timedelta(seconds=s, microseconds=us), seconds, st.integers(0, 999_999)
)
LATER = FIRST + timedelta(days=90)


def logs(*events: str, most: int = 8) -> st.SearchStrategy[list[Happening]]:
    """A ticket that was opened some day, and what else happened, before that and after, no two things at once."""
    entry = st.tuples(moments, st.sampled_from(events), st.none() | st.integers(0, 6 * 86400))
    return st.builds(
        lambda opened, rest: sorted(
            [Happening(opened, "ticket.opened"), *(_entry(*e) for e in rest)], key=lambda h: h.at
        ),
        moments,
        st.lists(entry, max_size=most, unique_by=lambda e: e[0]),
    ).filter(lambda log: len({h.at for h in log}) == len(log))


def _entry(at: datetime, event: str, wish: int | None) -> Happening:
    until = wish is not None and event == "customer.awaited"
    return Happening(at, event, {"until": (at + timedelta(seconds=wish or 0)).isoformat()} if until else {})


def ask(log: Sequence[Happening], working: Working, now: datetime) -> ClockState:
    return clocks.state(SAMPLE, log, working, 2, None, "report_fault", now)


def ran(log: Sequence[Happening], working: Working, start: datetime, end: datetime) -> timedelta:
    """The working time from ``start`` to ``end`` in which nothing paused, stretch by stretch."""
    on = {pause.start: False for pause in SAMPLE.pauses}
    edges = sorted([h for h in log if h.at < end], key=lambda h: h.at)
    found, since = timedelta(), start
    for h in [*edges, Happening(end, "end")]:
        if h.at > since:
            if not any(on.values()):
                found += working.between(since, h.at)
            since = h.at
        for pause in SAMPLE.pauses:
            if h.event in (pause.start, pause.end):
                on[pause.start] = h.event == pause.start
    return found


@pytest.mark.parametrize("name", WORKINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=logs(*PAUSING))
def test_from_its_start_until_it_is_due_a_clock_has_run_for_exactly_its_target(
    name: str, log: list[Happening]
) -> None:
    """So a due time moves by exactly the working time that was paused, however pauses lie to each other."""
    working = WORKINGS[name]
    log = clocks.wishes_end(log)
    found = ask(log, working, LATER)
    assume(found.state != "paused")
    assert found.started is not None and found.due is not None
    assert ran(log, working, found.started, found.due) == timedelta(hours=8)
    plain = working.add(found.started, Span(seconds=8 * 3600))
    assert found.due >= plain


@pytest.mark.parametrize("name", WORKINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=logs(*PAUSING, *OTHER), asked=moments)
def test_what_is_said_of_a_moment_does_not_depend_on_when_it_is_said(
    name: str, log: list[Happening], asked: datetime
) -> None:
    """Asked then, with the log as it was, and asked later, with all that happened since."""
    then = clocks.wishes_end([h for h in log if h.at <= asked])
    assert ask(then, WORKINGS[name], asked) == ask(clocks.wishes_end(log), WORKINGS[name], asked)


@pytest.mark.parametrize("name", ["always", "office"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=logs(*PAUSING, *OTHER), asked=moments, data=st.data())
def test_the_order_in_which_entries_were_written_does_not_matter(
    name: str, log: list[Happening], asked: datetime, data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(log))
    expected = ask(clocks.wishes_end(log), WORKINGS[name], asked)
    assert ask(clocks.wishes_end(mixed), WORKINGS[name], asked) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=logs(*PAUSING, "ticket.severity"), asked=moments, later=moments)
def test_a_promise_that_was_met_or_broken_stays_so(
    log: list[Happening], asked: datetime, later: datetime
) -> None:
    """Without another severity, a reopening or a restart."""
    asked, later = sorted((asked, later))
    log = clocks.wishes_end(log)
    before, after = ask(log, WORKINGS["office"], asked), ask(log, WORKINGS["office"], later)
    if before.breached:
        assert (after.state, after.due, after.breached) == (before.state, before.due, True)
    done = [*log, Happening(asked, "visit.done")]
    met = ask(done, WORKINGS["office"], asked)
    assume(met.met is not None)
    assert replace_ran(ask(done, WORKINGS["office"], LATER)) == replace_ran(met)


def replace_ran(state: ClockState) -> tuple[object, ...]:
    return state.state, state.started, state.due, state.met, state.breached


EVENTS = sorted({e for p in PLANS.values() for c in p.clocks for e in (*c.start, *(x.start for x in c.pauses), *(x.end for x in c.pauses))})  # fmt: skip
CLOCKS = [(name, clock.name) for name, plan in PLANS.items() for clock in plan.clocks]


@pytest.mark.parametrize(("plan", "name"), CLOCKS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=logs(*EVENTS, most=6), asked=moments)
def test_raising_severity_or_service_level_never_moves_a_due_time_later(
    plan: str, name: str, log: list[Happening], asked: datetime
) -> None:
    """For every clock of the nine plans.  1 is the worst severity; the first service level is the best."""
    clock = PLANS[plan].clock(name)
    assert clock is not None
    kind = clock.kinds[0] if clock.kinds else "report_fault"
    working = clocks.working(PLANS[plan], clock.calendar)
    log = clocks.wishes_end(log)
    levels = PLANS[plan].service_levels or (None,)

    def due(severity: int, level: str | None) -> datetime | None:
        found = clocks.state(clock, log, working, severity, level, kind, asked)
        return found.due if found.state != "paused" else None

    table = [[due(severity, level) for level in levels] for severity in (1, 2, 3)]
    for row in [*table, *map(list, zip(*table, strict=True))]:
        known = [t for t in row if t is not None]
        assert known == sorted(known), (plan, name, row)


@pytest.mark.parametrize("name", WORKINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=moments, minutes=st.integers(0, 60 * 60), cut=st.integers(0, 60 * 60))
def test_working_time_adds_up(name: str, start: datetime, minutes: int, cut: int) -> None:
    """Adding and measuring agree, in one step or in two, also where shifts overlap."""
    working, span = WORKINGS[name], timedelta(minutes=minutes)
    first = min(timedelta(minutes=cut), span)
    end = working.after(start, span)
    assert working.between(start, end) == span
    middle = working.after(start, first)
    assert working.between(start, middle) + working.between(middle, end) == span


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=moments, count=st.integers(1, 9), zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]))
def test_working_days_are_counted_by_the_wall_of_the_plan(start: datetime, count: int, zone: str) -> None:
    """So many local days with work after the day of the start, and the last shift of the last one."""
    working = Working(OFFICE, zone)
    due = working.add(start, Span(workdays=count)).astimezone(ZoneInfo(zone))
    day, last = start.astimezone(ZoneInfo(zone)).date(), due.date()
    days = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(bool(working.shifts(d)) for d in days) == count
    assert (due.hour, due.minute) == (17, 30)


def test_a_shift_in_the_hour_that_is_left_out_has_no_time() -> None:
    """In Berlin 29 March 2026 has no 02:30."""
    zone = ZoneInfo("Europe/Berlin")
    working = Working(
        Calendar.model_validate({"shifts": {"sun": ["02:30-03:00", "10:00-12:00"]}}), "Europe/Berlin"
    )
    start = datetime(2026, 3, 29, 0, 0, tzinfo=zone).astimezone(UTC)
    assert working.after(start, timedelta(hours=1)) == datetime(2026, 3, 29, 11, 0, tzinfo=zone)
    assert working.between(start, start + timedelta(days=1)) == timedelta(hours=2)


STEPS = [
    (event, {"clock": clock.name, "step": step})
    for event in clocks.STEPS
    for clock in PLANS["p6"].clocks[:3]
    for step in ("warn", "breach", "escalate:0")
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    log=logs(*LOG_EVENTS, *PAUSING, most=10),
    steps=st.lists(st.tuples(moments, st.sampled_from(STEPS)), max_size=4),
    cut=st.integers(0, 14),
    name=st.sampled_from(sorted(PLANS)),
    severity=st.sampled_from((1, 2, 3)),
    now=moments,
)
def test_a_log_that_has_grown_is_reckoned_as_the_whole_would_be(
    log: list[Happening], steps: list[Any], cut: int, name: str, severity: int, now: datetime
) -> None:
    whole = sorted([*log, *(Happening(at, *step) for at, step in steps)], key=lambda h: h.at)
    plan, old, new = PLANS[name], whole[:cut], whole[cut:]
    given_: Any = {"severity": severity, "service_level": None, "kind": "report_fault", "now": now}
    known = clocks.states(plan, clocks.wishes_end(old), **given_)
    after = clocks.wishes_end(whole)
    assert clocks.grown(plan, known, after, new, **given_) == clocks.states(plan, after, **given_)
