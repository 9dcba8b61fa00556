"""Taking in: an update becomes a turn, and only what is committed may be acknowledged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from math import inf
from typing import Any, TypeVar

import structlog

from bot.channels.telegram import saying
from bot.channels.telegram.calls import Download
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.files import Files
from bot.channels.telegram.translate import CHANNEL, Incoming, Me, event_id, translate, unreadable
from bot.problems import Problem
from bot.turns import Turns
from handlers import device_links, media, sending, staff_chat, staff_link, unreached, unread
from handlers.events import Inbound
from handlers.house import House
from handlers.staff_chat import Answer
from handlers.turn import NOT_NOW, BadEvent

log = structlog.get_logger(__name__)
T = TypeVar("T")
Take = Callable[[Incoming], Coroutine[Any, Any, None]]

TYPING_AFTER = 0.7  # seconds of a turn
TYPING_LASTS = 4.5  # seconds that Telegram shows it
PAUSES = (0.1, 0.3, 1.0, 2.0, 5.0)  # seconds between attempts while the database cannot be reached
ATTEMPTS = 3  # at an update that breaks something; then it is given up so that it does not stop all others


def read(update: Mapping[str, Any], me: Me) -> Incoming:
    """What an update says."""
    try:
        return translate(update, me)
    except Exception:
        log.exception("an update that nobody can read", update_id=update.get("update_id"))
        return unreadable(update)


def _given_up(incoming: Incoming) -> Incoming:
    """What nothing of ours can take in is for people."""
    assert incoming.event is not None
    kinds = ", ".join(m.kind for m in incoming.media)
    return Incoming(
        incoming.update_id, incoming.chat, callback=incoming.callback, unread=incoming.event.text or kinds
    )


def move(house: House, old: str, new: str) -> None:
    """A chat has another id: as a customer's conversation, and as the group of our people."""
    sending.move(house, CHANNEL, old, new)
    staff_link.moved(house, old, new)


class Intake:
    """Takes updates in, those of one chat one after the other in the order in which ``take`` was called."""

    def __init__(
        self, turns: Turns, channel: TelegramChannel, me: Me, secret: str, download: Download | None = None
    ) -> None:
        self.turns, self.channel, self.me, self._secret = turns, channel, me, secret
        self._files = Files(channel.call, download)
        self._lines: dict[str, tuple[asyncio.Lock, list[int]]] = {}
        self._loose: set[asyncio.Task[None]] = set()

    async def take(self, incoming: Incoming, patience: float = inf) -> None:
        """Returns when it is committed, or nothing has to be.  While the database cannot be reached it is tried again for
        ``patience`` seconds; then the error is raised, and the update must not be acknowledged."""
        if incoming.chat is None and incoming.unread is None:
            return
        async with self._line(incoming.chat or unread.NOBODY):
            staff = await self._patiently(incoming, patience)
        if incoming.chat is not None and incoming.callback and incoming.ours:
            said = (
                {"text": staff.toast, "show_alert": staff.alert} if staff is not None and staff.toast else {}
            )
            self._aside(
                self.channel.quietly("answerCallbackQuery", {"callback_query_id": incoming.callback, **said})
            )
            if incoming.keyboard is not None and staff is None:
                self._aside(self.channel.withdraw(incoming.chat, str(incoming.keyboard)))

    @asynccontextmanager
    async def _line(self, chat: str) -> AsyncIterator[None]:
        lock, users = self._lines.setdefault(chat, (asyncio.Lock(), [0]))
        users[0] += 1
        try:
            async with lock:
                yield
        finally:
            users[0] -= 1
            if not users[0]:
                self._lines.pop(chat, None)

    async def _patiently(self, incoming: Incoming, patience: float) -> Answer | None:
        until = time.monotonic() + patience
        attempt = 0
        while True:
            try:
                return await self._take_in(incoming)
            except BadEvent as error:
                log.warning("an update that is no event", update_id=incoming.update_id, why=str(error))
                if incoming.unread is None and incoming.event is not None:
                    incoming = _given_up(incoming)
                    continue
            except Exception as error:
                attempt += 1
                now = isinstance(error, (*NOT_NOW, Problem))
                if not now and attempt >= ATTEMPTS:
                    log.exception("an update is given up", update_id=incoming.update_id)
                    if incoming.unread is not None or incoming.event is None:
                        return None
                    incoming, attempt = _given_up(incoming), 0
                    continue
                pause = PAUSES[min(attempt, len(PAUSES)) - 1]
                if time.monotonic() + pause > until:
                    raise
                log.warning("an update waits", update_id=incoming.update_id, why=type(error).__name__)
                await asyncio.sleep(pause)
                continue
            return None

    async def _take_in(self, incoming: Incoming) -> Answer | None:
        """What somebody of ours is answered; None when it was a customer."""
        house, chat, heard = self.turns.house, incoming.chat, incoming.heard
        if incoming.unread is not None:
            name, raw = event_id(incoming.update_id, self.me), incoming.unread
            await self.turns.call(lambda: unread.keep(house, CHANNEL, chat, name, raw))
            return None
        assert chat is not None
        if heard is not None:
            answer = await self.turns.call(lambda: staff_chat.take(house, heard))
            if answer is not None:
                return answer
        if incoming.moved is not None:
            old, new = incoming.moved
            await self.turns.call(lambda: move(house, old, new))
        elif incoming.left:
            await self.turns.call(lambda: unreached.left(house, CHANNEL, chat))
        elif incoming.event is not None:
            await self._with_typing(chat, self._turn(incoming, incoming.event, chat))
        return None

    async def _turn(self, incoming: Incoming, event: Inbound, chat: str) -> None:
        event = await self._completed(incoming, event)
        house = self.turns.house
        if incoming.media and house.shelf is not None:
            files, missing = await self._files.fetch(incoming.media, house.shelf.most)
            kept = await self.turns.call(lambda: media.keep(house, files, (CHANNEL, chat)))
            event = replace(event, media=(*kept, *missing))
        await self.turns.turn(event, lambda turn: None)

    async def _completed(self, incoming: Incoming, event: Inbound) -> Inbound:
        """The event with what only we know: the device of a deep link, the payload of a button that was too long."""
        if incoming.start:
            serial = device_links.serial(self._secret, incoming.start)
            if serial is not None:
                return replace(
                    event,
                    kind="text",
                    text=serial,
                    meant="report_fault",
                    told={"serial_number": serial},
                    data={**event.data, "device_link": True},
                )
        place = saying.key(event.text) if event.kind == "button" else None
        if place is None:
            return event
        found = await self.turns.call(
            lambda: sending.payload(self.turns.house, event.channel, event.address, *place)
        )
        return replace(event, text=found or "/stale")

    async def _with_typing(self, chat: str, work: Coroutine[Any, Any, T]) -> T:
        async def typing() -> None:
            await asyncio.sleep(TYPING_AFTER)
            while True:
                await self.channel.quietly(
                    "sendChatAction", {"chat_id": saying.chat_id(chat), "action": "typing"}
                )
                await asyncio.sleep(TYPING_LASTS)

        shown = asyncio.create_task(typing())
        try:
            return await work
        finally:
            shown.cancel()

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it, but let nobody wait for it."""
        task = asyncio.create_task(work)
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)
