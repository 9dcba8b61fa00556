"""What people of ours on Telegram are told, in the transaction of what causes it: a case waits, somebody has it, a visit
is booked, moved or cancelled, an alarm is raised, the customer has said something, a ticket is closed.

Where there is a group, cases are talked about in it (a topic for each ticket) and nowhere else; what is for one person, a
visit or an alarm, comes to the private chat as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import duty
from handlers.events import Inbound
from handlers.house import House
from handlers.people import Actor, may_claim
from handlers.rules.routing import DEFAULT_QUEUE
from handlers.rules.staff_buttons import Reader, Standing, fitting, readers
from handlers.rules.timing import TERMINAL_EVENTS
from handlers.staff_posts import About, Room, how_far, line, post, private, refresh, shared
from handlers.telling import zone
from handlers.texts.catalog import say
from handlers.texts.shapes import moment, window
from storage import conversations, devices, media, messages, people, queue, tickets, visits
from storage import staff_chat as stored
from storage.engine import Tx

QUOTED = 200  # characters of a customer's last words
PICTURES = 4  # photographs that whoever begins with a case is shown
VISITS = ("visit.booked", "visit.moved", "visit.cancelled")
STEPS = ("visit.on_the_way", "visit.arrived", "visit.done")
HEARD = frozenset({*VISITS, *STEPS, *TERMINAL_EVENTS, "ticket.reopened"})


def console(house: House, conversation_id: int) -> str:
    return f"{house.address.rstrip('/')}/console?view=all&c={conversation_id}"


def page(house: House, who: Actor, conversation_id: int | None = None) -> str:
    """Where somebody goes on in the console: the case, or what is theirs."""
    if conversation_id is not None and who.may("cases"):
        return console(house, conversation_id)
    return f"{house.address.rstrip('/')}/console{'' if who.may('cases') else '/day'}"


# -- cases -----------------------------------------------------------------------------------------


def item_changed(tx: Tx, house: House, item_id: int, now: datetime) -> None:
    """A case waits, somebody has it, or it is closed: whoever should know is told, once for each time."""
    item = queue.get(tx, item_id)
    if item is None or item.kind != "handoff" or not stored.anybody(tx):
        return
    refresh(tx, item.conversation_id, now)
    about = About(item.conversation_id, item.ticket_id, item.id, item.token)
    told = {(p.kind, p.address, p.token) for p in stored.open_posts(tx, item.conversation_id)}
    if item.status == "waiting":
        for room in _who_may_claim(tx, item):
            if ("offer", room.address, item.token) not in told:
                post(tx, room, offered(tx, house, item, room, now), now, "offer", about, ("claim",))
    elif item.status == "claimed":
        for room in _whose(tx, item):
            if ("mine", room.address, item.token) not in told:
                _mine(tx, house, item, room, about, now)


def offered_to(tx: Tx, house: House, item: Row[Any], receiver: int, by: str, why: str, now: datetime) -> None:
    """A colleague wants to pass a case on to somebody."""
    for room in private(tx, [receiver]):
        text = say("staff-offered-to", room.lang, what=_title(tx, item, room.lang), name=by, why=why[:QUOTED])
        line(tx, room, now, f"{text}\n{console(house, item.conversation_id)}")


def asked(tx: Tx, house: House, item: Row[Any], user_id: int, until: datetime, now: datetime) -> None:
    """A case is offered to somebody before everybody else."""
    for room in private(tx, [user_id]):
        ticket = tickets.get(tx, item.ticket_id) if item.ticket_id is not None else None
        local = until.astimezone(zone(house, ticket.plan if ticket is not None else None))
        text = say(
            "staff-yours-if", room.lang, what=_title(tx, item, room.lang), until=moment(local, room.lang, now)
        )
        line(tx, room, now, f"{text}\n{console(house, item.conversation_id)}")


def _who_may_claim(tx: Tx, item: Row[Any]) -> list[Room]:
    group = shared(tx, item.ticket_id)
    if group is not None:
        return [group]
    all_of_us = [
        Reader(u.id, may_claim(u.role), tuple(u.queues), tuple(u.skills), u.presence in ("away", "off"))
        for u in stored.everyone(tx)
    ]
    return private(tx, readers(all_of_us, item.queue, DEFAULT_QUEUE, item.skills))


def _whose(tx: Tx, item: Row[Any]) -> list[Room]:
    """Where the one who has the case talks with the customer."""
    found = private(tx, [item.claimed_by])
    group = shared(tx, item.ticket_id)
    return [Room(group.address, group.lang, item.claimed_by)] if group is not None and found else found


def _mine(tx: Tx, house: House, item: Row[Any], room: Room, about: About, now: datetime) -> None:
    holder = people.user(tx, item.claimed_by)
    text = say("staff-mine" if room.address.startswith("user:") else "staff-has-it", room.lang,
               what=_title(tx, item, room.lang), name=holder.name if holder is not None else "")  # fmt: skip
    ticket = tickets.get(tx, item.ticket_id) if item.ticket_id is not None else None
    still_open = ticket is not None and ticket.status in tickets.OPEN
    verbs = fitting("mine", Standing("held", True, still_open, _booked(tx, item.ticket_id)))
    post(tx, room, f"{text}\n{console(house, item.conversation_id)}", now, "mine", about, verbs)
    _pictures(tx, house, room, about, _title(tx, item, room.lang), now)


def _pictures(tx: Tx, house: House, room: Room, about: About, what: str, now: datetime) -> None:
    """The customer's newest photographs, for who begins with a case now."""
    if about.conversation is None:
        return
    found = media.pictures(tx, about.conversation, about.ticket or 0)[-PICTURES:]
    if found:
        files = say("staff-file-image", room.lang)
        text = say("staff-files", room.lang, what=what, files=files, link=console(house, about.conversation))
        post(tx, room, text, now, "words", about, files=[(file.media_id, file.name) for file in found])


def _booked(tx: Tx, ticket_id: int | None) -> str:
    return "booked" if ticket_id is not None and visits.of_ticket(tx, ticket_id, ("confirmed",)) else "none"


def _title(tx: Tx, item: Row[Any], lang: str) -> str:
    """The ticket's number with its level, or that there is no ticket yet."""
    ticket = tickets.get(tx, item.ticket_id) if item.ticket_id is not None else None
    if ticket is None or not ticket.number:
        return say("staff-no-ticket", lang, number=str(item.conversation_id))
    return f"{ticket.number} · {say(f'console-severity-{item.severity_level}', lang)}"


def offered(tx: Tx, house: House, item: Row[Any], room: Room, now: datetime) -> str:
    """A case that waits, in a few lines: number and level, device, place, until when, the customer's last words."""
    lang = room.lang
    ticket = tickets.get(tx, item.ticket_id) if item.ticket_id is not None else None
    lines = [say("staff-offer", lang, what=_title(tx, item, lang))]
    lines += _facts(tx, ticket, lang) if ticket is not None else []
    if item.due_at is not None:
        local = item.due_at.astimezone(zone(house, ticket.plan if ticket is not None else None))
        lines.append(say("staff-due", lang, until=moment(local, lang, now)))
    if words := _last_words(tx, item.conversation_id):
        lines.append(say("staff-quote", lang, words=words))
    if item.note:
        lines.append(say("staff-note", lang, note=item.note[:QUOTED]))
    if room.user is None:
        lines += ["", say("staff-topic-how", lang)]
    return "\n".join(lines)


def _facts(tx: Tx, ticket: Row[Any], lang: str, *, address: bool = False) -> list[str]:
    found = []
    device = devices.get(tx, ticket.device_id)
    if device is not None or ticket.serial_given:
        what = f"{device.model} {device.serial_number}" if device is not None else ticket.serial_given
        found.append(say("staff-device", lang, device=what))
    place = ticket.address if address else _region(ticket.region, lang)
    if place:
        found.append(say("staff-place", lang, place=place))
    return found


def _region(region: str | None, lang: str) -> str:
    from handlers.areas import areas

    return next((area.name.of(lang) for area in areas() if area.id == region), region or "")


def _last_words(tx: Tx, conversation_id: int) -> str:
    said = [
        m.text for m in messages.history(tx, conversation_id, limit=12, notes=False) if m.direction == "in"
    ]
    words = [" ".join(text.split()) for text in said if text and not text.startswith("/")]
    return words[-1][:QUOTED] if words else ""


# -- visits, and the end of a ticket ---------------------------------------------------------------


def ticket_event(
    tx: Tx, house: House, ticket: Row[Any], event: str, now: datetime, data: Mapping[str, Any]
) -> None:
    """Something was written in a ticket's log."""
    if event not in HEARD or not stored.anybody(tx):
        return
    off = _off(tx, ticket, event) if event in VISITS else []
    refresh(tx, ticket.conversation_id, now)
    if event in ("visit.booked", "visit.moved"):
        _visit(tx, house, ticket, event, now, data, off)
    elif event == "visit.cancelled":
        for room in off:
            line(tx, room, now, say("staff-visit-off", room.lang, number=ticket.number or ""), _about(ticket))
    elif event in TERMINAL_EVENTS:
        _topic(tx, ticket, now, "close", "staff-closed")
    elif event == "ticket.reopened":
        _topic(tx, ticket, now, "reopen", "staff-reopened")


def _about(ticket: Row[Any], **more: Any) -> About:
    return About(ticket.conversation_id, ticket.id, **more)


def _off(tx: Tx, ticket: Row[Any], event: str) -> list[Room]:
    """The rooms that were told of a visit which is not to be any more."""
    booked = {v.id for v in visits.of_ticket(tx, ticket.id, ("confirmed",))}
    old = [p for p in stored.open_posts(tx, ticket.conversation_id)
           if p.kind == "visit" and p.ticket_id == ticket.id and p.visit_id not in booked]  # fmt: skip
    rooms = private(tx, [p.user_id for p in old if p.user_id is not None])
    group = shared(tx, ticket.id)
    return rooms + ([group] if group is not None and any(p.user_id is None for p in old) else [])


def _visit(
    tx: Tx,
    house: House,
    ticket: Row[Any],
    event: str,
    now: datetime,
    data: Mapping[str, Any],
    off: Sequence[Room],
) -> None:
    """The new visit goes to its technician; whoever had the one before and has not this one hears that it is off."""
    visit = next(
        (v for v in visits.of_ticket(tx, ticket.id, ("confirmed",)) if v.id == data.get("visit")), None
    )
    if visit is None:
        return
    group = shared(tx, ticket.id)
    rooms = _technician(tx, ticket, visit) + ([group] if group is not None else [])
    for room in rooms:
        tell_visit(tx, house, ticket, visit, room, now, moved=event == "visit.moved")
    for room in off:
        if room.address not in {r.address for r in rooms}:
            line(tx, room, now, say("staff-visit-off", room.lang, number=ticket.number or ""), _about(ticket))


def tell_visit(
    tx: Tx, house: House, ticket: Row[Any], visit: Row[Any], room: Room, now: datetime, *, moved: bool = False
) -> None:
    """A visit with all that whoever goes there needs, and the buttons that fit now."""
    local = zone(house, ticket.plan)
    when = window(visit.start.astimezone(local), visit.end.astimezone(local), room.lang, now)
    text = say("staff-visit-moved" if moved else "staff-visit", room.lang,
               number=ticket.number or "", when=when, technician=visit.technician)  # fmt: skip
    lines = [text, *_facts(tx, ticket, room.lang, address=True)]
    if ticket.contact_name or ticket.phone:
        who = " ".join(part for part in (ticket.contact_name, ticket.phone) if part)
        lines.append(say("staff-contact", room.lang, who=who))
    lines.append(say("staff-quote", room.lang, words=" ".join(ticket.problem.split())[:QUOTED]))
    verbs = fitting("visit", Standing(ticket_open=True, visit=how_far(tx, ticket.id, visit.id)))
    post(tx, room, "\n".join(lines), now, "visit", _about(ticket, visit=visit.id), verbs)
    if not moved:
        _pictures(tx, house, room, _about(ticket), ticket.number or "", now)


def _technician(tx: Tx, ticket: Row[Any], visit: Row[Any]) -> list[Room]:
    """The technician's own chat; where nobody has said who that is, that of whoever has the case."""
    user = stored.technician_user(tx, visit.technician_id)
    if user is None:
        item = queue.open_handoff(tx, ticket.conversation_id)
        user = item.claimed_by if item is not None else None
    return private(tx, [user]) if user is not None else []


def _topic(tx: Tx, ticket: Row[Any], now: datetime, kind: str, text_id: str) -> None:
    """The topic is closed with its ticket and opened again with it."""
    room = shared(tx, ticket.id)
    if room is not None and conversations.find(tx, stored.CHANNEL, room.address) is not None:
        post(tx, room, say(text_id, room.lang, number=ticket.number or ""), now, kind, _about(ticket))


# -- alarms ----------------------------------------------------------------------------------------


def raise_alarm(
    tx: Tx, house: House, now: datetime, ticket: Row[Any], cause: str, role: str, text_id: str, **data: Any
) -> bool:
    """As :func:`storage.tickets.raise_alarm`; whoever is on duty for the role hears of it at once."""
    if not tickets.raise_alarm(tx, now, ticket.id, cause, role, text_id, **data):
        return False
    if stored.anybody(tx):
        alarm = next(a for a in tickets.alarms(tx, ticket_id=ticket.id) if a.cause == cause)
        _alarmed(tx, house, ticket, alarm, now)
    return True


def _alarmed(tx: Tx, house: House, ticket: Row[Any], alarm: Row[Any], now: datetime) -> None:
    on = duty.who(tx, alarm.role, now, house.plan(ticket.plan), ticket.region)
    login = on.person.login if on is not None else None
    rooms = private(tx, [u.id for u in stored.everyone(tx)
                         if (u.login == login if login is not None else u.role == alarm.role)])  # fmt: skip
    item = queue.open_handoff(tx, ticket.conversation_id)
    waits = "waiting" if item is not None and item.status == "waiting" else "none"
    verbs = fitting("alarm", Standing(waits, unseen=True, ticket_open=True))
    for room in rooms:
        lines = [
            say("staff-alarm", room.lang, what=say(alarm.text_id, room.lang), number=ticket.number or "")
        ]
        if label := alarm.data.get(room.lang):
            local = datetime.fromisoformat(alarm.data["due"]).astimezone(zone(house, ticket.plan))
            lines.append(say("staff-clock", room.lang, clock=label, due=moment(local, room.lang, now)))
        lines += _facts(tx, ticket, room.lang)
        if words := alarm.data.get("quote") or _last_words(tx, ticket.conversation_id):
            lines.append(say("staff-quote", room.lang, words=words))
        lines.append(console(house, ticket.conversation_id))
        post(tx, room, "\n".join(lines), now, "alarm", _about(ticket, alarm=alarm.id), verbs)


def alarm_seen(tx: Tx, alarm_id: int, now: datetime) -> None:
    """Nobody else has to look at it."""
    conversation = stored.conversation_of_alarm(tx, alarm_id)
    if conversation is not None and stored.anybody(tx):
        refresh(tx, conversation, now)


# -- what the customer says ------------------------------------------------------------------------


def after_turn(tx: Tx, house: House, conversation: Row[Any], event: Inbound, now: datetime) -> None:
    """The customer has written while people have the conversation: whoever has it reads that (and while nobody has, the
    topic that is there already)."""
    item = queue.open_handoff(tx, conversation.id)
    if item is None or not stored.anybody(tx):
        return
    text = event.data.get("title", "") if event.kind == "button" else event.text
    text = "" if text.startswith("/") else text
    files = [(kept.id, kept) for kept in event.media if kept.id is not None]
    rooms = _whose(tx, item) if item.status == "claimed" else _there_already(tx, item)
    for room in rooms:
        lines = [say("staff-words", room.lang, what=_title(tx, item, room.lang), words=text)] if text else []
        if files:
            names = ", ".join(say(f"staff-file-{kept.kind}", room.lang) for _, kept in files)
            lines.append(say("staff-files", room.lang, what=_title(tx, item, room.lang), files=names,
                             link=console(house, conversation.id)))  # fmt: skip
        if lines:
            about = About(conversation.id, item.ticket_id, item.id, item.token)
            pictures = [(number, kept.name) for number, kept in files if kept.kind == "image"]
            post(tx, room, "\n".join(lines), now, "words", about, files=pictures)


def _there_already(tx: Tx, item: Row[Any]) -> list[Room]:
    room = shared(tx, item.ticket_id)
    return (
        [room]
        if room is not None and conversations.find(tx, stored.CHANNEL, room.address) is not None
        else []
    )
