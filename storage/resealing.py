"""Sealing again what is kept: with a newer key, or at all, where there was none before.

Rows are walked by their ids in bounded batches, each a transaction of its own that also notes how far it came, so it
may be interrupted at any time and goes on there.  Servers run meanwhile: they open with any key of the ring.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, Text, bindparam, cast, func, select, update

from storage import marks, media
from storage import schema as schema  # all tables
from storage.engine import Store, Tx
from storage.keys import DONE, FAR, far
from storage.models import Model
from storage.sealing import SEALED, Ring, Unreadable
from storage.shelf import Shelf
from storage.types import PhoneKey, Sealed, SealedJson

BATCH = 500  # rows


@dataclass(frozen=True, slots=True)
class Step:
    table: str
    looked: int
    sealed: int


def tables() -> list[Table]:
    """Those with something sealed, in a fixed order."""
    found = Model.metadata.tables.values()
    return sorted((t for t in found if sealed_columns(t)), key=lambda t: t.name)


def sealed_columns(table: Table) -> list[Any]:
    return [c for c in table.columns if isinstance(c.type, Sealed | SealedJson)]


def size(store: Store) -> int:
    """About how many rows there are to look at."""
    return store.read(
        lambda tx: sum(tx.sql.execute(select(func.max(t.c.id))).scalar() or 0 for t in tables())
    )


def reseal(store: Store, now: datetime) -> Iterator[Step]:
    """Seal everything with the newest key, going on where it stopped for the same key."""
    newest = store.ring.newest or ""
    key, name, last = far(store) or ("", "", 0)
    if key != newest:
        name, last = "", 0
    for table in tables():
        if name == DONE or table.name < name:
            continue
        at: int | None = last if table.name == name else 0
        while at is not None:
            step, at = store.write(lambda tx, table=table, at=at: _batch(tx, table, at, newest, now))  # type: ignore[misc]
            yield step
    store.write(lambda tx: marks.changed(tx, FAR, json.dumps([newest, DONE, 0]), now))


def reseal_files(store: Store, shelf: Shelf) -> Iterator[tuple[str, bool]]:
    """Seal files with the newest key, too: name, and whether it had to be.  While one is being sealed nobody takes it away;
    one that cannot be opened stays as it is and raises at the end."""
    lost: list[str] = []

    def one(tx: Tx, digest: str) -> bool:
        media.held(tx, digest)
        try:
            return shelf.reseal(digest)
        except Unreadable:
            lost.append(digest)
            return False

    for digest in shelf.digests():
        yield digest, store.write(lambda tx, digest=digest: one(tx, digest))  # type: ignore[misc]
    if lost:
        raise Unreadable(f"{len(lost)} files cannot be opened, such as {lost[0]}")


def _batch(tx: Tx, table: Table, after: int, newest: str, now: datetime) -> tuple[Step, int | None]:
    ids, sealed = seal_rows(tx.sql, tx.ring, table, after, BATCH)
    last = ids[-1] if len(ids) == BATCH else None
    marks.changed(tx, FAR, json.dumps([newest, table.name, ids[-1] if ids else after]), now)
    return Step(table.name, len(ids), sealed), last


def seal_rows(sql: Any, ring: Ring, table: Table, after: int, limit: int) -> tuple[Sequence[int], int]:
    """The ids of the next rows of a table, and how many of them had to be sealed with the newest key."""
    columns = sealed_columns(table)
    raw = [cast(c, Text).label(c.name) for c in columns]
    wanted = select(table.c.id, *raw).where(table.c.id > after).order_by(table.c.id).limit(limit)
    rows = sql.execute(wanted if sql.dialect.name == "sqlite" else wanted.with_for_update()).all()
    old = [row.id for row in rows if not all(_is_current(ring, text) for text in row[1:])]
    if old:
        keys = [c for c in table.columns if isinstance(c.type, PhoneKey)]
        change = update(table).where(table.c.id == bindparam("row_id"))
        change = change.values({c.name: bindparam(f"new_{c.name}") for c in (*columns, *keys)})
        values = []
        for row in sql.execute(select(table.c.id, *columns).where(table.c.id.in_(old))):
            new = {f"new_{c.name}": row._mapping[c.name] for c in columns}
            values.append({"row_id": row.id, **new, **({"new_phone_key": row.phone} if keys else {})})
        sql.execute(change, values)
    return [row.id for row in rows], len(old)


def _is_current(ring: Ring, text: str | None) -> bool:
    """Whether a column is as the newest key would have it.  What is JSON has the sealed text as a string in it."""
    if text in (None, "", "null"):
        return True
    assert text is not None
    if ring.newest is None:
        return not text.startswith((SEALED, f'"{SEALED}')) and f'"sealed": "{SEALED}' not in text
    seal = f"{SEALED}{ring.newest}:"
    return text.startswith((seal, f'"{seal}')) or (text.startswith("{") and f'"{seal}' in text)
