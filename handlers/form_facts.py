"""What is known of a ticket, by the names that fields of forms are filled from (``ticket.phone``)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import planned_facts
from handlers.house import House
from handlers.reimbursed import reimbursed
from handlers.rules.policy import Plan
from handlers.texts.catalog import names, say
from handlers.texts.shapes import day, moment, money
from storage import devices, people, visits
from storage import tickets as stored_tickets
from storage.engine import Tx

MOST_CONTACTS = 60  # lines of the service register
#: what a service register tells of: every call, letter and visit, and its result (P8.2)
CONTACTS = (
    "ticket.opened", "ticket.confirmed", "agent.replied", "callback.made", "dispatch.arranged", "visit.booked", "visit.moved",
    "visit.cancelled", "visit.on_the_way", "visit.arrived", "visit.done", "report.sent", "ticket.reopened", "ticket.resolved",
    "ticket.withdrawn", "ticket.merged",
)  # fmt: skip


def facts(
    tx: Tx, house: House, plan: Plan, ticket: Row[Any] | None, actor: str, now: datetime, lang: str
) -> dict[str, Any]:
    """Values as :mod:`handlers.rules.forms` keeps them; what is not known is not in it."""
    zone = ZoneInfo(plan.zone)
    found: dict[str, Any] = {
        "plan.name": plan.name.of(lang),
        "plan.hotline": plan.hotline,
        "form.day": now.astimezone(zone).date().isoformat(),
        "actor.name": _name(tx, actor),
    }
    if ticket is not None:
        found |= _of_ticket(tx, plan, ticket, lang, zone)
        found |= _of_visit(tx, ticket, zone)
        found |= _of_fee(tx, ticket, lang)
        found |= planned_facts.found(tx, house, ticket, lang)
        found |= reimbursed(tx, plan, ticket, zone)
        found["ticket.contacts"] = _contacts(tx, ticket, lang, zone)
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _name(tx: Tx, actor: str) -> str | None:
    if not actor.startswith("user:"):
        return None
    row = people.user(tx, int(actor.removeprefix("user:")))
    return row.name if row is not None else None


def _of_ticket(tx: Tx, plan: Plan, ticket: Row[Any], lang: str, zone: ZoneInfo) -> dict[str, Any]:
    device = devices.get(tx, ticket.device_id)
    part = plan.component(ticket.component) if ticket.component else None
    level = next((s.name for s in plan.severity.levels if s.level == ticket.severity_level), None)
    resolved = [e.data for e in stored_tickets.log(tx, ticket.id) if e.event == "ticket.resolved"]
    found = ticket.facts.get("cause") or {}
    verdict = ticket.warranty
    return {
        "ticket.number": ticket.number,
        "ticket.opened": ticket.created_at.astimezone(zone).date().isoformat(),
        "ticket.contact_name": ticket.contact_name,
        "ticket.phone": ticket.phone,
        "ticket.address": ticket.address,
        "ticket.problem": ticket.problem,
        "ticket.wishes": ticket.facts.get("wishes"),
        "ticket.severity": level.of(lang) if level is not None else None,
        "ticket.component": part.name.of(lang) if part is not None else None,
        "ticket.cause": (resolved[-1] or {}).get("cause") if resolved else _cause(found, lang),
        "cause.id": found.get("id"),
        "device.serial_number": device.serial_number if device is not None else ticket.serial_given,
        "device.model": device.model if device is not None else None,
        "warranty.verdict": _verdict(verdict, lang) if verdict else None,
        "warranty.until": verdict.get("until") if verdict else None,
    }


def _cause(found: dict[str, Any], lang: str) -> str | None:
    return f"{found['name'][lang]}: {found['why']}" if found else None


def _verdict(verdict: dict[str, Any], lang: str) -> str:
    told = say("console-verdict-" + str(verdict["verdict"]).replace("_", "-"), lang)
    until = day(verdict.get("until"), lang)
    return f"{told} ({until})" if until else told


def _of_visit(tx: Tx, ticket: Row[Any], zone: ZoneInfo) -> dict[str, Any]:
    booked = visits.of_ticket(tx, ticket.id, ("confirmed", "done"))
    if not booked:
        return {}
    visit = booked[-1]
    steps = {e.event: e.at for e in stored_tickets.log(tx, ticket.id) if e.event.startswith("visit.")}
    local = {name: steps[name].astimezone(zone) for name in ("visit.arrived", "visit.done") if name in steps}
    return {
        "visit.start": visit.start.astimezone(zone).date().isoformat(),
        "visit.technician": visit.technician,
        **{name: f"{at:%Y-%m-%d %H:%M}" for name, at in local.items()},
    }


def _of_fee(tx: Tx, ticket: Row[Any], lang: str) -> dict[str, Any]:
    """``consent.high`` is the most that may be charged: what the customer agreed to, nothing where it is free."""
    fee = ticket.fee
    if not fee:
        return {}
    if fee["free"]:
        return {"fee.high": 0, "consent.high": 0}
    consent = stored_tickets.last_consent(tx, ticket.id)
    agreed = consent is not None and consent.given
    lines = [
        {"item": line["name"][lang], "quantity": "1", "amount": line["low"]}
        for line in fee["lines"]
        if line["low"] == line["high"]
    ]
    return {
        "fee.high": fee["high"],
        "fee.lines": lines,
        "consent.high": consent.high if agreed and consent is not None else None,
        "consent.price_list": consent.price_list if agreed and consent is not None else None,
        "fee.told": money(fee["low"], fee["high"], fee["currency"]),
    }


def _contacts(tx: Tx, ticket: Row[Any], lang: str, zone: ZoneInfo) -> list[dict[str, str]]:
    """One line for every contact, with its result where one was written down."""
    told = [e for e in stored_tickets.log(tx, ticket.id) if e.event in CONTACTS]
    return [
        {
            "at": f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}",
            "what": say("log-" + entry.event.replace(".", "-"), lang),
            "who": _who(tx, entry.actor, lang),
            "result": _result(entry.event, entry.data or {}, ticket, lang, zone),
        }
        for entry in told[-MOST_CONTACTS:]
    ]


def _who(tx: Tx, actor: str, lang: str) -> str:
    known = f"author-{actor}"
    return _name(tx, actor) or (say(known, lang) if known in names(lang) else actor)


def _result(event: str, data: dict[str, Any], ticket: Row[Any], lang: str, zone: ZoneInfo) -> str:
    if event in ("ticket.opened", "ticket.confirmed"):
        return ticket.problem.replace("\n", " / ")[:200] if event == "ticket.opened" else ticket.number or ""
    if data.get("start"):
        start = datetime.fromisoformat(str(data["start"])).astimezone(zone)
        return moment(start, lang, start)
    return str(next((data[k] for k in ("cause", "note", "why") if data.get(k)), ""))[:200]
