"""Alarms go to whoever is on duty (P6.2), and a customer's cases to the customer's own team (P1.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import demo, desk, duty, presence, queue, teams, wall
from handlers.people import Refused
from handlers.rules.duty import Roster
from storage import conversations, tickets
from storage import duty as stored_duty
from storage import people as stored_people
from storage import queue as stored_queue
from storage.engine import Store
from tests.process import baoxiu, surroundings
from tests.world import World, together

ROSTER = Roster.model_validate(
    {
        "person": [
            {
                "id": "ann",
                "name": "Ann",
                "phone": "13900000001",
                "login": "ann",
                "away": [{"start": "2026-11-23T12:00:00", "end": "2026-11-24T12:00:00"}],
            },
            {"id": "bob", "name": "Bob", "phone": "13900000002", "login": "bob"},
        ],
        "duty": [
            {"role": "supervisor", "person": "ann", "deputies": ["bob"]},
            {"role": "engineer", "person": "bob"},
        ],
    }
)


@pytest.fixture
def world(store: Store) -> World:
    return World(store).settle()


def test_alarms_name_whoever_is_on_duty_and_are_shown_there(world: World) -> None:
    """P6.2: a clock that runs out tells the person who has the role at that hour."""
    house, ann, bob = world.house, world.user("ann"), world.user("bob")
    assert duty.take_in(house, ROSTER) == []
    world.say("One of the two fans is dead", plan="p6")
    world.say("agent", plan="p6")
    world.wait(minutes=40)
    alarms = duty.mine(house, ann)
    assert alarms and {told.person for told in alarms} == {"Ann"}
    assert [told.alarm.text_id for told in duty.mine(house, bob)] == ["alarm-nobody"], (
        "he has the plan's duty line"
    )
    desk.see_alarm(house, bob, duty.mine(house, bob)[0].alarm.id)
    log = world.store.read(lambda tx: tickets.log(tx, alarms[0].alarm.ticket_id))
    assert any(e.event == "clock.breached" and (e.data or {})["person"] == "ann" for e in log)
    seen = wall.wall(house, world.user("sue"))
    assert {told.phone for told in seen.alarms if told.alarm.role == "supervisor"} == {"13900000001"}
    with pytest.raises(Refused):
        desk.see_alarm(house, bob, alarms[0].alarm.id)  # it is not his, and he answers for none
    world.now += timedelta(hours=4)  # Ann has gone: what is unseen is her deputy's
    assert duty.mine(house, ann) == []
    first = duty.mine(house, bob)[0]
    assert (first.person, first.instead_of) == ("Bob", "Ann")
    desk.see_alarm(house, bob, first.alarm.id)
    assert first.alarm.id not in [told.alarm.id for told in duty.mine(house, bob)]


def test_who_waits_is_told_the_duty_line(world: World) -> None:
    """P6.2: the number on which somebody answers now."""
    world.say("One of the two fans is dead", plan="p6", who="before")
    assert "On duty" not in str(world.say("agent", plan="p6", who="before").replies)
    duty.take_in(world.house, ROSTER)
    world.say("One of the two fans is dead", plan="p6")
    told = " ".join(r.text for r in world.say("agent", plan="p6").replies)
    assert "On duty right now: Bob, 13900000002." in told


def reported(world: World, who: str = "customer") -> str:
    """A school in Hangzhou reports and confirms; what it is told in the end."""
    for said in (
        "投影仪不亮了",
        "没有序列号",
        "王老师 13800138000",
        "杭州市西湖区文三路1号",
        "同意",
        "第一个",
    ):
        world.say(said, plan="p1", who=who)
    return " ".join(r.text for r in world.say("确认", plan="p1", who=who).replies)


def members(world: World, login: str, queue_name: str) -> None:
    def put(tx: object) -> None:
        row = stored_people.by_login(tx, login)  # type: ignore[arg-type]
        stored_people.save_user(tx, row.id, queues=[queue_name])  # type: ignore[arg-type]

    world.store.write(put)


def waiting(world: World) -> list[str]:
    return [item.queue for item in world.store.read(stored_queue.waiting)]


def test_a_customer_gets_a_team_for_good_and_its_cases_go_there(world: World) -> None:
    """P1.3"""
    house = world.house
    assert "校园服务一组（华东）" in reported(world)
    members(world, "ann", "school-east")
    told = " ".join(r.text for r in world.say("转人工", plan="p1").replies)
    assert waiting(world) == ["school-team"] and "此刻不在" in told  # nobody of the team has been seen
    item = world.store.read(stored_queue.waiting)[0]
    queue.claim(house, world.user("bob"), item.id)
    queue.return_to_bot(house, world.user("bob"), item.id, "")
    presence.beat(house, world.user("ann"), "ready")
    told = " ".join(r.text for r in world.say("转人工", plan="p1").replies)
    assert waiting(world) == ["school-east"] and "由您的固定小组" in told
    row = world.store.read(lambda tx: conversations.find(tx, "terminal", "customer"))
    case = desk.case(house, world.user("ann"), row.id)
    assert case is not None and case.work["team"]["there"]
    assert teams.give(house, row.customer_id, "p1", "school-two").queue == "school-two"
    with pytest.raises(Refused):
        teams.give(house, row.customer_id, "p1", "nobody")


def test_whoever_reports_the_customers_device_reaches_the_customers_team(world: World) -> None:
    """P1.3: a teacher who has proven nothing stands before the school's projector."""
    school = world.owner("DEMO-P1-0001", channel="")
    world.store.write(lambda tx: stored_duty.give_team(tx, school, "p1", "school-two", world.house.now()))
    members(world, "ann", "school-two")
    presence.beat(world.house, world.user("ann"), "ready")
    for said in ("投影仪不亮了", "DEMO-P1-0001"):
        world.say(said, plan="p1")
    told = " ".join(r.text for r in world.say("转人工", plan="p1").replies)
    assert waiting(world) == ["school-two"] and "校园服务二组" in told


def test_a_team_given_by_many_at_once_is_one(world: World) -> None:
    """P1.3"""
    customer = world.store.write(lambda tx: conversations.new_customer(tx, world.house.now(), lang="zh"))
    names = [f"team-{n}" for n in range(12)]
    given = together(12, lambda n: world.store.write(
        lambda tx: stored_duty.give_team(tx, customer, "p1", names[n], world.house.now())))  # fmt: skip
    assert len(set(map(str, given))) == 1 and given[0] in names


def test_whoever_tries_the_demo_sees_who_is_on_duty(store: Store) -> None:
    """P6.2"""
    world = World(store)
    demo.load(world.house)
    world.say("One of the two fans is dead", plan="p6")
    told = " ".join(r.text for r in world.say("agent", plan="p6").replies)
    assert "演示工程师-张伟" in told and "19900009001" in told


def test_the_commands(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    env = surroundings(folder / "home")
    baoxiu("db", "upgrade", env=env)
    assert baoxiu("duty", "show", env=env).returncode == 1
    file = folder / "roster.toml"
    file.write_text(
        '[[person]]\nid = "w"\nname = "Wang"\nphone = "139"\nlogin = "wang"\n[[duty]]\nrole = "manager"\nperson = "w"\n'
        'calendar = { shifts = { mon = ["08:00-20:00"] } }\n',
        "utf-8",
    )
    done = baoxiu("duty", "import", str(file), env=env)
    assert done.returncode == 0 and "1 duties of 1 people" in done.stdout
    assert "no user 'wang'" in done.stderr and "role manager: nobody from" in done.stderr
    shown = baoxiu("duty", "show", "--at", "2026-11-23T09:00", env=env).stdout
    assert "manager          Wang 139" in shown
    assert "manager          nobody" in baoxiu("duty", "show", "--at", "2026-11-24T09:00", env=env).stdout
    file.write_text("[[person]]\nid = 3\n", "utf-8")
    assert baoxiu("duty", "import", str(file), env=env).returncode == 2
