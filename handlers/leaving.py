"""Leaving the task under way: starting over, calling it off, taking a report back."""

from __future__ import annotations

from handlers import answers, visits
from handlers.flows import (
    asides,
    by_phone,
    fixed,
    guide,
    intake,
    people,
    planned,
    price_answers,
    small_talk,
    status,
    staying,
    summary,
    visit,
)
from handlers.scene import Scene


def restart(scene: Scene) -> None:
    _give_up(scene, "restart")
    small_talk.start_over(scene)


def cancel(scene: Scene) -> None:
    if scene.tracker.flow is None:
        ticket = people.current_ticket(scene)
        if ticket is not None and visits.booked(scene.tx, ticket.id) is not None:
            visit.begin_cancel(scene)
        elif ticket is not None:
            visit.begin_close(scene, ticket)
        else:
            small_talk.nothing_to_cancel(scene)
        return
    if visit.cancelled_again(scene):
        return
    said = len(scene.lines)
    withdrawn = _give_up(scene, scene.text)
    if len(scene.lines) > said:
        return
    scene.say(
        "cancelled-report" if withdrawn else "cancelled",
        ("button-report", "/report"),
        ("button-human", "/human"),
    )


def complains(scene: Scene) -> bool:
    """Somebody complains in the middle of something: a person takes over."""
    number = scene.tracker.asked in ("serial", "phone") and scene.text.strip().isdecimal()
    if scene.event.kind != "text" or number or not answers.complains(scene.text):
        return False
    small_talk.complaint(scene)
    return True


def leaves(scene: Scene) -> bool:
    """Somebody in the middle of a report complains, says it works again, or takes it back."""
    if summary.approved(scene):
        return False  # "done" says that what was shown is right, not that the device works
    if complains(scene):
        return True
    if scene.tracker.asked == "severity" and answers.still_works(scene.text):
        return False  # the answer to "does it still work at all?"
    if fixed.one_of_them(scene, scene.ticket):
        return False
    if fixed.vanished(scene) and scene.ticket is not None and not guide.understood(scene):
        visit.begin_close(scene, scene.ticket)
        return True
    unsure = scene.heard.intent.confidence < 0.6 and not answers.gives_up(scene.text)
    if unsure or scene.event.kind == "button" or guide.understood(scene):
        return False
    if staying.keeps(scene.text) is not None and not answers.complains(scene.text):
        return False  # "not the man of last time" is about who comes
    if by_phone.wanted(scene):
        return False  # they want the answer, and no visit
    if scene.tracker.asked == "wishes" and not answers.complains(scene.text):
        return False  # "not too early" is a wish
    if answers.gives_up(scene.text) and scene.ticket is not None and not _wants_it_still(scene):
        visit.begin_close(scene, scene.ticket)
        return True
    if asides.SERVICE_LEVEL.search(answers.plain(scene.text)) and not answers.complains(scene.text):
        return False
    if scene.tracker.asked == "consent" and price_answers.read(scene.text) is not None:
        return False  # "he said yes"
    if scene.intent == "complaint":
        small_talk.complaint(scene)
        return True
    ticket = scene.ticket
    if scene.intent == "cancel_visit" and (ticket is None or ticket.status == "intake") and _booked(scene):
        visit.begin_cancel(scene)  # the visit of an earlier report
        return True
    elsewhere = scene.tracker.asked not in ("window", "summary", "wishes", "consent")
    if scene.intent == "reschedule_visit" and elsewhere and _booked(scene):
        visit.begin(scene)  # what was only begun waits
        return True
    over = scene.intent in ("cancel_visit", "feedback") and answers.over(scene.text)
    ends = answers.gives_up(scene.text) or (over and answers.yes_or_no(scene) is None)
    if ends and ticket is not None:
        visit.begin_close(scene, ticket)
        return True
    return False


def _wants_it_still(scene: Scene) -> bool:
    """Whether the words could be an answer to what is asked now: a window that does not suit, a price."""
    return scene.tracker.asked in ("window", "summary", "consent") and answers.clear(scene.text)


def _booked(scene: Scene) -> bool:
    return any(t.status == "open" and visits.booked(scene.tx, t.id) is not None for t in status.own(scene))


def _give_up(scene: Scene, why: str) -> bool:
    """Leave the task under way; a report that did not count yet is withdrawn, its holds are given back."""
    ticket = scene.ticket
    flow = scene.tracker.flow
    if flow == intake.NAME and ticket is not None and ticket.status == "intake":
        summary.withdraw(scene, why)
        scene.ticket = None
        return True
    if ticket is not None and flow == visit.NAME:
        visits.release(scene.tx, ticket.id)
        if planned.give_up(scene) or visit.leave(scene, ticket):
            return False
    scene.tracker.end()
    return False
