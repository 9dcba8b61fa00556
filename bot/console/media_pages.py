"""Files of customers in the console: for those who may see the conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from bot.console.entrance import answered
from bot.files import given_out
from handlers import media
from handlers.house import House
from handlers.people import Actor, Refused

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/media/{link}")
async def file(
    request: Request, link: int, w: Annotated[int | None, Query(ge=16, le=640)] = None
) -> Response:
    """A file of a message; with ``w`` a small picture of it."""

    def answer(house: House, user: Actor) -> Response:
        found = media.for_staff(house, user, link) if 0 < link < 2**31 else None
        if found is None:
            raise Refused("gone")
        return given_out(found, w)

    return await answered(request, answer)
