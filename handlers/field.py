"""What a technician's telephone sends from his day: steps of a visit, photographs, notes, the procedure, parts, forms.

The telephone sends a thing again until it has had an answer; each thing has a key of its own, and the second time it is
answered as the first time.  When the visit was given to somebody else meanwhile, nothing of it is lost: it is kept as a
note with the ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import form_desk, own, procedures, supply_desk, visit_desk
from handlers import media as kept_media
from handlers.events import File, Kept
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket
from handlers.telling import write
from handlers.texts.catalog import say
from storage import conversations, media, people
from storage import field as stored
from storage import visits as stored_visits
from storage.engine import Tx

KEY = 80  # characters
TEXT = 4000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing as it was sent.  ``made_at`` is when the technician did it, by the telephone's clock."""

    key: str
    kind: str
    visit: int
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Kept, ...] = ()
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """``state``: done, kept (as a note, since it could not be done any more) or refused.  ``text`` says it."""

    state: str
    text: str


def take(house: House, user: Actor, entry: Entry) -> Answer:
    """Do it once.  Raises :class:`Gone` where the visit never was this technician's, and :class:`Refused` where nobody
    may send this at all."""
    user.need("own_visits")
    if entry.kind not in KINDS or not 8 <= len(entry.key) <= KEY:
        raise Refused("field", name="kind" if entry.kind not in KINDS else "key")
    try:
        return house.store.write(lambda tx: _take(tx, house, user, entry, None))
    except Refused as refused:
        return house.store.write(lambda tx, why=refused: _take(tx, house, user, entry, why))  # type: ignore[misc]
    except stored.Twice:  # the same thing came a second time while the first was being done
        known = house.store.read(lambda tx: stored.entry(tx, _technician(user), entry.key))
        if known is None:
            raise Refused("field-busy") from None
        return Answer(known.state, known.answer)


def files(house: House, user: Actor, visit_id: int, given: Sequence[File]) -> tuple[Kept, ...]:
    """Keep photographs before they are taken in (the same again are the same contents).  Nothing is kept for a visit that
    is not the technician's: that raises :class:`Gone`."""
    user.need("own_visits")
    visit = house.store.read(lambda tx: stored_visits.get(tx, visit_id))
    if visit is None or visit.technician_id != _technician(user):
        raise Gone(f"there is no visit {visit_id} of this technician")
    return kept_media.keep(house, given) if given else ()


def _technician(user: Actor) -> int:
    if user.technician is None:
        raise Gone("this login is nobody's")
    return user.technician


def _take(tx: Tx, house: House, user: Actor, entry: Entry, refused: Refused | None) -> Answer:
    """``refused``: it was tried and refused for that; this is what the telephone is told from now on."""
    technician, now = _technician(user), house.now()
    known = stored.entry(tx, technician, entry.key)
    if known is not None:
        return Answer(known.state, known.answer)
    visit = stored_visits.get(tx, entry.visit)
    if visit is None or visit.technician_id != technician:
        raise Gone(f"there is no visit {entry.visit} of technician {technician}")
    row = stored.add_entry(tx, technician, entry.key, entry.kind, visit.ticket_id, now)
    moved_away = refused is not None and refused.why == "role"  # a colleague comes now
    if moved_away or own.visit(tx, house, user, visit.ticket_id) is None:
        answer = _keep(tx, house, user, visit, entry, now)
    elif refused is not None:
        answer = Answer("refused", refused.told(user.lang))
    else:
        KINDS[entry.kind](tx, house, user, visit.ticket_id, entry)
        answer = Answer("done", say("field-done", user.lang))
    stored.settle_entry(tx, row, answer.state, answer.text)
    return answer


# -- what it may be --------------------------------------------------------------------------------


def _step(tx: Tx, house: House, user: Actor, ticket_id: int, entry: Entry) -> None:
    visit_desk.step_in(tx, house, user, ticket_id, entry.fields.get("step", ""))


def _note(tx: Tx, house: House, user: Actor, ticket_id: int, entry: Entry) -> None:
    text = entry.fields.get("text", "").strip()[:TEXT]
    if not text and not entry.files:
        raise Refused("empty")
    _write(tx, user, ticket_id, text, entry, house.now())


def note_in(tx: Tx, house: House, user: Actor, ticket_id: int, text: str, key: str) -> None:
    """A note from somewhere else than the page of the day, about a ticket that the technician is sent to.  Raises
    :class:`Refused`."""
    if own.visit(tx, house, user, ticket_id) is None:
        raise Refused("role", role=user.role)
    _note(tx, house, user, ticket_id, Entry(key, "note", 0, {"text": text}))


def _photo(tx: Tx, house: House, user: Actor, ticket_id: int, entry: Entry) -> None:
    if not entry.files or not all(file.id is not None and file.kind == "image" for file in entry.files):
        raise Refused(f"field-photo-{_why(entry)}")
    _note(tx, house, user, ticket_id, entry)


def _why(entry: Entry) -> str:
    """Why a photograph was not taken in: too big, none, or just not now."""
    if not entry.files:
        return "empty"
    found = next(file for file in entry.files if file.id is None or file.kind != "image")
    why = found.refused if found.id is None else "kind"
    return why if why in ("kind", "size", "empty") else "room"


def _procedure(tx: Tx, house: House, user: Actor, ticket_id: int, entry: Entry) -> None:
    procedures.done_in(tx, house, user, ticket_id, entry.fields.get("step", ""), entry.fields.get("note", ""))


def _part(tx: Tx, house: House, user: Actor, ticket_id: int, entry: Entry) -> None:
    kind, _, code = entry.fields.get("what", "").partition(":")
    count = entry.fields.get("quantity", "1")
    quantity = int(count) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
    supply_desk.order_in(tx, house, user, ticket_id, kind, code, quantity, entry.fields.get("why", "")[:500])


def _delivered(tx: Tx, house: House, user: Actor, ticket_id: int, entry: Entry) -> None:
    supply_desk.delivered_in(tx, house, user, ticket_id, _number(entry, "reservation"))


def _form(tx: Tx, house: House, user: Actor, ticket_id: int, entry: Entry) -> None:
    typed = {name.removeprefix("f_"): value for name, value in entry.fields.items() if name.startswith("f_")}
    form_desk.save_in(tx, house, user, ticket_id, _number(entry, "form"), typed)


def _issue(tx: Tx, house: House, user: Actor, ticket_id: int, entry: Entry) -> None:
    form_desk.issue_in(tx, house, user, ticket_id, _number(entry, "form"))


def _number(entry: Entry, name: str) -> int:
    number = entry.fields.get(name, "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Refused("field", name=name)
    return int(number)


Kind = Callable[[Tx, House, Actor, int, Entry], None]
KINDS: Mapping[str, Kind] = {
    "step": _step,
    "note": _note,
    "photo": _photo,
    "procedure": _procedure,
    "part": _part,
    "delivered": _delivered,
    "form": _form,
    "issue": _issue,
}


# -- what is kept -----------------------------------------------------------------------------------


def _write(tx: Tx, user: Actor, ticket_id: int, text: str, entry: Entry, now: datetime) -> None:
    """A note of people of ours beside the conversation, with the photographs."""
    ticket = locked_ticket(tx, ticket_id)
    row = conversations.get(tx, ticket.conversation_id)
    assert row is not None, "a ticket belongs to a conversation"
    files = [(file.id, file.name) for file in entry.files if file.id is not None]
    message = write(tx, row, text, now, ticket_id=ticket_id, author=user.owner, note=True,
                    data={"kind": "media"} if files else None)  # fmt: skip
    if files:
        media.tie(tx, message, files)


def _keep(tx: Tx, house: House, user: Actor, visit: Row[Any], entry: Entry, now: datetime) -> Answer:
    """The visit is not his any more: what he has entered stays with the ticket, for whoever goes on."""
    row = people.user(tx, user.id)
    at = (entry.made_at or now).astimezone(here())
    told = "\n".join(f"{name}: {value}" for name, value in entry.fields.items() if value.strip())[:TEXT]
    kind = say(f"field-kind-{entry.kind}", user.lang)
    head = say("field-kept-note", user.lang, name=row.name if row is not None else user.name, kind=kind,
               at=f"{at:%m-%d %H:%M}")  # fmt: skip
    _write(tx, user, visit.ticket_id, f"{head}\n{told}".strip(), entry, now)
    return Answer("kept", say("field-kept", user.lang))
