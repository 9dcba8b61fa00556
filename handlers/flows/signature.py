"""Forms in the conversation: the customer hears of those that were issued, and confirms with a button bound to one version."""

from __future__ import annotations

from handlers import answers, forms, signing
from handlers.flows.status import is_theirs
from handlers.people import Refused
from handlers.rules.form_parts import Form
from handlers.scene import Scene
from storage import forms as stored
from storage import tickets as stored_tickets


def tell_issued(scene: Scene) -> None:
    """The forms that this turn has brought about (P2.1: at once)."""
    ticket, plan = scene.ticket, scene.plan
    if ticket is None or plan is None or not plan.forms:
        return
    for row in stored.of_subject(scene.tx, forms.about(ticket)):
        form = plan.form(row.kind)
        if row.issued_at == scene.now and form is not None:
            scene.notice("form-issued-told", form=form.name.of(scene.lang), number=row.number)


def hear(scene: Scene) -> bool:
    """ "I confirm" to one version of one form, by its button or by typing what it says.  Signed once, never twice."""
    pressed = _pressed(scene)
    if pressed is None:
        return False
    _, number, version = (*pressed.split(":"), "", "")[:3]
    good = version.isascii() and version.isdecimal() and len(version) < 6 and len(number) <= 64
    row = stored.by_number(scene.tx, number, int(version)) if good else None
    ticket = stored_tickets.get(scene.tx, row.ticket_id) if row is not None and row.ticket_id else None
    if row is None or ticket is None or not is_theirs(scene, ticket):
        scene.notice("form-not-there")
        return True
    form = forms.of_row(scene.house, row)[1]
    if form.signed_by != "customer" or row.status == "void":
        scene.notice("form-not-there")
        return True
    made = {"how": "chat", "name": ticket.contact_name or "", "message": scene.message_id}
    try:
        forms.sign(scene.tx, scene.house, row.id, scene.actor, scene.now, made)
    except Refused as refused:
        told = "form-confirmed-already" if refused.why == "form-signed-already" else "form-not-there"
        scene.notice(told, **({} if told == "form-not-there" else _named(scene, row.number, form)))
        return True
    scene.refresh()
    scene.notice("form-confirmed", **_named(scene, row.number, form))
    return True


def _named(scene: Scene, number: str, form: Form) -> dict[str, str | int]:
    return {"form": form.name.of(scene.lang), "number": number}


def _pressed(scene: Scene) -> str | None:
    text = scene.text
    if text.startswith(signing.CONFIRM + ":"):
        return text
    if scene.event.kind != "text":
        return None
    said = answers.plain(text)
    buttons = [
        (title, payload)
        for title, payload in scene.tracker.buttons
        if payload.startswith(signing.CONFIRM + ":")
    ]
    return next((payload for title, payload in buttons if answers.plain(title) == said), None)
