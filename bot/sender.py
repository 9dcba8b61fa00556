"""The sender: delivers what was committed to channels that are pushed to.

A message is claimed by a row (``handlers.sending.take``), so any number of processes may run a sender.
Order within a conversation is kept: its next message is taken only when the one before is sent or dead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Protocol

import structlog

from bot.figures import Figures
from bot.loops import Loop
from handlers import sending
from handlers.events import Outgoing
from handlers.house import House
from handlers.sending import Parcel

log = structlog.get_logger(__name__)

AT_LEAST_EVERY = 10.0  # seconds
SEND_SECONDS = 30.0  # of one attempt; below the lease of a claim
AT_ONCE = 20  # messages that are on their way at the same time
TOGETHER = 5  # of them are claimed at least at a time while others fly: claiming one costs as much
LAND_SECONDS = 3.0  # for them when the process stops
LOOK_AGAIN = 0.1  # seconds until new messages are looked for while others are on their way


class Retry(Exception):
    """Not now.  ``after`` in seconds when the channel says so, else backoff decides.  An attempt that does not count
    has nothing to do with the message: the channel is busy or down.  ``unsure``: it may have arrived all the same."""

    def __init__(
        self, why: str, after: float | None = None, *, counts: bool = True, unsure: bool = False
    ) -> None:
        super().__init__(why)
        self.after, self.counts, self.unsure = after, counts, unsure


class Dead(Exception):
    """Never: the address is gone, the customer has blocked us, the message is refused for good."""


class Channel(Protocol):
    """A channel that is pushed to.  ``send`` raises :class:`Retry` or :class:`Dead`; any other error is
    taken for Retry.  Where it has a ``router``, the application serves it; where it has ``async close()``, that is
    called at the end."""

    name: str

    async def send(self, address: str, message: Outgoing) -> None: ...


async def _land(flying: set[asyncio.Task[None]]) -> None:
    """Before we stop: of what is on its way it is better to know whether it arrived."""
    if not flying:  # the last one landed in the same moment
        return
    _, left = await asyncio.wait(flying, timeout=LAND_SECONDS)
    for task in left:
        task.cancel()


async def _later(house: House, parcel: Parcel, error: Retry) -> str:
    why = str(error)
    again = await asyncio.to_thread(
        partial(
            sending.not_delivered,
            house,
            parcel,
            why,
            error.after,
            counts=error.counts,
            unsure=error.unsure,
        )
    )
    log.info("not delivered", message=parcel.message.id, attempt=parcel.attempt, why=why, again=again)
    return "retry" if again else "dead"


def sender(house: House, channels: Mapping[str, Channel], figures: Figures) -> Loop:
    """A loop that delivers to ``channels`` (by name), woken by every commit that leaves a message."""
    names = frozenset(channels)
    flying: set[asyncio.Task[None]] = set()

    async def one(parcel: Parcel) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await channels[parcel.channel].send(parcel.address, parcel.message)
        except Dead as error:
            outcome = "dead"
            log.warning("message is dead", message=parcel.message.id, why=str(error))
            await asyncio.to_thread(sending.give_up, house, parcel, str(error))
        except Retry as error:
            outcome = await _later(house, parcel, error)
        except Exception as error:  # noqa: BLE001 - a channel may fail in any way; the message must not get lost
            outcome = await _later(house, parcel, Retry(f"{type(error).__name__}: {error}"))
        else:
            outcome = "sent"
            await asyncio.to_thread(sending.delivered, house, parcel)
        figures.deliveries.labels(parcel.channel, outcome).inc()

    def landed(task: asyncio.Task[None]) -> None:
        flying.discard(task)
        if (
            not task.cancelled() and (error := task.exception()) is not None
        ):  # tried again when its lease is over
            figures.loop_errors.labels("sender").inc()
            log.error("what became of a message could not be written down", exc_info=error)

    async def step() -> float:
        if not names:
            return AT_LEAST_EVERY
        free = AT_ONCE - len(flying)
        enough = free >= TOGETHER
        parcels = await asyncio.to_thread(sending.take, house, names, free) if enough else ()
        for parcel in parcels:
            task = asyncio.create_task(one(parcel))
            flying.add(task)
            task.add_done_callback(landed)
        if flying:
            try:
                await asyncio.wait(flying, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                await _land(flying)
                raise
            return 0.0
        due = await asyncio.to_thread(sending.next_due, house, names)
        left = AT_LEAST_EVERY if due is None else (due - house.now()).total_seconds()
        return min(max(left, 0.02), AT_LEAST_EVERY)

    return Loop("sender", step, house.store.signals.listen, ("outbox",), figures)
