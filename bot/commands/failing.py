"""Errors of the command line: one clear line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Failure(Exception):
    """What went wrong, in a sentence; ``code`` is the exit code (1: it failed, 2: it was asked wrongly)."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def _wrong(error: Mapping[str, Any]) -> str:
    """What is wrong with one setting."""
    from bot.settings import Settings

    name = str(error["loc"][0])
    said = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "string_pattern_mismatch":  # nobody wants to read the pattern
        said = f"not understood. {Settings.model_fields[name].description}"
    return f"BAOXIU_{name.upper()}: {said}"


def explain(error: Exception) -> str | None:
    """A sentence for errors that are the surroundings' and not the program's; None for the others."""
    name = type(error).__name__
    if name in ("OperationalError", "ProgrammingError", "DatabaseError"):
        first = str(getattr(error, "orig", error)).splitlines()[0]
        hint = (
            " (has `baoxiu db upgrade` been run?)"
            if "no such table" in first or "does not exist" in first
            else ""
        )
        return f"the database says: {first}{hint}"
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return "what was given is not valid UTF-8"  # and not what it was: it may be a password
    if name == "ValidationError" and type(error).__module__.startswith("pydantic"):
        return "settings: " + "; ".join(_wrong(e) for e in error.errors())  # type: ignore[attr-defined]
    if name in (
        "BadSetting",
        "BadPlan",
        "BadUser",
        "BadToken",
        "BadSubscription",
        "BadTypes",
        "NoSuchModuleError",
        "ArgumentError",
    ):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "PostgreSQL needs baoxiu[postgres]: make install EXTRAS=postgres, or pip install 'baoxiu[postgres]'"
    return None
