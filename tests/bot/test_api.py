"""The API for programs: tokens and their scopes, tickets, visits, queue and transcripts."""

from __future__ import annotations

import pytest

from handlers import tokens
from handlers.house import House
from tests.bot.conftest import Place

TRANSCRIPT = "客服：您好，请讲。\n客户：我家太阳能热水器漏水，我叫王芳，电话13800138000。\n"


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


@pytest.fixture
def token(house: House) -> dict[str, str]:
    return bearer(tokens.create(house, "tests"))


def test_a_token_is_shown_once_and_kept_as_a_hash(house: House) -> None:
    secret = tokens.create(house, "shop", ("tickets:read",))
    found = tokens.check(house, secret)
    assert found is not None and found.name == "shop" and found.scopes == ("tickets:read",)
    rows = house.store.read(lambda tx: tx.sql.exec_driver_sql("select * from api_tokens").all())
    assert secret not in str(rows)
    assert tokens.check(house, secret + "x") is None
    assert tokens.check(house, "") is None
    assert tokens.remove(house, "shop") and tokens.check(house, secret) is None


@pytest.mark.parametrize(
    ("name", "scopes"), [("", ("tickets:read",)), ("x", ("all",)), ("x", ()), ("y" * 65, ("queue:read",))]
)
def test_a_token_that_makes_no_sense_is_refused(house: House, name: str, scopes: tuple[str, ...]) -> None:
    with pytest.raises(tokens.BadToken):
        tokens.create(house, name, scopes)


def test_two_tokens_cannot_have_one_name(house: House) -> None:
    tokens.create(house, "shop")
    with pytest.raises(tokens.BadToken, match="already"):
        tokens.create(house, "shop")


@pytest.mark.parametrize("path", ["tickets", "tickets/BX1", "visits", "queue"])
def test_nothing_is_told_without_a_token_or_without_its_scope(place: Place, path: str) -> None:
    assert place.http.get(f"/api/v1/{path}").status_code == 401
    assert place.http.get(f"/api/v1/{path}", headers=bearer("bx_wrong_token")).status_code == 401
    assert place.http.get(f"/api/v1/{path}", headers={"authorization": "Basic eDp5"}).status_code == 401
    other = bearer(tokens.create(place.house, f"only calls {path}", ("transcripts:write",)))
    refused = place.http.get(f"/api/v1/{path}", headers=other)
    assert refused.status_code == 403 and "scope" in refused.json()["detail"]


def test_a_reported_fault_is_a_ticket_by_number_and_by_sender(place: Place, token: dict[str, str]) -> None:
    place.say("anna", "水箱漏水，我叫王芳，电话13800138000", plan="p3")
    listed = place.http.get("/api/v1/tickets", params={"conversation": "anna"}, headers=token).json()
    assert len(listed["tickets"]) == 1 and listed["next"] is None
    ticket = listed["tickets"][0]
    assert ticket["plan"] == "p3" and ticket["severity"]["reasons"][0]["because"]["en"]
    assert ticket["contact"]["phone"] == "13800138000"
    for field in ("number", "kind", "status", "conversation", "device", "warranty", "fee", "consent", "visit", "owner",
                  "clocks", "messages"):  # fmt: skip
        assert field in ticket, f"{field} is missing from the ticket"
    alone = place.http.get(f"/api/v1/tickets/{ticket['number']}", headers=token)
    assert alone.json()["number"] == ticket["number"]
    lower = place.http.get(f"/api/v1/tickets/{ticket['number'].lower()}", headers=token)
    assert lower.status_code == 200
    assert (
        place.http.get("/api/v1/tickets", params={"conversation": "rest:anna"}, headers=token).json()
        == listed
    )
    nobody = place.http.get("/api/v1/tickets", params={"conversation": "nobody"}, headers=token).json()
    assert nobody["tickets"] == []


def test_pages_of_tickets_hold_each_ticket_once(place: Place, token: dict[str, str]) -> None:
    for n in range(5):
        place.say(f"customer {n}", "水箱漏水", plan="p3")
    seen: list[str] = []
    query: dict[str, str | int] = {"limit": 2}
    while True:
        page = place.http.get("/api/v1/tickets", params=query, headers=token).json()
        seen += [t["number"] for t in page["tickets"]]
        if page["next"] is None:
            break
        query["before"] = page["next"]
    assert len(seen) == len(set(seen)) == 5


def test_who_asks_for_a_person_is_in_the_queue_with_a_place(place: Place, token: dict[str, str]) -> None:
    place.say("anna", "水箱漏水", plan="p3")
    place.say("anna", "转人工")
    place.say("ben", "热水器着火了", plan="p3")
    items = place.http.get("/api/v1/queue", params={"kind": "handoff"}, headers=token).json()["queue"]
    assert items[0]["conversation"] == "rest:ben", "danger comes first"
    assert all(i["status"] == "waiting" and i["place"] >= 1 for i in items)


def test_there_is_no_ticket_of_that_number(place: Place, token: dict[str, str]) -> None:
    answer = place.http.get("/api/v1/tickets/BX19990101001", headers=token)
    assert answer.status_code == 404 and "BX19990101001" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "where"),
    [("tickets?limit=0", "query.limit"), ("tickets?limit=5000", "query.limit"), ("tickets?before=x", "query.before"),
     ("tickets?before=99999999999999999999", "query.before"), ("tickets?plan=p99", "query.plan"),
     ("tickets?status=lost", "query.status"), ("visits?from=yesterday", "query.from"),
     ("visits?from=2026-11-23T10:00", "query.from"), ("visits?technician=-1", "query.technician"),
     ("queue?kind=%0A", "query.kind"), ("queue?queue=a%E2%80%AEb", "query.queue"),
     ("tickets?conversatoin=anna", "query.conversatoin"), ("visits?start=2026-11-23", "query.start"),
     ("tickets/BX19990101001?lang=zh", "query.lang")],
)  # fmt: skip
def test_a_wrong_question_is_answered_with_what_and_where(
    place: Place, token: dict[str, str], path: str, where: str
) -> None:
    answer = place.http.get(f"/api/v1/{path}", headers=token)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert where in [e["where"] for e in answer.json()["errors"]], answer.text


def test_visits_are_listed(place: Place, token: dict[str, str]) -> None:
    query = {
        "from": "2026-11-01T00:00:00+08:00",
        "to": "2026-12-01T00:00:00+08:00",
        "status": ["held", "confirmed"],
    }
    assert place.http.get("/api/v1/visits", params=query, headers=token).json() == {
        "visits": [],
        "next": None,
    }


def test_a_transcript_becomes_a_ticket_once(place: Place, token: dict[str, str]) -> None:
    headers = {**token, "content-type": "text/plain; charset=utf-8"}
    first = place.http.post("/api/v1/transcripts?plan=p3", content=TRANSCRIPT.encode(), headers=headers)
    assert first.status_code == 201, first.text
    again = place.http.post("/api/v1/transcripts?plan=p3", content=TRANSCRIPT.encode(), headers=headers)
    assert again.status_code == 200 and again.json()["repeated"] is True
    assert again.json()["ticket"] == first.json()["ticket"]
    tickets = place.http.get("/api/v1/tickets", headers=token).json()["tickets"]
    assert [t["number"] for t in tickets] == [first.json()["ticket"]]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"", "text/plain", 400), (b"\xff\xfe", "text/plain", 400), (b"{", "application/json", 422), (b"[]", "application/json", 422),
     (b"x", "image/png", 415), (b"x" * 5_000_000, "text/plain", 413)],
    ids=["empty", "not UTF-8", "broken JSON", "no turns", "a picture", "5 MB"],
)  # fmt: skip
def test_a_transcript_that_is_none_is_refused_and_leaves_nothing(
    place: Place, token: dict[str, str], body: bytes, kind: str, status: int
) -> None:
    answer = place.http.post("/api/v1/transcripts", content=body, headers={**token, "content-type": kind})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert place.http.get("/api/v1/tickets", headers=token).json()["tickets"] == []


def test_a_call_may_name_its_plan(place: Place, token: dict[str, str]) -> None:
    turns = [{"speaker": "caller", "text": "机房存储报警，两块硬盘红灯"}]
    made = place.http.post("/api/v1/transcripts", json={"plan": "p6", "turns": turns}, headers=token)
    assert (made.status_code, made.json()["plan"]) == (201, "p6"), made.text
    for wrong, where in (("p99", "body.plan"), (7, "body")):
        answer = place.http.post("/api/v1/transcripts", json={"plan": wrong, "turns": turns}, headers=token)
        assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, where), answer.text


def test_the_reference_names_every_route_without_a_script(place: Place) -> None:
    html = place.http.get("/docs").text
    for path in place.http.get("/openapi.json").json()["paths"]:
        assert path in html
    assert "<script" not in html


@pytest.mark.parametrize(
    "asked",
    [{"from": "0001-01-01T00:00:00+14:00"}, {"to": "9999-12-31T23:59:59-14:00"}, {"to": "9999-12-31T23:59:59Z"},
     {"from": "0001-01-01T00:00:00Z"}],
)  # fmt: skip
def test_the_ends_of_the_calendar_are_no_error_of_ours(
    place: Place, token: dict[str, str], asked: dict[str, str]
) -> None:
    answer = place.http.get("/api/v1/visits", params=asked, headers=token)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["where"] == f"query.{next(iter(asked))}"


def test_what_nobody_can_see_in_a_call_is_not_kept(place: Place, token: dict[str, str]) -> None:
    call = {"call_id": "C-9", "turns": [{"speaker": "caller", "text": "\x1b[31m\u202e热水器\x07漏水"}]}
    made = place.http.post("/api/v1/transcripts", json=call, headers=token)
    assert made.status_code == 201, made.text
    ticket = place.http.get(f"/api/v1/tickets/{made.json()['ticket']}", headers=token).json()
    assert ticket["messages"][0]["text"] == "[31m热水器漏水"
    evidence = made.json()["severity"]["evidence"][0]
    assert ticket["messages"][0]["text"][evidence["start"] : evidence["end"]] == evidence["text"]
    again = place.http.post("/api/v1/transcripts", json=call, headers=token)
    assert again.status_code == 200 and "differs" not in again.json()


@pytest.mark.parametrize(
    "call",
    [{"call_id": "a\u202eb", "turns": [{"speaker": "caller", "text": "热水器漏水"}]},
     {"call_id": "a\x1bb", "turns": [{"speaker": "caller", "text": "热水器漏水"}]},
     {"call_id": "a\nb", "turns": [{"speaker": "caller", "text": "热水器漏水"}]},
     {"turns": [{"speaker": "caller", "text": "\u202e\x07"}]}],
)  # fmt: skip
def test_a_call_that_cannot_be_written_down_plainly_is_refused(
    place: Place, token: dict[str, str], call: dict[str, object]
) -> None:
    answer = place.http.post("/api/v1/transcripts", json=call, headers=token)
    assert answer.status_code == 422, answer.text
    assert place.http.get("/api/v1/tickets", headers=token).json()["tickets"] == []
