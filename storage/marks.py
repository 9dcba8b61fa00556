"""Small facts about the installation itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.engine import Tx
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
    new = (sqlite_insert if dialect == "sqlite" else pg_insert)(Mark)
    return new.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": new.excluded.value, "at": new.excluded.at},
        where=Mark.value != new.excluded.value,
    ).returning(Mark.name)


_ANOTHER = Prepared(_another)


def note(tx: Tx, name: str, value: str, now: datetime) -> None:
    """It is so now, whatever was before."""
    _ANOTHER.first(tx, name=name, value=value, at=now)


def first_on(tx: Tx, name: str, day: date, now: datetime) -> bool:
    """Whether nobody has done this on that day; from now on somebody has."""
    return _ANOTHER.first(tx, name=name, value=day.isoformat(), at=now) is not None


def hold(tx: Tx, name: str, who: str, since: datetime, now: datetime) -> bool:
    """Whether ``who`` holds the name: nobody did, or nobody has said so after ``since``.  One statement."""
    new = (sqlite_insert if tx.dialect == "sqlite" else pg_insert)(Mark).values(name=name, value=who, at=now)
    held = new.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": new.excluded.value, "at": new.excluded.at},
        where=or_(Mark.value == new.excluded.value, Mark.at < since),
    ).returning(Mark.name)
    return tx.sql.execute(held).first() is not None


def free(tx: Tx, name: str, who: str) -> None:
    """Nobody holds the name any more, if ``who`` did."""
    tx.sql.execute(delete(Mark).where(Mark.name == name, Mark.value == who))
