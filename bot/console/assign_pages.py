"""The console's page for the end of a shift."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.console import pages
from bot.console.entrance import answered
from handlers import shift
from handlers.house import House
from handlers.people import Actor

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/shift")
async def end_of_shift(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        user.need("presence")
        return pages.render("shift.html", user.lang, user, shift=shift.mine(house, user), view="shift")

    return await answered(request, answer)
