"""Planned work: reckoned from plans, devices and customers; listed for the console and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers.house import House
from handlers.people import Actor
from handlers.planned_ticket import item_of
from handlers.rules import planned as rules
from handlers.rules.planned import Crew, Life, Occurrence, Planned
from handlers.rules.policy import Plan
from storage import conversations, devices, replacements
from storage import planned as stored
from storage.engine import Tx

MOST_DEVICES = 500  # that are looked at together
MOST_DAYS = 400
AT_ONCE = 200  # devices that one transaction of the command takes on


def today(plan: Plan, now: datetime) -> date:
    return now.astimezone(ZoneInfo(plan.zone)).date()


def generate(tx: Tx, house: House, device_id: int, now: datetime) -> int:
    """Write down what is due for a device and its customer; returns how much of it is new.  Of a device that belongs to
    nobody we know and that nobody has written about, there is nobody to ask."""
    device = devices.get(tx, device_id)
    plan = house.plan(device.plan) if device is not None else None
    if device is None or plan is None or not plan.planned:
        stored.look_at(tx, device_id, now + rules.LOOK_BACK)
        return 0
    day = today(plan, now)
    own = _life(tx, plan, [device])
    lives = {"device": own}
    if device.customer_id is not None:
        lives["customer"] = _life(
            tx, plan, devices.of_customer(tx, device.customer_id, plan.id, MOST_DEVICES)
        )
    known = device.customer_id is not None or stored.reachable(tx, None, device_id) is not None
    made = 0
    for item in plan.planned if known else ():
        life = lives.get(item.whom)
        for occurrence in rules.occurrences(item, plan.warranty.start, life, day) if life is not None else ():
            made += add(tx, plan, item, occurrence, device, now) is not None
    looks = [rules.next_look(plan.planned, plan.warranty.start, life, day) for life in lives.values()]
    stored.look_at(tx, device_id, rules.morning(min(looks), plan.zone))
    return made


def add(
    tx: Tx, plan: Plan, item: Planned, occurrence: Occurrence, device: Row[Any], now: datetime
) -> int | None:
    """One occurrence; None when it is there already, whoever wrote it."""
    customers = item.whom == "customer"
    return stored.add(
        tx, now, plan=plan.id, item=item.id, kind=item.what, period=occurrence.period, turn=occurrence.turn,
        subject=f"customer:{device.customer_id}" if customers else f"device:{device.id}",
        device_id=None if customers else device.id, customer_id=device.customer_id, due_on=occurrence.due_on,
        offer_on=occurrence.offer_on, status="planned", look_at=now,
    )  # fmt: skip


def _life(tx: Tx, plan: Plan, owned: Any) -> Life:
    """The dates that count: of several devices the earliest, until the last of them is retired."""
    dates: dict[str, date] = {}
    ends: list[date | None] = []
    for device in owned:
        for name, day in device.dates.items():
            dates[name] = min(date.fromisoformat(day), dates.get(name, date.max))
        record = stored.operation(tx, device.id)
        retired = record.at if record is not None and record.state == "retired" else None
        after = replacements.successor(tx, device.id)
        gone = [at for at in (retired, after.at if after is not None else None) if at is not None]
        ends.append(today(plan, min(gone)) if gone else None)
    ended = None if None in ends or not ends else max(e for e in ends if e is not None)
    return Life(dates, min(today(plan, d.created_at) for d in owned), ended)


def generate_all(house: House) -> int:
    """Everything that is due now, for all devices; returns how much of it is new."""
    made, now = 0, house.now()

    def some(tx: Tx) -> int | None:
        found = stored.to_look_at(tx, now, AT_ONCE)
        return sum(generate(tx, house, device_id, now) for device_id in found) if found else None

    while (new := house.store.write(some)) is not None:
        made += new
    return made


def look_again(tx: Tx, device_id: int, now: datetime) -> None:
    """Something that counts for planned work has changed about a device."""
    stored.look_at(tx, device_id, now)


def replaced(tx: Tx, old_id: int, new_id: int, now: datetime) -> None:
    """What is open for a device goes on for the one in its place; nothing new becomes due for the old one."""
    for row in stored.listing(tx, device_id=old_id):
        if stored.there(tx, row.plan, row.item, f"device:{new_id}", row.period):
            stored.change(tx, row.id, stored.OPEN, now, status="skipped", look_at=None, done_at=now)
        else:
            stored.change(tx, row.id, stored.OPEN, now, device_id=new_id, subject=f"device:{new_id}")
    for device_id in (old_id, new_id):
        stored.look_at(tx, device_id, now)


def ahead(house: House, days: int, *, plan: str | None = None, kind: str | None = None) -> list[Line]:
    """What will be due within so many days, by day, for the first :data:`MOST_DEVICES` devices: the plan of courses,
    inspections and visits before any of it is offered."""
    now = house.now()

    def read(tx: Tx) -> list[Line]:
        found: dict[tuple[str, str, str], Line] = {}
        for device in stored.devices_of(tx, [plan] if plan else list(house.plans), MOST_DEVICES):
            for line in _ahead(tx, house, device, min(days, MOST_DAYS), now):
                if kind is None or line.kind == kind:
                    found.setdefault(
                        (line.name["en"], line.device or line.who, line.due_on.isoformat()), line
                    )
        return sorted(found.values(), key=lambda line: (line.due_on, line.name["en"], line.device))

    return house.store.read(read)


def _ahead(tx: Tx, house: House, device: Row[Any], days: int, now: datetime) -> Iterator[Line]:
    plan = house.plans[device.plan]
    customer = conversations.customer(tx, device.customer_id)
    every = devices.of_customer(tx, device.customer_id, plan.id, MOST_DEVICES)
    lives = {"device": _life(tx, plan, [device]), "customer": _life(tx, plan, every)}
    who = " ".join(x for x in (customer.name, customer.phone) if x) if customer is not None else ""
    for item in plan.planned:
        for o in rules.ahead(item, plan.warranty.start, lives[item.whom], today(plan, now), days):
            shown = f"{device.model} {device.serial_number}" if item.whom == "device" else ""
            about = {lang: topics(item, o.turn, lang) for lang in ("zh", "en")}
            name = {"zh": item.name.zh, "en": item.name.en}
            yield Line(
                0,
                plan.id,
                name,
                item.clause,
                item.what,
                item.how,
                o.due_on,
                "planned",
                who,
                shown,
                None,
                about,
                False,
            )


@dataclass(frozen=True, slots=True)
class Line:
    """One occurrence as people see it in a list."""

    id: int
    plan: str
    name: dict[str, str]
    clause: str
    kind: str
    how: str
    due_on: date
    status: str
    who: str
    device: str
    number: str | None
    topics: dict[str, str]
    late: bool


def lines(
    house: House, *, plan: str | None = None, kind: str | None = None, statuses: tuple[str, ...] = stored.OPEN
) -> list[Line]:
    """What is planned, overdue first, then by day; at most 200."""
    now = house.now()
    rows = house.store.read(lambda tx: stored.listing(tx, plan=plan, kind=kind, statuses=statuses))
    found = [_line(house, row, now) for row in rows]
    return sorted(found, key=lambda line: (line.status != "overdue", line.due_on, line.id))


def _line(house: House, row: Row[Any], now: datetime) -> Line:
    item, plan = item_of(house, row.plan, row.item), house.plan(row.plan)
    name = {"zh": item.name.zh, "en": item.name.en} if item is not None else {"zh": row.item, "en": row.item}
    return Line(
        row.id, row.plan, name, item.clause if item is not None else "", row.kind, item.how if item is not None else "",
        row.due_on, row.status, " ".join(x for x in (row.customer, row.phone) if x),
        " ".join(x for x in (row.model, row.serial_number) if x), row.number,
        {lang: topics(item, row.turn, lang) for lang in ("zh", "en")},
        plan is not None and row.status in stored.OPEN and row.due_on < today(plan, now),
    )  # fmt: skip


def topics(item: Planned | None, turn: int, lang: str) -> str:
    """What it is about this time: all topics, or the one whose turn it is."""
    if item is None or not item.topics:
        return ""
    chosen = [item.topics[(turn - 1) % len(item.topics)]] if item.in_turn else item.topics
    return ("; " if lang == "en" else "；").join(t.of(lang) for t in chosen)


def page(house: House, user: Actor, plan: str | None) -> dict[str, Any]:
    """What the console's page of planned work shows."""
    user.need("see_planned")
    plans = {p.id: p.name for p in house.plans.values() if p.planned}
    chosen = plan if plan in plans else None
    counted = house.store.read(stored.counts)
    sums: dict[str, dict[str, int]] = {}
    for row in counted:
        sums.setdefault(row.plan, {})[row.status] = sums.get(row.plan, {}).get(row.status, 0) + row.many
    done = lines(house, plan=chosen, statuses=("done", "skipped"))[-20:][::-1]
    return {"lines": lines(house, plan=chosen), "done": done, "plans": plans, "chosen": chosen, "sums": sums}


def contact(tx: Tx, row: Row[Any]) -> dict[str, Any]:
    """Whom to call and where to go, as far as customer and device tell."""
    customer, device = conversations.customer(tx, row.customer_id), devices.get(tx, row.device_id)
    known = {
        "contact_name": customer.name if customer is not None else None,
        "phone": customer.phone if customer is not None else None,
        "address": (device.address if device is not None else None) or (customer.address if customer is not None else None),
        "region": (device.region if device is not None else None) or (customer.region if customer is not None else None),
        "service_level": device.service_level if device is not None else None,
    }  # fmt: skip
    return {k: v for k, v in known.items() if v}


def crew(records: Any) -> Crew | None:
    """The people of a system by its operation records of the last year, newest first."""
    if not records:
        return None
    return Crew(
        records[0].operators, records[0].skilled, sum(r.joined for r in records), sum(r.left for r in records)
    )
