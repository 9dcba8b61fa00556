"""The console's pages about forms: all of them, one of them, and one on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from bot import edge
from bot.console import pages
from bot.console.entrance import LoginFirst, actor_of, no, to_login
from bot.form_pdf import NoPaper, pdf
from handlers import form_desk
from handlers.people import Refused

Word = Annotated[str, Query(max_length=80)]
router = APIRouter(prefix="/console", include_in_schema=False)
MOST_ID = 2**31


@router.get("/forms")
async def forms(
    request: Request,
    which: Word = "",
    status: Word = "",
    before: Annotated[int | None, Query(ge=1, lt=MOST_ID)] = None,
) -> Response:
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    at = edge.of(request)
    plan, _, kind = which.partition("/")
    found = await at.turns.call(
        lambda: form_desk.listed(at.house, user, plan or None, kind or None, status or None, before)
    )
    return pages.render("forms.html", user.lang, user, listed=found, which=which, state=status, view="forms")


@router.get("/form/{form_id}.pdf")
async def paper(request: Request, form_id: int, lang: Word = "") -> Response:
    """The form to print; in the language of whoever looks, or the one asked for."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    at = edge.of(request)
    told = lang if lang in ("zh", "en") else user.lang
    sheet = None
    if 0 < form_id < MOST_ID:
        sheet = await at.turns.call(lambda: form_desk.sheet(at.house, user, form_id, told))
    if sheet is None:
        return no(request, user, 404, Refused("gone"))
    try:
        made = await at.turns.call(lambda: pdf(sheet, datetime.now(UTC)))
    except NoPaper as problem:
        return pages.render("lost.html", user.lang, user, 501, what=str(problem))
    name = f"{sheet.number or f'draft-{form_id}'}-v{sheet.version}.pdf"
    return Response(
        made,
        media_type="application/pdf",
        headers={
            "content-disposition": f"inline; filename*=UTF-8''{quote(name)}",
            "cache-control": "no-store",
        },
    )


@router.get("/form/{form_id}")
async def form(request: Request, form_id: int) -> Response:
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    at = edge.of(request)
    found = None
    if 0 < form_id < MOST_ID:
        found = await at.turns.call(lambda: form_desk.opened(at.house, user, form_id))
    if found is None:
        return no(request, user, 404, Refused("gone"))
    return pages.render("form.html", user.lang, user, opened=found, view="forms")
