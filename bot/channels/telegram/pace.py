"""How fast we may send: token buckets in this process's memory.  The API has the last word (429)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

BURST = 2  # messages to one chat that may follow each other at once; Telegram lets short bursts pass
CHATS = 20_000  # buckets that are remembered; the longest unused is forgotten


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second over all chats, a second in one chat, and a minute in one group."""

    overall: float = 30.0
    chat: float = 1.0
    group: float = 20.0


class Bucket:
    """``rate`` tokens a second, at most ``size`` at once."""

    __slots__ = ("at", "left", "rate", "size")

    def __init__(self, rate: float, size: float, now: float) -> None:
        self.rate, self.size, self.left, self.at = rate, size, size, now

    def wait(self, now: float) -> float:
        """Seconds until there is a token."""
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.left >= 1 - 1e-9 else (1 - self.left) / self.rate


class Pace:
    """Says how long to wait before the next message to a chat, and reserves its place when nothing has to be waited for
    longer than ``patience``."""

    def __init__(self, rates: Rates | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.rates = rates or Rates()
        self._clock = clock
        self._all = Bucket(self.rates.overall, max(1.0, self.rates.overall / 3), clock())
        self._chats: OrderedDict[str, list[Bucket]] = OrderedDict()
        self._held: dict[str, float] = {}

    def _buckets(self, chat: str, now: float) -> list[Bucket]:
        if chat not in self._chats:
            made = [Bucket(self.rates.chat, BURST, now)]
            if chat.startswith("-"):
                made.append(Bucket(self.rates.group / 60, self.rates.group, now))
            self._chats[chat] = made
            if len(self._chats) > CHATS:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat)
        return [*self._chats[chat], self._all]

    def take(self, chat: str, patience: float = 0.0) -> float:
        """Seconds to wait; up to ``patience`` the place is reserved, and after the wait the message may go."""
        now = self._clock()
        buckets = self._buckets(chat, now)
        wait = max(bucket.wait(now) for bucket in buckets)
        for key in (chat, ""):
            held = self._held.get(key, 0.0)
            if held <= now:
                self._held.pop(key, None)
            wait = max(wait, held - now)
        if wait <= patience:
            for bucket in buckets:
                bucket.left -= 1
        return wait

    def hold(self, chat: str, seconds: float) -> None:
        """The API has said to wait in this chat (``""``: everywhere)."""
        if len(self._held) < CHATS:
            self._held[chat] = max(self._held.get(chat, 0.0), self._clock() + seconds)
