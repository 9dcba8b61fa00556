"""Taking personal data out of every table, in the caller's transaction.

The tables that are known to hold them have their rules in ``handlers.erasure``; what else belongs to the same
tickets, conversations and customers (also in tables that came later) is found by the columns that point there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain as chain_of
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Integer,
    Row,
    String,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    update,
)

from storage import audit_chain, chain
from storage.engine import Tx
from storage.models import AuditEntry, Conversation, Customer, Device, LogEntry, Model, QueueItem, Ticket
from storage.prepared import Prepared
from storage.rows import found_by
from storage.sealing import same_phone
from storage.staff_chat_tables import StaffPost
from storage.types import Sealed, SealedJson

LINKS = {"ticket_id": "tickets", "conversation_id": "conversations", "customer_id": "customers"}
OURS = frozenset(
    {"technicians", "users", "rosters", "sessions", "api_tokens", "dealers", "alembic_version"}
)  # people of ours
#: Columns that are about a person in any table that belongs to one; ``name`` only beside a phone number.
PERSONAL = frozenset({"contact_name", "phone", "address", "text", "note", "notes", "comment", "answer", "said", "words",
                      "why", "reason", "usage"})  # fmt: skip
WORDS = frozenset(
    {"result"}
)  # columns in which every text is somebody's; in other JSON those at personal keys
CHUNK = 500  # rows that are opened at a time
Change = Callable[[str], str]  # of one text


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data: ids of rows, and the phone numbers by which they were found."""

    customers: tuple[int, ...] = ()
    conversations: tuple[int, ...] = ()
    tickets: tuple[int, ...] = ()
    phones: tuple[str, ...] = ()


def spellings(phone: str) -> frozenset[str]:
    """The ways in which a number may be written: with and without the country's code of China and with gaps."""
    digits = "".join(c for c in phone if c.isdigit())
    plus = phone.strip().startswith("+")
    bare = digits.removeprefix("86") if plus or len(digits) == 13 else digits
    if plus and bare == digits:
        return frozenset({f"+{digits}"})
    gaps = {sign.join((bare[:3], bare[3:7], bare[7:])) for sign in " -"} if len(bare) == 11 else set()
    return frozenset({bare, f"+86{bare}", *gaps})


def of_person(tx: Tx, customer_id: int | None, phones: Collection[str]) -> Scope:
    """Everything of the customer with that id or of all with one of those numbers, however they were written."""
    known = _ids(tx, Customer, Customer.id == customer_id) if customer_id is not None else []
    if customer_id is not None:
        own = tx.sql.execute(select(Customer.phone).where(Customer.id == customer_id)).scalar()
        phones = {*phones, *(spellings(own) if own else ())}
    customers = {*known, *_ids(tx, Customer, same_phone(Customer.phone_key, tx.ring, phones))}
    by_ticket = or_(Ticket.customer_id.in_(customers), same_phone(Ticket.phone_key, tx.ring, phones))
    theirs = tx.sql.execute(select(Ticket.conversation_id).where(by_ticket)).scalars()
    conversations = {*theirs, *_ids(tx, Conversation, or_(Conversation.customer_id.in_(customers),
                                                         Conversation.address.in_(phones)))}  # fmt: skip
    for table in _with_phone():  # registers, and who reported the same again
        found = tx.sql.execute(select(table).where(_of_number(tx, table, phones))).all()
        phones = {*phones, *(row.phone for row in found if row.phone)}
        conversations |= {
            row.conversation_id for row in found if getattr(row, "conversation_id", None) is not None
        }
    tickets = _ids(tx, Ticket, or_(by_ticket, Ticket.conversation_id.in_(conversations)))
    return Scope(
        tuple(sorted(customers)), tuple(sorted(conversations)), tuple(sorted(tickets)), tuple(sorted(phones))
    )


def _with_phone() -> list[Table]:
    return [t for t in Model.metadata.sorted_tables if t.name not in OURS and "phone" in t.c]


def _of_number(tx: Tx, table: Table, phones: Collection[str]) -> Any:
    if "phone_key" in table.c:
        return same_phone(table.c.phone_key, tx.ring, phones)
    return table.c.phone.in_(phones)


def told_with(tx: Tx, scope: Scope) -> set[str]:
    """Names and addresses that stand beside one of the numbers in any table."""
    found: set[str] = set()
    for table in _with_phone():
        for row in tx.sql.execute(select(table).where(_of_number(tx, table, scope.phones))).all():
            found.update(str(value) for c in ("name", "address") if (value := getattr(row, c, None)))
    return found


def of_ticket(tx: Tx, ticket: Row[Any]) -> Scope:
    """A ticket alone, with its conversation and customer where nothing else belongs to them."""
    here = select(Ticket.id).where(Ticket.id != ticket.id, Ticket.erased_at.is_(None)).limit(1)
    conversations: tuple[int, ...] = ()
    customers: tuple[int, ...] = ()
    if tx.sql.execute(here.where(Ticket.conversation_id == ticket.conversation_id)).first() is None:
        conversations = (ticket.conversation_id,)
    if ticket.customer_id is not None:
        more = tx.sql.execute(here.where(Ticket.customer_id == ticket.customer_id)).first()
        more = (
            more or tx.sql.execute(select(Device.id).where(Device.customer_id == ticket.customer_id)).first()
        )
        customers = (ticket.customer_id,) if more is None else ()
    return Scope(customers, conversations, (ticket.id,))


def _ids(tx: Tx, model: Any, wanted: Any) -> list[int]:
    return list(tx.sql.execute(select(model.id).where(wanted)).scalars())


def in_the_way(tx: Tx, scope: Scope) -> list[str]:
    """Numbers of tickets that are not closed yet, and conversations that wait for people."""
    open_ = select(Ticket.number).where(Ticket.id.in_(scope.tickets), Ticket.status.in_(("intake", "open")))
    waits = select(QueueItem.conversation_id).where(
        QueueItem.conversation_id.in_(scope.conversations), QueueItem.status != "closed"
    )
    numbers = [str(number) for number in tx.sql.execute(open_.order_by(Ticket.id)).scalars()]
    return numbers or [f"conversation {c}" for c in tx.sql.execute(waits).scalars()]


def lock(tx: Tx, scope: Scope) -> None:
    """Nobody says or does anything in them until we are done."""
    if tx.dialect == "sqlite":
        return
    for model, ids in ((Conversation, scope.conversations), (Ticket, scope.tickets)):
        tx.sql.execute(select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update()).all()


_KEPT_LONG = Prepared(
    select(Ticket.id)
    .where(Ticket.plan == bindparam("of"), Ticket.erased_at.is_(None), Ticket.closed_at < bindparam("before"))
    .order_by(Ticket.closed_at, Ticket.id)
    .limit(bindparam("most", type_=Integer))
)


def closed_before(tx: Tx, plan: str, before: datetime, limit: int) -> list[int]:
    """Tickets of a plan whose personal data have been kept long enough."""
    return [row.id for row in _KEPT_LONG.all(tx, of=plan, before=before, most=limit)]


def rows(tx: Tx, table: str, scope: Scope) -> list[Row[Any]]:
    """The rows of a table that belong to the scope."""
    found = _table(table)
    wanted = _belongs(found, scope)
    return [] if wanted is None else list(tx.sql.execute(select(found).where(wanted)).all())


def save(tx: Tx, table: str, row_id: int, **values: Any) -> None:
    found = _table(table)
    if values:
        tx.sql.execute(update(found).where(found.c.id == row_id).values(**found_by(found, values)))


def _table(name: str) -> Table:
    return Model.metadata.tables[name]


def is_there(table: str) -> bool:
    return table in Model.metadata.tables


def _belongs(table: Table, scope: Scope) -> Any:
    ids = {"tickets": scope.tickets, "conversations": scope.conversations, "customers": scope.customers}
    if table.name in ids:
        return table.c.id.in_(ids[table.name])
    links = [table.c[column].in_(ids[to]) for column, to in LINKS.items() if column in table.c]
    if table.name == "messages":  # and what people of ours were sent about it
        about = select(StaffPost.message_id).where(StaffPost.conversation_id.in_(scope.conversations))
        links.append(table.c.id.in_(about))
    return or_(*links) if links else None


def others(known: Collection[str]) -> list[str]:
    """Tables without a rule of their own that belong to tickets, conversations, customers or a phone number."""
    return [
        table.name
        for table in Model.metadata.sorted_tables
        if table.name not in known and table.name not in OURS and any(c in table.c for c in (*LINKS, "phone"))
    ]


def clean_others(tx: Tx, tables: Collection[str], scope: Scope, change: Change) -> None:
    """Empty what is about a person in the rows of these tables that belong to the scope, and change all other texts."""
    for name in tables:
        table = _table(name)
        found = [_belongs(table, scope)]
        if "phone" in table.c and scope.phones:
            found.append(_of_number(tx, table, scope.phones))
        ours = [part for part in found if part is not None]
        if not ours:
            continue
        personal = [
            c for c in _columns(table) if c.name in PERSONAL or (c.name == "name" and "phone" in table.c)
        ]
        _rewrite(tx, table, or_(*ours), change, {c.name: None if c.nullable else "" for c in personal})


def _emptied(value: Any, change: Change, personal: bool) -> Any:
    """JSON without the texts at keys that are about a person (``personal``: without any), the others changed."""
    if isinstance(value, dict):
        return {
            key: _emptied(item, change, personal or key in ("note", "said", "words", "why"))
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_emptied(item, change, personal) for item in value]
    return ("" if personal else change(value)) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Seen:
    """What was opened in search of some words: by table the ids of rows that hold one, and the last that was opened."""

    ids: dict[str, list[int]]
    last: dict[str, int]


def look(tx: Tx, words: Collection[str]) -> Seen:
    """Open everything that is sealed.  It takes a while: do it before the transaction that erases."""
    seen = Seen({}, {})
    for table in Model.metadata.sorted_tables:
        if words and table.name not in OURS and tx.ring.newest is not None and (sealed := _sealed(table)):
            seen.last[table.name] = tx.sql.execute(select(func.max(table.c.id))).scalar() or 0
            seen.ids[table.name] = list(_opened(tx, table, sealed, words, 0))
    return seen


def sweep(
    tx: Tx, words: Collection[str], change: Change, logged: Callable[[str, str], bool], seen: Seen
) -> None:
    """Change the texts of every row of every table that holds one of the words, wherever it is; entries of logs keep
    their hash.  ``seen``: what :func:`look` found; only newer rows are opened."""
    for table in Model.metadata.sorted_tables:
        rewrite = partial(_rewrite, table=table, change=change)
        if table is LogEntry.__table__:
            rewrite = partial(erase_log, personal=logged)
        elif table is AuditEntry.__table__:
            rewrite = partial(erase_audit, change=change, personal=logged)
        for found in _holding(tx, table, words, seen):
            rewrite(tx, wanted=found)


def _columns(table: Table) -> list[Column[Any]]:
    """Those that hold words, other than as a hash of them."""
    return [c for c in table.columns if isinstance(c.type, String | Text | JSON | Sealed | SealedJson)]


def _sealed(table: Table) -> list[Column[Any]]:
    return [c for c in table.columns if isinstance(c.type, Sealed | SealedJson)]


def _holding(tx: Tx, table: Table, words: Collection[str], seen: Seen) -> Iterator[Any]:
    """Conditions that together name the rows which hold one of the words, or did when they were seen."""
    sealed = _sealed(table) if tx.ring.newest is not None else []
    clear = [c for c in _columns(table) if c not in sealed]
    if table.name in OURS or not words:
        return
    if clear:
        yield or_(*(cast(c, Text).contains(word, autoescape=True) for c in clear for word in words))
    if sealed:
        newer = _opened(tx, table, sealed, words, seen.last.get(table.name, 0))
        for ids in _chunks(chain_of(seen.ids.get(table.name, ()), newer)):
            yield table.c.id.in_(ids)


def _opened(
    tx: Tx, table: Table, sealed: Sequence[Column[Any]], words: Collection[str], after: int
) -> Iterator[int]:
    last: int | None = after
    wanted = select(table.c.id, *sealed).order_by(table.c.id).limit(CHUNK)
    while last is not None:
        rows = tx.sql.execute(wanted.where(table.c.id > last)).all()
        for row in rows:
            if any(word in text for text in texts(list(row[1:])) for word in words):
                yield row.id
        last = rows[-1].id if len(rows) == CHUNK else None


def _chunks(ids: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(ids, CHUNK)):
        yield chunk


def texts(value: Any) -> Iterator[str]:
    """All texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def _rewrite(
    tx: Tx, table: Table, wanted: Any, change: Change, empty: Mapping[str, Any] | None = None
) -> None:
    columns = [c for c in _columns(table) if not c.primary_key]
    keys = list(table.primary_key.columns)
    for row in tx.sql.execute(select(*keys, *columns).where(wanted)).all():
        old = {c.name: row._mapping[c.name] for c in columns}
        new = {name: changed(value, change) for name, value in old.items()}
        if empty is not None:
            new = {name: _emptied(value, change, name in WORDS) for name, value in old.items()} | dict(empty)
        values = {name: value for name, value in new.items() if value != old[name]}
        if values:
            same = and_(*(key == row._mapping[key.name] for key in keys))
            tx.sql.execute(update(table).where(same).values(**found_by(table, values)))


def changed(value: Any, change: Change) -> Any:
    """The value with each of its texts changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: changed(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [changed(item, change) for item in value]
    return value


def erase_log(tx: Tx, wanted: Any, personal: Callable[[str, str], bool]) -> None:
    """Take texts out of log entries; the chain holds."""
    for row in tx.sql.execute(select(LogEntry.__table__).where(wanted)).all():
        if not row.data:
            continue
        data, salt = chain.erased(row.data, row.salt, personal)
        if data != row.data:
            tx.sql.execute(update(LogEntry).where(LogEntry.id == row.id).values(data=data, salt=salt))
    for key in [key for key in tx.kept if key[0] in ("log", "saved", "of", "head", "states")]:
        del tx.kept[key]


def erase_audit(tx: Tx, wanted: Any, change: Change, personal: Callable[[str, str], bool]) -> None:
    """Take texts out of entries of the audit log; the chain of those that are sealed holds."""
    for row in tx.sql.execute(select(AuditEntry.__table__).where(wanted)).all():
        salt = audit_chain.salt_of(tx, row.id)
        if salt is None:
            _rewrite(
                tx, wanted=AuditEntry.id == row.id, table=Model.metadata.tables["audit_log"], change=change
            )
        elif row.data:
            data, left = chain.erased(row.data, salt, personal)
            tx.sql.execute(update(AuditEntry).where(AuditEntry.id == row.id).values(data=data))
            audit_chain.keep_salt(tx, row.id, left)


def erase_merged(tx: Tx, tickets: Collection[int], personal: Callable[[str, str], bool]) -> None:
    """What these tickets said, in the logs of the tickets that they became part of."""
    merged = and_(LogEntry.ticket_id.in_(tickets), LogEntry.event == "ticket.merged")
    for row in tx.sql.execute(select(LogEntry.data, Ticket.number).join(Ticket).where(merged)).all():
        into = select(Ticket.id).where(Ticket.number == (row.data or {}).get("into"))
        notes = select(LogEntry.id, LogEntry.data).where(
            LogEntry.ticket_id.in_(into), LogEntry.event == "ticket.note"
        )
        found = [note.id for note in tx.sql.execute(notes) if row.number in texts(note.data)]
        erase_log(tx, LogEntry.id.in_(found), personal)


def erase_logs_of(tx: Tx, tickets: Collection[int], personal: Callable[[str, str], bool]) -> None:
    erase_log(tx, LogEntry.ticket_id.in_(tickets), personal)


def holding(tx: Tx, words: Collection[str], seen: Seen) -> Iterator[str]:
    """``table.column`` of every place that still holds one of the words, people of ours aside."""
    for table in Model.metadata.sorted_tables:
        for found in _holding(tx, table, words, seen):
            for row in tx.sql.execute(select(table).where(found)):
                for column in _columns(table):
                    if any(word in text for text in texts(row._mapping[column.name]) for word in words):
                        yield f"{table.name}.{column.name}"
