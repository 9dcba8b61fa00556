"""Clockwork: fires due clocks, ends expired holds and lost leases.  The work itself is in ``handlers.watch``;
it is done once however many processes run this loop."""

from __future__ import annotations

import asyncio
from time import monotonic

from bot.figures import Figures
from bot.loops import Loop
from bot.tracing import step
from handlers import holidays_desk, reckoning, watch
from handlers.house import House

AT_LEAST_EVERY = 15.0  # seconds
AT_A_STRETCH = 2.0  # seconds: so long it goes on while much is due
AT_MOST_EVERY = 0.5  # seconds: every turn changes clocks, and nobody's clock is finer than this


def clockwork(house: House, figures: Figures) -> Loop:
    """A loop that wakes when a clock is due, when clocks change, and at least every 15 s."""

    plans_known = False

    def fire() -> float:
        nonlocal plans_known
        now = house.now()
        holidays_desk.refresh(house)
        if not plans_known:
            reckoning.plans_changed(house)
            plans_known = True
        until = monotonic() + AT_A_STRETCH
        while True:
            with step("clockwork"):
                done = watch.fire(house, now)
            figures.clocks_fired.inc(done)
            if done < watch.AT_ONCE or monotonic() > until:
                break  # else there is more, and nothing to wait for
            now = house.now()
        figures.show_failing(house.retries.counts())
        due = watch.next_due(house, now)
        if due is None:
            return AT_LEAST_EVERY
        left = (due - house.now()).total_seconds()
        return min(max(left, AT_MOST_EVERY), AT_LEAST_EVERY)

    async def look() -> float:
        return await asyncio.to_thread(fire)

    return Loop("clockwork", look, house.store.signals.listen, ("clocks",), figures, pause=AT_MOST_EVERY)
