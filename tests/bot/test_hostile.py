"""Links to sign guessed and logged, and people who may not see everything."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from bot.guard import _one_line
from bot.limits import Allowed, Limits
from handlers import forms
from storage import dealers as stored_dealers
from storage import forms as stored_forms
from storage import tickets
from storage.dealers_tables import Reimbursement
from tests.bot.conftest import Place
from tests.bot.office import HASH, ON_SQLITE, Office, clock, house, office  # noqa: F401 - fixtures

SAID = ("收割机割台抖动，不影响使用", "DEMO-P8-0001", "王大田，13812345678，成都市武侯区人民路8号", "确认")
HIDDEN = ("收割机割台抖动", "王大田", "13812345678", "人民路8号")


@ON_SQLITE
def test_links_to_sign_are_not_tried_one_after_another(place: Place) -> None:
    place.app.edge.limits = Limits(Allowed(signing=3))
    told = [place.http.get(f"/sign/guess-{n:016d}").status_code for n in range(3)]
    late = place.http.get("/sign/guess-0000000000000003")
    sent = place.http.post("/sign/guess-0000000000000004", data={"name": "x", "agree": "yes"})
    assert (told, late.status_code, sent.status_code) == ([404] * 3, 429, 429)
    assert int(late.headers["retry-after"]) > 0


def test_the_link_to_sign_is_in_no_log() -> None:
    assert _one_line("/sign/a-secret-of-the-customer") == "/sign/..."
    assert _one_line("/sign/a-secret\n/more") == "/sign/.../more"


@pytest.fixture
def ticket(office: Office) -> Any:
    office.user("fay", password_hash=HASH)
    customer = office.customer(*SAID)
    return office.place.house.store.read(lambda tx: tickets.of_conversation(tx, customer.conversation))[0]


PAGES = ("/console", "/console?view=all", "/console/fragments/list?view=all", "/console/forms", "/console/campaigns",
         "/console/campaigns/X/register.csv", "/console/campaigns/X/report.md", "/console/incidents", "/console/notices",
         "/console/notices/1/errands.csv", "/console/wall", "/console/planned", "/console/dealers")  # fmt: skip


@ON_SQLITE
def test_finance_sees_what_is_asked_back_and_no_other_customer(office: Office, ticket: Any) -> None:
    place = office.place
    form = place.house.store.write(lambda tx: forms.draft(
        tx, place.house, place.house.plans["p8"], "repair_record", forms.about(ticket), ticket, "clerk", place.house.now(),
        {"name": "王大田"},
    )).id  # fmt: skip
    fay, case = office.person("fay"), f"/console?view=all&c={ticket.conversation_id}"
    fragment = f"/console/fragments/case/{ticket.conversation_id}"
    own = (f"/console/form/{form}", f"/console/form/{form}.pdf")
    for path in (*PAGES, case, fragment, f"/console?q={ticket.number}", *own):
        text = fay.get(path).text
        assert not any(word in text for word in HIDDEN), path
    assert [fay.get(path).status_code for path in (case, *own)] == [404] * 3
    assert [
        fay.get(path).status_code for path in ("/console/campaigns", "/console/incidents", "/console/notices")
    ] == [403] * 3
    assert fay.do("note", conversation=ticket.conversation_id, text="x", key="1").status_code == 403
    place.house.store.write(lambda tx: tx.sql.execute(insert(Reimbursement).values(
        ticket_id=ticket.id, dealer_id=stored_dealers.dealers(tx)[0].id, amount=100, currency="CNY", step="checked", steps=[],
        created_at=place.house.now())))  # fmt: skip
    page = fay.get(case)
    assert page.status_code == 200 and "reimburse-step" in page.text
    assert not any(word in page.text for word in HIDDEN[1:]), (
        "what was said, and who and where the customer is"
    )
    assert fay.get(own[0]).status_code == 200, "what the dealer shows for it"
    assert place.house.store.read(lambda tx: [r.id for r in stored_forms.listing(tx, of_money=True)]) == [
        form
    ]
