"""A receiver that is killed with -9 again and again, run by test_crash.py as a process of its own.

    python -m tests.handlers.crash_run DATABASE_URL KILLS SEED ACKS

Everything is imported once; each life is a fork that processes events in order and notes each one in the
file ACKS once it is committed, until it is killed at a random moment.  The next life begins with the first
event that was not noted, as a peer that repeats what was not acknowledged.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.turn import receive
from nlu.parse import parse
from storage.engine import Store
from tests.world import World

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
SECONDS_OF_A_LIFE = 0.06  # at most


def events(start: int) -> list[tuple[int, Inbound]]:
    """Events from number ``start`` on; several conversations are under way at the same time."""
    made = []
    for number in range(start, start + 400):
        block, rest = divmod(number, len(SCRIPT) * 5)
        line, who = divmod(rest, 5)
        address = f"customer-{block * 5 + who}"
        made.append((number, Inbound("terminal", address, f"{address}/{line}", SCRIPT[line], plan="p3")))
    return made


def live(house: House, acks: Path, stop_at: int | None) -> None:
    """One life: goes on where the acknowledged events end."""
    file = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    number = acknowledged(acks)
    while stop_at is None or number < stop_at:
        for at, event in events(number):
            if stop_at is not None and at >= stop_at:
                break
            receive(house, event)
            os.write(file, b".")
            number = at + 1


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
    store.close()  # no connection may be open when a life is forked off
    began = time.monotonic()
    killed_working = 0
    most = SECONDS_OF_A_LIFE
    for _ in range(kills):
        before = acknowledged(acks)
        child = os.fork()
        if child == 0:
            live(house, acks, None)
            os._exit(0)
        time.sleep(dice.uniform(0.002, most))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        worked = acknowledged(acks) > before
        killed_working += worked
        most = max(SECONDS_OF_A_LIFE, most * (0.9 if worked else 1.1))  # a busy machine needs longer lives
    block = len(SCRIPT) * 5
    stop_at = -(-max(acknowledged(acks), 1) // block) * block
    child = os.fork()
    if child == 0:
        live(house, acks, stop_at)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(json.dumps({"events": stop_at, "kills": kills, "lives_with_work": killed_working, "status": status,
                      "seconds": round(time.monotonic() - began, 1)}))  # fmt: skip


if __name__ == "__main__":
    main()
