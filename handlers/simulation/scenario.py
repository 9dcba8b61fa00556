"""What a simulation starts from: how much is reported, how long things take, who works when (a TOML file)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from math import exp, log
from pathlib import Path
from random import Random
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from handlers.rules.parts import Part, first_problem
from handlers.rules.timing import Calendar

MOST_BYTES = 256 * 1024
NINE_TENTHS = 1.2815515655446004  # standard deviations below which nine tenths of a normal distribution lie
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=1e6)]
ByLevel = tuple[Share, Share, Share]
HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 14, 15, 14, 12, 9, 11, 13, 13, 12, 10, 8, 7, 6, 5, 3, 2)


class BadScenario(ValueError):
    """A scenario that cannot be used; the message says where and why."""


class Minutes(Part):
    """A length of time in minutes: ``half`` take at most this, nine tenths at most ``most`` (log-normal)."""

    half: float = Field(gt=0, le=100_000)
    most: float = Field(gt=0, le=1_000_000)

    @model_validator(mode="after")
    def _ordered(self) -> Minutes:
        if self.most < self.half:
            raise ValueError("'most' (nine tenths) is below 'half'")
        return self

    def draw(self, chance: Random) -> float:
        return exp(log(self.half) + log(self.most / self.half) / NINE_TENTHS * chance.gauss())


class Reports(Part):
    """How many faults are reported and which.  ``hours`` and ``days`` (from Monday) are weights, local to the plan."""

    per_day: float = Field(gt=0, le=200_000)
    hours: tuple[Weight, ...] = Field(default=HOURS, min_length=24, max_length=24)
    days: tuple[Weight, ...] = Field(default=(1,) * 7, min_length=7, max_length=7)
    severity: ByLevel  # shares of level 1, 2, 3
    regions: Mapping[str, Weight] = Field(min_length=1, max_length=500)
    languages: Mapping[str, Weight] = Field(default={"zh": 1}, min_length=1, max_length=20)

    @model_validator(mode="after")
    def _some(self) -> Reports:
        if abs(sum(self.severity) - 1) > 0.001:
            raise ValueError("the shares of 'severity' do not add up to 1")
        for name in ("hours", "days"):
            if not any(getattr(self, name)):
                raise ValueError(f"'{name}' are all 0")
        for name in ("regions", "languages"):
            if not any(getattr(self, name).values()):
                raise ValueError(f"'{name}' are all 0")
        return self


class Bot(Part):
    """What comes of the talk with the bot, by level: the share that people take over, and of all the share that is put
    right without a visit."""

    minutes: Minutes
    to_people: ByLevel
    without_visit: ByLevel


class Group(Part):
    """Engineers alike.  Empty skills, languages, regions: any.  ``capacity``: cases at a time."""

    name: str = Field(min_length=1, max_length=64)
    count: int = Field(ge=0, le=5000)
    calendar: Calendar
    capacity: int = Field(default=5, ge=1, le=100)
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class Desk(Part):
    """``accept``: until an offer is taken; ``missed``: the share of offers that nobody answers; ``reply``: from taking a
    case to the first word; ``handling``: how long it then takes a place, by level."""

    accept: Minutes = Minutes(half=0.3, most=1)
    missed: Share = 0.05
    reply: Minutes = Minutes(half=1, most=3)
    handling: tuple[Minutes, Minutes, Minutes]
    engineers: tuple[Group, ...] = Field(min_length=1, max_length=100)


class Crew(Part):
    """Technicians alike, who serve all the ``regions`` named.  Empty ``skills``: those that the plan wants."""

    name: str = Field(min_length=1, max_length=64)
    count: int = Field(ge=0, le=5000)
    calendar: Calendar
    regions: tuple[str, ...] = Field(min_length=1)
    skills: tuple[str, ...] = ()


class Visiting(Part):
    """``minutes`` at the customer's; ``way``: by how much ways are longer than estimated (1: as long); ``second``: the
    share of visits after which another is needed, once the parts are there; ``first_choice``: customers who take the
    first window offered; ``later``: who wish for another day."""

    minutes: Minutes
    way: Minutes = Minutes(half=1, most=1.5)
    second: Share = 0.1
    parts: Minutes = Minutes(half=2880, most=7200)
    first_choice: Share = 0.6
    later: Share = 0.1
    technicians: tuple[Crew, ...] = Field(min_length=1, max_length=500)


class Scenario(Part):
    """``warm_up`` days are played but not counted."""

    plan: str
    start: date = date(2026, 3, 2)
    days: int = Field(default=28, ge=1, le=400)
    warm_up: int = Field(default=7, ge=0, le=60)
    reports: Reports
    bot: Bot
    desk: Desk
    visits: Visiting


def example() -> str:
    """A scenario to start from, with its comments."""
    return files("handlers.simulation").joinpath("example.toml").read_text(encoding="utf-8")


def read(path: Path) -> str:
    """The text of a scenario's file.  Raises :class:`BadScenario`; an unreadable file is an :class:`OSError`."""
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadScenario(f"{path}: is too big for a scenario")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadScenario(f"{path}: is not text in UTF-8") from None


def parse(text: str, name: str, changed: Mapping[str, object] | None = None) -> Scenario:
    """A scenario from TOML; ``name`` is what the message calls it, ``changed`` are values that count instead ("days",
    "reports.per_day").  Raises :class:`BadScenario`."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadScenario(f"{name}: is not valid TOML: {error}") from None
    for key, value in (changed or {}).items():
        *tables, last = key.split(".")
        place = values
        for table in tables:
            place = place.get(table, {})
        if isinstance(place, dict):
            place[last] = value
    try:
        return Scenario.model_validate(values)
    except ValidationError as error:
        raise BadScenario(f"{name}: {first_problem(error, 'scenario')}") from None


def staffed(scenario: Scenario, *, engineers: int | None = None, technicians: int | None = None) -> Scenario:
    """The same with so many people in all, in the groups as the scenario's are (largest remainder)."""
    desk, visits = scenario.desk, scenario.visits
    if engineers is not None:
        groups = _shared(engineers, [g.count for g in desk.engineers])
        shared = tuple(g.model_copy(update={"count": n}) for g, n in zip(desk.engineers, groups, strict=True))
        desk = desk.model_copy(update={"engineers": shared})
    if technicians is not None:
        crews = _shared(technicians, [c.count for c in visits.technicians])
        sent = tuple(
            c.model_copy(update={"count": n}) for c, n in zip(visits.technicians, crews, strict=True)
        )
        visits = visits.model_copy(update={"technicians": sent})
    return scenario.model_copy(update={"desk": desk, "visits": visits})


def _shared(total: int, weights: list[int]) -> list[int]:
    of = sum(weights) or len(weights)
    exact = [total * (w if sum(weights) else 1) / of for w in weights]
    counts = [int(e) for e in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_rest[: total - sum(counts)]:
        counts[i] += 1
    return counts
