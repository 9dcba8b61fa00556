"""What is kept for how long and what would be erased next; queues, skills and regions that are in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.areas import areas
from handlers.house import House
from handlers.people import Actor
from handlers.rules.policy import Plan
from handlers.rules.retention import erased_before
from storage import people, registers, visits
from storage.engine import Tx

NEXT = 10  # tickets of a plan that are shown


@dataclass(frozen=True, slots=True)
class Kept:
    """``months`` is None where a plan keeps everything; ``next``: ticket number, when it was closed, and whether its time
    is over."""

    plan: Plan
    months: int | None
    clause: str
    next: Sequence[tuple[str, datetime, bool]]


@dataclass(frozen=True, slots=True)
class Used:
    """A queue, skill or region: the plans that name it, how many people have it, and what waits there."""

    name: str
    plans: Sequence[str]
    people: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    kept: Sequence[Kept]
    queues: Sequence[Used]
    skills: Sequence[Used]
    regions: Sequence[Used]


def page(house: House, user: Actor) -> Page:
    user.need("see_registry")
    plans = house.plans.values()

    def read(tx: Tx) -> Page:
        users = [u for u in people.everyone(tx) if u.active]
        technicians = visits.technicians(tx)
        served = Counter(queue for u in users for queue in u.queues)
        waits = registers.waiting(tx)
        skills = Counter(s for t in technicians for s in t.skills) + Counter(
            s for u in users for s in u.skills
        )
        regions = Counter(r for t in technicians for r in t.regions)
        queues = {p.id: {p.routing.default, *(r.queue for r in p.routing.routes)} for p in plans}
        needed = {p.id: set(p.visits.skills) for p in plans}
        routed = {p.id: {region for r in p.routing.routes for region in r.regions} for p in plans}
        known = {area.id for area in areas()}
        return Page(
            [_kept(tx, house, plan) for plan in plans], _used(queues, served, waits), _used(needed, skills),
            _used({**routed, "": known}, regions),
        )  # fmt: skip

    return house.store.read(read)


def _used(
    by_plan: dict[str, set[str]], people: Counter[str], waiting: dict[str, int] | None = None
) -> list[Used]:
    waits = waiting or {}
    names = sorted({*people, *waits, *(name for named in by_plan.values() for name in named)})
    return [
        Used(n, [plan for plan, named in by_plan.items() if plan and n in named], people[n], waits.get(n, 0))
        for n in names
    ]


def _kept(tx: Tx, house: House, plan: Plan) -> Kept:
    if plan.retention is None:
        return Kept(plan, None, "", ())
    before = erased_before(house.now(), plan.retention.months)
    rows = registers.next_erased(tx, plan.id, NEXT)
    return Kept(plan, plan.retention.months, plan.retention.clause,
                [(r.number or f"#{r.id}", r.closed_at, r.closed_at < before) for r in rows])  # fmt: skip
