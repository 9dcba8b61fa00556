"""The pages to come in, and the page about oneself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from bot import edge
from bot.channels.page import page_language
from bot.console import pages
from bot.console.entrance import AGENT, COOKIE, answered, foreign, inside, keep
from bot.qr import data_uri
from handlers import audit, login
from handlers.house import House
from handlers.people import Actor, Refused

router = APIRouter(prefix="/console", include_in_schema=False)


def _page(request: Request, lang: str, back: str, *, wrong: bool) -> Response:
    provider = edge.of(request).provider is not None
    status = 403 if wrong else 200
    return pages.render("login.html", lang, None, status, back=inside(back), wrong=wrong, provider=provider)


def _foreign(request: Request) -> Response:
    lang = page_language(request, None)
    return pages.render("lost.html", lang, None, 403, what=Refused("csrf").told(lang))


async def _given(request: Request, *names: str) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=10)
    return {name: str(form.get(name, "")) for name in (*names, "back", "lang")}


@router.get("/login")
async def login_page(request: Request, back: str = "/console", lang: str | None = None) -> Response:
    return _page(request, page_language(request, lang), back, wrong=False)


@router.post("/login")
async def log_in(request: Request) -> Response:
    if foreign(request):
        return _foreign(request)
    at, given = edge.of(request), await _given(request, "login", "password")
    agent = request.headers.get("user-agent", "")[:AGENT]
    entered = await at.turns.call(lambda: login.log_in(at.house, given["login"], given["password"], agent))
    lang = page_language(request, given["lang"])
    if entered is None:
        return _page(request, lang, given["back"], wrong=True)
    if entered.half:
        return keep(at, entered, _code(lang, given["back"], wrong=False))
    return keep(at, entered, RedirectResponse(inside(given["back"]), 303))


def _code(lang: str, back: str, *, wrong: bool) -> Response:
    return pages.render("login_code.html", lang, None, 403 if wrong else 200, back=inside(back), wrong=wrong)


@router.post("/login/code")
async def code(request: Request) -> Response:
    """The second factor."""
    if foreign(request):
        return _foreign(request)
    at, given = edge.of(request), await _given(request, "code")
    secret, lang = request.cookies.get(COOKIE, ""), page_language(request, given["lang"])
    if not await at.turns.call(lambda: login.half_open(at.house, secret)):
        return RedirectResponse("/console/login", 303)
    if not await at.turns.call(lambda: login.second(at.house, secret, given["code"])):
        return _code(lang, given["back"], wrong=True)
    return keep(at, login.Entered(secret, False), RedirectResponse(inside(given["back"]), 303))


@router.get("/me")
async def me(request: Request) -> Response:
    """Where I am logged in, my password, my second factor."""
    secret = request.cookies.get(COOKIE)

    def answer(house: House, user: Actor) -> Response:
        found = login.mine(house, user, secret)
        factor = None if found.factor else login.new_factor(user)
        image = data_uri(factor.uri) if factor is not None else ""
        return pages.render("me.html", user.lang, user, mine=found, factor=factor, image=image, view="me")

    return await answered(request, answer)


@router.get("/audit")
async def audit_page(
    request: Request,
    before: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    action: Annotated[str, Query(max_length=48)] = "",
    about: Annotated[str, Query(max_length=128)] = "",
) -> Response:
    """What people of ours did that is in no ticket's log."""

    def answer(house: House, user: Actor) -> Response:
        found = audit.page(house, user, before=before, action=action, about=about)
        return pages.render("audit.html", user.lang, user, entries=found.entries, names=found.names, kinds=audit.KINDS,
                            asked={"action": action, "about": about}, facts=audit.FACTS, by=audit.BY, view="audit")  # fmt: skip

    return await answered(request, answer)
