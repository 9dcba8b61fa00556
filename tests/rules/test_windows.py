"""Laws of free windows: what is offered is what a slow and plain search finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules import slots
from handlers.rules.calendar import Working
from handlers.rules.facts import Technician
from handlers.rules.parts import Span
from handlers.rules.policy import Visits
from handlers.rules.timing import Calendar

NOW = datetime(2026, 3, 2, 9, 10, tzinfo=UTC)
OPEN = Calendar.model_validate({"shifts": {"mon": ["08:00-20:00"], "tue": ["08:00-12:00", "13:15-20:00"]}})
MINUTE = timedelta(minutes=1)
edges = st.lists(st.integers(0, 2 * 24 * 60), min_size=0, max_size=8, unique=True).map(sorted)


def stretches(minutes: list[int]) -> tuple[tuple[datetime, datetime], ...]:
    """Every other gap between the edges, from ``NOW`` on."""
    return tuple((NOW + a * MINUTE, NOW + b * MINUTE) for a, b in list(pairwise(minutes))[::2])


@st.composite
def technicians(draw: st.DrawFn) -> list[Technician]:
    count = draw(st.integers(0, 4))
    return [
        Technician(n, f"t{n}", ("here",), (), stretches(draw(edges)), draw(st.integers(0, 2)))
        for n in range(1, count + 1)
    ]


@settings(max_examples=80, deadline=None)
@given(technicians(), st.integers(30, 200), st.integers(0, 300), st.integers(0, 2 * 24 * 60), st.data())
def test_every_beginning_is_found_with_the_least_busy_who_is_free(
    people: list[Technician], minutes: int, lead: int, promise: int, data: st.DataObject
) -> None:
    visits = Visits(minutes=minutes, lead=Span(seconds=lead * 60), offer=6)
    until, working, due = NOW + timedelta(days=2), Working(OPEN, "UTC"), NOW + promise * MINUTE
    open_times = working.intervals(NOW + lead * MINUTE, until)
    wanted = {}
    start = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    while start < until:
        end = start + minutes * MINUTE
        for person in sorted(people, key=lambda t: (t.load, t.id)):
            if any(a <= start and end <= b for a, b in person.free) and any(
                a <= start and end <= b for a, b in open_times
            ):
                wanted[start] = person.id
                break
        start += timedelta(minutes=30)
    taken = data.draw(st.sets(st.sampled_from(sorted(wanted.items()))) if wanted else st.just(set()))
    found = slots._windows(
        sorted(people, key=lambda t: (t.load, t.id)), visits, working, (NOW, until), due, frozenset()
    )
    assert {w.start: w.technician_id for w in found} == wanted
    assert [w.start for w in found] == sorted(wanted)
    assert all(w.end - w.start == minutes * MINUTE and w.keeps_promise == (w.start <= due) for w in found)
    skip = frozenset((person, start) for start, person in taken)
    others = slots._windows(
        sorted(people, key=lambda t: (t.load, t.id)), visits, working, (NOW, until), due, skip
    )
    assert not {(w.technician_id, w.start) for w in others} & skip
    for window in found:
        person = next(p for p in people if p.id == window.technician_id)
        assert slots.fits(person, visits, working, NOW, until, window.start)


@settings(max_examples=80, deadline=None)
@given(edges, edges, edges, st.integers(0, 60))
def test_what_is_left_is_on_duty_and_away_from_everything_else(
    duty: list[int], away: list[int], taken: list[int], travel: int
) -> None:
    way = travel * MINUTE
    left = slots.free(stretches(duty), stretches(away), stretches(taken), way)
    busy = [(a - way, b + way) for a, b in stretches(away)] + [(a, b + way) for a, b in stretches(taken)]
    assert all(a < b for a, b in left) and all(b < c for (_, b), (c, _) in pairwise(left))
    for n in range(-10, 2 * 24 * 60 + 10, 7):
        at = NOW + n * MINUTE
        free = any(a <= at < b for a, b in stretches(duty)) and not any(a <= at < b for a, b in busy)
        assert free == any(a <= at < b for a, b in left)


def test_when_the_customer_is_not_there_nothing_is_offered_and_no_promise_is_broken_by_it() -> None:
    person = Technician(1, "t1", ("here",), (), ((NOW, NOW + timedelta(days=2)),), 0)
    visits, working, due = (
        Visits(minutes=60, lead=Span(seconds=0), offer=3),
        Working(OPEN, "UTC"),
        NOW + 180 * MINUTE,
    )
    away = (NOW, NOW + 240 * MINUTE)
    found = slots.offer([person], "here", (), visits, working, NOW, due, without=[away])
    assert found.kept
    assert [w.start >= away[1] for w in found.windows] == [True] * 3
    whole = slots.offer(
        [person], "here", (), visits, working, NOW, due, without=[(NOW, NOW + timedelta(days=3))]
    )
    assert (whole.windows, whole.kept) == ((), True)
