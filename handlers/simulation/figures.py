"""What came of a simulation, in figures; several runs add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil, sqrt

HOURS = 24


@dataclass(slots=True)
class Kept:
    """How often a clock was kept, and with what certainty that tells how often it is."""

    decided: int = 0
    broken: int = 0

    @property
    def share(self) -> float:
        return self.broken / self.decided if self.decided else 0.0

    @property
    def between(self) -> tuple[float, float]:
        """95 % interval of the share that is broken (Wilson)."""
        n, z = self.decided, 1.96
        if not n:
            return 0.0, 1.0
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(slots=True)
class Figures:
    """``clocks``: by name and level.  Minutes throughout.  ``queue``: for each hour of the day, local to the plan, the
    lengths of the queue at its half hours.  ``people``: by group of engineers (hours worked, case hours, places)."""

    reports: int = 0
    to_people: int = 0
    visits: int = 0
    undecided: int = 0
    clocks: dict[tuple[str, int], Kept] = field(default_factory=dict)
    waited: dict[int, list[float]] = field(default_factory=dict)
    till_visit: dict[int, list[float]] = field(default_factory=dict)
    queue: list[list[int]] = field(default_factory=lambda: [[] for _ in range(HOURS)])
    people: dict[str, tuple[float, float, int]] = field(default_factory=dict)
    on_duty: float = 0.0
    visiting: float = 0.0
    on_the_way: float = 0.0
    late: list[float] = field(default_factory=list)
    outside: int = 0
    none: int = 0
    second: int = 0
    technicians: int = 0
    played: float = 0.0  # seconds of virtual time
    took: float = 0.0  # seconds that it took

    def kept(self, name: str, level: int | None = None) -> Kept:
        found = Kept()
        for (clock, severity), kept in self.clocks.items():
            if clock == name and level in (None, severity):
                found.decided += kept.decided
                found.broken += kept.broken
        return found

    def add(self, other: Figures) -> None:
        """Another run of the same scenario."""
        for name in (
            "reports", "to_people", "visits", "undecided", "on_duty", "visiting", "on_the_way", "outside", "none",
            "second", "played", "took",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.technicians = other.technicians
        self.late += other.late
        for key, kept in other.clocks.items():
            mine = self.clocks.setdefault(key, Kept())
            mine.decided += kept.decided
            mine.broken += kept.broken
        for mine_by, other_by in ((self.waited, other.waited), (self.till_visit, other.till_visit)):
            for level, minutes in other_by.items():
                mine_by.setdefault(level, []).extend(minutes)
        for hour, lengths in enumerate(other.queue):
            self.queue[hour] += lengths
        for group, (worked, held, places) in other.people.items():
            before = self.people.get(group, (0.0, 0.0, places))
            self.people[group] = (before[0] + worked, before[1] + held, places)


def of(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed (nearest rank); 0 where there are none."""
    ordered = sorted(values)
    return float(ordered[max(0, ceil(share * len(ordered)) - 1)]) if ordered else 0.0


def minutes(a: datetime, b: datetime) -> float:
    return (b - a).total_seconds() / 60
