"""A loop that imports devices from files that were sent to the console, one after the other."""

from __future__ import annotations

import asyncio
import os
import secrets

from bot.figures import Figures
from bot.loops import Loop
from handlers import import_jobs
from handlers.house import House

LOOK_EVERY = 10.0  # seconds: somebody else's may have been left


class Importing(Loop):
    """Stops between two pieces of a file; what is left goes on after the next start."""

    def __init__(self, house: House, figures: Figures) -> None:
        self._house, self._stopping = house, False
        self._holder = f"{os.getpid()}-{secrets.token_hex(6)}"
        super().__init__("imports", self._look, house.store.signals.listen, ("imports",), figures)

    def start(self) -> None:
        self._stopping = False
        super().start()

    async def stop(self) -> None:
        self._stopping = True
        await super().stop()

    async def _look(self) -> float:
        did = await asyncio.to_thread(import_jobs.work_off, self._house, self._holder, lambda: self._stopping)
        return 0.0 if did and not self._stopping else LOOK_EVERY
