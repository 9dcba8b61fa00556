"""Visits, whatever customers, dispatchers and time do: nobody is at two places, nobody is sent outside the hours of work or
while away, and every time that was held and not taken is free again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import Row, select, update

from handlers import absences, board_desk, tickets, visit_desk, watch
from handlers.people import Refused
from storage import conversations
from storage.engine import Tx
from storage.models import Technician, Visit, VisitSlot
from tests.models.play import Machine, Worlds, play
from tests.world import MONDAY, ZONE

PLAN = "p3"
EARLY = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
LATE = {day: ["13:00-21:00"] for day in ("mon", "wed", "fri", "sat")}
HALF = timedelta(minutes=30)
MOST_TICKETS = 6
which = st.integers(0, 40)
hours = st.integers(0, 60)


@dataclass
class Kept:
    """What we think of a visit."""

    ticket: int
    technician: int
    start: datetime
    end: datetime
    until: datetime | None
    status: str = "held"

    @property
    def takes(self) -> bool:
        return self.status in ("held", "confirmed")


class Booking(Machine):
    def begin(self) -> None:
        self.visits: dict[int, Kept] = {}
        self.tickets: list[int] = []
        self.away: dict[int, tuple[int, datetime, datetime]] = {}
        self.clerk = self.world.user("kim")
        rules = self.world.house.plans[PLAN].visits
        self.long, self.travel = timedelta(minutes=rules.minutes), timedelta(minutes=rules.travel_minutes)
        self.lead, self.ahead = timedelta(seconds=rules.lead.seconds), timedelta(days=rules.days_ahead)
        mine = select(Technician.id, Technician.regions, Technician.skills).order_by(Technician.id)
        rows = self.world.store.read(lambda tx: tx.sql.execute(mine).all())
        self.people = [r.id for r in rows if r.regions == ["hangzhou"] and r.skills == ["solar"]]
        self.shifts = dict(zip(self.people, (EARLY, LATE), strict=True))
        self.active = set(self.people)
        for person, shifts in self.shifts.items():
            self._save(person, shifts=shifts, works_holidays=True)

    # -- what happens ------------------------------------------------------------------------------

    @rule()
    def somebody_reports(self) -> None:
        if len(self.tickets) == MOST_TICKETS:
            return
        house, name = self.world.house, f"c{len(self.tickets)}"

        def work(tx: Tx) -> int:
            now = house.now()
            row = conversations.lock(tx, "terminal", name, now, plan=PLAN)
            return int(tickets.open_ticket(tx, house, house.plans[PLAN], row.id, "report_fault", "x", "customer", now,
                                           status="open", region="hangzhou").id)  # fmt: skip

        self.tickets.append(self.world.store.write(work))

    @rule(n=which)
    def windows_are_offered(self, n: int) -> None:
        ticket = self._ticket(n)
        before = {i for i, v in self.visits.items() if v.ticket == ticket and v.status == "held"}
        self._set(before, "released")
        now = self.world.house.now()
        possible = self._any_free(now)
        why = self._refused(visit_desk.offer, ticket)
        assert why is None or (why == "no-technician" and not possible), f"{possible} was free"
        for row in self._rows():
            if row.id not in self.visits:
                assert (row.status, row.ticket_id) == ("held", ticket)
                assert row.end - row.start == self.long and row.start >= now + self.lead
                assert self._free(row.technician_id, row.start), f"{row.technician_id} at {row.start}"
                self.visits[row.id] = Kept(ticket, row.technician_id, row.start, row.end, row.held_until)

    @rule(n=which, m=which)
    def one_is_confirmed(self, n: int, m: int) -> None:
        """Also one that is over, was confirmed before, or is another ticket's."""
        if not self.visits:
            return
        visit_id = sorted(self.visits)[-1 - m % len(self.visits)]
        visit = self.visits[visit_id]
        ticket = visit.ticket if n % 4 else self._ticket(n)
        over = visit.until is None or visit.until <= self.world.house.now()
        holds = visit.status == "held" and visit.ticket == ticket and not over
        why = self._refused(visit_desk.confirm, ticket, visit_id)
        assert why == (None if holds else "window-gone"), "only what is held for this ticket can be confirmed"
        if holds:
            self._becomes(ticket, visit_id)

    @rule(n=which, minutes=st.sampled_from([14, 15, 16]))
    def somebody_decides_late(self, n: int, minutes: int) -> None:
        self.windows_are_offered(n)
        self.world.now += timedelta(minutes=minutes)
        held = [i for i, v in sorted(self.visits.items()) if v.status == "held"]
        if held:
            self.one_is_confirmed(1, len(self.visits) - 1 - sorted(self.visits).index(held[-1]))

    @rule(n=which, technician=st.integers(0, 1), hour=hours)
    def a_dispatcher_moves_it(self, n: int, technician: int, hour: int) -> None:
        booked = sorted(i for i, v in self.visits.items() if v.status == "confirmed")
        if not booked:
            return
        old_id, person = booked[n % len(booked)], self.people[technician]
        old, start = (
            self.visits[old_id],
            MONDAY.replace(hour=0) + timedelta(days=(self.world.now - MONDAY).days, hours=hour),
        )
        held = {i for i, v in self.visits.items() if v.ticket == old.ticket and v.status == "held"}
        try:
            became = board_desk.move(
                self.world.house, self.clerk, old_id, person, start, "Mr Wang, by telephone"
            )
        except Refused:
            return
        assert became == "moved"
        self._set({old_id}, "cancelled")
        self._set(held, "released")
        assert self._free(person, start), f"{person} at {start}"
        (row,) = (r for r in self._rows() if r.id not in self.visits)
        assert (row.technician_id, row.start, row.status) == (person, start, "confirmed")
        self.visits[row.id] = Kept(old.ticket, person, row.start, row.end, None, "confirmed")

    @rule(n=which)
    def it_is_cancelled(self, n: int) -> None:
        ticket = self._ticket(n)
        booked = {i for i, v in self.visits.items() if v.ticket == ticket and v.status == "confirmed"}
        held = {i for i, v in self.visits.items() if v.ticket == ticket and v.status == "held"}
        why = self._refused(visit_desk.cancel, ticket, "not at home")
        assert why == (None if booked else "no-visit")
        if booked:  # else what is held stays
            self._set(booked, "cancelled")
            self._set(held, "released")

    @rule(technician=st.integers(0, 1), hour=hours, long=st.sampled_from([1, 4, 30]))
    def a_technician_is_away(self, technician: int, hour: int, long: int) -> None:
        person, start = self.people[technician], self.world.house.now() + timedelta(hours=hour)
        end = start + timedelta(hours=long)
        made = absences.add(self.world.house, self.clerk, person, start, end, "ill")
        self.away[made] = (person, start, end)

    @rule(n=which)
    def is_there_after_all(self, n: int) -> None:
        if self.away:
            gone = sorted(self.away)[n % len(self.away)]
            absences.remove(self.world.house, self.clerk, gone, "well again")
            del self.away[gone]

    @rule(technician=st.integers(0, 1))
    def a_technician_leaves_or_comes(self, technician: int) -> None:
        person = self.people[technician]
        self.active ^= {person}
        self._save(person, active=person in self.active)

    @rule(minutes=st.sampled_from([1, 5, 14, 16, 180, 1500]), looks=st.booleans())
    def time_passes(self, minutes: int, looks: bool) -> None:
        self.world.now += timedelta(minutes=minutes)
        if looks:
            now = self.world.house.now()
            watch.fire(self.world.house, now)
            over = {
                i
                for i, v in self.visits.items()
                if v.status == "held" and v.until is not None and v.until <= now
            }
            self._set(over, "released")

    # -- what always holds -------------------------------------------------------------------------

    @invariant()
    def every_visit_is_what_we_think(self) -> None:
        there = {r.id: (r.status, r.ticket_id, r.technician_id, r.start, r.end) for r in self._rows()}
        assert there == {
            i: (v.status, v.ticket, v.technician, v.start, v.end) for i, v in self.visits.items()
        }

    @invariant()
    def exactly_their_time_is_taken(self) -> None:
        """No more (nothing stays taken for nothing), no less (nobody can be booked twice)."""
        wanted = select(VisitSlot.technician_id, VisitSlot.slot, VisitSlot.visit_id)
        rows = self.world.store.read(lambda tx: tx.sql.execute(wanted).all())
        taken = {(r.technician_id, r.slot): r.visit_id for r in rows}
        expected: dict[tuple[int, int], int] = {}
        for visit_id, visit in self.visits.items():
            if visit.takes:
                for slot in self._slots(visit.start, visit.end):
                    assert (visit.technician, slot) not in expected, f"{visit_id} and another at one time"
                    expected[visit.technician, slot] = visit_id
        assert taken == expected

    @invariant()
    def a_ticket_has_one_visit_to_come(self) -> None:
        booked = [v.ticket for v in self.visits.values() if v.status == "confirmed"]
        assert len(booked) == len(set(booked))

    # -- small parts -------------------------------------------------------------------------------

    def _refused(self, act: Callable[..., object], *given: object) -> str | None:
        try:
            act(self.world.house, self.clerk, *given)
        except Refused as refused:
            return refused.why
        return None

    def _free(self, person: int, start: datetime) -> bool:
        """Whether a visit may begin there, reckoned as simply as can be."""
        end, day = start + self.long, start.astimezone(ZONE)
        if person not in self.active:
            return False
        spans = self.shifts[person].get(day.strftime("%a").lower(), [])
        inside = any(
            day >= day.replace(hour=int(a[:2]), minute=0)
            and end.astimezone(ZONE) <= day.replace(hour=int(b[:2]), minute=0)
            for a, b in (span.split("-") for span in spans)
        )
        there = all(
            p != person or end <= a - self.travel or b + self.travel <= start
            for p, a, b in self.away.values()
        )
        mine = set(self._slots(start, end))
        busy = any(
            v.takes and v.technician == person and mine & set(self._slots(v.start, v.end))
            for v in self.visits.values()
        )
        return inside and there and not busy

    def _any_free(self, now: datetime) -> tuple[int, datetime] | None:
        seconds = HALF.total_seconds()
        start = datetime.fromtimestamp(-(-(now + self.lead).timestamp() // seconds) * seconds, UTC)
        while start + self.long <= now + self.ahead:
            for person in self.people:
                if self._free(person, start):
                    return person, start
            start += HALF
        return None

    def _slots(self, start: datetime, end: datetime) -> range:
        seconds = int(HALF.total_seconds())
        return range(int((start - self.travel).timestamp()) // seconds, -(-int(end.timestamp()) // seconds))

    def _becomes(self, ticket: int, visit_id: int) -> None:
        for other_id, other in self.visits.items():
            if other.ticket == ticket and other_id != visit_id:
                other.status = {"held": "released", "confirmed": "cancelled"}.get(other.status, other.status)
        self.visits[visit_id].status = "confirmed"

    def _set(self, visit_ids: set[int], status: str) -> None:
        for visit_id in visit_ids:
            self.visits[visit_id].status = status

    def _ticket(self, n: int) -> int:
        if not self.tickets:
            self.somebody_reports()
        return self.tickets[n % len(self.tickets)]

    def _rows(self) -> list[Row[Any]]:
        wanted = select(Visit.__table__).order_by(Visit.id)
        return list(self.world.store.read(lambda tx: tx.sql.execute(wanted).all()))

    def _save(self, person: int, **values: Any) -> None:
        change = update(Technician).where(Technician.id == person).values(**values)
        self.world.store.write(lambda tx: tx.sql.execute(change) and None)


@pytest.mark.timeout(600)
def test_nobody_is_sent_twice_or_outside_the_hours_whatever_happens(worlds: Worlds) -> None:
    play(Booking, worlds, 25)
