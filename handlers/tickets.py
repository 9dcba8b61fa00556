"""Tickets: opening them, what happens to them, their verdicts and their clocks.

Every change goes through :func:`record`: an entry in the append-only log, the changed columns, and the
clocks computed anew from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import planned_ticket, results, verdicts
from handlers.house import House
from handlers.rules import clocks, fees, severity, warranty
from handlers.rules.facts import ClockState, FeeQuote, Happening, SeverityVerdict, WarrantyVerdict
from handlers.rules.identity import Reader, reads_prices
from handlers.rules.policy import Plan
from handlers.rules.timing import TERMINAL_EVENTS
from storage import contract_prices, conversations, devices, feed, tickets
from storage.engine import Tx

TIMING = frozenset({"severity_level", "service_level", "kind", "plan", "status"})  # what clocks depend on
OPEN = tickets.OPEN
ENDED = ("resolved", "withdrawn", "merged")


#: What follows from an event of a ticket, in the same transaction: ``(tx, house, ticket, event, actor, now, data)``;
#: says whether it may have recorded something itself.
Follower = Callable[[Tx, House, Row[Any], str, str, datetime, dict[str, Any]], bool]


def _forms(
    tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime, data: dict[str, Any]
) -> bool:
    plan = house.plan(ticket.plan)
    if plan is None or not plan.forms:
        return False
    from handlers import forms

    return forms.follow(tx, house, ticket, event, actor, now)


def _promises(
    tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime, data: dict[str, Any]
) -> bool:
    from handlers import promises

    if event not in promises.HEARD:
        return False
    promises.follow(tx, house, ticket, event, actor, now, data)
    return True


def _calls(
    tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime, data: dict[str, Any]
) -> bool:
    from handlers import call_back

    call_back.follow(tx, house, ticket, event, now)
    return False


def _if_fixed(
    tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime, data: dict[str, Any]
) -> bool:
    if event != "visit.done" or data.get("closing"):
        return False
    from handlers import aftercare

    aftercare.work_done(tx, house, ticket, now)
    return True


def _planned(
    tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime, data: dict[str, Any]
) -> bool:
    planned_ticket.follow(tx, house, ticket, event, now, data)
    return False


def _urgent(
    tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime, data: dict[str, Any]
) -> bool:
    """Where a plan works through dealers, an urgent event is told up at once."""
    plan = house.plans.get(ticket.plan)
    urgent = plan.dealers.urgent if plan is not None and plan.dealers is not None else None
    if event != "ticket.severity" or urgent is None or data["level"] not in urgent.severity:
        return False
    new = tickets.raise_alarm(
        tx, now, ticket.id, f"urgent#{data['level']}", urgent.to, "alarm-urgent", quote=ticket.problem[:200]
    )
    if new:
        feed.tell(tx, "alarm", ticket.id, now, ticket.conversation_id)
    return False


def _staff(
    tx: Tx, house: House, ticket: Row[Any], event: str, actor: str, now: datetime, data: dict[str, Any]
) -> bool:
    """Last, so that people of ours are told what stands then."""
    from handlers import staff_notices

    staff_notices.ticket_event(tx, house, ticket, event, now, data)
    return False


FOLLOWERS: tuple[Follower, ...] = (_forms, _promises, _calls, _if_fixed, _planned, _urgent, _staff)


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """The clocks of a ticket as they were reckoned in this transaction, and from what."""

    plan: Plan
    depends: Mapping[str, Any]
    log: tuple[tickets.Entry, ...]
    states: tuple[ClockState, ...]


class TicketGone(LookupError):
    """There is no such ticket."""


def open_ticket(
    tx: Tx, house: House, plan: Plan, conversation_id: int, kind: str, problem: str, actor: str, now: datetime, *,
    status: str = "intake", event: str = "ticket.opened", **values: Any,
) -> Row[Any]:  # fmt: skip
    """A new ticket.  Its clocks run from now on, even while the customer is still being asked.  ``event`` is how it
    came about: what nobody has reported starts no clock for reports."""
    day = now.astimezone(ZoneInfo(plan.zone)).date()
    values.setdefault("service_level", plan.default_service_level)
    row = tickets.create(
        tx, day, now, plan=plan.id, kind=kind, status=status, conversation_id=conversation_id, problem=problem,
        **values,
    )  # fmt: skip
    return record(tx, house, row.id, event, actor, now)


def record(
    tx: Tx, house: House, ticket_id: int, event: str, actor: str, now: datetime,
    data: dict[str, Any] | None = None, **changes: Any,
) -> Row[Any]:  # fmt: skip
    """Something happened to a ticket.  Returns the ticket as it is now."""
    tickets.write_log(tx, ticket_id, now, event, actor, data)
    if event in TERMINAL_EVENTS:
        changes.setdefault("status", event.removeprefix("ticket."))
        changes.setdefault("closed_at", now)
    elif event == "ticket.reopened":
        changes.setdefault("closed_at", None)
    row = tickets.save(tx, ticket_id, now, **changes) if changes else None
    if row is not None and event == "ticket.corrected" and not TIMING.intersection(changes):
        feed.tell(tx, "ticket", ticket_id, now, row.conversation_id)
        return row  # no clock listens to that (the plan's checker sees to it), so none has moved
    row = settle(tx, house, ticket_id, now, row)
    more = [follow(tx, house, row, event, actor, now, data or {}) for follow in FOLLOWERS]
    return (tickets.as_saved(tx, ticket_id) or row) if any(more) else row


def change(
    tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime, **changes: Any
) -> Row[Any]:  # fmt: skip
    """Change what is written in a ticket; what was there before stays in the log.  What is filled in for the
    first time is no correction: the message that said it is kept."""
    before = {name: getattr(ticket, name) for name in changes if getattr(ticket, name) != changes[name]}
    if not before:
        return ticket
    old = {name: value for name, value in before.items() if isinstance(value, str | int)}
    if not old and not TIMING.intersection(before):
        row = tickets.save(tx, ticket.id, now, **changes)
        assert row is not None, "a ticket is never deleted"
        if results.STANDS_IN.intersection(before):
            results.later(tx, house, ticket.id, now)
        feed.tell(tx, "ticket", ticket.id, now, row.conversation_id)
        return row
    return record(tx, house, ticket.id, "ticket.corrected", actor, now, {"before": old}, **changes)


def settle(tx: Tx, house: House, ticket_id: int, now: datetime, row: Row[Any] | None = None) -> Row[Any]:
    """Compute the clocks from the log and note when to look at them next.  ``row`` is the ticket as it is."""
    row = row or tickets.as_saved(tx, ticket_id)
    if row is None:
        raise TicketGone(f"there is no ticket {ticket_id}")
    watch_at, due_at = next_times(tx, house, row, now)
    if (watch_at, due_at) != (row.watch_at, row.due_at):
        row = tickets.save(tx, ticket_id, now, watch_at=watch_at, due_at=due_at)
        assert row is not None
    results.later(tx, house, ticket_id, now)
    feed.tell(tx, "ticket", ticket_id, now, row.conversation_id)
    return row


def next_times(tx: Tx, house: House, row: Row[Any], now: datetime) -> tuple[datetime | None, datetime | None]:
    """When the clocks of a ticket have to be looked at next, and what is due first."""
    found = clock_states(tx, house, row, now)
    looks = [c.next_at for c in found if c.next_at is not None]
    if any(entry.event in ("customer.awaited", "customer.back") for entry in tickets.log(tx, row.id)):
        looks += [h.at for h in happenings(tx, row.id) if h.event == "customer.back" and h.at > now]
    due = [c.due for c in found if c.due is not None and c.state in ("running", "breached")]
    return min(looks, default=None), min(due, default=None)


def happenings(tx: Tx, ticket_id: int) -> list[Happening]:
    """The log as clocks see it."""
    found = [Happening(entry.at, entry.event, entry.data or {}) for entry in tickets.log(tx, ticket_id)]
    return clocks.wishes_end(found)


def clock_states(
    tx: Tx, house: House, ticket: Row[Any], now: datetime | None = None
) -> tuple[ClockState, ...]:
    """All clocks of a ticket as they stand at ``now``, with everything that is in its log.  Reckoned once in a transaction
    as long as nothing is written there and what they depend on is the same."""
    plan = house.plans.get(ticket.plan)
    if plan is None:
        return ()
    entries = tickets.log(tx, ticket.id)
    then = tickets.by_then(tx, ticket.id, now or house.now())
    depends: dict[str, Any] = {
        "severity": ticket.severity_level or 3, "service_level": ticket.service_level, "kind": ticket.kind, "now": then,
    }  # fmt: skip
    known: _Reckoned | None = tx.kept.get(("states", ticket.id))
    same = known is not None and known.plan is plan and known.depends == depends
    if known is not None and same and entries[: len(known.log)] == known.log:
        if len(entries) == len(known.log):
            return known.states
        new = [Happening(e.at, e.event, e.data or {}) for e in entries[len(known.log) :]]
        reckoned = clocks.grown(plan, known.states, happenings(tx, ticket.id), new, **depends)
    else:
        reckoned = clocks.states(plan, happenings(tx, ticket.id), **depends)
    tx.kept["states", ticket.id] = _Reckoned(plan, depends, tuple(entries), reckoned)
    return reckoned


def rate(plan: Plan, stored: list[dict[str, Any]], learned: tuple[int, float] | None) -> SeverityVerdict:
    """How severe a report is, by all the evidence that its messages gave."""
    return severity.rate(verdicts.signs(stored), learned, plan.severity)


def set_severity(
    tx: Tx, house: House, ticket: Row[Any], verdict: dict[str, Any], actor: str, now: datetime
) -> Row[Any]:
    """Store a severity verdict; clocks follow it."""
    return record(
        tx, house, ticket.id, "ticket.severity", actor, now,
        {"level": verdict["level"], "before": ticket.severity_level},
        severity=verdict, severity_level=verdict["level"],
    )  # fmt: skip


def check_warranty(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime) -> Row[Any]:
    """The warranty verdict and what follows from it for the fee; nothing is written if nothing changed.
    A verdict that a person gave is kept, and so is what is free by the plan (planned work)."""
    plan = house.plans[ticket.plan]
    if ticket.facts.get("free") or str((ticket.warranty or {}).get("by", "")).startswith("user:"):
        return ticket
    on = now.astimezone(ZoneInfo(plan.zone)).date()
    found, price_of_it = judged(tx, plan, ticket, on)
    as_stored = verdicts.warranty(found, on)
    quote = verdicts.fee(price_of_it)
    if ticket.warranty == as_stored and ticket.fee == quote:
        return ticket
    row = record(tx, house, ticket.id, "warranty.checked", actor, now,
                 {"verdict": found.verdict, "component": found.component}, warranty=as_stored, fee=quote)  # fmt: skip
    if ticket.fee != quote and not quote["free"]:
        row = record(tx, house, ticket.id, "fee.quoted", actor, now,
                     {k: quote[k] for k in ("low", "high", "currency", "price_list")})  # fmt: skip
    return row


def reported_device(ticket: Row[Any]) -> int | None:
    """The device that the fault was reported of: also when another one has taken its place meanwhile."""
    known: int | None = ticket.facts.get("reported_device", ticket.device_id)
    return known


def judged(tx: Tx, plan: Plan, ticket: Row[Any], on: date) -> tuple[WarrantyVerdict, FeeQuote]:
    """Whether a plan covers the fault on that day, and what it costs."""
    device = devices.get(tx, reported_device(ticket))
    found = warranty.check(
        verdicts.device_facts(device) if device is not None else None,
        ticket.component,
        verdicts.admissions(ticket.facts, registered=device is not None),
        on,
        plan.warranty,
        ticket.problem,
    )
    return found, quoted(tx, plan, ticket, found, on)


def quoted(tx: Tx, plan: Plan, ticket: Row[Any], found: WarrantyVerdict, on: date) -> FeeQuote:
    """What a verdict makes of the price list that holds on that day, and of the device's contract where whoever reported
    it may read that."""
    return fees.quote(found, ticket.component, on, plan.fees, _agreed(tx, ticket))


def _agreed(tx: Tx, ticket: Row[Any]) -> Mapping[str, int]:
    agreed = contract_prices.of_device(tx, reported_device(ticket))
    if not agreed:
        return {}
    device = devices.get(tx, reported_device(ticket))
    row = conversations.get(tx, ticket.conversation_id)
    assert device is not None and row is not None
    reader = Reader(row.id, ticket.customer_id or row.customer_id)  # people open tickets for customers too
    return agreed if reads_prices(reader, device.customer_id) else {}


def consent_holds(tx: Tx, ticket: Row[Any]) -> bool:
    """Whether a visit may be confirmed as far as money goes: it is free, or not decided yet (then nothing is
    charged without asking again), or the customer has agreed to exactly this price."""
    fee = ticket.fee
    if not fee or fee["free"] or not fee["needs_consent"]:
        return True
    if ticket.warranty and ticket.warranty["verdict"] == "undecided":
        return True
    given = tickets.last_consent(tx, ticket.id)
    return (
        given is not None
        and given.given
        and (given.low, given.high, given.currency, given.price_list)
        == (fee["low"], fee["high"], fee["currency"], fee["price_list"])
    )


def price(fee: dict[str, Any]) -> str:
    """What was agreed to or declined, to compare it with what holds now."""
    return f"{fee['low']}-{fee['high']}-{fee['currency']}-{fee['price_list']}"


def write_consent(
    tx: Tx, house: House, ticket: Row[Any], message_id: int, given: bool, actor: str, now: datetime
) -> Row[Any]:
    """The customer's yes or no to the fee that the ticket shows, bound to the message that said it."""
    fee = ticket.fee
    tickets.add_consent(
        tx, ticket_id=ticket.id, message_id=message_id, given=given, low=fee["low"], high=fee["high"],
        currency=fee["currency"], price_list=fee["price_list"], at=now,
    )  # fmt: skip
    return record(tx, house, ticket.id, "consent.given" if given else "consent.refused", actor, now,
                  {"message": message_id, "low": fee["low"], "high": fee["high"], "price_list": fee["price_list"]})  # fmt: skip


def running(states: Sequence[ClockState]) -> list[ClockState]:
    return [c for c in states if c.state in ("running", "breached", "paused")]
