"""`baoxiu serve` on Telegram against a Bot API that misbehaves: every message is answered exactly once, in order.

``make chaos`` gives it ``BAOXIU_UPDATES`` updates (10,000) for each framework and way, and kill -9 in between.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import sending
from handlers.events import Inbound
from handlers.turn import receive
from storage.engine import Store
from tests.bot_api import Faults
from tests.bot_api.state import Sent
from tests.bot_api.trial import Course, trial
from tests.bot_api.verdict import Figures, judge
from tests.world import World

UPDATES = int(os.environ.get("BAOXIU_UPDATES", "0"))
WAYS = [("aiogram", "polling"), ("aiogram", "webhook"), ("ptb", "polling"), ("ptb", "webhook")]
LINES = 50


def check(found: Figures, tickets: int | None) -> None:
    print("\n" + found.line())
    assert not found.wrong, "\n".join(found.wrong[:5])
    assert (found.lost, found.out_of_order, found.unexplained, found.tickets_doubled) == (0, 0, 0, 0), (
        found.line()
    )
    assert found.answered_once + found.twice >= found.updates, found.line()
    assert tickets is None or found.tickets == tickets, found.line()


@dataclass
class Kept:
    id: int
    direction: str
    text: str
    reply_to: int | None = None
    status: str = "sent"
    address: str = "5"


def verdict(
    arrived: Sequence[str], kills: Sequence[float] = (), cut: Sequence[int] = (), **status: str
) -> Figures:
    """Of two messages a, b that were answered A, B: these replies arrived, one a second."""
    kept = [Kept(1, "in", "a"), Kept(2, "out", "A", 1), Kept(3, "in", "b"), Kept(4, "out", "B", 3, **status)]
    sent = [Sent(n, float(n), "sendMessage", 5, {"text": t}, {}, n in cut) for n, t in enumerate(arrived)]
    found = Figures("none", "none", 2)
    judge(found, {5: ["a", "b"]}, kept, sent, kills)
    return found


def test_the_judge_sees_what_is_wrong() -> None:
    right = verdict(["A", "B"])
    assert right.answered_once == 2 and not right.wrong
    assert verdict(["A"], status="pending").lost == 1
    assert verdict(["B", "A"]).out_of_order == 1
    assert verdict(["A", "A", "B"]).unexplained == 1
    cut = verdict(["A", "A", "B"], cut=[0])
    assert (cut.twice, cut.unexplained, cut.answered_once, cut.wrong) == (1, 0, 1, [])
    assert verdict(["A", "B", "B"], kills=[1.5]).twice == 1
    assert verdict(["A", "B", "B"], kills=[0.4]).unexplained == 1
    assert verdict(["A", "B", "A"], cut=[0, 1]).wrong


def test_what_may_have_arrived_is_sent_until_that_is_known(store: Store) -> None:
    """Two answers that were cut are no proof that anything arrived."""
    world = World(store)
    receive(world.house, Inbound("telegram", "5", "update:1:1", "hello", plan="p3"))
    for _ in range(4):
        (parcel,) = sending.take(world.house, ["telegram"])
        assert sending.not_delivered(world.house, parcel, "cut", 1.0, unsure=True)
        world.now += timedelta(seconds=2)
    assert len(sending.take(world.house, ["telegram"])) == 1


@pytest.mark.chaos
@pytest.mark.parametrize(("framework", "way"), [WAYS[0], pytest.param(*WAYS[3], marks=pytest.mark.long)])
def test_every_message_is_answered_once_and_in_order(
    framework: str, way: str, sqlite_url: str, tmp_path: Path
) -> None:
    # a chat's updates come one after the other, as they do; what overtakes all the same: test_telegram_channel
    faults = Faults.all(0.03, seed=7, reorder=0)
    course = Course(framework, way, people=30, lines=5, kills=1, faults=faults, hurry=True, seconds=100)
    check(trial(course, tmp_path, sqlite_url), tickets=30)


@pytest.mark.chaos
@pytest.mark.skipif(not UPDATES, reason="BAOXIU_UPDATES gives a number (make chaos: 10,000)")
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("framework", "way"), WAYS)
def test_ten_thousand_updates_with_faults_and_kills(
    framework: str, way: str, sqlite_url: str, tmp_path: Path
) -> None:
    people = max(UPDATES // LINES, 1)
    course = Course(framework, way, people=people, lines=LINES, kills=UPDATES // 500,
                    faults=Faults.all(0.02, seed=11, reorder=0), seconds=7000)  # fmt: skip
    check(trial(course, tmp_path, sqlite_url), tickets=people)
