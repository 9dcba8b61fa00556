"""The public page of a campaign: what a QR code at a service point leads to.

A plain form without login or script.  Its hidden key makes sending it twice the same as once, so that a phone on a bad
connection may press again.  An opinion is a line of the register; a wish for a visit or a fault is a turn like any
other (danger advice first), and goes on in the chat.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import cache
from secrets import token_urlsafe
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from bot import edge, qr
from bot.channels import web
from bot.channels.page import page_language
from bot.console.entrance import foreign
from bot.edge import Edge
from bot.limits import place
from bot.problems import Problem
from handlers import campaigns
from handlers.campaigns import MOST_ADDRESS, MOST_NAME, MOST_PHONE, MOST_TEXT, Entry, Known
from handlers.events import Inbound, Turn
from handlers.rules.gatherings import EntryKind, open_now
from handlers.texts.catalog import say
from handlers.words import clean

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
FIELDS = {"name": MOST_NAME, "phone": MOST_PHONE, "address": MOST_ADDRESS}

router = APIRouter(prefix="/c", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Form:
    """What a phone sent; ``wrong`` is the text id of what is missing or too long."""

    kind: EntryKind | None
    text: str
    point: str
    key: str
    told: dict[str, str]
    wrong: str | None = None


@cache
def _pages() -> Environment:
    return Environment(loader=PackageLoader("bot.channels"), autoescape=True, undefined=StrictUndefined)


def _page(name: str, lang: str, status: int = 200, **values: Any) -> Response:
    html = _pages().get_template(name).render(
        lang=lang, t=lambda text_id, **args: say(text_id, lang, **args), embed=False,
        name=say("campaign-web-title", lang), **values,
    )  # fmt: skip
    headers = {"content-security-policy": CSP, "content-language": lang, "cache-control": "no-store"}
    return Response(html, status, headers, "text/html")


@router.get("/{code}")
@router.get("/{code}/{point}")
async def form(request: Request, code: str, point: str = "", lang: str | None = None) -> Response:
    """The form while the campaign runs; before and after, when and where it is."""
    at = edge.of(request)
    language = page_language(request, lang)
    known = await at.turns.call(lambda: campaigns.find(at.house, code))
    if known is None:
        return _page("campaign_unknown.html", language, 404)
    empty = Form(None, "", point, token_urlsafe(18), {})
    return _shown(at, known, empty, language)


def _shown(at: Edge, known: Known, given: Form, lang: str, status: int = 200) -> Response:
    now = campaigns.local(known.plan, at.house.now())
    here = known.point(given.point)
    return _page(
        "campaign.html", lang, status, known=known, given=given, here=here.code if here is not None else None,
        open={s.code for s in open_now(known.stops(), now)}, places=campaigns.schedule(known.points, now.date()),
        most=MOST_TEXT, fields=FIELDS,
    )  # fmt: skip


@router.post("/{code}")
async def take(request: Request, code: str, lang: str | None = None) -> Response:
    """Register once.  Danger is told what to do at any pace."""
    at = edge.of(request)
    sent = await request.form(max_files=0, max_fields=12)
    values = {k: clean(v) for k, v in sent.items() if isinstance(v, str)}
    language = page_language(request, lang or values.get("lang"))
    if foreign(request):
        raise Problem(403, say("campaign-web-foreign", language))
    known = await at.turns.call(lambda: campaigns.find(at.house, code))
    if known is None:
        return _page("campaign_unknown.html", language, 404)
    given = _read(values, known)
    await at.at_pace(at.limits.visits, f"c {place(request.scope)}", given.text[:MOST_TEXT])
    if known.state != "running" or given.wrong is not None or given.kind is None:
        return _shown(at, known, given, language, 422 if known.state == "running" else 200)
    danger = await at.turns.call(lambda: at.house.find_danger(given.text))
    if given.kind.opens is not None or danger:  # somebody in danger is heard, whatever was chosen
        return await _report(at, known, given, given.kind, language)
    told = given.told
    entry = Entry(given.kind.name, given.text, language, "phone", point=_point_id(known, given),
                  name=told.get("name"), phone=told.get("phone"), address=told.get("address"))  # fmt: skip
    number = await at.turns.call(
        lambda: at.house.store.write(
            lambda tx: campaigns.register(tx, known.row, entry, given.key, at.house.now())
        )
    )
    return _page("campaign_thanks.html", language, known=known, given=given, number=number, said=(), ticket=None,
                 token=None)  # fmt: skip


def _read(values: dict[str, str], known: Known) -> Form:
    text = values.get("text", "").strip()
    kind = known.rules.kind(values.get("kind", ""))
    key = values.get("key", "")
    told = {name: value for name in FIELDS if (value := values.get(name, "").strip())}
    wrong = "kind-missing" if kind is None else "missing" if not text else None
    if len(text) > MOST_TEXT or any(len(v) > FIELDS[k] for k, v in told.items()):
        wrong = "long"
    good = key if _KEY.fullmatch(key) else token_urlsafe(18)
    return Form(kind, text, values.get("point", "")[:20], good, told, wrong)


def _point_id(known: Known, given: Form) -> int | None:
    point = known.point(given.point)
    return int(point.id) if point is not None else None


def _visitor(at: Edge, known: Known, given: Form) -> str:
    """Who a form sent twice is: the same, and nobody can guess it without the server's secret."""
    said = f"campaign:{known.row.code}:{given.key}".encode()
    return "c" + hmac.new(at.settings.secret.encode(), said, hashlib.sha256).hexdigest()[:40]


async def _report(at: Edge, known: Known, given: Form, kind: EntryKind, lang: str) -> Response:
    """A fault or a wish for a visit: an ordinary turn of a new conversation of the web chat."""
    who = _visitor(at, known, given)
    about = {
        "campaign": known.row.id, "point": _point_id(known, given), "key": given.key, "kind": kind.name, **given.told,
    }  # fmt: skip
    told = {"contact_name" if name == "name" else name: value for name, value in given.told.items()}
    event = Inbound(
        channel=web.CHANNEL, address=who, event_id=f"{who}:form", text=given.text, plan=known.plan.id, lang=lang,
        data={"form": about}, meant=kind.opens or "report_fault", told=told,
    )  # fmt: skip

    def answer(turn: Turn) -> dict[str, Any]:
        line = at.house.store.read(lambda tx: campaigns.line_of(tx, known.row, given.key))
        return {"said": [r for r in turn.replies if r.text], **line}

    found = await at.turns.turn(event, answer)
    return _page("campaign_thanks.html", lang, known=known, given=given, token=web.token_of(at, who), **found)


@router.get("/{code}/qr/image.svg")
async def image(request: Request, code: str, point: str = "") -> Response:
    """The QR code of this page, for other pages and for print."""
    at = edge.of(request)
    known = await at.turns.call(lambda: campaigns.find(at.house, code))
    if known is None or (point and known.point(point) is None):
        raise Problem(404, "there is no such campaign")
    url = qr.address(str(request.base_url), known.row.code, point.upper() or None)
    return Response(qr.svg(url), media_type="image/svg+xml")
