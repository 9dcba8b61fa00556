"""The end of a shift: nobody's cases go home with them.

By the roster or by their own word somebody goes off duty; what they hold is handed over with what is promised: offered to
the roster's deputy first, else to whom the rule finds, and it waits in the queue for everybody meanwhile.  Whoever
wishes may stay on until the cases are done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import duty, presence, promises, staff_notices
from handlers.case_log import write_down
from handlers.house import House
from handlers.people import Actor, Refused, may_claim
from handlers.queue import locked_item, wait_again
from handlers.rules.duty import deputies
from handlers.rules.policy import Handoff, answer_within
from handlers.telling import announce, write
from handlers.texts.catalog import say
from storage import assignments, conversations, feed, people, queue
from storage import promises as stored_promises
from storage import tickets as stored_tickets
from storage.engine import Tx

SOON = timedelta(minutes=15)  # so long before its end a shift's end is announced
MOST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """A case that somebody holds, and what is promised in it."""

    item: int
    conversation: int
    number: str | None
    severity: int
    kind: str
    about: str
    due_at: datetime | None
    promised: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """What somebody sees of the end of the shift.  ``ends``: by the roster; ``soon``: within a quarter of an hour;
    ``over``: by the roster it has ended."""

    state: str
    why: str
    claims: tuple[Claim, ...]
    ends: datetime | None
    soon: bool
    over: bool
    staying: bool
    deputy: str | None


def mine(house: House, user: Actor) -> Shift:
    now = house.now()

    def read(tx: Tx) -> Shift:
        row = people.user(tx, user.id)
        assert row is not None, "whoever is logged in is there"
        state = presence.standing(row, now)
        claims = tuple(_claim(tx, house, item, user.lang, now) for item in _held(tx, user.id))
        stand_in = _deputy(tx, row.login, now)
        ends = row.shift_until if row.on_shift else None
        soon = ends is not None and ends - now <= SOON
        return Shift(state.state, state.why, claims, ends, soon, row.on_shift is False, bool(row.staying),
                     stand_in.name if stand_in is not None else None)  # fmt: skip

    return house.store.read(read)


def ending(house: House, user: Actor) -> Shift | None:
    """The same, if the shift is about to end, or is over, and nothing is decided yet; else None."""
    now = house.now()
    row = house.store.read(lambda tx: people.user(tx, user.id))
    if row is None or row.staying or row.on_shift is None or row.shift_until is None:
        return None
    return mine(house, user) if row.on_shift and row.shift_until - now <= SOON else None


def end(house: House, user: Actor, note: str) -> int:
    """Go off duty by one's own word: open cases are handed over.  Returns how many."""
    user.need("presence")
    now = house.now()

    def work(tx: Tx) -> int:
        row = people.user(tx, user.id)
        assert row is not None
        count = _hand_over(tx, house, row, user.owner, note.strip()[:MOST_NOTE], now)
        people.save_user(tx, user.id, presence="off", declared_at=now, staying=False, acted_at=now)
        presence.changed(tx, user.id, now)
        return count

    return house.store.write(work)


def stay(house: House, user: Actor) -> None:
    """Stay on after the shift until the open cases are done; nothing new is offered then."""
    user.need("presence")
    now = house.now()

    def work(tx: Tx) -> None:
        row = people.user(tx, user.id)
        if row is None or row.on_shift is None:
            raise Refused("no-shift")
        people.save_user(tx, user.id, staying=True, acted_at=now)
        presence.changed(tx, user.id, now)

    house.store.write(work)


def look(tx: Tx, house: House, user_id: int, now: datetime) -> int:
    """Clockwork: what the roster says of somebody has changed, or is to be looked at."""
    people.lock_users(tx, [user_id])
    row = people.user(tx, user_id)
    if row is None or row.roster_at is None or row.roster_at > now:
        return 0  # another process was here
    ended = presence.look_at_roster(tx, house, row, now)
    if ended and not row.staying and presence.standing(people.user(tx, user_id) or row, now).state == "off":
        _hand_over(tx, house, row, "clockwork", "", now)
    return 1


def _held(tx: Tx, user_id: int) -> list[Row[Any]]:
    return [item for item in queue.claimed(tx, user_id) if item.claimed_by == user_id]


def _claim(tx: Tx, house: House, item: Row[Any], lang: str, now: datetime) -> Claim:
    ticket = stored_tickets.get(tx, item.ticket_id) if item.ticket_id is not None else None
    promised = _promised(tx, house, ticket, lang, now)
    about = ticket.problem.replace("\n", " / ")[:120] if ticket is not None else ""
    return Claim(item.id, item.conversation_id, ticket.number if ticket is not None else None, item.severity_level,
                 item.kind, about, item.due_at, tuple(promised))  # fmt: skip


def _promised(tx: Tx, house: House, ticket: Row[Any] | None, lang: str, now: datetime) -> list[str]:
    if ticket is None:
        return []
    return [
        promises.describe(tx, house, ticket, row, lang, now) for row in stored_promises.owed(tx, ticket.id)
    ]


def _deputy(tx: Tx, login: str, now: datetime) -> Row[Any] | None:
    """The first of those who stand in by the roster who is ready."""
    roster = duty.current(tx)
    for name in deputies(roster, login) if roster is not None else ():
        row = people.by_login(tx, name)
        if (
            row is not None
            and row.active
            and may_claim(row.role)
            and presence.standing(row, now).state == "ready"
        ):
            return row
    return None


def _hand_over(tx: Tx, house: House, row: Row[Any], actor: str, note: str, now: datetime) -> int:
    """Everything that somebody holds waits again, with a note; the deputy is asked first."""
    stand_in = _deputy(tx, row.login, now)
    held = sorted(_held(tx, row.id), key=lambda item: item.conversation_id)
    return sum(_give(tx, house, item.id, row, stand_in, actor, note, now) for item in held)


def _give(
    tx: Tx, house: House, item_id: int, row: Row[Any], stand_in: Row[Any] | None, actor: str, note: str, now: datetime
) -> int:  # fmt: skip
    item = locked_item(tx, item_id)
    if item.status != "claimed" or item.claimed_by != row.id:
        return 0
    conversation = conversations.get(tx, item.conversation_id)
    assert conversation is not None
    ticket = stored_tickets.get(tx, item.ticket_id) if item.ticket_id is not None else None
    lang = stand_in.lang if stand_in is not None else row.lang
    name = stand_in.name if stand_in is not None else ""
    lines = [say("shift-note-to" if name else "shift-note", lang, name=row.name, to=name)]
    lines += [say("shift-note-promised", lang, text=text) for text in _promised(tx, house, ticket, lang, now)]
    lines += [note] if note else []
    queue.change(tx, item.id, held=item.token, status="waiting", claimed_by=None, offered_to=None, offer_until=None,
                 offer_after=None, lease_until=None, token=item.token + 1, note="\n".join(lines)[:1000])  # fmt: skip
    to = f"user:{stand_in.id}" if stand_in is not None else None
    write_down(
        tx, house, item.ticket_id, "queue.returned", actor, now, {"item": item.id, "why": "shift", "to": to}
    )
    wait_again(tx, house, item, now, actor, told=False)
    write(
        tx, conversation, "\n".join(lines), now, ticket_id=item.ticket_id, note=True, author=f"user:{row.id}"
    )
    assignments.give_back(tx, now, item, row.id, note, kind="shift")
    if item.kind == "handoff":
        announce(tx, conversation.id, say("shift-handed", conversation.lang, name=row.name), now)
    if stand_in is not None:
        _ask_deputy(tx, house, item, stand_in, row, now)
    feed.tell(tx, "queue", item.id, now, item.conversation_id)
    return 1


def _ask_deputy(
    tx: Tx, house: House, item: Row[Any], stand_in: Row[Any], row: Row[Any], now: datetime
) -> None:
    conversation = conversations.get(tx, item.conversation_id)
    plan = house.plan(conversation.plan) if conversation is not None else None
    until = now + answer_within(plan.handoff if plan is not None else Handoff(), item.severity_level)
    if assignments.offer(tx, item.id, item.token + 1, stand_in.id, now, until):
        past = assignments.of_item(tx, item.id)
        need = {"deputy_of": row.id, "queue": item.queue, "severity": item.severity_level}
        staff_notices.asked(tx, house, item, stand_in.id, until, now)
        assignments.add(tx, now, item, kind="offer", rule="roster-deputy", round=max((r.round for r in past), default=1),
                        need=need, candidates=[], user_id=stand_in.id, until=until, outcome=None, outcome_at=None, why=None)  # fmt: skip
