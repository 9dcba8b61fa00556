"""The repair archive of a device, as lines for people."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from handlers.house import House
from handlers.planned_facts import result_text
from handlers.planned_ticket import item_of
from handlers.registry import find_device
from storage import planned as stored
from storage.engine import Tx


def lines(house: House, serial: str) -> list[str] | None:
    """Tickets and planned work, newest first; None when there is no such device."""

    def read(tx: Tx) -> list[str] | None:
        device = find_device(tx, serial)
        if device is None:
            return None
        plan = house.plan(device.plan)
        zone = ZoneInfo(plan.zone if plan is not None else "UTC")
        found = [
            (t.created_at.astimezone(zone).date(), f"{t.number} {t.kind} {t.status}: {t.problem[:200]}")
            for t in stored.tickets_of_device(tx, device.id)
            if not t.facts.get("planned")
        ]
        done = stored.listing(tx, device_id=device.id, statuses=("done", "skipped", *stored.OPEN))
        for row in done:
            item = item_of(house, row.plan, row.item)
            name = f"{item.name.zh} · {item.name.en} ({item.clause})" if item is not None else row.item
            told = result_text(item, row.result, "zh") if item is not None and row.status == "done" else ""
            found.append((row.due_on, "\n    ".join([f"{name} {row.status}", *told.splitlines()])))
        return [f"{day} {text}" for day, text in sorted(found, key=lambda f: f[0], reverse=True)]

    return house.store.read(read)
