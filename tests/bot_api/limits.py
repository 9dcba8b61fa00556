"""How fast a bot may send, as the Bot API's FAQ has it: 30 a second overall, about one a second in one chat (a short
burst passes), 20 a minute in a group."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Messages per second (``overall``, ``chat``) and per minute (``group``); ``scale`` 10 allows ten times as much.
    ``burst``: so many may come at once in one chat."""

    overall: float = 30
    chat: float = 1
    burst: int = 3
    group: float = 20
    scale: float = 1
    on: bool = True

    @classmethod
    def off(cls) -> Limits:
        return cls(on=False)


class Pace:
    """Buckets of tokens; one that is empty tells in how many whole seconds to come back."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._buckets: dict[tuple[str, int], tuple[float, float]] = {}

    def wait(self, chat: int) -> int:
        """0 when a message to ``chat`` may go now (then it counts), else the ``retry_after``."""
        own, now = self.limits, time.monotonic()
        if not own.on:
            return 0
        asked = [("all", 0, own.overall * own.scale, max(1.0, own.overall * own.scale))]
        if chat < 0:
            asked.append(("group", chat, own.group * own.scale / 60, max(1.0, own.group * own.scale)))
        else:
            asked.append(("chat", chat, own.chat * own.scale, float(own.burst)))
        left = {}
        for name, key, rate, most in asked:
            had, since = self._buckets.get((name, key), (most, now))
            left[name, key] = min(most, had + (now - since) * rate)
            if left[name, key] < 1:
                return max(1, math.ceil((1 - left[name, key]) / rate))
        for which, tokens in left.items():
            self._buckets[which] = (tokens - 1, now)
        return 0
