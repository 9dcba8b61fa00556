"""Mounted in aiogram: a router for somebody's own dispatcher, and the bot that ``baoxiu serve`` runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any

import aiohttp
from aiogram import Bot, Dispatcher, Router
from aiogram import exceptions as wrong
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, TelegramObject, Update

from bot.channels.telegram import calls
from bot.channels.telegram.calls import Call, Download
from bot.channels.telegram.mounting import Mounted, who_we_are
from bot.channels.telegram.receive import Take, read
from bot.channels.telegram.translate import KINDS, Incoming, Me
from bot.settings import Settings
from handlers.house import House


def router(settings: Settings | None = None, *, house: House | None = None) -> Router:
    """Ours, for ``dispatcher.include_router``; include it last.  ``settings`` are those of the environment, ``house``
    is opened as they say; it is opened with the bot and closed with it."""
    mounted = Mounted(settings, house)

    async def take(incoming: Incoming, bot: Bot) -> None:
        await mounted.take(incoming, call_of(bot), download_of(bot))

    async def me(bot: Bot) -> Me:
        return (await mounted.open(call_of(bot), download_of(bot))).intake.me

    async def start(bot: Bot) -> None:
        await mounted.open(call_of(bot), download_of(bot))

    made = _router(me, take)
    made.startup.register(start)
    made.shutdown.register(mounted.close)
    return made


def _router(me: Callable[[Bot], Awaitable[Me]], take: Callable[[Incoming, Bot], Awaitable[None]]) -> Router:
    made = Router(name="baoxiu")

    async def ours(
        event: TelegramObject, event_update: Update, bot: Bot, raw: Mapping[str, Any] | None = None
    ) -> Any:
        update = raw or event_update.model_dump(mode="json", exclude_unset=True, by_alias=True)
        incoming = read(update, await me(bot))
        return {"incoming": incoming} if incoming.ours else False

    async def handle(event: TelegramObject, incoming: Incoming, bot: Bot) -> None:
        await take(incoming, bot)

    for kind in KINDS:
        made.observers[kind].register(handle, ours)
    return made


# -- calls -----------------------------------------------------------------------------------------


@lru_cache(maxsize=100)
def _method(name: str) -> type[TelegramMethod[Any]]:
    """Any method of the API with its result as it comes: nothing of it has to be known to this release of aiogram."""
    return type(
        name, (TelegramMethod[Any],), {"__returning__": Any, "__api_method__": name, "__module__": __name__}
    )


def call_of(bot: Bot) -> Call:
    """The calls of somebody's bot, through its session and middlewares."""

    async def call(name: str, params: dict[str, Any], seconds: float) -> Any:
        try:
            given = calls.with_files(params, BufferedInputFile)
            return await bot(_method(name)(**given), request_timeout=int(seconds))
        except wrong.TelegramRetryAfter as error:
            raise calls.TooMany(error.retry_after) from None
        except wrong.TelegramMigrateToChat as error:
            raise calls.Moved(str(error.migrate_to_chat_id)) from None
        except wrong.TelegramNetworkError as error:
            sent = not isinstance(
                error.__cause__, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
            )
            raise calls.Unreachable(_hidden(bot, error.message), sent) from None
        except wrong.ClientDecodeError:
            raise calls.Unreachable("the answer is no JSON", sent=True) from None
        except wrong.TelegramAPIError as error:
            raise calls.refused(_status(error), _hidden(bot, error.message)) from None

    return call


def download_of(bot: Bot) -> Download:
    async def download(path: str, most: int) -> bytes:
        content = bytearray()
        try:
            async for piece in bot.session.stream_content(
                bot.session.api.file_url(bot.token, path), timeout=15
            ):
                content += piece
                if len(content) > most:
                    raise calls.Refused("the file is greater than it was said to be")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise calls.Unreachable(type(error).__name__, sent=False) from None
        return bytes(content)

    return download


def _status(error: wrong.TelegramAPIError) -> int:
    known = {
        wrong.TelegramForbiddenError: 403, wrong.TelegramConflictError: 409, wrong.TelegramUnauthorizedError: 401,
        wrong.TelegramNotFound: 404, wrong.TelegramServerError: 500,
    }  # fmt: skip
    return next((status for kind, status in known.items() if isinstance(error, kind)), 400)


def _hidden(bot: Bot, text: str) -> str:
    return text.replace(bot.token, "<token>")


# -- run by us -------------------------------------------------------------------------------------


class Hosted:
    """A bot and a dispatcher of our own."""

    def __init__(self, token: str, api: str, me: Callable[[], Me], take: Take) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(api)) if api else AiohttpSession()
        self._bot = Bot(token, session=session)
        self._dispatcher = Dispatcher()

        async def taken(incoming: Incoming, bot: Bot) -> None:
            await take(incoming)

        async def known(bot: Bot) -> Me:
            return me()

        self._dispatcher.include_router(_router(known, taken))
        self.call = call_of(self._bot)
        self.download = download_of(self._bot)
        self.bot_id = self._bot.id

    async def start(self) -> Me:
        return await who_we_are(self.call)

    async def deliver(self, update: Mapping[str, Any]) -> None:
        """Through the dispatcher; returns when it is committed."""
        made = Update.model_validate(update, context={"bot": self._bot})
        await self._dispatcher.feed_update(self._bot, made, raw=update)

    async def stop(self) -> None:
        await self._bot.session.close()
