"""A complaint that begins a talk or interrupts it: an apology, a person, and the fault in it is rated all the same."""

from __future__ import annotations

from dataclasses import replace

from handlers import answers
from handlers.flows import aftercare, fault, same, small_talk, status
from handlers.scene import Scene
from handlers.wording import regex

_SENTENCES = regex(r"[。！!？?；;\n]+|\.\s")
LONG, MOST_SENTENCES = 1000, 12  # what of a complaint is read sentence by sentence


def begins(scene: Scene) -> bool:
    """Whether there are words of a complaint, also where they look like a fault of the one report that is open."""
    rows = status.counting(scene)
    if scene.event.kind != "text" or not answers.complains(scene.text):
        return False
    if rows and (len(rows) > 1 or scene.intent not in ("report_fault", "return_exchange")):
        return False
    if rows and (same.another_device(scene, rows) or aftercare.after_work(scene, rows[0])):
        return bool(scene.lines)
    small_talk.complaint(scene, "report_fault" if _tells_a_fault(scene) else "complaint")
    return True


def _tells_a_fault(scene: Scene) -> bool:
    """Whether a complaint tells a fault, perhaps in one of its sentences among others that hide it ("I want to return it!")."""
    if fault.named_by_rules(scene) or scene.intent == "report_fault":
        return True
    if scene.intent not in fault.REQUESTED:
        return False
    for part in _SENTENCES.split(scene.text[:LONG])[:MOST_SENTENCES]:
        heard = aftercare.heard_before(scene, part.strip())
        if heard.intent.name == "report_fault" and heard.severity is not None and heard is not scene.heard:
            scene.heard = replace(scene.heard, severity=heard.severity)
            return True
    return False
