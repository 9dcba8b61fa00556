"""What Telegram says, as our events; what we say, as Telegram's calls.  No network, no database."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import saying
from bot.channels.telegram.calls import Gone, Moved, Refused, TooMany, Unreachable, refused
from bot.channels.telegram.translate import Incoming, Me, translate
from handlers import device_links
from handlers.events import Button, Outgoing

ME = Me(7201, "baoxiu_bot")
ANNA = {"id": 5, "is_bot": False, "first_name": "Anna", "last_name": "Li", "language_code": "en-GB"}
BOT = {"id": 7201, "is_bot": True, "first_name": "b", "username": "baoxiu_bot"}
PRIVATE = {"id": 5, "type": "private"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Clinic"}


def message(chat: dict[str, Any] = PRIVATE, *, kind: str = "message", **content: Any) -> Incoming:
    body = {"message_id": 9, "date": 1_790_000_000, "chat": chat, "from": ANNA, **content}
    return translate({"update_id": 17, kind: body}, ME)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"text": "the pump leaks"}, "text", "the pump leaks"),
        ({"text": "/help"}, "text", "/help"),
        ({"text": "/help@Baoxiu_Bot"}, "text", "/help"),
        ({"text": "/帮助"}, "text", "/help"),
        ({"text": "/人工"}, "text", "/human"),
        ({"text": "/start"}, "start", ""),
        ({"text": "/report the fan smokes"}, "text", "the fan smokes"),
        ({"text": "/着火了 快来人"}, "text", "着火了 快来人"),
        ({"text": "/着火了"}, "text", "着火了"),
        ({"text": "/"}, "text", "/"),
        ({"sticker": {"file_id": "s", "emoji": "👍"}}, "text", "👍"),
        ({"contact": {"phone_number": "+8613800138000", "user_id": 5}}, "text", "+8613800138000"),
        ({"contact": {"phone_number": "13900139000", "first_name": "Bo"}}, "text", "Bo 13900139000"),
        ({"venue": {"location": {}, "title": "Clinic", "address": "Wensan Road 12"}}, "text", "Wensan Road 12 Clinic"),
        ({"location": {"latitude": 30.2, "longitude": 120.1}}, "media", ""),
        ({"voice": {"file_id": "v", "file_size": 10}}, "media", ""),
        ({"photo": [{"file_id": "p", "width": 9, "height": 9}], "caption": "the plate"}, "media", "the plate"),
    ],
)  # fmt: skip
def test_what_is_said(content: dict[str, Any], kind: str, text: str) -> None:
    found = message(**content)
    assert found.ours
    assert (found.event.kind, found.event.text) == (kind, text)
    assert (found.event.channel, found.event.address, found.event.event_id) == (
        "telegram",
        "5",
        "update:7201:17",
    )


def test_only_the_own_number_is_told_as_the_customers() -> None:
    own = message(contact={"phone_number": "+8613800138000", "user_id": 5})
    other = message(contact={"phone_number": "+8613800138000", "user_id": 6})
    assert own.event.told == {"phone": "+8613800138000"}
    assert not other.event.told


def test_media_keep_what_telegram_says_of_them() -> None:
    sizes = [
        {"file_id": "small", "width": 90, "height": 60},
        {"file_id": "big", "width": 900, "height": 600, "file_size": 7},
    ]
    (photo,) = message(photo=sizes, media_group_id="77").media
    assert (photo.file_id, photo.kind, photo.type, photo.size) == ("big", "photo", "image/jpeg", 7)
    found = message(document={"file_id": "d", "file_name": "log.txt", "mime_type": "text/plain"})
    assert found.event.data["media"][0]["name"] == "log.txt"


def test_an_edit_is_a_correction() -> None:
    found = message(kind="edited_message", text="it is E032", edit_date=1_790_000_060)
    assert found.event.text == "it is E032"
    assert found.event.data["edited"] == 1_790_000_060
    assert message(kind="edited_message", location={"latitude": 1, "longitude": 2}).event is None


def test_replies_and_forwards_are_told() -> None:
    found = message(
        text="this one", reply_to_message={"message_id": 3, "text": "Which visit?"},
        forward_origin={"type": "user", "sender_user": {"first_name": "Bo"}},
    )  # fmt: skip
    assert found.event.data["reply_to"] == {"message": 3, "text": "Which visit?"}
    assert found.event.data["forwarded"] == "Bo"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"text": "lunch?"}, None),
        ({"text": "@baoxiu_bot"}, "/help"),
        ({"text": "@baoxiu_bot the pump leaks"}, "the pump leaks"),
        ({"text": "the pump leaks, @Baoxiu_Bot"}, "the pump leaks"),
        ({"text": "yes", "reply_to_message": {"message_id": 1, "from": BOT}}, "yes"),
        ({"text": "yes", "reply_to_message": {"message_id": 1, "from": ANNA}}, None),
        ({"text": "/status@baoxiu_bot"}, "/status"),
        ({"text": "/status@other_bot"}, None),
        ({"text": "/status"}, "/status"),
        ({"new_chat_members": [ANNA]}, None),
    ],
)
def test_in_a_group_only_what_is_meant_for_us(content: dict[str, Any], text: str | None) -> None:
    found = message(GROUP, **content)
    assert (found.event.text if found.event else None) == text
    if text is not None:
        assert found.event.address == "-100123"
        assert found.event.data["speaker"] == "Anna Li"
    else:
        assert not found.ours


@pytest.mark.parametrize(
    "update",
    [
        {"poll": {}},
        {"message_reaction": {}},
        {"message": {"message_id": 1, "chat": PRIVATE, "from": BOT, "text": "echo"}},
        {"message": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "text": "post"}},
        {"message": {"message_id": 1, "chat": PRIVATE, "from": ANNA, "text": "/prices"}},
        {"callback_query": {"id": "4", "from": ANNA, "message": {"chat": PRIVATE}, "data": "theirs:1"}},
    ],
)
def test_what_is_not_ours_is_left_to_others(update: dict[str, Any]) -> None:
    found = translate({"update_id": 1, **update}, ME)
    assert found.event is None
    assert not found.ours


def test_a_pressed_button() -> None:
    body = {"id": "44", "from": ANNA, "message": {"message_id": 8, "chat": PRIVATE}, "data": "/report"}
    found = translate({"update_id": 1, "callback_query": body}, ME)
    assert (found.event.kind, found.event.text, found.callback, found.keyboard) == (
        "button",
        "/report",
        "44",
        8,
    )


def test_a_group_moves_and_a_customer_blocks_us() -> None:
    assert message({"id": -7, "type": "group"}, migrate_to_chat_id=-1007).moved == ("-7", "-1007")
    assert message({"id": -1007, "type": "supergroup"}, migrate_from_chat_id=-7).moved == ("-7", "-1007")
    body = {"chat": PRIVATE, "new_chat_member": {"status": "kicked"}}
    assert translate({"update_id": 1, "my_chat_member": body}, ME).left is True


# -- what we say -----------------------------------------------------------------------------------


def test_markup_is_said_as_it_is_written() -> None:
    text = "<b>5 & 6</b> *stars* _and_ [links](http://x) `code`"
    ((method, params),) = saying.calls(Outgoing(1, text, "bot"), "5")
    assert method == "sendMessage"
    assert params["text"] == text
    assert "parse_mode" not in params
    assert params["chat_id"] == 5


def test_buttons_are_below_the_last_part_and_long_payloads_get_a_key() -> None:
    long = "/choose:" + "很" * 30
    buttons = (Button("Yes", "/yes"), Button("That one", long))
    parts = saying.calls(Outgoing(12, "a" * 5000, "bot", buttons), "5")
    assert ["reply_markup" in params for _, params in parts] == [False, True]
    ((yes, that),) = parts[1][1]["reply_markup"]["inline_keyboard"]
    assert yes["callback_data"] == "/yes"
    assert that["callback_data"] == "~12:1"
    assert saying.key("~12:1") == (12, 1)
    assert saying.key("/yes") is None


@given(st.text(st.characters(codec="utf-8"), max_size=400), st.integers(20, 60))
def test_parts_fit_and_lose_nothing_but_space(text: str, most: int) -> None:
    parts = saying.split(text, most)
    assert all(0 < saying.units(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "most", "parts"),
    [
        ("one two three four", 10, ["one two", "three four"]),
        ("第一句。第二句比较长", 6, ["第一句。", "第二句比较长"]),
        ("aa aaa\n\nb c d", 10, ["aa aaa", "b c d"]),
        ("👨‍👩‍👧" * 2, 11, ["👨‍👩‍👧", "👨‍👩‍👧"]),
        ("🇨🇳🇬🇧🇩🇪", 6, ["🇨🇳", "🇬🇧", "🇩🇪"]),
        ("", 10, []),
    ],
)
def test_where_it_is_cut(text: str, most: int, parts: list[str]) -> None:
    assert saying.split(text, most) == parts


def test_what_the_api_answers() -> None:
    assert isinstance(refused(429, "Too Many Requests", {"retry_after": 3}), TooMany)
    assert isinstance(refused(403, "Forbidden: bot was blocked by the user"), Gone)
    assert isinstance(refused(400, "Bad Request: chat not found"), Gone)
    assert isinstance(
        refused(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -100}), Moved
    )
    assert isinstance(refused(400, "Bad Request: message is too long"), Refused)
    assert refused(500, "Internal Server Error").__dict__["sent"] is False
    assert isinstance(refused(500, "x"), Unreachable)


# -- links on devices ------------------------------------------------------------------------------


@given(st.text(min_size=1, max_size=13))
def test_a_link_tells_the_serial_and_nobody_else_can_make_one(serial: str) -> None:
    try:
        serial.encode()
    except UnicodeEncodeError:
        return
    token = device_links.token("secret", serial)
    assert len(token) <= 64
    assert token.replace("-", "").replace("_", "").isalnum()
    assert device_links.serial("secret", token) == serial
    assert device_links.serial("other", token) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 64, "ref_campaign", "é", "A" * 65])
def test_other_payloads_are_no_serial(token: str) -> None:
    assert device_links.serial("secret", token) is None


def test_a_serial_that_is_too_long() -> None:
    with pytest.raises(device_links.TooLong, match="39"):
        device_links.token("secret", "X" * 40)
