"""Guidance before a visit: short steps that a customer can take alone, one at a time, and whether they helped.

It stops nobody: "send somebody" ends it at once, danger and a severe fault never begin it, and a person may be asked for
at any time.  What helped closes the report once the customer has confirmed it.
"""

from __future__ import annotations

from typing import Any, Literal

from handlers import answers, calls_wanted, closing, handoff, support, visits
from handlers.flows import asked_times, booking, fixed, summary, times_told
from handlers.people import Refused
from handlers.rules.support import Guide
from handlers.scene import Scene
from handlers.texts.shapes import window
from handlers.wording import regex
from storage import feed
from storage import tickets as stored_tickets

NAME = "guide"
ASKED = ("guide", "guide_close")
WAITS = "guide_waits"  # slot: the customer is trying it
BUTTONS = (("button-works-now", "/helped"), ("button-not-yet", "/notyet"), ("button-send", "/send"))
SHORT = 60  # characters of an answer; a longer text tells something

_SEND = regex(
    r"派人|派个|来人|上门|(?:叫|让|派|请|找).{0,3}(?:师傅|工程师|技术员|人来)|(?:师傅|工程师)(?:过来|来)|跳过|直接来|(?:太|好)麻烦|不会(?:弄|搞|操作)"
    r"|不(?:想|敢|愿)(?:弄|动|试|搞)|弄不了|没空|没时间|别问|废话|重要|紧急|(?<!不)急|\b(?<!don't )(?<!not )send\b|\bvisit\b|\bskip\b|\bcome (?:here|over|out|round|and)\b"
    r"|\bjust come\b|\btoo (?:complicated|difficult|hard)\b|\bno time\b|\burgent|\bimportant\b|\btechnician\b|\bengineer\b|\bcan'?t (?:do|try) (?:it|that|this)\b"
)
_FIXED = regex(
    r"好了|恢复了?|正常了|能用了|可以了|解决了|有(?:图像|画面|信号|声音|热水|水|反应|用)了?|亮了|热了|搞定|管用|\bworks\b|\bworking\b|\bworked\b|\bfixed\b|\bsolved\b"
    r"|\bhelped\b|\bdid it\b|\bis back\b|\ball good\b|\brunning (?:again|now)\b|\bit did\b"
)
_NOT = regex(
    r"没|不|未|别|唔|还(?:是|在)|一样|照旧|\bno\b|\bnot\b|n't\b|\bstill\b|\bsame\b|\bnothing\b|\bcannot\b|\bdidnt\b"
)
_TRYING = regex(
    r"^(?:好的?|好吧|嗯+|行|可以|ok|okay|sure|all ?right|fine)$|^(?:好的?|ok|okay)?(?:我|我们)?(?:先|去|这就|马上)?(?:试试|试一下|看看|看一下|弄一下)|^(?:等|稍等|请等)"
    r"|^(?:ok |okay )?(?:wait|one (?:moment|second|sec)|just a (?:moment|second|sec)|let me (?:try|see|check|look)|i'?ll (?:try|check|look)|trying|give me)"
)
_REPEAT = regex(
    r"再(?:说|讲|发)(?:一)?(?:遍|次|下)|重(?:复|说|讲)|没(?:听|看)(?:清|懂)|\brepeat\b|^again(?: please)?$|\bsay (?:it|that) again\b|\bonce more\b|\bwhat was (?:that|the step|step \d)\b"
)
_DONE = regex(
    r"(?:重启|重开|关机|拔插|断电)(?:过|了)(?:[一二两三四五六几好多\d]+(?:次|遍|回))了?$|\b(?:restarted|rebooted|reset|unplugged)\b.{0,12}\b(?:already|once|twice|times|before)$|^(?:ok|好的?)?(?:下一(?:步|个)|继续|然后呢?|接下来呢?|还有呢?|再下一步)$|(?:试|做|弄|检查|看)(?:过|完)了?$|^(?:都|已经)?(?:试|做|弄|检查)(?:过|完)?了"
    r"|^(?:ok |okay )?(?:next(?: one| step)?|continue|go on|and then|what next|what else)(?: please)?$|\b(?:did|done|tried|checked) (?:that|it|this)\b|\balready (?:did|done|tried|checked|looked)\b|已经(?:试|检查|看|做)过"
)
_BACK = regex(r"又|还是|不行|没好|\bback\b|\bagain\b|\bstill\b|\bnot\b")
_DONT = regex(
    r"(?:不用|不必|不需要|不要|无需|用不着|别)(?:再|给我|麻烦|你们){0,2}(?:派|来|上门|叫人|找人|过来)|\bno need\b|\b(?:don'?t|do not|needn'?t) (?:send|come|visit)\b"
)
_YES = frozenset({"是", "是的", "对", "对的", "有用", "yes", "yep", "yeah", "yup", "y", "yes it did"})
_ALL_TRIED = regex(
    r"(?:都|全|全部|所有)(?:的)?(?:已经)?(?:试|做|弄|检查)(?:过|完|遍)?了|(?:试|做|弄|检查)(?:过|完)?了?.{0,4}都(?:没|不)|都(?:没用|没效|不管用|不行)|\b(?:tried|done|did|checked) (?:all|everything|them all|all of)\b"
    r"|\bnone of (?:that|it|them|these|those)\b|\bnothing (?:helps|helped|works|worked|does)\b"
)
_PAST = regex(r"从|自从|以来|昨|前天|上(?:周|个?月)|\b(?:since|yesterday|last|ago|been|was|were)\b")
_COMMON = frozenset(
    "the and you its not but for are was has had can any all out how why who did now yet off too with that this then from have does what when where there your they them some please check look make sure again once only".split()
)
_WORD = regex(r"[a-z]{3,}")
Said = Literal["fixed", "not_yet", "send", "trying", "again", "all"]


def pending(scene: Scene) -> bool:
    """Whether guidance comes before the visit of this report, or is under way."""
    ticket = scene.ticket
    if ticket is None or ticket.kind != "report_fault" or ticket.status != "intake":
        return False
    return booking.needs_visit(scene) and _choose(scene)[0] == "telephone" and _guide(scene) is not None


def _choose(scene: Scene) -> tuple[str, str]:
    """Mode and why.  Whoever has named a time for the visit, or says that it is important, wants one."""
    assert scene.ticket is not None and scene.plan is not None
    slots = scene.tracker.slots
    wishes = bool(slots.get("wanted") or slots.get("wish")) or support.important(scene.ticket.problem)
    found = support.mode(scene.plan, scene.ticket, wishes=wishes)
    return found.mode, found.reason.code


def _guide(scene: Scene) -> Guide | None:
    assert scene.ticket is not None and scene.plan is not None
    return support.guide(scene.plan, scene.ticket)


def ask(scene: Scene) -> bool:
    """The next step of the guidance.  False: there is none, and the visit goes on."""
    ticket = scene.ticket
    assert ticket is not None
    if ticket.kind != "report_fault" or ticket.status != "intake":
        return False
    if ticket.facts.get("call_me"):
        _note(scene, "telephone", "call")
    if not booking.needs_visit(scene):
        return False
    if not pending(scene):
        _note_mode(scene)
        return False
    _go_on(scene)
    return True


def _go_on(scene: Scene) -> None:
    """Ask what is open, unless that has just been done or the customer is trying it."""
    tracker = scene.tracker
    if tracker.slots.pop(WAITS, None):
        tracker.asked = "guide"
    elif tracker.asked != "guide_close":
        _ask_step(scene)
    elif not any(line.text_id == "guide-ask-close" for line in scene.lines):
        _ask_close(scene)


def _ask_close(scene: Scene) -> None:
    assert scene.ticket is not None
    scene.tracker.ask("guide_close")
    scene.say("guide-ask-close", ("button-yes", "/yes"), ("button-no", "/no"), number=scene.ticket.number)


def _note_mode(scene: Scene) -> None:
    """Which way of support the plan's rule has chosen is written once, and again when it changes."""
    mode, why = _choose(scene)
    if mode == "telephone" and _guide(scene) is None:
        mode, why = "on_site", "no_guide"
    _note(scene, mode, why)


def _note(scene: Scene, mode: str, why: str) -> None:
    assert scene.ticket is not None and scene.plan is not None
    if not scene.plan.support.telephone_first:
        return
    known = scene.ticket.facts.get("support", {})
    if (known.get("mode"), known.get("why")) != (mode, why):
        data = {"mode": mode, "why": why, "clause": scene.plan.support.clause}
        scene.record("support.chosen", data, facts=_facts(scene, mode=mode, why=why))


def _facts(scene: Scene, **changes: Any) -> dict[str, Any]:
    assert scene.ticket is not None
    facts = dict(scene.ticket.facts)
    return {**facts, "support": {**facts.get("support", {}), **changes}}


def _step(scene: Scene) -> int:
    assert scene.ticket is not None
    return int(scene.ticket.facts.get("support", {}).get("step", 0))


def _ask_step(scene: Scene) -> None:
    guide, step = _guide(scene), _step(scene)
    assert guide is not None and scene.ticket is not None
    step = min(step, len(guide.steps) - 1)
    again = scene.tracker.ask("guide")
    given = scene.ticket.facts.get("support", {})
    if given.get("given") != [guide.id, step]:
        if given.get("guide") != guide.id:
            scene.say("guide-first", count=str(len(guide.steps)), what=guide.name.of(scene.lang))
        scene.record(
            "guidance.given", {"guide": guide.id, "step": step + 1, "of": len(guide.steps), "clause": guide.clause},
            facts=_facts(scene, guide=guide.id, step=step, given=[guide.id, step], mode="telephone", why="first"),
        )  # fmt: skip
    scene.say("guide-step-again" if again else "guide-step", *BUTTONS, step=str(step + 1), count=str(len(guide.steps)),
              text=guide.steps[step].of(scene.lang))  # fmt: skip


def understood(scene: Scene) -> bool:
    """Whether a message answers the guidance, and so is no complaint, withdrawal or wish for a person."""
    return scene.tracker.asked == "guide" and _said(scene) is not None


def wants_a_visit(scene: Scene) -> bool:
    """Whether "send an engineer" is said in the middle of the guidance."""
    return scene.tracker.asked == "guide" and _said(scene) == "send"


def _said(scene: Scene) -> Said | None:
    pressed: dict[str, Said] = {"/helped": "fixed", "/notyet": "not_yet", "/send": "send", "/yes": "fixed", "/no": "not_yet", "/unknown": "not_yet"}  # fmt: skip
    if scene.text.startswith("/") or scene.event.kind == "button":
        return pressed.get(scene.text)
    text = answers.plain(scene.text)
    if len(scene.text) > SHORT or answers.complains(scene.text) or calls_wanted.call_first(scene.text):
        return None
    if _tells_more(scene):
        return None
    if _REPEAT.search(text):
        return "again"
    helped = bool(_FIXED.search(text) and not _NOT.search(text))
    if _DONT.search(text) or (scene.intent == "cancel_visit" and answers.over(text)):
        return (
            "fixed" if helped or _FIXED.search(_DONT.sub("", text)) else None
        )  # taken back, or it works again
    if _TRYING.search(text):
        return "trying"
    if scene.intent == "book_visit" and scene.heard.intent.confidence >= 0.6 and not _FIXED.search(text):
        return "send"
    if _SEND.search(text):
        return "send"
    if text in _YES or helped:
        return "fixed"
    if scene.tracker.flow != NAME and _names_a_time(scene, text):
        return "send"  # who tells when it suits, or when not, makes an appointment
    if _ALL_TRIED.search(text):
        return "all"
    if _DONE.search(text):
        return "not_yet"
    if answers.is_question(scene.text):
        return None
    if _NOT.search(text) or answers.unknown(scene.text) or answers.yes_or_no(scene) is False:
        return "not_yet"
    return "not_yet" if _about_the_step(scene, text) else None


def _names_a_time(scene: Scene, text: str) -> bool:
    """Whether a day or an hour to come is named, as one that suits or does not."""
    if _PAST.search(text):
        return False
    return times_told.wanted_time(scene) is not None or bool(times_told.impossible(scene))


def _about_the_step(scene: Scene, text: str) -> bool:
    """Whether a message has words of the step in it: what is told of the air pressure answers "check the air pressure"."""
    guide, step = _guide(scene), _step(scene)
    if guide is None or step >= len(guide.steps):
        return False
    said = answers.plain(guide.steps[step].of("en" if text.isascii() else "zh"))
    if text.isascii():
        return bool(set(_WORD.findall(text)) & set(_WORD.findall(said)) - _COMMON)
    return any(text[i : i + 2] in said for i in range(len(text) - 1) if not text[i : i + 2].isascii())


def _tells_more(scene: Scene) -> bool:
    """Whether a message tells whom to call or where to go: another phone number is no "it did not help"."""
    return any(scene.entity(entity) is not None for entity in ("phone", "address"))


def hear(scene: Scene) -> bool:
    """The answer to a step, or to "may I close it?"."""
    if scene.tracker.asked == "guide_close":
        answer = answers.yes_or_no(scene)
        if answer is None and (scene.intent == "report_fault" or _BACK.search(answers.plain(scene.text))):
            answer = False
        if answer is None:
            return False
        _solved(scene) if answer else _unsolved(scene, "unsolved")
        return True
    said = _said(scene) if scene.tracker.asked == "guide" else None
    if said is None:
        return False
    scene.tracker.tries.pop("guide", None)
    if said == "trying":
        scene.say("guide-wait")
        scene.tracker.slots[WAITS] = True
    elif said == "again":
        scene.tracker.asked = None  # the same step once more
    elif said == "fixed" and fixed.one_of_them(scene, scene.ticket):
        scene.record("ticket.note", {"remark": scene.text[:500]})
        scene.say("noted")
        scene.tracker.asked = None  # the same step for the other
    elif said == "fixed":
        _ask_close(scene)
    elif said == "all":
        _unsolved(scene, "unsolved")
    elif said == "send":
        asked_times.remember_wish(scene)
        _unsolved(scene, "customer")
    else:
        if scene.event.kind == "text" and _about_the_step(scene, answers.plain(scene.text)):
            scene.record("ticket.note", {"remark": scene.text[:500]})  # what the gauge shows
        _next(scene)
    return True


def _next(scene: Scene) -> None:
    guide, step = _guide(scene), _step(scene) + 1
    if guide is None or step >= len(guide.steps):
        _unsolved(scene, "unsolved")
        return
    scene.tracker.asked = None
    scene.change(facts=_facts(scene, step=step))


def _unsolved(scene: Scene, why: str) -> None:
    """It did not help, or the customer wants a visit: it goes on at once."""
    plan, ticket = scene.plan, scene.ticket
    assert plan is not None and ticket is not None
    guide = ticket.facts.get("support", {}).get("guide")
    data = {"guide": guide, "step": _step(scene) + 1, "why": why}
    scene.record(
        "guidance.unsolved", data, facts=_facts(scene, result="skipped" if why == "customer" else "unsolved")
    )
    data = {"mode": "on_site", "why": why, "clause": plan.support.clause}
    if plan.support.both_agree:
        data["agreed"] = ["customer", "us"]
    scene.record("support.chosen", data, facts=_facts(scene, mode="on_site", why=why))
    scene.tracker.asked = None
    scene.tracker.slots.pop(WAITS, None)
    if scene.tracker.flow == NAME:
        _stays(scene)
    else:
        proposed = plan.support.both_agree and why != "customer"
        scene.say("guide-visit-agree" if proposed else "guide-visit")


def _stays(scene: Scene) -> None:
    """Guidance beside a visit that is booked already: it comes as it was."""
    ticket = scene.ticket
    assert ticket is not None
    scene.tracker.end()
    visit = visits.booked(scene.tx, ticket.id)
    if visit is None:
        handoff.add_task(scene.tx, scene.house, scene.conversation.id, scene.plan, ticket, "open_without_visit", scene.now)  # fmt: skip
        scene.say("stays-open", ("button-book", "/book"), ("button-human", "/human"), number=ticket.number)
        return
    when = window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now)
    scene.say("guide-visit-stays", technician=visit.technician, when=when, number=ticket.number)


def _solved(scene: Scene) -> None:
    """It works again, by the customer's own word: the report is resolved, and nobody is sent."""
    ticket = scene.ticket
    assert ticket is not None
    try:
        closing.need_closable(scene.tx, scene.house, ticket, scene.now)
    except Refused:
        scene.tracker.end()
        handoff.add_task(scene.tx, scene.house, scene.conversation.id, scene.plan, ticket, "open_without_visit", scene.now)  # fmt: skip
        scene.say("stays-open", ("button-human", "/human"), number=ticket.number)
        return
    guide = _guide(scene)
    data = {"guide": guide.id if guide is not None else None, "step": _step(scene) + 1}
    summary.remember_customer(scene)
    visits.cancel(scene.tx, scene.house, ticket, scene.actor, scene.now, "solved by guidance")
    scene.refresh()
    scene.record(
        "guidance.solved", data, facts=_facts(scene, result="solved", mode="telephone", why="solved")
    )
    cause = guide.name if guide is not None else None
    scene.record(
        "ticket.resolved", {**data, "by": "guidance", "cause": cause.of(scene.lang) if cause else ""}
    )
    scene.record("customer.confirmed", {"words": scene.text[:500]})  # who has just said so is not asked again
    closing.closed(scene.tx, scene.house, scene.ticket, scene.now)  # type: ignore[arg-type]
    handoff.drop_tasks(scene.tx, ticket.id, scene.now)
    stored_tickets.end_alarms(scene.tx, ticket.id, scene.now)
    feed.tell(scene.tx, "alarm", ticket.id, scene.now, ticket.conversation_id)
    scene.tracker.end()
    scene.say("guide-solved", number=ticket.number)


def offer(scene: Scene) -> None:
    """A visit is booked; what the customer may try meanwhile, where the plan knows something."""
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    tried = ticket.facts.get("support", {}).get("result") or plan.support.telephone_first
    if ticket.kind == "report_fault" and not tried and support.harmless(plan, ticket) and _guide(scene):
        scene.say("guide-offer", ("button-guide", "/guide"), number=ticket.number)


def begin(scene: Scene) -> None:
    """The customer wants to try something while waiting for the visit."""
    from handlers.flows import people, small_talk

    ticket = people.current_ticket(scene)
    if ticket is None or ticket.status != "open" or ticket.kind != "report_fault":
        small_talk.stale_button(scene)
        return
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    assert scene.plan is not None
    if not support.harmless(scene.plan, ticket) or _guide(scene) is None:
        scene.say("guide-none", ("button-human", "/human"))
        return
    scene.tracker.begin(NAME)
    scene.change(facts=_facts(scene, step=0, result=None))
    _ask_step(scene)


def hear_alone(scene: Scene) -> bool:
    """The guidance beside a booked visit hears its answers, and asks again where it goes on."""
    if scene.ticket is None or scene.ticket.status not in ("intake", "open"):
        scene.tracker.end()
        return False
    return hear(scene)


def go_on_alone(scene: Scene) -> None:
    """Ask the open step."""
    if scene.tracker.flow == NAME:
        _go_on(scene)
