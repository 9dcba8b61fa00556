"""Which service area an address lies in.

Six cities are shipped; ``areas.toml`` in the operator's folder of plans replaces them for the whole installation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator

from handlers.rules.parts import Part, Text

FILE = "areas.toml"
ELSEWHERE = "elsewhere"  # what a customer in no area presses; no area may have this name
MOST_BYTES = 256 * 1024
_ROAD = re.compile(  # what makes a city's name that of a road: 北京中路, 上海街, Nanjing West Road
    r"[东西南北中]?[一二三四五六七八九]?(?:路|街|大道|大街|道|巷|弄)|,?(?: (?:east|west|north|south|middle))? (?:road|rd|street|st|avenue|ave|lu|lane)\b"
)
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class BadAreas(ValueError):
    """A file of areas that cannot be used; one line for each problem, with file and key."""


class Area(Part):
    """``words`` tell the area in an address, whatever their case; ``at`` is its middle (latitude and longitude), from which
    the way to other areas is estimated."""

    id: str
    name: Text
    words: tuple[str, ...] = Field(min_length=1)
    at: tuple[Latitude, Longitude] | None = None

    @field_validator("id")
    @classmethod
    def _usable(cls, value: str) -> str:
        if not _ID.fullmatch(value) or value == ELSEWHERE:
            raise ValueError(
                f"{value!r} is no id; write small letters, digits, - and _, and not {ELSEWHERE!r}"
            )
        return value

    @field_validator("words")
    @classmethod
    def _readable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(word.strip()) < 2 for word in value):
            raise ValueError("a word has at least 2 characters")
        return tuple(word.strip().casefold() for word in value)


class Areas(Part):
    area: tuple[Area, ...] = Field(min_length=1, max_length=1000)

    @field_validator("area")
    @classmethod
    def _once(cls, value: tuple[Area, ...]) -> tuple[Area, ...]:
        twice = {a.id for a in value if sum(b.id == a.id for b in value) > 1}
        if twice:
            raise ValueError(f"there twice: {', '.join(sorted(twice))}")
        return value


_own: tuple[Area, ...] | None = None


def use(folder: Path | None) -> None:
    """From now on the areas of this installation are those of ``folder``, where it has a file of them, else the
    shipped ones.  Raises :class:`BadAreas`."""
    global _own
    path = folder / FILE if folder is not None else None
    _own = read(path) if path is not None and path.is_file() else None


def read(path: Path) -> tuple[Area, ...]:
    """The areas of a file.  Raises :class:`BadAreas`."""
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            raise BadAreas(f"{path}: is too big: more than {MOST_BYTES // 1024} KB")
        return Areas.model_validate(tomllib.loads(raw.decode("utf-8-sig"))).area
    except OSError as error:
        raise BadAreas(f"{path}: cannot be read: {error.strerror or error}") from None
    except ValidationError as error:
        raise BadAreas("\n".join(_problems(path, error))) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadAreas(f"{path}: {error}") from None


def _problems(path: Path, error: ValidationError) -> Iterator[str]:
    for one in error.errors():
        yield f"{path}: {'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"


@cache
def shipped() -> tuple[Area, ...]:
    text = files("handlers.plans").joinpath(FILE).read_text(encoding="utf-8")
    return Areas.model_validate(tomllib.loads(text)).area


def areas() -> tuple[Area, ...]:
    return _own or shipped()


def find(address: str) -> tuple[Area, ...]:
    """The areas that an address names, the first named first; empty when it names none."""
    text = address.casefold()
    places = [
        (at, a)
        for a in areas()
        if (words := [w for w in a.words if w in text])
        and (at := min((at for w in words for at in _named(text, w)), default=-1)) >= 0
    ]
    return tuple(a for _, a in sorted(places, key=lambda p: p[0]))


def _named(text: str, word: str) -> Iterator[int]:
    """Where a word stands for a place, and not for a road that is called after it."""
    at = text.find(word)
    while at >= 0:
        if not _ROAD.match(text, at + len(word)):
            yield at
        at = text.find(word, at + 1)


def region_of(address: str | None) -> str | None:
    """The one area that an address lies in.  A city named first decides (a "上海路" in 南京 is in 南京)."""
    found = find(address) if address else ()
    return found[0].id if found else None


def name(region: str, lang: str) -> str:
    return next((a.name.of(lang) for a in areas() if a.id == region), region)


def district_of(address: str | None, region: str | None) -> str:
    """What an address names within its area, besides the area's own name: 西湖区; "" when it names nothing known."""
    area = next((a for a in areas() if a.id == region), None)
    if area is None or not address:
        return ""
    text = address.casefold()
    own = {area.name.zh.casefold(), area.name.en.casefold()}
    return next((w for w in area.words if w not in own and next(_named(text, w), None) is not None), "")
