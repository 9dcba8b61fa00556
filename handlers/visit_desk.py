"""Visits booked by people of ours: the same windows, the same consent gate as for the bot."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import own, unsettled, visits
from handlers.flows.cost import RATED
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket, notify
from handlers.texts.shapes import window
from handlers.tickets import check_warranty as checked
from handlers.tickets import record
from storage import conversations, feed, tickets
from storage import visits as stored
from storage.engine import Tx


def _open(tx: Tx, user: Actor, ticket_id: int) -> Row[tuple[object]]:
    user.need("visit")
    return _unclosed(tx, ticket_id)


def _unclosed(tx: Tx, ticket_id: int) -> Row[tuple[object]]:
    ticket = locked_ticket(tx, ticket_id)
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
        moved = visits.booked(tx, ticket.id) is not None
        try:
            visit = visits.confirm(tx, house, ticket, visit_id, user.owner, now)
        except visits.NeedsConsent:
            return "no-consent"
        except visits.HoldOver:
            return "window-gone"
        tell(tx, house, ticket, "visit-moved" if moved else "done-visit", visit)
        return None

    why = house.store.write(work)
    if why is not None:
        raise Refused(why)


def tell(tx: Tx, house: House, ticket: Row[tuple[object]], text_id: str, visit: Row[tuple[object]]) -> None:
    """The customer hears at once what people of ours have done about the visit."""
    row = conversations.get(tx, ticket.conversation_id)
    assert row is not None, "a ticket belongs to a conversation"
    zone, now = ZoneInfo(house.plans[ticket.plan].zone), house.now()
    when = window(visit.start.astimezone(zone), visit.end.astimezone(zone), row.lang, now)
    notify(tx, row.id, now, text_id, technician=visit.technician, when=when, number=ticket.number)


STEPS = ("on_the_way", "arrived", "done")


def step(house: House, user: Actor, ticket_id: int, name: str, *, closing: bool = False) -> None:
    """How the booked visit goes: ``on_the_way`` (the customer is told), ``arrived``, ``done``.  Each is written
    once; who is done has arrived.  The report stays open until it is resolved; who is ``closing`` it in the same breath
    asks the customer nothing in between."""
    house.store.write(lambda tx: step_in(tx, house, user, ticket_id, name, closing=closing))


def step_in(tx: Tx, house: House, user: Actor, ticket_id: int, name: str, *, closing: bool = False) -> None:
    """The same in a transaction that is open; a technician may say it of his own visits."""
    if name not in STEPS:
        raise Refused("field", name="step")
    own.need(tx, house, user, "visit", ticket_id)
    ticket, now = _unclosed(tx, ticket_id), house.now()
    visit = visits.booked(tx, ticket.id)
    if visit is None:
        raise Refused("no-booked-visit")
    if not user.may("visit") and visit.technician_id != user.technician:
        raise Refused("role", role=user.role)  # it is a colleague's now
    if not unsettled.may_go_on(tx, ticket) and name == "on_the_way":
        raise Refused("no-consent")
    if unsettled.consent_open(tx, ticket) and name == "done":
        raise Refused("consent-open")
    written = {e.event for e in tickets.log(tx, ticket.id) if (e.data or {}).get("visit") == visit.id}
    for part in ("arrived", "done") if name == "done" else (name,):
        if f"visit.{part}" not in written:
            data = {"visit": visit.id, **({"closing": True} if closing and part == "done" else {})}
            record(tx, house, ticket.id, f"visit.{part}", user.owner, now, data)
    if name == "on_the_way" and "visit.on_the_way" not in written and "visit.arrived" not in written:
        notify(
            tx,
            ticket.conversation_id,
            now,
            "visit-on-the-way",
            technician=visit.technician,
            number=ticket.number,
        )
    if name == "done":
        stored.set_status(tx, visit.id, "done", "confirmed")
    feed.tell(tx, "visit", visit.id, now, ticket.conversation_id)


def cancel(house: House, user: Actor, ticket_id: int, why: str) -> None:
    """Cancel the booked visit, with a reason that stays in the log."""
    if not why.strip():
        raise Refused("why")

    def work(tx: Tx) -> None:
        ticket = _open(tx, user, ticket_id)
        booked = visits.booked(tx, ticket.id)
        if not visits.cancel(tx, house, ticket, user.owner, house.now(), why) or booked is None:
            raise Refused("no-visit")
        tell(tx, house, ticket, "visit-cancelled", booked)

    house.store.write(work)
