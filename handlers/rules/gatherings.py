"""Campaigns: dated drives with service points, what people say there, and the report that is due afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from handlers.rules.parts import Part, Text

EntryName = Literal["opinion", "suggestion", "request", "fault"]


class EntryKind(Part):
    """Something that people may say at a service point.  ``opens`` is the task that begins with it: a fault report or
    a home visit; without it the words are registered and thanked for."""

    name: EntryName
    label: Text
    words: tuple[str, ...] = ()  # of the chat, matched case-folded, that tell this kind
    opens: Literal["report_fault", "book_visit"] | None = None
    clause: str = ""


class CampaignReport(Part):
    """The summary that is due when a campaign has ended.  ``clock`` is the plan's clock for it (tickets of the kind
    ``campaign`` have it), ``to`` the role that gets the report."""

    clock: str
    to: str = "general_office"
    clause: str = ""


class Campaigns(Part):
    """What every campaign of this plan has."""

    form: Text  # the title of the form on which everything is registered
    kinds: tuple[EntryKind, ...] = Field(min_length=1)
    report: CampaignReport
    clause: str = ""

    def kind(self, name: str) -> EntryKind | None:
        return next((k for k in self.kinds if k.name == name), None)


@dataclass(frozen=True, slots=True)
class Stop:
    """A service point, or one place of a tour: open from ``opens`` to ``closes`` on each day."""

    code: str
    first: date
    last: date
    opens: time
    closes: time


def state(first: date, last: date, closed: bool, today: date) -> Literal["ahead", "running", "over"]:
    """A campaign runs from its first to its last day, both included, unless it was closed."""
    if closed or today > last:
        return "over"
    return "ahead" if today < first else "running"


def ends_at(last: date, zone: str) -> datetime:
    """The midnight after the last day: from then on the report is due."""
    return datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone))


def open_now(stops: Sequence[Stop], now: datetime) -> tuple[Stop, ...]:
    """The places where somebody is at this moment (``now`` in the campaign's zone)."""
    return tuple(
        s
        for s in stops
        if s.first <= now.date() <= s.last and s.opens <= now.time().replace(tzinfo=None) <= s.closes
    )


def kind_of(text: str, kinds: Sequence[EntryKind]) -> EntryKind | None:
    """Which kind a message of the chat is, by the plan's words; the longest word that fits decides.  None: none of
    them, or one that begins a task (the dialogue knows better what a fault is)."""
    said = text.casefold()
    found = [(len(w), -n, k) for n, k in enumerate(kinds) for w in k.words if w.casefold() in said]
    best = max(found, key=lambda f: f[:2], default=None)
    return best[2] if best is not None and best[2].opens is None else None
