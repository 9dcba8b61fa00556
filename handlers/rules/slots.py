"""Which windows of time to offer: those that keep the promise first, spread out, the least busy people first.

A window keeps the promise when the engineer arrives (the window begins) by then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil

from handlers.rules.calendar import Interval, Working
from handlers.rules.facts import Offer, Reason, Technician, Window
from handlers.rules.parts import Text
from handlers.rules.policy import Visits

STEP = 1800  # seconds between possible beginnings
APART = timedelta(hours=2)  # offered beginnings are at least this far from each other, where possible
BY_DAY = (8, 20)  # hours of the day between which a visit begins when a whole day was asked for
AT_MOST = 4000  # half hours looked at
NONE_FREE = Text(zh="这段时间没有合适的工程师有空", en="no suitable engineer is free in that time")
NONE_IN_TIME = Text(zh="承诺时间内没有空档", en="no window is free inside the promised time")

Wanted = tuple[datetime, datetime | None]


def offer(
    technicians: Sequence[Technician], region: str, skills: Sequence[str], visits: Visits, working: Working,
    now: datetime, promise: datetime | None, wanted: Wanted | None = None,
    skip: Collection[tuple[int, datetime]] = (), until: datetime | None = None, without: Sequence[Interval] = (),
) -> Offer:  # fmt: skip
    """Up to ``visits.offer`` windows before ``until`` (the plan's ``days_ahead`` unless it is given).  With ``wanted`` those in or nearest to that time come first, and none is offered that begins ``without``; ``kept`` says
    whether *any* free window keeps the promise, offered or not."""
    people = sorted(
        (t for t in technicians if region in t.regions and set(skills) <= set(t.skills)),
        key=lambda t: (t.load, t.id),
    )
    until = until or now + timedelta(days=visits.days_ahead)
    found = _windows(people, visits, working, (now, until), promise, frozenset(skip))
    kept = promise is None or any(w.keeps_promise for w in found)
    found = [w for w in found if not any(a <= w.start < b for a, b in without)]
    if not found:
        return Offer((), promise, kept, (Reason("none_free", NONE_FREE, visits.clause),))
    best = _choose(found, visits, wanted, working)
    reasons = () if kept else (Reason("none_in_time", NONE_IN_TIME, visits.clause),)
    return Offer(tuple(best), promise, kept, reasons)


def _windows(
    people: Sequence[Technician], visits: Visits, working: Working, span: tuple[datetime, datetime],
    promise: datetime | None, skip: frozenset[tuple[int, datetime]],
) -> list[Window]:  # fmt: skip
    """One window for each possible beginning: the least busy person who is free then.

    Beginnings are the bits of a number, one for each half hour from now on, so that what a person is free for costs a
    few operations however long it is."""
    now, until = span
    length, first = timedelta(minutes=visits.minutes), _step(now)
    possible = _beginnings(
        working.intervals(now + timedelta(seconds=visits.lead.seconds), until), first, visits.minutes
    )
    lost: dict[int, int] = {}
    for person_id, start in skip:
        lost[person_id] = lost.get(person_id, 0) | 1 << max(0, _step(start) - first)
    found: list[tuple[int, Technician]] = []
    on_duty: dict[tuple[Interval, ...], int] = {}  # the same for many
    for person in people:
        duty = person.on_duty
        if duty is not None:
            if duty not in on_duty:
                on_duty[duty] = _beginnings(duty, first, visits.minutes)
            if not on_duty[duty] & possible:
                continue
        own = _beginnings(person.free, first, visits.minutes) & possible & ~lost.get(person.id, 0)
        possible &= ~own
        while own:
            bit = own & -own
            found.append((bit.bit_length() - 1, person))
            own ^= bit
        if not possible:
            break
    windows = []
    for at, person in sorted(found, key=lambda f: f[0]):
        start = datetime.fromtimestamp((first + at) * STEP, UTC)
        windows.append(
            Window(person.id, person.name, start, start + length, promise is None or start <= promise)
        )
    return windows


def _step(at: datetime) -> int:
    """The first half hour that begins at this moment or after it, counted from 1970."""
    return ceil(at.timestamp() / STEP)


def _beginnings(stretches: Sequence[Interval], first: int, minutes: int) -> int:
    """The half hours from ``first`` on (bit 0) at which so many minutes can begin within one of the stretches."""
    found = 0
    for start, end in stretches:
        a = max(_step(start) - first, 0)
        b = min(int((end.timestamp() - minutes * 60) // STEP) - first + 1, AT_MOST)
        if b > a:
            found |= (1 << b) - (1 << a)
    return found


def starts(
    person: Technician, visits: Visits, working: Working, now: datetime, span: tuple[datetime, datetime]
) -> int:
    """All beginnings in ``span`` that could be offered with this person, as bits: bit n is the n-th half hour of it."""
    first, until = _step(span[0]), span[1] + timedelta(minutes=visits.minutes)
    until = min(until, far(visits, now))
    open_for = working.intervals(now + timedelta(seconds=visits.lead.seconds), until)
    found = _beginnings(open_for, first, visits.minutes)
    found &= _beginnings(person.free, first, visits.minutes) if found else 0
    return found & (1 << max(0, _step(span[1]) - first)) - 1


def fits(
    person: Technician, visits: Visits, working: Working, now: datetime, until: datetime, start: datetime
) -> bool:
    """Whether exactly this beginning could be offered with this person."""
    end = start + timedelta(minutes=visits.minutes)
    earliest = now + timedelta(seconds=visits.lead.seconds)
    return start.timestamp() % STEP == 0 and any(
        max(free_from, open_from) <= start and end <= min(free_to, open_to)
        for free_from, free_to in person.free
        for open_from, open_to in working.intervals(earliest, until)
    )


def far(visits: Visits, now: datetime) -> datetime:
    """As far as the plan books ahead."""
    return now + timedelta(days=visits.days_ahead)


def horizons(
    visits: Visits, now: datetime, due: datetime | None, wanted: Wanted | None
) -> Iterator[datetime]:
    """How far to look: two days past the promise and the wish as a rule, and as far as the plan allows when that
    gives too little (tried twice more, in case somebody is faster)."""
    times = [t for t in (now, due, *(wanted or ())) if t is not None]
    yield min(max(times) + timedelta(days=2), far(visits, now))
    for _ in range(3):
        yield far(visits, now)


def free(
    on_duty: Sequence[Interval], away: Sequence[Interval], taken: Sequence[Interval], travel: timedelta
) -> tuple[Interval, ...]:
    """What is left of a technician's time (``on_duty`` in its order).  ``taken`` includes the way there; the way from
    there to the next one is kept free as well, and the way to and from what somebody is away for."""
    busy = sorted([(a - travel, b + travel) for a, b in away] + [(a, b + travel) for a, b in taken])
    left: list[Interval] = []
    over = 0  # so many of them were over before this stretch
    for a, b in on_duty:
        while over < len(busy) and busy[over][1] <= a:
            over += 1
        for start, end in busy[over:]:
            if start >= b:
                break
            if start > a:
                left.append((a, start))
            a = max(a, end)
        if a < b:
            left.append((a, b))
    return tuple(left)


def _choose(found: list[Window], visits: Visits, wanted: Wanted | None, working: Working) -> list[Window]:
    """The best few, spread out; earliest first within equals.  When some lie in the wanted time the others are not
    offered.  The same person is offered twice only with time for the visit and the way in between, so that all of
    them can be held."""
    inside = [w for w in found if _distance(w, wanted) == 0]
    ranked = sorted(
        inside or found,
        key=lambda w: (_distance(w, wanted), _unearthly(w, wanted, working), not w.keeps_promise, w.start),
    )
    chosen: list[Window] = []
    own = timedelta(minutes=visits.minutes + visits.travel_minutes)
    for apart in (APART, timedelta(seconds=STEP)):
        for window in ranked:
            if len(chosen) == visits.offer:
                return chosen
            if all(_clear(window, other, apart, own) for other in chosen):
                chosen.append(window)
    return chosen


def _unearthly(window: Window, wanted: Wanted | None, working: Working) -> bool:
    """Whether a window lies outside the day, for somebody who asked for a whole day or more."""
    if wanted is None or wanted[1] is None or wanted[1] - wanted[0] < timedelta(hours=12):
        return False
    return not BY_DAY[0] <= window.start.astimezone(working.zone).hour < BY_DAY[1]


def _clear(window: Window, other: Window, apart: timedelta, own: timedelta) -> bool:
    between = abs(window.start - other.start)
    return between >= apart and (window.technician_id != other.technician_id or between >= own)


def _distance(window: Window, wanted: Wanted | None) -> float:
    """0 inside the wanted time, else seconds away from it."""
    if wanted is None:
        return 0.0
    start, end = wanted
    if end is None:
        return abs((window.start - start).total_seconds())
    if window.start < start:
        return (start - window.start).total_seconds()
    return max(0.0, (window.start - end).total_seconds() + 1) if window.start >= end else 0.0
