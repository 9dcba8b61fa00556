"""Pages of the registers and settings that administrators keep: devices and customers, channels, tokens,
subscriptions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from bot import edge
from bot.console import pages
from bot.console.asked import Asked
from bot.console.entrance import answered, answered_with
from handlers import access_desk, areas, channel_desk, integration, registers, tokens
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
        return pages.render(
            "device.html",
            user.lang,
            user,
            page=found,
            plans=house.plans,
            regions=areas.areas(),
            view="devices",
        )

    return await answered(request, answer)


@router.get("/customers/{customer}")
async def customer(request: Request, customer: Id, erase: bool = False) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = registers.customer(house, user, customer, erase=erase)
        return pages.render("customer.html", user.lang, user, page=found, view="devices")

    return await answered(request, answer)


@router.get("/channels")
async def channels(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = channel_desk.page(house, user)
        return pages.render("channels.html", user.lang, user, page=found, view="channels")

    return await answered(request, answer)


@router.get("/tokens")
async def all_tokens(request: Request) -> Response:
    return await answered(request, lambda house, user: _tokens(house, user, None))


def _tokens(house: House, user: Actor, shown: tuple[str, str] | None) -> Response:
    found = access_desk.page(house, user, shown)
    return pages.render("tokens.html", user.lang, user, page=found, view="tokens")


@router.post("/tokens")
async def new_token(request: Request) -> Response:
    """The answer is the page that shows the secret, once."""
    names = ("name", *(f"s_{scope}" for scope in tokens.SCOPES))

    def work(house: House, user: Actor, given: dict[str, str]) -> Response:
        asked = Asked(given)
        chosen = [scope for scope in tokens.SCOPES if asked.text(f"s_{scope}", 1)]
        return _tokens(house, user, access_desk.add_token(house, user, asked.text("name", 64), chosen))

    return await answered_with(request, work, *names)


@router.post("/subscriptions")
async def new_subscription(request: Request) -> Response:
    """The answer is the page that shows the secret, once."""
    key = edge.of(request).settings.secret

    def work(house: House, user: Actor, given: dict[str, str]) -> Response:
        asked = Asked(given)
        types = [word.strip() for word in asked.text("types", 1000).split(",") if word.strip()]
        shown = access_desk.subscribe(
            house, user, key, url=asked.text("url", 2000), name=asked.text("name", 64), types=types,
            plan=asked.text("plan", 32), personal=bool(asked.text("personal", 1)),
        )  # fmt: skip
        return pages.render("events.html", user.lang, user, page=integration.page(house, user), shown=shown,
                            plans=house.plans, view="events")  # fmt: skip

    return await answered_with(request, work, "url", "name", "types", "plan", "personal")
