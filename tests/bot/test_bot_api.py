"""The Bot API server of the tests against the clients that real bots use, and its own promises one by one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import telegram
from aiogram import Bot, exceptions
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import web
from telegram import error as tg_error
from telegram.request import HTTPXRequest

from tests.bot_api import BotApi, Faults, Limits, bot_api

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 50


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as running:
        yield running


@asynccontextmanager
async def aiogram(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, AiohttpSession(api=TelegramAPIServer.from_base(api.url))) as bot:
        yield bot


@asynccontextmanager
async def ptb(api: BotApi) -> AsyncIterator[telegram.Bot]:
    bot = telegram.Bot(
        api.token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot", request=HTTPXRequest(8)
    )
    async with bot:
        yield bot


async def raw(api: BotApi, method: str, token: str | None = None, **given: Any) -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{api.url}/bot{token or api.token}/{method}", json=given) as answer,
    ):
        return answer.status, await answer.json()


async def test_aiogram_talks_to_it(api: BotApi) -> None:
    anna = api.person("Anna")
    async with aiogram(api) as bot:
        assert (await bot.me()).username == "baoxiu_bot"
        with pytest.raises(exceptions.TelegramForbiddenError, match="can't initiate"):
            await bot.send_message(anna.id, "hello?")
        said = anna.starts("dev-7")
        anna.sends_photo(PNG, "the plate")
        anna.shares_contact("+8613800000000")
        first, photo, contact = await bot.get_updates(timeout=0)
        assert (
            first.message.text == "/start dev-7"
            and first.message.entities
            and first.message.entities[0].type == "bot_command"
        )
        assert contact.message.contact.user_id == anna.id
        assert photo.message.photo
        got = await bot.get_file(photo.message.photo[-1].file_id)
        assert (await bot.download_file(str(got.file_path))).read() == PNG
        keys = InlineKeyboardMarkup(
            inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="/yes")]]
        )
        await bot.send_chat_action(anna.id, "typing")
        sent = await bot.send_message(
            anna.id,
            "<b>Is it 5 &lt; 6?</b>",
            parse_mode="HTML",
            reply_markup=keys,
            reply_to_message_id=said["message_id"],
        )
        assert sent.text == "Is it 5 < 6?"
        query = anna.presses(api.sent(anna)[-1], "Yes")
        pressed = (await bot.get_updates(offset=contact.update_id + 1))[0]
        assert pressed.callback_query.data == "/yes"
        await bot.answer_callback_query(query, text="ok")
        await bot.edit_message_reply_markup(chat_id=anna.id, message_id=sent.message_id)
        with pytest.raises(exceptions.TelegramBadRequest, match="message is not modified"):
            await bot.edit_message_reply_markup(chat_id=anna.id, message_id=sent.message_id)
        await bot.send_photo(anna.id, BufferedInputFile(PNG, "a.png"), caption="look")
        await bot.set_my_commands([BotCommand(command="status", description="How far it is")])
        assert [c.command for c in await bot.get_my_commands()] == ["status"]
        assert (await bot.get_chat(anna.id)).first_name == "Anna"
    assert [s.method for s in api.sent(anna)] == ["sendMessage", "editMessageReplyMarkup", "sendPhoto"]
    assert (api.state.callbacks[query] or {})["text"] == "ok"


async def test_python_telegram_bot_talks_to_it(api: BotApi) -> None:
    ben = api.person("Ben", "zh")
    async with ptb(api) as bot:
        assert bot.username == "baoxiu_bot"
        said = ben.says("门不动了")
        ben.edits(said, "门开不了")
        ben.shares_location(31.2, 121.5)
        ben.sends_album(PNG, PNG, caption="two")
        ben.sends_voice(b"OggS")
        updates = await bot.get_updates(timeout=0)
        assert updates[1].edited_message.text == "门开不了"
        assert updates[2].message.location.latitude == 31.2
        assert updates[3].message.media_group_id == updates[4].message.media_group_id
        file = await updates[5].message.voice.get_file()
        assert bytes(await file.download_as_bytearray()) == b"OggS"
        keys = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("是", callback_data="x" * 65)]])
        with pytest.raises(tg_error.BadRequest, match=r"(?i)button_data_invalid"):
            await bot.send_message(ben.id, "?", reply_markup=keys)
        sent = await bot.send_message(ben.id, "*好* 1\\.", parse_mode="MarkdownV2")
        assert sent.text == "好 1."
        with pytest.raises(tg_error.BadRequest, match="reserved"):
            await bot.send_message(ben.id, "1.", parse_mode="MarkdownV2")
        assert (await bot.edit_message_text("好了", ben.id, sent.message_id)).text == "好了"
        await bot.send_document(ben.id, b"%PDF", filename="a.pdf")
        ben.blocks()
        with pytest.raises(tg_error.Forbidden, match="blocked by the user"):
            await bot.send_message(ben.id, "still there?")
        told = (await bot.get_updates(offset=updates[-1].update_id + 1))[0]
        assert told.my_chat_member.new_chat_member.status == "kicked"


async def test_groups_topics_and_migration(api: BotApi) -> None:
    anna = api.person("Anna")
    small = api.group("Ward 3", anna, small=True)
    forum = api.group("Engineers", anna, forum=True)
    async with aiogram(api) as bot, ptb(api) as other:
        small.bot_status(anna, "left", "member")
        forum.bot_status(anna, "member", "administrator")
        anna.says("@baoxiu_bot the lift stands", small)
        new = small.migrates()
        updates = await bot.get_updates()
        assert [u.event_type for u in updates[:3]] == ["my_chat_member", "my_chat_member", "message"]
        assert updates[2].message.entities and updates[2].message.entities[0].type == "mention"
        assert updates[3].message.migrate_to_chat_id == new
        with pytest.raises(exceptions.TelegramMigrateToChat) as moved:
            await bot.send_message(updates[2].message.chat.id, "hi")
        assert moved.value.migrate_to_chat_id == new
        with pytest.raises(tg_error.ChatMigrated):
            await other.send_message(updates[2].message.chat.id, "hi")
        topic = await bot.create_forum_topic(forum.id, "BX-1 lift")
        thread = topic.message_thread_id
        sent = await other.send_message(forum.id, "new", message_thread_id=thread)
        assert sent.message_thread_id == thread and sent.is_topic_message
        anna.says("on my way", forum, topic=thread, reply_to=api.sent(forum)[-1])
        assert (await bot.get_updates(updates[-1].update_id + 1))[0].message.reply_to_message.text == "new"
        await bot.close_forum_topic(forum.id, thread)
        with pytest.raises(exceptions.TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
            await bot.close_forum_topic(forum.id, thread)
        with pytest.raises(exceptions.TelegramBadRequest, match="thread not found"):
            await bot.send_message(forum.id, "x", message_thread_id=999)


async def test_documented_errors(api: BotApi) -> None:
    anna = api.person()
    anna.says("hi")
    wrong: list[tuple[str, dict[str, Any], int, str]] = [
        ("sendMessage", {"chat_id": 1, "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": anna.id, "text": " "}, 400, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": anna.id, "text": "x" * 4097}, 400, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": anna.id, "text": "😀" * 2049}, 400, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": anna.id, "text": "a<b", "parse_mode": "HTML"}, 400, "can't parse entities"),
        ("editMessageText", {"chat_id": anna.id, "message_id": 9, "text": "x"}, 400, "message to edit not found"),
        ("answerCallbackQuery", {"callback_query_id": "9"}, 400, "query is too old"),
        ("getFile", {"file_id": "9"}, 400, "wrong file_id"),
        ("createForumTopic", {"chat_id": anna.id, "name": "x"}, 400, "not a forum"),
        ("noSuchMethod", {}, 404, "Not Found"),
    ]  # fmt: skip
    for method, given, code, says in wrong:
        status, told = await raw(api, method, **given)
        assert (status, told["ok"], told["error_code"]) == (code, False, code), (method, told)
        assert says in told["description"]
    status, told = await raw(api, "getMe", token="1:wrong")
    assert (status, told["description"]) == (401, "Unauthorized")
    assert (await raw(api, "sendMessage", chat_id=anna.id, text="😀" * 2048))[0] == 200


async def test_offsets_confirm_and_what_is_not_confirmed_comes_again(api: BotApi) -> None:
    anna = api.person()
    for number in range(5):
        anna.says(str(number))

    async def poll(**given: Any) -> list[str]:
        status, told = await raw(api, "getUpdates", **given)
        assert status == 200, told
        return [u["message"]["text"] for u in told["result"]]

    first = api.updates[0].id
    assert await poll(limit=2) == ["0", "1"]
    assert await poll(limit=2) == ["0", "1"]
    assert await poll(offset=first + 2) == ["2", "3", "4"]
    assert await poll(offset=-1) == ["4"]
    assert await poll() == ["4"] and api.pending() == 1
    waiting = asyncio.create_task(raw(api, "getUpdates", offset=first + 5, timeout=20))
    await asyncio.sleep(0.1)
    takes_over = asyncio.create_task(raw(api, "getUpdates", offset=first + 5, timeout=20))
    status, told = await waiting
    assert status == 409 and "terminated by other getUpdates" in told["description"]
    anna.says("late")
    assert (await takes_over)[1]["result"][0]["message"]["text"] == "late"
    await raw(api, "getUpdates", allowed_updates=["callback_query"], offset=first + 6)
    anna.says("not asked for")
    assert await poll() == []
    await raw(api, "setWebhook", url="http://127.0.0.1:9/x", secret_token="s")
    assert (await raw(api, "getUpdates"))[0] == 409
    await raw(api, "deleteWebhook")
    assert (await raw(api, "getUpdates"))[0] == 200


@asynccontextmanager
async def listening(statuses: list[int], seen: list[tuple[str, str | None]]) -> AsyncIterator[str]:
    """A webhook that answers with these statuses and then 200."""

    async def take(request: web.Request) -> web.Response:
        body = await request.json()
        seen.append((body["message"]["text"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        if statuses:
            return web.Response(status=statuses.pop(0))
        chat = body["message"]["chat"]["id"]
        return web.json_response({"method": "sendMessage", "chat_id": chat, "text": "taken"})

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def test_webhook_is_tried_until_2xx_and_one_chat_waits_for_itself(api: BotApi) -> None:
    seen: list[tuple[str, str | None]] = []
    anna, ben = api.person("Anna"), api.person("Ben")
    async with listening([503], seen) as url:
        await raw(api, "setWebhook", url=url, secret_token="sesame", max_connections=5)
        anna.says("a1")
        anna.says("a2")
        await asyncio.sleep(0.05)
        ben.says("b1")
        await asyncio.to_thread(api.wait, lambda: not api.pending())
    assert [text for text, _ in seen if text[0] == "a"] == ["a1", "a1", "a2"]
    assert {secret for _, secret in seen} == {"sesame"}
    assert api.texts(anna) == ["taken", "taken"] and api.texts(ben) == ["taken"]
    info = (await raw(api, "getWebhookInfo"))[1]["result"]
    assert "503" in info["last_error_message"] and info["pending_update_count"] == 0


async def test_limits_and_faults() -> None:
    with bot_api(limits=Limits(burst=2), faults=Faults(seed=3)) as api:
        anna = api.person()
        anna.says("hi")
        async with aiogram(api) as bot:
            await bot.send_message(anna.id, "1")
            await bot.send_message(anna.id, "2")
            with pytest.raises(exceptions.TelegramRetryAfter) as wait:
                await bot.send_message(anna.id, "3")
            assert wait.value.retry_after == 1
            ben = api.person("Ben")
            ben.says("hi")
            for fault, error in (
                ("too_many", exceptions.TelegramRetryAfter),
                ("broken", exceptions.TelegramAPIError),
                ("cut_before", exceptions.TelegramNetworkError),
            ):
                api.fault("sendMessage", fault)
                with pytest.raises(error):
                    await bot.send_message(ben.id, fault)
            assert api.sent(ben) == []
            api.fault("sendMessage", "cut_after")
            with pytest.raises(exceptions.TelegramNetworkError):
                await bot.send_message(ben.id, "once or twice?")
            assert [(s.text, s.cut) for s in api.sent(ben)] == [("once or twice?", True)]
            api.fault("getUpdates", "cut_after")
            with pytest.raises(exceptions.TelegramNetworkError):
                await bot.get_updates()
            assert len(await bot.get_updates()) == 2
        api.misbehave(Faults(duplicate=1))
        numbers = [u["update_id"] for u in (await raw(api, "getUpdates"))[1]["result"]]
        assert numbers == sorted([u.id for u in api.updates] * 2)


async def test_forms_and_queries_are_as_good_as_json(api: BotApi) -> None:
    anna = api.person()
    anna.says("hi")
    keys = json.dumps({"inline_keyboard": [[{"text": "Yes", "callback_data": "/yes"}]]})
    given = {"chat_id": str(anna.id), "text": "hello", "reply_markup": keys}
    async with aiohttp.ClientSession() as http:
        at = f"{api.url}/bot{api.token}/SendMessage"
        for call in (http.get(at, params=given), http.post(at, data=given), http.post(at, params=given)):
            async with call as answer:
                assert (await answer.json())["result"]["text"] == "hello"
    assert [s.buttons for s in api.sent(anna)] == [{"Yes": "/yes"}] * 3
