"""The severity that the evidence speaks for, before a plan's own rules are applied."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.understanding import Evidence, Severity

#: How sure each kind of evidence makes us of its level.
_LEVELS = {
    "data_loss": (1, 0.95), "service_interrupted": (1, 0.93), "whole_down": (1, 0.9), "long_interruption": (1, 0.9),
    "redundancy_lost": (2, 0.9), "spreading": (2, 0.85), "overheating": (2, 0.85), "recurring": (2, 0.8),
    "part_down": (2, 0.78), "partial": (2, 0.7),
    "cosmetic": (3, 0.9), "workaround": (3, 0.8), "degraded": (3, 0.75), "inconvenience": (3, 0.75), "past_resolved": (3, 0.7),
}  # fmt: skip
LONG = 10  # minutes of interruption that make it critical
UNKNOWN = (2, 0.4)
_OUT = ("whole_down", "service_interrupted", "data_loss")


def judge(evidence: Sequence[Evidence], danger: Sequence[Evidence]) -> Severity:
    """One level with its confidence and everything that speaks for it."""
    if danger:
        return Severity(1, 0.99, (*danger, *evidence))
    names = {e.reason for e in evidence}
    short = all(
        e.minutes is not None and e.minutes < LONG for e in evidence if e.reason == "long_interruption"
    )
    if "past_resolved" in names and not names & set(_OUT):
        level, sure = 3, 0.75
    elif "service_interrupted" in names and "long_interruption" in names and short:
        level, sure = 2, 0.6
    else:
        level, sure = _strongest(names)
    return Severity(level, sure, tuple(evidence))


def _strongest(names: set[str]) -> tuple[int, float]:
    known = [_LEVELS[n] for n in names if n in _LEVELS]
    if not known:
        return UNKNOWN
    level = min(lv for lv, _ in known)
    sure = max(s for lv, s in known if lv == level)
    if level == 1:
        return (1, 0.75) if names & {"workaround", "degraded"} else (1, sure)
    if level == 2:
        mild = names & {"partial", "part_down"} == names & {n for n, (lv, _) in _LEVELS.items() if lv == 2}
        if mild and names & {"workaround", "degraded", "cosmetic", "inconvenience"}:
            return 3, 0.65
        if {"partial", "part_down"} <= names and mild:
            return 3, 0.6  # one of several units, and only partly
        return 2, sure
    return level, sure
