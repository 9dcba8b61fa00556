"""The device in hand has been reported already by somebody else: said, and attached when it is
the same fault.  Of the first reporter nothing is told but the report's number and state."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, reporters
from handlers.scene import Scene
from handlers.texts.shapes import moment
from storage import incidents as stored
from storage import tickets as stored_tickets
from storage import visits

ASKED = "known"
OWN = "own_fault"  # fact of a ticket: the customer said that it is another fault


def ask(scene: Scene) -> bool:
    """Is it the same fault?  Asked once, and never of somebody in danger."""
    ticket = scene.ticket
    assert ticket is not None
    if ticket.status != "intake" or ticket.kind != "report_fault" or ticket.device_id is None:
        return False
    if ticket.facts.get(OWN) or (ticket.severity or {}).get("danger"):
        return False
    known = _first(scene, ticket)
    if known is None or visits.of_ticket(scene.tx, ticket.id, ("held",)):
        return False  # whoever chooses a time already is not held up by a report that came meanwhile
    if scene.tracker.ask(ASKED) >= 2:  # no answer to be had: it is a report of its own
        scene.change(facts={**ticket.facts, OWN: True})
        scene.tracker.asked = None
        return False
    scene.tracker.slots["known"] = known.id
    scene.say("ask-known-fault", ("button-same", "/yes"), ("button-new", "/no"), number=known.number,
              since=moment(scene.local(known.created_at), scene.lang, scene.now),
              status=scene.t(f"status-{known.status}"))  # fmt: skip
    return True


def _first(scene: Scene, ticket: Row[Any]) -> Row[Any] | None:
    """The oldest report of that device by somebody else that counts.  One's own are asked about when the fault is told."""
    found = stored.of_device(scene.tx, ticket.device_id, ticket.id)
    others = (t for t in found if t.conversation_id != scene.conversation.id)
    return next((t for t in others if t.status == "open"), None)


def hear(scene: Scene) -> bool:
    """Yes: this report becomes part of the other one.  No: it goes on as one of its own."""
    ticket = scene.ticket
    if scene.tracker.asked != ASKED or ticket is None:
        return False
    said = answers.plain(scene.text)
    answer = True if answers.SAME.search(said) else False if answers.ANOTHER.search(said) else None
    if answer is None or scene.text.startswith("/"):
        answer = answers.yes_or_no(scene)
    if answer is None:
        return False
    scene.tracker.asked = None
    kept = (
        stored_tickets.get(scene.tx, int(scene.tracker.slots.get("known", 0)), locked=True)
        if answer
        else None
    )
    if kept is None or kept.status != "open":  # another fault, or that one was closed in the meantime
        scene.change(facts={**ticket.facts, OWN: True})
        return True
    _attach(scene, ticket, kept)
    return True


def _attach(scene: Scene, ticket: Row[Any], kept: Row[Any]) -> None:
    reporters.attach(scene.tx, scene.house, kept, ticket, scene.actor, scene.now)
    scene.tracker.end()
    scene.ticket = None
    scene.say("attached", number=str(kept.number), status=scene.t(f"status-{kept.status}"))
