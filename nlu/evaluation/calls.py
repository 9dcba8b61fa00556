"""Labelled hotline calls: ``turns``, ``intent``, ``severity`` and the ``fields`` as they stand at the end of the call."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlu.calls import CallUnderstanding, understand_call
from nlu.evaluation.scores import share
from nlu.parse import parse
from nlu.place_figures import fold, in_figures
from nlu.place_kinds import on_the_way
from nlu.transcripts import from_turns

_EXTENSION = re.compile(r"转(?:分机)?|分机|ext(?:ension|\.)?", re.IGNORECASE)
_LINKS = ("the", "number", "no", "of", "at", "in", "on", "and")
_PREPOSITION = re.compile(r"^(?:on|at|for|in) (?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Called:
    """What was expected of a call, and what was understood."""

    expected: dict[str, Any]
    found: CallUnderstanding

    @property
    def level(self) -> int | None:
        severity = self.found.understanding.severity
        return severity.level if severity else None

    @property
    def fields(self) -> dict[str, bool]:
        """Whether each stated field came out right, by value or by the words quoted."""
        facts: dict[str, set[str]] = {}
        for e in self.found.understanding.entities:
            facts.setdefault(e.entity, set()).update(_folded(e.entity, v) for v in (e.value, e.text))
        return {
            n: _folded(n, v) in facts.get(n, ()) for n, v in self.expected["fields"].items() if v is not None
        }

    @property
    def fields_by_parts(self) -> dict[str, bool]:
        """The same, where an address is right when it has the same parts, in whatever order and with whatever way there."""
        made, place = self.fields, self.expected["fields"].get("address")
        if place is not None:
            found = (e for e in self.found.understanding.entities if e.entity == "address")
            made["address"] = made["address"] or any(_parts(e.value) == _parts(str(place)) for e in found)
        return made


def _parts(place: str) -> Counter[str]:
    """The words, figures and signs of a place, without pieces that only tell the way and without "the" and "number"."""
    text = in_figures(unicodedata.normalize("NFKC", place))
    said = " ".join(p for p in re.split(r"[,，]", text) if not on_the_way(p.strip()))
    words = re.findall(r"[a-zà-ÿ]+|\d+|[\u4e00-\u9fff]", said.casefold().replace("'", "").replace("’", ""))
    return Counter(w for w in words if w not in _LINKS)


def _folded(field: str, value: object) -> str:
    """For comparing; 五楼 of an address is 5楼, 转803 of a phone is ext 803, "on the 14th" is "the 14th"."""
    if field == "phone":
        value = _EXTENSION.sub("x", str(value))
    if field == "visit_time":
        value = _PREPOSITION.sub("", str(value))
    if field == "address":
        return fold(unicodedata.normalize("NFKC", str(value)))
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", str(value))).casefold()


def evaluate(expected: Sequence[dict[str, Any]]) -> tuple[Called, ...]:
    """Understand every call and compare."""
    return tuple(Called(e, understand_call(from_turns(e["turns"]), parse)) for e in expected)


def figures(cases: Sequence[Called]) -> dict[str, float]:
    faults = [c for c in cases if c.expected["severity"]]
    fields: dict[str, list[bool]] = {}
    for c in cases:
        for name, right in c.fields.items():
            fields.setdefault(name, []).append(right)
    return {
        "fields_right": share(right for c in cases for right in c.fields.values()),
        "fields_right_by_parts": share(right for c in cases for right in c.fields_by_parts.values()),
        "address_right_by_parts": share(c.fields_by_parts["address"] for c in cases if "address" in c.fields),
        "intent_accuracy": share(c.expected["intent"] == c.found.understanding.intent.name for c in cases),
        "severity_accuracy": share(c.level == c.expected["severity"] for c in faults),
        "level_1_recall": share(c.level == 1 for c in faults if c.expected["severity"] == 1),
        "level_1_called_3": sum(c.level == 3 for c in faults if c.expected["severity"] == 1),
        "level_too_high": sum(c.level is not None and c.level < c.expected["severity"] for c in faults),
        "level_too_low": sum(c.level is None or c.level > c.expected["severity"] for c in faults),
        **{f"{name}_right": share(rights) for name, rights in sorted(fields.items())},
        **{f"{name}_told": len(rights) for name, rights in sorted(fields.items())},
    }
