"""Who of ours is there: what each declared, what the roster says, and when something was last done by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import duty
from handlers.house import House
from handlers.people import LEASE, PRESENCE, Actor, may_claim
from handlers.rules import assignment as rule
from handlers.rules.duty import shift
from storage import assignments, feed, openings, people, queue
from storage.engine import Tx


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of ours as colleagues see them.  ``capacity`` 0: no limit."""

    id: int
    name: str
    role: str
    state: str
    why: str
    load: int
    capacity: int
    shift_until: datetime | None
    seen_at: datetime | None


def standing(row: Row[Any], now: datetime) -> rule.Standing:
    return rule.standing(
        row.presence, row.declared_at, row.acted_at, now, on_shift=row.on_shift, shift_since=row.shift_since,
        staying=row.staying,
    )  # fmt: skip


def capacity(house: House, row: Row[Any]) -> int:
    """How many cases at a time; 0: no limit."""
    return int(house.capacity if row.capacity is None else row.capacity)


def members(tx: Tx, house: House, now: datetime, *, but: int | None = None) -> tuple[Member, ...]:
    """All who may have cases, those who are ready first."""
    loads = assignments.loads(tx, now, rule.SILENT_AFTER)
    found = [
        _member(house, row, loads, now) for row in people.users(tx) if row.id != but and may_claim(row.role)
    ]
    order = {state: n for n, state in enumerate(PRESENCE)}
    return tuple(sorted(found, key=lambda m: (order[m.state], m.name)))


def _member(house: House, row: Row[Any], loads: Mapping[int, int], now: datetime) -> Member:
    state = standing(row, now)
    until = row.shift_until if row.on_shift else None
    return Member(row.id, row.name, row.role, state.state, state.why, loads.get(row.id, 0), capacity(house, row), until, row.seen_at)  # fmt: skip


def beat(
    house: House, user: Actor, presence: str | None = None, *, by_hand: bool = False, lease: timedelta = LEASE
) -> None:
    """The user is there: claims are kept.  ``presence`` is what they declare, ``by_hand`` whether they did something, or
    a page of theirs is merely open.  Who goes off duty does it by :func:`handlers.shift.end`."""
    now = house.now()
    declares = presence in PRESENCE and presence != "off"
    if declares:
        user.need("presence")

    def work(tx: Tx) -> None:
        values: dict[str, Any] = {"seen_at": now}
        if by_hand or declares:
            values["acted_at"] = now
        if declares:
            values |= {"presence": presence, "declared_at": now, "staying": False}
        before = people.user(tx, user.id)
        if before is not None:
            if before.staying and before.on_shift is False and not queue.claimed(tx, user.id):
                values["staying"] = False  # the cases are done
            noted(tx, before, now, **values)
        queue.extend_leases(tx, user.id, now + lease)

    house.store.write(work)


def noted(tx: Tx, before: Row[Any], now: datetime, **values: Any) -> None:
    """Write down what a user did or declared (columns of users); whether they are there may change by it."""
    people.save_user(tx, before.id, **values)
    after = people.user(tx, before.id)
    if after is not None and standing(before, now) != standing(after, now):
        changed(tx, before.id, now)


def changed(tx: Tx, user_id: int, now: datetime) -> None:
    """Somebody came or went: what waits is looked at, and whoever looks at a page of people sees it."""
    openings.call(tx, user_id)
    queue.look_again(tx)
    feed.tell(tx, "presence", user_id, now)


def look_at_roster(tx: Tx, house: House, row: Row[Any], now: datetime) -> bool:
    """Write down what the roster says of somebody now, and when to look again.  Whether a shift has just ended."""
    roster = duty.current(tx)
    found = shift(roster, row.login, now) if roster is not None else None
    if found is None:
        people.save_user(
            tx, row.id, on_shift=None, shift_since=None, shift_until=None, roster_at=None, staying=False
        )
        return False
    people.save_user(tx, row.id, on_shift=found.on, shift_since=found.since, shift_until=found.until, roster_at=found.look,
                     staying=row.staying and not found.on)  # fmt: skip
    if found.on != row.on_shift:
        changed(tx, row.id, now)
    return bool(row.on_shift) and not found.on
