"""All servers count with one time, whatever their own clocks say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import CommonTime, common
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage.engine import Store


class Wrong:
    """A machine whose clock is ``apart`` from the right one, and can be set."""

    def __init__(self, apart: timedelta) -> None:
        self.apart = apart

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.apart


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=1)


@pytest.fixture
def store(pg_url: str) -> Store:
    return Store(pg_url, pool=1)


def test_servers_whose_clocks_differ_have_the_same_time(store: Store) -> None:
    ahead, behind = (CommonTime(store, ours=Wrong(timedelta(hours=h))) for h in (2, -1))
    assert not near(ahead(), behind())
    for clock in (ahead, behind):
        clock.ask()
        assert near(clock(), datetime.now(UTC))
    store.close()


def test_a_clock_that_is_set_while_the_server_runs_changes_nothing(store: Store) -> None:
    wall = Wrong(timedelta())
    clock = CommonTime(store, ours=wall)
    clock.ask()
    before = clock()
    for hours in (2, -1):
        wall.apart = timedelta(hours=hours)
        assert near(clock(), before) and clock() >= before
    store.close()


def test_it_follows_when_the_time_of_all_is_put_right(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours is a clock that has not gone on while the machine was asleep."""
    ticks = [0.0]
    clock = CommonTime(store, ticks=lambda: ticks[0])
    clock.ask()
    ticks[0] -= 3600
    assert near(clock(), datetime.now(UTC) - timedelta(hours=1))
    clock.ask()
    assert near(clock(), datetime.now(UTC))
    store.close()


def test_what_may_be_the_way_only_moves_nothing(store: Store) -> None:
    ticks = iter((0.0, 0.2, -0.8, 2.2, -0.9, -0.7))  # before and after each question
    clock = CommonTime(store, ticks=lambda: next(ticks))
    clock.ask()
    apart = clock._apart
    clock.ask()  # took three seconds: the answer may be one and a half wrong
    assert clock._apart == apart
    clock.ask()
    assert clock._apart != apart
    store.close()


def test_on_sqlite_the_machines_clock_is_everybodys(sqlite_url: str) -> None:
    house = House(Store(sqlite_url), load_plans(None), parse)
    assert common(house).now is house.now
    house.store.close()
