"""How a visit goes: on the way, arrived, done; and what a promise and a waiting customer hear of time."""

from __future__ import annotations

from datetime import timedelta

from handlers import tickets, visit_desk
from handlers.rules.facts import ClockState
from storage import conversations, messages
from storage import tickets as stored_tickets
from tests.handlers.test_visit_desk import book, events, of, refused, report, ticket
from tests.world import World


def clock(world: World, ticket_id: int, name: str = "on_site") -> ClockState:
    row = ticket(world, ticket_id)
    states = world.store.read(lambda tx: tickets.clock_states(tx, world.house, row))
    return next(s for s in states if s.name == name)


def told(world: World, ticket_id: int) -> list[str]:
    row = ticket(world, ticket_id)
    return [
        m.text
        for m in world.store.read(lambda tx: messages.history(tx, row.conversation_id))
        if m.author == "notice"
    ]


def test_the_promise_to_be_there_is_kept_when_the_technician_arrives(world: World) -> None:
    case, ann = report(world), world.user("ann")
    visit = book(world, case)
    assert clock(world, case).state == "running"
    for _ in range(2):  # a bad connection sends it again
        visit_desk.step(world.house, ann, case, "on_the_way")
    assert [t for t in told(world, case) if "已经出发" in t and visit.technician in t] == told(world, case)[
        -1:
    ]
    assert clock(world, case).state == "running"
    world.now += timedelta(minutes=30)
    visit_desk.step(world.house, world.user("kim"), case, "arrived")
    arrived = world.house.now()
    assert clock(world, case).state == "met" and clock(world, case).met == arrived
    world.now += timedelta(hours=1)
    visit_desk.step(world.house, ann, case, "done")
    assert [v.status for v in of(world, case, "done", "confirmed")] == ["done"]
    assert ticket(world, case).status == "open", "a visit alone resolves nothing"
    assert [e for e in events(world, case) if e.startswith("visit.") and e != "visit.booked"] == [
        "visit.on_the_way", "visit.arrived", "visit.done"]  # fmt: skip
    assert clock(world, case).met == arrived
    world.wait(hours=5)
    raised = world.store.read(lambda tx: stored_tickets.alarms(tx, ticket_id=case))
    assert not [a.cause for a in raised if a.cause.startswith("on_site/")]


def test_who_is_done_has_arrived(world: World) -> None:
    case = report(world)
    book(world, case)
    visit_desk.step(world.house, world.user("ann"), case, "done")
    assert clock(world, case).state == "met"
    assert not [t for t in told(world, case) if "已经出发" in t]


def test_a_step_needs_a_booked_visit_and_a_name_that_exists(world: World) -> None:
    case, ann = report(world), world.user("ann")
    assert refused("no-booked-visit", visit_desk.step, world.house, ann, case, "arrived")
    book(world, case)
    assert refused("field", visit_desk.step, world.house, ann, case, "vanished")


def test_the_later_of_two_waits_counts(world: World) -> None:
    case = report(world)
    start = world.house.now()

    def wait(days: int) -> None:
        until = (start + timedelta(days=days)).isoformat()
        world.store.write(
            lambda tx: tickets.record(
                tx, world.house, case, "customer.awaited", "customer", world.house.now(), {"until": until}
            )
        )

    wait(1)
    world.now += timedelta(hours=1)
    wait(4)
    world.now += timedelta(days=2)
    assert clock(world, case).state == "paused", "the first wait has been replaced by the second"
    world.now += timedelta(days=2)
    assert clock(world, case).state == "running"


def test_a_waiting_customer_never_hears_a_time_that_is_over(world: World) -> None:
    world.say("热水器漏水", plan="p3")
    world.say("转人工")
    world.now += timedelta(hours=2)
    (answer,) = world.say("还要等多久").replies
    assert "比答应的时间晚了" in answer.text and "11:" in answer.text, answer.text
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    assert row is not None and row.owner == "queue"


def test_the_customer_hears_when_a_person_books_moves_or_cancels_the_visit(world: World) -> None:
    case, ann = report(world), world.user("ann")
    visit = book(world, case)
    assert "约好了" in told(world, case)[-1] and visit.technician in told(world, case)[-1]
    book(world, case)
    assert "改好了" in told(world, case)[-1]
    before = len(told(world, case))
    refused("why", visit_desk.cancel, world.house, ann, case, " ")
    assert len(told(world, case)) == before
    visit_desk.cancel(world.house, ann, case, "the technician is ill")
    assert len(told(world, case)) == before + 1 and "已取消" in told(world, case)[-1]
