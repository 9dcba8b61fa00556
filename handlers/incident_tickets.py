"""Closing the tickets of an incident that is over: each by the rules of closing, one after the other."""

from __future__ import annotations

from handlers import closing, handoff, tickets, visits
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket, notify
from storage import incidents as stored
from storage import tickets as stored_tickets
from storage.engine import Tx


def close_all(house: House, user: Actor, incident_id: int) -> int:
    """Close what is still open, but what is dangerous.  Returns how many were closed; raises :class:`Refused` with the
    first reason when some had to stay open."""
    user.need("resolve")

    def open_ones(tx: Tx) -> list[int]:
        row = stored.get(tx, incident_id)
        if row is None:
            raise Gone(f"there is no incident {incident_id}")
        if row.closed_at is None:
            raise Refused("incident-open")
        return [
            t.id for t in stored.members(tx, incident_id) if t.status in stored.COUNTED and not _danger(t)
        ]

    done, stayed = 0, None
    for ticket_id in house.store.read(open_ones):
        try:
            close_one(house, user, ticket_id)
            done += 1
        except Refused as refused:
            stayed = stayed or refused
    if stayed is not None:
        raise stayed
    return done


def _danger(ticket: object) -> bool:
    severity = getattr(ticket, "severity", None)
    return bool(severity and severity.get("danger"))


def close_one(house: House, user: Actor, ticket_id: int) -> None:
    """Close one ticket with the cause of its incident; its customer and second reporters are told."""
    user.need("resolve")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        row = stored.get(tx, ticket.incident_id) if ticket.incident_id is not None else None
        if row is None:
            raise Refused("no-incident")
        if ticket.status not in stored.COUNTED:
            raise Refused("closed", number=str(ticket.number))
        if _danger(ticket):
            raise Refused("merge-danger", number=str(ticket.number))
        closing.need_closable(tx, house, ticket, now)
        visits.cancel(tx, house, ticket, user.owner, now, "resolved")
        tickets.record(
            tx, house, ticket.id, "ticket.resolved", user.owner, now, {"cause": row.cause, "incident": row.id}
        )
        closing.closed(tx, house, ticket, now)
        handoff.drop_tasks(tx, ticket.id, now)
        stored_tickets.end_alarms(tx, ticket.id, now)
        notify(tx, ticket.conversation_id, now, "resolved", number=str(ticket.number))

    house.store.write(work)
