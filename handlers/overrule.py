"""A person knows better: verdicts that are overruled, with the reason."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from handlers import handoff, tickets, verdicts
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket
from handlers.rules import fees
from handlers.rules.facts import Reason, WarrantyVerdict
from handlers.rules.policy import Text
from storage.engine import Tx


def severity(house: House, user: Actor, ticket_id: int, level: int, why: str) -> None:
    """A person knows better.  Clocks follow; the bot does not change it back."""
    user.need("overrule")
    if level not in (1, 2, 3):
        raise Refused("level")
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        old = ticket.severity or {}
        text = {
            "zh": f"{user.name}改判：{why.strip()[:300]}",
            "en": f"{user.name} overruled: {why.strip()[:300]}",
        }
        reason = {"code": "overruled", "text": text, "clause": "", "quote": ""}
        verdict = {**old, "level": level, "confidence": 1.0, "sure": True, "by": user.owner,
                   "reasons": [reason, *old.get("reasons", [])][:20], "before": ticket.severity_level}  # fmt: skip
        ticket = tickets.set_severity(tx, house, ticket, verdict, user.owner, now)
        handoff.follow(tx, house, ticket, now)

    house.store.write(work)


def warranty(house: House, user: Actor, ticket_id: int, verdict: str, why: str) -> None:
    """Covered or not, by a person's word.  The fee follows; what costs money needs consent again."""
    user.need("overrule")
    if verdict not in ("covered", "not_covered", "undecided"):
        raise Refused("verdict")
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        plan = house.plans[ticket.plan]
        on = now.astimezone(ZoneInfo(plan.zone)).date()
        text = Text(
            zh=f"{user.name}改判：{why.strip()[:300]}", en=f"{user.name} overruled: {why.strip()[:300]}"
        )
        found = WarrantyVerdict(verdict, ticket.component, None, None, None, (Reason("overruled", text),))  # type: ignore[arg-type]
        stored = verdicts.warranty(found, on, user.owner)
        for key in ("start", "until", "start_rule"):
            stored[key] = (ticket.warranty or {}).get(key)
        fee = verdicts.fee(fees.quote(found, ticket.component, on, plan.fees))
        tickets.record(tx, house, ticket_id, "warranty.overruled", user.owner, now,
                       {"verdict": verdict, "why": why.strip()[:500]}, warranty=stored, fee=fee)  # fmt: skip

    house.store.write(work)
