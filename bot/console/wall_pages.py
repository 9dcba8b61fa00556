"""The console's wall, and what a supervisor does from it with many things at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from bot import edge
from bot.console import pages
from bot.console.asked import Asked
from bot.console.entrance import LoginFirst, actor_of, answered, from_script, no, ours, part, to_login
from handlers import live, reassign, wall
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.reassign import Chosen, Outcome

router = APIRouter(prefix="/console", include_in_schema=False)


def _values(house: House, user: Actor, queue: str, show: str, holder: int = 0) -> dict[str, Any]:
    last = live.last(house)
    return {"wall": wall.wall(house, user, queue[:64], show, holder), "view": "wall", "last": last}


@router.get("/wall")
async def whole(request: Request, queue: str = "", show: str = "all", holder: int = 0) -> Response:
    def answer(house: House, user: Actor) -> Response:
        return pages.render(
            "wall.html", user.lang, user, outcomes=None, **_values(house, user, queue, show, holder)
        )

    return await answered(request, answer)


@router.get("/fragments/wall")
async def fragment(request: Request, queue: str = "", show: str = "all", holder: int = 0) -> Response:
    """What changes on the wall while it is looked at."""

    def answer(house: House, user: Actor) -> Response:
        try:
            return pages.render(
                "wall_parts.html", user.lang, user, **_values(house, user, queue, show, holder)
            )
        except Refused as refused:
            return no(request, user, 403, refused)

    return await part(request, answer)


@router.post("/wall/bulk")
async def bulk(request: Request) -> Response:
    """One thing done with everything that was chosen: what became of each."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return HTMLResponse("", 401) if from_script(request) else to_login(request)
    at = edge.of(request)
    form = await request.form(max_files=0, max_fields=reassign.MOST * 4)
    values = {k: v for k, v in form.items() if isinstance(v, str)}
    if not ours(request, user, values):
        return no(request, user, 403, Refused("csrf"))
    asked = Asked(values)
    try:
        found = await at.turns.call(lambda: _do(at.house, user, asked, form))
    except Refused as refused:
        return no(request, user, 403 if refused.why == "role" else 409, refused)
    if from_script(request):
        return pages.render("wall_outcomes.html", user.lang, user, outcomes=found)
    queue, show = asked.text("queue", 64), asked.text("show", 10)
    shown = await at.turns.call(lambda: _values(at.house, user, queue, show))
    return pages.render("wall.html", user.lang, user, outcomes=found, **shown)


def _do(house: House, user: Actor, asked: Asked, form: FormData) -> list[Outcome]:
    what = asked.text("do", 12)
    if what == "seen":
        return reassign.see(house, user, _numbers(form, "alarm"))
    items = [Chosen(a, b) for a, b in _pairs(form)]
    if what == "move":
        return reassign.move(house, user, items, asked.receiver("to"), asked.text("why", 500))
    if what == "take":
        return reassign.take(house, user, items)
    if what == "note":
        return reassign.note(house, user, items, asked.text("why", 500), asked.key())
    raise Refused("unknown")


def _numbers(form: FormData, name: str) -> list[int]:
    return [Asked({name: str(v)}).number(name) for v in form.getlist(name)]


def _pairs(form: FormData) -> list[tuple[int, int]]:
    """Items as they were seen: ``<id>:<token>``."""
    found = []
    for value in form.getlist("item"):
        number, _, token = str(value).partition(":")
        asked = Asked({"item": number, "token": token})
        found.append((asked.number("item"), asked.number("token")))
    return found
