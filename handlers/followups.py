"""Follow-ups at the plan's intervals: asked by clockwork, answered with a number or in words, shown to people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import handoff, tickets
from handlers.aftercare import listen
from handlers.house import House
from handlers.rules.aftercare import BAD, FollowUp
from handlers.rules.clocks import working
from handlers.telling import locked, quote, titled
from handlers.tracker import Tracker
from storage import feed
from storage import follow_ups as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

FLOW = "follow_up"
TASK = "bad_feedback"
BUSY = timedelta(days=1)  # a task that nobody has touched for so long is no longer under way
LATER = timedelta(hours=4)
TOO_LATE = timedelta(days=14)  # nobody is asked so long after the day for it
SCORES = (5, 4, 3, 2, 1)
MOST_WORDS = 2000


def fire(tx: Tx, house: House, follow_up_id: int, now: datetime) -> int:
    """Ask, if the bot has the conversation and nothing is under way; else later.  Returns 1 when it was asked."""
    seen = stored.get(tx, follow_up_id)
    if seen is None:
        return 0
    ticket, row = locked(tx, seen.ticket_id)
    found = stored.get(tx, follow_up_id)
    if found is None or found.status != "waiting" or found.look_at is None or found.look_at > now:
        return 0
    plan = house.plan(ticket.plan)
    wanted = next((f for f in plan.follow_ups if f.name == found.name), None) if plan is not None else None
    if plan is None or wanted is None or ticket.status != "resolved":
        stored.move(tx, found.id, "waiting", "dropped")
        return 0
    if now - found.resolved_at > timedelta(seconds=wanted.after.seconds) + TOO_LATE:
        stored.move(tx, found.id, "waiting", "dropped")
        return 0
    hours = working(plan, wanted.calendar)
    if hours.next(now) > now or not _idle(row, now):
        stored.later(
            tx, found.id, hours.next(max(hours.next(now), now + LATER) if not _idle(row, now) else now)
        )
        return 0
    if not stored.move(tx, found.id, "waiting", "asked", asked_at=now):
        return 0
    _ask(tx, house, ticket, row, wanted, found.id, now)
    return 1


def _idle(row: Row[Any], now: datetime) -> bool:
    busy = Tracker.load(row.tracker).flow is not None and now - row.last_at < BUSY
    return row.owner == "bot" and not busy


def _ask(
    tx: Tx, house: House, ticket: Row[Any], row: Row[Any], wanted: FollowUp, follow_up_id: int, now: datetime
) -> None:  # fmt: skip
    buttons = [(f"button-rate-{score}", f"/rate:{follow_up_id}:{score}") for score in SCORES]
    data = {"follow_up": follow_up_id, "name": wanted.name, "clause": wanted.clause}
    tickets.record(tx, house, ticket.id, "follow_up.asked", "clockwork", now, data)
    quote(tx, row, ticket.id, now, f"{wanted.ask.of(row.lang)} ({ticket.number})", buttons)
    listen(tx, row, FLOW, {"follow_up": follow_up_id}, titled(buttons, row.lang), ticket.id)


def answer(
    tx: Tx, house: House, found: Row[Any], score: int | None, words: str, unhappy: bool, now: datetime
) -> bool:  # fmt: skip
    """Keep the answer; a bad one is for the supervisor.  False when it was answered before."""
    ticket = stored_tickets.get(tx, found.ticket_id)
    assert ticket is not None, "a ticket is never deleted"
    kept = {"answered_at": now, "score": score, "words": words[:MOST_WORDS] or None}
    if not stored.move(tx, found.id, "asked", "answered", **kept):
        return False
    data = {"follow_up": found.id, "score": score, "words": words[:500]}
    tickets.record(tx, house, ticket.id, "follow_up.answered", "customer", now, data)
    if unhappy or (score is not None and score <= BAD):
        _bad(tx, house, ticket, found.id, score, words, now)
    return True


def _bad(
    tx: Tx, house: House, ticket: Row[Any], follow_up_id: int, score: int | None, words: str, now: datetime
) -> None:  # fmt: skip
    said = " ".join(x for x in (f"{score}/5" if score is not None else "", words) if x)[:200]
    handoff.add_task(
        tx, house, ticket.conversation_id, house.plan(ticket.plan), ticket, TASK, now, note=said, at_least=2
    )
    stored_tickets.raise_alarm(
        tx, now, ticket.id, f"follow_up/{follow_up_id}", "supervisor", "alarm-bad-feedback", zh=said, en=said
    )
    feed.tell(tx, "alarm", ticket.id, now, ticket.conversation_id)


def panel(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any]:
    """What the customer was or will be asked, and whether the report may be reopened."""
    plan = house.plan(ticket.plan)
    known = {f.name: f for f in plan.follow_ups} if plan is not None else {}
    lines = []
    for row in stored.of_ticket(tx, ticket.id):
        wanted = known.get(row.name)
        when = row.answered_at or row.asked_at or row.look_at
        lines.append({
            "ask": {"zh": wanted.ask.zh, "en": wanted.ask.en} if wanted is not None else {"zh": row.name, "en": row.name},
            "clause": wanted.clause if wanted is not None else "", "status": row.status, "score": row.score,
            "words": row.words, "at": when.isoformat() if when is not None else None,
        })  # fmt: skip
    log = stored_tickets.log(tx, ticket.id)
    said = next(
        (
            e
            for e in reversed(log)
            if e.event in ("customer.confirmed", "ticket.reopened", "confirmation.asked")
        ),
        None,
    )
    return {
        "asked": lines,
        "fixed": {"event": said.event, "at": said.at.isoformat()} if said is not None else None,
        "follows": ticket.facts.get("follows"),
        "resolved": ticket.status == "resolved",
    }
