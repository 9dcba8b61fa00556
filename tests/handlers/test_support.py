"""How a fault is worked on: what is true afterwards whatever way it came about, and races as real attempts."""

from __future__ import annotations

import random
from collections import Counter
from functools import partial
from typing import Any

import pytest

from handlers import causes, overrule, procedures, support_desk, tickets, visit_desk, watch
from handlers.people import Refused
from handlers.ticket_view import view
from storage import conversations, messages
from storage import tickets as stored
from storage import visits as stored_visits
from storage.engine import Tx
from tests.world import World, together

GRIPPER = ("The gripper drops parts sometimes, DEMO-P4-0002", "Ann Lee 13800138000, 88 Zhangjiang Road, Shanghai",
           "send somebody", "1", "yes")  # fmt: skip


def told(world: World, plan: str, *texts: str) -> int:
    """The ticket of a customer who has said all that."""
    for text in texts:
        world.say(text, plan=plan)
    return int(ticket(world).id)


def ticket(world: World) -> Any:
    def read(tx: Tx) -> Any:
        row = conversations.find(tx, "terminal", "customer")
        assert row is not None
        return stored.of_conversation(tx, row.id)[0]

    return world.store.read(read)


def events(world: World) -> list[str]:
    return world.store.read(lambda tx: [e.event for e in stored.log(tx, ticket(world).id)])


def refused(work: Any) -> str:
    with pytest.raises(Refused) as error:
        work()
    return error.value.why


def test_nothing_that_is_charged_goes_on_without_a_yes_by_any_way(world: World) -> None:
    """P4.2, P2.3: the visit that was booked while it was free does not set out, is not done, and is not closed."""
    number = told(world, "p4", *GRIPPER)
    ann = world.user()
    causes.find(world.house, ann, number, "other", "run against a fixture")
    assert refused(lambda: visit_desk.step(world.house, ann, number, "on_the_way")) == "no-consent"
    assert refused(lambda: visit_desk.step(world.house, ann, number, "done")) == "consent-open"
    visit_desk.offer(world.house, ann, number)
    held = world.store.read(lambda tx: view(tx, world.house, ticket(world)))
    assert held["work"]["cause"]["consent"] == "open"
    assert "visit.on_the_way" not in events(world) and "visit.done" not in events(world)
    world.say("I agree")
    visit_desk.step(world.house, ann, number, "on_the_way")
    visit_desk.step(world.house, ann, number, "done")
    assert [e for e in events(world) if e.startswith("visit.")][-3:] == [
        "visit.on_the_way",
        "visit.arrived",
        "visit.done",
    ]


def test_who_declines_is_not_visited_but_whoever_is_there_may_leave(world: World) -> None:
    number = told(world, "p4", *GRIPPER)
    ann = world.user()
    visit_desk.step(world.house, ann, number, "arrived")
    causes.find(world.house, ann, number, "other", "run against a fixture")
    world.say("No")
    assert refused(lambda: visit_desk.step(world.house, ann, number, "on_the_way")) == "no-consent"
    visit_desk.step(world.house, ann, number, "done")
    consent = world.store.read(lambda tx: stored.last_consent(tx, number))
    assert consent is not None and not consent.given


def test_a_yes_counts_for_the_price_that_was_asked_and_for_no_other(world: World) -> None:
    number = told(world, "p4", *GRIPPER)
    ann = world.user()
    causes.find(world.house, ann, number, "other", "run against a fixture")
    first = ticket(world).facts["question"]["buttons"][0][1]
    causes.find(world.house, ann, number, "other_fault", "the sensor is broken too", "sensor")
    turn = world.say(first)
    assert "settled already" in turn.replies[-1].text
    assert world.store.read(lambda tx: stored.last_consent(tx, number)) is None
    world.say("I agree")
    given = world.store.read(lambda tx: stored.last_consent(tx, number))
    assert given is not None and given.given and given.low == ticket(world).fee["low"]


def test_the_same_answer_pressed_many_times_is_written_once(world: World) -> None:
    number = told(world, "p4", *GRIPPER)
    causes.find(world.house, world.user(), number, "other", "run against a fixture")
    yes, no = (payload for _, payload in ticket(world).facts["question"]["buttons"])
    results = together(20, lambda i: world.say(yes if i % 2 else no, event=f"press-{i}", seconds=0))
    assert not [r for r in results if isinstance(r, Exception)]
    assert Counter(events(world))["consent.given"] + Counter(events(world))["consent.refused"] == 1


def test_of_many_who_decide_between_hardware_and_software_one_number_comes_out(world: World) -> None:
    """P6.5"""
    number = told(world, "p6", "One of the two fans in the array is dead, DEMO-P6-0001")
    users = [world.user("ann"), world.user("bob")]
    results = together(
        12, lambda i: support_desk.decide(world.house, users[i % 2], number, "hardware", "", "dead")
    )
    assert Counter(type(r) for r in results) == {type(None): 1, Refused: 11}
    assert Counter(events(world))["rma.opened"] == 1


def test_a_step_is_sent_and_confirmed_by_the_customer_of_the_ticket_alone(world: World) -> None:
    """P1.6: in writing.  Somebody else's button, or one of another question, does nothing."""
    number = told(world, "p1", "we need a new smart board installed in room 12")
    ann = world.user()
    procedures.send(world.house, ann, number, "requirements", "a ladder")
    payload = ticket(world).facts["question"]["buttons"][0][1]
    world.say(payload, who="stranger")
    for wrong in (
        payload.replace(":1:yes", ":2:yes"),
        "/answer:x:1:yes",
        "/answer",
        "/answer:999999999:1:yes",
    ):
        world.say(wrong)
    assert "procedure.confirmed" not in events(world)
    procedures.send(world.house, ann, number, "requirements", "two ladders")
    world.say(payload)  # the button of the first one
    assert "procedure.confirmed" not in events(world)
    world.say(ticket(world).facts["question"]["buttons"][0][1])
    assert Counter(events(world))["procedure.confirmed"] == 1
    entry = world.store.read(lambda tx: stored.log(tx, number))[-1]
    assert entry.actor == "customer" and entry.data is not None and entry.data["message"]


def test_the_clock_of_the_visit_runs_while_things_are_tried(world: World) -> None:
    """P6.3: guidance stops no clock."""
    told(
        world,
        "p6",
        "One of the two fans in the array is dead, DEMO-P6-0001",
        "Ann Lee 13800138000, 88 Zhangjiang Road, Shanghai",
    )
    before = {
        c.name: c.due
        for c in world.store.read(lambda tx: tickets.clock_states(tx, world.house, ticket(world)))
    }
    world.say("no")
    world.say("ok")
    after = {
        c.name: c.due
        for c in world.store.read(lambda tx: tickets.clock_states(tx, world.house, ticket(world)))
    }
    assert before["on_site"] is not None and before["on_site"] == after["on_site"]


def test_somebody_who_falls_silent_over_a_step_is_called(world: World) -> None:
    told(
        world,
        "p6",
        "One of the two fans in the array is dead, DEMO-P6-0001",
        "Ann Lee 13800138000, 88 Zhangjiang Road, Shanghai",
    )
    assert ticket(world).facts["support"]["guide"] == "fan_temperature"
    world.wait(minutes=20)
    assert "callback.due" in events(world)
    assert watch.fire(world.house, world.house.now()) == 0


def test_the_supplier_hears_what_was_found_and_where(world: World) -> None:
    """P2.3"""
    number = told(world, "p2", "客厅瓷砖空鼓开裂，DEMO-P2-0001", "赵敏 13800138000 杭州市文三路12号")
    causes.find(world.house, world.user(), number, "supplier", "这批瓷砖吸水率超标")
    message = ticket(world).facts["cause"]["supplier"]["zh"]
    assert [
        word
        for word in ("墙面", "这批瓷砖吸水率超标", "文三路12号", "赵敏 13800138000")
        if word not in message
    ] == [], message


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (lambda h, u, n: causes.find(h, u, n, "nobody", "x"), "field"),
        (lambda h, u, n: causes.find(h, u, n, "quality", "  "), "why"),
        (lambda h, u, n: causes.find(h, u, n, "quality", "x", "wing"), "field"),
        (lambda h, u, n: causes.approve(h, u, n), "nothing-to-approve"),
        (lambda h, u, n: support_desk.decide(h, u, n, "hardware", "", "x"), "field"),
        (lambda h, u, n: support_desk.decide(h, u, n, "firmware", "", "x"), "field"),
        (lambda h, u, n: support_desk.guided(h, u, n, "perhaps", ""), "field"),
        (lambda h, u, n: support_desk.work_step(h, u, n, "adjusted", ""), "step-not-next"),
        (lambda h, u, n: procedures.send(h, u, n, "requirements", ""), "step-not-next"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, work: Any, why: str) -> None:
    number = told(world, "p4", *GRIPPER[:2])
    before = events(world)
    assert refused(lambda: work(world.house, world.user(), number)) == why
    assert events(world) == before


def test_what_the_telephone_has_not_solved_is_visited(world: World) -> None:
    """P4.9: an engineer writes what came of the call; a visit is to be arranged."""
    number = told(world, "p4", *GRIPPER[:2], "call me first", "yes")
    support_desk.guided(world.house, world.user(), number, "unsolved", "reset twice")
    entry = world.store.read(lambda tx: stored.log(tx, number))[-1]
    assert (
        entry.event == "support.chosen"
        and entry.data is not None
        and entry.data["agreed"] == ["customer", "us"]
    )
    assert ticket(world).facts["support"]["mode"] == "on_site"


def test_a_question_reaches_the_customer_with_its_buttons(world: World) -> None:
    number = told(world, "p4", *GRIPPER)
    causes.find(world.house, world.user(), number, "other", "run against a fixture")
    last = world.store.read(lambda tx: messages.history(tx, ticket(world).conversation_id))[-1]
    assert last.status == "pending" and [title for title, _ in last.buttons] == [
        "I agree",
        "No",
        "Get a person",
    ]


def test_a_cause_that_is_sent_twice_is_found_and_told_once(world: World) -> None:
    number = told(world, "p4", *GRIPPER)
    for _ in range(2):
        causes.find(world.house, world.user(), number, "other", "run against a fixture")
    assert events(world).count("cause.found") == 1
    causes.find(world.house, world.user(), number, "other", "run against a wall")
    assert events(world).count("cause.found") == 2, "other words are something new"


@pytest.mark.parametrize("seed", range(8))
def test_no_paid_work_without_a_yes_in_whatever_order_things_happen(world: World, seed: int) -> None:
    """P4.2, P4.5: whoever sets out, books or finishes has a yes to the price that holds then, or nothing is charged."""
    number = told(world, "p4", *GRIPPER)
    ann, sue, dice = world.user(), world.user("sue"), random.Random(seed)

    def book() -> None:
        visit_desk.offer(world.house, ann, number)
        held = world.store.read(lambda tx: stored_visits.of_ticket(tx, number, ("held",)))
        visit_desk.confirm(world.house, ann, number, held[0].id)

    acts: list[Any] = [
        *(partial(causes.find, world.house, ann, number, c, "seen", p) for c in ("quality", "other", "other_fault") for p in ("", "sensor")),
        *(partial(visit_desk.step, world.house, ann, number, s) for s in ("on_the_way",) * 5 + ("arrived", "done")),
        *(partial(overrule.warranty, world.house, sue, number, v, "contract") for v in ("covered", "not_covered")),
        *(partial(world.say, text) for text in ("I agree", "No", "/yes", "hello", "book a visit", "1", "yes")),
        book,
    ]  # fmt: skip
    for act in [*dice.choices(acts[2:6], k=1), *dice.choices(acts, k=30)]:
        before = len(events(world))
        try:
            act()
        except Refused:
            continue
        went_on = {"visit.on_the_way", "visit.booked", "visit.moved"} & set(events(world)[before:])
        if went_on and ticket(world).id == number:
            assert world.store.read(lambda tx: tickets.consent_holds(tx, ticket(world))), (act, events(world))
