"""A receiver that is killed with -9 again and again, run by test_crash.py as a process of its own.

    python -m tests.handlers.crash_run DATABASE_URL KILLS SEED ACKS

Everything is imported once; each life is a fork that processes events in order, every other round of customers one by one
and the next together, and notes each one in the file ACKS once it is committed, until it is killed at a random moment.  The next life begins with the first
event that was not noted, as a peer that repeats what was not acknowledged.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from handlers.events import Inbound, Turn
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.turn import receive, receive_together
from nlu.parse import parse
from storage.engine import Store
from tests.handlers import crash_work
from tests.world import MONDAY, World

SCRIPT = (
    "我家热水器水箱一直滴水",
    "DEMO-P3-0001",
    "王建国 13800138000",
    "杭州市西湖区文三路12号",
    "1",
    "确认",
    "师傅几点到",
    "取消上门",
    "是",
    "是",
)
CUSTOMERS = 5  # at the same time
SECONDS_OF_A_LIFE = 0.06  # at most
SECONDS_OF_WORK = 0.25  # its steps are longer, and the first of a life is not warm
Life = Callable[[Path, int | None], None]


def events(start: int) -> list[tuple[int, Inbound]]:
    """Events from number ``start`` on; several conversations are under way at the same time."""
    made = []
    for number in range(start, start + 400 - start % CUSTOMERS):
        block, rest = divmod(number, len(SCRIPT) * CUSTOMERS)
        line, who = divmod(rest, CUSTOMERS)
        address = f"customer-{block * CUSTOMERS + who}"
        made.append((number, Inbound("terminal", address, f"{address}/{line}", SCRIPT[line], plan="p3")))
    return made


def live(house: House, acks: Path, stop_at: int | None) -> None:
    """One life: goes on where the acknowledged events end."""
    file = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    number = acknowledged(acks)
    while stop_at is None or number < stop_at:
        for come in rounds(number, stop_at):
            for turn in receive_together(house, come) if len(come) > 1 else [receive(house, come[0])]:
                assert isinstance(turn, Turn), turn
            os.write(file, b"." * len(come))
            number += len(come)


def rounds(start: int, stop_at: int | None) -> Iterator[list[Inbound]]:
    """Events that come together: all customers' of every other line."""
    some: list[Inbound] = []
    for at, event in events(start):
        if stop_at is not None and at >= stop_at:
            break
        some.append(event)
        if at // CUSTOMERS % 2 or at % CUSTOMERS == CUSTOMERS - 1:
            yield some
            some = []


def acknowledged(acks: Path) -> int:
    return acks.stat().st_size if acks.exists() else 0


def main() -> None:
    url, kills, seed, acks = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    dice = random.Random(seed)
    store = Store(url)
    house = House(store, load_plans(), parse)
    World(store).settle()
    for line in SCRIPT:  # so that a life begins to work at once: imports, model and statements are warm
        receive(house, Inbound("warm", "up", line + str(dice.random()), line, plan="p3"))
    world = World(store, now=MONDAY + timedelta(hours=1))  # a time of its own, at which we speak
    crash_work.prepare(world)
    for step in range(len(crash_work.STEPS)):  # warm too, and the first round
        crash_work.perform(world, step)
    store.close()  # no connection may be open when a life is forked off
    began = time.monotonic()
    work = acks.with_suffix(".work")
    work.write_bytes(b"." * len(crash_work.STEPS))
    killed = _killed(lambda at, stop: live(house, at, stop), acks, kills, dice, len(SCRIPT) * CUSTOMERS)
    worked = _killed(
        lambda at, stop: live_work(world, at, stop),
        work,
        kills // 4,
        dice,
        len(crash_work.STEPS),
        SECONDS_OF_WORK,
    )
    rounds = acknowledged(work) // len(crash_work.STEPS)
    print(json.dumps({"events": acknowledged(acks), "kills": kills, "lives_with_work": killed, "status": 0, "rounds": rounds,
                      "rounds_with_work": worked, "seconds": round(time.monotonic() - began, 1)}))  # fmt: skip


def live_work(world: World, acks: Path, stop_at: int | None) -> None:
    """As :func:`live`, of the steps of crash_work.py."""
    file = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    number = acknowledged(acks)
    while stop_at is None or number < stop_at:
        crash_work.perform(world, number)
        os.write(file, b".")
        number += 1


def _killed(
    life: Life, acks: Path, kills: int, dice: random.Random, block: int, longest: float = SECONDS_OF_A_LIFE
) -> int:
    """So many lives, each killed, and a last one that ends the ``block``.  Returns how many got to work."""
    killed_working = 0
    most = longest
    for _ in range(kills):
        before = acknowledged(acks)
        child = os.fork()
        if child == 0:
            life(acks, None)
            os._exit(0)
        time.sleep(dice.uniform(0.002, most))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        worked = acknowledged(acks) > before
        killed_working += worked
        most = max(longest, most * (0.9 if worked else 1.1))  # a busy machine needs longer lives
    # one more where a block is whole: who was killed last may have begun the next and acknowledged nothing of it
    stop_at = (acknowledged(acks) // block + 1) * block
    child = os.fork()
    if child == 0:
        life(acks, stop_at)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0, "the last life failed"
    return killed_working


if __name__ == "__main__":
    main()
