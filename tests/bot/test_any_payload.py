"""What messengers bring, in any shape: taken, refused or put aside for people; never an error of ours, never endless."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import create_app
from bot.channels.telegram.receive import read
from bot.channels.telegram.translate import Me
from bot.limits import Allowed
from handlers.house import House
from storage.engine import Store
from tests.bot.channel_adapters import Adapter, ChatwootAdapter, Rest, Web, WecomAdapter
from tests.bot.conftest import EdgeSettings
from tests.mangling import mangled, tries, twisted
from tests.world import World

SLOWEST = 5.0  # seconds; the machine may be busy
ANY_PACE = Allowed(visitor=0, sender=0, visits=0, token=0, signing=0, serials=0)
CHANNELS = {"rest": Rest, "web": Web, "wecom": WecomAdapter, "chatwoot": ChatwootAdapter}


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    made = World(Store(sqlite_url)).settle().house
    yield made
    made.store.close()


def _payloads(adapter: Adapter) -> st.SearchStrategy[bytes | str | dict[str, Any]]:
    """Bodies as the messenger would sign them, bent and broken."""
    if isinstance(adapter, WecomAdapter):
        server = adapter.server
        seeds = [
            server.message("text", Content="水箱漏水了 13800138000", MsgId="1"), server.message("image", PicUrl="", MediaId="m", MsgId="2"),
            server.message("event", created=1_700_000_000, Event="template_card_event", EventKey="/yes", TaskId="t"),
            server.message("location", Location_X="1", Location_Y="2", Scale="3", Label="杭州", MsgId="3"),
        ]  # fmt: skip
        return mangled([s.encode() for s in seeds])
    if isinstance(adapter, ChatwootAdapter):
        seed: Any = adapter.server.hook(
            1, content="水箱漏水了", attachments=[{"file_type": "image", "data_url": "http://127.0.0.1:9/x"}]
        )
    elif isinstance(adapter, Rest):
        seed = {"sender": "anna", "message": "水箱漏水了", "metadata": {"message_id": "m1", "plan": "p3"}}
    else:
        seed = {
            "id": "m1",
            "text": "水箱漏水了",
            "kind": "text",
            "plan": "p3",
            "after": 0,
            "lang": "zh",
            "campaign": {"code": "A", "point": "B"},
        }
    bent = twisted(seed).map(lambda made: json.dumps(made).encode())
    return st.one_of(bent, mangled([json.dumps(seed, ensure_ascii=False).encode()]))


def _post(adapter: Any, body: bytes) -> int:
    if isinstance(adapter, WecomAdapter):
        return adapter._post(body)
    if isinstance(adapter, ChatwootAdapter):
        return adapter.post(body)
    path, head = (
        ("/webhooks/rest/webhook", {}) if isinstance(adapter, Rest) else ("/chat/messages", adapter._head())
    )
    answer = adapter.http.post(path, content=body, headers={"content-type": "application/json", **head})
    return int(answer.status_code)


def _bring_any(name: str, house: House, examples: int) -> None:
    adapter = CHANNELS[name]()
    adapter.now = datetime.now(UTC)
    with adapter.peer():
        channels = adapter.channels()
        app = create_app(house, EdgeSettings(), channels, allowed=ANY_PACE)
        with adapter.serving(app) as adapter.http:

            @tries(examples)
            @given(_payloads(adapter))
            def attempt(body: bytes) -> None:
                began = time.monotonic()
                status = _post(adapter, body)
                assert status < 500, (status, body)
                assert time.monotonic() - began < SLOWEST, body

            attempt()


@pytest.mark.parametrize("name", CHANNELS)
def test_any_payload_is_taken_or_refused(name: str, house: House) -> None:
    _bring_any(name, house, 12)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", CHANNELS)
def test_many_payloads_are_taken_or_refused(name: str, house: House) -> None:
    _bring_any(name, house, 400)


def test_any_update_of_telegram_is_read_or_put_aside_for_people() -> None:
    chat, anna = (
        {"id": 5, "type": "private"},
        {"id": 5, "is_bot": False, "first_name": "Anna", "language_code": "zh"},
    )
    message = {"message_id": 9, "date": 1_790_000_000, "chat": chat, "from": anna, "text": "水箱漏水了", "contact": {"phone_number": "+8613800138000"},
               "photo": [{"file_id": "p", "width": 9, "height": 9}], "entities": [{"type": "mention", "offset": 0, "length": 3}]}  # fmt: skip
    pressed = {"id": "1", "from": anna, "data": "/yes", "message": message}
    updates = st.one_of(
        twisted({"update_id": 1, "message": message}), twisted({"update_id": 2, "callback_query": pressed}),
        twisted({"update_id": 3, "edited_message": message}), twisted({"update_id": 4, "my_chat_member": {"chat": chat, "from": anna}}),
    )  # fmt: skip

    @tries(300)
    @given(updates)
    def attempt(update: Any) -> None:
        if isinstance(update.get("update_id"), int) and not isinstance(
            update.get("update_id"), bool
        ):  # the frameworks see to that
            read(update, Me(7201, "baoxiu_bot"))

    attempt()
