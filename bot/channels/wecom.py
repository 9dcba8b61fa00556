"""WeCom (企业微信): messages of members to an application of the company.

Callbacks are taken in, committed and answered with an empty 200 (WeCom repeats after 5 seconds, three times); replies
are pushed through the API.  docs/channels/wecom.md tells how it is set up.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Protocol

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from bot import edge
from bot.channels.attachments import Wanted, completed
from bot.channels.calls import Api, Fetched, fetch
from bot.channels.pushed import Pushed
from bot.channels.wecom_crypto import Crypt, Refused, read_xml
from bot.problems import Problem
from bot.sender import Arrived, Dead, Retry
from handlers import unread
from handlers.events import MAX_TEXT, Button, File, Inbound, Outgoing
from handlers.texts.catalog import say
from handlers.words import clean
from nlu import language

log = structlog.get_logger(__name__)

CHANNEL = "wecom"
PATH = "/channels/wecom"
FRESH = 300.0  # seconds that a callback may be old, or ahead of our clock
TEXT_BYTES = 2048  # of one text message; WeCom cuts off what is longer
CARD_BUTTONS = 6
CARD_TEXT = 160  # characters below which a card shows a text whole
CARD_TITLE = 24  # columns of a button (a Chinese character has two), below which it is shown whole
KEY_BYTES = 1024
REMEMBERED = 500  # used cards that are being tidied at a time

MOST_GLIMPSED = 8_000  # bytes that are read of a field of a broken message

STALE_TOKEN = (40014, 42001, 40001)
GONE = (40003, 60111, 81013)  # no such member, or not one that the application may write to
REFUSED = (40008, 40058, 41004, 44004, 45002)  # what we sent is wrong, and will be the next time
SLOWER = {45009: 60.0, 45033: 5.0, 45047: 60.0, -1: 10.0}  # it is busy; in how many seconds again
SENT_BEFORE = 42014  # a card with this task id was taken before
MEDIA = {"image": "photo", "voice": "voice", "video": "video", "shortvideo": "video", "file": "file"}


class WecomSettings(Protocol):
    @property
    def secret(self) -> str: ...
    @property
    def wecom_corp(self) -> str | None: ...
    @property
    def wecom_agent(self) -> int: ...
    @property
    def wecom_secret(self) -> str: ...
    @property
    def wecom_token(self) -> str: ...
    @property
    def wecom_key(self) -> str: ...
    @property
    def wecom_api(self) -> str: ...
    @property
    def wecom_cards(self) -> bool: ...
    @property
    def wecom_plan(self) -> str | None: ...


class Wecom(Pushed):
    """The channel: its ``router`` takes callbacks in, ``send`` pushes what was answered."""

    name = CHANNEL

    def __init__(self, settings: WecomSettings) -> None:
        self.settings = settings
        self.corp = settings.wecom_corp or ""
        self.crypt = Crypt(settings.wecom_token, settings.wecom_key, self.corp)
        self._mark = _hash(f"{settings.secret} {self.corp}")[:8]  # another database counts its messages anew
        self._api = Api(settings.wecom_api)
        self._token, self._until = "", 0.0
        self._renewing = asyncio.Lock()
        self._tidying: set[asyncio.Task[None]] = set()
        self.router = APIRouter(prefix=PATH, include_in_schema=False)
        self.router.add_api_route("", self.verify, methods=["GET"])
        self.router.add_api_route("", self.receive, methods=["POST"])

    # -- in ----------------------------------------------------------------------------------------

    async def verify(self, request: Request) -> Response:
        """WeCom checks the address when it is entered: we show that we can decrypt."""
        return Response(
            self._opened(request, request.query_params.get("echostr", "")), media_type="text/plain"
        )

    async def receive(self, request: Request) -> Response:
        """A callback.  It is acknowledged when its turn is committed; what cannot be for us is refused."""
        try:
            wrapped = read_xml(await request.body())
        except Refused as error:
            raise Problem(400, str(error)) from None
        raw = self._opened(request, wrapped.get("Encrypt", ""))
        try:
            found = read_xml(raw)
        except Refused as error:  # WeCom has signed it, so somebody has written to us
            log.warning("a message that cannot be read", why=str(error))
            return await self._unread(request, raw)
        if found.get("AgentID", str(self.settings.wecom_agent)) != str(self.settings.wecom_agent):
            raise Problem(403, "this is for another application")
        event = inbound(found, self.settings.wecom_plan)
        if event is not None:
            turns = edge.of(request).turns
            event = await completed(turns, event, self._files(event))
            await turns.turn(event, lambda _: None)
            if (code := found.get("ResponseCode")) and len(self._tidying) < REMEMBERED:
                task = asyncio.create_task(self._used(event.address, code))
                self._tidying.add(task)
                task.add_done_callback(self._tidying.discard)
        return Response()

    def _files(self, event: Inbound) -> list[Wanted]:
        number = event.data.get("media_id")
        if not number:
            return []

        async def fetched(most: int) -> File:
            there = f"{self.settings.wecom_api.rstrip('/')}/cgi-bin/media/get"
            for last in (False, True):
                token = await self._access()
                found = await fetch(there, most, {"access_token": token, "media_id": number})
                code = _told_instead(found)
                if code is None:
                    return File(found.name, found.type, found.content)
                if code not in STALE_TOKEN or last:
                    break
                self._stale(token)
            raise Retry(f"WeCom does not give the file (errcode {code})")

        return [Wanted(str(event.data["media"]), fetched)]

    async def _unread(self, request: Request, raw: bytes) -> Response:
        turns = edge.of(request).turns
        who, number, said = (_glimpsed(raw, name) for name in ("FromUserName", "MsgId", "Content"))
        name = number or unread.name_of(raw)
        await turns.call(
            lambda: unread.keep(turns.house, CHANNEL, who, name, said or raw, self.settings.wecom_plan)
        )
        return Response()

    async def _used(self, who: str, code: str) -> None:
        """The buttons of a card that was pressed are taken away.  Where that fails they stay, and do no harm."""
        body = {
            "userids": [who],
            "agentid": self.settings.wecom_agent,
            "response_code": code,
            "button": {"replace_name": "✓"},
        }
        try:
            await self._post(body, "update_template_card")
        except (Retry, Dead) as error:
            log.info("the buttons of a card stay", why=str(error))

    def _opened(self, request: Request, encrypted: str) -> bytes:
        given = request.query_params
        signature, timestamp, nonce = (given.get(k, "") for k in ("msg_signature", "timestamp", "nonce"))
        try:
            opened = self.crypt.open(signature, timestamp, nonce, encrypted)
        except Refused as error:
            raise Problem(403, str(error)) from None
        now = edge.of(request).house.now().timestamp()
        if not timestamp.isdecimal() or len(timestamp) > 12 or abs(now - int(timestamp)) > FRESH:
            raise Problem(403, f"the callback is older than {FRESH:.0f} s, or a clock is wrong")
        return opened

    # -- out ---------------------------------------------------------------------------------------

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> None:
        parts = list(rendered(message, f"baoxiu-{self._mark}-{message.id}", cards=self.settings.wecom_cards))
        for number in range(message.arrived, len(parts)):
            if number > message.arrived:
                await arrived(number)
            await self._post({"touser": address, "agentid": self.settings.wecom_agent, **parts[number]})

    async def _post(self, body: dict[str, Any], what: str = "send") -> None:
        for last in (False, True):
            token = await self._access()
            found = await self._api.call("POST", f"/cgi-bin/message/{what}", body, {"access_token": token})
            code = _code(found.status, found.data)
            if code in STALE_TOKEN and not last:
                self._stale(token)
                continue
            _judge(code)
            if found.data.get("invaliduser"):
                raise Dead("WeCom knows no such member, or the application may not write to them")
            return

    def _stale(self, token: str) -> None:
        if self._token == token:
            self._until = 0.0

    async def _access(self) -> str:
        """The access token; of many who need a new one, one fetches it."""
        async with self._renewing:
            loop = asyncio.get_running_loop()
            if not self._token or loop.time() >= self._until:
                params = {"corpid": self.corp, "corpsecret": self.settings.wecom_secret}
                found = await self._api.call("GET", "/cgi-bin/gettoken", params=params)
                code = _code(found.status, found.data)
                token = found.data.get("access_token")
                if code or not isinstance(token, str) or not token:
                    raise Retry(
                        f"WeCom gives no access token (errcode {code})",
                        SLOWER.get(code) or 60.0,
                        counts=False,
                    )
                lives = found.data.get("expires_in")
                lives = float(lives) if isinstance(lives, int | float) else 7200.0
                self._token, self._until = token, loop.time() + max(lives - 300, lives / 2)
            return self._token

    async def examine(self) -> str:
        await self._access()
        return f"gives {self.corp} an access token"

    async def close(self) -> None:
        for task in self._tidying:
            task.cancel()
        await self._api.close()


def _told_instead(found: Fetched) -> int | None:
    """The errcode where WeCom, with a status of 200, gives no file."""
    if not (found.type or "").startswith("application/json") or found.content[:1] != b"{":
        return None
    try:
        code = json.loads(found.content).get("errcode")
    except (ValueError, RecursionError):
        return None
    return code if isinstance(code, int) and code else None


def _code(status: int, data: dict[str, Any]) -> int:
    code = data.get("errcode")
    if status != 200 or not isinstance(code, int):
        raise Retry(f"WeCom answers HTTP {status}" + ("" if status != 200 else " without an errcode"))
    return code


def _judge(code: int) -> None:
    if code in (0, SENT_BEFORE):
        return
    if code in GONE or code in REFUSED:
        raise Dead(f"WeCom will not deliver it (errcode {code})")
    raise Retry(f"WeCom does not take it now (errcode {code})", SLOWER.get(code), counts=code not in SLOWER)


# -- from WeCom's words to ours ----------------------------------------------------------------------


def inbound(found: dict[str, str], plan: str | None) -> Inbound | None:
    """What a callback says; None for events that say nothing to us (a link was opened, a place reported)."""
    who, kind = found.get("FromUserName", ""), found.get("MsgType", "")
    if not who or not kind:
        raise Problem(400, "the callback has no FromUserName or no MsgType")
    if kind == "event":
        return _event(found, who, plan)
    key = found.get("MsgId") or f"{who}/{found.get('CreateTime', '')}/{_hash(str(sorted(found.items())))}"
    text = found.get("Content", "")
    data: dict[str, Any] = {}
    if kind == "voice":
        text = found.get("Recognition", "")
    if kind == "location":
        text = found.get("Label", "")
        data = {
            "place": {
                k: found.get(name, "")[:32] for k, name in (("lat", "Location_X"), ("lon", "Location_Y"))
            }
        }
    if kind == "link":
        text = "\n".join(filter(None, (found.get("Title"), found.get("Description"), found.get("Url"))))
    text = clean(text)
    if not text.strip():
        data |= {"media": MEDIA.get(kind, kind[:16]), "media_id": found.get("MediaId", "")[:256]}
        return Inbound(CHANNEL, who, key, "", kind="media", plan=plan, data=data)
    if len(text) > MAX_TEXT:
        data["cut"] = len(text)
    said = "button" if text.startswith("/") else "text"
    return Inbound(CHANNEL, who, key, text[:MAX_TEXT], kind=said, plan=plan, data=data)


def _glimpsed(raw: bytes, name: str) -> str | None:
    """A field of an XML that is broken."""
    found = re.search(
        rf"<{name}>(?:<!\[CDATA\[)?(.{{1,{MOST_GLIMPSED}}}?)(?:\]\]>)?</{name}>".encode(), raw, re.DOTALL
    )
    return clean(found[1].decode("utf-8", "replace")).strip() or None if found else None


def _event(found: dict[str, str], who: str, plan: str | None) -> Inbound | None:
    event, pressed = found.get("Event", ""), clean(found.get("EventKey", ""))
    if event in ("subscribe", "enter_agent"):  # comes with every visit: one greeting is enough
        return Inbound(CHANNEL, who, f"{who}/start", "", kind="start", plan=plan)
    if event not in ("click", "template_card_event") or not pressed.strip():
        return None
    what = _hash(f"{event} {found.get('TaskId', '')} {pressed}")
    key = f"{who}/{found.get('CreateTime', '')[:20]}/{what}"
    kind = "button" if pressed.startswith("/") else "text"
    return Inbound(CHANNEL, who, key, pressed[:MAX_TEXT], kind=kind, plan=plan)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


# -- from our words to WeCom's -----------------------------------------------------------------------


def rendered(message: Outgoing, task: str, *, cards: bool = True) -> Iterator[dict[str, Any]]:
    """The messages of WeCom that make one of ours: a card where its buttons fit on one, else texts with numbered
    choices (who types a title, or in a choice its number, presses the button).  WeCom takes a card with the same ``task``
    once."""
    text, buttons = message.text, message.buttons
    if not (buttons and cards and _fits(buttons)):
        if buttons:
            text += "\n\n" + "\n".join(f"{n}. {b.title}" for n, b in enumerate(buttons, 1))
        yield from ({"msgtype": "text", "text": {"content": part}} for part in split(text))
        return
    if len(text) > CARD_TEXT:
        yield from ({"msgtype": "text", "text": {"content": part}} for part in split(text))
        text = say("wecom-choose", language.detect(message.text))
    yield {
        "msgtype": "template_card",
        "template_card": {
            "card_type": "button_interaction",
            "sub_title_text": text,
            "task_id": task,
            "button_list": [{"text": b.title, "style": 1, "key": b.payload} for b in buttons],
        },
    }


def _fits(buttons: tuple[Button, ...]) -> bool:
    return len(buttons) <= CARD_BUTTONS and all(
        _columns(b.title) <= CARD_TITLE and len(b.payload.encode()) <= KEY_BYTES for b in buttons
    )


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def split(text: str, most: int = TEXT_BYTES) -> Iterator[str]:
    """Pieces of at most ``most`` bytes, cut between lines, sentences or words where that is possible, and never within
    a character that is made of several."""
    while len(raw := text.encode()) > most:
        end = len(raw[:most].decode(errors="ignore"))
        for mark in ("\n", "。", ". ", " "):
            at = text.rfind(mark, end // 2, end)
            if at > 0:
                end = at + len(mark)
                break
        else:
            end = _between(text, end)
        yield text[:end].rstrip()
        text = text[end:].lstrip("\n ")
    if text:
        yield text


def _between(text: str, end: int) -> int:
    """The nearest place at or before ``end`` that is not inside a joined emoji or before a combining mark."""
    at = end
    while at > end - 40 and at > 1 and (_joins(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    return at if at > end - 40 and at > 1 else end


def _joins(character: str) -> bool:
    return (
        unicodedata.combining(character) > 0
        or character in "\u200d\ufe0f\u20e3"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
