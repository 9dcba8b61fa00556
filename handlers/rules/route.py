"""The order of a day's visits and the way between them: all orders of a few, cheapest insertion of more, on estimates of how long the way takes.

The estimate is rough on purpose: it is made from addresses and service areas, without a map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from math import asin, ceil, cos, radians, sin, sqrt

EARTH_KM = 6371.0
DETOUR = 1.3  # roads are that much longer than the straight line
IN_TOWN_KM, IN_TOWN_KMH, OVERLAND_KMH = 30.0, 28.0, 70.0
DOOR_MINUTES = 10  # to park and to find the door
LATE_WEIGHT = 100  # a minute too late costs as much as so many minutes of travel
FEW = 4  # stops of which all orders are tried
UNKNOWN = 3  # times the usual way, between areas of which nobody knows where they lie

Coordinates = tuple[float, float]  # latitude and longitude, in degrees


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit is.  ``district`` is what the address names within the area, "" when it names nothing known;
    ``at`` is the address itself where that is known, ``centre`` the middle of the area."""

    region: str = ""
    address: str = ""
    district: str = ""
    at: Coordinates | None = None
    centre: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit that begins between ``earliest`` and ``latest`` and takes ``minutes``."""

    id: int
    place: Place
    earliest: datetime
    latest: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Leg:
    """``travel`` minutes from the stop before (0: the first); ``late`` minutes after its latest beginning."""

    stop: Stop
    travel: int
    begin: datetime
    late: int


Travel = Callable[[Place, Place], int]


def kilometres(a: Coordinates, b: Coordinates) -> float:
    """As the crow flies (haversine)."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def drive(km: float) -> int:
    """Minutes for a straight line of so many kilometres, from door to door."""
    road = km * DETOUR
    town = min(road, IN_TOWN_KM)
    return DOOR_MINUTES + ceil(town / IN_TOWN_KMH * 60 + (road - town) / OVERLAND_KMH * 60)


def travel(a: Place, b: Place, usual: int) -> int:
    """Estimated minutes from one place to another; ``usual`` is what the plan reckons for a way within an area."""
    if a.address and "".join(a.address.split()).casefold() == "".join(b.address.split()).casefold():
        return 0
    if a.at is not None and b.at is not None:
        return drive(kilometres(a.at, b.at))
    if a.region == b.region:
        return max(DOOR_MINUTES, usual // 2) if a.district and a.district == b.district else usual
    if a.centre is not None and b.centre is not None:
        return max(usual, drive(kilometres(a.centre, b.centre)))
    return usual * UNKNOWN


def legs(stops: Sequence[Stop], way: Travel) -> tuple[Leg, ...]:
    """What comes of driving the stops in this order."""
    found: list[Leg] = []
    for stop in stops:
        before = found[-1] if found else None
        minutes = way(before.stop.place, stop.place) if before is not None else 0
        begin = stop.earliest
        if before is not None:
            begin = max(begin, before.begin + timedelta(minutes=before.stop.minutes + minutes))
        late = max(0, ceil((begin - stop.latest).total_seconds() / 60))
        found.append(Leg(stop, minutes, begin, late))
    return tuple(found)


def cost(stops: Sequence[Stop], way: Travel) -> int:
    """Minutes on the road, and what being late weighs."""
    return sum(leg.travel + LATE_WEIGHT * leg.late for leg in legs(stops, way))


def insert(stops: Sequence[Stop], stop: Stop, way: Travel) -> tuple[tuple[Stop, ...], int]:
    """The route with one stop more, where it costs least, and what it costs more than before."""
    places = [(*stops[:n], stop, *stops[n:]) for n in range(len(stops) + 1)]
    best = min(places, key=lambda route: cost(route, way))
    return best, cost(best, way) - cost(stops, way)


def order(stops: Sequence[Stop], way: Travel) -> tuple[Stop, ...]:
    """A day's stops in the order to drive them: of a few the best of all orders, of more each where it costs least."""
    early = sorted(stops, key=lambda s: (s.earliest, s.id))
    if len(early) <= FEW:
        return min(permutations(early), key=lambda route: cost(route, way))
    route: tuple[Stop, ...] = ()
    for stop in early:
        route, _ = insert(route, stop, way)
    return route
