"""A person knows better: verdicts that are overruled, with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import handoff, tickets, verdicts
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket, notify
from handlers.rules.facts import Reason, WarrantyVerdict
from handlers.rules.parts import Text
from handlers.texts.catalog import LANGUAGES, say
from nlu.understanding import EXCLUSIONS, INTENTS
from storage import conversations, feed, lessons, messages, queue
from storage.engine import Tx


def _said(user: Actor, why: str) -> dict[str, str]:
    """A person's decision as a reason, in every language."""
    return {lang: say("overruled", lang, name=user.name, why=why.strip()[:300]) for lang in LANGUAGES}


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
        reason = {"code": "overruled", "text": _said(user, why), "clause": "", "quote": ""}
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
        text = Text(**_said(user, why))
        found = WarrantyVerdict(verdict, ticket.component, None, None, None, (Reason("overruled", text),))  # type: ignore[arg-type]
        stored = verdicts.warranty(found, on, user.owner)
        for key in ("start", "until", "start_rule"):
            stored[key] = (ticket.warranty or {}).get(key)
        fee = verdicts.fee(tickets.quoted(tx, plan, ticket, found, on))
        ticket = tickets.record(tx, house, ticket_id, "warranty.overruled", user.owner, now,
                                {"verdict": verdict, "why": why.strip()[:500]}, warranty=stored, fee=fee)  # fmt: skip
        _no_longer_declined(tx, house, ticket, user, now)

    house.store.write(work)


def exclusion(house: House, user: Actor, ticket_id: int, name: str, admitted: bool, why: str) -> None:
    """Whether something that excludes the warranty happened, by a person's word; the bot does not change it back.  The
    verdict follows, unless a person has given that, too."""
    user.need("overrule")
    if name not in EXCLUSIONS:
        raise Refused("field", name="exclusion")
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        plan = house.plans[ticket.plan]
        said = [x for x in ticket.facts.get("exclusions", []) if x["name"] != name]
        if admitted:
            said.append({"name": name, "quote": why.strip()[:300]})
        decided = {**ticket.facts.get("exclusions_by", {}), name: {"admitted": admitted, "by": user.owner}}
        facts = {**ticket.facts, "exclusions": said, "exclusions_by": decided}
        changes: dict[str, Any] = {"facts": facts}
        if not str((ticket.warranty or {}).get("by", "")).startswith("user:"):
            ticket = tickets.change(tx, house, ticket, user.owner, now, facts=facts)
            on = now.astimezone(ZoneInfo(plan.zone)).date()
            found, quote = tickets.judged(tx, plan, ticket, on)
            changes = {"warranty": verdicts.warranty(found, on), "fee": verdicts.fee(quote)}
        data = {"exclusion": name, "admitted": admitted, "why": why.strip()[:500],
                "verdict": (changes.get("warranty") or ticket.warranty or {}).get("verdict")}  # fmt: skip
        ticket = tickets.record(tx, house, ticket_id, "warranty.overruled", user.owner, now, data, **changes)
        _no_longer_declined(tx, house, ticket, user, now)

    house.store.write(work)


def _no_longer_declined(tx: Tx, house: House, ticket: Row[Any], user: Actor, now: datetime) -> None:
    """Perhaps the customer had said no to a price that is not asked for any more.  Whoever was to talk about it has a visit
    to arrange now; the customer is told, unless a person has the conversation, and can book it with the bot."""
    if (
        "declined" not in ticket.facts
        or ticket.status not in tickets.OPEN
        or not tickets.consent_holds(tx, ticket)
    ):
        return
    facts = {k: v for k, v in ticket.facts.items() if k != "declined"}
    tickets.change(tx, house, ticket, user.owner, now, facts=facts)
    task = queue.open_task(tx, ticket.conversation_id, "fee_declined", ticket.id)
    if task is not None:
        queue.change(tx, task.id, reason="arrange_visit")
        feed.tell(tx, "queue", task.id, now, ticket.conversation_id)
    row = conversations.get(tx, ticket.conversation_id)
    if row is not None and row.owner == "bot":
        free = "covered" if ticket.fee["free"] else "undecided"
        notify(tx, row.id, now, f"declined-now-{free}", number=ticket.number)


def intent(house: House, user: Actor, message_id: int, name: str, why: str) -> None:
    """What a message meant, by a person's word.  It changes nothing that was done about it; it is learned from."""
    user.need("overrule")
    if name not in INTENTS:
        raise Refused("field", name="intent")
    if not why.strip():
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        seen = messages.get(tx, message_id)
        if seen is None or seen.direction != "in" or "nlu" not in (seen.data or {}):
            raise Gone(f"there is no understood message {message_id}")
        conversations.get(tx, seen.conversation_id, locked=True)
        message = messages.get(tx, message_id)
        assert message is not None, "a message is never deleted"
        before = message.data.get(lessons.OVERRULED, message.data["nlu"])["intent"]
        about = {"intent": name, "by": user.owner, "at": now.isoformat(), "why": why.strip()[:500]}
        messages.set_data(tx, message_id, {**message.data, lessons.OVERRULED: about})
        if message.ticket_id is not None:
            tickets.record(tx, house, message.ticket_id, "ticket.note", user.owner, now,
                           {"message": message_id, "intent": name, "before": before, "why": about["why"]})  # fmt: skip
        feed.tell(tx, "conversation", message.conversation_id, now, message.conversation_id)

    house.store.write(work)
