"""A technician's day on the telephone: today's visits in the order to drive them, with what is needed at each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import Row

from handlers import board, own, procedures, routes, supply_desk, visit_desk
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules.parts import Text
from handlers.visits import promise
from storage import devices, field, media, messages
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.engine import Tx

AHEAD = timedelta(days=3)  # what is to come, in one line each
MOST_PICTURES = 6
#: The plain address of a place, which telephones open with their maps; an operator may set another.
MAP = "geo:0,0?q={address}"


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of the day.  ``state`` and the way as in :class:`handlers.board.Bar`; ``next``: the step to say next, ""
    when all are said."""

    visit: Row[Any]
    ticket: Row[Any]
    plan: Text
    severity: Text | None
    state: str
    next: str
    due: datetime | None
    order: int
    travel: int
    short: int
    device: Row[Any] | None
    pictures: tuple[Row[Any], ...]
    procedure: Any
    forms: Any
    supply: Any
    map: str


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    technician: Row[Any]
    stops: tuple[Stop, ...]
    coming: tuple[Row[Any], ...]
    calendar: bool


def page(house: House, user: Actor, map_link: str = MAP) -> Day:
    """Only what is the technician's own.  Raises :class:`Refused` for everybody else."""
    user.need("own_visits")
    if user.technician is None:
        raise Refused("day-nobody")
    technician_id, today = user.technician, board.today(house)

    def read(tx: Tx) -> Day:
        person = stored.technician(tx, technician_id)
        assert person is not None, "the database knows whom a login belongs to"
        start, end = board.day_span(today)
        rows = [v for v in stored.listing(tx, start, end, technician_id=technician_id) if v.status != "held"]
        later = stored.listing(tx, end, end + AHEAD, technician_id=technician_id)
        calendar = any(c.technician_id == technician_id for c in field.calendars(tx))
        return Day(today, person, _stops(tx, house, rows, map_link),
                   tuple(v for v in later if v.status == "confirmed" and v.start >= end), calendar)  # fmt: skip

    return house.store.read(read)


def _stops(tx: Tx, house: House, rows: list[Row[Any]], map_link: str) -> tuple[Stop, ...]:
    now = house.now()
    happened = board.steps(tx, {v.ticket_id for v in rows})
    by_id = {v.id: v for v in rows}
    found = []
    for order, leg in enumerate(routes.day(house, rows), 1):
        visit = by_id[leg.stop.id]
        ticket = stored_tickets.get(tx, visit.ticket_id)
        assert ticket is not None, "a ticket is never deleted"
        state = board.state_of(visit, happened[visit.id], now)
        found.append(_stop(tx, house, visit, ticket, state, happened[visit.id], (order, leg.travel, leg.late), map_link))  # fmt: skip
    return tuple(found)


def _stop(
    tx: Tx, house: House, visit: Row[Any], ticket: Row[Any], state: str, happened: set[str], way: tuple[int, int, int],
    map_link: str,
) -> Stop:  # fmt: skip
    from handlers import form_desk

    plan = house.plan(ticket.plan)
    said = [] if state == "done" else [s for s in visit_desk.STEPS if f"visit.{s}" not in happened]
    if "visit.arrived" in happened:
        said = [s for s in said if s == "done"]
    levels = plan.severity.levels if plan is not None else ()
    place = quote(ticket.address or "", safe="")
    return Stop(
        visit, ticket, plan.name if plan is not None else Text(zh=ticket.plan, en=ticket.plan),
        next((n.name for n in levels if n.level == ticket.severity_level), None), state, said[0] if said else "",
        promise(tx, house, plan, ticket, house.now(), visit=visit.id) if plan is not None else None, *way,
        devices.get(tx, ticket.device_id), _pictures(tx, ticket), procedures.panel(tx, house, ticket),
        form_desk.panel(tx, house, ticket), supply_desk.panel(tx, house, ticket), map_link.replace("{address}", place),
    )  # fmt: skip


def _pictures(tx: Tx, ticket: Row[Any]) -> tuple[Row[Any], ...]:
    """The photographs of the fault, and what was taken on site."""
    said = [m.id for m in messages.history(tx, ticket.conversation_id) if m.ticket_id == ticket.id]
    files = media.of_messages(tx, said)
    found = [f for m in said for f in files.get(m, ()) if f.kind == "image"]
    return tuple(found[:MOST_PICTURES])


def visit_to(house: House, user: Actor, ticket_id: int) -> Row[Any]:
    """The technician's visit to a ticket.  Raises :class:`Refused` where he is not sent to it."""
    found = house.store.read(lambda tx: own.visit(tx, house, user, ticket_id))
    if found is None:
        raise Refused("role", role=user.role)
    return found
