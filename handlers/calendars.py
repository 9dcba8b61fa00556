"""A technician's visits as a calendar that any calendar program can subscribe to, under a secret address.

It says when, where and what for; no names and telephone numbers of customers, since whoever has the address reads it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import audit
from handlers.house import House
from handlers.people import Actor, secret_hash
from handlers.queue import Gone
from handlers.texts.catalog import say
from storage import feed, field
from storage import visits as stored
from storage.engine import Tx

BACK, AHEAD = timedelta(days=14), timedelta(days=60)
LONGEST_SECRET = 64
REFRESH = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Calendar:
    """``mark`` changes exactly when the content does."""

    content: bytes
    mark: str


def _need(user: Actor, technician_id: int) -> None:
    """Who looks after technicians may; a technician has a calendar of his own visits."""
    if not (user.may("own_visits") and user.technician == technician_id):
        user.need("calendars")


def make(house: House, user: Actor, technician_id: int) -> str:
    """A new secret address; one that was there leads nowhere from now on.  Returns what the address ends in, which is
    shown once and not kept."""
    _need(user, technician_id)
    secret, now = secrets.token_urlsafe(24), house.now()

    def work(tx: Tx) -> str:
        if stored.technician(tx, technician_id) is None:
            raise Gone(f"there is no technician {technician_id}")
        field.set_calendar(tx, technician_id, secret_hash(secret), user.owner, now)
        audit.note(tx, now, user.owner, "calendar.made", f"technician:{technician_id}")
        feed.tell(tx, "absence", technician_id, now)
        return secret

    return house.store.write(work)


def end(house: House, user: Actor, technician_id: int) -> None:
    """The address leads nowhere from now on."""
    _need(user, technician_id)
    now = house.now()

    def work(tx: Tx) -> None:
        if not field.end_calendar(tx, technician_id):
            raise Gone(f"technician {technician_id} has no calendar")
        audit.note(tx, now, user.owner, "calendar.ended", f"technician:{technician_id}")
        feed.tell(tx, "absence", technician_id, now)

    house.store.write(work)


def read(house: House, secret: str, lang: str) -> Calendar | None:
    """The calendar behind a secret address; None where it leads nowhere."""
    if len(secret) > LONGEST_SECRET:
        return None
    now = house.now()

    def look(tx: Tx) -> Calendar | None:
        technician_id = field.calendar(tx, secret_hash(secret))
        person = stored.technician(tx, technician_id) if technician_id is not None else None
        if person is None or not person.active:
            return None
        rows = stored.listing(tx, now - BACK, now + AHEAD, technician_id=person.id)
        away = [a for a in stored.absences(tx, now - BACK, now + AHEAD) if a.technician_id == person.id]
        content = written(house, person, [v for v in rows if v.status != "held"], away, lang)
        return Calendar(content, sha256(content).hexdigest()[:32])

    return house.store.read(look)


def written(
    house: House, person: Row[Any], visits: Sequence[Row[Any]], absences: Sequence[Row[Any]], lang: str
) -> bytes:
    from icalendar import Calendar as Ical
    from icalendar import Event

    made = Ical()
    made.add("prodid", "-//baoxiu//dispatch//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", say("calendar-name", lang, name=person.name))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    zone = ZoneInfo(person.zone)

    def event(uid: str, start: datetime, end: datetime, changed: datetime) -> Event:
        found = Event()
        found.add("uid", f"{uid}@baoxiu")
        found.add("dtstart", start.astimezone(zone))
        found.add("dtend", end.astimezone(zone))
        found.add("dtstamp", changed)
        made.add_component(found)
        return found

    for visit in visits:
        plan = house.plan(visit.plan)
        line = event(f"visit-{visit.id}", visit.start, visit.end, visit.created_at)
        what = plan.name.of(lang) if plan is not None else ""
        line.add("summary", say("calendar-visit", lang, number=visit.number or "", plan=what))
        line.add("location", visit.address or "")
        line.add("status", "CONFIRMED")
    for absence in absences:
        line = event(f"absence-{absence.id}", absence.start, absence.end, absence.start)
        line.add("summary", say("calendar-away", lang))
        line.add("transp", "TRANSPARENT")
    made.add_missing_timezones()
    return bytes(made.to_ical())
