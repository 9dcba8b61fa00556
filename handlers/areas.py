"""Which service area an address lies in."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field

from handlers.rules.parts import Part, Text


class Area(Part):
    id: str
    name: Text
    words: tuple[str, ...] = Field(min_length=1)


class Areas(Part):
    area: tuple[Area, ...]


@cache
def areas() -> tuple[Area, ...]:
    text = files("handlers.plans").joinpath("areas.toml").read_text(encoding="utf-8")
    return Areas.model_validate(tomllib.loads(text)).area


def find(address: str) -> tuple[Area, ...]:
    """The areas that an address names, the first named first; empty when it names none."""
    text = address.casefold()
    places = [(min((text.find(w) for w in a.words if w in text), default=-1), a) for a in areas()]
    return tuple(a for at, a in sorted(places, key=lambda p: p[0]) if at >= 0)


def region_of(address: str | None) -> str | None:
    """The one area that an address lies in.  A city named first decides (a "上海路" in 南京 is in 南京)."""
    found = find(address) if address else ()
    return found[0].id if found else None


def name(region: str, lang: str) -> str:
    return next((a.name.of(lang) for a in areas() if a.id == region), region)
