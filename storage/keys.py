"""What a database knows of the keys that it is sealed with: their ids."""

from __future__ import annotations

import json
from datetime import datetime

from storage import marks
from storage.engine import Store
from storage.sealing import Unreadable

NEWEST = "keys"  # the mark: the key that this database is written with
FAR = "keys-rotate"  # the mark: key, table and id up to which everything is sealed with it
DONE = "done"


def written_with(store: Store) -> str | None:
    """The id of the newest key that somebody opened this database with."""
    return store.read(lambda tx: marks.get(tx, NEWEST))


def check(store: Store, now: datetime) -> None:
    """Raises :class:`Unreadable` when the database is written with a key that we do not have; else notes with which
    one it is written from now on."""
    kept, newest = written_with(store), store.ring.newest
    if kept is not None and kept not in store.ring.ids:
        raise Unreadable(f"personal data in this database are sealed with key {kept}, which is not there")
    if newest is not None and newest != kept:
        store.write(lambda tx: marks.changed(tx, NEWEST, newest, now))


def far(store: Store) -> tuple[str, str, int] | None:
    """Key, table (or "done") and id up to which rows were sealed again; None: it has never been done."""
    kept = store.read(lambda tx: marks.get(tx, FAR))
    return None if kept is None else tuple(json.loads(kept))
