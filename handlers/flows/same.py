"""A fault that is told while a report is open: more about that one, or a new one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, guessing
from handlers.flows import aftercare, device, intake, small_talk, status
from handlers.scene import Scene
from nlu.understanding import Understanding


def report(scene: Scene) -> None:
    """A fault: a new report, or more about the one that is open already."""
    open_ones = [t for t in status.own(scene) if t.status == "open" and t.kind == "report_fault"]
    if not open_ones:
        if answers.complains(scene.text):
            small_talk.complaint(scene, "report_fault")
        elif aftercare.again(scene):
            pass
        else:
            intake.begin(scene, "report_fault")
        return
    if another_device(scene, open_ones):
        scene.ticket = None
        intake.begin(scene, "report_fault")
        return
    if aftercare.after_work(scene, open_ones[0]):
        return  # somebody has been there, and it is not fixed
    scene.ticket = open_ones[0]
    scene.tracker.begin("same")
    scene.tracker.ask("same")
    scene.tracker.slots["text"] = scene.text[:2000]
    scene.say("ask-same-report", ("button-same", "/yes"), ("button-new", "/no"), number=open_ones[0].number)


def another_device(scene: Scene, known: list[Row[Any]]) -> bool:
    """Whether the message names a device by its number, and no open report is about that one."""
    said = guessing.find_device(scene, device.candidate(scene))
    return said is not None and all(t.device_id not in (None, said.id) for t in known)


def hear_same(scene: Scene) -> bool:
    """More about the open report (added to it and said), or a new one."""
    said = answers.plain(scene.text)
    answer = True if answers.SAME.search(said) else False if answers.ANOTHER.search(said) else None
    if answer is None or scene.text.startswith("/"):
        answer = answers.yes_or_no(scene)
    if answer is None or scene.ticket is None:
        return False
    text = scene.tracker.slots.get("text", "")
    scene.heard = heard_before(scene, text)
    if answer and scene.ticket.status == "resolved":
        scene.tracker.end()
        return aftercare.reopened(scene, scene.ticket, text)
    if answer:
        intake.add_to(scene, text)
        scene.tracker.end()
        return True
    scene.ticket = None
    scene.event = type(scene.event)(scene.event.channel, scene.event.address, scene.event.event_id, text)
    intake.begin(scene, "report_fault")
    return True


def heard_before(scene: Scene, text: str) -> Understanding:
    """What was meant by the message that we had asked back about."""
    if not text:
        return scene.heard
    try:
        return scene.house.parse_here(text, scene.lang)
    except Exception:  # noqa: BLE001 - understanding may fail in any way; the words themselves are kept
        return scene.heard
