"""Backends in the house: asked before the transaction, counted in the metrics, never asked within one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from bot.opening import open_house
from bot.settings import BadSetting, Settings
from handlers.intake import intake
from storage import schema
from tests.nlu.backend_servers import Asked, Reply, Server, rasa, running
from tests.process import ROOT, baoxiu, serving, surroundings


@pytest.fixture
def server() -> Iterator[Server]:
    """A Rasa server that takes everything for a question about warranty."""

    def answer(asked: Asked) -> Reply:
        return Reply(rasa(asked.body["text"], "warranty_query", 0.97))

    with running(answer) as made:
        yield made


def asked(server: Server, text: str) -> int:
    return [a.body["text"] for a in server.asked].count(text)


def test_a_server_with_rasa_understands_by_it_and_tells_the_figures(tmp_path: Path, server: Server) -> None:
    assert baoxiu("db", "upgrade", env=surroundings(tmp_path)).returncode == 0
    with serving(tmp_path, nlu="rasa", nlu_url=server.url) as running_here:

        def understood(text: str) -> str:
            request = Request(
                running_here.url + "/model/parse",
                json.dumps({"text": text}).encode(),
                {"content-type": "application/json"},
            )
            with urlopen(request, timeout=20) as answer:
                name: str = json.load(answer)["intent"]["name"]
                return name

        assert understood("热水器滴水") == "warranty_query"
        assert understood("热水器在冒烟") == "report_fault"
        with urlopen(running_here.url + "/metrics", timeout=20) as answer:
            told = answer.read().decode()
    assert asked(server, "热水器滴水") == 1 and asked(server, "热水器在冒烟") == 0
    assert 'baoxiu_nlu_messages_total{backend="rasa",outcome="danger"} 1.0' in told
    assert 'baoxiu_nlu_messages_total{backend="rasa",outcome="answered"}' in told


def test_of_a_call_the_whole_is_asked_for_and_not_each_turn(tmp_path: Path, server: Server) -> None:
    house = open_house(Settings(home=tmp_path, nlu="rasa", nlu_url=server.url))
    try:
        schema.upgrade(house.store)
        lines = ["客服：您好，请问有什么可以帮您？", "客户：热水器滴水", "客服：多久了？", "客户：三天了"]
        intake(house, "\n".join(lines), "call.txt")
        intake(house, "客服：您好\n客户：水箱滴水", "short.txt")
    finally:
        house.store.close()
    texts = [a.body["text"] for a in server.asked]
    assert texts == ["热水器滴水\n三天了", "水箱滴水"]


def test_the_house_is_not_opened_with_settings_that_do_not_go_together(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="BAOXIU_NLU=llm needs BAOXIU_NLU_MODEL"):
        open_house(Settings(home=tmp_path, nlu="llm", nlu_url="http://h/v1"))


def test_nobody_outside_is_asked_while_a_transaction_is_open() -> None:
    """A slow server would hold the lock of a conversation, and on SQLite of all of them."""
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "handlers").rglob("*.py")
        if "house.parse(" in path.read_text(encoding="utf-8")
        or "house.parse if" in path.read_text(encoding="utf-8")
    }
    assert asking == {"handlers/turn.py", "handlers/intake.py"}, "use parse_here there"
