"""How days and times of the house are written on the board and on a technician's telephone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from handlers.here import here
from handlers.texts.shapes import day as written

_ZH, _EN = "一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def shapes(lang: str) -> dict[str, Any]:
    """For templates: ``clock`` 14:00, ``local`` 2026-11-26T14:00 as a form has it, ``whole_day``, ``short_day``."""

    def weekday(value: date) -> str:
        return _EN[value.weekday()] if lang == "en" else f"周{_ZH[value.weekday()]}"

    def clock(value: datetime) -> str:
        return f"{value.astimezone(here()):%H:%M}"

    def local(value: datetime) -> str:
        return f"{value.astimezone(here()):%Y-%m-%dT%H:%M}"

    def whole_day(value: date) -> str:
        name = written(value, lang)
        return f"{weekday(value)} {name}" if lang == "en" else f"{name} {weekday(value)}"

    def short_day(value: date) -> str:
        return f"{weekday(value)} {value.day}" if lang == "en" else f"{value.day}日 {weekday(value)}"

    return {"clock": clock, "local": local, "whole_day": whole_day, "short_day": short_day}
