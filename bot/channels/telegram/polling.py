"""Fetching updates: what has been fetched is confirmed only when all of it is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog

from bot.channels.telegram.calls import Call, CallError, Conflict, TooMany
from bot.channels.telegram.translate import KINDS

Deliver = Callable[[Mapping[str, Any]], Coroutine[Any, Any, None]]
log = structlog.get_logger(__name__)

WAIT = 20  # seconds that the API may keep us waiting for updates
AT_ONCE = 100  # updates of one answer
RESTS = (0.5, 1.0, 2.0, 5.0, 15.0)  # seconds after the first, second ... error in a row
RENEW = 4.0  # seconds after which we say again that it is us who fetch
NOT_OURS = 3.0  # seconds until somebody looks whether the one who fetches is still there


class NotOurs(Exception):
    """Another process fetches now."""


async def _fetch(call: Call, deliver: Deliver, asked: dict[str, Any], wait: int) -> int | None:
    """The number of the last update that was fetched; all of them are committed."""
    updates = await call("getUpdates", asked, wait + 10.0)
    if not isinstance(updates, list):
        raise CallError("getUpdates gave no list")
    numbers = sorted((int(u["update_id"]), i) for i, u in enumerate(updates))
    await asyncio.gather(*(deliver(updates[i]) for _, i in numbers))
    return numbers[-1][0] if numbers else None


async def _while_ours(
    work: Coroutine[Any, Any, int | None], mine: Callable[[], Awaitable[bool]]
) -> int | None:
    """Do the work, and say all the while that we are there, so that somebody else may take over soon after we are not.
    Whoever cannot say so stops: two would fetch."""
    task = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({task}, timeout=RENEW))[0]:
            if not await mine():
                raise NotOurs
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


async def poll(
    call: Call, deliver: Deliver, mine: Callable[[], Awaitable[bool]], *, wait: int = WAIT, at_once: int = AT_ONCE
) -> None:  # fmt: skip
    """Fetch and deliver for ever.  ``deliver`` returns when an update is committed; ``mine`` says whether this process
    is the one that fetches.  An update of which it is not known whether it was confirmed comes again, which does no harm."""
    offset: int | None = None
    errors = 0
    while True:
        try:
            if not await mine():
                offset = None
                await asyncio.sleep(NOT_OURS)
                continue
            asked: dict[str, Any] = {"timeout": wait, "limit": at_once, "allowed_updates": list(KINDS)}
            if offset is not None:
                asked["offset"] = offset
            last = await _while_ours(_fetch(call, deliver, asked, wait), mine)
            if last is not None:
                offset = last + 1
            errors = 0
        except NotOurs:
            offset = None
        except Exception as error:
            errors += 1
            rest = error.after if isinstance(error, TooMany) else RESTS[min(errors, len(RESTS)) - 1]
            if isinstance(error, Conflict):
                log.error(
                    "somebody else fetches updates with this token, or a webhook is set", why=str(error)
                )
            elif isinstance(error, CallError):
                log.warning("no updates", why=str(error), again_in=rest)
            else:
                log.exception("updates come again")
            await asyncio.sleep(rest)
