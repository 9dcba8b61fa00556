"""Pages of administration, and of dealers who see their own tickets."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.console import pages
from bot.console.asked import Asked
from bot.console.entrance import answered, answered_with
from handlers import dealer_page, users_desk
from handlers.house import House
from handlers.people import ROLES, Actor

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/dealer")
async def dealer(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        return pages.render(
            "dealer.html", user.lang, user, hands=dealer_page.mine(house, user), view="dealer"
        )

    return await answered(request, answer)


@router.get("/users")
async def users(request: Request) -> Response:
    return await answered(request, lambda house, user: _users(house, user, None))


def _users(house: House, user: Actor, shown: tuple[str, str] | None) -> Response:
    found = users_desk.page(house, user, shown)
    return pages.render("users.html", user.lang, user, page=found, roles=ROLES, view="users")


@router.post("/users")
async def new_password(request: Request) -> Response:
    """A new user, or a new password for one: the answer is the page that shows the password, once."""

    def work(house: House, user: Actor, given: dict[str, str]) -> Response:
        asked = Asked(given)
        if given["user"]:
            shown = users_desk.new_password(house, user, asked.number("user"))
        else:
            told = (asked.text(name, 80) for name in ("login", "name", "role", "lang"))
            shown = users_desk.add(house, user, *told)
        return _users(house, user, shown)

    return await answered_with(request, work, "user", "login", "name", "role", "lang")
