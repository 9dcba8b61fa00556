"""A process that imports files until it is killed: ``python -m tests.bot.import_run DATABASE_URL [KEY]``."""

from __future__ import annotations

import sys
import time

from handlers import import_jobs
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.backends.protocol import BuiltIn
from storage import sealing
from storage.engine import Store


def run(url: str, key: str) -> None:
    ring = sealing.ring(tuple(sealing.read_keys(key))) if key else None
    house = House(Store(url, ring=ring), load_plans(), BuiltIn().parse)
    while True:
        import_jobs.work_off(house, "first", lambda: False)
        time.sleep(0.05)


if __name__ == "__main__":
    run(sys.argv[1], "".join(sys.argv[2:]))
