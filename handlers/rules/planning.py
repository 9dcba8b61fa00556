"""Who of a day's technicians could make which of the visits that nobody has planned yet, and when.

Times are half hours counted from the beginning of the day, as they are booked.  Agreed visits stay where they are.  When
somebody may begin is data (``starts``, bit n for the n-th half hour): it comes from the rules by which times are offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handlers.rules.route import Place, Travel

STEP = 30  # minutes of a half hour


@dataclass(frozen=True, slots=True)
class Job:
    """A visit that is to be planned.  ``apart``: half hours that the plan keeps free between it and another;
    ``starts``: when it may begin, for each technician who may make it, none of it after its promise."""

    id: int
    place: Place
    length: int
    apart: int
    starts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Fixed:
    """An agreed visit."""

    begin: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Day:
    """``fixed``: the agreed visits of each technician in their order; ``jobs``, the most urgent first."""

    fixed: Mapping[int, tuple[Fixed, ...]]
    jobs: tuple[Job, ...]
    way: Travel


@dataclass(frozen=True, slots=True)
class Placed:
    """A job that a technician could begin then."""

    job: int
    technician: int
    begin: int


@dataclass(frozen=True, slots=True)
class Stop:
    """What a technician does at one place: ``apart`` is that of a job, None for what is agreed."""

    begin: int
    end: int
    place: Place
    apart: int | None = None


def steps(minutes: float) -> int:
    """So many half hours, begun ones as well."""
    return -int(-minutes // STEP)


def bits(starts: int) -> Iterator[int]:
    """The half hours that are set, in their order."""
    while starts:
        bit = starts & -starts
        yield bit.bit_length() - 1
        starts ^= bit


def between(day: Day, a: Stop, b: Stop) -> int:
    """Half hours that have to lie between two visits.  What the plan keeps free beside an agreed one is in ``starts``."""
    way = steps(day.way(a.place, b.place))
    return way if a.apart is None or b.apart is None else max(way, a.apart, b.apart)


def stop(job: Job, begin: int) -> Stop:
    return Stop(begin, begin + job.length, job.place, job.apart)


def agreed(day: Day, technician: int) -> list[Stop]:
    return [Stop(f.begin, f.end, f.place) for f in day.fixed.get(technician, ())]


def routes(day: Day, placed: Iterable[Placed]) -> dict[int, list[Stop]]:
    """Every technician's stops in their order, agreed and new."""
    jobs = {job.id: job for job in day.jobs}
    found = {technician: agreed(day, technician) for technician in day.fixed}
    for one in placed:
        found.setdefault(one.technician, []).append(stop(jobs[one.job], one.begin))
    for route in found.values():
        route.sort(key=lambda s: (s.begin, s.end))
    return found


def travel(day: Day, placed: Iterable[Placed]) -> int:
    """Minutes that all technicians together are on the road that day."""
    return sum(
        day.way(a.place, b.place) for route in routes(day, placed).values() for a, b in pairwise(route)
    )


def fits(day: Day, route: Sequence[Stop], job: Job, technician: int, begin: int) -> bool:
    """Whether a technician with this route could begin the job then."""
    if begin < 0 or not job.starts.get(technician, 0) >> begin & 1:
        return False
    new = stop(job, begin)
    before = max((s for s in route if s.begin < new.begin), key=lambda s: s.end, default=None)
    after = min((s for s in route if s.begin >= new.begin), key=lambda s: s.begin, default=None)
    early = before is not None and before.end + between(day, before, new) > new.begin
    return not early and (after is None or new.end + between(day, new, after) <= after.begin)


def kept(day: Day, placed: Iterable[Placed]) -> tuple[Placed, ...]:
    """What of a plan can be had: every job once, one after the other, none in the way of an earlier one."""
    jobs, found = {job.id: job for job in day.jobs}, routes(day, ())
    good: list[Placed] = []
    for one in sorted(placed, key=lambda p: (p.begin, p.job)):
        job, route = jobs.pop(one.job, None), found.setdefault(one.technician, [])
        if job is not None and fits(day, route, job, one.technician, one.begin):
            route.append(stop(job, one.begin))
            good.append(one)
    return tuple(good)


def proposal(day: Day) -> tuple[Placed, ...]:
    """The best that insertion finds: the most urgent first, those that end first, those with the fewest places first."""
    last = sorted(day.jobs, key=lambda job: max((s.bit_length() for s in job.starts.values()), default=0))
    few = sorted(day.jobs, key=lambda job: sum(s.bit_count() for s in job.starts.values()))
    return better(day, *(insertion(day, (), order) for order in (day.jobs, last, few)))


def insertion(
    day: Day, placed: Iterable[Placed] = (), order: Sequence[Job] | None = None
) -> tuple[Placed, ...]:
    """One job after the other (the most urgent first, without ``order``) is put where it costs least way; ``placed`` stay
    where they are."""
    good = list(placed)
    found, done = routes(day, good), {one.job for one in good}
    for job in day.jobs if order is None else order:
        if job.id in done:
            continue
        places = [
            (cost, begin, len(found.get(technician, ())), technician)
            for technician in job.starts
            for cost, begin in _places(day, found.get(technician, []), job, technician)
        ]
        if places:
            _, begin, _, technician = min(places)
            good.append(Placed(job.id, technician, begin))
            route = found.setdefault(technician, [])
            route.append(stop(job, begin))
            route.sort(key=lambda s: (s.begin, s.end))
    return tuple(good)


def _places(day: Day, route: Sequence[Stop], job: Job, technician: int) -> Iterator[tuple[int, int]]:
    """Before, between and behind what is there: (minutes more on the road, the first beginning)."""
    starts, probe = job.starts[technician], stop(job, 0)
    for n in range(len(route) + 1):
        before, after = route[n - 1] if n else None, route[n] if n < len(route) else None
        first = before.end + between(day, before, probe) if before is not None else 0
        last = (
            after.begin - between(day, probe, after) - job.length
            if after is not None
            else starts.bit_length()
        )
        if 0 <= first <= last:
            free = starts >> first & (1 << last - first + 1) - 1
            if free:
                yield detour(day, before, job, after), first + (free & -free).bit_length() - 1


def detour(day: Day, before: Stop | None, job: Job, after: Stop | None) -> int:
    """Minutes more on the road with the job between the two."""
    here = day.way(before.place, job.place) if before is not None else 0
    on = day.way(job.place, after.place) if after is not None else 0
    direct = day.way(before.place, after.place) if before is not None and after is not None else 0
    return here + on - direct


def better(day: Day, *plans: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """The plan with the most visits; of as many, with the more urgent ones; of the same, with less way."""
    rank = {job.id: n for n, job in enumerate(day.jobs)}

    def key(plan: tuple[Placed, ...]) -> tuple[int, list[int], int]:
        return -len(plan), sorted(rank[p.job] for p in plan), travel(day, plan)

    return min(plans, key=key)
