"""The audit log as a chain of hashes: whoever changes, removes or puts in an entry past the program is found out.

The chain is made afterwards, by whichever process runs clockwork, in batches: nobody who writes an entry waits for anybody
else who does.  What has been written in the last seconds is not sealed yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update

from storage import chain
from storage.audit_tables import AuditSeal
from storage.engine import Tx
from storage.models import AuditEntry
from storage.prepared import Due

BATCH = 500  # entries in one transaction
LATE = 1000  # an entry may be committed after so many younger ones
BACK = timedelta(hours=4)  # so much older than those before it may an entry be that was committed late
_LOCK = 7_402_417_306_001  # of PostgreSQL: one process at a time goes on with the chain
_ENTRY, _SEAL = AuditEntry.__table__, AuditSeal.__table__
_SEALED = select(AuditSeal.entry_id).where(AuditSeal.entry_id == AuditEntry.id).exists()
_LAST = func.coalesce(select(func.max(AuditSeal.entry_id)).scalar_subquery(), 0)

#: entries without a seal
unsealed = Due(select(AuditEntry.id).where(AuditEntry.id > _LAST - LATE, ~_SEALED).order_by(AuditEntry.id))


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link.  Kept outside (clockwork logs it) it shows that nothing before it is gone."""

    number: int = 0
    hash: str = chain.FIRST


@dataclass(frozen=True, slots=True)
class Wrong:
    """``entry`` is its number in the audit log; 0: of a seal whose entry is not known."""

    entry: int
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    sealed: int
    unsealed: int
    head: Head
    wrong: tuple[Wrong, ...]


def head(tx: Tx) -> Head:
    row = tx.sql.execute(
        select(_SEAL.c.number, _SEAL.c.hash).order_by(_SEAL.c.number.desc()).limit(1)
    ).first()
    return Head(row.number, row.hash) if row is not None else Head()


def seal(tx: Tx, now: datetime) -> int:
    """Go on with the chain; how many entries were sealed."""
    if tx.dialect != "sqlite":  # which has one writer
        tx.sql.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    ids = unsealed(tx, now, BATCH)
    if not ids:
        return 0
    last, made = head(tx), []
    for row in tx.sql.execute(select(_ENTRY).where(AuditEntry.id.in_(ids)).order_by(AuditEntry.id)).all():
        salt = chain.new_salt()
        said = f"{row.action} {row.about}"
        done = chain.hashed(last.hash, row.id, row.at, said, row.actor, row.data, salt)
        last_hash, last = last.hash, Head(last.number + 1, done)
        made.append(
            {
                "number": last.number,
                "entry_id": row.id,
                "at": now,
                "prev": last_hash,
                "hash": done,
                "salt": salt,
            }
        )
    tx.sql.execute(insert(AuditSeal), made)
    return len(made)


def verify(tx: Tx) -> Verdict:
    """Look at every link and its entry."""
    wrong: list[Wrong] = []
    last, newest = Head(), None
    for row in _links(tx):
        if (row.number, row.prev) != (last.number + 1, last.hash):
            wrong.append(
                Wrong(row.entry_id, "does not follow the seal before it: one is missing, added or moved")
            )
        if row.action is None:
            wrong.append(Wrong(row.entry_id, "is gone"))
        elif not _right(row):
            wrong.append(Wrong(row.entry_id, "says something else than when it was sealed"))
        elif newest is not None and row.entry_at < newest - BACK:
            wrong.append(Wrong(row.entry_id, "is dated back: what was sealed before it is hours younger"))
        newest = max(newest or row.entry_at, row.entry_at) if row.action is not None else newest
        last = Head(row.number, row.hash)
    open_ = list(tx.sql.execute(select(AuditEntry.id).where(~_SEALED)).scalars())
    before = tx.sql.execute(select(_LAST)).scalar_one() - LATE
    wrong += [
        Wrong(entry, "was put in later: those after it have long been sealed")
        for entry in open_
        if entry <= before
    ]
    return Verdict(last.number, sum(entry > before for entry in open_), last, tuple(wrong))


def _links(tx: Tx) -> Iterator[Row[Any]]:
    facts = (_ENTRY.c.action, _ENTRY.c.about, _ENTRY.c.actor, _ENTRY.c.data, _ENTRY.c.at.label("entry_at"))
    wanted = (
        select(_SEAL, *facts)
        .outerjoin(_ENTRY, _ENTRY.c.id == _SEAL.c.entry_id)
        .order_by(_SEAL.c.number)
        .limit(BATCH)
    )
    at = 0
    while rows := tx.sql.execute(wanted.where(_SEAL.c.number > at)).all():
        yield from rows
        at = rows[-1].number


def _right(row: Any) -> bool:
    try:
        said = f"{row.action} {row.about}"
        return chain.hashed(row.prev, row.entry_id, row.entry_at, said, row.actor, row.data, row.salt) == str(
            row.hash
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return False


def keep_salt(tx: Tx, entry_id: int, salt: str) -> None:
    """Texts of the entry were erased; those that stay have these salts."""
    tx.sql.execute(update(AuditSeal).where(AuditSeal.entry_id == entry_id).values(salt=salt))


def salt_of(tx: Tx, entry_id: int) -> str | None:
    """None while it is not sealed."""
    found: str | None = tx.sql.execute(select(AuditSeal.salt).where(AuditSeal.entry_id == entry_id)).scalar()
    return found
