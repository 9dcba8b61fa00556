"""Campaigns: the register, the report that is due, and what may not be told twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers import campaign_report, campaigns
from handlers import queue as desk
from handlers.campaigns import BadCampaign, Entry
from handlers.people import Refused
from storage import campaigns as stored
from storage import queue, tickets
from storage.engine import Store
from tests.world import CAMPAIGN, World, together


def world_with_campaign(store: Store) -> World:
    world = World(store).settle()
    world.campaign()
    return world


def test_a_key_registers_once_however_often_it_is_sent(store: Store) -> None:  # P9.1
    world = world_with_campaign(store)
    known = campaigns.find(world.house, "autumn26")
    assert known is not None and known.state == "running"
    entry = Entry("opinion", "路灯太暗", "zh", "phone", point=known.points[0].id)

    def send(n: int) -> str:
        return store.write(
            lambda tx: campaigns.register(tx, known.row, entry, f"key-{n % 3}", world.house.now())
        )

    numbers = together(24, send)
    assert len(set(map(str, numbers))) == 3
    assert store.read(lambda tx: stored.count(tx, known.row.id)) == 3


def test_what_is_said_in_the_chat_is_in_the_summary(store: Store) -> None:  # P9.1, P9.2, P9.3
    world = world_with_campaign(store)
    world.say("建议多装几个充电桩", plan="p9")
    for text in (
        "/book",
        "想请师傅上门看看下水道",
        "我叫李雷，电话13900139000",
        "杭州市西湖区文三路12号",
        "1",
        "确认",
    ):
        world.say(text, plan="p9", who="second")
    found = campaign_report.summary(world.house, "AUTUMN26")
    assert found is not None
    assert [(line.kind, line.state) for line in found.lines] == [("suggestion", None), ("request", "open")]
    assert found.by_state == {"open": 1}
    zh, en = campaign_report.markdown(found, "zh"), campaign_report.markdown(found, "en")
    assert "P9.3" in zh and "建议多装几个充电桩" in zh and "总务办公室" in zh
    assert "general office" in en and "13900139000" not in zh + en
    assert "13900139000" in campaign_report.table(found)


def test_the_report_is_work_with_a_clock_that_ends_when_it_is_made(store: Store) -> None:  # P9.3
    world = world_with_campaign(store)
    with pytest.raises(Refused, match="runs until 2026-11-30"):
        campaigns.report_made(world.house, world.user("kim"), "AUTUMN26")
    world.now = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)  # a minute before midnight there
    world.wait(minutes=5)
    known = campaigns.find(world.house, "AUTUMN26")
    assert known is not None and known.state == "over" and known.row.ticket_id is not None
    ticket = store.read(lambda tx: tickets.get(tx, known.row.ticket_id))
    assert ticket is not None and ticket.kind == "campaign"
    # from Monday's midnight, that is from Tuesday on: the end of the fifth working day after it
    assert ticket.due_at == datetime(2026, 12, 8, 9, 30, tzinfo=UTC)
    world.now = ticket.due_at + timedelta(minutes=1)
    world.wait(minutes=5)
    raised = store.read(lambda tx: [a.text_id for a in tickets.alarms(tx, ticket_id=ticket.id)])
    assert "alarm-breach" in raised and "alarm-warn" in raised
    for _ in range(2):  # again changes nothing
        campaigns.report_made(world.house, world.user("kim"), "AUTUMN26")
    done = store.read(lambda tx: tickets.get(tx, ticket.id))
    assert done is not None and done.status == "resolved"
    log = store.read(lambda tx: [e.event for e in tickets.log(tx, ticket.id)])
    assert log.count("report.sent") == 1


def test_a_closed_campaign_registers_nothing_and_owes_its_report(store: Store) -> None:  # P9.3
    world = world_with_campaign(store)
    campaigns.close(world.house, "AUTUMN26")
    world.wait(minutes=5)
    known = campaigns.find(world.house, "AUTUMN26")
    assert known is not None and known.state == "over" and known.row.ticket_id is not None
    turn = world.say("/opinion", plan="p9")
    assert "没有社区服务活动" in turn.replies[0].text


def test_a_complaint_goes_to_a_person_and_on_the_form(store: Store) -> None:  # P9.1
    world = world_with_campaign(store)
    world.say("我要投诉，你们的志愿者态度太差了", plan="p9")
    found = campaign_report.summary(world.house, "AUTUMN26")
    assert found is not None and [line.kind for line in found.lines] == ["opinion"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('plan = "p9"', 'plan = "p6"', "no plan that has campaigns"),
        ("day = 2026-11-28", "day = 2026-12-28", "WULIN: its days must lie within"),
        ('hours = "09:00-17:00"', 'hours = "17:00-09:00"', "GARDEN: it closes before it opens"),
        ('code = "WULIN"', 'code = "GARDEN"', "GARDEN is there twice"),
        ("last_day = 2026-11-30", "last_day = 2026-11-01", "'last_day' is before 'first_day'"),
        ('code = "AUTUMN26"', 'code = "../x"', "code: String should match"),
        ("first_day", "firstday", "firstday: Extra inputs"),
        ("[[points]]", "[[points", "not valid TOML"),
    ],
)
def test_mistakes_of_a_campaign_are_named(store: Store, old: str, new: str, told: str) -> None:
    world = World(store)
    with pytest.raises(BadCampaign, match=told.replace("[", r"\[")):
        campaigns.add(world.house, campaigns.read(CAMPAIGN.replace(old, new, 1).encode(), "c.toml"))


def test_a_code_is_taken_once(store: Store) -> None:
    world = world_with_campaign(store)
    with pytest.raises(BadCampaign, match="AUTUMN26 already"):
        world.campaign()


def test_no_cell_of_the_register_is_a_formula(store: Store) -> None:
    world = world_with_campaign(store)
    known = campaigns.find(world.house, "AUTUMN26")
    assert known is not None
    entry = Entry("opinion", "=HYPERLINK(1)", "en", "phone", name="+1")
    store.write(lambda tx: campaigns.register(tx, known.row, entry, "k" * 20, world.house.now()))
    found = campaign_report.summary(world.house, "AUTUMN26")
    assert found is not None
    assert "'=HYPERLINK(1)" in campaign_report.table(found) and "'+1" in campaign_report.table(found)


def test_what_was_written_on_paper_is_registered_by_hand_until_the_report(store: Store) -> None:  # P9.1
    world = world_with_campaign(store)
    kim = world.user("kim")
    entry = Entry("suggestion", "多放几把椅子", "zh", "console", name="赵奶奶")
    numbers = {
        campaigns.register_by_hand(world.house, kim, "AUTUMN26", entry, "one", "WULIN") for _ in range(2)
    }
    assert len(numbers) == 1
    campaigns.close(world.house, "AUTUMN26")
    campaigns.register_by_hand(world.house, kim, "AUTUMN26", entry, "two", "")
    campaigns.report_made(world.house, kim, "AUTUMN26")
    with pytest.raises(Refused):
        campaigns.register_by_hand(world.house, kim, "AUTUMN26", entry, "three", "")
    found = campaign_report.summary(world.house, "AUTUMN26")
    assert found is not None and [c["suggestion"] for c in found.by_place.values()] == [0, 1, 1]


def test_the_work_on_a_report_is_not_closed_by_hand(store: Store) -> None:  # P9.3
    world = world_with_campaign(store)
    campaigns.close(world.house, "AUTUMN26")
    world.wait(minutes=5)
    item = store.read(lambda tx: queue.waiting(tx))[0]
    ann = world.user()
    desk.claim(world.house, ann, item.id)
    with pytest.raises(Refused, match="closes when the report has been sent"):
        desk.resolve(world.house, ann, item.id, "done")
