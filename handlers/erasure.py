"""Personal data are erased, on request or when they have been kept long enough; what was done and when stays.

Names, phone numbers, addresses and words go; tickets, verdicts, clocks, visits and the log with its chain stay.  All
of a person goes in one transaction, and open tickets refuse.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row

from handlers import audit, tickets
from handlers.house import House
from handlers.media import sweep
from handlers.people import Refused
from handlers.rules.retention import erased_before, is_fact
from handlers.texts.catalog import LANGUAGES, say
from handlers.watch import Chore
from storage import erasure, media
from storage import tickets as stored_tickets
from storage.engine import Tx
from storage.erasure import Scope

GONE = "***"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?)?")
#: Tables with a rule of their own, or without words of customers.
RULED = frozenset({"customers", "devices", "conversations", "messages", "tickets", "calls", "queue_items", "ticket_log", "alarms", "forms",
                   "consents", "visits", "feed", "customer_teams"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Erased:
    """What was found (and erased, unless it was only looked for)."""

    customers: int
    conversations: int
    tickets: tuple[str, ...]


def number_of(text: str) -> str:
    """A phone number as it is kept: digits, with ``+`` where it has one."""
    return ("+" if text.strip().startswith("+") else "") + "".join(c for c in text if c.isdigit())


def on_request(
    house: House, who: str, why: str, *, actor: str = "clerk", dry_run: bool = False
) -> Erased:  # fmt: skip
    """Erase everything of a person: ``who`` is a phone number, or a customer's id of at most six digits (``id:1234567``
    for longer ones).  Raises :class:`Refused` for nobody, for open tickets, and without a reason."""
    why = why.strip()
    if not why:
        raise Refused("why")
    name, _, number = who.strip().rpartition(":")
    digits = number_of(number)
    by_id = digits.isdecimal() and (name == "id" or len(digits) <= 6)
    if not digits.strip("+") or (not by_id and len(digits) < 7):
        raise Refused("erase-nobody", who=who)
    phones = () if by_id else tuple(erasure.spellings(digits))
    if any(p in number_of(why) for p in phones):
        raise Refused("erase-reason")
    now = house.now()

    def whose(tx: Tx) -> Scope:
        return erasure.of_person(tx, int(digits) if by_id else None, phones)

    seen = house.store.read(lambda tx: erasure.look(tx, whose(tx).phones))

    def work(tx: Tx) -> Erased:
        scope = whose(tx)
        known = scope.customers or scope.tickets or scope.conversations
        if not known and next(erasure.holding(tx, scope.phones, seen), None) is None:
            raise Refused("erase-nobody", who=who)
        erasure.lock(tx, scope)
        if waits := erasure.in_the_way(tx, scope):
            raise Refused("erase-open", numbers=", ".join(waits[:10]))
        found = erasure.rows(tx, "tickets", scope)
        if not dry_run:
            words = _words(tx, scope)
            _erase(tx, scope, words, now)
            _sweep(tx, scope.phones, words, seen)
            _log(tx, house, scope, actor, now, {"why": why[:300]})
            for customer in scope.customers:
                audit.note(
                    tx,
                    now,
                    actor,
                    "customer.erased",
                    f"customer:{customer}",
                    tickets=len(found),
                    why=why[:300],
                )
        return Erased(len(scope.customers), len(scope.conversations), tuple(str(t.number) for t in found))

    if dry_run:
        return house.store.read(work)
    erased = house.store.write(work)
    sweep(house, now)  # clockwork would do it too, where one runs
    return erased


def _erase(tx: Tx, scope: Scope, words: Collection[str], now: datetime) -> None:
    said = erasure.rows(tx, "messages", scope)
    media.forget(tx, [row.id for row in said], now)
    for row in said:
        status = {"status": "refused"} if row.status == "pending" else {}
        event = None if row.event_id is None else f"erased-{row.id}"
        erasure.save(
            tx, "messages", row.id, text="", buttons=None, data=None, error=None, event_id=event, **status
        )
    for row in erasure.rows(tx, "calls", scope):
        erasure.save(tx, "calls", row.id, call_key=f"erased-{row.id}", source=None, turns=[], report={})
    for row in erasure.rows(tx, "queue_items", scope):
        erasure.save(tx, "queue_items", row.id, note=None)
    for row in erasure.rows(tx, "alarms", scope):
        names = ("zh", "en") if "clock" in row.data else ()  # of a clock; of others they are somebody's words
        erasure.save(tx, "alarms", row.id, data=_facts(row.data, names))
    for row in erasure.rows(tx, "forms", scope) if erasure.is_there("forms") else ():
        erasure.save(tx, "forms", row.id, values=erasure.changed(row.values, lambda text: ""), signature=None,
                     void_reason=None)  # fmt: skip
    erasure.clean_others(tx, erasure.others(RULED), scope, partial(_without, words))
    erasure.erase_logs_of(tx, scope.tickets, partial(_personal, words))
    erasure.erase_merged(tx, scope.tickets, partial(_personal, words))
    for row in erasure.rows(tx, "tickets", scope):
        erasure.save(tx, "tickets", row.id, **_ticket(row))
    for row in erasure.rows(tx, "devices", Scope(customers=scope.customers)):
        erasure.save(tx, "devices", row.id, address=None)
    for row in erasure.rows(tx, "conversations", Scope(conversations=scope.conversations)):
        erasure.save(tx, "conversations", row.id, address=f"erased-{row.id}", tracker={}, look_at=None)
    for row in erasure.rows(tx, "customers", scope):
        erasure.save(tx, "customers", row.id, name=None, phone=None, address=None)


def _words(tx: Tx, scope: Scope) -> tuple[str, ...]:
    """Names, numbers and addresses by which somebody could be known."""
    found = {*scope.phones}
    for table, columns in (("tickets", ("contact_name", "phone", "address")), ("customers", ("name", "phone", "address"))):  # fmt: skip
        for row in erasure.rows(tx, table, scope):
            found.update(str(getattr(row, column)) for column in columns if getattr(row, column))
    for row in erasure.rows(tx, "conversations", Scope(conversations=scope.conversations)):
        found.add(row.address)
    found.update(erasure.told_with(tx, scope))
    return tuple(sorted((word for word in found if len(word) > 1), key=len, reverse=True))


def _personal(words: Collection[str], path: str, text: str) -> bool:
    fact = is_fact(path) or bool(_MOMENT.fullmatch(text))
    return not fact or any(word in text for word in words)


def _without(words: Collection[str], text: str) -> str:
    for word in words:
        text = text.replace(word, GONE)
    return text


def _facts(value: Any, keep: Collection[str] = (), key: str = "") -> Any:
    """Numbers, times and codes of the work; other texts are emptied."""
    if isinstance(value, dict):
        return {k: _facts(v, keep, str(k)) for k, v in value.items()}
    if isinstance(value, list):
        return [_facts(v, keep, key) for v in value]
    if isinstance(value, str):
        fact = key in keep or is_fact(key) or bool(_MOMENT.fullmatch(value))
        return value if fact else ""
    return value


def _ticket(row: Row[Any]) -> dict[str, Any]:
    """What stays of a ticket: what was decided and by which clause, without words of anybody."""
    return {
        "problem": "",
        "contact_name": None,
        "phone": None,
        "address": None,
        "serial_given": None,
        "severity": _verdict(row.severity),
        "warranty": _verdict(row.warranty),
        "fee": _verdict(row.fee),
        "facts": _facts(row.facts, ("signal", "name")),
    }


def _verdict(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Reasons keep their clause; what a person wrote as a reason goes."""
    if stored is None:
        return None
    erased = {lang: say("erased-words", lang) for lang in LANGUAGES}
    reasons = [
        {**r, "quote": "", "text": erased if r["code"] == "overruled" else r["text"]}
        for r in stored.get("reasons", [])
    ]
    return {**stored, "reasons": reasons}


def _sweep(tx: Tx, phones: Collection[str], words: Collection[str], seen: erasure.Seen) -> None:
    """The number is nowhere any more, whoever wrote it down, nor what stood beside it.  Raises :class:`RuntimeError`
    if it is."""
    if not phones:
        return
    erasure.sweep(tx, phones, partial(_without, sorted({*phones, *words}, key=len, reverse=True)),
                  lambda path, text: any(phone in text for phone in phones), seen)  # fmt: skip
    left = sorted(set(erasure.holding(tx, phones, seen)))
    if left:
        raise RuntimeError(f"not erased, for it is still in {', '.join(left)}")


def _log(
    tx: Tx, house: House, scope: Scope, actor: str, now: datetime, data: dict[str, Any]
) -> None:  # fmt: skip
    for ticket_id in scope.tickets:
        tickets.record(tx, house, ticket_id, "personal.erased", actor, now, data, erased_at=now)


def chores(house: House) -> tuple[Chore, ...]:
    """Tickets whose plan says that they have been kept long enough."""
    kept = {plan.id: plan.retention.months for plan in house.plans.values() if plan.retention is not None}
    return (Chore("retention", partial(_kept_long_enough, kept), _retire),) if kept else ()


def _kept_long_enough(kept: Mapping[str, int], tx: Tx, now: datetime, limit: int) -> list[int]:
    found: list[int] = []
    for plan, months in kept.items():
        found += erasure.closed_before(tx, plan, erased_before(now, months), limit - len(found))
        if len(found) >= limit:
            break
    return found


def _retire(tx: Tx, house: House, ticket_id: int, now: datetime) -> int:
    ticket = stored_tickets.get(tx, ticket_id, locked=True)
    plan = house.plans.get(ticket.plan) if ticket is not None else None
    if ticket is None or plan is None or plan.retention is None or ticket.erased_at is not None:
        return 0
    if ticket.closed_at is None or ticket.closed_at >= erased_before(now, plan.retention.months):
        return 0
    scope = erasure.of_ticket(tx, ticket)
    if erasure.in_the_way(tx, scope):
        scope = Scope(tickets=scope.tickets)  # somebody talks there; what is said now is not of this ticket
    _erase(tx, scope, _words(tx, scope), now)
    _log(tx, house, scope, "clockwork", now, {"reason": "retention", "months": plan.retention.months})
    return 1
