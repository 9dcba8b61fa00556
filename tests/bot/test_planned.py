"""Planned work in the console and on the command line."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from handlers import planned, watch
from handlers.rules import serials
from storage import conversations, devices
from storage import planned as stored
from storage.engine import Tx
from tests.bot.office import ON_SQLITE as ON_SQLITE
from tests.bot.office import Clock, Office
from tests.bot.office import clock as clock
from tests.bot.office import house as house
from tests.bot.office import office as office
from tests.process import baoxiu, surroundings
from tests.world import ZONE


def inspection(office: Office, clock: Clock) -> int:
    """A quarterly inspection that a clerk has to telephone for (P6.6); its conversation."""
    house = office.place.house

    def owned(tx: Tx) -> None:
        row = devices.by_key(tx, serials.fold("DEMO-P6-0001"))
        assert row is not None
        customer = conversations.new_customer(
            tx,
            clock.now,
            name="Ann Lee",
            phone="13800138000",
            address="88 Zhangjiang Road",
            region="shanghai",
        )
        devices.save(tx, row.id, customer_id=customer)

    house.store.write(owned)
    clock.now = datetime(2027, 1, 25, 10, 0, tzinfo=ZONE)
    planned.generate_all(house)
    clock.now += timedelta(minutes=1)
    watch.fire(house, clock.now)
    rows = house.store.read(lambda tx: stored.listing(tx))
    return int(rows[0].conversation_id)


@ON_SQLITE
def test_the_page_and_the_panel_of_an_inspection(office: Office, clock: Clock) -> None:
    """P6.6: from the list to the ticket, the record, the problem's own ticket, and the report."""
    conversation = inspection(office, clock)
    sue, ann = office.person("sue"), office.person("ann")
    page = sue.get("/console/planned").text
    assert "quarterly inspection" in page and "P6.6" in page and "Ann Lee 13800138000" in page
    assert "季度巡检" in office.person("tom", "zh").get("/console/planned?plan=p6").text
    assert "quarterly" not in sue.get("/console/planned?plan=p1").text
    assert ann.get("/console/planned").status_code == 403
    case = ann.page(conversation)
    assert "quarterly inspection" in case and 'name="f_capacity"' in case
    ticket = re.findall(r'name="ticket" value="(\d+)"', case)[0]
    given = {"f_environment": "good", "f_hardware": "needs work", "f_logs": "good", "f_capacity": "61"}
    assert "capacity" in ann.do("planned-result", ticket=ticket, **{**given, "f_capacity": "much"}).text
    assert ann.do("planned-result", ticket=ticket, problems="a fan is dead", **given).status_code == 303
    case = ann.page(conversation)
    assert "a fan is dead" in case and "Make a ticket" in case and "inspection report" in case
    assert ann.do("planned-problem", ticket=ticket, problem="0").status_code == 303
    assert ann.do("planned-report", ticket=ticket).status_code == 303
    assert ann.do("planned-report", ticket=ticket).status_code == 409
    assert "Repair archive" in ann.page(conversation)
    assert "done" in sue.get("/console/planned").text


@ON_SQLITE
def test_the_list_moves_and_leaves_out(office: Office, clock: Clock) -> None:
    inspection(office, clock)
    sue, ann = office.person("sue"), office.person("ann")
    row = re.findall(r'name="row" value="(\d+)"', sue.get("/console/planned").text)[0]
    assert ann.do("planned-move", row=row, day="2027-03-01").status_code == 403
    assert sue.do("planned-move", row=row, day="soon").status_code == 409
    assert sue.do("planned-move", row=row, day="2027-03-01").status_code == 303
    assert "2027-03-01" in sue.get("/console/planned").text
    assert sue.do("planned-leave-out", row=row, why="").status_code == 409
    assert sue.do("planned-leave-out", row=row, why="sold").status_code == 303
    assert sue.do("planned-telephone", row=row).status_code == 409


def test_the_commands(tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    assert baoxiu("db", "upgrade", env=env).returncode == 0
    table = tmp_path / "devices.csv"
    today = datetime.now(ZONE).date()
    table.write_text(
        f"serial_number,model,plan,customer,phone,acceptance\nHEAT-0001,SUN-200,p3,王建国,13800138000,{today}\n",
        "utf-8",
    )
    assert baoxiu("import", "devices", str(table), env=env).returncode == 0
    assert (
        baoxiu("planned", "generate", env=env).stdout == "1 new\n"
    )  # P3.8: training within two days of acceptance
    assert baoxiu("planned", "generate", env=env).stdout == "0 new\n"
    told = baoxiu("planned", "list", env=env).stdout
    assert "P3.8" in told and "HEAT-0001" in told and str(today + timedelta(days=2)) in told
    assert baoxiu("planned", "list", "--json", "--kind", "visit", env=env).stdout.strip() == "[]"
    assert baoxiu("planned", "list", "--status", "lost", env=env).returncode == 2
    assert "P3.8" in baoxiu("planned", "archive", "HEAT-0001", env=env).stdout
    assert baoxiu("planned", "archive", "NOBODY", env=env).returncode == 1
