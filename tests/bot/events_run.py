"""A process that delivers events until it is killed: ``python -m tests.bot.events_run DATABASE_URL``."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from bot.figures import Figures
from bot.integration import Reach, Webhooks
from bot.limits import networks
from handlers.house import House
from nlu.backends.protocol import BuiltIn
from storage.engine import Store

KEY = "a key of the tests that is long enough to sign with"


async def run(url: str) -> None:
    house = House(Store(url), {}, BuiltIn().parse)
    sender = Webhooks(
        house, KEY, Figures(), Reach(networks("127.0.0.0/8")), lease=timedelta(seconds=1), timeout=0.8
    )
    sender.start()
    print("delivering", flush=True)
    await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1]))
