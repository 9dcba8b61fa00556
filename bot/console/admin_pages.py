"""Pages of administration, and of dealers who see their own tickets."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot import edge
from bot.console import pages
from bot.console.asked import Asked
from bot.console.entrance import LoginFirst, answered, no, posted, to_login
from handlers import dealer_page, users_desk
from handlers.house import House
from handlers.people import ROLES, Actor, Refused

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
    try:
        user, given = await posted(request, "user", "login", "name", "role", "lang")
    except LoginFirst:
        return to_login(request)
    except Refused as refused:
        return pages.render("lost.html", "en", None, 403, what=refused.told("en"))
    at, asked = edge.of(request), Asked(given)

    def work() -> Response:
        if given["user"]:
            shown = users_desk.new_password(at.house, user, asked.number("user"))
        else:
            told = (asked.text(name, 80) for name in ("login", "name", "role", "lang"))
            shown = users_desk.add(at.house, user, *told)
        return _users(at.house, user, shown)

    try:
        return await at.turns.call(work)
    except Refused as refused:
        return no(request, user, 403 if refused.why == "role" else 409, refused)
