"""Many reports from one place within a short time are one incident."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from pydantic import Field

from handlers.rules.parts import Elapsed, Part, Span

_ROOM = re.compile(
    r"(?:[,，;；、\s]*(?:\d{1,3}\s*(?:单元|号楼|栋|幢|座)?[-—－]?)?\s*(?:\d{1,4}|[a-z]\d{0,4}|[一二三四五六七八九十]{1,3})\s*(?:室|房间|房|户|楼|层|单元)"
    r"|(?<=[号號栋幢])\s*[-—－]?\d{1,4}"
    r"|[,，;；\s]+(?:room|rm|flat|apt|apartment|unit|suite|floor|fl)\.?\s*[a-z0-9-]{1,6}){1,4}\s*$",
    re.IGNORECASE,
)
MOST_ADDRESS = 200  # characters of an address that are looked at
_GAPS = re.compile(r"[\s,，.。;；、/\\()（）#-]+")


class Incidents(Part):
    """``reports`` faults from one ``region`` or ``address`` ``within`` that time are one incident; it is over by
    itself when no further report came for ``quiet``."""

    reports: int = Field(default=3, ge=2, le=100)
    within: Elapsed = Span(seconds=1800)
    by: Literal["region", "address"] = "region"
    quiet: Elapsed = Span(seconds=12 * 3600)
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A fault report as this rule sees it."""

    ticket: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """``members`` are the reports of one incident, oldest first; empty while there are too few."""

    members: tuple[int, ...]
    since: datetime | None
    clause: str


def scope(region: str | None, address: str | None, policy: Incidents) -> str | None:
    """What an incident is of: ``region:hangzhou`` or ``address:...``; None while that is not known."""
    if policy.by == "region":
        return f"region:{region}" if region else None
    place = site(address or "")
    return f"address:{place}" if place else None


@lru_cache(maxsize=1024)  # every report of a place is compared with all of the last half-hour
def site(address: str) -> str:
    """The address without room, floor and punctuation, so that two rooms of a building are one site."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", building(address)).casefold())[:180]


def building(address: str) -> str:
    """The address without room and floor, for people to read."""
    plain = unicodedata.normalize("NFC", address[:MOST_ADDRESS]).strip()
    return (_ROOM.sub("", plain) or plain)[:180]


def judge(reports: Sequence[Report], now: datetime, policy: Incidents) -> Judged:
    """Whether these reports of one place (of any age) make an incident at ``now``."""
    after = now - timedelta(seconds=policy.within.seconds)
    recent = sorted((r for r in reports if after <= r.at <= now), key=lambda r: (r.at, r.ticket))
    if len({r.ticket for r in recent}) < policy.reports:
        return Judged((), None, policy.clause)
    return Judged(tuple(dict.fromkeys(r.ticket for r in recent)), recent[0].at, policy.clause)
