"""Who comes into the console, and how somebody is told that something is not possible."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot import edge
from bot.console import pages
from handlers import login
from handlers.house import House
from handlers.people import Actor, Refused

COOKIE = "baoxiu_session"
MOST_BYTES = 256 * 1024  # of a file in a form
AGENT = login.AGENT
Answer = Callable[[House, Actor], Response]


class LoginFirst(Exception):
    """Nobody is logged in."""


async def actor_of(request: Request) -> Actor:
    at = edge.of(request)
    secret = request.cookies.get(COOKIE)
    found = await at.turns.call(lambda: login.who(at.house, secret))
    if found is None:
        raise LoginFirst
    return found


def keep(at: edge.Edge, entered: login.Entered, answer: Response) -> Response:
    """The answer with the session's cookie."""
    lasts = login.HALF if entered.half else login.SESSION
    answer.set_cookie(
        COOKIE, entered.secret, max_age=int(lasts.total_seconds()), httponly=True, samesite="strict",
        secure=bool(getattr(at.settings, "secure_cookies", False)), path="/console",
    )  # fmt: skip
    return answer


def to_login(request: Request, *, page: bool = False) -> Response:
    """``page``: there is a page at the address of this form, too."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if "fragments" in back or (request.method != "GET" and not page):
        back = "/console"
    return RedirectResponse(f"/console/login?back={quote(back, safe='')}", 303)


def inside(back: str) -> str:
    """Only addresses of the console are gone back to."""
    parts = urlsplit(back)
    good = back.startswith("/console") and not parts.scheme and not parts.netloc and "\\" not in back
    return back if good else "/console"


def foreign(request: Request) -> bool:
    """Whether a page of another site sent this form.  Browsers say so; where a proxy changes the host's name,
    they say it by ``Sec-Fetch-Site``."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    ours = (request.headers.get("host"), request.headers.get("x-forwarded-host"))
    return origin is not None and origin.partition("://")[2] not in ours


def ours(request: Request, user: Actor, form: Mapping[str, Any]) -> bool:
    """Whether a form comes from a page of ours that this session was given."""
    token = str(form.get("csrf", "")).encode()
    return not foreign(request) and hmac.compare_digest(token, user.csrf.encode())


def from_script(request: Request) -> bool:
    return "x-fragment" in request.headers


def no(request: Request, user: Actor, status: int, refused: Refused) -> Response:
    """Why it was not done: a sentence for the page's script, a page for a browser without it."""
    told = refused.told(user.lang)
    if from_script(request):
        return PlainTextResponse(told, status)
    return pages.render(
        "lost.html",
        user.lang,
        user,
        status,
        what=told,
        refused=request.method == "POST",
        back=_before(request),
    )


def _before(request: Request) -> str:
    """The page of ours that a form was sent from."""
    came = urlsplit(request.headers.get("referer", ""))
    return inside(f"{came.path}?{came.query}") if came.netloc == request.url.netloc else ""


async def posted(request: Request, *names: str, file: str = "") -> tuple[Actor, dict[str, str]]:
    """Who sent a form of one of our pages, and its fields; of the field ``file`` the text of the file, and as
    ``file-name`` what it is called.  Raises :class:`LoginFirst` and :class:`Refused`."""
    user = await actor_of(request)
    form = await request.form(max_files=1 if file else 0, max_fields=100)
    if not ours(request, user, form):
        raise Refused("csrf")
    given = {name: str(form.get(name, "")) for name in names}
    sent = form.get(file) if file else None
    if isinstance(sent, UploadFile):
        try:
            text = (await sent.read(MOST_BYTES + 1)).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused("no-utf8") from None
        if len(text) > MOST_BYTES:
            raise Refused("too-long", most=str(MOST_BYTES), has=str(len(text)))
        given |= {"file": text, "file-name": (sent.filename or "file.toml")[:80]}
    return user, given


async def answered_with(
    request: Request, work: Callable[[House, Actor, dict[str, str]], Response], *names: str, file: str = ""
) -> Response:
    """A form whose answer is a page that is shown this once, made in a worker thread; its address has a page of its own."""
    try:
        user, given = await posted(request, *names, file=file)
    except LoginFirst:
        return to_login(request, page=True)
    except Refused as refused:
        return pages.render("lost.html", "en", None, 403, what=refused.told("en"))
    at = edge.of(request)
    try:
        return await at.turns.call(lambda: work(at.house, user, given))
    except Refused as refused:
        return no(request, user, 403 if refused.why == "role" else 409, refused)


async def part(request: Request, answer: Answer) -> Response:
    """A part of a page for its script, made in a worker thread; whoever is not logged in any more gets none."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return HTMLResponse("", 401)
    at = edge.of(request)
    return await at.turns.call(lambda: answer(at.house, user))


async def answered(request: Request, answer: Answer) -> Response:
    """What somebody who is logged in gets, made in a worker thread; refusals are pages."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    at = edge.of(request)
    try:
        return await at.turns.call(lambda: answer(at.house, user))
    except Refused as refused:
        gone = refused.why == "gone" or refused.why.startswith("no-")
        return no(request, user, 404 if gone else 403, refused)
