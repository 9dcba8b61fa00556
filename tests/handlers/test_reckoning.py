"""Clocks of open tickets that count anew when holidays were imported or a plan's calendar is another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers import holidays_desk, reckoning, tickets, wall, watch
from handlers.house import House
from storage import tickets as stored_tickets
from storage.models import FeedEvent, QueueItem, Ticket
from storage.reckonings import Progress
from tests.handlers.test_queue import item, on_sqlite
from tests.handlers.test_watch import opened
from tests.world import ZONE, World, together

OFFICE = {"on_site", "fault_removed", "first_response"}  # clocks of p3: four hours, twelve, and half an hour


@pytest.fixture
def world(world: World) -> World:
    """P3 promises in office hours (08:30 to 12:00 and 13:30 to 17:30), which know holidays; it is Monday, 09:00."""
    return in_office(world)


def in_office(world: World) -> World:
    plan = world.house.plans["p3"]
    clocks = tuple(
        c.model_copy(update={"calendar": "office"}) if c.name in OFFICE else c for c in plan.clocks
    )
    plans = {**world.house.plans, "p3": plan.model_copy(update={"clocks": clocks})}
    world.house = replace(world.house, plans=plans)
    return world


def take(world: World, days: str) -> None:
    user = replace(world.user("sue"), role="administrator")
    holidays_desk.take(world.house, user, days, "CN")


def later(world: World, seconds: float = 20) -> int:
    world.now += timedelta(seconds=seconds)
    return watch.fire(world.house, world.house.now())


def due(world: World, ticket_id: int) -> str | None:
    row = world.store.read(lambda tx: stored_tickets.get(tx, ticket_id))
    assert row is not None
    return row.due_at.astimezone(ZONE).strftime("%a %H:%M") if row.due_at is not None else None


def told(world: World) -> tuple[int, int, int] | None:
    found: Progress | None = world.store.read(lambda tx: reckoning.progress(tx, world.house.now()))
    return (found.tickets, found.done, found.moved) if found is not None else None


@pytest.mark.parametrize(
    ("days", "plan", "before", "after", "moved"),
    [
        ("2026-11-23,off,Today\n", "p3", "Mon 14:30", "Tue 14:00", 1),
        ("2026-11-23,off,Today\n2026-11-24,off,Tomorrow\n", "p3", "Mon 14:30", "Wed 14:00", 1),
        ("2026-11-24,off,Tomorrow\n", "p3", "Mon 14:30", "Mon 14:30", 0),
        ("2026-11-28,work,Made up\n", "p3", "Mon 14:30", "Mon 14:30", 0),
        ("2026-11-23,off,Today\n", "p5", "Mon 13:00", "Mon 13:00", 0),  # its clocks run day and night
    ],
)
@on_sqlite
def test_an_import_moves_what_is_due(
    world: World, days: str, plan: str, before: str, after: str, moved: int
) -> None:
    (t,) = opened(world, plan=plan)
    assert due(world, t) == before
    take(world, days)
    assert told(world) == (1, 0, 0)
    later(world, 15)
    assert due(world, t) == before, "not before every process counts with the new days"
    later(world, 5)
    assert (due(world, t), told(world)) == (after, (1, 1, moved))
    shown = holidays_desk.page(world.house, replace(world.user("sue"), role="administrator")).reckoned
    assert shown == wall.wall(world.house, world.user("sue")).reckoned and shown.why == "holidays:CN"
    later(world, 86_400)
    assert told(world) is None, "a day later it is no news"


@on_sqlite
def test_whoever_waits_has_the_new_time_and_nobody_else_is_disturbed(world: World) -> None:
    world.say("太阳能外壳有划痕", plan="p3")
    for text in ("DEMO-P3-0001", "人工"):
        world.say(text)
    waits = item(world)
    (still,) = opened(world, plan="p5")
    last = world.store.read(lambda tx: max(tx.sql.scalars(select(FeedEvent.id))))
    take(world, "2026-11-23,off,Today\n")
    later(world)
    moved = world.store.read(lambda tx: tx.sql.scalars(select(QueueItem.due_at)).one())
    assert moved.astimezone(ZONE).strftime("%a %H:%M") == "Tue 09:00" != waits.due_at, waits.queue
    heard = world.store.read(
        lambda tx: tx.sql.execute(select(FeedEvent.topic, FeedEvent.ref).where(FeedEvent.id > last)).all()
    )
    assert ("ticket", still) not in [tuple(row) for row in heard]
    assert ("queue", waits.id) in [tuple(row) for row in heard]


@on_sqlite
def test_who_is_killed_half_way_leaves_the_rest_written_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = opened(world, 5)
    take(world, "2026-11-23,off,Today\n")
    world.now += timedelta(seconds=20)
    settle, count = tickets.settle, [0]

    def killed(*given: Any) -> Any:
        count[0] += 1
        if count[0] == 3:
            raise KeyboardInterrupt
        return settle(*given)

    with monkeypatch.context() as patch:
        patch.setattr(tickets, "settle", killed)
        with pytest.raises(KeyboardInterrupt):
            watch.fire(world.house, world.house.now())
    total, done, moved = told(world) or (0, 0, 0)
    assert total == 5 and done == moved <= 2, (
        "what shared a commit with the one under way is taken back with it"
    )
    assert [due(world, t) for t in found] == ["Tue 14:00"] * moved + ["Mon 14:30"] * (5 - moved)
    again = House(world.store, world.house.plans, world.parse, now=world.house.now)
    watch.fire(again, again.now())
    assert [due(world, t) for t in found] == ["Tue 14:00"] * 5
    assert told(world) == (5, 5, 5)


def test_many_clockworks_take_each_ticket_once(world: World) -> None:
    opened(world, 8)
    take(world, "2026-11-23,off,Today\n")
    world.now += timedelta(seconds=20)
    done = together(4, lambda _: watch.fire(world.house, world.house.now()))
    assert sum(d for d in done if isinstance(d, int)) == 8, done
    assert told(world) == (8, 8, 8)


@on_sqlite
def test_another_calendar_of_a_plan_is_noticed_when_a_server_starts(world: World) -> None:
    (t,), (other,) = opened(world), opened(world, plan="p5")
    reckoning.plans_changed(world.house)
    assert told(world) is None, "nothing was known before"
    reckoning.plans_changed(world.house)
    assert told(world) is None
    plan = world.house.plans["p3"]
    shifts = {**plan.calendars["office"].shifts, "mon": plan.calendars["office"].shifts["mon"][:1]}
    office = plan.calendars["office"].model_copy(update={"shifts": shifts})
    changed = plan.model_copy(update={"calendars": {**plan.calendars, "office": office}})
    world.house = replace(world.house, plans={**world.house.plans, "p3": changed})
    for _ in range(2):
        reckoning.plans_changed(world.house)
    later(world)
    assert (due(world, t), due(world, other), told(world)) == ("Tue 09:30", "Mon 13:00", (1, 1, 1))


@on_sqlite
def test_what_is_over_stays_as_it_was(world: World) -> None:
    (t,) = opened(world)
    world.store.write(
        lambda tx: tickets.record(
            tx, world.house, t, "ticket.resolved", "user:1", world.house.now(), {}, status="resolved"
        )
    )
    before = world.store.read(lambda tx: tx.sql.execute(select(Ticket.__table__)).all())
    take(world, "2026-11-23,off,Today\n")
    later(world)
    assert told(world) is None
    assert world.store.read(lambda tx: tx.sql.execute(select(Ticket.__table__)).all()) == before
