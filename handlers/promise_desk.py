"""What people of ours do with promises: write one down, keep it, put it off, take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import call_back, handoff, promises, tickets
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.promise_words import MOST_TEXT, due, promised
from handlers.queue import Gone, locked_ticket
from handlers.telling import at, locked, tell, zone
from storage import messages
from storage import promises as stored
from storage.engine import Tx

Json = dict[str, Any]
OFFERED = 8  # newest messages that are looked through for a promise that is not in the ledger
SHOWN = 30


def add(house: House, user: Actor, ticket_id: int, text: str, until: str, key: str) -> None:
    """A promise made by telephone, or one that a reply made in words of its own.  ``key`` makes it idempotent."""
    user.need("reply")

    def work(tx: Tx) -> None:
        ticket, now = _open(tx, ticket_id), house.now()
        _needs_words(text)
        when = _until(house, ticket, until, now)
        promises.make(tx, house, ticket, text, when, user.owner, now, f"console:{ticket.id}:{key}")

    house.store.write(work)


def arrange(house: House, user: Actor, ticket_id: int, text: str, until: str, key: str) -> None:
    """The service is arranged: the customer is told who comes or calls and until when, and that is a promise."""
    user.need("reply")

    def work(tx: Tx) -> None:
        ticket, now = _open(tx, ticket_id), house.now()
        _needs_words(text)
        when = _until(house, ticket, until, now)
        made = promises.make(tx, house, ticket, text, when, user.owner, now, f"arranged:{ticket.id}:{key}")
        if made is None:
            return  # the form was sent twice
        data = {"what": text[:MOST_TEXT], "until": when.isoformat(), "promise": made}
        tickets.record(tx, house, ticket.id, "dispatch.arranged", user.owner, now, data)
        _, row = locked(tx, ticket.id)
        tell(tx, row, ticket.id, now, "promise-arranged", text=text[:MOST_TEXT], number=ticket.number,
             until=at(house, ticket, when, row.lang, now))  # fmt: skip

    house.store.write(work)


def keep(house: House, user: Actor, promise_id: int) -> None:
    """It was kept; one that had failed before is kept late, and stays failed in the ledger.  A call that was made stops
    the clock of the call and takes the task away."""

    def work(tx: Tx, row: Row[Any], now: datetime) -> None:
        _settle(tx, house, row, "kept", user, now)
        if row.kind == "call":
            handoff.drop_tasks(tx, row.ticket_id, now, only=call_back.CALLS)
            data = {"promise": row.id}
            tickets.record(tx, house, row.ticket_id, "callback.made", user.owner, now, data)

    _settling(house, user, promise_id, work)


def drop(house: House, user: Actor, promise_id: int, why: str) -> None:
    """It was no promise, or the customer does not want it any more."""

    def work(tx: Tx, row: Row[Any], now: datetime) -> None:
        _needs_reason(why)
        _settle(tx, house, row, "withdrawn", user, now, why.strip()[:500])

    _settling(house, user, promise_id, work)


def move(house: House, user: Actor, promise_id: int, until: str, why: str) -> None:
    """Put off: the customer hears the new time and the reason.  The old one is settled, the new one refers to it."""

    def work(tx: Tx, row: Row[Any], now: datetime) -> None:
        _needs_reason(why)
        ticket, conversation = locked(tx, row.ticket_id)
        when, reason = _until(house, ticket, until, now), why.strip()[:300]
        if not stored.settle(tx, row.id, "withdrawn", user.owner, now, reason):
            raise Refused("promise-settled")
        promises.make(
            tx,
            house,
            ticket,
            row.text,
            when,
            user.owner,
            now,
            f"moved:{row.id}",
            kind=row.kind,
            replaces=row.id,
        )
        tell(tx, conversation, ticket.id, now, "promise-moved", text=row.text, why=reason, number=ticket.number,
             before=at(house, ticket, row.due_at, conversation.lang, now),
             until=at(house, ticket, when, conversation.lang, now))  # fmt: skip

    _settling(house, user, promise_id, work)


def _settling(
    house: House, user: Actor, promise_id: int, work: Callable[[Tx, Row[Any], datetime], None]
) -> None:  # fmt: skip
    user.need("reply")

    def do(tx: Tx) -> None:
        seen = stored.get(tx, promise_id)
        if seen is None:
            raise Gone(f"there is no promise {promise_id}")
        locked(tx, seen.ticket_id)
        row = stored.get(tx, promise_id)
        if row is None or row.closed_at is not None or row.kind == "visit":
            raise Refused("promise-settled")
        work(tx, row, house.now())

    house.store.write(do)


def _settle(
    tx: Tx, house: House, row: Row[Any], status: str, user: Actor, now: datetime, why: str | None = None
) -> None:  # fmt: skip
    if not promises.settle(tx, house, row, status, user.owner, now, why):
        raise Refused("promise-settled")


def _open(tx: Tx, ticket_id: int) -> Row[Any]:
    ticket = locked_ticket(tx, ticket_id)
    if ticket.status not in tickets.OPEN:
        raise Refused("closed", number=ticket.number or "")
    return ticket


def _needs_words(text: str) -> None:
    if not text.strip():
        raise Refused("promise-words")
    if len(text) > MOST_TEXT:
        raise Refused("too-long", most=str(MOST_TEXT), has=str(len(text)))


def _needs_reason(why: str) -> None:
    if not why.strip():
        raise Refused("why")


def _until(house: House, ticket: Row[Any], text: str, now: datetime) -> datetime:
    found = due(text, now.astimezone(zone(house, ticket.plan)))
    if found is None:
        raise Refused("promise-time")
    return found


# -- what the console and the API show ------------------------------------------------------------


def panel(tx: Tx, house: House, ticket: Row[Any]) -> Json:
    """The ledger of a ticket, the newest last, and a promise of the last reply that is not in it."""
    now = house.now()
    rows = [r for r in stored.of_ticket(tx, ticket.id) if r.kind != "visit" or r.status != "withdrawn"]
    return {
        "ledger": [_line(tx, house, ticket, r, now) for r in rows[-SHOWN:]],
        "offered": _offered(tx, house, ticket, now) if ticket.status in tickets.OPEN else None,
        "arranges": _arranges(house, ticket),
        "calls_back": call_back.clock_of(house.plan(ticket.plan), ticket.kind) is not None,
        "open": ticket.status in tickets.OPEN,
    }


def _line(tx: Tx, house: House, ticket: Row[Any], row: Row[Any], now: datetime) -> Json:
    told = {lang: promises.describe(tx, house, ticket, row, lang, now) for lang in ("zh", "en")}
    return {
        "id": row.id, "kind": row.kind, "text": row.text, "told": told, "status": row.status, "owed": row.closed_at is None,
        "made_by": row.made_by, "due": row.due_at.isoformat(), "reason": row.reason,
        "announced": row.announced_at.isoformat() if row.announced_at else None,
        "closed": row.closed_at.isoformat() if row.closed_at else None, "replaces": row.replaces,
        "message": int(row.key.removeprefix("message:")) if row.key.startswith("message:") else None,
    }  # fmt: skip


def _offered(tx: Tx, house: House, ticket: Row[Any], now: datetime) -> Json | None:
    """What the last reply seems to promise, as far as it is not written down: for a person to decide."""
    if not any(entry.event == "agent.replied" for entry in tickets.happenings(tx, ticket.id)):
        return None
    said = messages.history(tx, ticket.conversation_id, limit=OFFERED, notes=False)
    last = next(
        (m for m in reversed(said) if m.author.startswith("user:") and m.ticket_id == ticket.id), None
    )
    if last is None:
        return None
    there = zone(house, ticket.plan)
    found = promised(last.text, last.created_at.astimezone(there))
    known = {row.key for row in stored.of_ticket(tx, ticket.id)}
    if found is None or found.due <= now or known & {f"message:{last.id}", _offer_key(ticket.id, last.id)}:
        return None
    if found.kind == "visit" and any(r.kind == "visit" for r in stored.owed(tx, ticket.id)):
        return None
    until = found.due.astimezone(there).replace(tzinfo=None).isoformat(timespec="minutes")
    return {"text": found.text, "until": until, "due": found.due.isoformat(), "key": f"offer{last.id}"}


def _offer_key(ticket_id: int, message_id: int) -> str:
    return f"console:{ticket_id}:offer{message_id}"


def _arranges(house: House, ticket: Row[Any]) -> bool:
    """Whether the plan promises that the service is arranged within some time."""
    plan = house.plan(ticket.plan)
    return plan is not None and any("dispatch.arranged" in c.stop for c in plan.clocks)
