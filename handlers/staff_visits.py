"""Visits that were booked before anybody knew whose account on Telegram is to hear of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import staff_link, staff_notices
from handlers.house import House
from handlers.people import BadUser, actor
from handlers.staff_posts import line, private
from handlers.texts.catalog import say
from storage import people, tickets, visits
from storage import staff_chat as stored
from storage.engine import Tx

AHEAD = timedelta(days=14)
MOST = 20  # visits that are told one by one


def tell_coming(tx: Tx, house: House, user_id: int, now: datetime) -> None:
    """The visits of the days to come, to a technician whose account has just been linked (or who has just been said to be
    one).  What has been told in that chat already is not told again."""
    link, user = stored.link_of(tx, user_id), people.user(tx, user_id)
    rooms = private(tx, [user_id])
    if link is None or user is None or user.technician_id is None or not rooms:
        return
    coming = [
        visit
        for visit in visits.listing(tx, now, now + AHEAD, technician_id=user.technician_id)
        if visit.status == "confirmed"
        and visit.ticket_status in tickets.OPEN
        and not stored.told_visit(tx, user_id, visit, link.chat)
    ]
    for visit in coming[:MOST]:
        ticket = tickets.get(tx, visit.ticket_id)
        if ticket is not None:
            staff_notices.tell_visit(tx, house, ticket, visit, rooms[0], now)
    if len(coming) > MOST:
        page = staff_notices.page(house, actor(user))
        line(tx, rooms[0], now, say("staff-visits-more", rooms[0].lang, count=len(coming) - MOST, link=page))


def is_technician(house: House, login: str, technician: str) -> str:
    """Whose visits come to whom; ``technician`` is a name or, where several have it, a number.  Returns the name.  Raises
    :class:`BadUser`."""
    user = staff_link.of_login(house, login)

    def work(tx: Tx) -> str:
        found = stored.technicians(tx, technician.strip())
        if not found:
            raise BadUser(f"there is no technician {technician!r}")
        if len(found) > 1:
            several = ", ".join(f"{row.id} ({', '.join(row.regions)})" for row in found)
            raise BadUser(f"several technicians are called {technician!r}; say which number: {several}")
        taken = stored.technician_user(tx, found[0].id)
        if taken is not None and taken != user.id:
            people.save_user(tx, taken, technician_id=None)
        people.save_user(tx, user.id, technician_id=found[0].id)
        tell_coming(tx, house, user.id, house.now())
        return str(found[0].name)

    return house.store.write(work)
