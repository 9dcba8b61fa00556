"""Pages of the service plans, the duty roster, and of what is kept and in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from bot.console import pages, times
from bot.console.entrance import answered, answered_with
from handlers import holidays_desk, plan_desk, roster_desk, settings_desk
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.texts.shapes import lasting

router = APIRouter(prefix="/console", include_in_schema=False)
Words = Annotated[str, Query(max_length=40)]


def _plans(house: House, user: Actor, checked: tuple[str, object] | None = None) -> Response:
    found = plan_desk.plans(house, user)
    return pages.render("plans.html", user.lang, user, plans=found, checked=checked, view="plans")


@router.get("/plans")
async def plans(request: Request) -> Response:
    return await answered(request, lambda house, user: _plans(house, user))


@router.get("/plans/{plan}")
async def plan(request: Request, plan: str, calendar: Words = "", month: Words = "") -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = plan_desk.page(house, user, plan, calendar, month)
        return pages.render(
            "plan.html",
            user.lang,
            user,
            page=found,
            plan=found.plan,
            lasting=partial(lasting, lang=user.lang),
            view="plans",
        )

    return await answered(request, answer)


@router.get("/roster")
async def roster(request: Request) -> Response:
    return await answered(request, lambda house, user: _roster(house, user, None))


def _roster(house: House, user: Actor, preview: roster_desk.Preview | None) -> Response:
    found = roster_desk.page(house, user, preview)
    return pages.render("roster.html", user.lang, user, page=found, view="roster")


@router.get("/holidays")
async def holidays(request: Request) -> Response:
    return await answered(request, lambda house, user: _holidays(house, user, None))


def _holidays(house: House, user: Actor, preview: holidays_desk.Preview | None) -> Response:
    found = holidays_desk.page(house, user, preview)
    return pages.render(
        "holidays.html", user.lang, user, page=found, view="holidays", **times.shapes(user.lang)
    )


@router.get("/retention")
async def retention(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = settings_desk.page(house, user)
        return pages.render("retention.html", user.lang, user, page=found, view="retention")

    return await answered(request, answer)


@router.post("/plans")
async def check_plan(request: Request) -> Response:
    """A plan file is looked through; nothing of it is kept."""

    def answer(house: House, user: Actor, text: str, name: str) -> Response:
        return _plans(house, user, (name, plan_desk.looked_through(user, text, name)))

    return await _uploaded(request, answer)


@router.post("/roster")
async def preview_roster(request: Request) -> Response:
    """A roster is shown as it would hold; it is taken by another button."""

    def answer(house: House, user: Actor, text: str, name: str) -> Response:
        return _roster(house, user, roster_desk.preview(house, user, text, name))

    return await _uploaded(request, answer)


@router.post("/holidays")
async def preview_holidays(request: Request) -> Response:
    """A file as it would count; it is taken by another button."""

    def work(house: House, user: Actor, given: dict[str, str]) -> Response:
        if "file" not in given:
            raise Refused("field", name="file")
        return _holidays(house, user, holidays_desk.preview(house, user, given["file"], given["country"]))

    return await answered_with(request, work, "country", file="file")


async def _uploaded(request: Request, answer: Callable[[House, Actor, str, str], Response]) -> Response:
    def work(house: House, user: Actor, given: dict[str, str]) -> Response:
        if "file" not in given:
            raise Refused("field", name="file")
        return answer(house, user, given["file"], given["file-name"])

    return await answered_with(request, work, file="file")
