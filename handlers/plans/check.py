"""What is wrong with a plan file, and in which line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from handlers.plans.load import BadPlan, Problem, load
from handlers.rules.policy import Plan
from nlu.understanding import SIGNALS

_TABLE = re.compile(r"^\s*\[{1,2}\s*([\w.\"'-]+)\s*\]{1,2}")
_KEY = re.compile(r"^\s*([\w\"'-]+)\s*=")


def check(path: Path) -> tuple[Problem, ...]:
    """Every problem of a plan file; empty when it is good."""
    try:
        plan = load(path)
    except BadPlan as bad:
        return bad.problems
    lines = _lines(path.read_text(encoding="utf-8"))
    return tuple(Problem(str(path), key, _line(lines, key), message) for key, message in _sense(plan))


def _sense(plan: Plan) -> Iterator[tuple[str, str]]:
    """What the shape allows but nobody can want."""
    for i, rule in enumerate(plan.severity.rules):
        known = any(
            s == rule.signal or (rule.signal.endswith("*") and s.startswith(rule.signal[:-1]))
            for s in SIGNALS
        )
        if not known:
            yield (
                f"severity.rules.{i}.signal",
                f"unknown signal {rule.signal!r}{_meant(rule.signal, SIGNALS)}",
            )
    if sorted(s.level for s in plan.severity.levels) != [1, 2, 3]:
        yield "severity.levels", "the levels must be 1, 2 and 3, each once"
    if not any(r.signal == "danger.*" and r.level == 1 for r in plan.severity.rules):
        yield "severity.rules", "danger.* must be level 1"
    for i, clock in enumerate(plan.clocks):
        for level in (1, 2, 3):
            if not any(
                (not t.severity or level in t.severity) and not t.service_level for t in clock.targets
            ):
                yield f"clocks.{i}.targets", f"clock {clock.name!r} promises nothing for severity {level}"
    if plan.default_service_level and plan.default_service_level not in plan.service_levels:
        yield "default_service_level", f"{plan.default_service_level!r} is not among service_levels"
    known_parts = {c.id for c in plan.components}
    for i, prices in enumerate(plan.fees.lists):
        for item in prices.items:
            for part in item.components:
                if part not in known_parts:
                    yield (
                        f"fees.lists.{i}.items",
                        f"{item.id!r}: unknown component {part!r}{_meant(part, known_parts)}",
                    )


def toml_problem(error: tomllib.TOMLDecodeError, file: str) -> Problem:
    found = re.search(r"line (\d+)", str(error))
    return Problem(file, "-", int(found[1]) if found else 0, f"is not valid TOML: {error}")


def validation_problems(error: ValidationError, text: str, file: str) -> tuple[Problem, ...]:
    lines = _lines(text)
    return tuple(_problem(dict(e), lines, file) for e in error.errors(include_url=False))


def _problem(error: dict[str, Any], lines: dict[str, int], file: str) -> Problem:
    where = tuple(str(p) for p in error["loc"])
    key = ".".join(where) or "-"
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = f"unknown key{_meant(where[-1], _fields(where[:-1]))}"
    elif error["type"] == "missing":
        message = "is missing"
    elif "input" in error and isinstance(error["input"], str | int | float):
        message = f"{message} (here it is {error['input']!r})"
    return Problem(file, key, _line(lines, key), message)


def _fields(where: tuple[str, ...]) -> list[str]:
    """The keys that are allowed at a place of the schema."""
    model: Any = Plan
    for part in where:
        if part.isdigit():
            continue
        field = (
            model.model_fields.get(part) if isinstance(model, type) and issubclass(model, BaseModel) else None
        )
        model = _inner(field.annotation) if field is not None else model
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _inner(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside = [_inner(a) for a in getattr(annotation, "__args__", ())]
    return next((a for a in inside if isinstance(a, type) and issubclass(a, BaseModel)), None)


def _meant(word: str, known: Any) -> str:
    close = get_close_matches(word, [str(k) for k in known], 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _lines(text: str) -> dict[str, int]:
    """Dotted key -> line, for keys that stand at the beginning of a line."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        if header:
            table = header[1].replace('"', "").replace("'", "")
            if line.lstrip().startswith("[["):
                index = counts.get(table, -1) + 1
                counts[table] = index
                found.setdefault(table, number)
                table = f"{table}.{index}"
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            name = key[1].strip("\"'")
            found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def _line(lines: dict[str, int], key: str) -> int:
    """The line of the key, or of the nearest thing around it."""
    parts = key.split(".")
    while parts:
        if ".".join(parts) in lines:
            return lines[".".join(parts)]
        parts.pop()
    return 0
