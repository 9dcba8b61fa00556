"""Chatwoot: we are the agent bot of an inbox, for operators whose people work there.

Webhooks come in and are acknowledged when their turn is committed; answers go out through Chatwoot's API.  Who leads a
conversation is said in both directions: what we hand over becomes ``open`` there, and what people open there makes the
bot silent until it is ``pending`` or ``resolved``.  docs/channels/chatwoot.md tells how it is set up.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Protocol
from urllib.parse import unquote, urlsplit

import structlog
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from bot import edge
from bot.channels.attachments import Wanted, completed
from bot.channels.calls import Api, fetch, origin
from bot.channels.pushed import Pushed
from bot.edge import Edge
from bot.problems import Problem, read_json
from bot.sender import Arrived, Dead, Retry
from handlers import elsewhere, unread
from handlers.events import MAX_TEXT, File, Inbound, Outgoing
from handlers.words import clean

log = structlog.get_logger(__name__)

CHANNEL = "chatwoot"
PATH = "/channels/chatwoot"
FRESH = 300.0  # seconds that a signed webhook may be old, or ahead of our clock
LONGEST = 200_000  # characters of a message that is read at all; Chatwoot takes 150,000
TITLE = 256  # characters of a button
OPERATORS_MISTAKE = 60.0  # seconds until a refused token is tried again
PEOPLE_HAVE_IT = ("open", "snoozed")
MEDIA = {"image": "photo", "audio": "voice", "video": "video", "location": "location", "contact": "contact"}
_DIGEST = re.compile(r"sha256=[0-9a-f]{64}")

Number = Annotated[int, Field(ge=1, le=2**53)]
Words = Annotated[str, Field(max_length=LONGEST)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Numbered(_Part):
    id: Number


class _Talk(_Part):
    id: Number
    status: str | None = Field(default=None, max_length=32)


class _Sender(_Part):
    type: str | None = Field(default=None, max_length=32)
    name: str | None = Field(default=None, max_length=1000)


class _Chosen(_Part):
    value: Words | None = None


class _Attributes(_Part):
    submitted_values: list[_Chosen] | dict[str, Any] | None = Field(default=None, max_length=50)
    deleted: bool | None = None


class _Attachment(_Part):
    file_type: str | None = Field(default=None, max_length=32)
    data_url: str | None = Field(default=None, max_length=2000)


class Webhook(_Part):
    """What we read of a webhook; of a message ``id`` is its own, of a conversation's event that of the conversation."""

    event: str = Field(max_length=64)
    id: Number | None = None
    account: _Numbered | None = None
    conversation: _Talk | None = None
    status: str | None = Field(default=None, max_length=32)
    content: Words | None = None
    message_type: str | int | None = None
    private: bool = False
    sender: _Sender | None = None
    content_attributes: _Attributes | None = None
    attachments: list[_Attachment] = Field(default_factory=list, max_length=50)
    updated_at: float | str | None = None


class ChatwootSettings(Protocol):
    @property
    def chatwoot_url(self) -> str | None: ...
    @property
    def chatwoot_account(self) -> int: ...
    @property
    def chatwoot_bot_token(self) -> str: ...
    @property
    def chatwoot_path(self) -> str: ...
    @property
    def chatwoot_secret(self) -> str: ...
    @property
    def chatwoot_plan(self) -> str | None: ...


class Chatwoot(Pushed):
    """The channel: its ``router`` takes webhooks in, ``send`` pushes what was answered."""

    name = CHANNEL

    def __init__(self, settings: ChatwootSettings) -> None:
        self.settings = settings
        self._api = Api(settings.chatwoot_url or "", {"api_access_token": settings.chatwoot_bot_token})
        self.router = APIRouter(prefix=PATH, include_in_schema=False)
        self.router.add_api_route("/{secret}", self.receive, methods=["POST"])

    # -- in ----------------------------------------------------------------------------------------

    async def receive(self, request: Request, secret: str) -> Response:
        at = edge.of(request)
        await self._authentic(at, request, secret)
        try:
            hook = await read_json(request, Webhook)
        except Problem as error:
            if error.status not in (400, 422):
                raise
            return await self._unread(at, await request.body(), error.detail)
        if hook.account is not None and hook.account.id != self.settings.chatwoot_account:
            raise Problem(403, "this is for another account")
        if hook.conversation is not None:
            await self._message(at, hook, hook.conversation)
        elif hook.id is not None and hook.event.startswith("conversation_"):
            await self._status(at, hook, hook.id)
        return Response()

    async def _authentic(self, at: Edge, request: Request, secret: str) -> None:
        if not hmac.compare_digest(secret.encode(), self.settings.chatwoot_path.encode()):
            raise Problem(404, "there is nothing here")
        keys = self.settings.chatwoot_secret.split()
        if not keys:
            return
        when = request.headers.get("x-chatwoot-timestamp", "")
        given = request.headers.get("x-chatwoot-signature", "")
        signed = f"{when}.".encode() + await request.body()
        right = [f"sha256={hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()}" for key in keys]
        if not _DIGEST.fullmatch(given) or not any(hmac.compare_digest(given, one) for one in right):
            raise Problem(403, "the signature is missing or wrong")
        now = at.house.now().timestamp()
        if not when.isdecimal() or len(when) > 12 or abs(now - int(when)) > FRESH:
            raise Problem(403, f"the webhook is older than {FRESH:.0f} s, or a clock is wrong")

    async def _unread(self, at: Edge, raw: bytes, why: str) -> Response:
        """It is from Chatwoot, so perhaps somebody has written to us."""
        log.warning("a webhook that cannot be read", why=why)
        hook = _glimpsed(raw)
        talk, said = hook.get("conversation"), hook.get("content")
        number = talk.get("id") if isinstance(talk, dict) else None
        address = f"{self.settings.chatwoot_account}/{number}" if isinstance(number, int) else None
        known = isinstance(hook.get("id"), int) and address is not None
        name = f"{address}/{hook['id']}" if known else unread.name_of(raw)
        text = said if isinstance(said, str) and clean(said).strip() else raw
        await at.turns.call(
            lambda: unread.keep(at.house, CHANNEL, address, name, text, self.settings.chatwoot_plan)
        )
        return Response()

    async def _message(self, at: Edge, hook: Webhook, talk: _Talk) -> None:
        address = f"{self.settings.chatwoot_account}/{talk.id}"
        if hook.private or hook.id is None:
            return  # notes of people to each other
        if hook.event == "message_created" and hook.message_type in ("outgoing", 1):
            if hook.sender is not None and hook.sender.type == "user":
                await self._persons(at, hook, address)
            return
        event = inbound(hook, address, self.settings.chatwoot_plan)
        if event is None:
            return
        led = await at.turns.call(lambda: elsewhere.led(at.house, CHANNEL, address))
        if talk.status in PEOPLE_HAVE_IT and led in ("bot", None):
            await at.turns.call(
                lambda: elsewhere.taken(at.house, CHANNEL, address, self.settings.chatwoot_plan)
            )
        elif talk.status == "pending" and led == elsewhere.ELSEWHERE:
            await at.turns.call(lambda: elsewhere.returned(at.house, CHANNEL, address))
        event = await completed(at.turns, event, self._files(hook))
        await at.turns.turn(event, lambda _: None)

    def _files(self, hook: Webhook) -> list[Wanted]:
        """Those that are in Chatwoot itself: nobody makes us ask other servers."""
        here = origin(self.settings.chatwoot_url or "")
        found = []
        for one in hook.attachments:
            if one.data_url and origin(one.data_url) == here:
                kind = MEDIA.get(one.file_type or "", "file")
                found.append(Wanted(kind, partial(_fetched, one.data_url)))
        return found

    async def _persons(self, at: Edge, hook: Webhook, address: str) -> None:
        name = clean((hook.sender.name if hook.sender else None) or "Chatwoot")
        text = clean(hook.content or "")[:MAX_TEXT]
        if not text.strip():
            text = _attached(hook) or "…"
        key = f"{address}/{hook.id}"
        await at.turns.call(lambda: elsewhere.answered(at.house, CHANNEL, address, key, name, text))

    async def _status(self, at: Edge, hook: Webhook, number: int) -> None:
        address = f"{self.settings.chatwoot_account}/{number}"
        if await at.turns.call(lambda: elsewhere.led(at.house, CHANNEL, address)) is None:
            return  # nobody there has written to us
        if hook.status in PEOPLE_HAVE_IT:
            await at.turns.call(lambda: elsewhere.taken(at.house, CHANNEL, address))
        elif hook.status in ("pending", "resolved"):
            since = _instant(hook.updated_at)
            await at.turns.call(lambda: elsewhere.returned(at.house, CHANNEL, address, since))

    # -- out ---------------------------------------------------------------------------------------

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> None:
        """Where people have the conversation now, Chatwoot is told first: doing that twice changes nothing."""
        account, _, number = address.partition("/")
        path = f"/api/v1/accounts/{account}/conversations/{number}"
        if message.owner == "queue" or message.owner.startswith("user:"):
            await self._post(f"{path}/toggle_status", {"status": "open"})
        body: dict[str, Any] = {"content": message.text, "message_type": "outgoing", "private": False}
        if message.buttons:
            items = [{"title": b.title[:TITLE], "value": b.payload} for b in message.buttons]
            body |= {"content_type": "input_select", "content_attributes": {"items": items}}
        await self._post(f"{path}/messages", body)

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        answer = await self._api.call("POST", path, body)
        status = answer.status
        if 200 <= status < 300:
            return
        if status in (404, 410):
            raise Dead("Chatwoot has no such conversation any more")
        if status in (400, 413, 422):
            raise Dead(f"Chatwoot will not take it (HTTP {status})")
        after = OPERATORS_MISTAKE if status in (401, 403) else answer.after
        raise Retry(f"Chatwoot does not take it now (HTTP {status})", after, counts=after is None)

    async def examine(self) -> str:
        answer = await self._api.call(
            "GET", f"/api/v1/accounts/{self.settings.chatwoot_account}/conversations/meta"
        )
        if answer.status in (401, 403):
            raise LookupError(f"Chatwoot does not take the token of the agent bot (HTTP {answer.status})")
        if answer.status >= 500:
            raise LookupError(f"Chatwoot answers HTTP {answer.status}")
        return "answers"

    async def close(self) -> None:
        await self._api.close()


# -- from Chatwoot's words to ours -------------------------------------------------------------------


def inbound(hook: Webhook, address: str, plan: str | None) -> Inbound | None:
    """What the customer said or chose; None when it was neither."""
    key = f"{address}/{hook.id}"
    if hook.event == "message_updated":
        chosen = hook.content_attributes.submitted_values if hook.content_attributes else None
        value = clean(chosen[0].value or "") if isinstance(chosen, list) and chosen else ""
        if not value.strip():
            return None  # delivered, read, deleted
        kind = "button" if value.startswith("/") else "text"
        return Inbound(CHANNEL, address, f"{key}/chosen", value[:MAX_TEXT], kind=kind, plan=plan)
    if hook.event != "message_created" or hook.message_type not in ("incoming", 0):
        return None
    text = clean(hook.content or "")
    data: dict[str, str] = {}
    if hook.attachments:
        data["media"] = _attached(hook)
    if not text.strip():
        return Inbound(CHANNEL, address, key, "", kind="media", plan=plan, data=data) if data else None
    if len(text) > MAX_TEXT:
        data["cut"] = str(len(text))
    kind = "button" if text.startswith("/") else "text"
    return Inbound(CHANNEL, address, key, text[:MAX_TEXT], kind=kind, plan=plan, data=data)


async def _fetched(url: str, most: int) -> File:
    found = await fetch(url, most)
    name = found.name or unquote(urlsplit(url).path.rpartition("/")[2])
    return File(name[:200], found.type, found.content)


def _glimpsed(raw: bytes) -> dict[str, Any]:
    """What of a broken webhook is still JSON."""
    try:
        found = json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _attached(hook: Webhook) -> str:
    kinds = dict.fromkeys(MEDIA.get(a.file_type or "", "file") for a in hook.attachments)
    return ", ".join(kinds)


def _instant(given: float | str | None) -> datetime | None:
    """Chatwoot writes seconds since 1970, or in older versions ISO 8601; None when it is neither."""
    try:
        if isinstance(given, str):
            found = datetime.fromisoformat(given.replace(" UTC", "+00:00"))
            return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        return datetime.fromtimestamp(given, UTC) if given is not None else None
    except (ValueError, OverflowError, OSError):
        return None
