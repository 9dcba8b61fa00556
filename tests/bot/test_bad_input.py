"""Whatever comes in: a clear error that says what and where, never a 5xx, never a half-written ticket."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.conftest import Place

URL = "/webhooks/rest/webhook"
GOOD = {"sender": "anna", "message": "热水器漏水了"}


def problem(
    place: Place, body: bytes, status: int, kind: str = "application/json", url: str = URL
) -> dict[str, object]:
    answer = place.http.post(url, content=body, headers={"content-type": kind})
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, object] = answer.json()
    assert told["status"] == status and told["title"] and told["detail"]
    assert "Traceback" not in answer.text
    return told


def wheres(told: dict[str, object]) -> list[str]:
    errors = told["errors"]
    assert isinstance(errors, list)
    return [e["where"] for e in errors]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"   ", 400), (b"{", 400), (b"[1,", 400), (b"nonsense", 400), (b'{"sender":"\xff"}', 400),
     (b"\xff\xfe{\x00}\x00", 400), (b'{"sender":"a","message":"\\ud800"}', 400), (b"[" * 100_000, 400),
     (b"null", 422), (b"[]", 422), (b'"text"', 422), (b"1e999", 422), (b"{}", 422)],
    ids=["empty", "blank", "cut", "cut list", "no JSON", "not UTF-8", "UTF-16", "half a character", "very deep",
         "null", "a list", "a string", "infinity", "no fields"],
)  # fmt: skip
def test_a_body_that_is_no_message(place: Place, body: bytes, status: int) -> None:
    problem(place, body, status)


@pytest.mark.parametrize(
    ("change", "where"),
    [({"sender": 7}, "body.sender"), ({"sender": ""}, "body.sender"), ({"sender": "   "}, "body.sender"),
     ({"sender": None}, "body.sender"), ({"sender": "x" * 500}, "body.sender"), ({"sender": "a\u0000b"}, "body.sender"),
     ({"sender": "a\nb"}, "body.sender"), ({"sender": "a\u202eb"}, "body.sender"),
     ({"message": 7}, "body.message"), ({"message": None}, "body.message"), ({"message": ["a"]}, "body.message"),
     ({"message": ""}, "body.message"), ({"message": " \n "}, "body.message"), ({"message": "\u0000\u202e"}, "body.message"),
     ({"message": "长" * 20_001}, "body.message"),
     ({"colour": "red"}, "body.colour"), ({"metadata": "p3"}, "body.metadata"), ({"metadata": {"plan": 3}}, "body.metadata.plan"),
     ({"metadata": {"message_id": 3}}, "body.metadata.message_id"), ({"metadata": {"message_id": ""}}, "body.metadata.message_id"),
     ({"metadata": {"message_id": "x" * 200}}, "body.metadata.message_id")],
)  # fmt: skip
def test_a_wrong_field_is_named(place: Place, change: dict[str, object], where: str) -> None:
    told = problem(place, json.dumps({**GOOD, **change}).encode(), 422)
    assert where in wheres(told), told
    assert "Value error" not in str(told) and "items" not in str(told), "words of a library"


def test_an_unknown_plan_is_named_and_writes_nothing(place: Place) -> None:
    told = problem(place, json.dumps({**GOOD, "metadata": {"plan": "p99"}}).encode(), 422)
    assert "p99" in str(told["detail"]) and "p3" in str(told["detail"])
    assert wheres(told) == ["body.metadata.plan"]
    assert 'baoxiu_tickets{status="intake"} 0.0' in place.http.get("/metrics").text


def test_a_megabyte_is_refused_by_its_announcement_and_by_its_size(place: Place) -> None:
    text = json.dumps({**GOOD, "message": "x" * 1_000_000}).encode()
    told = problem(place, text, 413)
    assert "524288" in str(told["detail"])

    def pieces() -> Iterator[bytes]:
        yield from (text[at : at + 50_000] for at in range(0, len(text), 50_000))

    answer = place.http.post(URL, content=pieces(), headers={"content-type": "application/json"})
    assert answer.status_code == 413, "without a length the body itself must be measured"


def test_control_and_direction_characters_are_taken_out_of_a_message(place: Place) -> None:
    found = place.http.post("/model/parse", json={"text": "热水\u0000器\u202e漏\u0007水了\r\n谢谢"}).json()
    assert found["text"] == "热水器漏水了\n谢谢"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "é"]
)
def test_another_content_type_is_refused_by_name(place: Place, kind: str) -> None:
    answer = place.http.post(URL, content=json.dumps(GOOD).encode(), headers={b"content-type": kind.encode()})
    assert answer.status_code == 415
    assert answer.headers["accept-post"] == "application/json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", URL, 405), ("DELETE", URL, 405), ("GET", "/chat?plan=p99", 404),
     ("GET", "/chat?plan=%00", 400), ("GET", "/%00", 400), ("GET", "/chat?plan=%ff", 404), ("GET", "/webhooks/rest/messages", 422),
     ("GET", "/static/web/../../app.py", 404), ("GET", "/static/web/%2e%2e/%2e%2e/app.py", 404), ("POST", "/readyz", 405)],
)  # fmt: skip
def test_an_address_that_is_none(place: Place, method: str, path: str, status: int) -> None:
    answer = place.http.request(method, path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "change",
    [{"id": ""}, {"id": "a b"}, {"id": 1}, {"kind": "video"}, {"text": ""}, {"text": "\u0007"}, {"text": None}, {"after": -1},
     {"after": 2**31}, {"after": "1"}, {"lang": "fr"}, {"plan": "../etc"}, {"plan": "p99"}, {"more": 1}, {"text": "x" * 20_001}],
)  # fmt: skip
def test_a_wrong_message_of_a_page(place: Place, change: dict[str, object]) -> None:
    token = place.http.post("/chat/visit", json={}).json()["token"]
    body = {"id": "m1", "text": "hello", **change}
    answer = place.http.post("/chat/messages", json=body, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]


def test_an_error_of_ours_shows_no_traceback(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> object:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("bot.channels.rest._replies", broken)
    answer = place.http.post(URL, json=GOOD)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text and "Traceback" not in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda s: json.dumps({"sender": "h", "message": s}).encode()),
    )
)
def test_no_bytes_at_all_make_a_server_error(place: Place, body: bytes) -> None:
    for url in (URL, "/model/parse", "/chat/visit"):
        answer = place.http.post(url, content=body, headers={"content-type": "application/json"})
        assert answer.status_code < 500, f"{body!r}: {answer.text}"
