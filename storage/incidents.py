"""Incidents, second reporters, and reports of the same thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Row, and_, bindparam, func, literal_column, or_, select, text, update

from storage import rows, tickets
from storage.campaign_tables import Incident, Reporter
from storage.engine import Tx
from storage.models import Conversation, Ticket
from storage.prepared import NOW, Due, Prepared, each, no_index, unless_there
from storage.sealing import Blind, fold, same_phone

_OPEN = Prepared(unless_there(Incident))
_ATTACH = Prepared(unless_there(Reporter))
_OPEN_OF = Prepared(
    select(Incident.__table__).where(
        Incident.plan == bindparam("of_plan"),
        Incident.scope == bindparam("of_scope"),
        Incident.closed_at.is_(None),
    )
)
_JOIN = Prepared(
    update(Ticket)
    .where(Ticket.id == bindparam("ticket"), Ticket.incident_id.is_(None))
    .values(incident_id=bindparam("incident"))
)
_REPORTERS = Prepared(
    select(Reporter.__table__, Conversation.lang, Conversation.owner, Conversation.channel)
    .join(Conversation, Conversation.id == Reporter.conversation_id)
    .where(Reporter.ticket_id == bindparam("ticket"))
    .order_by(Reporter.id)
)
COUNTED = ("intake", "open")


def one_at_a_time(tx: Tx, key: str) -> None:
    """Whoever counts reports of one place waits for the others, so that none is missed (SQLite has one writer)."""
    if tx.dialect != "sqlite":
        tx.sql.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def reports(tx: Tx, plan: str, by: str, value: str, since: datetime, limit: int = 200) -> Sequence[Row[Any]]:
    """Fault reports of a plan since then that are in no incident: those of a region, or all that have an address."""
    if by == "region":
        return _reports(True).all(tx, of_plan=plan, since=since, most=limit, of_region=value)
    return _reports(False).all(tx, of_plan=plan, since=since, most=limit)


@cache
def _reports(of_region: bool) -> Prepared:
    counted: list[Any] = [literal_column(f"'{status}'") for status in COUNTED]
    wanted = select(Ticket.id, Ticket.created_at, Ticket.address, Ticket.region).where(
        Ticket.plan == bindparam("of_plan"),
        Ticket.kind == literal_column("'report_fault'"),
        Ticket.status.in_(counted),
        Ticket.incident_id.is_(None),
        Ticket.created_at >= bindparam("since"),
    )
    of = Ticket.region == bindparam("of_region") if of_region else Ticket.address.is_not(None)
    return Prepared(wanted.where(of).order_by(Ticket.id.desc()).limit(bindparam("most", type_=Integer)))


def open_one(tx: Tx, **values: Any) -> int | None:
    """A new incident; None when one of this place is open already."""
    row = _OPEN.first(tx, **values)
    return None if row is None else int(row.id)


def open_of(tx: Tx, plan: str, scope: str) -> Row[Any] | None:
    return _OPEN_OF.first(tx, of_plan=plan, of_scope=scope)


def get(tx: Tx, incident_id: int, *, locked: bool = False) -> Row[Any] | None:
    wanted = select(Incident.__table__).where(Incident.id == incident_id)
    return tx.sql.execute(wanted.with_for_update() if locked else wanted).first()


def listing(tx: Tx, limit: int = 100) -> Sequence[Row[Any]]:
    """Open ones first, then the newest; each with the number of its tickets."""
    members = (
        select(func.count()).select_from(Ticket).where(Ticket.incident_id == Incident.id).scalar_subquery()
    )
    wanted = select(Incident.__table__, members.label("members"))
    return tx.sql.execute(
        wanted.order_by(Incident.closed_at.is_not(None), Incident.id.desc()).limit(limit)
    ).all()


def members(tx: Tx, incident_id: int) -> Sequence[Row[Any]]:
    """The tickets of an incident, oldest first."""
    wanted = select(Ticket.__table__).where(Ticket.incident_id == incident_id)
    return tx.sql.execute(wanted.order_by(Ticket.id)).all()


def join(tx: Tx, incident_id: int, ticket_ids: Collection[int]) -> None:
    for ticket_id in ticket_ids:
        _JOIN.run(tx, ticket=ticket_id, incident=incident_id)
        tickets.written(tx, ticket_id)


def change(tx: Tx, incident_id: int, **values: Any) -> None:
    rows.change(tx, Incident, incident_id, **values)


def tell_once(tx: Tx, incident_id: int, words: Mapping[str, str], now: datetime) -> bool:
    """Note the one message to everybody, by language; False when it was sent before."""
    done = tx.sql.execute(
        update(Incident)
        .where(Incident.id == incident_id, Incident.told_at.is_(None), Incident.closed_at.is_(None))
        .values(told="\n".join(words.values()), told_in=dict(words), told_at=now)
    )
    return done.rowcount == 1


def close(tx: Tx, incident_id: int, cause: str, by: str, now: datetime) -> bool:
    """False when it was closed before."""
    done = tx.sql.execute(
        update(Incident)
        .where(Incident.id == incident_id, Incident.closed_at.is_(None))
        .values(cause=cause, closed_by=by, closed_at=now, look_at=None)
    )
    return done.rowcount == 1


#: open incidents that have been quiet for long enough
due = Due(select(Incident.id).where(Incident.look_at <= NOW).order_by(Incident.look_at, Incident.id))


# -- the same thing reported again --------------------------------------------------------------------


def of_device(tx: Tx, device_id: int, besides: int) -> Sequence[Row[Any]]:
    """Open fault reports about a device, oldest first, but that one."""
    wanted = select(Ticket.__table__).where(
        Ticket.device_id == device_id,
        Ticket.kind == "report_fault",
        Ticket.status.in_(COUNTED),
        Ticket.id != besides,
    )
    return tx.sql.execute(wanted.order_by(no_index(Ticket.id)).limit(20)).all()


def alike(tx: Tx, ticket: Row[Any]) -> Sequence[Row[Any]]:
    """Open tickets that may be about the same: the same device, serial number as given, or telephone number.  Of each what
    it is shown by."""
    asked = _alike_to(tx, ticket)
    return asked[0].all(tx, **asked[1]) if asked is not None else []


def _alike_to(tx: Tx, ticket: Row[Any]) -> tuple[Prepared, dict[str, Any]] | None:
    """The question and its values; None where nothing is known that another could have as well."""
    same = {name: value for name in ("device_id", "serial_given") if (value := getattr(ticket, name))}
    blinds = tx.ring.blinds(number) if ticket.phone and (number := fold(ticket.phone)) else []
    if not same and not blinds:
        return None
    phones = {f"phone_{n}": Blind(blind) for n, blind in enumerate(blinds)}
    return _alike(tuple(same), len(blinds)), {"of_plan": ticket.plan, "besides": ticket.id, **same, **phones}


@cache
def _alike(names: tuple[str, ...], phones: int) -> Prepared:
    """By these columns, and a telephone number that so many keys may have sealed."""
    counted: list[Any] = [literal_column(f"'{status}'") for status in COUNTED]
    same = [
        and_(getattr(Ticket, name) == bindparam(name), no_index(Ticket.status).in_(counted)) for name in names
    ]
    same += [
        and_(Ticket.phone_key == bindparam(f"phone_{n}"), Ticket.status.in_(counted)) for n in range(phones)
    ]
    shown = (Ticket.id, Ticket.number, Ticket.kind, Ticket.conversation_id, Ticket.problem, Ticket.device_id,
             Ticket.serial_given)  # fmt: skip
    wanted = select(*shown).where(
        or_(*same), no_index(Ticket.plan) == bindparam("of_plan"), Ticket.id != bindparam("besides")
    )
    return Prepared(wanted.order_by(no_index(Ticket.id)).limit(literal_column("20")))


def of_phone(tx: Tx, phone: str) -> Sequence[Row[Any]]:
    """Open tickets that have this telephone number, oldest first."""
    same = same_phone(Ticket.phone_key, tx.ring, (phone,))
    wanted = select(Ticket.__table__).where(same, Ticket.status.in_(COUNTED))
    return tx.sql.execute(wanted.order_by(no_index(Ticket.id)).limit(20)).all()


def attach(tx: Tx, **values: Any) -> bool:
    """Note a second reporter; False when that conversation is one already."""
    return _ATTACH.first(tx, **values) is not None


def ahead(tx: Tx, tickets: Sequence[Row[Any]]) -> None:
    """Read together the second reporters of these tickets, and what may be about the same as those that are open."""
    _REPORTERS.ahead(tx, each("ticket", (ticket.id for ticket in tickets)))
    asked: dict[Prepared, list[dict[str, Any]]] = {}
    for ticket in tickets:
        if ticket.status in COUNTED and (question := _alike_to(tx, ticket)) is not None:
            asked.setdefault(question[0], []).append(question[1])
    for prepared, many in asked.items():
        prepared.ahead(tx, many)


def reporters(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    """The second reporters of a ticket, each with the language and owner of the conversation."""
    return _REPORTERS.all(tx, ticket=ticket_id)


def attached(tx: Tx, conversation_id: int) -> Sequence[Row[Any]]:
    """Tickets that somebody else opened and this conversation reported as well, newest first."""
    wanted = (
        select(Ticket.__table__)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .where(Reporter.conversation_id == conversation_id)
    )
    return tx.sql.execute(wanted.order_by(Ticket.id.desc()).limit(20)).all()
