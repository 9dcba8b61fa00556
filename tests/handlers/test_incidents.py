"""Many reports of one place: one incident, said to the next, one message to all; danger goes its own way."""

from __future__ import annotations

from typing import Any

import pytest

from handlers import incident_tickets, incidents, queue
from handlers.intake import intake
from handlers.people import Refused
from storage import conversations, messages, tickets
from storage import queue as stored_queue
from storage.engine import Store
from tests.world import World, together

SITE = "上海市浦东新区世纪大道1号"


def report(world: World, who: str, fault: str = "服务器宕机了，完全不能用", room: str = "101室") -> str:
    """A fault of P6 at the site, up to its address; what the bot said last."""
    world.say(fault, who=who, plan="p6")
    world.say("找不到序列号", who=who, plan="p6")
    turn = world.say(f"我叫王芳，电话13800138000，{SITE}{room}", who=who, plan="p6")
    return "\n".join(r.text for r in turn.replies)


def all_tickets(store: Store) -> list[Any]:
    return store.read(lambda tx: sorted(tickets.listing(tx), key=lambda t: t.id))


def conversation(store: Store, who: str) -> Any:
    row = store.read(lambda tx: conversations.find(tx, "terminal", who))
    assert row is not None
    return row


def said_to(store: Store, who: str, direction: str = "out") -> list[str]:
    row = conversation(store, who)
    return [m.text for m in store.read(lambda tx: messages.history(tx, row.id)) if m.direction == direction]


def incident(store: Store, world: World) -> Any:
    found = incidents.listing(world.house)
    assert len(found) == 1
    return found[0]


def test_the_third_report_makes_an_incident_and_hears_of_it(store: Store) -> None:
    world = World(store).settle()
    assert "一并处理" not in report(world, "a", room="101室")
    assert "一并处理" not in report(world, "b", room="102室")
    third = report(world, "c", room="3楼")
    assert third.startswith("上海市浦东新区世纪大道1号从") and "一并处理" in third, (
        "first what is known, then what we ask"
    )
    shown = incident(store, world)
    assert len(shown.members) == 3 and shown.row.since < shown.row.opened_at
    raised = store.read(lambda tx: [a.text_id for a in tickets.alarms(tx)])
    assert raised.count("alarm-incident") == 1
    assert "一并处理" in report(world, "d", room="201")
    assert len(incident(store, world).members) == 4


def test_two_within_the_time_are_none(store: Store) -> None:
    world = World(store).settle()
    report(world, "a")
    report(world, "b")
    world.wait(minutes=31)
    report(world, "c")
    assert incidents.listing(world.house) == []


def test_reports_at_the_same_time_are_one_incident(store: Store) -> None:
    """Every one of them counts: with twelve there is one incident of twelve."""
    world = World(store).settle()
    rows = []
    for n in range(12):
        world.say("服务器宕机了", who=f"w{n}", plan="p6")
        rows.append(all_tickets(store)[-1])

    def tell(n: int) -> incidents.Joined | None:
        def work(tx: Any) -> incidents.Joined | None:
            row = tickets.save(tx, rows[n].id, world.house.now(), address=f"{SITE}{n}室")
            assert row is not None
            return incidents.consider(tx, world.house, row, world.house.now())

        return store.write(work)

    done = together(12, tell)
    assert not [d for d in done if isinstance(d, Exception)]
    assert sum(isinstance(d, incidents.Joined) and d.new for d in done) == 1
    assert {t.incident_id for t in all_tickets(store)} == {incident(store, world).row.id}


def test_danger_in_an_incident_is_handled_as_ever(store: Store) -> None:
    world = World(store).settle()
    for who in "abc":
        report(world, who)
    turn = world.say(f"机房着火了！{SITE}", who="d", plan="p6")
    told = "\n".join(r.text for r in turn.replies)
    assert "119" in told and "一并处理" not in told
    assert conversation(store, "d").owner == "queue"
    danger = all_tickets(store)[-1]
    assert danger.severity_level == 1
    user = world.user("sue")
    shown = incident(store, world)
    incidents.close(world.house, user, shown.row.id, "市电故障")
    assert incident_tickets.close_all(world.house, user, shown.row.id) == 3
    left = [t for t in all_tickets(store) if t.status == "open"]
    assert [t.id for t in left] == [danger.id]
    if danger.incident_id is not None:
        with pytest.raises(Refused):
            incident_tickets.close_one(world.house, user, danger.id)


def test_one_message_to_all_and_a_note_where_a_colleague_talks(store: Store) -> None:
    world = World(store).settle()
    for who in "abc":
        report(world, who)
    world.say("转人工", who="c")
    item = store.read(lambda tx: stored_queue.any_open(tx, conversation(store, "c").id))
    assert item is not None
    queue.claim(world.house, world.user("ann"), item.id)
    number = incident(store, world).row.id
    with pytest.raises(Refused):
        incidents.tell_all(world.house, world.user("kim"), number, "机房断电")  # a clerk may not
    done = together(
        6, lambda n: incidents.tell_all(world.house, world.user("sue"), number, "大楼停电，18点前恢复")
    )
    assert done.count(3) == 1 and sum(isinstance(d, Refused) for d in done) == 5
    for who in "ab":
        assert said_to(store, who).count("大楼停电，18点前恢复") == 1
    assert "大楼停电，18点前恢复" not in said_to(store, "c")
    assert said_to(store, "c", "note") == ["大楼停电，18点前恢复"]
    assert "大楼停电，18点前恢复" in report(world, "d"), "who comes later reads it as well"


def test_everybody_reads_the_message_in_the_language_they_speak(store: Store) -> None:
    world = World(store).settle()
    for who in "ab":
        report(world, who)
    for text in (
        "the server is completely down",
        "no serial number",
        f"I am Tom, 13800138001, {SITE} room 9",
    ):
        world.say(text, who="tom", plan="p6")
    world.store.write(lambda tx: conversations.save(tx, conversation(store, "tom").id, lang="en"))
    sue, shown = world.user("sue"), incident(store, world)
    assert shown.speak == ("zh", "en")
    with pytest.raises(Refused) as refused:
        incidents.tell_all(world.house, sue, shown.row.id, "大楼停电，18点前恢复")
    assert refused.value.why == "incident-language-en"
    words = ("大楼停电，18点前恢复", "The power is out; it is back by 18:00.")
    assert incidents.tell_all(world.house, sue, shown.row.id, *words) == 3
    told = {who: [said_to(store, who).count(text) for text in words] for who in ("a", "b", "tom")}
    assert told == {"a": [1, 0], "b": [1, 0], "tom": [0, 1]}
    assert words[0] in report(world, "d") and words[1] not in report(world, "e"), "who comes later as well"


def test_closing_is_proposed_not_done(store: Store) -> None:
    world = World(store).settle()
    for who in "abc":
        report(world, who)
    shown = incident(store, world)
    sue = world.user("sue")
    with pytest.raises(Refused):
        incident_tickets.close_all(world.house, sue, shown.row.id)  # it is not over yet
    incidents.close(world.house, sue, shown.row.id, "空调跳闸")
    with pytest.raises(Refused):
        incidents.close(world.house, sue, shown.row.id, "again")
    assert {t.status for t in all_tickets(store)} == {"intake"}
    shown = incident(store, world)
    assert all(m.closable for m in shown.members)
    incident_tickets.close_one(world.house, sue, shown.members[0].ticket.id)
    assert incident_tickets.close_all(world.house, sue, shown.row.id) == 2
    assert {t.status for t in all_tickets(store)} == {"resolved"}


def test_it_is_over_by_itself_when_nothing_comes(store: Store) -> None:
    world = World(store).settle()
    for who in "abc":
        report(world, who)
    world.wait(hours=13)
    assert incident(store, world).row.closed_by == "clockwork"
    report(world, "d")
    assert len(incidents.listing(world.house)) == 1, "one report is no incident"


def test_calls_count_as_well(store: Store) -> None:
    world = World(store).settle()
    for n in range(3):
        call = (
            f"客服：您好\n客户：我们服务器宕机了，完全不能用，地址{SITE}10{n}室，我姓王，电话1380013800{n}\n"
        )
        intake(world.house, call, f"call{n}.txt", "p6")
    assert len(incident(store, world).members) == 3
