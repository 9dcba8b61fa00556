"""The checker sees what is wrong: a right history, and one for each way in which it can be made wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.checker import RULES, check
from tests.chaos.history import Booked, History, Kept, Logged

ANN = ("rest", "ann")
AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def out(number: int, text: str, epoch: int = 0, **more: object) -> Kept:
    values: dict[str, object] = {"author": "bot", "sent_at": AT + timedelta(seconds=number), **more}
    return Kept(number, ANN, "out", text=text, epoch=epoch, **values)  # type: ignore[arg-type]


def heard(number: int, text: str) -> Kept:
    return Kept(number, ANN, "in", "customer", text, "accepted", event_id=f"ann\t{number}")


def right() -> History:
    warned = {"clock": "on_site", "step": "warn", "due": "2026-11-26T13:00"}
    return History(
        said={ANN: ["a", "b", "c"]},
        heard={ANN: ["A", "B", "wait", "I am Bob", "done"]},
        claims=[("user:1", 7), ("user:2", 7)],
        replies=["console:1:1:k"],
        messages=[
            heard(1, "a"), out(2, "A", reply_to=1), heard(3, "b"), out(4, "B", reply_to=3),
            out(5, "stale", status="refused", attempts=0), out(6, "wait", 1, author="notice"), heard(7, "c"),
            out(8, "I am Bob", 2, author="user:1", event_id="console:1:1:k"), out(9, "done", 3, author="notice"),
        ],
        log=[
            Logged(1, "queue.entered", "bot", {"reason": "anger"}), Logged(1, "clock.warned", "clockwork", warned),
            Logged(1, "queue.claimed", "user:1", {"item": 7}),
            Logged(1, "queue.transferred", "user:1", {"item": 7, "to": "user:2"}),
            Logged(1, "queue.accepted", "user:2", {"item": 7}), Logged(1, "queue.lease_lost", "clockwork", {"item": 7}),
            Logged(1, "queue.claimed", "user:2", {"item": 7}),
            Logged(1, "queue.transferred", "user:2", {"item": 7, "to": "queue:solar"}),
            Logged(1, "queue.claimed", "user:1", {"item": 7}),
        ],
        holders={7: "user:1"},
        visits=[Booked(1, 1, 5, "confirmed", frozenset({10, 11})), Booked(2, 2, 5, "confirmed", frozenset({12, 13}))],
    )  # fmt: skip


def change(history: History, number: int, **values: object) -> None:
    history.messages = [replace(m, **values) if m.id == number else m for m in history.messages]  # type: ignore[arg-type]


def drop(history: History, number: int) -> None:
    history.messages = [m for m in history.messages if m.id != number]


def swap(them: list[str]) -> None:
    them[0], them[1] = them[1], them[0]


WRONG: dict[str, tuple[str, Callable[[History], object]]] = {
    "an event is lost": ("taken_in_once_and_in_order", lambda h: drop(h, 7)),
    "an event is there twice": ("taken_in_once_and_in_order", lambda h: h.messages.insert(0, heard(0, "a"))),
    "events are out of order": ("taken_in_once_and_in_order", lambda h: swap(h.said[ANN])),
    "an event is never taken": ("taken_in_once_and_in_order", lambda h: h.unacknowledged.append("d")),
    "a reply is lost": ("answered_once", lambda h: h.heard[ANN].remove("B")),
    "a reply comes twice": ("answered_once", lambda h: h.heard[ANN].insert(1, "A")),
    "replies are out of order": ("answered_once", lambda h: swap(h.heard[ANN])),
    "a reply of nobody": ("answered_once", lambda h: h.heard[ANN].append("hello")),
    "what was refused is heard": ("answered_once", lambda h: h.heard[ANN].insert(2, "stale")),
    "another answer": ("repeated_events_are_answered_as_before", lambda h: h.otherwise.append("a: A, then B")),
    "no answer": ("every_event_is_answered_or_with_people", lambda h: change(h, 4, reply_to=None)),
    "the bot writes after": ("bot_is_silent_after_a_handover", lambda h: change(h, 9, author="bot", epoch=0)),
    "the bot is heard after": ("bot_is_silent_after_a_handover",
                               lambda h: change(h, 4, sent_at=AT + timedelta(hours=1))),
    "two claims": ("one_holder", lambda h: h.log.append(Logged(1, "queue.claimed", "user:2", {"item": 7}))),
    "a claim is lost": ("one_holder", lambda h: h.claims.append(("user:3", 7))),
    "somebody else has it": ("one_holder", lambda h: h.holders.update({7: "user:2"})),
    "accepted unasked": ("one_holder", lambda h: h.log.append(Logged(1, "queue.accepted", "user:2", {"item": 7}))),
    "passed on unheld": ("one_holder", lambda h: h.log.append(
        Logged(1, "queue.transferred", "user:2", {"item": 7, "to": "queue:a"}))),
    "an engineer's reply is lost": ("replies_of_people_once", lambda h: h.replies.append("console:1:1:l")),
    "two visits at a time": ("no_double_visit", lambda h: h.visits.append(Booked(3, 3, 5, "held", frozenset({11})))),
    "two visits of a ticket": ("no_double_visit", lambda h: h.visits.append(Booked(3, 1, 6, "confirmed", frozenset({1})))),
    "a visit without time": ("no_double_visit", lambda h: h.visits.append(Booked(3, 3, 6, "confirmed", frozenset()))),
    "time without a visit": ("no_double_visit", lambda h: h.visits.append(Booked(3, 3, 6, "released", frozenset({1})))),
    "a clock fires twice": ("clocks_fire_once", lambda h: h.log.append(h.log[1])),
    "something is left": ("nothing_is_left", lambda h: h.left.append("message 4 is pending")),
}  # fmt: skip


def test_what_is_right_is_right() -> None:
    assert check(right()) == {}


def test_a_reply_may_come_twice_where_that_is_marked() -> None:
    history = right()
    history.heard[ANN].insert(1, "A")
    change(history, 2, unsure=1)
    assert check(history) == {}
    history.heard[ANN].insert(1, "A")
    assert check(history)


def test_what_was_tried_before_the_handover_may_have_been_heard() -> None:
    history = right()
    change(history, 5, attempts=1)
    assert check(history) == {}
    history.heard[ANN].insert(2, "stale")
    assert check(history) == {}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_seen(what: str) -> None:
    rule, spoil = WRONG[what]
    history = right()
    spoil(history)
    assert rule in check(history)


def test_every_rule_has_been_seen_to_fail() -> None:
    assert {rule for rule, _ in WRONG.values()} == {rule.__name__ for rule in RULES}
