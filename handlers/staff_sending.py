"""What the sender needs to know of a message to people of ours: where it goes now, and what kind of call it is.

Asked right before sending, so that whoever has been switched off or has unlinked gets nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers import staff_link
from handlers.house import House
from handlers.people import actor
from storage import devices, media, tickets
from storage import staff_chat as stored
from storage.engine import Tx

MOST_PICTURE = 10_000_000  # bytes that the API takes as a photograph
MOST_SIDES = 10_000  # pixels of width and height together
MOST_LONG = 20  # times as long as wide
AS_PHOTO = ("image/jpeg", "image/png", "image/webp")
LONGEST_TOPIC = 100  # characters of a topic's name; the API takes 128


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph that goes with a message; ``digest`` is where its content lies."""

    digest: str
    name: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """``original`` is the message that buttons are looked up by; ``edits`` its number in the chat, where it is changed and
    not said anew (0: it never arrived).  ``ticket`` has a topic, ``thread`` once it is made.  ``asked`` is the account and
    name of whoever is to answer."""

    chat: str
    original: int
    kind: str
    edits: int | None = None
    ticket: int | None = None
    thread: int | None = None
    asked: tuple[str, str] | None = None
    pictures: tuple[Picture, ...] = ()


def delivery(house: House, address: str, message_id: int) -> Delivery | None:
    """None: nobody may read it any more."""
    return house.store.read(lambda tx: _delivery(tx, address, message_id))


def _delivery(tx: Tx, address: str, message_id: int) -> Delivery | None:
    post = stored.post(tx, message_id)
    where, _, which = address.partition(":")
    chat, ticket, thread = _chat(tx, where, which)
    if post is None or chat is None:
        return None
    original = post.edits or message_id
    edits = (stored.last_number(tx, original, chat) or 0) if post.kind == "edit" else None
    asked = None
    if post.kind == "ask":
        link = stored.link_of(tx, post.user_id)
        asked = (link.telegram_user, link.name) if link is not None else None
    return Delivery(chat, original, post.kind, edits, ticket, thread, asked, _pictures(tx, message_id))


def _pictures(tx: Tx, message_id: int) -> tuple[Picture, ...]:
    """Its files that the API takes as photographs; of the others there is the link in the text."""
    files = media.of_messages(tx, [message_id]).get(message_id, [])
    return tuple(Picture(file.sha256, file.name or f"{file.id}") for file in files if _fits(file))


def _fits(file: Row[Any]) -> bool:
    """By type, bytes and pixels (a picture that nobody has looked at may fit)."""
    long, short = max(file.width or 1, file.height or 1), min(file.width or 1, file.height or 1)
    fits = long + short <= MOST_SIDES and long <= MOST_LONG * max(short, 1)
    return file.type in AS_PHOTO and file.size <= MOST_PICTURE and fits


def content(house: House, picture: Picture) -> bytes | None:
    """What is in it (blocking); None when it is not there any more."""
    return house.shelf.read(picture.digest) if house.shelf is not None else None


def _chat(tx: Tx, where: str, which: str) -> tuple[str | None, int | None, int | None]:
    """Chat, ticket of the topic and its thread."""
    if where == "chat":
        return which, None, None
    if where == "user":
        row = stored.link_of(tx, int(which))
        may = row is not None and row.active and actor(row).may("link")
        return (row.chat if row is not None and may else None), None, None
    group = staff_link.group(tx)
    if group is None or where == "group" or not group.topics:
        return (group.chat if group is not None else None), None, None
    topic = stored.topic(tx, int(which))
    made = topic is not None and topic.chat == group.chat
    return group.chat, int(which), topic.thread if topic is not None and made else None


def topic_name(house: House, ticket_id: int) -> str:
    """The ticket's number and its device."""

    def read(tx: Tx) -> str:
        ticket = tickets.get(tx, ticket_id)
        device = devices.get(tx, ticket.device_id) if ticket is not None else None
        parts = (ticket.number if ticket is not None else None, device.model if device is not None else None)
        return " · ".join(part for part in parts if part)[:LONGEST_TOPIC] or str(ticket_id)

    return house.store.read(read)


def begin_topic(house: House, ticket_id: int, chat: str) -> bool:
    """Whether the caller is the one to make it."""
    now = house.now()
    return house.store.write(lambda tx: stored.begin_topic(tx, ticket_id, chat, now))


def keep_topic(house: House, ticket_id: int, chat: str, thread: int) -> int | None:
    """The topic that counts: this one, or the one of whoever was faster."""
    return house.store.write(lambda tx: stored.keep_topic(tx, ticket_id, chat, thread))


def drop_topic(house: House, ticket_id: int, chat: str, thread: int | None) -> None:
    """That topic is gone; None: none was made."""
    house.store.write(lambda tx: stored.drop_topic(tx, ticket_id, chat, thread))


def sent(house: House, message_id: int, chat: str, number: int) -> None:
    house.store.write(lambda tx: stored.note_sent(tx, message_id, chat, number))
