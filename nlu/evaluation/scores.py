"""Counting right and wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

BINS = 10  # of equal width, for the expected calibration error


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one label."""

    right: int
    missed: int
    wrong: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 1 when there was nothing to find and nothing was found."""
        every = 2 * self.right + self.missed + self.wrong
        return 2 * self.right / every if every else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.missed + other.missed, self.wrong + other.wrong)


def label(pairs: Sequence[tuple[Hashable, Hashable]], name: Hashable) -> Score:
    """One label among (expected, found)."""
    return Score(
        sum(e == name == f for e, f in pairs),
        sum(e == name != f for e, f in pairs),
        sum(f == name != e for e, f in pairs),
    )


def bags(expected: Iterable[Hashable], found: Iterable[Hashable]) -> Score:
    """Several things at once, each as often as it occurs."""
    e, f = Counter(expected), Counter(found)
    right = sum((e & f).values())
    return Score(right, sum(e.values()) - right, sum(f.values()) - right)


def share(flags: Iterable[bool]) -> float:
    seen = list(flags)
    return sum(seen) / len(seen) if seen else 1.0


def calibration(judged: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: how far confidence and share of right answers lie apart."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in judged:
        bins[min(BINS - 1, int(sure * BINS))].append((sure, right))
    apart = (abs(sum(s for s, _ in b) - sum(r for _, r in b)) for b in bins.values())
    return sum(apart) / max(1, len(judged))


def asked(judged: Sequence[tuple[float, bool]], below: float) -> tuple[float, float]:
    """(share of the cases, share of the errors) whose confidence is less than ``below``."""
    errors = [sure for sure, right in judged if not right]
    return share(sure < below for sure, _ in judged), share(sure < below for sure in errors)
