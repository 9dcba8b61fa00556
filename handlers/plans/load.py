"""Reading service plans: nine are shipped, an operator adds more, and every mistake is named by file, key and line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from handlers.rules.policy import Plan

SHIPPED = tuple(f"p{n}" for n in range(1, 10))


class BadPlan(ValueError):
    """A plan file that cannot be used; the problems say what and where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Problem:
    """``key`` is dotted (``clocks.0.targets``); ``line`` is 0 when there is none to point at."""

    file: str
    key: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.message}"


def parse(text: str, file: str) -> Plan:
    """A plan from TOML.  Raises :class:`BadPlan` with every problem found."""
    from handlers.plans.check import toml_problem, validation_problems

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPlan((toml_problem(error, file),)) from None
    base = data.pop("extends", None)
    if base is not None and base != "base":
        raise BadPlan((Problem(file, "extends", 1, f"unknown base {base!r}; there is only 'base'"),))
    try:
        return Plan.model_validate(_merge(_base(), data) if base else data)
    except ValidationError as error:
        raise BadPlan(validation_problems(error, text, file)) from None


def load(path: Path) -> Plan:
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise BadPlan((Problem(str(path), "-", 0, f"cannot be read: {error}"),)) from None


@cache
def _base() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("base.toml").read_text(encoding="utf-8"))


def _merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        merged[key] = _merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


@cache
def shipped(plan_id: str) -> Plan:
    file = files(__package__).joinpath(f"{plan_id}.toml")
    return parse(file.read_text(encoding="utf-8"), f"{plan_id}.toml")


@cache
def load_plans(extra: Path | None = None) -> dict[str, Plan]:
    """The nine plans, and those of the operator's folder (the same id replaces a shipped one)."""
    plans = {plan_id: shipped(plan_id) for plan_id in SHIPPED}
    if extra is not None and extra.is_dir():
        for path in sorted(extra.glob("*.toml")):
            plan = load(path)
            plans[plan.id] = plan
    return plans


def which_plan(text: str, plans: Mapping[str, Plan] | None = None) -> str | None:
    """The plan whose product words a text names; None when it names none or those of several."""
    text = text.casefold()
    hits = {
        plan.id: max((len(word) for word in plan.products if word.casefold() in text), default=0)
        for plan in (plans or load_plans()).values()
    }
    best = max(hits.values(), default=0)
    named = [plan_id for plan_id, length in hits.items() if length == best]
    return named[0] if best and len(named) == 1 else None
