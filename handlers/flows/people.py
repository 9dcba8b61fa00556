"""Handing over to people: on request, in danger, after misses, when we fail."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Row

from handlers import answers, areas, duty, guessing, handoff, staff_notices, teams, tickets, verdicts
from handlers.elsewhere import ELSEWHERE
from handlers.flows import cost, device, fault, in_danger, plain_questions, product, spare
from handlers.flows.who_and_where import FIELDS, said_contact
from handlers.plans.load import which_plan
from handlers.rules import serials
from handlers.rules.policy import Plan
from handlers.scene import Scene
from handlers.texts.shapes import join, moment
from handlers.wording import regex
from nlu.understanding import Evidence
from storage import tickets as stored_tickets

OPEN = ("intake", "open")
FAULT_SURE = (
    0.45  # how likely it has to be that a message tells a fault, for a report that nobody asked about
)
#: What a colleague has to see to, of somebody who waits.
REQUESTED = ("book_visit", "maintenance_request", "install_request", "parts_request")
MOST_QUESTIONS = 3  # of somebody who waits, that are answered with "a colleague will tell you"
_CALL_THIS = regex(
    r"打这个|打我的?|有事(?:打|找)我|以这个为准|\b(?:call|ring|use|text) (?:me|this|mine|him|her|that)\b|\binstead\b",
    re.IGNORECASE,
)
_ERASE = regex(
    r"\b(?:delete|erase|remove|forget) (?:all )?(?:of )?(?:my|our) (?:personal )?(?:data|information|details|account|records?)\b|(?:删除?|删掉|清除|抹掉|注销)(?:掉)?我们?的?(?:个人)?(?:信息|资料|数据|账号)|把我们?的?(?:个人)?(?:信息|资料|数据|账号)[^,，。]{0,3}(?:删|清|抹|注销)"
)
_CANNOT_WRITE = regex(
    r"(?:不(?:会|能|方便|太会)|没法)(?:打字|写字)|不识字|(?:看不[清见]|不认(?:识|得))(?:屏幕|手机|字)|\b(?:can'?t|cannot|can not|don'?t know how to|not able to) (?:type|write|read)\b(?! (?:data|speed|to|from|file|the (?:disk|serial|plate|label|number)|it|that))"
)
LONGEST_TOLD = 1000  # characters of a message that tell which advice it needs
DESCRIBES = 0.6  # ... and to be written into a report that waits for people, who read the message anyway


def known_plan(scene: Scene) -> Plan | None:
    """The conversation's plan, the one whose product is named, or the operator's default; None while it is a guess."""
    house = scene.house
    by_device = scene.ticket is not None and scene.ticket.device_id is not None
    sure = None if scene.tracker.slots.get(product.ASSUMED) and not by_device else scene.plan
    named = None if sure else house.plan(which_plan(scene.text, house.plans))
    return sure or named or house.plan(house.default_plan)


def some_plan(scene: Scene) -> Plan:
    """The plan that is known, or else any: a report is never without one."""
    return scene.plan or known_plan(scene) or next(iter(scene.house.plans.values()))


def current_ticket(scene: Scene) -> Row[Any] | None:
    """The ticket in hand if it is still open, else the newest open one of this conversation."""
    if scene.ticket is not None and scene.ticket.status in OPEN:
        return scene.ticket
    rows = stored_tickets.of_conversation(scene.tx, scene.conversation.id, statuses=OPEN)
    return rows[0] if rows else None


def open_ticket(scene: Scene, kind: str, problem: str, status: str = "intake") -> None:
    """A ticket for what was just said; its clocks run from this message on."""
    if known_plan(scene) is None:
        scene.tracker.slots[product.ASSUMED] = True
    plan = scene.plan = some_plan(scene)
    scene.ticket = tickets.open_ticket(
        scene.tx, scene.house, plan, scene.conversation.id, kind, problem[: fault.MAX_PROBLEM], scene.actor, scene.now,
        status=status, customer_id=scene.conversation.customer_id,
    )  # fmt: skip
    scene.tracker.told.clear()
    scene.tracker.agreed = None


def hand_over(
    scene: Scene, reason: str, *, text_id: str = "handed-over", note: str | None = None, at_least: int = 3,
    bare: bool = False,
) -> None:  # fmt: skip
    """A person speaks from now on; the customer is told place and time.  While nobody knows the product, it is
    nobody's plan whose queue it waits in.  ``bare``: the ticket is what cannot be worked with, so it is left as it is."""
    plan = known_plan(scene)
    scene.plan = scene.plan or plan
    ticket = None if bare else current_ticket(scene)
    if ticket is not None:
        scene.ticket = ticket
        if ticket.status == "intake":
            scene.change(status="open")
            ticket = scene.ticket
        if ticket.device_id is not None and ticket.warranty is None and ticket.kind in cost.RATED:
            scene.ticket = ticket = tickets.check_warranty(scene.tx, scene.house, ticket, "bot", scene.now)
    done = handoff.hand_over(
        scene.tx,
        scene.house,
        scene.conversation,
        plan,
        ticket,
        reason,
        scene.now,
        note=note,
        at_least=at_least,
    )
    scene.refresh()
    scene.tracker.end()
    scene.notice(text_id, **_expectation(scene, done.expectation), hotline=some_plan(scene).hotline)
    if ticket is not None and ticket.number:
        scene.notice("your-number", number=ticket.number)
        _who_takes_it(scene, ticket)


def _who_takes_it(scene: Scene, ticket: Row[Any]) -> None:
    """The customer's own team, or colleagues while it is away; and who is on the duty line, where there is one."""
    plan = scene.house.plan(ticket.plan)
    team = teams.team_of(scene.tx, plan, ticket)
    if team is not None:
        here = teams.there(scene.tx, scene.house.plans[ticket.plan], ticket, scene.now)
        scene.notice("team-takes" if here is not None else "team-away", team=team.name.of(scene.lang))
    if plan is not None and plan.duty_line is not None:
        on = duty.who(scene.tx, plan.duty_line.role, scene.now, plan, ticket.region)
        if on is not None and on.person.phone:
            scene.notice("duty-line", name=on.person.name, phone=on.person.phone)


def _expectation(scene: Scene, found: handoff.Expectation) -> dict[str, str]:
    until = moment(scene.local(found.until), scene.lang, scene.now) if found.until else ""
    return {"place": str(found.place), "until": until}


def wanted_for(scene: Scene) -> bool:
    """Whether only people can do what is asked: erase what we know of somebody, or talk to whoever cannot write."""
    short = scene.event.kind == "text" and len(scene.text) <= in_danger.SHORT
    said = answers.plain(scene.text)
    return short and any(words.search(said) for words in (_ERASE, _CANNOT_WRITE))


def tell_place(scene: Scene) -> None:
    """Somebody in the queue asks how long it takes."""
    item = handoff.waiting_item(scene.tx, scene.conversation.id)
    if item is not None:
        found = handoff.expected(scene.tx, item, scene.now)
        scene.notice(found.text_id, **_expectation(scene, found))


def danger(scene: Scene) -> None:
    """Safety advice first, then a person at once, at any hour, before any question is asked."""
    found = scene.heard.danger
    ticket = current_ticket(scene)
    if ticket is None:
        open_ticket(scene, "report_fault", scene.text, status="open")
    else:
        scene.ticket = ticket
    scene.plan = plan = some_plan(scene)
    assert scene.ticket is not None
    _write_danger(scene, found)
    collect(scene)
    _alarm(scene, found)
    _advise(scene, plan, found)
    hand_over(scene, "danger", text_id="danger-handed-over")
    ticket = scene.ticket
    missing = "-".join(field for field in ("phone", "address") if not getattr(ticket, field))
    if missing:
        scene.notice(f"danger-contact-{missing}")


def _alarm(scene: Scene, found: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The supervisor learns every danger once.  Those that are new."""
    assert scene.ticket is not None
    return tuple(
        evidence
        for evidence in found
        if staff_notices.raise_alarm(
            scene.tx, scene.house, scene.now, scene.ticket, f"danger/{evidence.reason}", "supervisor", "alarm-danger",
            danger=evidence.reason, quote=evidence.text[:200],
        )
    )  # fmt: skip


def _advise(scene: Scene, plan: Plan, found: tuple[Evidence, ...]) -> None:
    """What the plan advises in these dangers, each advice once."""
    for advice in dict.fromkeys(
        plan.safety.advice(e.reason, f"{scene.text[:LONGEST_TOLD]}\n{e.text}").of(scene.lang) for e in found
    ):
        scene.advise(advice)


def _write_danger(scene: Scene, found: tuple[Evidence, ...]) -> None:
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    facts = fault.evidence(dict(ticket.facts), scene.heard)
    known = {(s["signal"], s["text"]) for s in facts.get("signs", [])}
    facts["signs"] = facts.get("signs", []) + [
        verdicts.sign(e) for e in found if (e.reason, e.text) not in known
    ]
    changes: dict[str, Any] = {"facts": facts, "kind": "report_fault"}
    if scene.text not in ticket.problem:
        changes["problem"] = f"{ticket.problem}\n{scene.text}".strip()[: fault.MAX_PROBLEM]
    scene.change(**changes)
    fault.rate(scene)


def collect(scene: Scene) -> list[str]:
    """Facts in a message go into the ticket even when nobody asked: blanks are filled, nothing is said.  What was new."""
    ticket = scene.ticket
    if ticket is None or ticket.status not in OPEN:
        return []
    said = said_contact(scene)
    fill: dict[str, Any] = {k: v for k, v in said.items() if not getattr(ticket, k)}
    if "address" in fill and ticket.region is None:
        fill["region"] = areas.region_of(fill["address"])
    other = said.get("phone") if ticket.phone and said.get("phone") != ticket.phone else None
    if other is not None:  # a second number: whoever is at it, in the customer's words
        scene.record("ticket.note", {"remark": scene.text[:500]})
        if _CALL_THIS.search(scene.text):
            fill["phone"] = other
    if fill:
        scene.change(**fill)
    new = [other] if other is not None and "phone" not in fill else []
    new += [fill[k] for k in FIELDS.values() if k in fill]
    serial = device.candidate(scene)
    if serial is not None and ticket.device_id is None:
        if ticket.serial_given is None or serials.fold(ticket.serial_given) != serials.fold(serial):
            new.append(serial)
        found = guessing.find_device(scene, serial)
        if found is not None:
            device.attach(scene, found, serial)
        else:
            scene.change(serial_given=serial)
    return new


def listen(scene: Scene) -> None:
    """Somebody else owns the conversation: the bot is silent.  What is said is kept, facts go into the
    ticket (a fault told to nobody yet opens one), and new danger is announced at once."""
    row = scene.conversation
    new: list[str] = []
    if scene.ticket is not None and scene.ticket.status in OPEN:
        scene.record("customer.wrote")
        new = collect(scene)
        spare.note_wish(scene)
    elif not scene.heard.danger and _tells_a_fault(scene):
        _report_to_people(scene)
    if scene.heard.danger:
        _danger_again(scene)
    elif row.owner == "queue":
        _while_waiting(scene, new)


def _tells_a_fault(scene: Scene) -> bool:
    if current_ticket(scene) is not None or scene.event.kind != "text" or not fault.tells_a_problem(scene):
        return False
    return scene.heard.intent.confidence >= FAULT_SURE


def _report_to_people(scene: Scene) -> None:
    """Somebody who asked for a person first tells the fault now: it is a report, rated, with its clocks."""
    open_ticket(scene, "report_fault", scene.text, status="open")
    assert scene.ticket is not None
    fault.add_problem(scene)
    fault.rate(scene)
    collect(scene)
    if scene.conversation.owner == ELSEWHERE:
        return  # who has the conversation there has heard it
    plan = known_plan(scene)
    handoff.hand_over(scene.tx, scene.house, scene.conversation, plan, scene.ticket, "asked", scene.now)
    scene.refresh()
    if scene.conversation.owner == "queue":
        scene.notice("your-number", number=str(scene.ticket.number))


def _while_waiting(scene: Scene, new: list[str]) -> None:
    """In the queue: what is said about the fault is rated (never lower); the first message, and whom to call and where
    to go (``new``), are acknowledged."""
    ticket = scene.ticket
    if _describes(scene) and ticket is not None and ticket.status in OPEN:
        scene.plan = scene.house.plan(ticket.plan) or scene.plan
        fault.add_problem(scene)
        if ticket.kind == "report_fault":
            fault.rate(scene)
    handover = str(scene.conversation.owner_epoch)
    asks = scene.intent in ("ticket_status", "request_human") and scene.heard.intent.confidence >= 0.5
    plan = scene.house.plan(ticket.plan) if ticket is not None else None
    if in_danger.hear(scene, ticket, plan or some_plan(scene)):
        pass
    elif plain_questions.asked(scene) == "plain-hotline":
        scene.notice("plain-hotline", hotline=some_plan(scene).hotline)
    elif asks or scene.text in ("/human", "/status") or answers.how_long(scene.text):
        tell_place(scene)
    elif scene.intent in ("cancel_visit", "reschedule_visit") or answers.gives_up(scene.text):
        scene.notice("queue-passed-on")
    elif new:
        scene.notice("queue-noted-facts", what=join(new, scene.lang))
    elif answers.asks(scene.text) and _may_promise(scene, handover):
        scene.notice("queue-question")
    elif scene.tracker.told.get("waiting") != handover:
        scene.notice("queue-noted")
    elif scene.entity("visit_time") is not None or scene.intent in REQUESTED:
        scene.notice("queue-passed-on")
    else:
        in_danger.last_word(scene, ticket)
    scene.tracker.told["waiting"] = handover


def _may_promise(scene: Scene, handover: str) -> bool:
    """Whether a question gets an answer of ours: some of them in a handover, or it sounds like a machine."""
    told, _, times = scene.tracker.told.get("waiting asked", "").partition(" ")
    asked = int(times) + 1 if told == handover else 1
    scene.tracker.told["waiting asked"] = f"{handover} {asked}"
    return asked <= MOST_QUESTIONS


def _describes(scene: Scene) -> bool:
    """Whether a message tells of the fault, and is no "ok, I switch it off": by a word that says so, or beyond doubt."""
    rated = scene.heard.severity is not None
    return rated and (fault.named_by_rules(scene) or scene.heard.intent.confidence >= DESCRIBES)


def leave_question(scene: Scene) -> None:
    """A question that the bot cannot answer is kept with the ticket, and somebody has to answer it."""
    words = scene.text[:500]
    scene.record("ticket.note", {"question": words})
    handoff.add_task(
        scene.tx,
        scene.house,
        scene.conversation.id,
        scene.plan,
        scene.ticket,
        "question",
        scene.now,
        note=words,
    )


def _danger_again(scene: Scene) -> None:
    ticket = current_ticket(scene)
    known = ticket is not None and ticket.severity is not None and ticket.severity.get("danger")
    if scene.conversation.owner == "queue" and not known:
        danger(scene)
        return
    if ticket is None:
        open_ticket(scene, "report_fault", scene.text, status="open")
    else:
        scene.ticket = ticket
    _write_danger(scene, scene.heard.danger)
    new = _alarm(scene, scene.heard.danger)
    if scene.conversation.owner != "queue":  # nobody talks over an engineer, who is alarmed
        return
    told = in_danger.somebody_is_hurt(scene.text)
    if told:  # what the rest of the message names has advice of its own
        in_danger.tell_hurt(scene, str(in_danger.reason(ticket)))
        new = tuple(e for e in new if not in_danger.somebody_is_hurt(e.text))
    elif in_danger.asks_whether(scene.text):
        told = True
        scene.notice("danger-not-yet")
        new = tuple(e for e in new if not in_danger.asks_whether(e.text))
    if new and in_danger.reason(ticket) == "danger.shock" and all(e.reason == "danger.injury" for e in new):
        told, new = (
            True,
            (),
        )  # whoever is hurt by current has to be brought away from it: not "leave them where they are"
        scene.advise(some_plan(scene).safety.advice("danger.shock").of(scene.lang))
    _advise(scene, some_plan(scene), new)
    if not (told or new or in_danger.hear(scene, scene.ticket, some_plan(scene))):
        scene.notice("danger-again")
