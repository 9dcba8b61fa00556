"""Who has a place free is given what fits from a queue of any length, and nothing else of the queue is touched."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from handlers import accounts, openings, presence, queue, watch
from storage import assignments
from storage import openings as stored
from storage import people as stored_people
from storage.assignment_tables import Opening
from storage.models import QueueItem
from tests.handlers.test_assignment import asked, bare, here, outcomes, tick
from tests.handlers.test_queue import by_id, limited, on_sqlite
from tests.world import World, together


def called(world: World) -> dict[str, str]:
    """Login -> why what waits is gone through for them."""

    def read(tx: Any) -> dict[str, str]:
        rows = tx.sql.execute(select(Opening.user_id, Opening.why)).all()
        return {stored_people.user(tx, user).login: why for user, why in rows}  # type: ignore[union-attr]

    return world.store.read(read)


def resting(world: World) -> None:
    """Nothing that waits is looked at by itself in the next hours."""
    later = world.house.now() + timedelta(hours=9)
    world.store.write(lambda tx: tx.sql.execute(QueueItem.__table__.update().values(offer_after=later)))  # type: ignore[attr-defined]


def untouched(world: World, but: int) -> set[tuple[Any, ...]]:
    rows = world.store.read(lambda tx: tx.sql.execute(select(QueueItem.__table__)).all())
    return {(r.id, r.status, r.token, r.offer_after) for r in rows if r.id != but}


def row_of(world: World, login: str) -> Row[Any]:
    found = world.store.read(lambda tx: stored.get(tx, world.user(login).id))
    assert found is not None
    return found


def test_who_comes_is_given_what_only_they_can_do_however_far_back_it_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "STRETCH", 7)
    before = [bare(world, f"c{n}", 1 + n % 2, "it-duty", 40 if n % 3 else None) for n in range(40)]
    last = bare(world, "last", 3, "solar-service", None)
    limited(world, "ann", "solar-service")
    resting(world)
    here(world, "ann")
    watch.fire(world.house, world.house.now())
    assert asked(world, last) == "ann"
    assert [asked(world, i) for i in before] == [None] * 40
    assert called(world) == {}, "nothing more is there for her"


def test_a_claim_changes_nothing_of_the_others_that_wait(world: World) -> None:
    here(world, "ann", capacity=1)
    items = [bare(world, f"c{n}") for n in range(5)]
    resting(world)
    before = untouched(world, items[0])
    queue.claim(world.house, world.user("ann"), items[0])
    assert untouched(world, items[0]) == before
    tick(world)
    assert called(world) == {"ann": "full"} and untouched(world, items[0]) == before
    queue.resolve(world.house, world.user("ann"), items[0], "a loose cable")
    assert called(world) == {"ann": "called"}
    tick(world)
    assert [asked(world, i) for i in items] == [None, "ann", None, None, None]


def test_who_was_asked_for_what_somebody_else_has_taken_is_asked_for_the_next(world: World) -> None:
    here(world, "ann", capacity=1)
    one = bare(world, "one", 1)
    tick(world)
    assert asked(world, one) == "ann"
    two = bare(world, "two", 2)
    resting(world)
    queue.claim(world.house, world.user("bob"), one)
    tick(world)
    assert asked(world, two) == "ann"
    assert outcomes(world, one) == [("offer", "taken")]


def test_a_silent_customer_gives_a_place_within_a_minute(world: World) -> None:
    """Silence is no event: whoever is full is looked at once a minute, not everything that waits."""
    (ann,) = here(world, "ann", capacity=1)
    one = bare(world, "one")
    queue.claim(world.house, ann, one)
    queue.reply(world.house, ann, by_id(world, one).conversation_id, "Is the valve open?", "e1")
    two = bare(world, "two")
    tick(world)
    resting(world)
    tick(world, minutes=9)
    assert asked(world, two) is None and called(world) == {"ann": "full"}
    here(world, "ann")  # so that she keeps what she has
    tick(world, minutes=1, seconds=1)
    assert asked(world, two) == "ann"


@on_sqlite
def test_who_has_been_asked_is_not_asked_again_before_the_new_round(world: World) -> None:
    here(world, "ann", "bob")
    one = bare(world, "one")
    for _ in range(2):
        tick(world)
        queue.refuse(world.house, world.user(asked(world, one) or ""), one, "at lunch")
    tick(world)
    assert outcomes(world, one)[-1] == ("round", None)
    accounts.set_work(world.house, "ann", 9, None, None, None)
    tick(world)
    assert asked(world, one) is None, "she said no a moment ago"
    accounts.set_work(world.house, "sue", None, None, None, None)
    tick(world, minutes=3, seconds=1)
    assert asked(world, one) in ("ann", "bob")


@on_sqlite
def test_who_goes_is_given_nothing_and_called_again_when_they_come(world: World) -> None:
    (ann,) = here(world, "ann")
    one = bare(world, "one")
    resting(world)
    here(world, "ann", state="busy")
    tick(world)
    assert called(world) == {} and asked(world, one) is None
    presence.beat(world.house, ann, "ready", by_hand=True)
    tick(world)
    assert asked(world, one) == "ann"


@on_sqlite
def test_queues_and_limits_that_change_give_places(world: World) -> None:
    here(world, "ann", capacity=1)
    limited(world, "ann", "it-duty")
    one, two = bare(world, "one"), bare(world, "two")
    resting(world)
    tick(world)
    accounts.serve_queues(world.house, "ann", ["solar-service"])
    tick(world)
    assert [asked(world, i) for i in (one, two)] == ["ann", None]
    queue.accept(world.house, world.user("ann"), one)
    tick(world)
    assert asked(world, two) is None, "she is full"
    accounts.set_work(world.house, "ann", 2, None, None, None)
    tick(world)
    assert asked(world, two) == "ann"


@on_sqlite
def test_an_answer_brings_the_next_though_it_frees_no_place(world: World) -> None:
    """Somebody is asked about one thing at a time, so who accepts may be asked about another."""
    (ann,) = here(world, "ann")
    one, two = bare(world, "one"), bare(world, "two")
    tick(world)
    resting(world)
    tick(world)
    assert [asked(world, i) for i in (one, two)] == ["ann", None] and called(world) == {}
    queue.accept(world.house, ann, one)
    assert called(world) == {"ann": "called"}
    tick(world)
    assert asked(world, two) == "ann"


def test_a_call_in_the_middle_is_not_lost(world: World) -> None:
    """Somebody is called once more while what waits is gone through for them: it is gone through anew."""
    (ann,) = here(world, "ann")
    bare(world, "one", name="it-duty")
    seen = row_of(world, "ann")
    world.store.write(lambda tx: stored.call(tx, ann.id))
    world.store.write(lambda tx: stored.end(tx, seen))
    world.store.write(lambda tx: stored.goes_on(tx, seen, after=[3, None, 9]))
    kept = row_of(world, "ann")
    assert (kept.why, kept.after) == ("called", []) and kept.version > seen.version
    world.store.write(lambda tx: stored.taken(tx, ann.id))
    assert row_of(world, "ann").why == "called", "it says more"


def test_many_processes_give_each_place_once(world: World) -> None:
    here(world, "ann", "bob", capacity=2)
    items = [bare(world, f"c{n}", 1 + n % 3) for n in range(8)]
    resting(world)
    for name in ("ann", "bob"):
        world.store.write(lambda tx, name=name: stored.call(tx, world.user(name).id))  # type: ignore[misc]
    now = world.house.now()
    errors = [r for r in together(12, lambda i: watch.fire(world.house, now)) if isinstance(r, Exception)]
    assert not errors
    tick(world)
    given = Counter(asked(world, i) for i in items)
    assert sorted((given["ann"], given["bob"], given[None])) == [1, 2, 5], "one each, and danger besides"
    assert [by_id(world, i).severity_level for i in items if asked(world, i)] == [1, 1, 1]
    load = world.store.read(lambda tx: assignments.loads(tx, now, timedelta(minutes=10)))
    assert sorted(load.values()) == [1, 2]
