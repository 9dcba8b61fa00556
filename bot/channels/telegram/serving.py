"""Telegram in ``baoxiu serve``: by polling or by webhook, through the framework that the settings name."""

from __future__ import annotations

import asyncio
import hmac
import json
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from math import inf
from typing import Annotated, Any, Protocol

import structlog
from fastapi import APIRouter, Header, Request
from starlette.responses import JSONResponse, Response

from bot.channels.pushed import Pushed
from bot.channels.telegram.calls import Call, Download
from bot.channels.telegram.mounting import Telegram, until_it_works
from bot.channels.telegram.order import InOrder
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.polling import poll
from bot.channels.telegram.receive import Take, read
from bot.channels.telegram.translate import CHANNEL, KINDS, Incoming, Me
from bot.problems import Problem
from bot.sender import Channel
from bot.settings import BadSetting, Settings
from bot.turns import Turns
from handlers import leases
from handlers.turn import NOT_NOW

log = structlog.get_logger(__name__)

LEASE = 12.0  # seconds; it is renewed while we fetch (polling.RENEW)
WEBHOOK_PATIENCE = 8.0  # seconds until the API is told to come again
CONNECTIONS = 40  # that the API may open to a webhook at the same time
POLLER = "telegram poller"


class Hosted(Protocol):
    """A framework's bot that we run."""

    call: Call
    download: Download
    bot_id: int

    async def start(self) -> Me:
        """Asks the API who we are."""
        ...

    async def deliver(self, update: Mapping[str, Any]) -> None: ...
    async def stop(self) -> None: ...


def hosted(settings: Settings, me: Callable[[], Me], take: Take) -> Hosted:
    """Raises :class:`BadSetting` when the framework is not installed or the token cannot be one."""
    token, api = settings.telegram_token or "", (settings.telegram_api or "").rstrip("/")
    try:
        if settings.telegram_framework == "ptb":
            from bot.channels.telegram import on_ptb

            return on_ptb.Hosted(token, api, me, take)
        from bot.channels.telegram import on_aiogram

        return on_aiogram.Hosted(token, api, me, take)
    except ImportError:
        extra = "telegram" if settings.telegram_framework == "ptb" else "aiogram"
        raise BadSetting(
            f"BAOXIU_TELEGRAM_FRAMEWORK={settings.telegram_framework} needs a package: pip install 'baoxiu[{extra}]'"
        ) from None


class Served(Pushed):
    """The channel as the application serves it; ``router`` has the webhook."""

    name = CHANNEL
    _telegram: Telegram

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._hosted = hosted(settings, lambda: self._telegram.intake.me, self._take)
        self._patience = WEBHOOK_PATIENCE if settings.telegram_webhook else inf
        self._me = f"{socket.gethostname()}:{settings.port}"
        self._order = InOrder()
        self._ready = False
        self._task: asyncio.Task[None] | None = None
        self.secret = settings.telegram_secret or _derived(settings.secret, "webhook secret")
        self.path = f"/telegram/{_derived(settings.secret, 'webhook path')[:24]}"
        self.router = self._routes()

    def mount(self, turns: Turns) -> None:
        self._telegram = Telegram(
            turns.house,
            turns,
            self._hosted.call,
            Me(self._hosted.bot_id, alone=True),
            self._settings.secret,
            Rates(self._settings.telegram_rate),
            self._hosted.download,
        )

    @property
    def channels(self) -> dict[str, Channel]:
        return self._telegram.channels

    async def _take(self, incoming: Incoming) -> None:
        await self._telegram.intake.take(incoming, self._patience)

    async def deliver(self, update: Mapping[str, Any]) -> None:
        """Through the framework.  What it cannot read is read by us: a newer API must not stop the bot."""
        if not any(kind in update for kind in KINDS):
            return
        try:
            await self._hosted.deliver(update)
        except (*NOT_NOW, Problem):
            raise
        except Exception:
            log.exception("the framework cannot take an update", update_id=update.get("update_id"))
            await self._take(read(update, self._telegram.intake.me))

    def start(self, takes: bool = True) -> None:
        self._task = asyncio.create_task(self._run() if takes else self._send_only(), name="telegram")

    async def examine(self) -> str:
        me = await self._hosted.start()
        found = await self._hosted.call("getWebhookInfo", {}, 10.0)
        if why := found.get("last_error_message"):
            raise LookupError(f"@{me.username} is known, but Telegram could not deliver: {why}")
        waits = found.get("pending_update_count", 0)
        return f"knows us as @{me.username}, {'by webhook' if found.get('url') else 'by polling'}, {waits} updates wait"

    async def stop(self) -> None:
        """Take nothing in any more."""
        self._ready = False
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if not self._settings.telegram_webhook:
            with suppress(*NOT_NOW):
                await asyncio.to_thread(leases.free, self._telegram.house, POLLER, self._me)

    async def close(self) -> None:
        """Send nothing any more."""
        await self._hosted.stop()

    async def _send_only(self) -> None:
        await until_it_works(self._hosted.start)

    async def _run(self) -> None:
        self._telegram.intake.me = replace(await until_it_works(self._hosted.start), alone=True)
        self._ready = True
        introducing = asyncio.create_task(self._telegram.introduce())
        try:
            if self._settings.telegram_webhook:
                await until_it_works(self._set_webhook)
                await asyncio.Event().wait()
            await until_it_works(self._no_webhook)
            await poll(self._hosted.call, self.deliver, self._mine)
        finally:
            introducing.cancel()

    async def _mine(self) -> bool:
        return await asyncio.to_thread(leases.hold, self._telegram.house, POLLER, self._me, LEASE)

    async def _no_webhook(self) -> None:
        await self._hosted.call("deleteWebhook", {}, 10.0)

    async def _set_webhook(self) -> None:
        base = (self._settings.telegram_webhook or "").rstrip("/")
        asked = {
            "url": base + self.path,
            "secret_token": self.secret,
            "allowed_updates": list(KINDS),
            "max_connections": CONNECTIONS,
        }
        await self._hosted.call("setWebhook", asked, 10.0)
        log.info("telegram comes by webhook", address=base)

    def _routes(self) -> APIRouter:
        router = APIRouter(tags=["telegram"])
        secret, path = self.secret.encode(), self.path

        @router.post("/telegram/{name}", include_in_schema=False)
        async def webhook(
            request: Request,
            x_telegram_bot_api_secret_token: Annotated[str | None, Header(max_length=256)] = None,
        ) -> Response:
            given = (x_telegram_bot_api_secret_token or "").encode()
            right = hmac.compare_digest(request.url.path.encode(), path.encode())
            if not hmac.compare_digest(given, secret) or not right:
                raise Problem(403, "this is for Telegram only")
            try:
                update = json.loads(await request.body())
                number = int(update["update_id"])
            except (ValueError, TypeError, KeyError, RecursionError):
                raise Problem(400, "this is no update") from None
            if not self._ready:
                raise Problem(503, "still starting", headers={"retry-after": "1"})
            async with self._order.turn(number):
                await self.deliver(update)
            return JSONResponse({})

        return router


def _derived(secret: str, what: str) -> str:
    return hmac.new(secret.encode(), f"telegram {what}".encode(), sha256).hexdigest()
