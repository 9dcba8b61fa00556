"""Demo depots: one in each service area, with spare parts for the parts that plans name, and standby units."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.areas import areas
from handlers.house import House
from storage import stock
from storage.engine import Tx

PLANS = ("p1", "p3", "p5", "p6", "p8")
EVERY = 3  # one area in so many has none of a part, so that the bot's honest answer can be seen


def load(tx: Tx, house: House, plans: Iterable[str]) -> None:
    """Stock for these plans.  What there is depends on the names only, so that every demo has the same."""
    for i, area in enumerate(areas()):
        depot = stock.depot(tx, f"演示备件库-{area.name.zh}", area.id)
        for plan in (house.plans[name] for name in plans if name in house.plans):
            for j, component in enumerate(plan.components):
                stock.add(
                    tx, depot_id=depot, code=f"{plan.id}-{component.id}".upper()[:64], kind="part", plan=plan.id,
                    name_zh=component.name.zh, name_en=component.name.en, component=component.id,
                    on_hand=0 if (i + j) % EVERY == 0 else 2 + j,
                )  # fmt: skip
            if plan.parts.supply is not None and i % 2 == 0:
                stock.add(
                    tx, depot_id=depot, code=f"{plan.id}-standby".upper(), kind="standby", plan=plan.id,
                    name_zh=f"{plan.name.zh}备机", name_en=f"standby unit: {plan.name.en}", component=None, on_hand=1,
                )  # fmt: skip
