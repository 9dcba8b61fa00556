"""The way back from an alarm that was none: "nobody said fire, a tile sounds hollow".

Only while nobody of ours has taken over, once for a report, and only from a danger that was read between the lines, or
that the customer denies by its name or calls a mistake.  Whoever answers a plain question with a plain no has an ordinary report again;
the alarm stays and says so.  Whatever else is said leaves everything as it is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, handoff, verdicts
from handlers.flows import back_to_bot, fault, people
from handlers.scene import Scene
from handlers.wording import regex
from nlu import danger
from storage import feed, queue
from storage import tickets as stored_tickets

NAME = "danger"  # what was asked
ASKED = "danger doubted"  # of what was told: for which report it was asked
PRESSED = "/danger"
LONGEST = 120  # characters of a message that doubts it
_DOUBTS = regex(
    r"搞错|弄错|误会|理解错|听错|误报|虚惊|大惊小怪|不是(?:什么)?紧急|没(?:有)?那么(?:严重|紧急)|(?:取消|撤销|撤回|解除)(?:紧急|警报|报警)|(?<!有)没(?:有)?(?:什么|任何|啥)?危险|不危险"
    r"|\bfalse alarm\b|\bno (?:danger|emergency)\b|\bnot (?:an emergency|dangerous|in danger|urgent like that)\b|\b(?:you|you've|you have) (?:got it wrong|misunderst\w+|misread)|\bmisunderstood\b|\bcancel (?:the |that |this )?(?:emergency|alarm|alert)\b|\bnobody (?:is|was) (?:hurt|in danger)\b|\bno one (?:is|was) (?:hurt|in danger)\b"
)
#: Who raised the alarm takes it back as an own mistake ("you got it wrong" is none).
_MISTAKEN = regex(
    r"误会了|误报|虚惊|(?:说|讲|写)(?:得)?(?:太)?夸张|\bfalse alarm\b|\bexaggerat\w+|\bmy mistake\b"
)
#: A danger, the words that it was told with, and what denies just that: no flames is not no sparks.  The first that fits.
_DENIES = (
    ("fire", regex(r"火花|打火|电弧|蓝光|\bspark|\barc"), regex(r"没(?:有)?(?:打|冒)?火花|\bno (?:sparks?|arcing)\b|\b(?:not|isn't|nothing is) (?:sparking|arcing)\b")),
    ("fire", regex(r"炸|爆|\bexplo|\bblew"), regex(r"没(?:有)?(?:爆)?炸|\bno explosion\b|\bdid(?: not|n't) explode\b|\bnothing exploded\b")),
    ("fire", regex(r"黑|焦|糊|化|融|熔|软|\bmelt|\bchar|\bscorch"), regex(r"没(?:有)?(?:发|变|烧)?(?:黑|焦|糊|化)|\b(?:not|isn't|nothing is|nothing) (?:melt\w*|charred|scorched)\b")),
    ("fire", regex(r""), regex(r"没(?:有)?(?:着|起|失)火|没(?:有)?火(?!警|花)|没(?:有)?(?:东西)?(?:在)?烧|不是(?:着|起)火|\b(?:no|isn't any|not a) (?:fire|flames?)\b|\b(?:nothing|not|isn't|is not)(?: is| really| actually){0,2} (?:burning|on fire)\b")),
    ("smoke", regex(r"味|燶|臭|\bsmell|\bfumes|\bodou?r"), regex(r"没(?:有)?(?:什么|任何)?(?:糊|焦|烟|怪)?味|\bno (?:\w+ )?smell\b|\b(?:nothing|not|doesn't) (?:smells?|smelling)\b")),
    ("smoke", regex(r""), regex(r"没(?:有)?(?:在)?冒?烟|不冒烟|\bno smoke\b|\b(?:not|nothing is|isn't) smoking\b")),
    ("shock", regex(r""), regex(r"没(?:有)?(?:漏|触)电|不漏电|不带电|不麻|没(?:有)?(?:人)?被电|\bno (?:electric )?shocks?\b|\bnobody (?:got|was) (?:a shock|shocked)\b|\bnot live\b")),
    ("gas", regex(r""), regex(r"没(?:有)?漏气|不漏气|没(?:有)?(?:煤气|燃气|天然气)(?:味|漏)?|\bno gas\b|\b(?:not|isn't) (?:leaking gas|gas)\b")),
    ("flood", regex(r""), regex(r"没(?:有)?(?:漏水|积水|被?淹|进水)|不漏水|\bno (?:flood|flooding|leak)\b|\b(?:not|isn't|nothing is) (?:leaking|flood(?:ed|ing))\b")),
    ("injury", regex(r"困|卡|夹|卷|\btrapped|\bstuck|\bcaught"), regex(r"没(?:有)?(?:人)?(?:被)?(?:困|卡|夹|卷)|\b(?:nobody|no one)(?: is|'s| was| got)? (?:trapped|stuck|caught|inside)\b")),
    ("injury", regex(r""), regex(r"没(?:有)?(?:人)?(?:受)?伤|没伤(?:到|着)|\b(?:nobody|no one)(?: is|'s| was| got)? (?:hurt|injured)\b|\bno injur(?:y|ies)\b")),
    ("falling", regex(r""), regex(r"没(?:有)?(?:东西)?(?:要|会)?(?:掉|倒|塌)|不会(?:掉|倒|塌)|\bnothing (?:is |will )?(?:fall(?:ing)?|going to fall|coming down)\b|\b(?:not|isn't|won't) (?:falling|going to fall|fall)\b")),
    ("burn", regex(r""), regex(r"没(?:有)?(?:人)?(?:被)?烫|\b(?:nobody|no one)(?: is| was| got)? (?:burnt|burned|scalded)\b")),
    ("battery", regex(r""), regex(r"(?:没|不)(?:有)?鼓|\b(?:not|isn't) (?:swollen|bulging|swelling)\b")),
    ("pressure", regex(r""), regex(r"没(?:有)?(?:喷|压力)|不喷|\bno pressure\b|\b(?:not|isn't) (?:spraying|bulging)\b")),
    ("unsafe", regex(r"急停|紧急停止|\bstop"), regex(r"急停(?:是|都|还)?(?:好的|正常|没问题|没坏|能用|有用)|\b(?:e-?stop|emergency stop) (?:works?|(?:is|are) (?:fine|ok|okay))\b")),
    ("unsafe", regex(r"刹|制动|\bbrake"), regex(r"(?:刹车|制动)(?:是|都|还)?(?:好的|正常|没问题|没坏|能用|灵的?)|\bbrakes? (?:works?|(?:is|are) (?:fine|ok|okay))\b")),
    ("unsafe", regex(r"方向|转向|\bsteering"), regex(r"(?:方向|转向)(?:盘)?(?:是|都|还)?(?:好的|正常|没问题|没坏)|\bsteering (?:works?|is (?:fine|ok|okay))\b")),
    ("unsafe", regex(r""), regex(r"(?:光幕|光栅|安全门|防护门)(?:是|都|还)?(?:好的|正常|没问题|没坏|有用)|\b(?:light curtain|gate|guard|scanner) (?:works?|is (?:fine|ok|okay))\b")),
)  # fmt: skip
#: A no with these is none.
_UNSURE = regex(
    r"但|可是|不过|还(?!好)|不知道|不确定|不清楚|好像|应该|可能|大概|也许|暂时|\bbut\b|\bthough\b|\bstill\b|\bnot sure\b|\bdon't know\b|\bmaybe\b|\bthink\b|\bprobably\b|\bmight\b|\byet\b"
)


def hear(scene: Scene) -> bool:
    """A doubt, or the answer to our question about it.  False: it is for those who hear everything else."""
    waits_for_answer = scene.tracker.asked == NAME
    if waits_for_answer:
        scene.tracker.asked = None
    item = queue.open_handoff(scene.tx, scene.conversation.id)
    ticket = people.current_ticket(scene)
    if scene.conversation.owner != "queue" or scene.heard.danger or ticket is None or not _alarmed(ticket):
        return False
    if item is None or item.status != "waiting":
        return False
    if waits_for_answer:
        return _hear_answer(scene, ticket, item)
    if scene.tracker.told.get(ASKED) == str(ticket.number) or not doubts(scene.text, ticket):
        return False
    scene.ticket = ticket
    scene.record("customer.wrote")
    people.collect(scene)
    if scene.intent == "report_fault" and scene.text not in ticket.problem:
        scene.change(problem=f"{ticket.problem}\n{scene.text}"[: fault.MAX_PROBLEM])
    scene.tracker.told[ASKED] = str(ticket.number)
    scene.tracker.asked = NAME
    scene.notice(
        "danger-doubted", ("button-danger-yes", f"{PRESSED}:yes"), ("button-danger-no", f"{PRESSED}:no")
    )
    return True


def doubts(text: str, ticket: Row[Any]) -> bool:
    """Whether a message takes back the danger of a report, and whether that may be asked about at all: of a danger
    named in plain words only where it is denied by its name."""
    said = answers.plain(text)
    if text.startswith("/") or len(text) > LONGEST:
        return False
    if _MISTAKEN.search(said) and not answers.is_question(text):
        return True  # asked by the name of every danger, and only a plain no counts
    named = _named(ticket)
    denied = {(kind, words) for kind, words in named if _denies(said, kind, words)}
    other = any(_denies(said, s["signal"].removeprefix("danger."), s["text"]) for s in _dangers(ticket))
    return bool(other or denied or _DOUBTS.search(said)) and named == denied


def _denies(said: str, kind: str, words: str) -> bool:
    """Whether a danger that was told with some words is denied by what is said now."""
    fits = (denied for name, told, denied in _DENIES if name == kind and told.search(words.casefold()))
    denied = next(fits, None)
    return denied is not None and denied.search(said) is not None


def _alarmed(ticket: Row[Any]) -> bool:
    """Whether a report is one of danger, and no person has said so."""
    rated = ticket.severity or {}
    return bool(rated.get("danger")) and not str(rated.get("by", "bot")).startswith("user:")


def _dangers(ticket: Row[Any]) -> list[dict[str, Any]]:
    return [s for s in ticket.facts.get("signs", []) if s["signal"].startswith("danger.")]


def _named(ticket: Row[Any]) -> set[tuple[str, str]]:
    """The dangers that rules know by the customer's words, with these words."""
    heard = {s["signal"] for s in _dangers(ticket)}
    told = [ticket.problem, *(s["text"] for s in _dangers(ticket))]
    found = (e for text in told for e in danger.find(text) if e.reason in heard)
    return {(e.reason.removeprefix("danger."), e.text.casefold()) for e in found}


def _hear_answer(scene: Scene, ticket: Row[Any], item: Row[Any]) -> bool:
    scene.ticket = ticket
    if scene.text == f"{PRESSED}:yes":
        scene.record("customer.wrote")
        scene.notice("danger-again")
        return True
    if not _clear_no(scene, ticket):
        return False
    _take_back(scene)
    _give_back(scene, item)
    return True


def _clear_no(scene: Scene, ticket: Row[Any]) -> bool:
    if scene.text == f"{PRESSED}:no":
        return True
    said = answers.plain(scene.text)
    if len(scene.text) > LONGEST or _UNSURE.search(said):
        return False
    again = bool(_DOUBTS.search(said)) or any(denied.search(said) for _, _, denied in _DENIES)
    return answers.yes_or_no(scene) is False or again


def _take_back(scene: Scene) -> None:
    """The report is rated by its other words; what was heard as danger stays in its facts, its alarms say that it is none."""
    ticket = scene.ticket
    assert ticket is not None
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    button = scene.event.kind == "button" or scene.text.startswith("/")
    scene.record("ticket.note", {"remark": scene.t("button-danger-no") if button else scene.text[:500]})
    read = scene.house.parse_here(ticket.problem, scene.lang)
    calm = read.calm or (read.severity if not read.danger else None)
    heard = _dangers(ticket)
    facts = dict(ticket.facts)
    signs = [s for s in facts.get("signs", []) if s not in heard]
    more = [verdicts.sign(e) for e in calm.evidence if not e.reason.startswith("danger.")] if calm else []
    facts["signs"] = signs + [s for s in more if s not in signs]
    facts["no_danger"] = [*facts.get("no_danger", []), *heard]
    facts.pop("learned", None)
    if calm is not None:
        facts["learned"] = [calm.level, round(calm.confidence, 3)]
    scene.change(facts=facts)
    fault.rate(scene)
    assert scene.ticket is not None
    handoff.follow(scene.tx, scene.house, scene.ticket, scene.now)
    if stored_tickets.take_back_alarms(
        scene.tx, scene.ticket.id, "alarm-danger", "alarm-danger-taken-back", scene.now
    ):
        feed.tell(scene.tx, "alarm", scene.ticket.id, scene.now, scene.conversation.id)


def _give_back(scene: Scene, item: Row[Any]) -> None:
    """The bot goes on where the alarm had broken off; who waits for a person for another reason goes on waiting."""
    ticket = scene.ticket
    assert ticket is not None
    if item.reason != "danger":
        scene.notice("danger-taken-back-waiting")
        return
    back_to_bot.give_back(scene, item, "no danger")
    scene.say("danger-taken-back")
    back_to_bot.go_on(scene)
