"""Conversations in files: what is said, how long is waited, what people of ours do.

YAML as in ``tests/conversations`` (several conversations are separated by ``---``), or plain text, where every line
is what the customer says, blank lines and lines that begin with ``#`` aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from handlers.rules.forms import is_day

MOST_BYTES = 512 * 1024
MOST_SCRIPTS = 100
MOST_STEPS = 300
DAY = 24 * 60  # minutes
MOST_MINUTES = 400 * DAY  # of one wait

What = Literal["customer", "wait", "jump", "engineer", "dealer"]


CUSTOMER = "customer"
ACTING: tuple[What, ...] = ("customer", "engineer", "dealer")
#: how time passes: the words for it, in minutes
PASSING: dict[What, dict[str, int]] = {"wait": {"wait": 1, "days": DAY}, "jump": {"jump": DAY, "later": 1}}


class BadScript(ValueError):
    """A conversation that cannot be played; the message says where."""


@dataclass(frozen=True, slots=True)
class Step:
    """``text``: what the customer says (or somebody else: ``who``), what the engineer does or the clerk enters for a
    dealer (:mod:`handlers.acts`), or the minutes that pass; in a ``jump`` nothing runs before its end."""

    what: What
    text: str
    who: str = CUSTOMER


@dataclass(frozen=True, slots=True)
class Script:
    """``start`` is local to the plan; None when the file does not say.  ``owns``: serial number of a device that belongs
    to the customer, ``accepted`` on that day; ``campaign``: one of the plan's runs."""

    name: str
    start: datetime | None
    steps: tuple[Step, ...]
    owns: str | None = None
    accepted: str | None = None
    campaign: bool = False


def scripts(text: str, name: str) -> tuple[Script, ...]:
    """All conversations of a file.  Raises :class:`BadScript`."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise BadScript(f"{name}: is longer than {MOST_BYTES // 1024} KB")
    if not _is_yaml(text):
        lines = [line.strip() for line in text.splitlines()]
        said = tuple(Step("customer", line) for line in lines if line and not line.startswith("#"))
        return (_checked(Script(name, None, said), name),)
    found = [_script(story, f"{name}, conversation {n}") for n, story in enumerate(_documents(text, name), 1)]
    if not found or len(found) > MOST_SCRIPTS:
        raise BadScript(f"{name}: has {len(found)} conversations, not 1 to {MOST_SCRIPTS}")
    return tuple(found)


def _is_yaml(text: str) -> bool:
    return any(line.rstrip() == "talk:" for line in text.splitlines())


def _documents(text: str, name: str) -> list[Any]:
    import yaml

    try:
        return [story for story in yaml.safe_load_all(text) if story is not None]
    except (yaml.YAMLError, RecursionError) as error:
        raise BadScript(f"{name}: is no YAML: {' '.join(str(error).split())[:200]}") from None


def _script(story: Any, where: str) -> Script:
    if not isinstance(story, dict) or not isinstance(story.get("talk"), list):
        raise BadScript(f"{where}: has no list 'talk'")
    start = None
    if "now" in story:
        try:
            start = datetime.fromisoformat(str(story["now"]))
        except ValueError:
            raise BadScript(f"{where}: 'now' is no time such as 2026-11-23T09:00") from None
    steps = tuple(_step(step, f"{where}, step {n}") for n, step in enumerate(story["talk"], 1))
    owns, accepted = (str(story[k])[:64] if story.get(k) else None for k in ("owns", "accepted"))
    if accepted is not None and not is_day(accepted):
        raise BadScript(f"{where}: 'accepted' is no day such as 2026-11-23")
    name = str(story.get("name", where))[:200]
    return _checked(Script(name, start, steps, owns, accepted, bool(story.get("campaign"))), where)


def _step(step: Any, where: str) -> Step:
    if isinstance(step, dict):
        for passing, units in PASSING.items():
            if any(unit in step for unit in units):
                minutes = sum(_minutes(step.get(unit, 0), unit, where) * size for unit, size in units.items())
                return Step(passing, str(minutes))
        for acting in ACTING:
            if step.get(acting) is not None:
                return Step(acting, str(step[acting]), str(step.get("who", CUSTOMER))[:40])
    raise BadScript(f"{where}: needs one of customer, engineer, dealer, wait, days, jump, later")


def _minutes(value: Any, unit: str, where: str) -> int:
    text = str(value)
    most = MOST_MINUTES // (DAY if unit in ("days", "jump") else 1)
    if not (text.isascii() and text.isdecimal()) or int(text) > most:
        raise BadScript(
            f"{where}: {unit!r} is a number of {'days' if most < DAY else 'minutes'}, at most {most}"
        )
    return int(text)


def _checked(script: Script, where: str) -> Script:
    if not 1 <= len(script.steps) <= MOST_STEPS:
        raise BadScript(f"{where}: has {len(script.steps)} steps, not 1 to {MOST_STEPS}")
    return script
