"""Demo data, loaded once, everything visibly demo: customers, 200 devices over all plans, technicians, users."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers import demo_stock, people, tokens
from handlers.areas import areas
from handlers.house import House
from handlers.rules import serials
from handlers.rules.duty import Roster
from handlers.rules.policy import Plan
from storage import conversations, dealers, devices, duty, marks, planned, visits
from storage.engine import Tx

MARK = "demo data"
PASSWORD = "demo-2026-baoxiu"
TOKEN = "bx_demo_token_for_trying_the_api"
USERS = (
    ("demo-engineer", "演示工程师-张伟", "engineer", "zh"),
    ("demo-engineer2", "Demo Engineer Ann", "engineer", "en"),
    ("demo-clerk", "演示话务员-李娜", "clerk", "zh"),
    ("demo-supervisor", "演示主管-王芳", "supervisor", "zh"),
    ("demo-admin", "演示管理员", "administrator", "zh"),
    ("demo-finance", "演示财务-周敏", "finance", "zh"),
    ("demo-technician", "演示师傅", "technician", "zh"),
)
#: who of them is on duty: role -> login, and logins of who stands in
ROSTER = {
    "engineer": ("demo-engineer", "demo-engineer2"),
    "clerk": ("demo-clerk", "demo-supervisor"),
    "supervisor": ("demo-supervisor", "demo-engineer"),
    "manager": ("demo-admin", "demo-supervisor"),
    "management": ("demo-admin",),
}
DEALERS = (
    ("demo-nanjing", "演示经销商-宁农农机", "19900008001", ["nanjing", "hangzhou", "shanghai"]),
    ("demo-chengdu", "演示经销商-蓉丰农机", "19900008002", ["chengdu"]),
)
SKILLS = {"p1": "av", "p2": "renovation", "p3": "solar", "p5": "solar", "p4": "gripper", "p7": "gripper", "p6": "it",
          "p8": "agri", "p9": "community"}  # fmt: skip
MODELS = {"p1": "EDU-4400 投影机", "p2": "装修工程", "p3": "SUN-200 太阳能热水器", "p4": "LG-85 夹爪", "p5": "HR-160 太阳能热水器",
          "p6": "STO-3200 存储", "p7": "JZ-60 夹爪", "p8": "HV-50 收割机", "p9": "社区服务"}  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
DEVICES_A_PLAN = {"p3": 40, "p6": 40, "p5": 20, "p1": 20, "p2": 20, "p4": 15, "p7": 15, "p8": 20, "p9": 10}
DAY_SHIFT = {d: ["08:00-18:00"] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
LATE_SHIFT = {d: ["12:00-22:00"] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
NIGHT_SHIFT = {d: ["20:00-08:00"] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@dataclass(frozen=True, slots=True)
class Loaded:
    """Whether the data was loaded now, and what there is to try it with."""

    now: bool
    users: tuple[tuple[str, str], ...]  # login, role
    password: str
    token: str


def is_loaded(house: House) -> bool:
    return house.store.read(lambda tx: marks.get(tx, MARK)) is not None


def load(house: House) -> Loaded:
    """Load the demo data unless it is there."""
    fresh = not is_loaded(house) and house.store.write(lambda tx: _load(tx, house))
    if fresh:
        tokens.create(house, "demo", secret=TOKEN)
    return Loaded(bool(fresh), tuple((login, role) for login, _, role, _ in USERS), PASSWORD, TOKEN)


def _load(tx: Tx, house: House) -> bool:
    if marks.get(tx, MARK) is not None:
        return False
    now = house.now()
    dice = random.Random(2026)
    marks.put(tx, MARK, "1", now)
    _technicians(tx, house, dice)
    solar = next(t for t in visits.technicians(tx) if "solar" in t.skills)
    for login, name, role, lang in USERS:
        shows = solar if role == "technician" else None
        people.add_user(tx, house, login, shows.name if shows else name, role, PASSWORD, lang=lang,
                        technician=shows.id if shows else None)  # fmt: skip
    duty.add_roster(tx, _roster().model_dump(mode="json"), now)
    _dealers(tx, now)
    _devices(tx, house, dice, DEVICES_A_PLAN)
    demo_stock.load(tx, house, demo_stock.PLANS)
    return True


def _roster() -> Roster:
    """Alarms name a person, and who waits for one is told whom to call."""
    people_on_it = [
        {"id": login, "name": name, "phone": f"1990000900{n}", "login": login} for n, (login, name, _, _) in enumerate(USERS, 1)
    ]  # fmt: skip
    turns = [{"role": role, "person": who[0], "deputies": who[1:]} for role, who in ROSTER.items()]
    return Roster.model_validate({"person": people_on_it, "duty": turns})


def furnish(tx: Tx, house: House, plan: Plan, *, with_devices: bool = True) -> None:
    """Technicians and devices of the demo data, without users, so that ``plan`` can be tried: one that is not of
    ours gets devices (``DEMO-<ID>-0001`` ...) and technicians of its own."""
    dice = random.Random(2026)
    _technicians(tx, house, dice)
    _dealers(tx, house.now())
    needs = list(plan.visits.skills)
    if needs and not (len(needs) == 1 and needs[0] in SKILLS.values()):
        for area in areas():
            for n, shift in enumerate((DAY_SHIFT, LATE_SHIFT, NIGHT_SHIFT), 1):
                visits.add_technician(
                    tx, name=f"演示师傅-{area.name.zh}{n}", phone=None, regions=[area.id], skills=needs, shifts=shift,
                    zone=plan.zone, active=True, works_holidays=True,
                )  # fmt: skip
    demo_stock.load(tx, house, (plan.id,))
    if with_devices:
        _devices(tx, house, dice, {**DEVICES_A_PLAN, **({} if plan.id in DEVICES_A_PLAN else {plan.id: 10})})


def _dealers(tx: Tx, now: datetime) -> None:
    for code, name, phone, regions in DEALERS:
        dealers.add_dealer(tx, now, code=code, name=name, phone=phone, regions=regions, active=True)


def _technicians(tx: Tx, house: House, dice: random.Random) -> None:
    now = house.now()
    count = 0
    for area in areas():
        for skill in sorted(set(SKILLS.values())):
            shifts = [DAY_SHIFT, LATE_SHIFT] + ([NIGHT_SHIFT] if skill in ("solar", "it") else [])
            for shift in shifts:
                count += 1
                technician = visits.add_technician(
                    tx, name=f"演示师傅-{SURNAMES[count % len(SURNAMES)]}{area.name.zh}{count:02d}", phone=f"1990000{count:04d}",
                    regions=[area.id], skills=[skill], shifts=shift, zone="Asia/Shanghai", active=True,
                    works_holidays=skill in ("solar", "it", "agri"),
                )  # fmt: skip
                if dice.random() < 0.2:
                    start = now + timedelta(days=dice.randint(1, 9))
                    visits.add_absence(
                        tx,
                        technician_id=technician,
                        start=start,
                        end=start + timedelta(days=2),
                        reason="演示休假",
                    )


def _devices(tx: Tx, house: House, dice: random.Random, counts: Mapping[str, int]) -> None:
    now = house.now()
    today = now.date()
    places = areas()
    sellers = [d.id for d in dealers.dealers(tx)]
    for plan_id, count in counts.items():
        plan = house.plans.get(plan_id)
        if plan is None:
            continue
        for i in range(1, count + 1):
            area = places[i % len(places)]
            customer = conversations.new_customer(
                tx, now, name=f"演示-{SURNAMES[i % len(SURNAMES)]}先生" if i % 2 else f"Demo Customer {i}",
                phone=f"1980{plan_id[1:] if plan_id[1:].isdecimal() else 0:0>3}{i:04d}", address=f"{area.name.zh}市演示路{i}号", region=area.id,
            )  # fmt: skip
            bought = _bought(i, today, dice)
            serial = f"DEMO-{plan_id.upper()}-{i:04d}"
            dates = {} if i % 15 == 0 else {rule: bought.isoformat() for rule in plan.warranty.start[:1]}
            device = devices.add(
                tx, now, serial_number=serial, serial_key=serials.fold(serial), model=MODELS.get(plan_id, plan.name.zh),
                plan=plan_id, customer_id=customer, region=area.id, address=f"{area.name.zh}市演示路{i}号",
                service_level="ABC"[i % 3] if plan.service_levels else None, dates=dates, sold_on=bought,
                registered_on=None if i % 7 == 0 else bought + timedelta(days=5), recognised=i % 19 != 0,
                extension_months=12 if i % 11 == 0 else 0,
                dealer_id=sellers[i % len(sellers)] if plan.dealers is not None and sellers else None,
            )  # fmt: skip
            planned.look_at(tx, device, now + timedelta(days=1))  # whoever tries it begins with an empty desk


def _bought(i: int, today: date, dice: random.Random) -> date:
    """Number 1 is fresh, number 2 long over, the others anything in between."""
    if i == 1:
        return today - timedelta(days=200)
    if i == 2:
        return today - timedelta(days=6 * 365)
    return today - timedelta(days=dice.randint(20, 5 * 365))
