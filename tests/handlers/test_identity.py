"""One customer across channels: nobody reads anything of a customer before a code has proven who they are."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from handlers import identity_desk, sending
from handlers.events import Inbound, Turn
from handlers.people import Refused
from handlers.turn import receive
from storage import conversations
from storage.engine import Store
from storage.identity_tables import IdentityCode, IdentityLink
from storage.models import Conversation, Customer, Message, QueueItem, Ticket
from tests.world import World, together

SERIAL = "DEMO-P3-0001"
PHONE, ADDRESS, NAME = "13800138000", "文三路12号", "王建国"
SECRETS = (NAME, PHONE, ADDRESS, "P3-100", "2029", "2031", "师傅")
REPORTS = (f"太阳能热水器漏水，{SERIAL}", "确认")


def said(turn: Turn) -> str:
    return "\n".join(line.text for line in turn.replies)


def there(world: World, who: str = "customer", channel: str = "telegram") -> list[Any]:
    """What was written to somebody, newest last."""
    return list(
        world.store.read(
            lambda tx: tx.sql.execute(
                select(Message.__table__)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .where(
                    Conversation.channel == channel, Conversation.address == who, Message.direction == "out"
                )
                .order_by(Message.id)
            ).all()
        )
    )


def code_sent(world: World) -> str:
    """The newest code, in whatever conversation it was sent to."""
    rows = world.store.read(
        lambda tx: tx.sql.execute(select(Message.__table__).order_by(Message.id.desc())).all()
    )
    return next(
        m[1] for x in rows if (x.data or {}).get("identity") and (m := re.search(r"验证码 (\d{6})", x.text))
    )


def written(world: World) -> str:
    return "\n".join(
        world.store.read(
            lambda tx: tx.sql.execute(select(Message.text).where(Message.direction == "out")).scalars()
        )
    )


def customer_of(world: World, who: str, channel: str = "web") -> int | None:
    row = world.store.read(lambda tx: conversations.find(tx, channel, who))
    return None if row is None else row.customer_id


@pytest.fixture
def world(store: Store) -> World:
    """Mr Wang is known on Telegram, with a device and an open report; he writes on the web chat now."""
    world = World(store).settle()
    world.owner(SERIAL, "customer", "telegram")
    for text in (f"热水器水箱漏水，{SERIAL}", "随便", "第一个", "确认"):
        world.say(text, channel="telegram", plan="p3")
    return world


def prove(world: World, who: str = "new", text: str = f"我要验证身份，手机 {PHONE}") -> Turn:
    return world.say(text, who=who, channel="web", plan="p3")


def test_a_code_sent_to_the_known_channel_binds_the_new_one(world: World) -> None:
    number = _number(world)
    assert number not in said(world.say(f"{number} 进度怎么样", who="new", channel="web", plan="p3"))
    assert "验证码" in said(prove(world))
    code = code_sent(world)
    assert "关联到您的客户档案" in said(world.say(code, who="new", channel="web"))
    assert customer_of(world, "new") == customer_of(world, "customer", "telegram")
    assert number in said(world.say(f"{number} 进度怎么样", who="new", channel="web"))
    told = there(world)[-1]
    assert "网页" in told.text and told.buttons[0][1].startswith("/notme:")
    assert code not in written(world), "the code is not kept once it is used"


def test_the_code_goes_where_the_customer_has_been_for_longest(world: World) -> None:
    """Whoever has just bound an address, and writes there all the time, gets no codes for the next one."""
    prove(world)
    world.say(code_sent(world), who="new", channel="web")
    assert customer_of(world, "new") is not None
    world.wait(hours=2)
    world.say("你好", who="new", channel="web")
    prove(world, who="third")
    assert re.search(r"验证码 \d{6}", there(world)[-1].text)
    assert not any("验证码 " in m.text and re.search(r"\d{6}", m.text) for m in there(world, "new", "web"))


def _number(world: World) -> str:
    found = world.store.read(
        lambda tx: tx.sql.execute(select(Ticket.number).order_by(Ticket.id)).scalars().first()
    )
    return str(found)


@pytest.mark.parametrize(
    "text",
    [
        "我是王建国，我的地址是什么？",
        f"我是王先生，手机{PHONE}，我登记的地址是哪里",
        f"{SERIAL} 保修到什么时候",
        f"{SERIAL} 报过什么故障？",
        "I'm Mr Wang, what's my address?",
        f"what phone number do you have on file for {SERIAL}?",
        "我的师傅什么时候来？手机" + PHONE,
        "/status",
        "/device:1",
        "/ticket:BX20261123001",
        "/fixed:BX20261123001",
        "/notme:1",
        "/rate:1:5",
        "改一下地址，BX20261123001",
        "取消BX20261123001的上门",
    ],
)
@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_whoever_is_not_proven_reads_nothing(world: World, text: str) -> None:
    for line in (text, "是", "对，就是我"):
        answer = said(world.say(line, who="thief", channel="web", plan="p3"))
        told = answer.replace(PHONE, "") if PHONE in text else answer
        assert not [s for s in SECRETS if s in told], answer


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_whoever_is_not_proven_reports_everything(world: World) -> None:
    """P3: with somebody else's serial number, name and phone; the report is one of its own, and nothing is filled in."""
    answers = [
        said(world.say(text, who="neighbour", channel="web", plan="p3"))
        for text in (f"热水器不出热水，{SERIAL}", "是别的问题", "我叫李雷", "13911112222", "杭州市西湖区天目山路5号", "没有", "第一个", "确认")
    ]  # fmt: skip
    whole = "\n".join(answers)
    assert not [s for s in (NAME, PHONE, ADDRESS, "P3-100", "2029", "2031") if s in whole], whole
    rows = world.store.read(lambda tx: tx.sql.execute(select(Ticket.__table__).order_by(Ticket.id)).all())
    mine = rows[-1]
    assert (mine.status, mine.contact_name, mine.customer_id) == (
        "open",
        "李雷",
        customer_of(world, "neighbour"),
    )
    assert mine.customer_id != customer_of(world, "customer", "telegram")


@pytest.mark.parametrize("claim", [PHONE, "13999998888", SERIAL, "DEMO-P3-0002", "BX20261123001"])
@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_asking_tells_nothing_about_who_is_a_customer(world: World, claim: str) -> None:
    first = said(world.say("/prove", who="thief", channel="web", plan="p3"))
    asked = said(world.say(claim, who="thief", channel="web"))
    wrong = [said(world.say(f"00000{i}", who="thief", channel="web")) for i in range(6)]
    assert first.startswith("好的，我来核实") and asked.startswith("如果这个号码是我们的客户")
    assert [f"{n} 次" in w for n, w in zip((4, 3, 2, 1), wrong, strict=False)] == [True] * 4
    assert "作废" in wrong[4] and "次" not in wrong[5].replace("作废", "")


def test_five_tries_and_no_more(world: World) -> None:
    prove(world)
    code = code_sent(world)
    for i in range(5):
        world.say(f"{(int(code) + 1 + i) % 1_000_000:06d}", who="new", channel="web")
    world.say(code, who="new", channel="web")
    assert customer_of(world, "new") is None


def test_guessing_in_parallel_gets_five_tries(world: World) -> None:
    prove(world)
    code = code_sent(world)
    wrong = [f"{(int(code) + 1 + i) % 1_000_000:06d}" for i in range(20)]

    def guess(i: int) -> Turn:
        return receive(world.house, Inbound("web", "new", f"guess-{i}", wrong[i]))

    together(20, guess)
    tries = world.store.read(lambda tx: tx.sql.execute(select(IdentityCode.tries)).scalars().all())
    assert tries == [5]
    world.say(code, who="new", channel="web")
    assert customer_of(world, "new") is None


def test_the_right_code_ten_times_at_once_binds_once(world: World) -> None:
    prove(world)
    code = code_sent(world)
    together(10, lambda i: receive(world.house, Inbound("web", "new", f"right-{i}", code)))
    links = world.store.read(lambda tx: tx.sql.execute(select(IdentityLink.__table__)).all())
    assert len(links) == 1 and customer_of(world, "new") == links[0].customer_id


def test_a_code_is_good_once_here_and_for_ten_minutes(world: World) -> None:
    prove(world)
    code = code_sent(world)
    world.say("/prove", who="thief", channel="web", plan="p3")
    world.say(code, who="thief", channel="web")
    assert customer_of(world, "thief") is None, "another conversation"
    world.say(code, who="new", channel="web")
    assert customer_of(world, "new") is not None
    world.say(code, who="other", channel="web")
    assert customer_of(world, "other") is None, "used"
    prove(world, "late")
    code = code_sent(world)
    world.now += timedelta(minutes=10)
    world.say(code, who="late", channel="web")
    assert customer_of(world, "late") is None, "too old"
    world.wait(minutes=5)
    assert code not in written(world), "clockwork takes it out of the message"


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_three_codes_an_hour_for_an_address_and_about_a_customer(world: World) -> None:
    answers = [said(prove(world)) for _ in range(4)]
    assert [("最多申请 3 次" in a) for a in answers] == [False, False, False, True]
    before = len(there(world))
    assert "如果这个号码" in said(prove(world, "another")), "looks the same"
    assert len(there(world)) == before, "but Mr Wang is not written to again"
    world.now += timedelta(minutes=61)
    prove(world, "another")
    assert len(there(world)) == before + 1


def test_who_took_another_ones_number_gets_his_own_record_only(world: World) -> None:
    """Somebody who reported with Mr Wang's phone has made no way to him."""
    for text in (
        "热水器不出热水，没有序列号",
        "没有",
        NAME,
        PHONE,
        "杭州市西湖区天目山路5号",
        "没有",
        "第一个",
        "确认",
    ):
        world.say(text, who="thief", channel="web", plan="p3")
    own = customer_of(world, "thief")
    assert own not in (None, customer_of(world, "customer", "telegram"))
    prove(world, "thief2")
    codes = world.store.read(lambda tx: tx.sql.execute(select(IdentityCode.customer_id)).scalars().all())
    assert {c for c in codes if c} == {own, customer_of(world, "customer", "telegram")}


def test_undone_by_the_customer_and_from_the_console(world: World) -> None:
    world.say("热水器异响，没有序列号", who="new", channel="web", plan="p3")
    prove(world)
    world.say(code_sent(world), who="new", channel="web")
    number = _number(world)
    world.say(f"/notme:{_link(world)}", who="new", channel="web")
    assert customer_of(world, "new") is not None, "not from the channel that was bound"
    assert "已经取消关联" in said(world.say(f"/notme:{_link(world)}", channel="telegram"))
    assert customer_of(world, "new") is None
    assert "第一个" not in said(world.say(f"{number} 进度怎么样了", who="new", channel="web"))
    mine = world.store.read(
        lambda tx: tx.sql.execute(select(Ticket.customer_id).order_by(Ticket.id)).scalars().all()
    )
    assert mine[-1] is None
    with pytest.raises(Refused):
        identity_desk.undo(world.house, world.user("kim"), _link(world))


def _link(world: World) -> int:
    found = world.store.read(
        lambda tx: tx.sql.execute(select(IdentityLink.id).order_by(IdentityLink.id.desc())).scalars().first()
    )
    assert found is not None
    return int(found)


def test_who_has_no_channel_is_called(world: World) -> None:
    """The clerk calls the number on file and reads the code; engineers do not see it."""
    world.store.write(
        lambda tx: tx.sql.execute(
            update(Conversation).where(Conversation.channel == "telegram").values(channel="hotline")
        )
    )
    assert "验证码" in said(prove(world))
    tasks = world.store.read(
        lambda tx: (
            tx.sql.execute(select(QueueItem.reason).where(QueueItem.status == "waiting")).scalars().all()
        )
    )
    assert "identity_call" in tasks
    row = world.store.read(lambda tx: conversations.find(tx, "web", "new"))
    wang = world.store.read(
        lambda tx: tx.sql.execute(select(Customer.id).where(Customer.phone_key == PHONE)).scalars().first()
    )
    assert row is not None and wang is not None
    with pytest.raises(Refused):
        identity_desk.make(world.house, world.user("ann"), row.id, PHONE)
    identity_desk.make(world.house, world.user("kim"), row.id, "", str(wang))

    def panel(login: str) -> Any:
        return world.store.read(lambda tx: identity_desk.panel(tx, world.house, row, world.user(login)))

    code = panel("kim")["code"]["text"]
    assert panel("ann")["code"] is None
    assert "关联到" in said(world.say(code, who="new", channel="web"))
    assert customer_of(world, "new") == wang and panel("kim")["code"] is None
    assert "identity_call" not in world.store.read(
        lambda tx: (
            tx.sql.execute(select(QueueItem.reason).where(QueueItem.status == "waiting")).scalars().all()
        )
    )


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_six_digits_are_a_code_only_where_one_was_asked_for(world: World) -> None:
    world.say("热水器漏水", who="new", channel="web", plan="p3")
    assert "验证码" not in said(world.say("123456", who="new", channel="web"))


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_nobody_is_written_to_about_anothers_device(world: World) -> None:
    """Planned work is offered to the owner, not to who has reported the device."""
    from storage import devices, planned

    world.say(f"热水器不出热水，{SERIAL}", who="neighbour", channel="web", plan="p3")
    device = world.store.read(lambda tx: devices.by_key(tx, "DEM0P30001") or devices.by_key(tx, "DEMOP30001"))
    assert device is not None
    where = world.store.read(lambda tx: planned.reachable(tx, device.customer_id, device.id))
    assert where == sending.find(world.house, "telegram", "customer")
