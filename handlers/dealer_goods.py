"""Machines that dealers send back, the spare parts that they propose for a season, and parts that are missing."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import tickets
from handlers.house import House
from handlers.parties import facts_of
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket
from handlers.rules import dealing, serials
from handlers.rules.policy import Plan
from storage import dealers, devices
from storage.engine import Tx

MOST_PARTS = 200
NOTICES = ("stock_due", "stock_missed")


def send_back(
    house: House, user: Actor, serial: str, quality_fault: bool, taken_apart: bool, why: str
) -> dict[str, Any]:
    """A dealer sends a machine back: who pays for it, by the plan's rules.  Returns the decision."""
    user.need("dealers")
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> dict[str, Any]:
        device = devices.by_key(tx, serials.fold(serial)) if serial.strip() else None
        rules = (
            house.plans[device.plan].dealers if device is not None and device.plan in house.plans else None
        )
        if device is None or rules is None or rules.returns is None:
            raise Refused("card-unknown-device")
        if device.dealer_id is None:
            raise Refused("return-no-dealer")
        on = now.astimezone(ZoneInfo(house.plans[device.plan].zone)).date()
        if device.sold_on is not None:
            raise Refused("return-sold")
        if rules.stock is not None and dealing.counts_as_sold(
            rules.returns, rules.stock, shipped_on=device.shipped_on, sold_on=device.sold_on, on=on
        ):
            raise Refused("return-counts-as-sold", seasons=str(rules.returns.sold_after_seasons))
        rule = dealing.freight(rules.returns, quality_fault=quality_fault, taken_apart=taken_apart)
        decision = {"freight": rule.freight, "restoring": rule.restoring, "clause": rule.clause,
                    "because": {"zh": rule.because.zh, "en": rule.because.en}}  # fmt: skip
        done = dealers.return_goods(
            tx, dealer_id=device.dealer_id, device_id=device.id, quality_fault=quality_fault, taken_apart=taken_apart,
            why=why.strip()[:500], decision=decision, by=user.owner, at=now,
        )  # fmt: skip
        if done is None:
            raise Refused("returned-before")
        return decision

    return house.store.write(work)


def propose(house: House, user: Actor, dealer: str, plan_id: str, season: str, text: str) -> None:
    """A dealer's spare parts for a coming season: a line each, name and quantity.  Once a season."""
    user.need("dealers")
    plan = house.plan(plan_id)
    stock = plan.dealers.stock if plan is not None and plan.dealers is not None else None
    if plan is None or stock is None:
        raise Refused("no-dealers")
    now = house.now()
    on = now.astimezone(ZoneInfo(plan.zone)).date()
    if season not in (p.season for p in dealing.proposals(stock, on)):
        raise Refused("which-season")
    parts = _parts(text)

    def work(tx: Tx) -> None:
        who = dealers.by_code(tx, dealer)
        if who is None:
            raise Refused("which-dealer")
        done = dealers.propose(tx, dealer_id=who.id, plan=plan.id, season=season, parts=parts, proposed_on=on,
                               by=user.owner, at=now)  # fmt: skip
        if done is None:
            raise Refused("proposed-before")
        dealers.drop_notices(tx, NOTICES, who.id, f"{plan.id}/{season}", user.owner, now)

    house.store.write(work)


def _parts(text: str) -> list[list[Any]]:
    """``header blade 12`` in a line each."""
    found: list[list[Any]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, _, number = line.strip().rpartition(" ")
        if not name or not (number.isascii() and number.isdecimal() and 0 < int(number) <= 99_999):
            raise Refused("parts-line", line=line.strip()[:60])
        found.append([name.strip()[:100], int(number)])
    if not found:
        raise Refused("empty")
    if len(found) > MOST_PARTS:
        raise Refused("too-many-parts", most=str(MOST_PARTS))
    return found


def missing_part(house: House, user: Actor, ticket_id: int, part: str) -> None:
    """A part that a dealer needs is not there: written, with who answers for it."""
    user.need("dispatch")
    part = part.strip()
    if not 1 <= len(part) <= 100:
        raise Refused("field", name="part")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        rules, hop = facts_of(house, ticket), dealers.running(tx, ticket_id)
        if rules is None or rules.stock is None or hop is None or hop.dealer_id is None:
            raise Refused("no-dealers")
        if ticket.status not in tickets.OPEN:
            raise Refused("closed", number=ticket.number or "")
        why = dealing.lack(rules.stock, part, _thought_of(tx, house.plans[ticket.plan], hop.dealer_id))
        data = {"part": part, "responsible": "dealer", "clause": why.clause, "code": why.code,
                "because": {"zh": why.text.zh, "en": why.text.en}}  # fmt: skip
        tickets.record(tx, house, ticket_id, "parts.awaited", user.owner, now, data)

    house.store.write(work)


def _thought_of(tx: Tx, plan: Plan, dealer_id: int) -> list[str]:
    """The parts of the dealer's last proposals."""
    last: list[Row[Any]] = [row for row in dealers.proposed(tx, plan.id) if row.dealer_id == dealer_id][:2]
    return [str(name) for row in last for name, _ in row.parts]
