"""Finding somebody for what waits: one is asked at a time, with a time to answer, then the next.

Clockwork calls :func:`look` for each item, in a transaction of its own that looks again before it acts: whoever is killed
half-way leaves everything as it was before.  The item stays in the queue all the while and can be claimed by hand.
Receipts (storage.assignments) say how each decision came about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import duty, elsewhere, handoff, presence, staff_notices
from handlers.case_log import write_down
from handlers.house import House
from handlers.queue import locked_item
from handlers.rules import assignment as rule
from handlers.rules.assignment import Candidate, Choice, Need
from handlers.rules.calendar import NoWorkingTime, Working
from handlers.rules.duty import next_on_duty
from handlers.rules.policy import Handoff, Plan, answer_within
from handlers.telling import announce, write, zone
from handlers.texts.catalog import say
from handlers.texts.shapes import moment
from storage import assignments, conversations, feed, people, queue
from storage import tickets as stored_tickets
from storage.engine import Tx

NO_PLAN = Handoff(roles=("engineer", "clerk"))
LONG, MOST_COUNTED = timedelta(minutes=20), 100_000  # from then on it matters how many wait
SOON = timedelta(minutes=5)  # who comes within that is not worth a message
ENDED, TAKEN = ("refused", "lapsed"), ("accepted", "taken")  # outcomes of offers
GIVEN_BACK = ("returned", "shift")  # kinds of receipts


@dataclass(frozen=True, slots=True)
class Scene:
    """An item with what it belongs to."""

    item: Row[Any]
    conversation: Row[Any]
    ticket: Row[Any] | None
    plan: Plan | None

    @property
    def handoff(self) -> Handoff:
        return handoff_of(self.plan)


def handoff_of(plan: Plan | None) -> Handoff:
    return plan.handoff if plan is not None else NO_PLAN


def look(tx: Tx, house: House, item_id: int, now: datetime) -> int:
    """Whatever is due about an item: an offer whose time is over ends, somebody else is asked."""
    item = locked_item(tx, item_id)
    if (
        item.status == "claimed"
        and item.offered_to is not None
        and item.offer_until is not None
        and item.offer_until <= now
    ):
        return _not_accepted(tx, house, item, now)
    if item.status != "waiting":
        return 0
    done = 0
    if item.offered_to is not None:
        if item.offer_until is None or item.offer_until > now:
            return 0
        _lapse(tx, item, now)
        item, done = locked_item(tx, item_id), 1
    if item.offer_after is not None and item.offer_after > now:
        return done
    return done + _find(tx, house, _scene(tx, house, item), now)


def ahead(tx: Tx, house: House, item_ids: Sequence[int], now: datetime) -> Sequence[int]:
    """While nobody has a place free, all that can be done about what waits is to look at it again later: many are looked at
    together.  As soon as somebody can be asked, each item is looked at alone: who is asked first is locked with nothing
    else."""
    if any(c.state == "ready" and not rule.full(c) for c in candidates(tx, house, now)):
        return ()
    items = queue.lock_all(tx, item_ids)
    stored_tickets.read_all(tx, {item.ticket_id for item in items if item.ticket_id is not None})
    assignments.ahead(tx, items)
    return [item.id for item in items]


def _scene(tx: Tx, house: House, item: Row[Any]) -> Scene:
    row = conversations.get(tx, item.conversation_id)
    assert row is not None, "a conversation is never deleted"
    ticket = stored_tickets.get(tx, item.ticket_id) if item.ticket_id is not None else None
    return Scene(item, row, ticket, house.plan(ticket.plan if ticket is not None else row.plan))


def suits(tx: Tx, house: House, item_id: int, person: Candidate, now: datetime) -> bool:
    """Whether this could be offered to that person now, whoever else there is."""
    item = queue.get(tx, item_id)
    if item is None:
        return False
    past = assignments.of_item(tx, item_id)
    scene = _scene(tx, house, item)
    if scene.conversation.owner == elsewhere.ELSEWHERE:
        return False
    return rule.choose(_need(tx, scene, _rounds(item, past, now)[1]), [person]).chosen is not None


def give(tx: Tx, house: House, item_id: int, now: datetime) -> int:
    """Somebody has a place free: ask the best of those who have, if it still waits with nobody asked."""
    item = locked_item(tx, item_id)
    if item.status != "waiting" or item.offered_to is not None:
        return 0
    queue.change(tx, item_id, offer_after=None)  # if it cannot be decided now, it is looked at anew
    return _find(tx, house, _scene(tx, house, item), now)


def _rounds(item: Row[Any], past: Sequence[Row[Any]], now: datetime) -> tuple[int, list[Row[Any]]]:
    """The round that the next offer belongs to, and what happened in it.  While a case rests between two rounds it is what
    happened in the last one: only somebody who has come meanwhile is asked."""
    number = max((r.round for r in past), default=1)
    in_round = number - 1 if _rests_until(item, past, now) is not None else number
    return number, [r for r in past if r.round == in_round]


def _rests_until(item: Row[Any], past: Sequence[Row[Any]], now: datetime) -> datetime | None:
    """When the next round of a case begins that everybody was asked about; None: it rests not."""
    last = next((r for r in reversed(past) if r.kind != "nobody"), None)
    if last is None or last.kind != "round":
        return None
    until: datetime = last.at + rule.NEW_ROUND[min(max(item.severity_level, 1), 3)]
    return until if until > now else None


def _lapse(tx: Tx, item: Row[Any], now: datetime) -> None:
    """Nobody answered.  Who did nothing at all meanwhile is not there, whatever was declared."""
    asked = people.user(tx, item.offered_to)
    stood = [r for r in assignments.of_item(tx, item.id) if r.kind == "offer" and r.outcome is None]
    assignments.settle(tx, item.id, "lapsed", now)
    queue.change(tx, item.id, offered_to=None, offer_until=None)
    if (
        asked is not None
        and stood
        and asked.presence == "ready"
        and (asked.acted_at is None or asked.acted_at <= stood[-1].at)
    ):
        people.save_user(tx, asked.id, presence="away", declared_at=now)
        presence.changed(tx, asked.id, now)
    feed.tell(tx, "queue", item.id, now, item.conversation_id)


# -- who is asked ----------------------------------------------------------------------------------


def _find(tx: Tx, house: House, scene: Scene, now: datetime) -> int:
    item = scene.item
    if scene.conversation.owner == elsewhere.ELSEWHERE:  # it is led in another system
        queue.change(tx, item.id, offer_after=now + rule.NEW_ROUND[3])
        return 0
    past = assignments.of_item(tx, item.id)
    number, in_round = _rounds(item, past, now)
    need = _need(tx, scene, in_round)
    staff = candidates(tx, house, now)
    choice = rule.choose(need, staff)
    if choice.chosen is not None:  # whoever else gives these people something waits for us, or was first
        locked = [r.id for r in choice.ranked if r.out is None]
        people.lock_users(tx, locked)
        staff = candidates(tx, house, now)
        choice = rule.choose(need, staff)
        if choice.chosen is not None and choice.chosen not in locked:
            tx.wake("clocks")
            return 0  # somebody came just now: once more
    if choice.chosen is None:
        return _nobody(tx, house, scene, need, staff, choice, past, number, now)
    if _goes_before(tx, house, scene, staff, choice.chosen, now):
        tx.wake("clocks")
        return 0
    until = now + answer_within(scene.handoff, item.severity_level)
    if not assignments.offer(tx, item.id, item.token, choice.chosen, now, until):
        return 0
    asked_of, rows = rule.receipt(need, staff, choice)
    assignments.add(tx, now, item, kind="offer", rule=rule.RULE, round=number, need=asked_of, candidates=rows,
                    user_id=choice.chosen, until=until, outcome=None, outcome_at=None, why=None)  # fmt: skip
    feed.tell(tx, "queue", item.id, now, item.conversation_id)
    feed.tell(tx, "offer", choice.chosen, now, item.conversation_id)
    staff_notices.asked(tx, house, item, choice.chosen, until, now)
    return 1


def _need(tx: Tx, scene: Scene, past: Sequence[Row[Any]]) -> Need:
    item, ticket, row = scene.item, scene.ticket, scene.conversation
    customer = (
        ticket.customer_id if ticket is not None and ticket.customer_id is not None else row.customer_id
    )
    taken = max(
        (n for n, r in enumerate(past, 1) if r.outcome in TAKEN), default=0
    )  # whoever had it gave it back since
    asked = {
        r.user_id
        for r in past[taken:]
        if r.user_id is not None and (r.kind in GIVEN_BACK or r.outcome in ENDED)
    }
    return Need(
        queue=item.queue, severity=item.severity_level, roles=scene.handoff.roles, skills=tuple(sorted(item.skills)),
        region=ticket.region if ticket is not None else None, lang=row.lang,
        last=assignments.last_of(tx, item, customer), asked=tuple(sorted(asked)),
        everybodys=item.queue == handoff.DEFAULT_QUEUE,
        at_once=rule.at_once(item.severity_level, answer_within(scene.handoff, item.severity_level)),
    )  # fmt: skip


def candidates(tx: Tx, house: House, now: datetime) -> list[Candidate]:
    """All of ours who may have cases, as they are now."""
    loads, looking = assignments.loads(tx, now, rule.SILENT_AFTER), assignments.offered(tx)
    found = []
    for row in people.users(tx):
        if row.role not in ("technician", "dealer", "finance", "auditor"):
            state = presence.standing(row, now)
            found.append(Candidate(
                row.id, row.name, row.role, state.state, state.why, tuple(row.queues), tuple(row.skills), tuple(row.regions),
                tuple(row.languages), loads.get(row.id, 0), presence.capacity(house, row), row.given_at,
                looking.get(row.id, 0),
            ))  # fmt: skip
    return sorted(found, key=lambda c: c.id)


def _goes_before(
    tx: Tx, house: House, scene: Scene, staff: list[Candidate], chosen: int, now: datetime
) -> bool:
    """Whether something that waits for the same person comes first, here and in every process: what is more severe, then
    what fewer have been asked about, then the older.  What has failed just now does not count, or nothing would go on."""
    person, failing = next(c for c in staff if c.id == chosen), house.retries.waiting("offer", now)
    mine, _ = _rounds(scene.item, assignments.of_item(tx, scene.item.id), now)
    after = False
    for other in assignments.as_urgent(tx, scene.item):
        if other.id == scene.item.id:
            after = True
        if other.id == scene.item.id or other.id in failing:
            continue
        severer = other.severity_level < scene.item.severity_level
        everybodys = other.queue == handoff.DEFAULT_QUEUE
        if (after and mine == 1 and not severer) or not rule.serves(
            other.queue, other.skills, (person.role,), person, everybodys
        ):
            continue
        past, theirs = assignments.of_item(tx, other.id), _scene(tx, house, other)
        number, in_round = _rounds(other, past, now)
        later = not severer and (number, after) > (mine, False)
        if later or theirs.conversation.owner == elsewhere.ELSEWHERE:
            continue
        if rule.choose(_need(tx, theirs, in_round), [person]).chosen is not None:
            queue.change(tx, other.id, offer_after=None)
            return True
    return False


# -- nobody ----------------------------------------------------------------------------------------


def _nobody(
    tx: Tx, house: House, scene: Scene, need: Need, staff: list[Candidate], choice: Choice, past: Sequence[Row[Any]],
    number: int, now: datetime,
) -> int:  # fmt: skip
    """It waits on.  All were asked: a new round begins after a while, and a supervisor knows.  Nobody is there: who is on
    call is told, and the customer when somebody will be there."""
    item = scene.item
    rests = _rests_until(item, past, now)
    if rests is not None and choice.all_asked:
        queue.change(tx, item.id, offer_after=rests)
        return 0
    severity, waited = min(max(item.severity_level, 1), 3), now - item.created_at
    many = queue.how_many_wait(tx, MOST_COUNTED) if waited > LONG else 0
    wait = rule.NEW_ROUND[severity] if choice.all_asked else rule.look_again(waited, choice.anybody, many)
    queue.change(tx, item.id, offer_after=now + wait)
    asked_of, rows = rule.receipt(need, staff, choice)
    kind = "round" if choice.all_asked else "nobody"
    before = assignments.newest(tx, item.id)
    if (
        before is None or before.kind != kind or _outs(before.candidates) != _outs(rows)
    ):  # the same again is no news
        assignments.add(tx, now, item, kind=kind, rule=rule.RULE, round=number + (kind == "round"), need=asked_of,
                        candidates=rows, user_id=None, until=None, outcome=None, outcome_at=None, why=None)  # fmt: skip
        if not choice.anybody and item.kind == "handoff":
            _call(tx, house, scene, now)
            _tell_when(tx, house, scene, now)
    if choice.all_asked:
        _alarm(tx, house, scene, "supervisor", f"unaccepted#{item.id}/{number}", "alarm-unaccepted", now)
    if choice.crowded and item.severity_level == 1:
        _alarm(tx, house, scene, "supervisor", f"crowded#{item.id}/{number}", "alarm-crowded", now)
    return 0


def _outs(rows: Sequence[Any]) -> dict[int, str | None]:
    return {r["id"]: r["out"] for r in rows}


def _alarm(tx: Tx, house: House, scene: Scene, role: str, cause: str, text_id: str, now: datetime) -> bool:
    """Whether it is new."""
    if scene.ticket is None:
        new = staff_notices.raise_about(tx, house, now, scene.conversation.id, cause, role, text_id)
    else:
        new = stored_tickets.raise_alarm(
            tx, now, scene.ticket.id, cause, role, text_id, quote=scene.ticket.problem[:200]
        )
    if new:
        feed.tell(
            tx,
            "alarm",
            scene.item.id if scene.ticket is None else scene.ticket.id,
            now,
            scene.conversation.id,
        )
    return new


def unheard(tx: Tx, house: House, item_id: int, now: datetime) -> int:
    """Somebody waits without a ticket, so no clock of a plan runs, and is not heard by when that was promised."""
    item = locked_item(tx, item_id)
    if item.status != "waiting" or item.ticket_id is not None or item.due_at is None or item.due_at > now:
        return 0
    scene, cause = _scene(tx, house, item), queue.unheard_cause(item)
    return int(_alarm(tx, house, scene, "supervisor", cause, "alarm-unheard", now))


def _call(tx: Tx, house: House, scene: Scene, now: datetime) -> None:
    """Alarm whoever the roster has on call: the plan's line of duty, else the first role of those that an unanswered
    case goes up to.  Without a roster nobody is on call: the plan's clocks go up their ladder."""
    if duty.current(tx) is None:
        return
    plan = scene.plan
    roles = [plan.duty_line.role] if plan is not None and plan.duty_line is not None else []
    roles += [step.to for clock in (plan.clocks if plan is not None else ()) for step in clock.escalate]
    region = scene.ticket.region if scene.ticket is not None else None
    role = next((r for r in (*roles, "supervisor") if duty.who(tx, r, now, plan, region) is not None), None)
    if role is not None:
        _alarm(tx, house, scene, role, f"nobody#{scene.item.id}", "alarm-nobody", now)


def _tell_when(tx: Tx, house: House, scene: Scene, now: datetime) -> None:
    """The customer hears once when somebody will be there, by the roster, else by the hours of the plan's answers."""
    when = next_time(tx, scene.plan, scene.handoff.roles, scene.ticket, now)
    if when is None or when < now + SOON:
        return
    there = moment(
        when.astimezone(zone(house, scene.plan.id if scene.plan is not None else None)),
        scene.conversation.lang,
        now,
    )
    announce(
        tx,
        scene.conversation.id,
        say("nobody-there", scene.conversation.lang, when=there),
        now,
        key=f"nobody:{scene.item.id}",
    )


def next_time(
    tx: Tx, plan: Plan | None, roles: Sequence[str], ticket: Row[Any] | None, now: datetime
) -> datetime | None:
    """When somebody who takes such cases is on duty again; None: not known."""
    roster = duty.current(tx)
    if roster is not None:
        region = ticket.region if ticket is not None else None
        skills = plan.visits.skills if plan is not None else ()
        found = next_on_duty(
            roster, roles, now, plan=plan.id if plan is not None else None, region=region, skills=skills
        )
        if found is not None:
            return found
    clock = plan.clock(plan.handoff.clock) if plan is not None and plan.handoff.clock else None
    if plan is None or clock is None:
        return None
    try:
        return Working(plan.calendars[clock.calendar], plan.zone).next(now)
    except NoWorkingTime:
        return None


# -- transfers -------------------------------------------------------------------------------------


def _not_accepted(tx: Tx, house: House, item: Row[Any], now: datetime) -> int:
    """A transfer that was not accepted in time: it stays with its holder, who is told; at severity 1 a supervisor is."""
    scene = _scene(tx, house, item)
    asked, holder = people.user(tx, item.offered_to), people.user(tx, item.claimed_by)
    queue.change(tx, item.id, offered_to=None, offer_until=None)
    name = asked.name if asked is not None else ""
    data = {"item": item.id, "why": "not accepted in time", "to": f"user:{item.offered_to}"}
    write_down(tx, house, item.ticket_id, "queue.returned", "clockwork", now, data)
    text = say("transfer-not-accepted", holder.lang if holder is not None else "zh", name=name)
    write(tx, scene.conversation, text, now, ticket_id=item.ticket_id, note=True)
    if item.severity_level == 1:
        cause = f"transfer#{item.id}/{item.token}/{now.isoformat()}"
        _alarm(tx, house, scene, "supervisor", cause, "alarm-transfer", now)
    feed.tell(tx, "queue", item.id, now, item.conversation_id)
    return 1
