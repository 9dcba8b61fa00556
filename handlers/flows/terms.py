"""Why a device is covered or not any more: from which day, for how many months, until when; and what a term covers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, identity, verdicts
from handlers.flows import fault
from handlers.rules import warranty as rules
from handlers.rules.policy import Plan, Term
from handlers.scene import Scene
from handlers.texts.shapes import day, join
from handlers.wording import regex

SHORT = 60  # characters of a question that goes on about a warranty that was just looked up
_ABOUT = regex(
    r"到期|到(?:什么时候|啥时候|几时|哪天|几号)|什么时候(?:到|过)|多久|几年|多少(?:年|个?月)|保(?:修|不保|吗|么|到)|也保|过保|(?:包括|包含|保)(?:什么|哪些)"
    r"|\b(?:until|till) (?:when|what)\b|\bwhen (?:does|did|will|is) (?:it|that|the)\b.{0,12}\b(?:end|over|run|expire)\w*|\bhow long\b|\bexpir\w+|\bcover\w*|\bincluded?\b|\bwarranty\b"
)
_WHAT = regex(
    r"(?:包括|包含|保|涵盖)(?:修)?(?:的是)?(?:些)?(?:什么|哪些|啥)|(?:什么|哪些|啥)(?:东西|部件|都)?(?:也|都)?保|\bwhat (?:does|is|will|'s)\b.{0,24}\bcover\w*|\bwhat(?:'s| is) included\b"
)

_TERM = regex(
    r"(?:保修|质保|三包|保固|包修)(?:期)?(?:是|有|一共|总共|一般)?(?:几年|多久|多长(?:时间)?|多少(?:年|个?月)|几个月)|\bhow (?:long|many (?:years|months))\b.{0,16}\b(?:warranty|guarantee)\b|\b(?:warranty|guarantee)\b.{0,16}\bhow long\b"
)


def follows(text: str) -> bool:
    """Whether a short question goes on about a warranty."""
    return len(text) <= SHORT and _ABOUT.search(answers.plain(text)) is not None


def asks_what(text: str) -> bool:
    """Whether somebody asks what the warranty covers, and not whether it does."""
    return len(text) <= SHORT and _WHAT.search(answers.plain(text)) is not None


def asks_term(text: str) -> bool:
    """Whether somebody asks how long the warranty is, of no device: the plan knows that."""
    return len(text) <= SHORT and _TERM.search(answers.plain(text)) is not None


def tell_what(scene: Scene, plan: Plan) -> None:
    """The terms of the plan and what they leave out."""
    terms = [
        scene.t("warranty-term", what=_parts(scene, plan, term), months=str(term.months))
        for term in plan.warranty.terms
    ]
    out = [e.because.of(scene.lang) for e in plan.warranty.exclusions]
    scene.say("warranty-covers", terms=join(terms, scene.lang), out=join(out, scene.lang))


def _parts(scene: Scene, plan: Plan, term: Term) -> str:
    found = [plan.component(c) for c in term.components]
    names = [c.name.of(scene.lang) for c in found if c is not None]
    return ("、" if scene.lang == "zh" else ", ").join(names) or scene.t("the-device")


def tell_dates(scene: Scene, device: Row[Any], plan: Plan, verdict: dict[str, Any]) -> bool:
    """The days behind a verdict that follows from them; of somebody else's device only how long the term is.
    False where something else than the days decided."""
    decided = {r["code"] for r in verdict.get("reasons", ())}
    if not decided & {"in_term", "expired"} or not verdict["start"] or not verdict["until"]:
        return False
    component, facts = verdict["component"], verdicts.device_facts(device)
    part = plan.component(component) if component else None
    rule = rules.RULE_NAMES[verdict["start_rule"]].of(scene.lang)
    over = "expired" in decided
    kind = ("warranty-dates-over" if over else "warranty-dates") if identity.knows_device(scene.conversation, device) else (
        "warranty-dates-over-plain" if over else "warranty-dates-plain")  # fmt: skip
    scene.say(
        kind,
        what=part.name.of(scene.lang) if part is not None else scene.t("the-device"),
        rule=rule,
        start=day(verdict["start"], scene.lang),
        months=str(rules.term_of(component, plan.warranty).months + facts.extension_months),
        until=day(verdict["until"], scene.lang),
    )
    return True


def looked_up(scene: Scene, device: Row[Any], plan: Plan) -> bool:
    """The same for a device whose warranty was just looked up, where no report has a verdict yet."""
    component = fault.named_component(scene)
    on = scene.local(scene.now).date()
    found = rules.check(verdicts.device_facts(device), component, (), on, plan.warranty)
    return tell_dates(scene, device, plan, verdicts.warranty(found, on))
