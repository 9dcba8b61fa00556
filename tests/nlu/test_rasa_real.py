"""A small share of our project in a real Rasa 3.6: trained, served, asked.  Only `make rasa-test` runs it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from nlu import corpus
from nlu.corpus import Example
from nlu.rasa_project import project
from nlu.understanding import ENTITIES, INTENTS
from tests import rasa_server
from tests.process import Serving

pytestmark = pytest.mark.rasa
EACH = 30  # messages of an intent
MINUTES = 15


def _few() -> Iterator[Example]:
    """Some of each intent, those with entities before the others."""
    taken: Counter[str] = Counter()
    for e in sorted(corpus.read(), key=lambda e: not e.entities):
        if taken[e.intent] < EACH:
            taken[e.intent] += 1
            yield e


@pytest.fixture(scope="module")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    try:
        environment = rasa_server.environment()
    except rasa_server.NoRasa as why:
        pytest.skip(str(why))
    folder: Path = tmp_path_factory.mktemp("rasa")
    for name, text in project(0, epochs=15, examples=_few()).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    rasa_server.train(environment, folder, seconds=MINUTES * 60)
    said = (folder / "train.log").read_text(encoding="utf-8", errors="replace")
    assert "Misaligned" not in said, "entities do not end where tokens do"
    with rasa_server.running(environment, folder) as server:
        yield server


def _post(url: str, body: dict[str, Any]) -> Any:
    request = Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)


def _say(rasa: Serving, sender: str, text: str) -> str:
    replies = _post(f"{rasa.url}/webhooks/rest/webhook", {"sender": sender, "message": text})
    return "\n".join(r["text"] for r in replies)


#: What nobody can take for something else; the project is small and learned briefly, so that one may be missed.
PLAIN = {
    "我想book师傅，下星期二下午，电话13800138000": "book_visit",
    "hello": "greet",
    "热水器坏了，不出热水": "report_fault",
    "谢谢": "thanks",
    "is it still under warranty": "warranty_query",
    "转人工": "request_human",
    "再见": "goodbye",
}


def test_it_understands(rasa: Serving) -> None:
    answers = {text: _post(f"{rasa.url}/model/parse", {"text": text}) for text in PLAIN}
    for text, found in answers.items():
        assert {i["name"] for i in found["intent_ranking"]} <= set(INTENTS)
        assert {e["entity"] for e in found["entities"]} <= set(ENTITIES)
        assert all(text[e["start"] : e["end"]] == e["value"] for e in found["entities"])
    right = [text for text, found in answers.items() if found["intent"]["name"] == PLAIN[text]]
    assert len(right) >= len(PLAIN) - 1, right


def test_it_takes_a_report(rasa: Serving) -> None:
    say = partial(_say, rasa, "one")
    assert "serial number" in say("/report_fault")
    assert "What is your name" in say('/deny{"serial_number": "SN20240317"}')
    assert "phone" in say('/deny{"contact_name": "王芳"}')
    assert "address" in say('/deny{"phone": "13800138000"}')
    assert "SN20240317" in say('/deny{"address": "杭州市西湖区文三路1号"}')


def test_a_person_may_be_asked_for_in_the_middle(rasa: Serving) -> None:
    say = partial(_say, rasa, "two")
    assert "serial number" in say("/report_fault")
    assert "person" in say("/request_human")
    assert "welcome" in say("/thanks")
