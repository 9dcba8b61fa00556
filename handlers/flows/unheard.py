"""What was told before we understood it goes with the report that follows."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import answers
from handlers.flows import fault
from handlers.scene import Scene
from handlers.wording import regex
from nlu import lexicon

AGAIN = "again"  # slot: what was not understood is read once more, with what follows
BEHIND = "behind"  # slot: it stood beside the number of a report, and so is a fault
SHORT = 12  # characters of a piece that was not understood
_NUMBER = regex(r"\bBX\d{6,}\b", re.IGNORECASE)


def keep_behind_number(scene: Scene) -> None:
    """A number of a report that is not theirs, and beside it what is wrong: that goes with the report that follows."""
    rest = _NUMBER.sub(" ", scene.text)
    if (
        scene.event.kind == "text"
        and scene.tracker.flow is None
        and (lexicon.find(answers.plain(rest)) or fault.named_by_rules(scene))
    ):
        scene.tracker.slots |= {fault.NAMED: scene.text[: fault.UNHEARD], AGAIN: True, BEHIND: True}


def keep_unheard(scene: Scene) -> None:
    """What was not understood may be what is wrong: it goes with the report that follows ("can't calibrate it?" "tried that, no use")."""
    if scene.event.kind == "text" and not fault.nothing_for_us(scene) and _may_go_with_it(scene):
        kept = scene.tracker.slots.get(fault.NAMED, "")
        if kept == scene.text[: fault.UNHEARD]:
            return
        before = f"{kept}\n" if scene.tracker.slots.get(BEHIND) else ""
        scene.tracker.slots |= {fault.NAMED: f"{before}{scene.text}"[: fault.UNHEARD], AGAIN: True}


def _may_go_with_it(scene: Scene) -> bool:
    """A remark, or the one word for a thing ("灯")."""
    said = answers.plain(scene.text)
    return fault.remark(scene) or (said.isalpha() and len(said) <= SHORT and not answers.known(scene.text))


def told_together(scene: Scene) -> str:
    """What is told now, with what was not understood right before it; both are rated where this alone says little."""
    now, text = scene.heard.severity, scene.text
    if not scene.tracker.slots.pop(AGAIN, None):
        return text
    text = f"{scene.tracker.slots.pop(fault.NAMED)}\n{text}"
    both = None if fault.named_by_rules(scene) else scene.house.parse_here(text, scene.lang).severity
    if both is not None and now is None:
        scene.heard = replace(scene.heard, severity=both)
    elif both is not None and now is not None:
        here = {(e.reason, e.text) for e in now.evidence}
        earlier = tuple(replace(e, start=0, end=0) for e in both.evidence if (e.reason, e.text) not in here)
        scene.heard = replace(scene.heard, severity=replace(both, evidence=(*earlier, *now.evidence)))
    return text


def completes(scene: Scene) -> bool:
    """Whether a few words make a fault of what was not understood right before them (灯, 灭了)."""
    before = str(scene.tracker.slots.get(fault.NAMED) or "")
    short = answers.length(answers.plain(scene.text)) <= (3 if scene.text.isascii() else 6)
    if scene.event.kind != "text" or not before or len(before) > SHORT or not short or "\n" in before:
        return False
    both = scene.house.parse_here(
        f"{before} {scene.text}" if before.isascii() else f"{before}{scene.text}", scene.lang
    )
    if both.intent.name != "report_fault" or both.severity is None or both.intent.confidence < fault.CLEAR:
        return False
    scene.heard = replace(scene.heard, intent=both.intent, severity=both.severity)
    return True
