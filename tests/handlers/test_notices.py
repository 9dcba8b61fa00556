"""A new service number is told to every customer within three days, once in each way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import notices
from handlers.people import Refused
from storage import conversations, devices, messages, tickets
from storage import notices as stored
from storage.engine import Store, Tx
from tests.world import World, together


def customers(world: World) -> int:
    """Two customers of P4, one of whom talks with us; and one of P6.  The conversation."""

    def work(tx: Tx) -> int:
        now = world.house.now()
        ids = [
            conversations.new_customer(tx, now, name=n, phone=f"1380013800{i}", address=f"路{i}号", lang="zh")
            for i, n in enumerate(("甲厂", "乙厂", "丙公司"))
        ]
        for customer, plan in zip(ids, ("p4", "p4", "p6"), strict=True):
            devices.add(tx, now, serial_number=f"X{customer}", serial_key=f"X{customer}", model="G", plan=plan,
                        dates={}, customer_id=customer)  # fmt: skip
        talk = conversations.lock(tx, "web", "somebody", now, plan="p4")
        conversations.save(tx, talk.id, customer_id=ids[0])
        return int(talk.id)

    return world.store.write(work)


def test_every_customer_once_in_each_way_and_the_clock_is_met(store: Store) -> None:  # P4.10
    world = World(store)
    talk = customers(world)
    done = together(6, lambda n: notices.hotline(world.house, "p4", "400-800-1234"))
    given = [d for d in done if isinstance(d, notices.Given)]
    assert len(given) == 6 and sum(g.new for g in given) == 1
    rows = store.read(lambda tx: stored.errands(tx, given[0].notice))
    assert sorted(e.way for e in rows) == ["chat", "fax", "fax", "mail", "mail", "telephone", "telephone"]
    said = store.read(lambda tx: [m.text for m in messages.history(tx, talk)])
    assert said == ["通知：灵握机器人夹爪的服务电话改为400-800-1234，请以后拨打新号码。"]
    notice = store.read(lambda tx: stored.get(tx, given[0].notice))
    assert notice is not None
    ticket = store.read(lambda tx: tickets.get(tx, notice.ticket_id))
    assert ticket is not None and ticket.due_at == world.house.now() + timedelta(days=3)
    kim = world.settle().user("kim")
    assert notices.tick(world.house, kim, notice.id, "done", way="mail") == 2
    assert notices.tick(world.house, kim, notice.id, "done", way="telephone") == 2
    faxes = [e.id for e in rows if e.way == "fax"]
    with pytest.raises(Refused):
        notices.tick(world.house, kim, notice.id, "impossible", errand=faxes[0])  # why not?
    assert notices.tick(world.house, kim, notice.id, "impossible", "no fax", errand=faxes[0]) == 1
    assert notices.tick(world.house, kim, notice.id, "done", errand=faxes[0]) == 0, "it is ticked off"
    assert notices.tick(world.house, kim, notice.id, "impossible", "no fax", way="fax") == 1
    done_ticket = store.read(lambda tx: tickets.get(tx, ticket.id))
    assert done_ticket is not None and done_ticket.status == "resolved"
    log = store.read(lambda tx: [e.event for e in tickets.log(tx, ticket.id)])
    assert log.count("notice.done") == 1 and "clock.breached" not in log


@pytest.mark.long
def test_what_is_not_done_in_three_days_raises_an_alarm(store: Store) -> None:  # P4.10
    world = World(store).settle()
    customers(world)
    given = notices.hotline(world.house, "p4", "400-800-1234")
    world.wait(days=3, minutes=6)
    raised = store.read(lambda tx: {(a.text_id, a.data.get("clock")) for a in tickets.alarms(tx)})
    assert ("alarm-warn", "notice") in raised and ("alarm-breach", "notice") in raised
    text = notices.table(world.house, given.notice, "telephone")
    assert text is not None and "13800138001" in text and "400-800-1234" in text and "丙公司" not in text


def test_only_where_it_is_promised_and_only_numbers(store: Store) -> None:
    world = World(store)
    with pytest.raises(notices.BadNotice, match="no plan that promises notices"):
        notices.hotline(world.house, "p6", "400-800-1234")
    with pytest.raises(notices.BadNotice, match="no telephone number"):
        notices.hotline(world.house, "p4", "call me")


def test_nobody_to_tell_is_done_at_once(store: Store) -> None:
    world = World(store)
    given = notices.hotline(world.house, "p7", "400 800 9999")
    assert (given.customers, given.left) == (0, 0)
    row = store.read(lambda tx: stored.get(tx, given.notice))
    assert row is not None and row.done_at is not None
