"""The same thing reported twice: attached in the chat, merged by people, both told, nobody's data given away."""

from __future__ import annotations

from typing import Any

import pytest

from handlers import duplicates, queue, ticket_view
from handlers.intake import intake
from handlers.people import Refused
from storage import conversations, messages, tickets
from storage import incidents as stored
from storage import queue as stored_queue
from storage.engine import Store
from tests.world import World, together

FIRST = "服务器宕机了，序列号DEMO-P6-0001，我叫王芳，电话13800138000，上海市浦东新区世纪大道1号"


def first_report(world: World) -> Any:
    for text in (FIRST, "1", "确认"):
        world.say(text, who="first", plan="p6")
    return newest(world.store)


def newest(store: Store) -> Any:
    return store.read(lambda tx: tickets.listing(tx)[0])


def again(world: World, who: str = "second") -> Any:
    for text in ("机房服务器连不上了，DEMO-P6-0001", "完全不能用"):
        world.say(text, who=who, plan="p6")
    return newest(world.store)


def said_to(store: Store, who: str) -> str:
    row = store.read(lambda tx: conversations.find(tx, "terminal", who))
    assert row is not None
    return "\n".join(
        m.text for m in store.read(lambda tx: messages.history(tx, row.id)) if m.direction == "out"
    )


def test_a_second_reporter_is_attached_and_hears_the_end(store: Store) -> None:
    world = World(store).settle()
    kept = first_report(world)
    dup = again(world)
    world.say("同一件事", who="second")
    merged = store.read(lambda tx: tickets.get(tx, dup.id))
    assert merged is not None and merged.status == "merged"
    assert len(store.read(lambda tx: stored.reporters(tx, kept.id))) == 1
    shown = store.read(lambda tx: ticket_view.view(tx, world.house, tickets.get(tx, kept.id)))  # type: ignore[arg-type]
    assert shown["work"]["duplicates"]["reporters"][0]["said"].startswith("机房服务器连不上了")
    world.say("转人工", who="first")
    row = store.read(lambda tx: conversations.find(tx, "terminal", "first"))
    item = store.read(lambda tx: stored_queue.any_open(tx, row.id))  # type: ignore[union-attr]
    ann = world.user()
    assert item is not None
    queue.claim(world.house, ann, item.id)
    queue.resolve(world.house, ann, item.id, "电源更换")
    told = said_to(store, "second")
    assert f"您也报过的{kept.number}已经处理完毕" in told
    for private in ("王芳", "13800138000", "世纪大道"):
        assert private not in told


def test_who_reports_the_same_again_and_again_is_one_second_reporter(store: Store) -> None:
    world = World(store).settle()
    kept = first_report(world)
    for _ in range(2):
        again(world)
        world.say("同一件事", who="second")
    assert len(store.read(lambda tx: stored.reporters(tx, kept.id))) == 1


def test_the_kept_ticket_is_never_less_severe(store: Store) -> None:
    world = World(store).settle()
    for text in (
        "服务器的风扇有点吵，不影响使用，序列号DEMO-P6-0001，我叫王芳，电话13800138000，上海市浦东新区世纪大道1号",
        "直接派人上门",
        "1",
        "确认",
    ):
        world.say(text, who="first", plan="p6")
    kept = newest(store)
    again(world)
    world.say("同一件事", who="second")
    worse = store.read(lambda tx: tickets.get(tx, kept.id))
    assert worse is not None and kept.severity_level > 1 and worse.severity_level == 1


def test_people_merge_and_both_are_told(store: Store) -> None:
    world = World(store).settle()
    kept = first_report(world)
    again(world)
    world.say("新的故障", who="second")
    dup = newest(store)
    duplicates.merge(world.house, world.user("kim"), dup.id, kept.number)
    told = said_to(store, "second")
    assert f"{dup.number}与{kept.number}是同一个问题" in told and "王芳" not in told
    assert "还有人报了" in said_to(store, "first")
    log = store.read(lambda tx: [e.event for e in tickets.log(tx, dup.id)])
    assert log.count("ticket.merged") == 1
    with pytest.raises(Refused):
        duplicates.merge(world.house, world.user("kim"), dup.id, kept.number)
    turn = world.say("到哪一步了", who="second")
    assert kept.number in turn.replies[0].text


def test_two_who_merge_crosswise_make_one(store: Store) -> None:
    world = World(store).settle()
    kept = first_report(world)
    again(world)
    world.say("新的故障", who="second")
    dup = newest(store)
    ways = ((dup.id, kept.number), (kept.id, dup.number))
    done = together(8, lambda n: duplicates.merge(world.house, world.user("kim"), *ways[n % 2]))
    assert done.count(None) == 1 and sum(isinstance(d, Refused) for d in done) == 7
    states = sorted(store.read(lambda tx: [t.status for t in tickets.listing(tx)]))
    assert states.count("merged") == 1


def test_danger_is_nobodys_duplicate(store: Store) -> None:
    world = World(store).settle()
    kept = first_report(world)
    turn = world.say("服务器冒烟了！DEMO-P6-0001", who="second", plan="p6")
    assert "已有报修" not in "\n".join(r.text for r in turn.replies)
    danger = newest(store)
    with pytest.raises(Refused):
        duplicates.merge(world.house, world.user("kim"), danger.id, kept.number)
    duplicates.merge(world.house, world.user("kim"), kept.id, danger.number)
    left = store.read(lambda tx: tickets.get(tx, danger.id))
    assert left is not None and left.status == "open" and left.severity_level == 1


def test_a_call_about_the_same_device_is_shown_to_people(store: Store) -> None:
    world = World(store).settle()
    kept = first_report(world)
    call = "客服：您好\n客户：服务器坏了开不了机，序列号DEMO-P6-0001\n"
    assert intake(world.house, call, "call.txt", "p6").data["known"] == [kept.number]
    shown = store.read(lambda tx: ticket_view.view(tx, world.house, tickets.get(tx, kept.id)))  # type: ignore[arg-type]
    assert [o["same"] for o in shown["work"]["duplicates"]["alike"]] == ["device"]
