"""What a peer is told when something is wrong with its request: problem details (RFC 9457).

Every answer with a status of 400 or more is ``application/problem+json`` with ``title`` (what), ``detail``
(what exactly) and, where several things are wrong, ``errors``: a list of ``{"where", "what"}``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from handlers.turn import BadEvent

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
OUR_FAULT = "something went wrong on our side; it has been noted"
NO_SPACE = "there is no space left on the disk of the server; nothing can be taken in until there is; please try again later"
SHOWN = 20  # errors in one answer
Where = Sequence[int | str]
M = TypeVar("M", bound=BaseModel)


class Problem(Exception):
    """Something is wrong with a request; ``errors`` are pairs of where and what."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, tuple(errors)
        self.headers = dict(headers or {})


def response(problem: Problem) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = [{"where": where, "what": what} for where, what in problem.errors[:SHOWN]]
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(text, problem.status, problem.headers, MEDIA_TYPE)


def dotted(place: Where) -> str:
    """``("body", "turns", 3, "text")`` as ``body.turns[3].text``."""
    path = ""
    for step in place:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path or "body"


def invalid(error: ValidationError | RequestValidationError, under: Where = ()) -> Problem:
    """422 that names each field and what is wrong with it (never the value itself)."""
    found = [
        (dotted((*under, *e["loc"])), str(e["msg"]).removeprefix("Value error, ")) for e in error.errors()
    ]
    detail = "; ".join(f"{where}: {what}" for where, what in found[:3])
    return Problem(422, detail or "the request is not as it should be", found)


async def read_json(request: Request, model: type[M]) -> M:
    """The body as ``model``.  Raises :class:`Problem`: 415, 400 (not UTF-8, not JSON) or 422.

    A program may leave the content type out.  A browser may not: without it any page could send us something
    in the name of who looks at that page, and no browser would ask us first."""
    assumed = "" if "origin" in request.headers else "application/json"
    kind = request.headers.get("content-type", assumed).partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Problem(
            415,
            f"the body must be application/json, not {kind[:80] or 'nothing'}",
            headers={"accept-post": "application/json"},
        )
    text = utf8(await request.body())
    if not text.strip():
        raise Problem(400, "the body is empty; it must be a JSON object", [("body", "empty")])
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == "json_invalid":
            raise Problem(400, f"the body is not JSON: {first['msg']}", [("body", first["msg"])]) from None
        raise invalid(error, ("body",)) from None
    except (RecursionError, ValueError) as error:
        raise Problem(400, f"the body cannot be read: {error}", [("body", "unreadable")]) from None


def utf8(data: bytes) -> str:
    """The bytes as text.  Raises :class:`Problem` (400) that names the first byte that is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"not UTF-8 at byte {error.start}"
        raise Problem(400, f"the body is {what}", [("body", what)]) from None


def known(error: Exception) -> Problem | None:
    """The problem that an error of the inner rooms is for a peer; None when it is a mistake of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, BadEvent):
        return Problem(422, str(error), [("body", str(error))])
    if isinstance(error, DBAPIError):
        log.error("database failed", error=str(error.orig).partition("\n")[0][:300])  # below are values
        if _disk_full(error):
            return Problem(503, NO_SPACE, headers={"retry-after": "30"})
        return Problem(503, "the database does not answer; please try again", headers={"retry-after": "2"})
    return None


def _disk_full(error: DBAPIError) -> bool:
    """SQLite says so in a code of its own, PostgreSQL by its state."""
    if getattr(error.orig, "sqlstate", None) == "53100":
        return True
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def install(app: FastAPI) -> None:
    """Let every error of ``app`` be answered as a problem."""

    @app.exception_handler(Problem)
    async def _problem(request: Request, error: Problem) -> Response:
        return response(error)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        detail = str(error.detail)
        if error.status_code == 404 and detail == "Not Found":
            detail = f"there is nothing at {request.url.path[:200]}"
        if error.status_code == 405:
            detail = f"{request.method} is not possible at {request.url.path[:200]}"
        if error.status_code < 400:
            return Response(None, error.status_code, error.headers)
        return response(Problem(error.status_code, detail, headers=error.headers))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        return response(invalid(error))

    @app.exception_handler(BadEvent)
    @app.exception_handler(DBAPIError)
    async def _known(request: Request, error: Exception) -> Response:
        return response(known(error) or Problem(500, OUR_FAULT))

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        return response(Problem(500, OUR_FAULT))  # the guard logs it
