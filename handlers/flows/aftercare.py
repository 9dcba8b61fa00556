"""After the work: answers to "is it fixed?" and "were you content?", and a fault that is back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from handlers import aftercare, answers, followups, guessing
from handlers.flows import device, fault, fixed, status
from handlers.plans.load import which_plan
from handlers.rules.aftercare import BAD, reopens
from handlers.scene import Scene
from handlers.wording import regex
from nlu.understanding import Understanding
from storage import devices, follow_ups
from storage import tickets as stored_tickets

PRESSED = ("/fixed", "/broken", "/rate")
#: What is said when it is not settled; the question stays.
ASKED_ON = {
    fixed.Said.LATER: "confirm-later",
    fixed.Said.ASKS: "confirm-asks",
    fixed.Said.BETTER: "confirm-better",
}
SURE = 0.6
_AGAIN = regex(
    r"又|再次|还是(?:老|那)|还(?:是)?(?:没|不|漏|坏|老)|没(?:有)?(?:修好|弄好|解决|好)|仍(?:然)?|复发|老毛病|不行了|同样的|原来的(?:问题|毛病|故障)"
    r"|\bagain\b|\bstill\b|\bback\b|\bsame (?:fault|problem|issue)\b|\bnot fixed\b|\bstopped working\b"
)
_BACK = regex(
    r"又.{0,6}(?:了|坏|漏|不)|没(?:有)?(?:修好|弄好)|还(?:是)?(?:不|没|漏|坏).{0,6}|(?<!\bonce )\bagain\b|\bstill (?:not|no|broken|does|leaks?|leaking|down)\b"
    r"|还(?:是)?(?:老样子|一样|那样|这样)|不管用|没(?:什么|啥)?用|\bsame as (?:before|ever)\b|\bno better\b|\bno change\b|\b(?:did|does|do)(?:n't| not) (?:help|work|fix)"
)
_STARS = regex(
    r"^(?:我)?(?:给|打|评)?(?:你们?|您)?\s*(?P<n>[1-5一二三四五两])\s*(?:分|星|颗星|/\s*5|out of 5|stars?|points?)?\s*(?:吧|啊|哈)?$"
)
_EN_STARS = regex(r"^(?P<n>one|two|three|four|five)(?: stars?| points?| out of five)?$")
_NUMBER = (
    {c: i for i, c in enumerate("一二三四五", 1)}
    | {"两": 2}
    | {w: i for i, w in enumerate(("one", "two", "three", "four", "five"), 1)}
)
_WORDS: tuple[tuple[int, Any], ...] = (
    (4, regex(r"没(?:有)?(?:什么|啥)?(?:不满意|不好|可挑|意见|毛病)|\b(?:no complaints?|not (?:too )?bad|can'?t complain)\b")),
    (1, regex(r"太差|满意个|很差|非常不满|很不满|极差|差评|垃圾|糟|投诉|\b(?:terrible|awful|very bad|worst|horrible|useless)\b")),
    (2, regex(r"不(?:太|怎么|是很|大)?(?:满意|好)|没(?:有)?解决|失望|差|\b(?:not (?:happy|satisfied|good|great)|unhappy|dissatisfied|unsatisfied|bad|poor|disappoint\w*)\b")),
    (3, regex(r"一般|还行|还可以|凑合|马马虎虎|过得去|\b(?:ok|okay|so.so|average|fair|all right|alright)\b")),
    (5, regex(r"非常(?:好|满意)|很(?:好|满意|棒)|特别好|太好了|完美|十分满意|\b(?:very (?:good|happy|satisfied)|excellent|perfect|great|wonderful|fantastic)\b")),
    (4, regex(r"满意|不错|挺好|好|可以|\b(?:good|happy|satisfied|fine|nice)\b")),
)  # fmt: skip


_NO_SURVEY = regex(
    r"没(?:有)?(?:空|时间)|[忙]着?呢?$|不(?:想|用|要)?(?:评|填|回答|回访)|别(?:再)?(?:发|问|打扰|烦)|不要(?:再)?(?:发|问|打扰|烦)"
    r"|\b(?:no time|too busy|unsubscribe|leave me alone|stop (?:asking|sending|this))\b|\bdo(?:n'?t| not) (?:ask|bother|send|contact|message)\b"
)


RESTORED_WITHIN = timedelta(days=14)
_RESTORES = regex(
    r"取消错|撤错|错(?:取消|撤)|恢复|反悔|改主意|别取消|不取消|还(?:是)?(?:要|得|想)(?:修|来|报)|还是(?:修|来|派|报)|又(?:想|要)(?:修|来)|继续修|重新(?:修|派|约)"
    r"|\bactually (?:yes|do|please)\b|\bdo come\b|\bcome anyway\b|\bby mistake\b|\bundo\b|\breopen\b|\bafter all\b|\bchanged my mind\b|\bdid ?n[o']t mean to cancel\b|\bshould not have cancel\w*\b"
)


def _tell(scene: Scene, text_id: str, *buttons: tuple[str, str], **args: str) -> None:
    """Said in any state: a button is answered also while a person has the conversation, then without more buttons."""
    if scene.conversation.owner == "bot":
        scene.say(text_id, *buttons, **args)
    else:
        scene.notice(text_id, **args)


def pressed(scene: Scene) -> bool:
    """The buttons of the question after the work, while a person of ours has the conversation."""
    if scene.text.split(":")[0] not in PRESSED:
        return False
    press(scene)
    return True


def press(scene: Scene) -> None:
    """``/fixed:NUMBER``, ``/broken:NUMBER``, ``/rate:ID:SCORE``: whose report it is not learns nothing."""
    name, _, rest = scene.text.partition(":")
    done = _rated(scene, rest) if name == "/rate" else _said(scene, rest, name == "/fixed")
    if not done:
        _tell(scene, "stale-button")


def _said(scene: Scene, number: str, fixed: bool) -> bool:
    ticket = stored_tickets.by_number(scene.tx, number)
    if ticket is None or not status.is_theirs(scene, ticket):
        return False
    if scene.tracker.flow == aftercare.FLOW:
        scene.tracker.end()
    if fixed:
        _fixed(scene, ticket)
        return True
    return _broken(scene, ticket, "")


# -- is it fixed? -----------------------------------------------------------------------------------


def hear_confirm(scene: Scene) -> bool:
    """Yes or no, or that it is too early to say.  Thanks is neither, and whatever else begins ends the question; its
    buttons stay good."""
    ticket = stored_tickets.get(scene.tx, int(scene.tracker.slots.get("confirm", 0)))
    said = fixed.read(scene) if ticket is not None else None
    if ticket is None or said is None or (said is not fixed.Said.BUT and _another(scene, ticket)):
        return False
    if said in ASKED_ON:
        number = str(ticket.number)
        scene.say(ASKED_ON[said], ("button-fixed", f"/fixed:{number}"),
                  ("button-still-broken", f"/broken:{number}"), number=number)  # fmt: skip
        return True
    scene.tracker.end()
    return _settle(scene, ticket, said)


def _settle(scene: Scene, ticket: Row[Any], said: fixed.Said) -> bool:
    """It is fixed, it is not, or it is and something else is wrong."""
    if said is fixed.Said.BROKEN:
        return _broken(scene, ticket, scene.text)
    if said is fixed.Said.BUT:
        _remarked(scene, ticket)
    else:
        _fixed(scene, ticket)
    return True


def after_work(scene: Scene, ticket: Row[Any]) -> bool:
    """Somebody says later and unasked whether the work of an open report did it."""
    if (
        ticket.status != "open"
        or scene.event.kind != "text"
        or not aftercare.done_already(scene.tx, ticket.id)
    ):
        return False
    said = (
        None
        if answers.ANOTHER.search(answers.plain(scene.text)) or _another(scene, ticket)
        else fixed.read(scene)
    )
    if said not in (fixed.Said.FIXED, fixed.Said.BROKEN, fixed.Said.BUT):
        return False
    return _settle(scene, ticket, said)


def _fixed(scene: Scene, ticket: Row[Any]) -> None:
    new = aftercare.confirmed(scene.tx, scene.house, ticket, scene.actor, scene.now, scene.text)
    scene.refresh()
    _tell(scene, "confirmed-fixed" if new else "confirmed-already", number=str(ticket.number))


def _remarked(scene: Scene, ticket: Row[Any]) -> None:
    """Fixed, but something else is wrong: that is for people, and the report is not said to be broken."""
    aftercare.remarked(scene.tx, scene.house, ticket, scene.actor, scene.now, scene.text)
    scene.refresh()
    scene.say("fixed-but", ("button-human", "/human"), number=str(ticket.number))


def _broken(scene: Scene, ticket: Row[Any], words: str) -> bool:
    """Open again within the plan's days; later it is a new report that names the old one."""
    plan = scene.house.plan(ticket.plan)
    resolved = aftercare.resolved_at(scene.tx, ticket.id)
    if ticket.status == "resolved" and plan is not None and resolved is not None:
        late = reopens(plan.reopening, resolved, scene.now, True).verdict != "reopen"
        if late:
            _follow(scene, ticket)
            return True
    return reopened(scene, ticket, words)


def reopened(scene: Scene, ticket: Row[Any], words: str) -> bool:
    """The report is open again, and the customer is told what happens now."""
    if not aftercare.reopen(scene.tx, scene.house, ticket, scene.actor, scene.now, words):
        if ticket.status != "open":
            return False
        _tell(scene, "reopened-already", number=str(ticket.number))
        return True
    scene.refresh()
    scene.ticket = stored_tickets.get(scene.tx, ticket.id)
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    if words:
        fault.add_problem(scene, words)
        if ticket.kind == "report_fault":
            fault.rate(scene)
    _tell(scene, "reopened", ("button-book", "/book"), ("button-human", "/human"), number=str(ticket.number))
    return True


# -- broken again -----------------------------------------------------------------------------------


def again(scene: Scene) -> bool:
    """A fault is told and no report is open: the resolved one is reopened, or asked about, or the new one names it.
    False: it is a new one like any other."""
    ticket = _latest(scene)
    plan = scene.house.plan(ticket.plan) if ticket is not None else None
    resolved = aftercare.resolved_at(scene.tx, ticket.id) if ticket is not None else None
    if ticket is None or plan is None or resolved is None or _another(scene, ticket):
        return False
    said = answers.plain(scene.text)
    found = reopens(plan.reopening, resolved, scene.now, bool(_AGAIN.search(said) or _BACK.search(said)))
    if found.verdict == "reopen":
        return reopened(scene, ticket, scene.text)
    if found.verdict == "ask":
        scene.ticket = ticket
        scene.tracker.begin("same")
        scene.tracker.ask("same")
        scene.tracker.slots["text"] = scene.text[:2000]
        scene.say(
            "ask-same-resolved", ("button-same", "/yes"), ("button-new", "/no"), number=str(ticket.number)
        )
        return True
    if found.verdict == "follows":
        _follow(scene, ticket)
        return True
    return False


def back_again(scene: Scene) -> bool:
    """ "Again" and "still not" after a report was resolved, in whatever words: that is the fault, come back."""
    if not _BACK.search(answers.plain(scene.text)) or len(scene.text) > 80 or _latest(scene) is None:
        return False
    scene.tracker.end()
    return again(scene)


def restore(scene: Scene) -> bool:
    """Somebody took a report back and wants it after all: a new one with what was told, which names the old one."""
    rows = stored_tickets.of_conversation(scene.tx, scene.conversation.id)
    ticket = rows[0] if rows else None
    if (
        ticket is None
        or ticket.status != "withdrawn"
        or ticket.closed_at is None
        or scene.event.kind != "text"
    ):
        return False
    fresh = scene.now - ticket.closed_at <= RESTORED_WITHIN
    if (
        not (fresh and ticket.problem)
        or len(scene.text) > 60
        or not _RESTORES.search(answers.plain(scene.text))
    ):
        return False
    found = devices.get(scene.tx, ticket.device_id)
    told = " ".join(x for x in (ticket.problem, found.serial_number if found is not None else "") if x)
    scene.heard = heard_before(scene, told)
    scene.event = replace(scene.event, text=told)
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    _follow(scene, ticket)
    return True


def _latest(scene: Scene) -> Row[Any] | None:
    """The newest report of this conversation, if it was resolved: what came after it counts, not what was before."""
    rows = [
        t for t in stored_tickets.of_conversation(scene.tx, scene.conversation.id) if t.kind == "report_fault"
    ]
    return rows[0] if rows and rows[0].status == "resolved" else None


def _another(scene: Scene, ticket: Row[Any]) -> bool:
    """Whether the message names another device, product or part than that report was about."""
    said = guessing.find_device(scene, device.candidate(scene))
    product = which_plan(scene.text, scene.house.plans)
    part = fault.named_component(scene)
    return (
        (said is not None and ticket.device_id not in (None, said.id))
        or (product is not None and product != ticket.plan)
        or (part is not None and ticket.component is not None and part != ticket.component)
    )


def _follow(scene: Scene, earlier: Row[Any]) -> None:
    """A new report that names the old one."""
    from handlers.flows import intake

    scene.ticket = None
    if scene.text.startswith("/"):
        scene.plan = scene.house.plan(earlier.plan) or scene.plan
    intake.begin(scene, "report_fault", sure=not scene.text.startswith("/"))
    ticket = scene.ticket
    if ticket is None:
        return
    scene.change(facts={**ticket.facts, "follows": earlier.number})
    said, scene.lines = scene.lines, []
    _tell(scene, "follows-earlier", number=str(earlier.number))
    scene.lines += said


def heard_before(scene: Scene, text: str) -> Understanding:
    """What was meant by the message that we had asked back about."""
    if not text:
        return scene.heard
    try:
        return scene.house.parse_here(text, scene.lang)
    except Exception:  # noqa: BLE001 - understanding may fail in any way; the words themselves are kept
        return scene.heard


# -- were you content? ------------------------------------------------------------------------------


def _rated(scene: Scene, rest: str) -> bool:
    number, _, score = rest.partition(":")
    if not (
        number.isascii() and number.isdecimal() and len(number) <= 9 and score in ("1", "2", "3", "4", "5")
    ):
        return False
    return _keep(scene, int(number), int(score), "", False)


def _keep(scene: Scene, follow_up_id: int, score: int | None, words: str, unhappy: bool) -> bool:
    found = follow_ups.get(scene.tx, follow_up_id)
    ticket = stored_tickets.get(scene.tx, found.ticket_id) if found is not None else None
    if found is None or ticket is None or not status.is_theirs(scene, ticket):
        return False
    if scene.tracker.flow == followups.FLOW:
        scene.tracker.end()
    if not followups.answer(scene.tx, scene.house, found, score, words, unhappy, scene.now):
        _tell(scene, "rated-already")
        return True
    bad = unhappy or (score is not None and score <= BAD)
    _tell(scene, "rated-bad" if bad else "rated-thanks", number=str(ticket.number))
    scene.refresh()
    return True


def hear_follow_up(scene: Scene) -> bool:
    """A number, or words.  A fault that is told instead is a fault; what is no answer ends the question."""
    asked = int(scene.tracker.slots.get("follow_up", 0))
    score, intent = score_of(scene.text), scene.heard.intent
    if not _STARS.match(answers.plain(scene.text)) and back_again(scene):
        return True
    if score is None and len(scene.text) <= 40 and _NO_SURVEY.search(answers.plain(scene.text)):
        scene.tracker.end()
        scene.say("survey-skipped")
        return True
    unhappy = intent.name == "complaint" and intent.confidence >= SURE and (score is None or score <= BAD)
    tells = scene.heard.severity is not None and fault.tells_a_problem(scene)
    if score is None and (tells or not (unhappy or intent.name == "feedback")):
        return False
    return _keep(scene, asked, score, scene.text, unhappy)


def score_of(text: str) -> int | None:
    """1 to 5 as a number or in words; None when it says neither."""
    said = answers.plain(text)
    found = _STARS.match(said) or _EN_STARS.match(said)
    if found is not None:
        word = found["n"]
        return int(word) if word.isdigit() else _NUMBER[word]
    return next((score for score, words in _WORDS if len(said) <= 60 and words.search(said)), None)
