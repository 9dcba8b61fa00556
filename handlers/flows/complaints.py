"""A complaint while nothing is reported yet: an apology, a person, and the fault in it is rated all the same."""

from __future__ import annotations

from dataclasses import replace

from handlers import answers
from handlers.flows import aftercare, fault, small_talk, status
from handlers.scene import Scene
from nlu.patterns import regex

_SENTENCES = regex(r"[。！!？?；;\n]+|\.\s")
LONG, MOST_SENTENCES = 1000, 12  # what of a complaint is read sentence by sentence


def begins(scene: Scene) -> bool:
    """Whether there are words of a complaint and no report that it could be about: then it was begun."""
    if not answers.complains(scene.text) or status.counting(scene):
        return False
    small_talk.complaint(scene, "report_fault" if _tells_a_fault(scene) else "complaint")
    return True


def _tells_a_fault(scene: Scene) -> bool:
    """Whether a complaint tells a fault, perhaps in one of its sentences among others that hide it ("I want to return it!")."""
    if fault.named_by_rules(scene) or scene.intent == "report_fault":
        return True
    for part in _SENTENCES.split(scene.text[:LONG])[:MOST_SENTENCES]:
        heard = aftercare.heard_before(scene, part.strip())
        if heard.intent.name == "report_fault" and heard.severity is not None and heard is not scene.heard:
            scene.heard = replace(scene.heard, severity=heard.severity)
            return True
    return False
