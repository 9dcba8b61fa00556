"""Errors of the command line: one clear line each."""

from __future__ import annotations


class Failure(Exception):
    """What went wrong, in a sentence; ``code`` is the exit code (1: it failed, 2: it was asked wrongly)."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


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
        return "settings: " + "; ".join(
            f"BAOXIU_{str(e['loc'][0]).upper()}: {e['msg']}"
            for e in error.errors()  # type: ignore[attr-defined]
        )
    if name in (
        "BadSetting",
        "BadPlan",
        "BadUser",
        "BadToken",
        "NoSuchModuleError",
        "ArgumentError",
    ) or isinstance(error, PermissionError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "PostgreSQL needs baoxiu[postgres]: make install EXTRAS=postgres, or pip install 'baoxiu[postgres]'"
    return None
