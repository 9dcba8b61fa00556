"""Figures of an evaluation for reading: tables, what was mixed up, and the errors that were surest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nlu.evaluation.calls import Called
from nlu.evaluation.messages import Case, Report
from nlu.evaluation.times import Timed

#: What the understanding has to reach on messages that nobody here has seen: (figure, at least, at most).
TARGETS: dict[str, tuple[float | None, float | None]] = {
    "intent_accuracy": (0.88, None),
    "intent_macro_f1": (0.85, None),
    "severity_accuracy": (0.82, None),
    "level_1_recall": (0.95, None),
    "level_1_called_3": (None, 0),
    "out_of_scope_called_level_1": (None, 0),
    "danger_recall": (0.99, None),
    "unreal_danger_taken_for_danger": (None, 0.05),
    "serial_number_f1": (0.97, None),
    "phone_f1": (0.97, None),
    "error_code_f1": (0.97, None),
    "address_f1": (0.85, None),
    "contact_name_f1": (0.85, None),
    "duration_f1": (0.85, None),
    "affected_count_f1": (0.85, None),
    "component_f1": (0.85, None),
    "exclusions_f1": (0.85, None),
    "intent_ece": (None, 0.05),
    "severity_ece": (None, 0.05),
    "exactly_right": (0.92, None),
    "wrong_in_the_past": (None, 0),
    "fields_right": (0.90, None),
}


def figures(found: Mapping[str, float]) -> str:
    """One line per figure, beside its target."""
    return "\n".join(
        f"{name:34}{value:9.3f}  {_target(name, value)}".rstrip() for name, value in found.items()
    )


def _target(name: str, value: float) -> str:
    least, most = TARGETS.get(name, (None, None))
    if least is not None:
        return f">= {least:g}{'' if value >= least else '  MISSED'}"
    if most is not None:
        return f"<= {most:g}{'' if value <= most else '  MISSED'}"
    return ""


def messages(report: Report, errors: int) -> str:
    """Everything about labelled messages."""
    parts = [
        _table(
            "intent",
            ((n, s.right + s.missed, s.precision, s.recall, s.f1) for n, s in report.intents.items()),
        ),
        _table(
            "severity",
            ((str(n), s.right + s.missed, s.precision, s.recall, s.f1) for n, s in report.levels.items()),
        ),
        _table(
            "entity (by quote)",
            ((n, s.right + s.missed, s.precision, s.recall, s.f1) for n, s in report.entities.items()),
        ),
        f"{'all right, by hard case':28}{'n':>6}{'share':>8}\n"
        + "\n".join(f"{tag:28}{n:6}{right:8.3f}" for tag, (n, right) in report.by_tag.items()),
        "mixed up most often (expected, understood):\n"
        + "\n".join(f"{n:4}  {a} > {b}" for (a, b), n in list(report.confusion.items())[:12]),
    ]
    if errors:
        parts.append("the surest errors:\n" + "\n".join(map(_told, report.errors[:errors])))
    return "\n\n".join([*parts, figures(report.figures)])


def _table(title: str, rows: Iterable[tuple[str, int, float, float, float]]) -> str:
    head = f"{title:28}{'n':>6}{'precision':>11}{'recall':>8}{'f1':>8}"
    return "\n".join([head, *(f"{n:28}{c:6}{p:11.3f}{r:8.3f}{f:8.3f}" for n, c, p, r, f in rows)])


def _told(case: Case) -> str:
    u, e = case.found, case.expected
    expected = f"{e['intent']}{'/' + str(e['severity']) if e.get('severity') else ''}"
    found = f"{u.intent.name}{'/' + str(case.level) if case.level else ''}"
    return f"  {expected} > {found} ({u.intent.confidence:.2f})  {e['text'][:200]}"


def wrong_times(cases: Iterable[Timed]) -> str:
    return "\n".join(
        f"  {c.expected['text']} at {c.expected['now']}: {c.found[0]} to {c.found[1]} ({c.found[2]}), "
        f"not {c.expected['start']} to {c.expected['end']} ({c.expected['grain']})"
        for c in cases
        if not c.right
    )


def wrong_calls(cases: Iterable[Called]) -> str:
    lines = []
    for c in cases:
        wrong = [n for n, right in c.fields.items() if not right]
        levels: tuple[Any, Any] = (c.expected["severity"], c.level)
        if wrong or levels[0] != levels[1]:
            lines.append(
                f"  {c.expected['id']}: severity {levels[0]} > {levels[1]}; wrong fields: {', '.join(wrong) or 'none'}"
            )
    return "\n".join(lines)
