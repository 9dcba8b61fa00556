"""A report or a request from the first word to the confirmed summary.

Slots come in any order, several at once; the first step that still misses something asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from handlers import answers
from handlers.flows import (
    another,
    asked_times,
    booking,
    by_post,
    contact,
    corrections,
    cost,
    device,
    fault,
    guide,
    known_fault,
    makers,
    may_i,
    on_request,
    people,
    price_answers,
    product,
    spare,
    summary,
    unheard,
    vague,
    wishes,
)
from handlers.flows.who_and_where import FIELDS, only_tells_who
from handlers.plans.load import which_plan
from handlers.scene import Scene
from handlers.wording import regex
from nlu.understanding import Intent

NAME = "intake"
KINDS = {
    "report_fault": "report_fault",
    "install_request": "install_request",
    "maintenance_request": "maintenance_request",
    "parts_request": "parts_request",
    "return_exchange": "return_exchange",
    "book_visit": "book_visit",
}

Step = Callable[[Scene], bool]
HEAR: tuple[Step, ...] = (
    known_fault.hear,
    by_post.hear,
    summary.hear_summary,
    cost.hear_consent,
    booking.hear_window,
    fault.hear_severity,
    device.hear_device,
    product.hear_product,
    contact.hear_contact,
    fault.hear_problem,
    spare.note_wish,
)


def _tell_or_settle_cost(scene: Scene) -> bool:
    """Advice is free: nobody is asked to agree to a price before it, nor twice before we know whom to visit."""
    if not guide.pending(scene) and not cost.put_off(scene):
        return cost.settle_cost(scene)
    cost.tell_cost(scene)
    return False


ASK: tuple[Step, ...] = (
    fault.ask_problem,
    fault.ask_severity,
    device.ask_device,
    known_fault.ask,
    product.ask_product,
    _tell_or_settle_cost,
    contact.ask_contact,
    contact.ask_region,
    wishes.ask_wishes,
    spare.settle_wish,
    guide.ask,
    cost.settle_cost,
    on_request.ask_when,
    booking.ask_window,
    summary.ask_summary,
)


def begin(scene: Scene, kind: str, *, sure: bool = False) -> None:
    """Start with what was just said; everything that it tells is taken in at once.  ``sure``: it tells the problem."""
    scene.tracker.begin(NAME)
    if scene.plan is None:
        scene.plan = scene.house.plan(which_plan(scene.text, scene.house.plans))
        scene.tracker.slots[product.ASSUMED] = scene.plan is None
    sure = bool(scene.tracker.slots.pop(unheard.BEHIND, None)) or sure
    told = scene.event.kind == "text" and (
        (sure or fault.tells_a_problem(scene)) if kind == "report_fault" else not scene.text.startswith("/")
    )
    if not told and kind == "report_fault" and fault.only_names(scene):
        scene.tracker.slots[fault.NAMED] = scene.text
    problem = unheard.told_together(scene) if told and kind == "report_fault" else scene.text
    people.open_ticket(scene, on_request.kind_of(scene, kind), problem if told else "")
    on_request.remember(scene)
    if told:
        fault.add_problem(scene)
        another.note_second(scene)
    makers.tell(scene)
    device.hear_device(scene)
    product.hear_product(scene)
    contact.hear_contact(scene)
    asked_times.remember_wish(scene)
    spare.note_wish(scene)
    may_i.hear(scene)
    go_on(scene)


def begins_with_particulars(scene: Scene) -> bool:
    """Somebody sends who and where they are, or the number on the plate, before they say what is wrong: a report begins."""
    told = (
        device.candidate(scene)
        or scene.entity("phone")
        or scene.entity("address")
        or fault.FORM_LINE.match(scene.text.casefold())
    )
    if (
        not told
        or scene.event.kind != "text"
        or scene.intent != "out_of_scope"
        or answers.is_question(scene.text)
    ):
        return False
    begin(scene, "report_fault", sure=device.names_what_is_wrong(scene))
    return True


def hear(scene: Scene) -> bool:
    """Take in what a message says for the task under way.  False: it had nothing for us."""
    if scene.ticket is None or scene.ticket.status not in people.OPEN:
        scene.tracker.end()
        return False
    begins = answers.only_begins(scene.text) and scene.tracker.asked not in ("summary", "correction")
    if begins or (scene.tracker.asked != "consent" and answers.reports(scene.text)):
        return True  # the rest is still to come, or nothing new
    if (
        only_tells_who(scene)
        or fault.only_looks_like_one(scene)
        or fault.nothing_new(scene)
        or _only_calms(scene)
    ):
        scene.heard = replace(scene.heard, intent=Intent("out_of_scope", 0.0), severity=None)
    if wishes.hear_wishes(scene):
        asked_times.remember_wish(scene)
        contact.hear_contact(scene)
        return True
    if scene.tracker.asked in guide.ASKED and guide.hear(scene):
        return True
    if contact.hear_known_place(scene) or corrections.hear(scene):
        return True
    if another.same_contact(scene) or another.separately(scene):
        return True  # no "no" to what is asked
    another.note(scene)
    if scene.tracker.asked in ("warranty_serial", "ticket") and device.candidate(scene) is None:
        scene.tracker.asked = scene.tracker.slots.pop(BEFORE_ASIDE, scene.tracker.asked)  # answered after all
    taken = False
    for step in HEAR:
        if step(scene):
            taken = True
            if scene.tracker.flow != NAME:
                return True  # the summary was confirmed
    return taken


def _only_calms(scene: Scene) -> bool:
    """Whether somebody who has told the fault only says that there is no hurry, or that nobody is hurt: no level follows
    from that, neither up nor down."""
    told = scene.ticket is not None and bool(scene.ticket.problem)
    return told and scene.event.kind == "text" and answers.calms(scene.text)


def go_on(scene: Scene) -> None:
    """Ask for the next thing that is missing."""
    if scene.tracker.flow != NAME or scene.ticket is None:
        return
    asked = scene.tracker.asked
    if asked in ("correction", *FIELDS) and scene.tracker.slots.pop("waiting", None):
        return  # it was just asked what is right
    if asked is not None and scene.tracker.tries.get(asked, 0) >= IN_VAIN:
        people.hand_over(scene, "not_understood", text_id="handed-over-lost")
        return
    for step in ASK:
        if step(scene):
            return
        if step is fault.ask_severity:
            fault.tell_severity(scene)


EXPLAINED = (
    "problem",
    "severity",
    "serial",
    "name",
    "phone",
    "address",
    "region",
    "wishes",
    "consent",
    "window",
    "summary",
)
_PASSWORD = regex(
    r"(?:密码|口令)(?!锁|盘|键|器|.{0,4}(?:忘|错|不对|多少|不知道)).{0,10}?[A-Za-z0-9!@#$%^&*]{4,}|\b(?:password|passcode|pwd|login) (?:is|=|:)? ?\S{4,}",
    re.IGNORECASE,
)
_WHAT_IF = regex(r".{2}怎么办")  # "what if it can't be repaired?" asks nothing of our question
_WHY = regex(r"为什么|为啥|干嘛要?|干啥|有什么用|\bwhy\b|\bwhat for\b")
REMARKED = ("product", "severity", "serial", "name", "phone", "address", "region")
BEFORE_ASIDE = "before_aside"  # slot: our question, when the answer to theirs needs a number of them
IN_VAIN = 4  # times that a question is asked before a person helps
MOST_KEPT = 4  # remarks that answer nothing, in one report, before we say that we are lost


def explain(scene: Scene) -> bool:
    """Somebody asks what we mean by our question: say it in other words, once for each question."""
    asked = scene.tracker.asked
    looks = asked == "serial" and bool(device.ASKS_WHERE.search(answers.plain(scene.text)))
    if asked not in EXPLAINED or not (looks or answers.asks_back(scene.text)) or scene.entity("error_code"):
        return False
    if (
        scene.intent in ("warranty_query", "fee_query", "ticket_status")
        and scene.heard.intent.confidence >= 0.6
    ):
        return False
    if asked == "serial" and _WHY.search(answers.plain(scene.text)):
        scene.tracker.misses = 0
        scene.say("explain-serial-why", *EXPLAIN_BUTTONS["serial"])
        return True
    if (
        scene.tracker.told.get(f"explained-{asked}")
        or answers.how_long(scene.text)
        or _WHAT_IF.search(scene.text)
    ):
        return False
    scene.tracker.told[f"explained-{asked}"] = "yes"
    scene.tracker.misses = 0
    if asked in ("window", "summary", "consent"):
        scene.say(f"explain-{asked}")
        repeat(scene)
    else:
        scene.say(f"explain-{asked}", *EXPLAIN_BUTTONS.get(asked, ()))
    return True


EXPLAIN_BUTTONS = {
    "wishes": (("button-no-wishes", "/nowishes"),),
    "serial": (("button-noserial", "/noserial"),),
    "severity": (("button-stopped", "/stopped"), ("button-works", "/works")),
}


def keep(scene: Scene) -> bool:
    """A remark that answers nothing ("since yesterday", "on the roof"): kept for the engineer, and we go on.
    Not for ever: after some of them we say that we are lost, and then a person helps."""
    ticket = scene.ticket
    if (
        ticket is None
        or not ticket.problem
        or scene.event.kind == "button"
        or scene.tracker.asked not in REMARKED
    ):
        return False
    kept = int(scene.tracker.slots.get("kept", 0))
    agrees = price_answers.agrees(scene.text)  # to nothing that was asked
    if kept >= MOST_KEPT or agrees or not (fault.remark(scene) or _a_piece(scene, ticket.problem)):
        return False
    if _PASSWORD.search(scene.text):
        scene.say("no-passwords")
        go_on(scene)
        return True
    scene.tracker.slots["kept"] = kept + 1
    if answers.asks(scene.text):  # and no detail of the fault
        people.leave_question(scene)
        scene.say("question-kept")
    else:
        vague.take_back(scene)
        fault.add_problem(scene)
        scene.say("noted")
    go_on(scene)
    return True


def _a_piece(scene: Scene, problem: str) -> bool:
    """Whether one word goes on with what is told in pieces ("hot", "water", "gone")."""
    said = answers.plain(scene.text)
    told = [answers.length(answers.plain(line)) for line in problem.splitlines()]
    short = bool(told) and max(told) <= (2 if said.isascii() else 4)
    return short and said.isalpha() and len(said) > 1 and not answers.known(scene.text)


def set_aside(scene: Scene) -> bool:
    """What answers neither windows nor price nor summary: a remark goes to the technician ("ring at the gate"), a
    question to a colleague.  Not for ever."""
    asked, ticket, slots = scene.tracker.asked, scene.ticket, scene.tracker.slots
    if corrections.unclear(scene):
        return True
    kept = int(slots.get("set_aside", 0))
    question = answers.asks(scene.text)
    if ticket is None or scene.event.kind != "text" or kept >= MOST_KEPT:
        return False
    if not question and not _says_something(scene.text):
        return False
    if asked not in ("window", "summary", *(["consent"] if question else [])):
        return False
    slots["set_aside"] = kept + 1
    if question:
        people.leave_question(scene)
    else:
        scene.record("ticket.note", {"remark": scene.text[:500]})
    scene.say("question-kept" if question else "remark-kept")
    return True


def _says_something(text: str) -> bool:
    """Whether a text has as many words as a remark needs."""
    said = answers.plain(text)
    return answers.length(said) >= (4 if said.isascii() else 6)


def repeat(scene: Scene) -> None:
    """Ask the open question again after a digression."""
    if scene.tracker.asked in ("correction", *FIELDS) and scene.tracker.slots.pop("waiting", None):
        return  # it was just asked what is right
    if scene.tracker.asked is not None:
        scene.tracker.tries.pop(scene.tracker.asked, None)  # it was not answered wrongly
    scene.tracker.asked = None
    go_on(scene)


def after_aside(scene: Scene, asked: str | None) -> None:
    """The open question again after theirs was answered, or the one that theirs has led to first."""
    if scene.tracker.asked not in ("warranty_serial", "ticket"):
        repeat(scene)
    elif asked not in ("warranty_serial", "ticket"):
        scene.tracker.slots[BEFORE_ASIDE] = asked


def add_to(scene: Scene, text: str) -> None:
    """More about a report that counts already: kept with it, and rated anew (never lower by this)."""
    ticket = scene.ticket
    assert ticket is not None
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    before = ticket.severity_level
    fault.add_problem(scene, text)
    if ticket.kind == "report_fault":
        fault.rate(scene)
    assert scene.ticket is not None
    if scene.ticket.severity_level != before:
        fault.tell_severity(scene)
    scene.say("added-to-report", number=ticket.number)
