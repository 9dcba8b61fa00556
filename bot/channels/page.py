"""The customer's chat page and the widget that other pages embed: what a browser is given to begin with."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import FileResponse, Response

from bot import edge
from bot.channels import web_files
from bot.problems import Problem
from handlers.events import MAX_TEXT
from handlers.media import MOST_FILES
from handlers.rules.filetypes import ALL, HEIC
from handlers.texts.catalog import names, say

STATIC = Path(__file__).parent / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)

#: What the file dialogue offers.  Not HEIC: an iPhone then gives a JPEG, which browsers can show.
ACCEPTED = ",".join(kind.mime for kind in ALL if kind is not HEIC)

router = APIRouter(tags=["web chat"])


@cache
def _pages() -> Environment:
    return Environment(loader=PackageLoader("bot.channels"), autoescape=True, undefined=StrictUndefined)


def page_language(request: Request, asked: str | None) -> str:
    """``zh`` or ``en``: what was asked for, else the first of the two that the browser names."""
    if asked in ("zh", "en"):
        return asked
    found = re.findall(r"(?:^|[,\s])(zh|en)\b", request.headers.get("accept-language", "").lower())
    return found[0] if found else "zh"


@router.get("/", include_in_schema=False)
async def front() -> Response:
    return Response(None, 307, {"location": "/chat"})


@router.get("/chat", summary="The customer's page", response_class=Response)
async def chat(
    request: Request,
    plan: Annotated[str | None, Query(max_length=32)] = None,
    lang: Annotated[str | None, Query(max_length=8)] = None,
    embed: Annotated[str | None, Query(max_length=8)] = None,
    campaign: Annotated[str | None, Query(pattern=r"^[A-Z0-9-]{1,20}(/[A-Z0-9-]{1,20})?$")] = None,
) -> Response:
    """The chat of a plan, or the choice of a plan.  ``plan=any`` leaves the plan to the conversation."""
    at = edge.of(request)
    language = page_language(request, lang)
    plan = plan or at.house.default_plan
    if plan not in (None, "any") and plan not in at.house.plans:
        raise Problem(404, f"there is no service plan {plan!r}", [("plan", "unknown")])
    chosen = at.house.plan(plan)
    values: dict[str, Any] = {
        "lang": language,
        "t": lambda name, **args: say(name, language, **args),
        "plan": plan,
        "name": chosen.name.of(language) if chosen else say("web-title", language),
        "hotline": chosen.hotline if chosen else None,
        "embed": embed == "1",
        "accept": ACCEPTED if at.house.shelf is not None else None,
        "plans": [(p.id, p.name.of(language), p.about.of(language)) for p in at.house.plans.values()],
        "boot": {
            "plan": chosen.id if chosen else None,
            "lang": language,
            "embed": embed == "1",
            "campaign": campaign,
            "max": MAX_TEXT,
            "files": {
                "most": MOST_FILES,
                "size": at.house.shelf.most if at.house.shelf is not None else 0,
                "together": web_files.most_bytes(at.house),
            },
            "texts": _texts(language),
        },
    }
    html = _pages().get_template("choose.html" if plan is None else "chat.html").render(values)
    ancestors = at.settings.widget_origins if embed == "1" else "'self'"
    return Response(
        html,
        media_type="text/html",
        headers={"content-security-policy": CSP.format(ancestors=ancestors), "content-language": language},
    )


@cache
def _texts(lang: str) -> dict[str, str]:
    """The texts that the page's script needs."""
    return {
        n.removeprefix("web-"): say(n, lang)
        for n in names(lang)
        if n.startswith("web-") and n != "web-hotline"
    }


@router.get("/widget.js", summary="The widget for other pages", response_class=Response)
async def widget() -> Response:
    return FileResponse(
        STATIC / "widget.js",
        media_type="text/javascript",
        headers={"cache-control": "public, max-age=300", "cross-origin-resource-policy": "cross-origin"},
    )
