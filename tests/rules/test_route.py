"""The order of a day on the road, how long the way takes, and which times can be had: tables and laws."""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import partial
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.areas import district_of
from handlers.plans.load import load_plans
from handlers.rules import route, slots
from handlers.rules.calendar import Working
from handlers.rules.facts import Technician
from handlers.rules.route import Place, Stop
from tests.world import MONDAY

NOW = MONDAY.astimezone(UTC)
WEST, LAKE = Place("hangzhou", "文三路12号", "西湖区"), Place("hangzhou", "学院路8号", "西湖区")
SOUTH = Place("hangzhou", "市心路100号", "萧山")
HANGZHOU, SHANGHAI = (30.27, 120.16), (31.23, 121.47)
P3 = load_plans()["p3"]


@pytest.mark.parametrize(
    ("a", "b", "minutes"),
    [
        (WEST, WEST, 0),
        (WEST, Place("hangzhou", " 文三路 12号", ""), 0),
        (WEST, LAKE, 15),
        (WEST, SOUTH, 30),
        (Place("hangzhou"), Place("hangzhou"), 30),  # nothing is known but the area
        (Place("hangzhou", centre=HANGZHOU), Place("shanghai", centre=SHANGHAI), 232),  # 164 km: 213 by road
        (Place("hangzhou", at=(30.27, 120.16)), Place("hangzhou", at=(30.27, 120.26)), 37),  # 9.6 km
        (Place("hangzhou"), Place("elsewhere"), 90),
    ],
)
def test_the_way_is_estimated_from_what_is_known(a: Place, b: Place, minutes: int) -> None:
    assert route.travel(a, b, 30) == route.travel(b, a, 30) == minutes


@pytest.mark.parametrize(
    ("address", "region", "district"),
    [
        ("杭州市西湖区文三路12号", "hangzhou", "西湖区"),
        ("杭州市文三路12号", "hangzhou", ""),
        ("上海市浦东新区张江路88号", "shanghai", "浦东"),
        ("12 Zhangjiang Road, Pudong, Shanghai", "shanghai", "pudong"),
        ("上海市西湖区路1号", "hangzhou", ""),  # a road that is called after it
        (None, "hangzhou", ""),
        ("文三路", "nowhere", ""),
    ],
)
def test_the_district_is_what_an_address_names_within_its_area(
    address: str | None, region: str, district: str
) -> None:
    assert district_of(address, region) == district


def stop(number: int, begins: int, place: Place = WEST, minutes: int = 120, slack: int = 0) -> Stop:
    at = NOW + timedelta(minutes=begins)
    return Stop(number, place, at, at + timedelta(minutes=slack), minutes)


@pytest.mark.parametrize(
    ("stops", "order", "travel", "late"),
    [
        ([], [], [], []),
        ([stop(1, 0)], [1], [0], [0]),
        ([stop(2, 180, LAKE), stop(1, 0)], [1, 2], [0, 15], [0, 0]),
        ([stop(1, 0), stop(2, 120, SOUTH)], [1, 2], [0, 30], [0, 30]),  # half an hour is missing
        ([stop(1, 0), stop(2, 120, WEST)], [1, 2], [0, 0], [0, 0]),  # next door
        # whoever may come at any time of the day is visited where it costs least
        ([stop(1, 0), stop(2, 300, SOUTH), stop(3, 0, LAKE, 60, 600)], [1, 3, 2], [0, 15, 30], [0, 0, 0]),
    ],
)
def test_a_day_in_the_order_to_drive_it(
    stops: list[Stop], order: list[int], travel: list[int], late: list[int]
) -> None:
    way = partial(route.travel, usual=30)
    legs = route.legs(route.order(stops, way), way)
    assert [leg.stop.id for leg in legs] == order
    assert [leg.travel for leg in legs] == travel
    assert [leg.late for leg in legs] == late


PLACES = st.builds(
    Place, st.sampled_from(("hangzhou", "shanghai")), st.sampled_from(("", "a", "b")), st.sampled_from(("", "x", "y"))
)  # fmt: skip
STOPS = st.builds(stop, st.integers(1, 9), st.integers(0, 600), PLACES, st.integers(30, 240), st.integers(0, 480))  # fmt: skip


@settings(deadline=None)
@given(st.lists(STOPS, max_size=6), STOPS)
def test_inserting_a_visit_never_makes_the_order_worse_than_appending_it(
    stops: list[Stop], new: Stop
) -> None:
    way = partial(route.travel, usual=30)
    day = route.order(stops, way)
    with_it, more = route.insert(day, new, way)
    appended = (*day, new)
    assert route.cost(with_it, way) <= route.cost(appended, way)
    assert sorted(s.id for s in with_it) == sorted(s.id for s in appended)
    assert more == route.cost(with_it, way) - route.cost(day, way)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 96), st.integers(1, 40)), max_size=4),
    st.integers(30, 240),
    st.integers(0, 120),
    st.sampled_from(sorted(P3.calendars)),
)
def test_what_may_be_placed_is_what_would_be_offered(
    free: list[tuple[int, int]], minutes: int, lead: int, calendar: str
) -> None:
    """A beginning fits exactly when the offer of this technician alone would contain it."""
    visits = P3.visits.model_copy(
        update={"minutes": minutes, "lead": P3.visits.lead.model_copy(update={"seconds": lead * 60})}
    )
    working = Working(P3.calendars[calendar], P3.calendar_zone(calendar))
    spans = tuple((NOW + timedelta(minutes=15 * a), NOW + timedelta(minutes=15 * (a + n))) for a, n in free)
    person, until = Technician(1, "x", ("r",), (), spans), NOW + timedelta(days=2)
    offered = {w.start for w in slots._windows([person], visits, working, (NOW, until), None, frozenset())}
    grid = [NOW + timedelta(minutes=15 * n) for n in range(4 * 36)]
    assert {at for at in grid if slots.fits(person, visits, working, NOW, until, at)} == offered


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(30, 240), st.integers(0, 120), PLACES), min_size=1, max_size=4))
def test_where_every_visit_has_its_agreed_time_no_solver_finds_a_better_order(
    gaps: list[tuple[int, int, Place]],
) -> None:
    """A technician's visits begin at agreed times that do not overlap (the database sees to that): all orders are tried."""
    begin, day = 0, []
    for number, (minutes, gap, where) in enumerate(gaps):
        day.append(stop(number, begin, where, minutes))
        begin += minutes + gap
    way = partial(route.travel, usual=30)
    best = min(route.cost(order, way) for order in permutations(day))
    assert route.cost(route.order(day, way), way) == best
