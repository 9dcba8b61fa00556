"""When technicians are not there: noted and taken back with a reason; visits in that time are to be moved."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import audit
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone
from storage import feed
from storage import visits as stored
from storage.engine import Tx

LONGEST = timedelta(days=366)
REASON = 200  # characters


def add(house: House, user: Actor, technician_id: int, start: datetime, end: datetime, reason: str) -> int:
    """Returns the absence's id.  Visits that are booked in it stay: the board lists them to be moved one by one, since
    each customer has to be told."""
    user.need("absences")
    reason = reason.strip()[:REASON]
    if not reason:
        raise Refused("why")
    if not start < end <= start + LONGEST:
        raise Refused("board-span")
    now = house.now()

    def work(tx: Tx) -> int:
        if stored.technician(tx, technician_id) is None:
            raise Gone(f"there is no technician {technician_id}")
        made = stored.add_absence(tx, technician_id=technician_id, start=start, end=end, reason=reason)
        audit.note(tx, now, user.owner, "absence.added", f"technician:{technician_id}", start=start.isoformat(),
                   end=end.isoformat())  # fmt: skip
        feed.tell(tx, "absence", technician_id, now)
        return made

    return house.store.write(work)


def remove(house: House, user: Actor, absence_id: int, why: str) -> None:
    """The technician is there after all."""
    user.need("absences")
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        row = stored.absence(tx, absence_id)
        if row is None or not stored.remove_absence(tx, absence_id):
            raise Gone(f"there is no absence {absence_id}")
        audit.note(tx, now, user.owner, "absence.removed", f"technician:{row.technician_id}",
                   start=row.start.isoformat(), end=row.end.isoformat(), why=why.strip()[:REASON])  # fmt: skip
        feed.tell(tx, "absence", row.technician_id, now)

    house.store.write(work)
