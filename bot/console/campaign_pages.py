"""Pages of the console beside the desk: campaigns with their registers, incidents, general notices."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot import qr
from bot.console import pages
from bot.console.entrance import Answer, answered
from handlers import campaign_report, campaigns, incidents, notices
from handlers.house import House
from handlers.people import Actor, Refused

router = APIRouter(prefix="/console", include_in_schema=False)


async def _answered(request: Request, answer: Answer) -> Response:
    """For those who have to do with cases."""

    def theirs(house: House, user: Actor) -> Response:
        user.need("cases")
        return answer(house, user)

    return await answered(request, theirs)


def _file(text: str, media: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response("\ufeff" + text if media == "text/csv" else text, media_type=media, headers=headers)


@router.get("/campaigns")
async def all_campaigns(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        return pages.render(
            "campaigns.html", user.lang, user, view="campaigns", found=campaigns.listing(house)
        )

    return await _answered(request, answer)


def _summary(house: House, code: str) -> campaign_report.Summary:
    found = campaign_report.summary(house, code)
    if found is None:
        raise Refused("no-campaign")
    return found


@router.get("/campaigns/{code}")
async def one_campaign(request: Request, code: str) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = _summary(house, code)
        return pages.render("campaign.html", user.lang, user, view="campaigns", found=found, known=found.known,
                            state_name=campaign_report.state_name)  # fmt: skip

    return await _answered(request, answer)


@router.get("/campaigns/{code}/register.csv")
async def register_csv(request: Request, code: str) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = _summary(house, code)
        return _file(campaign_report.table(found), "text/csv", f"{found.known.row.code}.csv")

    return await _answered(request, answer)


@router.get("/campaigns/{code}/report.md")
async def report_markdown(request: Request, code: str) -> Response:
    def answer(house: House, user: Actor) -> Response:
        found = _summary(house, code)
        text = campaign_report.markdown(found, user.lang)
        return _file(text, "text/markdown", f"{found.known.row.code}.md")

    return await _answered(request, answer)


@router.get("/campaigns/{code}/sheet")
async def sheet(request: Request, code: str) -> Response:
    """A sheet to print and put up: a QR code for every place.  It leads to this server as the browser knows it."""
    host = str(request.base_url).rstrip("/")

    def answer(house: House, user: Actor) -> Response:
        known = campaigns.find(house, code)
        if known is None:
            raise Refused("no-campaign")
        codes = [(p, qr.address(host, known.row.code, p.code)) for p in known.points]
        shown: list[tuple[Any, str, str]] = [(p, url, qr.data_uri(url)) for p, url in codes]
        return pages.render("sheet.html", user.lang, user, view="campaigns", known=known, codes=shown)

    return await _answered(request, answer)


@router.get("/incidents")
async def all_incidents(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        return pages.render(
            "incidents.html", user.lang, user, view="incidents", found=incidents.listing(house)
        )

    return await _answered(request, answer)


@router.get("/notices")
async def all_notices(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        return pages.render("notices.html", user.lang, user, view="notices", found=notices.listing(house))

    return await _answered(request, answer)


@router.get("/notices/{notice}/errands.csv")
async def errands_csv(request: Request, notice: int, way: str | None = None) -> Response:
    def answer(house: House, user: Actor) -> Response:
        text = notices.table(house, notice, way) if 0 < notice < 2**31 else None
        if text is None:
            raise Refused("no-notice")
        return _file(text, "text/csv", f"notice-{notice}.csv")

    return await _answered(request, answer)
