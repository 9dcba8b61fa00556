"""Asking a server within limits: the built-in understanding is there first, and stays where the server is no help.

A message of danger is not sent at all: it goes to people at once, and nobody could say anything that changes that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import structlog

from nlu.backends.protocol import Backend, BuiltIn, Tally, Unusable, guarded
from nlu.understanding import Understanding

log = structlog.get_logger(__name__)

T = TypeVar("T")
Ask = Callable[[Understanding], Understanding]
LONGEST = 5_000  # characters that are sent; longer texts are the built-in pipeline's alone
FAILURES = 3  # in a row, then the server is left alone
REST = 30.0  # seconds
UNFINISHED = 64  # requests that may be under way, those that nobody waits for any more included
_FACTS = ("phone", "serial_number", "address", "contact_name", "model", "error_code")


class Remote:
    """``ask`` turns the built-in understanding of a message into a better one, or raises :class:`Unusable`."""

    def __init__(
        self, name: str, ask: Ask, seconds: float, tally: Tally, built_in: Backend | None = None
    ) -> None:
        self.name, self.seconds = name, seconds
        self._ask, self._tally, self._built_in = ask, tally, built_in or BuiltIn()
        self._rest = Rest()
        self._free = threading.BoundedSemaphore(UNFINISHED)

    def parse(self, text: str, lang: str | None = None) -> Understanding:
        """Takes ``seconds`` at most, and a little.  Raises only what the built-in pipeline raises."""
        built = self._built_in.parse(text, lang)
        if (spared := self._spared(built)) is not None:
            self._tally.count(self.name, spared)
            return built
        try:
            made = guarded(built, within(self.seconds, lambda: self._ask(built), self._free))
        except Exception as error:  # noqa: BLE001 - whatever a server's answer breaks, the message is understood
            self._failed(error)
            return built
        self._rest.over()
        self._tally.count(self.name, "answered")
        return made

    def _spared(self, built: Understanding) -> str | None:
        """Why the server is not asked."""
        if built.danger:
            return "danger"
        if len(built.text) > LONGEST:
            return "too_long"
        if built.text.lstrip().startswith("/") or _only_facts(built):
            return "nothing_to_ask"
        return "resting" if self._rest.now() else None

    def _failed(self, error: Exception) -> None:
        """Messages of errors may quote what was sent: of strange ones only the kind is told."""
        known = error if isinstance(error, Unusable) else Unusable("failed", type(error).__name__)
        self._tally.count(self.name, known.outcome)
        resting = self._rest.failed() if known.down else False
        log.warning(
            "understood by the built-in pipeline instead",
            backend=self.name, outcome=known.outcome, detail=known.detail, resting=resting,
        )  # fmt: skip


class Rest:
    """A server that fails again and again is left alone for a while, so that customers need not wait for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures, self._until = 0, 0.0
        self._lock = threading.Lock()

    def now(self) -> bool:
        with self._lock:
            return self._clock() < self._until

    def failed(self) -> bool:
        """Count a failure; returns whether the server is left alone now.  After a rest one failure is enough."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._until = self._clock() + REST
            return self._failures >= FAILURES

    def over(self) -> None:
        with self._lock:
            self._failures, self._until = 0, 0.0


def within(seconds: float, work: Callable[[], T], free: threading.BoundedSemaphore) -> T:
    """``work()``, or :class:`Unusable` after ``seconds``: whatever a server does with names, headers or single bytes.
    The thread is left behind then; it holds a place of ``free`` until it ends."""
    if not free.acquire(blocking=False):
        raise Unusable("busy", down=True)
    result: list[T] = []
    errors: list[Exception] = []
    done = threading.Event()

    def run() -> None:
        try:
            result.append(work())
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            errors.append(error)
        finally:
            free.release()
            done.set()

    threading.Thread(target=run, name="nlu-backend", daemon=True).start()
    if not done.wait(seconds):
        raise Unusable("timeout", down=True)
    if errors:
        raise errors[0]
    return result[0]


def _only_facts(built: Understanding) -> bool:
    """Whether a message is nothing but numbers, names and places, which forms take in by themselves."""
    rest = list(built.text)
    for e in built.entities:
        if e.entity in _FACTS:
            rest[e.start : e.end] = " " * (e.end - e.start)
    return sum(c.isalnum() for c in rest) <= 1
