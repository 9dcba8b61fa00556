"""Support mode, guidance and hardware or software of a ticket: the plan's rules on what is stored.

What people see of it in the console is :func:`panel`; what they do about it is in :mod:`handlers.support_desk`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers.house import House
from handlers.rules import support
from handlers.rules.policy import Plan
from handlers.rules.support import Guide, ModeChoice
from handlers.wording import regex
from nlu.normalise import normalise
from storage.engine import Tx

Json = dict[str, Any]
_IMPORTANT = regex(
    r"(?:很|非常|十分|特别|太|极其)重要|重要(?:业务|客户|会议|考试|活动|比赛|生产)|紧急|(?:很|非常|特别)急"
    r"|\b(?:very |really |so )?important\b(?! not)|\burgent|\bbusiness.critical\b"
)


def important(text: str) -> bool:
    """Whether the customer says that it is important."""
    return bool(_IMPORTANT.search(normalise(text[:2000]).text.casefold()))


def mode(plan: Plan, ticket: Row[Any], *, wishes: bool = False) -> ModeChoice:
    """Telephone or on site, by everything that is stored."""
    return support.mode(
        plan.support, ticket.severity_level, danger=_danger(ticket), important=wishes,
        result=ticket.facts.get("support", {}).get("result"),
    )  # fmt: skip


def _danger(ticket: Row[Any]) -> bool:
    return bool(ticket.severity and ticket.severity.get("danger"))


def harmless(plan: Plan, ticket: Row[Any]) -> bool:
    """Whether a customer may be asked to try something: no danger, and nothing that the plan visits at once."""
    return not _danger(ticket) and (ticket.severity_level or 3) not in plan.support.at_once


def guide(plan: Plan, ticket: Row[Any]) -> Guide | None:
    """The guidance for what was reported; the one under way is kept."""
    known = ticket.facts.get("support", {}).get("guide")
    found = next((g for g in plan.guidance if g.id == known), None)
    if found is not None:
        return found
    text = normalise(ticket.problem[:2000]).text.casefold()
    signals = [s["signal"] for s in ticket.facts.get("signs", [])]
    codes = [c for c in (ticket.facts.get("error_code"),) if isinstance(c, str)]
    return support.guide_for(plan.guidance, text, ticket.component, signals, codes)


def requested(plan: Plan | None, text: str) -> support.RequestedService | None:
    """The planned on-site support that a message asks for."""
    return None if plan is None else support.requested(plan.services, normalise(text[:2000]).text.casefold())


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json | None:
    """Mode, guidance with its steps, and the decision between hardware and software; None where the plan has none, or
    where nothing is broken and no service was asked for."""
    plan = house.plans.get(ticket.plan)
    if plan is None:
        return None
    found = guide(plan, ticket) if ticket.kind == "report_fault" else None
    facts = ticket.facts.get("support", {})
    broken = ticket.kind == "report_fault" and (plan.support.telephone_first or found or plan.diagnosis)
    if not (broken or ticket.facts.get("service")):
        return None
    chosen = mode(plan, ticket)
    service = next((s for s in plan.services if s.id == ticket.facts.get("service")), None)
    return {
        "mode": facts.get("mode") or chosen.mode,
        "why": facts.get("why") or chosen.reason.code,
        "clause": chosen.reason.clause,
        "fault": ticket.kind == "report_fault",
        "guide": _guide(found, facts) if found is not None else None,
        "result": facts.get("result"),
        "service": _named(service.name, service.clause) if service is not None else None,
        "nature": _nature(plan, ticket),
    }


def _named(name: Any, clause: str) -> Json:
    return {"name": {"zh": name.zh, "en": name.en}, "clause": clause}


def _guide(found: Guide, facts: Json) -> Json:
    steps = [{"zh": s.zh, "en": s.en} for s in found.steps]
    return {**_named(found.name, found.clause), "id": found.id, "steps": steps, "step": facts.get("step")}


def _nature(plan: Plan, ticket: Row[Any]) -> Json | None:
    if plan.diagnosis is None or ticket.kind not in ("report_fault", "book_visit"):
        return None
    component = plan.component(ticket.component) if ticket.component else None
    proposal = support.nature(plan.diagnosis, ticket.component, component.name if component else None)
    text = proposal.reason.text
    return {
        "proposed": proposal.nature,
        "because": {"zh": text.zh, "en": text.en},
        "clause": plan.diagnosis.clause,
        "decided": ticket.facts.get("nature"),
        "work": ticket.facts.get("nature_work"),
        "next": support.next_steps(ticket.facts.get("nature_work")),
    }
