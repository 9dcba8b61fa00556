"""The errors that the Bot API documents or is known for, with its own words."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """``{"ok": false, "error_code": code, "description": ..., "parameters": {...}}``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        told: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            told["parameters"] = self.parameters
        return told


def bad(why: str, **parameters: int) -> ApiError:
    return ApiError(400, f"Bad Request: {why}", **parameters)


def forbidden(why: str) -> ApiError:
    return ApiError(403, f"Forbidden: {why}")


def too_many(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def conflict(why: str) -> ApiError:
    return ApiError(409, f"Conflict: {why}")
