"""General notices: a new service number is told to every customer, in every way of the plan, within its time."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers import office
from handlers.campaign_report import safe
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone
from handlers.rules.notices import Errand, Reach, errands
from handlers.rules.policy import Plan
from handlers.telling import notice as write_notice
from handlers.texts.catalog import say
from storage import conversations, feed
from storage import notices as stored
from storage.engine import Tx

HOTLINE = "hotline"
STATES = ("done", "impossible")
WAYS = ("chat", "mail", "fax", "telephone")
_NUMBER = re.compile(r"[+\d][\d ()-]{4,38}")
COLUMNS = ("errand", "customer", "way", "to", "text", "status", "note")


class BadNotice(ValueError):
    """A notice that cannot be given; the message says why."""


@dataclass(frozen=True, slots=True)
class Given:
    """``new`` is False when it had been given before; then nothing has changed."""

    notice: int
    new: bool
    customers: int
    left: int


def hotline(house: House, plan_id: str, number: str) -> Given:
    """Every customer of the plan gets one errand for each way; those of the chat are done at once.  Raises
    :class:`BadNotice`."""
    plan = house.plan(plan_id)
    if plan is None or plan.notices is None:
        raise BadNotice(f"{plan_id!r} is no plan that promises notices")
    number = " ".join(number.split())
    if not _NUMBER.fullmatch(number):
        raise BadNotice(f"{number[:40]!r} is no telephone number")
    policy = plan.notices

    def work(tx: Tx) -> Given:
        now = house.now()
        notice = stored.add(
            tx, plan=plan.id, subject=HOTLINE, value=number, before=plan.hotline[:40], created_at=now
        )
        if notice is None:
            known = stored.find(tx, plan.id, HOTLINE, number)
            assert known is not None, "a notice that conflicts with itself"
            told = {e.customer_id for e in stored.errands(tx, known.id)}
            return Given(known.id, False, len(told), stored.left(tx, known.id))
        problem = say("notice-hotline", "zh", plan=plan.name.zh, number=number)
        ticket = office.open_work(tx, house, plan, "notice", f"{plan.id}:{number}", problem, now, now)
        stored.change(tx, notice, ticket_id=ticket.id)
        rows = stored.customers(tx, plan.id)
        for errand in errands([Reach(r.id, r.talk, r.address, r.phone) for r in rows], policy):
            _add(tx, plan, notice, errand, number, house)
        _finish(tx, house, notice, "clerk")
        return Given(notice, True, len(rows), stored.left(tx, notice))

    return house.store.write(work)


def _add(tx: Tx, plan: Plan, notice: int, errand: Errand, number: str, house: House) -> None:
    """The chat is told here and now; the other ways are errands for people."""
    now = house.now()
    chat = errand.way == "chat"
    values: dict[str, Any] = (
        {"status": "done", "done_by": "notice", "done_at": now} if chat else {"status": "open"}
    )
    new = stored.add_errand(
        tx, notice_id=notice, customer_id=errand.customer, way=errand.way, address=errand.to, **values
    )
    if chat and new and errand.to is not None:
        row = conversations.get(tx, int(errand.to))
        lang = row.lang if row is not None else "zh"
        write_notice(tx, int(errand.to), "notice-hotline", now, key=f"notice:{notice}", plan=plan.name.of(lang),
                     number=number)  # fmt: skip


def tick(
    house: House, user: Actor | None, notice_id: int, status: str, note: str = "", *,
    errand: int | None = None, way: str | None = None,
) -> int:  # fmt: skip
    """Somebody was told (``done``), or cannot be in this way (``impossible``, with a note): one errand, or all that are
    left of a way.  Returns how many were ticked off."""
    if user is not None:
        user.need("reply")
    if status not in STATES or (way is not None and way not in WAYS):
        raise Refused("field", name="status")
    if status == "impossible" and not note.strip():
        raise Refused("why")
    if (errand is None) == (way is None):
        raise Refused("field", name="errand")
    actor = user.owner if user is not None else "clerk"

    def work(tx: Tx) -> int:
        if stored.get(tx, notice_id, locked=True) is None:
            raise Gone(f"there is no notice {notice_id}")
        done = stored.tick(
            tx, notice_id, status, note.strip()[:500] or None, actor, house.now(), errand=errand, way=way
        )
        _finish(tx, house, notice_id, actor)
        return done

    return house.store.write(work)


def _finish(tx: Tx, house: House, notice_id: int, actor: str) -> None:
    """When nothing is left the clock is met and the work closed."""
    row = stored.get(tx, notice_id)
    if row is None or row.done_at is not None or row.ticket_id is None or stored.left(tx, notice_id):
        return
    now = house.now()
    stored.change(tx, notice_id, done_at=now)
    office.finish_work(tx, house, row.ticket_id, "notice.done", actor, now)
    feed.tell(tx, "ticket", row.ticket_id, now)


@dataclass(frozen=True, slots=True)
class Shown:
    row: Row[Any]
    plan: Plan | None
    errands: tuple[Row[Any], ...]

    @property
    def left(self) -> int:
        return sum(e.status == "open" for e in self.errands)


def listing(house: House) -> list[Shown]:
    """Newest first."""

    def read(tx: Tx) -> list[Shown]:
        return [Shown(n, house.plan(n.plan), tuple(stored.errands(tx, n.id))) for n in stored.listing(tx)]

    return house.store.read(read)


def table(house: House, notice_id: int, way: str | None = None) -> str | None:
    """The errands as CSV, for letters, faxes and calls, each with what to say; None when there is no such notice."""

    def read(tx: Tx) -> tuple[Row[Any], list[Row[Any]]] | None:
        row = stored.get(tx, notice_id)
        return (row, list(stored.errands(tx, notice_id, way=way))) if row is not None else None

    found = house.store.read(read)
    if found is None:
        return None
    row, rows = found
    plan = house.plan(row.plan)
    name = plan.name.zh if plan is not None else row.plan
    words = say("notice-hotline", "zh", plan=name, number=row.value)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for e in rows:
        to = "" if e.way == "chat" else e.address
        writer.writerow([e.id, *map(safe, (e.customer, e.way, to, words, e.status, e.note))])
    return out.getvalue()


def panel(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any] | None:
    """For the case of a notice: how much of it is left."""
    row = stored.of_ticket(tx, ticket.id) if ticket.kind == "notice" else None
    if row is None:
        return None
    rows = stored.errands(tx, row.id)
    left = {way: sum(e.way == way and e.status == "open" for e in rows) for way in WAYS}
    return {"id": row.id, "number": row.value, "left": {k: v for k, v in left.items() if v}, "of": len(rows)}
