"""Files in the web chat: sent with the page's id of the message, and given back to the customer who sent them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from bot import edge
from bot.channels.web import CHANNEL, Authorization, PageMessage, shown, visitor_of
from bot.files import given_out
from bot.problems import Problem, invalid
from handlers import media, sending
from handlers.events import File, Inbound, Turn
from handlers.house import House

PATH = "/chat/files"
BODY_SECONDS = 180.0  # 20 MB over a slow mobile network
FIELDS = ("id", "text", "plan", "lang", "after", "campaign")

router = APIRouter(prefix="/chat", tags=["web chat"])


def most_bytes(house: House) -> int:
    """Of all files of one message."""
    return house.shelf.most * 3 // 2 if house.shelf is not None else 0


@router.post("/files", summary="Send files, with or without words")
async def send_files(request: Request, authorization: Authorization = None) -> Response:
    """``multipart/form-data``: ``file`` once or more, and the fields of a message (``id``, ``text``, ``plan``, ``lang``,
    ``after``).  Takes a message once by its ``id``; a file that cannot be kept does not keep back the rest."""
    at = edge.of(request)
    who = visitor_of(at, authorization)
    await at.at_pace(at.limits.visitor, who, "")
    async with at.uploads, _form(request) as form:
        said = _message(form)
        files = [
            File(sent.filename, sent.content_type, await sent.read())
            for _, sent in form.multi_items()
            if isinstance(sent, UploadFile)
        ]
        if not files:
            raise Problem(422, "body.file: at least one file is needed", [("body.file", "missing")])
        kept = await at.turns.call(lambda: media.keep(at.house, files, (CHANNEL, who)))
    event = Inbound(
        channel=CHANNEL, address=who, event_id=f"{who}:{said.id}", text=said.text, kind="media", plan=said.plan,
        lang=said.lang, data={"campaign": said.campaign} if said.campaign else {}, media=kept,
    )  # fmt: skip

    def answer(turn: Turn) -> dict[str, Any]:
        news = sending.news(at.house, turn.conversation_id, said.after)
        return {"accepted": turn.message_id, "messages": [shown(m) for m in news]}

    return JSONResponse(await at.turns.turn(event, answer))


@router.get("/files/{link}", summary="A file of the visitor's own conversation")
async def get_file(
    request: Request,
    link: int,
    authorization: Authorization = None,
    w: Annotated[int | None, Query(ge=16, le=640)] = None,
) -> Response:
    """``w``: a small picture of about so many pixels, where it is a picture."""
    at = edge.of(request)
    who = visitor_of(at, authorization)

    def answer() -> Response | None:
        found = media.for_customer(at.house, CHANNEL, who, link) if 0 < link < 2**31 else None
        return given_out(found, w) if found is not None else None

    found = await at.turns.call(answer)
    if found is None:
        raise Problem(404, "there is no such file in this conversation")
    return found


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[FormData]:
    """The form while it is needed; what is wrong with it is the peer's to hear."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Problem(415, "files come as multipart/form-data", [("content-type", "multipart/form-data")])
    try:
        form = await request.form(max_files=2 * media.MOST_FILES, max_fields=10, max_part_size=100_000)
    except HTTPException as error:  # what the parser says
        raise Problem(
            400, f"the form cannot be read: {error.detail}", [("body", str(error.detail))]
        ) from None
    try:
        yield form
    finally:
        await form.close()


def _message(form: FormData) -> PageMessage:
    given: dict[str, Any] = {name: form[name] for name in FIELDS if isinstance(form.get(name), str)}
    after = str(given.get("after", "0"))
    given["after"] = int(after) if after.isdecimal() and len(after) < 11 else -1
    try:
        return PageMessage(**given)
    except ValidationError as error:
        raise invalid(error, ("body",)) from None
