"""Stored tickets judged again under another plan: what would have been different.  Reads only.

Both plans are applied to the same facts (the log, the words that were evidence, the device, the day of the verdict),
so that every difference comes from the plans.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import parties, tickets
from handlers.house import House
from handlers.rules import clocks, routing
from handlers.rules.facts import ClockState, Happening
from handlers.rules.policy import Plan
from handlers.texts.shapes import money
from handlers.tickets import rate
from storage import tickets as stored_tickets
from storage.engine import Tx

PAGE = 50
CLOCKWORK = ("clock.warned", "clock.breached", "escalation.sent")  # they followed from the plan of that time


@dataclass(frozen=True, slots=True)
class Judged:
    """What a plan makes of a ticket: each part in a few words, clocks as they would stand."""

    severity: str
    warranty: str
    fee: str
    route: str
    clocks: dict[str, ClockState]


@dataclass(frozen=True, slots=True)
class Change:
    """``what``: severity, warranty, fee, route or a clock's name."""

    number: str
    what: str
    before: str
    after: str


@dataclass
class Replayed:
    tickets: int = 0
    different: int = 0  # tickets with any change
    counts: Counter[str] = field(default_factory=Counter)  # what -> tickets
    late_before: Counter[str] = field(
        default_factory=Counter
    )  # clock -> tickets that miss it under the old plan
    late_after: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Change]] = field(default_factory=dict)

    def take(self, changes: list[Change], examples: int) -> None:
        self.tickets += 1
        self.different += bool(changes)
        for change in changes:
            self.counts[change.what] += 1
            kept = self.examples.setdefault(change.what, [])
            if len(kept) < examples:
                kept.append(change)


def replay(
    house: House, old: Plan, new: Plan, *, most: int, examples: int = 3,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Replayed:  # fmt: skip
    """The newest ``most`` tickets of the old plan, a page at a time."""
    now = house.now()
    found = Replayed()
    before: int | None = None
    of = min(most, house.store.read(lambda tx: stored_tickets.count(tx, old.id)))
    while found.tickets < most:
        size = min(PAGE, most - found.tickets)

        def page(tx: Tx, before: int | None = before, size: int = size) -> list[int]:
            rows = stored_tickets.listing(tx, plan=old.id, before=before, limit=size)
            for row in rows:
                judged = judge(tx, row, old, now), judge(tx, row, new, now)
                found.take(_changes(str(row.number), *judged, ZoneInfo(new.zone)), examples)
                for late, one in zip((found.late_before, found.late_after), judged, strict=True):
                    late.update(name for name, state in one.clocks.items() if state.breached)
            return [row.id for row in rows]

        ids = house.store.read(page)
        progress(found.tickets, of)
        if len(ids) < size:
            break
        before = ids[-1]
    return found


def judge(tx: Tx, ticket: Row[Any], plan: Plan, now: datetime) -> Judged:
    """The ticket under a plan.  What a person decided stays as it is."""
    level, said = _severity(ticket, plan)
    covered, cost = _warranty(tx, ticket, plan)
    choice = routing.route(plan, ticket.region, level, ticket.kind, ticket.component)
    log = [h for h in tickets.happenings(tx, ticket.id) if h.event not in CLOCKWORK]
    return Judged(
        said,
        covered,
        cost,
        choice.queue + _party(tx, ticket, plan, level),
        _clocks(plan, ticket, log, level or 3, now),
    )


def _party(tx: Tx, ticket: Row[Any], plan: Plan, level: int | None) -> str:
    """Who would carry it out, where the plan works through dealers."""
    if plan.dealers is None or ticket.kind not in plan.dealers.kinds:
        return ""
    party = parties.choose(tx, plan.dealers, ticket, level)
    return f", {party.dealer or party.kind}"


def _severity(ticket: Row[Any], plan: Plan) -> tuple[int | None, str]:
    if ticket.severity is None:
        return ticket.severity_level, "none"
    if str(ticket.severity.get("by", "")).startswith("user:"):
        return ticket.severity_level, f"{ticket.severity_level} (by a person)"
    learned = ticket.facts.get("learned")
    verdict = rate(plan, ticket.facts.get("signs", []), (learned[0], learned[1]) if learned else None)
    quotes = "”, “".join(r.quote for r in verdict.reasons if r.quote)
    return verdict.level, f"{verdict.level}" + (f" (“{quotes}”)" if quotes else "")


def _warranty(tx: Tx, ticket: Row[Any], plan: Plan) -> tuple[str, str]:
    if ticket.warranty is None:
        return "none", "none"
    if str(ticket.warranty.get("by", "")).startswith("user:"):
        return f"{ticket.warranty['verdict']} (by a person)", "by a person's verdict"
    verdict, quote = tickets.judged(tx, plan, ticket, datetime.fromisoformat(ticket.warranty["on"]).date())
    until = f" until {verdict.until}" if verdict.until else ""
    return f"{verdict.verdict}{until}", "free" if quote.free else money(quote.low, quote.high, quote.currency)


def _clocks(
    plan: Plan, ticket: Row[Any], log: list[Happening], level: int, now: datetime
) -> dict[str, ClockState]:
    states = clocks.states(
        plan, log, severity=level, service_level=ticket.service_level, kind=ticket.kind, now=now
    )
    return {s.name: s for s in states if s.state != "waiting"}


def _changes(number: str, old: Judged, new: Judged, zone: ZoneInfo) -> list[Change]:
    found = [
        Change(number, what, getattr(old, what), getattr(new, what))
        for what in ("severity", "warranty", "fee", "route")
        if getattr(old, what).partition(" (“")[0] != getattr(new, what).partition(" (“")[0]
    ]
    for name in [*old.clocks, *(n for n in new.clocks if n not in old.clocks)]:
        before, after = _clock(old.clocks.get(name), zone), _clock(new.clocks.get(name), zone)
        if before != after:
            found.append(Change(number, f"clock {name}", before, after))
    return found


def _clock(state: ClockState | None, zone: ZoneInfo) -> str:
    if state is None:
        return "none"
    due = f"due {state.due.astimezone(zone):%Y-%m-%d %H:%M}" if state.due is not None else state.state
    return f"{due}, missed" if state.breached else due
