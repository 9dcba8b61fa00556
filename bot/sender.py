"""The sender: delivers what was committed to channels that are pushed to.

A message is claimed by a row (``handlers.sending.take``), so any number of processes may run a sender.
Order within a conversation is kept: its next message is taken only when the one before is sent or dead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
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


class Retry(Exception):
    """Not now.  ``after`` in seconds when the channel says so, else backoff decides."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class Dead(Exception):
    """Never: the address is gone, the customer has blocked us, the message is refused for good."""


class Channel(Protocol):
    """A channel that is pushed to.  ``send`` raises :class:`Retry` or :class:`Dead`; any other error is
    taken for Retry.  Where it has a ``router``, the application serves it; where it has ``async close()``, that is
    called at the end."""

    name: str

    async def send(self, address: str, message: Outgoing) -> None: ...


def sender(house: House, channels: Mapping[str, Channel], figures: Figures) -> Loop:
    """A loop that delivers to ``channels`` (by name), woken by every commit that leaves a message."""
    names = frozenset(channels)

    async def one(parcel: Parcel) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await channels[parcel.channel].send(parcel.address, parcel.message)
        except Dead as error:
            outcome = "dead"
            log.warning("message is dead", message=parcel.message.id, why=str(error))
            await asyncio.to_thread(sending.give_up, house, parcel, str(error))
        except Retry as error:
            outcome = await _later(parcel, str(error), error.after)
        except Exception as error:  # noqa: BLE001 - a channel may fail in any way; the message must not get lost
            outcome = await _later(parcel, f"{type(error).__name__}: {error}", None)
        else:
            outcome = "sent"
            await asyncio.to_thread(sending.delivered, house, parcel)
        figures.deliveries.labels(parcel.channel, outcome).inc()

    async def _later(parcel: Parcel, why: str, after: float | None) -> str:
        again = await asyncio.to_thread(sending.not_delivered, house, parcel, why, after)
        log.info("not delivered", message=parcel.message.id, attempt=parcel.attempt, why=why, again=again)
        return "retry" if again else "dead"

    async def step() -> float:
        if not names:
            return AT_LEAST_EVERY
        parcels = await asyncio.to_thread(sending.take, house, names)
        if parcels:
            await asyncio.gather(*(one(p) for p in parcels))
            return 0.0
        due = await asyncio.to_thread(sending.next_due, house, names)
        left = AT_LEAST_EVERY if due is None else (due - house.now()).total_seconds()
        return min(max(left, 0.02), AT_LEAST_EVERY)

    return Loop("sender", step, house.store.signals.listen, ("outbox",), figures)
