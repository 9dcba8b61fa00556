"""A visit that is asked for: planned support at the customer's time, and what has to be known before any is booked."""

from __future__ import annotations

from handlers import answers, support
from handlers.flows import asked_times, booking, fault, product
from handlers.scene import Scene
from handlers.wording import regex

_PEOPLE = regex(
    r"要人|派人|来人|支持|协助|帮忙|配合|\b(?:need|want|send|like)\b.{0,16}\b(?:someone|somebody|people|help|support|engineers?|hand)\b|\bsupport\b"
)


def wanted(scene: Scene) -> bool:
    """Whether a message asks for planned support, and so for no visit of a report that there is."""
    return scene.event.kind == "text" and support.requested(scene.plan, scene.text) is not None


def supports(scene: Scene) -> bool:
    """Whether people are asked for beside something of the customer's own that the plan supports: no fault, no visit of a report."""
    said = answers.plain(scene.text)
    return wanted(scene) and _PEOPLE.search(said) is not None and not fault.named_by_rules(scene)


def kind_of(scene: Scene, kind: str) -> str:
    """What kind of ticket a request opens: planned support is asked for in the words of a visit or an installation."""
    service = support.requested(scene.plan, scene.text) if scene.event.kind == "text" else None
    if service is None or kind not in ("book_visit", "install_request", "maintenance_request"):
        return kind
    return service.kind


def remember(scene: Scene) -> None:
    """Which service it is stays with the ticket."""
    ticket = scene.ticket
    service = support.requested(scene.plan, scene.text) if scene.event.kind == "text" else None
    if service is None or ticket is None or ticket.kind != service.kind:
        return
    scene.record(
        "service.asked",
        {"service": service.id, "clause": service.clause},
        facts={**ticket.facts, "service": service.id},
        **({} if ticket.problem else {"problem": scene.text[:2000]}),
    )
    scene.say("service-noted", what=service.name.of(scene.lang), number=ticket.number)


def ask_when(scene: Scene) -> bool:
    """The time is the customer's: it is asked for once, before any is offered."""
    ticket, slots = scene.ticket, scene.tracker.slots
    assert ticket is not None
    known = slots.get("wanted") or slots.get("wish") or slots.get("asked_when") or asked_times.chosen(scene)
    if not ticket.facts.get("service") or known or not booking.needs_visit(scene):
        return False
    slots["asked_when"] = True
    scene.tracker.ask("when")
    scene.say("service-ask-when")
    return True


def waits(scene: Scene) -> bool:
    """Whoever asks for a visit before anybody knows the product hears why none is booked; what they said is kept."""
    ticket = scene.ticket
    if ticket is None or not product.unknown(ticket):
        return False
    scene.record("ticket.note", {"said": scene.text[:500]})
    scene.say("product-open", ("button-human", "/human"), number=ticket.number)
    return True
