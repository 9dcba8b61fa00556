"""The dispatch board: a day, a week, a day on paper, and the secret addresses of technicians' calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import HTMLResponse, Response

from bot import edge
from bot.channels.page import page_language
from bot.console import pages, times
from bot.console.asked import Asked
from bot.console.entrance import LoginFirst, actor_of, answered, no, ours, part, to_login
from bot.limits import place, too_many
from handlers import board, board_panel, board_plan, calendars, live
from handlers.board import Board, Filter
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone
from handlers.reassign import Outcome

Word = Annotated[str, Query(max_length=64)]
Number = Annotated[int, Query(ge=0, lt=2**31)]
Secret = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
QUARTER = timedelta(minutes=15)
CALENDAR_SECONDS = 300  # a calendar program asks again after that

router = APIRouter(prefix="/console", include_in_schema=False)
feeds = APIRouter(include_in_schema=False)


def _day(text: str, house: House) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return board.today(house)
    return found if 2000 <= found.year <= 2100 else board.today(house)


def _values(house: House, user: Actor, day: date, wanted: Filter) -> dict[str, Any]:
    """What every page of the board is drawn with: its links keep day and filter."""
    kept = {name: value for name in ("region", "skill", "plan") if (value := getattr(wanted, name))}

    def link(page: str = "/console/dispatch", **more: object) -> str:
        return f"{page}?{urlencode({'day': day.isoformat(), **kept, **more})}"

    return {"day": day, "wanted": wanted, "link": link, "kept": kept, "step": timedelta, "today": board.today(house),
            **times.shapes(user.lang)}  # fmt: skip


def _drawn(found: Board) -> Callable[[datetime, datetime], str]:
    """The classes of what lies between two times: the quarter in which it begins, and how many it has; "" when that is
    not shown."""
    last = found.hours * 4

    def put(start: datetime, end: datetime) -> str:
        a = max(0, round((start - found.start) / QUARTER))
        b = min(last, round((end - found.start) / QUARTER))
        return f"a{a} w{b - a}" if a < b else ""

    return put


def _board(house: House, user: Actor, day: date, wanted: Filter) -> dict[str, Any]:
    found = board.page(house, user, day, wanted)
    return {"board": found, "put": _drawn(found), "quarter": QUARTER, "zone": here(), **_values(house, user, day, wanted)}  # fmt: skip


def _panel(
    house: House, user: Actor, day: date, visit: int, ticket: int, absence: int, technician: int, at: str
) -> dict[str, Any]:
    """What stands beside the board: a visit, a ticket, an absence, or nothing."""
    found: dict[str, Any] = {"panel": None, "away": None, "gone": False}
    try:
        if absence:
            found["away"] = board_panel.away(house, user, absence)
        elif visit or ticket:
            found["panel"] = board_panel.panel(
                house, user, day, visit_id=visit, ticket_id=ticket, technician_id=technician or None,
                start=board_panel.local(at) if at else None,
            )  # fmt: skip
    except Gone:
        found["gone"] = True
    return found


@router.get("/dispatch")
async def dispatch(
    request: Request, day: Word = "", region: Word = "", skill: Word = "", plan: Word = "", visit: Number = 0,
    ticket: Number = 0, absence: Number = 0, technician: Number = 0, at: Word = "",
) -> Response:  # fmt: skip
    def answer(house: House, user: Actor) -> Response:
        last, chosen, wanted = live.last(house), _day(day, house), Filter(region, skill, plan)
        beside = _panel(house, user, chosen, visit, ticket, absence, technician, at)
        return pages.render("board.html", user.lang, user, view="dispatch", last=last, **beside,
                            **_board(house, user, chosen, wanted))  # fmt: skip

    return await answered(request, answer)


@router.get("/fragments/board")
async def board_fragment(
    request: Request, day: Word = "", region: Word = "", skill: Word = "", plan: Word = ""
) -> Response:
    def answer(house: House, user: Actor) -> Response:
        values = _board(house, user, _day(day, house), Filter(region, skill, plan))
        return pages.render("board_lanes.html", user.lang, user, **values)

    return await _fragment(request, answer)


@router.get("/fragments/board-panel")
async def panel_fragment(
    request: Request, day: Word = "", region: Word = "", skill: Word = "", plan: Word = "", visit: Number = 0,
    ticket: Number = 0, absence: Number = 0, technician: Number = 0, at: Word = "",
) -> Response:  # fmt: skip
    def answer(house: House, user: Actor) -> Response:
        chosen = _day(day, house)
        values = _values(house, user, chosen, Filter(region, skill, plan))
        beside = _panel(house, user, chosen, visit, ticket, absence, technician, at)
        return pages.render("board_panel.html", user.lang, user, zone=here(), **beside, **values)

    return await _fragment(request, answer)


async def _fragment(request: Request, answer: Callable[[House, Actor], Response]) -> Response:
    """A part of the page for its script."""
    try:
        return await part(request, answer)
    except Refused as refused:
        return HTMLResponse("", 403 if refused.why == "role" else 409)


@router.get("/dispatch/week")
async def week(
    request: Request, day: Word = "", region: Word = "", skill: Word = "", plan: Word = ""
) -> Response:
    def answer(house: House, user: Actor) -> Response:
        chosen = _day(day, house)
        first, wanted = chosen - timedelta(days=chosen.weekday()), Filter(region, skill, plan)
        found = board.week(house, user, first, wanted)
        return pages.render("board_week.html", user.lang, user, view="dispatch", week=found,
                            **_values(house, user, chosen, wanted))  # fmt: skip

    return await answered(request, answer)


@router.get("/dispatch/print")
async def paper(request: Request, day: Word = "", region: Word = "", skill: Word = "", plan: Word = "",
                technician: Number = 0) -> Response:  # fmt: skip
    """A sheet for everybody who has visits that day, or for one technician."""

    def answer(house: House, user: Actor) -> Response:
        found = board.page(house, user, _day(day, house), Filter(region, skill, plan))
        lanes = [n for n in found.lanes if n.bars and technician in (0, n.technician.id)]
        return pages.render("board_print.html", user.lang, user, view="dispatch", lanes=lanes,
                            **_values(house, user, found.day, Filter(region, skill, plan)))  # fmt: skip

    return await answered(request, answer)


def _proposal(
    house: House, user: Actor, day: date, wanted: Filter, outcomes: list[Outcome] | None = None
) -> Response:
    found = board_plan.page(house, user, day, wanted)
    return pages.render("board_plan.html", user.lang, user, view="dispatch", board=found, outcomes=outcomes,
                        **_values(house, user, day, wanted))  # fmt: skip


@router.get("/dispatch/plan")
async def plan_of_day(
    request: Request, day: Word = "", region: Word = "", skill: Word = "", plan: Word = ""
) -> Response:
    """What could be done that day about tickets without a visit."""

    def answer(house: House, user: Actor) -> Response:
        return _proposal(house, user, _day(day, house), Filter(region, skill, plan))

    return await answered(request, answer)


@router.post("/dispatch/plan")
async def take_plan(request: Request) -> Response:
    """The chosen customers are asked; what became of each is said above a new proposal for what is left."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request, page=True)
    at = edge.of(request)
    form = await request.form(max_files=0, max_fields=board_plan.MOST + 10)
    if not ours(request, user, form):
        return no(request, user, 403, Refused("csrf"))

    def work() -> Response:
        asked = Asked({name: value for name, value in form.items() if isinstance(value, str)})
        wanted = Filter(*(asked.text(name, 64) for name in ("region", "skill", "plan")))
        done = board_plan.accept(at.house, user, [_picked(str(value)) for value in form.getlist("pick")])
        return _proposal(at.house, user, _day(asked.text("day", 10), at.house), wanted, done)

    try:
        return await at.turns.call(work)
    except Refused as refused:
        return no(request, user, 403 if refused.why == "role" else 409, refused)


def _picked(value: str) -> tuple[int, int, datetime]:
    """``<ticket>:<technician>:<local time>``"""
    ticket, technician, time = (*value.split(":", 2), "", "")[:3]
    asked = Asked({"ticket": ticket, "technician": technician})
    return asked.number("ticket"), asked.number("technician"), board_panel.local(time)


@router.post("/dispatch/calendar")
async def new_calendar(request: Request) -> Response:
    """A new secret address for a technician's calendar: shown now and never again."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    at = edge.of(request)
    form = await request.form(max_files=0, max_fields=100)
    if not ours(request, user, form):
        return no(request, user, 403, Refused("csrf"))
    given = str(form.get("technician", ""))
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        return no(request, user, 409, Refused("field", name="technician"))
    try:
        secret = await at.turns.call(lambda: calendars.make(at.house, user, int(given)))
    except Gone:
        return no(request, user, 404, Refused("gone"))
    except Refused as refused:
        return no(request, user, 403, refused)
    address = f"{at.house.address}/calendar/{secret}.ics"
    return pages.render("board_calendar.html", user.lang, user, view="dispatch", address=address)


@feeds.get("/calendar/{secret}.ics")
async def calendar(request: Request, secret: Secret) -> Response:
    """A technician's visits, for calendar programs.  The address is the secret."""
    at = edge.of(request)
    if wait := await at.limits.signing.ask(place(request.scope)):
        raise too_many(wait)
    lang = page_language(request, None)
    found = await at.turns.call(lambda: calendars.read(at.house, secret, lang))
    headers = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
    if found is None:
        return Response("", 404, headers)
    headers |= {"etag": f'"{found.mark}"', "cache-control": f"private, max-age={CALENDAR_SECONDS}"}
    if request.headers.get("if-none-match", "").strip() == f'"{found.mark}"':
        return Response(None, 304, headers)
    headers["content-disposition"] = 'inline; filename="visits.ics"'
    return Response(found.content, media_type="text/calendar; charset=utf-8", headers=headers)
