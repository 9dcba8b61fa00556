"""The console's page of other systems that are told what happens."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.console import pages
from bot.console.entrance import answered
from handlers import integration
from handlers.house import House
from handlers.people import Actor

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/subscriptions")
async def subscriptions(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        return pages.render(
            "events.html",
            user.lang,
            user,
            page=integration.page(house, user),
            shown=None,
            plans=house.plans,
            view="events",
        )

    return await answered(request, answer)
