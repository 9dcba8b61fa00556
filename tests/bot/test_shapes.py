"""What the API's description promises is what it answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from bot import shapes
from handlers import tokens
from handlers.house import House
from tests.bot.conftest import Place

CALL = "Call ID: C-7\nAgent: Hello?\nCaller: The storage server is down, serial DEMO-P6-0001, phone 021-55512345.\nAgent: 021-55512346?\nCaller: 021-55512347. We opened it ourselves.\n"


@pytest.fixture
def token(house: House) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens.create(house, 'tests')}"}


def holds(shape: type[BaseModel], answer: Any) -> None:
    """``answer`` as another program reads it: nothing missing, nothing more, and the same when written again."""
    read = shape.model_validate_json(json.dumps(answer))
    missing = shape.model_fields.keys() - {"differs", "errors"} - answer.keys()
    assert not missing, missing
    assert read


def test_tickets_visits_and_queue_are_as_described(place: Place, token: dict[str, str]) -> None:
    from handlers import demo

    demo.load(place.house)
    for sender, serial in (("anna", "DEMO-P3-0001"), ("ben", "DEMO-P3-0002")):
        for text in (f"太阳能热水器漏水了，序列号 {serial}", "同意", "王建国", "13800138000", "杭州市西湖区文三路12号",
                     "明天上午", "1", "确认"):  # fmt: skip
            place.say(sender, text, plan="p3")
    place.say("carl", "着火了！", plan="p3")
    place.say("dora", "转人工", plan="p3")

    def get(path: str) -> Any:
        return place.http.get(f"/api/v1/{path}", headers=token).json()

    page = get("tickets")
    holds(shapes.TicketPage, page)
    tickets = page["tickets"]
    for field in ("severity", "device", "warranty", "fee", "consent", "visit"):
        assert any(t[field] for t in tickets), f"no ticket with a {field} was looked at"
    holds(shapes.Ticket, get(f"tickets/{tickets[0]['number']}"))
    visits = get("visits")
    holds(shapes.VisitPage, visits)
    number = visits["visits"][0]["ticket"]
    assert get(f"visits?ticket=%20{number.lower()}")["visits"][0]["ticket"] == number
    queue = get("queue")
    holds(shapes.Queue, queue)
    assert {"BX" in (e["ticket"] or "") for e in queue["queue"]} == {True, False}


def test_a_call_is_as_described(place: Place, token: dict[str, str]) -> None:
    for body in (CALL, CALL, CALL + "Caller: bye\n", "Agent: hello\nCaller: what time is it?\n"):
        holds(shapes.CallReport, place.http.post("/api/v1/transcripts", content=body, headers=token).json())


def test_what_is_refused_is_as_described(place: Place) -> None:
    for answer in (place.http.get("/api/v1/tickets"), place.http.post("/model/parse", json={})):
        holds(shapes.ProblemDetails, answer.json())


def test_the_description_refers_to_nothing_that_is_not_in_it(place: Place) -> None:
    spec = place.http.get("/openapi.json").json()
    text = json.dumps(spec)
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= spec["components"]["schemas"].keys()
    assert "#/$defs/" not in text
    assert "HTTPValidationError" not in text, "refusals are problem details"
    for path, shape in (("tickets/{number}", "Ticket"), ("tickets", "TicketPage"), ("visits", "VisitPage"),
                        ("queue", "Queue")):  # fmt: skip
        answers = spec["paths"][f"/api/v1/{path}"]["get"]["responses"]
        assert answers["200"]["content"]["application/json"]["schema"]["$ref"].endswith(f"/{shape}")
        assert "application/problem+json" in answers["4XX"]["content"]
