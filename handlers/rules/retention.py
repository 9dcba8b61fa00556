"""How long personal data are kept once a ticket is closed."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from pydantic import Field

from handlers.rules.parts import Part

#: Texts of a ticket's log that are facts of the work and name nobody.
FACTS = frozenset({
    "clock", "step", "due", "role", "until", "start", "end", "reason", "verdict", "component", "currency", "price_list", "manifest",
    "status", "kind", "plan", "service_level", "region", "intent", "to", "queue", "months",
})  # fmt: skip


class Retention(Part):
    """Personal data of a ticket are erased this many ``months`` after it was closed."""

    months: int = Field(ge=1, le=240)
    clause: str = ""


def erased_before(now: datetime, months: int) -> datetime:
    """Whoever was closed before this moment is erased at ``now``: the same day of an earlier month, or its last."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def is_fact(path: str) -> bool:
    """Whether a text at that place of a log entry (``/before/component``) is a fact of the work."""
    return path.rpartition("/")[2] in FACTS
