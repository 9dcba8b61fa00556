"""One customer across channels: an address is bound to a customer by a one-time code, and what it may read follows.

The code goes to a channel that is proven to be the customer's already, or is read to them by a person who telephones the
number on file.  Whoever asks learns nothing before it is typed, not even whether there is such a customer.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row

from handlers import handoff
from handlers.house import House
from handlers.registry import find_device
from handlers.rules.identity import (
    DIGITS,
    LASTS,
    MOST_TRIES,
    WITHIN,
    Reader,
    may_ask,
    may_undo,
    reads_device,
    reads_ticket,
    tries_left,
)
from handlers.telling import write
from handlers.texts.catalog import names, say
from storage import conversations, feed, queue
from storage import identity as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

TASK = "identity_call"
MOST_CANDIDATES = 3
NOT_ME = "/notme"


# -- what a conversation may read -----------------------------------------------------------------


def reader(conversation: Row[Any]) -> Reader:
    return Reader(conversation.id, conversation.customer_id)


def may_read(conversation: Row[Any], ticket: Row[Any]) -> bool:
    return reads_ticket(reader(conversation), ticket.conversation_id, ticket.customer_id)


def owns(conversation: Row[Any], device: Row[Any]) -> bool:
    return device.customer_id is not None and device.customer_id == conversation.customer_id


def knows_device(conversation: Row[Any], device: Row[Any]) -> bool:
    """Whether more may be told of a device than what was said of it and whether it is covered."""
    return reads_device(reader(conversation), device.customer_id) == "all"


# -- asking for a code ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of who they are."""

    phone: str | None = None
    serial: str | None = None
    number: str | None = None  # of a report


def candidates(tx: Tx, claim: Claim) -> list[int]:
    """The customers of ours who may be meant."""
    found = stored.with_phone(tx, claim.phone) if claim.phone else []
    device = find_device(tx, claim.serial)
    ticket = stored_tickets.by_number(tx, claim.number) if claim.number else None
    found += [i.customer_id for i in (device, ticket) if i is not None and i.customer_id is not None]
    return list(dict.fromkeys(found))


def ask(tx: Tx, house: House, row: Row[Any], claim: Claim, now: datetime) -> bool:
    """Send codes to whom the claim may mean.  False when this address has asked too often; whether there is such a
    customer makes no difference to what is returned."""
    if not may_ask(stored.asked_in(tx, row.id, now - WITHIN)):
        return False
    _end(tx, row.id)
    made = 0
    for customer in sorted(c for c in candidates(tx, claim)[:MOST_CANDIDATES] if c != row.customer_id):
        stored.lock_customer(tx, customer)
        if may_ask(0, stored.asked_about(tx, customer, now - WITHIN)):
            _send(tx, house, row, customer, now)
            made += 1
    if not made:
        _write_code(tx, row.id, None, "nobody", "customer", now)
    return True


def _send(tx: Tx, house: House, row: Row[Any], customer: int, now: datetime) -> None:
    there = stored.channel_of(tx, customer, row.id)
    if there is None:  # a person telephones, and makes the code then; this one nobody knows
        _write_code(tx, row.id, customer, "desk", "customer", now)
        handoff.add_task(tx, house, row.id, house.plan(row.plan), None, TASK, now)
        return
    code, code_id = _write_code(tx, row.id, customer, "channel", "customer", now, sent_to=there.id)
    text = say("identity-code", there.lang, code=code, channel=_channel(row.channel, there.lang))
    message = write(tx, there, text, now, data={"identity": code_id})
    stored.set_message(tx, code_id, message)


def _write_code(
    tx: Tx, conversation_id: int, customer: int | None, way: str, by: str, now: datetime, *, sent_to: int | None = None,
    show: bool = False,
) -> tuple[str, int]:  # fmt: skip
    code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", secrets.token_hex(16)
    made = stored.add_code(
        tx, conversation_id=conversation_id, customer_id=customer, way=way, sent_to=sent_to, message_id=None, salt=salt,
        code_hash=_hash(salt, code), shown=code if show else None, tries=0, status="open", by=by, created_at=now,
        expires_at=now + LASTS,
    )  # fmt: skip
    return code, made


def _channel(name: str, lang: str) -> str:
    return say(f"channel-{name}", lang) if f"channel-{name}" in names(lang) else name


def _hash(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()


def read_out(tx: Tx, house: House, row: Row[Any], customer: int, by: str, now: datetime) -> str:
    """A code for a person of ours to read to the customer, who is on the telephone."""
    _end(tx, row.id)
    code, _ = _write_code(tx, row.id, customer, "desk", by, now, show=True)
    feed.tell(tx, "conversation", row.id, now, row.id)
    return code


# -- typing it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """What became of a typed code; ``left`` is how often another may be typed."""

    verdict: Literal["linked", "wrong", "over", "none"]
    left: int = 0


def type_code(tx: Tx, house: House, row: Row[Any], text: str, now: datetime) -> Typed:
    """In the conversation for which it was made, and in no other."""
    codes = stored.open_codes(tx, row.id, now)
    if not codes:
        return Typed("none")
    right = [c for c in codes if hmac.compare_digest(_hash(c.salt, text), c.code_hash)]
    known = [c for c in right if c.customer_id is not None]
    for code in known:
        if stored.use(tx, code.id, MOST_TRIES, now):
            hidden = [code.message_id] if code.message_id is not None else []
            _end(tx, row.id, hidden)
            _bind(tx, house, row, code, now)
            return Typed("linked")
    stored.count_try(tx, [c.id for c in codes])
    left = tries_left(max(c.tries for c in codes) + 1)
    if not left:
        _end(tx, row.id)
    return Typed("wrong" if left else "over", left)


def _end(tx: Tx, conversation_id: int, more: Sequence[int] = ()) -> None:
    for message in (*stored.end(tx, conversation_id), *more):
        _hide(tx, message)


def _hide(tx: Tx, message_id: int) -> None:
    stored.hide(tx, message_id, f"{say('identity-code-over', 'zh')} / {say('identity-code-over', 'en')}")


def expire(tx: Tx, house: House, code_id: int, now: datetime) -> int:
    """Clockwork: a code that nobody typed in time is taken out of the message that carried it."""
    row = stored.get_code(tx, code_id)
    if row is None or row.expires_at > now or not stored.expire(tx, code_id):
        return 0
    if row.message_id is not None:
        _hide(tx, row.message_id)
    return 1


# -- bound, and not bound any more ----------------------------------------------------------------


def _bind(tx: Tx, house: House, row: Row[Any], code: Row[Any], now: datetime) -> None:
    """From now on the address is that customer's, with all that was reported from it."""
    customer, former = int(code.customer_id), row.customer_id
    moved = [
        [t.id, t.customer_id]
        for t in stored_tickets.of_conversation(tx, row.id)
        if t.customer_id in (None, former)
    ]
    for ticket_id, _ in moved:
        _move(tx, ticket_id, customer, "customer.linked", code.by, now)
    conversations.save(tx, row.id, customer_id=customer)
    there = code.sent_to
    link = stored.add_link(
        tx, conversation_id=row.id, customer_id=customer, former_id=former, tickets=moved, way=code.way, by=code.by,
        told=there, made_at=now, undone_at=None, undone_by=None,
    )  # fmt: skip
    _tell_other(tx, there, row.channel, "identity-linked-there", now, link)
    task = queue.open_task(tx, row.id, TASK)
    if task is not None:
        handoff.drop_task(tx, task, now)
    feed.tell(tx, "conversation", row.id, now, row.id)


def _move(
    tx: Tx, ticket_id: int, customer: int | None, event: str, by: str, now: datetime
) -> None:  # fmt: skip
    stored_tickets.save(tx, ticket_id, now, customer_id=customer)
    stored_tickets.write_log(tx, ticket_id, now, event, by, {})


def _tell_other(
    tx: Tx, conversation_id: int | None, channel: str, text_id: str, now: datetime, link: int | None = None
) -> None:  # fmt: skip
    row = conversations.get(tx, conversation_id) if conversation_id is not None else None
    if row is None:
        return
    text = say(text_id, row.lang, channel=_channel(channel, row.lang))
    button = [[say("button-not-me", row.lang), f"{NOT_ME}:{link}"]] if link is not None else None
    write(tx, row, text, now, buttons=button)


def undo(tx: Tx, house: House, link_id: int, by: str, now: datetime) -> bool:
    """The address is not that customer's any more, with all that was reported from it.  False: it was undone before.
    Both channels are told."""
    link = stored.link(tx, link_id)
    if link is None:
        return False
    row = conversations.get(tx, link.conversation_id)
    if row is None or not stored.undo(tx, link_id, by, now):
        return False
    _end(tx, row.id)
    if row.customer_id == link.customer_id:
        conversations.save(tx, row.id, customer_id=link.former_id)
        before = {int(t): c for t, c in link.tickets}
        for ticket in stored_tickets.of_conversation(tx, row.id):
            if ticket.customer_id == link.customer_id:
                former = before.get(ticket.id, link.former_id)
                _move(tx, ticket.id, former, "customer.unlinked", by, now)
    write(tx, row, say("identity-undone", row.lang), now)
    if link.told is not None:
        _tell_other(tx, link.told, row.channel, "identity-undone-there", now)
    feed.tell(tx, "conversation", row.id, now, row.id)
    return True


def not_me(tx: Tx, house: House, row: Row[Any], link_id: int, now: datetime) -> bool:
    """The customer undoes what somebody else has bound, from a channel that was theirs before."""
    link = stored.link(tx, link_id)
    if link is None or link.customer_id != row.customer_id or link.conversation_id == row.id:
        return False
    own = max((x.id for x in stored.links(tx, row.id) if x.undone_at is None), default=0)
    return may_undo(own, link_id) and undo(tx, house, link_id, "customer", now)
