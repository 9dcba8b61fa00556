"""The console's pages about forms: all of them, one of them, and one on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from bot import edge
from bot.console import pages
from bot.console.entrance import LoginFirst, actor_of, answered, foreign, no, ours, to_login
from bot.form_pdf import NoPaper, pdf
from handlers import form_desk, media, photographs
from handlers.events import File
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone

Word = Annotated[str, Query(max_length=80)]
router = APIRouter(prefix="/console", include_in_schema=False)
MOST_ID = 2**31
PATH = "/console/form/"  # where photographs are brought to


@router.get("/forms")
async def forms(
    request: Request,
    which: Word = "",
    status: Word = "",
    before: Annotated[int | None, Query(ge=1, lt=MOST_ID)] = None,
) -> Response:
    def answer(house: House, user: Actor) -> Response:
        plan, _, kind = which.partition("/")
        found = form_desk.listed(house, user, plan or None, kind or None, status or None, before)
        return pages.render(
            "forms.html", user.lang, user, listed=found, which=which, state=status, view="forms"
        )

    return await answered(request, answer)


@router.get("/form/{form_id}.pdf")
async def paper(request: Request, form_id: int, lang: Word = "") -> Response:
    """The form to print; in the language of whoever looks, or the one asked for."""

    def answer(house: House, user: Actor) -> Response:
        told = lang if lang in ("zh", "en") else user.lang
        sheet = form_desk.sheet(house, user, form_id, told) if 0 < form_id < MOST_ID else None
        if sheet is None:
            raise Refused("gone")
        try:
            made = pdf(sheet, datetime.now(UTC))
        except NoPaper as problem:
            return pages.render("lost.html", user.lang, user, 501, what=str(problem))
        name = f"{sheet.number or f'draft-{form_id}'}-v{sheet.version}.pdf"
        headers = {
            "content-disposition": f"inline; filename*=UTF-8''{quote(name)}",
            "cache-control": "no-store",
        }
        return Response(made, media_type="application/pdf", headers=headers)

    return await answered(request, answer)


@router.get("/form/{form_id}")
async def form(request: Request, form_id: int) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = form_desk.opened(house, user, form_id) if 0 < form_id < MOST_ID else None
        if found is None:
            raise Refused("gone")
        return pages.render("form.html", user.lang, user, opened=found, view="forms")

    return await answered(request, answer)


@router.post("/form/{form_id}/photographs")
async def photographs_of(request: Request, form_id: int) -> Response:
    """Pictures that somebody of ours brings to a form (``multipart/form-data``: ``csrf`` and ``file`` once or more)."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    if foreign(request) or not 0 < form_id < MOST_ID:
        return no(request, user, 403, Refused("csrf"))
    at = edge.of(request)
    try:
        await at.turns.call(lambda: photographs.may_add(at.house, user, form_id))
        async with at.uploads, request.form(max_files=media.MOST_FILES, max_fields=5) as given:
            if not ours(request, user, given):
                return no(request, user, 403, Refused("csrf"))
            files = [
                File(sent.filename, sent.content_type, await sent.read())
                for sent in given.getlist("file")
                if isinstance(sent, UploadFile)
            ]
            kept = await at.turns.call(lambda: media.keep(at.house, files))
        await at.turns.call(lambda: photographs.add(at.house, user, form_id, kept))
    except Gone:
        return no(request, user, 404, Refused("gone"))
    except Refused as refused:
        return no(request, user, 403 if refused.why == "role" else 409, refused)
    return RedirectResponse(f"/console/form/{form_id}", 303)
