"""What dispatchers do on the board: move a visit, book one for a ticket that has none, by the rules of booking.

What the customer has agreed to is kept: within that window, and within the promise, a visit is moved at once and the
customer told.  Anything else the customer is asked first: the new time is held meanwhile and the old one stays.  Only when
the customer has agreed by telephone it is done at once; who said so is kept in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import handoff, placing, questions, tickets, visit_desk, visits
from handlers.flows.cost import RATED
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket
from handlers.rules.facts import Window
from handlers.scene import Scene
from handlers.texts.catalog import say
from handlers.texts.shapes import window as written
from storage import conversations, feed
from storage import tickets as stored_tickets
from storage import visits as stored
from storage.engine import Tx
from storage.planned import UNREACHED

ABOUT = "visit_time"
HELD = timedelta(hours=4)  # a new time that the customer is asked about
WORD = 200  # characters of who has agreed by telephone
UNDER_WAY = ("visit.on_the_way", "visit.arrived", "visit.done")


@dataclass(frozen=True, slots=True)
class Judged:
    """A place for a visit that can be had.  ``ask``: the customer has to agree first, for ``why``: window, promise or
    new."""

    window: Window
    ask: bool
    why: str
    reachable: bool


def judge(
    tx: Tx, house: House, ticket: Row[Any], old: Row[Any] | None, technician_id: int, start: datetime, now: datetime
) -> Judged:  # fmt: skip
    """Raises :class:`Refused` when it cannot be had."""
    if old is not None:
        _may_move(tx, old)
        if (old.technician_id, old.start) == (technician_id, start):
            raise Refused("board-same")
    found = placing.check(tx, house, ticket, technician_id, start, now, old=old)
    chat = conversations.get(tx, ticket.conversation_id)
    reachable = chat is not None and chat.channel not in UNREACHED
    if old is None:
        return Judged(found, True, "new", reachable)
    begin, end = visits.agreed(tx, old)
    if not begin <= found.start < end:
        return Judged(found, True, "window", reachable)
    late = not found.keeps_promise and old.keeps_promise
    return Judged(found, late, "promise" if late else "", reachable)


def _may_move(tx: Tx, old: Row[Any]) -> None:
    begun = {e.event for e in stored_tickets.log(tx, old.ticket_id) if (e.data or {}).get("visit") == old.id}
    if begun & set(UNDER_WAY):
        raise Refused("board-under-way")


def old_visit(tx: Tx, visit_id: int) -> Row[Any]:
    """The visit as it is booked.  Raises :class:`Gone` or, when it was moved or cancelled meanwhile, :class:`Refused`."""
    seen = stored.get(tx, visit_id)
    if seen is None:
        raise Gone(f"there is no visit {visit_id}")
    if seen.status != "confirmed":
        raise Refused("board-gone")
    return seen


def move(
    house: House, user: Actor, visit_id: int, technician_id: int, start: datetime, word: str = ""
) -> str:  # fmt: skip
    """Returns ``moved``, or ``asked`` when the customer has to agree.  ``word``: who has agreed by telephone."""
    user.need("visit")

    def work(tx: Tx) -> str:
        seen = stored.get(tx, visit_id)
        if seen is None:
            raise Gone(f"there is no visit {visit_id}")
        ticket = _open(locked_ticket(tx, seen.ticket_id))
        return _put(tx, house, user, ticket, old_visit(tx, visit_id), technician_id, start, word)

    return _said(house.store.write(work))


def is_asked(tx: Tx, ticket_id: int, now: datetime) -> bool:
    """Whether the customer is being asked about a time that is held."""
    held = {v.id for v in stored.of_ticket(tx, ticket_id, ("held",)) if v.held_until > now}
    return bool(held) and any(
        e.event == "visit.proposed" and (e.data or {}).get("visit") in held
        for e in stored_tickets.log(tx, ticket_id)
    )


def book(
    house: House, user: Actor, ticket_id: int, technician_id: int, start: datetime, word: str = "", *,
    planned: bool = False,
) -> str:  # fmt: skip
    """A visit for a ticket that waits for one.  One that was missed is moved instead.  ``planned``: it is out of a plan of the
    day, which breaks no promise and asks nobody twice."""
    user.need("visit")

    def work(tx: Tx) -> str:
        ticket = _open(locked_ticket(tx, ticket_id))
        old = visits.booked(tx, ticket.id)
        if old is not None and old.end > house.now():
            raise Refused("board-has-visit")
        if planned:
            still_planned(tx, house, ticket, start)
        return _put(tx, house, user, ticket, old, technician_id, start, word)

    return _said(house.store.write(work))


def still_planned(tx: Tx, house: House, ticket: Row[Any], start: datetime) -> None:
    """Raises :class:`Refused` when the customer is being asked already, or the promise has come to be earlier."""
    now, plan = house.now(), house.plan(ticket.plan)
    if is_asked(tx, ticket.id, now):
        raise Refused("board-is-asked")
    due = visits.promise(tx, house, plan, ticket, now) if plan is not None else None
    if due is not None and start > due:
        raise Refused("board-past-promise")


def _open(ticket: Row[Any]) -> Row[Any]:
    if ticket.status not in tickets.OPEN:
        raise Refused("closed", number=ticket.number or "")
    return ticket


def _said(became: str) -> str:
    if became == "no-consent":
        raise Refused(became)
    return became


def _put(
    tx: Tx, house: House, user: Actor, ticket: Row[Any], old: Row[Any] | None, technician_id: int, start: datetime,
    word: str,
) -> str:  # fmt: skip
    now, word = house.now(), word.strip()[:WORD]
    found = judge(tx, house, ticket, old, technician_id, start, now)
    if ticket.kind in RATED:
        ticket = tickets.check_warranty(tx, house, ticket, user.owner, now)
    if not tickets.consent_holds(tx, ticket):
        return "no-consent"  # what it costs now stays written
    if found.ask and not word and not found.reachable:
        raise Refused("board-no-chat")
    visits.release(tx, ticket.id)
    ticket = questions.close(tx, house, ticket, user.owner, now, ABOUT)
    asked = found.ask and not word
    window, plan = found.window, visits.shaped(house.plans[ticket.plan], ticket)
    own = stored.taken_by(tx, old.id) if old is not None and old.technician_id == technician_id else set()
    until = min(now + HELD, window.start) if asked else None
    try:
        held = visits.hold(tx, plan, ticket.id, window, now, until=until, own=own)
        if asked:
            _ask(tx, house, user, ticket, old, held, window, now)
            return "asked"
        terms = visits.agreed(tx, old) if old is not None and not word else (window.start, window.end)
        noted: dict[str, Any] = {"agreed": [at.isoformat() for at in terms]}
        if word:
            noted["by_telephone"] = word
        visit = visits.confirm(tx, house, ticket, held, user.owner, now, wished=False, **noted)
    except stored.Taken:
        raise Refused("board-faster", name=window.technician) from None
    visit_desk.tell(tx, house, ticket, "visit-moved" if old is not None else "done-visit", visit)
    return "moved"


def _ask(
    tx: Tx, house: House, user: Actor, ticket: Row[Any], old: Row[Any] | None, held: int, window: Window, now: datetime
) -> None:  # fmt: skip
    lang = questions.lang(tx, ticket)
    zone = ZoneInfo(house.plans[ticket.plan].zone)

    def when(start: datetime, end: datetime) -> str:
        return written(start.astimezone(zone), end.astimezone(zone), lang, now)

    args = {
        "number": ticket.number or "",
        "technician": window.technician,
        "new": when(window.start, window.end),
    }
    if old is None:
        text = say("board-ask-new", lang, **args)
    else:
        missed = "board-ask-missed" if old.end <= now else "board-ask-move"
        text = say(missed, lang, old=when(old.start, old.end), **args)
    if not window.keeps_promise:
        text += "\n" + say("board-ask-late", lang)
    tickets.record(tx, house, ticket.id, "visit.proposed", user.owner, now, {
        "visit": held, "technician": window.technician_id, "start": window.start.isoformat(),
        "end": window.end.isoformat(), "instead_of": old.id if old is not None else None,
    })  # fmt: skip
    ticket = stored_tickets.get(tx, ticket.id) or ticket
    ref = f"{held}/{old.id if old is not None else 0}"
    question = questions.Question(ABOUT, ref, text, "button-suits", "button-suits-not")
    questions.send(tx, house, ticket, question, user.owner, now)
    feed.tell(tx, "visit", held, now, ticket.conversation_id)


def hear(scene: Scene, ref: str, yes: bool) -> None:
    """The customer answers whether the new time suits."""
    ticket = scene.ticket
    assert ticket is not None
    new, _, before = (int(part) if part.isdecimal() else 0 for part in ref.partition("/"))
    old = stored.get(scene.tx, before) if before else None
    held = stored.get(scene.tx, new)
    feed.tell(scene.tx, "visit", new, scene.now, scene.conversation.id)
    if not yes:
        visits.release(scene.tx, ticket.id)
        handoff.add_task(
            scene.tx, scene.house, scene.conversation.id, scene.plan, ticket, "arrange_visit", scene.now
        )
        stays = old is not None and old.status == "confirmed" and old.end > scene.now
        scene.notice("board-stays" if stays else "board-call", number=ticket.number)
        return
    changed = old is not None and (old.status != "confirmed" or _begun(scene.tx, old))
    if held is not None and not changed and tickets.consent_holds(scene.tx, ticket):
        terms = [held.start.isoformat(), held.end.isoformat()]
        try:
            visit = visits.confirm(
                scene.tx, scene.house, ticket, new, "customer", scene.now, wished=False, agreed=terms
            )
        except (visits.HoldOver, stored.Taken):
            visit = None
        if visit is not None:
            scene.refresh()
            when = written(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now)
            scene.notice("visit-moved" if old is not None else "done-visit", number=ticket.number,
                         when=when, technician=visit.technician)  # fmt: skip
            return
    visits.release(scene.tx, ticket.id)
    handoff.add_task(
        scene.tx, scene.house, scene.conversation.id, scene.plan, ticket, "arrange_visit", scene.now
    )
    scene.notice("board-over", number=ticket.number)


def _begun(tx: Tx, old: Row[Any]) -> bool:
    try:
        _may_move(tx, old)
    except Refused:
        return True
    return False
