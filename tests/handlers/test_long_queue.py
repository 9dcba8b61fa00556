"""A queue that is long: the same figures and places, counted less often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import listings, queue, wall
from storage import queue as stored
from tests.handlers.test_assignment import bare
from tests.world import World


def crowd(world: World) -> list[int]:
    """Items of two queues, in no order, one of which somebody holds."""
    kinds = [(2, 40), (1, 90), (3, None), (2, 10), (1, None), (2, 40)]
    made = [
        bare(world, f"c{n}", level, "solar-service" if n % 3 else "triage", minutes)
        for n, (level, minutes) in enumerate(kinds * 2)
    ]
    queue.claim(world.house, world.user("ann"), made[4])
    return made


def test_the_list_for_programs_knows_the_place_of_each_without_asking_for_it(world: World) -> None:
    crowd(world)
    for narrowed in (
        {},
        {"queue": "triage"},
        {"status": "waiting"},
        {"status": "claimed"},
        {"kind": "handoff"},
    ):
        wanted = {"queue": None, "status": None, "kind": None, **narrowed}
        shown = listings.queue_list(world.house, **wanted, limit=50)
        assert shown
        for row in shown:
            assert row["place"] == world.store.read(lambda tx, row=row: stored.place(tx, row["id"])), narrowed  # type: ignore[misc]
    top = listings.queue_list(world.house, queue=None, status=None, kind=None, limit=4)
    assert top == listings.queue_list(world.house, queue=None, status=None, kind=None, limit=50)[:4]


def test_the_wall_counts_what_waits_and_is_held(world: World) -> None:
    crowd(world)
    seen = wall.wall(world.house, world.user("sue"))
    assert (seen.whole.waiting, seen.whole.held) == (11, 1)
    assert (seen.whole.sooner, seen.whole.soon, seen.whole.over) == (2, 6, 0)
    apart = {q.name: (q.whole.waiting, q.whole.held) for q in seen.queues}
    assert apart == {"solar-service": (7, 1), "triage": (4, 0)}
    world.now += timedelta(minutes=45)
    seen = wall.wall(world.house, world.user("sue"), queue="solar-service", show="over")
    assert (seen.whole.over, seen.whole.soon) == (6, 2)
    assert {i.queue for i in seen.items} == {"solar-service"} and len(seen.items) == 2


def test_a_long_queue_is_counted_once_a_second_whoever_asks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "LONG", 12)
    made = crowd(world)
    sue = world.user("sue")
    assert wall.wall(world.house, sue).whole.waiting == 11
    queue.claim(world.house, world.user("bob"), made[0])
    seen = wall.wall(world.house, sue)
    assert seen.whole.waiting == 11, "counted just now"
    assert [i.status for i in seen.items if i.id == made[0]] == ["claimed"], "what is listed is as it is"
    world.now += timedelta(seconds=1)
    assert wall.wall(world.house, sue).whole.waiting == 10
    monkeypatch.setattr(wall, "LONG", 13)
    queue.claim(world.house, world.user("bob"), made[1])
    assert wall.wall(world.house, sue).whole.waiting == 9, "a short queue is counted whenever somebody looks"
