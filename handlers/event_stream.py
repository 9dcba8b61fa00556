"""Events in the order of the log, for a stream that anybody may read.  Without personal data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from handlers.event_delivery import as_event, packed
from handlers.house import House
from handlers.integration import have_stream
from handlers.rules import integration as catalogue
from storage import integration as stored
from storage.engine import Tx

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=20)  # how long one process may take for a batch
Add = Callable[[list[tuple[str, str, bytes]]], None]  # (id, type, JSON); raises when they are not all there


def write(house: House, horizon: stored.Horizon, name: str, holder: str, add: Add) -> int:
    """The next batch; returns by how many entries of the log it went on.  At least once: whoever dies between
    adding and noting it lets the next one add the same again."""
    number = have_stream(house, name)
    now = house.now()
    row = house.store.read(lambda tx: stored.subscription(tx, number))
    if row is None or row.paused is not None:
        return 0
    upto = horizon.upto(house.store, row.cursor)
    if upto <= row.cursor:
        return 0
    mine = house.store.write(lambda tx: stored.lease(tx, number, holder, now, now + LEASE))
    if mine is None or upto <= mine.cursor:
        return 0
    events = catalogue.log_events(mine.types)
    found = house.store.read(lambda tx: stored.entries(tx, mine.cursor, upto, events, mine.plans))
    batch = []
    for entry in found:
        try:
            event = as_event(entry, mine.personal)
        except catalogue.Unmade as wrong:
            log.error("an event cannot be made and is left out", why=str(wrong))
            continue
        batch.append((event["id"], event["type"], packed(event)))
    try:
        if batch:
            add(batch)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"[:300]
        house.store.write(
            lambda tx: _note(tx, number, holder, mine.cursor, mine.cursor, last_error=why, last_error_at=now)
        )
        raise
    end = found[-1].log_id if len(found) == stored.BATCH else upto
    house.store.write(lambda tx: _note(tx, number, holder, end, mine.cursor, last_ok=now))
    return int(end - mine.cursor)


def _note(tx: Tx, number: int, holder: str, cursor: int, came_from: int, **values: object) -> None:
    """How far it is; others may write now."""
    stored.move_on(tx, number, holder, cursor, came_from, lease=None, lease_until=None, **values)
