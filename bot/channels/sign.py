"""The small page on which a customer signs a form, opened from a link that works once; for phones, and without scripts too."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot import edge
from bot.channels.page import page_language
from bot.edge import Edge
from bot.limits import place, too_many
from handlers import signing
from handlers.form_view import Sheet
from handlers.people import Refused
from handlers.rules.signature import MOST_BYTES
from handlers.texts.catalog import say
from handlers.words import clean

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",  # the address is the secret
    "x-robots-tag": "noindex",
}
Secret = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Lang = Annotated[str | None, Query(max_length=8)]

router = APIRouter(prefix="/sign", include_in_schema=False)


@cache
def _pages() -> Environment:
    return Environment(loader=PackageLoader("bot.channels"), autoescape=True, undefined=StrictUndefined)


def _show(sheet: Sheet | None, lang: str, status: int = 200, wrong: str = "", name: str = "") -> Response:
    html = (
        _pages()
        .get_template("sign.html")
        .render(
            sheet=sheet,
            lang=lang,
            wrong=wrong,
            name=name,
            t=lambda text_id, **args: say(text_id, lang, **args),
        )
    )
    return HTMLResponse(html, status, HEADERS)


async def _at_pace(request: Request) -> Edge:
    """Raises :class:`Problem` (429): whoever tries one link after another is slowed down."""
    at = edge.of(request)
    if wait := await at.limits.signing.ask(place(request.scope)):
        raise too_many(wait)
    return at


@router.get("/{secret}")
async def show(request: Request, secret: Secret, lang: Lang = None) -> Response:
    at = await _at_pace(request)
    asked = lang if lang in ("zh", "en") else None
    sheet = await at.turns.call(lambda: signing.page(at.house, secret, asked))
    told = sheet.lang if sheet is not None else page_language(request, asked)
    return _show(sheet, told, 200 if sheet is not None else 404)


@router.post("/{secret}")
async def sign(request: Request, secret: Secret, lang: Lang = None) -> Response:
    at = await _at_pace(request)
    form = await request.form(max_files=0, max_fields=8, max_part_size=MOST_BYTES * 2)
    given = {key: str(form.get(key, "")) for key in ("name", "agree", "strokes")}
    asked = lang if lang in ("zh", "en") else None
    name = clean(given["name"])[:200]
    try:
        made = signing.given(name, given["agree"] == "yes", given["strokes"])
        await at.turns.call(lambda: signing.sign(at.house, secret, made))
    except Refused as refused:
        sheet = await at.turns.call(lambda: signing.page(at.house, secret, asked))
        told = sheet.lang if sheet is not None else page_language(request, asked)
        return _show(sheet, told, 409 if sheet is not None else 404, refused.told(told), name)
    return RedirectResponse(f"/sign/{secret}" + (f"?lang={asked}" if asked else ""), 303, headers=HEADERS)
