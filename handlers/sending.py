"""Getting outgoing messages to the customer: fetched by the customer's side, or pushed by the sender.

A message leaves ``pending`` in the transaction that hands it out, and what the bot wrote under an older
owner epoch is refused in that same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import random
from typing import Any

from sqlalchemy import Row

from handlers import unreached
from handlers.events import Button, Inbound, Outgoing, turn_id
from handlers.house import House
from storage import conversations, deliveries, feed, media, messages
from storage.engine import Tx

FIRST_RETRY = timedelta(seconds=2)
LAST_RETRY = timedelta(minutes=15)
WAITS = timedelta(hours=24)  # how long a message waits for a channel that is down; then people call


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message.  ``id`` is that of the file in this message; ``width`` and ``height`` are those of a picture
    that can be shown."""

    id: int
    name: str
    kind: str
    type: str
    size: int
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the customer may see it.  ``by``: customer, bot, notice or person; ``name`` is the
    person's; ``event_id`` is the channel's own id of what the customer said; ``not_kept`` are names of files that
    were refused."""

    id: int
    by: str
    name: str | None
    text: str
    buttons: tuple[Button, ...]
    at: datetime
    event_id: str | None
    files: tuple[Attached, ...] = ()
    not_kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message to push: its ``address`` on the channel, and how often it was tried with this time.  ``unsure``: how
    often it is not known of an earlier attempt whether it arrived; ``uncounted``: how many attempts failed for reasons that
    are not its own; ``since`` it waits; ``turn`` is the id of the turn that it belongs to."""

    message: Outgoing
    conversation_id: int
    channel: str
    address: str
    attempt: int
    unsure: int = 0
    uncounted: int = 0
    since: datetime | None = None
    turn: str = ""


# -- fetched ---------------------------------------------------------------------------------------


def collect(house: House, conversation_id: int, reply_to: int | None) -> tuple[Outgoing, ...]:
    """Messages that waited for this customer, now handed out (as answers to ``reply_to``)."""
    if not house.store.read(lambda tx: deliveries.anything_waits(tx, conversation_id)):
        return ()
    now = house.now()
    rows = house.store.write(lambda tx: _hand_out(tx, conversation_id, now, reply_to))
    return tuple(Outgoing(r.id, r.text, r.author, _buttons(r)) for r in rows)


def find(house: House, channel: str, address: str) -> int | None:
    """The conversation of an address, if there is one."""
    return house.store.read(lambda tx: deliveries.conversation_of(tx, channel, address))


def news(house: House, conversation_id: int, after: int) -> tuple[Said, ...]:
    """Everything said after message ``after``, oldest first, at most 200; what waited is sent by that."""
    if house.store.read(lambda tx: deliveries.anything_waits(tx, conversation_id)):
        now = house.now()
        house.store.write(lambda tx: _hand_out(tx, conversation_id, now, None))

    def read(tx: Tx) -> tuple[Said, ...]:
        rows = deliveries.news(tx, conversation_id, after)
        with_files = [row.id for row in rows if (row.data or {}).get("kind") == "media"]
        files = media.of_messages(tx, with_files) if with_files else {}
        return tuple(_said(row, files.get(row.id, ())) for row in rows)

    return tuple(said for said in house.store.read(read) if said.text or said.files or said.not_kept)


def named(house: House, event: Inbound) -> Inbound:
    """A pressed button with the title that the customer saw on it, if it was offered lately."""
    rows = house.store.read(lambda tx: deliveries.offered(tx, event.channel, event.address))
    titles = {payload: title for row in rows for title, payload in row.buttons or ()}
    title = titles.get(event.text)
    return replace(event, data={**event.data, "title": title}) if title else event


def payload(house: House, channel: str, address: str, message_id: int, index: int) -> str | None:
    """The payload of a button by its place in a message of ours to this address."""
    row = house.store.read(lambda tx: deliveries.offered_in(tx, channel, address, message_id))
    buttons = row.buttons or () if row is not None else ()
    return str(buttons[index][1]) if 0 <= index < len(buttons) else None


def move(house: House, channel: str, old: str, new: str) -> None:
    """The customer has another address from now on; the conversation goes on there, with what waits to be sent."""
    house.store.write(lambda tx: deliveries.move(tx, channel, old, new))


def _hand_out(tx: Tx, conversation_id: int, now: datetime, reply_to: int | None) -> Sequence[Row[Any]]:
    rows = deliveries.hand_out(tx, conversation_id, now, reply_to)
    if any(row.author.startswith("user:") for row in rows):
        feed.tell(tx, "conversation", conversation_id, now, conversation_id)  # the console shows "delivered"
    return rows


def _said(row: Row[Any], files: Sequence[Row[Any]] = ()) -> Said:
    data = row.data or {}
    attached = tuple(Attached(f.id, f.name or "", f.kind, f.type, f.size, f.width, f.height) for f in files)
    refused = tuple(str(file["name"]) for file in data.get("not_kept", ()))
    text = data.get("title", row.text) if data.get("kind") == "button" else row.text
    by = "person" if row.author.startswith("user:") else row.author
    return Said(row.id, by, row.person, text, _buttons(row), row.created_at, row.event_id, attached, refused)


def _buttons(row: Row[Any]) -> tuple[Button, ...]:
    return tuple(Button(title, payload) for title, payload in row.buttons or ())


# -- pushed ----------------------------------------------------------------------------------------


def take(
    house: House, channels: Collection[str], limit: int = 20, flying: Collection[Parcel] = ()
) -> tuple[Parcel, ...]:
    """Claim what is due, but for what is ``flying`` here: at most one message of each conversation, the oldest."""
    now = house.now()
    here = [p.message.id for p in flying]
    rows = house.store.write(lambda tx: messages.take(tx, now, channels, limit, here))
    return tuple(_parcel(row) for row in rows)


def _parcel(row: Row[Any]) -> Parcel:
    data = row.data or {}
    message = Outgoing(
        row.id, row.text, row.author, _buttons(row), row.owner, data.get(messages.PARTS, 0), row.keyboard
    )
    return Parcel(
        message,
        row.conversation_id,
        row.channel,
        row.address,
        row.attempts,
        data.get(messages.UNSURE, 0),
        data.get(messages.UNCOUNTED, 0),
        row.created_at,
        turn_id(row.channel, row.answers or f"message {row.id}"),
    )


def still_flying(house: House, parcels: Collection[Parcel]) -> None:
    """Their sender is there: nobody else may take them for lost."""
    now = house.now()
    house.store.write(lambda tx: messages.renew(tx, [(p.message.id, p.attempt) for p in parcels], now))


def arrived(house: House, parcel: Parcel, parts: int) -> None:
    """So many parts of it need not be sent again, whatever happens."""
    house.store.write(lambda tx: messages.mark(tx, parcel.message.id, messages.PARTS, parts))


def delivered(house: House, parcel: Parcel, keyboard: str | None = None) -> None:
    """``keyboard``: where the buttons that can be pressed now are, as the channel names it."""
    now = house.now()

    def work(tx: Tx) -> None:
        if keyboard != parcel.message.keyboard:
            conversations.save(tx, parcel.conversation_id, keyboard=keyboard)
        messages.sent(tx, [parcel.message.id], now)

    house.store.write(work)


def not_delivered(
    house: House, parcel: Parcel, error: str, after: float | None = None, *, counts: bool = True, unsure: bool = False
) -> bool:  # fmt: skip
    """Try again after ``after`` seconds or, without, by exponential backoff; False when it was given up.  What does not
    count is tried for :data:`WAITS`, however often.  What may have arrived is sent again: twice is better than never."""
    now = house.now()
    over = parcel.since is not None and now - parcel.since > WAITS
    tried = parcel.attempt - parcel.uncounted
    if (tried >= messages.GIVE_UP_AFTER and counts) or over:
        give_up(house, parcel, error)
        return False
    wait = min(FIRST_RETRY * 2 ** min(tried - 1, 12), LAST_RETRY) * (1 + random() / 4)
    if after is not None:
        wait = timedelta(seconds=after)

    def work(tx: Tx) -> None:
        if (
            messages.failed(tx, parcel.message.id, parcel.attempt, error, now + wait, counts=counts)
            and unsure
        ):
            messages.count(tx, parcel.message.id, messages.UNSURE)

    house.store.write(work)
    return True


def give_up(house: House, parcel: Parcel, error: str) -> None:
    """The message cannot be delivered: it stays as dead and is shown in the console.  A customer with something open
    is called instead."""
    now = house.now()

    def work(tx: Tx) -> None:
        if messages.failed(tx, parcel.message.id, parcel.attempt, error, None):
            unreached.call_back(tx, house, parcel.channel, parcel.address, now)

    house.store.write(work)


def next_due(house: House, channels: Collection[str]) -> datetime | None:
    return house.store.read(lambda tx: messages.next_due(tx, channels))
