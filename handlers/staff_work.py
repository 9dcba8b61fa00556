"""What a button or an answer of somebody of ours does: the console's own handlers, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import aftercare, desk, field, queue, staff_notices, supply, supply_desk, visit_desk
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules.staff_buttons import ASKING, fitting
from handlers.staff_posts import About, Room, ended, post, standing
from handlers.texts.catalog import say
from storage import conversations, people, tickets, visits
from storage import queue as items
from storage import staff_chat as stored
from storage.engine import Tx

SHOWN = 60  # characters of a name before a question


@dataclass(frozen=True, slots=True)
class Outcome:
    """``text`` is said in the ``room`` (where it was done, if none is named); ``toast`` is shown to whoever pressed,
    the text if there is none.  ``quiet``: the toast is enough."""

    text: str = ""
    toast: str = ""
    alert: bool = False
    quiet: bool = False
    room: Room | None = None
    about: About | None = None


def about(old: Row[Any]) -> About:
    return About(old.conversation_id, old.ticket_id, old.item_id, old.token, old.visit_id)


def number(tx: Tx, old: Row[Any], lang: str) -> str:
    """How a case is called."""
    ticket = tickets.get(tx, old.ticket_id) if old.ticket_id is not None else None
    if ticket is not None and ticket.number:
        return str(ticket.number)
    return say("staff-no-ticket", lang, number=str(old.conversation_id))


# -- buttons ---------------------------------------------------------------------------------------


def press(tx: Tx, house: House, who: Actor, old: Row[Any], verb: str, room: Room, now: datetime) -> Outcome:
    """Raises :class:`Refused`."""
    conversations.get(tx, old.conversation_id, locked=True)
    if verb not in fitting(old.kind, standing(tx, old)):
        return _stale(tx, who, old, verb)
    if verb == "claim":
        return _claim(tx, house, who, old)
    if verb == "seen":
        desk.see_alarm(house, who, old.alarm_id)
        return Outcome(say("staff-seen", who.lang), quiet=True)
    if old.kind == "mine" and old.user_id != who.id and verb in ("done", "back"):
        raise Refused("colleague")
    if verb in ASKING:
        return _ask(tx, who, old, verb, room, now)
    try:
        visit_desk.step(house, who, old.ticket_id, {"way": "on_the_way", "there": "arrived"}[verb])
    except Refused as refused:
        return _refused(house, who, old, refused, room)
    return Outcome(say(f"staff-{verb}", who.lang), quiet=True)


def _refused(house: House, who: Actor, old: Row[Any], refused: Refused, room: Room) -> Outcome:
    """The console's words, with a link to the page where the rest can be done."""
    why = refused.told(room.lang)
    text = say(
        "staff-refused-link", room.lang, why=why, link=staff_notices.page(house, who, old.conversation_id)
    )
    return Outcome(text, toast=why, alert=True, room=room, about=about(old))


def _stale(tx: Tx, who: Actor, old: Row[Any], verb: str) -> Outcome:
    """The button belongs to how things stood before.  Who has the case already is told so."""
    item = items.get(tx, old.item_id) if old.item_id is not None else None
    if verb == "claim" and item is not None and item.claimed_by == who.id:
        return Outcome(say("staff-yours", who.lang), quiet=True)
    return Outcome(say("staff-stale", who.lang, why=ended(tx, old, who.lang)), alert=True, quiet=True)


def _claim(tx: Tx, house: House, who: Actor, old: Row[Any]) -> Outcome:
    item = (
        items.get(tx, old.item_id) if old.item_id is not None else items.open_handoff(tx, old.conversation_id)
    )
    if item is None:
        raise Refused("closed-item")
    queue.claim(house, who, item.id, expected=old.token if old.item_id is not None else item.token)
    return Outcome(say("staff-yours", who.lang), quiet=True)


def _ask(tx: Tx, who: Actor, old: Row[Any], verb: str, room: Room, now: datetime) -> Outcome:
    """The one thing that is needed for it, as a question to whoever pressed."""
    text = say(f"staff-ask-{verb}", room.lang, name=who.name[:SHOWN], what=number(tx, old, room.lang))
    post(tx, room, text, now, "ask", about(old), user_id=who.id, verb=verb, open=True)
    return Outcome(toast=say("staff-question", who.lang), quiet=True)


# -- answers to questions --------------------------------------------------------------------------


def answered(
    tx: Tx, house: House, who: Actor, asked: Row[Any], text: str, event_id: str, room: Room, now: datetime
) -> Outcome:
    """Raises :class:`Refused`: then the question stays, and may be answered again."""
    if asked.user_id != who.id:
        raise Refused("asked-somebody-else")
    if not asked.open:
        raise Refused("answered-already")
    try:
        said = DO[asked.verb](tx, house, who, asked, text, event_id, room.lang)
    except Refused as refused:
        return _refused(house, who, asked, refused, room)
    stored.change_post(tx, asked.message_id, open=False)
    return Outcome(said, room=room, about=about(asked))


def _part(tx: Tx, house: House, who: Actor, asked: Row[Any], text: str, event_id: str, lang: str) -> str:
    """A code of the depots that is named is ordered, else whatever fits the part that is broken."""
    ticket = tickets.get(tx, asked.ticket_id)
    assert ticket is not None, "a ticket is never deleted"
    words = {word.strip(".,;，。；").casefold() for word in text.split()}
    known = {c.code for c in supply.candidates(tx, ticket.plan)}
    code = next((code for code in sorted(known) if code.casefold() in words), "")
    supply_desk.order(house, who, ticket.id, "part", code, 1, text[:500])
    return say("staff-part-ordered", lang, what=number(tx, asked, lang))


def _back(tx: Tx, house: House, who: Actor, asked: Row[Any], text: str, event_id: str, lang: str) -> str:
    item = items.get(tx, asked.item_id)
    if item is None or item.token != asked.token:
        raise Refused("stale")
    queue.transfer(house, who, item.id, f"queue:{item.queue}", text)
    return say("staff-handed-back", lang, what=number(tx, asked, lang))


def _done(tx: Tx, house: House, who: Actor, asked: Row[Any], text: str, event_id: str, lang: str) -> str:
    """The visit is done, if there is one; whoever has the case closes it as well, unless something stands in the way:
    then what was done is kept as a note."""
    what = number(tx, asked, lang)
    booked = visits.of_ticket(tx, asked.ticket_id, ("confirmed",)) if asked.ticket_id is not None else ()
    item = items.open_handoff(tx, asked.conversation_id)
    holds = item is not None and item.claimed_by == who.id
    if not booked and not holds:
        raise Refused("unclaimed")
    if booked:
        visit_desk.step(house, who, asked.ticket_id, "done", closing=holds)
    if not holds:
        _note(tx, house, who, asked, text, event_id)
        return say("staff-visit-done", lang, what=what)
    assert item is not None
    try:
        queue.resolve(house, who, item.id, text)
    except Refused as refused:
        queue.note(house, who, asked.conversation_id, text, event_id)
        ticket = tickets.get(tx, asked.ticket_id) if booked else None
        if ticket is not None:
            aftercare.work_done(tx, house, ticket, house.now())
        link = staff_notices.console(house, asked.conversation_id)
        return say("staff-not-closed", lang, what=what, why=refused.told(lang), link=link)
    return say("staff-done", lang, what=what)


def _note(tx: Tx, house: House, who: Actor, old: Row[Any], text: str, event_id: str) -> None:
    """For colleagues; the customer does not read it."""
    if who.may("reply"):
        queue.note(house, who, old.conversation_id, text, event_id)
    else:
        field.note_in(tx, house, who, old.ticket_id, text, event_id)


DO: dict[str, Callable[[Tx, House, Actor, Row[Any], str, str, str], str]] = {
    "part": _part,
    "back": _back,
    "done": _done,
}


# -- to the customer -------------------------------------------------------------------------------


def to_customer(
    tx: Tx, house: House, who: Actor, old: Row[Any], text: str, event_id: str, room: Room
) -> Outcome:
    """The words go to the customer over the customer's own channel, from whoever has the case; those of a technician, who
    has none, are noted for whoever has.  Raises :class:`Refused`."""
    if who.may("own_visits") and old.ticket_id is not None:
        _note(tx, house, who, old, text, event_id)
        return Outcome(
            say("staff-noted", who.lang, what=number(tx, old, room.lang)), room=room, about=about(old)
        )
    who.need("reply")
    row = conversations.get(tx, old.conversation_id, locked=True)
    assert row is not None, "a conversation is never deleted"
    if row.owner != who.owner:
        holder = people.user(tx, int(row.owner[5:])) if row.owner.startswith("user:") else None
        why = Refused("claim-first") if holder is None else Refused("name-has-it", name=holder.name)
        return _refused(house, who, old, why, room)
    queue.reply(house, who, row.id, text, event_id)
    return Outcome()
