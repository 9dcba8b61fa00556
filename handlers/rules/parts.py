"""What every part of a plan is made of: strict shapes, texts in both languages, durations.

Durations are written ``"10m"``, ``"4h"``, ``"2d"`` (24 h each) or ``"3wd"`` (working days of the clock's calendar).
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

from handlers.rules.wrong import Mistake


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def first_problem(error: ValidationError, whole: str) -> str:
    """Where the first thing is that is wrong, and what; ``whole`` is what it is called where it is no single key."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or whole
    return f"{where}: {str(first['msg']).removeprefix('Value error, ')}"


class Text(Part):
    """A short text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class Span(Part):
    """A duration: either plain ``seconds`` or ``workdays`` of a calendar."""

    seconds: int = Field(default=0, ge=0)
    workdays: int = Field(default=0, ge=0)


_SPAN = re.compile(r"^(\d{1,5})\s*(m|h|d|wd)$")
_UNIT = {"m": 60, "h": 3600, "d": 86400}


def _span(value: Any) -> Any:
    if isinstance(value, Span | dict):
        return value
    found = _SPAN.match(value.strip()) if isinstance(value, str) else None
    if not found:
        raise Mistake(
            "duration",
            f"{value!r} is no duration; write for example '10m', '4h', '2d' or '3wd'",
            value=repr(value),
        )
    number, unit = int(found[1]), found[2]
    return Span(workdays=number) if unit == "wd" else Span(seconds=number * _UNIT[unit])


def span_text(value: Span) -> str:
    """A duration as a plan file has it: 900 s are 15m."""
    if value.workdays:
        return f"{value.workdays}wd"
    for unit, seconds in (("d", 86400), ("h", 3600), ("m", 60)):
        if value.seconds and value.seconds % seconds == 0:
            return f"{value.seconds // seconds}{unit}"
    return "0m"


def _no_workdays(span: Span) -> Span:
    if span.workdays:
        raise Mistake("workdays", "working days (wd) are for 'within' only; write m, h or d here")
    return span


def _shape(units: str, told: str) -> WithJsonSchema:
    pattern = rf"^[0-9]{{1,5}}\s*({units})$"
    return WithJsonSchema({"type": "string", "pattern": pattern, "description": told}, mode="validation")


Duration = Annotated[
    Span, BeforeValidator(_span), _shape("m|h|d|wd", "such as 10m, 4h, 2d (24 h each) or 3wd (working days)")
]
Elapsed = Annotated[
    Span, BeforeValidator(_span), AfterValidator(_no_workdays), _shape("m|h|d", "such as 10m, 4h or 2d")
]
