"""When planned work is due (P1.4, P1.5, P1.9, P3.6, P3.8, P4.7, P4.8, P6.6), as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.rules import planned
from handlers.rules.planned import Crew, Life, Operation, Planned, occurrences

D = date.fromisoformat
NAME = {"zh": "巡检", "en": "inspection"}
START = ("acceptance", "delivery")


def item(**more: Any) -> Planned:
    values = {"id": "it", "name": NAME, "clause": "P6.6", "what": "inspection", "how": "telephone", **more}
    return Planned.model_validate(values)


def over_time(wanted: Planned, life: Life, first: str, last: str) -> list[str]:
    """The days that are found due when somebody looks every day."""
    found: dict[str, date] = {}
    day = D(first)
    while day <= D(last):
        for occurrence in occurrences(wanted, START, life, day):
            assert found.setdefault(occurrence.period, occurrence.due_on) == occurrence.due_on
        day += timedelta(days=1)
    return [d.isoformat() for d in found.values()]


@pytest.mark.parametrize(
    ("every", "accepted", "first", "last", "due"),
    [
        ("1mo", "2026-01-31", "2026-02-01", "2026-05-31", ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        ("1mo", "2028-01-31", "2028-02-01", "2028-03-31", ["2028-02-29", "2028-03-31"]),  # a leap year
        ("2/y", "2026-05-07", "2026-05-07", "2027-11-06", ["2026-11-07", "2027-05-07"]),
        ("6mo", "2026-08-31", "2026-08-31", "2027-08-31", ["2027-02-28", "2027-08-31"]),
        ("3mo", "2026-11-30", "2026-12-01", "2027-06-30", ["2027-02-28", "2027-05-30"]),
        ("12mo", "2024-02-29", "2024-03-01", "2028-12-31", ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("1/y", "2026-01-01", "2026-12-01", "2027-01-01", ["2027-01-01"]),
        ("15d", "2026-01-31", "2026-02-01", "2026-03-31", ["2026-02-15", "2026-03-02", "2026-03-17"]),
    ],
)  # fmt: skip
def test_days(every: str, accepted: str, first: str, last: str, due: list[str]) -> None:
    life = Life({"acceptance": D(accepted)}, since=D(accepted))
    assert over_time(item(every=every, lead="0d"), life, first, last) == due


LIFE = Life({"acceptance": D("2026-01-15")}, since=D("2026-01-15"))


@pytest.mark.parametrize(
    ("life", "more", "today", "due"),
    [
        (LIFE, {"every": "1mo", "lead": "3d"}, "2026-02-11", []),  # four days before: not yet
        (LIFE, {"every": "1mo", "lead": "3d"}, "2026-02-12", ["2026-02-15"]),
        (LIFE, {"every": "1mo", "lead": "3d"}, "2026-03-10", ["2026-02-15"]),  # missed, still owed
        (LIFE, {"every": "1mo", "lead": "3d"}, "2026-06-30", ["2026-06-15"]),  # the older ones are not made up for
        (LIFE, {"every": "1mo", "from_month": 24, "lead": "3d"}, "2028-01-12", ["2028-01-15"]),
        (LIFE, {"every": "1mo", "from_month": 24, "lead": "3d"}, "2027-12-15", []),
        (LIFE, {"every": "6mo", "until_month": 12, "lead": "3d"}, "2027-01-15", ["2027-01-15"]),
        (LIFE, {"every": "15d", "lead": "3d"}, "2026-01-26", []),
        (LIFE, {"every": "15d", "lead": "3d"}, "2026-01-27", ["2026-01-30"]),
        (LIFE, {"every": "15d", "lead": "3d"}, "2026-02-27", ["2026-01-30", "2026-02-14", "2026-03-01"]),
        (LIFE, {"every": "15d", "lead": "3d", "until_month": 1}, "2026-02-27", ["2026-01-30", "2026-02-14"]),
        (LIFE, {"every": "15d", "lead": "3d", "from_month": 1}, "2026-02-27", ["2026-03-01"]),
        (LIFE, {"every": "6mo", "until_month": 12, "lead": "3d"}, "2027-07-15", []),
        # known to us only since May: nothing from before
        (Life(LIFE.dates, D("2026-05-20")), {"every": "1mo", "lead": "9d"}, "2026-05-25", []),
        # replaced or retired in June
        (Life(LIFE.dates, LIFE.since, D("2026-06-10")), {"every": "1mo", "lead": "9d"}, "2026-06-12", ["2026-05-15"]),
        (Life({}, LIFE.since), {"every": "1mo"}, "2026-06-12", []),  # no date is known
        (Life({"delivery": D("2026-01-10"), "acceptance": D("2026-01-20")}, LIFE.since), {"every": "1mo", "lead": "0d"},
         "2026-02-20", ["2026-02-20"]),  # acceptance goes first
        (LIFE, {"after": "acceptance", "within": "2d", "lead": "2d"}, "2026-01-15", ["2026-01-17"]),
        (LIFE, {"after": "acceptance", "within": "2d", "lead": "9d"}, "2026-01-14", []),  # not before it happened
        (LIFE, {"after": "completion", "within": "2d"}, "2026-01-15", []),
        (Life(LIFE.dates, D("2026-08-01")), {"after": "acceptance", "within": "2d"}, "2026-08-01", []),  # long ago
    ],
)  # fmt: skip
def test_what_is_due(life: Life, more: dict[str, Any], today: str, due: list[str]) -> None:
    found = occurrences(item(**more), START, life, D(today))
    assert [o.due_on.isoformat() for o in found] == due


@given(st.dates(D("2020-01-01"), D("2030-12-31")), st.sampled_from([1, 2, 3, 4, 6, 12]), st.integers(0, 2000))
def test_every_part_of_a_year_has_exactly_one(begin: date, every: int, days: int) -> None:
    """So a corrected date of acceptance never doubles what is there already."""
    turns = range(1, 3 * 12 // every)
    often = item(every=f"{every}mo").every
    periods = [often.period(often.due(begin, n)) for n in turns]
    assert len(set(periods)) == len(periods)
    today = begin + timedelta(days=days)
    life = Life({"acceptance": begin}, begin)
    found = occurrences(item(every=f"{every}mo", lead="20d"), START, life, today)
    assert len({o.period for o in found}) == len(found) <= 60 // 28 // every + 1
    assert all(begin < o.due_on <= today + timedelta(days=20) for o in found)
    assert planned.next_look([item(every=f"{every}mo")], START, life, today) > today


@given(st.dates(D("2020-01-01"), D("2030-12-31")), st.integers(7, 28), st.integers(1, 2000))
def test_days_never_drift_and_each_has_a_period_of_its_own(begin: date, every: int, days: int) -> None:
    life = Life({"acceptance": begin}, begin)
    wanted = item(every=f"{every}d", lead="20d")
    found = occurrences(wanted, START, life, begin + timedelta(days=days))
    assert all((o.due_on - begin).days == o.turn * every for o in found)
    assert len({o.period for o in found}) == len(found) <= (31 + 20) // every + 1
    assert found or days < every - 20
    assert planned.next_look([wanted], START, life, begin + timedelta(days=days)) > begin + timedelta(
        days=days
    )


@pytest.mark.parametrize(
    ("status", "today", "asked_on", "asked", "step"),
    [
        ("planned", "2026-05-01", None, 0, None),
        ("planned", "2026-05-06", None, 0, "offer"),
        ("planned", "2026-05-21", None, 0, "overdue"),  # nobody was there to offer it
        ("offered", "2026-05-08", "2026-05-06", 1, None),
        ("offered", "2026-05-09", "2026-05-06", 1, "remind"),
        ("offered", "2026-05-15", "2026-05-09", 2, None),  # reminded once, not more
        ("offered", "2026-05-20", "2026-05-09", 2, None),  # the last day is in time
        ("offered", "2026-05-21", "2026-05-09", 2, "overdue"),
        ("booked", "2026-05-22", "2026-05-09", 1, None),
        ("booked", "2026-05-23", "2026-05-09", 1, "overdue"),  # nobody wrote the result down
        ("done", "2026-06-30", "2026-05-09", 1, None),
        ("skipped", "2026-06-30", "2026-05-09", 1, None),
        ("overdue", "2026-06-30", "2026-05-09", 1, None),
    ],
)
def test_the_next_step(status: str, today: str, asked_on: str | None, asked: int, step: str | None) -> None:
    asked_day = D(asked_on) if asked_on else None
    found = planned.step(status, D("2026-05-20"), D("2026-05-06"), asked_day, asked, D(today))
    assert found == step


@pytest.mark.parametrize(
    ("at", "may"),
    [("01:29", False), ("01:30", True), ("11:59", True), ("12:00", False), ("20:00", False)],
)
def test_nobody_is_spoken_to_by_night(at: str, may: bool) -> None:
    """Times in UTC; Shanghai is eight hours later."""
    assert (
        planned.may_speak(datetime.fromisoformat(f"2026-05-06T{at}").replace(tzinfo=UTC), "Asia/Shanghai")
        is may
    )


@pytest.mark.parametrize(
    ("crew", "code"),
    [
        (Crew(5, 5), None),
        (Crew(5, 4), None),
        (Crew(5, 3), "skill"),
        (Crew(8, 8, joined=2, left=2), None),
        (Crew(8, 8, joined=3, left=1), "turnover"),
        (Crew(8, 8, joined=0, left=3), "turnover"),
        (Crew(0, 0), None),  # nobody is known to work with it
    ],
)
def test_training_from_the_operation_record(crew: Crew, code: str | None) -> None:
    """P4.7: from operators' skill and turnover."""
    need = planned.training_needed(crew, Operation(clause="P4.7", training="course"))
    assert (need.code if need is not None else None) == code


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"every": "5mo"}, "do not divide a year"),
        ({"every": "5/y"}, "no interval"),
        ({"every": "often"}, "no interval"),
        ({"every": "24/y"}, "or '15d' \\(7 to 28 days\\)"),  # half a month has no fixed length
        ({"every": "60d"}, "no interval"),
        ({"every": "1mo", "after": "acceptance", "within": "2d"}, "not both"),
        ({"after": "acceptance"}, "belong together"),
        ({"what": "questionnaire"}, "has 'questions'"),
        ({"how": "chat"}, "only a questionnaire"),
        ({"in_turn": True}, "needs 'topics'"),
    ],
)
def test_planned_work_that_cannot_be(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        item(**more)
