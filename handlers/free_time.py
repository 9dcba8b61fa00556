"""Who could be sent, and the time that is still free of theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, overload

from sqlalchemy import Row

from handlers.rules import slots
from handlers.rules.calendar import Interval, Working
from handlers.rules.facts import Technician
from handlers.rules.policy import Plan
from handlers.rules.timing import WEEKDAYS, Calendar
from storage import visits
from storage.engine import Tx

AT_ONCE = 16  # people whose calendars are read together


def free_technicians(
    tx: Tx, plan: Plan, region: str, now: datetime, until: datetime, *, but: int | None = None
) -> list[Technician]:
    """Who could be sent there before ``until``, with the time that is still free; the time of the visit ``but`` counts
    as free.  Calendars are read, within ``tx``, when somebody looks at them: as a rule those of the least busy people are
    enough."""
    wanted = set(plan.visits.skills)
    found = [
        row for row in visits.technicians_and_loads(tx, now, until) if region in row.regions and wanted <= set(row.skills)
    ]  # fmt: skip
    span = visits.slots(now, until)
    loads = {row.id: row.taken for row in found}
    visit = visits.get(tx, but) if but is not None else None
    if visit is not None and visit.technician_id in loads:
        loads[visit.technician_id] -= sum(slot in span for slot in visits.taken_by(tx, visit.id))
    read = _Calendars(tx, sorted(found, key=lambda row: (loads[row.id], row.id)), plan, (now, until), but)
    return [
        Technician(
            row.id,
            row.name,
            tuple(row.regions),
            tuple(row.skills),
            _Free(read, row.id),
            loads[row.id],
            read.duty(row),
        )
        for row in found
    ]


class _Calendars:
    """The free time of people, read for some at a time in the order in which it is likely to be asked for."""

    def __init__(
        self, tx: Tx, people: Sequence[Row[Any]], plan: Plan, span: Interval, but: int | None
    ) -> None:
        self._tx, self._people, self._span, self._but = tx, people, span, but
        self._place = {row.id: n for n, row in enumerate(people)}
        self._travel = timedelta(minutes=plan.visits.travel_minutes)
        self._duties: dict[tuple[int, str, bool], tuple[Interval, ...]] = {}
        self._on_duty: dict[Working, tuple[Interval, ...]] = {}
        self._known: dict[int, tuple[Interval, ...]] = {}

    def of(self, technician_id: int) -> tuple[Interval, ...]:
        if technician_id not in self._known:
            place = self._place[technician_id]
            self._read(self._people[place : place + AT_ONCE])
        return self._known[technician_id]

    def duty(self, row: Row[Any]) -> tuple[Interval, ...]:
        same = (
            id(row.shifts),
            row.zone,
            row.works_holidays,
        )  # many have the very same object, which the row holds
        if same not in self._duties:
            shift = shifts(row)
            if shift not in self._on_duty:
                self._on_duty[shift] = tuple(shift.intervals(*self._span))
            self._duties[same] = self._on_duty[shift]
        return self._duties[same]

    def _read(self, people: Sequence[Row[Any]]) -> None:
        (now, until), ids = self._span, [row.id for row in people]
        away: dict[int, list[Interval]] = defaultdict(list)
        for absence in visits.absences_of(self._tx, ids, now, until):
            away[absence.technician_id].append((absence.start, absence.end))
        taken: dict[int, list[Interval]] = defaultdict(list)
        for technician_id, slot, visit_id in map(tuple, visits.busy(self._tx, ids, now, until)):
            if visit_id != self._but:
                start = datetime.fromtimestamp(slot * visits.SLOT, now.tzinfo)
                taken[technician_id].append((start, start + timedelta(seconds=visits.SLOT)))
        for row in people:
            self._known[row.id] = slots.free(self.duty(row), away[row.id], taken[row.id], self._travel)


class _Free(Sequence[Interval]):
    """Somebody's free time, read when it is looked at."""

    __slots__ = ("_calendars", "_who")

    def __init__(self, calendars: _Calendars, who: int) -> None:
        self._calendars, self._who = calendars, who

    def __iter__(self) -> Iterator[Interval]:
        return iter(self._calendars.of(self._who))

    def __len__(self) -> int:
        return len(self._calendars.of(self._who))

    @overload
    def __getitem__(self, at: int) -> Interval: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Interval]: ...
    def __getitem__(self, at: int | slice) -> Interval | Sequence[Interval]:
        return self._calendars.of(self._who)[at]


def shifts(row: Row[Any]) -> Working:
    """When a technician works."""
    week = tuple((day, tuple(row.shifts.get(day, ()))) for day in WEEKDAYS)
    return _working(week, row.zone, row.works_holidays)


@lru_cache(maxsize=512)
def _working(shifts: tuple[tuple[str, tuple[str, ...]], ...], zone: str, works_holidays: bool) -> Working:
    if not any(times for _, times in shifts):
        return Working(Calendar(always=True), zone)
    holidays = None if works_holidays else "CN"
    return Working(Calendar.model_validate({"shifts": dict(shifts), "holidays": holidays}), zone)
