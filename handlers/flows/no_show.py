"""Nobody came, or somebody came and it is not fixed: an apology, and a person who sees to it at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, visits
from handlers.flows import fixed, people, status
from handlers.flows import visit_words as words
from handlers.scene import Scene


def heard(scene: Scene, ticket: Row[Any]) -> bool:
    """Whether that was said of a report with a visit, and answered."""
    said = answers.plain(scene.text)
    if _nobody(scene, ticket, said):
        return True
    if not words.CAME.search(said) or fixed.read(scene) is not fixed.Said.BROKEN:
        return False
    _take(scene, ticket)
    _complain(scene)
    return True


def _nobody(scene: Scene, ticket: Row[Any], said: str) -> bool:
    """Nobody is there: how it stands, and once the time is over a person who sees to it."""
    booked = visits.booked(scene.tx, ticket.id)
    if booked is None or not words.NOBODY.search(said) or not visits.missed(scene.tx, booked):
        return False
    _take(scene, ticket)
    if booked.end > scene.now:
        scene.quote(status.text_of(scene, ticket), ("button-human", "/human"))
        return True
    _complain(scene)
    return True


def _take(scene: Scene, ticket: Row[Any]) -> None:
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan


def _complain(scene: Scene) -> None:
    scene.record("ticket.note", {"complaint": scene.text[:1000]})
    people.hand_over(scene, "complaint", text_id="complaint-handed-over")
