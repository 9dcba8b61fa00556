"""The application: channels, console and API in one ASGI app, with the loops that belong to it.

``create_app(house, settings)`` builds it; entering its lifespan loads what has to be loaded, starts
clockwork and sender, and leaving it stops them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from bot import api, clock, docs, health, memory, problems
from bot.channels import campaign_page, page, pushed, rest, sign, web, web_files
from bot.channels.pushed import Pushed
from bot.clockwork import clockwork
from bot.console import (
    admin_pages,
    assign_pages,
    call_pages,
    campaign_pages,
    day_pages,
    desk_pages,
    dispatch_pages,
    event_pages,
    form_pages,
    import_pages,
    live_pages,
    login_pages,
    media_pages,
    oidc,
    pages,
    plan_pages,
    registry_pages,
    report_pages,
    staff_pages,
    wall_pages,
)
from bot.console import routes as console
from bot.edge import Edge, EdgeSettings
from bot.figures import Figures
from bot.guard import Guard
from bot.importing import Importing
from bot.integration import Reach, Runs
from bot.integration import loops as event_loops
from bot.limits import Allowed, Limits
from bot.sender import sender
from bot.settings import Role
from bot.shapes import PROBLEMS
from bot.shared_limits import SharedPaces
from bot.turns import Turns
from handlers import figures, import_jobs
from handlers.house import House
from handlers.texts import catalog

log = structlog.get_logger(__name__)

BODY_BYTES = 512 * 1024
FORM_BYTES = 64 * 1024  # of a campaign's form, whose fields have a few thousand characters
TRANSCRIPT_BYTES = 4 * 1024 * 1024
ROUTERS = (
    rest.router,
    page.router,
    web.router,
    web_files.router,
    sign.router,
    campaign_page.router,
    api.router,
    health.router,
    docs.router,
    console.router,
    live_pages.router,
    login_pages.router,
    desk_pages.router,
    admin_pages.router,
    registry_pages.router,
    import_pages.router,
    plan_pages.router,
    call_pages.router,
    oidc.router,
    media_pages.router,
    form_pages.router,
    campaign_pages.router,
    event_pages.router,
    staff_pages.router,
    assign_pages.router,
    dispatch_pages.router,
    dispatch_pages.feeds,
    day_pages.router,
    report_pages.router,
    wall_pages.router,
)
SHORT: Mapping[tuple[Any, Any], Callable[[Request], Awaitable[Response]]] = {
    ("POST", rest.WEBHOOK): rest.webhook,
    ("GET", live_pages.EVENTS): live_pages.events,
}
SECONDS = {
    **dict.fromkeys((web_files.PATH, form_pages.PATH, day_pages.PATH), web_files.BODY_SECONDS),
    import_pages.PATH: import_pages.BODY_SECONDS,
}
WARM_AFTER = 0.5  # seconds after the start, when nobody needs the processor for it


class _Shortcut:
    """Two routes go past the framework's machinery: the one that is asked most, for it costs as much as a turn decides,
    and the one that hundreds keep open, for it keeps twenty objects of its own for each."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        short = SHORT.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if short is None:
            await self.app(scope, receive, send)
            return
        scope["app"] = self.app
        answer = await short(Request(scope, receive, send))
        await answer(scope, receive, send)


class App:
    """The ASGI callable: the guard around the application."""

    def __init__(self, inner: FastAPI, guard: Guard, edge: Edge) -> None:
        self.inner, self.guard, self.edge = inner, guard, edge
        self._shared = CORSMiddleware(
            guard,
            allow_origins=edge.rest_origins,
            allow_methods=("GET", "POST"),
            allow_headers=("content-type",),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shared = self.edge.rest_origins and scope["type"] == "http" and scope["path"].startswith(rest.PATHS)
        await (self._shared if shared else self.guard)(scope, receive, send)


def create_app(
    house: House,
    settings: EdgeSettings,
    channels: Mapping[str, Pushed] | None = None,
    allowed: Allowed | None = None,
    rest_origins: Sequence[str] = (),
    reach: Reach | None = None,
    provider: oidc.Provider | None = None,
    role: Role = "all",
    shared: SharedPaces | None = None,
) -> App:
    """``channels`` are those that are pushed to, by name; ``reach`` is where events may go; ``provider`` proves people of
    ours; ``allowed`` is how much a peer may ask for; pages of ``rest_origins`` may use the REST channel from a browser
    (``*``: all).  ``shared`` counts requests together with other servers.  ``role`` is what this process does: one that is not ``web`` answers questions about its health only."""
    pages.call_things(house.plans.values())
    measured = Figures(house.tally)
    turns = Turns(house, measured, threads=settings.turn_threads)
    at = Edge(
        house,
        settings,
        measured,
        turns,
        Limits(allowed, shared),
        rest_origins=tuple(rest_origins),
        provider=provider,
    )
    served = dict(channels or {}) if role != "clockwork" else {}
    for channel in served.values():
        channel.mount(turns)
    app = FastAPI(
        title="baoxiu",
        version="1",
        description="After-sales intake: channels, tickets, visits and the queue.",
        lifespan=_lifespan(at, served, reach or Reach(), role),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=PROBLEMS,
    )
    app.state.edge = at
    problems.install(app)
    takes = role in ("all", "web")
    for router in (*ROUTERS, *(channel.router for channel in served.values())) if takes else (health.router,):
        app.include_router(router)
    app.mount("/static/web", StaticFiles(directory=page.STATIC), name="web-static")
    limits = {
        "/api/v1/transcripts": TRANSCRIPT_BYTES,
        "/c/": FORM_BYTES,
        **dict.fromkeys(
            (web_files.PATH, form_pages.PATH, day_pages.PATH), web_files.most_bytes(house) + BODY_BYTES
        ),
        import_pages.PATH: import_jobs.MOST_BYTES + BODY_BYTES,
        **pushed.BODIES,
    }
    guard = Guard(_Shortcut(app) if takes else app, limit=BODY_BYTES, limits=limits, seconds=SECONDS)
    return App(app, guard, at)


def _lifespan(
    at: Edge, channels: Mapping[str, Pushed], reach: Reach, role: Role
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        began = time.perf_counter()
        loops = _loops(at, channels, reach, role)
        await asyncio.to_thread(_load, at.house)
        memory.settle()
        for loop in loops:
            loop.start()
        for channel in channels.values():
            channel.start(takes=role != "sender")
        at.ready = True
        log.info("ready", seconds=round(time.perf_counter() - began, 2), plans=len(at.house.plans), role=role)
        warming = asyncio.create_task(_warm(at.house))
        try:
            yield
        finally:
            at.ready = False
            warming.cancel()
            for channel in channels.values():
                await channel.stop()
            for loop in loops:
                await loop.stop()
            for channel in channels.values():
                await channel.close()
            await asyncio.to_thread(at.turns.close)
            if at.limits.shared is not None:
                await at.limits.shared.close()

    return lifespan


def _loops(at: Edge, channels: Mapping[str, Pushed], reach: Reach, role: Role) -> list[Runs]:
    """What runs beside the requests: what time brings about, and what goes out."""
    keeping = clock.keep_right(at.house, at.figures)
    loops: list[Runs] = [keeping] if keeping is not None else []
    if role in ("all", "clockwork"):
        loops += [clockwork(at.house, at.figures), Importing(at.house, at.figures)]
    if role in ("all", "sender"):
        loops += event_loops(at.house, at.settings.secret, at.figures, reach)
        outlets = {name: one for channel in channels.values() for name, one in channel.channels.items()}
        if outlets:
            loops.append(sender(at.house, outlets, at.figures))
    return loops


def _load(house: House) -> None:
    """What the first answer needs."""
    figures.answers(house)
    for lang in catalog.LANGUAGES:
        catalog.names(lang)


async def _warm(house: House) -> None:
    """What the first message would otherwise wait a third of a second for.  A broken understanding does not
    keep the house closed: turns go on with danger words and people."""
    await asyncio.sleep(WARM_AFTER)
    try:
        for text in ("三台逆变器不工作了", "two inverters stopped working"):
            await asyncio.to_thread(house.parse, text, None)
    except Exception:
        log.exception("understanding cannot be loaded; messages will be handed over to people")
    await asyncio.to_thread(memory.give_back)
