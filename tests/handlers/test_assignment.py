"""Automatic assignment from end to end: who is asked, what becomes of an offer, the end of a shift (F72-F76, F79-F81, F85)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row

from handlers import accounts, duty, login, presence, queue, shift, watch
from handlers.people import Actor, Refused
from handlers.rules import assignment as rule
from handlers.rules.duty import Roster
from storage import assignments, conversations
from storage import people as stored_people
from storage import queue as stored
from storage import tickets as stored_tickets
from tests.handlers.test_queue import by_id, events, item, limited, notes, on_sqlite, said, waiting
from tests.world import MONDAY, World, together

FAULTS = {1: "热水器着火了", 2: "太阳能完全没热水了", 3: "太阳能热水器外壳有划痕"}


def here(world: World, *logins: str, state: str = "ready", **values: Any) -> list[Actor]:
    """They do something now, and say how they are."""
    found = []
    for name in logins:
        user = world.user(name)
        presence.beat(world.house, user, state, by_hand=True)
        if values:
            world.store.write(lambda tx, user=user: stored_people.save_user(tx, user.id, **values))  # type: ignore[misc]
        found.append(world.user(name))
    return found


def tick(world: World, **span: float) -> int:
    world.now += timedelta(**span)
    return watch.fire(world.house, world.house.now())


def asked(world: World, item_id: int) -> str | None:
    row = by_id(world, item_id)
    user = world.store.read(lambda tx: stored_people.user(tx, row.offered_to)) if row.offered_to else None
    return user.login if user is not None else None


def receipts(world: World, item_id: int) -> list[Row[Any]]:
    conversation_id = by_id(world, item_id).conversation_id
    found = world.store.read(lambda tx: assignments.of_conversation(tx, conversation_id, limit=100))
    return [r for r in reversed(found) if r.item_id == item_id]


def states(world: World) -> dict[str, tuple[str, str]]:
    """Name -> state and why, as colleagues see them."""
    found = world.store.read(lambda tx: presence.members(tx, world.house, world.house.now()))
    return {m.name: (m.state, m.why) for m in found}


def outcomes(world: World, item_id: int) -> list[tuple[str, str | None]]:
    return [(r.kind, r.outcome) for r in receipts(world, item_id)]


def alarms(world: World) -> list[str]:
    return [a.text_id for a in world.store.read(stored_tickets.alarms)]


def bare(
    world: World,
    who: str,
    level: int = 2,
    name: str = "solar-service",
    minutes: int | None = 30,
    **values: Any,
) -> int:
    """An item of the queue, without the talk before it."""

    def put(tx: Any) -> int:
        now = world.house.now()
        row = conversations.lock(tx, "terminal", who, now, plan="p3")
        conversations.set_owner(tx, row.id, "queue", now)
        due = None if minutes is None else now + timedelta(minutes=minutes)
        return stored.add(tx, now, queue=name, kind="handoff", reason="asked", conversation_id=row.id, severity_level=level,
                          due_at=due, **values)  # fmt: skip

    return world.store.write(put)


# -- offers ----------------------------------------------------------------------------------------


def test_an_offer_that_is_not_accepted_goes_to_the_next_and_never_to_the_same_before_all_were_asked(
    world: World,
) -> None:
    here(world, "ann", "bob")
    one = waiting(world)
    tick(world)
    assert asked(world, one) == "ann" and by_id(world, one).status == "waiting"
    world.now += timedelta(seconds=1)
    here(world, "ann")  # she is there, she only does not answer
    tick(world, seconds=121)
    assert asked(world, one) == "bob"
    queue.refuse(world.house, world.user("bob"), one, "at lunch")
    tick(world)
    assert asked(world, one) is None, "both were asked in this round"
    assert outcomes(world, one) == [("offer", "lapsed"), ("offer", "refused"), ("round", None)]
    assert "alarm-unaccepted" in alarms(world)
    tick(world, minutes=3, seconds=1)
    assert asked(world, one) == "ann", "a new round"
    token = by_id(world, one).token
    queue.accept(world.house, world.user("ann"), one)
    row = by_id(world, one)
    assert (row.status, row.claimed_by, row.offered_to, row.offer_until, row.token) == ("claimed", world.user("ann").id, None, None, token + 1)  # fmt: skip
    assert outcomes(world, one)[-1] == ("offer", "accepted")
    assert "queue.claimed" in events(world, row.ticket_id), "the customer's clock sees a claim"


@on_sqlite
def test_who_did_nothing_while_being_asked_is_not_there_whatever_was_declared(world: World) -> None:
    here(world, "ann")
    one = waiting(world)
    tick(world)
    assert asked(world, one) == "ann"
    tick(world, seconds=121)
    assert world.store.read(lambda tx: stored_people.by_login(tx, "ann").presence) == "away"  # type: ignore[union-attr]


@on_sqlite
def test_presence_is_what_was_declared_and_done_not_an_open_tab(world: World) -> None:
    """Complaint 22: a person on a phone does things without a page that stays open."""
    ann, bob = here(world, "ann", "bob")
    world.now += timedelta(minutes=20)
    one = bare(world, "first")
    tick(world)
    assert asked(world, one) == "ann", "20 minutes ago she was there, no page is open"
    world.now += timedelta(minutes=20)
    presence.beat(world.house, bob)  # a page of his is open, but nothing was done for 40 minutes
    two = bare(world, "second")
    tick(world)
    assert asked(world, two) is None
    assert states(world)["Bob"] == ("away", "silent")
    assert ann.id


@on_sqlite
def test_the_item_stays_claimable_by_anybody_and_the_offer_is_off_then(world: World) -> None:
    here(world, "ann")
    one = waiting(world)
    tick(world)
    bob = world.user("bob")
    queue.claim(world.house, bob, one)
    row = by_id(world, one)
    assert (row.claimed_by, row.offered_to) == (bob.id, None)
    assert outcomes(world, one) == [("offer", "taken")]
    with pytest.raises(Refused) as late:
        queue.accept(world.house, world.user("ann"), one)
    assert late.value.why == "not-offered"


@on_sqlite
def test_a_place_that_becomes_free_goes_to_the_most_urgent_not_to_the_newest(world: World) -> None:
    """Complaint 19."""
    (ann,) = here(world, "ann", capacity=1)
    first = waiting(world, "first")
    tick(world)
    queue.accept(world.house, ann, first)
    mild, urgent, newest = bare(world, "mild", 3), bare(world, "urgent", 1), bare(world, "newest", 3)
    tick(world)
    assert [asked(world, i) for i in (mild, urgent, newest)] == [None, None, None], "she has no place free"
    queue.resolve(world.house, ann, first, "a loose cable")
    tick(world)
    assert [asked(world, i) for i in (mild, urgent, newest)] == [None, "ann", None]


@on_sqlite
def test_a_customer_who_is_silent_takes_no_place(world: World) -> None:
    (ann,) = here(world, "ann", capacity=1)
    first = waiting(world, "first")
    tick(world)
    queue.accept(world.house, ann, first)
    queue.reply(world.house, ann, item(world, "first").conversation_id, "Is the valve open?", "e1")
    second = bare(world, "second")
    tick(world, minutes=5)
    assert asked(world, second) is None, "she waits for an answer since five minutes only"
    here(world, "ann")
    tick(world, minutes=6)
    assert asked(world, second) == "ann"
    queue.accept(world.house, ann, second)
    world.say("是的", who="first")
    third = bare(world, "third")
    tick(world, minutes=1)
    assert asked(world, third) is None, "the customer is back"


@on_sqlite
def test_zero_is_no_limit(world: World) -> None:
    here(world, "ann", capacity=0)
    items = [bare(world, f"c{n}") for n in range(8)]
    for done, i in enumerate(items):
        tick(world)
        assert [asked(world, j) for j in items] == [None] * done + ["ann"] + [None] * (7 - done), (
            "one at a time"
        )
        queue.accept(world.house, world.user("ann"), i)


@on_sqlite
def test_somebody_is_asked_about_one_case_at_a_time_and_the_next_comes_with_the_answer(world: World) -> None:
    (ann,) = here(world, "ann")
    items = [bare(world, f"c{n}") for n in range(5)]
    tick(world)
    assert [asked(world, i) for i in items] == ["ann", None, None, None, None], (
        "five at once nobody can look at"
    )
    queue.refuse(world.house, ann, items[0], "at the dentist's")
    tick(world)
    assert [asked(world, i) for i in items] == [None, "ann", None, None, None]
    world.now += timedelta(seconds=1)
    here(world, "ann")
    tick(world, seconds=121)
    tick(world)
    assert [asked(world, i) for i in items[1:]] == [None, "ann", None, None], "no answer is an answer"
    here(world, "bob")
    tick(world)
    assert sorted(asked(world, i) or "" for i in items) == ["", "", "", "ann", "bob"], "others look meanwhile"
    assert [r.out for r in rule.replay(receipts(world, items[4])[-1].need, receipts(world, items[4])[-1].candidates).ranked
            if r.id in (ann.id, world.user("bob").id)] == ["looking", "looking"]  # fmt: skip


@on_sqlite
def test_what_was_asked_about_comes_again_after_what_nobody_was_asked_about(world: World) -> None:
    """Else whoever does not want the first one would never see the others."""
    (ann,) = here(world, "ann")
    items = [bare(world, f"c{n}") for n in range(4)]
    seen: list[int] = []
    for _ in range(9):
        tick(world, minutes=1)
        here(world, "ann")
        now_asked = [i for i in items if asked(world, i)]
        assert len(now_asked) == 1, "there is always something that she can be asked"
        seen += now_asked
        queue.refuse(world.house, ann, now_asked[0], "not now")
    assert seen[:4] == items and sorted(seen[4:8]) == items, "each once, then each a second time"


@on_sqlite
def test_somebody_who_comes_is_asked_at_once_and_nobody_again_before_the_next_round(world: World) -> None:
    (ann,) = here(world, "ann")
    one = bare(world, "one")
    tick(world)
    queue.refuse(world.house, ann, one, "not now")
    tick(world)
    bare(world, "another", 3)  # something happens in the queue
    tick(world, seconds=30)
    tick(world)
    assert asked(world, one) is None, "she has just said no"
    here(world, "bob")
    tick(world)
    assert asked(world, one) == "bob"


@on_sqlite
def test_danger_waits_for_nobodys_answer_about_another_case(world: World) -> None:
    here(world, "ann", "bob")
    mild = bare(world, "mild", 3)
    tick(world)
    assert asked(world, mild) == "ann"
    danger = [bare(world, f"fire-{n}", 1) for n in range(7)]
    tick(world)
    given = Counter(asked(world, i) for i in danger)
    assert asked(world, danger[0]) == "bob", "he looks at nothing else"
    assert (given["ann"], given["bob"], given[None]) == (2, 3, 2), "three within a minute can be looked at"
    assert alarms(world).count("alarm-crowded") == 2, (
        "a supervisor knows at once of those that nobody is asked about"
    )
    queue.accept(world.house, world.user("bob"), danger[0])
    tick(world)
    assert asked(world, danger[5]) == "bob"


@on_sqlite
def test_skill_queue_region_language_and_the_last_engineer_decide_in_this_order(world: World) -> None:
    here(world, "ann", languages=["en"], regions=["hangzhou"])
    here(world, "bob", languages=["zh"])
    one = bare(world, "zh")
    tick(world)
    assert asked(world, one) == "bob", "he speaks the customer's language"
    queue.accept(world.house, world.user("bob"), one)
    here(world, "ann", languages=[], skills=["pump"])
    two = bare(world, "skill", skills=["solar"])
    tick(world)
    assert asked(world, two) == "bob", "Ann cannot do that"
    queue.accept(world.house, world.user("bob"), two)
    here(world, "bob", languages=[])
    limited(world, "bob", "it-duty")
    here(world, "ann", skills=[])
    three = bare(world, "queue")
    tick(world)
    assert asked(world, three) == "ann", "Bob does not serve the queue any more"


@on_sqlite
def test_the_same_engineer_again_but_only_while_on_duty(world: World) -> None:
    """F80 and complaint 18."""
    _, bob = here(world, "ann", "bob")
    one = waiting(world)
    queue.claim(world.house, bob, one)
    queue.return_to_bot(world.house, bob, one, "")
    world.say("人工")
    again = item(world).id
    tick(world)
    assert again != one and asked(world, again) == "bob"
    queue.accept(world.house, bob, again)
    queue.return_to_bot(world.house, bob, again, "")
    shift.end(world.house, bob, "")
    here(world, "ann")
    world.say("人工")
    tick(world)
    assert asked(world, item(world).id) == "ann", "Bob has gone home"


def test_every_decision_can_be_made_again_from_its_receipt(world: World) -> None:
    here(world, "ann", "bob", "sue")
    items = [bare(world, f"c{n}", 1 + n % 3) for n in range(6)]
    tick(world)
    tick(world, minutes=3)
    found = [r for i in items for r in receipts(world, i)]
    assert len(found) >= 8
    for row in found:
        choice = rule.replay(row.need, row.candidates)
        assert choice.chosen == row.user_id
        assert [(r.id, r.out, r.score) for r in choice.ranked] == [
            (c["id"], c["out"], c["score"]) for c in row.candidates
        ]
        assert {c["id"]: c["out"] for c in row.candidates}[world.user("sue").id] == "role"


def test_two_items_and_one_free_place_whoever_looks(world: World) -> None:
    """Many processes run clockwork at the same moment."""
    here(world, "ann", "bob", capacity=2)
    items = [bare(world, f"c{n}", 1 + n % 3) for n in range(8)]
    now = world.house.now()
    errors = [r for r in together(12, lambda i: watch.fire(world.house, now)) if isinstance(r, Exception)]
    assert not errors
    tick(world)
    given = Counter(asked(world, i) for i in items)
    assert sorted((given["ann"], given["bob"], given[None])) == [1, 2, 5]
    assert [by_id(world, i).severity_level for i in items if asked(world, i)] == [1, 1, 1], "the most urgent"
    assert all(
        len([r for r in receipts(world, i) if r.kind == "offer"]) == (1 if asked(world, i) else 0)
        for i in items
    )


def test_claims_by_hand_and_offers_at_once_never_give_one_item_twice(world: World) -> None:
    ann, bob = here(world, "ann", "bob", capacity=3)
    items = [bare(world, f"c{n}") for n in range(6)]
    now = world.house.now()

    def work(i: int) -> object:
        return (
            watch.fire(world.house, now)
            if i % 2
            else queue.claim(world.house, bob if i % 4 else ann, items[i // 2 % 6])
        )

    together(12, work)
    tick(world)
    load = world.store.read(lambda tx: assignments.loads(tx, now, rule.SILENT_AFTER))
    rows = [by_id(world, i) for i in items]
    assert all((r.claimed_by is None) != (r.offered_to is None) or r.status == "waiting" for r in rows)
    assert sum(load.values()) == sum(1 for r in rows if r.claimed_by or r.offered_to)
    for row in rows:
        stands = [r for r in receipts(world, row.id) if r.kind == "offer" and r.outcome is None]
        assert len(stands) == (1 if row.offered_to else 0)


# -- nobody ----------------------------------------------------------------------------------------

SHIFTS = {day: [{"start": "08:00", "end": "17:00"}] for day in ("mon", "tue", "wed", "thu", "fri")}


def roster(
    world: World, *, on_call: str = "sue", shifts: Any = SHIFTS, deputies: tuple[str, ...] = ("bob",)
) -> None:
    people_ = [{"id": n, "name": n.title(), "login": n, "phone": "1"} for n in ("ann", "bob", "sue")]
    duties = [
        {"role": "engineer", "person": "ann", "deputies": list(deputies), "calendar": {"shifts": shifts}},
        {"role": "supervisor", "person": on_call},
    ]
    duty.take_in(world.house, Roster.model_validate({"person": people_, "duty": duties}))


def test_nobody_is_there_the_item_stays_the_one_on_call_is_called_the_customer_hears_the_real_time_once(
    world: World,
) -> None:
    """F76, F81 and complaints 11, 16, 17."""
    world.now = datetime(2026, 11, 23, 19, 0, tzinfo=MONDAY.tzinfo)
    roster(world)
    one = waiting(world)
    for _ in range(4):
        tick(world, minutes=1)
    told = [text for author, text in said(world) if "在岗" in text]
    assert (len(told) == 1 and "11月24日" in told[0].replace(" ", "")) or "明天" in told[0], told
    assert "08:00" in told[0]
    assert alarms(world).count("alarm-nobody") == 1
    assert [t.alarm.text_id for t in duty.mine(world.house, world.user("sue"))].count("alarm-nobody") == 1
    assert by_id(world, one).status == "waiting"
    world.now = datetime(2026, 11, 24, 8, 5, tzinfo=MONDAY.tzinfo)
    here(world, "ann")
    tick(world)
    assert asked(world, one) == "ann", "what came while all were gone is taken later"


def test_where_nobody_is_there_it_is_looked_ever_more_seldom_and_whoever_logs_in_is_seen_at_once(
    world: World,
) -> None:
    here(world, "ann")
    accounts.set_password(world.house, "ann", "a password of hers")
    tick(world, hours=1)  # she is silent
    one, looks = bare(world, "lee"), set()
    for _ in range(3 * 24):  # three days, hour by hour
        tick(world, hours=1)
        looks.add(by_id(world, one).offer_after)
    assert 5 <= len(looks) <= 20, "each look costs time, and nobody comes without being noticed"
    assert login.log_in(world.house, "ann", "a password of hers") is not None
    tick(world)
    assert asked(world, one) == "ann"


# -- transfers -------------------------------------------------------------------------------------


def test_a_transfer_that_is_not_accepted_stays_with_its_holder_who_is_told(world: World) -> None:
    """F85 and complaint 21: each hop has its own clock."""
    ann, bob = here(world, "ann", "bob")
    one = waiting(world, "customer", FAULTS[1])
    queue.claim(world.house, ann, one)
    queue.transfer(world.house, ann, one, f"user:{bob.id}", "knows the roof")
    assert by_id(world, one).offer_until == world.house.now() + timedelta(minutes=1), "severity 1"
    tick(world, seconds=61)
    row = by_id(world, one)
    assert (row.status, row.claimed_by, row.offered_to) == ("claimed", ann.id, None)
    assert any("Bob" in n.text and "in time" in n.text for n in notes(world))
    assert "alarm-transfer" in alarms(world)
    tick(world, minutes=5)
    assert len([n for n in notes(world) if "in time" in n.text]) == 1


@on_sqlite
def test_nobody_is_given_a_case_who_is_off_duty(world: World) -> None:
    ann, bob = here(world, "ann", "bob")
    one = waiting(world)
    queue.claim(world.house, ann, one)
    shift.end(world.house, bob, "")
    with pytest.raises(Refused) as caught:
        queue.transfer(world.house, ann, one, f"user:{bob.id}", "over to you")
    assert caught.value.why == "off-duty" and "Bob" in str(caught.value)
