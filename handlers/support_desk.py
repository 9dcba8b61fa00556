"""What people of ours do about the way of support: guidance on the telephone, hardware or software, what follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import handoff, questions, support, visits
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket
from handlers.rules.policy import Plan
from handlers.rules.support import next_steps
from handlers.tickets import ENDED, record
from storage import tickets as stored
from storage.engine import Tx

WHERE = ("remote", "on_site")


def _open(tx: Tx, house: House, user: Actor, ticket_id: int) -> tuple[Row[Any], Plan]:
    user.need("resolve")
    ticket = locked_ticket(tx, ticket_id)
    if ticket.status in ENDED:
        raise Refused("closed", number=ticket.number or "")
    return ticket, house.plans[ticket.plan]


def guided(house: House, user: Actor, ticket_id: int, result: str, note: str) -> None:
    """What came of guidance on the telephone: ``solved`` or ``unsolved``; then somebody comes."""
    if result not in ("solved", "unsolved"):
        raise Refused("field", name="result")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket, plan = _open(tx, house, user, ticket_id)
        known = ticket.facts.get("support", {})
        guide = support.guide(plan, ticket)
        data = {
            "guide": guide.id if guide is not None else None,
            "note": note.strip()[:500],
            "by": "telephone",
        }
        found = {**known, "result": result, "mode": "telephone", "why": "solved"}
        if result == "unsolved":
            found |= {"mode": "on_site", "why": "unsolved"}
        facts = {**ticket.facts, "support": found}
        record(tx, house, ticket.id, f"guidance.{result}", user.owner, now, data, facts=facts)
        if result == "unsolved":
            chosen: dict[str, Any] = {"mode": "on_site", "why": "unsolved", "clause": plan.support.clause}
            chosen |= {"agreed": ["customer", "us"]} if plan.support.both_agree else {}
            ticket = record(tx, house, ticket.id, "support.chosen", user.owner, now, chosen)
            if visits.booked(tx, ticket.id) is None:
                handoff.add_task(tx, house, ticket.conversation_id, plan, ticket, "arrange_visit", now)

    house.store.write(work)


def decide(house: House, user: Actor, ticket_id: int, nature: str, where: str, why: str) -> None:
    """Hardware goes back under a number, software is adjusted remotely or on site; the customer is told.  A decision
    that changes ends the work that followed from the first."""
    why = why.strip()[:500]
    if nature not in ("hardware", "software") or (nature == "software" and where not in WHERE):
        raise Refused("field", name="nature")
    if not why:
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket, plan = _open(tx, house, user, ticket_id)
        if plan.diagnosis is None:
            raise Refused("field", name="nature")
        decided = ticket.facts.get("nature") or {}
        if decided.get("nature") == nature and (nature == "hardware" or decided.get("where") == where):
            raise Refused("decided")
        chosen = {"nature": nature, "where": where if nature == "software" else None, "why": why, "by": user.owner,
                  "at": now.isoformat(), "clause": plan.diagnosis.clause}  # fmt: skip
        _end_other(tx, house, ticket, user, now)
        ticket = record(tx, house, ticket.id, "nature.decided", user.owner, now, chosen,
                        facts={**ticket.facts, "nature": chosen})  # fmt: skip
        if nature == "hardware":
            _open_rma(tx, house, ticket, plan.diagnosis.prefix, user, now)
        else:
            _open_adjustment(tx, house, plan, ticket, where, user, now)

    house.store.write(work)


def _end_other(tx: Tx, house: House, ticket: Row[Any], user: Actor, now: datetime) -> None:
    work = ticket.facts.get("nature_work") or {}
    if work and not work.get("done"):
        event = "rma.cancelled" if work["kind"] == "rma" else "adjustment.cancelled"
        record(tx, house, ticket.id, event, user.owner, now, {"number": work.get("number")})


def _open_rma(tx: Tx, house: House, ticket: Row[Any], prefix: str, user: Actor, now: datetime) -> None:
    """A number of its own, from the ticket's and how many there were before."""
    before = sum(entry.event == "rma.opened" for entry in stored.log(tx, ticket.id))
    number = f"{prefix}-{ticket.number}-{before + 1}"
    work = {"kind": "rma", "number": number, "state": "opened", "done": False}
    record(tx, house, ticket.id, "rma.opened", user.owner, now, {"number": number},
           facts={**ticket.facts, "nature_work": work})  # fmt: skip
    questions.tell(tx, ticket, now, "nature-hardware-told", number=ticket.number or "", rma=number)


def _open_adjustment(
    tx: Tx, house: House, plan: Plan, ticket: Row[Any], where: str, user: Actor, now: datetime
) -> None:
    work = {"kind": "adjustment", "where": where, "state": "opened", "done": False}
    ticket = record(tx, house, ticket.id, "adjustment.opened", user.owner, now, {"where": where},
                    facts={**ticket.facts, "nature_work": work})  # fmt: skip
    if where == "on_site" and visits.booked(tx, ticket.id) is None:
        handoff.add_task(tx, house, ticket.conversation_id, plan, ticket, "arrange_visit", now)
    questions.tell(
        tx, ticket, now, f"nature-software-{where.replace('_', '-')}-told", number=ticket.number or ""
    )


def work_step(house: House, user: Actor, ticket_id: int, step: str, note: str) -> None:
    """The returned device is ``received``, ``repaired`` or ``replaced``; the adjustment is ``adjusted``."""
    now = house.now()

    def work(tx: Tx) -> None:
        ticket, _ = _open(tx, house, user, ticket_id)
        found = ticket.facts.get("nature_work") or {}
        if step not in next_steps(found):
            raise Refused("step-not-next")
        changed = {**found, "state": step, "done": step != "received"}
        event = {"received": "rma.received", "adjusted": "adjustment.done"}.get(step, "rma.closed")
        data = {"number": found.get("number"), "result": step, "note": note.strip()[:500]}
        record(
            tx, house, ticket.id, event, user.owner, now, data, facts={**ticket.facts, "nature_work": changed}
        )
        if changed["done"]:
            questions.tell(tx, ticket, now, f"work-{step}", number=ticket.number or "")

    house.store.write(work)
