"""What counts in the reports: the results of one ticket, read off its log.

Every result has a moment at which it counts; reports are sums over them.  The definitions stand in docs/CONSOLE.md and
beside each figure in the console; the worked examples are in tests/rules/test_report.py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from handlers.rules import clocks
from handlers.rules.facts import ClockState, Happening
from handlers.rules.policy import Plan
from handlers.rules.timing import HOUSE_KINDS, Clock

#: What may come of each figure; the first ones of ``GOOD`` are those whose share is told.
OUTCOMES = {
    "clock": ("met", "missed"),
    "opened": ("person", "bot"),
    "response": ("answered",),
    "resolution": ("bot", "person"),
    "resolved": ("reopened", "stayed"),
    "visit": ("kept", "early", "late", "missed"),
    "satisfaction": ("5", "4", "3", "2", "1"),
    "warranty": ("covered", "not_covered", "undecided"),
    "fee": ("given", "refused", "open"),
    "correction": ("severity", "intent", "warranty"),
}
ASKS = ("queue.entered", "callback.due")  # from here on somebody waits for a person
ANSWERS = ("agent.replied", "callback.made")
NOBODY = frozenset({"bot", "customer", "clockwork", "notice"})  # actors that are no people of ours


class Noted(Protocol):
    """An entry of a ticket's log."""

    @property
    def at(self) -> datetime: ...
    @property
    def event(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def data(self) -> dict[str, Any] | None: ...


@dataclass(frozen=True, slots=True)
class Result:
    """It counts at ``at``.  ``name`` says of what (a clock, a kind of correction), ``nth`` which of several; ``value`` is
    in seconds, points or minor units of money, as the figure has it."""

    figure: str
    at: datetime
    outcome: str
    value: int | None = None
    name: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A ticket as reports see it: its kind, what its clocks depend on, and its log as time goes."""

    kind: str
    severity: int
    service_level: str | None
    log: Sequence[Noted]


def results(
    plan: Plan | None, ticket: Told, now: datetime, states: Sequence[ClockState] | None = None
) -> list[Result]:
    """Everything that counts of a ticket as it stands at ``now``; ``states`` are its clocks then, where they are known."""
    ticket = replace(ticket, log=sorted(ticket.log, key=lambda e: e.at))
    found = list(_clocks(plan, ticket, now, states)) if plan is not None else []
    found += _visits(ticket.log, now)
    found += _corrections(ticket.log)
    found += _satisfaction(ticket.log)
    found += _warranty(ticket.log)
    opened = next((e.at for e in ticket.log if e.event == "ticket.opened"), None)
    if opened is not None and ticket.kind not in HOUSE_KINDS:
        found += _course(ticket.log, opened)
    return found


# -- clocks ---------------------------------------------------------------------------------------


def _clocks(plan: Plan, ticket: Told, now: datetime, known: Sequence[ClockState] | None) -> Iterator[Result]:
    """A clock counts when it is decided: at the moment it was met, or at its due time when that was missed.  One that
    begins anew counts once for each time that it was decided."""
    log = clocks.wishes_end([Happening(e.at, e.event, e.data or {}) for e in ticket.log])
    last = clocks.states(
        plan, log, severity=ticket.severity, service_level=ticket.service_level, kind=ticket.kind, now=now
    ) if known is None else known  # fmt: skip
    states = {state.name: state for state in last}
    for clock in plan.clocks:
        if clock.name not in states:
            continue
        earlier = _runs_before(plan, clock, ticket, log) if clock.restart else []
        for nth, state in enumerate([*earlier, states[clock.name]]):
            result = _decided(state, nth)
            if result is not None:
                yield result


def _runs_before(plan: Plan, clock: Clock, ticket: Told, log: Sequence[Happening]) -> list[ClockState]:
    """The clock as it stood each time that it began anew."""
    starts = [i for i, h in enumerate(log) if h.event in clock.start]
    time = clocks.working(plan, clock.calendar)
    return [
        clocks.state(clock, log[:i], time, ticket.severity, ticket.service_level, ticket.kind, log[i].at)
        for i in starts[1:]
    ]


def _decided(state: ClockState, nth: int) -> Result | None:
    if state.due is None or not (state.breached or state.state == "met"):
        return None
    late = int((state.met - state.due).total_seconds()) if state.met is not None else None
    if state.state == "met" and state.met is not None:
        return Result("clock", state.met, "met", late, state.name, nth)
    return Result("clock", state.due, "missed", late, state.name, nth)


# -- the course of a report -----------------------------------------------------------------------


def _course(log: Sequence[Noted], opened: datetime) -> Iterator[Result]:
    """Whether people were needed, the first answer, how it was resolved, whether it came back."""
    ends = [e for e in log if e.event in ("ticket.merged", "ticket.reopened")]
    if not ends or ends[-1].event != "ticket.merged":  # a merged report counts with the one it became part of
        people = any(e.event == "queue.entered" for e in log)
        yield Result("opened", opened, "person" if people else "bot")
    asked = next((e.at for e in log if e.event in ASKS), None)
    answered = next((e.at for e in log if asked is not None and e.at >= asked and e.event in ANSWERS), None)
    if asked is not None and answered is not None:
        yield Result("response", answered, "answered", _seconds(asked, answered))
    turns = [
        (i, e)
        for i, e in enumerate(log)
        if e.event in ("ticket.resolved", "ticket.reopened", "ticket.withdrawn", "ticket.merged")
    ]
    for nth, (place, (i, entry)) in enumerate(
        [(p, t) for p, t in enumerate(turns) if t[1].event == "ticket.resolved"]
    ):
        following = turns[place + 1][1].event if place + 1 < len(turns) else None
        yield Result(
            "resolved", entry.at, "reopened" if following == "ticket.reopened" else "stayed", nth=nth
        )
        if following is None:
            alone = _alone(log[: i + 1])
            yield Result("resolution", entry.at, "bot" if alone else "person", _seconds(opened, entry.at))


def _alone(log: Sequence[Noted]) -> bool:
    """Nobody of ours had a hand in it, and nobody was there."""
    return all(e.actor in NOBODY and e.event != "visit.done" for e in log)


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


# -- visits, words of the customer, money, corrections ---------------------------------------------


def _visits(log: Sequence[Noted], now: datetime) -> Iterator[Result]:
    """A booked window counts when somebody came, or when it is over and nobody did.  One that was moved or taken back
    in time, or whose report was over before, does not count."""
    for i, entry in enumerate(log):
        if entry.event not in ("visit.booked", "visit.moved"):
            continue
        told = entry.data or {}
        visit, start, end = int(told["visit"]), _time(told["start"]), _time(told["end"])
        later = log[i + 1 :]
        came = next(
            (
                e.at
                for e in later
                if e.event in ("visit.arrived", "visit.done") and (e.data or {}).get("visit") == visit
            ),
            None,
        )
        off = next((e.at for e in later if e.event in _OFF and (came is None or e.at < came)), None)
        if came is not None and (off is None or off > end):
            if came > end:
                yield Result("visit", end, "late", _seconds(end, came), nth=visit)
            else:
                yield Result(
                    "visit", came, "early" if came < start else "kept", _seconds(start, came), nth=visit
                )
        elif came is None and end < now and (off is None or off > end):
            yield Result("visit", end, "missed", nth=visit)


_OFF = frozenset(
    {"visit.booked", "visit.moved", "visit.cancelled", "ticket.resolved", "ticket.withdrawn", "ticket.merged"}
)


def _time(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def _satisfaction(log: Sequence[Noted]) -> Iterator[Result]:
    """An answer with points counts when it was given; words without points do not."""
    for entry in log:
        told = entry.data or {}
        if entry.event == "follow_up.answered" and told.get("score") is not None:
            yield Result(
                "satisfaction", entry.at, str(told["score"]), int(told["score"]), nth=int(told["follow_up"])
            )


def _warranty(log: Sequence[Noted]) -> Iterator[Result]:
    """The verdict that holds counts when it was given; the price that holds when it was quoted, with the customer's
    last answer to it.  What turned out to be covered has no price."""
    verdict, quote, answer = None, None, "open"
    for entry in log:
        if entry.event in ("warranty.checked", "warranty.overruled"):
            verdict = entry
            quote = None if (entry.data or {}).get("verdict") == "covered" else quote
        elif entry.event == "fee.quoted":
            quote, answer = entry, "open"
        elif entry.event in ("consent.given", "consent.refused"):
            answer = entry.event.removeprefix("consent.")
    if verdict is not None:
        yield Result("warranty", verdict.at, str((verdict.data or {}).get("verdict")))
    if quote is not None:
        told = quote.data or {}
        yield Result("fee", quote.at, answer, int(told["high"]), str(told["currency"]))


def _corrections(log: Sequence[Noted]) -> Iterator[Result]:
    """What people of ours overruled, by kind; ``name`` is from what to what."""
    for nth, entry in enumerate(log):
        if not entry.actor.startswith("user:"):
            continue
        kind = _corrected(entry.event, entry.data or {})
        if kind is not None:
            yield Result("correction", entry.at, kind[0], name=kind[1][:96], nth=nth)


def _corrected(event: str, told: Mapping[str, Any]) -> tuple[str, str] | None:
    if event == "ticket.severity" and told.get("before") not in (None, told.get("level")):
        return "severity", f"{told['before']}>{told['level']}"
    if event == "ticket.note" and "intent" in told and told.get("before") not in (None, told["intent"]):
        return "intent", f"{told['before']}>{told['intent']}"
    if event == "warranty.overruled":
        return "warranty", f">{told.get('verdict')}"
    return None


PERCENTS = (50, 90)


def ranks(values: Sequence[int]) -> dict[int, int]:
    """The smallest value that so many percent of all are not above (nearest rank): the median, and nine of ten."""
    return ranks_of([sorted(values)])


def ranks_of(runs: Sequence[Sequence[int]], less: Sequence[int] = ()) -> dict[int, int]:
    """The same of many ascending runs taken together, less the ascending values ``less``, all of which are in the runs."""
    runs = [run for run in runs if len(run)]
    n = sum(map(len, runs)) - len(less)
    return {p: _ranked(runs, less, (n * p + 99) // 100) for p in PERCENTS} if n else {}


def _ranked(runs: Sequence[Sequence[int]], less: Sequence[int], nth: int) -> int:
    """By halving the span of values; a run of which nothing is left in the span is not looked at again."""
    low, high = min(run[0] for run in runs), max(run[-1] for run in runs)
    below, left = 0, [(run, 0, len(run)) for run in runs]
    while low < high:
        middle = (low + high) // 2
        cuts = [bisect_right(run, middle, a, b) for run, a, b in left]
        if below + sum(cuts) - bisect_right(less, middle) >= nth:
            high = middle
            left = [(run, a, cut) for (run, a, _), cut in zip(left, cuts, strict=True)]
        else:
            low = middle + 1
            left = [(run, cut, b) for (run, _, b), cut in zip(left, cuts, strict=True)]
        below += sum(a for _, a, b in left if a == b)
        left = [found for found in left if found[1] < found[2]]
    return low
