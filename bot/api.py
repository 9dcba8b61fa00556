"""The API for programs: tickets, visits, the queue, and hotline transcripts.

Every request carries a token (``Authorization: Bearer bx_...``) with the scope that the route names.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import JSONResponse

from bot import edge, shapes
from bot.limits import too_many
from bot.problems import Problem, utf8
from handlers import intake, listings, tokens
from handlers.words import clean, unseen
from nlu import transcripts


def only_known(request: Request) -> None:
    """A dependency: 422 for a parameter that the route does not have.  A misspelt filter would list everything."""
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        has = f"known are {', '.join(sorted(known))}" if known else "there are none here"
        wheres = [(f"query.{name[:SHOWN_CHARS]}", "unknown parameter") for name in unknown]
        raise Problem(422, f"unknown parameter {unknown[0][:SHOWN_CHARS]!r}; {has}", wheres)


router = APIRouter(prefix="/api/v1", tags=["API"], dependencies=[Depends(only_known)])
_bearer = HTTPBearer(auto_error=False, description="A token made with `baoxiu token add`")
LAST_ID = 2**31 - 1
MOST_KEY = 200
SHOWN_CHARS = 80  # of a name that is wrong
MIN_YEAR, MAX_YEAR = 2, 9998  # of those beyond no database knows the time in UTC

Plan = Annotated[str | None, Query(max_length=32)]
Limit = Annotated[int, Query(ge=1, le=200)]


def needs(scope: str) -> Callable[..., Awaitable[None]]:
    """A dependency: the request has a token with this scope.  401 without a token, 403 without the scope."""

    async def check(
        request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> None:
        at = edge.of(request)
        token = None
        if given is not None:
            secret = given.credentials
            token = await at.turns.call(lambda: tokens.check(at.house, secret))
        if token is None:
            raise Problem(
                401,
                "an API token is needed: Authorization: Bearer bx_...",
                headers={"www-authenticate": "Bearer"},
            )
        if not token.may(scope):
            raise Problem(403, f"the token {token.name!r} does not have the scope {scope!r}")
        if wait := await at.limits.token.ask(token.name):
            raise too_many(wait)
        request.state.token = token.name

    return check


def _plain(name: str, value: str | None) -> str | None:
    if value is not None and unseen(value):
        raise Problem(422, f"{name} must be one line of plain characters", [(name, "control characters")])
    return value


def _number(name: str, value: str | None) -> str | None:
    """A ticket's number, however it is written."""
    given = _plain(name, value)
    return given.strip().upper() if given is not None else None


@router.get(
    "/tickets/{number}", summary="One ticket", dependencies=[Depends(needs("tickets:read"))],
    responses={200: {"model": shapes.Ticket}},
)  # fmt: skip
async def ticket(request: Request, number: Annotated[str, Path(max_length=32)]) -> Response:
    """Everything about a ticket: verdicts with their reasons, visit, clocks and messages."""
    at = edge.of(request)
    wanted = _number("path.number", number) or ""
    found = await at.turns.call(lambda: listings.ticket(at.house, wanted))
    if found is None:
        raise Problem(404, f"there is no ticket {number}")
    return JSONResponse(found)


@router.get(
    "/tickets", summary="Tickets, newest first", dependencies=[Depends(needs("tickets:read"))],
    responses={200: {"model": shapes.TicketPage}},
)  # fmt: skip
async def ticket_list(
    request: Request,
    conversation: Annotated[str | None, Query(max_length=300)] = None,
    status: Literal["intake", "open", "resolved", "withdrawn", "merged"] | None = None,
    plan: Plan = None,
    before: Annotated[int | None, Query(ge=1, le=LAST_ID)] = None,
    limit: Limit = 50,
) -> Response:
    """``conversation`` is a sender of the REST channel, or ``channel:address``; ``before`` is ``next`` of the page
    before."""
    at = edge.of(request)
    _plain("query.conversation", conversation)
    at.known_plan(plan, "query.plan")
    found, following = await at.turns.call(
        lambda: listings.ticket_list(
            at.house, conversation=conversation, status=status, plan=plan, before=before, limit=limit
        )
    )
    return JSONResponse({"tickets": found, "next": following})


@router.get(
    "/visits", summary="Visits", dependencies=[Depends(needs("visits:read"))],
    responses={200: {"model": shapes.VisitPage}},
)  # fmt: skip
async def visit_list(
    request: Request,
    start: Annotated[datetime | None, Query(alias="from")] = None,
    end: Annotated[datetime | None, Query(alias="to")] = None,
    ticket: Annotated[str | None, Query(max_length=32)] = None,
    technician: Annotated[int | None, Query(ge=1, le=LAST_ID)] = None,
    status: Annotated[
        list[Literal["held", "confirmed", "done", "cancelled", "released"]] | None, Query()
    ] = None,
    after: Annotated[int, Query(ge=0, le=LAST_ID)] = 0,
    limit: Limit = 100,
) -> Response:
    """Those that touch the time ``from``..``to`` (ISO 8601 with offset); without ``status`` those that stand."""
    at = edge.of(request)
    for name, moment in (("query.from", start), ("query.to", end)):
        if moment is not None and moment.tzinfo is None:
            raise Problem(422, f"{name} needs an offset, such as +08:00", [(name, "no offset")])
        if moment is not None and not MIN_YEAR <= moment.year <= MAX_YEAR:
            told = f"the year must be {MIN_YEAR} to {MAX_YEAR}"
            raise Problem(422, f"{name}: {told}", [(name, told)])
    ticket = _number("query.ticket", ticket)
    found, following = await at.turns.call(
        lambda: listings.visit_list(
            at.house, start=start, end=end, ticket=ticket, technician=technician,
            statuses=tuple(status or ("held", "confirmed", "done")), after=after, limit=limit,
        )
    )  # fmt: skip
    return JSONResponse({"visits": found, "next": following})


@router.get(
    "/queue", summary="What waits for people", dependencies=[Depends(needs("queue:read"))],
    responses={200: {"model": shapes.Queue}},
)  # fmt: skip
async def queue_list(
    request: Request,
    queue: Annotated[str | None, Query(max_length=64)] = None,
    status: Literal["waiting", "claimed"] | None = None,
    kind: Literal["handoff", "task"] | None = None,
    limit: Limit = 100,
) -> Response:
    """Open items in the order in which they are to be taken: severity, then due time."""
    at = edge.of(request)
    _plain("query.queue", queue)
    found = await at.turns.call(
        lambda: listings.queue_list(at.house, queue=queue, status=status, kind=kind, limit=limit)
    )
    return JSONResponse({"queue": found})


TRANSCRIPTS = (
    "application/json",
    "text/plain",
    "text/vtt",
    "application/x-subrip",
    "text/csv",
    "application/x-ndjson",
)


def _once(request: Request) -> intake.Once | None:
    """The caller's ``Idempotency-Key``: the same key with another body is refused."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= MOST_KEY or unseen(key) or not key.isascii():
        told = f"must be 1 to {MOST_KEY} plain characters"
        raise Problem(422, f"Idempotency-Key {told}", [("header.idempotency-key", told)])
    return intake.Once(request.state.token, key)


_TRANSCRIPT: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "maxLength": 200},
            "description": "the same key with another body is refused with 422",
        },
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": shapes.schema(shapes.Call)},
            **{
                kind: {"schema": {"type": "string"}}
                for kind in ("text/plain", "text/vtt", "application/x-subrip", "text/csv")
            },
        },
    },
}


@router.post(
    "/transcripts", status_code=201, summary="Take in a hotline call", openapi_extra=_TRANSCRIPT,
    dependencies=[Depends(needs("transcripts:write"))],
    responses={201: {"model": shapes.CallReport}, 200: {"model": shapes.CallReport, "description": "Taken in before"}},
)  # fmt: skip
async def transcript(
    request: Request, plan: Plan = None, name: Annotated[str, Query(max_length=200)] = "upload"
) -> Response:
    """A transcript as plain text with speaker labels, JSON turns, WebVTT, SRT, CSV or Whisper's JSON.  201 once it is committed; the same call
    again is answered with 200 and what became of it the first time."""
    at = edge.of(request)
    at.known_plan(plan, "query.plan")
    kind = request.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()
    if kind not in TRANSCRIPTS:
        raise Problem(415, f"the body must be one of {', '.join(TRANSCRIPTS)}, not {kind[:80]}")
    once = _once(request)
    text = utf8(await request.body())
    if not text.strip():
        raise Problem(400, "the body is empty; it must be a transcript", [("body", "empty")])
    source = clean(name)
    try:
        report = await at.turns.call(lambda: intake.intake(at.house, text, source, plan, once))
    except transcripts.TranscriptError as error:
        raise Problem(422, str(error), [("body", str(error))]) from None
    except intake.KeyReused as error:
        raise Problem(422, str(error), [("header.idempotency-key", str(error))]) from None
    except intake.UnknownPlan as error:
        raise Problem(422, str(error), [("body.plan", str(error))]) from None
    return JSONResponse(report.json(), 200 if report.repeated else 201)
