"""From a text to an :class:`Understanding`: everything put together, in one pass, bounded."""

from __future__ import annotations

from nlu import classify, danger, exclusions, language, severity, signals
from nlu.entities import entities
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.understanding import Entity, Evidence, Intent, Understanding

MAX = 20_000  # characters; what is longer is understood by its beginning
TOP = 5

_QUERY = regex(
    r"吗$|吗[?？]|保不保|多少钱|怎么|如何|什么时候|几点|[?？]|能不能|会不会|\bhow\b|\bwhat\b|\bwhen\b|\bis it\b|\bdo you\b|\bcan i\b|\bdoes\b|\bwhere\b|\bcould you\b|\bcan we\b"
)
_INTRODUCING = regex(
    r"\b(?:this is|my name is|i am|i'm|it's|it is|the|my|our|serial|number|no|sn|phone|tel|mobile|address|is|at|and|on|in|contact|name|call me|here)\b"
    r"|我(?:的|叫|姓|是)?|序列号|机号|编号|电话|手机号?|号码|地址|联系人|姓名|型号|是|在|住|叫|的"
)
_STRONG = {
    "whole_down",
    "service_interrupted",
    "data_loss",
    "redundancy_lost",
    "recurring",
    "spreading",
    "overheating",
    "part_down",
}
_SURELY_NEW = {"whole_down", "service_interrupted", "data_loss"}
LONG = 80  # characters; a complaint longer than this that names a fault tells it anew
_COMPLAINT = regex(
    r"没人(?:理|管|来|联系|接)|投诉|叫(?:你们)?(?:的)?(?:经理|领导)|(?:找|让)(?:你们)?(?:经理|领导)|\bcomplain|\bmanager\b|\bsupervisor\b|\bnobody (?:came|comes|called|calls|answers)|\bno one (?:came|called)"
)
_STABLE = {"cancel_visit", "feedback", "reschedule_visit", "ticket_status", "complaint", "return_exchange", "parts_request",
           "install_request", "maintenance_request", "usage_question", "warranty_query", "fee_query", "request_human"}  # fmt: skip


def parse(text: str, lang: str | None = None) -> Understanding:
    """What a message means.  Any text is accepted; the same text always means the same."""
    n = normalise(text[:MAX])
    found_lang = language.detect(n.text, lang)
    found_danger = danger.find(n.raw, n)
    evidence = signals.find(n)
    found_entities = entities(n.raw, found_lang, n)
    ranking = classify.rank(n.text)
    if not n.text.strip():
        return Understanding(text, found_lang, Intent("out_of_scope", 0.0), None, (), (), (), ())
    intent = _intent(n, ranking, evidence, found_danger)
    if not found_danger and _only_facts(n, found_entities):
        intent = Intent("out_of_scope", 0.9)  # a bare number or address asks for nothing; a form takes it in
    fault = intent.name == "report_fault"
    return Understanding(
        text,
        found_lang,
        intent,
        severity.judge(evidence, found_danger) if fault else None,
        found_entities,
        exclusions.find(n),
        found_danger,
        (intent, *(r for r in ranking if r.name != intent.name))[:TOP],
    )


def _only_facts(n: Normal, found: tuple[Entity, ...]) -> bool:
    """Whether a text is nothing but a number, an address or a name."""
    facts = [
        e
        for e in found
        if e.entity in ("phone", "serial_number", "address", "contact_name", "model", "error_code")
    ]
    if not facts:
        return False
    rest = list(n.raw)
    for e in facts:
        rest[e.start : e.end] = " " * (e.end - e.start)
    return sum(c.isalnum() for c in _INTRODUCING.sub("", "".join(rest).lower())) <= 1


def _intent(
    n: Normal, ranking: classify.Ranking, evidence: tuple[Evidence, ...], found_danger: tuple[Evidence, ...]
) -> Intent:
    """Danger before fault, fault before complaint, complaint before question."""
    best = ranking[0]
    if found_danger:
        return Intent("report_fault", max(0.95, best.confidence if best.name == "report_fault" else 0.0))
    strong = {e.reason for e in evidence} & _STRONG
    if best.name == "report_fault":
        if not evidence and _COMPLAINT.search(n.text):
            return Intent("complaint", 0.7)
        return Intent("report_fault", max(best.confidence, 0.75)) if evidence else best
    own = next(r.confidence for r in ranking if r.name == "report_fault")
    if not strong:
        return best
    asks = bool(_QUERY.search(n.text))
    if best.name == "complaint" and (strong & _SURELY_NEW or len(strong) >= 2 or len(n.text) > LONG):
        return Intent("report_fault", max(0.6, own))  # anger and a fault: the fault is what is rated
    if strong & _SURELY_NEW and not asks:
        return Intent("report_fault", max(0.7, own))
    if best.name in _STABLE and (best.confidence >= 0.55 or (asks and best.confidence >= own)):
        return best
    if (
        asks
        and best.name not in ("out_of_scope", "greet", "affirm", "deny", "thanks", "goodbye")
        and best.confidence > own
    ):
        return best
    return Intent("report_fault", max(0.6, own))
