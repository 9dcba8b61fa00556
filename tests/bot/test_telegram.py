"""Telegram over real HTTP: both frameworks, run by us and in somebody's own bot, against a Bot API server here."""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import httpx2
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from starlette.testclient import TestClient

from bot.app import create_app
from bot.channels.telegram import on_aiogram, on_ptb
from bot.channels.telegram.mounting import Mounted
from bot.channels.telegram.serving import Served
from bot.settings import Settings
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.texts.catalog import say
from nlu.parse import parse
from storage import conversations, messages
from storage.engine import Store
from storage.shelf import Shelf
from tests.bot_api import BotApi, Faults, bot_api
from tests.process import ROOT

FRAMEWORKS = ("aiogram", "ptb")
SECRET = "k" * 40
NOTHING: Any = {}
PNG = (
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as running:
        yield running


@pytest.fixture
def here(sqlite_url: str, tmp_path) -> Iterator[House]:
    store = Store(sqlite_url)
    yield House(store, load_plans(), parse, shelf=Shelf(tmp_path / "media"))
    store.close()


def settings(api: BotApi, tmp_path: Any, **more: Any) -> Settings:
    return Settings(
        _env_file=None,
        home=tmp_path,
        telegram_token=api.token,
        telegram_api=api.url,
        secret_key=SECRET,
        **more,
    )


@pytest.fixture(params=FRAMEWORKS)
def running(request: pytest.FixtureRequest, api: BotApi, here: House, tmp_path) -> Iterator[House]:
    """Our own server, fetching updates."""
    given = settings(api, tmp_path, telegram_framework=request.param)
    with TestClient(create_app(here, given, {"telegram": Served(given)})):
        yield here


def heard(house: House, who: int) -> list[str]:
    def work(tx):
        row = conversations.find(tx, "telegram", str(who))
        return [] if row is None else [m.text for m in messages.history(tx, row.id) if m.direction == "in"]

    return house.store.read(work)


def complete(house: House, who: int) -> bool:
    return len(heard(house, who)) == 3


def test_a_conversation(api: BotApi, running: House) -> None:
    anna = api.person("Anna", "en")
    anna.starts()
    hello = api.wait(lambda: api.sent(anna, "sendMessage"))[0]
    pressed = anna.presses(hello, "Report a fault")
    api.wait(lambda: api.texts(anna)[1:])
    api.wait(lambda: api.state.callbacks[pressed] is not None)
    withdrawn = api.wait(lambda: api.sent(anna, "editMessageReplyMarkup"))[0]
    assert withdrawn.message["message_id"] == hello.message["message_id"]
    said = anna.says("the inverter is broken")
    anna.edits(said, "the inverter is broken, E031")
    png = bytes.fromhex(PNG)
    api.fault("file", "cut_before")
    anna.sends_album(png, png + b"1", png + b"2")
    api.wait(lambda: len(heard(running, anna.id)) == 7)
    api.wait(lambda: api.pending() == 0)
    assert heard(running, anna.id) == [
        "",
        "/report",
        "the inverter is broken",
        "the inverter is broken, E031",
        "",
        "",
        "",
    ]
    answers = [text for text in api.texts(anna) if text.startswith("Thanks")]
    assert len(answers) <= 1, "an album is answered once"
    assert running.store.read(lambda tx: tx.sql.exec_driver_sql("SELECT count(*) FROM media").scalar()) == 3
    names = {command["command"] for command in commands(api)}
    assert {"report", "human", "help"} <= names
    assert [method for _, method, _ in api.state.calls].count("getme") == 1, (
        "who we are is known before anybody writes"
    )


def commands(api: BotApi) -> Any:
    return httpx2.get(f"{api.url}/bot{api.token}/getMyCommands", params={"language_code": "zh"}).json()[
        "result"
    ]


def test_in_a_group_and_blocked(api: BotApi, running: House) -> None:
    anna = api.person("Anna", "en")
    group = api.group("Clinic", anna)
    anna.says("lunch?", group)
    anna.says("@baoxiu_bot the inverter is broken", group)
    asked = api.wait(lambda: api.sent(group, "sendMessage"))[0]
    anna.says("DEMO-P3-0001", group, reply_to=asked)
    api.wait(lambda: len(heard(running, group.id)) == 2)
    assert heard(running, group.id) == ["the inverter is broken", "DEMO-P3-0001"]
    anna.blocks()
    api.wait(lambda: api.pending() == 0)


def test_what_no_bot_knows_is_answered_where_there_is_no_other_bot(api: BotApi, running: House) -> None:
    """A button of a bot that had this token before us, a command that nobody has."""
    anna = api.person("Anna", "en")
    anna.starts()
    hello = api.wait(lambda: api.sent(anna, "sendMessage"))[0]
    pressed = anna.presses(hello, "buy:17")
    api.wait(lambda: api.state.callbacks[pressed] is not None)
    api.wait(lambda: api.texts(anna)[1:] == [say("stale-button", "en")])
    anna.says("/price")
    api.wait(lambda: len(api.texts(anna)) == 3)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_faults_of_every_kind(api: BotApi, here: House, tmp_path, framework: str) -> None:
    """Thirty people, three messages each, one fault in twenty requests: all is heard once and in order."""
    given = settings(api, tmp_path, telegram_framework=framework, telegram_rate=1000)
    api.misbehave(Faults(seed=5, broken=0.05, cut_before=0.05, cut_after=0.05, duplicate=0.1, again=0.05))
    people = [api.person(f"P{i}") for i in range(30)]
    with TestClient(create_app(here, given, {"telegram": Served(given)})):
        for number in range(3):
            for person in people:
                person.says(f"message {number} of many")
        api.wait(lambda: api.pending() == 0, 40)
        api.misbehave(Faults())
        for person in people:
            api.wait(partial(complete, here, person.id), 20)
    for person in people:
        assert heard(here, person.id) == [f"message {n} of many" for n in range(3)]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_by_webhook(api: BotApi, here: House, tmp_path, framework: str) -> None:
    given = settings(
        api, tmp_path, telegram_framework=framework, telegram_webhook="https://service.example/x/"
    )
    made = Served(given)
    with TestClient(create_app(here, given, {"telegram": made})) as http:
        url = api.wait(lambda: api.delivery.webhook_info(NOTHING).get("url"))
        assert url == f"https://service.example/x{made.path}"
        anna = {"id": 5, "is_bot": False, "first_name": "Anna"}
        update = {
            "update_id": 7,
            "message": {
                "message_id": 1,
                "date": 1,
                "chat": {"id": 5, "type": "private"},
                "from": anna,
                "text": "hello",
            },
        }
        right = {"x-telegram-bot-api-secret-token": made.secret}
        assert http.post(made.path, json=update).status_code == 403
        assert (
            http.post(
                made.path, json=update, headers={"x-telegram-bot-api-secret-token": "wrong"}
            ).status_code
            == 403
        )
        assert http.post("/telegram/elsewhere", json=update, headers=right).status_code == 403
        for bad in (b"", b"[]", b"{}", b'{"update_id": "x"}', b"[" * 100_000, b"\xff"):
            assert http.post(made.path, content=bad, headers=right).status_code == 400, bad[:9]
        for _ in range(2):
            assert http.post(made.path, json=update, headers=right).status_code == 200
        assert heard(here, 5) == ["hello"]
        unknown = {"update_id": 8, "something_new": {"a": 1}}
        assert http.post(made.path, json=unknown, headers=right).status_code == 200


# -- in somebody's own bot -------------------------------------------------------------------------


def example(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / "examples" / f"{name}.py")
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def until(found: Any, seconds: float = 10.0) -> Any:
    end = time.monotonic() + seconds
    while not (value := await asyncio.to_thread(found)):
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
    return value


async def test_in_an_aiogram_bot(api: BotApi, here: House, tmp_path, monkeypatch) -> None:
    given = settings(api, tmp_path)
    real = on_aiogram.router
    monkeypatch.setattr(on_aiogram, "router", lambda: real(given, house=here))
    dispatcher = example("telegram_aiogram").dispatcher
    bot = Bot(api.token, session=AiohttpSession(api=TelegramAPIServer.from_base(api.url)))
    anna = api.person("Anna")
    left_from_yesterday(api, here, anna)
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_as_tasks=False, handle_signals=False, polling_timeout=1)
    )
    await _talks(api, here, anna)
    await dispatcher.stop_polling()
    await polling
    await bot.session.close()
    assert not at_work()


async def test_in_a_python_telegram_bot(api: BotApi, here: House, tmp_path, monkeypatch) -> None:
    given = settings(api, tmp_path)
    real = on_ptb.mount
    monkeypatch.setattr(on_ptb, "mount", lambda application: real(application, given, house=here))
    module = example("telegram_ptb")
    application = module.build(api.token, api.url)
    anna = api.person("Anna")
    left_from_yesterday(api, here, anna)
    async with application:
        await application.start()
        fetching = asyncio.create_task(module.fetch(application))
        await _talks(api, here, anna)
        fetching.cancel()
        with suppress(asyncio.CancelledError):
            await fetching
        await application.stop()
    assert not at_work()


def left_from_yesterday(api: BotApi, here: House, anna: Any) -> None:
    """A message that waits to be sent when the bot starts."""
    anna.says("hello")
    api.state.pending.clear()

    def wait(tx: Any) -> None:
        now = here.now()
        row = conversations.lock(tx, "telegram", str(anna.id), now)
        messages.add(tx, [{"conversation_id": row.id, "channel": "telegram", "direction": "out", "author": "notice",
                           "text": "Your part is here.", "status": "pending", "next_at": now, "created_at": now}])  # fmt: skip

    here.store.write(wait)


def at_work() -> set[str]:
    """What of the intake still runs in the bot."""
    return {task.get_name() for task in asyncio.all_tasks()} & {"sender", "clockwork"}


async def _talks(api: BotApi, here: House, anna: Any) -> None:
    await until(lambda: api.texts(anna) == ["Your part is here."])
    assert at_work() == {"sender", "clockwork"}
    anna.says("/prices")
    await until(lambda: "Our prices: ..." in api.texts(anna))
    anna.says("/start")
    anna.says("the inverter is broken")
    await until(lambda: len(heard(here, anna.id)) == 2)
    await until(lambda: len(api.texts(anna)) >= 4)
    assert heard(here, anna.id) == ["", "the inverter is broken"], "the command of the host is the host's"


async def test_without_a_schema_it_says_what_to_do(tmp_path) -> None:
    from bot.settings import BadSetting

    mounted = Mounted(Settings(_env_file=None, home=tmp_path))
    with pytest.raises(BadSetting, match="baoxiu db upgrade"):
        await mounted.open(NOTHING, NOTHING)


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_errors_of_the_frameworks(api: BotApi, framework: str) -> None:
    from bot.channels.telegram import calls
    from bot.channels.telegram.translate import Me

    async def take(incoming: Any) -> None:
        raise AssertionError

    module = on_aiogram if framework == "aiogram" else on_ptb
    bot = module.Hosted(api.token, api.url, lambda: Me(1), take)
    await bot.start()
    anna = api.person()
    anna.says("hi")
    say = {"chat_id": anna.id, "text": "hello"}
    for fault, kind, sent in (
        ("too_many", calls.TooMany, None), ("cut_after", calls.Unreachable, True), ("cut_before", calls.Unreachable, True),
    ):  # fmt: skip
        api.fault("sendMessage", fault)
        with pytest.raises(kind) as wrong:
            await bot.call("sendMessage", say, 5.0)
        if sent is not None:
            assert wrong.value.__dict__["sent"] is sent
            assert api.token not in str(wrong.value)
    assert (await bot.call("sendMessage", say, 5.0))["text"] == "hello"
    photo = anna.sends_photo(b"a picture")["photo"][-1]
    path = (await bot.call("getFile", {"file_id": photo["file_id"]}, 5.0))["file_path"]
    assert await bot.download(path, 100) == b"a picture"
    with pytest.raises(calls.Refused):
        await bot.download(path, 3)
    upload = {"chat_id": anna.id, "photo": calls.Upload("valve.jpg", b"a photograph"), "caption": "阀门"}
    shown = await bot.call("sendPhoto", upload, 5.0)
    path = (await bot.call("getFile", {"file_id": shown["photo"][-1]["file_id"]}, 5.0))["file_path"]
    assert (shown["caption"], await bot.download(path, 100)) == ("阀门", b"a photograph")
    anna.blocks()
    with pytest.raises(calls.Gone):
        await bot.call("sendMessage", say, 5.0)
    with pytest.raises(calls.Gone):
        await bot.call("sendMessage", {"chat_id": 999, "text": "x"}, 5.0)
    with pytest.raises(calls.CallError):
        await bot.call("noSuchMethod", {}, 5.0)
    await bot.stop()
    away = module.Hosted(api.token, "http://127.0.0.1:1", lambda: Me(1), take)
    with pytest.raises(calls.Unreachable) as nobody:
        await away.start()
    assert not nobody.value.sent
    await away.stop()
