"""How far several reports are: a few are told, of many one is asked for."""

from __future__ import annotations

import pytest

from handlers import handoff, tickets
from storage import conversations
from storage import tickets as stored_tickets
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
@pytest.mark.parametrize(("count", "asks"), [(2, False), (5, False), (6, True)])
def test_up_to_five_reports_are_told_one_by_one_and_of_more_one_is_asked_for(
    world: World, count: int, asks: bool
) -> None:
    numbers = opened(world, count)
    (told,) = world.say("进度怎么样了").replies
    assert ("是哪一个" in told.text) == asks
    for i, number in enumerate(numbers):
        assert (f"{number}（fault number {i}）：处理中" in told.text) != asks
    assert told.text.count("我们的承诺") == (0 if asks else count)
    assert [b.payload for b in told.buttons] == [f"/ticket:{n}" for n in reversed(numbers)][:5]
    (one,) = world.say("第二个").replies
    assert one.text.startswith(f"{numbers[-2]}：处理中"), one.text


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_nothing_of_the_state_is_said_twice(world: World) -> None:
    """Who calls, what is promised, where the visit stands: each a line of its own, once."""
    for text in ("水箱漏水，DEMO-P3-0002", "不同意", "老孙 13711110000 南京中山路5号", "确认"):
        world.say(text, plan="p3")
    ticket = world.store.read(lambda tx: stored_tickets.by_number(tx, "BX20261123001"))
    assert ticket is not None

    def call(tx: Tx) -> None:
        plan, now = world.house.plans["p3"], world.house.now()
        handoff.add_task(tx, world.house, ticket.conversation_id, plan, ticket, "call_back", now)

    world.store.write(call)
    (told,) = world.say("进度怎么样了").replies
    lines = [line for line in told.text.splitlines() if line]
    assert len(lines) == len(set(lines)) > 1, told.text
