"""The engineers of the console: who is offered a case, by the house's own rule, and how long it takes a place."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers.rules import assignment, routing
from handlers.rules.assignment import NEW_ROUND, Candidate, Need
from handlers.rules.calendar import Working
from handlers.rules.policy import Plan, answer_within
from handlers.simulation.course import KIND, Agenda, Case
from handlers.simulation.scenario import Desk as Scenario
from handlers.simulation.scenario import Group

FAR = timedelta(days=4000)


@dataclass(slots=True)
class Team:
    """Engineers alike; ``on`` while their shift lasts."""

    group: Group
    on: bool = False
    worked: timedelta = timedelta()  # people times hours in the time counted
    held: timedelta = timedelta()  # cases times hours


@dataclass(slots=True)
class Engineer:
    id: int
    team: Team
    load: int = 0
    idle_since: datetime | None = None


@dataclass(slots=True, order=True)
class Waiting:
    """A case in the queue, in the order in which they are taken: severity, then due time."""

    severity: int
    due: datetime
    number: int
    case: Case = field(compare=False)
    need: Need = field(compare=False)
    asked: tuple[int, ...] = field(default=(), compare=False)
    rests_until: datetime | None = field(default=None, compare=False)


class Desk:
    """``solved`` is called with a case when its engineer is through with it."""

    def __init__(
        self, agenda: Agenda, plan: Plan, scenario: Scenario, counted: tuple[datetime, datetime],
        solved: Callable[[Case], None],
    ) -> None:  # fmt: skip
        self.agenda, self.plan, self.scenario, self.solved = agenda, plan, scenario, solved
        self.counted = counted
        self.waiting: list[Waiting] = []
        self.teams = [Team(group) for group in scenario.engineers]
        self.engineers = [
            Engineer(i, team)
            for i, team in enumerate((t for t in self.teams for _ in range(t.group.count)), start=1)
        ]

    def open(self, start: datetime, end: datetime, zone: str) -> None:
        """Put the shifts of all down."""
        for team in self.teams:
            for a, b in Working(team.group.calendar, zone).intervals(start, end):
                self.agenda.at(a, self._shift, team, True)
                self.agenda.at(b, self._shift, team, False)
                team.worked += _within((a, b), self.counted) * team.group.count

    def _shift(self, team: Team, on: bool) -> None:
        team.on = on
        if on:
            self._offer()

    def enter(self, case: Case) -> None:
        now = self.agenda.now
        case.note("queue.entered", now)
        state = case.clock(self.plan, self.plan.handoff.clock, now)
        due = state.due if state is not None and state.due is not None else now + FAR
        to = routing.route(self.plan, case.region, case.severity, KIND, None)
        need = Need(
            to.queue,
            case.severity,
            self.plan.handoff.roles,
            to.skills,
            case.region,
            case.lang,
            everybodys=to.queue == routing.DEFAULT_QUEUE,
        )
        insort(self.waiting, Waiting(case.severity, due, case.number, case, need))
        self._offer()

    def _offer(self) -> None:
        """Offer what waits, the most urgent first, as long as anybody has a place."""
        for item in list(self.waiting):
            if not any(e.team.on and e.load < e.team.group.capacity for e in self.engineers):
                return
            if item.rests_until is None or item.rests_until <= self.agenda.now:
                self._offer_one(item)

    def _offer_one(self, item: Waiting) -> None:
        need = replace(item.need, asked=item.asked)
        choice = assignment.choose(need, [self._candidate(e) for e in self.engineers])
        if choice.chosen is None:
            if choice.all_asked:  # a new round, after a while
                item.asked, item.rests_until = (), self.agenda.now + NEW_ROUND[item.severity]
                self.agenda.at(item.rests_until, self._offer)
            return
        engineer = self.engineers[choice.chosen - 1]
        self.waiting.remove(item)
        item.asked = (*item.asked, engineer.id)
        engineer.load += 1
        engineer.idle_since = self.agenda.now
        within, chance = answer_within(self.plan.handoff, item.severity), item.case.chance
        took = timedelta(minutes=self.scenario.accept.draw(chance))
        if chance.random() < self.scenario.missed or took > within:
            self.agenda.at(self.agenda.now + within, self._missed, item, engineer)
        else:
            self.agenda.at(self.agenda.now + took, self._taken, item.case, engineer)

    def _candidate(self, engineer: Engineer) -> Candidate:
        group = engineer.team.group
        return Candidate(
            engineer.id, group.name, self.plan.handoff.roles[0], "ready" if engineer.team.on else "off",
            skills=group.skills, regions=group.regions, languages=group.languages, load=engineer.load,
            capacity=group.capacity, idle_since=engineer.idle_since,
        )  # fmt: skip

    def _missed(self, item: Waiting, engineer: Engineer) -> None:
        engineer.load -= 1
        insort(self.waiting, item)
        self._offer()

    def _taken(self, case: Case, engineer: Engineer) -> None:
        case.note("queue.claimed", self.agenda.now)
        reply = self.scenario.reply.draw(case.chance)
        handling = self.scenario.handling[case.severity - 1].draw(case.chance)
        self.agenda.after(reply, self._replied, case)
        until = self.agenda.now + timedelta(minutes=reply + handling)
        engineer.team.held += _within((self.agenda.now, until), self.counted)
        self.agenda.at(until, self._through, case, engineer)

    def _replied(self, case: Case) -> None:
        case.note("agent.replied", self.agenda.now)

    def _through(self, case: Case, engineer: Engineer) -> None:
        engineer.load -= 1
        self._offer()
        self.solved(case)


def _within(stretch: tuple[datetime, datetime], counted: tuple[datetime, datetime]) -> timedelta:
    return max(min(stretch[1], counted[1]) - max(stretch[0], counted[0]), timedelta())
