"""A technician's day on the road: the visits in their order, with an estimate of the way between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row

from handlers.areas import areas, district_of
from handlers.house import House
from handlers.rules import route
from handlers.rules.route import Leg, Place, Stop, Travel

USUAL = 30  # minutes of a way within an area, where no plan says it


def place(region: str | None, address: str | None) -> Place:
    area = next((a for a in areas() if a.id == region), None)
    return Place(region or "", address or "", district_of(address, region), None, area.at if area else None)


def stop(visit: Row[Any]) -> Stop:
    """A booked visit: the customer expects it at its beginning."""
    minutes = int((visit.end - visit.start).total_seconds() // 60)
    return Stop(visit.id, place(visit.region, visit.address), visit.start, visit.start, minutes)


def way(house: House, visits: Sequence[Row[Any]]) -> Travel:
    """How ways are estimated: a way within an area takes what the visits' plans reckon, the longest of them."""
    plans = [house.plans[v.plan] for v in visits if v.plan in house.plans]
    return partial(route.travel, usual=max((p.visits.travel_minutes for p in plans), default=USUAL))


def day(house: House, visits: Sequence[Row[Any]]) -> tuple[Leg, ...]:
    """The visits of one technician on one day (from :func:`storage.visits.listing`), in the order to drive them."""
    travel = way(house, visits)
    return route.legs(route.order([stop(v) for v in visits], travel), travel)


def detour(house: House, visits: Sequence[Row[Any]], where: Place, start: datetime, minutes: int) -> int:
    """How many minutes more a technician is on the road with one visit more."""
    travel = way(house, visits)
    new = Stop(0, where, start, start, minutes)
    return route.insert(route.order([stop(v) for v in visits], travel), new, travel)[1]
