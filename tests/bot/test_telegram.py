"""Telegram over real HTTP: the application, a framework, and a Bot API server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from starlette.testclient import TestClient

from bot.app import create_app
from bot.channels.telegram.serving import Served
from bot.settings import Settings
from handlers.house import House
from tests.bot_api import BotApi, bot_api

FRAMEWORKS = ("aiogram", "ptb")


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as running:
        yield running


@pytest.fixture(params=FRAMEWORKS)
def running(request: pytest.FixtureRequest, api: BotApi, house: House, tmp_path) -> Iterator[House]:
    settings = Settings(
        _env_file=None, home=tmp_path, telegram_token=api.token, telegram_api=api.url,
        telegram_framework=request.param, secret_key="k" * 40,
    )  # fmt: skip
    with TestClient(create_app(house, settings, services=[partial(Served, settings)])):
        yield house


def test_a_report_by_text_and_buttons(api: BotApi, running: House) -> None:
    anna = api.person("Anna", "en")
    anna.starts()
    hello = api.wait(lambda: api.sent(anna, "sendMessage"))[0]
    assert "button" not in hello.text
    anna.presses(hello, "Report a fault")
    asked = api.wait(lambda: api.texts(anna)[1:])
    print(hello.buttons, asked)
    assert api.wait(lambda: api.pending() == 0)
