"""Rendering the console's pages: templates, texts, and how times are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from bot.console import menu
from handlers import naming
from handlers.areas import areas
from handlers.here import here
from handlers.people import Actor
from handlers.rules.parts import Text
from handlers.rules.policy import Plan
from handlers.texts.catalog import names, say
from handlers.texts.shapes import moment, money, window
from nlu.understanding import EXCLUSIONS, INTENTS

STATIC = Path(__file__).parent / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@cache
def _templates() -> Environment:
    made = Environment(loader=PackageLoader("bot.console"), autoescape=True, undefined=StrictUndefined)
    made.filters["quoted"] = _quoted
    made.globals["intents"] = INTENTS
    made.globals["exclusions"] = EXCLUSIONS
    made.filters["moment"] = datetime.fromisoformat
    return made


_called: dict[str, Text] = {}


def call_things(plans: Iterable[Plan]) -> None:
    """What queues, skills and calendars are called on all pages of this process."""
    _called.clear()
    _called.update(naming.called(plans))


def render(name: str, lang: str, user: Actor | None, status: int = 200, **values: Any) -> HTMLResponse:
    """A page (or a fragment of one) in ``zh`` or ``en``."""
    now = datetime.now(UTC)

    def t(text_id: str, **args: Any) -> str:
        return say(text_id, lang, **args)

    def at(value: datetime | None) -> str:
        return local(value, lang, now) if value is not None else ""

    def span(start: datetime, end: datetime) -> str:
        return window(start.astimezone(here()), end.astimezone(here()), lang, now)

    def iso(value: datetime | None) -> str:
        return value.isoformat() if value is not None else ""

    def cash(fee: dict[str, Any]) -> str:
        return money(fee["low"], fee["high"], fee["currency"])

    def role(name: str) -> str:
        """Roles that a plan has made up are shown as they are."""
        return t(f"role-{name}") if f"role-{name}" in names(lang) else name

    def channel(name: str) -> str:
        """Channels of a company's own are shown as they are."""
        return t(f"channel-{name}") if f"channel-{name}" in names(lang) else name

    def region(name: str) -> str:
        return next((area.name.of(lang) for area in areas() if area.id == name), name)

    def called(name: str) -> str:
        """Queues, skills and calendars without a name of their own are shown as they are."""
        return naming.name(_called, name, lang)

    html = (
        _templates()
        .get_template(name)
        .render(
            t=t,
            at=at,
            span=span,
            channel=channel,
            region=region,
            called=called,
            iso=iso,
            cash=cash,
            role=role,
            lang=lang,
            user=user,
            now=now,
            csrf=user.csrf if user is not None else "",
            ways=menu.work(user) if user is not None else [],
            groups=menu.groups(user) if user is not None else [],
            **values,
        )
    )
    headers = {"content-security-policy": CSP, "cache-control": "no-store", "referrer-policy": "same-origin"}
    return HTMLResponse(html, status, headers)


def local(value: datetime, lang: str, now: datetime) -> str:
    """A moment as it is told where the operator is."""
    return moment(value.astimezone(here()), lang, now)


def _quoted(text: str, quotes: list[str]) -> Markup:
    """The text with the quoted words marked."""
    words = sorted({q for q in quotes if q}, key=len, reverse=True)
    if not words:
        return escape(text)
    parts = re.split("(" + "|".join(map(re.escape, words)) + ")", text)
    return Markup().join(
        Markup("<mark>{}</mark>").format(part) if n % 2 else part for n, part in enumerate(parts)
    )
