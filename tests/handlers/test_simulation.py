"""Capacity on paper: the same course for the same seed, the plan's own clocks, and answers that follow from staffing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from handlers.plans.load import load_plans
from handlers.rules.facts import Happening
from handlers.simulation import run
from handlers.simulation.course import Agenda, Case
from handlers.simulation.figures import Figures, Kept, of
from handlers.simulation.needed import needed
from handlers.simulation.run import play
from handlers.simulation.scenario import BadScenario, Minutes, Scenario, example, parse, staffed

PLAN = load_plans()["p1"]


def scenario(**changed: object) -> Scenario:
    """A small house: 24 reports a day for two days."""
    small = {"days": 2, "warm_up": 0, "reports.per_day": 24}
    return staffed(parse(example(), "small", {**small, **changed}), engineers=2, technicians=8)


def played(world: Scenario, seed: int = 1) -> Figures:
    found = play(world, PLAN, seed)
    found.took = 0.0
    return found


def test_the_same_seed_gives_the_same_course_and_another_one_another() -> None:
    assert played(scenario()) == played(scenario())
    assert played(scenario(), 2) != played(scenario())


def test_nothing_that_was_reported_is_lost() -> None:
    found = played(scenario())
    assert found.undecided == 0
    assert 20 < found.reports < 80  # 48 on average
    assert found.kept("first_response").decided == found.to_people == sum(map(len, found.waited.values()))
    assert found.kept("on_site").decided >= found.visits  # also those that needed nobody were ended


def test_the_same_customers_come_whoever_is_there() -> None:
    few, many = played(scenario()), played(staffed(scenario(), engineers=20, technicians=60))
    assert (few.reports, few.to_people) == (many.reports, many.to_people)


def test_more_people_keep_more_promises() -> None:
    busy = scenario(**{"reports.per_day": 60})
    few, many = played(staffed(busy, technicians=3)), played(staffed(busy, technicians=30))
    assert few.kept("on_site").share > 0.5 > 0.05 > many.kept("on_site").share
    assert few.outside > 10 > many.outside


def test_nobody_at_the_desk_means_that_nobody_answers() -> None:
    found = played(staffed(scenario(), engineers=0))
    assert found.to_people
    assert found.kept("first_response").share == 1.0


def test_how_many_it_takes_is_the_fewest_that_are_enough() -> None:
    busy = scenario(**{"reports.per_day": 40, "days": 1})
    found = needed(busy, PLAN, "technicians", "on_site", 0.05, [1])
    shares = {t.people: t.kept.share for t in found.tried}
    assert found.people is not None
    assert shares[found.people] <= 0.05 < shares[found.people - 1]


def test_what_people_cannot_mend_is_said_not_to_be_mended() -> None:
    """Nobody works at night: an answer in five minutes cannot be had with more of them."""
    text = example().replace('"18:00-08:00"', '"18:00-18:30"')
    world = staffed(
        parse(text, "nights", {"days": 1, "warm_up": 0, "reports.per_day": 40}), engineers=4, technicians=40
    )
    assert needed(world, PLAN, "engineers", "first_response", 0.001, [1]).people is None


def test_faster_than_a_thousand_times() -> None:
    found = play(scenario(), PLAN, 1)
    assert found.played / found.took > 1000  # some 100,000 on a machine with nothing else to do


def test_a_case_is_late_by_the_plans_own_clock() -> None:
    start = datetime(2026, 3, 2, 2, tzinfo=UTC)
    case = Case(1, Random(1), start, 1, "shanghai", "zh", True)
    case.log = [Happening(start, "queue.entered"), Happening(start + timedelta(minutes=6), "agent.replied")]
    state = case.clock(PLAN, "first_response", start + timedelta(hours=1))
    assert state is not None and state.state == "late"  # P1.2: five minutes for level 1
    case.severity = 2
    state = case.clock(PLAN, "first_response", start + timedelta(hours=1))
    assert state is not None and state.state == "met"


def test_clocks_that_other_things_begin_or_end_are_left_out() -> None:
    played = {name: set(run.clocks_played(plan)) for name, plan in load_plans().items()}
    assert played["p1"] == {"on_site", "first_response", "restored"}
    assert all("first_response" in names for names in played.values())


def test_what_happens_at_one_moment_happens_in_its_order() -> None:
    start, seen = datetime(2026, 3, 2, tzinfo=UTC), list[int]()
    agenda = Agenda(start)
    for n in range(5):
        agenda.at(start, seen.append, n)
    agenda.at(start - timedelta(days=1), seen.append, 5)  # never in the past
    agenda.run(start + timedelta(hours=1))
    assert seen == [0, 1, 2, 3, 4, 5]
    assert agenda.now == start + timedelta(hours=1)


def test_lengths_are_drawn_as_they_are_described() -> None:
    chance, length = Random(3), Minutes(half=10, most=30)
    drawn = [length.draw(chance) for _ in range(20_000)]
    assert of(drawn, 0.5) == pytest.approx(10, rel=0.04)
    assert of(drawn, 0.9) == pytest.approx(30, rel=0.05)


@pytest.mark.parametrize(
    ("kept", "low", "high"),
    [
        (Kept(100, 0), 0.0, 0.037),
        (Kept(100, 50), 0.404, 0.596),
        (Kept(0, 0), 0.0, 1.0),
        (Kept(10, 10), 0.722, 1.0),
    ],
)
def test_how_certain_a_share_is(kept: Kept, low: float, high: float) -> None:
    """Wilson's interval, from his table."""
    assert kept.between == pytest.approx((low, high), abs=0.001)


def test_people_are_shared_out_among_the_groups_as_they_were() -> None:
    for total, wanted in ((3, (2, 1)), (1, (1, 0)), (0, (0, 0)), (8, (5, 3)), (600, (400, 200))):
        found = staffed(parse(example(), "x"), engineers=total).desk.engineers
        assert tuple(g.count for g in found) == wanted


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"days": 0}, "days: Input should be greater than or equal to 1"),
        ({"reports.severity": [0.5, 0.1, 0.1]}, "do not add up to 1"),
        ({"reports.hours": [0] * 24}, "'hours' are all 0"),
        ({"reports.per_day": 1e9}, "reports.per_day"),
        ({"visits.minutes": {"half": 9, "most": 3}}, "'most' (nine tenths) is below 'half'"),
        ({"colour": "red"}, "colour: Extra inputs"),
    ],
)
def test_a_scenario_that_cannot_be(changed: dict[str, object], told: str) -> None:
    with pytest.raises(BadScenario) as error:
        parse(example(), "mine.toml", changed)
    assert str(error.value).startswith("mine.toml: ") and told in str(error.value)


def test_a_region_that_nobody_serves_is_said_before_anything_is_played() -> None:
    with pytest.raises(BadScenario, match=r"nobody in 'visits\.technicians' serves 'xian'"):
        run.checked(parse(example(), "x", {"reports.regions": {"shanghai": 1, "xian": 1}}), PLAN)
    with pytest.raises(BadScenario, match="is not valid TOML"):
        parse("days = ", "x")
