"""The supervisor's wall: what waits, who holds it, and what is about to fail, as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row

from handlers import duty, presence, reckoning
from handlers.here import here
from handlers.house import House
from handlers.people import Actor
from handlers.queue import known_queues
from storage import tickets
from storage import wall as stored
from storage.engine import Tx
from storage.reckonings import Progress

SOON, SOONER = timedelta(minutes=60), timedelta(minutes=15)
SET_OUT = timedelta(minutes=30)  # before the window nobody needs to be on the way
MOST_ITEMS, MOST_LINES = 200, 50
LONG, SHARED = 2_000, timedelta(seconds=1)  # so many items are counted once a second, whoever asks
SHOWN = ("all", "waiting", "soon", "over", "held")


@dataclass(frozen=True, slots=True)
class Depth:
    """A queue, or one severity of it."""

    waiting: int
    held: int
    oldest: datetime | None
    sooner: int
    soon: int
    over: int


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    whole: Depth
    severities: dict[int, Depth]


@dataclass(frozen=True, slots=True)
class Risk:
    """A booked visit and why it may fail: a text ``wall-visit-<why>``."""

    visit: Row[Any]
    why: str


@dataclass(frozen=True, slots=True)
class Wall:
    now: datetime
    queue: str
    show: str
    holder: presence.Member | None  # whose work is shown
    whole: Depth
    queues: tuple[Queue, ...]
    items: tuple[Row[Any], ...]
    more: bool  # there are more items than are shown
    staff: tuple[presence.Member, ...]
    offered: dict[int, int]  # to whom: how many
    promises: tuple[Row[Any], ...]
    visits: tuple[Risk, ...]
    alarms: tuple[duty.Told, ...]
    targets: tuple[str, ...]  # queues to which work can be moved
    reckoned: Progress | None  # clocks that count with other holidays or another calendar now

    @property
    def matters(self) -> list[duty.Matter]:
        return duty.matters(self.alarms)


def wall(house: House, user: Actor, queue: str = "", show: str = "all", holder: int = 0) -> Wall:
    user.need("wall")
    now, show = house.now(), show if show in SHOWN else "all"

    def read(tx: Tx) -> Wall:
        rows = _depths(house, tx, now)
        staff = presence.members(tx, house, now)
        whose = next((member for member in staff if member.id == holder), None)
        items = stored.items(tx, now, queue=queue, show=show, soon=now + SOON, limit=MOST_ITEMS + 1, holder_id=whose.id if whose else 0)  # fmt: skip
        return Wall(
            now, queue, show, whose, _sum(rows), _queues(rows), tuple(items[:MOST_ITEMS]), len(items) > MOST_ITEMS,
            staff, stored.offers(tx), tuple(stored.promises(tx, now + SOON, MOST_LINES)), tuple(_visits(tx, now)),
            tuple(duty.named(tx, house, tickets.alarms(tx, limit=duty.MOST_ALARMS))), tuple(sorted(known_queues(tx, house))),
            reckoning.progress(tx, now),
        )  # fmt: skip

    return house.store.read(read)


class _Counted:
    """What was counted last.  A long queue takes a while to count and hardly changes in a second, in which hundreds of
    consoles may ask."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.at: datetime | None = None
        self.rows: Sequence[Row[Any]] = ()

    @property
    def long(self) -> bool:
        return sum(int(row.waiting + row.held) for row in self.rows) >= LONG


_COUNTED: WeakKeyDictionary[Engine, _Counted] = WeakKeyDictionary()


def _depths(house: House, tx: Tx, now: datetime) -> Sequence[Row[Any]]:
    known = _COUNTED.setdefault(house.store.engine, _Counted())
    with known.lock:
        if known.at is None or not known.long or not known.at <= now < known.at + SHARED:
            known.rows, known.at = stored.depth(tx, now, now + SOON, now + SOONER), now
        return known.rows


def _sum(rows: Sequence[Row[Any]]) -> Depth:
    return Depth(
        sum(r.waiting for r in rows), sum(r.held for r in rows),
        min((r.oldest for r in rows if r.oldest is not None), default=None),
        sum(r.sooner for r in rows), sum(r.soon for r in rows), sum(r.over for r in rows),
    )  # fmt: skip


def _queues(rows: Sequence[Row[Any]]) -> tuple[Queue, ...]:
    apart: dict[str, list[Row[Any]]] = {}
    for row in rows:
        apart.setdefault(row.queue, []).append(row)
    return tuple(
        Queue(name, _sum(of), {int(r.severity_level): _sum([r]) for r in of}) for name, of in apart.items()
    )


def _visits(tx: Tx, now: datetime) -> list[Risk]:
    """Today's, and those of the day before that nobody has come to."""
    day = datetime.combine(now.astimezone(here()).date(), time(), here()).astimezone(UTC)
    booked = stored.visits(tx, day - timedelta(days=1), day + timedelta(days=1), 500)
    if not booked:
        return []
    done = stored.steps(tx, {v.ticket_id for v in booked})
    away = stored.away(tx, booked[0].start, max(v.end for v in booked))
    found = []
    for visit in booked:
        absent = any(
            a.technician_id == visit.technician_id and a.start < visit.end and a.end > visit.start
            for a in away
        )
        why = visit_risk(visit.start, visit.end, now, done.get(visit.id, set()), visit.keeps_promise, absent)
        if why is not None and (visit.start >= day or why == "missed"):
            found.append(Risk(visit, why))
    return found[:MOST_LINES]


def visit_risk(
    start: datetime, end: datetime, now: datetime, done: set[str], keeps_promise: bool, absent: bool
) -> str | None:
    """Why a booked visit may fail, the worst first; None for one that is well or has been."""
    if done & {"arrived", "done"}:
        return None
    if end < now:
        return "missed"
    if start <= now:
        return "not-there"
    if absent:
        return "absent"
    if start - SET_OUT <= now and "on_the_way" not in done:
        return "not-started"
    return None if keeps_promise else "after-promise"
