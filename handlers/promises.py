"""The ledger of promises: whatever somebody of ours, or the bot, has promised a customer with a time.

A booked visit stands in it by its window (``kind`` visit) and has no words of its own.  Clockwork warns, tells the
customer before a promise fails, and alarms when it has; each step is taken once (:mod:`storage.promises`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import handoff, staff_notices, tickets, unsettled
from handlers.house import House
from handlers.people import Refused
from handlers.promise_words import MOST_TEXT, promised
from handlers.rules.promises import Promises, next_step
from handlers.telling import at, locked, tell, zone
from handlers.texts.catalog import LANGUAGES, say
from handlers.texts.shapes import window
from nlu import language
from storage import feed, queue, visits
from storage import promises as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

DUE = "promise_due"  # the task to keep one
BUTTON = "call-back:"  # how the keys of calls begin that an engineer has promised with the button
ENDS = ("ticket.withdrawn", "ticket.merged")
VISITS = ("visit.booked", "visit.moved", "visit.cancelled", "visit.arrived", "visit.done")
CAME = ("visit.arrived", "visit.done")
CALLED = ("callback.made", "agent.replied")
CALLED_OFF = "callback.declined"
HEARD = frozenset({*ENDS, *VISITS, *CALLED, CALLED_OFF, "ticket.resolved"})


def rules_of(house: House, ticket: Row[Any]) -> Promises:
    plan = house.plan(ticket.plan)
    return plan.promises if plan is not None else Promises()


def make(
    tx: Tx, house: House, ticket: Row[Any], text: str, due: datetime, by: str, now: datetime, key: str, *,
    kind: str = "word", visit_id: int | None = None, replaces: int | None = None,
) -> int | None:  # fmt: skip
    """Write a promise down.  None when it stands in the ledger already (``key``)."""
    first = next_step(rules_of(house, ticket), now, due, _taken(kind))
    made = stored.add(
        tx, ticket_id=ticket.id, key=key[:128], kind=kind, text=text[:MOST_TEXT], due_at=due, made_by=by, made_at=now,
        visit_id=visit_id, replaces=replaces, look_at=first.at if first is not None else None,
    )  # fmt: skip
    if made is not None and kind != "visit":  # a visit has entries of its own in the log
        data = {"promise": made, "text": text[:MOST_TEXT], "due": due.isoformat(), "replaces": replaces}
        tickets.record(tx, house, ticket.id, "promise.moved" if replaces else "promise.made", by, now, data)
    return made


def from_reply(
    tx: Tx, house: House, ticket_id: int, text: str, message_id: int, by: str, now: datetime
) -> None:  # fmt: skip
    """What a reply promises for sure is written down; a visit that is booked stands for the promise to come."""
    ticket = stored_tickets.get(tx, ticket_id)
    if ticket is None or ticket.status not in tickets.OPEN:
        return
    found = promised(text, now.astimezone(zone(house, ticket.plan)))
    if found is None or not found.sure or (found.kind == "visit" and _visit_booked(tx, ticket_id)):
        return
    make(tx, house, ticket, found.text, found.due, by, now, f"message:{message_id}", kind=_kind(found.kind))


def _kind(said: str) -> str:
    """Only the window of a booked visit is of the kind visit."""
    return "word" if said == "visit" else said


def _visit_booked(tx: Tx, ticket_id: int) -> bool:
    return bool(visits.of_ticket(tx, ticket_id, ("confirmed",)))


def settle(
    tx: Tx, house: House, row: Row[Any], status: str, by: str, now: datetime, reason: str | None = None
) -> bool:  # fmt: skip
    """``kept`` or ``withdrawn``.  False when somebody was faster."""
    if not stored.settle(tx, row.id, status, by, now, reason):
        return False
    if row.kind != "visit":
        data = {"promise": row.id, "text": row.text, "late": row.status == "failed", "why": reason}
        tickets.record(tx, house, row.ticket_id, f"promise.{status}", by, now, data)
    if not any(p.warned_at for p in stored.owed(tx, row.ticket_id)):
        handoff.drop_tasks(tx, row.ticket_id, now, only=(DUE,))
    return True


def kept_by_task(tx: Tx, house: House, item: Row[Any], by: str, now: datetime) -> None:
    """The task to keep what was promised is done: so is every promise that was due by then."""
    for row in stored.owed(tx, item.ticket_id) if item.ticket_id is not None else ():
        if row.kind != "visit" and (item.due_at is None or row.due_at <= item.due_at):
            settle(tx, house, row, "kept", by, now)


# -- what happens to a ticket ---------------------------------------------------------------------


def follow(
    tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime, data: dict[str, Any]
) -> None:  # fmt: skip
    """What follows for the ledger from what has happened to a ticket."""
    for row in stored.owed(tx, ticket.id):
        end = _end(row, event, data)
        if end is not None:
            settle(tx, house, row, end, actor, now, event)
    if event in ("visit.booked", "visit.moved"):
        due = datetime.fromisoformat(data["end"])
        visit = int(data["visit"])
        by = actor if actor.startswith("user:") else "bot"
        make(tx, house, ticket, "", due, by, now, f"visit:{visit}", kind="visit", visit_id=visit)


def _end(row: Row[Any], event: str, data: dict[str, Any]) -> str | None:
    """How an event settles a promise; None: not at all."""
    if event in ENDS or (event == CALLED_OFF and row.kind == "call"):
        return "withdrawn"
    if row.kind == "visit":
        if event in ("visit.arrived", "visit.done"):
            return "kept" if data.get("visit") == row.visit_id else None
        return "withdrawn" if event in VISITS or event == "ticket.resolved" else None
    if row.made_by.startswith("user:"):  # a person's word is settled by people; a call by the call
        return "kept" if event == "callback.made" and row.key.startswith(BUTTON) else None
    if (
        row.made_by == "clerk" and row.kind != "call"
    ):  # said on the hotline: who comes has come, a call does not do
        return "kept" if event in CAME else "withdrawn" if event == "ticket.resolved" else None
    return "kept" if event in CALLED else "withdrawn" if event == "ticket.resolved" else None


def hindrance(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> Refused | None:
    """A ticket is not closed while somebody's word is open, or has failed and is still owed."""
    for row in stored.owed(tx, ticket.id):
        if row.made_by.startswith("user:") and row.kind != "visit":
            lang = language.detect(row.text)
            return Refused("promise-open", text=row.text[:80], until=at(house, ticket, row.due_at, lang, now))
    return None


# -- clockwork ------------------------------------------------------------------------------------


def _taken(kind: str, row: Row[Any] | None = None) -> set[str]:
    """Steps that are behind: for the window of a visit nobody is warned, the plan's clocks do that."""
    taken = {"warn"} if kind == "visit" else set()
    if row is not None:
        taken |= {"warn"} if row.warned_at else set()
        taken |= {"announce"} if row.announced_at else set()
        taken |= {"fail"} if row.status != "open" else set()
    return taken


def fire(tx: Tx, house: House, promise_id: int, now: datetime) -> int:
    """Take the steps that are due.  Returns how many were taken."""
    seen = stored.get(tx, promise_id)
    if seen is None:
        return 0
    ticket, conversation = locked(tx, seen.ticket_id)
    row = stored.get(tx, promise_id)
    if row is None or row.closed_at is not None or row.look_at is None or row.look_at > now:
        return 0
    done, taken = 0, _taken(row.kind, row)
    while True:
        step = next_step(rules_of(house, ticket), row.made_at, row.due_at, taken)
        if step is None or step.at > now:
            break
        if stored.take(tx, row.id, step.name, now):
            _STEPS[step.name](tx, house, ticket, conversation, row, now)
            done += 1
        taken.add(step.name)
    stored.look(tx, row.id, step.at if step is not None else None)
    return done


def _warn(
    tx: Tx, house: House, ticket: Row[Any], conversation: Row[Any], row: Row[Any], now: datetime
) -> None:
    """Who can still keep it is told, unless it is too late for that: then the other steps tell."""
    if row.due_at <= now:
        return
    _alarm(tx, house, ticket, row, now, "warn")
    held = queue.open_handoff(tx, conversation.id)
    in_hand = row.kind == "call" and queue.open_task(tx, conversation.id, "call_back", ticket.id) is not None
    if (held is None or held.status == "waiting") and not in_hand:
        handoff.add_task(tx, house, conversation.id, house.plan(ticket.plan), ticket, DUE, now, due_at=row.due_at,
                         note=row.text)  # fmt: skip


def _announce(
    tx: Tx, house: House, ticket: Row[Any], conversation: Row[Any], row: Row[Any], now: datetime
) -> None:
    """The customer hears it before it fails; late only when nobody was there to say it in time."""
    late = row.due_at <= now
    visit = _visit(tx, row)
    if row.kind == "visit":
        if visit is not None and visit.status == "confirmed":
            when = _window(house, ticket, visit, conversation.lang, now)
            told = "promise-visit-late" if late else "promise-visit-soon"
            if unsettled.consent_open(tx, ticket):
                told = "promise-visit-waits"  # nobody sets out before the customer has said yes
            tell(tx, conversation, ticket.id, now, told,
                 technician=visit.technician, when=when, number=ticket.number)  # fmt: skip
        return
    tell(tx, conversation, ticket.id, now, "promise-late" if late else "promise-soon", text=row.text,
         until=at(house, ticket, row.due_at, conversation.lang, now), number=ticket.number)  # fmt: skip


def _fail(
    tx: Tx, house: House, ticket: Row[Any], conversation: Row[Any], row: Row[Any], now: datetime
) -> None:
    _alarm(tx, house, ticket, row, now, "failed")
    data = {"promise": row.id, "text": row.text, "due": row.due_at.isoformat(), "visit": row.visit_id}
    tickets.record(tx, house, ticket.id, "promise.failed", "clockwork", now, data)


_STEPS = {"warn": _warn, "announce": _announce, "fail": _fail}


def _alarm(tx: Tx, house: House, ticket: Row[Any], row: Row[Any], now: datetime, what: str) -> None:
    words = {lang: describe(tx, house, ticket, row, lang, now) for lang in LANGUAGES}
    new = staff_notices.raise_alarm(
        tx, house, now, ticket, f"promise/{row.id}/{what}", rules_of(house, ticket).to, f"alarm-promise-{what}",
        due=row.due_at.isoformat(), **words,
    )  # fmt: skip
    if new:
        feed.tell(tx, "alarm", ticket.id, now, ticket.conversation_id)


def describe(tx: Tx, house: House, ticket: Row[Any], row: Row[Any], lang: str, now: datetime) -> str:
    """A promise in words, with its time."""
    visit = _visit(tx, row)
    if visit is not None:
        when = _window(house, ticket, visit, lang, now)
        return say("promise-visit", lang, technician=visit.technician, when=when)
    return say("promise-line", lang, text=row.text, until=at(house, ticket, row.due_at, lang, now))


def _visit(tx: Tx, row: Row[Any]) -> Row[Any] | None:
    if row.visit_id is None:
        return None
    return next((v for v in visits.of_ticket(tx, row.ticket_id) if v.id == row.visit_id), None)


def _window(house: House, ticket: Row[Any], visit: Row[Any], lang: str, now: datetime) -> str:
    there = zone(house, ticket.plan)
    return window(visit.start.astimezone(there), visit.end.astimezone(there), lang, now)
