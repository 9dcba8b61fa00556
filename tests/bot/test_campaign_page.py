"""The public page of a campaign, and the console's pages about campaigns, incidents and notices."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from bot.limits import Allowed, Limits
from handlers import campaign_report, campaigns, incidents, notices
from handlers.events import Inbound
from handlers.house import House
from handlers.turn import receive
from storage import campaigns as stored
from storage import conversations, tickets
from storage.engine import Store
from tests.bot.office import ON_SQLITE, Office, clock, cookie, house, listening, office  # noqa: F401 - fixtures
from tests.world import CAMPAIGN, together

WORDS = {"kind": "opinion", "text": "路灯太暗，晚上看不清路", "point": "GARDEN", "name": "李雷"}


def begin(office: Office) -> House:
    house = office.place.house
    campaigns.add(house, campaigns.read(CAMPAIGN.encode(), "c.toml"))
    return house


def key(page: str) -> str:
    return str(re.findall(r'name="key" value="([^"]+)"', page)[0])


def post(office: Office, **values: Any) -> Any:
    return office.place.http.post("/c/AUTUMN26", data=values)


@pytest.mark.parametrize("lang", ["zh", "en"])
@ON_SQLITE
def test_the_page_in_both_languages_without_script_or_login(office: Office, lang: str) -> None:  # P9.1
    begin(office)
    answer = office.place.http.get(f"/c/autumn26/garden?lang={lang}")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "form-action 'self'" in policy and "unsafe" not in policy
    page = answer.text
    assert {"zh": "秋季社区服务月", "en": "Autumn service month"}[lang] in page
    assert re.search(r'value="GARDEN" selected', page), "the place of the code is chosen"
    assert {"zh": "集市巡回 · 武林集市", "en": "Market-day tour · Wulin market"}[lang] in page
    assert "2026-11-28, 08:00–12:00" in page
    assert not re.search(r"<script(?! src=)|style=|onclick", page)


def test_sending_twice_registers_once_and_shows_the_same_number(office: Office) -> None:  # P9.1
    house = begin(office)
    values = {**WORDS, "key": key(office.place.http.get("/c/AUTUMN26").text)}
    pages = together(4, lambda n: post(office, **values).text)
    assert len({re.findall(r"AUTUMN26-\d{4}", str(page))[0] for page in pages}) == 1
    found = campaign_report.summary(house, "AUTUMN26")
    assert found is not None and len(found.lines) == 1
    assert found.by_place["GARDEN"]["opinion"] == 1 and found.lines[0].name == "李雷"


def test_a_home_visit_is_booked_from_the_service_point(office: Office) -> None:  # P9.2
    house = begin(office)
    values = {
        "kind": "request", "text": "想请师傅上门看看家里的下水道", "point": "GARDEN", "name": "李雷", "phone": "13900139000",
        "address": "杭州市西湖区文三路12号", "key": "a" * 24,
    }  # fmt: skip
    pages = [post(office, **values).text for _ in range(2)]
    token = re.findall(r'data-token="([^"]+)"', pages[0])[0]
    assert token in pages[1], "sent again it is the same conversation"
    number = re.findall(r"BX\d+", pages[0])[0]
    found = campaign_report.summary(house, "AUTUMN26")
    assert found is not None
    assert [(line.kind, line.ticket, line.phone) for line in found.lines] == [
        ("request", number, "13900139000")
    ]
    ticket = house.store.read(lambda tx: tickets.by_number(tx, number))
    assert ticket is not None
    assert (ticket.kind, ticket.contact_name, ticket.phone) == ("book_visit", "李雷", "13900139000")
    # the chat goes on with the token
    headers = {"authorization": f"Bearer {token}"}
    body = {"id": "m1", "text": "换个时间", "plan": "p9", "lang": "zh"}
    answer = office.place.http.post("/chat/messages", json=body, headers=headers)
    assert answer.status_code == 200 and answer.json()["messages"]


def test_danger_on_the_form_gets_its_advice_first(office: Office) -> None:  # P9.2
    house = begin(office)
    text = post(office, kind="fault", text="家里煤气泄漏，味道很大", key="b" * 24).text
    assert text.index("气阀") < text.index("已登记")
    found = campaign_report.summary(house, "AUTUMN26")
    assert found is not None and found.lines[0].kind == "fault" and found.lines[0].ticket


def test_danger_is_heard_whatever_was_chosen(office: Office) -> None:
    begin(office)
    text = post(office, kind="opinion", text="着火了，快来人", key="c" * 24).text
    assert "119" in text and "BX" in text


@pytest.mark.parametrize(
    ("values", "status", "told"),
    [
        ({"kind": "opinion", "text": "  "}, 422, "请写下您想说的"),
        ({"text": "路灯太暗"}, 422, "请选一项"),
        ({"kind": "nothing", "text": "路灯太暗"}, 422, "请选一项"),
        ({"kind": "opinion", "text": "长" * 2001}, 422, "太长了"),
        ({"kind": "opinion", "text": "路灯", "phone": "1" * 33}, 422, "太长了"),
        ({"kind": "opinion", "text": "<script>alert(1)</script>", "key": "x"}, 200, "&lt;script&gt;"),
    ],
)
@ON_SQLITE
def test_what_is_wrong_is_said_and_what_was_written_stays(
    office: Office, values: dict[str, str], status: int, told: str
) -> None:
    begin(office)
    answer = post(office, **values)
    assert answer.status_code == status and told in answer.text
    assert "<script>alert" not in answer.text
    if status == 422 and len(values["text"]) < 100:
        assert values["text"].strip() in answer.text


@ON_SQLITE
def test_other_sites_and_floods_are_kept_out(office: Office) -> None:
    begin(office)
    http = office.place.http
    answer = http.post("/c/AUTUMN26", data=WORDS, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert http.post("/c/AUTUMN26", data={**WORDS, "text": "x" * 70_000}).status_code == 413
    office.place.app.edge.limits = Limits(Allowed(visits=3))
    states = [post(office, **WORDS, key=f"{n:024d}").status_code for n in range(6)]
    assert states == [200] * 3 + [429] * 3
    danger = post(office, kind="fault", text="着火了", key="d" * 24)
    assert danger.status_code == 200 and "119" in danger.text


@ON_SQLITE
def test_before_and_after_nothing_is_registered(office: Office) -> None:
    house = begin(office)
    assert office.place.http.get("/c/NOTHING").status_code == 404
    campaigns.close(house, "AUTUMN26")
    page = office.place.http.get("/c/AUTUMN26").text
    assert "活动已经结束" in page and "<form" not in page
    post(office, **WORDS, key="e" * 24)
    known = campaigns.find(house, "AUTUMN26")
    assert known is not None and known.registered == 0


@ON_SQLITE
def test_the_qr_code_leads_to_the_page(office: Office) -> None:
    begin(office)
    answer = office.place.http.get("/c/AUTUMN26/qr/image.svg?point=GARDEN")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.startswith("<svg") and "xmlns" in answer.text


@ON_SQLITE
def test_the_chat_knows_where_somebody_came_from(office: Office) -> None:  # P9.1
    house = begin(office)
    http = office.place.http
    token = http.post("/chat/visit", json={}).json()["token"]
    headers = {"authorization": f"Bearer {token}"}
    assert '"campaign": "AUTUMN26/WULIN"' in http.get("/chat?plan=p9&campaign=AUTUMN26/WULIN").text
    for n, (kind, text) in enumerate((("start", ""), ("button", "/opinion"), ("text", "希望多办几次"))):
        body = {"id": f"m{n}", "text": text, "kind": kind, "plan": "p9", "campaign": "AUTUMN26/WULIN"}
        assert http.post("/chat/messages", json=body, headers=headers).status_code == 200
    found = campaign_report.summary(house, "AUTUMN26")
    assert found is not None and found.by_place["WULIN"]["opinion"] == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@ON_SQLITE
def test_the_console_has_it_all(office: Office, lang: str) -> None:  # P9.3, P4.10
    house = begin(office)
    post(office, **WORDS, key="f" * 24)
    customer = house.store.write(
        lambda tx: conversations.new_customer(tx, house.now(), name="甲厂", phone="1")
    )
    house.store.write(
        lambda tx: tickets.create(tx, house.now().date(), house.now(), plan="p4", kind="report_fault", status="open",
                                  conversation_id=conversations.lock(tx, "web", "x", house.now()).id, problem="p",
                                  customer_id=customer)
    )  # fmt: skip
    notices.hotline(house, "p4", "400-800-1234")
    kim = office.person("kim", lang)
    for path, told in (
        ("/console/campaigns", "AUTUMN26"),
        ("/console/campaigns/AUTUMN26", "路灯太暗"),
        ("/console/campaigns/AUTUMN26/sheet", "data:image/svg+xml"),
        ("/console/campaigns/AUTUMN26/report.md", "P9.3"),
        ("/console/campaigns/AUTUMN26/register.csv", "李雷"),
        ("/console/incidents", {"zh": "没有群体故障", "en": "There is no incident"}[lang]),
        ("/console/notices", "400-800-1234"),
        ("/console/notices/1/errands.csv", "甲厂"),
    ):
        answer = kim.get(path)
        assert answer.status_code == 200, path
        assert told in unescape(answer.text), path
    assert kim.get("/console/campaigns/NONE").status_code == 404
    assert office.place.http.get("/console/campaigns/AUTUMN26/register.csv").status_code in (200, 303)
    campaigns.close(house, "AUTUMN26")
    answer = kim.do("campaign-reported", code="AUTUMN26", back="/console/campaigns/AUTUMN26")
    assert answer.status_code == 303
    known = campaigns.find(house, "AUTUMN26")
    assert known is not None and known.row.reported_at is not None
    for way in ("mail", "fax", "telephone"):
        assert kim.do("notice-tick-all", notice=1, way=way, status="done").status_code == 303
    assert notices.listing(house)[0].left == 0


@ON_SQLITE
def test_incidents_and_duplicates_have_buttons(office: Office) -> None:
    house = office.place.house
    site = "上海市浦东新区世纪大道1号"
    for n in range(3):
        for m, text in enumerate(
            ("服务器宕机了，完全不能用", "找不到序列号", f"我叫王芳，电话13800138000，{site}{n}室")
        ):
            receive(house, Inbound("web", f"w{n}", f"w{n}-{m}", text, plan="p6"))
    shown = incidents.listing(house)
    assert len(shown) == 1
    sue = office.person("sue")
    page = unescape(sue.get("/console/incidents").text)
    assert "上海市浦东新区世纪大道1号" in page and "One message to everybody affected" in page
    number = shown[0].row.id
    refused = sue.do("incident-message", incident=number, text="Power is out until 18:00")
    assert refused.status_code == 409 and "in Chinese as well" in refused.text
    assert "In Chinese" in page and "In English" not in page, "only what somebody affected speaks"
    assert sue.do("incident-message", incident=number, text="停电，18点前恢复").status_code == 303
    assert sue.do("incident-message", incident=number, text="停电，18点前恢复").status_code == 409
    first, second, third = (m.ticket for m in shown[0].members)
    case = unescape(sue.get(f"/console?view=all&c={first.conversation_id}").text)
    assert (
        "Part of an incident" in case
        and "same phone" in case
        and f"Merge this one into {second.number}" in case
    )
    assert sue.do("merge", ticket=third.id, into=second.number).status_code == 303
    assert sue.do("incident-close", incident=number, cause="power").status_code == 303
    assert "Close all of them" in sue.get("/console/incidents").text
    assert sue.do("incident-ticket", ticket=first.id).status_code == 303
    assert sue.do("incident-tickets", incident=number).status_code == 303
    states = house.store.read(lambda tx: [t.status for t in tickets.listing(tx)])
    assert sorted(states) == ["merged", "resolved", "resolved"]


def test_the_register_is_the_same_on_both_databases(store: Store) -> None:
    assert store.read(lambda tx: stored.listing(tx)) == []
