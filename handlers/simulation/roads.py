"""The technicians: windows are offered by the house's own rule and taken by customers, and the day goes as it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.rules import clocks, route, slots
from handlers.rules.calendar import Interval, Working
from handlers.rules.facts import Offer, Technician, Window
from handlers.rules.policy import Plan
from handlers.rules.route import Place
from handlers.simulation.course import Agenda, Case
from handlers.simulation.scenario import Crew
from handlers.simulation.scenario import Visiting as Scenario

HALF_HOUR = timedelta(minutes=30)
DAY = timedelta(days=1)
CONFIRMS = 60  # minutes until a customer says that it works


@dataclass(slots=True)
class Sent:
    """A technician; ``taken`` is what is booked, from the way there on, ``there`` where and until when the last visit is."""

    id: int
    crew: Crew
    working: Working
    taken: list[Interval] = field(default_factory=list)
    there: tuple[str, datetime] | None = None


@dataclass(slots=True)
class Tally:
    """What the technicians did in the time counted, in minutes; ``late``: how much after the window began each came."""

    on_duty: float = 0.0
    visiting: float = 0.0
    on_the_way: float = 0.0
    late: list[float] = field(default_factory=list)
    booked: int = 0
    outside: int = 0  # no window kept the promise
    none: int = 0  # no window at all, for the time being
    second: int = 0


class Roads:
    """Visits from booking to the end."""

    def __init__(self, agenda: Agenda, plan: Plan, scenario: Scenario, zone: str, counted: Interval) -> None:
        self.agenda, self.plan, self.scenario, self.counted = agenda, plan, scenario, counted
        self.tally = Tally()
        self.working = clocks.working(plan, plan.visits.calendar)
        self.technicians: list[Sent] = []
        for crew in scenario.technicians:
            shifts = Working(crew.calendar, zone)
            minutes = sum((b - a for a, b in shifts.intervals(*counted)), timedelta()) / timedelta(minutes=1)
            self.tally.on_duty += minutes * crew.count
            self.technicians += [
                Sent(len(self.technicians) + n, crew, shifts) for n in range(1, crew.count + 1)
            ]

    def book(self, case: Case) -> None:
        """Offer windows and let the customer choose; where there is none, try again tomorrow."""
        now, visits = self.agenda.now, self.plan.visits
        state = case.clock(self.plan, visits.promise, now)
        due = state.owed if state is not None else None
        wanted = None
        if case.chance.random() < self.scenario.later:
            wanted = (now + DAY, now + 3 * DAY)
        found = self._windows(case, due, wanted)
        tally = self.tally if case.counted else Tally()
        if not found.windows:
            tally.none += 1
            self.agenda.at(now + DAY, self.book, case)
            return
        if case.chance.random() < self.scenario.first_choice:
            window = found.windows[0]
        else:
            window = case.chance.choice(found.windows)
        tally.booked += 1
        tally.outside += not found.kept
        case.note("visit.booked", now)
        if not window.keeps_promise and found.kept:  # the customer's own wish
            case.note("customer.awaited", now, until=window.start.isoformat())
        technician = self.technicians[window.technician_id - 1]
        technician.taken.append(self._occupied(window))
        self.agenda.at(window.start, self._go, case, technician, window)

    def _windows(self, case: Case, due: datetime | None, wanted: slots.Wanted | None) -> Offer:
        now, visits = self.agenda.now, self.plan.visits
        found = Offer((), due, True)
        for until in slots.horizons(visits, now, due, wanted):
            found = slots.offer(
                self._free(case.region, now, until), case.region, visits.skills, visits, self.working, now, due,
                wanted, until=until,
            )  # fmt: skip
            if len(found.windows) >= visits.offer or until >= slots.far(visits, now):
                break
        return found

    def _free(self, region: str, now: datetime, until: datetime) -> list[Technician]:
        travel = timedelta(minutes=self.plan.visits.travel_minutes)
        people, on_duty = [], dict[Working, list[Interval]]()
        for t in self.technicians:
            if region in t.crew.regions:
                t.taken = [span for span in t.taken if span[1] > now - DAY]
                ahead = [span for span in t.taken if span[0] < until]
                if t.working not in on_duty:
                    on_duty[t.working] = t.working.intervals(now, until)
                left = slots.free(on_duty[t.working], (), ahead, travel)
                load = sum(int((b - a) / HALF_HOUR) for a, b in ahead)
                skills = t.crew.skills or self.plan.visits.skills
                people.append(Technician(t.id, t.crew.name, t.crew.regions, skills, left, load))
        return people

    def _occupied(self, window: Window) -> Interval:
        """In whole half hours, with the way there, as the store keeps them."""
        half = HALF_HOUR.total_seconds()
        start = (window.start - timedelta(minutes=self.plan.visits.travel_minutes)).timestamp() // half * half
        end = -(-window.end.timestamp() // half) * half
        zone = window.start.tzinfo
        return datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone)

    def _go(self, case: Case, technician: Sent, window: Window) -> None:
        start, before = window.start, technician.there
        near = before is not None and start - before[1] < DAY / 2  # still out, and not from home
        last = before[0] if before is not None and near else case.region
        way = route.travel(Place(last), Place(case.region), self.plan.visits.travel_minutes)
        takes = way * self.scenario.way.draw(case.chance)
        arrives = start
        if before is not None and near:
            arrives = max(start, before[1] + timedelta(minutes=takes))
        stays = self.scenario.minutes.draw(case.chance)
        technician.there = (case.region, arrives + timedelta(minutes=stays))
        if self.counted[0] <= start < self.counted[1]:
            self.tally.visiting += stays
            self.tally.on_the_way += takes
            self.tally.late.append((arrives - start) / timedelta(minutes=1))
        self.agenda.at(arrives, self._arrived, case, stays)

    def _arrived(self, case: Case, stays: float) -> None:
        case.note("visit.arrived", self.agenda.now)
        self.agenda.after(stays, self._done, case)

    def _done(self, case: Case) -> None:
        now = self.agenda.now
        case.note("visit.done", now)
        if case.chance.random() < self.scenario.second:
            case.note("parts.awaited", now)
            self.tally.second += case.counted
            self.agenda.after(self.scenario.parts.draw(case.chance), self._parts_there, case)
        else:
            self.agenda.after(CONFIRMS, self.over, case)

    def _parts_there(self, case: Case) -> None:
        case.note("parts.arrived", self.agenda.now)
        self.book(case)

    def over(self, case: Case) -> None:
        """It works, and the customer says so."""
        case.note("customer.confirmed", self.agenda.now)
        case.note("ticket.resolved", self.agenda.now)
