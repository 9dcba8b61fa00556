"""Beside the desk: search, canned answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.console import pages
from bot.console.entrance import answered, part
from handlers import canned, registers, search
from handlers.house import House
from handlers.people import Actor, Refused

router = APIRouter(prefix="/console", include_in_schema=False)
Id = Annotated[int, Query(ge=1, lt=2**31)]


@router.get("/search")
async def search_page(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = search.find(house, user, q)
        if len(found.tickets) == 1 and found.tickets[0].number == found.text.upper():
            return RedirectResponse(f"/console?view=all&c={found.tickets[0].conversation_id}", 303)
        known = registers.find(house, user, q)
        return pages.render(
            "search.html", user.lang, user, found=found, known=known, q=found.text, view="search"
        )

    return await answered(request, answer)


@router.get("/answers")
async def answers_page(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        return pages.render("answers.html", user.lang, user, page=canned.page(house, user), view="answers",
                            placeholders=canned.PLACEHOLDERS)  # fmt: skip

    return await answered(request, answer)


@router.get("/fragments/answer/{answer}")
async def filled(request: Request, answer: int, c: Id) -> Response:
    """A canned answer as it would be sent to this customer."""

    def told(house: House, user: Actor) -> Response:
        try:
            return PlainTextResponse(canned.filled(house, user, min(answer, 2**31 - 1), c))
        except Refused as refused:
            return PlainTextResponse(refused.told(user.lang), 403 if refused.why == "role" else 404)

    return await part(request, told)
