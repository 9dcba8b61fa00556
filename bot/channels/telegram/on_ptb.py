"""Mounted in python-telegram-bot: a handler for somebody's own application, and the one that ``baoxiu serve`` runs."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any

import httpx
from telegram import Bot, InputFile, Update, error
from telegram.ext import Application, BaseHandler

from bot.channels.telegram import calls
from bot.channels.telegram.calls import Call, Download
from bot.channels.telegram.mounting import Mounted
from bot.channels.telegram.polling import poll
from bot.channels.telegram.receive import Take, read
from bot.channels.telegram.translate import KINDS, Incoming, Me
from bot.settings import Settings
from handlers.house import House

_RAW: ContextVar[Mapping[str, Any] | None] = ContextVar("raw update", default=None)
_FAILED: ContextVar[list[BaseException] | None] = ContextVar("what went wrong", default=None)


class Ours(BaseHandler):  # type: ignore[type-arg]
    """What is meant for us, of the kinds that we know."""

    def __init__(
        self, me: Callable[[], Me], take: Callable[[Incoming, Bot], Awaitable[None]], mounted: Mounted | None = None
    ) -> None:  # fmt: skip
        super().__init__(self._nothing)
        self._me, self._take, self.mounted = me, take, mounted

    async def _nothing(self, update: Update, context: Any) -> None:
        """A handler needs a callback; ours is :meth:`handle_update`."""

    def check_update(self, update: object) -> Incoming | None:
        if not isinstance(update, Update) or not any(getattr(update, kind) for kind in KINDS):
            return None
        incoming = read(_RAW.get() or update.to_dict(), self._me())
        return incoming if incoming.ours else None

    async def handle_update(self, update: Any, application: Any, check_result: Any, context: Any) -> None:
        failed = _FAILED.get()
        try:
            await self._take(check_result, context.bot)
        except Exception as wrong:
            if failed is None:
                raise
            failed.append(wrong)  # the application would keep it to itself


def _id(bot: Bot) -> int:
    return int(bot.token.partition(":")[0])


def mount(
    application: Application[Any, Any, Any, Any, Any, Any], settings: Settings | None = None, *,
    house: House | None = None, group: int = 0,
) -> Mounted:  # fmt: skip
    """Ours as the last handler of ``group``: call it after you have added your own.  The house is opened with the
    application and closed with it."""
    mounted = Mounted(settings, house)

    async def take(incoming: Incoming, bot: Bot) -> None:
        await mounted.take(incoming, call_of(bot), download_of(bot))

    application.add_handler(Ours(lambda: _known(application.bot), take, mounted), group)
    before, after = application.post_init, application.post_shutdown

    async def opened(app: Any) -> None:
        if before:
            await before(app)
        await mounted.open(call_of(app.bot), download_of(app.bot))

    async def closed(app: Any) -> None:
        await mounted.close()
        if after:
            await after(app)

    application.post_init, application.post_shutdown = opened, closed
    return mounted


async def fetch(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Instead of ``application.run_polling``, which confirms an update before a handler has seen it: fetches for an
    application that is started, and confirms what its handlers have finished.  What is mounted is opened first, and closed
    when this is cancelled."""
    bot, ours = application.bot, _mounted(application)

    async def always() -> bool:
        return True

    async def deliver(update: Mapping[str, Any]) -> None:
        await application.process_update(Update.de_json(dict(update), bot))

    try:
        for one in ours:
            await one.open(call_of(bot), download_of(bot))
        await poll(call_of(bot), deliver, always)
    finally:
        for one in ours:
            await one.close()


def _mounted(application: Application[Any, Any, Any, Any, Any, Any]) -> list[Mounted]:
    added = [handler for group in application.handlers.values() for handler in group]
    return [one.mounted for one in added if isinstance(one, Ours) and one.mounted is not None]


def _known(bot: Bot) -> Me:
    """What the bot was told of itself when it was initialized, without which it takes no updates."""
    return Me(bot.id, bot.username)


# -- calls -----------------------------------------------------------------------------------------

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def call_of(bot: Bot) -> Call:
    """The calls of somebody's bot, through its requests and rate limiter."""

    async def call(name: str, params: dict[str, Any], seconds: float) -> Any:
        try:
            given = calls.with_files(params, InputFile)
            # the underscore, which is dropped, keeps the library from advising its own methods
            return await bot.do_api_request(f"{name}_", api_kwargs=given, read_timeout=seconds)
        except error.RetryAfter as wrong:
            after = wrong.retry_after
            raise calls.TooMany(after if isinstance(after, int) else after.total_seconds()) from None
        except error.ChatMigrated as wrong:
            raise calls.Moved(str(wrong.new_chat_id)) from None
        except error.Forbidden as wrong:
            raise calls.refused(403, wrong.message) from None
        except error.BadRequest as wrong:
            raise calls.refused(400, wrong.message) from None
        except error.Conflict as wrong:
            raise calls.refused(409, wrong.message) from None
        except error.NetworkError as wrong:
            cause = wrong.__cause__
            answered = cause is None and not isinstance(wrong, error.TimedOut)  # an error of the API's own
            why = wrong.message.replace(bot.token, "<token>")
            raise calls.Unreachable(why, not (answered or isinstance(cause, _NOT_SENT))) from None
        except error.InvalidToken:
            raise calls.Refused("the API does not accept the token, or does not know the method") from None
        except error.TelegramError as wrong:
            raise calls.refused(400, wrong.message.replace(bot.token, "<token>")) from None

    return call


def download_of(bot: Bot) -> Download:
    async def download(path: str, most: int) -> bytes:
        try:
            content: bytes = await bot.request.retrieve(f"{bot.base_file_url}/{path}", read_timeout=15)
        except error.TelegramError as wrong:
            raise calls.Unreachable(type(wrong).__name__, sent=False) from None
        if len(content) > most:
            raise calls.Refused("the file is greater than it was said to be")
        return content

    return download


# -- run by us -------------------------------------------------------------------------------------


class Hosted:
    """An application of our own."""

    def __init__(self, token: str, api: str, me: Callable[[], Me], take: Take) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes addresses, and the token is in them
        builder = Application.builder().token(token).updater(None).connection_pool_size(64).pool_timeout(10)
        if api:
            builder = builder.base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
        self._application = builder.build()

        async def taken(incoming: Incoming, bot: Bot) -> None:
            await take(incoming)

        self._application.add_handler(Ours(me, taken))
        self.call = call_of(self._application.bot)
        self.download = download_of(self._application.bot)
        self.bot_id = _id(self._application.bot)

    async def start(self) -> Me:
        try:
            await self._application.initialize()
        except error.TelegramError as wrong:
            raise calls.Unreachable(type(wrong).__name__, sent=False) from None
        return _known(self._application.bot)

    async def deliver(self, update: Mapping[str, Any]) -> None:
        """Through the application; returns when it is committed."""
        failed: list[BaseException] = []
        _RAW.set(update)
        _FAILED.set(failed)
        await self._application.process_update(Update.de_json(dict(update), self._application.bot))
        if failed:
            raise failed[0]

    async def stop(self) -> None:
        await self._application.shutdown()
