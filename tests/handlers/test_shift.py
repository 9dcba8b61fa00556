"""The end of a shift: nobody's cases go home with them (F74, complaint 24)."""

from __future__ import annotations

from datetime import datetime

from handlers import presence, queue, shift
from tests.handlers.test_assignment import asked, bare, here, receipts, roster, states, tick
from tests.handlers.test_queue import by_id, notes, on_sqlite, said, waiting
from tests.world import MONDAY, World


def held(world: World, login: str = "ann", who: str = "customer") -> int:
    one = waiting(world, who)
    queue.claim(world.house, world.user(login), one)
    return one


def test_the_roster_ends_a_shift_and_the_deputy_is_asked_first(world: World) -> None:
    """Complaint 24."""
    roster(world)
    tick(world)
    here(world, "ann", "bob")
    one = held(world)
    ann = world.user("ann")
    queue.reply(world.house, ann, by_id(world, one).conversation_id, "我今天18:00之前给您回电话", "e1")
    world.now = datetime(2026, 11, 23, 16, 50, tzinfo=MONDAY.tzinfo)
    here(world, "ann", "bob")
    seen = shift.ending(world.house, ann)
    assert seen is not None and seen.soon and seen.deputy == "Bob" and len(seen.claims) == 1
    assert any("18:00" in text for text in seen.claims[0].promised), seen
    tick(world, minutes=10)
    row = by_id(world, one)
    assert (row.status, row.claimed_by, asked(world, one)) == ("waiting", None, "bob")
    assert "18:00" in row.note and any("18:00" in n.text for n in notes(world)), (
        "what is promised goes with it"
    )
    assert [r.rule for r in receipts(world, one)][-1] == "roster-deputy"
    assert any("Ann" in text and "下班" in text for _, text in said(world))
    here(world, "bob")
    tick(world, seconds=121)
    assert by_id(world, one).status == "waiting" and asked(world, one) is None, (
        "Ann is off, Bob did not accept"
    )
    assert states(world)["Ann"] == ("off", "roster")


@on_sqlite
def test_who_stays_on_keeps_the_cases_gets_nothing_new_and_is_off_when_they_are_done(world: World) -> None:
    roster(world)
    tick(world)
    (ann,) = here(world, "ann")
    one = held(world)
    shift.stay(world.house, ann)
    world.now = datetime(2026, 11, 23, 17, 1, tzinfo=MONDAY.tzinfo)
    presence.beat(world.house, ann, by_hand=True)
    tick(world)
    assert by_id(world, one).claimed_by == ann.id
    assert states(world)["Ann"] == ("ready", "staying"), "a supervisor sees it"
    two = bare(world, "second")
    tick(world)
    assert asked(world, two) is None
    queue.resolve(world.house, ann, one, "done")
    presence.beat(world.house, ann, by_hand=True)
    assert states(world)["Ann"] == ("off", "roster")


@on_sqlite
def test_by_own_word_everything_goes_back_with_a_note_and_she_is_not_asked_again(world: World) -> None:
    here(world, "ann", "bob")
    one, two = held(world), held(world, who="second")
    assert shift.end(world.house, world.user("ann"), "parts are ordered") == 2
    assert [by_id(world, i).status for i in (one, two)] == ["waiting"] * 2
    assert "parts are ordered" in by_id(world, one).note
    tick(world)
    assert {asked(world, one), asked(world, two)} == {"bob"}
    assert states(world)["Ann"] == ("off", "word")
    presence.beat(world.house, world.user("ann"), "ready")
    assert states(world)["Ann"] == ("ready", "declared")


@on_sqlite
def test_what_somebody_had_and_gave_back_is_offered_to_those_who_were_asked_before(world: World) -> None:
    here(world, "ann", "bob")
    one = waiting(world)
    tick(world)
    queue.refuse(world.house, world.user("ann"), one, "busy with another")
    tick(world)
    queue.accept(world.house, world.user("bob"), one)
    shift.end(world.house, world.user("bob"), "")
    tick(world)
    assert asked(world, one) == "ann", "at once: she refused before Bob took it"


@on_sqlite
def test_who_says_so_after_the_shift_is_on_duty(world: World) -> None:
    roster(world)
    world.now = datetime(2026, 11, 23, 18, 0, tzinfo=MONDAY.tzinfo)
    tick(world)
    one = bare(world, "late")
    tick(world)
    assert asked(world, one) is None
    here(world, "ann")
    tick(world)
    assert asked(world, one) == "ann"
