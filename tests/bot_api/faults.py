"""What goes wrong on purpose: by chance with a seed, or the very next request as a test orders it."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, fields
from random import Random


@dataclass(frozen=True)
class Faults:
    """Chances from 0 to 1.  Of requests of the bot, one of: ``too_many`` (429), ``broken`` (500, 502 with a page
    of HTML, 504), ``cut_before`` (the connection is cut and nothing was taken in), ``cut_after`` (it was taken in, and
    the answer is cut), ``slow`` (answered after up to ``slow_seconds``).
    Of updates: ``duplicate`` (delivered twice at once), ``again`` (one that was confirmed comes once more),
    ``reorder`` (webhook only: the chat's next ones pass it by), ``deaf`` (webhook only: the bot's answer is not
    heard, so the update comes again)."""

    seed: int = 1
    too_many: float = 0
    retry_after: int = 1
    broken: float = 0
    cut_before: float = 0
    cut_after: float = 0
    slow: float = 0
    slow_seconds: float = 0.5
    duplicate: float = 0
    again: float = 0
    reorder: float = 0
    deaf: float = 0

    @classmethod
    def all(cls, chance: float, seed: int = 1, **other: float) -> Faults:
        """Every fault with the same chance, but for those named."""
        counted = {f.name for f in fields(cls)} - {"seed", "retry_after", "slow_seconds"}
        return cls(seed=seed, **dict.fromkeys(counted, chance) | other)  # type: ignore[arg-type]


OF_REQUESTS = ("too_many", "broken", "cut_before", "cut_after", "slow")


class Trouble:
    """The faults of one server.  ``happened`` counts them by name."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.happened: Counter[str] = Counter()
        self._chance = Random(faults.seed)
        self._ordered: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def next(self, method: str, fault: str, times: int = 1) -> None:
        """The next ``times`` requests of ``method`` (``*``: any) have this fault for certain."""
        assert fault in OF_REQUESTS, fault
        with self._lock:
            self._ordered += [(method.lower(), fault)] * times

    def of_request(self, method: str) -> str | None:
        with self._lock:
            for place, (name, fault) in enumerate(self._ordered):
                if name in ("*", method):
                    del self._ordered[place]
                    self.happened[fault] += 1
                    return fault
            drawn = self._chance.random()
            for fault in OF_REQUESTS:
                drawn -= getattr(self.faults, fault)
                if drawn < 0:
                    self.happened[fault] += 1
                    return fault
        return None

    def of_update(self, fault: str) -> bool:
        with self._lock:
            hit: bool = self._chance.random() < getattr(self.faults, fault)
            self.happened[fault] += hit
        return hit

    def between(self, least: float, most: float) -> float:
        with self._lock:
            return self._chance.uniform(least, most)
