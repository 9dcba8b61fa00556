"""What changed, live: the event stream that all pages of a browser share."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from time import monotonic

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from bot import edge
from bot.console.entrance import COOKIE, LoginFirst, actor_of
from bot.following import told
from bot.loops import wait
from bot.problems import Problem
from bot.streams import EventStream
from handlers import live, login, presence
from handlers.people import Actor

EVENTS = "/console/events"
KEEP_ALIVE = 15.0
MOST = 2**31 - 1
router = APIRouter(include_in_schema=False)


@router.get(EVENTS)
async def events(request: Request) -> Response:
    """Numbered events that can be replayed after a gap; without one, what comes from now on.

    Hundreds of these are open at a time, so :mod:`bot.app` calls it past the framework's machinery."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return HTMLResponse("", 401)
    at = edge.of(request)
    start = _start(request.headers.get("last-event-id", ""), request.query_params.get("after"))
    if start is None:
        start = await at.turns.call(lambda: live.last(at.house))
    return EventStream(_stream(at, user, request.cookies.get(COOKIE, ""), start))


def _start(last: str, after: str | None) -> int | None:
    """The number after which events are wanted.  A browser's own last number is the newer one."""
    if last.isdecimal() and len(last) <= 20:
        return min(int(last), MOST)
    if after is None:
        return None
    if not (after.isdecimal() and len(after) <= 10 and int(after) <= MOST):
        raise Problem(422, "query.after: must be the number of an event", [("query.after", "no number")])
    return int(after)


async def _stream(at: edge.Edge, user: Actor, secret: str, after: int) -> AsyncGenerator[bytes, None]:
    """Until the session ends, which is looked at before anything is told."""
    with at.following.follow(secret) as me:
        await at.following.begun()
        known = frozenset(await at.turns.call(partial(live.before, at.house, after)))
        seen = -KEEP_ALIVE
        yield b"retry: 2000\n\n"
        caught_up = False
        while True:
            if monotonic() - seen >= KEEP_ALIVE:  # also when there is always something new
                if await at.turns.call(lambda: login.who(at.house, secret)) is None:
                    return
                await at.turns.call(lambda: presence.beat(at.house, user))
                seen = monotonic()
            if caught_up:  # each of these comes once, but some were there already while we caught up
                news, me.missed = [event for event in me.missed if event.id not in known], []
                if known and after > max(known) + live.LOOK_BACK:
                    known = frozenset()
            else:
                news = await at.turns.call(partial(live.news, at.house, after, known))
                known |= {event.id for event in news}
                caught_up = not news
            if me.ended:
                return
            if news:
                chunk, after = told(tuple(news), after)
                yield chunk
            else:
                yield b": still here\n\n"
            if caught_up:
                await wait(me.woken, KEEP_ALIVE)
