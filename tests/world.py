"""A small world for tests: devices, technicians and people of ours, and a clock that only moves when told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from handlers import campaigns, people, watch
from handlers.events import Inbound, Turn
from handlers.house import House
from handlers.people import Actor
from handlers.plans.load import load_plans
from handlers.rules import serials
from handlers.turn import receive
from nlu.parse import parse
from storage import conversations, dealers, devices, stock, visits
from storage import people as stored_people
from storage.engine import Store, Tx
from tests.process import ROOT

T = TypeVar("T")
THREADS = 20
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
SKILLS = {"p1": "av", "p2": "renovation", "p3": "solar", "p6": "it", "p4": "gripper", "p8": "agri"}
EXAMPLES = ROOT / "docs" / "examples"  # plans that operators may begin with

CAMPAIGN = """
code = "AUTUMN26"
plan = "p9"
name = { zh = "秋季社区服务月", en = "Autumn service month" }
first_day = 2026-11-20
last_day = 2026-11-30
[[points]]
code = "GARDEN"
name = { zh = "花园社区", en = "Garden estate" }
address = "杭州市西湖区文三路1号"
hours = "09:00-17:00"
[[tours]]
name = { zh = "集市巡回", en = "Market-day tour" }
[[tours.stops]]
code = "WULIN"
name = { zh = "武林集市", en = "Wulin market" }
address = "杭州市武林广场"
day = 2026-11-28
hours = "08:00-12:00"
"""
#: serial -> (plan, bought, more)
DEVICES: dict[str, tuple[str, str | None, dict[str, Any]]] = {
    "DEMO-P3-0001": ("p3", "2026-05-07", {"region": "hangzhou"}),
    "DEMO-P3-0002": ("p3", "2020-06-01", {"region": "shanghai"}),
    "DEMO-P3-0003": ("p3", "2025-01-10", {"region": "nanjing"}),  # the tank is covered, pipes are not
    "DEMO-P3-0004": ("p3", None, {}),
    "DEMO-P5-0001": ("p5", "2026-05-07", {"region": "hangzhou"}),
    "DEMO-P6-0001": ("p6", "2026-05-07", {"service_level": "A", "region": "shanghai"}),
    "DEMO-P6-0002": ("p6", "2019-05-07", {"service_level": "C", "region": "beijing"}),
    "DEMO-P8-0001": ("p8", "2026-05-07", {"sold_on": date(2026, 5, 7), "registered_on": date(2026, 5, 10)}),
    "DEMO-P1-0001": ("p1", "2026-05-07", {"region": "hangzhou"}),
    "DEMO-P7-0001": ("p7", "2024-05-07", {"region": "hangzhou"}),
    "DEMO-P8-0002": ("p8", "2026-10-20", {"sold_on": date(2026, 10, 20)}),  # no card came
    "DEMO-P8-0004": (
        "p8",
        None,
        {"dates": {"delivery": "2026-11-15"}, "sold_on": date(2026, 11, 15)},
    ),  # the card may still come
    "DEMO-P8-0003": (
        "p8",
        "2024-05-07",
        {"sold_on": date(2024, 5, 7), "registered_on": date(2024, 5, 10)},
    ),  # long over
    "DEMO-P4-0001": ("p4", "2026-05-07", {"recognised": False}),
    "DEMO-P4-0002": ("p4", "2026-05-07", {"region": "shanghai"}),
    "DEMO-P4-0003": ("p4", "2019-05-07", {"region": "shanghai"}),  # its guarantee period is over
    "DEMO-P2-0001": ("p2", "2026-05-07", {"region": "hangzhou"}),
}
#: the same of the plans in EXAMPLES
EXAMPLE_DEVICES: dict[str, tuple[str, str | None, dict[str, Any]]] = {
    "LIFT-0001": ("lift", "2025-11-20", {"region": "hangzhou", "service_level": "full"}),
    "LIFT-0002": ("lift", "2024-05-07", {"region": "hangzhou"}),  # all but its drive is out of warranty
}
#: code -> (kind, component, region, how many)
STOCK: dict[str, tuple[str, str | None, str, int]] = {
    "STO-SB": ("standby", None, "shanghai", 1),
    "HD-4T": ("part", "disk", "shanghai", 2),
    "BELT": ("part", "drivetrain", "nanjing", 3),
}
#: code -> regions
DEALERS = {"ning": ("nanjing", "hangzhou"), "shu": ("chengdu",)}


@dataclass
class World:
    """``now`` is the time for everybody in it; ``folder`` has plans beside the shipped ones."""

    store: Store
    now: datetime = MONDAY
    parse: Any = parse
    folder: Path | None = None
    house: House = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.house = House(
            self.store, load_plans(self.folder), self.parse, now=lambda: self.now.astimezone(UTC)
        )

    def settle(self) -> World:
        """Put devices, technicians and an engineer into the database."""
        self.store.write(self._seed)
        return self

    def _seed(self, tx: Tx) -> None:
        now = self.now.astimezone(UTC)
        examples = self.folder == EXAMPLES
        for serial, (plan, bought, more) in {**DEVICES, **(EXAMPLE_DEVICES if examples else {})}.items():
            rule = self.house.plans[plan].warranty.start[0]
            devices.add(
                tx, now, serial_number=serial, serial_key=serials.fold(serial), model=f"{plan.upper()}-100", plan=plan,
                **{"dates": {rule: bought} if bought else {}, **more},
            )  # fmt: skip
        for name, (kind, component, region, count) in STOCK.items():
            stock.add(
                tx, depot_id=stock.depot(tx, f"{region} depot", region), code=name, name_zh=f"{name} 件",
                name_en=f"{name} item", kind=kind, plan="p6" if component in (None, "disk") else "p8",
                component=component, on_hand=count,
            )  # fmt: skip
        for code, regions in DEALERS.items():
            dealers.add_dealer(tx, now, code=code, name=f"{code.title()} Farm", phone="02588886666", regions=list(regions), active=True)  # fmt: skip
        for region in ("hangzhou", "shanghai", "nanjing"):
            for skill in (*SKILLS.values(), *(["lift"] if examples else [])):
                for number in (1, 2):
                    visits.add_technician(
                        tx, name=f"师傅{skill}{number}", regions=[region], skills=[skill], shifts={}, zone="Asia/Shanghai",
                        works_holidays=True, active=True,
                    )  # fmt: skip
        for login, role in (
            ("ann", "engineer"),
            ("bob", "engineer"),
            ("sue", "supervisor"),
            ("kim", "clerk"),
            ("fay", "finance"),
        ):
            # the password is never used: hashing one costs 50 ms
            stored_people.add_user(tx, now, login=login, name=login.title(), role=role, password_hash="-", lang="en", queues=[])  # fmt: skip

    def owner(
        self, serial: str, who: str = "customer", channel: str = "terminal", lang: str = "zh", accepted: str | None = None,
        **values: Any,
    ) -> int:  # fmt: skip
        """A customer of ours to whom the device belongs and who has written to us; returns the customer's id."""
        now = self.now.astimezone(UTC)

        def work(tx: Tx) -> int:
            device = devices.by_key(tx, serials.fold(serial))
            assert device is not None
            known = {
                "name": "王建国",
                "phone": "13800138000",
                "address": "杭州市西湖区文三路12号",
                "region": "hangzhou",
            }
            customer = conversations.new_customer(tx, now, lang=lang, **{**known, **values})
            dates = {"acceptance": accepted, "completion": accepted} if accepted else device.dates
            devices.save(tx, device.id, customer_id=customer, dates=dates)
            if channel:
                row = conversations.lock(tx, channel, who, now, plan=device.plan)
                conversations.save(tx, row.id, customer_id=customer, lang=lang)
            return customer

        return self.store.write(work)

    def campaign(self, text: str = "") -> str:
        """A campaign of P9 that runs now, with people who can be sent.  Returns its code."""
        given = campaigns.read((text or CAMPAIGN).encode(), "campaign.toml")
        for number in (1, 2):
            self.store.write(lambda tx, n=number: visits.add_technician(  # type: ignore[misc]
                tx, name=f"社区师傅{n}", regions=["hangzhou"], skills=["community"], shifts={}, zone="Asia/Shanghai",
                works_holidays=True, active=True))  # fmt: skip
        return campaigns.add(self.house, given)

    def user(self, login: str = "ann") -> Actor:
        row = self.store.read(lambda tx: stored_people.by_login(tx, login))
        assert row is not None
        return people.actor(row)

    def person(self, role: str) -> Actor:
        """Somebody of ours with this role (:class:`handlers.acts.Stage`)."""
        return self.user({"engineer": "ann", "supervisor": "sue", "clerk": "kim", "finance": "fay"}[role])

    def say(
        self, text: str, *, who: str = "customer", plan: str | None = None, channel: str = "terminal", event: str = "", kind: str = "",
        seconds: int = 10,
    ) -> Turn:  # fmt: skip
        """The customer says something; the clock moves on a little."""
        self.count += 1
        self.now += timedelta(seconds=seconds)
        kind = kind or ("button" if text.startswith("/") else "text")
        return receive(
            self.house, Inbound(channel, who, event or f"{who}-{self.count}", text, kind=kind, plan=plan)
        )

    def wait(self, *, every: timedelta = timedelta(minutes=5), **span: float) -> int:
        """Let time pass, with clockwork running now and then; returns how many things it did."""
        until = self.now + timedelta(**span)
        done = 0
        while self.now < until:
            self.now = min(until, self.now + every)
            done += watch.fire(self.house, self.house.now())
        return done


def together(count: int, work: Callable[[int], T]) -> list[T | Exception]:
    """``work(i)`` for all i, many at a time; exceptions are results."""

    def one(i: int) -> T | Exception:
        try:
            return work(i)
        except Exception as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(count)))
