"""What people of ours write and press on Telegram.

:func:`take` decides first whether somebody speaks as one of ours at all; everybody else is a customer.  What they do runs
the console's own handlers, joined into one transaction with the event: an update that comes again changes nothing, and what
is refused there is refused here in the same words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row

from handlers import audit, presence, staff_link, staff_visits, staff_work
from handlers.house import House
from handlers.people import LINKED_LEASE, Actor, Refused, actor
from handlers.queue import Gone
from handlers.staff_link import START
from handlers.staff_posts import CHANNEL, Room, language, line
from handlers.staff_work import Outcome
from handlers.texts.catalog import say
from storage import conversations, messages
from storage import staff_chat as stored
from storage.engine import Tx
from storage.joined import Joined

BUTTON = "~s:"  # what the data of our buttons begin with
COMMANDS = ("/unlink", "/staffgroup")


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody did: ``user`` and ``chat`` are ids there, ``number`` is that of the message that was pressed,
    ``reply_to`` of the message of ours that is answered, ``quoted`` its text.  ``topics``: the chat has them.  ``words``: False for a
    file, a place and the like.  ``thread`` is the topic it was said in."""

    event_id: str
    user: str
    chat: str
    private: bool
    text: str = ""
    button: bool = False
    number: int | None = None
    reply_to: int | None = None
    quoted: str = ""
    thread: int | None = None
    topics: bool = False
    edited: bool = False
    words: bool = True
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """It was for us; ``toast`` is shown to whoever pressed, as an ``alert`` when it did not work."""

    toast: str = ""
    alert: bool = False


def take(house: House, heard: Heard) -> Answer | None:
    """None: whoever it is speaks as a customer."""
    how = _plainly(heard) if heard.button or heard.text.startswith("/") else None
    if how is None and not heard.button:
        how = house.store.read(lambda tx: _meant(tx, heard))
    return None if how is None else house.store.write(partial(_once, house, heard, how))


Work = Callable[[Tx, House, Heard, datetime], Outcome]


def _plainly(heard: Heard) -> Work | None:
    """What nobody but people of ours does."""
    if heard.button:
        return _press if heard.text.startswith(BUTTON) else None
    command, _, rest = heard.text.partition(" ")
    if command == "/start" and rest.startswith(START):
        return _bind
    return {"/unlink": _unlink, "/staffgroup": _group}.get(command)


def _meant(tx: Tx, heard: Heard) -> Work | None:
    """Whether words are those of one of ours, by who says them and where."""
    if not heard.private:
        group = staff_link.group(tx)
        return _said if group is not None and group.chat == heard.chat else None
    if not stored.is_linked(tx, heard.user):
        return None
    if _answers(tx, heard, _room(tx, heard, stored.linked(tx, heard.user))) is not None:
        return _said
    if heard.text.startswith("/") and heard.text != "/start":
        return None  # a customer's command, for a report of one's own
    own = conversations.find(tx, "telegram", heard.chat)
    reporting = own is not None and (
        own.owner != "bot" or own.tracker.get("flow") or own.tracker.get("asked")
    )
    return None if reporting else _said


def _answers(tx: Tx, heard: Heard, room: Room) -> int | None:
    """Our message that is answered.  Where its number has not been noted (its sender is still about to, or has died), it is
    known by its text."""
    if heard.reply_to is None:
        return None
    found = stored.message_at(tx, heard.chat, heard.reply_to)
    return found if found is not None else stored.newest_saying(tx, room.address, heard.quoted)


def _once(house: House, heard: Heard, work: Work, tx: Tx) -> Answer:
    now = house.now()
    own = stored.linked(tx, heard.user)
    room = _room(tx, heard, own)
    row = conversations.there(tx, CHANNEL, room.address, now)
    if messages.accept(tx, row.id, CHANNEL, heard.event_id, "", now, {"kind": "staff"}) is None:
        return Answer()
    try:
        done = work(tx, replace(house, store=Joined(tx)), heard, now)
    except Refused as refused:
        done = Outcome(refused.told(room.lang), alert=True, quiet=True)
    except Gone:
        done = Outcome(say("refused-gone", room.lang), alert=True, quiet=True)
    if done.text and not (heard.button and done.quiet):
        line(tx, done.room or room, now, done.text, done.about)
    return Answer((done.toast or done.text)[:200] if heard.button else "", done.alert)


def _room(tx: Tx, heard: Heard, own: Row[Any] | None) -> Room:
    """Where somebody is answered: where they spoke."""
    group = staff_link.group(tx)
    if group is not None and group.chat == heard.chat:
        ticket = stored.ticket_of(tx, heard.chat, heard.thread) if heard.thread is not None else None
        return Room(f"ticket:{ticket}" if ticket else "group", group.lang)
    lang = own.lang if own is not None else heard.lang or "zh"
    if own is not None and heard.private and own.active:
        return Room(f"user:{own.id}", lang, own.id)
    return Room(f"chat:{heard.chat}", lang)


def _actor(tx: Tx, house: House, heard: Heard) -> Actor:
    """Whoever spoke, by their own account.  Raises :class:`Refused`."""
    row = stored.linked(tx, heard.user)
    if row is None:
        raise Refused("not-linked")
    if not row.active:
        raise Refused("switched-off")
    found = actor(row)
    found.need("link")
    presence.beat(house, found, by_hand=True, lease=LINKED_LEASE)
    return found


# -- accounts --------------------------------------------------------------------------------------


def _bind(tx: Tx, house: House, heard: Heard, now: datetime) -> Outcome:
    if not heard.private:
        raise Refused("link-here")
    payload = heard.text.partition(" ")[2]
    who = staff_link.bind(tx, payload, heard.user, heard.chat, now)
    if who is None:
        raise Refused("bad-link")
    audit.note(tx, now, who.owner, "telegram.linked", who.owner)
    hello = "staff-linked" if who.may("reply") else "staff-linked-visits"
    line(tx, Room(f"user:{who.id}", who.lang, who.id), now, say(hello, who.lang, name=who.name))
    staff_visits.tell_coming(tx, house, who.id, now)
    return Outcome()


def _unlink(tx: Tx, house: House, heard: Heard, now: datetime) -> Outcome:
    row = stored.linked(tx, heard.user)
    if row is None:
        raise Refused("not-linked")
    staff_link.unlink(house, row.id, f"user:{row.id}")
    return Outcome(say("staff-unlinked", row.lang), room=Room(f"chat:{heard.chat}", row.lang))


def _group(tx: Tx, house: House, heard: Heard, now: datetime) -> Outcome:
    """``/staffgroup`` in a group with topics makes it ours, ``/staffgroup off`` no more."""
    who = _actor(tx, house, heard)
    off = heard.text.partition(" ")[2].strip().lower() in ("off", "关", "关闭")
    here = staff_link.group(tx)
    if heard.private and not off:
        raise Refused("group-there")
    staff_link.set_group(tx, who, None if off else heard.chat, heard.topics, now)
    audit.note(tx, now, who.owner, "telegram.group", "off" if off else heard.chat)
    if off:
        where = heard.chat if here is None else here.chat
        return Outcome(say("staff-group-off", who.lang), room=Room(f"chat:{where}", who.lang))
    return Outcome(say("staff-group-on", who.lang), room=Room("group", who.lang))


# -- cases -----------------------------------------------------------------------------------------


def _press(tx: Tx, house: House, heard: Heard, now: datetime) -> Outcome:
    who = _actor(tx, house, heard)
    number, _, verb = heard.text.removeprefix(BUTTON).partition(":")
    post = (
        stored.post(tx, int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    )
    known = stored.message_at(tx, heard.chat, heard.number) if heard.number is not None else None
    if post is None or (known is not None and known != post.message_id):
        raise Refused("stale")
    if known is None and heard.number is not None:  # it was sent, and nobody could note it down
        stored.note_sent(tx, post.message_id, heard.chat, heard.number)
    return staff_work.press(tx, house, who, post, verb, _asked_in(tx, post, who), now)


def _asked_in(tx: Tx, post: Row[Any], who: Actor) -> Room:
    return Room(post.address, language(tx, post), who.id)


def _said(tx: Tx, house: House, heard: Heard, now: datetime) -> Outcome:
    """A reply to a message of ours talks to its customer, or answers its question; anything else gets help."""
    who = _actor(tx, house, heard)
    found = _answers(tx, heard, _room(tx, heard, stored.linked(tx, heard.user)))
    post = stored.post(tx, found) if found is not None else None
    lang = who.lang if heard.private else language(tx, post) if post is not None else who.lang
    if post is None or post.conversation_id is None:
        return Outcome(say("staff-help" if who.may("reply") else "staff-help-visits", lang))
    if heard.edited:
        raise Refused("staff-edited")
    if not heard.words or not heard.text:
        raise Refused("staff-words-only")
    if post.kind == "ask":
        return staff_work.answered(
            tx, house, who, post, heard.text, heard.event_id, _asked_in(tx, post, who), now
        )
    return staff_work.to_customer(tx, house, who, post, heard.text, heard.event_id, _asked_in(tx, post, who))
