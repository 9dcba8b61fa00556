"""For those who watch over the process: is it alive, can it work, how much is there to do."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from bot import edge
from bot.problems import Problem
from handlers import figures

router = APIRouter(tags=["operation"])
DATABASE_SECONDS = 2.0


@router.get("/healthz", summary="The process is alive")
async def healthz() -> Response:
    return JSONResponse({"status": "ok"})


@router.get("/readyz", summary="It can take work: database, plans and understanding are there")
async def readyz(request: Request) -> Response:
    at = edge.of(request)
    if not at.ready:
        raise Problem(503, "still starting, or stopping", headers={"retry-after": "1"})
    if not at.house.plans:
        raise Problem(503, "no service plan is loaded")
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            await asyncio.to_thread(figures.answers, at.house)
    except Exception as error:
        raise Problem(503, "the database does not answer", headers={"retry-after": "2"}) from error
    return JSONResponse({"status": "ready", "plans": sorted(at.house.plans)})


@router.get("/metrics", summary="Figures for Prometheus")
async def metrics(request: Request) -> Response:
    at = edge.of(request)
    found = await at.turns.call(lambda: figures.counts(at.house))
    return Response(at.figures.show(found), media_type=CONTENT_TYPE_LATEST)
