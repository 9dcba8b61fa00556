"""A fault that is told while a report is open: more about that one, or a new one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from handlers import answers, guessing, handoff
from handlers.flows import (
    aftercare,
    another,
    contact,
    device,
    fault,
    intake,
    small_talk,
    status,
    visit,
)
from handlers.scene import Scene
from handlers.wording import regex
from storage import tickets as stored_tickets

_WORSE = regex(
    r"更(?:厉害|严重|大|多|糟|响|快|坏)|越来越|加重|恶化|\b(?:worse|worsening|more and more|even more|faster now)\b"
)
_STILL = regex(
    r"^(?:现在|它)?(?:还是|还在|仍然?|依然|一直)(?:在)?(?:漏|滴|不|没|坏|响|停|老样子)|^(?:it |it's |it is )?still (?:leak\w*|not|no|does|doesn|broken|down|drip\w*)"
)
_ANGRY = regex(
    r"气死|气人|烦死|太过分|岂有此理|(?:等了?|拖了?)(?:半天|一天|一整天|几天|好几天|好久|这么久|几个?小时)|\b(?:furious|fed up|ridiculous|unacceptable|outrageous|waiting (?:for )?(?:hours|all day|ages|days))\b"
)
SHORT = 30  # characters of a message that says no more than that it goes on
_WATER = regex(r"漏|渗|滴水|喷水|\b(?:leak\w*|water|drip\w*|flood\w*)\b")


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
    if _ANGRY.search(answers.plain(scene.text)) and not fault.named_by_rules(scene):
        small_talk.complaint(scene)
        return
    scene.ticket = open_ones[0]
    if len(open_ones) == 1 and _WORSE.search(answers.plain(scene.text)):
        _worse(scene, open_ones[0])
        return
    if len(open_ones) == 1 and _STILL.search(answers.plain(scene.text)) and len(scene.text) <= SHORT:
        intake.add_to(scene, scene.text)
        return
    scene.tracker.begin("same")
    scene.tracker.ask("same")
    scene.tracker.slots["text"] = scene.text[:2000]
    scene.say("ask-same-report", ("button-same", "/yes"), ("button-new", "/no"), number=open_ones[0].number)


def _worse(scene: Scene, ticket: Row[Any]) -> None:
    """It gets worse before anybody has come: what to do now, people are told, and an earlier visit where there is one."""
    intake.add_to(scene, scene.text)
    plan = scene.plan
    if plan is not None and _WATER.search(answers.plain(scene.text)):
        scene.advise(plan.safety.advice("flood").of(scene.lang))
    handoff.add_task(scene.tx, scene.house, scene.conversation.id, plan, scene.ticket, "arrange_visit", scene.now,
                     note=scene.text[:500])  # fmt: skip
    if scene.ticket is not None and not visit.sooner(scene, scene.ticket):
        scene.say("worse-told", ("button-human", "/human"))


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
    scene.heard = aftercare.heard_before(scene, text)
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


def hear_another(scene: Scene) -> bool:
    """Yes, its serial number, or "what about mine?" opens it; no leaves it with the first."""
    ticket, said = scene.ticket, answers.plain(scene.text)
    if ticket is None or not ticket.facts.get(another.TOLD):
        return False
    named = device.candidate(scene) is not None
    answer = answers.yes_or_no(scene)
    if named or answers.ANOTHER.search(said) or another.AND_THAT.search(said):
        answer = True
    if answer is None:
        return False
    if answer:
        begin_another(scene, ticket, scene.text if named else "")
    else:
        scene.tracker.end()
        scene.say("go-on")
    return True


def another_wanted(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """ "A new fault", and nothing else, from somebody with a report that counts; or "and mine?" of one that was told."""
    told = _told(scene)
    bare = another.BARE.search(said) is not None
    if not bare and not (told is not None and another.AND_THAT.search(said)):
        return False
    begin_another(scene, told, "")
    return True


def _told(scene: Scene) -> Row[Any] | None:
    rows = stored_tickets.of_conversation(scene.tx, scene.conversation.id, statuses=("open",))
    return next((row for row in rows if row.facts.get(another.TOLD)), None)


def begin_another(scene: Scene, first: Row[Any] | None, more: str) -> None:
    """A report of the fault that was told before (``first`` has it), or of one that is still to be told."""
    words = ""
    if first is not None:
        words = "\n".join(x for x in (str(first.facts.get(another.TOLD, "")), more) if x)
        scene.ticket = first
        scene.change(facts={k: v for k, v in first.facts.items() if k != another.TOLD})
        scene.tracker.slots[contact.ANOTHER_PLACE] = True
    scene.ticket = None
    scene.event = replace(scene.event, text=words or "/report", kind="text" if words else "button")
    scene.heard = aftercare.heard_before(scene, words)
    intake.begin(scene, "report_fault", sure=bool(words))
