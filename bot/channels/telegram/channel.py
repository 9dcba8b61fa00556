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
from bot.sender import Arrived, Dead, Retry
from handlers.events import Outgoing

log = structlog.get_logger(__name__)

PATIENCE = 1.1  # seconds that are waited for a turn to send; longer waits go back to the sender
REMEMBERED = 10_000  # chats of which we know what was withdrawn
DOWN = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)  # seconds until the next attempt while the API cannot be reached

#: ``await moved(old, new)`` brings the conversation to its new address.
Move = Callable[[str, str], Awaitable[None]]


class TelegramChannel:
    """A channel that is pushed to, over any :data:`Call`."""

    name = CHANNEL

    def __init__(self, call: Call, moved: Move, rates: Rates | None = None) -> None:
        self.call, self._moved = call, moved
        self.pace = Pace(rates)
        self._withdrawn: OrderedDict[str, str] = (
            OrderedDict()
        )  # chat -> our message whose buttons were taken off last
        self._failures = 0

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> str | None:
        """Raises :class:`Retry` or :class:`Dead`.  What was offered before is stale then."""

        async def one(method: str, params: saying.Params) -> str | None:
            try:
                sent = await self.paced(address, method, params)
            except (api.Gone, api.Refused) as error:
                raise Dead(str(error)) from None
            number = sent.get("message_id") if isinstance(sent, dict) else None
            return str(number) if "reply_markup" in params and isinstance(number, int) else None

        shown = await self.parts(message, saying.calls(message, address), one, arrived)
        if message.keyboard is not None and self._withdrawn.get(address) != message.keyboard:
            await self.withdraw(address, message.keyboard)
        return shown

    async def parts(
        self, message: Outgoing, parts: Sequence[tuple[str, saying.Params]],
        one: Callable[[str, saying.Params], Awaitable[str | None]], arrived: Arrived,
    ) -> str | None:  # fmt: skip
        """The calls that say a message, going on where an earlier attempt stopped.  Gives what the last one gave."""
        shown: str | None = None
        for number in range(message.arrived, len(parts)):
            if number > message.arrived:
                await arrived(number)
            shown = await one(*parts[number])
        return shown

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
                raise Retry(str(error), unsure=True) from None
            self._failures += 1
            raise Retry(str(error), DOWN[min(self._failures, len(DOWN)) - 1], counts=False) from None
        self._failures = 0
        return sent

    async def withdraw(self, chat: str, number: str) -> None:
        """Take the buttons off a message.  Failing is no error: a button that is pressed late is answered as such."""
        self._withdrawn[chat] = number
        if len(self._withdrawn) > REMEMBERED:
            self._withdrawn.popitem(last=False)
        await self.quietly(
            "editMessageReplyMarkup", {"chat_id": saying.chat_id(chat), "message_id": int(number)}
        )

    async def quietly(self, method: str, params: saying.Params) -> None:
        """A call whose failing changes nothing."""
        try:
            await self.call(method, params, 5.0)
        except api.CallError as error:
            log.debug("not done", method=method, why=str(error))
