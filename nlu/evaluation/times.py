"""Labelled time expressions: ``text``, ``lang``, ``now`` and the interval expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from nlu.evaluation.scores import share
from nlu.language import detect
from nlu.when import interval

_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Timed:
    """What was expected, and what was understood; None where the text names no time that lies ahead."""

    expected: dict[str, Any]
    found: tuple[datetime | None, datetime | None, str | None]

    @property
    def right(self) -> bool:
        start, end, grain = self.found
        e = self.expected
        return (start, end, grain) == (moment(e["start"]), moment(e["end"]), e["grain"])

    @property
    def in_the_past(self) -> bool:
        """A confident date that is over already."""
        now = moment(self.expected["now"])
        start, end, _ = self.found
        return start is not None and now is not None and (end or start) <= now


def moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=_ZONE)


def evaluate(expected: Sequence[dict[str, Any]]) -> tuple[Timed, ...]:
    """Read every expression and compare."""
    cases = []
    for e in expected:
        now = moment(e["now"])
        assert now is not None, e
        now = now.astimezone(ZoneInfo(e["tz"])) if e.get("tz") else now  # clocks change in between
        found = interval(e["text"], e.get("lang") or detect(e["text"]), now)
        cases.append(Timed(e, (found.start, found.end, found.grain) if found else (None, None, None)))
    return tuple(cases)


def figures(cases: Sequence[Timed]) -> dict[str, float]:
    return {
        "exactly_right": share(c.right for c in cases),
        "wrong_in_the_past": sum(c.in_the_past for c in cases),
    }
