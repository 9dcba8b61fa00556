"""Small facts about the installation itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select

from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import Mark
from storage.prepared import Prepared

_GET = Prepared(select(Mark.value).where(Mark.name == bindparam("mark")))


def get(tx: Tx, name: str) -> str | None:
    row = _GET.first(tx, mark=name)
    return None if row is None else str(row.value)


def put(tx: Tx, name: str, value: str, now: datetime) -> None:
    tx.sql.execute(insert(Mark).values(name=name, value=value, at=now))


def _another(dialect: str) -> Any:
    """One statement, so that of many at the same time one is the first."""
    new = insert_into(Mark, dialect)
    return new.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": new.excluded.value, "at": new.excluded.at},
        where=Mark.value != new.excluded.value,
    ).returning(Mark.name)


_ANOTHER = Prepared(_another)


def changed(tx: Tx, name: str, value: str, now: datetime) -> bool:
    """Put the value there; whether it was another one, or none."""
    return _ANOTHER.first(tx, name=name, value=value, at=now) is not None


def first_on(tx: Tx, name: str, day: date, now: datetime) -> bool:
    """Whether nobody has done this on that day; from now on somebody has."""
    return changed(tx, name, day.isoformat(), now)


def hold(tx: Tx, name: str, who: str, since: datetime, now: datetime) -> bool:
    """Whether ``who`` holds the name: nobody did, or nobody has said so after ``since``.  One statement."""
    new = insert_into(Mark, tx.dialect).values(name=name, value=who, at=now)
    held = new.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": new.excluded.value, "at": new.excluded.at},
        where=or_(Mark.value == new.excluded.value, Mark.at < since),
    ).returning(Mark.name)
    return tx.sql.execute(held).first() is not None


def free(tx: Tx, name: str, who: str) -> None:
    """Nobody holds the name any more, if ``who`` did."""
    tx.sql.execute(delete(Mark).where(Mark.name == name, Mark.value == who))
