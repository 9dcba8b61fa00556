"""Nobody finds out which serial numbers there are: after ten an hour, known and unknown ones are answered alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import guessing
from storage.engine import Store
from tests.world import World

KNOWN = ("DEMO-P3-0001", "DEMO-P3-0003")
UNKNOWN = ("DEMO-P3-7771", "DEMO-P3-7772")


@pytest.fixture
def world(store: Store) -> World:
    return World(store).settle()


def answers(world: World, serial: str, who: str) -> list[str]:
    return [r.text.replace(serial, "N") for r in world.say(f"{serial} 还在保修期内吗？", who=who).replies]


def test_after_ten_numbers_known_and_unknown_ones_are_answered_alike(world: World) -> None:
    assert answers(world, KNOWN[0], "a") != answers(world, UNKNOWN[0], "b"), "or this shows nothing"
    for who in "cd":
        for n in range(guessing.MOST):
            world.say(f"DEMO-P3-88{n:02} 还在保修期内吗？", who=who)
    assert answers(world, KNOWN[0], "c") == answers(world, UNKNOWN[0], "d")
    assert answers(world, KNOWN[1], "c") == answers(world, UNKNOWN[1], "c")
    world.now += timedelta(hours=1, minutes=1)
    assert answers(world, KNOWN[0], "c") != answers(world, UNKNOWN[1], "d"), "an hour later one may ask again"


def test_the_same_number_may_be_said_as_often_as_one_likes(world: World) -> None:
    first = answers(world, KNOWN[0], "a")
    assert all(answers(world, KNOWN[0], "a") == first for _ in range(guessing.MOST + 2))


def test_in_a_report_a_number_that_was_one_too_many_is_noted_and_the_report_goes_on(world: World) -> None:
    for serial in (KNOWN[0], UNKNOWN[0]):
        who = f"r {serial}"
        for n in range(guessing.MOST):
            world.say(f"DEMO-P3-88{n:02} 还在保修期内吗？", who=who)
        world.say("太阳能热水器漏水了", who=who, plan="p3")
        said = [r.text.replace(serial, "N") for r in world.say(serial, who=who, plan="p3").replies]
        if serial == KNOWN[0]:
            known = said
    assert said == known and "N" in said[0]
