"""Sending to Telegram and taking in, over a Bot API that is a function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram import calls
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.mounting import Telegram
from bot.channels.telegram.order import InOrder
from bot.channels.telegram.pace import Pace, Rates
from bot.channels.telegram.polling import poll
from bot.channels.telegram.receive import read
from bot.channels.telegram.translate import Me
from bot.figures import Figures
from bot.sender import Dead, Retry, sender
from bot.turns import Turns
from handlers import device_links, sending
from handlers.events import Button, Outgoing
from handlers.house import House
from handlers.texts.catalog import say
from handlers.turn import receive
from storage import conversations, messages, queue
from storage.engine import Tx
from tests.messengers import push
from tests.world import World

FAST = Rates(1000, 1000, 60_000)


class Api:
    """A Bot API that remembers what it was asked; ``wrong`` are errors for the next calls of a method."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.wrong: dict[str, list[Exception | None]] = {}
        self.count = 100

    async def __call__(self, method: str, params: dict[str, Any], seconds: float) -> Any:
        self.asked.append((method, params))
        if self.wrong.get(method) and (error := self.wrong[method].pop(0)) is not None:
            raise error
        self.count += 1
        return {"message_id": self.count} if method == "sendMessage" else True

    def said(self, method: str = "sendMessage", key: str = "text") -> list[Any]:
        return [params.get(key) for name, params in self.asked if name == method]


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def moves() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def channel(api: Api, moves: list[tuple[str, str]]) -> TelegramChannel:
    async def moved(old: str, new: str) -> None:
        moves.append((old, new))

    return TelegramChannel(api, moved, FAST)


def outgoing(text: str = "hello", *buttons: Button, number: int = 1) -> Outgoing:
    return Outgoing(number, text, "bot", buttons)


LONG = "a" * 4096 + "b" * 4096 + "c"


async def test_a_long_message_goes_on_where_it_was_interrupted(api: Api, channel: TelegramChannel) -> None:
    api.wrong["sendMessage"] = [None, calls.TooMany(0.01)]
    kept: list[int] = []
    with pytest.raises(Retry) as wrong:
        await push(channel, "5", outgoing(LONG), kept)
    assert (wrong.value.after, wrong.value.counts, kept) == (0.01, False, [1])
    await push(channel, "5", replace(outgoing(LONG), arrived=1))
    assert [part[0] for part in api.said()] == ["a", "b", "b", "c"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [(calls.Gone("blocked"), Dead), (calls.Refused("400"), Dead), (calls.TooMany(4), Retry), (calls.Moved("-1009"), Retry),
     (calls.Unreachable("cut", sent=True), Retry), (calls.Unreachable("no route", sent=False), Retry)],
)  # fmt: skip
async def test_what_goes_wrong(
    api: Api, channel: TelegramChannel, moves: list[tuple[str, str]], error: Exception, kind: type[Exception]
) -> None:
    api.wrong["sendMessage"] = [error]
    with pytest.raises(kind) as wrong:
        await push(channel, "-9", outgoing())
    if isinstance(error, calls.Moved):
        assert moves == [("-9", "-1009")]
    if isinstance(wrong.value, Retry):
        assert wrong.value.unsure is getattr(error, "sent", False)
        assert wrong.value.counts is wrong.value.unsure


async def test_only_the_last_keyboard_can_be_pressed(api: Api, channel: TelegramChannel) -> None:
    yes = Button("Yes", "/yes")
    assert await push(channel, "5", outgoing("one?", yes, number=1)) == "101"
    assert await push(channel, "6", outgoing("other chat", yes, number=2)) == "102"
    api.wrong["editMessageReplyMarkup"] = [calls.Refused("message is not modified")]
    assert await push(channel, "5", replace(outgoing("two?", yes, number=3), keyboard="101")) == "103"
    await channel.withdraw("6", "102")  # it was pressed
    await push(channel, "6", replace(outgoing("and now?", number=4), keyboard="102"))
    assert await push(channel, "5", replace(outgoing("three", number=5), keyboard="103")) is None
    assert api.said("editMessageReplyMarkup", "message_id") == [101, 102, 103]


def test_as_fast_as_is_allowed_and_no_faster() -> None:
    now = [0.0]
    pace = Pace(Rates(30, 1, 20), lambda: now[0])
    assert [pace.take("5") == 0 for _ in range(3)] == [True, True, False]
    assert pace.take("5") == pytest.approx(1.0)
    assert pace.take("6") == 0
    now[0] = 1.0
    assert pace.take("5") == 0
    pace.hold("5", 10)
    assert pace.take("5") == pytest.approx(10)
    sent = 0
    for tenth in range(600):
        now[0] = 100 + tenth / 10
        sent += pace.take("-100") == 0
    assert 38 <= sent <= 41  # 20 at once at most, then 20 a minute
    now[0] = 1000.0
    assert sum(pace.take(str(chat)) == 0 for chat in range(50)) == 10
    waits = [pace.take(f"w{i}", 2.0) for i in range(5)]
    assert waits == sorted(waits), "places are given away once"


# -- with the sender and a database ----------------------------------------------------------------


def waiting(world: World, text: str = "hello", who: str = "5") -> int:
    """A message to somebody on Telegram."""
    now = world.house.now()

    def work(tx: Tx) -> int:
        row = conversations.lock(tx, "telegram", who, now, plan="p3")
        return messages.add(tx, [{
            "conversation_id": row.id, "direction": "out", "author": "notice", "channel": "telegram", "text": text,
            "status": "pending", "epoch": 0, "next_at": now, "created_at": now,
        }])[0]  # fmt: skip

    return world.store.write(work)


def stored(world: World, number: int):
    return world.store.read(lambda tx: messages.get(tx, number))


async def run_sender(world: World, channel: TelegramChannel, until: Callable[[], bool]) -> None:
    loop = sender(world.house, {"telegram": channel}, Figures())
    loop.start()
    for _ in range(1500):  # some of what it waits for is time on the wall
        await asyncio.sleep(0.01)
        world.now += timedelta(seconds=1)
        if await asyncio.to_thread(until):
            break
    await loop.stop()
    assert until()


@pytest.fixture
def world(store) -> World:
    return World(store).settle()


async def test_what_may_have_arrived_is_sent_again_and_marked(
    world: World, api: Api, channel: TelegramChannel
) -> None:
    number = waiting(world)
    api.wrong["sendMessage"] = [calls.Unreachable("cut", sent=True)]
    await run_sender(world, channel, lambda: stored(world, number).status == "sent")
    assert api.said() == ["hello", "hello"]
    assert stored(world, number).data["perhaps_twice"] == 1


async def test_until_it_is_known_that_it_arrived(world: World, api: Api, channel: TelegramChannel) -> None:
    """Two cut answers are no proof that anything arrived: twice is better than never."""
    number = waiting(world)
    api.wrong["sendMessage"] = [calls.Unreachable("cut", sent=True)] * 2
    await run_sender(world, channel, lambda: stored(world, number).status == "sent")
    assert len(api.said()) == 3


async def test_a_channel_that_is_down_for_an_hour_loses_nothing(
    world: World, api: Api, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.DOWN", (200.0,))
    number = waiting(world)
    began = world.now
    api.wrong["sendMessage"] = [calls.Unreachable("no route", sent=False)] * 20
    await run_sender_until_an_hour(world, channel, number)
    assert world.now - began > timedelta(hours=1)
    row = stored(world, number)
    assert (row.status, row.attempts, row.data) == ("sent", 21, {"not_counted": 20})


async def run_sender_until_an_hour(world: World, channel: TelegramChannel, number: int) -> None:
    """As the sender does it, with a clock that jumps to the next attempt."""
    while stored(world, number).status == "pending":
        (parcel,) = sending.take(world.house, {"telegram"})
        try:
            await push(channel, parcel.address, parcel.message)
        except Retry as error:
            sending.not_delivered(world.house, parcel, str(error), error.after, counts=error.counts)
            world.now += timedelta(seconds=error.after or 1)
        else:
            sending.delivered(world.house, parcel)


async def killed_at(world: World, api: Api, call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process sends until its call number ``call``, and is no more before that is answered."""
    monkeypatch.setattr("bot.sender.LAND_SECONDS", 0.01)

    async def answered(method: str, params: dict[str, Any], seconds: float) -> Any:
        found = await api(method, params, seconds)
        if len(api.asked) == call:
            await asyncio.Event().wait()
        return found

    loop = sender(world.house, {"telegram": TelegramChannel(answered, nowhere, FAST)}, Figures())
    loop.start()
    while len(api.asked) < call:
        await asyncio.sleep(0.01)
    await loop.stop()


async def nowhere(old: str, new: str) -> None:
    raise AssertionError("nobody moves here")


async def test_after_a_crash_only_the_parts_are_sent_that_may_be_missing(
    world: World, api: Api, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = waiting(world, LONG)
    await killed_at(world, api, 3, monkeypatch)
    world.now += timedelta(seconds=16)
    await run_sender(world, channel, lambda: stored(world, number).status == "sent")
    assert [part[0] for part in api.said()] == ["a", "b", "c", "c"]
    assert stored(world, number).data == {"parts": 2, "perhaps_twice": 1}


async def test_buttons_of_before_a_restart_are_withdrawn(
    world: World, api: Api, channel: TelegramChannel
) -> None:
    world.say("hello", who="5", plan="p3", channel="telegram")
    for shown in (TelegramChannel(api, nowhere, FAST), channel):
        await run_sender(world, shown, lambda: not pending(world))
        waiting(world, "anybody there?")
    await run_sender(world, channel, lambda: not pending(world))
    (offered,) = [n for n, (_, asked) in enumerate(api.asked) if "reply_markup" in asked]
    assert api.said("editMessageReplyMarkup", "message_id") == [101 + offered]
    row = world.store.read(lambda tx: conversations.find(tx, "telegram", "5"))
    assert row.keyboard is None


def pending(world: World) -> bool:
    return sending.next_due(world.house, {"telegram"}) is not None


def test_a_process_that_died_while_sending_leaves_a_mark(world: World) -> None:
    number = waiting(world)
    assert [p.unsure for p in sending.take(world.house, {"telegram"})] == [0]
    world.now += timedelta(seconds=14)
    assert not sending.take(world.house, {"telegram"})
    world.now += timedelta(seconds=2)
    (parcel,) = sending.take(world.house, {"telegram"})
    assert parcel.unsure == 1
    sending.delivered(world.house, parcel)
    assert stored(world, number).data["perhaps_twice"] == 1


async def test_whoever_cannot_be_reached_with_something_open_is_called(
    world: World, api: Api, channel: TelegramChannel
) -> None:
    world.say("逆变器冒烟了,不发电", who="5", plan="p3", channel="telegram")
    api.wrong["sendMessage"] = [calls.Gone("Forbidden: bot was blocked by the user")] * 5
    talk = world.store.read(lambda tx: conversations.find(tx, "telegram", "5"))

    def task():
        items = world.store.read(lambda tx: queue.any_open(tx, talk.id))
        found = world.store.read(lambda tx: list(queue.open_of_ticket(tx, talk.tracker["ticket"])))
        return items is not None and any(i.reason == "unreached" for i in found)

    await run_sender(world, channel, task)
    other = waiting(world, who="6")  # nothing is open there
    api.wrong["sendMessage"] = [calls.Gone("blocked")] * 9  # also for what the first one was still to hear
    await run_sender(world, channel, lambda: stored(world, other).status == "dead")


# -- taking in -------------------------------------------------------------------------------------


@pytest.fixture
def telegram(house: House, api: Api):
    turns = Turns(house, Figures(), threads=4)
    yield Telegram(house, turns, api, Me(7201), "s" * 32, FAST)
    turns.close()


def update(number: int, text: str = "", chat: int = 5, **body: Any) -> dict[str, Any]:
    who = {"id": 5, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    content = body or {"message": {"message_id": number, "from": who, "text": text}}
    for inner in content.values():
        inner.setdefault("chat", {"id": chat, "type": "private" if chat > 0 else "group"})
        inner.setdefault("from", who)
    return {"update_id": number, **content}


def heard(house: House, who: str = "5") -> list[str]:
    def work(tx):
        row = conversations.find(tx, "telegram", who)
        return [] if row is None else [m.text for m in messages.history(tx, row.id) if m.direction == "in"]

    return house.store.read(work)


async def take(telegram: Telegram, *updates: dict[str, Any], **patience: float) -> None:
    me = telegram.intake.me
    await asyncio.gather(*(telegram.intake.take(read(u, me), **patience) for u in updates))


async def test_one_chat_is_heard_in_order_and_once(telegram: Telegram, house: House) -> None:
    updates = [update(i, f"message {i}", chat=5 + i % 2) for i in range(1, 9)]
    await take(telegram, *updates, updates[3])
    assert heard(house, "5") == ["message 2", "message 4", "message 6", "message 8"]
    assert heard(house, "6") == ["message 1", "message 3", "message 5", "message 7"]


async def test_while_the_database_is_away_order_is_kept_and_nothing_is_acknowledged(
    telegram: Telegram, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    from bot import turns as module

    real, left = receive, [5]

    def sometimes(house, event, *more):
        if left[0]:
            left[0] -= 1
            raise OperationalError("select", {}, Exception("down"))
        return real(house, event, *more)

    monkeypatch.setattr(module, "receive", sometimes)
    with pytest.raises(OperationalError):
        await take(telegram, update(1, "first"), patience=0.05)
    monkeypatch.setattr("bot.channels.telegram.receive.PAUSES", (0.01,))
    await take(telegram, update(1, "first"), update(2, "second"))
    assert heard(house) == ["first", "second"]


async def test_an_update_that_breaks_everything_does_not_stop_the_others(
    telegram: Telegram, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import turns as module

    real = receive

    def breaks(house, event, *more):
        if event.text == "poison":
            raise RuntimeError("bad luck")
        return real(house, event, *more)

    monkeypatch.setattr(module, "receive", breaks)
    monkeypatch.setattr("bot.channels.telegram.receive.PAUSES", (0.01,))
    await take(
        telegram,
        update(1, "poison"),
        update(2, "fine"),
        {"update_id": 3, "message": {}},
        update(4, "x" * 30_000),
    )
    assert heard(house)[:2] == ["poison", "fine"]
    assert len(heard(house)[2]) == 20_000
    row = house.store.read(lambda tx: conversations.find(tx, "telegram", "5"))
    task = house.store.read(lambda tx: queue.open_task(tx, row.id, "unread"))
    assert task.note == "poison"
    said = house.store.read(lambda tx: messages.history(tx, row.id))
    assert [m.text for m in said if m.direction == "out"][0] == say("unread-received", "en")


async def test_a_device_link_begins_a_report_about_the_device(telegram: Telegram, world: World) -> None:
    token = device_links.token("s" * 32, "DEMO-P3-0001")
    await take(telegram, update(1, f"/start {token}"), update(2, "/start nonsense", chat=6))
    talk = world.store.read(lambda tx: conversations.find(tx, "telegram", "5"))
    assert talk.plan == "p3"
    assert talk.tracker["flow"] == "intake"
    other = world.store.read(lambda tx: conversations.find(tx, "telegram", "6"))
    assert "flow" not in other.tracker


async def test_a_command_is_answered_in_the_language_that_is_spoken(telegram: Telegram, house: House) -> None:
    """It has letters of one language and means none: the conversation's counts, of a new one the customer's own."""

    def answered(who: str) -> str:
        row = house.store.read(lambda tx: conversations.find(tx, "telegram", who))
        return str(house.store.read(lambda tx: messages.history(tx, row.id))[-1].text)

    chinese = {"id": 7, "is_bot": False, "first_name": "Li", "language_code": "zh-hans"}
    await take(telegram, update(1, "你好"), update(2, "/help"), update(3, "/help", chat=6))
    await take(telegram, update(4, message={"message_id": 4, "from": chinese, "text": "/help"}, chat=7))
    for who, lang in (("5", "zh"), ("6", "en"), ("7", "zh")):
        assert answered(who) == say("help", lang), who


async def test_an_album_is_answered_once(telegram: Telegram, house: House) -> None:
    photos = [
        update(
            i, message={"message_id": i, "photo": [{"file_id": f"p{i}", "width": 1}], "media_group_id": "77"}
        )
        for i in range(1, 5)
    ]
    await take(telegram, *photos)
    assert len(heard(house)) == 4
    row = house.store.read(lambda tx: conversations.find(tx, "telegram", "5"))
    said = house.store.read(lambda tx: messages.history(tx, row.id))
    assert len([m for m in said if m.direction == "out"]) == 1


async def test_a_long_payload_is_found_again_after_a_restart(
    telegram: Telegram, world: World, api: Api
) -> None:
    long = "/status:" + "x" * 80

    def offer(tx):
        row = conversations.lock(tx, "telegram", "5", world.house.now())
        return messages.add(tx, [{
            "conversation_id": row.id, "direction": "out", "author": "bot", "channel": "telegram", "text": "which?",
            "buttons": [["A", "/a"], ["B", long]], "status": "sent", "created_at": world.house.now(),
        }])[0]  # fmt: skip

    number = world.store.write(offer)
    press = {"id": "1", "message": {"message_id": 3}, "data": f"~{number}:1"}
    for chat in (5, 6):  # the second is somebody else
        press = {
            "id": str(chat),
            "message": {"message_id": 3, "chat": {"id": chat, "type": "private"}},
            "data": f"~{number}:1",
        }
        await take(telegram, update(chat, callback_query=press))
    assert heard(world.house, "5") == [long]
    assert heard(world.house, "6") == ["/stale"]
    await asyncio.sleep(0.05)
    assert set(api.said("answerCallbackQuery", "callback_query_id")) == {"5", "6"}
    assert api.said("editMessageReplyMarkup", "message_id") == [3, 3]


async def test_a_group_that_moves_goes_on_under_its_new_id(
    telegram: Telegram, house: House, world: World
) -> None:
    await take(telegram, update(1, "@baoxiu_bot", chat=5))  # somebody else
    number = waiting(world, who="-7")
    await take(telegram, update(2, message={"message_id": 1, "chat": {"id": -7, "type": "group"}, "migrate_to_chat_id": -1007}))  # fmt: skip
    assert house.store.read(lambda tx: conversations.find(tx, "telegram", "-7")) is None
    (parcel,) = [p for p in sending.take(house, {"telegram"}) if p.message.id == number]
    assert parcel.address == "-1007"


async def test_slow_turns_show_that_somebody_writes(
    telegram: Telegram, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.receive.TYPING_AFTER", 0.0)
    await take(telegram, update(1, "hello"))
    assert "typing" in api.said("sendChatAction", "action")


async def test_updates_that_overtook_others_wait_for_them() -> None:
    order, seen = InOrder(patience=0.2, begin=0.0), []

    async def one(number: int) -> None:
        async with order.turn(number):
            seen.append(number)

    await one(1)
    await asyncio.gather(*(one(n) for n in (4, 3, 5, 2, 2)))
    assert seen == [1, 2, 2, 3, 4, 5]
    await one(9)  # 6 to 8 went to somebody else
    assert seen[-1] == 9


async def test_the_first_updates_of_a_process_are_put_in_order_too() -> None:
    order, seen = InOrder(begin=0.05), []

    async def one(number: int) -> None:
        async with order.turn(number):
            seen.append(number)

    await asyncio.gather(*(one(n) for n in (8, 29, 12, 12, 7)))
    assert seen == [7, 8, 12, 12, 29], "what lies between was taken in before: nobody waits for it"
    await one(30)
    assert seen[-1] == 30


async def test_while_we_are_busy_the_missing_ones_are_not_late() -> None:
    """The API holds a chat's next update back until we have answered the one before."""
    order, seen = InOrder(patience=0.05, longest=2.0, begin=0.0), []

    async def one(number: int, takes: float = 0.0) -> None:
        async with order.turn(number):
            await asyncio.sleep(takes)
            seen.append(number)

    async def slow_chat() -> None:
        await one(1, takes=0.3)
        await one(2)

    await one(0)
    await asyncio.gather(slow_chat(), one(3))
    assert seen == [0, 1, 2, 3]


async def test_where_gaps_are_never_filled_nobody_waits_until_there_are_none_any_more() -> None:
    order, loop = InOrder(patience=0.05, longest=0.05, begin=0.0), asyncio.get_running_loop()

    async def waits(number: int) -> bool:
        began = loop.time()
        async with order.turn(number):
            return loop.time() - began > 0.03

    assert [await waits(n) for n in (1, 3, 5, 7, 9, 11)] == [False, True, True, True, False, False]
    assert not any([await waits(n) for n in range(12, 22)])
    assert await waits(30), "all came here again"


async def test_only_what_is_committed_is_confirmed() -> None:
    offsets: list[int | None] = []
    batches: list[Any] = [[update(3, "a"), update(4, "b")], calls.Conflict("409"), [update(5, "c")]]
    broken = [True]

    async def call(method: str, params: dict[str, Any], seconds: float) -> Any:
        offsets.append(params.get("offset"))
        answer = (
            batches[0] if broken[0] else batches.pop(0) if batches else await asyncio.Event().wait()
        )  # comes again
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def deliver(found: Any) -> None:
        if broken[0] and found["update_id"] == 4:
            broken[0] = False
            raise RuntimeError("not committed")

    async def mine() -> bool:
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.channels.telegram.polling.RESTS", (0.01,))
        task = asyncio.create_task(poll(call, deliver, mine))
        await asyncio.sleep(0.3)
        task.cancel()
    assert offsets == [None, None, 5, 5, 6]
