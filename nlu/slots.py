"""What is being dictated in a call, and what has been said, read back and closed of it."""

from __future__ import annotations

from dataclasses import dataclass, field

PLATES = ("serial_number", "model", "error_code")


@dataclass(frozen=True, slots=True)
class Heard:
    """A value as it stood after a turn, and where that turn says it."""

    field: str
    value: str
    turn: int
    start: int
    end: int


@dataclass(slots=True)
class State:
    asked: str | None = None
    own: dict[str, str] = field(default_factory=dict)  # what the caller said so far
    read: dict[str, str] = field(default_factory=dict)  # what the agent read back in the turn before
    closed: set[str] = field(default_factory=set)  # read back, and not refused
    slots: list[str] = field(default_factory=list)  # the numbers that the agent has asked for in one turn
    said: list[str] = field(default_factory=list)  # what the caller has spelled in the turn before
    shown: bool = False  # the caller tells what a display shows


def whole(name: str, value: str) -> bool:
    """Whether a number may be all of it."""
    digits = sum(c.isdigit() for c in value)
    if name == "phone":
        return 7 <= digits <= 15 and digits >= len(value) - 1
    return len(value) >= 5 and digits >= 3 if name == "serial_number" else len(value) >= 2 and digits >= 1
