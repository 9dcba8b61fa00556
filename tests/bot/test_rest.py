"""The REST channel as Rasa's front ends use it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.app import create_app
from bot.figures import Figures
from bot.turns import Turns
from handlers.events import Inbound, Turn
from handlers.house import House
from nlu.understanding import INTENTS
from storage.models import Ticket
from tests.bot.conftest import EdgeSettings, Place


def test_a_fault_is_reported_and_answered_with_text_and_buttons(place: Place) -> None:
    answer = place.http.post(
        "/webhooks/rest/webhook",
        json={"sender": "anna", "message": "太阳能水箱漏水", "metadata": {"plan": "p3"}},
    )
    assert answer.status_code == 200
    replies = answer.json()
    assert {r["recipient_id"] for r in replies} == {"anna"}
    assert any("BX" in r["text"] for r in replies), f"no ticket number in {replies}"
    buttons = [b for r in replies for b in r.get("buttons", ())]
    assert {"title", "payload"} == set(buttons[0]), buttons


def test_the_same_message_id_changes_nothing_and_gets_the_same_answer(place: Place) -> None:
    first = place.say("anna", "热水器漏水", plan="p3", message_id="m1")
    again = place.say("anna", "热水器漏水", plan="p3", message_id="m1")
    assert again == first
    figures = place.http.get("/metrics").text
    assert 'baoxiu_turns_total{channel="rest",kind="repeated"} 1.0' in figures
    assert 'baoxiu_tickets{status="intake"} 1.0' in figures, "the repetition opened a second ticket"


def test_without_a_message_id_each_request_is_a_new_message(place: Place) -> None:
    place.say("anna", "你好")
    place.say("anna", "你好")
    assert 'baoxiu_turns_total{channel="rest",kind="new"} 2.0' in place.http.get("/metrics").text


def test_the_same_message_id_of_two_senders_is_two_messages(place: Place) -> None:
    assert place.say("anna", "hello", message_id="1")
    assert place.say("ben", "hello", message_id="1")
    place.say("a", "hello", message_id="b:c")
    place.say("a:b", "hello", message_id="c")  # no mixing up of sender and id either


def test_what_a_person_writes_comes_with_the_next_answer_and_with_its_repetition(
    place: Place, as_person: Callable[[str, str, str], None]
) -> None:
    place.say("anna", "热水器漏水", plan="p3")
    as_person("rest", "anna", "我是王工，马上到。")
    answer = place.say("anna", "好的", message_id="next")
    assert answer[0] == "我是王工，马上到。", answer
    assert place.say("anna", "好的", message_id="next") == answer, "an answer that got lost must come again"
    assert "我是王工，马上到。" not in place.say("anna", "谢谢")


def test_what_a_person_writes_can_be_fetched_once(
    place: Place, as_person: Callable[[str, str, str], None]
) -> None:
    place.say("anna", "热水器漏水", plan="p3")
    as_person("rest", "anna", "我是王工。")
    fetched = place.http.get("/webhooks/rest/messages", params={"sender": "anna"}).json()
    assert [m["text"] for m in fetched] == ["我是王工。"]
    assert place.http.get("/webhooks/rest/messages", params={"sender": "anna"}).json() == []
    assert place.http.get("/webhooks/rest/messages", params={"sender": "nobody"}).json() == []


def test_the_bot_says_nothing_once_a_person_speaks(
    place: Place, as_person: Callable[[str, str, str], None]
) -> None:
    place.say("anna", "热水器漏水", plan="p3")
    as_person("rest", "anna", "我来处理。")
    place.http.get("/webhooks/rest/messages", params={"sender": "anna"})
    assert place.say("anna", "大概多久能到？") == []


def test_parse_answers_as_rasa_does_and_adds_severity(place: Place) -> None:
    found = place.http.post("/model/parse", json={"text": "热水器漏水了，电话13800138000"}).json()
    assert found["intent"]["name"] == "report_fault"
    assert found["intent_ranking"][0] == found["intent"]
    phone = next(e for e in found["entities"] if e["entity"] == "phone")
    assert found["text"][phone["start"] : phone["end"]] == "13800138000" == phone["value"]
    assert found["severity"]["level"] in (1, 2, 3)
    quoted = found["severity"]["evidence"][0]
    assert found["text"][quoted["start"] : quoted["end"]] == quoted["text"]
    assert found["danger"] == [] and found["exclusions"] == []


def test_when_understanding_is_broken_danger_still_gets_its_advice(house: House) -> None:
    from starlette.testclient import TestClient

    from bot.app import create_app
    from tests.bot.conftest import EdgeSettings

    def broken(text: str, lang: str | None) -> object:
        raise RuntimeError("the model is gone")

    app = create_app(replace(house, parse=broken), EdgeSettings())  # type: ignore[arg-type]
    with TestClient(app) as http:
        assert http.get("/readyz").status_code == 200, "a broken model must not close the house"
        body = {"sender": "a", "message": "着火了！", "metadata": {"plan": "p3"}}
        replies = http.post("/webhooks/rest/webhook", json=body).json()
        assert any("119" in r["text"] for r in replies), replies
        assert http.post("/model/parse", json={"text": "你好"}).status_code == 503


async def test_turns_of_one_conversation_run_in_the_order_of_arrival(house: House) -> None:
    turns = Turns(house, Figures(), threads=8)

    def event(n: int) -> Inbound:
        return Inbound("rest", "anna", str(n), f"消息 {n}")

    order: list[int] = []
    try:
        await asyncio.gather(
            *(turns.turn(event(n), lambda turn: order.append(turn.message_id)) for n in range(12))
        )
    finally:
        turns.close()
    assert order == sorted(order), "a later message overtook an earlier one"


async def test_different_conversations_run_in_parallel(house: House) -> None:
    """Two turns wait for each other inside their workers, as where another server is asked what they mean: only possible
    side by side."""
    turns = Turns(replace(house, quick=False), Figures(), threads=2)
    meeting = threading.Barrier(2, timeout=10)

    def meet(turn: Turn) -> int:
        return meeting.wait()

    try:
        met = await asyncio.gather(*(turns.turn(Inbound("rest", who, who, "你好"), meet) for who in "ab"))
    finally:
        turns.close()
    assert sorted(met) == [0, 1]


def test_many_at_once_each_get_their_own_answer(place: Place) -> None:
    def report(n: int) -> list[str]:
        return place.say(
            f"customer-{n}", f"my name is Anna, the server {n} is down", plan="p6", message_id="1"
        )

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(report, range(24)))
    numbers = {
        word for answer in answers for text in answer for word in text.split() if word.startswith("BX")
    }
    assert len(numbers) == 24, f"{len(numbers)} ticket numbers for 24 reports"


@pytest.mark.parametrize(
    "opened", ["/greet", "/get_started", "/session_start", '/greet{"name": "x"}', "/start"]
)
def test_what_a_front_end_of_rasa_sends_when_it_is_opened_is_greeted(place: Place, opened: str) -> None:
    assert place.say("anna", opened) == place.say("ben", "/start"), "the first thing said was an error"


def test_intents_by_name_are_understood_as_buttons(place: Place) -> None:
    place.say("anna", "水箱漏水", plan="p3")
    assert place.say("ben", "/report_fault", plan="p3") == place.say("carl", "/report", plan="p3")
    assert place.say("dora", '/request_human{"a":1}') and place.say("dora", "你好") != place.say(
        "ben", "你好"
    )
    for intent in INTENTS:
        assert place.say(f"one who means {intent}", f"/{intent}", plan="p3"), intent
    problems = place.house.store.read(lambda tx: tx.sql.execute(select(Ticket.problem)).scalars().all())
    kept = [problem for problem in problems if (problem or "").startswith("/")]
    assert problems
    assert not kept, f"a payload is no problem of a device: {kept}"


def test_parse_knows_an_intent_by_name(place: Place) -> None:
    assert place.http.post("/model/parse", json={"text": '/deny{"a": 1}'}).json()["intent"] == {
        "name": "deny",
        "confidence": 1.0,
    }
    assert place.http.post("/model/parse", json={"text": "/nothing"}).json()["intent"]["name"] != "nothing"


def test_a_front_end_on_another_page_may_speak_where_it_is_allowed_to(house: House, place: Place) -> None:
    page = {"origin": "https://shop.example", "sec-fetch-site": "cross-site"}
    asks = {**page, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    body = {"sender": "anna", "message": "hello"}
    with TestClient(create_app(house, EdgeSettings(), rest_origins=("https://shop.example",))) as http:
        assert http.options("/webhooks/rest/webhook", headers=asks).status_code == 200
        said = http.post("/webhooks/rest/webhook", json=body, headers=page)
        assert said.status_code == 200 and said.headers["access-control-allow-origin"] == page["origin"]
        refused = http.post("/webhooks/rest/webhook", json={}, headers=page)
        assert refused.status_code == 422 and "access-control-allow-origin" in refused.headers
        fetch = "/webhooks/rest/messages?sender=anna"
        assert http.get(fetch, headers=page).status_code == 200
        stranger = {**page, "origin": "https://evil.example"}
        assert http.get(fetch, headers=stranger).status_code == 403
        assert http.options("/webhooks/rest/webhook", headers={**asks, **stranger}).status_code == 400
        told = http.get("/api/v1/tickets", headers=page)
        assert "access-control-allow-origin" not in told.headers
    alone = place.http.post("/webhooks/rest/webhook", json=body, headers=page)
    assert "access-control-allow-origin" not in alone.headers, "nobody is allowed to unless it is said"
