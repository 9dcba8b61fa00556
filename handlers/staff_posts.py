"""Messages to people of ours on Telegram: where they go, what they are about, and buttons that follow what happens.

They are rows of the outbox in conversations of a channel of their own (``telegram-staff``), written in the transaction of
what they tell; the sender sends them once, in order.  Rooms are ``user:<id>`` (a private chat), ``group``, ``ticket:<id>``
(its topic in the group) and ``chat:<id>`` (whoever has not linked an account).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import staff_link
from handlers.people import actor
from handlers.rules.staff_buttons import Standing, fitting
from handlers.texts.catalog import say
from storage import conversations, media, messages, people, queue, tickets, visits
from storage import staff_chat as stored
from storage.engine import Tx

CHANNEL = stored.CHANNEL
STEPS = {"visit.on_the_way": "on_the_way", "visit.arrived": "arrived", "visit.done": "over"}


@dataclass(frozen=True, slots=True)
class Room:
    """Where something is said, and in which language; ``user`` is whose private chat it is."""

    address: str
    lang: str
    user: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about."""

    conversation: int | None = None
    ticket: int | None = None
    item: int | None = None
    token: int = 0
    visit: int | None = None
    alarm: int | None = None


def private(tx: Tx, user_ids: Iterable[int]) -> list[Room]:
    """The chats of those who have linked an account, are not switched off, and may (still) have one."""
    wanted = frozenset(user_ids)
    rows = [row for row in stored.everyone(tx) if row.id in wanted and actor(row).may("link")]
    return [Room(f"user:{row.id}", row.lang, row.id) for row in rows]


def shared(tx: Tx, ticket_id: int | None) -> Room | None:
    """The ticket's topic, or the group where there is no ticket; None without a group."""
    group = staff_link.group(tx)
    return None if group is None else Room(f"ticket:{ticket_id}" if ticket_id else "group", group.lang)


def post(
    tx: Tx, room: Room, text: str, now: datetime, kind: str, about: About, verbs: Sequence[str] = (),
    files: Sequence[tuple[int, str | None]] = (), **more: Any,
) -> int:  # fmt: skip
    """Say something.  With ``verbs`` it has buttons, which :func:`refresh` keeps up to date; ``files`` (id, name) go with a
    message without buttons.  Returns the message's id."""
    message_id = _write(tx, room.address, text, now, about.ticket, verbs, room.lang)
    media.tie(tx, message_id, files)
    stored.add_post(
        tx, message_id=message_id, kind=kind, conversation_id=about.conversation, ticket_id=about.ticket,
        item_id=about.item, token=about.token, visit_id=about.visit, alarm_id=about.alarm,
        buttons=",".join(verbs), **{"user_id": room.user, "open": bool(verbs), **more},
    )  # fmt: skip
    return message_id


def line(tx: Tx, room: Room, now: datetime, text: str, about: About | None = None) -> None:
    post(tx, room, text, now, "line", about or About())


def _write(
    tx: Tx, address: str, text: str, now: datetime, ticket_id: int | None, verbs: Sequence[str], lang: str
) -> int:
    row = conversations.there(tx, CHANNEL, address, now)
    return messages.add(tx, [{
        "conversation_id": row.id, "ticket_id": ticket_id, "direction": "out", "author": "notice", "channel": CHANNEL,
        "text": text, "buttons": [[say(f"staff-button-{verb}", lang), verb] for verb in verbs] or None,
        "status": "pending", "epoch": row.owner_epoch, "next_at": now, "created_at": now,
    }])[0]  # fmt: skip


# -- buttons follow what happens -------------------------------------------------------------------


def refresh(tx: Tx, conversation_id: int, now: datetime) -> None:
    """Buttons that do not fit any more are taken away or changed, below messages of every room; those that have none
    left say why."""
    for old in stored.open_posts(tx, conversation_id):
        fit = fitting(old.kind, standing(tx, old))
        if ",".join(fit) != old.buttons:
            _edit(tx, old, fit, now)


def _edit(tx: Tx, old: Row[Any], verbs: Sequence[str], now: datetime) -> None:
    if not stored.change_post(tx, old.message_id, buttons=",".join(verbs), open=bool(verbs)):
        return
    lang = language(tx, old)
    text = old.text if verbs else f"{old.text}\n\n{ended(tx, old, lang)}"
    message_id = _write(tx, old.address, text, now, old.ticket_id, verbs, lang)
    stored.add_post(
        tx, message_id=message_id, kind="edit", conversation_id=old.conversation_id, ticket_id=old.ticket_id,
        edits=old.message_id,
    )  # fmt: skip


def language(tx: Tx, old: Row[Any]) -> str:
    """In which language the room of a message is spoken to."""
    if old.address.startswith("user:"):
        user = people.user(tx, int(old.address.removeprefix("user:")))
        return str(user.lang) if user is not None else "zh"
    group = staff_link.group(tx)
    return group.lang if group is not None else "zh"


def standing(tx: Tx, old: Row[Any]) -> Standing:
    """How things stand now for a message with buttons."""
    item = _item(tx, old)
    ticket = tickets.get(tx, old.ticket_id) if old.ticket_id is not None else None
    where, same = "none", True
    if item is not None and item.status != "closed":
        mine = item.claimed_by is not None and item.claimed_by == old.user_id
        where = "waiting" if item.status == "waiting" else "held" if mine else "elsewhere"
        same = item.token == old.token
    return Standing(
        item=where,
        same=same,
        ticket_open=ticket is not None and ticket.status in tickets.OPEN,
        visit=_visit(tx, old),
        unseen=old.alarm_id is not None and _unseen(tx, old),
    )


def _item(tx: Tx, old: Row[Any]) -> Row[Any] | None:
    """The case that a message is about; of an alarm whatever waits now."""
    if old.item_id is not None:
        return queue.get(tx, old.item_id)
    return queue.open_handoff(tx, old.conversation_id) if old.kind == "alarm" else None


def _visit(tx: Tx, old: Row[Any]) -> str:
    return how_far(tx, old.ticket_id, old.visit_id) if old.ticket_id is not None else "none"


def how_far(tx: Tx, ticket_id: int, visit_id: int | None) -> str:
    """How far a visit of the ticket is (any, if none is named), as :class:`Standing` says it."""
    booked = visits.of_ticket(tx, ticket_id, ("confirmed",))
    wanted = [v for v in booked if visit_id in (None, v.id)]
    if not wanted:
        return "none"
    reached = [STEPS[e.event] for e in tickets.log(tx, ticket_id)
               if e.event in STEPS and (e.data or {}).get("visit") == wanted[0].id]  # fmt: skip
    return next((step for step in ("over", "arrived", "on_the_way") if step in reached), "booked")


def _unseen(tx: Tx, old: Row[Any]) -> bool:
    return any(a.id == old.alarm_id for a in tickets.alarms(tx, ticket_id=old.ticket_id))


def ended(tx: Tx, old: Row[Any], lang: str) -> str:
    """Why nothing of a message can be pressed any more."""
    if old.kind == "alarm":
        return say("staff-ended-seen", lang)
    if old.kind == "visit":
        return say("staff-ended-visit-over" if _visit(tx, old) == "over" else "staff-ended-visit-off", lang)
    item = queue.get(tx, old.item_id) if old.item_id is not None else None
    if item is None or item.status == "closed":
        return say("staff-ended-closed", lang)
    holder = people.user(tx, item.claimed_by) if item.claimed_by is not None else None
    if holder is not None and holder.id != old.user_id:
        return say("staff-ended-claimed", lang, name=holder.name)
    if old.kind == "offer":
        return say("staff-ended-yours" if holder is not None else "staff-ended-again", lang)
    return say("staff-ended-back", lang)
