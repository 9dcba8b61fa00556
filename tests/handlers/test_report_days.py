"""Kept sums of days say what the results say, whatever is changed about a day afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from handlers import report_counts, reports, results, watch
from handlers.report_counts import days_due
from storage import report_days
from storage.engine import Tx
from storage.report_tables import ReportChange, ReportDay, ReportSum, TicketResult
from tests.handlers.test_reports import NARROWED, YEAR, filled
from tests.storage.query_plans import plans
from tests.world import World, together

__all__ = ["filled"]
ASKED = [{**YEAR, "by": by, **only} for by in reports.DIMENSIONS for only in NARROWED]
ASKED += [{"period": kind} for kind in ("7", "30", "90", "month")]


def keep_all(world: World) -> None:
    while due := world.store.read(lambda tx: days_due(tx, world.house.now(), 50)):
        for day in due:
            world.store.write(lambda tx, day=day: report_counts.keep(tx, day))  # type: ignore[misc]


def number_of(world: World, model: Any) -> int:
    return world.store.read(
        lambda tx: int(tx.sql.execute(select(func.count()).select_from(model)).scalar_one())
    )


def same_as_live(world: World, monkeypatch: pytest.MonkeyPatch, asked: list[dict[str, str]]) -> None:
    """Every figure of these pages, from the sums and without them."""
    sue = world.user("sue")
    for given in asked:
        kept = reports.page(world.house, sue, given).sections
        with monkeypatch.context() as patched:
            patched.setattr(report_days, "kept", lambda tx, start, end: [])
            live = reports.page(world.house, sue, given).sections
        for ours, theirs in zip(kept, live, strict=True):
            assert ours == theirs, (given, ours.figure.id)


def anything(chance: random.Random, there: list[Any]) -> Callable[[Tx], object]:
    """Something happens to the results of a ticket: one comes, goes, becomes another, or all get another severity."""
    row = chance.choice(there)
    mine = (TicketResult.ticket_id == row.ticket_id, TicketResult.figure == row.figure,
            TicketResult.name == row.name, TicketResult.nth == row.nth)  # fmt: skip
    what = chance.randrange(4)
    if what == 0:
        return lambda tx: tx.sql.execute(delete(TicketResult).where(*mine))
    if what == 1:
        level = chance.choice((1, 2, 3))
        return lambda tx: tx.sql.execute(update(TicketResult).where(TicketResult.ticket_id == row.ticket_id).values(severity=level))  # fmt: skip
    moved = chance.randrange(-4000, 4000)
    changed = {"quarter": row.quarter + moved, "at": row.at + timedelta(minutes=15 * moved)}
    changed |= {"outcome": chance.choice([r.outcome for r in there if r.figure == row.figure])}
    if row.value is not None and row.figure in report_days.TIMES:
        changed |= {"value": chance.randrange(100_000)}
    if what == 2:
        return lambda tx: tx.sql.execute(update(TicketResult).where(*mine).values(**changed))
    new = {**row._mapping, **changed, "nth": 1000 + chance.randrange(10**6)}
    return lambda tx: tx.sql.execute(insert(TicketResult).values(**new))


def all_results(world: World) -> list[Any]:
    return list(world.store.read(lambda tx: tx.sql.execute(select(TicketResult.__table__)).all()))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_say_what_the_results_say_whatever_happens_to_a_day_later(
    filled: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    keep_all(filled)
    assert number_of(filled, ReportDay) > 300 and number_of(filled, ReportSum) > 5000
    same_as_live(filled, monkeypatch, chance.sample(ASKED, 4))
    for _ in range(3):
        for _ in range(60):
            filled.store.write(anything(chance, all_results(filled)))
        assert number_of(filled, ReportChange)
        same_as_live(filled, monkeypatch, chance.sample(ASKED, 4))
        some = filled.store.read(
            lambda tx: list(tx.sql.execute(select(ReportChange.start).distinct()).scalars())
        )
        for day in chance.sample(some, len(some) // 2):
            filled.store.write(lambda tx, day=day: report_days.work_in(tx, day))  # type: ignore[misc]
        same_as_live(filled, monkeypatch, chance.sample(ASKED, 4))


@pytest.mark.parametrize("given", ASKED, ids=str)
def test_every_way_to_ask_has_the_same_answer_from_the_sums(
    filled: World, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    keep_all(filled)
    filled.store.write(lambda tx: tx.sql.execute(update(TicketResult).values(severity=2)))
    same_as_live(filled, monkeypatch, [given])


def test_clockwork_keeps_the_days_and_works_changes_in_when_there_are_many(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = filled.house.now()
    while filled.store.read(lambda tx: days_due(tx, now, 1)):
        watch.fire(filled.house, now)
    days = number_of(filled, ReportDay)
    results.rebuild(filled.house)
    assert number_of(filled, ReportChange) == 0, "nothing was changed"
    filled.store.write(lambda tx: tx.sql.execute(update(TicketResult).values(plan="p1")))
    assert number_of(filled, ReportChange) > report_days.MANY
    while filled.store.read(lambda tx: report_days.changed(tx, 1)):
        watch.fire(filled.house, now)
    assert number_of(filled, ReportChange) < report_days.MANY and number_of(filled, ReportDay) == days
    same_as_live(filled, monkeypatch, ASKED[:3])


def test_a_result_that_is_written_while_its_day_is_counted_is_in_it_once(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many write about the last days while others count them and work changes in."""
    there = all_results(filled)
    due = filled.store.read(lambda tx: days_due(tx, filled.house.now(), 12))

    def work(i: int) -> None:
        chance = random.Random(i)
        for n in range(8):
            day = due[(i + n) % len(due)]
            filled.store.write(partial(report_counts.keep, start=day))
            inside = [r for r in there if day <= r.quarter < day + 96] or there
            row = chance.choice(inside)
            new = {**row._mapping, "nth": 5000 + i * 100 + n}
            filled.store.write(lambda tx, new=new: tx.sql.execute(insert(TicketResult).values(**new)))  # type: ignore[misc]
            filled.store.write(partial(report_days.work_in, start=day))

    assert together(6, work) == [None] * 6
    same_as_live(filled, monkeypatch, ASKED)


def test_another_zone_is_counted_anew_and_a_rebuild_makes_all_days_anew(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_all(filled)
    for table, moved in (
        ("report_days", "until = until - 32, start = start - 32"),
        ("report_sums", "start = start - 32"),
    ):
        apart = (
            text(f"UPDATE {table} SET {moved.replace('- 32', '- 100000')}"),
            text(f"UPDATE {table} SET {moved.replace('- 32', '+ 99968')}"),
        )
        for step in apart:
            filled.store.write(lambda tx, step=step: tx.sql.execute(step))  # type: ignore[misc]
    same_as_live(filled, monkeypatch, ASKED[:2])
    keep_all(filled)
    same_as_live(filled, monkeypatch, ASKED[:2])
    filled.store.write(report_days.forget)
    assert number_of(filled, ReportSum) == 0
    assert report_counts.rebuild(filled.house) > 300
    same_as_live(filled, monkeypatch, ASKED[:2])


def test_a_page_of_days_that_are_kept_looks_its_sums_up(filled: World) -> None:
    keep_all(filled)
    if not filled.store.sqlite:
        with filled.store.engine.begin() as sql:
            sql.exec_driver_sql("ANALYZE")
    for table in ("report_sums", "report_changes"):
        found = plans(
            filled.store, table, lambda: reports.page(filled.house, filled.user("sue"), {"period": "90"})
        )
        assert found and not [p for p in found if "SCAN report" in p or "Seq Scan on report_sums" in p]
