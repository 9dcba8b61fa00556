"""The console's addresses.  Whoever is not logged in is sent to the login and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from bot import edge
from bot.channels.page import page_language
from bot.console import menu, pages
from bot.console.actions import ACTIONS
from bot.console.asked import Asked
from bot.console.entrance import (
    COOKIE,
    LoginFirst,
    actor_of,
    answered,
    from_script,
    inside,
    no,
    ours,
    part,
    to_login,
)
from bot.form_pdf import printer
from handlers import (
    assignment_desk,
    dealers,
    desk,
    duty,
    evidence,
    live,
    login,
    mentions,
    people,
    planned,
    presence,
    shift,
)
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone

VIEWS = ("queue", "mine", "all")
STATIC = (
    "assign.css",
    "call.js",
    "calls.js",
    "console.css",
    "console.js",
    "imports.js",
    "day.css",
    "day.js",
    "dispatch.css",
    "dispatch.js",
    "live.js",
    "registry.css",
    "reports.css",
    "wall.css",
    "wall.js",
)

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("")
async def console(
    request: Request,
    view: str = "queue",
    c: int | None = None,
    q: str = "",
    lang: str | None = None,
    item: int = 0,
) -> Response:
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    if user.role in people.OUTSIDE:
        return RedirectResponse(menu.first(user), 303)
    at = edge.of(request)
    view = view if view in VIEWS else "queue"
    if q:
        c = await at.turns.call(lambda: desk.find(at.house, q)) or c
    values = await at.turns.call(lambda: _desk(at.house, user, view, c, item))
    await at.turns.call(lambda: presence.beat(at.house, user, by_hand=True))
    return pages.render(
        "desk.html", user.lang, user, 404 if c and values["case"] is None else 200, q=q, error="", **values
    )


def _desk(house: House, user: Actor, view: str, c: int | None, item: int) -> dict[str, Any]:
    last = live.last(house)  # before what it is about, which may be newer
    found = desk.case(house, user, c, item) if c is not None and 0 < c < 2**31 else None
    return {**_list(house, user, view, c), "case": found, "last": last}


def _list(house: House, user: Actor, view: str, c: int | None) -> dict[str, Any]:
    return {
        "cards": desk.cards(house, user, view),
        "c": c,
        "shift": shift.ending(house, user),
        **_calls(house, user, view),
    }


def _calls(house: House, user: Actor, view: str = "mine") -> dict[str, Any]:
    """What calls somebody."""
    return {
        "view": view,
        "duty_alarms": duty.matters(duty.mine(house, user)),
        "mentions": mentions.mine(house, user),
        "offers": assignment_desk.offers(house, user),
    }


@router.get("/fragments/calls")
async def calls_fragment(request: Request) -> Response:
    return await _fragment(request, "calls_here.html", _calls)


@router.get("/fragments/list")
async def list_fragment(request: Request, view: str = "queue", c: int | None = None) -> Response:
    return await _fragment(
        request, "list.html", lambda house, user: _list(house, user, view if view in VIEWS else "queue", c)
    )


@router.get("/fragments/case/{conversation}")
async def case_fragment(request: Request, conversation: int, view: str = "queue", item: int = 0) -> Response:
    def values(house: Any, user: Actor) -> dict[str, Any]:
        found = desk.case(house, user, conversation, item) if 0 < conversation < 2**31 else None
        return {"case": found, "c": conversation, "view": view, "error": ""}

    return await _fragment(request, "case.html", values)


async def _fragment(request: Request, name: str, values: Callable[[Any, Actor], dict[str, Any]]) -> Response:
    return await part(request, lambda house, user: pages.render(name, user.lang, user, **values(house, user)))


@router.get("/planned")
async def planned_work(request: Request, plan: str | None = None) -> Response:
    """Planned work that is due, overdue and done, of all plans or of one."""

    def answer(house: House, user: Actor) -> Response:
        found = planned.page(house, user, plan)
        return pages.render("planned.html", user.lang, user, planned=found, view="planned")

    return await answered(request, answer)


@router.get("/dealers")
async def dealers_page(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        return pages.render("dealers.html", user.lang, user, page=dealers.page(house, user), view="dealers")

    return await answered(request, answer)


@router.post("/do/{action}")
async def do(request: Request, action: str) -> Response:
    """Something that a person does.  Answers with where to go on, or with a sentence why not."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        if from_script(request):
            return PlainTextResponse(Refused("login").told(page_language(request, None)), 401)
        return to_login(request)
    at = edge.of(request)
    form = await request.form(max_files=0, max_fields=700)
    values = {k: v for k, v in form.items() if isinstance(v, str)}
    if not ours(request, user, values):
        return no(request, user, 403, Refused("csrf"))
    work = ACTIONS.get(action)
    if work is None:
        return no(request, user, 404, Refused("unknown"))
    back = inside(values.get("back", "/console"))
    try:
        await at.turns.call(lambda: work(at.house, user, Asked(values)))
    except Gone:
        return no(request, user, 404, Refused("gone"))
    except Refused as refused:
        return no(request, user, 403 if refused.why == "role" else 409, refused)
    if action not in ("logout", "shift-end"):
        await at.turns.call(lambda: presence.beat(at.house, user, by_hand=True))
    to = "/console/login" if action == "logout" else back
    answer: Response = Response(None, 204) if from_script(request) else RedirectResponse(to, 303)
    if action == "logout":
        await at.turns.call(lambda: login.log_out(at.house, request.cookies.get(COOKIE, "")))
        answer.delete_cookie(COOKIE, path="/console")
    return answer


@router.post("/evidence")
async def export_evidence(request: Request) -> Response:
    """Everything about a ticket as a file; that it was made is written in the ticket's log."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    at = edge.of(request)
    form = await request.form(max_files=0, max_fields=100)
    if not ours(request, user, form):
        return no(request, user, 403, Refused("csrf"))
    number = str(form.get("number", ""))[:40].strip().upper()
    try:
        made = await at.turns.call(lambda: evidence.export(at.house, number, user, printer()))
    except Gone:
        return no(request, user, 404, Refused("gone"))
    except Refused as refused:
        return no(request, user, 403, refused)
    headers = {"content-disposition": f'attachment; filename="{made.name}"', "cache-control": "no-store"}
    return Response(made.content, media_type="application/zip", headers=headers)


@router.get("/static/{name}")
async def static(name: str) -> Response:
    if name not in STATIC:
        return HTMLResponse("", 404)
    return FileResponse(pages.STATIC / name, headers={"cache-control": "public, max-age=300"})
