"""Words and the ends of telephones are looked for in what a process keeps opened of the newest tickets: as they are now."""

from __future__ import annotations

from typing import Any

from handlers import search
from storage import tickets
from tests.bench import scale_data
from tests.bench.reports import NOW
from tests.world import World


def found(world: World, text: str) -> list[int]:
    return [row.id for row in search.find(world.house, world.user("sue"), text).tickets]


def change(world: World, ticket: int, **values: Any) -> None:
    world.store.write(lambda tx: tickets.save(tx, ticket, world.now, **values))


def test_words_are_those_that_stand_there_now_the_newest_ticket_first(world: World) -> None:
    scale_data.fill_tickets(world.store, world.house, 30, 1)
    scale_data.analyzed(world.store)
    assert found(world, "green door") == found(world, "55217") == []
    for ticket in (4, 21, 9):
        change(world, ticket, problem="Behind the GREEN door", phone=f"1390005521{ticket % 10}")
    assert found(world, "green door") == [21, 9, 4]
    assert found(world, "5521") == [], "no telephone ends so"
    assert found(world, "055211") == [21]
    change(world, 9, problem="behind the red door")
    assert (found(world, "green door"), found(world, "red door")) == ([21, 4], [9])
    newer = world.store.write(
        lambda tx: tickets.create(
            tx, NOW.date(), world.now, plan="p3", kind="report_fault", status="open", conversation_id=1, facts={},
            problem="the green door again", phone="13900055214",
        )
    ).id  # fmt: skip
    assert newer > 21
    assert found(world, "green door") == [newer, 21, 4]
    assert found(world, "055214") == [newer, 4]
