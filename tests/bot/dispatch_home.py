"""A house with demo data and a few visits, for stories of the dispatch board and of a technician's telephone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from handlers import tickets, visits
from handlers.here import here
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.rules import serials
from handlers.rules.facts import Window
from nlu.parse import parse
from storage import conversations, devices
from storage import people as stored_people
from storage import visits as stored
from storage.engine import Store, Tx
from tests.process import baoxiu, surroundings

ADDRESSES = ("杭州市西湖区文三路12号", "杭州市西湖区学院路8号", "杭州市萧山区市心路100号")


def furnish(home: Path) -> dict[str, int]:
    """Demo data; three visits of the demo technician today (the first hours of which may be over), one tomorrow at 10:00,
    and a ticket that waits.  Returns ids by name."""
    for command in (("db", "upgrade"), ("demo", "load")):
        done = baoxiu(*command, env=surroundings(home))
        assert done.returncode == 0, done.stderr
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)
    try:
        return store.write(lambda tx: _fill(tx, house))
    finally:
        store.close()


def at(hour: float, day: int = 0) -> datetime:
    """A local time of today, or so many days later."""
    midnight = datetime.now(here()).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=day, hours=hour)


def _fill(tx: Tx, house: House) -> dict[str, int]:
    now, plan = house.now(), house.plans["p3"]
    user = stored_people.by_login(tx, "demo-technician")
    assert user is not None and user.technician_id is not None
    found = {"technician": int(user.technician_id)}
    found["other"] = next(
        t.id for t in stored.technicians(tx)
        if t.id != user.technician_id and {"hangzhou"} <= set(t.regions) and {"solar"} <= set(t.skills)
    )  # fmt: skip
    for absence in stored.absences(tx, at(0), at(0, 3)):
        stored.remove_absence(tx, absence.id)
    device = devices.by_key(tx, serials.fold("DEMO-P3-0001"))
    times = (at(9), at(12.5), at(16), at(10, 1), None)
    for n, start in enumerate(times):
        chat = conversations.lock(tx, "web", f"customer-{n}", now, plan="p3")
        row = tickets.open_ticket(
            tx, house, plan, chat.id, "report_fault", "水箱漏水，热水出不来", "customer", now, status="open",
            device_id=device.id if device else None, region="hangzhou", contact_name="王建国", phone="13812345678",
            address=ADDRESSES[n % len(ADDRESSES)], severity_level=2,
        )  # fmt: skip
        row = tickets.check_warranty(tx, house, row, "bot", now)
        found[f"ticket{n}"] = row.id
        if start is not None:
            due = visits.promise(tx, house, plan, row, now)
            kept = due is None or start <= due
            window = Window(found["technician"], "", start, start + timedelta(hours=2), kept)
            held = visits.hold(tx, plan, row.id, window, now, until=now + timedelta(hours=1))
            found[f"visit{n}"] = visits.confirm(tx, house, row, held, "customer", now).id
    return found
