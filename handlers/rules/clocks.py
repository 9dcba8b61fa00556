"""Named clocks, computed from a ticket's log.

Nothing is counted: when a clock started, stood still and was met follows from the log every time anew, so
that a corrected severity or a changed plan moves the due time, and "why is this red?" has an answer.
The due time is the target in working time after the start, moved by exactly the working time paused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from handlers.rules.calendar import Working
from handlers.rules.facts import ClockState, Happening
from handlers.rules.parts import Span
from handlers.rules.policy import Plan
from handlers.rules.timing import TERMINAL_EVENTS, Clock, Target

Interval = tuple[datetime, datetime]
Paused = tuple[datetime, datetime, str]


@lru_cache(maxsize=256)
def _working(calendar_json: str, zone: str) -> Working:
    from handlers.rules.timing import Calendar

    return Working(Calendar.model_validate_json(calendar_json), zone)


def working(plan: Plan, calendar: str) -> Working:
    """The working time of one of the plan's calendars."""
    return _working(plan.calendars[calendar].model_dump_json(), plan.calendar_zone(calendar))


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
    return tuple(
        state(clock, log, working(plan, clock.calendar), severity, service_level, kind, now)
        for clock in plan.clocks
        if clock.times(kind)
    )


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
    happened = [h for h in log if h.at <= now]
    waiting = ClockState(clock.name, "waiting", clause=clock.clause)
    goal = target(clock, severity, service_level)
    started = _started(clock, happened)
    if goal is None or started is None or not clock.times(kind):
        return waiting
    met = _first(happened, clock.stop, started)
    ended = _ended(happened, started)
    stop_at = min((t for t in (met, ended) if t is not None), default=now)
    pauses = _pauses(clock, happened, started, stop_at)
    standing = (
        met is None
        and ended is None
        and bool(pauses)
        and pauses[-1][1] >= now
        and _is_paused(clock, happened)
    )
    due = _due(time, started, goal.within, pauses)
    steps = _steps_done(clock.name, happened, started)
    base = replace(waiting, started=started, ran=_ran(time, started, stop_at, pauses), paused=tuple(pauses))
    if met is not None and (ended is None or met <= ended):
        late = met > due
        return replace(base, state="late" if late else "met", due=due, met=met, breached=late)
    breached = due < (ended or now)
    if ended is not None:
        return replace(base, state="stopped", due=due, breached=breached or "breach" in steps)
    if standing:
        return replace(base, state="paused", due=None, breached="breach" in steps)
    next_at, next_step = _next(clock, time, due, steps)
    return replace(
        base, state="breached" if due <= now else "running", due=due, breached=due <= now,
        next_at=next_at, next_step=next_step,
    )  # fmt: skip


def _started(clock: Clock, log: Sequence[Happening]) -> datetime | None:
    starts = [h.at for h in log if h.event in clock.start]
    if not starts:
        return None
    return starts[-1] if clock.restart else starts[0]


def _first(log: Sequence[Happening], events: tuple[str, ...], after: datetime) -> datetime | None:
    return next((h.at for h in log if h.event in events and h.at >= after), None)


def _ended(log: Sequence[Happening], after: datetime) -> datetime | None:
    """When the ticket ended for good: the last terminal event that no reopening followed."""
    ended: datetime | None = None
    for h in log:
        if h.event in TERMINAL_EVENTS and h.at >= after:
            ended = h.at
        elif h.event == "ticket.reopened":
            ended = None
    return ended


def _marks(clock: Clock, log: Sequence[Happening]) -> list[tuple[datetime, int, int]]:
    """(when, which pause, +1 it begins / -1 it ends), a begin of one that runs already left out."""
    marks: list[tuple[datetime, int, int]] = []
    open_ = [False] * len(clock.pauses)
    for h in log:
        for i, pause in enumerate(clock.pauses):
            if h.event == pause.start and not open_[i]:
                open_[i] = True
                marks.append((h.at, i, 1))
            elif h.event == pause.end and open_[i]:
                open_[i] = False
                marks.append((h.at, i, -1))
    return marks


def _is_paused(clock: Clock, log: Sequence[Happening]) -> bool:
    return sum(step for _, _, step in _marks(clock, log)) > 0


def _pauses(clock: Clock, log: Sequence[Happening], started: datetime, until: datetime) -> list[Paused]:
    """The union of all pauses within ``started``..``until``: a pause within a pause counts once."""
    found: list[Paused] = []
    depth, since, why = 0, started, 0
    for at, which, step in _marks(clock, log):
        if step > 0 and depth == 0:
            since, why = at, which
        depth += step
        if depth == 0:
            _keep(found, clock, since, at, why, started, until)
    if depth > 0:
        _keep(found, clock, since, until, why, started, until)
    return found


def _keep(
    found: list[Paused],
    clock: Clock,
    since: datetime,
    at: datetime,
    why: int,
    started: datetime,
    until: datetime,
) -> None:
    a, b = max(since, started), min(at, until)
    if a < b or (a == b and since >= started and at >= until):
        found.append((a, b, clock.pauses[why].start))


def _due(time: Working, started: datetime, within: Span, pauses: Sequence[Paused]) -> datetime:
    due = time.add(started, within)
    for a, b, _ in pauses:
        if a < due:  # a pause after the due time comes too late to move it
            due = time.add(due, Span(seconds=_seconds(time.between(a, b))))
    return due


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _ran(time: Working, started: datetime, until: datetime, pauses: Sequence[Paused]) -> tuple[Interval, ...]:
    """When it really ran: working time less pauses (at most the first hundred stretches)."""
    edges = [started, *(t for a, b, _ in pauses for t in (a, b)), until]
    ran: list[Interval] = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        ran += time.intervals(a, b)
    return tuple(ran[:100])


def _steps_done(name: str, log: Sequence[Happening], started: datetime) -> dict[str, datetime]:
    """Steps that clockwork has taken in this run of the clock, and when last."""
    return {
        str(h.data.get("step")): h.at
        for h in log
        if h.event in ("clock.warned", "clock.breached", "escalation.sent")
        and h.data.get("clock") == name
        and h.at >= started
    }


def _next(
    clock: Clock, time: Working, due: datetime, done: Mapping[str, datetime]
) -> tuple[datetime | None, str | None]:
    """The earliest step that has not been taken.  One taken before its time had come was for an earlier due
    time (another severity, a pause): it is taken again for the new one."""
    plan: list[tuple[datetime, int, str]] = [(due, 1, "breach")]
    if clock.warn is not None:
        plan.append((due - timedelta(seconds=clock.warn.seconds), 0, "warn"))
    for i, step in enumerate(clock.escalate):
        if step.before is not None:
            plan.append((due - timedelta(seconds=step.before.seconds), 2, f"escalate:{i}"))
        elif step.after is not None:
            plan.append((due + timedelta(seconds=step.after.seconds), 2, f"escalate:{i}"))
    taken = {name for at, _, name in plan if name in done and done[name] >= at}
    if "breach" in taken:
        taken.add("warn")
    at, _, name = min((s for s in plan if s[2] not in taken), default=(None, 0, None))
    return at, name
