"""Files that customers send through a messenger: fetched before the turn, for what is given out for them ends soon."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.channels.calls import TooLarge
from bot.sender import Dead, Retry
from bot.turns import Turns
from handlers import media
from handlers.events import File, Inbound, Kept

log = structlog.get_logger(__name__)

SECONDS = 3.5  # for all files of a message: WeCom and Chatwoot take us for dead after five


@dataclass(frozen=True, slots=True)
class Wanted:
    """``await fetch(most)`` gives at most so many bytes; it raises :class:`TooLarge`, Retry or Dead."""

    name: str
    fetch: Callable[[int], Awaitable[File]]


async def completed(turns: Turns, event: Inbound, wanted: Sequence[Wanted]) -> Inbound:
    """The event with its files, and with those that could not be fetched and why.  Never raises because of a file."""
    shelf = turns.house.shelf
    if not wanted or shelf is None:
        return event
    until = asyncio.get_running_loop().time() + SECONDS
    files: list[File] = []
    missing = [Kept(w.name, "", "", 0, refused="many") for w in wanted[media.MOST_FILES :]]
    for one in wanted[: media.MOST_FILES]:
        try:
            async with asyncio.timeout_at(until):
                files.append(await one.fetch(shelf.most))
        except (TooLarge, Retry, Dead, TimeoutError) as error:
            log.warning("a file is not fetched", channel=event.channel, why=str(error) or "too slow")
            why = "size" if isinstance(error, TooLarge) else "room"
            missing.append(Kept(one.name, "", "", 0, refused=why))
    sender = (event.channel, event.address)
    kept = await turns.call(lambda: media.keep(turns.house, files, sender))
    return replace(event, kind="media", media=(*kept, *missing))
