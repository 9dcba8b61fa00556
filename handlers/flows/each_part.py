"""A message that tells several things is read part by part: of two faults the graver decides ("one camera is blurry and the
router is down"), and a fault told with all particulars and a day is a fault, and no mere wish for a visit."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.scene import Scene
from handlers.wording import regex
from nlu.understanding import Intent, Severity

LONGEST = 300  # characters; in a longer message the model has enough to see both
SHORTEST = 3  # characters of a part that tells a fault
MOST_OF_A_PART = 40
SURE = 0.6
_MARK = regex(r"[,，.。;；!！\n]+")
_NEXT = regex(
    r"[;；]|[,，.。!！]?\s*(?:另外|还有|同时|而且|顺便说?|再就是)[,，]?|[,，](?=[^,，。;；]{1,12}也)|[,.;!]?\s+(?:also|by the way|btw|besides|plus|and (?=(?:the|one|another|my|our|a|it) ))",
    re.IGNORECASE,
)


def hear(scene: Scene) -> None:
    """Each part is read by itself, and what is gravest in them stands."""
    if scene.event.kind != "text" or len(scene.text) > LONGEST:
        return
    if scene.tracker.flow is None and scene.intent == "book_visit" and scene.heard.severity is None:
        _fault_among_particulars(scene)
    else:
        _gravest(scene)


def _fault_among_particulars(scene: Scene) -> None:
    """ "Leak, DEMO-P3-0004, Tom Baker, 13900000001, ..., Sunday": the first part that tells a fault by known words."""
    if not any(e.entity in ("phone", "serial_number", "address") for e in scene.heard.entities):
        return
    for part in _MARK.split(scene.text):
        found = _fault_in(scene, part.strip()) if 1 < len(part.strip()) <= MOST_OF_A_PART else None
        if found is not None and any(e.reason != "learned" for e in found.evidence):
            scene.heard = replace(scene.heard, intent=Intent("report_fault", SURE), severity=found)
            return


def _gravest(scene: Scene) -> None:
    severity, text = scene.heard.severity, scene.text
    if severity is None or severity.level == 1:
        return
    parts = [part.strip(" ,，.") for part in _NEXT.split(text)]
    parts = [part for part in parts if len(part) >= SHORTEST]
    if len(parts) < 2:
        return
    for part in parts:
        worse = _fault_in(scene, part)
        if worse is not None and worse.level < severity.level:
            severity = Severity(worse.level, worse.confidence, (*severity.evidence, *worse.evidence))
    if severity is not scene.heard.severity:
        scene.heard = replace(scene.heard, severity=severity)


def _fault_in(scene: Scene, part: str) -> Severity | None:
    """How grave a part is that tells a fault when it stands alone; danger is found in the whole."""
    try:
        heard = scene.house.parse_here(part, scene.lang)
    except Exception:  # noqa: BLE001 - understanding may fail in any way; the whole was understood
        return None
    sure = heard.intent.name == "report_fault" and heard.intent.confidence >= SURE
    return heard.severity if sure and not heard.danger else None
