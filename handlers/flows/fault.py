"""What is wrong, and how severe it is: the first steps of a fault report."""

from __future__ import annotations

from typing import Any

from handlers import answers, handoff, tickets, verdicts
from handlers.flows import vague, where
from handlers.rules.facts import SeverityVerdict
from handlers.rules.policy import Plan
from handlers.scene import Scene
from handlers.texts.shapes import shortened
from handlers.wording import regex
from nlu import lexicon
from nlu.judgement import USUAL
from nlu.understanding import Understanding

_CANNOT = regex(
    r"\b(?:can'?t|cannot|can not|unable to|not able to|couldn'?t) (?:access|reach|connect(?: to)?|open|see|mount|log ?(?:in|on)(?: to)?|start|turn on|use)\b|(?:访问|连接?|登录?|打开|进|用)不(?:了|上|到|去|开)"
)
_FAILED = regex(
    r"\b(?:backups?|replication|snapshots?|restore|synchroni[sz]ation|sync|raid|disks?|drives?)(?: jobs?)? (?:has |have |just |keeps? )*(?:fail(?:ed|s|ing)?|died)\b|(?:备份|复制|同步|快照)(?:又)?(?:失败|没成功|不成功|报错)"
)
FORM_LINE = regex(
    r"\s*(?:姓名|联系人|联系电话|电话|手机|地址|客户(?:姓名|名称|电话)?|用户(?:姓名|电话)?|name|contact|customer|phone|address)\s*[:：]\s*\S"
)  # of who and where, in a form that is filled in line by line
_AT = regex(
    r"^我?(?:[妈爸姐哥弟妹]妈?爸?|婆婆|父母|老人)家里?的?|(?: at (?:my|our) [a-z]{2,12}(?:'s)?(?: (?:house|place|home|flat|office))?$)"
)
MAX_PROBLEM = 2000  # characters kept as the problem's summary; every message is kept in full anyway
_OTHER = ("greet", "thanks", "goodbye", "affirm", "deny", "request_human", "complaint", "cancel_visit")
MORE_THAN_YES = 3  # words, or Chinese characters, that are more than a yes or no
SAID = 0.75  # how sure a level is that follows from the customer's answer
CLEAR = 0.6  # how likely it has to be that a message is nothing for us, before we say so
PLAIN = 0.85  # how likely a question has to be that has no form of one
SURELY = 0.9  # how likely a fault has to be in the answer to a question about something else
ASKED_ELSE = frozenset("serial name phone address region wishes consent window summary correction".split())
UNHEARD = 300  # characters kept of what was not understood
NAMED = "named"  # slot: the product, where nothing else was said yet ("太阳能")
_OWN = regex(r"^(?:我们?家?的?那?个?|it'?s )?(?:the |my |our |an? )?")
REQUESTED = ("install_request", "maintenance_request", "return_exchange")
QUERIES = ("warranty_query", "fee_query", "ticket_status", "usage_question")
BARE = frozenset({"报修", "我要报修", "报个修", "故障报修", "repair", "report a fault", "i want to report a fault",
                  "维修", "我要维修", "需要维修", "坏了", "东西坏了", "设备坏了", "it is broken", "it's broken", "broken"})  # fmt: skip


def tells_a_problem(scene: Scene) -> bool:
    """Whether the message describes something (and is not just "I want to report a fault")."""
    known = bool(scene.tracker.slots.get(NAMED)) or (scene.ticket is not None and bool(scene.ticket.problem))
    bare = answers.plain(scene.text) in BARE or answers.reports(scene.text) or only_names(scene)
    return scene.intent == "report_fault" and (known or not bare)


def nothing_for_us(scene: Scene) -> bool:
    """Whether a message is clearly about something else; others may only not have been understood."""
    return scene.intent == "out_of_scope" and scene.heard.intent.confidence >= CLEAR


def named_by_rules(scene: Scene) -> bool:
    """Whether there are words that rules know for a fault, and not only the look of one."""
    severity = scene.heard.severity
    return severity is not None and any(e.reason != "learned" for e in severity.evidence)


_NOTHING_NEW = regex(
    r"^(?:and |but )?(?:it'?s |it is )?still (?:broken|not working|not fixed|the same|bad|down|dead|like that|doesn'?t work)(?: though| now)?$|^(?:现在)?(?:还是|还|仍然?|依然)(?:坏着?的?|不行|没好|没修好|那样|老样子|这样)(?:呢|啊|的)?$|^(?:又)?自己好了(?:一下)?又坏了?$|^(?:没修好|not fixed|it'?s not fixed)$"
)


def nothing_new(scene: Scene) -> bool:
    """Whether somebody whose fault is known only says that it is still there: no level follows from that."""
    return scene.ticket is not None and bool(scene.ticket.problem) and says_still(scene)


def says_still(scene: Scene) -> bool:
    """Whether "it is still broken" is all that is said."""
    return scene.event.kind == "text" and bool(_NOTHING_NEW.search(answers.plain(scene.text)))


def only_looks_like_one(scene: Scene) -> bool:
    """Whether an answer to a question about something else ("the plate has faded in the sun") looks like a fault to the
    learned model, not surely, and no rule knows a word of it: what was told before it is not rated anew by that."""
    told = scene.ticket is not None and bool(scene.ticket.problem)
    if (
        not told
        or scene.tracker.asked not in ASKED_ELSE
        or scene.intent != "report_fault"
        or named_by_rules(scene)
    ):
        return False
    severity = scene.heard.severity
    return scene.heard.intent.confidence < SURELY or severity is None or severity.confidence < SURELY


def add_problem(scene: Scene, text: str | None = None) -> None:
    """Take what was said into the ticket: problem, evidence, admitted exclusions, component, counts."""
    ticket, heard = scene.ticket, scene.heard
    text = scene.text if text is None else text
    assert ticket is not None
    named = scene.tracker.slots.pop(NAMED, "")
    text = f"{named} {text}".strip()
    facts = dict(ticket.facts)
    if scene.tracker.asked == "severity" and named_by_rules(scene):
        facts.pop("learned", None)  # what was made out before was unsure, or nobody would have asked
    facts = evidence(facts, heard)
    changes: dict[str, Any] = {"facts": facts}
    if text and text not in ticket.problem:
        changes["problem"] = f"{ticket.problem}\n{text}".strip()[:MAX_PROBLEM]
    if ticket.component is None and (component := named_component(scene, text)) is not None:
        changes["component"] = component
    scene.change(**changes)


def evidence(facts: dict[str, Any], heard: Understanding) -> dict[str, Any]:
    """The ticket's facts with what this message adds to them."""
    if heard.severity is not None:
        known = [s for s in facts.get("signs", []) if s["signal"] != "past_resolved"]
        facts["signs"] = known + [verdicts.sign(e) for e in heard.severity.evidence]
        old = facts.get("learned")
        new = [heard.severity.level, round(heard.severity.confidence, 3)]
        facts["learned"] = new if old is None or new[0] <= old[0] else old
    if heard.exclusions:
        said = facts.get("exclusions", [])
        names = {a["name"] for a in said} | set(facts.get("exclusions_by", {}))  # a person has decided
        facts["exclusions"] = said + [
            {"name": x.name, "quote": x.text} for x in heard.exclusions if x.name not in names
        ]
    for name in ("error_code", "affected_count", "duration", "model"):
        found = heard.last(name)
        if found is not None:
            facts[name] = found.value
    return facts


def cannot_use(scene: Scene) -> bool:
    """Whether somebody cannot get at or use something that we look after ("we can't access the storage")."""
    said = answers.plain(scene.text)
    if (
        scene.event.kind != "text"
        or not (_CANNOT.search(said) or _FAILED.search(said))
        or len(scene.text) > 120
        or answers.is_question(scene.text)
    ):
        return False
    if _FAILED.search(said):
        return True
    plans = [scene.plan] if scene.plan is not None else list(scene.house.plans.values())
    return bool(lexicon.find(said)) or any(w.casefold() in said for p in plans for w in p.products)


def named_component(scene: Scene, text: str | None = None) -> str | None:
    """The plan's component that the message (or ``text``) names, by the longest word that fits."""
    if scene.plan is None:
        return None
    said = text or scene.heard.text
    text = answers.plain(said) + " " + said.casefold()
    found = [
        (len(word), component.id)
        for component in scene.plan.components
        for word in (*component.words, component.name.zh, component.name.en)
        if word.casefold() in text
    ]
    return max(found)[1] if found else None


def only_names(scene: Scene) -> bool:
    """Whether a message is just the name of a product or a part ("太阳能", "the tank")."""
    whole = answers.plain(scene.text)
    core = _AT.sub("", vague.core(whole))
    said = _OWN.sub("", core)
    found = lexicon.find(said)
    if core != whole and said.isascii() and found and answers.length(said) <= vague.MOST_WORDS:
        return bool(found[-1].end == len(said))  # "I have a problem with the gym's rowing machine"
    if any((n.start, n.end) == (0, len(said)) for n in found):
        return True
    if said.isascii() and len(said.split()) <= 3 and scene.intent == "out_of_scope" and found:
        return bool(found[-1].end == len(said))  # "solar heater"
    plans = [scene.plan] if scene.plan is not None else list(scene.house.plans.values())
    return any(said in _named_by(p) for p in plans)


def _named_by(plan: Plan) -> frozenset[str]:
    """What a plan calls its products and their parts, in small letters."""
    known = _NAMES.get(id(plan))
    if known is None or known[0] is not plan:
        if len(_NAMES) >= PLANS:
            _NAMES.clear()
        words = (*plan.products, *(word for part in plan.components for word in part.words))
        known = _NAMES[id(plan)] = (plan, frozenset(map(str.casefold, words)))
    return known[1]


PLANS = 256
_NAMES: dict[int, tuple[Plan, frozenset[str]]] = {}  # holds the plan, so that its id stays its own


def rate(scene: Scene) -> SeverityVerdict:
    """Rate the ticket by everything said so far; stored when it changed and no person has overruled it."""
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    learned = ticket.facts.get("learned")
    verdict = tickets.rate(plan, ticket.facts.get("signs", []), (learned[0], learned[1]) if learned else None)
    stored = verdicts.severity(verdict)
    by = (ticket.severity or {}).get("by", "bot")
    if not by.startswith("user:") and stored != ticket.severity:
        scene.ticket = worse = tickets.set_severity(scene.tx, scene.house, ticket, stored, "bot", scene.now)
        if ticket.severity_level is None or verdict.level < ticket.severity_level:
            handoff.follow(scene.tx, scene.house, worse, scene.now)
    return verdict


def hear_problem(scene: Scene) -> bool:
    """Somebody goes on describing the fault, perhaps three words at a time."""
    asked = scene.tracker.asked == "problem"
    if (right := vague.instead(scene)) is not None and scene.tracker.asked in ("summary", "correction"):
        return _in_its_place(scene, right)
    if scene.event.kind == "button" or not scene.text or scene.text.startswith("/"):
        return False
    if scene.tracker.asked == "address" and where.piece_of_address(scene.text):
        return False  # a street sounds like no fault of a device
    if scene.tracker.asked == "address" and scene.entity("address") is not None and not named_by_rules(scene):
        return False
    clarified = scene.ticket is not None and "clarified" in scene.ticket.facts
    if answers.still_works(scene.text) or (clarified and answers.works_on(scene.text)):
        return False  # heard as an answer
    if FORM_LINE.match(scene.text.casefold()) and not named_by_rules(scene):
        return False
    turns = _becomes_a_fault(scene)
    if not turns and not tells_a_problem(scene) and not (asked and _free_text(scene)):
        return False
    vague.take_back(scene)
    add_problem(scene)
    if turns:
        scene.change(kind="report_fault")  # they had only said that somebody should come
    if asked:
        scene.tracker.asked = None
    elif scene.tracker.asked is not None and not any(line.text_id == "noted" for line in scene.lines):
        scene.say("noted")  # it was told out of turn
    return True


def _in_its_place(scene: Scene, right: str) -> bool:
    """Another thing is to be repaired than was told: the report is of that, and rated by it."""
    ticket = scene.ticket
    assert ticket is not None
    facts = {k: v for k, v in ticket.facts.items() if k not in ("learned", "clarified")}
    facts["signs"] = [s for s in facts.get("signs", []) if s["signal"].startswith("danger.")]
    scene.record("ticket.note", {"remark": f"{ticket.problem} → {scene.text}"[:500]})
    scene.change(problem=right[:MAX_PROBLEM], facts=facts, component=named_component(scene, right))
    scene.tracker.asked = None
    scene.say("noted")
    return True


def _becomes_a_fault(scene: Scene) -> bool:
    """Whether a fault is told where a visit, an installation, maintenance or a return was asked for."""
    kind = scene.ticket.kind if scene.ticket is not None else None
    if kind == "book_visit":
        return named_by_rules(scene) and tells_a_problem(scene)
    return kind in REQUESTED and _tells_worse(scene) and not answers.is_question(scene.text)


def _free_text(scene: Scene) -> bool:
    quiet = ("greet", "thanks", "goodbye", "affirm", "deny", "request_human", "complaint")
    sure = CLEAR if answers.asks(scene.text) else PLAIN
    if scene.intent in QUERIES and scene.heard.intent.confidence >= sure and not named_by_rules(scene):
        return False  # answered in between
    return (
        answers.plain(scene.text) not in BARE
        and not answers.reports(scene.text)
        and not (scene.intent in quiet and scene.heard.intent.confidence >= 0.5)
    )


def remark(scene: Scene) -> bool:
    """Whether a text may be a detail of the fault: a few words of no other purpose, and not a question."""
    said = answers.plain(scene.text)
    words = answers.length(said)
    asks = answers.asks_back(scene.text) or scene.text.rstrip().endswith(("?", "？", "吗", "呢"))
    bare = scene.intent not in ("affirm", "deny") or answers.known(scene.text) or words < MORE_THAN_YES
    other = scene.intent in _OTHER and scene.heard.intent.confidence >= 0.5 and bare
    return 2 <= words <= 200 and not said.isdigit() and not asks and not other


def ask_problem(scene: Scene) -> bool:
    assert scene.ticket is not None
    if scene.ticket.problem:
        return False
    again = scene.tracker.ask("problem")
    kind = "ask-problem" if scene.ticket.kind == "report_fault" else "ask-request"
    told = scene.ticket.phone or scene.ticket.address or scene.ticket.serial_given
    if told and not again and kind == "ask-problem":
        scene.say("ask-problem-noted")
    else:
        scene.say(f"{kind}-again" if again else kind)
    return True


def hear_severity(scene: Scene) -> bool:
    """The answer to the one clarifying question: does it work at all?  "It works" may come some messages later."""
    assert scene.ticket is not None
    late = "severity" in scene.tracker.tries and "clarified" not in scene.ticket.facts
    guessed = "clarified" not in scene.ticket.facts and not _named_critical(scene.ticket.facts)
    if scene.tracker.asked != "severity":
        return (late or guessed) and answers.still_works(scene.text) and _clarify(scene, stopped=False)
    answer = {"/works": False, "/stopped": True}.get(scene.text)
    works = answers.works_on(scene.text) or answers.still_works(scene.text)
    if answer is None and works and not _tells_worse(scene):
        answer = False
    if answer is None and vague.no_serial(scene):
        return False
    if answer is None and scene.heard.severity is not None and scene.heard.severity.evidence:
        return False  # they describe it instead of answering, which says more
    if answer is None:
        answer = _works(answers.yes_or_no(scene))
    return answer is not None and _clarify(scene, stopped=answer)


def _tells_worse(scene: Scene) -> bool:
    """Whether rules know words in a message for more than a nuisance."""
    severity = scene.heard.severity
    return severity is not None and any(USUAL.get(e.reason, 3) <= 2 for e in severity.evidence)


def _named_critical(facts: dict[str, Any]) -> bool:
    """Whether rules know words in the report for the gravest level, and it was not only made out."""
    return any(
        USUAL.get(sign["signal"], 3) == 1 or sign["signal"].startswith("danger.")
        for sign in facts.get("signs", [])
    )


def _clarify(scene: Scene, *, stopped: bool) -> bool:
    """What they say about it counts: they stand before it."""
    assert scene.ticket is not None
    facts = dict(scene.ticket.facts)
    if stopped:
        quote = scene.text if not scene.text.startswith("/") else scene.t("button-stopped")
        facts["signs"] = [
            *facts.get("signs", []),
            {"signal": "whole_down", "text": quote, "start": 0, "end": 0, "minutes": None},
        ]
    elif facts.get("learned", [2])[0] == 1:
        facts["learned"] = [2, SAID]  # the model guessed; who stands before it knows
    facts["clarified"] = "stopped" if stopped else "works"
    problem = scene.ticket.problem
    if stopped and _more_than_a_word(scene.text) and scene.text not in problem:
        problem = f"{problem}\n{scene.text}"[:MAX_PROBLEM]
    scene.change(facts=facts, problem=problem)
    scene.tracker.tries.pop("severity", None)
    if scene.tracker.asked == "severity":
        scene.tracker.asked = None
    return True


def _more_than_a_word(text: str) -> bool:
    """Whether an answer tells more than no ("no hot water")."""
    said = answers.plain(text)
    return not text.startswith("/") and answers.length(said) > (1 if said.isascii() else 2)


def _works(answer: bool | None) -> bool | None:
    """ "Does it still work?" yes: it has not stopped."""
    return None if answer is None else not answer


def ask_severity(scene: Scene) -> bool:
    """One question at most, and only when the answer would change something."""
    ticket = scene.ticket
    assert ticket is not None
    if ticket.kind != "report_fault" or not ticket.problem:
        return False
    verdict = rate(scene)
    unsure = not verdict.sure and "clarified" not in ticket.facts
    if not unsure or scene.tracker.tries.get("severity"):
        return False
    scene.tracker.ask("severity")
    scene.say("ask-severity", ("button-stopped", "/stopped"), ("button-works", "/works"))
    return True


def tell_severity(scene: Scene) -> None:
    """Say once how severe we take it and why, and again when that changes."""
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    if ticket.kind != "report_fault":
        _tell_request(scene)
        return
    if ticket.severity is None:
        return
    told = f"{ticket.severity['level']}"
    if scene.tracker.told.get("severity") == told:
        return
    scene.tracker.told["severity"] = told
    level = next(s for s in plan.severity.levels if s.level == ticket.severity["level"])
    why = next((r for r in ticket.severity["reasons"] if r["quote"]), None)
    because = why or next(iter(ticket.severity["reasons"]), None)
    reason = because["text"][scene.lang] if because else ""
    text_id = "severity-told-quote" if why else "severity-told"
    scene.say(
        text_id, level=str(level.level), name=level.name.of(scene.lang), reason=reason, number=ticket.number,
        quote=shortened(why["quote"], 40) if why else "",
    )  # fmt: skip


def _tell_request(scene: Scene) -> None:
    """Whoever asks for a part, an installation or the like hears once under which number it is kept."""
    ticket = scene.ticket
    assert ticket is not None
    if scene.tracker.told.get("request") or ticket.facts.get("service") or not ticket.problem:
        return
    scene.tracker.told["request"] = "yes"
    scene.say("request-noted", number=ticket.number, what=scene.t(f"kind-{ticket.kind}"))
