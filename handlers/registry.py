"""The device registry: finding a device, what a stranger learns about it, and importing many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from handlers import verdicts
from handlers.rules import serials, warranty
from handlers.rules.policy import Plan
from storage import devices, replacements
from storage.engine import Tx

FAR = 20  # replacements of replacements that are followed


@dataclass(frozen=True, slots=True)
class Successor:
    """The device that is used now, and since when the one that was named is not."""

    device: Row[Any]
    since: datetime


def successor(tx: Tx, device: Row[Any]) -> Successor | None:
    """The newest device in the place of this one; None while it is in use itself."""
    first = found = replacements.successor(tx, device.id)
    for _ in range(FAR):
        following = replacements.successor(tx, found.new_id) if found is not None else None
        if following is None:
            break
        found = following
    if first is None or found is None:
        return None
    newest = devices.get(tx, found.new_id)
    assert newest is not None, "a device is never deleted"
    return Successor(newest, first.at)


def named_device(tx: Tx, serial: str | None) -> Row[Any] | None:
    """By serial number as people write it: full-width, spaced, O for 0."""
    key = serials.fold(serial) if serial else ""
    return devices.by_key(tx, key) if key else None


def find_device(tx: Tx, serial: str | None) -> Row[Any] | None:
    """The device of that serial number, or the one that is used in its place by now."""
    device = named_device(tx, serial)
    newer = successor(tx, device) if device is not None else None
    return newer.device if newer is not None else device


def stranger_view(
    device: Row[Any], component: str | None, plan: Plan, on: date, *, dated: bool = True
) -> dict[str, str | None]:
    """Everything that somebody with a serial number, right or guessed, may learn: whether that device or component is
    covered, and until when if it is nobody else's (``dated``).  No name, phone, address, model or history."""
    found = warranty.check(verdicts.device_facts(device), component, (), on, plan.warranty)
    return {"verdict": found.verdict, "until": found.until.isoformat() if found.until and dated else None}
