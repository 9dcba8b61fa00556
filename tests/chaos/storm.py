"""One run: the house under fire for some minutes, then calm, then a look at what is left."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from handlers.rules import serials
from storage import devices, people, visits
from storage.engine import Store, Tx
from storage.models import Message, Ticket
from tests.bot_api import BotApi, bot_api
from tests.chaos.checker import check
from tests.chaos.crowd import Crowd, script, serial_of
from tests.chaos.engineers import PASSWORD, Desk
from tests.chaos.fleet import READY_SECONDS, Fleet, fleet, ready, until, url_of
from tests.chaos.history import History, left, read, user_ids
from tests.chaos.weather import Weather, schedule
from tests.servers import migrate
from tests.world import World

EARLY = 20  # reports from before, whose clocks become due in the run
SETTLE_SECONDS = 150.0
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Course:
    """``minutes`` of trouble for so many ``customers`` and ``engineers``."""

    seed: int
    minutes: float = 3.0
    customers: int = 200
    engineers: int = 20

    @property
    def seconds(self) -> float:
        return self.minutes * 60


@dataclass
class Outcome:
    wrong: dict[str, list[str]]
    figures: Counter[str] = field(default_factory=Counter)

    def lines(self) -> str:
        return "\n".join(f"  {name:32} {count}" for name, count in self.figures.items())


def prepare(store: Store, course: Course, crowd: Crowd, dice: Random) -> None:
    """Devices, technicians, engineers, and reports of the last hours."""
    world = World(store, now=datetime.now(UTC)).settle()

    def work(tx: Tx) -> None:
        now = datetime.now(UTC)
        for number in range(course.customers + EARLY):
            serial = serial_of(number)
            devices.add(tx, now, serial_number=serial, serial_key=serials.fold(serial), model="P3-100", plan="p3",
                        dates={world.house.plans["p3"].warranty.start[0]: "2026-05-07"}, region="hangzhou")  # fmt: skip
        for number in range(course.customers // 5):
            visits.add_technician(tx, name=f"师傅{number}", regions=["hangzhou"], skills=["solar"], shifts={},
                                  zone="Asia/Shanghai", works_holidays=True, active=True)  # fmt: skip
        for number in range(course.engineers):
            people.add_user(tx, now, login=f"engineer{number}", name=f"Engineer {number}", role="engineer",
                            password_hash=HASH, lang="en", queues=[])  # fmt: skip

    store.write(work)
    begin = datetime.now(UTC)
    for number in range(EARLY):
        who = ("rest", f"early-{number}")
        crowd.heard[who] = []
        hours = dice.choice((3, 4, 10, 12))  # where a clock warns or is over
        world.now = begin - timedelta(hours=hours) + timedelta(seconds=dice.uniform(5, course.seconds))
        for line in script(course.customers + number, Random(number))[:4]:
            turn = world.say(line, who=who[1], channel="rest", plan="p3", seconds=0)
            crowd.said.setdefault(who, []).append(line)
            crowd.heard[who] += [reply.text for reply in turn.replies]


@contextmanager
def house() -> Iterator[tuple[Fleet, BotApi, Store]]:
    with fleet() as ships, bot_api() as api:
        url = url_of(ships.database, "postgres")
        migrate(url)
        store = Store(url)
        try:
            yield ships, api, store
        finally:
            ships.stop()
            store.close()


async def storm(home: Path, course: Course) -> Outcome:
    began = time.monotonic()
    dice = Random(course.seed)
    with house() as (ships, api, store):
        crowd = Crowd([], api)
        await asyncio.to_thread(prepare, store, course, crowd, dice)
        ships.man(
            home, "postgres", default_plan="p3", log_level="warning", telegram_token=api.token, telegram_api=api.url,
            telegram_rate="1000",
        )  # fmt: skip
        crowd.urls = ships.urls("web")
        desk = Desk(crowd.urls, {k: v for k, v in user_ids(store).items() if k.startswith("engineer")})
        keeping = asyncio.create_task(ships.keep())
        await until(lambda: all(map(ready, ships.urls(""))), READY_SECONDS, "not all processes are ready")
        weather = Weather(ships, api, course.seed)
        await act(course, crowd, desk, weather, dice)
        settled = await settle(store, ships, crowd, api)
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        await asyncio.to_thread(ships.stop)
        crowd.listen()
        history = History(
            crowd.said, crowd.heard, desk.claims, desk.replies, crowd.unacknowledged, crowd.otherwise
        )
        read(store, datetime.now(UTC), history)
        outcome = Outcome(check(history), figures(store, history, crowd, desk, weather))
        outcome.figures["seconds until all was settled"] = round(settled)
        outcome.figures["seconds in all"] = round(time.monotonic() - began)
        if outcome.wrong:
            print(ships.said())
    return outcome


async def act(course: Course, crowd: Crowd, desk: Desk, weather: Weather, dice: Random) -> None:
    """Everybody works while things go wrong; then the customers end what they have begun, and the engineers go home."""
    think = min(3.0, course.seconds / 30)
    customers = [
        crowd.customer(n, script(n, dice), dice.uniform(0, course.seconds * 0.7), think, Random(f"{course.seed}/{n}"))
        for n in range(course.customers)
    ]  # fmt: skip
    people_of_ours = [
        desk.engineer(login, 2.0 + course.engineers / 10, Random(f"{course.seed}/{login}"))
        for login in desk.ids
    ]
    async with asyncio.TaskGroup() as group:
        for one in people_of_ours:
            group.create_task(one)
        talking = [group.create_task(one) for one in customers]
        await weather.pass_over(schedule(course.seconds, Random(course.seed)))
        crowd.calm.set()
        await asyncio.wait(talking)
        desk.over.set()


async def settle(store: Store, ships: Fleet, crowd: Crowd, api: BotApi) -> float:
    """Until everything has been taken in, sent, fetched and fired; how many seconds it took.  What is still missing then
    is told by the checker."""
    began = time.monotonic()
    await until(lambda: all(map(ready, ships.urls(""))), READY_SECONDS, "not all processes are ready again")
    while time.monotonic() < began + SETTLE_SECONDS:
        await crowd.fetch()
        if not api.pending() and await asyncio.to_thread(store.read, at_rest):
            break
        await asyncio.to_thread(store.write, hurry)
        await asyncio.sleep(1)
    settled = time.monotonic() - began
    await asyncio.to_thread(ships.stop, "clockwork")
    with suppress(AssertionError):
        await until(lambda: not store.read(sendable), 20, "not sent")
    await crowd.fetch()
    return settled


def at_rest(tx: Tx) -> bool:
    return not sendable(tx) and not left(tx, datetime.now(UTC))


def sendable(tx: Tx) -> int:
    waiting = select(func.count()).select_from(Message).where(Message.status == "pending")
    return int(tx.sql.execute(waiting).scalar() or 0)


def hurry(tx: Tx) -> None:
    """What failed in the storm is tried again after minutes; nobody wants to wait for it here."""
    failed = (Message.status == "pending", Message.error.is_not(None))
    tx.sql.execute(update(Message).where(*failed).values(next_at=datetime.now(UTC)))


def figures(store: Store, history: History, crowd: Crowd, desk: Desk, weather: Weather) -> Counter[str]:
    """What to print."""
    out = [m for m in history.messages if m.direction == "out"]
    found = Counter[str]()
    found["customers"] = len(history.said)
    found["events acknowledged"] = sum(map(len, history.said.values()))
    for name, count in sorted(crowd.seen.items()):
        found[f"  {name}"] = count
    found["replies written"] = len(out)
    found["replies heard"] = sum(map(len, history.heard.values()))
    found["  perhaps twice"] = sum(m.unsure > 0 for m in out)
    found["  refused after a handover"] = sum(m.status == "refused" for m in out)
    found["tickets"] = store.read(
        lambda tx: int(tx.sql.execute(select(func.count()).select_from(Ticket)).scalar() or 0)
    )
    found["visits confirmed"] = sum(v.status == "confirmed" for v in history.visits)
    events = Counter(e.event for e in history.log)
    for event in ("queue.entered", "queue.claimed", "queue.accepted", "queue.transferred", "queue.returned",
                  "ticket.resolved", "clock.warned", "clock.breached", "escalation.sent"):  # fmt: skip
        found[event] = events[event]
    found["claims by engineers"] = len(desk.claims)
    found["replies by engineers"] = len(desk.replies)
    for name, count in sorted(desk.seen.items()):
        found[f"  {name}"] = count
    found.update(weather.fleet.counted)
    found["connections cut"] = weather.fleet.to_database.cuts + weather.fleet.to_cache.cuts
    for name, count in sorted(weather.happened.items()):
        if name != "kill":
            found[name] = count
    return found
