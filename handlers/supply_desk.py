"""Spare parts and standby units as people of ours handle them in the console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import handoff, own, supply, tickets
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket, notify
from handlers.rules.supply import KINDS, Want
from handlers.supply import Supplied
from handlers.texts.shapes import day, moment
from handlers.visits import NeedsConsent
from storage import conversations, stock
from storage import tickets as stored_tickets
from storage.engine import Tx

Json = dict[str, Any]
MOST = 20  # units of one thing for one ticket


def order(house: House, user: Actor, ticket_id: int, kind: str, code: str, quantity: int, why: str) -> None:
    """A part or standby unit has to be on site.  The customer is told when, or honestly that there is none."""
    house.store.write(lambda tx: order_in(tx, house, user, ticket_id, kind, code, quantity, why))


def order_in(
    tx: Tx, house: House, user: Actor, ticket_id: int, kind: str, code: str, quantity: int, why: str
) -> None:
    """The same in a transaction that is open; a technician may order for his own visits."""
    own.need(tx, house, user, "parts", ticket_id)
    if kind not in KINDS:
        raise Refused("field", name="kind")
    if not 1 <= quantity <= MOST:
        raise Refused("field", name="quantity")
    now = house.now()
    ticket = locked_ticket(tx, ticket_id)
    if ticket.status not in tickets.OPEN:
        raise Refused("closed", number=ticket.number or "")
    want = Want(kind, code or None, ticket.component, quantity)
    if kind == "part" and not code and ticket.component is None:
        raise Refused("which-part")
    try:
        found = supply.need(tx, house, ticket, want, why or "engineer", user.owner, now)
    except NeedsConsent:
        raise Refused("no-consent") from None
    except supply.Known as known:
        raise Refused("parts-known", code=str(known)) from None
    tell(tx, house, ticket, kind, found, now)


def tell(tx: Tx, house: House, ticket: Row[Any], kind: str, found: Supplied, now: datetime) -> None:
    """The customer hears when it comes, or that there is none now."""
    text_id, facts = told(house, ticket, _lang(tx, ticket), kind, found, now)
    notify(tx, ticket.conversation_id, now, text_id, **facts)


def told(
    house: House, ticket: Row[Any], lang: str, kind: str, found: Supplied, now: datetime
) -> tuple[str, dict[str, str]]:
    """The text for the customer, with what it names."""
    zone = ZoneInfo(house.plans[ticket.plan].zone)
    until = moment(found.due.astimezone(zone), lang, now) if found.due is not None else ""
    by_then = "" if until else "-open"
    if found.best is None:
        return f"supply-none-{kind}{by_then}", {"until": until}
    facts = {"what": found.best.name.of(lang), "depot": found.best.depot, "until": until}
    return f"supply-coming-{kind}{by_then}", facts


def _lang(tx: Tx, ticket: Row[Any]) -> str:
    row = conversations.get(tx, ticket.conversation_id)
    assert row is not None, "a ticket belongs to a conversation"
    return str(row.lang)


def delivered(house: House, user: Actor, reservation_id: int) -> None:
    """It is on site.  The customer is told, with the day that a standby unit goes back."""
    now = house.now()

    def work(tx: Tx, ticket: Row[Any], row: Row[Any]) -> bool:
        return _there(tx, house, user, ticket, row, now)

    _with(house, user, reservation_id, work)


def delivered_in(tx: Tx, house: House, user: Actor, ticket_id: int, reservation_id: int) -> None:
    """The same in a transaction that is open; a technician may say it of his own visits."""
    own.need(tx, house, user, "parts", ticket_id)
    seen = stock.reservation(tx, reservation_id)
    if seen is None or seen.ticket_id != ticket_id:
        raise Gone(f"ticket {ticket_id} has no reservation {reservation_id}")
    if not _there(tx, house, user, locked_ticket(tx, ticket_id), seen, house.now()):
        raise Refused("parts-moved")


def _there(tx: Tx, house: House, user: Actor, ticket: Row[Any], row: Row[Any], now: datetime) -> bool:
    if not supply.delivered(tx, house, ticket, row, user.owner, now):
        return False
    lang = _lang(tx, ticket)
    back = (stock.reservation(tx, row.id) or row).due_at
    zone = ZoneInfo(house.plans[ticket.plan].zone)
    text_id = f"supply-there-{row.kind}" + ("" if back or row.kind == "part" else "-open")
    notify(tx, ticket.conversation_id, now, text_id, what=row.name_en if lang == "en" else row.name_zh,
           back=day(back.astimezone(zone).date(), lang) if back else "")  # fmt: skip
    return True


def cancelled(house: House, user: Actor, reservation_id: int, why: str) -> None:
    """It is not needed any more."""
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx, ticket: Row[Any], row: Row[Any]) -> bool:
        return supply.cancel(tx, house, ticket, row, user.owner, now, why)

    _with(house, user, reservation_id, work)


def brought_back(house: House, user: Actor, reservation_id: int) -> None:
    """A standby unit lies in its depot again."""
    now = house.now()

    def work(tx: Tx, ticket: Row[Any], row: Row[Any]) -> bool:
        return supply.brought_back(tx, house, ticket, row, user.owner, now)

    _with(house, user, reservation_id, work)


def _with(
    house: House, user: Actor, reservation_id: int, work: Callable[[Tx, Row[Any], Row[Any]], bool]
) -> None:
    user.need("parts")

    def locked(tx: Tx) -> None:
        seen = stock.reservation(tx, reservation_id)
        if seen is None:
            raise Gone(f"there is no reservation {reservation_id}")
        ticket = locked_ticket(tx, seen.ticket_id)
        if not work(tx, ticket, seen):
            raise Refused("parts-moved")

    house.store.write(locked)


def remind(tx: Tx, house: House, reservation_id: int, now: datetime) -> int:
    """A lent standby unit is due: the customer is told, and somebody arranges to fetch it."""
    row = stock.reservation(tx, reservation_id)
    if row is None or not stock.remind(tx, reservation_id, now):
        return 0
    ticket = stored_tickets.get(tx, row.ticket_id)
    assert ticket is not None, "a ticket is never deleted"
    lang = _lang(tx, ticket)
    plan = house.plans.get(ticket.plan)
    handoff.add_task(tx, house, ticket.conversation_id, plan, ticket, "standby_back", now, note=row.code)
    notify(tx, ticket.conversation_id, now, "standby-due", number=ticket.number,
           what=row.name_en if lang == "en" else row.name_zh)  # fmt: skip
    return 1


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json | None:
    """What is reserved, out or back, and what the depots have for this plan, the nearest first."""
    plan = house.plans.get(ticket.plan)
    kept = supply.candidates(tx, ticket.plan)
    taken = stock.reservations(tx, ticket.id)
    if plan is None or not (kept or taken):
        return None
    why = _reasons(tx, ticket.id)
    offered: dict[tuple[str, str], Json] = {}
    for c in sorted(kept, key=lambda c: (c.component != ticket.component, c.region != ticket.region, c.code)):
        line = offered.setdefault(
            (c.kind, c.code),
            {
                "kind": c.kind,
                "code": c.code,
                "name": {"zh": c.name.zh, "en": c.name.en},
                "free": 0,
                "near": 0,
            },
        )
        line["free"] += c.free
        line["near"] += c.free if c.region == ticket.region else 0
    return {
        "clause": plan.parts.supply.clause if plan.parts.supply is not None else "",
        "wish": ticket.facts.get("standby_wish") is not None and not taken,
        "taken": [
            {"id": row.id, "code": row.code, "name": {"zh": row.name_zh, "en": row.name_en}, "kind": row.kind,
             "depot": row.depot, "quantity": row.quantity, "status": row.status, "why": why.get(row.id),
             "back": row.due_at.isoformat() if row.due_at else None}
            for row in taken
        ],
        "offered": list(offered.values())[:100],
    }  # fmt: skip


def _reasons(tx: Tx, ticket_id: int) -> dict[int, Json]:
    """Why it comes from that depot, by reservation."""
    log = [e.data for e in stored_tickets.log(tx, ticket_id) if e.event == "parts.reserved" and e.data]
    return {data["reservation"]: data["reason"] for data in log}


def kept(house: House, plan: str | None) -> list[str]:
    """Every line of stock as one line of text: how many are free of how many."""
    rows = house.store.read(stock.everything)
    return [
        f"{r.depot}  {r.code:20} {r.on_hand - r.reserved:5} of {r.on_hand} free  {r.kind:8} {r.plan} {r.name_zh}"
        for r in rows
        if plan in (None, r.plan)
    ]


def out(house: House) -> list[str]:
    """Everything that is reserved or with a customer, as lines of text."""
    return [
        f"{r.number}  {r.status:10} {r.quantity} x {r.code:20} from {r.depot}"
        + (f", due back {r.due_at:%Y-%m-%d}" if r.due_at else "")
        for r in house.store.read(stock.lent)
        if r.status == "reserved" or r.kind == "standby"
    ]
