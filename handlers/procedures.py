"""Installation and repair in steps: what is done, what is next, and what the customer confirms in the chat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import own, questions
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import locked_ticket
from handlers.rules import procedures
from handlers.rules.facts import Happening
from handlers.rules.procedures import Entry, Procedure, StepState
from handlers.scene import Scene
from handlers.texts.catalog import say
from handlers.tickets import ENDED, record
from storage import tickets
from storage.engine import Tx

ABOUT = "procedure"
MOST_NOTE = 1000
#: who may confirm a step besides people of its role
STAND_IN = {
    role: ("administrator", "technician") if role == "engineer" else ("administrator",)
    for role in ("clerk", "engineer", "supervisor")
}


def states(tx: Tx, house: House, ticket: Row[Any]) -> tuple[Procedure, tuple[StepState, ...]] | None:
    """The procedure of a ticket and where it stands; None where the plan has none for this kind."""
    plan = house.plans.get(ticket.plan)
    found = procedures.for_kind(plan.procedures, ticket.kind) if plan is not None else None
    if found is None:
        return None
    log = [Entry(Happening(e.at, e.event, e.data or {}), e.actor) for e in tickets.log(tx, ticket.id)]
    return found, procedures.progress(found, log)


def panel(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any] | None:
    found = states(tx, house, ticket)
    if found is None:
        return None
    procedure, steps = found
    current = procedures.current(steps)
    return {
        "name": {"zh": procedure.name.zh, "en": procedure.name.en},
        "clause": procedure.clause,
        "next": current.step.id if current is not None else None,
        "steps": [
            {
                "id": s.step.id, "name": {"zh": s.step.name.zh, "en": s.step.name.en}, "by": s.step.by, "role": s.step.role,
                "in_writing": s.step.in_writing, "automatic": bool(s.step.events), "state": s.state, "note": s.note,
                "at": s.at.isoformat() if s.at is not None else None,
            }
            for s in steps
        ],
    }  # fmt: skip


def _current(tx: Tx, house: House, user: Actor, ticket_id: int, step: str) -> tuple[Row[Any], Procedure, StepState]:  # fmt: skip
    own.need(tx, house, user, "reply", ticket_id)
    ticket = locked_ticket(tx, ticket_id)
    if ticket.status in ENDED:
        raise Refused("closed", number=ticket.number or "")
    found = states(tx, house, ticket)
    current = procedures.current(found[1]) if found is not None else None
    if found is None or current is None or current.step.id != step:
        raise Refused("step-not-next")
    if current.step.role is not None and user.role not in (
        current.step.role,
        *STAND_IN.get(current.step.role, ()),
    ):
        raise Refused("step-role", role=say(f"role-{current.step.role}", user.lang))
    return ticket, found[0], current


def _question(
    procedure: Procedure, state: StepState, note: str, number: str, lang: str
) -> questions.Question:
    step = state.step
    assert step.text is not None, "the schema sees to it"
    text = "\n".join(x for x in (step.text.of(lang), note) if x)
    said = say("procedure-ask", lang, name=step.name.of(lang), number=number, text=text)
    return questions.Question(ABOUT, f"{procedure.id}/{step.id}", said, "button-confirm", "button-not-so")


def begin(scene: Scene) -> None:
    """The ticket counts now: what the plan sends by itself is sent."""
    assert scene.ticket is not None
    found = states(scene.tx, scene.house, scene.ticket)
    current = procedures.current(found[1]) if found is not None else None
    if found is None or current is None or not current.step.at_once or current.state != "next":
        return
    data = {"procedure": found[0].id, "step": current.step.id, "note": "", "clause": found[0].clause}
    scene.record("procedure.asked", data)
    questions.put(scene, _question(found[0], current, "", scene.ticket.number or "", scene.lang))


def send(house: House, user: Actor, ticket_id: int, step: str, note: str) -> None:
    """Send the step that is next to the customer, who confirms it in the chat.  ``note``: what people of ours add."""
    now, note = house.now(), note.strip()[:MOST_NOTE]

    def work(tx: Tx) -> None:
        ticket, procedure, current = _current(tx, house, user, ticket_id, step)
        if current.step.by != "customer":
            raise Refused("step-not-customers")
        data = {"procedure": procedure.id, "step": step, "note": note, "clause": procedure.clause}
        ticket = record(tx, house, ticket.id, "procedure.asked", user.owner, now, data)
        question = _question(procedure, current, note, ticket.number or "", questions.lang(tx, ticket))
        questions.send(tx, house, ticket, question, user.owner, now)

    house.store.write(work)


def done(house: House, user: Actor, ticket_id: int, step: str, note: str) -> None:
    """The step that is next is done, or was confirmed by telephone (``note`` says by whom and what)."""
    house.store.write(lambda tx: done_in(tx, house, user, ticket_id, step, note))


def done_in(tx: Tx, house: House, user: Actor, ticket_id: int, step: str, note: str) -> None:
    """The same in a transaction that is open."""
    now, note = house.now(), note.strip()[:MOST_NOTE]
    ticket, procedure, current = _current(tx, house, user, ticket_id, step)
    if current.step.in_writing:
        raise Refused("step-in-writing")
    if current.step.by == "customer" and not note:
        raise Refused("step-note")
    event = "procedure.confirmed" if current.step.by == "customer" else "procedure.done"
    data = {"procedure": procedure.id, "step": step, "note": note, "clause": procedure.clause}
    ticket = record(tx, house, ticket.id, event, user.owner, now, data)
    questions.close(tx, house, ticket, user.owner, now, ABOUT)


def hear(scene: Scene, ref: str, yes: bool) -> None:
    """The customer confirms a step, or wants it otherwise: then people of ours see it and talk about it."""
    assert scene.ticket is not None
    procedure, _, step = ref.partition("/")
    data = {"procedure": procedure, "step": step, "message": scene.message_id}
    scene.record("procedure.confirmed" if yes else "procedure.refused", data)
    scene.notice("procedure-confirmed" if yes else "procedure-refused", number=scene.ticket.number)
    if not yes:
        from handlers import handoff

        handoff.add_task(scene.tx, scene.house, scene.conversation.id, scene.plan, scene.ticket, "step_refused", scene.now, note=scene.text[:200])  # fmt: skip
