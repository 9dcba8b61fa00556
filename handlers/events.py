"""What comes in from a channel and what goes out to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

#: Channels whose answer is the response to the request itself: replies count as sent once committed.
ANSWERED_IN_PLACE = frozenset({"rest", "terminal", "rasa"})
MAX_TEXT = 20_000  # characters of one message; channels refuse more


@dataclass(frozen=True, slots=True)
class File:
    """Something that a customer sends, as it came: what its sender says of it is not believed."""

    name: str | None
    declared_type: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file (:func:`handlers.media.keep`).  ``id`` is None where it was not kept, and ``refused`` says why:
    kind, size, empty, many, much (of this sender today), room (not just now).  ``codes`` are barcodes on a picture, as
    (format, text)."""

    name: str
    kind: str
    type: str
    size: int
    id: int | None = None
    refused: str | None = None
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Inbound:
    """An event of a conversation.  ``event_id`` is unique within ``channel``; ``address`` tells who.
    ``kind``: text, button (``text`` is its payload), start (a page was opened), media (``media`` are its files, ``text`` is
    what was written with them).
    A peer that has talked with the customer before says what it knows: ``meant`` is the intent of a task to begin,
    ``told`` gives entities by name; what the message itself says goes before them."""

    channel: str
    address: str
    event_id: str
    text: str
    kind: str = "text"
    plan: str | None = None
    lang: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    meant: str | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    media: tuple[Kept, ...] = ()

    @property
    def turn(self) -> str:
        """The id of all that follows from it."""
        return turn_id(self.channel, self.event_id)


@lru_cache(maxsize=64)  # each turn asks three times
def turn_id(channel: str, event_id: str) -> str:
    """32 hexadecimal digits that stand for an event in logs and traces; the same in every process, however often it is
    taken in."""
    return sha256(f"{channel}\0{event_id}".encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Button:
    """``payload`` comes back as the text of a ``button`` event (or is typed by hand)."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """``owner`` leads the conversation when the message is pushed: where it is not ``bot``, people have it now.
    ``arrived`` is how many parts of it have been pushed before; ``keyboard`` is what ``send`` returned for the last
    message whose buttons have not been withdrawn."""

    id: int
    text: str
    author: str
    buttons: tuple[Button, ...] = ()
    owner: str = "bot"
    arrived: int = 0
    keyboard: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of an event.  ``repeated``: it had been taken in before, nothing has changed and
    ``replies`` are those of the first time.  ``more``: a task goes on or a person has the conversation, so that
    what is said next belongs here as well."""

    conversation_id: int
    message_id: int
    repeated: bool
    replies: tuple[Outgoing, ...]
    more: bool = False
