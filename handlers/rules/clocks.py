"""Named clocks, computed from a ticket's log.

Nothing is counted: when a clock started, stood still and was met follows from the log every time anew, so
that a corrected severity or a changed plan moves the due time, and "why is this red?" has an answer.
The due time is the target in working time after the start, moved by exactly the working time paused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter

from handlers.rules.calendar import Working
from handlers.rules.facts import ClockState, Happening
from handlers.rules.parts import Span
from handlers.rules.policy import Plan
from handlers.rules.timing import TERMINAL_EVENTS, Calendar, Clock, Target

Interval = tuple[datetime, datetime]
Paused = tuple[datetime, datetime, str]
REOPENED = "ticket.reopened"
STEPS = ("clock.warned", "clock.breached", "escalation.sent")  # that clockwork takes
WISHES = ("customer.awaited", "customer.back")  # of which :func:`wishes_end` makes more

_KNOWN: dict[
    tuple[int, str], tuple[Calendar, Working]
] = {}  # holds the calendar, so that its id stays its own


def working(plan: Plan, calendar: str) -> Working:
    """The working time of one of the plan's calendars."""
    wanted, zone = plan.calendars[calendar], plan.calendar_zone(calendar)
    known = _KNOWN.get((id(wanted), zone))
    if known is not None and known[0] is wanted:
        return known[1]
    if len(_KNOWN) >= 256:
        _KNOWN.clear()
    found = Working(wanted, zone)
    _KNOWN[id(wanted), zone] = (wanted, found)
    return found


class Log:
    """What happened to a ticket until ``now``, by the kind of event."""

    def __init__(self, log: Sequence[Happening], now: datetime) -> None:
        self._until = [h for h in sorted(log, key=attrgetter("at")) if h.at <= now]
        self._kinds = frozenset([h.event for h in self._until])

    def of(self, *events: str) -> list[Happening]:
        """Entries of these kinds as time goes; those of one moment in the order of the log."""
        if self._kinds.isdisjoint(events):
            return []
        return [h for h in self._until if h.event in events]


def states(
    plan: Plan,
    log: Sequence[Happening],
    *,
    severity: int,
    service_level: str | None,
    kind: str,
    now: datetime,
) -> tuple[ClockState, ...]:
    """Every clock of the plan that applies to this kind of ticket."""
    happened = Log(log, now)
    return tuple(
        _state(clock, happened, working(plan, clock.calendar), severity, service_level, now)
        for clock in plan.clocks
        if clock.times(kind)
    )


def grown(
    plan: Plan,
    known: Sequence[ClockState],
    log: Sequence[Happening],
    new: Sequence[Happening],
    *,
    severity: int,
    service_level: str | None,
    kind: str,
    now: datetime,
) -> tuple[ClockState, ...]:
    """What :func:`states` says of a log whose last entries are ``new`` and of which the clocks were ``known`` before, all else
    being the same: what listens to none of them is as it was."""
    all_of_them = any(h.event in WISHES for h in new)
    happened: Log | None = None
    found = list(known)
    for i, clock in enumerate([clock for clock in plan.clocks if clock.times(kind)]):
        if all_of_them or any(_concerns(clock, h) for h in new):
            happened = happened or Log(log, now)
            found[i] = _state(clock, happened, working(plan, clock.calendar), severity, service_level, now)
    return tuple(found)


def _concerns(clock: Clock, h: Happening) -> bool:
    """Whether a clock may be another because of it."""
    if h.event in clock.listens or h.event in TERMINAL_EVENTS or h.event == REOPENED:
        return True
    return h.event in STEPS and h.data.get("clock") == clock.name


def wishes_end(log: Sequence[Happening]) -> list[Happening]:
    """The log with the ends of what the customer wished for: waiting "until" a time ends at that time by itself,
    unless the customer came back or wished for another time before."""
    found = sorted(log, key=attrgetter("at"))
    ends: list[Happening] = []
    for i, happening in enumerate(found):
        if happening.event != "customer.awaited" or not happening.data.get("until"):
            continue
        until = max(datetime.fromisoformat(str(happening.data["until"])), happening.at)
        later = (h for h in found[i + 1 :] if h.at <= until)
        if not any(h.event in WISHES for h in later):
            ends.append(Happening(until, "customer.back"))
    return sorted([*found, *ends], key=lambda h: h.at) if ends else found


def target(clock: Clock, severity: int, service_level: str | None) -> Target | None:
    """The first target that fits severity and service level."""
    for wanted in clock.targets:
        if wanted.severity and severity not in wanted.severity:
            continue
        if wanted.service_level and service_level not in wanted.service_level:
            continue
        return wanted
    return None


def state(
    clock: Clock, log: Sequence[Happening], time: Working, severity: int, service_level: str | None, kind: str,
    now: datetime,
) -> ClockState:  # fmt: skip
    """One clock as it stands at ``now``; entries of the log later than ``now`` are not looked at."""
    if not clock.times(kind):
        return ClockState(clock.name, "waiting", clause=clock.clause)
    return _state(clock, Log(log, now), time, severity, service_level, now)


def _state(
    clock: Clock, log: Log, time: Working, severity: int, service_level: str | None, now: datetime
) -> ClockState:
    goal = target(clock, severity, service_level)
    started = _started(clock, log)
    if goal is None or started is None:
        return ClockState(clock.name, "waiting", clause=clock.clause)
    met = next((h.at for h in log.of(*clock.stop) if h.at >= started), None)
    ended = _ended(log, started)
    over = min((t for t in (met, ended) if t is not None), default=now)
    pauses, open_ = _pauses(clock, log, started, over)
    due = _due(time, started, goal.within, pauses)
    made = partial(
        ClockState, clock.name, started=started,
        ran=_ran(time, started, over, pauses), paused=tuple(pauses), clause=clock.clause,
    )  # fmt: skip
    if met is not None and met == over:
        return made("late" if met > due else "met", due=due, met=met, breached=met > due)
    if ended is not None:
        return made("stopped", due=due, breached=due < ended)
    if open_ and due > now:  # a pause of a clock that is broken already changes nothing
        return made("paused")
    next_at, next_step = _next(clock, due, _steps_done(clock.name, log, started))
    breached = due <= now
    return made("breached" if breached else "running", due=due, breached=breached,
                next_at=next_at, next_step=next_step)  # fmt: skip


def _started(clock: Clock, log: Log) -> datetime | None:
    starts = log.of(*clock.start)
    if not starts:
        return None
    return starts[-1 if clock.restart else 0].at


def _ended(log: Log, after: datetime) -> datetime | None:
    """When the ticket ended for good: the last terminal event that no reopening followed."""
    ended: datetime | None = None
    for h in log.of(*TERMINAL_EVENTS, REOPENED):
        if h.event == REOPENED:
            ended = None
        elif h.at >= after:
            ended = h.at
    return ended


def _pauses(clock: Clock, log: Log, started: datetime, until: datetime) -> tuple[list[Paused], bool]:
    """The union of all pauses within ``started``..``until`` (a pause within a pause counts once), and whether
    the last one is not over yet."""
    found: list[Paused] = []
    if not clock.pauses:
        return found, False
    running: set[int] = set()
    since, why = started, ""
    for h in log.of(*(event for p in clock.pauses for event in (p.start, p.end))):
        stood = bool(running)
        for i, pause in enumerate(clock.pauses):
            if h.event == pause.start:
                running.add(i)
            elif h.event == pause.end:
                running.discard(i)
        if running and not stood:
            since, why = h.at, h.event
        elif stood and not running and max(since, started) < min(h.at, until):
            found.append((max(since, started), min(h.at, until), why))
    if running and max(since, started) <= until:
        found.append((max(since, started), until, why))
    return found, bool(running)


def _due(time: Working, started: datetime, within: Span, pauses: Sequence[Paused]) -> datetime:
    due = time.add(started, within)
    for a, b, _ in pauses:
        if a < due:  # a pause after the due time comes too late to move it
            due = time.after(due, time.between(a, b))
    return due


def _ran(time: Working, started: datetime, until: datetime, pauses: Sequence[Paused]) -> tuple[Interval, ...]:
    """When it really ran: working time less pauses (at most the first hundred stretches)."""
    edges = [started, *(t for a, b, _ in pauses for t in (a, b)), until]
    ran: list[Interval] = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        ran += time.intervals(a, b)
    return tuple(ran[:100])


def _steps_done(name: str, log: Log, started: datetime) -> dict[str, datetime]:
    """Steps that clockwork has taken in this run of the clock, and when last."""
    return {
        str(h.data.get("step")): h.at
        for h in log.of(*STEPS)
        if h.at >= started and h.data.get("clock") == name
    }


def _next(clock: Clock, due: datetime, done: Mapping[str, datetime]) -> tuple[datetime | None, str | None]:
    """The earliest step that has not been taken.  One taken before its time had come was for an earlier due
    time (another severity, a pause): it is taken again for the new one."""
    taken = (
        {name for after, name in clock.steps if name in done and done[name] >= due + after} if done else ()
    )
    for after, name in clock.steps:
        if name not in taken and not (name == "warn" and "breach" in taken):
            return due + after, name
    return None, None
