"""A fault that is told beside a question or another request ("no hot water, how much?", "three projectors are dead,
inspection tomorrow"): it is reported, and what was asked is answered with it."""

from __future__ import annotations

from dataclasses import replace

from handlers import answers
from handlers.flows import (
    aftercare,
    fault,
    people,
    plain_questions,
    price_words,
    queries,
    same,
    small_talk,
    status,
)
from handlers.scene import Scene
from handlers.wording import regex
from nlu.understanding import Intent, Understanding

LONGEST = 200  # characters; a longer message is read as a whole
MOST = 5  # pieces that are read one by one
#: What hides a fault that is told beside it.
_HIDES = ("fee_query", "warranty_query", "usage_question", "maintenance_request")
_PIECES = regex(r"[,，。;；!！?？\n]+|\s(?:and|but|so)\s|\.\s")
_ONLY_ASKS = regex(
    r"(?:不用|不要|不想|先不|暂时不|不)(?:去)?(?:修|报修|派|来)|算了|(?:就|只|只是|先)(?:是|想)?(?:问|了解|打听|咨询)|\b(?:don'?t|do not|no) (?:want|need)?(?: a| any| you to)? ?(?:repair|visit|fix|come|send)\b|\b(?:just|only) (?:the price|asking|curious|wondering|want to know)\b"
)
_IF = regex(r"如果|要是|万一|假如|以后|\b(?:if|when|in case|should it)\b")


def begins(scene: Scene) -> bool:
    """Report the fault of a message that is a question as a whole.  False: it tells none, or one is open already."""
    if scene.event.kind != "text" or scene.tracker.flow is not None or len(scene.text) > LONGEST:
        return False
    plain = plain_questions.asked(scene)
    if not (scene.intent in _HIDES or plain) or status.counting(scene):
        return False
    told = _fault(scene)
    if told is None:
        return False
    if plain:
        small_talk.answer_plainly(scene)
    asked = scene.intent
    scene.heard = replace(
        scene.heard,
        intent=Intent("report_fault", 1.0),
        severity=scene.heard.severity or told.severity,
    )
    if asked == "fee_query":
        queries.answer_fee(scene)
    same.report(scene)
    if plain in plain_questions.FOR_PEOPLE and scene.ticket is not None:
        people.leave_question(scene)
    return True


def hidden(scene: Scene) -> bool:
    """The same of a message that was not understood as a whole ("I'm the tenant, the landlord did the walls, one has a crack")."""
    if scene.event.kind != "text" or len(scene.text) > LONGEST or status.counting(scene):
        return False
    told = _fault(scene)
    if told is None:
        return False
    scene.heard = replace(scene.heard, intent=Intent("report_fault", 1.0), severity=told.severity)
    same.report(scene)
    return True


def _fault(scene: Scene) -> Understanding | None:
    """The piece that tells a fault, and asks nothing."""
    pieces = [p.strip() for p in _PIECES.split(scene.text) if p.strip()]
    if len(pieces) < 2 or _ONLY_ASKS.search(answers.plain(scene.text)):
        return None
    for piece in pieces[:MOST]:
        said = answers.plain(piece)
        if answers.asks(piece) or price_words.ABOUT_MONEY.search(said) or _IF.search(said):
            continue
        heard = aftercare.heard_before(scene, piece)
        if heard is scene.heard or heard.intent.name != "report_fault" or heard.severity is None:
            continue
        by_rules = any(e.reason != "learned" for e in heard.severity.evidence)
        if by_rules or heard.intent.confidence >= fault.SURELY:
            return heard
    return None
