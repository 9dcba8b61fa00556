"""Events to other systems: a loop that pushes them to webhooks, and one that writes them to a stream of Redis.

Any number of processes may run them: deliveries are claimed by rows, a stream by a lease.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

import structlog

from bot import webhooks
from bot.figures import Figures
from bot.limits import Network
from bot.loops import Loop, Step
from handlers import event_delivery, event_signatures, event_stream
from handlers.event_delivery import Parcel
from handlers.house import House
from storage.integration import Horizon

log = structlog.get_logger(__name__)

AT_LEAST_EVERY = 5.0  # seconds
NOBODY_LISTENS = 5.0  # seconds until we look again whether somebody does
AT_MOST_EVERY = 0.1  # seconds: many changes come at once
AT_ONCE = 16  # deliveries to one subscription at the same time, each of another ticket
TIDY_EVERY = 3600.0
REFUSING = frozenset({400, 405, 406, 409, 413, 415, 422})  # of the event, by a receiver that is there


@dataclass(frozen=True, slots=True)
class Reach:
    """Where events may go.  ``networks`` are private ones that webhooks may be in; ``stream`` is a stream of the Redis
    at ``redis_url`` that keeps about ``length`` events."""

    networks: tuple[Network, ...] = ()
    stream: str | None = None
    redis_url: str | None = None
    length: int = 100_000


def _loop(name: str, step: Step, house: House, figures: Figures) -> Loop:
    """Woken by whatever is written to a log."""
    return Loop(name, step, house.store.signals.listen, ("clocks", "events"), figures, pause=AT_MOST_EVERY)


class Webhooks:
    """Pushes events; every attempt is a task of its own, so that nobody waits for somebody else's receiver."""

    def __init__(
        self, house: House, key: str, figures: Figures, reach: Reach, *, lease: timedelta = event_delivery.LEASE,
        timeout: float = webhooks.TIMEOUT,
    ) -> None:  # fmt: skip
        self._house, self._key, self._figures, self._reach = house, key, figures, reach
        self._lease, self._timeout = lease, timeout
        self._horizon = Horizon()
        self._in_the_air: Counter[int] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._nobody_until = 0.0
        self._tidy_at = time.monotonic() + TIDY_EVERY
        self._loop = _loop("webhooks", self.step, house, figures)

    def start(self) -> None:
        self._loop.start()

    async def stop(self) -> None:
        """At once; what was in the air is sent again when its claim is over."""
        await self._loop.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def step(self) -> float:
        if time.monotonic() < self._nobody_until:
            return NOBODY_LISTENS
        if not await asyncio.to_thread(event_delivery.follow, self._house, self._horizon):
            self._nobody_until = time.monotonic() + NOBODY_LISTENS
            return NOBODY_LISTENS
        room = {subscription: AT_ONCE - n for subscription, n in self._in_the_air.items()}
        for parcel in await asyncio.to_thread(event_delivery.take, self._house, room, AT_ONCE, self._lease):
            self._begin(parcel)
        await self._tidy()
        due = await asyncio.to_thread(event_delivery.next_due, self._house)
        left = AT_LEAST_EVERY if due is None else (due - self._house.now()).total_seconds()
        return min(max(left, AT_MOST_EVERY), AT_LEAST_EVERY)

    async def settled(self) -> None:
        """Until nothing is in the air."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, parcel: Parcel) -> None:
        self._in_the_air[parcel.subscription.id] += 1
        task = asyncio.create_task(self._one(parcel))
        self._tasks.add(task)
        task.add_done_callback(partial(self._landed, parcel.subscription.id))

    def _landed(self, subscription_id: int, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._in_the_air[subscription_id] -= 1
        if not self._in_the_air[subscription_id]:
            del self._in_the_air[subscription_id]
        if (
            not task.cancelled() and (error := task.exception()) is not None
        ):  # the database: the claim runs out
            log.error("an event's delivery could not be noted", error=type(error).__name__)
            self._figures.loop_errors.labels("webhooks").inc()

    async def _one(self, parcel: Parcel) -> None:
        outcome = await self._attempt(parcel)
        self._figures.deliveries.labels("events", outcome).inc()

    async def _attempt(self, parcel: Parcel) -> str:
        house = self._house
        if parcel.body is None:
            await asyncio.to_thread(event_delivery.unmade, house, parcel)
            return "dead"
        valid = event_signatures.valid_secrets(self._key, parcel.subscription.signers, house.now())
        if not valid:
            why = "the installation's key has changed, so no secret is known: `baoxiu events rotate` makes a new one"
            return await self._later(parcel, why)
        at = int(house.now().timestamp())
        headers = {
            "Baoxiu-Event-Id": parcel.event_id,
            "Baoxiu-Signature": event_signatures.signature(valid, at, parcel.body),
        }
        try:
            answer = await webhooks.post(
                parcel.subscription.target, parcel.body, headers, self._reach.networks, self._timeout
            )
        except TimeoutError:
            return await self._later(parcel, f"no answer in {self._timeout:g} s")
        except webhooks.Refused as refused:
            return await self._later(parcel, str(refused))
        except Exception as error:  # noqa: BLE001 - a receiver may fail in any way; the event must not get lost
            return await self._later(parcel, f"{type(error).__name__}: {error}")
        return await self._answered(parcel, answer)

    async def _answered(self, parcel: Parcel, answer: webhooks.Answer) -> str:
        if 200 <= answer.status < 300:
            await asyncio.to_thread(event_delivery.delivered, self._house, parcel)
            return "sent"
        if answer.status == 410:
            await asyncio.to_thread(event_delivery.gone, self._house, parcel)
            return "gone"
        why = f"HTTP {answer.status}" + (f": {answer.said}" if answer.said else "")
        if 300 <= answer.status < 400:
            why = f"HTTP {answer.status}: redirects are not followed; subscribe the address itself"
        return await self._later(parcel, why, answer.retry_after, refused=answer.status in REFUSING)

    async def _later(
        self, parcel: Parcel, why: str, after: float | None = None, *, refused: bool = False
    ) -> str:
        note = partial(event_delivery.not_delivered, self._house, parcel, why, after, refused=refused)
        outcome = await asyncio.to_thread(note)
        log.info("event not delivered", event_id=parcel.event_id, subscription=parcel.subscription.id,
                 attempt=parcel.delivery.attempts, outcome=outcome)  # fmt: skip
        return outcome

    async def _tidy(self) -> None:
        if time.monotonic() >= self._tidy_at:
            self._tidy_at = time.monotonic() + TIDY_EVERY
            await asyncio.to_thread(event_delivery.tidy, self._house)


class Stream:
    """Writes all events to a stream of Redis, in the order of the log.  How far it is stands in the database."""

    def __init__(self, house: House, figures: Figures, reach: Reach) -> None:
        import redis  # where a stream is wanted, `baoxiu serve` has seen to it that this is there

        assert reach.redis_url and reach.stream
        self._house, self._stream, self._length = house, reach.stream, reach.length
        self._holder = secrets.token_hex(12)
        self._horizon = Horizon()
        self._client: Any = redis.Redis.from_url(
            reach.redis_url, socket_timeout=5.0, socket_connect_timeout=5.0
        )
        self._loop = _loop("stream", self.step, house, figures)

    def start(self) -> None:
        self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()
        with suppress(Exception):
            self._client.close()

    async def step(self) -> float:
        written = await asyncio.to_thread(
            event_stream.write, self._house, self._horizon, self._stream, self._holder, self._add
        )
        return 0.0 if written else AT_LEAST_EVERY

    def _add(self, events: list[tuple[str, str, bytes]]) -> None:
        with self._client.pipeline(transaction=False) as pipe:
            for event_id, kind, body in events:
                pipe.xadd(
                    self._stream,
                    {"id": event_id, "type": kind, "event": body},
                    maxlen=self._length,
                    approximate=True,
                )
            pipe.execute()


class Runs(Protocol):
    def start(self) -> None: ...
    async def stop(self) -> None: ...


def loops(house: House, key: str, figures: Figures, reach: Reach) -> list[Runs]:
    """What an application runs beside its clockwork."""
    made: list[Runs] = [Webhooks(house, key, figures, reach)]
    if reach.stream and reach.redis_url:
        made.append(Stream(house, figures, reach))
    return made
