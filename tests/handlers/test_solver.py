"""The solver of a day's plan: what it may not spoil when it hangs, dies or talks nonsense, and (where the extra ``routing``
is installed) what it finds."""

from __future__ import annotations

import json
import random
import sys
import time
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from handlers import solver
from handlers.rules import planning, route
from handlers.rules.planning import Day, Fixed, Job, Placed
from handlers.rules.route import Place
from tests.rules.test_planning import ANN, BOB, CLOSE, LAKE, SOUTH, WEST, days, holds, hours, job

WAY = partial(route.travel, usual=30)
SOLVER = pytest.mark.skipif(not solver.installed(), reason="the extra `routing` (pyvroom) is not installed")
DAY = Day(
    {ANN: (Fixed(18, 22, WEST),), BOB: ()}, (job(1, LAKE, {ANN: hours(9, 17), BOB: hours(9, 17)}),), WAY
)


def answers(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """The solver does this instead."""
    monkeypatch.setattr(solver, "installed", lambda: True)
    monkeypatch.setattr(solver, "COMMAND", (sys.executable, "-I", "-S", "-c", code))


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "raise SystemExit(3)",
        "print('no such thing')",
        "print('{}')",
        "print('[]')",
        """print('{"routes": [{"vehicle": 77, "steps": [{"type": "job"}]}]}')""",
        "print(r'\\xff' * 100000)",
    ],
)
def test_what_a_broken_solver_says_changes_nothing(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    answers(monkeypatch, code)
    assert solver.solve(DAY) == ()
    assert solver.plan(DAY) == planning.proposal(DAY) != ()


def test_one_that_hangs_is_ended_and_the_next_may_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(solver, "SECONDS", 0.3)
    began = time.monotonic()
    assert solver.plan(DAY) == planning.proposal(DAY)
    assert time.monotonic() - began < 20
    assert solver.plan(DAY) == planning.proposal(DAY)


def test_while_one_runs_others_do_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "raise SystemExit(0)")
    with solver._one:
        monkeypatch.setattr(solver, "COMMAND", ("/there/is/no/such/program",))
        assert solver.plan(DAY) == planning.proposal(DAY)


def test_an_answer_that_moves_overlaps_or_breaks_a_promise_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for begin in (
        18,
        21,
        35,
        -4,
    ):  # in an agreed visit, without time for the way, after the promise, before the day
        steps = [{"type": "job", "id": 1, "arrival": begin, "waiting_time": 0}]
        answers(monkeypatch, f"print('''{json.dumps({'routes': [{'vehicle': 0, 'steps': steps}]})}''')")
        assert solver.solve(DAY) == (Placed(1, ANN, begin),), "it is heard"
        assert solver.plan(DAY) == planning.proposal(DAY)


def test_what_the_solver_is_told_has_no_cost_below_nothing_and_no_stretch_with_an_agreed_visit() -> None:
    day = Day({ANN: (Fixed(18, 22, WEST), Fixed(28, 32, SOUTH))}, (job(1, LAKE, {ANN: hours(11.5, 11.5) | hours(16.5, 17)}), job(2, CLOSE, {ANN: hours(16, 17)})), WAY)  # fmt: skip
    found = solver.spans(day)
    assert [(s.begin / 2, s.end / 2) for s in found] == [(11.5, 13.5), (16, 19)]
    told = solver.problem(day, found)
    assert all(value >= 0 for row in told["matrices"]["car"]["costs"] for value in row)
    assert [j["time_windows"] for j in told["jobs"]] == [[[23, 23], [33, 34]], [[32, 34]]]


@settings(deadline=None, max_examples=60)
@given(days())
def test_any_day_can_be_told(day: Day) -> None:
    told = solver.problem(day, solver.spans(day))
    both = told["matrices"]["car"]
    assert all(value >= 0 for table in both.values() for row in table for value in row)


def at_random(seed: int, people: int, count: int) -> Day:
    """A day of so many technicians, each with one agreed visit, half of whom may make each of the visits that wait."""
    dice = random.Random(seed)
    where = [Place("hangzhou", f"{n} 号", dice.choice("abcde")) for n in range(people + count)]
    fixed = {who: (Fixed(begin := dice.randrange(18, 29), begin + 4, where[who]),) for who in range(people)}
    jobs = []
    for n in range(count):
        latest = dice.choice((22, 26, 30, 33))
        starts = {}
        for who in dice.sample(range(people), people // 2):
            visit = fixed[who][0]
            starts[who] = sum(
                1 << b for b in range(18, latest + 1) if b + 5 <= visit.begin or visit.end + 1 <= b
            )
        jobs.append(job(n, where[people + n], {who: s for who, s in starts.items() if s}))
    return Day(fixed, tuple(jobs), WAY)


@SOLVER
def test_it_finds_better_plans_than_insertion() -> None:
    worth = 0
    for seed in range(3):
        day = at_random(seed, 12, 30)
        own, best = planning.proposal(day), solver.plan(day)
        holds(day, best)
        gained = len(best) - len(own), planning.travel(day, own) - planning.travel(day, best)
        assert gained >= (0, 0) or gained[0] > 0, seed
        worth += gained > (0, 0)
    assert worth >= 1


@SOLVER
@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(days(most=9))
def test_its_plans_keep_all_rules_and_are_no_worse(day: Day) -> None:
    best, own = solver.plan(day), planning.proposal(day)
    holds(day, best)
    assert len(best) >= len(own)
    if {p.job for p in best} == {p.job for p in own}:
        assert planning.travel(day, best) <= planning.travel(day, own)


@SOLVER
def test_fifty_technicians_and_a_hundred_tickets_take_no_more_than_its_seconds() -> None:
    places = [Place("hangzhou", f"{n} 号", "abcdefgh"[n % 8]) for n in range(100)]
    jobs = tuple(
        Job(n, places[n], 4, 1, {who: hours(9, 16) for who in range(1, 51) if (who + n) % 3})
        for n in range(100)
    )
    fixed = {who: (Fixed(24, 28, places[who]),) for who in range(1, 51)}
    day = Day(fixed, jobs, WAY)
    found = solver.solve(day)
    assert len(found) == 100
    assert set(planning.kept(day, found)) == set(found), "it was told the rules as they are"
    holds(day, found)
