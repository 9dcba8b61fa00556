"""How far is it?  Answered honestly from clocks and visits, and only to whoever the report belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from handlers import handoff, tickets, visits
from handlers.scene import Scene
from handlers.texts.shapes import moment, window
from nlu.entities import ticket_numbers
from storage import queue as stored_queue
from storage import tickets as stored_tickets

OPEN = ("intake", "open")


def own(scene: Scene) -> Sequence[Row[Any]]:
    """The open reports of this conversation, newest first."""
    return stored_tickets.of_conversation(scene.tx, scene.conversation.id, statuses=OPEN)


def named(scene: Scene) -> Row[Any] | None:
    """The report whose number the message names, if it is this customer's."""
    if scene.text.startswith("/ticket:"):
        numbers: tuple[str, ...] = (scene.text.removeprefix("/ticket:"),)
    else:
        numbers = ticket_numbers(scene.text)
    for number in numbers:
        row = stored_tickets.by_number(scene.tx, number)
        if row is not None and is_theirs(scene, row):
            return row
    return None


def is_theirs(scene: Scene, ticket: Row[Any]) -> bool:
    """Same conversation, or the same known customer."""
    customer = scene.conversation.customer_id
    return bool(
        ticket.conversation_id == scene.conversation.id
        or (customer is not None and ticket.customer_id == customer)
    )


def which(scene: Scene) -> Row[Any] | None:
    """The report that is meant.  Asks when several are open (then ``tracker.asked`` is "ticket")."""
    found = named(scene)
    if found is not None:
        return found
    rows = [row for row in own(scene) if row.status == "open"]
    if len(rows) <= 1:
        return rows[0] if rows else None
    scene.tracker.ask("ticket")
    scene.tracker.slots["then"] = scene.intent
    scene.say(
        "ask-which-ticket", *((f"{r.number} {_short(r.problem)}", f"/ticket:{r.number}") for r in rows[:5])
    )
    return None


def _short(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= 14 else text[:13] + "…"


def tell(scene: Scene) -> None:
    """Say how far a report is."""
    numbers = ticket_numbers(scene.text)
    ticket = which(scene)
    if ticket is None:
        if scene.tracker.asked == "ticket":
            return
        unfinished = next(iter(own(scene)), None)
        if unfinished is not None and scene.tracker.flow == "intake":
            scene.say("status-intake", number=unfinished.number)
        else:
            scene.say(
                "status-not-yours" if numbers else "status-none",
                ("button-report", "/report"),
                ("button-human", "/human"),
            )
        return
    scene.quote(text_of(scene, ticket), ("button-human", "/human"))


def text_of(scene: Scene, ticket: Row[Any]) -> str:
    """Status, visit, place in the queue and the next promised time of one report."""
    lines = [scene.t("status-head", number=ticket.number, status=scene.t(f"status-{ticket.status}"))]
    if scene.tracker.agreed and ticket.conversation_id == scene.conversation.id:
        lines.append(scene.t("status-agreed", what=scene.tracker.agreed))
    visit = visits.booked(scene.tx, ticket.id)
    if visit is not None:
        when = window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now)
        lines.append(scene.t("status-visit", when=when, technician=visit.technician))
    item = handoff.waiting_item(scene.tx, ticket.conversation_id)
    if item is not None:
        found = handoff.expected(scene.tx, item, scene.now)
        until = moment(scene.local(found.until), scene.lang, scene.now) if found.until else ""
        lines.append(scene.t(found.text_id, place=str(found.place), until=until))
    elif stored_queue.open_task(scene.tx, ticket.conversation_id, "call_back") is not None:
        lines.append(scene.t("status-call-back"))
    if ticket.status == "open":
        due = [c for c in tickets.clock_states(scene.tx, scene.house, ticket, scene.now) if c.due is not None]
        next_due = min(
            (c for c in due if c.state in ("running", "breached")),
            key=lambda c: c.due or scene.now,
            default=None,
        )
        plan = scene.house.plan(ticket.plan)
        clock = plan.clock(next_due.name) if plan is not None and next_due is not None else None
        if next_due is not None and next_due.due is not None and clock is not None:
            late = visit is not None and plan is not None and clock.name == plan.visits.promise
            late = late and visit is not None and visit.start > next_due.due
            key = "status-late" if next_due.breached else "status-visit-late" if late else "status-promise"
            lines.append(
                scene.t(
                    key,
                    what=clock.label.of(scene.lang),
                    until=moment(scene.local(next_due.due), scene.lang, scene.now),
                )
            )
    return "\n".join(lines)
