"""Whatever fails in a turn, the customer's words are kept and a person gets the conversation."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import insert, select

from handlers import dialogue, tickets
from storage import conversations, messages
from storage import queue as stored_queue
from storage.engine import Tx
from storage.models import Mark, Message
from tests.world import World


@pytest.fixture(autouse=True)
def short_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.turn.log", Mock())


def in_the_queue(world: World, said: str) -> Any:
    """The queue item of the customer, whose words are all there."""

    def look(tx: Tx) -> Any:
        row = conversations.find(tx, "terminal", "customer")
        assert row is not None and row.owner == "queue"
        assert said in [m.text for m in messages.history(tx, row.id)]
        return stored_queue.open_handoff(tx, row.id)

    item = world.store.read(look)
    assert item is not None
    return item


def test_a_flow_that_writes_what_the_database_refuses_ends_in_the_queue(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad(scene: Any) -> None:
        for _ in range(2):  # the same key twice
            scene.tx.sql.execute(insert(Mark).values(name="x", value="y", at=scene.now))

    monkeypatch.setattr(dialogue, "respond", bad)
    turn = world.say("太阳能完全没热水了", plan="p3")
    assert turn.replies, "the customer is told"
    assert in_the_queue(world, "太阳能完全没热水了").reason == "failure"
    assert not world.store.read(lambda tx: tx.sql.execute(select(Mark.name).where(Mark.name == "x")).all())


def test_a_report_whose_clocks_cannot_be_computed_still_gets_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.say("太阳能完全没热水了", plan="p3")

    def broken(*given: Any, **more: Any) -> Any:
        raise RuntimeError("no clock can be computed")

    monkeypatch.setattr(tickets, "clock_states", broken)
    turn = world.say("DEMO-P3-0001")
    assert turn.replies, "the customer is told"
    in_the_queue(world, "DEMO-P3-0001")
    world.say("水箱漏电，手碰了发麻", who="another", plan="p3")

    def safe(tx: Tx) -> list[str]:
        row = conversations.find(tx, "terminal", "another")
        assert row is not None and row.owner == "queue"
        item = stored_queue.open_handoff(tx, row.id)
        assert item is not None and item.severity_level == 1
        return [m.author for m in messages.history(tx, row.id) if m.direction == "out"]

    assert world.store.read(safe)[0] == "notice", "the safety advice comes first"


def test_what_the_database_cannot_do_now_is_the_peers_to_repeat(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def gone(scene: Any) -> None:
        raise OperationalError("select", {}, Exception("the server is gone"))

    with monkeypatch.context() as for_once:
        for_once.setattr(dialogue, "respond", gone)
        with pytest.raises(OperationalError):
            world.say("太阳能完全没热水了", plan="p3", event="e1")
    assert not world.store.read(lambda tx: tx.sql.execute(select(Message.id)).all())
    assert world.say("太阳能完全没热水了", plan="p3", event="e1").replies
