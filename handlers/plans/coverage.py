"""Which promises of the service plans have a part of a plan file behind them, and which tests cite them.

A clock, a term, a price list names the promise that it comes from (``clause``); the schema has no key that nothing reads.
Whether a promise with several sides is kept on each of them this does not tell.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from handlers.rules.parts import Text
from handlers.rules.policy import Plan

_CITED = re.compile(r"\bP\d\.\d{1,2}\b")
_NAMES = ("name", "version", "signal", "queue", "id", "level", "months")
MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One promise: ``carried`` are places in plan files (``p2: clock team_contact``), ``tests`` files."""

    number: str
    text: Text
    carried: tuple[str, ...] = ()
    tests: tuple[str, ...] = field(default=())


@cache
def _list() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("rows.toml").read_text("utf-8"))


def rows(plans: Mapping[str, Plan], tests: Path | None = None) -> list[Row]:
    """Every promise in its order.  ``tests``: a folder whose files are looked through."""
    carried = _by_row(where for plan in plans.values() for where in _clauses(plan.id, plan.model_dump()))
    shown = _by_row(_cited_in(tests) if tests is not None and tests.is_dir() else ())
    return [
        Row(number, Text(**text), carried.get(number, ()), shown.get(number, ()))
        for number, text in _list()["rows"].items()
    ]


def _by_row(found: Any) -> dict[str, tuple[str, ...]]:
    made: dict[str, dict[str, None]] = {}
    for number, where in found:
        plan, _, row = number.partition(".")
        made.setdefault(f"{_list()['same'].get(plan, plan)}.{row}", {})[where] = None
    return {number: tuple(where) for number, where in made.items()}


def _clauses(plan: str, part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(row, place) of every clause that is cited in a plan."""
    if isinstance(part, Mapping):
        name = next((str(part[n]) for n in _NAMES if part.get(n) and isinstance(part[n], str | int)), "")
        for key in ("clause", "register_clause", "hand_back_clause", "needs_clause"):
            for number in _CITED.findall(part.get(key) or ""):
                yield number, f"{plan}: {path} {name}".strip()
        for key, inner in part.items():
            yield from _clauses(plan, inner, key if isinstance(inner, Mapping | list | tuple) else path)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _clauses(plan, inner, path)


def _cited_in(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".py", ".yaml", ".toml") or path.stat().st_size > MOST_BYTES:
            continue
        where = path.relative_to(folder).as_posix()
        for number in dict.fromkeys(_CITED.findall(path.read_text("utf-8", errors="replace"))):
            yield number, where
