"""The operator's time zone: of the console's pages and commands, of a report's days, of what belongs to no plan.

Said once when the house is opened; what a plan promises is in the plan's own zone.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

USUAL = "Asia/Shanghai"

_zone = ZoneInfo(USUAL)


def here() -> ZoneInfo:
    return _zone


def settle(name: str) -> None:
    """The zone of this process from now on, by its IANA name."""
    global _zone
    _zone = ZoneInfo(name)
