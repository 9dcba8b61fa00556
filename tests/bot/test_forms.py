"""Forms over HTTP: the case's panel, the page of one, paper, and the customer's signature from a link."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from handlers import forms
from storage import forms as stored
from storage import tickets as stored_tickets
from tests.bot.office import ON_SQLITE, Customer, Office, clock, cookie, house, listening, office  # noqa: F401 - fixtures
from tests.world import together

STROKES = json.dumps([[[100, 200], [300, 100], [500, 300], [700, 150]]])
RECORD = {
    "name": "王建国", "phone": "13800138000", "address": "南京市江宁区村口", "model": "4LZ", "serial": "X1", "problem": "打不着火",
    "cause": "电瓶", "day": "2026-11-23", "repairer": "李", "work": "换电瓶", "parts.0.part": "电瓶", "parts.0.quantity": "1",
    "parts.0.old": "旧标签7", "ticket": "BX1",
}  # fmt: skip


class Farmer(Customer):
    """Somebody with agricultural machinery who has reported a fault and wants a person."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.place)
        for text in ("收割机打不着火", "转人工"):
            self.say(text)

    def send(self, key: str, text: str = "", **more: Any) -> list[Any]:
        return super().send(key, text, **{**more, "plan": "p8"})


def form_of(office: Office, conversation: int, kind: str) -> Any:
    def read(tx: Any) -> Any:
        ticket = stored_tickets.of_conversation(tx, conversation)[0]
        return [f for f in stored.of_subject(tx, forms.about(ticket)) if f.kind == kind][-1]

    return office.place.house.store.read(read)


def ticket_id(office: Office, conversation: int) -> int:
    return int(
        office.place.house.store.read(lambda tx: stored_tickets.of_conversation(tx, conversation)[0].id)
    )


def recorded(office: Office) -> tuple[Any, Any, int]:
    """A customer of p8, an engineer, and a repair record (P8.7) that was issued."""
    customer = Farmer(office)
    ann = office.person("ann")
    assert ann.do("claim", item=customer.item).status_code == 303
    assert (
        ann.do(
            "form-begin", ticket=ticket_id(office, customer.conversation), kind="repair_record"
        ).status_code
        == 303
    )
    form = form_of(office, customer.conversation, "repair_record")
    fields = {f"f_{k}": v for k, v in RECORD.items()}
    assert ann.do("form-save", form=form.id, then="issue", **fields).status_code == 303
    customer.news()
    return customer, ann, form.id


def link_in(text: str) -> str:
    found = re.search(r"http\S+(/sign/\S+)", text)
    assert found, text
    return found[1]


@ON_SQLITE
def test_what_is_blank_is_said_and_what_was_typed_is_kept(office: Office) -> None:
    customer = Farmer(office)
    ann = office.person("ann")
    ann.do("form-begin", ticket=ticket_id(office, customer.conversation), kind="repair_record")
    form = form_of(office, customer.conversation, "repair_record")
    answer = ann.do("form-save", form=form.id, then="issue", f_work="换电瓶", f_day="yesterday")
    assert answer.status_code == 409
    assert "“phone” is blank" in answer.text and "“day of the repair” has to be a day" in answer.text
    page = ann.get(f"/console/form/{form.id}").text
    assert "换电瓶" in page and "“phone” is blank" in page.replace("&#34;", '"')
    assert "Three-guarantees repair record" in ann.page(customer.conversation)
    paper = ann.get(f"/console/form/{form.id}.pdf?lang=zh")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF-")


def test_the_customer_signs_by_a_link_once_p8_7(office: Office) -> None:
    customer, ann, form_id = recorded(office)
    assert ann.do("form-ask", form=form_id).status_code == 303
    (author, text), *_ = customer.news()
    assert author == "notice" and "P8-SB-2026-0001" in text
    http, address = office.place.http, link_in(text)
    page = http.get(address)
    assert (
        page.status_code == 200
        and "旧标签7" in page.text
        and "script-src 'self'" in page.headers["content-security-policy"]
    )
    assert page.headers["referrer-policy"] == "no-referrer"
    empty = http.post(address, data={"name": "王建国", "agree": "", "strokes": ""})
    assert empty.status_code == 409 and "请手写签名，或勾选并填写姓名。" in empty.text
    answers = together(
        2, lambda i: http.post(address, data={"name": "王建国", "strokes": STROKES}).status_code
    )
    assert sorted(map(str, answers)) == ["303", "409"]
    row = form_of(office, customer.conversation, "repair_record")
    assert (row.status, row.signature["how"], row.signed_by) == ("signed", "drawn", "customer")
    assert "<polyline" in http.get(address).text and "<form" not in http.get(address).text
    assert "<polyline" in ann.get(f"/console/form/{form_id}").text
    assert ann.do("form-ask", form=form_id).status_code == 409, "it is signed already"


@ON_SQLITE
def test_a_link_ends_after_a_week_and_with_a_new_version(office: Office) -> None:
    customer, ann, form_id = recorded(office)
    ann.do("form-ask", form=form_id)
    address = link_in(customer.news()[0][1])
    http = office.place.http
    assert http.get("/sign/" + "x" * 32).status_code == 404
    assert http.post("/sign/" + "x" * 32, data={"name": "x", "agree": "yes"}).status_code == 404
    ann.do("form-renew", form=form_id)
    new = form_of(office, customer.conversation, "repair_record")
    assert (
        ann.do("form-save", form=new.id, then="issue", **{f"f_{k}": v for k, v in RECORD.items()}).status_code
        == 303
    )
    assert http.post(address, data={"name": "王", "agree": "yes"}).status_code == 404, (
        "the old version is void"
    )
    ann.do("form-ask", form=new.id)
    second = link_in(customer.news()[-1][1])
    office.clock.now += timedelta(days=7, minutes=1)
    assert http.get(second).status_code == 404
    assert http.post(second, data={"name": "王", "agree": "yes"}).status_code == 404


@pytest.mark.parametrize(
    "drawn",
    ["[]", "[[]]", "[[[1,2]]]", "[[[1,2],[1,3]]]", "{}", "[[[0,0],[2000,0]]]", "[[[0,0],[true,9]]]", "[[[0,0],[1.5,90]]]",
     "[" * 5000, json.dumps([[[i % 1000, i % 400] for i in range(3001)]]), "null", "x" * 70000],
)  # fmt: skip
def test_what_is_no_drawing(drawn: str) -> None:
    from handlers.rules.signature import strokes

    assert strokes(drawn) is None


@ON_SQLITE
def test_the_customer_confirms_in_chat_also_while_a_person_has_the_conversation(office: Office) -> None:
    customer, ann, form_id = recorded(office)
    ann.do("form-ask", form=form_id)
    customer.news()
    said = customer.say("我确认 P8-SB-2026-0001")  # typed, as where there are no buttons
    assert len(said) == 1 and "您已确认三包维修记录" in said[0]
    assert "已经确认过了" in customer.say("/confirm_form:P8-SB-2026-0001:1")[0]
    row = form_of(office, customer.conversation, "repair_record")
    assert row.signature["how"] == "chat" and row.signature["message"]
    stranger = office.customer("你好")
    assert "不需要您确认" in stranger.say("/confirm_form:P8-SB-2026-0001:1")[0]
    for nonsense in ("/confirm_form:", "/confirm_form:P8-SB-2026-0001:x", "/confirm_form:" + "9" * 99 + ":1"):
        assert "不需要您确认" in stranger.say(nonsense)[0]


@ON_SQLITE
def test_who_may_approve_and_the_register_that_a_clerk_keeps_p8_2(office: Office) -> None:
    customer = Farmer(office)
    kim, sue = office.person("kim"), office.person("sue")
    register = form_of(office, customer.conversation, "service_register")
    page = kim.get(f"/console/form/{register.id}").text
    assert ("收割机打不着火" in page and "Report opened" in page) or "contacts" in page
    assert "Service register" in kim.get("/console/forms?which=p8/service_register").text
    assert (
        "Service register"
        not in kim.get("/console/forms?which=p8/repair_record&status=draft").text.split("</form>")[-1]
    )
    assert (
        kim.do("form-begin-about", which="p8/reimbursement_notice", about="经销商 南京 11月").status_code
        == 303
    )
    notice = office.place.house.store.read(lambda tx: stored.listing(tx, kind="reimbursement_notice")[0])
    assert notice.ticket_id is None and notice.subject == "about:经销商 南京 11月"
    fields = {"dealer": "南京", "checked": "抽查两单无误", "approved": "财务 11-23", "day": "2026-11-23",
              "records.0.record": "P8-SB-2026-0001", "records.0.work": "换电瓶", "records.0.amount": "380.50"}  # fmt: skip
    assert (
        kim.do(
            "form-save", form=notice.id, then="issue", **{f"f_{k}": v for k, v in fields.items()}
        ).status_code
        == 303
    )
    assert kim.do("form-approve", form=notice.id).status_code == 403
    assert sue.do("form-approve", form=notice.id).status_code == 409  # finance has approved it with its step
    assert kim.do("form-sign", form=notice.id, name="南京").status_code == 303  # the dealer, on paper
    assert "380.50" in sue.get(f"/console/form/{notice.id}").text
    assert sue.do("form-void", form=notice.id, why="").status_code == 409
    assert (
        sue.get("/console/form/99999").status_code == 404
        and sue.get("/console/form/99999.pdf").status_code == 404
    )
