"""Sending: a message of ours becomes calls, at the pace that the API allows."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.channels.telegram import calls as api
from bot.channels.telegram import saying
from bot.channels.telegram.calls import SECONDS, Call
from bot.channels.telegram.pace import Pace, Rates
from bot.channels.telegram.translate import CHANNEL
from bot.sender import Dead, Retry
from handlers.events import Outgoing

log = structlog.get_logger(__name__)

PATIENCE = 1.1  # seconds that are waited for a turn to send; longer waits go back to the sender
REMEMBERED = 10_000  # chats whose open keyboard is known
DOWN = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)  # seconds until the next attempt while the API cannot be reached

#: ``await moved(old, new)`` brings the conversation to its new address.
Move = Callable[[str, str], Awaitable[None]]


class TelegramChannel:
    """A channel that is pushed to, over any :data:`Call`."""

    name = CHANNEL

    def __init__(self, call: Call, moved: Move, rates: Rates | None = None) -> None:
        self.call, self._moved = call, moved
        self.pace = Pace(rates)
        self._open: OrderedDict[str, int] = OrderedDict()  # chat -> our message whose buttons can be pressed
        self._said: OrderedDict[int, int] = OrderedDict()  # message -> parts of it that are sent
        self._failures = 0

    async def send(self, address: str, message: Outgoing) -> None:
        """Raises :class:`Retry` or :class:`Dead`."""

        async def one(method: str, params: saying.Params) -> None:
            try:
                sent = await self.paced(address, method, params)
            except (api.Gone, api.Refused) as error:
                raise Dead(str(error)) from None
            await self._keyboards(address, sent, "reply_markup" in params)

        await self.parts(message.id, saying.calls(message, address), one)

    async def parts(
        self, message_id: int, parts: Sequence[tuple[str, saying.Params]],
        one: Callable[[str, saying.Params], Awaitable[None]],
    ) -> None:  # fmt: skip
        """The calls that say a message, going on where an earlier attempt stopped."""
        for number in range(self._said.get(message_id, 0), len(parts)):
            try:
                await one(*parts[number])
            except Retry:
                self._remember(self._said, message_id, number)
                raise
        self._said.pop(message_id, None)

    async def paced(self, chat: str, method: str, params: saying.Params) -> object:
        """One call, as fast as the API allows.  Raises :class:`Retry`, or ``Gone`` and ``Refused`` of the API."""
        wait = self.pace.take(chat, PATIENCE)
        if wait > PATIENCE:
            raise Retry("as fast as Telegram allows", wait, counts=False)
        if wait > 0:
            await asyncio.sleep(wait)
        try:
            sent: object = await self.call(method, params, SECONDS)
        except api.TooMany as error:
            self.pace.hold(chat, error.after)
            raise Retry(str(error), error.after, counts=False) from None
        except api.Moved as error:
            await self._moved(chat, error.chat)
            raise Retry(str(error), 0.0, counts=False) from None
        except api.Unreachable as error:
            if error.sent:
                raise Retry(str(error), 1.0, unsure=True) from None
            self._failures += 1
            raise Retry(str(error), DOWN[min(self._failures, len(DOWN)) - 1], counts=False) from None
        self._failures = 0
        return sent

    async def _keyboards(self, chat: str, sent: object, buttons: bool) -> None:
        """What was offered before is stale now."""
        stale = self._open.pop(chat, None)
        number = sent.get("message_id") if isinstance(sent, dict) else None
        if buttons and isinstance(number, int):
            self._remember(self._open, chat, number)
        if stale is not None:
            await self.withdraw(chat, stale)

    async def withdraw(self, chat: str, number: int) -> None:
        """Take the buttons off a message.  Failing is no error: a button that is pressed late is answered as such."""
        if self._open.get(chat) == number:
            del self._open[chat]
        await self.quietly("editMessageReplyMarkup", {"chat_id": saying.chat_id(chat), "message_id": number})

    async def quietly(self, method: str, params: saying.Params) -> None:
        """A call whose failing changes nothing."""
        try:
            await self.call(method, params, 5.0)
        except api.CallError as error:
            log.debug("not done", method=method, why=str(error))

    @staticmethod
    def _remember(kept: OrderedDict[object, int] | OrderedDict[str, int] | OrderedDict[int, int], key: object, value: int) -> None:  # fmt: skip
        kept[key] = value  # type: ignore[index]
        if len(kept) > REMEMBERED:
            kept.popitem(last=False)
