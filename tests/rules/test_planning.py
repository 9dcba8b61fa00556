"""Who could make the visits that nobody has planned yet: tables and laws."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules import planning, route
from handlers.rules.planning import Day, Fixed, Job, Placed
from handlers.rules.route import Place

WEST, LAKE = Place("hangzhou", "文三路12号", "西湖区"), Place("hangzhou", "学院路8号", "西湖区")
SOUTH, CLOSE = Place("hangzhou", "市心路100号", "萧山"), Place("hangzhou", "市心路9号", "萧山")
WAY = partial(route.travel, usual=30)
ANN, BOB = 1, 2


def hours(start: float, end: float) -> int:
    """The half hours of the clock from which on something may begin, the last one included."""
    return sum(1 << n for n in range(int(start * 2), int(end * 2) + 1))


def job(number: int, place: Place, starts: dict[int, int], length: int = 4, apart: int = 1) -> Job:
    return Job(number, place, length, apart, starts)


def agreed(start: float, end: float, place: Place) -> Fixed:
    return Fixed(int(start * 2), int(end * 2), place)


@pytest.mark.parametrize(
    ("fixed", "jobs", "placed", "travel"),
    [
        ({}, [], [], 0),
        ({}, [job(1, WEST, {ANN: hours(9, 16)})], [(1, ANN, 9)], 0),
        # the way to it and what the plan keeps free: half an hour behind the agreed visit
        ({ANN: [agreed(9, 11, WEST)]}, [job(1, LAKE, {ANN: hours(9, 16)})], [(1, ANN, 11.5)], 15),
        # between two agreed ones there is no room for two hours and the ways
        ({ANN: [agreed(9, 11, WEST), agreed(13, 15, SOUTH)]}, [job(1, LAKE, {ANN: hours(9, 18)})], [(1, ANN, 15.5)], 60),
        # and here there is: on the way from one to the other it is only a quarter more
        ({ANN: [agreed(9, 11, WEST), agreed(14, 16, SOUTH)]}, [job(1, LAKE, {ANN: hours(9, 18)})], [(1, ANN, 11.5)], 45),
        # each goes where somebody is already
        (
            {ANN: [agreed(9, 11, WEST)], BOB: [agreed(9, 11, SOUTH)]},
            [job(1, CLOSE, {ANN: hours(9, 17), BOB: hours(9, 17)}), job(2, LAKE, {ANN: hours(9, 17), BOB: hours(9, 17)})],
            [(1, BOB, 11.5), (2, ANN, 11.5)],
            30,
        ),
        # one place for two: the more urgent one has it
        ({}, [job(1, WEST, {ANN: hours(9, 9)}), job(2, LAKE, {ANN: hours(9, 9)})], [(1, ANN, 9)], 0),
        # the most urgent one gives way where both can be had, and Bob goes further
        (
            {ANN: [agreed(9, 11, WEST)], BOB: [agreed(9, 11, SOUTH)]},
            [job(1, Place("hangzhou", "a"), {ANN: hours(12, 12), BOB: hours(12, 12)}), job(2, LAKE, {ANN: hours(12, 12)})],
            [(2, ANN, 12), (1, BOB, 12)],
            45,
        ),
        # nobody may, or only before what is agreed is over
        ({ANN: [agreed(9, 11, WEST)]}, [job(1, WEST, {}), job(2, LAKE, {ANN: hours(9.5, 11)})], [], 0),
    ],
)  # fmt: skip
def test_what_is_proposed(
    fixed: dict[int, list[Fixed]], jobs: list[Job], placed: list[tuple[int, int, float]], travel: int
) -> None:
    day = Day({who: tuple(theirs) for who, theirs in fixed.items()}, tuple(jobs), WAY)
    found = planning.proposal(day)
    assert [(p.job, p.technician, p.begin / 2) for p in found] == placed
    assert planning.travel(day, found) == travel


PLACES = st.builds(
    Place, st.sampled_from(("hangzhou", "shanghai")), st.sampled_from(("", "a", "b")), st.sampled_from(("", "x", "y"))
)  # fmt: skip


VISITS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6), PLACES), max_size=3)
JOBS = st.tuples(PLACES, st.integers(1, 8), st.integers(0, 3), st.dictionaries(st.integers(1, 3), st.integers(1, (1 << 48) - 1), max_size=3))  # fmt: skip


@st.composite
def days(draw: st.DrawFn, most: int = 7) -> Day:
    """Technicians with agreed visits that do not overlap, and jobs with any half hours to begin in."""
    fixed = {}
    for person in range(1, 4):
        at, visits = 0, []
        for gap, length, place in draw(VISITS):
            visits.append(Fixed(at + gap, at + gap + length, place))
            at += gap + length
        fixed[person] = tuple(visits)
    wanted = draw(st.lists(JOBS, max_size=most))
    return Day(fixed, tuple(Job(n, *one) for n, one in enumerate(wanted, 1)), WAY)


def holds(day: Day, placed: tuple[Placed, ...]) -> None:
    """Nothing is done twice, begins when it may not (after its promise neither), overlaps, or leaves no time for the way."""
    jobs = {one.id: one for one in day.jobs}
    assert len({p.job for p in placed}) == len(placed)
    for one in placed:
        assert jobs[one.job].starts[one.technician] >> one.begin & 1
    for who in {*day.fixed, *(p.technician for p in placed)}:
        agreed: list[tuple[int, int, Place, int | None]] = [(f.begin, f.end, f.place, None) for f in day.fixed.get(who, ())]  # fmt: skip
        new: list[tuple[int, int, Place, int | None]] = [(p.begin, p.begin + jobs[p.job].length, jobs[p.job].place, jobs[p.job].apart) for p in placed if p.technician == who]  # fmt: skip
        line = sorted([*agreed, *new], key=lambda s: s[:2])
        for a, b in pairwise(line):
            if a in agreed and b in agreed:
                continue  # what was booked before is not ours to judge
            way = b[0] - a[1]
            assert way * 30 >= day.way(a[2], b[2])
            if a[3] is not None and b[3] is not None:
                assert way >= max(a[3], b[3])


@settings(deadline=None)
@given(days())
def test_a_proposal_keeps_all_rules_and_moves_nothing_that_is_agreed(day: Day) -> None:
    found = planning.proposal(day)
    holds(day, found)
    assert len(found) >= len(planning.insertion(day))
    assert sorted(planning.kept(day, found), key=lambda p: p.job) == sorted(found, key=lambda p: p.job)
    for who, stops in planning.routes(day, found).items():
        for visit in day.fixed.get(who, ()):
            assert planning.Stop(visit.begin, visit.end, visit.place) in stops


ANSWERS = st.lists(st.builds(Placed, st.integers(0, 9), st.integers(0, 4), st.integers(-5, 60)), max_size=12)


@settings(deadline=None)
@given(days(), ANSWERS)
def test_of_any_answer_of_a_solver_only_what_can_be_had_is_kept(day: Day, answer: list[Placed]) -> None:
    good = planning.kept(day, answer)
    holds(day, good)
    assert set(good) <= set(answer)
    more = planning.insertion(day, good)
    holds(day, more)
    assert set(good) <= set(more)


@settings(deadline=None)
@given(days(), ANSWERS)
def test_the_better_one_has_more_visits_or_of_the_same_no_more_way(day: Day, answer: list[Placed]) -> None:
    own, other = planning.insertion(day), planning.kept(day, answer)
    best = planning.better(day, own, other)
    assert len(best) == max(len(own), len(other))
    if {p.job for p in own} == {p.job for p in other}:
        assert planning.travel(day, best) == min(planning.travel(day, own), planning.travel(day, other))
