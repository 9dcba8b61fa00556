"""People of ours who may have a place free: what waits is gone through for each of them, the most urgent first.

To mark everything that waits would write as many rows as wait, at every claim; here somebody who may have a place is
one row.  ``why``: called (something has given them a place, or they have come), taken (they took something and may be
full now), full (only a customer's silence can give them a place, which is no event).  ``after``: how far it has been gone
through.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from storage.assignment_tables import Opening
from storage.engine import Tx
from storage.inserts import insert_into
from storage.prepared import NOW, Due, Prepared

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


def _called(dialect: str) -> Any:
    made = insert_into(Opening, dialect)
    anew = {"look_at": AT_ONCE, "why": "called", "version": Opening.version + 1, "after": []}
    return made.on_conflict_do_update(index_elements=["user_id"], set_=anew)


def _taken(dialect: str) -> Any:
    made = insert_into(Opening, dialect)
    return made.on_conflict_do_nothing()  # whatever stands there says more


_WRITE = {"called": Prepared(_called), "taken": Prepared(_taken)}
_ONE = Prepared(select(Opening.__table__).where(Opening.user_id == bindparam("user")))


def call(tx: Tx, *users: int | None) -> None:
    """These may have a place free."""
    for user in users:
        if user is not None:
            _later(tx, "called", user)


def taken(tx: Tx, user_id: int) -> None:
    """They have taken something, and may have no place any more."""
    if ("openings", user_id) not in tx.at_end:
        _later(tx, "taken", user_id)


def _later(tx: Tx, why: str, user_id: int) -> None:
    """Written right before the commit: other transactions about this person wait for a moment only."""
    tx.at_end["openings", user_id] = partial(_write, why=why, user_id=user_id)
    tx.wake("clocks")


def _write(tx: Tx, why: str, user_id: int) -> None:
    _WRITE[why].run(tx, user_id=user_id, look_at=AT_ONCE, why=why, version=0, after=[])


#: people for whom what waits is to be gone through
due = Due(select(Opening.user_id).where(Opening.look_at <= NOW).order_by(Opening.look_at, Opening.user_id))


def get(tx: Tx, user_id: int) -> Row[Any] | None:
    return _ONE.first(tx, user=user_id)


def goes_on(tx: Tx, seen: Row[Any], **values: Any) -> None:
    """Change it, unless they have been called once more since it was read."""
    tx.sql.execute(update(Opening).where(*_as_seen(seen)).values(**values))


def end(tx: Tx, seen: Row[Any]) -> None:
    """There is nothing for them, unless they have been called once more since it was read."""
    tx.sql.execute(delete(Opening).where(*_as_seen(seen)))


def _as_seen(seen: Row[Any]) -> tuple[Any, ...]:
    return Opening.user_id == seen.user_id, Opening.version == seen.version
