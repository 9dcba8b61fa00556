"""Proving by telephone who somebody is, and undoing what was bound: what people of ours do and see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import identity
from handlers.house import House
from handlers.identity import Claim
from handlers.people import Actor, Refused
from handlers.queue import Gone
from storage import conversations
from storage import identity as stored
from storage.engine import Tx

SHOWN = 5


def make(house: House, user: Actor, conversation_id: int, who: str, customer: str = "") -> None:
    """A code that is read to the customer, who was called under the number on file.  ``who`` is a phone or serial number;
    ``customer`` one that was claimed in the conversation.  Raises :class:`Refused`."""
    user.need("clerk")
    now = house.now()

    def work(tx: Tx) -> None:
        row = conversations.get(tx, conversation_id, locked=True)
        if row is None:
            raise Gone(f"there is no conversation {conversation_id}")
        found = _claimed(tx, row, customer) if customer else identity.candidates(tx, _claim(who))
        meant = next((c for c in found if c != row.customer_id), None)
        if meant is None:
            raise Refused("identity-nobody")
        known = conversations.customer(tx, meant)
        if known is None or not known.phone:
            raise Refused("identity-phone")
        identity.read_out(tx, house, row, meant, user.owner, now)

    house.store.write(work)


def _claim(who: str) -> Claim:
    return Claim(phone=who or None, serial=who or None)


def _claimed(tx: Tx, row: Row[Any], customer: str) -> list[int]:
    wanted = int(customer) if customer.isascii() and customer.isdecimal() else 0
    return [c.customer_id for c in stored.claimed(tx, row.id) if c.customer_id == wanted][:1]


def undo(house: House, user: Actor, link_id: int) -> None:
    """Raises :class:`Refused` when it was undone before."""
    user.need("clerk")
    now = house.now()

    def work(tx: Tx) -> None:
        if stored.link(tx, link_id) is None:
            raise Gone(f"there is no link {link_id}")
        if not identity.undo(tx, house, link_id, user.owner, now):
            raise Refused("identity-undone")

    house.store.write(work)


def panel(tx: Tx, house: House, row: Row[Any], user: Actor) -> dict[str, Any] | None:
    """Whose conversation it is and since when; what was claimed; the code to read, for who may read it."""
    if row.channel in stored.UNREAD:
        return None
    may = user.may("clerk")
    links = stored.links(tx, row.id, SHOWN)
    known = conversations.customer(tx, row.customer_id)
    now = house.now()
    codes = stored.claimed(tx, row.id)
    claimed = dict.fromkeys(c.customer_id for c in codes if c.customer_id != row.customer_id)
    shown = next((c for c in codes if c.shown and c.status == "open" and c.expires_at > now), None)
    return {
        "known": _who(known) if known is not None else None,
        "links": [
            {"id": x.id, "way": x.way, "at": x.made_at, "undone": x.undone_at, "who": _who(conversations.customer(tx, x.customer_id))}
            for x in links
        ],
        "claimed": [_who(conversations.customer(tx, c)) for c in list(claimed)[:SHOWN]] if may else [],
        "code": {"text": shown.shown, "until": shown.expires_at, "who": _who(conversations.customer(tx, shown.customer_id))}
        if may and shown is not None
        else None,
    }  # fmt: skip


def _who(row: Row[Any] | None) -> dict[str, Any]:
    return (
        {"id": 0, "name": "", "phone": ""}
        if row is None
        else {"id": row.id, "name": row.name or "", "phone": row.phone or ""}
    )
