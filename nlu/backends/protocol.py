"""What a backend is, and what holds for each of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from nlu.understanding import Evidence, Intent, Severity, Understanding

DANGER_SURE = 0.95  # how sure a report of danger is at least


class Backend(Protocol):
    """Understands messages.  Blocking, and slow where it asks a server: it is called before a transaction opens."""

    def parse(self, text: str, lang: str | None = None) -> Understanding:
        """What a message means; ``lang`` is ``zh``, ``en`` or None (told from the text)."""
        ...


class BuiltIn:
    """The pipeline in this process: no network, a millisecond.  The model is loaded by the first call."""

    def parse(self, text: str, lang: str | None = None) -> Understanding:
        from nlu.parse import parse

        return parse(text, lang)


class Tally:
    """How often a backend was asked, by outcome.  Threads may share it."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def count(self, backend: str, outcome: str) -> None:
        with self._lock:
            self._counts[backend, outcome] += 1

    def counts(self) -> dict[tuple[str, str], int]:
        """By (backend, outcome)."""
        with self._lock:
            return dict(self._counts)


class Unusable(Exception):
    """An answer that nothing can be made of.  ``outcome`` is a word for the metric, ``detail`` may be logged: neither
    holds the customer's words.  ``down``: the server is to blame, and asking again at once is no use."""

    def __init__(self, outcome: str, detail: str = "", *, down: bool = False) -> None:
        super().__init__(outcome)
        self.outcome, self.detail, self.down = outcome, detail, down


def guarded(built: Understanding, made: Understanding) -> Understanding:
    """``made`` where it respects what the built-in danger check says: its evidence is kept, such a message is a fault
    report of level 1, and a level 1 of the built-in pipeline is never called 3."""
    danger = _once((*built.danger, *made.danger))
    if danger:
        rated = [s for s in (built.severity, made.severity) if s is not None and s.level == 1]
        sure = max([DANGER_SURE, *(s.confidence for s in rated)])
        evidence = _once((*danger, *(e for s in rated for e in s.evidence)))
        fault = Intent(
            "report_fault", max(sure, *(u.intent.confidence for u in (built, made) if _fault(u)), 0)
        )
        ranking = (fault, *(i for i in made.ranking if i.name != fault.name))
        return replace(
            made, intent=fault, ranking=ranking, severity=Severity(1, sure, evidence), danger=danger
        )
    if not _fault(made):
        return replace(made, severity=None)
    if made.severity is not None and made.severity.level == 3 and _critical(built):
        return replace(made, severity=replace(made.severity, level=2))
    return made


def _fault(u: Understanding) -> bool:
    return u.intent.name == "report_fault"


def _critical(u: Understanding) -> bool:
    return u.severity is not None and u.severity.level == 1


def _once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple({(e.start, e.end, e.reason): e for e in evidence}.values())
