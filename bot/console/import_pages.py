"""Devices from a file: it is sent here, and the page tells how its import goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Path, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from bot import edge
from bot.console import pages
from bot.console.entrance import LoginFirst, actor_of, answered, no, ours, part, to_login
from handlers import import_jobs
from handlers.house import House
from handlers.people import Actor, Refused

router = APIRouter(prefix="/console", include_in_schema=False)
PATH = "/console/imports"
BODY_SECONDS = 300.0
UTF8 = "\ufeff"  # for spreadsheets


@router.get("/imports")
async def imports(request: Request) -> Response:
    return await answered(request, lambda house, user: _page("imports.html", house, user))


@router.get("/fragments/imports")
async def imports_now(request: Request) -> Response:
    def answer(house: House, user: Actor) -> Response:
        try:
            return _page("imports_now.html", house, user)
        except Refused:
            return Response("", 403)

    return await part(request, answer)


def _page(name: str, house: House, user: Actor) -> Response:
    return pages.render(name, user.lang, user, page=import_jobs.page(house, user), view="devices")


@router.post("/imports")
async def send(request: Request) -> Response:
    """The file is read from the disk, where the form has put it, a piece at a time."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request, page=True)
    at = edge.of(request)
    async with at.uploads, request.form(max_files=1, max_fields=10) as form:
        if not ours(request, user, form):
            return no(request, user, 403, Refused("csrf"))
        sent = form.get("file")
        plan, leave_out = str(form.get("plan", ""))[:32] or None, form.get("leave_out") == "yes"
        try:
            if not isinstance(sent, UploadFile) or not sent.filename:
                raise Refused("import-empty")
            name, file = sent.filename, sent.file
            await at.turns.call(
                lambda: import_jobs.receive(
                    at.house, user, _pieces(file), name=name, plan=plan, leave_out=leave_out
                )
            )
        except Refused as refused:
            return no(request, user, 403 if refused.why == "role" else 409, refused)
    return RedirectResponse(PATH, 303)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(import_jobs.PIECE_BYTES):
        yield piece


@router.get("/imports/{number}/rejected")
async def rejected(request: Request, number: Annotated[int, Path(ge=1, lt=2**31)]) -> Response:
    def answer(house: House, user: Actor) -> Response:
        _, table = import_jobs.rejected(house, user, number)
        headers = {"content-disposition": f'attachment; filename="rejected-{number}.csv"', "cache-control": "no-store",
                   "x-content-type-options": "nosniff"}  # fmt: skip
        return Response(UTF8 + table, media_type="text/csv; charset=utf-8", headers=headers)

    return await answered(request, answer)
