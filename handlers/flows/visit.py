"""Booking, moving and cancelling the visit of a report that counts already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, handoff, visits
from handlers import call_back as calls
from handlers.flows import aftercare, booking, contact, cost, on_request, people, status, summary
from handlers.flows import intake as intake_flow
from handlers.scene import Scene
from handlers.texts.shapes import window
from storage import queue

NAME = "visit"


def begin(scene: Scene) -> None:
    """Somebody wants a visit, or another time for it."""
    asks_for_more = on_request.wanted(scene)
    ticket = None if asks_for_more else status.which(scene)
    if ticket is None:
        if scene.tracker.asked == "ticket" and not asks_for_more:
            return
        intake_flow.begin(scene, "book_visit")
        return
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    scene.tracker.begin(NAME)
    facts = {k: v for k, v in ticket.facts.items() if k not in ("call_me", "no_window", "declined")}
    if facts != ticket.facts:
        scene.change(facts=facts)
    booking.remember_wish(scene)
    go_on(scene)


def hear(scene: Scene) -> bool:
    taken = cost.hear_consent(scene) or booking.hear_window(scene)
    return contact.hear_contact(scene) or taken


def go_on(scene: Scene) -> None:
    """Consent where it is not free, then a window, then it is booked."""
    for step in (cost.settle_cost, contact.ask_contact, contact.ask_region, booking.ask_window):
        if step(scene):
            return
    ticket = scene.ticket
    assert ticket is not None
    if booking.chosen(scene) is not None:
        moved = visits.booked(scene.tx, ticket.id) is not None
        visit = booking.confirm(scene)
        if visit is None:
            scene.say("window-gone")
            booking.ask_window(scene)
            return
        scene.tracker.end()
        when = window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now)
        scene.say(
            "visit-moved" if moved else "done-visit",
            number=ticket.number,
            when=when,
            technician=visit.technician,
        )
        return
    if ticket.facts.get("call_me"):
        summary.call_back(scene)
    scene.tracker.end()


def hear_of_a_call(scene: Scene) -> bool:
    """Nobody is to call (yet), or whoever wanted to think first is to be called after all."""
    off = answers.no_call(scene.text)
    ticket = people.current_ticket(scene) if off or answers.call_first(scene.text) else None
    if ticket is None or ticket.status != "open":
        return False
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    if off:
        return _call_off(scene, ticket)
    if queue.open_task(scene.tx, ticket.conversation_id, calls.THINKING, ticket.id) is None:
        return False
    summary.call_back(scene)
    return True


def _call_off(scene: Scene, ticket: Row[Any]) -> bool:
    """False in the middle of something else, when nobody was going to call."""
    facts = {k: v for k, v in ticket.facts.items() if k != "call_me"}
    if not calls.decline(scene.tx, scene.house, ticket, scene.actor, scene.text, scene.now):
        if scene.tracker.flow is None:
            scene.say("call-none", number=ticket.number)
        return scene.tracker.flow is None
    scene.refresh()
    scene.change(facts=facts)
    scene.say("call-off", ("button-book", "/book"), ("button-human", "/human"), number=ticket.number)
    return True


def begin_cancel(scene: Scene) -> None:
    """Cancelling is confirmed once; the report itself stays open unless it is fixed."""
    ticket = status.which(scene)
    if ticket is None:
        if scene.tracker.asked != "ticket":
            scene.say("no-visit")
        return
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    visit = visits.booked(scene.tx, ticket.id)
    scene.tracker.begin("cancel_visit")
    scene.tracker.ask("cancel_visit")
    if visit is None:
        scene.tracker.begin("close")
        scene.tracker.ask("close")
        scene.say("ask-close", ("button-yes", "/yes"), ("button-no", "/no"), number=ticket.number)
        return
    scene.say("ask-cancel-visit", ("button-cancel-visit", "/yes"), ("button-keep", "/no"), number=ticket.number,
              when=window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now))  # fmt: skip


def hear_cancel(scene: Scene) -> bool:
    answer = answers.yes_or_no(scene)
    ticket = scene.ticket
    if answer is None or ticket is None:
        return False
    if not answer:
        scene.tracker.end()
        scene.say("visit-kept", number=ticket.number)
        return True
    visits.cancel(scene.tx, scene.house, ticket, scene.actor, scene.now, scene.text)
    scene.refresh()
    from handlers.flows import planned  # it knows this flow

    if planned.cancelled(scene):
        return True
    scene.tracker.begin("close")
    scene.tracker.ask("close")
    scene.say(
        "visit-cancelled-ask-close",
        ("button-fixed", "/yes"),
        ("button-still-broken", "/no"),
        number=ticket.number,
    )
    return True


def begin_close(scene: Scene, ticket: Row[Any]) -> None:
    """Somebody says that it works again, or does not want it repaired any more: may the report be closed?
    Whoever says so after somebody has been there has confirmed it: a colleague closes it with its papers."""
    if answers.works(scene.text) and aftercare.after_work(scene, ticket):
        return
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    scene.tracker.begin("close")
    scene.tracker.ask("close")
    taken_back = scene.intent == "cancel_visit" and not answers.works(scene.text)
    scene.say(
        "ask-take-back" if taken_back else "ask-close",
        ("button-yes", "/yes"),
        ("button-no", "/no"),
        number=ticket.number,
    )


def hear_close(scene: Scene) -> bool:
    answer = answers.yes_or_no(scene)
    if answer is None and scene.intent == "report_fault":
        answer = False  # "still broken"
    ticket = scene.ticket
    if answer is None or ticket is None:
        return False
    if answer:
        summary.withdraw(scene, scene.text)
        scene.say("closed", number=ticket.number)
        return True
    scene.tracker.end()
    if visits.booked(scene.tx, ticket.id) is None:
        handoff.add_task(
            scene.tx,
            scene.house,
            scene.conversation.id,
            people.some_plan(scene),
            ticket,
            "open_without_visit",
            scene.now,
        )
    scene.say("stays-open", ("button-book", "/book"), ("button-human", "/human"), number=ticket.number)
    return True
