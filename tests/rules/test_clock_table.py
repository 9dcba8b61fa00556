"""Every clock of the shipped plans against examples that were worked by hand (``clock_table.md``).

Rows: P1.1, P1.2, P2.1, P2.2, P2.4, P3.1, P4.4, P4.9, P4.10, P6.2, P6.3, P6.4, P6.6, P7.10, P8.1, P8.4, P9.2, P9.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.plans.load import load_plans
from handlers.rules import clocks
from handlers.rules.facts import ClockState, Happening
from handlers.rules.policy import Plan
from handlers.rules.timing import Clock

TABLE = Path(__file__).with_name("clock_table.md")
PLANS = load_plans()
SAMPLE = Clock.model_validate({
    "name": "repair", "label": {"zh": "修好", "en": "repaired"}, "clause": "S1", "start": ["ticket.opened"], "stop": ["visit.done"],
    "calendar": "office", "targets": [{"within": "8h"}], "warn": "1h",
    "pauses": [{"start": "customer.awaited", "end": "customer.back", "because": {"zh": "等", "en": "wait"}},
               {"start": "parts.awaited", "end": "parts.arrived", "because": {"zh": "件", "en": "parts"}}],
    "escalate": [{"to": "supervisor", "before": "30m"}, {"to": "manager", "after": "1h"}],
})  # fmt: skip
_TIME = re.compile(r"(?:(?:(\d{4})-)?(\d\d)-(\d\d) )?(\d\d):(\d\d)$")


@dataclass
class Reader:
    """Reads the times of one row, each on the day of the one before it unless it says its own."""

    zone: ZoneInfo
    day: date = date(2026, 1, 1)

    def time(self, text: str) -> datetime:
        found = _TIME.match(text.strip())
        assert found, f"{text!r} is no time"
        year, month, day, hour, minute = (int(n) if n else None for n in found.groups())
        if month and day:
            self.day = date(year or self.day.year, month, day)
        assert hour is not None and minute is not None
        local = datetime(self.day.year, self.day.month, self.day.day, hour, minute, tzinfo=self.zone)
        return local.astimezone(UTC)

    def log(self, text: str, clock: str) -> list[Happening]:
        return [self.happening(entry.strip(), clock) for entry in text.split(";")]

    def happening(self, text: str, clock: str) -> Happening:
        found = re.fullmatch(r"((?:\S+ )?\d\d:\d\d) ([a-z_.]+)(?: until (.+)| (\S+))?", text)
        assert found, f"{text!r} is no entry of a log"
        when, event, until, step = found.groups()
        at, day = self.time(when), self.day
        data: dict[str, object] = {}
        if until:
            data["until"] = self.time(until).isoformat()
            self.day = day
        if step:
            data.update(clock=clock, step=step)
        return Happening(at, event, data)


@dataclass(frozen=True)
class Row:
    line: int
    plan: str
    clock: str
    who: str
    log: str
    asked: str
    state: str
    due: str
    next: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.plan} {self.clock}"


def rows() -> list[Row]:
    found = []
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or cells[0] in ("clock", "---"):
            continue
        plan, clock = cells[0].split()
        found.append(Row(number, plan, clock, *cells[1:]))
    return found


ROWS = rows()


def plan_of(row: Row) -> Plan:
    """The plan of a row, with what the row changes in it."""
    where = row.who.partition("@")[2]
    plan = PLANS["p6" if row.plan == "sample" else row.plan]
    if row.plan == "sample":
        plan = plan.model_copy(update={"clocks": (*plan.clocks, SAMPLE)})
    if where == "2027":
        days = {
            "open": {date(2027, 1, 31): (), date(2027, 2, 20): ()},
            "closed": tuple(date(2027, 2, 5) + timedelta(days=n) for n in range(7)),
        }
        office = plan.calendars["office"].model_copy(update=days)
        plan = plan.model_copy(update={"calendars": {**plan.calendars, "office": office}})
    elif where:
        plan = plan.model_copy(update={"zone": where})
    return plan


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_clock_worked_by_hand(row: Row) -> None:
    plan = plan_of(row)
    level, *service = row.who.partition("@")[0].split()
    read = Reader(ZoneInfo(plan.zone))
    log = clocks.wishes_end(read.log(row.log, row.clock))
    asked = read.time(row.asked)
    clock = plan.clock(row.clock)
    assert clock is not None
    kind = clock.kinds[0] if clock.kinds else "report_fault"
    found = by_name(plan, log, int(level), service[0] if service else None, kind, asked)[row.clock]
    due = None if row.due == "-" else read.time(row.due)
    step, _, when = row.next.partition(" ")
    assert (found.state, found.due) == (row.state.rstrip("!"), due), row.why
    assert found.breached == (row.state in ("breached", "late", "stopped!")), row.why
    assert (found.next_step or "-", found.next_at) == (step, read.time(when) if when else None), row.why


def by_name(
    plan: Plan, log: list[Happening], severity: int, service: str | None, kind: str, now: datetime
) -> dict[str, ClockState]:
    states = clocks.states(plan, log, severity=severity, service_level=service, kind=kind, now=now)
    return {state.name: state for state in states}


def test_every_clock_of_a_shipped_plan_has_an_example() -> None:
    shown = {(row.plan, row.clock) for row in ROWS}
    promised = {(name, clock.name) for name, plan in PLANS.items() for clock in plan.clocks}
    assert promised - shown == set(), "clocks without a worked example in clock_table.md"


def test_every_target_of_a_shipped_clock_is_shown_or_follows_from_the_severity() -> None:
    """A row in which each clock runs, is broken or met; what stands still alone shows no time."""
    timed = {(row.plan, row.clock) for row in ROWS if row.due != "-"}
    assert {(name, clock.name) for name, plan in PLANS.items() for clock in plan.clocks} <= timed


def test_every_row_says_why() -> None:
    assert all(row.why for row in ROWS)
