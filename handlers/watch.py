"""What time brings about: due clocks, expired holds, half-told reports, abandoned claims.

Each thing is done in a small transaction of its own that looks again before it acts, so that any number of
processes may run it and nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from handlers import call_back, dealer_reminders, dispatch, duty, handoff, staff_notices, tickets, unanswered
from handlers.house import House
from handlers.telling import write
from handlers.texts.catalog import say
from handlers.tracker import Tracker
from storage import conversations, feed, follow_ups, queue, returned_parts, stock, ticket_results, visits
from storage import promises as stored_promises
from storage import tickets as stored_tickets
from storage.engine import Tx

log = structlog.get_logger(__name__)
EVENTS = {"warn": "clock.warned", "breach": "clock.breached"}
AT_ONCE = 50  # rows of a kind that one round takes on
MANY = 500  # the same of what is small and may come in crowds: clocks, and who is asked for what they bring about


Ahead = Callable[[Tx, House, Sequence[int], datetime], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that becomes due row by row.  ``due(tx, now, limit)`` gives the ids, ``work(tx, house, id, now)`` looks
    again, acts, and returns how many things it did; each row has a transaction of its own.  ``again``: as long as
    something came of it.  ``ahead``: many are one transaction, which reads together what they need
    (:meth:`storage.engine.Store.write_rounds`)."""

    what: str
    due: Callable[[Tx, datetime, int], list[int]]
    work: Callable[[Tx, House, int, datetime], int]
    again: bool = False
    most: int = AT_ONCE
    ahead: Callable[[Tx, House, Sequence[int], datetime], Sequence[int]] | None = None


def fire(house: House, now: datetime) -> int:
    """Do everything that is due.  Returns how many things were done; one that fails is tried again ever less often,
    and the others go on."""
    from handlers import erasure

    left: Sequence[Chore] = (*chores(), *erasure.chores(house))
    done = 0
    while True:
        first, expired = house.store.read(partial(_first, left, now))  # mostly: one look, and nothing
        if first is None:
            break
        chore, left = left[first], left[first + 1 :]
        done += (more := _each(house, chore, now))
        while more and chore.again and done < AT_ONCE:
            done += (more := _each(house, chore, now))
    if expired and not house.retries.waiting("holds", now):
        (result,) = house.store.write_each([lambda tx: _holds(tx, now)])
        done += _noted(house, "holds", 0, result, now)
    return done


def _first(left: Sequence[Chore], now: datetime, tx: Tx) -> tuple[int | None, bool]:
    """The first of these of which anything is due; where none is, whether a hold has expired."""
    first = next((at for at, chore in enumerate(left) if chore.due(tx, now, 1)), None)
    return first, first is None and bool(visits.expired(tx, now, 1))


def chores() -> tuple[Chore, ...]:
    from handlers import (
        assignment,
        audit,
        campaigns,
        followups,
        identity,
        incidents,
        media,
        openings,
        promises,
        reckoning,
        report_counts,
        returned,
        shift,
        supply_desk,
    )
    from handlers.lost_claims import release_lost
    from handlers.planned import generate
    from handlers.planned_offers import look
    from storage import assignments, audit_chain, planned, reckonings
    from storage import campaigns as stored_campaigns
    from storage import identity as stored_identity
    from storage import incidents as stored_incidents
    from storage import media as stored_media
    from storage import openings as stored_openings

    return (
        Chore("clock", stored_tickets.to_watch, _clocks, most=MANY, ahead=_clocks_ahead),
        Chore("silence", conversations.due_to_look, _silence),
        Chore(
            "shift", assignments.shifts_due, shift.look
        ),  # before leases end: what is handed over is not lost
        Chore("lease", queue.lost_leases, release_lost),
        Chore("reckoning", reckonings.due, reckoning.look),
        Chore("offer", assignments.due, assignment.look, most=MANY, ahead=assignment.ahead),
        Chore("place", stored_openings.due, openings.look, again=True),
        Chore("unheard", queue.unheard, assignment.unheard),
        Chore("promise", stored_promises.due, promises.fire),
        Chore("follow_up", follow_ups.due, followups.fire),
        Chore("standby", stock.due_back, supply_desk.remind),
        Chore("old_part", returned_parts.overdue, returned.remind),
        Chore("planned_due", planned.to_look_at, generate),
        Chore("planned", planned.due, look),
        Chore("campaign", stored_campaigns.due_to_report, campaigns.ask_for_report),
        Chore("incident", stored_incidents.due, incidents.quiet),
        Chore("media", stored_media.due, media.settle),
        Chore("identity", stored_identity.expired, identity.expire),
        Chore("dealers", dealer_reminders.due, dealer_reminders.look),
        Chore("report_day", report_counts.days_due, report_counts.keep_due),
        Chore("report_change", report_counts.changes_due, report_counts.work_in),
        Chore("audit", lambda tx, now, limit: audit_chain.unsealed(tx, now, 1), audit.seal, again=True),
    )


def _each(house: House, chore: Chore, now: datetime) -> int:
    """The chore on what is due, less what has failed just now: that must not stand in the way of the others."""
    later = house.retries.waiting(chore.what, now)
    found = house.store.read(lambda tx: chore.due(tx, now, chore.most + len(later)))
    rows = [row for row in found if row not in later][: chore.most]
    work = partial(_one, chore, house, now)
    if chore.ahead is None:
        results = house.store.write_each([partial(work, row=row) for row in rows])
    else:
        results = house.store.write_rounds(rows, work, partial(_ahead, chore, house, now))
    told = zip(rows, results, strict=True)
    return sum(_noted(house, chore.what, row, result, now) for row, result in told)


def _one(chore: Chore, house: House, now: datetime, tx: Tx, row: int) -> int:
    return chore.work(tx, house, row, now)


def _ahead(chore: Chore, house: House, now: datetime, tx: Tx, some: Sequence[int]) -> Sequence[int]:
    """What has failed before is done alone: others would have to be done again each time."""
    assert chore.ahead is not None
    failing = house.retries.failing(chore.what)
    return chore.ahead(tx, house, [row for row in some if row not in failing], now)


def _noted(house: House, what: str, row: int, result: int | Exception, now: datetime) -> int:
    """Logged when it begins to fail, fails otherwise, or works again."""
    if isinstance(result, Exception):
        if house.retries.failed(what, row, result, now):
            log.exception(
                "clockwork failed; it will try again, ever less often", what=what, row=row, exc_info=result
            )
        return 0
    if house.retries.worked(what, row):
        log.info("clockwork works again", what=what, row=row)
    return int(result)


def next_due(house: House, now: datetime) -> datetime | None:
    """When there is something to do next, as far as is known."""
    from storage import assignments, reckonings

    later = house.retries.waiting("clock", now)

    def look(tx: Tx) -> datetime | None:
        found = (stored_tickets.next_watch(tx, later), assignments.next_due(tx), queue.next_unheard(tx),
                 reckonings.next_due(tx))  # fmt: skip
        return min((at for at in found if at is not None), default=None)

    return house.store.read(look)


def _clocks_ahead(tx: Tx, house: House, ticket_ids: Sequence[int], now: datetime) -> Sequence[int]:
    found = stored_tickets.lock_all(tx, ticket_ids)
    ticket_results.ahead(tx, ticket_ids)
    queue.ahead(tx, [ticket.conversation_id for ticket in found], ticket_ids, (call_back.CONTACT,))
    return [ticket.id for ticket in found]


def _clocks(tx: Tx, house: House, ticket_id: int, now: datetime) -> int:
    ticket = stored_tickets.get(tx, ticket_id, locked=True)
    if ticket is None or ticket.watch_at is None or ticket.watch_at > now:
        return 0  # another process was here
    plan = house.plans.get(ticket.plan)
    done = 0
    for _ in range(40):
        states = tickets.clock_states(tx, house, ticket, now)
        due = [s for s in states if s.next_at is not None and s.next_at <= now]
        if not due or plan is None:
            break
        for state in due:
            clock = plan.clock(state.name)
            step = state.next_step or ""
            if clock is None or state.due is None:
                continue
            role = (
                clock.escalate[int(step.split(":")[1])].to if step.startswith("escalate:") else "supervisor"
            )
            data = {"clock": state.name, "step": step, "due": state.due.isoformat(), "role": role}
            on = duty.who(tx, role, now, plan, ticket.region)
            if on is not None:
                data["person"] = on.person.id
            stored_tickets.write_log(
                tx, ticket_id, now, EVENTS.get(step, "escalation.sent"), "clockwork", data
            )
            kind = "warn" if step == "warn" else "breach" if step == "breach" else "escalation"
            new = staff_notices.raise_alarm(
                tx, house, now, ticket, f"{state.name}/{step}#{state.due.isoformat()}", role, f"alarm-{kind}",
                clock=state.name, zh=clock.label.zh, en=clock.label.en, due=state.due.isoformat(),
            )  # fmt: skip
            if new:
                feed.tell(tx, "alarm", ticket_id, now, ticket.conversation_id)
            if step in EVENTS:
                call_back.clock_warns(tx, house, ticket, clock, state.due, now)
            if role == "clerk":
                dispatch.clerk_looks(tx, house, ticket, state.name, now)
            done += 1
    tickets.settle(tx, house, ticket_id, now, stored_tickets.as_saved(tx, ticket_id, ticket))
    return done


def _holds(tx: Tx, now: datetime) -> int:
    expired = visits.take_expired(tx, now)
    visits.free(tx, expired, "released")
    return len(expired)


def _silence(tx: Tx, house: House, conversation_id: int, now: datetime) -> int:
    """A report that fell silent half-way: people call back, and the customer is told."""
    row = conversations.get(tx, conversation_id, locked=True)
    if row is None or row.look_at is None or row.look_at > now:
        return 0
    tracker = Tracker.load(row.tracker)
    asked = unanswered.look(tx, house, row, now)
    conversations.save(tx, conversation_id, look_at=unanswered.next_look(tx, house, tracker))
    if asked:
        return asked
    ticket = stored_tickets.get(tx, tracker.ticket) if tracker.ticket else None
    if row.owner != "bot" or ticket is None or ticket.status != "intake":
        return 1
    if queue.open_task(tx, conversation_id, "silent_report") is not None:
        return 1  # it fell silent before: people know, and the clock of their call back runs
    plan = house.plans.get(ticket.plan)
    ticket = tickets.record(
        tx, house, ticket.id, "callback.due", "clockwork", now, {"why": "the report fell silent"}
    )
    handoff.add_task(tx, house, conversation_id, plan, ticket, "silent_report", now)
    text = say("silent-report", row.lang, number=ticket.number)
    write(tx, row, text, now, ticket_id=ticket.id, author="bot")
    return 1
