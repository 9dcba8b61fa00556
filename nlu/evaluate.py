"""How right the understanding is on labelled messages: ``evaluate(cases) -> Report``.

A case is one line of JSON as in the project's label page: ``text``, ``intent``, ``severity``, ``exclusions``,
``tags``, ``lang``.  Level 1 and danger are reported apart, because missing them costs most.

    python -m nlu.evaluate tests/nlu/dev.jsonl
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.parse import parse
from nlu.understanding import Understanding

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
    def right(self) -> bool:
        """Intent and severity as expected."""
        return bool(
            self.found.intent.name == self.expected["intent"] and self.level == self.expected["severity"]
        )


@dataclass(frozen=True, slots=True)
class Report:
    """``severity`` numbers are over the messages that are fault reports; errors of calibration from 0 to 1."""

    cases: tuple[Case, ...]
    intents: dict[str, Score]
    levels: dict[int, Score]
    exclusions: Score
    danger: Score
    false_alarms: tuple[int, int]  # dangers found where none is, of how many messages without one
    one_called_three: int
    intent_error: float  # expected calibration error of the intent
    severity_error: float

    @property
    def accuracy(self) -> float:
        return _share(c.found.intent.name == c.expected["intent"] for c in self.cases)

    @property
    def macro_f1(self) -> float:
        return sum(s.f1 for s in self.intents.values()) / max(1, len(self.intents))

    @property
    def severity_accuracy(self) -> float:
        return _share(c.level == c.expected["severity"] for c in self.cases if c.expected["severity"])

    @property
    def errors(self) -> tuple[Case, ...]:
        """The worst first: those that were surest."""
        wrong = [c for c in self.cases if not c.right]
        return tuple(sorted(wrong, key=lambda c: -c.found.intent.confidence))


def read(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The cases of a JSON-lines file."""
    return [json.loads(line) for line in lines if line.strip()]


def evaluate(expected: Sequence[dict[str, Any]]) -> Report:
    """Understand every case and count."""
    cases = tuple(Case(e, parse(e["text"])) for e in expected)
    pairs = [(c.expected["intent"], c.found.intent.name) for c in cases]
    faults = [(c.expected["severity"], c.level) for c in cases if c.expected["severity"]]
    excluded = [
        ({*c.expected.get("exclusions", ())}, {x.name for x in c.found.exclusions})
        for c in cases
        if "exclusions" in c.expected or c.found.exclusions
    ]
    dangers = [("danger" in c.tags, bool(c.found.danger)) for c in cases]
    return Report(
        cases,
        {n: _score(pairs, n) for n in sorted({e for e, _ in pairs})},
        {n: _score(faults, n) for n in (1, 2, 3)},
        Score(
            sum(len(e & f) for e, f in excluded),
            sum(len(e - f) for e, f in excluded),
            sum(len(f - e) for e, f in excluded),
        ),
        _score(dangers, True),
        (sum(f and not e for e, f in dangers), sum(not e for e, _ in dangers)),
        sum(e == 1 and f == 3 for e, f in faults),
        calibration(
            [(c.found.intent.confidence, c.found.intent.name == c.expected["intent"]) for c in cases]
        ),
        calibration(
            [
                (c.found.severity.confidence, c.level == c.expected["severity"])
                for c in cases
                if c.found.severity and c.expected["severity"]
            ]
        ),
    )


def calibration(judged: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: how far confidence and share of right answers lie apart, over ten bins."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in judged:
        bins[min(BINS - 1, int(sure * BINS))].append((sure, right))
    apart = (abs(sum(s for s, _ in b) - sum(r for _, r in b)) for b in bins.values())
    return sum(apart) / max(1, len(judged))


def _score(pairs: Sequence[tuple[Any, Any]], name: object) -> Score:
    return Score(
        sum(e == name == f for e, f in pairs),
        sum(e == name != f for e, f in pairs),
        sum(f == name != e for e, f in pairs),
    )


def _share(flags: Iterable[bool]) -> float:
    seen = list(flags)
    return sum(seen) / len(seen) if seen else 1.0


def table(report: Report) -> str:
    """For reading."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for c in report.cases:
        for tag in (*c.tags, "lang " + c.expected.get("lang", "?")):
            groups[tag].append(c.right)
    lines = [
        f"{'intent':22}{'n':>5}{'recall':>8}{'f1':>8}",
        *(f"{n:22}{s.right + s.missed:5}{s.recall:8.3f}{s.f1:8.3f}" for n, s in report.intents.items()),
        "",
        *(
            f"severity {n:<13}{s.right + s.missed:5}{s.recall:8.3f}{s.f1:8.3f}"
            for n, s in report.levels.items()
        ),
        "",
        *(f"{tag:22}{len(r):5}{_share(r):8.3f}" for tag, r in sorted(groups.items())),
        "",
        f"intent     accuracy {report.accuracy:.3f}  macro-F1 {report.macro_f1:.3f}  ECE {report.intent_error:.3f}",
        f"severity   accuracy {report.severity_accuracy:.3f}  ECE {report.severity_error:.3f}",
        f"level 1    recall {report.levels[1].recall:.3f}  called 3: {report.one_called_three}",
        f"danger     recall {report.danger.recall:.3f}  false alarms {report.false_alarms[0]} of {report.false_alarms[1]}",
        f"exclusions F1 {report.exclusions.f1:.3f}",
    ]
    return "\n".join(lines)


def _told(case: Case) -> str:
    u, e = case.found, case.expected
    reasons = ",".join(x.reason for x in u.severity.evidence) if u.severity else ""
    return f"{e['intent']}/{e['severity']} <> {u.intent.name}/{case.level} {u.intent.confidence:.2f} [{reasons}] {e['text']}"


def main(path: str) -> None:
    report = evaluate(read(Path(path).read_text(encoding="utf-8").splitlines()))
    print("\n".join(_told(c) for c in report.errors))
    print("\n" + table(report))


if __name__ == "__main__":
    main(sys.argv[1])
