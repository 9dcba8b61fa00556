"""What is mounted: the channel and the intake over one bot, in somebody's own bot or in ``baoxiu serve``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import structlog

from bot.channels.telegram.calls import Call, CallError, Download
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.receive import Intake, move
from bot.channels.telegram.staff import StaffChannel
from bot.channels.telegram.translate import Incoming, Me
from bot.sender import Channel
from bot.turns import Turns
from handlers import staff_link
from handlers.house import House
from handlers.texts import catalog
from handlers.turn import NOT_NOW

if TYPE_CHECKING:
    from bot.settings import Settings

log = structlog.get_logger(__name__)
T = TypeVar("T")

MENU = ("report", "status", "warranty", "human", "cancel", "help")


class Telegram:
    """A bot of Telegram that works for a house."""

    def __init__(
        self,
        house: House,
        turns: Turns,
        call: Call,
        me: Me,
        secret: str,
        rates: Rates | None = None,
        download: Download | None = None,
    ) -> None:
        async def moved(old: str, new: str) -> None:
            await asyncio.to_thread(move, house, old, new)

        self.house, self.call = house, call
        self.channel = TelegramChannel(call, moved, rates)
        self.staff = StaffChannel(self.channel, house)
        self.intake = Intake(turns, self.channel, me, secret, download)

    @property
    def channels(self) -> dict[str, Channel]:
        """What the sender pushes to: customers, and people of ours."""
        return {self.channel.name: self.channel, self.staff.name: self.staff}

    async def introduce(self) -> None:
        """Keep our name for links and tell the API our commands.  Tries until it works."""
        await until_it_works(self._introduce)

    async def _introduce(self) -> None:
        if self.intake.me.username:
            await asyncio.to_thread(staff_link.remember_bot, self.house, self.intake.me.username)
        for lang in ("", *catalog.LANGUAGES):
            told = [
                {
                    "command": name,
                    "description": catalog.say(f"telegram-command-{name}", lang or "en"),
                }
                for name in MENU
            ]
            await self.call(
                "setMyCommands", {"commands": told, **({"language_code": lang} if lang else {})}, 10.0
            )


async def who_we_are(call: Call) -> Me:
    me = await call("getMe", {}, 10.0)
    return Me(int(me["id"]), me.get("username"))


async def until_it_works(what: Callable[[], Awaitable[T]]) -> T:
    wait = 0.5
    while True:
        try:
            return await what()
        except (CallError, *NOT_NOW) as error:
            why = str(error) if isinstance(error, CallError) else type(error).__name__
            log.warning("telegram or the database does not answer yet", why=why, again_in=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, 30.0)


class Mounted:
    """Ours in somebody's own bot: opened with the first update or when the bot starts, closed with it."""

    def __init__(self, settings: Settings | None = None, house: House | None = None) -> None:
        self._settings, self._given = settings, house
        self._opening = asyncio.Lock()
        self._stop: list[Callable[[], Awaitable[None]]] = []
        self.telegram: Telegram | None = None

    async def open(self, call: Call, download: Download) -> Telegram:
        """Opened already or now; waits until the API has told who we are: groups mention us by our name."""
        if self.telegram is not None:
            return self.telegram
        async with self._opening:
            if self.telegram is None:
                self.telegram = await self._open(call, download)
            return self.telegram

    async def _open(self, call: Call, download: Download) -> Telegram:
        from bot.clockwork import clockwork
        from bot.figures import Figures
        from bot.opening import has_schema, open_house
        from bot.sender import sender
        from bot.settings import BadSetting
        from bot.settings import Settings as Read

        settings = self._settings or Read()
        house = self._given if self._given is not None else await asyncio.to_thread(open_house, settings)
        if not has_schema(house):
            raise BadSetting("the database is not up to date; run `baoxiu db upgrade` first")
        figures = Figures(house.tally)
        turns = Turns(house, figures, threads=settings.turn_threads)
        me = await until_it_works(lambda: who_we_are(call))
        made = Telegram(house, turns, call, me, settings.secret, Rates(settings.telegram_rate), download)
        introducing = asyncio.create_task(made.introduce())
        loops = [clockwork(house, figures), sender(house, made.channels, figures)]
        for loop in loops:
            loop.start()

        async def stop() -> None:
            introducing.cancel()
            with suppress(asyncio.CancelledError):
                await introducing
            for loop in loops:
                await loop.stop()
            await asyncio.to_thread(turns.close)
            if self._given is None:
                house.store.close()

        self._stop.append(stop)
        return made

    async def close(self) -> None:
        self.telegram = None
        while self._stop:
            await self._stop.pop()()

    async def take(self, incoming: Incoming, call: Call, download: Download) -> None:
        """Returns when it is committed; waits for the database as long as it takes."""
        await (await self.open(call, download)).intake.take(incoming)
