"""The REST channel and the parse endpoint as Rasa has them, so that front ends made for Rasa work.

``POST /webhooks/rest/webhook`` takes one message and answers with the replies once they are committed.
With ``metadata.message_id`` a request may be repeated and gets the same answer; without it each request
is a new message.  What a person writes later comes with the next answer or from ``GET``.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import to_json
from starlette.responses import JSONResponse, Response

from bot import edge
from bot.problems import Problem, read_json
from bot.shapes import schema
from handlers import answers, sending
from handlers.events import MAX_TEXT, Inbound, Outgoing, Turn
from handlers.words import clean, unseen
from nlu.understanding import INTENTS, Intent, Understanding

CHANNEL = "rest"
WEBHOOK = "/webhooks/rest/webhook"
PATHS = ("/webhooks/rest/", "/model/parse")  # what a front end in a browser may be allowed to use
router = APIRouter(tags=["Rasa's REST channel"])


def _one_line(text: str) -> str:
    if unseen(text) or not text.strip():
        raise ValueError("must be one line of plain characters")
    return text


def _said(text: str) -> str:
    text = clean(text)
    if not text.strip():
        raise ValueError("must not be empty")
    return text


Line = AfterValidator(_one_line)
Said = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_said)]


class Metadata(BaseModel):
    """Ours are the ones named here; a front end may keep its own beside them."""

    model_config = ConfigDict(extra="ignore", strict=True)
    message_id: Annotated[str, Field(min_length=1, max_length=120), Line] | None = None
    plan: Annotated[str, Field(max_length=32), Line] | None = None


class RestMessage(BaseModel):
    """``input_channel`` is what Rasa's clients may send; it changes nothing."""

    model_config = ConfigDict(extra="forbid", strict=True)
    sender: Annotated[str, Field(min_length=1, max_length=128), Line]
    message: Said
    metadata: Metadata | None = None
    input_channel: str | None = Field(default=None, max_length=64)


class ReplyButton(BaseModel):
    title: str
    payload: str


class Reply(BaseModel):
    recipient_id: str
    text: str
    buttons: list[ReplyButton] | None = None


class ParseRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    text: Said
    message_id: str | None = Field(default=None, max_length=128)
    lang: Annotated[str, Field(pattern="^(zh|en)$")] | None = None


def _body(model: type[BaseModel]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema(model)}}}}


@router.post(
    WEBHOOK, response_model=list[Reply], summary="Say something", openapi_extra=_body(RestMessage)
)  # fmt: skip
async def webhook(request: Request) -> Response:
    """Takes a customer's message and answers with the replies, oldest first."""
    said = await read_json(request, RestMessage)
    at = edge.of(request)
    data = {}
    if not at.limits.trusts(request.scope):
        await at.at_pace(at.limits.sender, said.sender, said.message)
        data = await at.numbers(request.scope, said.message)
    extra = said.metadata or Metadata()
    at.known_plan(extra.plan, "body.metadata.plan")
    event = Inbound(
        channel=CHANNEL,
        address=said.sender,
        event_id=f"{said.sender}\t{extra.message_id}" if extra.message_id else token_hex(16),
        text=said.message,
        kind="button" if said.message.startswith("/") else "text",
        plan=extra.plan,
        data=data,
    )

    def answer(turn: Turn) -> bytes:
        return _replies(said.sender, turn.replies)

    return Response(await at.turns.turn(event, answer), media_type="application/json")


def _replies(sender: str, messages: tuple[Outgoing, ...]) -> bytes:
    found = [
        {
            "recipient_id": sender,
            "text": m.text,
            **(
                {"buttons": [{"title": b.title, "payload": b.payload} for b in m.buttons]}
                if m.buttons
                else {}
            ),
        }
        for m in sorted(messages, key=lambda m: m.id)
    ]
    return to_json(found)


@router.get("/webhooks/rest/messages", response_model=list[Reply], summary="Fetch what waits")
async def waiting(request: Request, sender: Annotated[str, Query(min_length=1, max_length=128)]) -> Response:
    """What people of ours wrote to a sender since the last answer; each message is given out once."""
    at = edge.of(request)
    known = "*" in at.rest_origins or request.headers.get("origin") in at.rest_origins
    if not known and request.headers.get("sec-fetch-site", "none") in ("cross-site", "same-site"):
        raise Problem(403, "this is for programs, not for other pages")  # a picture's address would be enough

    def fetch() -> bytes:
        conversation = sending.find(at.house, CHANNEL, sender)
        found = () if conversation is None else sending.collect(at.house, conversation, None)
        return _replies(sender, found)

    return Response(await at.turns.call(fetch), media_type="application/json")


@router.get("/webhooks/rest/", include_in_schema=False)
async def alive() -> Response:
    return JSONResponse({"status": "ok"})


@router.post("/model/parse", summary="Understand a text", openapi_extra=_body(ParseRequest))
async def parse(request: Request) -> Response:
    """Intent, ranking and entities as Rasa gives them, and our severity, danger and exclusions."""
    asked = await read_json(request, ParseRequest)
    at = edge.of(request)
    text = clean(asked.text)
    try:
        meant = named(text)
        found = await at.turns.call(lambda: at.house.parse(text, asked.lang)) if meant is None else meant
    except Problem:
        raise
    except Exception as error:
        raise Problem(503, "understanding is not available; please try again") from error
    return JSONResponse(parsed(found, asked.message_id))


def parsed(found: Understanding, message_id: str | None = None) -> dict[str, Any]:
    """An understanding in Rasa's format; offsets count characters of ``text``."""
    ranking = [found.intent, *(i for i in found.ranking if i.name != found.intent.name)]
    severity = found.severity
    return {
        "text": found.text,
        "lang": found.lang,
        "intent": {"name": found.intent.name, "confidence": found.intent.confidence},
        "intent_ranking": [{"name": i.name, "confidence": i.confidence} for i in ranking],
        "entities": [
            {"entity": e.entity, "start": e.start, "end": e.end, "value": e.value, "text": e.text,
             "extractor": "baoxiu"}
            for e in found.entities
        ],
        "severity": None if severity is None else {
            "level": severity.level,
            "confidence": severity.confidence,
            "evidence": [_evidence(e) for e in severity.evidence],
        },
        "danger": [_evidence(e) for e in found.danger],
        "exclusions": [{"name": x.name, "text": x.text, "start": x.start, "end": x.end} for x in found.exclusions],
        **({"message_id": message_id} if message_id else {}),
    }  # fmt: skip


def named(text: str) -> Understanding | None:
    """``/greet`` and ``/greet{"a": 1}``, with which Rasa's front ends name an intent; None for other texts."""
    name = answers.named(text)
    return Understanding(text, "zh", Intent(name, 1.0)) if name in INTENTS else None


def _evidence(e: Any) -> dict[str, Any]:
    return {"text": e.text, "start": e.start, "end": e.end, "reason": e.reason}
