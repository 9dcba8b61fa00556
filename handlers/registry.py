"""The device registry: finding a device, what a stranger learns about it, and importing many at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row

from handlers import verdicts
from handlers.rules import serials, warranty
from handlers.rules.policy import Plan
from storage import devices
from storage.engine import Tx


def find_device(tx: Tx, serial: str | None) -> Row[Any] | None:
    """By serial number as people write it: full-width, spaced, O for 0."""
    key = serials.fold(serial) if serial else ""
    return devices.by_key(tx, key) if key else None


def stranger_view(device: Row[Any], component: str | None, plan: Plan, on: date) -> dict[str, str | None]:
    """Everything that somebody with a serial number, right or guessed, may learn: whether that device or
    component is covered, and until when.  No name, phone, address, model or history."""
    found = warranty.check(verdicts.device_facts(device), component, (), on, plan.warranty)
    return {"verdict": found.verdict, "until": found.until.isoformat() if found.until else None}
