"""Labelled messages: one JSON object a line, as on the project's label page.

``text``, ``intent``, ``severity`` and, where known, ``lang``, ``tags``, ``entities`` (quotes by name, or as
``baoxiu parse`` prints them), ``exclusions``.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nlu.evaluation.scores import Score, asked, bags, calibration, label, share
from nlu.parse import parse
from nlu.understanding import ENTITIES, INTENTS, Understanding

ASK_BELOW = 0.6  # an intent or a level less sure than this is asked back about
UNREAL = ("denied_danger", "hypothetical_danger")
Parse = Callable[[str], Understanding]


@dataclass(frozen=True, slots=True)
class Case:
    """What was expected, and what was understood."""

    expected: dict[str, Any]
    found: Understanding

    @property
    def level(self) -> int | None:
        return self.found.severity.level if self.found.severity else None

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self.expected.get("tags", ()))

    @property
    def asked(self) -> bool:
        """Whether the intent or the level is so unsure that it is asked back about."""
        u = self.found
        return min(u.intent.confidence, u.severity.confidence if u.severity else 1.0) < ASK_BELOW

    @property
    def right(self) -> bool:
        return (self.expected["intent"], self.expected.get("severity")) == (
            self.found.intent.name,
            self.level,
        )

    @property
    def entities(self) -> dict[str, Score]:
        """Each kind of entity, compared by the words quoted."""
        expected = _quotes(self.expected.get("entities") or {})
        found: dict[str, list[str]] = {}
        for e in self.found.entities:
            found.setdefault(e.entity, []).append(e.text)
        return {
            name: bags(map(_folded, expected.get(name, ())), map(_folded, found.get(name, ())))
            for name in ENTITIES
        }


def _quotes(entities: dict[str, list[str]] | list[dict[str, Any]]) -> dict[str, list[str]]:
    if isinstance(entities, dict):
        return entities
    found: dict[str, list[str]] = {}
    for e in entities:
        found.setdefault(e["entity"], []).append(e["text"])
    return found


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Report:
    cases: tuple[Case, ...]

    @cached_property
    def intents(self) -> dict[str, Score]:
        pairs = [(c.expected["intent"], c.found.intent.name) for c in self.cases]
        return {n: label(pairs, n) for n in sorted({e for e, _ in pairs})}

    @cached_property
    def faults(self) -> tuple[Case, ...]:
        return tuple(c for c in self.cases if c.expected.get("severity"))

    @cached_property
    def strays(self) -> tuple[Case, ...]:
        """What is nothing that we could act on: small talk, advertising, gibberish."""
        return tuple(c for c in self.cases if c.expected["intent"] == "out_of_scope")

    @cached_property
    def levels(self) -> dict[int, Score]:
        pairs = [(c.expected["severity"], c.level) for c in self.faults]
        return {n: label(pairs, n) for n in (1, 2, 3)}

    @cached_property
    def entities(self) -> dict[str, Score]:
        found = [c.entities for c in self.cases if "entities" in c.expected]
        return {n: sum((f[n] for f in found), Score(0, 0, 0)) for n in ENTITIES}

    @cached_property
    def exclusions(self) -> Score:
        known = [c for c in self.cases if "exclusions" in c.expected]
        parts = [bags(c.expected["exclusions"], (x.name for x in c.found.exclusions)) for c in known]
        return sum(parts, Score(0, 0, 0))

    @cached_property
    def danger(self) -> Score:
        return label([("danger" in c.tags, bool(c.found.danger)) for c in self.cases], True)

    @cached_property
    def unreal_danger(self) -> tuple[int, int]:
        """Denied or supposed danger that was taken for danger, of how many."""
        unreal = [c for c in self.cases if "danger" not in c.tags and any(t in UNREAL for t in c.tags)]
        return sum(bool(c.found.danger) for c in unreal), len(unreal)

    @property
    def intent_judged(self) -> list[tuple[float, bool]]:
        return [(c.found.intent.confidence, c.found.intent.name == c.expected["intent"]) for c in self.cases]

    @property
    def level_judged(self) -> list[tuple[float, bool]]:
        return [
            (c.found.severity.confidence, c.level == c.expected["severity"])
            for c in self.faults
            if c.found.severity
        ]

    @property
    def errors(self) -> tuple[Case, ...]:
        """The worst first: those that were surest."""
        wrong = [c for c in self.cases if not c.right]
        return tuple(sorted(wrong, key=lambda c: -c.found.intent.confidence))

    @cached_property
    def by_tag(self) -> dict[str, tuple[int, float]]:
        """How many cases of each hard kind and each language there are, and the share that is all right."""
        groups: dict[str, list[bool]] = {}
        for c in self.cases:
            for tag in (*c.tags, "lang " + c.expected.get("lang", "?")):
                groups.setdefault(tag, []).append(c.right)
        return {tag: (len(r), share(r)) for tag, r in sorted(groups.items())}

    @cached_property
    def confusion(self) -> dict[tuple[str, str], int]:
        """(expected, found) intents that were mixed up, most often first."""
        counts: dict[tuple[str, str], int] = {}
        for c in self.cases:
            pair = (c.expected["intent"], c.found.intent.name)
            if pair[0] != pair[1]:
                counts[pair] = counts.get(pair, 0) + 1
        return dict(sorted(counts.items(), key=lambda kv: -kv[1]))

    @cached_property
    def figures(self) -> dict[str, float]:
        """What the targets are about."""
        false, unreal = self.unreal_danger
        intent_asked = asked(self.intent_judged, ASK_BELOW)
        plates = sum((self.entities[n] for n in ("serial_number", "phone", "error_code")), Score(0, 0, 0))
        others = ("address", "contact_name", "duration", "affected_count", "component")
        return {
            "intent_accuracy": share(right for _, right in self.intent_judged),
            "intent_macro_f1": sum(s.f1 for s in self.intents.values()) / max(1, len(self.intents)),
            "severity_accuracy": share(c.level == c.expected["severity"] for c in self.faults),
            "level_1_recall": self.levels[1].recall,
            "level_1_called_3": sum(c.expected["severity"] == 1 and c.level == 3 for c in self.faults),
            "level_2_called_3": sum(c.expected["severity"] == 2 and c.level == 3 for c in self.faults),
            "out_of_scope_called_report": share(c.found.intent.name == "report_fault" for c in self.strays),
            "out_of_scope_called_level_1": sum(c.level == 1 and not c.asked for c in self.strays),
            "danger_recall": self.danger.recall,
            "danger_false_alarms": self.danger.wrong,
            "unreal_danger_taken_for_danger": false / max(1, unreal),
            "plate_numbers_f1": plates.f1,
            **{n + "_f1": self.entities[n].f1 for n in ("serial_number", "phone", "error_code", *others)},
            "visit_time_f1": self.entities["visit_time"].f1,
            "model_f1": self.entities["model"].f1,
            "exclusions_f1": self.exclusions.f1,
            "intent_ece": calibration(self.intent_judged),
            "severity_ece": calibration(self.level_judged),
            "asked_share": intent_asked[0],
            "errors_among_asked": intent_asked[1],
        }


def read(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The cases of a JSON-lines file."""
    return [json.loads(line) for line in lines if line.strip()]


def flaw(row: dict[str, Any]) -> str | None:
    """What a labelled message lacks, in words; ``None`` when it can be judged."""
    if not isinstance(row.get("text"), str):
        return "text: must be a string"
    if row.get("intent") not in INTENTS:
        return f"intent: must be one of {', '.join(INTENTS)}"
    if row.get("severity") not in (None, 1, 2, 3):
        return "severity: must be 1, 2, 3 or null"
    try:
        quotes = _quotes(row.get("entities") or {})
        words = [w for texts in quotes.values() for w in texts]
    except (AttributeError, KeyError, TypeError):
        return "entities: must be quotes by name, or objects with entity and text"
    if set(quotes) - set(ENTITIES) or not all(isinstance(w, str) for w in words):
        return f"entities: must be quotes by name; names are {', '.join(ENTITIES)}"
    for name in ("tags", "exclusions"):
        given = row.get(name) or []
        if not isinstance(given, list) or not all(isinstance(x, str) for x in given):
            return f"{name}: must be a list of names"
    return None


def evaluate(expected: Sequence[dict[str, Any]], understand: Parse = parse) -> Report:
    """Understand every case and count."""
    return Report(tuple(Case(e, understand(e["text"])) for e in expected))
