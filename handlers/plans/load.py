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

from handlers import areas
from handlers.rules.policy import Plan
from handlers.rules.wrong import Wrong, wrong

SHIPPED = tuple(f"p{n}" for n in range(1, 10))
MOST_BYTES = 256 * 1024  # the longest shipped plan has 9 KB


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
    wrong: Wrong

    def told(self, lang: str) -> str:
        """What is wrong, in ``zh`` or ``en``."""
        from handlers.texts.catalog import say

        found, given = self.wrong, dict(self.wrong.given)
        if found.kind:
            given["kind"] = say(f"plan-kind-{found.kind}", lang)
        text = say(f"plan-wrong-{found.what}", lang, **given)
        if found.near:
            return text + say("plan-near", lang, word=found.near)
        return text + say("plan-known", lang, words=", ".join(found.known)) if found.known else text

    def sentence(self, lang: str) -> str:
        """With file, line and key."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.told(lang)}"

    def __str__(self) -> str:
        return self.sentence("en")


def parse(text: str, file: str) -> Plan:
    """A plan from TOML.  Raises :class:`BadPlan` with every problem found."""
    data = merged(text, file)
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        from handlers.plans.check import shape_problems

        raise BadPlan(shape_problems(error, data, text, file)) from None


def merged(text: str, file: str) -> Mapping[str, Any]:
    """The tables of a plan file over those that it extends.  Raises :class:`BadPlan` when it is no TOML."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        from handlers.plans.check import toml_problem

        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadPlan((toml_problem(why, file),)) from None
    extends = data.pop("extends", None)
    if extends is not None and extends != "base":
        from handlers.plans.places import places

        raise BadPlan((Problem(file, "extends", places(text)["extends"], wrong("base", word=repr(extends))),))
    return _merge(base(), data) if extends else data


def load(path: Path) -> Plan:
    """A plan from its file.  Raises :class:`BadPlan`."""
    return parse(read(path), str(path))


def read(path: Path) -> str:
    """The text of a plan file.  Raises :class:`BadPlan` when it cannot be read, is too big, or is no UTF-8."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise BadPlan((Problem(str(path), "-", 0, wrong("unreadable", why=why)),)) from None
    if len(raw) > MOST_BYTES:
        raise BadPlan((Problem(str(path), "-", 0, wrong("too-big", most=MOST_BYTES // 1024)),))
    try:
        return raw.decode("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        not_utf8 = wrong("not-utf8", byte=f"0x{raw[error.start]:02x}")
        raise BadPlan((Problem(str(path), "-", line, not_utf8),)) from None


@cache
def base() -> Mapping[str, Any]:
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
    """The nine plans, and those of the operator's folder (the same id replaces a shipped one); its service areas
    count from now on.  Raises :class:`BadPlan` with the problems of all files."""
    problems = _areas(extra)
    plans = {plan_id: shipped(plan_id) for plan_id in SHIPPED}
    if extra is None or not extra.is_dir():
        return plans
    own: dict[str, Path] = {}
    for path in sorted(extra.glob("*.toml")):
        if path.name == areas.FILE:
            continue
        try:
            plan = load(path)
        except BadPlan as bad:
            problems += bad.problems
            continue
        if plan.id in own:
            there = wrong("plan-twice", plan=repr(plan.id), file=own[plan.id].name)
            problems.append(Problem(str(path), "id", 0, there))
        own[plan.id], plans[plan.id] = path, plan
    if problems:
        raise BadPlan(tuple(problems))
    return plans


def _areas(folder: Path | None) -> list[Problem]:
    """Take the service areas of a folder; the problems of its file, if it has one."""
    try:
        areas.use(folder)
    except areas.BadAreas as bad:
        return [
            Problem(f"{folder}/{areas.FILE}", "area", 0, wrong("said", english=line))
            for line in str(bad).splitlines()
        ]
    return []


def named_plans(text: str, plans: Mapping[str, Plan]) -> list[str]:
    """The plans whose product words a text names; the longest words win."""
    text = text.casefold()
    hits = {
        plan.id: max((len(word) for word in plan.products if word.casefold() in text), default=0)
        for plan in plans.values()
    }
    best = max(hits.values(), default=0)
    return [plan_id for plan_id, length in hits.items() if best and length == best]


def which_plan(text: str, plans: Mapping[str, Plan] | None = None) -> str | None:
    """The one plan whose product words a text names; None when it names none or those of several."""
    named = named_plans(text, plans or load_plans())
    return named[0] if len(named) == 1 else None
