"""Every migration that has a way back, down and up again, with a row in every table: what the older schema can say is still said,
what it cannot is lost without a trace of an error, and sealed values stay readable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Float,
    Integer,
    MetaData,
    String,
    Text,
    delete,
    inspect,
    select,
    text,
)
from sqlalchemy.types import LargeBinary

from storage import revision, schema
from storage.engine import Store
from storage.models import Mark, Model
from storage.sealing import Ring
from storage.types import Instant, PhoneKey, Sealed, SealedJson
from tests.servers import RING

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FLOOR = "0024"  # older ones have no way back
PHONE = "13800138000"
WORDS = "水箱漏水"
#: Rows of one column that say how it is really filled; everything else is filled by its type.
ODD: dict[str, Any] = {"visit_slots.slot": 5}


@pytest.fixture(params=["sealed", "clear"])
def ring(request: pytest.FixtureRequest) -> Ring | None:
    return RING if request.param == "sealed" else None


@pytest.fixture
def bare(bare_url: str, ring: Ring | None) -> Iterator[Store]:
    store = Store(bare_url, ring=ring)
    yield store
    store.close()


def value(column: Any) -> Any:
    kind = column.type
    if column.foreign_keys:
        return 1
    if (known := ODD.get(str(column))) is not None:
        return known
    if isinstance(kind, PhoneKey):
        return PHONE
    if isinstance(kind, Sealed):
        return PHONE if column.name == "phone" else WORDS
    if isinstance(kind, JSON | SealedJson):
        default = column.default.arg(None) if column.default is not None else {}
        return default if isinstance(default, list) else {"said": WORDS}
    if isinstance(kind, Instant):
        return NOW
    if isinstance(kind, Date):
        return date(2026, 11, 23)
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Integer | Float):
        return 1
    if isinstance(kind, LargeBinary):
        return b"x"
    assert isinstance(kind, String | Text), f"{column} is {kind!r}"
    return "x"


def fill(store: Store) -> dict[str, dict[str, Any]]:
    """A row in every table; what was written, by table."""
    rows = {t.name: {c.name: value(c) for c in t.columns} for t in Model.metadata.sorted_tables}
    with store.engine.begin() as sql:
        if sql.dialect.name == "sqlite":
            sql.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        sql.execute(delete(Mark))  # what the schema itself has noted
        for table in Model.metadata.sorted_tables:
            sql.execute(table.insert().values(**rows[table.name]))
    return rows


def kept(store: Store) -> dict[str, dict[str, Any]]:
    """The one row of every table that there is, as the models read it."""
    with store.engine.connect() as sql:
        return {
            table.name: dict(row._mapping)
            for table in Model.metadata.sorted_tables
            if (row := sql.execute(_own(table)).first()) is not None
        }


def _own(table: Any) -> Any:
    return select(table).where(Mark.name != revision.SERVES) if table is Mark.__table__ else select(table)


def raw(store: Store) -> dict[str, dict[str, Any]]:
    """The same as it stands in a database of whichever revision."""
    known = MetaData()
    known.reflect(store.engine, resolve_fks=False)
    with store.engine.connect() as sql:
        return {
            table.name: dict(row._mapping)
            for table in known.sorted_tables
            if (row := sql.execute(text(f'SELECT * FROM "{table.name}"')).first()) is not None
        }


def revisions() -> list[str]:
    """The newest first."""
    script = ScriptDirectory.from_config(schema._config())
    return [s.revision for s in script.walk_revisions() if s.revision >= FLOOR]


def test_down_as_far_as_it_goes_and_up_again_with_rows_in_every_table(bare: Store) -> None:
    schema.upgrade(bare)
    fill(bare)
    before = kept(bare)
    assert set(before) == {t.name for t in Model.metadata.sorted_tables}
    for older in revisions()[1:]:
        schema.downgrade(bare, older)
        assert revision.current(bare) == older
    old = raw(bare)
    assert (old["tickets"]["phone"], old["messages"]["text"]) == (PHONE, WORDS), (
        "older releases read no seals"
    )
    assert schema.upgrade(bare) == (FLOOR, revision.NEWEST)
    assert schema.differences(bare) == []
    after = kept(bare)
    for table, row in after.items():
        same = {name for name in row if row[name] == before[table].get(name)}
        for name in set(row) - same:
            assert name not in old.get(table, {}) or table == "ticket_log", (
                f"{table}.{name}: {before[table].get(name)} is {row[name]}"
            )
    gone = set(before) - set(after)
    assert not gone & set(old), gone
    if bare.ring.newest is not None:
        sealed = raw(bare)
        assert sealed["tickets"]["phone"].startswith("bx1:") and sealed["messages"]["text"].startswith("bx1:")


@pytest.mark.parametrize("to", ["0026", "0027"])
def test_the_newest_ones_one_by_one(bare: Store, to: str) -> None:
    """Down, up, and what is there reads the same."""
    schema.upgrade(bare)
    fill(bare)
    before = kept(bare)
    schema.downgrade(bare, to)
    names = inspect(bare.engine).get_table_names()
    assert ("audit_log" in names) and "tickets" in names
    schema.upgrade(bare)
    assert schema.differences(bare) == []
    after = kept(bare)
    assert set(after) >= set(names) & set(before)
    for table in set(after) & set(names):  # newer ones are filled by their migrations, if at all
        assert after[table] == before[table], table
