"""How far several reports are: a few are told, of many one is asked for."""

from __future__ import annotations

import pytest

from handlers import tickets
from storage import conversations
from storage.engine import Tx
from tests.world import World


def opened(world: World, count: int) -> list[str]:
    """So many reports of one customer; their numbers."""

    def work(tx: Tx) -> list[str]:
        now, plan = world.house.now(), world.house.plans["p3"]
        row = conversations.lock(tx, "terminal", "customer", now, plan="p3")
        return [
            str(tickets.open_ticket(tx, world.house, plan, row.id, "report_fault", f"fault number {i}", "customer", now,
                                    status="open").number)
            for i in range(count)
        ]  # fmt: skip

    return world.store.write(work)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("count", "asks"), [(2, False), (3, False), (4, True)])
def test_up_to_three_reports_are_told_one_by_one_and_of_more_one_is_asked_for(
    world: World, count: int, asks: bool
) -> None:
    numbers = opened(world, count)
    (told,) = world.say("进度怎么样了").replies
    assert ("是哪一个" in told.text) == asks
    for i, number in enumerate(numbers):
        assert (f"{number}（fault number {i}）：处理中" in told.text) != asks
    assert told.text.count("我们的承诺") == (0 if asks else count)
    assert [b.payload for b in told.buttons] == [f"/ticket:{n}" for n in reversed(numbers)]
    (one,) = world.say("第二个").replies
    assert one.text.startswith(f"{numbers[-2]}：处理中"), one.text
