"""Visits booked by people of ours: the same windows, the same consent gate as for the bot."""

from __future__ import annotations

from sqlalchemy import Row

from handlers import visits
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone
from storage import tickets
from storage.engine import Tx


def _open(tx: Tx, user: Actor, ticket_id: int) -> Row[tuple[object]]:
    user.need("visit")
    ticket = tickets.get(tx, ticket_id, locked=True)
    if ticket is None:
        raise Gone(f"there is no ticket {ticket_id}")
    if ticket.status not in ("intake", "open"):
        raise Refused("closed", number=ticket.number or "")
    return ticket


def offer(house: House, user: Actor, ticket_id: int) -> None:
    """Hold windows to tell the customer about."""

    def work(tx: Tx) -> None:
        ticket = _open(tx, user, ticket_id)
        offered = visits.offer(tx, house, house.plans[ticket.plan], ticket, house.now())
        if not offered.held:
            raise Refused("no-technician")

    house.store.write(work)


def confirm(house: House, user: Actor, ticket_id: int, visit_id: int) -> None:
    """Book one of the held windows."""

    def work(tx: Tx) -> None:
        ticket = _open(tx, user, ticket_id)
        try:
            visits.confirm(tx, house, ticket, visit_id, user.owner, house.now())
        except visits.NeedsConsent:
            raise Refused("no-consent") from None
        except visits.HoldOver:
            raise Refused("window-gone") from None

    house.store.write(work)


def cancel(house: House, user: Actor, ticket_id: int, why: str) -> None:
    def work(tx: Tx) -> None:
        ticket = _open(tx, user, ticket_id)
        if not visits.cancel(tx, house, ticket, user.owner, house.now(), why):
            raise Refused("no-visit")

    house.store.write(work)
