"""The sender: delivers what was committed to channels that are pushed to.

A message is claimed by a row (``handlers.sending.take``), so any number of processes may run a sender.
Order within a conversation is kept: its next message is taken only when the one before is sent or dead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Protocol

import structlog

from bot.figures import Figures
from bot.loops import Loop
from bot.tracing import part_of
from handlers import sending
from handlers.events import Outgoing
from handlers.house import House
from handlers.sending import Parcel
from storage import messages

log = structlog.get_logger(__name__)

AT_LEAST_EVERY = 10.0  # seconds
SEND_SECONDS = 30.0  # of one attempt
RENEW = timedelta(seconds=4)  # of a claim that is under way, well below its lease
HELD = 0.8  # of the time of a claim an attempt may take while the claim cannot be renewed; then another sender is next
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


Arrived = Callable[[int], Awaitable[None]]


class Channel(Protocol):
    """A channel that is pushed to.  ``send`` raises :class:`Retry` or :class:`Dead`; any other error is taken for Retry.
    Where a message becomes several, ``await arrived(n)`` after each but the last keeps that ``n`` of them are there, and
    ``message.arrived`` gives it back to whoever goes on.  Returns where the buttons of the message are, if they can be
    withdrawn; ``message.keyboard`` has what was returned for the message before."""

    name: str

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> str | None: ...


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


def _held() -> float:
    """Until when, by the clock of the loop, what is claimed from now on may be sent."""
    return asyncio.get_running_loop().time() + messages.LEASE.total_seconds() * HELD


class _Sender:
    """The messages of one process that are ``flying``, each with the task that sends it.  Their attempts are ``bound``ed by
    the claims, which are renewed as long as the database can be reached."""

    def __init__(self, house: House, channels: Mapping[str, Channel], figures: Figures) -> None:
        self._house, self._channels, self._figures = house, channels, figures
        self._flying: dict[asyncio.Task[None], Parcel] = {}
        self._bound: dict[
            int, tuple[asyncio.Timeout, float]
        ] = {}  # message -> its bound, and the last moment
        self._renewed = house.now()

    async def step(self) -> float:
        if not self._channels:
            return AT_LEAST_EVERY
        await self._renew()
        held, parcels = await self._taken()
        for parcel in parcels:
            task = asyncio.create_task(self._one(parcel, held))
            self._flying[task] = parcel
            task.add_done_callback(self._landed)
        if self._flying:
            try:
                await asyncio.wait(self._flying, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                await _land(set(self._flying))
                raise
            return 0.0
        due = await asyncio.to_thread(sending.next_due, self._house, frozenset(self._channels))
        left = AT_LEAST_EVERY if due is None else (due - self._house.now()).total_seconds()
        return min(max(left, 0.02), AT_LEAST_EVERY)

    async def _renew(self) -> None:
        """What takes long is not taken for lost by others."""
        now = self._house.now()
        if now - self._renewed < RENEW and self._flying:
            return
        self._renewed = now
        if self._flying:
            held = _held()
            await asyncio.to_thread(sending.still_flying, self._house, tuple(self._flying.values()))
            for bound, last in self._bound.values():
                if not bound.expired():
                    bound.reschedule(min(last, held))

    async def _taken(self) -> tuple[float, Sequence[Parcel]]:
        """What is to be sent now, and how long it is ours.  What the database gave too late is left to others."""
        free = AT_ONCE - len(self._flying)
        if free < TOGETHER:
            return 0.0, ()
        held, here = _held(), tuple(self._flying.values())
        found = await asyncio.to_thread(sending.take, self._house, frozenset(self._channels), free, here)
        return held, found if asyncio.get_running_loop().time() < held else ()

    async def _one(self, parcel: Parcel, held: float) -> None:
        with part_of(
            parcel.turn, "deliver", channel=parcel.channel, message=parcel.message.id, attempt=parcel.attempt
        ):
            outcome = await self._sent(parcel, held)
            log.info(
                "delivery", channel=parcel.channel, message=parcel.message.id, conversation=parcel.conversation_id,
                attempt=parcel.attempt, outcome=outcome,
            )  # fmt: skip
        self._figures.deliveries.labels(parcel.channel, outcome).inc()

    async def _sent(self, parcel: Parcel, held: float) -> str:
        """Try once, and write down what became of it."""
        last = asyncio.get_running_loop().time() + SEND_SECONDS

        async def arrived(parts: int) -> None:
            await asyncio.to_thread(sending.arrived, self._house, parcel, parts)

        try:
            async with asyncio.timeout_at(min(last, held)) as bound:
                self._bound[parcel.message.id] = bound, last
                try:
                    keyboard = await self._channels[parcel.channel].send(
                        parcel.address, parcel.message, arrived
                    )
                finally:
                    del self._bound[parcel.message.id]
        except Dead as error:
            log.warning("message is dead", message=parcel.message.id, why=str(error))
            await asyncio.to_thread(sending.give_up, self._house, parcel, str(error))
            return "dead"
        except Retry as error:
            return await _later(self._house, parcel, error)
        except TimeoutError:
            return await _later(self._house, parcel, Retry("it took too long", unsure=True))
        except Exception as error:  # noqa: BLE001 - a channel may fail in any way; the message must not get lost
            return await _later(self._house, parcel, Retry(f"{type(error).__name__}: {error}"))
        await asyncio.to_thread(sending.delivered, self._house, parcel, keyboard)
        return "sent"

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.pop(task, None)
        if (
            not task.cancelled() and (error := task.exception()) is not None
        ):  # tried again when its lease is over
            self._figures.loop_errors.labels("sender").inc()
            log.error("what became of a message could not be written down", exc_info=error)


def sender(house: House, channels: Mapping[str, Channel], figures: Figures) -> Loop:
    """A loop that delivers to ``channels`` (by name), woken by every commit that leaves a message."""
    sending_now = _Sender(house, channels, figures)
    return Loop("sender", sending_now.step, house.store.signals.listen, ("outbox",), figures)
