"""Visits booked by people of ours: the same windows, the same consent gate as for the bot."""

from __future__ import annotations

from sqlalchemy import Row

from handlers import visits
from handlers.flows.cost import RATED
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone
from handlers.tickets import check_warranty as checked
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
    """Hold windows to tell the customer about.  When there are none, that the supervisor is told stays written."""

    def work(tx: Tx) -> bool:
        ticket = _open(tx, user, ticket_id)
        return bool(visits.offer(tx, house, house.plans[ticket.plan], ticket, house.now()).held)

    if not house.store.write(work):
        raise Refused("no-technician")


def confirm(house: House, user: Actor, ticket_id: int, visit_id: int) -> None:
    """Book one of the held windows.  What it costs is looked up first, by the price list that holds now; it
    stays written when the customer has yet to agree."""

    def work(tx: Tx) -> str | None:
        ticket, now = _open(tx, user, ticket_id), house.now()
        if ticket.kind in RATED:
            ticket = checked(tx, house, ticket, user.owner, now)
        try:
            visits.confirm(tx, house, ticket, visit_id, user.owner, now)
        except visits.NeedsConsent:
            return "no-consent"
        except visits.HoldOver:
            return "window-gone"
        return None

    why = house.store.write(work)
    if why is not None:
        raise Refused(why)


def cancel(house: House, user: Actor, ticket_id: int, why: str) -> None:
    def work(tx: Tx) -> None:
        ticket = _open(tx, user, ticket_id)
        if not visits.cancel(tx, house, ticket, user.owner, house.now(), why):
            raise Refused("no-visit")

    house.store.write(work)
