"""How long we wait for an answer to a question of ours before we ask again, and before people telephone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.planned import SPEAK_FROM, SPEAK_UNTIL, morning

AGAIN_AFTER = timedelta(hours=4)
MOST_TIMES = 2  # that a question is asked


def next_step(asked_at: datetime, times: int, zone: str) -> datetime | None:
    """When to ask again, or to give it to people: some hours later, but in the daytime; None when it is with them."""
    if times > MOST_TIMES:
        return None
    local = (asked_at + AGAIN_AFTER).astimezone(ZoneInfo(zone))
    if local.time() < SPEAK_FROM:
        return morning(local.date(), zone)
    if local.time() >= SPEAK_UNTIL:
        return morning(local.date() + timedelta(days=1), zone)
    return local
