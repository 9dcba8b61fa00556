"""Events of several customers that come at the same time: each is a turn that stands or falls by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import event

from handlers import dialogue
from handlers.events import Inbound, Turn
from handlers.turn import BadEvent, receive, receive_together
from storage import conversations, messages, queue
from storage.engine import Tx
from tests.world import World

FAULTS = ("热水器漏水", "the heater stays cold", "控制器显示E3")


def from_three(line: int = 0, words: tuple[str, ...] = FAULTS) -> list[Inbound]:
    return [Inbound("terminal", f"c{n}", f"c{n}/{line}", text, plan="p3") for n, text in enumerate(words)]


def said(world: World, who: str) -> list[tuple[str, str]]:
    def look(tx: Tx) -> list[tuple[str, str]]:
        row = conversations.find(tx, "terminal", who)
        return [(m.direction, m.text) for m in messages.history(tx, row.id)] if row is not None else []

    return world.store.read(look)


def test_each_is_answered_as_if_it_had_come_alone(world: World) -> None:
    together = receive_together(world.house, from_three())
    alone = [
        receive(world.house, Inbound("terminal", f"alone-{n}", f"alone-{n}", text, plan="p3"))
        for n, text in enumerate(FAULTS)
    ]
    for n, (turn, same) in enumerate(zip(together, alone, strict=True)):
        assert isinstance(turn, Turn) and turn.replies
        assert [r.text.partition("BX")[0] for r in turn.replies] == [
            r.text.partition("BX")[0] for r in same.replies
        ]
        assert said(world, f"c{n}")[0] == ("in", FAULTS[n])


def test_on_sqlite_they_wait_for_the_disk_once(world: World) -> None:
    commits: list[int] = []
    event.listen(world.store.engine, "commit", lambda sql: commits.append(1))
    receive_together(world.house, from_three())
    assert len(commits) == (1 if world.store.sqlite else 3)


def test_what_comes_again_changes_nothing_and_gets_the_same_answers(world: World) -> None:
    first = receive_together(world.house, from_three())
    again = receive_together(world.house, from_three())
    for a, b in zip(first, again, strict=True):
        assert isinstance(a, Turn) and isinstance(b, Turn) and b.repeated
        assert [r.id for r in a.replies] == [r.id for r in b.replies]
    assert [len(said(world, f"c{n}")) for n in range(3)] == [1 + len(a.replies) for a in first if isinstance(a, Turn)]  # fmt: skip


def test_one_whose_dialogue_breaks_goes_to_people_and_takes_nobody_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, real = Mock(), dialogue.respond
    monkeypatch.setattr("handlers.turn.log", log)

    def breaks(scene: Any) -> None:
        real(scene)
        if scene.event.address == "c1":
            raise RuntimeError("a flow is broken")

    monkeypatch.setattr(dialogue, "respond", breaks)
    turns = receive_together(world.house, from_three())
    assert all(isinstance(turn, Turn) and turn.replies for turn in turns)
    assert [said(world, f"c{n}")[0] for n in range(3)] == [("in", text) for text in FAULTS]

    def waits(tx: Tx, who: str) -> bool:
        row = conversations.find(tx, "terminal", who)
        assert row is not None
        return queue.open_handoff(tx, row.id) is not None

    assert [world.store.read(lambda tx, n=n: waits(tx, f"c{n}")) for n in range(3)] == [False, True, False]  # type: ignore[misc]
    assert log.exception.call_count == 1


def test_what_no_channel_should_have_let_through_is_refused_alone(world: World) -> None:
    receive(world.house, Inbound("terminal", "owner", "taken", "你好"))
    events = from_three()
    events[1:1] = [
        Inbound("terminal", "thief", "taken", "你好"), Inbound("terminal", "x", "long", "x" * 30_000),
    ]  # fmt: skip
    turns = receive_together(world.house, events)
    assert [type(turn) for turn in turns] == [Turn, BadEvent, BadEvent, Turn, Turn]
    assert said(world, "thief") == [] == said(world, "x")
    assert [said(world, f"c{n}")[0] for n in range(3)] == [("in", text) for text in FAULTS]


def test_what_is_done_for_one_is_done_within_its_part(world: World) -> None:
    inside: list[str] = []
    seen: list[str] = []

    @contextmanager
    def part(come: Inbound) -> Iterator[None]:
        inside.append(come.address)
        yield
        inside.pop()

    def parse(text: str, lang: str | None) -> Any:
        seen.append(f"{inside[-1]} {text}")
        return world.house.parse_here(text, lang)

    from dataclasses import replace

    receive_together(replace(world.house, parse=parse), from_three(), part)
    assert seen == [f"c{n} {text}" for n, text in enumerate(FAULTS)] and not inside
