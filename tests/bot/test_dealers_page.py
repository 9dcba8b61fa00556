"""The page of dealers and the panel of a ticket, as a browser without script sees them."""

from __future__ import annotations

from typing import Any

import pytest

from storage import dealers, devices, tickets
from tests.bot.office import HASH, ON_SQLITE, Office, clock, house, office  # noqa: F401 - fixtures
from tests.process import baoxiu, surroundings

SAID = ("收割机割台抖动，不影响使用", "DEMO-P8-0001", "王大田，13812345678，成都市武侯区人民路8号", "确认")


@pytest.fixture
def ticket(office: Office) -> Any:  # noqa: F811
    """A ticket that the dealer in Chengdu has; finance may log in."""
    office.user("fay", password_hash=HASH)
    customer = office.customer(*SAID)
    return office.place.house.store.read(lambda tx: tickets.of_conversation(tx, customer.conversation))[0]


@ON_SQLITE
def test_the_panel_leads_from_accepted_to_arranged(office: Office, ticket: Any) -> None:  # noqa: F811
    """P8.4: who has it, by when, and the buttons for what the dealer answers."""
    kim = office.person("kim")
    page = kim.page(ticket.conversation_id)
    assert "Shu Farm" in page and "the dealer of the customer's region" in page
    for action in (
        "dispatch-accept",
        "dispatch-arrange",
        "hand-back",
        "pass-to",
        "dispatch-check",
        "missing-part",
    ):
        assert f'action="/console/do/{action}"' in page, action
    assert kim.do("dispatch-accept", ticket=ticket.id).status_code == 303
    assert 'action="/console/do/dispatch-accept"' not in kim.page(ticket.conversation_id)
    answer = kim.do("hand-back", ticket=ticket.id, reason="no_time", why="harvest")
    assert answer.status_code == 409 and "(P8.5)" in answer.text
    answer = kim.do("missing-part", ticket=ticket.id, part="<b>belt</b>")
    assert answer.status_code == 303
    page = kim.get(f"/console?view=all&c={ticket.conversation_id}").text
    assert "&lt;b&gt;belt&lt;/b&gt;" in page and "<b>belt</b>" not in page
    answer = kim.do("dispatch-arrange", ticket=ticket.id, who="Li", when="2026-11-23T14:00", price="")
    assert answer.status_code == 303
    page = kim.page(ticket.conversation_id)
    assert "Li, 14:00" in page and 'action="/console/do/dispatch-arrange"' not in page


@ON_SQLITE
def test_the_page_of_dealers_for_those_who_may(office: Office, ticket: Any) -> None:  # noqa: F811
    for login, status in (("kim", 200), ("sue", 200), ("fay", 200), ("tom", 200), ("ann", 403)):
        person = office.person(login)
        answer = person.get("/console/dealers")
        assert answer.status_code == status, login
        assert ('href="/console/dealers"' in person.get().text) == (status == 200)
        assert ('action="/console/do/card"' in answer.text) == (login in ("kim", "sue", "tom"))
    assert ticket.number in office.person("kim").get("/console/dealers").text
    assert office.place.http.get("/console/dealers").status_code == 303


@ON_SQLITE
def test_cards_stock_returns_and_letters_are_entered_on_the_page(office: Office, ticket: Any) -> None:  # noqa: F811
    """P8.2, P8.3, P8.9, P8.10 by the clerk's forms, in both languages."""
    kim, store = office.person("kim"), office.place.house.store

    def seed(tx: Any) -> None:
        shu = dealers.by_code(tx, "shu")
        for serial, sold in (("HV1", "2026-11-10"), ("HV2", None)):
            devices.add(
                tx, office.clock.now, serial_number=f"{serial}-TEST", serial_key=f"{serial}TEST", model="HV", plan="p8", dates={},
                dealer_id=shu.id, sold_on=office.clock.now.date() if sold else None,
            )  # fmt: skip

    store.write(seed)
    sold = f"{office.clock.now.date()}"
    card = {"serial_number": "HV1-TEST", "customer": "Tom", "phone": "138", "sold_on": sold}
    assert "HV1-TEST" in kim.get("/console/dealers").text
    assert kim.do("card", **card).status_code == 303
    assert "HV1-TEST" not in kim.get("/console/dealers").text
    assert "entered before" in kim.do("card", **card).text
    season = kim.first(r'<option value="(p8/[^"]+)"', "/console/dealers")
    assert kim.do("stock-plan", dealer="shu", season=season, parts="cutter bar 12\nbelt 3").status_code == 303
    assert (
        kim.do("goods-return", serial="HV2-TEST", quality="yes", apart="no", why="does not start").status_code
        == 303
    )
    assert kim.do("letter", plan="p8", text="拖拉机轮胎有裂纹，电话13812340000").status_code == 303
    page = kim.get("/console/dealers").text
    for shown in ("cutter bar × 12", "freight: the company", "HV2-TEST", "salesperson"):
        assert shown in page, shown
    kim.do("lang", lang="zh")
    assert "运费：公司" in kim.get("/console/dealers").text


@ON_SQLITE
def test_finance_sees_and_does_nothing_else(office: Office, ticket: Any) -> None:  # noqa: F811
    fay = office.person("fay")
    page = fay.get(f"/console?view=all&c={ticket.conversation_id}").text
    for action in ("dispatch-accept", "hand-back", "pass-to", "claim", "take"):
        assert fay.do(action, ticket=ticket.id, party="dealer", dealer="ning", reason="no_time", why="x", item=1,
                      conversation=ticket.conversation_id).status_code in (403, 404), action  # fmt: skip
        assert f'action="/console/do/{action}"' not in page, action


def test_commands(tmp_path: Any) -> None:
    """P8.2: the register as CSV; dealers and cards by command."""
    env = surroundings(tmp_path)
    for command in (
        ("db", "upgrade"),
        ("demo", "load"),
        ("dealer", "set", "north", "--name", "North", "--region", "beijing"),
    ):
        assert baoxiu(*command, env=env).returncode == 0, command
    assert "north" in baoxiu("dealer", "list", env=env).stdout
    wrong = baoxiu("dealer", "set", "north", "--region", "mars", env=env)
    assert wrong.returncode == 2 and "unknown region 'mars'" in wrong.stderr
    machines, cards = tmp_path / "machines.csv", tmp_path / "cards.csv"
    machines.write_text(
        "serial_number,model,plan,dealer,shipped_on\nHV-7001,HV,p8,north,2026-01-05\n", "utf-8"
    )
    assert "1 devices were added" in baoxiu("import", "devices", str(machines), env=env).stdout
    cards.write_text(
        "serial_number,customer,phone,sold_on,received_on\nHV-7001,Tom,138,2026-01-05,2026-01-30\n", "utf-8"
    )
    done = baoxiu("import", "registrations", str(cards), env=env)
    assert done.returncode == 0 and "HV-7001: the card came too late" in done.stdout
    again = baoxiu("import", "registrations", str(cards), env=env)
    assert again.returncode == 1 and "row 2: serial_number: has been registered before" in again.stderr
    register = baoxiu("ticket", "register", "--plan", "p8", "--csv", env=env)
    assert register.returncode == 0 and "at,what,ticket,name" in register.stdout
