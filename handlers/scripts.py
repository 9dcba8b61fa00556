"""Conversations in files: what is said, how long is waited, what people of ours do.

YAML as in ``tests/conversations`` (several conversations are separated by ``---``), or plain text, where every line
is what the customer says, blank lines and lines that begin with ``#`` aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

MOST_BYTES = 512 * 1024
MOST_SCRIPTS = 100
MOST_STEPS = 300
MOST_MINUTES = 60 * 24 * 60  # of one wait: sixty days

What = Literal["customer", "wait", "engineer"]


class BadScript(ValueError):
    """A conversation that cannot be played; the message says where."""


@dataclass(frozen=True, slots=True)
class Step:
    """``text``: what the customer says, what the engineer does, or the minutes that pass."""

    what: What
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """``start`` is local to the plan; None when the file does not say."""

    name: str
    start: datetime | None
    steps: tuple[Step, ...]


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
    return _checked(Script(str(story.get("name", where))[:200], start, steps), where)


def _step(step: Any, where: str) -> Step:
    if isinstance(step, dict):
        if "wait" in step:
            minutes = str(step["wait"])
            if not (minutes.isascii() and minutes.isdecimal()) or int(minutes) > MOST_MINUTES:
                raise BadScript(f"{where}: 'wait' is a number of minutes, at most {MOST_MINUTES}")
            return Step("wait", minutes)
        for what in ("customer", "engineer"):
            if step.get(what) is not None:
                return Step(what, str(step[what]))
    raise BadScript(f"{where}: needs one of customer, engineer, wait")


def _checked(script: Script, where: str) -> Script:
    if not 1 <= len(script.steps) <= MOST_STEPS:
        raise BadScript(f"{where}: has {len(script.steps)} steps, not 1 to {MOST_STEPS}")
    return script
