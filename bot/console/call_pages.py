"""The page on which somebody of ours takes a call."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from bot.console import pages
from bot.console.asked import Asked
from bot.console.entrance import answered, answered_with
from handlers import contact_desk, phone_desk
from handlers.call_words import NAMED
from handlers.house import House
from handlers.people import Actor, Refused

router = APIRouter(prefix="/console", include_in_schema=False)
FIELDS = tuple(contact_desk.MOST_OF)
EMPTY = dict.fromkeys(("said", "plan", "kind", *FIELDS), "")


def _page(
    house: House, user: Actor, given: dict[str, str], *, taken: phone_desk.Taken | None = None, wrong: str = "", done: str = ""
) -> Response:  # fmt: skip
    """``given`` is what was written, so that nothing is lost when it is refused; ``done`` the key of a form that has been
    taken in, after which the browser keeps it no longer."""
    user.need("take_calls")
    return pages.render(
        "call.html", user.lang, user, 409 if wrong else 200, view="call", given={**EMPTY, **given}, taken=taken, wrong=wrong, done=done,
        key=given.get("key") or secrets.token_urlsafe(12), kinds=phone_desk.KINDS, most=phone_desk.MOST,
        most_of=contact_desk.MOST_OF, plans=phone_desk.plans(house, user.lang), names=NAMED,
    )  # fmt: skip


@router.get("/call")
async def call(request: Request, serial: Annotated[str, Query(max_length=64)] = "") -> Response:
    return await answered(request, lambda house, user: _page(house, user, {"serial_number": serial}))


@router.post("/call")
async def take_call(request: Request) -> Response:
    """The answer is the page that tells what became of it; sent again it tells the same."""

    def work(house: House, user: Actor, given: dict[str, str]) -> Response:
        asked = Asked(given)
        try:
            file = given.get("file", "")
            taken = phone_desk.take(
                house, user, file or asked.text("said", phone_desk.MOST), asked.key(), plan=asked.text("plan", 40),
                kind=asked.text("kind", 40), given={name: asked.text(name, 400) for name in FIELDS},
                file=given.get("file-name", "") if file else "",
            )  # fmt: skip
        except Refused as refused:
            if refused.why == "role":
                raise
            return _page(house, user, given, wrong=refused.told(user.lang))
        return _page(house, user, {}, taken=taken, done=asked.key())

    return await answered_with(request, work, "key", *EMPTY, file="file")
