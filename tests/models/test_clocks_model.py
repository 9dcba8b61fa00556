"""Clocks, whatever happens to a ticket and to time itself: every step that is due is taken once, and none too early.

What is due is reckoned here a second time, as simply as can be.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import Row, select

from handlers import holidays_desk, reckoning, tickets, watch
from handlers.rules import calendar
from handlers.rules.timing import Clock
from storage import conversations
from storage.engine import Tx
from storage.models import LogEntry
from tests.models.play import Machine, Worlds, play
from tests.world import ZONE

PLAN = "p6"
CLOCKS = ("on_site", "standby", "first_response", "analysis_report")
TARGETS = {1: 24, 2: 48, 3: 72}  # hours until somebody is there, without a contract
ANSWER = {1: 5, 2: 10, 3: 30}  # minutes until a person answers
EVENTS = ("customer.awaited", "customer.back", "visit.arrived", "visit.done", "report.sent", "parts.awaited", "parts.arrived",
          "parts.cancelled", "queue.entered", "agent.replied", "ticket.resolved", "ticket.reopened")  # fmt: skip
STEPS = ("clock.warned", "clock.breached", "escalation.sent")
ENDS = ("ticket.resolved",)
FIRST = datetime.min.replace(tzinfo=UTC)
TICK = timedelta(microseconds=1)
which = st.integers(0, 9)


@dataclass
class Known:
    severity: int
    log: list[tuple[datetime, str]] = field(default_factory=list)
    last: datetime = FIRST  # when anything was written, also by clockwork

    def happens(self, at: datetime, event: str) -> None:
        """What is written later has happened later, whatever the clock of whoever writes it says."""
        self.last = self.last + TICK if at < self.last else at
        self.log.append((self.last, event))


class Clocks(Machine):
    def begin(self) -> None:
        calendar.take_public_days({})
        holidays_desk._known = ("", 0)
        self.plan = self.world.house.plans[PLAN]
        self.known: dict[int, Known] = {}
        self.looked = True
        self.seen = 0  # entries of clockwork so far
        self.chief = replace(self.world.user("sue"), role="administrator")

    # -- what happens ------------------------------------------------------------------------------

    @rule(severity=st.integers(1, 3))
    def somebody_reports(self, severity: int) -> None:
        if len(self.known) == 4:
            return
        house, name = self.world.house, f"c{len(self.known)}"

        def work(tx: Tx) -> int:
            now = house.now()
            row = conversations.lock(tx, "terminal", name, now, plan=PLAN)
            return int(tickets.open_ticket(tx, house, self.plan, row.id, "report_fault", "x", "customer", now, status="open",
                                           severity_level=severity).id)  # fmt: skip

        ticket = self.world.store.write(work)
        self.known[ticket] = Known(severity)
        self._noted(ticket)

    @rule(n=which, event=st.sampled_from(EVENTS), apart=st.sampled_from([0, 0, 0, -45, 45]))
    def something_happens(self, n: int, event: str, apart: int) -> None:
        """Written by a process whose clock is so many seconds ahead or behind."""
        ticket = self._ticket(n)
        self.world.now += timedelta(seconds=1)
        now = self.world.house.now() + timedelta(seconds=apart)
        changes: dict[str, Any] = {"status": "open"} if event == "ticket.reopened" else {}
        self.world.store.write(
            lambda tx: tickets.record(tx, self.world.house, ticket, event, "user:1", now, **changes)
        )
        self._noted(ticket, now)

    @rule(n=which, severity=st.integers(1, 3))
    def the_severity_is_put_right(self, n: int, severity: int) -> None:
        ticket = self._ticket(n)
        self.world.now += timedelta(seconds=1)
        now = self.world.house.now()
        self.world.store.write(lambda tx: tickets.record(
            tx, self.world.house, ticket, "ticket.severity", "user:1", now, {"level": severity, "before": None},
            severity_level=severity))  # fmt: skip
        self.known[ticket].severity = severity
        self._noted(ticket, now)

    @rule(days=st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True))
    def the_calendar_is_changed(self, days: list[int]) -> None:
        today = self.world.now.astimezone(ZONE).date()
        text = "".join(f"{today + timedelta(days=d)},off,Holiday\n" for d in sorted(days))
        holidays_desk.take(self.world.house, self.chief, text, "CN")
        self.world.now += reckoning.LATER + timedelta(seconds=1)
        self._fire()

    @rule(minutes=st.sampled_from([1, 7, 31, 200, 250, 1441]), often=st.booleans())
    def time_passes(self, minutes: int, often: bool) -> None:
        until = self.world.now + timedelta(minutes=minutes)
        while often and self.world.now + timedelta(minutes=20) < until:
            self.world.now += timedelta(minutes=20)
            self._fire()
        self.world.now = until
        self._fire()

    @rule(n=which)
    def it_is_nearly_time_and_then_it_is(self, n: int) -> None:
        """Half a minute before a step, and at its very moment."""
        now = self.world.house.now()
        found = [(t, c, *self._due(t, c)) for t in self.known for c in CLOCKS]
        ahead = sorted(
            at for _, c, due, _ in found if due is not None for at in self._steps(c, due).values() if at > now
        )
        if ahead:
            at = ahead[n % min(len(ahead), 3)].astimezone(ZONE)
            self.world.now = max(self.world.now, at - timedelta(seconds=30))
            self._fire()
            self.world.now = at
            self._fire()

    @rule(n=which, minutes=st.sampled_from([3, 90, 700]))
    def the_customer_lets_us_wait(self, n: int, minutes: int) -> None:
        self.something_happens(n, "customer.awaited", 0)
        self.time_passes(minutes, often=False)
        self.something_happens(n, "customer.back", 0)

    @rule(hours=st.sampled_from([1, 2]))
    def the_clock_is_put_back(self, hours: int) -> None:
        self.world.now -= timedelta(hours=hours)
        self._fire()

    # -- what always holds -------------------------------------------------------------------------

    @invariant()
    def each_step_is_taken_once(self) -> None:
        times = Counter((e.ticket_id, e.data["clock"], e.data["step"], e.data["due"]) for e in self._taken())
        assert not [what for what, count in times.items() if count > 1]

    @invariant()
    @precondition(lambda self: self.looked)
    def everything_that_is_due_is_done(self) -> None:
        now, taken = self.world.house.now(), self._taken()
        for ticket, name in ((t, c) for t in self.known for c in CLOCKS):
            due, started = self._due(ticket, name)
            if due is None:
                continue
            done = {
                e.data["step"]: e.at for e in taken
                if (e.ticket_id, e.data["clock"]) == (ticket, name) and e.at >= started
            }  # fmt: skip
            right = {step for step, at in self._steps(name, due).items() if step in done and done[step] >= at}
            for step, at in self._steps(name, due).items():
                owed = at <= now and not (step == "warn" and "breach" in right)
                assert not owed or step in right, f"{name} of {ticket}: {step} was due at {at}, it is {now}"

    @invariant()
    def the_log_is_in_order(self) -> None:
        wanted = select(LogEntry.ticket_id, LogEntry.at).order_by(LogEntry.id)
        last: dict[int, datetime] = {}
        for row in self.world.store.read(lambda tx: tx.sql.execute(wanted).all()):
            assert row.at >= last.get(row.ticket_id, row.at)
            last[row.ticket_id] = row.at

    def _fire(self) -> None:
        now = self.world.house.now()
        watch.fire(self.world.house, now)
        self.looked = True
        taken = self._taken()
        for entry in taken[self.seen :]:
            due, _ = self._due(entry.ticket_id, entry.data["clock"])
            assert due == datetime.fromisoformat(entry.data["due"]), entry.data
            assert self._steps(entry.data["clock"], due)[entry.data["step"]] <= now, (
                f"too early: {entry.data}"
            )
            self.known[entry.ticket_id].last = entry.at
        self.seen = len(taken)

    # -- what is due, reckoned simply --------------------------------------------------------------

    def _due(self, ticket: int, name: str) -> tuple[datetime | None, datetime]:
        """When a clock that runs is due; None when it does not run."""
        known, clock = self.known[ticket], self._clock(name)
        log = known.log
        now = max(self.world.house.now(), known.last)
        starts = [i for i, (_, event) in enumerate(log) if event in clock.start]
        if not starts:
            return None, now
        begin = starts[-1 if clock.restart else 0]
        after = [event for _, event in log[begin + 1 :]]
        ended = None
        for n, event in enumerate(after):
            ended = n if event in ENDS else None if event == "ticket.reopened" else ended
        if ended is not None or any(event in clock.stop for event in after):
            return None, now
        started = log[begin][0]
        if name == "analysis_report":
            return self._end_of_working_day(started, 3), started
        hours = {"on_site": TARGETS[known.severity], "standby": 4}.get(name)
        left = timedelta(hours=hours) if hours else timedelta(minutes=ANSWER[known.severity])
        (pause,) = clock.pauses or (None,)
        stands, at = False, started
        for when, event in [*log, (now, "")]:
            if when > at and not stands:
                if when - at >= left:
                    return at + left, started
                left -= when - at
            at = max(at, when)
            if pause is not None and event in (pause.start, pause.end):
                stands = event == pause.start
        return (None if stands else at + left), started

    def _end_of_working_day(self, start: datetime, count: int) -> datetime:
        day = start.astimezone(ZONE).date()
        while count:
            day += timedelta(days=1)
            off, worked = calendar.public_days("CN", day.year)
            count -= (day.weekday() < 5 and day not in off) or day in worked
        return datetime.combine(day, time(17, 30), ZONE)

    def _steps(self, name: str, due: datetime) -> dict[str, datetime]:
        clock = self._clock(name)
        assert clock.warn is not None
        found = {"warn": due - timedelta(seconds=clock.warn.seconds), "breach": due}
        for n, step in enumerate(clock.escalate):
            assert step.after is not None
            found[f"escalate:{n}"] = due + timedelta(seconds=step.after.seconds)
        return found

    # -- small parts -------------------------------------------------------------------------------

    def _clock(self, name: str) -> Clock:
        found = self.plan.clock(name)
        assert found is not None
        return found

    def _ticket(self, n: int) -> int:
        if not self.known:
            self.somebody_reports(2)
        return sorted(self.known)[n % len(self.known)]

    def _noted(self, ticket: int, now: datetime | None = None) -> None:
        """Write down what was written, and what followed from it, as the model sees it."""
        known, self.looked = self.known[ticket], False
        rows = [e for e in self._log() if e.ticket_id == ticket and e.event not in STEPS]
        for entry in rows[len(known.log) :]:
            known.happens(now or self.world.house.now(), entry.event)

    def _log(self) -> list[Row[Any]]:
        wanted = select(LogEntry.__table__).order_by(LogEntry.id)
        return list(self.world.store.read(lambda tx: tx.sql.execute(wanted).all()))

    def _taken(self) -> list[Row[Any]]:
        return [e for e in self._log() if e.event in STEPS and e.actor == "clockwork"]


@pytest.mark.timeout(600)
def test_every_step_is_taken_once_and_never_early(worlds: Worlds) -> None:
    play(Clocks, worlds, 20)
