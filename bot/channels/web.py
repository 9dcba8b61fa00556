"""The web chat: what the customer's page talks to.

A page holds a signed visitor token (in the browser's storage) and shows it as a bearer token; there are no
cookies, so other pages cannot act for a visitor.  Messages carry an id made by the page, so a page
on a bad network sends again without harm.  News come as server-sent events numbered by message.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from secrets import token_urlsafe
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from bot import edge
from bot.edge import Edge
from bot.limits import place, too_many
from bot.loops import wait as rest_until
from bot.problems import Problem, read_json
from bot.streams import EventStream
from handlers import looks, sending
from handlers.events import MAX_TEXT, Inbound, Turn
from handlers.sending import Said
from handlers.words import clean

CHANNEL = "web"
KEEP_ALIVE = 15.0  # seconds between signs of life on a stream; also how soon a lost signal is made good
LAST_ID = 2**31 - 1

router = APIRouter(prefix="/chat", tags=["web chat"])


class Visit(BaseModel):
    """A page that opens; ``token`` is what it was given the last time."""

    model_config = ConfigDict(extra="forbid", strict=True)
    token: Annotated[str, Field(max_length=300)] | None = None


class PageMessage(BaseModel):
    """``id`` is made by the page, the same for every attempt to send the message."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(clean)] = ""
    kind: Literal["text", "button", "start"] = "text"
    plan: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")] | None = None
    lang: Literal["zh", "en"] | None = None
    after: Annotated[int, Field(ge=0, le=LAST_ID)] = 0
    campaign: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,20}(/[A-Z0-9-]{1,20})?$")] | None = None


def _signer(at: Edge) -> URLSafeSerializer:
    return URLSafeSerializer(at.settings.secret, salt="web visitor")


def token_of(at: Edge, who: str) -> str:
    """The token of a visitor that another page of ours has made."""
    return str(_signer(at).dumps(who))


def visitor(at: Edge, token: str | None) -> str | None:
    """The visitor of a token; None when the token is not ours."""
    try:
        found = _signer(at).loads(token or "")
    except BadSignature:
        return None
    return found if isinstance(found, str) and found else None


def visitor_of(at: Edge, authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    found = visitor(at, token.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise Problem(
            401,
            "this page needs a visitor token; ask /chat/visit for one",
            headers={"www-authenticate": "Bearer"},
        )
    return found


Authorization = Annotated[str | None, Header()]


@router.post("/visit", summary="A visitor's token, the old one if it is good")
async def visit(request: Request) -> Response:
    asked = await read_json(request, Visit)
    at = edge.of(request)
    who = visitor(at, asked.token)
    if who is None and (wait := await at.limits.visits.ask(place(request.scope))):
        raise too_many(wait)
    token = asked.token if who else _signer(at).dumps(token_urlsafe(18))
    return JSONResponse({"token": token, "known": who is not None})


@router.post("/messages", summary="Say something from the page")
async def say_something(request: Request, authorization: Authorization = None) -> Response:
    """Takes a message once (by its ``id``) and answers with everything said after message ``after``."""
    at = edge.of(request)
    who = visitor_of(at, authorization)
    said = await read_json(request, PageMessage)
    if said.kind != "start" and not said.text.strip():
        raise Problem(422, "body.text: must not be empty", [("body.text", "must not be empty")])
    await at.at_pace(at.limits.visitor, who, said.text)
    event = Inbound(
        channel=CHANNEL,
        address=who,
        event_id=f"{who}:{said.id}",
        text="" if said.kind == "start" else said.text,
        kind=said.kind,
        plan=said.plan,
        lang=said.lang,
        data=({"campaign": said.campaign} if said.campaign else {})
        | await at.numbers(request.scope, said.text),
    )

    def answer(turn: Turn) -> dict[str, Any]:
        news = sending.news(at.house, turn.conversation_id, said.after)
        return {"accepted": turn.message_id, "messages": [shown(m) for m in news]}

    return JSONResponse(await at.turns.turn(event, answer))


@router.post("/typing", status_code=204, summary="The customer is writing")
async def typing(request: Request, authorization: Authorization = None) -> Response:
    """Whoever of ours looks at the conversation is told, for some seconds."""
    at = edge.of(request)
    who = visitor_of(at, authorization)
    if wait := at.limits.typing.wait(who):
        raise too_many(wait)
    await at.turns.call(lambda: looks.customer(at.house, CHANNEL, who))
    return Response(status_code=204)


def shown(said: Said) -> dict[str, Any]:
    """A message as the page gets it."""
    return {
        "id": said.id,
        "by": said.by,
        "name": said.name,
        "text": said.text,
        "buttons": [{"title": b.title, "payload": b.payload} for b in said.buttons],
        "at": said.at.isoformat(),
        "key": said.event_id.rpartition(":")[2] if said.event_id else None,
        "files": [
            {"id": f.id, "name": f.name, "kind": f.kind, "size": f.size, "picture": f.width is not None}
            | ({"width": f.width, "height": f.height} if f.width is not None else {})
            for f in said.files
        ],
        "not_kept": list(said.not_kept),
    }


@router.get("/events", summary="What is said, live")
async def events(
    request: Request,
    authorization: Authorization = None,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> Response:
    """Server-sent events; ``Last-Event-ID`` is the last message that the page has."""
    at = edge.of(request)
    who = visitor_of(at, authorization)
    after = int(last_event_id) if last_event_id and last_event_id.isdecimal() else 0
    conversation = await at.turns.call(lambda: sending.find(at.house, CHANNEL, who))
    if conversation is None:
        raise Problem(404, "nothing has been said yet")
    source = place(request.scope)
    at.limits.streams.check(who, source)
    stream = _counted(at, who, source, _stream(at, conversation, min(after, LAST_ID)))
    return EventStream(stream)


async def _counted(
    at: Edge, who: str, source: str, stream: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    with at.limits.streams.one(who, source):
        async with aclosing(stream):
            async for chunk in stream:
                yield chunk


async def _stream(at: Edge, conversation: int, after: int) -> AsyncGenerator[bytes, None]:
    at.figures.streams.labels("chat").inc()
    try:
        with at.house.store.signals.listen(f"conversation:{conversation}") as woken:
            yield b"retry: 2000\n\n"
            while True:
                since = after
                for said in await at.turns.call(partial(sending.news, at.house, conversation, since)):
                    text = json.dumps(shown(said), ensure_ascii=False)
                    yield f"id: {said.id}\ndata: {text}\n\n".encode()
                    after = said.id
                if after == since:
                    yield b": still here\n\n"
                await rest_until(woken, KEEP_ALIVE)
    finally:
        at.figures.streams.labels("chat").dec()
