"""Pages of the registers and settings that administrators keep: devices and customers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from bot.console import pages
from bot.console.entrance import answered
from handlers import registers
from handlers.house import House
from handlers.people import Actor

router = APIRouter(prefix="/console", include_in_schema=False)
Id = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/devices")
async def devices(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = registers.find(house, user, q)
        return pages.render("devices.html", user.lang, user, found=found, view="devices")

    return await answered(request, answer)


@router.get("/devices/{device}")
async def device(request: Request, device: Id) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = registers.device(house, user, device)
        return pages.render("device.html", user.lang, user, page=found, plans=house.plans, view="devices")

    return await answered(request, answer)


@router.get("/customers/{customer}")
async def customer(request: Request, customer: Id, erase: bool = False) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = registers.customer(house, user, customer, erase=erase)
        return pages.render("customer.html", user.lang, user, page=found, view="devices")

    return await answered(request, answer)
