"""The dispatch board without script, technicians' calendars, and that nobody sees or touches what is a colleague's."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import APIRoute
from icalendar import Calendar

from bot.console import day_pages, dispatch_pages
from bot.console.actions import ACTIONS
from handlers import accounts, board_desk, forms, people
from handlers.people import BadUser
from storage import tickets as stored_tickets
from storage import visits as stored
from tests.bot.office import ON_SQLITE, Office, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_console_attacks import BODY, everything
from tests.bot.test_login import SELF
from tests.handlers.test_dispatch import booked, hour, solar, visit_of
from tests.world import World


def world_of(office: Office) -> World:
    """The same house, for what stories of the board say."""
    made = World.__new__(World)
    made.store, made.house, made.now, made.count = (
        office.place.house.store,
        office.place.house,
        office.clock.now,
        0,
    )
    return made


def signed(world: World) -> Any:
    """A form that the customer signs, of a fault under P1."""
    forms = world.house.plans["p1"].forms
    return next(f for f in forms if f.signed_by == "customer" and (not f.kinds or "report_fault" in f.kinds))


def technician(office: Office, login: str, technician_id: int) -> Any:
    office.user(login, role="technician", technician_id=technician_id)
    return office.person(login)


@ON_SQLITE
def test_a_visit_is_moved_by_links_and_forms_alone(office: Office) -> None:
    world = world_of(office)
    row, old = booked(world, start=hour("15:00"))
    ann = office.person("ann")
    day = "/console/dispatch?day=2026-11-23&region=hangzhou&skill=solar"
    page = ann.get(day)
    assert page.status_code == 200 and row.number in page.text
    assert not re.search(r"\sstyle=|<script>", page.text), "the policy blocks it"
    chosen = ann.get(f"{day}&visit={old.id}&technician={old.technician_id}&at=2026-11-23T15:30").text
    assert "the customer is told" in chosen and 'action="/console/do/board-move"' in chosen
    taken = ann.get(f"{day}&visit={old.id}&technician=99999&at=2026-11-23T15:30").text
    assert "Not possible." in taken and "no such technician" in taken
    done = ann.do("board-move", visit=old.id, technician=old.technician_id, at="2026-11-23T15:30", back=day)
    assert (done.status_code, visit_of(world, row.id).start) == (303, hour("15:30"))
    again = ann.do("board-move", visit=old.id, technician=old.technician_id, at="2026-11-23T16:00")
    assert (again.status_code, "meanwhile" in again.text) == (409, True)
    assert "moved or cancelled meanwhile" in ann.get(f"{day}&visit=99999").text
    for path in ("/week?day=2026-11-23", "/print?day=2026-11-23"):
        assert row.number in ann.get(f"/console/dispatch{path}").text or "1 visit" in ann.get(f"/console/dispatch{path}").text  # fmt: skip
    for odd in ("day=x&at=y", "day=9999-12-31", "visit=1&technician=1&at=2026-11-23", "day=0001-01-01"):
        assert ann.get(f"/console/dispatch?{odd}").status_code in (200, 403), odd


@ON_SQLITE
def test_an_absence_is_noted_shown_and_taken_back_and_only_by_the_office(office: Office) -> None:
    world = world_of(office)
    row, old = booked(world, start=hour("15:00"))
    sue, ann = office.person("sue"), office.person("ann")
    given = {"technician": old.technician_id, "from": "2026-11-23T14:00", "until": "2026-11-23T18:00", "reason": "dentist"}  # fmt: skip
    assert ann.do("absence-add", **given).status_code == 403
    assert sue.do("absence-add", **given).status_code == 303
    page = ann.get("/console/dispatch?day=2026-11-23").text
    number = int(re.findall(r"absence=(\d+)", page)[0])
    assert "dentist" in page
    listed = sue.get(f"/console/dispatch?day=2026-11-23&absence={number}").text
    assert "1 visit is booked in this time" in listed and row.number in listed
    assert sue.do("absence-remove", absence=number, why="there after all").status_code == 303
    assert "dentist" not in ann.get("/console/dispatch?day=2026-11-23").text
    assert "absence noted" in office.person("tom").get("/console/audit?action=absence").text


# -- calendars -----------------------------------------------------------------------------------------


@ON_SQLITE
def test_a_calendar_has_times_and_places_but_nobodys_name_and_ends_when_it_is_ended(office: Office) -> None:
    world = world_of(office)
    row, visit = booked(world, start=hour("15:00"))
    sue, http = office.person("sue"), office.place.http
    assert office.person("ann").do("calendar-end", technician=visit.technician_id).status_code == 403

    def make() -> str:
        made = http.post("/console/dispatch/calendar", headers=sue.headers(), data={"csrf": sue.csrf, "technician": visit.technician_id})  # fmt: skip
        assert made.status_code == 200
        return str(re.findall(r'value="http://[^/"]+(/calendar/[\w-]{32}\.ics)"', made.text)[0])

    address = make()
    answer = http.get(address)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=300"
    read: Any = Calendar.from_ical(answer.text)
    (event,) = read.walk("VEVENT")
    assert event.start == hour("15:00") and event.end - event.start == timedelta(hours=2)
    assert str(event.start.tzinfo) == "Asia/Shanghai" and row.number in event["summary"]
    assert event["location"] == "杭州市西湖区文三路12号"
    assert "王建国" not in answer.text and "13812345678" not in answer.text and "水箱" not in answer.text
    same = http.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    board_desk.move(world.house, world.user(), visit.id, visit.technician_id, hour("15:30"))
    assert http.get(address, headers={"if-none-match": answer.headers["etag"]}).status_code == 200
    newer = make()
    assert http.get(address).status_code == 404 and http.get(newer).status_code == 200
    secret = newer[len("/calendar/") : -len(".ics")]
    assert secret not in str(everything(office.place)), "the secret is kept"
    assert sue.do("calendar-end", technician=visit.technician_id).status_code == 303
    assert http.get(newer).status_code == 404
    assert http.get("/calendar/" + "x" * 32 + ".ics").status_code == 404


# -- what is a colleague's -----------------------------------------------------------------------------


def routes() -> list[tuple[str, str]]:
    """Every address of the board and of the day, with its method."""
    found = [
        (method, route.path)
        for router in (dispatch_pages.router, day_pages.router)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(set(route.methods or ()) - {"HEAD"})
    ]
    assert len(found) > 9
    return found


@ON_SQLITE
def test_a_technician_sees_and_touches_nothing_of_a_colleague(office: Office) -> None:
    world = world_of(office)
    row, visit = booked(world, start=hour("15:00"), plan="p1")
    own = technician(office, "bob", next(t for t in solar(world) if t != visit.technician_id))
    now, plan, kind = office.clock.now, world.house.plans["p1"], signed(world).id
    form = world.store.write(
        lambda tx: forms.draft(tx, world.house, plan, kind, forms.about(row), stored_tickets.get(tx, row.id), "user:1", now).id
    )  # fmt: skip
    known = {**BODY, "ticket": row.id, "visit": visit.id, "form": form, "technician": visit.technician_id, "key": "key-00001",
             "kind": "note", "step": "arrived", "csrf": own.csrf}  # fmt: skip
    before = everything(office.place)
    for method, path in routes():
        address = path.format(form_id=form)
        if method == "GET":
            query = f"?visit={visit.id}&ticket={row.id}&day=2026-11-23"
            answer = office.place.http.get(address + query, headers=own.headers())
        else:
            answer = office.place.http.post(address, data=known, headers=own.headers())
        open_to_all = method == "GET" and path in ("/console/day", "/console/day/worker.js")
        allowed = (200,) if open_to_all else (403, 404)
        assert answer.status_code in allowed, (method, path, answer.status_code)
        for secret in (row.number, "文三路", "王建国", "13812345678", "水箱"):
            assert secret not in answer.text, (method, path, secret)
    for action in sorted(set(ACTIONS) - SELF):
        answer = own.do(action, **{name: value for name, value in known.items() if name != "csrf"})
        assert answer.status_code in (403, 404, 409), (action, answer.status_code)
    assert everything(office.place) == before


@ON_SQLITE
def test_a_technician_fills_in_and_has_signed_the_form_of_his_own_visit(office: Office) -> None:
    world = world_of(office)
    row, visit = booked(world, start=hour("15:00"), plan="p1")
    tec, http = technician(office, "bob", visit.technician_id), office.place.http
    assert tec.get("/console").headers["location"] == "/console/day"
    page = tec.get("/console/day").text
    assert row.number in page and "tel:13812345678" in page and "geo:0,0?q=" in page
    kind = signed(world)
    assert tec.do("form-begin", ticket=row.id, kind=kind.id).status_code == 303
    form = int(re.findall(r"/console/day/form/(\d+)", tec.get("/console/day").text)[0])
    assert tec.get(f"/console/day/form/{form}").status_code == 200
    text = next(f.id for f in kind.fields if f.kind == "text")
    sent = {"csrf": tec.csrf, "visit": visit.id, "kind": "form", "form": form, f"f_{text}": "阀门已换", "key": "key-00001"}  # fmt: skip
    for _ in range(2):
        answer = http.post("/console/day/send", data=sent, headers=tec.headers(x_fragment="1"))
        assert answer.json()["state"] == "done"
    assert "阀门已换" in tec.get(f"/console/day/form/{form}").text
    early = http.post("/console/day/sign", data={"csrf": tec.csrf, "form": form}, headers=tec.headers())
    assert early.status_code == 409, "a draft is not signed"
    world.store.write(lambda tx: tx.sql.exec_driver_sql(f"update forms set status = 'issued', number = 'F-1' where id = {form}"))  # fmt: skip
    on = http.post("/console/day/sign", data={"csrf": tec.csrf, "form": form}, headers=tec.headers())
    assert on.status_code == 303 and re.fullmatch(r"/sign/[\w-]{32}\?lang=en", on.headers["location"])
    assert http.get(on.headers["location"]).status_code == 200


@ON_SQLITE
def test_a_login_belongs_to_one_technician(office: Office) -> None:
    world = world_of(office)
    one = solar(world)[0]

    def add(login: str, role: str, technician_id: int) -> int:
        return world.store.write(
            lambda tx: people.add_user(tx, world.house, login, login, role, "long enough", technician=technician_id)
        )  # fmt: skip

    add("tec1", "technician", one)
    for login, role, number in (("tec2", "technician", one), ("tec3", "engineer", solar(world)[1]), ("tec4", "technician", 99999)):  # fmt: skip
        with pytest.raises(BadUser):
            add(login, role, number)
    lines = accounts.technicians(world.house)
    assert any(f"{one:5}  " in line and line.endswith("tec1") for line in lines)
    assert world.store.read(lambda tx: stored.technician(tx, one)) is not None
