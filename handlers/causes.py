"""The cause of a fault, chosen by whoever found it, and all that follows from it in one transaction.

What is charged waits for the customer's yes to exactly that price: it is asked for in the chat, nobody sets out and
nothing is done before, and the ticket is not closed while the answer is open.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import forms, forms_due, handoff, questions, tickets, unsettled, verdicts, visits
from handlers.flows import cost
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket
from handlers.rules import consequences
from handlers.rules.causes import Cause
from handlers.rules.consequences import Consequence
from handlers.rules.facts import WarrantyVerdict
from handlers.rules.policy import Plan
from handlers.scene import Scene
from handlers.tasks import TELL_SUPPLIER
from handlers.texts.catalog import LANGUAGES, say
from handlers.texts.shapes import money
from storage import devices
from storage import forms as stored_forms
from storage import tickets as stored
from storage.engine import Tx

ABOUT = "consent"
Json = dict[str, Any]


def find(house: House, user: Actor, ticket_id: int, cause_id: str, why: str, component: str = "") -> None:
    """``cause_id`` is the cause; ``why`` what was seen; ``component`` the part at fault, if it is another one."""
    user.need("overrule")
    why = why.strip()[:1000]
    if not why:
        raise Refused("why")
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        if ticket.status in tickets.ENDED:
            raise Refused("closed", number=ticket.number or "")
        plan = house.plans[ticket.plan]
        cause = next((c for c in plan.causes if c.id == cause_id), None)
        part = component or ticket.component
        if cause is None or (component and plan.component(component) is None):
            raise Refused("field", name="cause" if cause is None else "component")
        if _said_before(ticket, cause.id, part, why, user):
            return  # the button was pressed again
        on = now.astimezone(ZoneInfo(plan.zone)).date()
        follows = consequences.follows(cause, _in_term(tx, plan, ticket, part, on), part, on, plan.fees)
        ticket = _write(tx, house, plan, ticket, cause, follows, part, why, user, on, now)
        _form(tx, house, plan, ticket, cause.form, user, now)
        _tell_people(tx, house, plan, ticket, cause, now)
        _tell_customer(tx, house, ticket, cause, user, now)

    house.store.write(work)


def _form(
    tx: Tx, house: House, plan: Plan, ticket: Row[Any], kind: str | None, user: Actor, now: datetime
) -> None:
    """The form that the cause calls for.  What was issued for another cause counts no more: a new version takes its
    place, or it is void where this cause calls for another form or for none."""
    called = {cause.form for cause in plan.causes}
    subject = forms.about(ticket)
    issued = [r for r in stored_forms.of_subject(tx, subject) if r.status in forms.OPEN and r.kind in called]
    for row in issued:
        if row.kind != kind:
            forms.void(tx, house, row.id, user.owner, now, say("form-other-cause", row.lang))
    if kind is None:
        return
    draft = stored_forms.draft_of(tx, plan.id, kind, subject)
    before = next((r for r in issued if r.kind == kind), None)
    if before is None or draft is not None:
        forms.draft(tx, house, plan, kind, subject, ticket, user.owner, now)
        return
    new = forms.renew(tx, house, before.id, user.owner, now)
    follows = {f.id: None for f in forms.kind_of(plan, kind).fields if f.filled_from is not None}
    new = forms.write(tx, house, new.id, follows, user.owner, now)
    if forms.filled(tx, house, new, user.owner, now).ready:
        forms.issue(tx, house, new.id, user.owner, now)


def _said_before(ticket: Row[Any], cause: str, component: str | None, why: str, user: Actor) -> bool:
    known = ticket.facts.get("cause") or {}
    said = (known.get("id"), known.get("why"), known.get("by"), ticket.component)
    return said == (cause, why, user.owner, component)


def _in_term(tx: Tx, plan: Plan, ticket: Row[Any], component: str | None, on: date) -> bool | None:
    """Whether the term holds, whatever else was said of the warranty; None when nobody knows its beginning."""
    from handlers.rules import warranty

    device = devices.get(tx, ticket.device_id)
    if device is None:
        return None
    until = warranty.check(verdicts.device_facts(device), component, [], on, plan.warranty).until
    return consequences.in_term(until, on)


def _write(
    tx: Tx, house: House, plan: Plan, ticket: Row[Any], cause: Cause, follows: Consequence, component: str | None,
    why: str, user: Actor, on: date, now: datetime,
) -> Row[Any]:  # fmt: skip
    """Cause, verdict and fee, each in the log."""
    found = WarrantyVerdict(follows.verdict, component, None, None, None, follows.reasons)
    warranty = verdicts.warranty(found, on, user.owner)
    for key in ("start", "until", "start_rule"):
        warranty[key] = (ticket.warranty or {}).get(key)
    fee = verdicts.fee(follows.quote)
    found_cause = {
        "id": cause.id, "name": {"zh": cause.name.zh, "en": cause.name.en}, "why": why, "by": user.owner, "clause": cause.clause,
        "supplier": _to_supplier(plan, ticket, component, why) if follows.tell_supplier else None,
        "at": now.isoformat(), "form": follows.form, "approve": follows.approve, "approved": None,
    }  # fmt: skip
    facts = {**ticket.facts, "cause": found_cause}
    data = {
        "cause": cause.id,
        "why": why,
        "clause": cause.clause,
        "component": component,
        "verdict": follows.verdict,
    }
    ticket = tickets.record(tx, house, ticket.id, "cause.found", user.owner, now, data, facts=facts, warranty=warranty,
                            fee=fee, component=component)  # fmt: skip
    if not fee["free"]:
        quoted = {k: fee[k] for k in ("low", "high", "currency", "price_list")}
        ticket = tickets.record(tx, house, ticket.id, "fee.quoted", user.owner, now, quoted)
    return ticket


def _to_supplier(plan: Plan, ticket: Row[Any], component: str | None, why: str) -> Json:
    """The message to the supplier, ready to be sent."""
    part = plan.component(component) if component else None
    who = " ".join(x for x in (ticket.contact_name, ticket.phone) if x) or "-"
    return {
        lang: say("supplier-message", lang, number=ticket.number or "", plan=plan.name.of(lang), why=why, who=who,
                  part=part.name.of(lang) if part else "-", address=ticket.address or "-")
        for lang in LANGUAGES
    }  # fmt: skip


def _tell_people(tx: Tx, house: House, plan: Plan, ticket: Row[Any], cause: Cause, now: datetime) -> None:
    """The supplier's message as a task for whoever sends it; the approval as an alarm for whoever gives it."""
    handoff.drop_tasks(tx, ticket.id, now, only=(TELL_SUPPLIER,))
    if cause.tell_supplier:
        note = ticket.facts["cause"]["supplier"]["zh"]
        handoff.add_task(tx, house, ticket.conversation_id, plan, ticket, TELL_SUPPLIER, now, note=note)
    if cause.approve is not None:
        stored.raise_alarm(tx, now, ticket.id, f"approval/{now.isoformat()}", cause.approve, "alarm-approval",
                           found=cause.id)  # fmt: skip


def _tell_customer(tx: Tx, house: House, ticket: Row[Any], cause: Cause, user: Actor, now: datetime) -> None:
    """What it was and what is done about it; what costs money is asked, never just told."""
    lang = questions.lang(tx, ticket)
    parts = [say("cause-told", lang, number=ticket.number or "", cause=cause.explain.of(lang))]
    ticket = questions.close(tx, house, ticket, user.owner, now, ABOUT)
    fee, agreed = ticket.fee, tickets.consent_holds(tx, ticket)
    total = money(fee["low"], fee["high"], fee["currency"])
    if agreed and not fee["free"]:
        parts.append(say("cause-agreed-before", lang, total=total))
    elif cause.way is not None:
        parts.append(cause.way.of(lang))
    if agreed:
        questions.tell(tx, ticket, now, "plain", text="\n".join(parts))
        return
    parts.append(
        say("cause-price", lang, lines=cost.fee_lines(fee, lang), total=total, version=fee["price_list"])
    )
    data = {k: fee[k] for k in ("low", "high", "currency", "price_list")}
    ticket = tickets.record(tx, house, ticket.id, "consent.asked", user.owner, now, data)
    question = questions.Question(
        ABOUT, tickets.price(fee), "\n".join(parts), "button-agree", "button-decline"
    )
    questions.send(tx, house, ticket, question, user.owner, now)


def hear_consent(scene: Scene, price: str, yes: bool) -> None:
    """Yes or no to the price of what was found; only the price that was asked counts."""
    ticket = scene.ticket
    assert ticket is not None
    agreed = yes and tickets.consent_holds(scene.tx, ticket)
    if agreed or ticket.fee is None or tickets.price(ticket.fee) != price:
        scene.notice("question-over")
        return
    scene.ticket = ticket = tickets.write_consent(
        scene.tx, scene.house, ticket, scene.message_id, yes, scene.actor, scene.now
    )
    if yes:
        handoff.drop_tasks(scene.tx, ticket.id, scene.now, only=("fee_declined",))
        scene.change(facts={k: v for k, v in ticket.facts.items() if k != "declined"})
        scene.notice("cause-agreed", number=ticket.number)
        if visits.booked(scene.tx, ticket.id) is None:
            handoff.add_task(scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "arrange_visit", scene.now)  # fmt: skip
        return
    scene.change(facts={**ticket.facts, "declined": price})
    handoff.add_task(scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "fee_declined", scene.now)  # fmt: skip
    scene.notice("cause-declined", number=ticket.number)


def approve(house: House, user: Actor, ticket_id: int) -> None:
    """The role that the plan names approves what follows from the cause, and with it the form that the cause calls for."""
    now = house.now()

    def work(tx: Tx) -> None:
        ticket = locked_ticket(tx, ticket_id)
        cause = ticket.facts.get("cause")
        if not cause or not cause.get("approve") or cause.get("approved"):
            raise Refused("nothing-to-approve")
        if user.role not in (cause["approve"], "administrator"):
            raise Refused("step-role", role=say(f"role-{cause['approve']}", user.lang))
        form = _to_approve(tx, house, ticket)
        if form is not None and form.approved_at is None:
            forms.approve(tx, house, form.id, user.owner, now)
        _approved(tx, house, locked_ticket(tx, ticket_id), user.owner, now)

    house.store.write(work)


def form_approved(tx: Tx, house: House, form: Row[Any], user: Actor, now: datetime) -> None:
    """Whoever approves the form that the cause calls for approves what follows from the cause."""
    ticket = stored.get(tx, form.ticket_id) if form.ticket_id is not None else None
    cause = ticket.facts.get("cause") or {} if ticket is not None else {}
    named = cause.get("form") == form.kind and user.role in (cause.get("approve"), "administrator")
    if ticket is not None and named and not cause["approved"]:
        _approved(tx, house, ticket, user.owner, now)


def _approved(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime) -> None:
    cause = ticket.facts["cause"]
    facts = {**ticket.facts, "cause": {**cause, "approved": actor}}
    data = {"cause": cause["id"], "clause": cause["clause"]}
    tickets.record(tx, house, ticket.id, "cause.approved", actor, now, data, facts=facts)


def _to_approve(tx: Tx, house: House, ticket: Row[Any]) -> Row[Any] | None:
    """The form of the cause, where the plan wants it approved.  Refused before it is issued."""
    plan, kind = house.plans[ticket.plan], ticket.facts["cause"]["form"]
    form = plan.form(kind) if kind else None
    if form is None or form.approved_by is None:
        return None
    rows = [row for row in stored_forms.of_subject(tx, forms.about(ticket)) if row.kind == kind]
    found: Row[Any] | None = next((row for row in reversed(rows) if row.status in forms.OPEN), None)
    if found is None:
        raise forms_due.Needed(form.name, "issue")
    return found


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json | None:
    """The cause and what follows from it; None where the plan names no causes."""
    plan = house.plans.get(ticket.plan)
    if plan is None or not plan.causes or ticket.kind not in ("report_fault", "book_visit"):
        return None
    found = ticket.facts.get("cause")
    form = plan.form(found["form"]) if found and found["form"] else None
    return {
        "found": found,
        "form": form.name.model_dump() if form is not None else None,
        "consent": "open" if unsettled.consent_open(tx, ticket) else "declined" if found and not unsettled.may_go_on(tx, ticket) else "held",
        "choices": [
            {"id": c.id, "name": {"zh": c.name.zh, "en": c.name.en}, "clause": c.clause, "fee": c.fee} for c in plan.causes
        ],
        "components": [{"id": c.id, "name": {lang: c.name.of(lang) for lang in LANGUAGES}} for c in plan.components],
    }  # fmt: skip
