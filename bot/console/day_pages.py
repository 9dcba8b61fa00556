"""A technician's day on the telephone, and what the telephone sends from it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from bot import edge
from bot.channels.page import page_language
from bot.console import pages, times
from bot.console.asked import Asked
from bot.console.entrance import (
    LoginFirst,
    actor_of,
    answered,
    from_script,
    inside,
    no,
    ours,
    to_login,
)
from handlers import day, field, form_desk, media
from handlers.events import File
from handlers.field import Answer, Entry
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone

PATH = "/console/day/send"
MOST_ID = 2**31
OURS = frozenset({"csrf", "key", "kind", "visit", "made_at", "back"})  # fields that say what it is

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/day")
async def today(request: Request) -> Response:
    link = str(getattr(edge.of(request).settings, "map_link", day.MAP))

    def answer(house: House, user: Actor) -> Response:
        found = day.page(house, user, link)
        return pages.render("day.html", user.lang, user, view="day", found=found, **times.shapes(user.lang))

    return await answered(request, answer)


@router.get("/day/worker.js")
async def worker() -> Response:
    """The script that opens the page without a connection.  It has a policy of its own: what it may fetch."""
    headers = {"service-worker-allowed": "/console/day", "cache-control": "no-cache",
               "content-security-policy": "default-src 'none'; connect-src 'self'"}  # fmt: skip
    return FileResponse(pages.STATIC / "day_worker.js", headers=headers)


@router.get("/day/form/{form_id}")
async def form(request: Request, form_id: int) -> Response:
    """A form of a ticket that the technician is sent to."""

    def answer(house: House, user: Actor) -> Response:
        user.need("own_visits")
        found = form_desk.opened(house, user, form_id) if 0 < form_id < MOST_ID else None
        if found is None or found.ticket is None:
            raise Refused("gone")
        mine = day.visit_to(house, user, found.ticket.id)
        return pages.render("day_form.html", user.lang, user, view="day", opened=found, visit=mine)

    return await answered(request, answer)


@router.post("/day/sign")
async def sign(request: Request) -> Response:
    """On to the page on which the customer signs, here and now."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    at = edge.of(request)
    given = await request.form(max_files=0, max_fields=100)
    if not ours(request, user, given):
        return no(request, user, 403, Refused("csrf"))
    try:
        number = Asked({"form": str(given.get("form", ""))}).number("form")
        secret = await at.turns.call(lambda: form_desk.sign_here(at.house, user, number))
    except Gone:
        return no(request, user, 404, Refused("gone"))
    except Refused as refused:
        return no(request, user, 403 if refused.why == "role" else 409, refused)
    return RedirectResponse(f"/sign/{secret}?lang={user.lang}", 303)


@router.post("/day/send")
async def send(request: Request) -> Response:
    """One thing from the telephone, with at most a few photographs.  The script is answered with JSON: the same each time
    that the same key comes."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        if from_script(request):
            return PlainTextResponse(Refused("login").told(page_language(request, None)), 401)
        return to_login(request)
    at = edge.of(request)
    async with at.uploads, request.form(max_files=media.MOST_FILES, max_fields=700) as given:
        if not ours(request, user, given):
            return no(request, user, 403, Refused("csrf"))
        files = [
            File(sent.filename, sent.content_type, await sent.read())
            for _, sent in given.multi_items()
            if isinstance(sent, UploadFile) and sent.filename
        ]
        values = {name: value for name, value in given.items() if isinstance(value, str)}
    try:
        found = await at.turns.call(lambda: _take(at.house, user, values, files))
    except Gone:
        return no(request, user, 404, Refused("gone"))
    except Refused as refused:
        status = {"role": 403, "field-busy": 503}.get(refused.why, 409)
        return no(request, user, status, refused)
    if from_script(request):
        return JSONResponse({"state": found.state, "text": found.text})
    if found.state == "done":
        return RedirectResponse(inside(values.get("back", "/console/day")), 303)
    return pages.render("lost.html", user.lang, user, 409, what=found.text)


def _take(house: House, user: Actor, values: dict[str, str], files: list[File]) -> Answer:
    asked = Asked(values)
    fields: dict[str, Any] = {name: asked.text(name) for name in values if name not in OURS}
    entry = Entry(
        asked.text("key", field.KEY) or secrets.token_urlsafe(12), asked.text("kind", 16), asked.number("visit"), fields,
        field.files(house, user, asked.number("visit"), files), _moment(asked.text("made_at", 40)),
    )  # fmt: skip
    found = field.take(house, user, entry)
    if entry.kind == "form" and fields.get("then") == "issue" and found.state == "done":
        found = field.take(house, user, Entry(f"{entry.key[:72]}-issue", "issue", entry.visit, fields))
    return found


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo is not None and 2000 <= found.year <= 2100 else None
