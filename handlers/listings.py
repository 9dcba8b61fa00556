"""What programs may ask for: tickets, visits and the queue as plain JSON values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import ticket_view
from handlers.house import House
from storage import deliveries, listings, tickets
from storage.engine import Tx

Json = dict[str, Any]
DEFAULT_CHANNEL = "rest"


def ticket(house: House, number: str) -> Json | None:
    def read(tx: Tx) -> Json | None:
        row = tickets.by_number(tx, number)
        return None if row is None else ticket_view.view(tx, house, row)

    return house.store.read(read)


def ticket_list(
    house: House, *, conversation: str | None, status: str | None, plan: str | None, before: int | None, limit: int
) -> tuple[list[Json], int | None]:  # fmt: skip
    """Newest first, and the ``before`` of the next page if there may be one.  ``conversation`` is a sender of
    the REST channel, or ``channel:address``; one that is unknown has no tickets."""

    def read(tx: Tx) -> tuple[list[Json], int | None]:
        who = None
        if conversation is not None:
            who = _conversation(tx, conversation)
            if who is None:
                return [], None
        rows = tickets.listing(tx, status=status, plan=plan, conversation_id=who, before=before, limit=limit)
        following = rows[-1].id if len(rows) == limit else None
        return ticket_view.views(tx, house, rows), following

    return house.store.read(read)


def _conversation(tx: Tx, name: str) -> int | None:
    """The channel that is named comes first, so that no sender of the REST channel passes for somebody else."""
    channel, colon, address = name.partition(":")
    found = deliveries.conversation_of(tx, channel, address) if colon else None
    return deliveries.conversation_of(tx, DEFAULT_CHANNEL, name) if found is None else found


def visit_list(
    house: House, *, start: datetime | None, end: datetime | None, ticket: str | None, technician: int | None,
    statuses: tuple[str, ...], after: int, limit: int,
) -> tuple[list[Json], int | None]:  # fmt: skip
    """By id, and the ``after`` of the next page if there may be one."""
    rows = house.store.read(
        lambda tx: listings.visits(
            tx, start=start, end=end, ticket=ticket, technician_id=technician, statuses=statuses,
            after=after, limit=limit,
        )
    )  # fmt: skip
    found = [
        {
            "id": r.id, "ticket": r.number, "plan": r.plan, "region": r.region, "status": r.status,
            "start": r.start.isoformat(), "end": r.end.isoformat(),
            "technician": {"id": r.technician_id, "name": r.technician},
            "held_until": r.held_until.isoformat() if r.held_until else None,
            "keeps_promise": r.keeps_promise,
        }
        for r in rows
    ]  # fmt: skip
    return found, rows[-1].id if len(rows) == limit else None


def queue_list(
    house: House, *, queue: str | None, status: str | None, kind: str | None, limit: int
) -> list[Json]:
    """Open items in the order in which they are to be taken; ``place`` is that among the waiting of a queue."""

    def read(tx: Tx) -> list[Json]:
        rows = listings.queue(tx, name=queue, status=status, kind=kind, limit=limit)
        return [
            {
                "id": r.id, "queue": r.queue, "kind": r.kind, "reason": r.reason, "status": r.status,
                "severity": r.severity_level, "due": r.due_at.isoformat() if r.due_at else None,
                "place": place,
                "ticket": r.number, "plan": r.plan, "conversation": f"{r.channel}:{r.address}",
                "claimed_by": r.claimed_login, "skills": list(r.skills),
                "since": r.created_at.isoformat(),
            }
            for r, place in zip(rows, _places(rows), strict=True)
        ]  # fmt: skip

    return house.store.read(read)


def _places(rows: Sequence[Row[Any]]) -> list[int | None]:
    """Counted in the list itself: it begins with the first, and whatever it leaves out has another queue, kind or status."""
    waiting = Counter[tuple[str, str]]()
    found: list[int | None] = []
    for row in rows:
        waiting[row.queue, row.kind] += row.status == "waiting"
        found.append(waiting[row.queue, row.kind] if row.status == "waiting" else None)
    return found
