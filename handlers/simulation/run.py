"""Playing a scenario through: reports come in, the bot talks, people and technicians do what the rules say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from handlers.rules.policy import Plan
from handlers.simulation.course import KIND, Agenda, Case
from handlers.simulation.desk import Desk
from handlers.simulation.figures import Figures, Kept, minutes
from handlers.simulation.roads import HALF_HOUR, Roads
from handlers.simulation.scenario import BadScenario, Reports, Scenario

AFTERWARDS = timedelta(days=30)  # in which what was reported is seen to the end
HOUR = timedelta(hours=1)
PLAYED = frozenset(
    ("ticket.opened", "queue.entered", "queue.claimed", "agent.replied", "visit.booked", "visit.arrived", "visit.done",
     "customer.awaited", "customer.back", "parts.awaited", "parts.arrived", "customer.confirmed", "ticket.resolved")
)  # fmt: skip
Progress = Callable[[float], None]


def clocks_played(plan: Plan) -> tuple[str, ...]:
    """The plan's clocks of faults that begin and end with what is played; of others a simulation says nothing."""
    return tuple(
        c.name
        for c in plan.clocks
        if c.times(KIND) and PLAYED.intersection(c.start) and PLAYED.intersection(c.stop)
    )


def checked(scenario: Scenario, plan: Plan) -> None:
    """Whether somebody could do the work.  Raises :class:`BadScenario`."""
    wanted = set(plan.visits.skills)
    crews = [c for c in scenario.visits.technicians if not c.skills or wanted <= set(c.skills)]
    reached = {r for c in crews for r in c.regions}
    for region, weight in scenario.reports.regions.items():
        if weight and region not in reached:
            raise BadScenario(
                f"nobody in 'visits.technicians' serves {region!r} with the skills of plan {plan.id}"
            )
    skills = {s for r in plan.routing.routes for s in r.skills}
    for skill in sorted(skills):
        if not any(not g.skills or skill in g.skills for g in scenario.desk.engineers):
            raise BadScenario(
                f"nobody in 'desk.engineers' has the skill {skill!r} that plan {plan.id} sends cases to"
            )


def play(scenario: Scenario, plan: Plan, seed: int, progress: Progress = lambda share: None) -> Figures:
    """One course of events.  ``progress`` hears the share that is done."""
    began = time.perf_counter()
    zone = ZoneInfo(plan.zone)
    start = datetime.combine(scenario.start, datetime.min.time(), zone)
    counted = (
        start + timedelta(days=scenario.warm_up),
        start + timedelta(days=scenario.warm_up + scenario.days),
    )
    end = counted[1] + AFTERWARDS
    agenda, cases, figures = Agenda(start), list[Case](), Figures()
    roads = Roads(agenda, plan, scenario.visits, plan.zone, counted)

    def solved(case: Case) -> None:
        if case.chance.random() < scenario.bot.without_visit[case.severity - 1]:
            roads.over(case)
        else:
            roads.book(case)

    def talked(case: Case) -> None:
        case.note("ticket.opened", agenda.now)
        if case.chance.random() < scenario.bot.to_people[case.severity - 1]:
            desk.enter(case)
        else:
            solved(case)

    def looked() -> None:
        figures.queue[agenda.now.astimezone(zone).hour].append(len(desk.waiting))

    desk = Desk(agenda, plan, scenario.desk, counted, solved)
    desk.open(start, end, plan.zone)
    for case in _reports(scenario.reports, start, counted, zone, seed):
        cases.append(case)
        talk = timedelta(minutes=scenario.bot.minutes.draw(case.chance))
        agenda.at(case.reported + talk, talked, case)
    at = counted[0]
    while at < counted[1]:
        agenda.at(at, looked)
        at += HALF_HOUR
    whole, at = end - start, start
    while at < end:
        agenda.at(at, progress, (at - start) / whole)
        at += HOUR
    agenda.run(end)
    _read(figures, [c for c in cases if c.counted], plan, agenda.now)
    _tallied(figures, desk, roads)
    figures.played, figures.took = whole.total_seconds(), time.perf_counter() - began
    return figures


def _reports(
    reports: Reports, start: datetime, counted: tuple[datetime, datetime], zone: ZoneInfo, seed: int
) -> Iterator[Case]:
    """Who reports a fault when (a Poisson process whose rate follows hours and days)."""
    hour, number = start, 0
    while hour < counted[1]:
        local = hour.astimezone(zone)
        rate = reports.per_day * 7 * reports.days[local.weekday()] / sum(reports.days)
        rate *= reports.hours[local.hour] / sum(reports.hours)
        chance = Random(f"{seed} {hour.timestamp()}")  # its own for each hour, whatever was before
        at = chance.expovariate(rate) if rate else 2.0
        while at < 1.0:
            number += 1
            own = Random(f"{seed} {hour.timestamp()} {number}")
            when = hour + at * HOUR
            yield Case(
                number, own, when, own.choices((1, 2, 3), reports.severity)[0], _drawn(reports.regions, own),
                _drawn(reports.languages, own), counted[0] <= when,
            )  # fmt: skip
            at += chance.expovariate(rate)
        hour += HOUR


def _drawn(weights: Mapping[str, float], chance: Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _read(figures: Figures, cases: list[Case], plan: Plan, now: datetime) -> None:
    """What the logs of the cases say, by the plan's own clocks."""
    names = clocks_played(plan)
    for case in cases:
        figures.reports += 1
        case.log.sort(key=lambda h: h.at)
        entered, replied = case.first("queue.entered"), case.first("agent.replied")
        booked, arrived = case.first("visit.booked"), case.first("visit.arrived")
        if entered is not None:
            figures.to_people += 1
            waited = minutes(entered, replied if replied is not None else now)
            figures.waited.setdefault(case.severity, []).append(waited)
        if booked is not None:
            figures.visits += 1
        if arrived is not None:
            figures.till_visit.setdefault(case.severity, []).append(minutes(case.reported, arrived))
        if case.first("ticket.resolved") is None:
            figures.undecided += 1
        for name in names:
            state = case.clock(plan, name, now)
            if state is not None and (state.breached or state.state in ("met", "late")):
                kept = figures.clocks.setdefault((name, case.severity), Kept())
                kept.decided += 1
                kept.broken += state.breached


def _tallied(figures: Figures, desk: Desk, roads: Roads) -> None:
    for team in desk.teams:
        worked, held = team.worked / HOUR, team.held / HOUR
        before = figures.people.get(team.group.name, (0.0, 0.0, 0))
        figures.people[team.group.name] = (before[0] + worked, before[1] + held, team.group.capacity)
    tally = roads.tally
    figures.on_duty, figures.visiting, figures.on_the_way = tally.on_duty, tally.visiting, tally.on_the_way
    figures.late, figures.second, figures.technicians = tally.late, tally.second, len(roads.technicians)
    figures.outside, figures.none = tally.outside, tally.none
