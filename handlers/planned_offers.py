"""What clockwork does about planned work: offered to the customer by day, reminded of once, given to people where
there is nobody to chat with, and told to those who answer for it when it is overdue."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import handoff, tickets, visits
from handlers.house import House
from handlers.planned import contact, today, topics
from handlers.planned_ticket import item_of, noted
from handlers.rules import planned as rules
from handlers.rules.planned import Planned
from handlers.rules.policy import Plan
from handlers.telling import write
from handlers.texts.catalog import say
from handlers.texts.shapes import day as day_text
from handlers.tracker import Tracker
from storage import conversations, devices, feed
from storage import planned as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

ASKED = "planned"  # what a conversation was asked when planned work was offered in it
DESK = "desk"  # channel of what people do for a customer who does not write to us
QUIET = timedelta(minutes=10)  # nobody is interrupted who wrote so lately
STALE = timedelta(hours=20)  # a task under way that has not moved for so long is no reason to wait
LATER = timedelta(minutes=30)


def look(tx: Tx, house: House, row_id: int, now: datetime) -> int:
    """Do what is due about one piece of planned work; returns how many things were done."""
    row = stored.get(tx, row_id)
    if row is None or row.look_at is None or row.look_at > now:
        return 0
    plan, item = house.plan(row.plan), item_of(house, row.plan, row.item)
    if plan is None or item is None or row.status not in ("planned", "offered", "booked"):
        stored.save(tx, row_id, now, look_at=None)
        return 0
    if not rules.may_speak(now, plan.zone):
        stored.save(tx, row_id, now, look_at=_next_morning(plan, now))
        return 0
    where = stored.reachable(tx, row.customer_id, row.device_id)
    if where is not None:
        conversations.get(tx, where, locked=True)  # first, as a turn does it
    row = stored.get(tx, row_id, locked=True)
    if row is None or row.look_at is None or row.look_at > now:
        return 0  # another process was here
    asked_on = row.asked_at.astimezone(ZoneInfo(plan.zone)).date() if row.asked_at is not None else None
    what = rules.step(row.status, row.due_on, row.offer_on, asked_on, row.asked, today(plan, now))
    if what == "overdue":
        return _overdue(tx, house, plan, item, row, where, now)
    if what is None:
        _look_next(tx, plan, row, asked_on, now)
        return 0
    if where is None or item.how == "telephone":
        return _for_people(tx, house, plan, item, row, where, now)
    return _ask(tx, house, plan, item, row, where, now)


def _next_morning(plan: Plan, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(plan.zone))
    over = local.time() >= rules.SPEAK_FROM
    return rules.morning(local.date() + timedelta(days=1 if over else 0), plan.zone)


def _look_next(tx: Tx, plan: Plan, row: Row[Any], asked_on: date | None, now: datetime) -> None:
    day = rules.next_day(row.status, row.due_on, row.offer_on, asked_on, row.asked, today(plan, now))
    stored.save(tx, row.id, now, look_at=rules.morning(day, plan.zone))


def _ask(tx: Tx, house: House, plan: Plan, item: Planned, row: Row[Any], where: int, now: datetime) -> int:
    """Offer it in the conversation, if the bot may speak there and nobody is in the middle of something."""
    conversation = conversations.get(tx, where)
    assert conversation is not None
    tracker = Tracker.load(conversation.tracker)
    if _busy(conversation, tracker, row.id, now):
        stored.save(tx, row.id, now, look_at=now + LATER)
        return 0
    if tracker.flow != "intake":
        tracker.end()
        tracker.asked, tracker.slots = ASKED, {ASKED: row.id}
    buttons = [[say(f"button-planned-{answer}", conversation.lang), f"/planned:{answer}:{row.id}"]
               for answer in (_yes(item), "later", "no")]  # fmt: skip
    tracker.buttons = buttons
    conversations.save(tx, where, tracker=tracker.dump())
    text = offer_text(tx, plan, item, row, conversation.lang)
    data = {"text": f"planned-offer-{item.what}", "planned": row.id}
    write(tx, conversation, text, now, ticket_id=row.ticket_id, author="bot", buttons=buttons, data=data)
    what = "reminded" if row.asked else "offered"
    row = stored.save(tx, row.id, now, status="offered", conversation_id=where, asked=row.asked + 1, asked_at=now,
                      result=noted(row, now, what, "bot"))  # fmt: skip
    _look_next(tx, plan, row, today(plan, now), now)
    return 1


def _yes(item: Planned) -> str:
    return "start" if item.what == "questionnaire" else "yes"


def _busy(conversation: Row[Any], tracker: Tracker, row_id: int, now: datetime) -> bool:
    """Whether it is no time to begin with something else: a person speaks, a task is under way, another offer waits."""
    if conversation.owner != "bot" or now - conversation.last_at < QUIET:
        return True
    waits = tracker.asked == ASKED and tracker.slots.get(ASKED) != row_id
    return (tracker.flow is not None or waits) and now - conversation.last_at < STALE


def offer_text(tx: Tx, plan: Plan, item: Planned, row: Row[Any], lang: str) -> str:
    """What is due, by when, what about, and that it is free."""
    device = devices.get(tx, row.device_id)
    model = f"{device.model} ({device.serial_number})" if device is not None else plan.name.of(lang)
    lines = [say(f"planned-offer-{item.what}", lang, name=item.name.of(lang), device=model,
                 due=day_text(row.due_on, lang), count=str(len(item.questions)))]  # fmt: skip
    about = topics(item, row.turn, lang)
    if about:
        lines.append(say("planned-topics", lang, topics=about))
    if item.audience:
        lines.append(say("planned-audience", lang, audience="、".join(a.of(lang) for a in item.audience)
                         if lang != "en" else ", ".join(a.of(lang) for a in item.audience)))  # fmt: skip
    if item.how == "on_site":
        lines.append(say("planned-ask-time-free" if item.free else "planned-ask-time", lang))
    return "\n".join(lines)


def open_ticket(
    tx: Tx,
    house: House,
    plan: Plan,
    item: Planned,
    row: Row[Any],
    where: int | None,
    actor: str,
    now: datetime,
) -> Row[Any]:
    """The ticket of planned work: it counts at once, and nobody has reported anything."""
    known = stored_tickets.get(tx, row.ticket_id) if row.ticket_id is not None else None
    if known is not None and known.status in tickets.OPEN:
        return known
    conversation_id = where if where is not None else _desk(tx, plan, row, now)
    conversation = conversations.get(tx, conversation_id)
    lang = conversation.lang if conversation is not None else "zh"
    about = topics(item, row.turn, lang)
    facts: dict[str, Any] = {
        "planned": row.id,
        "visit": {"minutes": item.minutes, "skills": list(item.skills)},
    }
    if item.free:
        facts["free"] = item.clause
    ticket = tickets.open_ticket(
        tx, house, plan, conversation_id, "maintenance_request", f"{item.name.of(lang)}{': ' if about else ''}{about}", actor,
        now, status="open", event="planned.opened", facts=facts, device_id=row.device_id, customer_id=row.customer_id,
        **contact(tx, row),
    )  # fmt: skip
    stored.save(tx, row.id, now, ticket_id=ticket.id, conversation_id=conversation_id)
    return ticket


def _desk(tx: Tx, plan: Plan, row: Row[Any], now: datetime) -> int:
    """A conversation for what people do about a customer who has none."""
    made = conversations.lock(tx, DESK, row.subject, now, plan=plan.id)
    customer = conversations.customer(tx, row.customer_id)
    if made.customer_id is None and customer is not None:
        conversations.save(tx, made.id, customer_id=customer.id, lang=customer.lang)
    return int(made.id)


def _for_people(
    tx: Tx, house: House, plan: Plan, item: Planned, row: Row[Any], where: int | None, now: datetime
) -> int:
    """Somebody of ours telephones: to do it, or to agree on a time."""
    ticket = open_ticket(tx, house, plan, item, row, where, "clockwork", now)
    due = rules.morning(row.due_on, plan.zone) + timedelta(hours=8)
    handoff.add_task(
        tx, house, ticket.conversation_id, plan, ticket, "planned_call", now, due_at=due, note=item.name.zh
    )
    row = stored.save(tx, row.id, now, status="offered", asked=2, asked_at=now, result=noted(row, now, "to_people", "clockwork"))  # fmt: skip
    _look_next(tx, plan, row, today(plan, now), now)
    return 1


def _overdue(
    tx: Tx, house: House, plan: Plan, item: Planned, row: Row[Any], where: int | None, now: datetime
) -> int:
    """It was not done in time: those who answer for it are told, and somebody telephones.  What nobody has to answer
    for (a questionnaire without an answer) is over."""
    if item.what == "questionnaire":
        stored.save(tx, row.id, now, status="skipped", look_at=None, done_at=now,
                    result=noted(row, now, "no_answer", "clockwork"))  # fmt: skip
        known = stored_tickets.get(tx, row.ticket_id) if row.ticket_id is not None else None
        if known is not None and known.status in tickets.OPEN:
            withdraw(tx, house, known, "clockwork", "no answer", now)
        return 1
    ticket = open_ticket(tx, house, plan, item, row, where, "clockwork", now)
    new = stored_tickets.raise_alarm(
        tx, now, ticket.id, f"planned/{row.id}/overdue", item.escalate, "alarm-planned-overdue",
        zh=item.name.zh, en=item.name.en, due=rules.morning(row.due_on, plan.zone).isoformat(),
    )  # fmt: skip
    if new:
        feed.tell(tx, "alarm", ticket.id, now, ticket.conversation_id)
    handoff.add_task(tx, house, ticket.conversation_id, plan, ticket, "planned_overdue", now, due_at=now)
    stored.save(
        tx, row.id, now, status="overdue", look_at=None, result=noted(row, now, "overdue", "clockwork")
    )
    return 1


def withdraw(tx: Tx, house: House, ticket: Row[Any], actor: str, why: str, now: datetime) -> None:
    """Its ticket ends without work: visit and holds are given back, nobody telephones, alarms are over."""
    visits.cancel(tx, house, ticket, actor, now, why)
    tickets.record(tx, house, ticket.id, "ticket.withdrawn", actor, now, {"why": why[:500]})
    handoff.drop_tasks(tx, ticket.id, now)
    stored_tickets.end_alarms(tx, ticket.id, now)
    feed.tell(tx, "alarm", ticket.id, now, ticket.conversation_id)
