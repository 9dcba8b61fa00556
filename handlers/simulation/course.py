"""The course of time: what happens next, and a case with its log."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from handlers.rules import clocks
from handlers.rules.facts import ClockState, Happening
from handlers.rules.policy import Plan

KIND = "report_fault"


class Agenda:
    """What is going to happen, the earliest first; of one moment in the order in which it was put down."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._next: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0

    def at(self, when: datetime, what: Callable[..., None], *values: Any) -> None:
        self._count += 1
        heapq.heappush(self._next, (max(when, self.now), self._count, what, values))

    def after(self, minutes: float, what: Callable[..., None], *values: Any) -> None:
        self.at(self.now + timedelta(minutes=minutes), what, *values)

    def run(self, until: datetime) -> None:
        """Let everything happen that is due before ``until``."""
        while self._next and self._next[0][0] <= until:
            self.now, _, what, values = heapq.heappop(self._next)
            what(*values)
        self.now = max(self.now, until)


@dataclass(slots=True)
class Case:
    """One report.  ``chance`` is its own, so that the same customers come whoever is there to help them."""

    number: int
    chance: Random
    reported: datetime
    severity: int
    region: str
    lang: str
    counted: bool
    log: list[Happening] = field(default_factory=list)

    def note(self, event: str, at: datetime, **data: object) -> None:
        self.log.append(Happening(at, event, data))

    def first(self, event: str) -> datetime | None:
        return next((h.at for h in self.log if h.event == event), None)

    def clock(self, plan: Plan, name: str | None, now: datetime) -> ClockState | None:
        """One of the plan's clocks as it stands; None where the plan has none of that name for faults."""
        wanted = next((c for c in plan.clocks if c.name == name and c.times(KIND)), None)
        if wanted is None:
            return None
        log = clocks.wishes_end(self.log)
        return clocks.state(
            wanted, log, clocks.working(plan, wanted.calendar), self.severity, None, KIND, now
        )
