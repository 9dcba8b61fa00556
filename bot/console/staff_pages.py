"""The console's page on which somebody links their own account on Telegram."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot import edge
from bot.console import pages
from bot.console.entrance import LoginFirst, actor_of, answered, no, ours, to_login
from handlers import staff_link
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.staff_link import Invitation

router = APIRouter(prefix="/console", include_in_schema=False)


def _page(house: House, user: Actor, made: Invitation | None = None) -> Response:
    user.need("link")
    linked = staff_link.linked(house, user)
    return pages.render("telegram.html", user.lang, user, linked=linked, made=made, view="telegram")


@router.get("/telegram")
async def telegram(request: Request) -> Response:
    return await answered(request, _page)


@router.post("/telegram")
async def link(request: Request) -> Response:
    """The link is shown in the answer and nowhere else."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    form = await request.form(max_files=0, max_fields=10)
    if not ours(request, user, form):
        return no(request, user, 403, Refused("csrf"))
    house = edge.of(request).house
    return await answered(request, lambda _, user: _page(house, user, staff_link.invite(house, user)))
