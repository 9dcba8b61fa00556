"""Delivering events to webhooks: what is due, and what became of it.

What happens is read from the log of tickets; sending is the edge's (``bot.webhooks``).  The order of a ticket's events is
kept for each subscription, and a receiver that fails is spared: one attempt at a time, ever less often.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random
from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.integration import WEBHOOK
from handlers.rules import integration as catalogue
from storage import feed, tickets
from storage import integration as stored
from storage.engine import Tx

LEASE = timedelta(seconds=30)  # of one attempt; above its time-out
FIRST_RETRY, LAST_RETRY = timedelta(seconds=1), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
PAUSE_AFTER = timedelta(hours=24)  # of failing
KEPT = timedelta(days=30)  # what was delivered
SPARE_AFTER = 5  # failures in a row; then one attempt at a time, ever less often
LONGEST_HOLD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Parcel:
    """An event to push to a subscription.  ``subscription`` and ``delivery`` are their rows."""

    subscription: Row[Any]
    delivery: Row[Any]
    event_id: str
    body: bytes | None  # None: it cannot be made, ``wrong`` says why
    wrong: str = ""


# -- what has to be delivered ---------------------------------------------------------------------


def follow(house: House, horizon: stored.Horizon) -> int:
    """Read the log on behalf of webhooks.  Returns how many of them listen."""
    active = [s for s in house.store.read(lambda tx: stored.subscriptions(tx, WEBHOOK)) if s.paused is None]
    if not active:
        return 0
    upto = horizon.upto(house.store, min(s.cursor for s in active))
    now = house.now()
    for known in active:
        if known.cursor < upto:
            house.store.write(lambda tx, s=known: _fan_out(tx, s.id, upto, now))  # type: ignore[misc]
    return len(active)


def _fan_out(tx: Tx, subscription_id: int, upto: int, now: datetime) -> None:
    row = stored.subscription(tx, subscription_id, locked=True)
    if row is None or row.paused is not None or row.cursor >= upto:
        return
    stored.fan_out(tx, row, upto, catalogue.log_events(row.types), now)


def take(house: House, room: dict[int, int], at_once: int, lease: timedelta = LEASE) -> tuple[Parcel, ...]:
    """Claim what is due; ``room`` is how many more each subscription may have in the air (``at_once``: any other)."""
    now = house.now()
    found: list[Parcel] = []
    for row in house.store.read(lambda tx: stored.subscriptions(tx, WEBHOOK)):
        limit = room.get(row.id, at_once)
        if row.failures >= SPARE_AFTER:
            limit = min(1, limit - at_once + 1)
        held = row.paused is not None or (row.hold_until is not None and row.hold_until > now)
        if limit < 1 or held:
            continue
        due = house.store.read(lambda tx, s=row: stored.first_due(tx, s.id))  # type: ignore[misc]
        if due is not None and due <= now:
            found += house.store.write(lambda tx, s=row, n=limit: _take(tx, s, now, lease, n))  # type: ignore[misc]
    return tuple(found)


def _take(tx: Tx, row: Row[Any], now: datetime, lease: timedelta, limit: int) -> list[Parcel]:
    if row.failures >= SPARE_AFTER:  # whoever probes holds the others off, in whatever process they are
        current = stored.subscription(tx, row.id, locked=True)
        if current is None or (current.hold_until is not None and current.hold_until > now):
            return []
        stored.save(tx, row.id, hold_until=now + lease)
    taken = stored.take(tx, row.id, now, lease, limit)
    said = stored.those(tx, [d.log_id for d in taken])
    return [_parcel(row, delivery, said[delivery.log_id]) for delivery in taken]


def _parcel(row: Row[Any], delivery: Row[Any], entry: Row[Any]) -> Parcel:
    name = catalogue.event_id(entry.log_id, entry.hash)
    try:
        return Parcel(row, delivery, name, packed(as_event(entry, row.personal)))
    except catalogue.Unmade as wrong:
        return Parcel(row, delivery, name, None, str(wrong))


def as_event(entry: Row[Any], personal: bool) -> dict[str, Any]:
    """Raises :class:`handlers.rules.integration.Unmade`."""
    report = {
        "channel": entry.channel, "severity": entry.severity_level, "component": entry.component, "region": entry.region,
        "service_level": entry.service_level, "problem": entry.problem or None, "contact_name": entry.contact_name,
        "phone": entry.phone, "address": entry.address, "serial_number": entry.serial_given,
    }  # fmt: skip
    ticket = {"number": entry.number, "plan": entry.plan, "kind": entry.kind, "report": report}
    return catalogue.event(
        entry.log_id, entry.hash, entry.event, entry.at, entry.actor, entry.data, ticket, personal=personal
    )


def packed(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def next_due(house: House) -> datetime | None:
    """When the next delivery may be tried."""

    def read(tx: Tx) -> datetime | None:
        times = []
        for row in stored.subscriptions(tx, WEBHOOK):
            due = stored.first_due(tx, row.id) if row.paused is None else None
            if due is not None:
                times.append(max(due, row.hold_until) if row.hold_until is not None else due)
        return min(times, default=None)

    return house.store.read(read)


# -- what became of it ----------------------------------------------------------------------------


def delivered(house: House, parcel: Parcel) -> None:
    now = house.now()

    def work(tx: Tx) -> None:
        stored.sent(tx, parcel.delivery.id, now)
        stored.save(tx, parcel.subscription.id, last_ok=now, failures=0, failing_since=None, hold_until=None)
        tx.wake("events")

    house.store.write(work)


def not_delivered(
    house: House, parcel: Parcel, why: str, after: float | None = None, *, refused: bool = False
) -> str:
    """An attempt has failed: ``retry``, ``dead`` or ``paused``.  ``after``: seconds that the receiver asked for;
    ``refused``: it is there, but does not take this event."""
    now = house.now()
    return house.store.write(lambda tx: _failed(tx, parcel, why[:300], after, refused, now))


def _failed(
    tx: Tx, parcel: Parcel, why: str, after: float | None, refused: bool, now: datetime
) -> str:  # fmt: skip
    row = stored.subscription(tx, parcel.subscription.id, locked=True)
    delivery = parcel.delivery
    if row is None:
        return "dead"
    since = row.failing_since or now
    stops = row.paused is None and now - since >= PAUSE_AFTER
    over = now - (delivery.first_at or now) >= GIVE_UP_AFTER and (refused or not stops)
    values: dict[str, Any] = (
        {"status": "dead"} if over else {"next_at": now + _wait(delivery.attempts, after)}
    )
    if not stored.failed(tx, delivery, why, **values):
        return "retry"  # somebody else has it
    failures = row.failures + (0 if refused else 1)
    hold = _hold(failures)
    stored.save(tx, row.id, failures=failures, failing_since=since, last_error=why, last_error_at=now,
                hold_until=None if hold is None else now + hold)  # fmt: skip
    tx.wake("events")
    if stops:
        _stop(tx, row, delivery.ticket_id, "failing", since, why, now)
        return "paused"
    return "dead" if over else "retry"


def _wait(attempts: int, after: float | None) -> timedelta:
    """Until the next attempt, after so many."""
    wait = min(FIRST_RETRY * int(2 ** min(attempts - 1, 12)), LAST_RETRY) * (1 + random() / 4)
    return wait if after is None else min(max(timedelta(seconds=after), wait), LAST_RETRY)


def _hold(failures: int) -> timedelta | None:
    """How long a receiver is spared that failed so often in a row."""
    if failures < SPARE_AFTER:
        return None
    return min(FIRST_RETRY * int(2 ** min(failures - SPARE_AFTER, 12)), LONGEST_HOLD)


def gone(house: House, parcel: Parcel) -> None:
    """The receiver says that it wants nothing any more (410): the subscription is paused, the event waits."""
    now = house.now()

    def work(tx: Tx) -> None:
        row = stored.subscription(tx, parcel.subscription.id, locked=True)
        if row is None:
            return
        stored.failed(tx, parcel.delivery, "410 Gone", next_at=now)
        stored.save(tx, row.id, last_error="410 Gone", last_error_at=now)
        if row.paused is None:
            _stop(tx, row, parcel.delivery.ticket_id, "gone", now, "410 Gone", now)

    house.store.write(work)


def unmade(house: House, parcel: Parcel) -> None:
    """No receiver is to blame: the event is a dead letter, and the next ones go on."""
    house.store.write(lambda tx: stored.failed(tx, parcel.delivery, parcel.wrong, status="dead"))


def _stop(
    tx: Tx, row: Row[Any], ticket_id: int, paused: str, since: datetime, why: str, now: datetime
) -> None:  # fmt: skip
    """Pause it and tell the supervisors.  Alarms hang on tickets: this one on the ticket whose event it was."""
    stored.save(tx, row.id, paused=paused, paused_at=now)
    cause = f"events:{row.id}#{since.isoformat(timespec='seconds')}"
    if tickets.raise_alarm(tx, now, ticket_id, cause, "supervisor", "alarm-events", quote=f"{row.name}: {why[:120]}"):  # fmt: skip
        ticket = tickets.get(tx, ticket_id)
        feed.tell(tx, "alarm", ticket_id, now, ticket.conversation_id if ticket is not None else None)


def tidy(house: House) -> int:
    """Forget what was delivered long ago."""
    before = house.now() - KEPT
    return house.store.write(lambda tx: stored.forget(tx, before))
