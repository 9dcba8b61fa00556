"""What fails is tried again, ever less often, while everything else goes on.

Known to this process only: another one makes its own experience, and one that has just started tries at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Failure:
    why: str
    wait: timedelta
    until: datetime


@dataclass
class Retries:
    """Failures by what was to be done (``clock``, ``silence`` ...) and to which row."""

    _failures: dict[tuple[str, int], _Failure] = field(default_factory=dict)

    def failed(self, what: str, row: int, error: Exception, now: datetime) -> bool:
        """Note a failure: the wait doubles.  True when it is news: the first one, or for another reason."""
        before = self._failures.get((what, row))
        wait = min(before.wait * 2, LONGEST) if before is not None else FIRST
        why = f"{type(error).__qualname__}: {error}"
        self._failures[what, row] = _Failure(why, wait, now + wait)
        return before is None or before.why != why

    def worked(self, what: str, row: int) -> bool:
        """True when it had failed before."""
        return self._failures.pop((what, row), None) is not None

    def waiting(self, what: str, now: datetime) -> Set[int]:
        """Rows that are not to be tried yet."""
        return {row for (kind, row), f in self._failures.items() if kind == what and f.until > now}

    def failing(self, what: str) -> Set[int]:
        """Rows that failed the last time, whenever they are to be tried again."""
        return {row for kind, row in self._failures if kind == what}

    def counts(self) -> Counter[str]:
        """How much fails at present, by what was to be done."""
        return Counter(what for what, _ in self._failures)
