"""Promises and what follows the work: the pure decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.plans.load import load_plans
from handlers.rules.aftercare import ask_at, question, reopens
from handlers.rules.clocks import working
from handlers.rules.parts import Span
from handlers.rules.promises import Promises, next_step, steps

PLANS = load_plans()
T = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
minutes = st.integers(0, 60 * 24 * 30)


@given(minutes, minutes.filter(bool), minutes.filter(bool))
def test_warned_before_announced_before_failed(left: int, warn: int, announce: int) -> None:
    rules = Promises(warn=Span(seconds=60 * max(warn, announce)), announce=Span(seconds=60 * announce))
    found = [step.at for step in steps(rules, T, T + timedelta(minutes=left))]
    assert T <= found[0] <= found[1] <= found[2] == T + timedelta(minutes=left)
    assert left == 0 or found[1] < found[2], "the customer hears it before it fails"


@pytest.mark.parametrize(
    ("done", "name"),
    [((), "warn"), (("warn",), "announce"), (("announce",), "fail"), (("warn", "announce", "fail"), None)],
)
def test_the_next_step(done: tuple[str, ...], name: str | None) -> None:
    step = next_step(Promises(), T, T + timedelta(hours=5), done)
    assert (step.name if step is not None else None) == name


@pytest.mark.parametrize("wrong", [{"warn": "5m", "announce": "10m"}, {"announce": "0m"}])
def test_the_customer_is_told_after_the_engineer(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="announce"):
        Promises.model_validate(wrong)


@pytest.mark.parametrize(
    ("event", "kind", "log", "found"),
    [
        ("visit.done", "report_fault", "ticket.opened visit.done", "ask"),
        ("ticket.resolved", "report_fault", "ticket.opened ticket.resolved", "ask"),
        ("ticket.resolved", "report_fault", "visit.done confirmation.asked ticket.resolved", "wait"),
        ("ticket.resolved", "report_fault", "visit.done confirmation.asked customer.confirmed ticket.resolved", "no"),
        ("ticket.resolved", "report_fault", "visit.done confirmation.asked customer.confirmed ticket.reopened ticket.resolved", "ask"),
        ("visit.done", "complaint", "visit.done", "no"),
        ("visit.arrived", "report_fault", "visit.arrived", "no"),
    ],
)  # fmt: skip
def test_whether_it_is_asked(event: str, kind: str, log: str, found: str) -> None:
    assert question(PLANS["p6"].confirmation, event, kind, log.split()) == found


@pytest.mark.parametrize(
    ("days", "again", "verdict"),
    [(2, True, "reopen"), (2, False, "ask"), (7, True, "reopen"), (8, True, "follows"), (8, False, "new")],
)
def test_reopening(days: int, again: bool, verdict: str) -> None:
    found = reopens(PLANS["p3"].reopening, T, T + timedelta(days=days), again)
    assert (found.verdict, found.clause) == (verdict, "P3.1")
    assert reopens(None, T, T, again).verdict == ("follows" if again else "new")


@pytest.mark.parametrize(
    ("resolved", "asked"),
    [
        ("2026-11-23T02:00", "2026-11-26T02:00"),
        ("2026-11-23T15:00", "2026-11-27T00:00"),
        ("2026-11-22T22:00", "2026-11-26T00:00"),
    ],
)
def test_follow_ups_are_asked_between_eight_and_eight(resolved: str, asked: str) -> None:
    """P3.7; times in UTC, Shanghai is eight hours ahead."""
    plan = PLANS["p3"]
    found = ask_at(plan.follow_ups[0], datetime.fromisoformat(f"{resolved}+00:00"), working(plan, "visits"))
    assert found == datetime.fromisoformat(f"{asked}+00:00")
